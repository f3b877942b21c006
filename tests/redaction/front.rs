//! Front matter with a word in every place, and its TOML. Both take the types apart field by field, so that a field which
//! is added to the model does not compile here before the test covers it.

use std::fmt::Write;

use greyline::config::{Audiences, Readers};
use greyline::policy::{
    Benchmark, Change, Flexibility, FrontMatter, GoodCall, Kind, Motive, Pilot, PolicyOption, Rationale, Review,
    Scenario, Standard, Status, Verdict, Waiver,
};
use greyline::text::{Span, Spanned};

use crate::words::Words;

/// A value at no place in particular.
pub(crate) fn at<T>(value: T) -> Spanned<T> {
    Spanned { value, span: Span::default() }
}

/// What a policy may refer to.
pub(crate) struct Keys {
    pub(crate) people: Vec<String>,
    pub(crate) goals: Vec<String>,
    pub(crate) touchpoints: Vec<String>,
    pub(crate) ids: Vec<String>,
}

/// Someone's random choice of readers.
pub(crate) fn any_readers(words: &mut Words, audiences: &Audiences) -> Readers {
    let all: Vec<Readers> = audiences.iter().map(|(_, audience)| audience.readers).collect();
    *words.pick(&all)
}

#[expect(clippy::too_many_lines, reason = "one field after another")]
/// Front matter for a policy that `readers` may see, with a word in every text.
pub(crate) fn front_matter(
    words: &mut Words,
    audiences: &Audiences,
    id: String,
    readers: Readers,
    keys: &Keys,
) -> FrontMatter {
    let private = audiences.private();
    let everyone = Some(readers);
    let own = |words: &mut Words| any_readers(words, audiences).and(readers);
    let some_keys = |words: &mut Words, keys: &[String]| -> Vec<Spanned<String>> {
        (0..words.below(3)).map(|_| at(words.pick(keys).clone())).collect()
    };
    let label = audiences.iter().find(|(_, audience)| audience.readers == readers).map(|(_, a)| a.key.clone());
    let draft = words.once_in(8);
    let visible = if draft { readers.and(private) } else { readers };
    let from = words.list.len();
    let title = words.word(if draft { "draft" } else { "title" }, everyone);
    let options = (0..words.below(3))
        .map(|_| {
            let readers = own(words);
            PolicyOption {
                offer: words.word("option", Some(readers)),
                when: Some(words.word("option", Some(readers))),
                limit: Some(words.word("option", Some(readers))),
                decided_by: Some(at(words.pick(&keys.people).clone())),
                readers: label_of(audiences, readers, words),
                span: Span::default(),
            }
        })
        .collect();
    let front = FrontMatter {
        id: Some(at(id)),
        title: at(title),
        kind: *words.pick(&[Kind::Policy, Kind::Procedure, Kind::Standard, Kind::Guideline]),
        status: if draft { Status::Draft } else { *words.pick(&[Status::Active, Status::Pilot, Status::Retired]) },
        version: Some(at("1.0".to_owned())),
        effective: Some(at("2026-01-01".parse().unwrap())),
        owner: Some(at(words.pick(&keys.people).clone())),
        approved_by: Some(at(words.pick(&keys.people).clone())),
        audience: label.filter(|_| readers != private || words.once_in(2)).map(at),
        flexibility: Some(at(*words.pick(&[Flexibility::Black, Flexibility::Grey]))),
        motive: Some(at(*words.pick(&[Motive::Cost, Motive::Law]))),
        review: Review { due: Some(at("2027-01-01".parse().unwrap())), reviewed: None, every: None },
        rationale: rationale(words, audiences, readers),
        reasons: vec![words.word("reason", everyone)],
        say: Some(words.word("say", Some(private))),
        goals: some_keys(words, &keys.goals),
        touchpoints: some_keys(words, &keys.touchpoints),
        escalation: some_keys(words, &keys.people),
        takes: Some(words.word("takes", everyone)),
        approvals: some_keys(words, &keys.people),
        required_for: some_keys(words, &keys.people),
        related: some_keys(words, &keys.ids),
        supersedes: some_keys(words, &keys.ids),
        aliases: vec![at(format!("/{}/", words.word("alias", everyone)))],
        tags: vec![words.word("tag", everyone)],
        keywords: vec![words.word("keyword", everyone)],
        pilot: Some(Pilot {
            until: Some(at("2027-02-01".parse().unwrap())),
            with: Some(words.word("pilot", Some(private))),
            feedback: Some(words.word("pilot", Some(private))),
        }),
        options,
        standards: vec![{
            let readers = own(words);
            Standard {
                measure: words.word("standard", Some(readers)),
                target: words.word("standard", Some(readers)),
                result: Some(words.word("standard", Some(readers))),
                measured: Some("2026-01-02".parse().unwrap()),
                readers: label_of(audiences, readers, words),
            }
        }],
        scenarios: vec![{
            let readers = own(words);
            Scenario {
                situation: words.word("scenario", Some(readers)),
                question: Some(words.word("scenario", Some(readers))),
                answer: Some(words.word("scenario", Some(readers))),
                readers: label_of(audiences, readers, words),
            }
        }],
        benchmarks: vec![Benchmark {
            who: words.word("benchmark", Some(private)),
            offers: words.word("benchmark", Some(private)),
            source: Some(format!("https://{}.example/", words.word("benchmark", Some(private)))),
            checked: Some(at("2026-01-03".parse().unwrap())),
            verdict: Some(Verdict::Equal),
        }],
        good_calls: vec![GoodCall {
            date: Some("2026-01-04".parse().unwrap()),
            story: words.word("good call", Some(private)),
        }],
        waivers: vec![Waiver {
            rule: at("overdue-review".to_owned()),
            reason: words.word("waiver", Some(private)),
            owner: Some(at(words.pick(&keys.people).clone())),
            until: Some(at("2027-01-05".parse().unwrap())),
        }],
        changes: vec![{
            let readers = own(words);
            Change {
                version: at("1.0".to_owned()),
                date: Some(at("2026-01-06".parse().unwrap())),
                material: words.once_in(2),
                summary: words.word("change", Some(readers)),
                reason: Some(words.word("change", Some(readers))),
                readers: label_of(audiences, readers, words),
            }
        }],
        description: Some(words.word("description", everyone)),
        order: Some(3),
    };
    words.limit(from, visible);
    front
}

/// The readers that a label gives: `readers` are those of the label and of the policy around it, and the label is one of
/// those whose readers, together with the policy's, are these.
fn label_of(audiences: &Audiences, readers: Readers, _words: &mut Words) -> Readers {
    let narrow = audiences.iter().find(|(_, audience)| audience.readers == readers).map(|(_, a)| a.readers);
    narrow.unwrap_or_else(|| audiences.private())
}

fn rationale(words: &mut Words, audiences: &Audiences, readers: Readers) -> Vec<Rationale> {
    if words.once_in(2) {
        return vec![Rationale { audience: None, text: words.word("rationale", Some(readers)) }];
    }
    audiences
        .iter()
        .map(|(_, audience)| Rationale {
            audience: Some(at(audience.key.clone())),
            text: words.word("rationale", Some(audience.readers.and(readers))),
        })
        .collect()
}

#[expect(clippy::too_many_lines, reason = "one field after another")]
/// Front matter as TOML.
pub(crate) fn to_toml(front: &FrontMatter, audiences: &Audiences) -> String {
    let FrontMatter {
        id,
        title,
        kind,
        status,
        version,
        effective,
        owner,
        approved_by,
        audience,
        flexibility,
        motive,
        review,
        rationale,
        reasons,
        say,
        goals,
        touchpoints,
        escalation,
        takes,
        approvals,
        required_for,
        related,
        supersedes,
        aliases,
        tags,
        keywords,
        pilot,
        options,
        standards,
        scenarios,
        benchmarks,
        good_calls,
        waivers,
        changes,
        description,
        order,
    } = front;
    let mut toml = String::from("+++\n");
    let mut text = |key: &str, value: Option<&String>| {
        if let Some(value) = value {
            writeln!(toml, "{key} = \"{value}\"").unwrap();
        }
    };
    let value = |spanned: &Option<Spanned<String>>| spanned.as_ref().map(|s| s.value.clone());
    text("id", value(id).as_ref());
    text("title", Some(&title.value));
    text("kind", Some(&word_of(kind)));
    text("status", Some(&word_of(status)));
    text("version", value(version).as_ref());
    text("owner", value(owner).as_ref());
    text("approved_by", value(approved_by).as_ref());
    text("audience", value(audience).as_ref());
    text("flexibility", flexibility.as_ref().map(|f| word_of(&f.value)).as_ref());
    text("motive", motive.as_ref().map(|m| word_of(&m.value)).as_ref());
    text("say", say.as_ref());
    text("takes", takes.as_ref());
    text("description", description.as_ref());
    let mut list = |key: &str, values: &[String]| writeln!(toml, "{key} = {values:?}").unwrap();
    let values = |list: &[Spanned<String>]| list.iter().map(|s| s.value.clone()).collect::<Vec<_>>();
    list("reasons", reasons);
    list("goals", &values(goals));
    list("touchpoints", &values(touchpoints));
    list("escalation", &values(escalation));
    list("approvals", &values(approvals));
    list("required_for", &values(required_for));
    list("related", &values(related));
    list("supersedes", &values(supersedes));
    list("aliases", &values(aliases));
    list("tags", tags);
    list("keywords", keywords);
    let Review { due, reviewed, every } = review;
    assert!(reviewed.is_none() && every.is_none(), "days hold no words");
    writeln!(toml, "review_date = {}", due.as_ref().unwrap().value).unwrap();
    writeln!(toml, "effective = {}", effective.as_ref().unwrap().value).unwrap();
    writeln!(toml, "order = {}", order.unwrap()).unwrap();
    if let Some(Pilot { until, with, feedback }) = pilot {
        let (with, feedback) = (with.as_ref().unwrap(), feedback.as_ref().unwrap());
        let until = until.as_ref().unwrap().value;
        writeln!(toml, "pilot = {{ until = {until}, with = \"{with}\", feedback = \"{feedback}\" }}").unwrap();
    }
    match &rationale[..] {
        [Rationale { audience: None, text }] => writeln!(toml, "rationale = \"{text}\"").unwrap(),
        many => {
            let pairs: Vec<String> =
                many.iter().map(|r| format!("{} = \"{}\"", r.audience.as_ref().unwrap().value, r.text)).collect();
            writeln!(toml, "rationale = {{ {} }}", pairs.join(", ")).unwrap();
        }
    }
    let label = |readers: &Readers| {
        let found = audiences.iter().find(|(_, audience)| audience.readers == *readers);
        found.map_or_else(String::new, |(_, audience)| format!("audience = \"{}\"\n", audience.key))
    };
    for PolicyOption { offer, when, limit, decided_by, readers, span: _ } in options {
        let (when, limit) = (when.as_ref().unwrap(), limit.as_ref().unwrap());
        let who = &decided_by.as_ref().unwrap().value;
        let entry = format!("offer = \"{offer}\"\nwhen = \"{when}\"\nlimit = \"{limit}\"\ndecided_by = \"{who}\"");
        writeln!(toml, "[[options]]\n{entry}\n{}", label(readers)).unwrap();
    }
    for Standard { measure, target, result, measured, readers } in standards {
        let (result, day) = (result.as_ref().unwrap(), measured.unwrap());
        let entry = format!("measure = \"{measure}\"\ntarget = \"{target}\"\nresult = \"{result}\"\nmeasured = {day}");
        writeln!(toml, "[[standards]]\n{entry}\n{}", label(readers)).unwrap();
    }
    for Scenario { situation, question, answer, readers } in scenarios {
        let (question, answer) = (question.as_ref().unwrap(), answer.as_ref().unwrap());
        let entry = format!("situation = \"{situation}\"\nquestion = \"{question}\"\nanswer = \"{answer}\"");
        writeln!(toml, "[[scenarios]]\n{entry}\n{}", label(readers)).unwrap();
    }
    for Benchmark { who, offers, source, checked, verdict } in benchmarks {
        let (source, day, verdict) =
            (source.as_ref().unwrap(), checked.as_ref().unwrap().value, word_of(&verdict.unwrap()));
        let entry = format!("who = \"{who}\"\noffers = \"{offers}\"\nsource = \"{source}\"\nchecked = {day}");
        writeln!(toml, "[[benchmarks]]\n{entry}\nverdict = \"{verdict}\"").unwrap();
    }
    for GoodCall { date, story } in good_calls {
        writeln!(toml, "[[good_calls]]\ndate = {}\nstory = \"{story}\"", date.unwrap()).unwrap();
    }
    for Waiver { rule, reason, owner, until } in waivers {
        let (owner, until) = (&owner.as_ref().unwrap().value, until.as_ref().unwrap().value);
        let entry = format!("rule = \"{}\"\nreason = \"{reason}\"\nowner = \"{owner}\"\nuntil = {until}", rule.value);
        writeln!(toml, "[[waivers]]\n{entry}").unwrap();
    }
    for Change { version, date, material, summary, reason, readers } in changes {
        let (day, reason) = (date.as_ref().unwrap().value, reason.as_ref().unwrap());
        let entry =
            format!("version = \"{}\"\ndate = {day}\nmaterial = {material}\nsummary = \"{summary}\"", version.value);
        writeln!(toml, "[[changes]]\n{entry}\nreason = \"{reason}\"\n{}", label(readers)).unwrap();
    }
    toml.push_str("+++\n");
    toml
}

/// The word that stands for a variant in a file.
fn word_of<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
