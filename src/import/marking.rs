//! Finds what a source says about who may read a page: a classification in its control data, a line such as "Internal use only".
//!
//! In: a page as its convention gave it. Out: the words that keep it from others, if there are any. What always holds: a page that is
//! marked so is for the most private audience until somebody has read it, whatever its folder says.

use super::page::Page;
use crate::data::{Node, NodeKind};
use crate::handbook::{Marking, is_marking_key, keeps_private};

/// How many lines at the top of a page may say who is to read it.
const TOP_LINES: usize = 12;

/// The words of a page that keep it from others.
pub(super) fn marking(page: &Page) -> Option<String> {
    let of_keys = page.keys.iter().find_map(|(key, value)| {
        let value = words_of(value);
        (is_marking_key(key) && keeps_private(&value)).then(|| format!("{key}: {value}"))
    });
    let of_sheets = page.running_heads.iter().find(|line| line.split(['—', '–', '|', '·']).any(is_marking)).cloned();
    of_keys.or(of_sheets).or_else(|| top_lines(&page.body).find(|line| is_marking(line)).map(str::to_owned))
}

/// The first lines of a text that hold words, without headings and items.
fn top_lines(body: &str) -> impl Iterator<Item = &str> {
    let is_words = |line: &&str| line.contains(char::is_alphabetic);
    let is_part = |line: &&str| ["#", "- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark));
    body.lines().map(str::trim).filter(is_words).take(TOP_LINES).filter(move |line| !is_part(line))
}

fn words_of(value: &Node) -> String {
    match &value.kind {
        NodeKind::Text(text) => text.clone(),
        NodeKind::List(all) => all.iter().map(words_of).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

/// Whether a line says that a page is internal and nothing else. A sentence about confidential things says more.
fn is_marking(line: &str) -> bool {
    Marking::of(line).is_some_and(Marking::keeps_a_page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn page(key: &str, value: &str, body: &str) -> Page {
        let node = Node { span: Span::default(), kind: NodeKind::Text(value.to_owned()) };
        Page { keys: vec![(key.to_owned(), node)], body: body.to_owned(), ..Page::default() }
    }

    #[test]
    fn a_page_that_calls_itself_internal_is_marked() {
        for (key, value) in [
            ("Classification", "Internal"),
            ("security_classification", "OFFICIAL – Sensitive"),
            ("Confidentiality level", "Restricted (managers)"),
            ("audience", "staff"),
            ("Einstufung", "Vertraulich"),
        ] {
            assert!(marking(&page(key, value, "Text.")).is_some(), "{key}: {value}");
        }
        for body in [
            "**Internal use only**\n\nText.",
            "Classification: Confidential\n\nText.",
            "> STRICTLY PRIVATE AND CONFIDENTIAL\n",
            "Nur für den internen Gebrauch – vertraulich\n",
            "*Staff only*\n",
            "| Classification | Internal |\n",
        ] {
            assert!(marking(&page("title", "A", body)).is_some(), "{body}");
        }
        let every = Page { running_heads: vec!["Harbour & Finch Ltd — internal".to_owned()], ..Page::default() };
        assert_eq!(marking(&every).as_deref(), Some("Harbour & Finch Ltd — internal"));
    }

    #[test]
    fn a_page_about_confidential_things_is_not() {
        for (key, value) in [("Classification", "Public"), ("audience", "everybody"), ("title", "Confidential waste")] {
            assert_eq!(marking(&page(key, value, "Text.")), None, "{key}: {value}");
        }
        for body in [
            "# Confidential\n",
            "We keep confidential what you tell us.\n",
            "Staff only ask for what they need.\n",
            "- Staff\n- Clients\n",
            "Staff\n",
            "- Internal\n- External\n",
            "Kinds of audits – internal\n",
            "Internal audits happen each year.\n",
            "Confidential waste goes into the grey bin.\n",
        ] {
            assert_eq!(marking(&page("title", "A", body)), None, "{body}");
        }
    }
}
