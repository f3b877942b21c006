//! As much of JSON Schema 2020-12 as Greyline's schemas use. A keyword that it does not know fails the test that uses it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use fancy_regex::Regex;
use serde_json::{Map, Value};

/// Words that say something and demand nothing.
const SILENT: [&str; 5] = ["$schema", "title", "description", "default", "then"];

/// What of `value` the schema does not take: a path and a keyword for each.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    validate(schema, value, "", &mut found);
    found
}

fn takes(schema: &Value, value: &Value) -> bool {
    faults(schema, value).is_empty()
}

fn validate(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(schema) = schema else {
        assert!(schema.is_boolean(), "{at}: a schema is an object or a truth value");
        if schema == &Value::Bool(false) {
            found.push(format!("{at}: false"));
        }
        return;
    };
    for (keyword, demand) in schema {
        let right = match keyword.as_str() {
            "type" => match demand {
                Value::String(name) => is_type(value, name),
                names => list(names).iter().any(|name| is_type(value, text(name))),
            },
            "enum" => list(demand).contains(value),
            "const" => demand == value,
            "pattern" => value.as_str().is_none_or(|value| matches(text(demand), value)),
            "format" => {
                assert_eq!(demand, "date");
                value.as_str().is_none_or(|value| value.parse::<jiff::civil::Date>().is_ok())
            }
            "minimum" => value.as_f64().is_none_or(|value| value >= demand.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= demand.as_u64().unwrap()),
            "minProperties" => value.as_object().is_none_or(|object| object.len() as u64 >= demand.as_u64().unwrap()),
            "required" => value.as_object().is_none_or(|o| list(demand).iter().all(|key| o.contains_key(text(key)))),
            "anyOf" => list(demand).iter().any(|schema| takes(schema, value)),
            "not" => !takes(demand, value),
            "if" => !takes(demand, value) || takes(&schema["then"], value),
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(demand, item, &format!("{at}/{place}"), found);
                }
                true
            }
            "allOf" => {
                for schema in list(demand) {
                    validate(schema, value, at, found);
                }
                true
            }
            "propertyNames" => {
                value.as_object().is_none_or(|o| o.keys().all(|key| takes(demand, &Value::String(key.clone()))))
            }
            "properties" | "additionalProperties" => {
                if let Some(object) = value.as_object() {
                    members(schema, keyword, object, at, found);
                }
                true
            }
            silent => {
                assert!(SILENT.contains(&silent), "{at}: this validator does not know `{silent}`");
                true
            }
        };
        if !right {
            found.push(format!("{at}: {keyword}"));
        }
    }
}

/// Validates the members that a keyword is about: those that are named, or all others.
fn members(schema: &Map<String, Value>, keyword: &str, object: &Map<String, Value>, at: &str, found: &mut Vec<String>) {
    let named = schema.get("properties").and_then(Value::as_object);
    for (key, value) in object {
        let demand = named.and_then(|named| named.get(key));
        match (keyword, demand) {
            ("properties", Some(demand)) => validate(demand, value, &format!("{at}/{key}"), found),
            ("additionalProperties", None) => validate(&schema[keyword], value, &format!("{at}/{key}"), found),
            _ => {}
        }
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("JSON has no type `{other}`"),
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Whether a text has a form. Patterns are few and texts are many, so each pattern is read once.
fn matches(pattern: &str, text: &str) -> bool {
    static KNOWN: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let regex = known.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap());
    regex.is_match(text).unwrap()
}

#[test]
fn it_refuses_what_it_should() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "a": { "type": ["string", "number"], "pattern": "^x" }, "d": { "format": "date" } },
        "additionalProperties": { "enum": [1, 2] },
        "allOf": [
            { "if": { "required": ["a"] }, "then": { "required": ["d"] } },
            { "not": { "type": "object", "required": ["no"] } },
        ],
    });
    let wrong = |value: Value| faults(&schema, &value);
    assert_eq!(wrong(serde_json::json!({ "a": "xy", "d": "2026-02-28", "b": 2 })), [""; 0]);
    assert_eq!(wrong(serde_json::json!({ "a": "yx", "d": "2026-02-30" })), ["/a: pattern", "/d: format"]);
    assert_eq!(wrong(serde_json::json!({ "b": 3 })), ["/b: enum"]);
    assert_eq!(wrong(serde_json::json!({ "a": 7 })), [": if"]);
    assert_eq!(wrong(serde_json::json!({ "no": 1 })), [": not"]);
    assert_eq!(wrong(serde_json::json!([])), [": type"]);
}
