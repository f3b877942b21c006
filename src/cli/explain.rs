//! `greyline explain`.

use clap::Args;

use super::args::Output;
use super::outcome::Outcome;
use super::terminal;
use crate::diagnostic::{Rule, nearest};
use crate::error::{Error, Result};

/// Print the manual page of a rule, or list all rules.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline explain private-link\n  greyline explain\n  greyline explain --format json"
)]
pub(super) struct Explain {
    /// The rule's name; without it, list all rules.
    rule: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

impl Explain {
    pub(super) fn run(&self) -> Result<Outcome> {
        let rules: Vec<Rule> = match &self.rule {
            None => Rule::ALL.to_vec(),
            Some(name) => vec![Rule::from_name(name).ok_or_else(|| {
                let near = nearest(name, Rule::ALL.iter().map(|rule| rule.name())).map_or_else(
                    || "`greyline explain` lists them all".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Error::Usage(format!("there is no rule `{name}`; {near}"))
            })?],
        };
        match self.format {
            Output::Json => terminal::print_line(&json(&rules, self.rule.is_some()))?,
            Output::Human if self.rule.is_some() => terminal::print_line(&page(rules[0]))?,
            Output::Human => {
                for rule in rules {
                    let info = rule.info();
                    terminal::print_line(&format!("{:<24} {:<8} {}", info.name, info.default.name(), info.summary))?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// Returns the manual page of a rule, with its name and level on top.
fn page(rule: Rule) -> String {
    let info = rule.info();
    let setting = if info.locked { "locked" } else { "settable" };
    format!("{} ({}, {setting})\n\n{}\n\n{}", info.name, info.default.name(), info.summary, info.manual_text())
}

/// Returns the rules as JSON: one object when `one`, else an array.
fn json(rules: &[Rule], one: bool) -> String {
    let rows: Vec<serde_json::Value> = rules
        .iter()
        .map(|rule| {
            let info = rule.info();
            serde_json::json!({
                "rule": info.name,
                "group": info.group,
                "level": info.default,
                "locked": info.locked,
                "summary": info.summary,
                "manual": info.manual_text(),
            })
        })
        .collect();
    let value = if one { rows.into_iter().next().unwrap_or_default() } else { serde_json::Value::Array(rows) };
    format!("{value:#}")
}
