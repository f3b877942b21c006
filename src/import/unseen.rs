//! The words of a page in HTML that its readers saw only now and then.
//!
//! In: an element. Out: the titles that a pointer shows, what stands in empty fields, and what stands in the place of a film that cannot be
//! shown. What always holds: words that the page shows besides are not among them.

use super::markup::{Child, Element};

/// The words of a page that stand behind it: what a browser shows on a pointer's touch, in an empty field, or where it can show no film.
pub(super) fn words_behind(element: &Element, found: &mut Vec<String>) {
    let own = element.words();
    let shown =
        |words: &str| own.contains(words) || element.get("alt") == Some(words) || element.get("href") == Some(words);
    let mut attributes = vec!["title", "placeholder", "label"];
    match element.name.as_str() {
        "input" if element.get("type") != Some("hidden") => attributes.extend(["value", "alt"]),
        "area" => attributes.push("alt"),
        _ => {}
    }
    for words in attributes.into_iter().filter_map(|key| element.get(key)).map(str::trim) {
        if words.chars().any(char::is_alphabetic) && !shown(words) {
            found.push(words.to_owned());
        }
    }
    if FALLBACKS.contains(&element.name.as_str()) {
        found.extend(Some(own).filter(|words| !words.trim().is_empty()));
        return;
    }
    element.elements().for_each(|inner| words_behind(inner, found));
}

/// Elements that hold what some browsers show in their place, and that are read without it.
const FALLBACKS: [&str; 6] = ["embed", "iframe", "noscript", "object", "template", "video"];

/// The words of an element, with a space between those of one part and the next.
pub(super) fn spaced(element: &Element) -> String {
    let parts = element.children.iter().map(|child| match child {
        Child::Element(inner) => spaced(inner),
        Child::Text(text) => text.trim().to_owned(),
    });
    parts.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}
