//! Nodes to front matter: each declared key is read as its type says.

use jiff::{Span as Period, ToSpan};

use super::fields::{AUDIENCE, FIELDS, Field, ID, Presence, SeenBy, TEXT_OF_AUDIENCE, Type};
use super::front_matter::{FrontMatter, Kind};
use super::values::{Entry, Value, Values};
use crate::config::{Audiences, Readers};
use crate::data::{Node, NodeKind, Reader, Scope};
use crate::diagnostic::{Rule, nearest};
use crate::text::{ContentPath, Span, Spanned, decode_percent, name_fault};

/// Reads the front matter of one file.
pub(super) fn front_matter(
    node: &Node,
    path: &ContentPath,
    is_section: bool,
    audiences: &Audiences,
    scope: &mut Scope<'_>,
) -> FrontMatter {
    let whole = scope.whole;
    let mut r = Reader::new(node, "a policy", scope);
    let mut values = Values::default();
    for field in FIELDS {
        let value = read(&mut r, field, audiences);
        put(&mut values, field, value, &r);
    }
    for key in r.misspelt() {
        values.set_unread(key);
    }
    if !whole || values.text(AUDIENCE).is_some_and(|name| audiences.find(&name.value).is_none()) {
        values.set_unread(AUDIENCE);
    }
    let missing: [(&str, &str); 3] = [
        ("title", path.stem()),
        // A section's page that says how flexible it is, is a policy.
        ("kind", if is_section && r.key_span("flexibility").is_none() { "page" } else { "policy" }),
        // A status that cannot be read counts as a draft, which is private.
        ("status", if r.key_span("status").is_some() { "draft" } else { "active" }),
    ];
    for (key, word) in missing {
        if values.get(key).is_none() {
            values.set(key, Value::Text(Spanned { value: word.to_owned(), span: r.span() }));
        }
    }
    review(&mut values, &mut r);
    let front = FrontMatter { values };
    match front.kind() {
        _ if !whole => {}
        // What else is wrong here is mended first.
        Kind::Page => {
            if r.scope.diagnostics.iter().next().is_none() {
                report_ignored(&mut r);
            }
        }
        _ => missing_keys(&mut r, front.is_undecided()),
    }
    r.finish();
    front
}

/// What a governed file must have besides a title. That a black one needs reasons and a grey one options are rules of
/// their own. One about which nobody has decided needs an id alone.
fn missing_keys(r: &mut Reader<'_, '_, '_>, undecided: bool) {
    for field in FIELDS.iter().filter(|field| !undecided || field.name == ID) {
        report_missing(r, field);
    }
    if !undecided && ["review_date", "reviewed", "review_every"].iter().all(|key| r.key_span(key).is_none()) {
        r.missing("review_date", "add `review_date = 2027-03-01`, or `reviewed` and `review_every`");
    }
}

/// Reports the keys of a page that only a governed file makes anything of, as one mistake: its kind may be the wrong one.
fn report_ignored(r: &mut Reader<'_, '_, '_>) {
    const OF_PAGES: [&str; 4] = ["title", "kind", ID, "status"];
    let governing = FIELDS.iter().filter(|field| field.projected && !OF_PAGES.contains(&field.name));
    let mut written: Vec<(Span, &str)> =
        governing.filter_map(|field| Some((r.key_span(field.name)?, field.name))).collect();
    written.sort_by_key(|(span, _)| span.start);
    let Some((first, _)) = written.first() else { return };
    let names: Vec<String> = written.iter().map(|(_, name)| format!("`{name}`")).collect();
    let message = match names.as_slice() {
        [name] => format!("{name} has no effect on a page, which no rule governs"),
        [names @ .., last] => {
            format!("{} and {last} have no effect on a page, which no rule governs", names.join(", "))
        }
        [] => return,
    };
    let help = "remove them, or write `kind = \"policy\"` (or another kind) if this is a rule";
    r.scope.report(Rule::IgnoredKey, *first, message, help);
}

fn report_missing(r: &mut Reader<'_, '_, '_>, field: &Field) {
    if let Presence::Expected(help) = field.presence
        && r.key_span(field.name).is_none()
    {
        r.missing(field.name, help);
    }
}

/// Reads the value of a key.
fn read(r: &mut Reader<'_, '_, '_>, field: &Field, audiences: &Audiences) -> Option<Value> {
    let key = field.name;
    Some(match &field.accepts {
        Type::Date => Value::Date(r.date(key)?),
        Type::Bool(default) => Value::Bool(r.bool(key).unwrap_or(*default)),
        Type::Integer => Value::Integer(r.integer(key)?),
        Type::Texts | Type::Keys(_) => Value::Texts(r.texts(key)),
        Type::Aliases => Value::Texts(read_aliases(r, key)),
        Type::Word(words) => Value::Text(r.word(key, words)?),
        Type::TextPerAudience => Value::Entries(read_text_per_audience(r, key, audiences)),
        Type::Anything => {
            let node = r.node(key)?;
            Reader::new(node, key, r.scope);
            Value::Table(Values::default())
        }
        Type::Table(fields) => {
            let node = r.node(key)?;
            let mut table = Reader::new(node, key, r.scope);
            let (values, _) = read_all(&mut table, fields, audiences);
            table.finish();
            Value::Table(values)
        }
        Type::Entries { entry, fields } => Value::Entries(
            r.tables(key, entry, |r| read_entry(r, fields, field.readers == SeenBy::Everyone, audiences)),
        ),
        Type::Text if field.presence == Presence::Optional => Value::Text(r.optional_text(key)?),
        Type::Text
        | Type::Key(_)
        | Type::Id
        | Type::Version
        | Type::Period
        | Type::Rule
        | Type::Source
        | Type::Audience => {
            let text = if field.presence == Presence::Required { r.required_text(key)? } else { r.text(key)? };
            Value::Text(checked(text, &field.accepts, audiences, r.scope)?)
        }
    })
}

/// Reads all keys of a table, and says whether those that are required are there.
fn read_all(r: &mut Reader<'_, '_, '_>, fields: &[Field], audiences: &Audiences) -> (Values, bool) {
    let (mut values, mut whole) = (Values::default(), true);
    for field in fields {
        let value = read(r, field, audiences);
        report_missing(r, field);
        whole &= value.is_some() || field.presence != Presence::Required;
        put(&mut values, field, value, r);
    }
    for key in r.misspelt() {
        values.set_unread(key);
    }
    (values, whole)
}

/// Gives a key its value; where it has none, or nothing of a list could be read, and something is written, notes that. A list that is
/// nothing at all is reported, and is not missing besides.
fn put(values: &mut Values, field: &Field, value: Option<Value>, r: &Reader<'_, '_, '_>) {
    if let Some(value) = value {
        values.set(field.name, value);
    }
    let is_list = matches!(field.accepts, Type::Texts | Type::Keys(_) | Type::Aliases | Type::Entries { .. });
    if values.get(field.name).is_none() && (r.has_content(field.name) || is_list && r.is_null(field.name)) {
        values.set_unread(field.name);
    }
}

/// Reads an entry, which may name its audience where the list is not for the most private audience alone.
fn read_entry(r: &mut Reader<'_, '_, '_>, fields: &[Field], labelled: bool, audiences: &Audiences) -> Option<Entry> {
    if !labelled && let Some(name) = r.text(AUDIENCE) {
        let message = "this entry is never for any but the most private audience";
        r.scope.report(Rule::InvalidValue, name.span, message, "remove `audience` here");
    }
    let (values, whole) = read_all(r, fields, audiences);
    let readers = if labelled { entry_readers(r, audiences) } else { audiences.private() };
    let required = fields.iter().find(|field| field.presence == Presence::Required);
    let span = required.and_then(|field| values.text(field.name)).map_or(r.span(), |text| text.span);
    whole.then_some(Entry { readers, span, values })
}

/// Who may read an entry that may carry `audience`; without it, or with one that does not exist, the most private alone.
pub(crate) fn entry_readers(r: &mut Reader<'_, '_, '_>, audiences: &Audiences) -> Readers {
    let name = r.text(AUDIENCE);
    let id = name.and_then(|name| audiences.resolve(&name, r.scope));
    id.map_or(audiences.private(), |id| audiences.get(id).readers)
}

/// A text that has the form of its type. One that has not is reported.
fn checked(
    text: Spanned<String>,
    accepts: &Type,
    audiences: &Audiences,
    scope: &mut Scope<'_>,
) -> Option<Spanned<String>> {
    match accepts {
        Type::Id => return plain_id(text, scope),
        Type::Version => return plain_version(text, scope),
        Type::Source => return plain_source(text, scope),
        Type::Audience => {
            audiences.resolve(&text, scope);
        }
        Type::Period if parse_period(&text.value).is_none() => {
            let message = format!("`{}` is no length of time", text.value);
            scope.report(Rule::InvalidValue, text.span, message, "write a number and days, weeks, months or years");
        }
        Type::Rule if Rule::from_name(&text.value).is_none() => {
            let help = nearest(&text.value, Rule::ALL.iter().map(|rule| rule.name())).map_or_else(
                || "`greyline explain` lists them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            scope.report(Rule::UnknownRule, text.span, format!("there is no rule `{}`", text.value), help);
        }
        _ => {}
    }
    Some(text)
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

fn plain_source(source: Spanned<String>, scope: &mut Scope<'_>) -> Option<Spanned<String>> {
    if source_parts(&source.value).is_some() {
        return Some(source);
    }
    let message = format!("`{}` names no file of a commit", source.value);
    let help = "write at least seven digits of the commit, a colon, and the path from the top of the repository: \
                \"3f2a91c:policies/refunds.md\"";
    scope.report(Rule::InvalidValue, source.span, message, help);
    None
}

/// The commit and the path of a name, where it has the form of one: hexadecimal digits, and a path from the top of the repository.
#[must_use]
pub fn source_parts(name: &str) -> Option<(&str, &str)> {
    let (commit, path) = name.split_once(':')?;
    let is_commit = (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(char::is_control);
    (is_commit && path.split('/').all(is_part)).then_some((commit, path))
}

/// Works out when the next review is due where the file says when the last one was and how often it is reviewed.
fn review(values: &mut Values, r: &mut Reader<'_, '_, '_>) {
    let (date, reviewed) = (values.date("review_date").cloned(), values.date("reviewed").cloned());
    let every = values.text("review_every").cloned();
    if date.is_some() && (reviewed.is_some() || every.is_some()) {
        let span = r.key_span("review_date").unwrap_or_default();
        let message = "`review_date` and `reviewed` with `review_every` both say when the next review is due";
        r.scope.report(Rule::ConflictingKeys, span, message, "keep one of the two");
    }
    let period = every.as_ref().and_then(|every| parse_period(&every.value));
    match (&reviewed, period) {
        (Some(reviewed), Some(period)) => match reviewed.value.checked_add(period) {
            Ok(due) if date.is_none() => {
                values.set("review_date", Value::Date(Spanned { value: due, span: reviewed.span }));
            }
            Ok(_) => {}
            Err(_) => {
                let message = "the next review would be on a day that no calendar has";
                r.scope.report(Rule::InvalidDate, reviewed.span, message, "write the day of the last review");
                values.remove("reviewed");
                values.set_unread("reviewed");
            }
        },
        (Some(reviewed), None) if every.is_none() && date.is_none() => {
            let message = "`reviewed` alone does not say when the next review is due";
            r.scope.report(Rule::MissingKey, reviewed.span, message, "add `review_every = \"12 months\"`");
        }
        (None, Some(_)) if date.is_none() => {
            let span = every.as_ref().map_or(r.span(), |every| every.span);
            let message = "`review_every` alone does not say when the next review is due";
            r.scope.report(Rule::MissingKey, span, message, "add `reviewed`, the day of the last one");
        }
        _ => {}
    }
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
fn read_text_per_audience(r: &mut Reader<'_, '_, '_>, key: &'static str, audiences: &Audiences) -> Vec<Entry> {
    let Some(node) = r.node(key) else { return Vec::new() };
    let entry = |readers: Readers, text: Spanned<String>| {
        let (span, mut values) = (text.span, Values::default());
        values.set(TEXT_OF_AUDIENCE, Value::Text(text));
        Entry { readers, span, values }
    };
    let NodeKind::Table(_) = &node.kind else {
        return r.as_text(key, node).map(|text| entry(audiences.all(), text)).into_iter().collect();
    };
    let mut table = Reader::new(node, key, r.scope);
    let mut out = Vec::new();
    if table.entries().is_empty() {
        table.scope.report(Rule::InvalidValue, node.span, format!("`{key}` is empty"), "write a text for an audience");
    }
    for (name, value) in table.entries() {
        let label = Spanned { value: name.name.clone(), span: name.span };
        let id = audiences.resolve(&label, table.scope);
        if let Some(text) = table.as_text(key, value) {
            out.push(entry(id.map_or(audiences.private(), |id| audiences.get(id).readers), text));
        }
    }
    out
}

fn read_aliases(r: &mut Reader<'_, '_, '_>, key: &'static str) -> Vec<Spanned<String>> {
    let aliases = r.texts(key);
    aliases
        .into_iter()
        .filter(|alias| {
            let decoded = decode_percent(&alias.value);
            let fault = match &decoded {
                Some(address) => address.trim_matches('/').split('/').find_map(name_fault),
                None => Some("what it encodes is not UTF-8"),
            };
            let plain = fault.is_none() && !alias.value.contains('#');
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

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[test]
    fn a_name_is_a_commit_and_a_path_within_it() {
        assert_eq!(source_parts("3f2a91c:policies/refunds.md"), Some(("3f2a91c", "policies/refunds.md")));
        assert!(source_parts("3f2a91c:a b/ü:x.md").is_some(), "blanks, letters and colons are parts of names");
        for wrong in [
            "main:a.md",
            "HEAD~1:a.md",
            "3f2a91c",
            "3f2a91c:",
            "3f2a9:a.md",
            "3f2a91c:/etc/passwd",
            "3f2a91c:../a.md",
            "3f2a91c:a/../../b.md",
            "3f2a91c:./a.md",
            "3f2a91c:a//b.md",
            "3f2a91c:a\nb.md",
            "3f2a91c^{tree}:a.md",
            "-3f2a91c:a.md",
            ":a.md",
        ] {
            assert_eq!(source_parts(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn periods_are_added_by_the_calendar() {
        let start: Date = "2026-01-31".parse().unwrap();
        let due = start.checked_add(parse_period("1 month").unwrap()).unwrap();
        assert_eq!(due.to_string(), "2026-02-28");
        assert!(parse_period("12months").is_none());
        assert!(parse_period("0 days").is_none());
    }
}
