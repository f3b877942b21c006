//! The report for code scanning: SARIF 2.1.0.
//!
//! In: diagnostics and sources. Out: one log with one run. What always
//! holds: every result names a rule that the log describes, and every URI is relative to the folder that holds `book.toml`.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde_json::{Value, json};

use super::source_index::SourceIndex;
use crate::diagnostic::{AcceptedBy, Diagnostic, Level, Rule};
use crate::text::{Span, encode_percent};

/// The address of the SARIF schema.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprints, with the version of how they are made.
const FINGERPRINT: &str = "greyline/v1";

/// The `uriBaseId` of the handbook's folder.
const ROOT: &str = "HANDBOOK";

/// Writes the report.
///
/// # Errors
/// When writing to `out` fails.
pub(super) fn write(
    out: &mut impl io::Write,
    diagnostics: &[&Diagnostic],
    fingerprints: &[String],
    sources: &mut SourceIndex<'_, '_>,
) -> io::Result<()> {
    let mut indices: BTreeMap<Rule, usize> = diagnostics.iter().map(|d| (d.rule, 0)).collect();
    for (at, index) in indices.values_mut().enumerate() {
        *index = at;
    }
    let rules: Vec<Value> = indices.keys().map(|rule| descriptor(*rule)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .zip(fingerprints)
        .map(|(d, fingerprint)| result_object(d, indices[&d.rule], fingerprint, sources))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "Greyline",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                },
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder of the handbook, which holds book.toml." } },
            },
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Returns the `reportingDescriptor` of a rule.
fn descriptor(rule: Rule) -> Value {
    let info = rule.info();
    let manual = info.manual_text();
    json!({
        "id": info.name,
        "shortDescription": { "text": info.summary },
        "fullDescription": { "text": first_paragraph(&manual) },
        "help": { "text": manual, "markdown": manual },
        "defaultConfiguration": { "level": level(info.default) },
        "properties": { "tags": [info.group] },
    })
}

/// Returns the first paragraph of a manual page that is no heading, on one line.
fn first_paragraph(manual: &str) -> String {
    let prose = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let lines: Vec<&str> = manual.lines().skip_while(|line| !prose(line)).take_while(prose).collect();
    lines.join(" ")
}

/// Returns the name of a level in SARIF.
fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        level => level.name(),
    }
}

/// Returns the `result` object of a diagnostic.
fn result_object(
    diagnostic: &Diagnostic,
    rule_index: usize,
    fingerprint: &str,
    sources: &mut SourceIndex<'_, '_>,
) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.rule.name(),
        "ruleIndex": rule_index,
        "level": level(diagnostic.level),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical_location(&diagnostic.file, diagnostic.span, sources) }],
        "partialFingerprints": { FINGERPRINT: fingerprint },
    });
    if let Some(AcceptedBy { reason, owner, until }) = &diagnostic.waiver {
        result["suppressions"] = json!([{
            "kind": "inSource",
            "status": "accepted",
            "justification": reason,
            "properties": { "owner": owner, "until": until },
        }]);
    }
    if let Some((related, note)) = &diagnostic.related {
        result["relatedLocations"] = json!([{
            "id": 1,
            "message": { "text": note },
            "physicalLocation": physical_location(&related.file, Some(related.span), sources),
        }]);
    }
    result
}

/// Returns the `physicalLocation` object of a file and span.
fn physical_location(file: &Arc<str>, span: Option<Span>, sources: &mut SourceIndex<'_, '_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": encode_percent(file), "uriBaseId": ROOT } });
    if let Some(region) = span.and_then(|span| sources.region(file, span)) {
        physical["region"] = json!({
            "startLine": region.start.line,
            "startColumn": region.start.column,
            "endLine": region.end.line,
            "endColumn": region.end.column,
        });
    }
    physical
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::sample::{print, sample};
    use super::*;

    fn log(diagnostics: &[Diagnostic]) -> Value {
        serde_json::from_str(&print(diagnostics, Format::Sarif)).unwrap()
    }

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    /// Checks what the standard asks of an address and of a region.
    fn assert_physical(location: &Value) {
        let artifact = &location["artifactLocation"];
        assert_eq!(keys(artifact), ["uri", "uriBaseId"]);
        assert_eq!(artifact["uriBaseId"], ROOT);
        let uri = artifact["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && !uri.contains([' ', '\\', '#', '?']), "{uri}");
        if let Some(region) = location.get("region") {
            assert_eq!(keys(region), ["endColumn", "endLine", "startColumn", "startLine"]);
            let at = |key: &str| region[key].as_u64().unwrap();
            assert!(at("startLine") >= 1 && at("startColumn") >= 1);
            assert!((at("startLine"), at("startColumn")) <= (at("endLine"), at("endColumn")));
        }
    }

    #[test]
    fn a_log_has_what_the_standard_asks_for() {
        let log = log(&sample());
        assert_eq!(keys(&log), ["$schema", "runs", "version"]);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(keys(run), ["columnKind", "originalUriBaseIds", "results", "tool"]);
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(keys(&run["originalUriBaseIds"]), [ROOT]);
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "Greyline");
        assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
        let rules = driver["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 6);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 6);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(result["ruleId"], rules[index]["id"]);
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert_eq!(result["locations"].as_array().unwrap().len(), 1);
            assert_physical(&result["locations"][0]["physicalLocation"]);
            for related in result.get("relatedLocations").and_then(Value::as_array).into_iter().flatten() {
                assert_eq!(keys(related), ["id", "message", "physicalLocation"]);
                assert_physical(&related["physicalLocation"]);
            }
        }
    }

    #[test]
    fn every_rule_can_be_described() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in Rule::ALL {
            let rule = descriptor(*rule);
            assert_eq!(
                keys(&rule),
                ["defaultConfiguration", "fullDescription", "help", "id", "properties", "shortDescription"]
            );
            for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"], &rule["help"]["text"]] {
                assert!(text.as_str().unwrap().len() > 10, "{rule}");
            }
            assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("## "), "{rule}");
            assert!(
                ["none", "note", "warning", "error"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
            );
            assert!(seen.insert(rule["id"].to_string()), "{rule}");
        }
    }

    #[test]
    fn a_run_that_finds_nothing_says_so() {
        let log = log(&[]);
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }

    #[test]
    fn a_result_leads_to_its_place_and_to_what_belongs_to_it() {
        let log = log(&sample()[1..2]);
        insta::assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["results"]).unwrap(), @r#"
        [
          {
            "level": "error",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "content/keys.md",
                    "uriBaseId": "HANDBOOK"
                  },
                  "region": {
                    "endColumn": 7,
                    "endLine": 4,
                    "startColumn": 1,
                    "startLine": 4
                  }
                }
              }
            ],
            "message": {
              "text": "`author` is no key of a policy\nhelp: did you mean `owner`?"
            },
            "partialFingerprints": {
              "greyline/v1": "f6782461589caf3d"
            },
            "relatedLocations": [
              {
                "id": 1,
                "message": {
                  "text": "the owner is here"
                },
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "content/keys.md",
                    "uriBaseId": "HANDBOOK"
                  },
                  "region": {
                    "endColumn": 18,
                    "endLine": 3,
                    "startColumn": 10,
                    "startLine": 3
                  }
                }
              }
            ],
            "ruleId": "unknown-key",
            "ruleIndex": 0
          }
        ]
        "#);
    }

    #[test]
    fn names_become_addresses() {
        let log = log(&sample()[5..]);
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(
            *location,
            json!({ "artifactLocation": { "uri": "content/a,%20b:%2050%25.svg", "uriBaseId": ROOT } })
        );
    }
}
