//! What calls for a review of a policy before its day.
//!
//! In: a policy of the most private edition. Out: its [`ReviewCall`]s, and the days on which they change. What always holds: the
//! reasons are a closed list, and no other edition has any.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::model::Edition;
use super::policy_meta::PolicyMeta;
use crate::policy::{DUE_SOON_DAYS, Promise, stale_from};

/// So many complaints within so many days call for a review.
const COMPLAINTS: usize = 3;
/// See [`COMPLAINTS`].
const COMPLAINT_DAYS: i32 = 90;

/// Why a policy is worth a look before its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallReason {
    /// Complaints were about it.
    Complaints,
    /// Promises of it were not kept.
    MissedStandards,
    /// Promises of it were measured too long ago.
    StaleStandards,
    /// Waivers of it have ended: what they accepted is a mistake again.
    EndedWaivers,
    /// Waivers of it end soon: somebody has to decide whether to renew them.
    EndingWaivers,
}

impl CallReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Complaints, Self::MissedStandards, Self::StaleStandards, Self::EndedWaivers, Self::EndingWaivers];

    /// Its key among the strings of a theme.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Complaints => "reviews.complaints",
            Self::MissedStandards => "reviews.missed_standards",
            Self::StaleStandards => "reviews.stale_standards",
            Self::EndedWaivers => "reviews.ended_waivers",
            Self::EndingWaivers => "reviews.ending_waivers",
        }
    }

    /// Within how many days it counts; none where it does not go by a time.
    #[must_use]
    pub const fn days(self) -> Option<i32> {
        match self {
            Self::Complaints => Some(COMPLAINT_DAYS),
            Self::EndingWaivers => Some(DUE_SOON_DAYS),
            Self::MissedStandards | Self::StaleStandards | Self::EndedWaivers => None,
        }
    }
}

/// What calls for a review, and how many there are of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReviewCall {
    /// What.
    pub reason: CallReason,
    /// How many.
    pub count: usize,
}

impl Edition {
    /// What calls for a review of a policy, whatever its day; in the order of the reasons.
    #[must_use]
    pub fn review_calls(&self, meta: &PolicyMeta) -> Vec<ReviewCall> {
        if !self.most_private || meta.standing.is_over() {
            return Vec::new();
        }
        let today = self.today;
        let promises: Vec<Promise> = self.standards(meta).map(|values| self.promise(meta, values)).collect();
        let are = |promise: Promise| promises.iter().filter(|one| **one == promise).count();
        let soon = today.checked_add(DUE_SOON_DAYS.days()).unwrap_or(today);
        let waivers = |ends: &dyn Fn(Date) -> bool| meta.waived_until.iter().filter(|until| ends(**until)).count();
        let count = |reason: CallReason| match reason {
            CallReason::Complaints => {
                let from = today.checked_sub(COMPLAINT_DAYS.days()).unwrap_or(today);
                let count = self.complaints_about(meta).iter().filter(|day| **day > from && **day <= today).count();
                if count < COMPLAINTS { 0 } else { count }
            }
            CallReason::MissedStandards => are(Promise::Missed),
            CallReason::StaleStandards => are(Promise::Stale),
            CallReason::EndedWaivers => waivers(&|until| until < today),
            CallReason::EndingWaivers => waivers(&|until| until >= today && until <= soon),
        };
        let calls = CallReason::ALL.into_iter().map(|reason| ReviewCall { reason, count: count(reason) });
        calls.filter(|call| call.count > 0).collect()
    }

    /// The days on which what calls for a review of a policy may change.
    pub fn days_of_calls<'a>(&'a self, meta: &'a PolicyMeta) -> impl Iterator<Item = Date> + 'a {
        let complaints = self.complaints_about(meta).iter();
        let complaints = complaints.flat_map(|day| [Some(*day), day.checked_add(COMPLAINT_DAYS.days()).ok()]);
        let waivers = meta.waived_until.iter();
        let waivers = waivers.flat_map(|until| [until.checked_sub(DUE_SOON_DAYS.days()).ok(), until.tomorrow().ok()]);
        let standards = self.standards(meta).map(|values| {
            let ages = if values.prose("result").is_some() { values.date("measured") } else { meta.first_day };
            ages.and_then(stale_from)
        });
        complaints.chain(waivers).chain(standards).flatten()
    }

    fn complaints_about(&self, meta: &PolicyMeta) -> &[Date] {
        meta.id().and_then(|id| self.complaints.get(id)).map(Vec::as_slice).unwrap_or_default()
    }
}
