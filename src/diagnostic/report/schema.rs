//! The JSON Schema of the report that `check --format json` prints.

use serde_json::{Value, json};

use crate::diagnostic::{Level, Rule};

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let levels = [Level::Note, Level::Warning, Level::Error].map(Level::name);
    let mut item = object(&[
        ("rule", json!({ "enum": rules, "description": "`greyline explain RULE` prints its page." })),
        ("level", json!({ "enum": levels, "description": "An error stops a build; a note fails nothing." })),
        ("message", json!({ "type": "string", "description": "What is wrong." })),
        ("help", json!({ "type": ["string", "null"], "description": "What to write instead." })),
    ]);
    add(&mut item, &place());
    let mut related = object(&[("message", json!({ "type": "string", "description": "What stands there." }))]);
    add(&mut related, &place());
    related["type"] = json!(["object", "null"]);
    related["description"] = json!("Another place that belongs to it.");
    add(&mut item, &object(&[("related", related)]));
    let text = |about: &str| json!({ "type": "string", "description": about });
    let mut waiver = object(&[
        ("reason", text("Why it is accepted.")),
        ("owner", json!({ "type": ["string", "null"], "description": "Who answers for that: a key of people.toml." })),
        ("until", text("The last day on which it is.")),
    ]);
    waiver["type"] = json!(["object", "null"]);
    waiver["description"] = json!("The waiver that accepts it: then it is no mistake, and fails nothing.");
    let fingerprint = text("What it is known by from one run to the next: `check --baseline` goes by it.");
    add(&mut item, &object(&[("waiver", waiver), ("fingerprint", fingerprint)]));
    json!({ "type": "array", "items": item })
}

/// A place in a source; where the file as a whole is meant, all but its name is `null`.
fn place() -> Value {
    let count = |about: &str| json!({ "type": ["integer", "null"], "minimum": 1, "description": about });
    let offset = json!({ "type": "integer", "minimum": 0 });
    let mut bytes = object(&[("start", offset.clone()), ("end", offset)]);
    bytes["type"] = json!(["object", "null"]);
    bytes["description"] = json!("The same place in bytes of the text without a byte-order mark.");
    object(&[
        ("file", json!({ "type": "string", "description": "The file, named from the top of the handbook." })),
        ("line", count("Counted from 1.")),
        ("column", count("Counted from 1, in characters.")),
        ("end_line", count("The line of the character behind the last.")),
        ("end_column", count("The column of the character behind the last.")),
        ("bytes", bytes),
    ])
}

/// An object that has all of these keys, and no others.
fn object(fields: &[(&str, Value)]) -> Value {
    let mut object = json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false });
    for (key, schema) in fields {
        object["properties"][*key] = schema.clone();
        object["required"].as_array_mut().expect("it was made as a list").push(json!(key));
    }
    object
}

/// Gives one object the keys of another as well.
fn add(object: &mut Value, other: &Value) {
    for key in other["required"].as_array().expect("objects are made with a list of keys") {
        let name = key.as_str().expect("keys are texts");
        object["properties"][name] = other["properties"][name].clone();
        object["required"].as_array_mut().expect("objects are made with a list of keys").push(key.clone());
    }
}
