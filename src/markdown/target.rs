//! What the target of a link means, before anyone looks whether it is there.

use crate::text::{compose, decode_percent, join_parts};

/// A target, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Somewhere else: a scheme, or another host.
    External,
    /// A heading of the same page.
    Here {
        /// The anchor.
        anchor: String,
    },
    /// Something of this handbook.
    Inside {
        /// The words as they may name an id; `None` when a slash shows that they are a path.
        id: Option<String>,
        /// The path from the top of `content/`, without slashes at its ends; `None` when it climbs out.
        path: Option<String>,
        /// The heading, when one is named.
        anchor: Option<String>,
    },
}

impl Target {
    /// Reads a target that stands in a file of `folder`.
    #[must_use]
    pub fn parse(target: &str, folder: &str) -> Self {
        let target = target.trim();
        if is_external(target) {
            return Self::External;
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (target, None),
        };
        let anchor = anchor.map(|anchor| decode_percent(anchor).unwrap_or_else(|| anchor.to_owned()));
        let path = path.split('?').next().unwrap_or_default();
        let path = decode_percent(path).unwrap_or_else(|| path.to_owned());
        let path = compose(&path).into_owned();
        if path.is_empty() {
            return Self::Here { anchor: anchor.unwrap_or_default() };
        }
        let id = (!path.contains('/')).then(|| path.clone());
        Self::Inside { id, path: join_parts(folder, &path), anchor }
    }
}

/// Whether a target names a scheme (`mailto:`) or a host (`//example.org`).
fn is_external(target: &str) -> bool {
    if target.starts_with("//") {
        return true;
    }
    match target.split_once(':') {
        Some((scheme, _)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_paths_anchors_and_other_places_are_told_apart() {
        let inside = |id: Option<&str>, path: Option<&str>, anchor: Option<&str>| Target::Inside {
            id: id.map(str::to_owned),
            path: path.map(str::to_owned),
            anchor: anchor.map(str::to_owned),
        };
        assert_eq!(Target::parse("CS-014#a", "x"), inside(Some("CS-014"), Some("x/CS-014"), Some("a")));
        assert_eq!(Target::parse("../r/a%20b.md", "x"), inside(None, Some("r/a b.md"), None));
        assert_eq!(Target::parse("../../r.md", "x"), inside(None, None, None));
        assert_eq!(Target::parse("#top", "x"), Target::Here { anchor: "top".into() });
        assert_eq!(Target::parse("mailto:a@b.example", "x"), Target::External);
        assert_eq!(Target::parse("//host/x", "x"), Target::External);
    }
}
