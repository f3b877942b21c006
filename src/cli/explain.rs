//! `greyline explain`.

use clap::Args;

use super::{Outcome, screen};
use crate::diagnostic::{Level, Rule, nearest};
use crate::error::{Error, Result};

/// Print the manual page of a rule, or list all rules.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline explain private-link\n  greyline explain\n  greyline explain --format json"
)]
pub(super) struct Explain {
    /// The rule's name; all rules are listed without it.
    rule: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = super::Output::Human)]
    format: super::Output,
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
            super::Output::Json => screen::say(&json(&rules, self.rule.is_some()))?,
            super::Output::Human if self.rule.is_some() => screen::say(&page(rules[0]))?,
            super::Output::Human => {
                for rule in rules {
                    let info = rule.info();
                    screen::say(&format!("{:<24} {:<8} {}", info.name, info.default.name(), info.summary))?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// A manual page without its front matter, with its name and level on top.
fn page(rule: Rule) -> String {
    let info = rule.info();
    let setting = if info.locked { "locked" } else { "settable" };
    let level = if info.default == Level::Off { "off" } else { info.default.name() };
    format!("{} ({level}, {setting})\n\n{}\n\n{}", info.name, info.summary, manual(info.manual))
}

fn manual(page: &str) -> &str {
    page.split_once("\n+++\n").map_or(page, |(_, body)| body).trim()
}

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
                "manual": manual(info.manual),
            })
        })
        .collect();
    let value = if one { rows.into_iter().next().unwrap_or_default() } else { serde_json::Value::Array(rows) };
    format!("{value:#}")
}
