//! Who may read what: audiences ordered by `sees`, and sets of audiences.

use crate::data::{Node, Reader, Scope};
use crate::diagnostic::{Rule, nearest};
use crate::text::{Span, Spanned};

/// The most audiences that a handbook may have: each is a bit of [`Readers`].
const MOST: usize = 64;

/// An audience, by its place in [`Audiences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AudienceId(u8);

/// The audiences that may read a thing. What stands inside something else may be read by the readers of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Readers(u64);

impl Readers {
    /// Whether an audience is among them.
    #[must_use]
    pub fn contains(self, audience: AudienceId) -> bool {
        self.0 & (1 << audience.0) != 0
    }

    /// Those who may read both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those who may read either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Nobody.
    #[must_use]
    pub fn none() -> Self {
        Self(0)
    }

    /// Whether every one of these is among the others.
    #[must_use]
    pub fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Whether these are fewer than the others and all among them.
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
    /// What people call it.
    pub title: String,
    /// Everyone who may read what is for this audience: itself, and who sees it.
    pub readers: Readers,
}

/// All audiences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audiences {
    list: Vec<Audience>,
    most_private: AudienceId,
}

impl Audiences {
    /// The audience that sees all others.
    #[must_use]
    pub fn most_private(&self) -> AudienceId {
        self.most_private
    }

    /// Those who may read what carries no label: the most private audience alone.
    #[must_use]
    pub fn private(&self) -> Readers {
        self.get(self.most_private).readers
    }

    /// Those who may read anything at all.
    #[must_use]
    pub fn all(&self) -> Readers {
        Readers(self.list.iter().enumerate().fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// An audience by its id.
    #[must_use]
    pub fn get(&self, id: AudienceId) -> &Audience {
        &self.list[usize::from(id.0)]
    }

    /// An audience by its key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AudienceId> {
        let at = self.list.iter().position(|audience| audience.key == key)?;
        u8::try_from(at).ok().map(AudienceId)
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (AudienceId, &Audience)> {
        (0..).map(AudienceId).zip(&self.list)
    }

    /// Finds an audience by what an author wrote, or says that it is unknown.
    pub fn resolve(&self, name: &Spanned<String>, scope: &mut Scope<'_>) -> Option<AudienceId> {
        let found = self.find(&name.value);
        if found.is_none() {
            let message = format!("there is no audience `{}`", name.value);
            scope.report(Rule::UnknownAudience, name.span, message, self.advice(&name.value));
        }
        found
    }

    /// What to write instead of an unknown audience.
    #[must_use]
    pub fn advice(&self, name: &str) -> String {
        let keys = || self.list.iter().map(|audience| audience.key.as_str());
        match nearest(name, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences of book.toml are {}", keys().collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Reads `[audiences]`. `None` when they have no order that everything can rest on.
pub(super) fn read(node: &Node, scope: &mut Scope<'_>) -> Option<Audiences> {
    let table = Reader::new(node, "[audiences]", scope);
    let mut written = Vec::new();
    for (key, value) in table.entries() {
        let plain = key.name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') && !key.name.is_empty();
        if !plain {
            let help = "write letters, digits and dashes: the name also stands behind `:::`";
            table.scope.report(Rule::InvalidValue, key.span, format!("`{}` is no name of an audience", key.name), help);
        }
        let mut reader = Reader::new(value, "an audience", table.scope);
        let title = reader.text("title").map_or_else(|| key.name.clone(), |title| title.value);
        let sees = reader.texts("sees");
        reader.finish();
        written.push((key, title, sees));
    }
    if written.len() > MOST {
        let message = format!("{} audiences are more than the {MOST} that a handbook may have", written.len());
        table.scope.report(Rule::AudienceOrder, node.span, message, "join those that read the same");
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
        let message = format!("`{}` sees itself by way of the audiences that it sees", keys[at]);
        order(written[at].0.span, message, "take one name out of `sees`, so that the order has an end");
        return None;
    }
    let everyone = keys.iter().enumerate().fold(0_u64, |bits, (at, _)| bits | 1 << at);
    let Some(top) = (0..keys.len()).find(|at| sees[*at] | (1 << at) == everyone) else {
        let help = "let one audience, usually the staff, see all others";
        order(node.span, "no audience sees all others, so nothing can be kept safe by default".to_owned(), help);
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
