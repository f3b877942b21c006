//! What governs a policy, field by field, before and after.
//!
//! In: two versions of one policy. Out: the fields in which they differ, each with what it is called in the words of the theme.
//! What always holds: what cannot be read of a version is not compared.

use super::Renderer;
use crate::edition::{PageIndex, PolicyMeta, PolicyOption, PrivateMeta, Standard, Version};
use crate::policy::Scenario;
use crate::redline::{EntryDiff, entries};

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldChange {
    /// What it is called.
    pub name: String,
    /// What it says: an entry for each that came, went, or changed.
    pub entries: Vec<EntryDiff>,
}

/// A field: the key of what it is called, and what it says.
type Field = (&'static str, Vec<String>);

impl Renderer<'_> {
    /// The fields in which two versions differ. The number and the first day of a version are no fields of it.
    #[must_use]
    pub fn fields(&self, old: &Version, new: &Version) -> Vec<FieldChange> {
        if !old.readable || !new.readable {
            return Vec::new();
        }
        let both = self.values(old).into_iter().zip(self.values(new));
        both.filter_map(|((key, old), (_, new))| {
            let entries: Vec<EntryDiff> = entries(&old, &new).into_iter().filter(|entry| !entry.is_same()).collect();
            let name = || self.theme.strings.get(key).to_owned();
            (old != new && !entries.is_empty()).then(|| FieldChange { name: name(), entries })
        })
        .collect()
    }

    /// All fields of a version, in the order in which a reader meets them.
    fn values(&self, version: &Version) -> Vec<Field> {
        let PolicyMeta {
            kind,
            id: _,
            status,
            version: _,
            effective: _,
            owner,
            flexibility,
            rationale,
            reasons,
            goals,
            touchpoints,
            escalation,
            takes,
            related,
            supersedes,
            superseded_by: _,
            pilot,
            options,
            standards,
            scenarios,
            changes: _,
            private,
        } = &version.meta;
        let edition = self.edition;
        let strings = &self.theme.strings;
        let named = |key: String| vec![strings.get(&key).to_owned()];
        let role = |key: &String| edition.people.get(key).map(|person| person.role.clone());
        let titles = |pages: &[PageIndex]| pages.iter().map(|at| edition.pages[*at].title.clone()).collect();
        let until = pilot.as_ref().and_then(|pilot| pilot.until).map(|date| self.date(date).text);
        let mut fields: Vec<Field> = vec![
            ("redline.name", vec![version.title.clone()]),
            ("register.kind", named(format!("kind.{}", word(kind)))),
            ("register.status", named(format!("status.{}", word(status)))),
            ("banner.pilot", until.into_iter().collect()),
            (
                "register.flexibility",
                flexibility.map(|one| named(format!("flexibility.{}", word(&one)))).unwrap_or_default(),
            ),
            ("card.owner", owner.iter().filter_map(role).collect()),
            ("card.reasons_staff", reasons.clone()),
            ("options.title", options.iter().map(|option| self.choice_line(option)).collect()),
            ("card.why_staff", rationale.clone()),
            ("card.takes", takes.iter().cloned().collect()),
            ("card.escalation", escalation.iter().filter_map(role).collect()),
            ("standards.list", standards.iter().map(standard_line).collect()),
            ("card.goals", goals.iter().filter_map(|key| Some(edition.goals.get(key)?.title.clone())).collect()),
            (
                "card.touchpoints",
                touchpoints.iter().filter_map(|key| Some(edition.touchpoints.get(key)?.title.clone())).collect(),
            ),
            ("related.title", titles(related)),
            ("banner.supersedes", titles(supersedes)),
            ("practice.list", scenarios.iter().map(scenario_line).collect()),
        ];
        fields.extend(private.iter().flat_map(|private| self.kept(private)));
        fields
    }

    /// What only the most private audience knows. What others offer, and calls that went well, are no part of the rule.
    fn kept(&self, private: &PrivateMeta) -> Vec<Field> {
        let PrivateMeta {
            approved_by,
            motive,
            review_due,
            reviewed: _,
            review_every,
            approvals,
            required_for,
            say,
            benchmarks: _,
            good_calls: _,
            pilot_with,
            pilot_feedback: _,
        } = private;
        let strings = &self.theme.strings;
        let role = |key: &String| self.edition.people.get(key).map(|person| person.role.clone());
        vec![
            ("card.approved_by", approved_by.iter().filter_map(role).collect()),
            (
                "card.motive",
                motive.iter().map(|one| strings.get(&format!("motive.{}", word(one))).to_owned()).collect(),
            ),
            ("card.review", review_due.iter().map(|date| self.date(*date).text).collect()),
            ("redline.cycle", review_every.iter().cloned().collect()),
            ("card.approvals", approvals.iter().filter_map(role).collect()),
            ("card.required_for", required_for.iter().filter_map(role).collect()),
            ("card.say", say.iter().cloned().collect()),
            ("redline.pilot_with", pilot_with.iter().cloned().collect()),
        ]
    }

    /// What may be offered, in one line.
    fn choice_line(&self, choice: &PolicyOption) -> String {
        let PolicyOption { offer, when, limit, decided_by, told_to: _, is_apart: _ } = choice;
        let decides = decided_by.as_ref().and_then(|key| self.edition.people.get(key)).map(|person| &person.role);
        let mut line = offer.clone();
        if let Some(when) = when {
            line += &[" · ", when].concat();
        }
        for (key, value) in [("card.limit", limit.as_ref()), ("card.decides", decides)] {
            if let Some(value) = value {
                line += &[" · ", self.theme.strings.get(key), ": ", value].concat();
            }
        }
        line
    }
}

fn standard_line(standard: &Standard) -> String {
    let Standard { measure, target, result: _, measured: _ } = standard;
    format!("{measure}: {target}")
}

fn scenario_line(scenario: &Scenario) -> String {
    let Scenario { situation, question, answer, .. } = scenario;
    let parts = [Some(situation), question.as_ref(), answer.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
}

/// A word of the front matter, as it is written there.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
