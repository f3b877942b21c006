//! Help in the language of the file: what it says to write, in YAML.
//!
//! In: a help in which TOML stands between backticks. Out: the same with YAML there. What always holds: words outside of backticks, and
//! what is no key with a value, stay.

/// A help for somebody who writes YAML.
#[must_use]
pub fn in_yaml(help: &str) -> String {
    let parts = help.split('`').enumerate();
    let parts: Vec<String> =
        parts.map(|(at, part)| if at % 2 == 1 { snippet(part) } else { part.to_owned() }).collect();
    parts.join("`")
}

/// A piece of TOML as YAML: `[[options]]`, `key = value`, `pilot = { until = 2026-06-30 }`.
fn snippet(toml: &str) -> String {
    let is_key = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    if let Some(table) = toml.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return if is_key(table) { format!("{table}:") } else { toml.to_owned() };
    }
    match toml.split_once(" = ") {
        Some((key, value)) if is_key(key) => {
            let value = if value.starts_with('{') { value.replace(" = ", ": ") } else { value.to_owned() };
            format!("{key}: {value}")
        }
        _ => toml.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_tables_are_written_in_yaml() {
        for (toml, yaml) in [
            ("add `owner = \"…\"`, a key of people.toml", "add `owner: \"…\"`, a key of people.toml"),
            ("write `tags = [\"one\"]`", "write `tags: [\"one\"]`"),
            ("add `[[options]]` with `offer`", "add `options:` with `offer`"),
            ("write `pilot = { until = 2026-06-30 }`", "write `pilot: { until: 2026-06-30 }`"),
            ("say `a = b` outside: x = 1, `[[CS-014]] x`", "say `a: b` outside: x = 1, `[[CS-014]] x`"),
            ("put it between `::: staff` and `:::`", "put it between `::: staff` and `:::`"),
        ] {
            assert_eq!(in_yaml(toml), yaml);
        }
    }
}
