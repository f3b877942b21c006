//! Pages that the old site kept from its readers.
//!
//! In: the keys of a page, patterns of paths, the day. Out: whether readers of the old site could not see it. What always holds: a key means
//! the same in every convention, since people carry keys from one tool to the next; a page about which there is doubt counts as kept.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use jiff::civil::Date;

use super::front::scalar;
use crate::data::Node;

/// Keys that keep a page from readers when they are true, and those that do when they are false, in small letters.
const WHEN_TRUE: [&str; 6] = ["draft", "unlisted", "hidden", "private", "headless", "eleventyexcludefromcollections"];
const WHEN_FALSE: [&str; 2] = ["published", "publish"];

/// Whether the keys of a page keep it from readers on a day.
pub(super) fn is_unpublished<'k>(keys: impl IntoIterator<Item = &'k (String, Node)>, today: Date) -> bool {
    keys.into_iter().any(|(key, node)| {
        let (key, value) = (key.to_lowercase(), scalar(node).unwrap_or_default().trim().to_lowercase());
        let day = || value.get(..10).and_then(|day| day.parse::<Date>().ok());
        let says = |words: &[&str]| words.contains(&value.as_str());
        match key.as_str() {
            "expirydate" => day().is_some_and(|day| day <= today),
            "publishdate" => day().is_some_and(|day| day > today),
            "visibility" => says(&["private", "hidden", "draft"]),
            key if WHEN_TRUE.contains(&key) => says(&["true", "yes", "on", "1"]),
            key if WHEN_FALSE.contains(&key) => says(&["false", "no", "off", "0"]),
            _ => false,
        }
    })
}

/// The paths that patterns in the form of `.gitignore` keep from readers; every path, where the patterns cannot be read.
pub(super) struct Patterns(Option<Gitignore>);

impl Patterns {
    /// Reads patterns.
    pub(super) fn new<'l>(lines: impl Iterator<Item = &'l str>) -> Self {
        let mut patterns = GitignoreBuilder::new("");
        let is_whole = lines.map(str::trim).all(|line| patterns.add_line(None, line).is_ok());
        Self(patterns.build().ok().filter(|_| is_whole))
    }

    /// Whether a file is one of them, or lies in a folder that is.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.as_ref().is_none_or(|patterns| patterns.matched_path_or_any_parents(path, false).is_ignore())
    }
}

#[cfg(test)]
mod tests {
    use super::super::front::text_node;
    use super::*;

    #[test]
    fn keys_of_any_tool_keep_a_page_from_readers() {
        let day = "2026-06-15".parse().unwrap();
        let kept = |key: &str, value: &str| is_unpublished(&[(key.to_owned(), text_node(value))], day);
        for (key, value) in [
            ("draft", "true"),
            ("Draft", "Yes"),
            ("unlisted", "on"),
            ("published", "false"),
            ("publish", "no"),
            ("visibility", "private"),
            ("expiryDate", "2026-06-15"),
            ("publishDate", "2026-06-16T09:00:00Z"),
        ] {
            assert!(kept(key, value), "{key}: {value}");
        }
        for (key, value) in [
            ("draft", "false"),
            ("published", "2019-01-01"),
            ("publish", "true"),
            ("hidden", "toc"),
            ("expiryDate", "2026-06-16"),
            ("publishDate", "2026-06-15"),
            ("publishDate", "soon"),
            ("title", "Draft"),
        ] {
            assert!(!kept(key, value), "{key}: {value}");
        }
    }

    #[test]
    fn patterns_are_those_of_a_gitignore() {
        let patterns = |lines: &'static str| Patterns::new(lines.lines());
        let all = patterns("drafts/\n*.tmp.md\n/top.md\n# no.md\n\n!drafts.tmp.md\n");
        for (path, is_one) in [
            ("drafts/a.md", true),
            ("sub/drafts/a.md", true),
            ("sub/a.tmp.md", true),
            ("drafts.tmp.md", false),
            ("top.md", true),
            ("sub/top.md", false),
            ("no.md", false),
        ] {
            assert_eq!(all.has(path), is_one, "{path}");
        }
        assert!(!patterns("").has("a.md"));
        assert!(patterns("a{b\n").has("c.md"), "what cannot be read keeps everything");
    }
}
