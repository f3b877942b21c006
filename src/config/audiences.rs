//! Audiences: which of them sees which others, and sets of audiences.
//!
//! In: `[audiences]`. Out: [`Audiences`]. What always holds: exactly one audience sees all others, and none sees itself by way of others.

use crate::data::{Node, Reader, Scope};
use crate::diagnostic::{Rule, nearest};
use crate::text::{Span, Spanned};

/// The most audiences that a handbook may have: each is a bit of [`Readers`].
const MAX_AUDIENCES: usize = 64;

/// An audience, by its index in [`Audiences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AudienceId(u8);

/// The set of audiences that may read something. A block inside another may be read by those who may read both: see [`Readers::and`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Readers(u64);

impl Readers {
    /// Returns whether an audience is in the set.
    #[must_use]
    pub fn contains(self, audience: AudienceId) -> bool {
        self.0 & (1 << audience.0) != 0
    }

    /// Returns the audiences that are in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns the audiences that are in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the empty set.
    #[must_use]
    pub fn none() -> Self {
        Self(0)
    }

    /// Returns whether the set is a subset of another.
    #[must_use]
    pub fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Returns whether the set is a proper subset of another.
    #[must_use]
    pub fn narrower_than(self, others: Self) -> bool {
        self != others && self.within(others)
    }
}

/// One audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Its key in `[audiences]`.
    pub key: String,
    /// Its name for people.
    pub title: String,
    /// The audiences that may read what is for this one: itself, and those that see it.
    pub readers: Readers,
}

/// All audiences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audiences {
    list: Vec<Audience>,
    most_private: AudienceId,
}

impl Audiences {
    /// Returns the audience that sees all others.
    #[must_use]
    pub fn most_private(&self) -> AudienceId {
        self.most_private
    }

    /// Returns whether an audience sees no other one.
    #[must_use]
    pub fn is_least_private(&self, id: AudienceId) -> bool {
        self.iter().all(|(other, audience)| other == id || !audience.readers.contains(id))
    }

    /// Returns those who may read what names no audience: the most private audience alone.
    #[must_use]
    pub fn private(&self) -> Readers {
        self.get(self.most_private).readers
    }

    /// Returns the set of all audiences.
    #[must_use]
    pub fn all(&self) -> Readers {
        Readers(self.list.iter().enumerate().fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// Returns an audience by its id.
    #[must_use]
    pub fn get(&self, id: AudienceId) -> &Audience {
        &self.list[usize::from(id.0)]
    }

    /// Returns the id of the audience with a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AudienceId> {
        let at = self.list.iter().position(|audience| audience.key == key)?;
        u8::try_from(at).ok().map(AudienceId)
    }

    /// Returns the audiences whose texts one may read: itself, and those that it sees.
    pub fn read_by(&self, id: AudienceId) -> impl Iterator<Item = &Audience> {
        self.list.iter().filter(move |audience| audience.readers.contains(id))
    }

    /// Returns all audiences, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (AudienceId, &Audience)> {
        (0..).map(AudienceId).zip(&self.list)
    }

    /// Returns the audience with the key that an author wrote; an unknown key is reported.
    pub fn resolve(&self, name: &Spanned<String>, scope: &mut Scope<'_>) -> Option<AudienceId> {
        let found = self.find(&name.value);
        if found.is_none() {
            let message = format!("there is no audience `{}`", name.value);
            scope.report(Rule::UnknownAudience, name.span, message, self.advice(&name.value));
        }
        found
    }

    /// Returns the help for an unknown key.
    #[must_use]
    pub fn advice(&self, name: &str) -> String {
        let keys = || self.list.iter().map(|audience| audience.key.as_str());
        match nearest(name, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences of book.toml are {}", keys().collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Reads `[audiences]`. Returns `None` when no audience sees all others, one sees itself, or `sees` names an unknown one.
pub(super) fn read(node: &Node, scope: &mut Scope<'_>) -> Option<Audiences> {
    let table = Reader::new(node, "[audiences]", scope);
    let mut written = Vec::new();
    for (key, value) in table.entries() {
        let plain = key.name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') && !key.name.is_empty();
        if !plain {
            let help = "write letters, digits and dashes: the name is also written after `:::`";
            table.scope.report(
                Rule::InvalidValue,
                key.span,
                format!("`{}` cannot be the name of an audience", key.name),
                help,
            );
        }
        let mut reader = Reader::new(value, "an audience", table.scope);
        let title = reader.text("title").map_or_else(|| key.name.clone(), |title| title.value);
        let sees = reader.texts("sees");
        reader.finish();
        written.push((key, title, sees));
    }
    if written.len() > MAX_AUDIENCES {
        let message = format!("{} audiences are more than the {MAX_AUDIENCES} that a handbook may have", written.len());
        table.scope.report(Rule::AudienceOrder, node.span, message, "merge audiences that read the same texts");
        return None;
    }
    let keys: Vec<&str> = written.iter().map(|(key, ..)| key.name.as_str()).collect();
    let mut sees = vec![0_u64; keys.len()];
    let mut complete = true;
    for (at, (_, _, names)) in written.iter().enumerate() {
        for name in names {
            if let Some(other) = keys.iter().position(|key| *key == name.value) {
                sees[at] |= 1 << other;
            } else {
                complete = false;
                let message = format!("there is no audience `{}`", name.value);
                let help = nearest(&name.value, keys.iter().copied())
                    .map_or_else(|| "add it to [audiences]".to_owned(), |near| format!("did you mean `{near}`?"));
                table.scope.report(Rule::UnknownAudience, name.span, message, help);
            }
        }
    }
    for _ in &keys {
        for at in 0..keys.len() {
            sees[at] |=
                (0..keys.len()).filter(|other| sees[at] & (1 << other) != 0).fold(0, |all, other| all | sees[other]);
        }
    }
    let mut order = |span: Span, message: String, help: &str| {
        table.scope.report(Rule::AudienceOrder, span, message, help);
    };
    if let Some(at) = (0..keys.len()).find(|at| sees[*at] & (1 << at) != 0) {
        let message = format!("`{}` sees itself through other audiences", keys[at]);
        order(written[at].0.span, message, "remove one name from `sees`");
        return None;
    }
    let everyone = keys.iter().enumerate().fold(0_u64, |bits, (at, _)| bits | 1 << at);
    let Some(top) = (0..keys.len()).find(|at| sees[*at] | (1 << at) == everyone) else {
        let help = "let one audience, usually the staff, see all others";
        order(node.span, "no audience sees all others; exactly one must".to_owned(), help);
        return None;
    };
    if !complete {
        return None;
    }
    let list = written
        .iter()
        .enumerate()
        .map(|(at, (key, title, _))| Audience {
            key: key.name.clone(),
            title: title.clone(),
            readers: Readers(
                (0..keys.len()).filter(|who| *who == at || sees[*who] & (1 << at) != 0).fold(0, |b, w| b | 1 << w),
            ),
        })
        .collect();
    u8::try_from(top).ok().map(|top| Audiences { list, most_private: AudienceId(top) })
}
