//! Values to front matter: the schema, key by key.

use jiff::{Span as Period, ToSpan};

use super::entries::{Benchmark, Change, GoodCall, PolicyOption, Scenario, Standard, Waiver};
use super::front_matter::{Flexibility, FrontMatter, Kind, Motive, Pilot, Rationale, Review, Status, Verdict};
use crate::config::{Audiences, Readers};
use crate::data::{Node, NodeKind as ValueKind, Reader, Scope};
use crate::diagnostic::{Rule, nearest};
use crate::text::{ContentPath, Spanned, name_fault};

pub(crate) const KINDS: [(&str, Kind); 5] = [
    ("policy", Kind::Policy),
    ("procedure", Kind::Procedure),
    ("standard", Kind::Standard),
    ("guideline", Kind::Guideline),
    ("page", Kind::Page),
];
pub(crate) const STATUSES: [(&str, Status); 4] =
    [("draft", Status::Draft), ("pilot", Status::Pilot), ("active", Status::Active), ("retired", Status::Retired)];
pub(crate) const FLEXIBILITIES: [(&str, Flexibility); 2] = [("black", Flexibility::Black), ("grey", Flexibility::Grey)];
pub(crate) const MOTIVES: [(&str, Motive); 6] = [
    ("safety", Motive::Safety),
    ("privacy", Motive::Privacy),
    ("law", Motive::Law),
    ("fairness", Motive::Fairness),
    ("service", Motive::Service),
    ("cost", Motive::Cost),
];
pub(crate) const VERDICTS: [(&str, Verdict); 3] =
    [("better", Verdict::Better), ("equal", Verdict::Equal), ("worse", Verdict::Worse)];

/// Reads the front matter of one file. A file whose values could not all be read is not told what else it lacks.
pub(super) fn front_matter(
    node: &Node,
    path: &ContentPath,
    is_section: bool,
    audiences: &Audiences,
    scope: &mut Scope<'_>,
    unreadable: bool,
) -> FrontMatter {
    let mut r = Reader::new(node, "a policy", scope);
    let title = if unreadable { r.text("title") } else { r.required_text("title") };
    let kind = r.choice("kind", &KINDS).map(|kind| kind.value);
    let kind = kind.unwrap_or(if is_section { Kind::Page } else { Kind::Policy });
    let front = FrontMatter {
        id: r.text("id").and_then(|id| plain_id(id, r.scope)),
        title: title.unwrap_or_else(|| Spanned { value: path.stem().to_owned(), span: r.span() }),
        kind,
        status: read_status(&mut r),
        version: r.text("version").and_then(|version| plain_version(version, r.scope)),
        effective: r.date("effective"),
        owner: r.text("owner"),
        approved_by: r.text("approved_by"),
        audience: read_audience(&mut r, audiences),
        flexibility: r.choice("flexibility", &FLEXIBILITIES),
        motive: r.choice("motive", &MOTIVES),
        review: read_review(&mut r),
        rationale: read_rationale(&mut r, audiences),
        reasons: values(r.texts("reasons")),
        say: r.text("say").map(|text| text.value),
        goals: r.texts("goals"),
        touchpoints: r.texts("touchpoints"),
        escalation: r.texts("escalation"),
        takes: r.text("takes").map(|text| text.value),
        approvals: r.texts("approvals"),
        required_for: r.texts("required_for"),
        related: r.texts("related"),
        supersedes: r.texts("supersedes"),
        aliases: read_aliases(&mut r),
        tags: values(r.texts("tags")),
        keywords: values(r.texts("keywords")),
        pilot: read_pilot(&mut r),
        options: r.tables("options", "an option", |r| read_choice(r, audiences)),
        standards: r.tables("standards", "a standard", |r| read_standard(r, audiences)),
        scenarios: r.tables("scenarios", "a scenario", |r| read_scenario(r, audiences)),
        benchmarks: r.tables("benchmarks", "a benchmark", read_benchmark),
        good_calls: r.tables("good_calls", "a good call", read_good_call),
        waivers: r.tables("waivers", "a waiver", read_waiver),
        changes: r.tables("changes", "a change", |r| read_change(r, audiences)),
        description: r.text("description").map(|text| text.value),
        order: r.integer("order"),
    };
    if kind != Kind::Page && !unreadable {
        missing_keys(&front, &mut r);
    }
    r.finish();
    front
}

/// What a governed file must have besides a title. That a black one needs reasons and a grey one options are rules of
/// their own.
fn missing_keys(front: &FrontMatter, r: &mut Reader<'_, '_, '_>) {
    let wanted = [
        ("id", "add `id = \"…\"`: it never changes, and its link outlives every move"),
        ("owner", "add `owner = \"…\"`, a key of people.toml"),
        ("flexibility", "add `flexibility = \"black\"` or \"grey\""),
        ("version", "add `version = \"1.0\"`"),
    ];
    for (key, help) in wanted {
        if r.key_span(key).is_none() {
            r.missing(key, help);
        }
    }
    if front.rationale.is_empty() && r.key_span("rationale").is_none() {
        r.missing("rationale", "add `rationale = \"…\"`: why the rule is there");
    }
    if front.review.due.is_none() && ["review_date", "reviewed", "review_every"].iter().all(|k| r.key_span(k).is_none())
    {
        r.missing("review_date", "add `review_date = 2027-03-01`, or `reviewed` and `review_every`");
    }
}

fn values(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// A status; one that cannot be read counts as a draft, which is private.
fn read_status(r: &mut Reader<'_, '_, '_>) -> Status {
    match r.choice("status", &STATUSES) {
        Some(status) => status.value,
        None if r.key_span("status").is_some() => Status::Draft,
        None => Status::Active,
    }
}

fn plain_id(id: Spanned<String>, scope: &mut Scope<'_>) -> Option<Spanned<String>> {
    let plain = id.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.');
    let fault = name_fault(&id.value);
    if plain && id.value.starts_with(|c: char| c.is_ascii_alphanumeric()) && fault.is_none() {
        return Some(id);
    }
    let reason = fault.filter(|_| plain).map(|fault| format!(": {fault}")).unwrap_or_default();
    let message = format!("`{}` cannot be a part of an address{reason}", id.value);
    scope.report(Rule::InvalidValue, id.span, message, "write letters, digits and dashes: \"CS-014\"");
    None
}

fn plain_version(version: Spanned<String>, scope: &mut Scope<'_>) -> Option<Spanned<String>> {
    if version.value.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return Some(version);
    }
    let message = format!("`{}` is no version", version.value);
    scope.report(Rule::InvalidValue, version.span, message, "write numbers with dots: \"2.1\"");
    None
}

fn read_audience(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<Spanned<String>> {
    let name = r.text("audience")?;
    audiences.resolve(&name, r.scope);
    Some(name)
}

/// Who may read an entry that may carry `audience`; without it, or with one that does not exist, the most private alone.
pub(crate) fn entry_readers(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Readers {
    let name = r.text("audience");
    let id = name.and_then(|name| audiences.resolve(&name, r.scope));
    id.map_or(audiences.private(), |id| audiences.get(id).readers)
}

fn read_review(r: &mut Reader<'_, '_, '_>) -> Review {
    let date = r.date("review_date");
    let reviewed = r.date("reviewed");
    let every = r.text("review_every");
    if date.is_some() && (reviewed.is_some() || every.is_some()) {
        let span = r.key_span("review_date").unwrap_or_default();
        let message = "`review_date` and `reviewed` with `review_every` both say when the next review is due";
        r.scope.report(Rule::ConflictingKeys, span, message, "keep one of the two");
    }
    let period = every.as_ref().and_then(|every| {
        let period = parse_period(&every.value);
        if period.is_none() {
            let message = format!("`{}` is no length of time", every.value);
            r.scope.report(Rule::InvalidValue, every.span, message, "write a number and days, weeks, months or years");
        }
        period
    });
    let computed = match (&reviewed, period) {
        (Some(reviewed), Some(period)) => {
            let due = reviewed.value.checked_add(period);
            if due.is_err() {
                let message = "the next review would be on a day that no calendar has";
                r.scope.report(Rule::InvalidDate, reviewed.span, message, "write the day of the last review");
            }
            due.ok().map(|due| Spanned { value: due, span: reviewed.span })
        }
        (Some(reviewed), None) if every.is_none() && date.is_none() => {
            let message = "`reviewed` alone does not say when the next review is due";
            r.scope.report(Rule::MissingKey, reviewed.span, message, "add `review_every = \"12 months\"`");
            None
        }
        (None, Some(_)) if date.is_none() => {
            let span = every.as_ref().map_or(r.span(), |every| every.span);
            let message = "`review_every` alone does not say when the next review is due";
            r.scope.report(Rule::MissingKey, span, message, "add `reviewed`, the day of the last one");
            None
        }
        _ => None,
    };
    Review { due: date.or(computed), reviewed: reviewed.map(|date| date.value), every: every.map(|every| every.value) }
}

/// Reads `12 months`. Longer than a century is taken for a slip.
pub(crate) fn parse_period(text: &str) -> Option<Period> {
    let (number, unit) = text.trim().split_once(' ')?;
    let number: i32 = number.parse().ok().filter(|n| (1..=1200).contains(n))?;
    match unit.trim().trim_end_matches('s') {
        "day" => Some(number.days()),
        "week" => Some(number.weeks()),
        "month" => Some(number.months()),
        "year" if number <= 100 => Some(number.years()),
        _ => None,
    }
}

/// One text, or a table with one text per audience.
fn read_rationale(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Vec<Rationale> {
    let Some(node) = r.node("rationale") else { return Vec::new() };
    let ValueKind::Table(_) = &node.kind else {
        return r
            .as_text("rationale", node)
            .map(|text| Rationale { audience: None, text: text.value })
            .into_iter()
            .collect();
    };
    let mut table = Reader::new(node, "rationale", r.scope);
    let mut out = Vec::new();
    for (key, value) in table.entries() {
        let audience = Spanned { value: key.name.clone(), span: key.span };
        audiences.resolve(&audience, table.scope);
        if let Some(text) = table.as_text("rationale", value) {
            out.push(Rationale { audience: Some(audience), text: text.value });
        }
    }
    out
}

fn read_aliases(r: &mut Reader<'_, '_, '_>) -> Vec<Spanned<String>> {
    let aliases = r.texts("aliases");
    aliases
        .into_iter()
        .filter(|alias| {
            let inner = alias.value.trim_matches('/');
            let fault = inner.split('/').find_map(name_fault);
            let plain = fault.is_none() && !alias.value.contains(['#', ' ']);
            if !plain {
                let reason = fault.map(|fault| format!(": {fault}")).unwrap_or_default();
                let message = format!("`{}` is no address of this site{reason}", alias.value);
                r.scope.report(
                    Rule::InvalidValue,
                    alias.span,
                    message,
                    "write the old path from the top: \"/old/path/\"",
                );
            }
            plain
        })
        .collect()
}

fn read_pilot(r: &mut Reader<'_, '_, '_>) -> Option<Pilot> {
    let node = r.node("pilot")?;
    let mut table = Reader::new(node, "pilot", r.scope);
    let pilot = Pilot {
        until: table.date("until"),
        with: table.text("with").map(|text| text.value),
        feedback: table.text("feedback").map(|text| text.value),
    };
    table.finish();
    Some(pilot)
}

fn read_choice(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<PolicyOption> {
    let offer = r.required_text("offer");
    let choice = PolicyOption {
        span: offer.as_ref().map_or(r.span(), |offer| offer.span),
        when: r.text("when").map(|text| text.value),
        limit: r.text("limit").map(|text| text.value),
        decided_by: r.text("decided_by"),
        readers: entry_readers(r, audiences),
        offer: String::new(),
    };
    offer.map(|offer| PolicyOption { offer: offer.value, ..choice })
}

fn read_standard(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<Standard> {
    let measure = r.required_text("measure");
    let target = r.required_text("target");
    let result = r.text("result").map(|text| text.value);
    let measured = r.date("measured").map(|date| date.value);
    let readers = entry_readers(r, audiences);
    Some(Standard { measure: measure?.value, target: target?.value, result, measured, readers })
}

fn read_scenario(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<Scenario> {
    let situation = r.required_text("situation");
    let question = r.text("question").map(|text| text.value);
    let answer = r.text("answer").map(|text| text.value);
    let readers = entry_readers(r, audiences);
    Some(Scenario { situation: situation?.value, question, answer, readers })
}

/// An entry that never leaves the most private audience: a label that would let it is a mistake.
fn private_entry(r: &mut Reader<'_, '_, '_>) {
    if let Some(name) = r.text("audience") {
        let message = "this entry is never for any but the most private audience";
        r.scope.report(Rule::InvalidValue, name.span, message, "remove `audience` here");
    }
}

fn read_benchmark(r: &mut Reader<'_, '_, '_>) -> Option<Benchmark> {
    private_entry(r);
    let who = r.required_text("who");
    let offers = r.required_text("offers");
    let source = r.text("source").map(|text| text.value);
    let checked = r.date("checked");
    let verdict = r.choice("verdict", &VERDICTS).map(|verdict| verdict.value);
    Some(Benchmark { who: who?.value, offers: offers?.value, source, checked, verdict })
}

fn read_good_call(r: &mut Reader<'_, '_, '_>) -> Option<GoodCall> {
    private_entry(r);
    let date = r.date("date").map(|date| date.value);
    Some(GoodCall { date, story: r.required_text("story")?.value })
}

fn read_waiver(r: &mut Reader<'_, '_, '_>) -> Option<Waiver> {
    private_entry(r);
    let rule = r.required_text("rule");
    let reason = r.required_text("reason");
    let owner = r.text("owner");
    let until = r.date("until");
    if until.is_none() && r.key_span("until").is_none() {
        r.missing("until", "add `until = 2027-03-31`: nothing is accepted for ever");
    }
    let rule = rule?;
    if Rule::from_name(&rule.value).is_none() {
        let help = nearest(&rule.value, Rule::ALL.iter().map(|rule| rule.name()))
            .map_or_else(|| "`greyline explain` lists them all".to_owned(), |near| format!("did you mean `{near}`?"));
        r.scope.report(Rule::UnknownRule, rule.span, format!("there is no rule `{}`", rule.value), help);
    }
    Some(Waiver { rule, reason: reason?.value, owner, until })
}

fn read_change(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Option<Change> {
    let version = r.required_text("version").and_then(|version| plain_version(version, r.scope));
    let date = r.date("date");
    if date.is_none() && r.key_span("date").is_none() {
        r.missing("date", "add `date = 2026-03-01`");
    }
    let material = r.bool("material").unwrap_or(true);
    let summary = r.required_text("summary");
    let reason = r.text("reason").map(|text| text.value);
    let readers = entry_readers(r, audiences);
    Some(Change { version: version?, date, material, summary: summary?.value, reason, readers })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[test]
    fn periods_are_added_by_the_calendar() {
        let start: Date = "2026-01-31".parse().unwrap();
        let due = start.checked_add(parse_period("1 month").unwrap()).unwrap();
        assert_eq!(due.to_string(), "2026-02-28");
        assert!(parse_period("12months").is_none());
        assert!(parse_period("0 days").is_none());
    }
}
