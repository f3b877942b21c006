//! The manual says what each template is given, as the types in `src/render` have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use greyline::markdown::Markup;
use greyline::policy::{FIELDS, Field, Presence, Target, Type};
use greyline::render::LISTINGS;

/// The one template of a page that has no layout.
const BARE: &str = "redirect.html";

/// Templates of pages that are no listings: each is given the fields of a type and, but for [`BARE`], a `layout`.
const WHOLE: &[(&str, &str)] = &[
    ("404.html", "NotFoundContext"),
    ("front.html", "FrontContext"),
    ("page.html", "PageContext"),
    ("policy.html", "PolicyContext"),
    ("redirect.html", "RedirectContext"),
    ("redlines.html", "RedlinesContext"),
    ("role.html", "RoleContext"),
    ("search.html", "MessageContext"),
    ("section.html", "SectionContext"),
    ("version.html", "VersionContext"),
    ("versions.html", "VersionsContext"),
    ("withdrawn.html", "WithdrawnContext"),
];

/// Templates that are there for others.
const PARTS: &[&str] = &["base.html", "parts.html", "parts-policy.html"];

type Types = BTreeMap<String, Vec<(String, String)>>;

/// The listings' templates, sorted. Each is given a `layout` and a `list`: the type in the listing's file whose name ends with
/// `List`.
fn lists(top: &Path) -> Vec<(String, String)> {
    let list = |address: &str| {
        let mut types = Types::new();
        structs(&top.join("src/render/listings").join(address).with_extension("rs"), &mut types);
        types.into_keys().find(|name| name.ends_with("List")).unwrap()
    };
    let mut lists: Vec<_> =
        LISTINGS.iter().map(|listing| (format!("{}.html", listing.address), list(listing.address))).collect();
    lists.sort();
    lists
}

/// Every struct in a file, or in the files below a folder, with its fields and their types.
fn structs(path: &Path, types: &mut Types) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            structs(&entry.unwrap().path(), types);
        }
        return;
    }
    let text = fs::read_to_string(path).unwrap();
    let mut open: Option<String> = None;
    for line in text.lines().map(|line| line.trim_start_matches("pub(super) ").trim_start_matches("pub ")) {
        if let Some(head) = line.strip_prefix("struct ").and_then(|head| head.strip_suffix(" {")) {
            open = Some(head.split('<').next().unwrap().to_owned());
        } else if line == "}" {
            open = None;
        } else if let Some(name) = &open
            && let Some((field, kind)) =
                line.trim().trim_start_matches("pub(super) ").trim_start_matches("pub ").split_once(": ")
            && !field.starts_with(['/', '#'])
        {
            types.entry(name.clone()).or_default().push((field.to_owned(), kind.trim_end_matches(',').to_owned()));
        }
    }
}

/// A type as the manual names it; the names of types that it rests on go to `used`.
fn said(kind: &str, types: &Types, used: &mut BTreeSet<String>) -> String {
    let inside = |head: &str| kind.strip_prefix(head).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{} or nothing", said(inner, types, used));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", said(inner, types, used));
    }
    match kind {
        "String" | "&'static str" | "&'a str" => "text".to_owned(),
        "Html" => "HTML".to_owned(),
        "EntryView" => "entry, as in PolicyView".to_owned(),
        "bool" => "yes or no".to_owned(),
        "usize" | "u32" | "i32" => "number".to_owned(),
        "TocEntry" => "heading (`level`, `text`, `anchor`)".to_owned(),
        _ if kind.starts_with('`') || kind.starts_with("list of `") => kind.to_owned(),
        _ if kind.starts_with(['[', '(']) => "list".to_owned(),
        _ if types.contains_key(kind) => {
            used.insert(kind.to_owned());
            kind.to_owned()
        }
        // A word of the front matter: a key of the strings of that name.
        _ => "word".to_owned(),
    }
}

/// A declared key as templates read it, as a type of `src/render` or in the words of the manual.
fn type_of(field: &Field) -> String {
    let target = |target: Target| match target {
        Target::People => "PersonView",
        Target::ReadingLists | Target::Policies | Target::FormerPolicies => "Link",
        Target::Goals | Target::Touchpoints => "String",
    };
    let keys = |fields: &[Field]| {
        let mut used = BTreeSet::new();
        let views = ["PersonView", "Date", "Link"].map(|name| (name.to_owned(), Vec::new()));
        let types = Types::from(views);
        let keys = fields.iter().map(|field| format!("`{}`: {}", field.name, said(&type_of(field), &types, &mut used)));
        keys.collect::<Vec<_>>().join(", ")
    };
    let text = if field.accepts.is_prose() && field.markup != Markup::Plain { "Html" } else { "String" };
    match &field.accepts {
        Type::Texts | Type::TextPerAudience | Type::Aliases => format!("Vec<{text}>"),
        Type::Bool(_) => "bool".to_owned(),
        Type::Integer => "Option<usize>".to_owned(),
        Type::Date => "Option<Date>".to_owned(),
        Type::Word(_) => "Option<Word>".to_owned(),
        Type::Key(to) => format!("Option<{}>", target(*to)),
        Type::Keys(to) => format!("Vec<{}>", target(*to)),
        Type::Table(fields) => format!("Option<`table` ({})>", keys(fields)),
        Type::Entries { fields, .. } => format!("list of `entry` ({}, `only`: text or nothing)", keys(fields)),
        _ if field.presence == Presence::Required => text.to_owned(),
        _ => format!("Option<{text}>"),
    }
}

fn fields(name: &str, types: &Types, used: &mut BTreeSet<String>) -> String {
    // A context without a field has no lines of its own.
    let list = types.get(name).map_or(&[][..], Vec::as_slice);
    list.iter().map(|(field, kind)| format!("`{field}`: {}", said(kind, types, used))).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_manual_says_what_each_template_is_given() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut types = Types::new();
    structs(&top.join("src/render"), &mut types);
    structs(&top.join("src/redline"), &mut types);
    // Templates read both parts of a layout as one.
    let section = types.remove("SectionLayout").unwrap();
    types.get_mut("Layout").unwrap().extend(section);
    // The declared keys of a policy come before what its page adds to them.
    let added = types.remove("PolicyView").unwrap().split_off(1);
    let declared = FIELDS.iter().filter(|field| field.projected);
    let declared = declared.map(|field| (field.name.to_owned(), type_of(field)));
    types.insert("PolicyView".to_owned(), declared.chain(added).collect());
    let mut used = BTreeSet::from(["Layout".to_owned()]);
    let mut lines = vec!["| template | what it is given |".to_owned(), "| --- | --- |".to_owned()];
    for (template, name) in WHOLE {
        let layout = if *template == BARE { "" } else { "`layout`: Layout" };
        let fields = fields(name, &types, &mut used);
        let parts = [layout, &fields].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        lines.push(format!("| `{template}` | {parts} |"));
    }
    for (template, name) in lists(top) {
        lines.push(format!("| `{template}` | `layout`: Layout; of `list`: {} |", fields(&name, &types, &mut used)));
    }
    lines.push("\n| type | its fields |\n| --- | --- |".to_owned());
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    while let Some(name) = used.iter().find(|name| !told.contains_key(*name)).cloned() {
        let line = fields(&name, &types, &mut used);
        told.insert(name, line);
    }
    lines.extend(told.iter().map(|(name, line)| format!("| {name} | {line} |")));
    let path = top.join("content/manual/themes.md");
    let manual = fs::read_to_string(&path).unwrap();
    let whole = format!("{}{}\n", &manual[..manual.find(&lines[0]).unwrap()], lines.join("\n"));
    if std::env::var_os("GREYLINE_WRITE").is_some() {
        fs::write(&path, &whole).unwrap();
    }
    assert!(manual == whole, "content/manual/themes.md is not up to date; with GREYLINE_WRITE=1 this test writes it");
}

#[test]
fn every_template_is_told() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = fs::read_dir(top.join("themes/greyline/templates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let known = WHOLE.iter().map(|(template, _)| *template).chain(PARTS.iter().copied()).map(str::to_owned);
    let known = known.chain(lists(top).into_iter().map(|(template, _)| template));
    assert_eq!(found.collect::<BTreeSet<_>>(), known.collect());
}
