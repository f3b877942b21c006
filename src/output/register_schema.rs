//! The JSON Schema of `policies.json`, as [`register`](super::register) writes it.

use serde_json::{Value, json};

use crate::policy::Standing;

/// The schema.
#[must_use]
pub fn register_schema() -> Value {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let perhaps = |about: &str| json!({ "type": ["string", "null"], "description": about });
    let day = |about: &str| json!({ "type": ["string", "null"], "format": "date", "description": about });
    let one_of = |values: &[&str], about: &str| json!({ "enum": values, "description": about });
    let option = object(&[
        ("offer", text("What may be offered.")),
        ("when", perhaps("In which case.")),
        ("limit", perhaps("Up to what limit.")),
        ("decided_by", perhaps("The role that decides.")),
    ]);
    let standard = object(&[
        ("measure", text("What is measured.")),
        ("target", text("What is promised.")),
        ("result", perhaps("The last measurement.")),
        ("measured", day("When that was.")),
    ]);
    let approval = object(&[
        ("by", text("The role that approved it.")),
        ("on", day("When.")),
        ("reference", perhaps("Where that is recorded.")),
    ]);
    let policy = object(&[
        ("id", perhaps("What never changes, whatever the policy is called and wherever it stands.")),
        ("title", text("What people call it.")),
        ("url", text("Its page: whole where the edition has a `url`, and otherwise from the top of the site.")),
        ("kind", one_of(&["policy", "procedure", "standard", "guideline"], "What sort of rule it is.")),
        (
            "standing",
            one_of(&Standing::ALL.map(Standing::word), "What it is on the day of the build, which `built.json` names."),
        ),
        (
            "flexibility",
            json!({
                "enum": ["black", "grey", "undecided", null],
                "description": "Black: no exceptions. Grey: there is room. Undecided: nobody has said yet."
            }),
        ),
        ("section", text("The title of the section that holds it.")),
        ("version", perhaps("Its version.")),
        ("effective", day("Its first day.")),
        ("until", day("The last day of a trial, or of a rule that is in force for a time.")),
        ("retired", day("It is no longer in force from this day on.")),
        ("owner", perhaps("The role that answers for it.")),
        ("approved_by", perhaps("The role that is to approve it.")),
        ("approval", json!({ "anyOf": [approval, { "type": "null" }], "description": "Who approved the version." })),
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
        ("options", json!({ "type": "array", "items": option, "description": "What may be offered on that day." })),
        (
            "reasons",
            json!({ "type": "array", "items": { "type": "string" }, "description": "Why there is no exception." }),
        ),
        ("standards", json!({ "type": "array", "items": standard, "description": "What is promised on that day." })),
        ("text", text("What it says, without marks: headings and paragraphs, apart by an empty line.")),
    ]);
    object(&[
        ("title", text("What the handbook is called.")),
        ("edition", text("The edition that this register belongs to.")),
        ("policies", json!({ "type": "array", "items": policy, "description": "In the order of their addresses." })),
    ])
}

/// An object that has all of these keys; later versions may add others.
pub(super) fn object(fields: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = fields.iter().map(|(key, _)| *key).collect();
    let properties: serde_json::Map<String, Value> =
        fields.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
