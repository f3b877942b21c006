//! Marks the theme's own words in a template, where they are in another language than the handbook.
//!
//! In: a template. Out: the same with each of its strings in an element that names their language, so that whoever hears the page does
//! not hear English read as Welsh. What always holds: nothing is changed inside a tag, and nothing but strings is marked.

use std::fmt::Write;

/// Elements that hold words and no other elements.
const WORDS_ALONE: [&str; 4] = ["title", "option", "textarea", "script"];

/// Marks the strings of a template as words of a language.
pub(super) fn mark(template: &str, language: &str) -> String {
    let mut out = String::with_capacity(template.len() * 5 / 4);
    let mut rest = template;
    let (mut in_tag, mut in_words) = (false, false);
    while let Some(at) = rest.find(['{', '<', '>']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let ends = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].iter().find(|(start, _)| rest.starts_with(start));
        if let Some((start, end)) = ends {
            let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
            let expression = rest[..length].trim_start_matches(['{', '-', ' ', '(']);
            if *start == "{{" && expression.starts_with("t.") && !in_tag && !in_words {
                let _ = write!(out, "<span lang=\"{language}\">{}</span>", &rest[..length]);
            } else {
                out.push_str(&rest[..length]);
            }
            rest = &rest[length..];
            continue;
        }
        let name = rest[1..].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        match rest.as_bytes()[0] {
            b'<' if !in_tag && !name.is_empty() => {
                in_tag = true;
                if WORDS_ALONE.contains(&name) {
                    in_words = !rest.starts_with("</");
                }
            }
            b'>' => in_tag = false,
            _ => {}
        }
        out.push_str(&rest[..1]);
        rest = &rest[1..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_theme_say_their_language() {
        for (template, marked) in [
            ("<p>{{ t.a.b }}</p>", "<p><span lang=\"en\">{{ t.a.b }}</span></p>"),
            ("<p>{{- (t.a if x else t.b) | f }}", "<p><span lang=\"en\">{{- (t.a if x else t.b) | f }}</span>"),
            ("<a title=\"{{ t.a }}\">{{ link.title }}</a>", "<a title=\"{{ t.a }}\">{{ link.title }}</a>"),
            ("{% if a > b %}{{ <links items={t.x} /> }}", "{% if a > b %}{{ <links items={t.x} /> }}"),
            ("<title>{{ t.a }}</title>{{ t.b }}", "<title>{{ t.a }}</title><span lang=\"en\">{{ t.b }}</span>"),
            ("{# <p> {{ t.a }} #}<br>{{ t.b }}", "{# <p> {{ t.a }} #}<br><span lang=\"en\">{{ t.b }}</span>"),
            ("1 < 2 {{ t.a }} {", "1 < 2 <span lang=\"en\">{{ t.a }}</span> {"),
        ] {
            assert_eq!(mark(template, "en"), marked);
        }
    }
}
