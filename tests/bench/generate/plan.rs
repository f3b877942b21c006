//! What is settled of every policy before any is written, so that they can link to one another.

use crate::words::{Random, Vocabulary};

/// How many policies a section holds.
pub(crate) const PER_SECTION: usize = 100;

/// Which policy of a section is a draft.
pub(crate) const DRAFT: usize = 77;

/// Who may read a policy, from many to few.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Audience {
    Client,
    Members,
    Staff,
}

impl Audience {
    /// Its key in `book.toml`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Members => "members",
            Self::Staff => "staff",
        }
    }
}

/// A policy to be written.
pub(crate) struct Plan {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) title: String,
    /// The folder of its section.
    pub(crate) section: String,
    /// The name of its file, without `.md`.
    pub(crate) name: String,
    pub(crate) audience: Audience,
    pub(crate) headings: Vec<String>,
    pub(crate) retired: bool,
    /// The policy that it takes the place of.
    pub(crate) supersedes: Option<usize>,
}

impl Plan {
    /// The anchor of a heading.
    pub(crate) fn anchor(&self, heading: usize) -> String {
        slug(&self.headings[heading])
    }
}

/// A name for an address.
pub(crate) fn slug(text: &str) -> String {
    text.to_lowercase().replace(' ', "-")
}

/// The folder of a section.
pub(crate) fn section_folder(vocabulary: &Vocabulary, section: usize) -> String {
    format!("{}-{}", vocabulary.rank(400 + section * 7), section + 1)
}

/// Settles `count` policies.
pub(crate) fn plans(seed: u64, vocabulary: &Vocabulary, count: usize) -> Vec<Plan> {
    (0..count)
        .map(|number| {
            let mut random = Random::new(seed, number as u64);
            let words = random.between(2, 4);
            let title = vocabulary.phrase(&mut random, words);
            let mut headings: Vec<String> = Vec::new();
            while headings.len() < 5 {
                let words = random.between(2, 5);
                let heading = vocabulary.phrase(&mut random, words);
                if !headings.contains(&heading) {
                    headings.push(heading);
                }
            }
            Plan {
                number,
                id: format!("P-{:05}", number + 1),
                name: format!("{}-{}", slug(&title), number + 1),
                section: section_folder(vocabulary, number / PER_SECTION),
                // Nobody but staff sees a draft, whatever it says.
                audience: match random.below(20) {
                    _ if number % PER_SECTION == DRAFT => Audience::Staff,
                    0..12 => Audience::Client,
                    12..15 => Audience::Members,
                    _ => Audience::Staff,
                },
                headings,
                retired: number % 40 == 39,
                supersedes: (number % 40 == 0 && number > 0).then(|| number - 1),
                title,
            }
        })
        .collect()
}

/// Another policy that everyone who reads this one may read, too.
pub(crate) fn linkable<'a>(random: &mut Random, plans: &'a [Plan], from: &Plan) -> &'a Plan {
    loop {
        let to = random.pick(plans);
        if to.audience <= from.audience && (to.number != from.number || plans.len() == 1) {
            return to;
        }
    }
}
