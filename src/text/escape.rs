//! Words as they stand in Markdown and in XML.
//!
//! In: a text. Out: the same, in which no sign means more than itself. What always holds: it is one line.

/// A text as words in Markdown: whatever could be a mark, or begin an entity, stands behind a backslash.
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_[]<>#&|~".contains(letter) {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out
}

/// A text escaped for XML, in an element or a quoted attribute. Control characters are spaces; what else XML does not allow is left out.
#[must_use]
pub fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Where one of them was typed between two words it keeps them apart.
            _ if letter.is_control() => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_means_more_than_itself() {
        assert_eq!(escape_markdown("*a* &amp; [b](c) | ~~d~~\n#"), "\\*a\\* \\&amp; \\[b\\](c) \\| \\~\\~d\\~\\~ \\#");
        assert_eq!(escape_xml("<a b=\"c\">\n & d\u{c}e\u{ffff}f"), "&lt;a b=&quot;c&quot;&gt;  &amp; d ef");
    }
}
