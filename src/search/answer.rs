//! What a result offers of a policy: its options, or why there is none, and what to say.
//!
//! In: a policy of an [`Edition`]. Out: the keys of its shard that [`answer`] names. What always holds: only the most private audience
//! gets any of it, and only of what may be offered on the day.

use serde_json::{Map, Value, json};

use crate::edition::{CaseAnswer, Edition, PolicyMeta, PolicyOption};
use crate::policy::condition::{self, Bound, Quantity, Role, Side};

/// Adds the options of a policy (`o`: offer, when, limit, who decides, and the bounds that were read), which of them applies in each
/// of its cases (`z`: its place, -1: none, `null`: nobody has said it), the reasons of a black one (`w`), what to say when the answer
/// is no (`y`), and the roles to ask next (`n`). Returns whether there is any of it.
pub(super) fn answer(edition: &Edition, meta: &PolicyMeta, out: &mut Map<String, Value>) -> bool {
    if !edition.most_private || !meta.standing.offers() {
        return false;
    }
    let options: Vec<Value> = meta.options().map(|option| offered(edition, option)).collect();
    let before = out.len();
    if !options.is_empty() {
        out.insert("o".into(), json!(options));
        let cases: Vec<Value> = edition.cases(meta).map(|case| applies(case.answer)).collect();
        if cases.iter().any(|case| !case.is_null()) {
            out.insert("z".into(), json!(cases));
        }
    }
    let why = edition.why_no_exception(meta);
    if !why.is_empty() {
        out.insert("w".into(), json!(why));
    }
    let next = meta.next_steps().iter().filter_map(|key| edition.people.get(key));
    let next: Vec<&str> = next.map(|person| person.role.as_str()).collect();
    if !next.is_empty() {
        out.insert("n".into(), json!(next));
    }
    if let Some(say) = meta.say() {
        out.insert("y".into(), json!(edition.words(say, None)));
    }
    out.len() > before
}

/// The words with which the browser reads amounts in a query; `null` where nothing is offered.
pub(super) fn vocabulary(edition: &Edition) -> Value {
    if edition.most_private { condition::vocabulary(&edition.identity.language) } else { Value::Null }
}

fn applies(answer: Option<CaseAnswer>) -> Value {
    match answer {
        Some(CaseAnswer::Option(at)) => json!(at),
        Some(CaseAnswer::NoOption) => json!(-1),
        None => Value::Null,
    }
}

fn offered(edition: &Edition, option: PolicyOption<'_>) -> Value {
    let language = &edition.identity.language;
    let words = |prose| edition.words(prose, None);
    let (when, limit) = (option.when.map(words), option.limit.map(words));
    let offer = words(option.offer);
    let read = |text: &str, side| condition::read(text, side, language);
    let mut bounds: Vec<Bound> = when.iter().flat_map(|text| read(text, Side::When)).collect();
    bounds.extend(limit.iter().flat_map(|text| read(text, Side::Limit)));
    // What is offered is no condition: its numbers help to rank, and nothing more.
    bounds.extend(read(&offer, Side::When).into_iter().map(|bound| Bound { certain: false, ..bound }));
    let bounds: Vec<Value> = bounds.iter().map(bound).collect();
    let decides = option.decided_by.and_then(|key| edition.people.get(key)).map(|person| &person.role);
    json!([offer, when, limit, decides, bounds])
}

/// A bound as kind, least, most (`null`: no end), whether it is certain, and the part of the text that says so.
fn bound(bound: &Bound) -> Value {
    let kind = match &bound.quantity {
        Quantity::Time(role) => match role {
            Role::Since => "te",
            Role::Before => "tb",
            Role::Late => "tl",
            Role::Lasting => "td",
            Role::Unknown => "t",
        }
        .to_owned(),
        Quantity::Money(currency) => currency.to_string(),
        Quantity::Distance => "k".to_owned(),
        Quantity::Count(thing) => format!("n{thing}"),
        Quantity::Occurrence => "o".to_owned(),
        Quantity::Age => "a".to_owned(),
    };
    json!([kind, number(bound.least), number(bound.most), u8::from(bound.certain), bound.part])
}

/// A number as short as it can be written; `null` for one without end.
fn number(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was looked at before")]
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}
