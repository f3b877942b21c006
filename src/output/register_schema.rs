//! The JSON Schema of `policies.json`, as [`register`](super::register) writes it.

use serde_json::{Value, json};

/// The schema.
#[must_use]
pub fn register_schema() -> Value {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let perhaps = |about: &str| json!({ "type": ["string", "null"], "description": about });
    let day = |about: &str| json!({ "type": ["string", "null"], "format": "date", "description": about });
    let one_of = |values: &[&str], about: &str| json!({ "enum": values, "description": about });
    let policy = object(&[
        ("id", perhaps("What never changes, whatever the policy is called and wherever it stands.")),
        ("title", text("What people call it.")),
        ("url", text("Its page: whole where the edition has a `url`, and otherwise from the top of the site.")),
        ("kind", one_of(&["policy", "procedure", "standard", "guideline"], "What sort of rule it is.")),
        ("status", one_of(&["draft", "pilot", "active", "retired"], "Where it is in its life.")),
        (
            "flexibility",
            json!({ "enum": ["black", "grey", null], "description": "Black: no exceptions. Grey: there is room." }),
        ),
        ("section", text("The title of the section that holds it.")),
        ("version", perhaps("Its version.")),
        ("effective", day("In force from this day on.")),
        ("owner", perhaps("The role that answers for it.")),
        ("approved_by", perhaps("The role that approved it.")),
        (
            "motive",
            json!({
                "enum": ["safety", "privacy", "law", "fairness", "service", "cost", null],
                "description": "What it was made for."
            }),
        ),
        ("review_by", day("The day on which it is due to be looked at again.")),
        ("overdue", json!({ "type": "boolean", "description": "Whether that day is past." })),
        ("tags", json!({ "type": "array", "items": { "type": "string" }, "description": "What it is about." })),
    ]);
    object(&[
        ("title", text("What the handbook is called.")),
        ("edition", text("The edition that this register belongs to.")),
        ("today", json!({ "type": "string", "format": "date", "description": "The day that was taken for today." })),
        ("policies", json!({ "type": "array", "items": policy, "description": "In the order of their addresses." })),
    ])
}

/// An object that has all of these keys; later versions may add others.
fn object(fields: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = fields.iter().map(|(key, _)| *key).collect();
    let properties: serde_json::Map<String, Value> =
        fields.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
