//! `greyline schema`: what a schema takes is what the reader takes, key by key and value by value.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use greyline::data::{self, Language, Node, NodeKind};
use greyline::diagnostic::{Diagnostic, Level, Rule};
use greyline::pipeline::check_memory;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::validator::faults;
use crate::{greyline, printed, refused};

/// The repository, whose handbook is the example.
const EXAMPLE: &str = env!("CARGO_MANIFEST_DIR");

const BOOK: &str = r#"{
  "title": "Handbook",
  "audiences": { "staff": { "title": "Staff", "sees": ["client"] }, "client": {} },
  "editions": { "staff": { "audience": "staff" } },
  "site": {}, "check": {}, "search": {}
}"#;

fn schema(arguments: &[&str]) -> Value {
    let said = printed(&mut greyline(Path::new(EXAMPLE), &[&["schema"], arguments].concat()));
    serde_json::from_str(&said).unwrap()
}

/// One kind of text that has a schema: how a value of it is put into a handbook.
struct Source {
    schema: Value,
    file: &'static str,
    write: fn(&Value) -> String,
    /// A text in which every table of the schema stands once.
    whole: Value,
}

fn toml(value: &Value) -> String {
    toml::to_string(value).unwrap()
}

fn toml_front(value: &Value) -> String {
    format!("+++\n{}+++\n", toml(value))
}

/// JSON is YAML.
fn yaml_front(value: &Value) -> String {
    format!("---\n{value}\n---\n")
}

fn policy() -> Value {
    json!({
        "id": "CS-014", "title": "Refunds", "kind": "policy", "owner": "care", "flexibility": "grey",
        "version": "2.1", "rationale": "Because.", "review_date": "2027-03-01", "pilot": {},
        "options": [{ "offer": "All of it", "limit": "none", "decided_by": "care" }],
        "standards": [{ "measure": "Days", "target": "5" }],
        "scenarios": [{ "situation": "Late" }],
        "benchmarks": [{ "who": "They", "offers": "Less" }],
        "good_calls": [{ "story": "Well done" }],
        "waivers": [{ "rule": "broken-link", "reason": "So", "until": "2026-12-31" }],
        "changes": [{ "version": "2.1", "date": "2026-03-01", "summary": "All new" }],
    })
}

fn sources() -> Vec<Source> {
    let source = |arguments: &[&str], file, write, whole| Source { schema: schema(arguments), file, write, whole };
    let titled = json!({ "mission": "Good", "a": { "title": "A" } });
    let fact = json!({ "title": "Fee", "values": [{ "from": "2026-01-01", "value": "£5" }] });
    vec![
        source(&["front-matter"], "content/a.md", toml_front, policy()),
        source(&["front-matter", "--yaml"], "content/a.md", yaml_front, policy()),
        source(&["glossary"], "content/glossary.md", toml_front, json!({})),
        source(&["glossary", "--yaml"], "content/glossary.md", yaml_front, json!({})),
        source(&["book"], "book.toml", toml, serde_json::from_str(BOOK).unwrap()),
        source(&["people"], "content/people.toml", toml, json!({ "care": { "role": "Care" } })),
        source(&["facts"], "content/facts.toml", toml, json!({ "fee": fact })),
        source(&["goals"], "content/goals.toml", toml, titled),
        source(&["touchpoints"], "content/touchpoints.toml", toml, json!({ "a": { "title": "A" } })),
        source(
            &["wording"],
            "content/wording.toml",
            toml,
            json!({
                "allowed": ["prior to"],
                "phrases": [{
                    "rule": "jargon",
                    "reason": "is ours",
                    "source": "us",
                    "words": ["a*"],
                    "except": ["a b"],
                    "instead": "b",
                    "replace": { "c": "d" },
                }],
            }),
        ),
    ]
}

impl Source {
    /// What the reader says of a value, but for what only the rest of the handbook can tell.
    fn read(&self, value: &Value) -> Vec<Diagnostic> {
        let text = (self.write)(value);
        let book = toml(&serde_json::from_str(BOOK).unwrap());
        let mut files = vec![(self.file, text.as_bytes())];
        if self.file != "book.toml" {
            files.push(("book.toml", book.as_bytes()));
        }
        let mut found = check_memory(&files, jiff::civil::date(2026, 6, 15));
        let reading = [
            Rule::InvalidFrontMatter,
            Rule::UnknownKey,
            Rule::WrongType,
            Rule::MissingKey,
            Rule::InvalidValue,
            Rule::InvalidDate,
            Rule::ConflictingKeys,
            Rule::BlackWithoutReasons,
            Rule::GreyWithoutOptions,
            Rule::UnknownRule,
        ];
        found.retain(|diagnostic| &*diagnostic.file == self.file && reading.contains(&diagnostic.rule));
        found
    }

    /// Both must take a value, or both refuse it.
    fn agree(&self, value: &Value, about: &str) -> Result<(), String> {
        let (reader, schema) = (self.read(value), faults(&self.schema, value));
        if reader.is_empty() == schema.is_empty() {
            return Ok(());
        }
        let reader: Vec<&str> = reader.iter().map(|found| found.message.as_str()).collect();
        Err(format!("{}: {about}\n  reader: {reader:?}\n  schema: {schema:?}\n", self.file))
    }

    /// Every table of the whole text: where it stands, and its schema.
    fn tables(&self) -> Vec<(String, &Value)> {
        let mut found = Vec::new();
        tables(&self.schema, &self.whole, "", &mut found);
        found
    }
}

fn tables<'s>(schema: &'s Value, value: &Value, at: &str, found: &mut Vec<(String, &'s Value)>) {
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                tables(&schema["items"], item, &format!("{at}/{place}"), found);
            }
        }
        Value::Object(members) => {
            found.push((at.to_owned(), schema));
            for (key, value) in members {
                let inner = schema["properties"].get(key).unwrap_or(&schema["additionalProperties"]);
                tables(inner, value, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// The keys that a schema of a table names.
fn named(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().into_iter().flat_map(|keys| keys.keys().cloned()).collect()
}

/// The same text with another value at a place; `None` takes away what stands there.
fn with(whole: &Value, table: &str, key: &str, value: Option<Value>) -> Value {
    let mut changed = whole.clone();
    let members = changed.pointer_mut(table).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(key.to_owned(), value),
        None => members.remove(key),
    };
    changed
}

/// Values of every type and form, and the words of the schema itself.
fn trials(schema: &Value) -> Vec<Value> {
    let mut trials = vec![
        json!("words"),
        json!(""),
        json!(" "),
        json!(7),
        json!(-7),
        json!(2.5),
        json!(true),
        json!("2026-03-01"),
        json!("2026-02-30"),
        json!([]),
        json!(["words"]),
        json!(["2.1", ""]),
        json!([7]),
        json!([["words"]]),
        json!({}),
        json!({ "k": "words" }),
        json!({ "k": "" }),
        json!({ "k": ["words"] }),
        json!({ "k": {} }),
        json!([{}]),
        json!([{ "k": "words" }]),
        json!("2.1"),
        json!("2."),
        json!("-x"),
        json!("x."),
        json!("a b"),
        json!("a_b-c"),
        json!("#0b5d66"),
        json!("#0b5d6"),
        json!("https://example.org/x"),
        json!("example.org"),
        json!("12 months"),
        json!("0 days"),
        json!("1200 weeks"),
        json!("1201 weeks"),
        json!(["/old/path/"]),
        json!(["/old path/"]),
        json!(["/a//b/"]),
        json!(["//"]),
        json!("broken-link"),
        json!("warning"),
        json!("error"),
    ];
    trials.extend(schema["enum"].as_array().into_iter().flatten().cloned());
    trials
}

#[test]
fn every_schema_names_the_keys_that_its_reader_asks_for() {
    let mut seen = 0;
    for source in sources() {
        assert_eq!(source.agree(&source.whole, "as it stands"), Ok(()));
        assert!(source.read(&source.whole).is_empty(), "{}", source.file);
        for (table, schema) in source.tables() {
            if schema["additionalProperties"] != json!(false) {
                continue;
            }
            let unknown = "quite-unheard-of";
            let found = source.read(&with(&source.whole, &table, unknown, Some(json!("x"))));
            let [Diagnostic { rule, help: Some(help), .. }] = found.as_slice() else {
                panic!("{}{table}: one mistake, not {found:?}", source.file);
            };
            seen += 1;
            if table == "/check" {
                assert_eq!(*rule, Rule::UnknownRule);
                let settings = ["approvals", "areas", "grades", "sentences"];
                let keys = Rule::ALL.iter().map(|rule| rule.name()).chain(settings);
                assert_eq!(named(schema), keys.map(str::to_owned).collect());
                continue;
            }
            let asked: BTreeSet<String> =
                help.strip_prefix("known keys: ").unwrap().split(", ").map(str::to_owned).collect();
            assert!(named(schema).is_subset(&asked), "{}{table}", source.file);
            for refused in asked.difference(&named(schema)) {
                // A reader may ask for a key in order to refuse it, as `audience` where nothing is ever public.
                let value = with(&source.whole, &table, refused, Some(json!("client")));
                assert_eq!(source.read(&value).first().map(|found| found.rule), Some(Rule::InvalidValue), "{refused}");
            }
        }
    }
    assert!(seen > 25, "{seen} tables were asked");
}

#[test]
fn every_value_that_a_schema_takes_is_read_and_every_other_is_refused() {
    let (mut apart, mut tried) = (String::new(), 0);
    for source in sources() {
        for (table, schema) in source.tables() {
            let inside = source.whole.pointer(&table).unwrap().as_object().unwrap().keys().cloned();
            for key in named(schema).into_iter().chain(inside).collect::<BTreeSet<_>>() {
                let takes = schema["properties"].get(&key).unwrap_or(&schema["additionalProperties"]);
                let place = format!("{table}/{key}");
                let gone = with(&source.whole, &table, &key, None);
                apart += &source.agree(&gone, &format!("{place} taken away")).err().unwrap_or_default();
                for trial in trials(takes) {
                    let value = with(&source.whole, &table, &key, Some(trial.clone()));
                    apart += &source.agree(&value, &format!("{place} = {trial}")).err().unwrap_or_default();
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(apart, "", "reader and schema must agree");
    assert!(tried > 5000, "{tried} values were tried");
}

#[test]
fn what_a_governed_file_needs_hangs_on_its_kind_and_flexibility() {
    let sources = sources();
    let mut told = String::new();
    for kind in [None, Some("policy"), Some("procedure"), Some("standard"), Some("guideline"), Some("page")] {
        for flexibility in ["black", "grey"] {
            for parts in 0..64 {
                let mut front = json!({ "title": "T", "flexibility": flexibility });
                let mut add = |bit: u32, key: &str, value: Value| {
                    if parts & (1 << bit) != 0 {
                        front[key] = value;
                    }
                };
                add(0, "reasons", json!(["Because."]));
                add(1, "options", json!([{ "offer": "All" }]));
                add(2, "review_date", json!("2027-01-01"));
                add(3, "reviewed", json!("2026-01-01"));
                add(4, "review_every", json!("12 months"));
                for (key, value) in [("id", "A-1"), ("owner", "care"), ("version", "1.0"), ("rationale", "So.")] {
                    add(5, key, json!(value));
                }
                if let Some(kind) = kind {
                    front["kind"] = json!(kind);
                }
                told += &sources[0].agree(&front, &front.to_string()).err().unwrap_or_default();
            }
        }
    }
    assert_eq!(told, "");
    let page = json!({ "title": "T", "kind": "page" });
    assert_eq!(faults(&sources[0].schema, &page), [""; 0]);
    assert_ne!(faults(&sources[0].schema, &json!({ "title": "T", "kind": "policy" })), [""; 0]);
}

/// A value of the example as JSON.
fn plain(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::InvalidDate(text) => json!(text),
        NodeKind::Number(written) => written.parse::<serde_json::Number>().map(Value::Number).unwrap(),
        NodeKind::Bool(value) => json!(value),
        NodeKind::Date(date) => json!(date.to_string()),
        NodeKind::Null => Value::Null,
        NodeKind::List(items) => items.iter().map(plain).collect(),
        NodeKind::Table(fields) => fields.iter().map(|(key, value)| (key.name.clone(), plain(value))).collect(),
    }
}

fn example(path: &Path, language: Language, fence: &str) -> Option<Value> {
    let text = fs::read_to_string(path).unwrap();
    let matter = match fence {
        "" => text.as_str(),
        fence => text.strip_prefix(fence)?.split_once(&format!("\n{fence}\n"))?.0,
    };
    let (node, errors) = data::parse(matter, language, 0);
    assert_eq!(errors, [], "{}", path.display());
    Some(plain(&node))
}

fn markdown(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            markdown(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
}

#[test]
fn the_example_is_what_the_schemas_say() {
    let content = Path::new(EXAMPLE).join("content");
    let mut texts = Vec::new();
    markdown(&content, &mut texts);
    let (toml, yaml) = (schema(&["front-matter", "--keys"]), schema(&["front-matter", "--yaml", "--keys"]));
    let glossary = schema(&["glossary"]);
    let (mut told, mut in_yaml) = (String::new(), 0);
    for path in &texts {
        let mut hold = |schema: &Value, value: &Value| {
            for fault in faults(schema, value) {
                writeln!(told, "{}{fault}", path.display()).unwrap();
            }
        };
        if path.ends_with("glossary.md") {
            hold(&glossary, &example(path, Language::Toml, "+++").unwrap());
        } else if let Some(value) = example(path, Language::Toml, "+++") {
            hold(&toml, &value);
        } else {
            in_yaml += 1;
            hold(&yaml, &example(path, Language::Yaml, "---").unwrap());
        }
    }
    assert_eq!(told, "");
    assert!(texts.len() > 80 && in_yaml > 0, "{} texts, {in_yaml} of them in YAML", texts.len());
    for name in ["people", "facts", "goals", "touchpoints"] {
        let value = example(&content.join(format!("{name}.toml")), Language::Toml, "").unwrap();
        assert_eq!(faults(&schema(&[name, "--keys"]), &value), [""; 0], "{name}");
    }
    let book = example(&Path::new(EXAMPLE).join("book.toml"), Language::Toml, "").unwrap();
    assert_eq!(faults(&schema(&["book"]), &book), [""; 0]);
}

#[test]
fn the_keys_of_the_handbook_are_offered_when_asked_for() {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init"]).assert().success();
    let said = printed(&mut greyline(home.path(), &["schema", "front-matter", "--keys"]));
    let schema: Value = serde_json::from_str(&said).unwrap();
    let keys = &schema["properties"];
    assert_eq!(keys["owner"]["enum"], json!(["director", "front-desk", "manager"]));
    assert_eq!(keys["audience"]["enum"], json!(["staff", "client"]));
    assert_eq!(keys["goals"]["items"]["enum"], json!(["fair-dealing", "good-work", "keep-clients"]));
    assert_eq!(keys["related"]["items"]["enum"], json!(["CF-001", "CR-001", "ON-001", "SS-001"]));
    assert_eq!(keys["options"]["items"]["properties"]["decided_by"]["enum"][2], json!("manager"));
    assert_eq!(keys["rationale"]["anyOf"][1]["propertyNames"]["enum"], json!(["staff", "client"]));

    let empty = TempDir::new().unwrap();
    printed(&mut greyline(empty.path(), &["schema", "front-matter"]));
    assert!(refused(&mut greyline(empty.path(), &["schema", "front-matter", "--keys"])).contains("no book.toml"));
}

#[test]
fn a_report_is_what_its_schema_says() {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init"]).assert().success();
    let write = |path: &str, text: &str| fs::write(home.path().join("content").join(path), text).unwrap();
    write(
        "a.md",
        "+++\ntitle = \"A\"\nid = \"CR-001\"\nonwer = \"manager\"\nreview_date = 2020-01-01\n+++\n[x](nowhere.md)\n",
    );
    write("unused.svg", "<svg/>");
    let assert = greyline(home.path(), &["check", "--format", "json"]).assert().code(1);
    let report: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let items = report.as_array().unwrap();
    assert!(items.iter().any(|item| item["line"].is_null()) && items.iter().any(|item| !item["related"].is_null()));
    let schema = schema(&["diagnostics"]);
    assert_eq!(faults(&schema, &report), [""; 0]);
    let item = &schema["items"];
    assert_eq!(named(item), items[0].as_object().unwrap().keys().cloned().collect());
    assert_eq!(item["properties"]["level"]["enum"], json!([Level::Note, Level::Warning, Level::Error]));
}

#[test]
fn the_register_is_what_its_schema_says() {
    let day = ["--today", "2026-11-21"];
    let said = printed(&mut greyline(Path::new(EXAMPLE), &[&["register", "--format", "json"], &day[..]].concat()));
    let register: Value = serde_json::from_str(&said).unwrap();
    let schema = schema(&["policies"]);
    assert_eq!(faults(&schema, &register), [""; 0]);
    let policy = &register["policies"][0];
    assert_eq!(
        named(&schema["properties"]["policies"]["items"]),
        policy.as_object().unwrap().keys().cloned().collect()
    );
    assert_eq!(faults(&schema, &json!({ "title": "A", "edition": "staff" })).len(), 1);
}

#[test]
fn all_schemas_are_listed_and_each_says_what_it_is() {
    let said = printed(&mut greyline(Path::new(EXAMPLE), &["schema"]));
    let names: Vec<&str> = said.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(names.len(), 11);
    for name in names {
        let schema = schema(&[name]);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["title"], name);
        assert!(schema["description"].as_str().unwrap().len() > 20);
    }
    assert!(refused(&mut greyline(Path::new(EXAMPLE), &["schema", "policy"])).contains("front-matter"));
    let help = printed(&mut greyline(Path::new(EXAMPLE), &["schema", "--help"]));
    assert!(help.contains("greyline schema book > book.schema.json"));
}
