//! What a policy is on a day.
//!
//! In: its front matter, the day, and whether another has taken its place. Out: its [`Standing`]. What always holds: nobody else
//! decides it, and nobody writes it down.

use jiff::civil::Date;
use serde::Serialize;

use super::fields::{FIELDS, Field, ID, Presence};
use super::front_matter::{Flexibility, FrontMatter, Status};
use super::values::Values;
use crate::text::Spanned;

/// A review that is due within so many days is due soon.
pub const DUE_SOON_DAYS: i32 = 30;

/// What a policy is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Being written.
    Draft,
    /// Being talked about with those whom it will concern.
    Consultation,
    /// Its first day lies ahead.
    Announced,
    /// Being tried.
    OnTrial,
    /// In force.
    InForce,
    /// In force until a day.
    Interim,
    /// In force, though nobody has said whether there is room.
    Undecided,
    /// A trial, or a rule for a time, whose last day is past.
    Lapsed,
    /// Another took its place.
    Superseded,
    /// No longer in force.
    Retired,
    /// Its file has gone.
    Withdrawn,
}

/// How far a policy has come in taking the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Succession {
    /// It has taken it.
    Done,
    /// It will.
    Announced,
    /// It may, one day.
    Proposed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Consultation,
        Self::Announced,
        Self::OnTrial,
        Self::InForce,
        Self::Interim,
        Self::Undecided,
        Self::Lapsed,
        Self::Superseded,
        Self::Retired,
        Self::Withdrawn,
    ];

    /// The standing on `today` of a policy that has no successor.
    #[must_use]
    pub fn of(front: &FrontMatter, today: Date) -> Self {
        let status = front.status();
        match status {
            Status::Draft => return Self::Draft,
            Status::Consultation => return Self::Consultation,
            Status::Retired if front.retired().is_none() => return Self::Retired,
            Status::Pilot | Status::Active | Status::Retired => {}
        }
        if front.retired().is_some_and(|day| day <= today) {
            Self::Retired
        } else if front.first_day().is_some_and(|day| day > today) {
            Self::Announced
        } else if front.last_day().is_some_and(|last| last.value < today) {
            Self::Lapsed
        } else if front.is_undecided() {
            Self::Undecided
        } else if status == Status::Pilot {
            Self::OnTrial
        } else if front.last_day().is_some() {
            Self::Interim
        } else {
            Self::InForce
        }
    }

    /// The standing of a policy whose place another has taken.
    #[must_use]
    pub fn superseded(self) -> Self {
        match self {
            Self::Retired | Self::Withdrawn | Self::Draft | Self::Consultation => self,
            _ => Self::Superseded,
        }
    }

    /// What readers are told of it: only the most private audience knows that nobody has decided yet.
    #[must_use]
    pub fn told_to(self, is_most_private: bool) -> Self {
        if self == Self::Undecided && !is_most_private { Self::InForce } else { self }
    }

    /// Whether what it says may be offered to anyone.
    #[must_use]
    pub fn offers(self) -> bool {
        matches!(self, Self::OnTrial | Self::InForce | Self::Interim)
    }

    /// Whether people go by it.
    #[must_use]
    pub fn governs(self) -> bool {
        self.offers() || self == Self::Undecided
    }

    /// Whether it is being written or talked about.
    #[must_use]
    pub fn is_proposed(self) -> bool {
        matches!(self, Self::Draft | Self::Consultation)
    }

    /// Whether it has been in force, or on trial, and will not be again: nobody needs to review it.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Superseded | Self::Retired | Self::Withdrawn)
    }

    /// The word for it, as JSON has it and as the strings of the theme name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Consultation => "consultation",
            Self::Announced => "announced",
            Self::OnTrial => "on-trial",
            Self::InForce => "in-force",
            Self::Interim => "interim",
            Self::Undecided => "undecided",
            Self::Lapsed => "lapsed",
            Self::Superseded => "superseded",
            Self::Retired => "retired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FrontMatter {
    /// The first day of this version: its `effective`, or the date of its entry in the change log.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        let number = self.version().map(|version| &version.value);
        let declared = self.changes().into_iter().find(|change| Some(&change.version.value) == number);
        let day = self.effective().or_else(|| declared.and_then(|change| change.date));
        day.map(|day| day.value)
    }

    /// The last day of a rule that is in force for a time, or of a trial: the earlier one.
    #[must_use]
    pub fn last_day(&self) -> Option<&Spanned<Date>> {
        let trial = self.pilot().and_then(|pilot| pilot.date("until")).filter(|_| self.status() == Status::Pilot);
        self.values.date("until").into_iter().chain(trial).min_by_key(|day| day.value)
    }

    /// The last day on which comments on a proposal are read.
    #[must_use]
    pub fn comments_until(&self) -> Option<&Spanned<Date>> {
        self.values.table("consultation")?.date("until").filter(|_| self.status() == Status::Consultation)
    }

    /// The day from which it is no longer in force.
    #[must_use]
    pub fn retired(&self) -> Option<Date> {
        self.values.date("retired").map(|day| day.value)
    }

    fn pilot(&self) -> Option<&Values> {
        self.values.table("pilot")
    }

    /// Whether it says that nobody has said yet if there is room.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.flexibility().is_some_and(|flexibility| flexibility.value == Flexibility::Undecided)
    }

    /// The names of the keys, besides the id, that a policy must have once somebody has decided about it, and that this one has not.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        let expected = |field: &&Field| field.name != ID && matches!(field.presence, Presence::Expected(_));
        let expected = FIELDS.iter().filter(expected);
        let missing = expected.map(|field| field.name).filter(|key| self.values.get(key).is_none());
        missing.chain(self.review_date().is_none().then_some("review_date"))
    }

    /// Whether it has been written to come into force, and not only to be tried or talked about.
    #[must_use]
    pub fn is_to_govern(&self) -> bool {
        !matches!(self.status(), Status::Draft | Status::Consultation)
    }

    /// Whether it is a draft of what was never in force, and takes back nothing that was. `older` are the texts of its policy before it,
    /// newest first, each with its day; `since` is the day on which the draft took the place of the first of them. A draft without a
    /// number may be of any version.
    #[must_use]
    pub fn is_proposal<'t>(&self, older: impl Iterator<Item = (Option<Date>, &'t Self)>, since: Date) -> bool {
        let number = |front: &'t Self| front.version().map(|number| &number.value);
        let own = self.version().map(|number| &number.value);
        let mut until = since;
        let mut was_in_force = |(date, front): (Option<Date>, &'t Self)| {
            let same = own.is_none() || own == number(front);
            let began = front.first_day().is_none_or(|first| first <= until);
            until = date.unwrap_or(until);
            same && front.is_to_govern() && began
        };
        let mut older = older;
        self.status() == Status::Draft && !older.any(&mut was_in_force)
    }

    /// Whether it was given up before its first day, as far as `today` tells.
    fn ends_before_it_begins(&self, today: Date) -> bool {
        let Some(first) = self.first_day() else { return false };
        let is_given_up = self.status() == Status::Retired && self.retired().is_none() && first > today;
        let ends =
            self.retired().is_some_and(|day| day <= first) || self.last_day().is_some_and(|last| last.value < first);
        is_given_up || ends
    }

    /// Whether, on `today`, it has taken the place of the policies that it supersedes. A trial takes nobody's place: the old rule
    /// stays for all who take no part.
    #[must_use]
    pub fn succession(&self, today: Date) -> Succession {
        if !self.is_to_govern() || self.status() == Status::Pilot || self.ends_before_it_begins(today) {
            Succession::Proposed
        } else if self.first_day().is_some_and(|day| day > today) {
            Succession::Announced
        } else {
            Succession::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::policy::Value;
    use crate::text::Span;

    fn front(keys: &[(&'static str, &str)]) -> FrontMatter {
        let mut front = FrontMatter::untitled("a");
        let span = Span::default();
        for (key, text) in keys {
            let value = match (*key, text.parse::<Date>()) {
                ("pilot", Ok(value)) => {
                    let mut pilot = Values::default();
                    pilot.set("until", Value::Date(Spanned { value, span }));
                    Value::Table(pilot)
                }
                (_, Ok(value)) => Value::Date(Spanned { value, span }),
                _ => Value::Text(Spanned { value: (*text).to_owned(), span }),
            };
            front.values.set(key, value);
        }
        front
    }

    #[test]
    fn a_day_decides() {
        let today = date(2026, 11, 21);
        for (keys, standing) in [
            (&[][..], Standing::InForce),
            (&[("effective", "2026-11-21")], Standing::InForce),
            (&[("effective", "2026-11-22")], Standing::Announced),
            (&[("status", "draft"), ("effective", "2026-01-01")], Standing::Draft),
            (&[("status", "consultation"), ("until", "2020-01-01")], Standing::Consultation),
            (&[("status", "pilot")], Standing::OnTrial),
            (&[("status", "pilot"), ("pilot", "2026-11-21")], Standing::OnTrial),
            (&[("status", "pilot"), ("pilot", "2026-11-20")], Standing::Lapsed),
            (&[("status", "pilot"), ("effective", "2026-11-22")], Standing::Announced),
            (&[("pilot", "2026-11-20")], Standing::InForce),
            (&[("until", "2026-11-21")], Standing::Interim),
            (&[("until", "2026-11-20")], Standing::Lapsed),
            (&[("until", "2027-11-20"), ("effective", "2026-12-01")], Standing::Announced),
            (&[("retired", "2026-11-21")], Standing::Retired),
            (&[("retired", "2026-11-22")], Standing::InForce),
            (&[("status", "retired")], Standing::Retired),
            (&[("status", "retired"), ("retired", "2026-11-22")], Standing::InForce),
            (&[("status", "retired"), ("retired", "2026-11-20"), ("effective", "2030-01-01")], Standing::Retired),
            (&[("flexibility", "undecided")], Standing::Undecided),
            (&[("flexibility", "undecided"), ("status", "pilot")], Standing::Undecided),
            (&[("flexibility", "undecided"), ("until", "2026-11-20")], Standing::Lapsed),
        ] {
            assert_eq!(Standing::of(&front(keys), today), standing, "{keys:?}");
        }
    }

    #[test]
    fn a_trial_and_an_announcement_replace_nothing() {
        let today = date(2026, 11, 21);
        let replaced = |keys: &[(&'static str, &str)]| front(keys).succession(today) == Succession::Done;
        assert!(replaced(&[]) && replaced(&[("effective", "2026-11-21")]) && replaced(&[("status", "retired")]));
        assert!(!replaced(&[("effective", "2026-11-22")]) && !replaced(&[("status", "pilot")]));
        assert!(!replaced(&[("status", "draft")]) && !replaced(&[("status", "consultation")]));
    }

    #[test]
    fn a_word_for_each() {
        for standing in Standing::ALL {
            assert_eq!(serde_json::json!(standing), standing.word());
        }
    }
}
