//! The words of a page: its text as a browser shows it, divided at blanks and at the edges of blocks.

use html5gum::{Token, Tokenizer};

/// A word of a page.
#[derive(Debug, Default)]
pub(super) struct PageWord {
    /// Its letters and digits.
    pub(super) letters: String,
    /// Whether signs stand in it that are mark-up in a source, outside of code.
    pub(super) has_marks: bool,
}

/// Elements that run on within a word.
pub(super) const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// Classes of what the program adds to a text.
const ADDED: [&[u8]; 3] = [b"footnote-ref", b"footnote-back", b"anchor"];

/// The words of some HTML.
pub(super) fn words(html: &str) -> Vec<PageWord> {
    let mut words = Words::default();
    // The element that the program added, and how many of its name are open in it.
    let mut added: Option<(Vec<u8>, usize)> = None;
    let mut code = 0_usize;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::String(text) if added.is_none() => words.text(&String::from_utf8_lossy(&text), code > 0),
            Token::StartTag(tag) => {
                if let Some((name, depth)) = &mut added {
                    *depth += usize::from(**name == *tag.name);
                    continue;
                }
                let class = tag.attributes.get(b"class".as_slice());
                if class.is_some_and(|class| ADDED.iter().any(|added| ***class == **added)) {
                    added = Some((tag.name.to_vec(), 1));
                    continue;
                }
                code += usize::from(is_code(&tag.name));
                words.edge(&tag.name);
                if let Some(alt) = tag.attributes.get(b"alt".as_slice()) {
                    words.text(&String::from_utf8_lossy(alt), false);
                }
            }
            Token::EndTag(tag) => {
                if let Some((name, depth)) = &mut added {
                    *depth -= usize::from(**name == *tag.name);
                    if *depth == 0 {
                        added = None;
                    }
                    continue;
                }
                code = code.saturating_sub(usize::from(is_code(&tag.name)));
                words.edge(&tag.name);
            }
            _ => {}
        }
    }
    words.end();
    words.all
}

/// Whether a sign stands between two digits: `4*5`.
pub(super) fn is_between_digits(before: &str, behind: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with(|c: char| c.is_ascii_digit())
}

fn is_code(name: &[u8]) -> bool {
    matches!(name, b"code" | b"pre")
}

#[derive(Default)]
struct Words {
    all: Vec<PageWord>,
    word: PageWord,
    /// The word with its signs, outside of code.
    signs: String,
}

impl Words {
    fn text(&mut self, text: &str, code: bool) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            // Most of a text is runs of plain letters.
            let run = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let (plain, behind) = rest.split_at(run.max(c.len_utf8()));
            rest = behind;
            let before = &text[..text.len() - rest.len() - plain.len()];
            if run == 0 && (c.is_whitespace() || c == '*' && is_between_digits(before, rest)) {
                self.end();
                continue;
            }
            if run > 0 || c.is_alphanumeric() {
                self.word.letters.push_str(plain);
            }
            if code {
                self.signs.extend(plain.chars().map(|_| 'x'));
            } else {
                self.signs.push_str(plain);
            }
        }
    }

    fn edge(&mut self, name: &[u8]) {
        if !INLINE.iter().any(|inline| inline.as_bytes() == name) {
            self.end();
        }
    }

    fn end(&mut self) {
        let mut word = std::mem::take(&mut self.word);
        word.has_marks = has_marks(&self.signs);
        // A sign on its own may stand before or behind the word that it was to mark.
        if !word.letters.is_empty() {
            self.all.push(word);
        } else if word.has_marks
            && let Some(last) = self.all.last_mut()
        {
            last.has_marks = true;
        }
        self.signs.clear();
    }
}

/// Whether signs of mark-up stand in a word: `**`, `__`, `~~`, `](`, a tag, a character by its name.
fn has_marks(word: &str) -> bool {
    if !word.bytes().any(|byte| matches!(byte, b'*' | b'_' | b'~' | b']' | b'<' | b'&')) {
        return false;
    }
    let is_named = |rest: &str| {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
        length > 1 && rest[length..].starts_with(';')
    };
    // Names of programs have `__` between letters of theirs, and a line to write on has more than three.
    let is_outside = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
    let word = if word.contains("____") { word.trim_matches('_') } else { word };
    let beside = |at: usize| [word[..at].chars().next_back(), word[at + "__".len()..].chars().next()];
    let underscores = word.contains(char::is_alphanumeric)
        && word.match_indices("__").any(|(at, _)| beside(at).into_iter().any(is_outside));
    let is_tag = |rest: &str| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    ["**", "~~", "]("].iter().any(|mark| word.contains(mark))
        || underscores
        || word.match_indices('<').any(|(at, _)| is_tag(&word[at + 1..]))
        || word.match_indices('&').any(|(at, _)| is_named(&word[at + 1..]))
}
