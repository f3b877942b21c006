//! Writes a new version into the front matter of a file.
//!
//! In: the text of a file, and a [`Release`]. Out: the text with the version, its first day, and a change entry above the others. What
//! always holds: the new front matter has the values of the old one and those of the release, and every line that holds none of the
//! changed keys is the same, byte for byte; where that cannot be reached, nothing is changed and the reason is returned.

mod entry;
mod toml;
mod yaml;

pub use entry::{Approved, Release};

use entry::unclear;

use super::split;
use crate::data::{Key, Language, Node, NodeKind, parse};

/// Returns the text of a file with a release in its front matter.
///
/// # Errors
/// When the front matter cannot be parsed, or is written in a form that cannot be edited without changing what is around it.
pub fn release(text: &str, release: &Release) -> Result<String, String> {
    let split = split(text);
    let (Some(language), None) = (split.language, split.problem) else {
        return Err("it has no front matter to write the version into".to_owned());
    };
    let before = &text[split.matter.clone()];
    // The editors know LF alone.
    let has_crlf = before.contains("\r\n");
    let matter = before.replace("\r\n", "\n");
    let (node, errors) = parse(&matter, language, 0);
    if let Some(error) = errors.first() {
        return Err(format!("its front matter cannot be read: {}", error.message));
    }
    let edited = match language {
        Language::Toml => toml::edit(&matter, release),
        Language::Yaml => yaml::edit(&matter, &node, release),
    }?;
    let (found, errors) = parse(&edited, language, 0);
    if !errors.is_empty() || !same_values(&found, &expected(node.clone(), release)) {
        return Err(unclear());
    }
    let after = if has_crlf { edited.replace('\n', "\r\n") } else { edited };
    if !keeps_lines(before, &matter, &node, &after) {
        return Err(unclear());
    }
    Ok([&text[..split.matter.start], &after, &text[split.matter.end..]].concat())
}

/// Returns the text of a file with an entry for an older version in its change log. The number and the day of its own version stay.
///
/// # Errors
/// When the front matter is not TOML, cannot be parsed, or is written in a form that cannot be edited without changing what is around it.
pub fn declare(text: &str, older: &Release) -> Result<String, String> {
    let split = split(text);
    if split.language != Some(Language::Toml) || split.problem.is_some() {
        return Err("its front matter is not TOML; write the entry by hand".to_owned());
    }
    let before = &text[split.matter.clone()];
    let has_crlf = before.contains("\r\n");
    let matter = before.replace("\r\n", "\n");
    let (node, errors) = parse(&matter, Language::Toml, 0);
    let edited = toml::declare(&matter, older)?;
    let (found, others) = parse(&edited, Language::Toml, 0);
    let without_log = |node: &Node| {
        let mut node = node.clone();
        if let NodeKind::Table(fields) = &mut node.kind {
            fields.retain(|(key, _)| key.name != "changes");
        }
        node
    };
    if !errors.is_empty() || !others.is_empty() || !same_values(&without_log(&node), &without_log(&found)) {
        return Err(unclear());
    }
    let after = if has_crlf { edited.replace('\n', "\r\n") } else { edited };
    Ok([&text[..split.matter.start], &after, &text[split.matter.end..]].concat())
}

/// Returns whether every line of `before` that holds none of the changed keys is in `after`, in the same order. `matter` is `before` with
/// the line ends that the spans of `node` count.
fn keeps_lines(before: &str, matter: &str, node: &Node, after: &str) -> bool {
    let NodeKind::Table(fields) = &node.kind else { return true };
    let changed: Vec<_> = fields
        .iter()
        .filter(|(key, value)| match key.name.as_str() {
            "version" | "effective" => true,
            // Entries that have lines of their own stay as they are.
            "changes" => matter[value.span.range()].starts_with('[') && !matter[value.span.range()].starts_with("[["),
            _ => false,
        })
        .map(|(key, value)| key.span.start as usize..value.span.end as usize)
        .collect();
    let mut lines = after.split_inclusive('\n');
    let mut start = 0;
    before.split_inclusive('\n').zip(matter.split_inclusive('\n')).all(|(line, counted)| {
        let range = start..start + counted.len();
        start = range.end;
        changed.iter().any(|changed| changed.start < range.end && range.start <= changed.end)
            || lines.any(|new| new == line)
    })
}

/// Returns the values that the new front matter must have.
fn expected(mut node: Node, release: &Release) -> Node {
    let span = node.span;
    let value = |kind: NodeKind| Node { span, kind };
    let text = |text: &str| value(NodeKind::Text(text.to_owned()));
    let key = |name: &str| Key { name: name.to_owned(), span };
    let mut one = vec![(key("version"), text(&release.version)), (key("date"), value(NodeKind::Date(release.date)))];
    if !release.material {
        one.push((key("material"), value(NodeKind::Bool(false))));
    }
    one.push((key("summary"), text(&release.summary)));
    one.extend(release.reason.as_ref().map(|reason| (key("reason"), text(reason))));
    one.extend(release.approved.as_ref().map(|Approved { by, on, reference }| {
        let mut table = vec![(key("by"), text(by)), (key("on"), value(NodeKind::Date(*on)))];
        table.extend(reference.as_ref().map(|reference| (key("reference"), text(reference))));
        (key("approved"), value(NodeKind::Table(table)))
    }));
    one.extend(release.audience.as_ref().map(|audience| (key("audience"), text(audience))));
    if let NodeKind::Table(fields) = &mut node.kind {
        let mut set = |name: &str, new: Node| match fields.iter_mut().find(|(known, _)| known.name == name) {
            Some((_, old)) => *old = new,
            None => fields.push((key(name), new)),
        };
        set("version", text(&release.version));
        set("effective", value(NodeKind::Date(release.date)));
        let one = value(NodeKind::Table(one));
        match fields.iter_mut().find(|(known, _)| known.name == "changes") {
            Some((_, Node { kind: NodeKind::List(items), .. })) => items.insert(0, one),
            Some((_, other)) => *other = value(NodeKind::List(vec![one])),
            None => fields.push((key("changes"), value(NodeKind::List(vec![one])))),
        }
    }
    node
}

/// Returns whether two values are equal apart from their spans and the order of keys. A plain number of YAML equals the text of a
/// version, and a date in quotation marks the date.
fn same_values(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (NodeKind::List(one), NodeKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_values(one, other))
        }
        (NodeKind::Table(one), NodeKind::Table(other)) => {
            let contained = |(key, value): &(Key, Node)| {
                other.iter().any(|(known, other)| known.name == key.name && same_values(value, other))
            };
            one.len() == other.len() && one.iter().all(contained)
        }
        (NodeKind::Number(one), NodeKind::Text(other)) | (NodeKind::Text(one), NodeKind::Number(other)) => one == other,
        (NodeKind::Text(text), NodeKind::Date(date)) => *text == date.to_string(),
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn two() -> Release {
        Release {
            version: "2.0".to_owned(),
            date: date(2026, 3, 1),
            material: true,
            summary: "Credit notes last \"24\" months.".to_owned(),
            reason: None,
            audience: Some("client".to_owned()),
            approved: None,
            source: None,
        }
    }

    fn agreed() -> Approved {
        Approved { by: "me".to_owned(), on: date(2026, 2, 20), reference: Some("minutes: \"7\"".to_owned()) }
    }

    #[test]
    fn an_approval_stands_in_the_entry() {
        let release = |text: &str| release(text, &Release { approved: Some(agreed()), ..two() }).unwrap();
        let toml = release("+++\ntitle = \"T\"\nversion = \"1\"\n+++\n");
        let line = "approved = { by = \"me\", on = 2026-02-20, reference = 'minutes: \"7\"' }\naudience";
        assert!(toml.contains(line), "{toml}");
        let yaml = release("---\ntitle: T\nversion: \"1\"\n---\n");
        let line = "approved: {by: \"me\", on: 2026-02-20, reference: \"minutes: \\\"7\\\"\"}\n";
        assert!(yaml.contains(line), "{yaml}");
    }

    fn released(text: &str) -> String {
        release(text, &two()).unwrap()
    }

    #[test]
    fn toml_keeps_comments_order_and_quotes() {
        let text = "+++\n# about\nid    = 'A'  # never\ntitle = \"T\"\nversion = '1.0' # now\neffective = 2025-01-01\n\n\
                    [[options]]\noffer = \"x\"\n\n# newest first\n[[changes]]\nversion = \"1.0\"\ndate = 2025-01-01\nsummary = \"First.\"\n+++\nBody version = 1.0\n";
        let wanted = text
            .replace("'1.0' # now", "'2.0' # now")
            .replace("effective = 2025", "effective = 2026")
            .replace("effective = 2026-01-01", "effective = 2026-03-01")
            .replace(
                "# newest first\n",
                "# newest first\n[[changes]]\nversion = \"2.0\"\ndate = 2026-03-01\nsummary = 'Credit notes last \"24\" months.'\naudience = \"client\"\n\n",
            );
        assert_eq!(released(text), wanted);
    }

    #[test]
    fn toml_gets_the_keys_that_it_has_not() {
        let text = "+++\r\ntitle = \"T\"\r\nkind = \"policy\"\r\n\r\n[pilot]\r\nwith = \"us\"\r\n+++\r\nBody\r\n";
        assert_eq!(
            released(text),
            "+++\r\ntitle = \"T\"\r\nversion = \"2.0\"\r\neffective = 2026-03-01\r\nkind = \"policy\"\r\n\r\n[pilot]\r\nwith = \"us\"\r\n\r\n\
             [[changes]]\r\nversion = \"2.0\"\r\ndate = 2026-03-01\r\nsummary = 'Credit notes last \"24\" months.'\r\naudience = \"client\"\r\n+++\r\nBody\r\n"
        );
    }

    #[test]
    fn toml_lists_in_brackets_stay_in_brackets() {
        let one = "{ version = \"2.0\", date = 2026-03-01, summary = 'Credit notes last \"24\" months.', audience = \"client\" }";
        let text = "+++\ntitle = \"T\"\nversion = \"1\"\neffective = 2025-01-01\nchanges = [\n  { version = \"1\", summary = \"x\" }, # first\n]\n+++\n";
        assert!(released(text).contains(&format!("changes = [\n  {one},\n  {{ version = \"1\"")), "{}", released(text));
        let text = "+++\ntitle = \"T\"\nversion = \"1\"\nchanges = []\n+++\n";
        assert!(released(text).contains(&format!("changes = [{one}]\n")), "{}", released(text));
    }

    #[test]
    fn yaml_keeps_comments_order_and_quotes() {
        let text = "---\n# about\nid: A\ntitle: \"T: x\"\nversion: 1.0 # now\neffective: 2025-01-01\nchanges:\n  # newest first\n  - version: 1.0\n    date: 2025-01-01\n    summary: First.\ntags: [a]\n---\nBody\n";
        let wanted = text
            .replace("version: 1.0 # now", "version: 2.0 # now")
            .replace("effective: 2025-01-01", "effective: 2026-03-01")
            .replace(
                "  # newest first\n",
                "  # newest first\n  - version: \"2.0\"\n    date: 2026-03-01\n    summary: \"Credit notes last \\\"24\\\" months.\"\n    audience: \"client\"\n",
            );
        assert_eq!(released(text), wanted);
    }

    #[test]
    fn yaml_gets_the_keys_that_it_has_not() {
        let text = "---\ntitle: Käse\nowner: me\n---\n";
        let entry = "- version: \"2.0\"\n  date: 2026-03-01\n  summary: \"Credit notes last \\\"24\\\" months.\"\n  audience: \"client\"\n";
        assert_eq!(
            released(text),
            format!("---\ntitle: Käse\nversion: \"2.0\"\neffective: 2026-03-01\nowner: me\nchanges:\n{entry}---\n")
        );
        for list in [
            "changes: []",
            "changes:",
            "changes: [{version: \"1\", summary: x}]",
            "changes:\n- version: '1'\n  summary: x\n",
        ] {
            let text = format!("---\ntitle: T\nversion: '1'\n{list}\n---\n");
            assert!(released(&text).contains("version: '2.0'\n"), "{}", released(&text));
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        assert!(release("No front matter", &two()).is_err());
        assert!(release("+++\ntitle = \n+++\n", &two()).is_err());
        assert!(release("---\ntitle: [\n---\n", &two()).is_err());
    }

    #[test]
    fn front_matter_that_mixes_line_ends_is_left_alone() {
        assert!(release("+++\r\ntitle = \"T\"\nversion = \"1\"\r\n+++\r\n", &two()).is_err());
    }

    /// Any number of the given lines, in any order.
    fn some_of(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::sample::subsequence(lines, 0..=lines.len()).prop_shuffle().prop_map(|lines| lines.concat())
    }

    fn toml_matter() -> impl Strategy<Value = String> {
        let keys = some_of(&[
            "# a comment\n",
            "\n",
            "id    = 'A'  # never\n",
            "owner=\"me\"\n",
            "\"goals\" = [ \"a\",\n  'b', # two\n]\n",
            "say = \"\"\"\nversion = 1\n\n[[changes]]\n\"\"\"\n",
            "  kind =\t\"policy\"\n",
            "pilot = { with = \"us\" , until = 2026-05-01 }\n",
            "review.every = 12\n",
        ]);
        let version = select(vec!["", "version = '1.0' # now\n", "version=\"1.0\"\n", "  version  =  \"1.0\"\n"]);
        let effective = select(vec!["", "effective = 2025-01-01 # first day\n", "effective=2025-01-01\n"]);
        let tables = || {
            some_of(&[
                "\n[[options]]\noffer = \"x\"\n\n  # aside\n",
                "[ rationale ] # why\ntext = 'y'\n",
                "\n\n[[standards]]\n",
            ])
        };
        let changes = select(vec![
            ("", ""),
            ("", "[[changes]]\nversion = \"1.0\"\nsummary = 'First.'\n"),
            ("", "\n# newest first\n[[changes]] # a\nversion = \"1.0\"\n\n[[changes]]\nversion = '0.9'\n"),
            ("", "  [[changes]]\n  version = \"1.0\"\n  [[changes]]\n  version = '0.9'\n"),
            ("changes = []\n", ""),
            ("changes = [ { version = \"1.0\" }, {version = '0.9'} ] # all\n", ""),
            ("changes = [\n  # newest first\n  { version = \"1.0\" }, # first\n]\n", ""),
        ]);
        (keys, version, effective, tables(), changes, tables()).prop_map(
            |(keys, version, effective, above, changes, below)| {
                let below = if above.is_empty() { below } else { String::new() };
                format!("title = \"T\"\n{keys}{version}{effective}{}{above}{}{below}", changes.0, changes.1)
            },
        )
    }

    fn yaml_matter() -> impl Strategy<Value = String> {
        let keys = some_of(&[
            "# a comment\n",
            "\n",
            "id:   'A'  # never\n",
            "goals: [ a,  'b' ]\n",
            "say: |\n  version: 1\n\n  x\n",
        ]);
        let version = select(vec!["", "version: 1.0 # now\n", "version:   '1.0'\n", "version:\n"]);
        let effective = select(vec!["", "effective: 2025-01-01 # first day\n", "effective: \"2025-01-01\"\n"]);
        let changes = select(vec![
            "",
            "changes: []\n",
            "changes: # none\n",
            "changes:\n- version: 1.0\n  summary: First.\n\n- version: '0.9'\n",
            "changes:\n  # newest first\n  - version: \"1.0\"\n    summary: >\n      First.\n",
            "changes: [ {version: \"1.0\"} ]\n",
        ]);
        let order = Just(0).prop_perturb(|_, mut rng| rng.random::<u8>());
        (keys, version, effective, changes, order).prop_map(|(keys, version, effective, changes, order)| {
            let mut parts = [keys.as_str(), version, effective, changes];
            parts.rotate_left(usize::from(order % 4));
            format!("title: \"T\"\n{}tags: [a]\n", parts.concat())
        })
    }

    proptest! {
        #[test]
        fn lines_of_other_keys_stay_byte_for_byte(
            (fence, matter) in prop_oneof![toml_matter().prop_map(|m| ("+++", m)), yaml_matter().prop_map(|m| ("---", m))],
            crlf in any::<bool>(),
            material in any::<bool>(),
            approved in any::<bool>(),
        ) {
            let new_line = if crlf { "\r\n" } else { "\n" };
            let text = format!("{fence}\n{matter}{fence}\n\nBody\n[[changes]]\nversion = 1\n").replace('\n', new_line);
            let after = release(&text, &Release { material, approved: approved.then(agreed), ..two() });
            prop_assert!(after.is_ok(), "{text}");
            let after = after.unwrap();
            let changed = |line: &str| {
                let key = line.trim_start();
                key.starts_with("version") || key.starts_with("effective") || key.starts_with("changes")
            };
            let mut lines = after.split_inclusive(new_line);
            for line in text.split_inclusive(new_line).filter(|line| !changed(line)) {
                prop_assert!(lines.any(|new| new == line), "{line:?} of\n{text}\nis gone from\n{after}");
            }
            let added = after.matches(new_line).count() - text.matches(new_line).count();
            prop_assert!(added <= 10, "{text}\nbecame\n{after}");
        }
    }
}
