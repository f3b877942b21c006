//! What `[check]` sets besides the levels of rules.
//!
//! In: the table. Out: [`CheckSettings`]. What always holds: what is not written has the value that the rule's manual page names.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{AudienceId, Audiences, Readers};
use crate::data::{Node, NodeKind, Reader, Scope};
use crate::diagnostic::Rule;
use crate::text::Spanned;

/// The keys of `[check]` that are no rules.
pub(super) const SETTINGS: [&str; 4] = ["approvals", "areas", "grades", "sentences"];

/// The reading grade that clients can be asked for: what is written for everybody is written for those who left school at fourteen.
const CLIENT_GRADE: u32 = 8;
/// The reading grade of texts that only the most private audience reads: they read at work, and are trained.
const PRIVATE_GRADE: u32 = 12;
/// The most words of a sentence for clients.
const CLIENT_WORDS: u32 = 40;
/// The most words of a sentence for the most private audience.
const PRIVATE_WORDS: u32 = 50;

/// What `[check]` sets besides levels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckSettings {
    /// What is asked of approvals; `None` where nobody says, and no version needs one.
    pub approvals: Option<ApprovalSettings>,
    /// The areas that the handbook must have; `None` where nobody says.
    pub areas: Option<Vec<String>>,
    /// The highest reading grade for each audience that has one of its own.
    grades: BTreeMap<AudienceId, u32>,
    /// The most words of a sentence for each audience that has a number of its own.
    sentences: BTreeMap<AudienceId, u32>,
}

/// What `[check.approvals]` asks of the versions in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ApprovalSettings {
    /// What came into force before this day needs no approval.
    pub from: Option<Date>,
    /// Whether each policy needs one, and not only those that name who is to approve them.
    pub all: bool,
    /// Whether whoever is the only author of a version may not approve it.
    pub not_by_author: bool,
}

impl CheckSettings {
    /// The highest reading grade of a text for an audience.
    #[must_use]
    pub fn grade(&self, audience: AudienceId, private: Readers) -> u32 {
        let default = if private.contains(audience) { PRIVATE_GRADE } else { CLIENT_GRADE };
        self.grades.get(&audience).copied().unwrap_or(default)
    }

    /// The most words of a sentence for an audience.
    #[must_use]
    pub fn sentence_words(&self, audience: AudienceId, private: Readers) -> u32 {
        let default = if private.contains(audience) { PRIVATE_WORDS } else { CLIENT_WORDS };
        self.sentences.get(&audience).copied().unwrap_or(default)
    }
}

/// Reads the table.
pub(super) fn read(node: &Node, audiences: &Audiences, scope: &mut Scope<'_>) -> CheckSettings {
    let mut settings = CheckSettings::default();
    let NodeKind::Table(_) = node.kind else { return settings };
    // Its other keys are rules, which are read elsewhere.
    let mut reader = Reader::new(node, "[check]", scope);
    if let Some(node) = reader.node("approvals") {
        settings.approvals = Some(approvals(node, reader.scope));
    }
    if reader.node("areas").is_some() {
        settings.areas = Some(reader.texts("areas").into_iter().map(|area| area.value).collect());
    }
    settings.grades = numbers(&mut reader, "grades", 1..=20, audiences);
    settings.sentences = numbers(&mut reader, "sentences", 5..=200, audiences);
    settings
}

fn approvals(node: &Node, scope: &mut Scope<'_>) -> ApprovalSettings {
    let mut reader = Reader::new(node, "[check.approvals]", scope);
    let settings = ApprovalSettings {
        from: reader.date("from").map(|from| from.value),
        all: reader.bool("all").unwrap_or_default(),
        not_by_author: reader.bool("not_by_author").unwrap_or_default(),
    };
    reader.finish();
    settings
}

/// Reads a table with a number for each audience.
fn numbers(
    reader: &mut Reader<'_, '_, '_>,
    key: &'static str,
    range: std::ops::RangeInclusive<u32>,
    audiences: &Audiences,
) -> BTreeMap<AudienceId, u32> {
    let Some(node) = reader.node(key) else { return BTreeMap::new() };
    let mut numbers = BTreeMap::new();
    let table = Reader::new(node, key, reader.scope);
    for (name, value) in table.entries() {
        let label = Spanned { value: name.name.clone(), span: name.span };
        let audience = audiences.resolve(&label, table.scope);
        let number = match &value.kind {
            NodeKind::Number(number) => number.parse().ok().filter(|number: &u32| range.contains(number)),
            _ => None,
        };
        match (audience, number) {
            (Some(audience), Some(number)) => drop(numbers.insert(audience, number)),
            (_, None) => {
                let help = format!("write a whole number from {} to {}", range.start(), range.end());
                let message = format!("`{}` needs a number", name.name);
                table.scope.report(Rule::InvalidValue, value.span, message, help);
            }
            (None, _) => {}
        }
    }
    numbers
}
