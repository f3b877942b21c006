//! The words of a source text that readers are to read, found by its characters alone.
//!
//! What is no word of a reader's is left out: comments, the lines of blocks, definitions of links and addresses behind words, names of
//! the languages of code, marks of items, tags.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use html5gum::{Token, Tokenizer};

use super::page::{INLINE, is_between_digits};

/// A word of a source.
#[derive(Debug, Default, Clone)]
pub(super) struct SourceWord {
    /// Its letters and digits.
    pub(super) letters: String,
    /// Its bytes, marks included.
    pub(super) bytes: Range<usize>,
    /// Whether a blank, the end of a line or of a block stands before it, and not just a sign.
    pub(super) is_apart: bool,
    /// Whether signs in it stand for themselves: behind a backslash, by their names, or in code.
    pub(super) is_literal: bool,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<SourceWord> {
    let mut reader = Reader {
        text,
        definitions: definitions(text),
        words: Vec::new(),
        word: SourceWord::default(),
        apart: true,
        brackets: 0,
        used: used_footnotes(text),
        used_links: OnceCell::new(),
    };
    reader.read();
    reader.end(true);
    reader.words
}

/// The names of links and footnotes that the text defines, in small letters.
fn definitions(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| Some(definition(line)?.0.to_lowercase())).collect()
}

/// The names of footnotes to which a text refers, in small letters.
fn used_footnotes(text: &str) -> BTreeSet<String> {
    let marks = text.match_indices("[^").filter_map(|(at, _)| {
        let (name, behind) = text[at + 1..].split_at_checked(text[at + 1..].find(']')?)?;
        (!behind.starts_with("]:")).then(|| name.to_lowercase())
    });
    marks.collect()
}

/// The name that a line defines, and what stands behind the colon.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = content(line).strip_prefix('[')?.split_once("]:")?;
    (!name.is_empty() && !name.contains(['[', ']'])).then(|| (name, rest.trim()))
}

/// The names of links that a text uses, as [`link_name`] has them: they stand there more often than they are defined.
fn used_links(text: &str) -> BTreeSet<String> {
    let mut surplus: BTreeMap<String, isize> = BTreeMap::new();
    for (name, _) in text.split('[').filter_map(|part| part.split_once(']')) {
        *surplus.entry(link_name(name)).or_default() += 1;
    }
    for (name, _) in text.lines().filter_map(definition) {
        *surplus.entry(link_name(name)).or_default() -= 1;
    }
    surplus.into_iter().filter(|(_, surplus)| *surplus > 0).map(|(name, _)| name).collect()
}

/// The name of a link as it is compared: in small letters, with one blank between its words.
fn link_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Where the words of a line that starts at a byte of the text end.
fn end_of(line: &str, start: usize) -> usize {
    start + line.trim_end().len()
}

/// A line behind its indent and the marks of quotes and bullets.
fn content(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let bullet = rest.strip_prefix(['-', '*', '+']).filter(|behind| behind.starts_with([' ', '\t']));
        match bullet.or_else(|| rest.strip_prefix('>')) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// Whether what a line defines is an address and not a text: `[Note]: closed` is read as a definition, and no page shows it.
fn is_address(target: &str) -> bool {
    let first = target.split_whitespace().next().unwrap_or_default();
    first.starts_with('<')
        || first.contains(['/', '.', '#', ':', '@', '-', '_'])
        || first.chars().any(|c| c.is_ascii_digit())
}

struct Reader<'a> {
    text: &'a str,
    definitions: BTreeSet<String>,
    words: Vec<SourceWord>,
    word: SourceWord,
    /// Whether the next word stands apart from the last.
    apart: bool,
    /// How many brackets are open.
    brackets: usize,
    /// The names of footnotes to which the text refers, in small letters.
    used: BTreeSet<String>,
    used_links: OnceCell<BTreeSet<String>>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        // The mark and the length of the fence of code that is open.
        let mut fence: Option<(char, usize)> = None;
        // Whether the last line was blank or code by its indent, and whether a list or a quote may go on.
        let (mut after_blank, mut lists) = (true, false);
        while at < self.text.len() {
            let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found + 1);
            let line = &self.text[at..end];
            let words = content(line);
            let first = words.chars().next().unwrap_or(' ');
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let is_blank = line.trim().is_empty();
            let is_indented =
                !is_blank && !lists && !words.starts_with('<') && after_blank && (indent > 3 || line.starts_with('\t'));
            if !is_blank && indent < 2 {
                lists = words.len() < line.trim_start().len() || item_mark(words) > 0;
            }
            after_blank = is_blank || is_indented;
            if fence.is_none() && is_indented {
                self.literal(at..end);
                self.end(true);
                at = end;
                continue;
            }
            let marks =
                if matches!(first, '`' | '~') { words.len() - words.trim_start_matches(first).len() } else { 0 };
            match fence {
                Some((mark, length)) => {
                    if first == mark && marks >= length && words.trim_end().len() == marks {
                        fence = None;
                    } else {
                        self.literal(at..end);
                    }
                    self.end(true);
                    at = end;
                }
                None if marks > 2 && !(first == '`' && words[marks..].contains('`')) => {
                    fence = Some((first, marks));
                    self.end(true);
                    at = end;
                }
                None => at = self.line(at, end),
            }
        }
    }

    /// Reads a line of text, and returns where to go on: behind it, or behind what began in it and goes on in the next.
    fn line(&mut self, start: usize, end: usize) -> usize {
        let line = &self.text[start..end];
        let words = content(line);
        let mut at = start + line.len() - words.len();
        self.end(true);
        if self.text[..start].ends_with("\n\n") {
            self.brackets = 0;
        }
        if words.starts_with(":::") {
            return end;
        }
        if let Some((name, target)) = definition(words) {
            let note = name.starts_with('^');
            if !note && target.is_empty() {
                // The address stands on the next line.
                return self.text[end..].find('\n').map_or(self.text.len(), |length| end + length + 1);
            }
            if !note && is_address(target) {
                // The title of an address that no link uses is on no page.
                let title = target
                    .find(char::is_whitespace)
                    .map_or(end, |length| end_of(line, start) - (target.len() - length));
                let is_used = || self.used_links.get_or_init(|| used_links(self.text)).contains(&link_name(name));
                if target.starts_with('#') || title >= end || is_used() {
                    return end;
                }
                self.literal(title..end);
                self.end(true);
                return end;
            }
            if note && !self.used.contains(&name.to_lowercase()) {
                // A rule of its own says that no page shows it.
                return self.text[start..].find("\n\n").map_or(self.text.len(), |length| start + length + 1);
            }
            at += if note { name.len() + "[]:".len() } else { 0 };
        } else {
            at += item_mark(words);
            at += box_mark(&self.text[at..end]);
        }
        let heading = words.trim_end();
        let named = heading
            .rfind('{')
            .filter(|_| heading.ends_with('}'))
            .filter(|from| heading[from + 1..].split([':', ' ']).any(|part| part.starts_with('#')));
        let stop = named.map_or(end, |from| start + line.len() - words.len() + from);
        while at < stop {
            at = self.sign(at);
        }
        at.max(end)
    }

    /// Reads the sign or the letter at a byte, and returns the byte behind what was read.
    fn sign(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let c = rest.chars().next().unwrap_or(' ');
        let next = at + c.len_utf8();
        match c {
            c if c.is_whitespace() => self.end(true),
            '|' => self.end(false),
            // As emphasis, the signs between numbers are gone, and the numbers run into one.
            '*' if is_between_digits(&self.text[..at], &rest[1..]) => self.end(true),
            '\\' => {
                if let Some(escaped) = rest[1..].chars().next().filter(char::is_ascii_punctuation) {
                    self.word.is_literal = true;
                    return next + escaped.len_utf8();
                }
            }
            '`' => {
                let length = rest.len() - rest.trim_start_matches('`').len();
                if let Some(end) = code_end(rest, length) {
                    self.literal(at + length..at + end - length);
                    self.word.is_literal = true;
                    return at + end;
                }
                return at + length;
            }
            '<' => return self.angle(at),
            '&' => return self.entity(at),
            '{' if rest.starts_with("{fact:") => return rest.find('}').map_or(next, |end| at + end + 1),
            '[' => return self.bracket(at),
            ']' => return self.behind_words(at),
            c if c.is_ascii_alphanumeric() => {
                // Most of a text is runs of plain letters.
                let run = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
                self.letters(&rest[..run], at, at + run);
                return at + run;
            }
            c if c.is_alphanumeric() => self.letters(&rest[..c.len_utf8()], at, next),
            _ => {}
        }
        next
    }

    /// A comment, an address, a tag, or a sign.
    fn angle(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        // What a browser takes for a comment, in any of its forms.
        for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
            if let Some(end) = rest.strip_prefix(open).and_then(|inside| inside.find(close)) {
                return at + open.len() + end + close.len();
            }
        }
        // Behind a letter or a digit, what is no tag is a sign: `a<b`.
        let is_sign = self.text[..at].ends_with(char::is_alphanumeric);
        let Some(end) = rest.find('>').filter(|end| !rest[..*end].contains("\n\n")) else {
            self.word.is_literal |= is_sign;
            return at + 1;
        };
        let inside = &rest[1..end];
        if inside.contains("://") && !inside.contains(char::is_whitespace)
            || inside.contains('@') && !inside.contains(['=', ' '])
        {
            return at + 1;
        }
        let name = inside.trim_start_matches(['/', '!']);
        let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
        let name = name[..length].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || holds_words(inside) {
            self.word.is_literal |= is_sign;
            return at + 1;
        }
        if matches!(name.as_str(), "script" | "style" | "iframe" | "object" | "template") && !inside.starts_with('/') {
            let close = format!("</{name}");
            return rest.to_ascii_lowercase().find(&close).map_or(at + end + 1, |end| at + end);
        }
        if !INLINE.contains(&name.as_str()) {
            self.end(true);
        }
        at + end + 1
    }

    /// A character by its name or number.
    fn entity(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length =
            rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(rest.len(), |length| length + 1);
        if length < 3 || !rest[length..].starts_with(';') {
            return at + 1;
        }
        let meant: String = Tokenizer::new(&rest[..=length])
            .filter_map(|token| match token {
                Ok(Token::String(text)) => Some(String::from_utf8_lossy(&text).into_owned()),
                _ => None,
            })
            .collect();
        self.word.is_literal = true;
        for c in meant.chars() {
            if c.is_whitespace() {
                self.end(true);
            } else if c.is_alphanumeric() {
                self.letters(c.encode_utf8(&mut [0; 4]), at, at + length + 1);
            }
        }
        at + length + 1
    }

    fn letters(&mut self, letters: &str, at: usize, end: usize) {
        if self.word.bytes.end == 0 {
            self.word.bytes.start = at;
        }
        self.word.bytes.end = end;
        self.word.letters.push_str(letters);
    }

    /// A `[[link]]`, a footnote's mark, the first line of an alert, or words of a link.
    fn bracket(&mut self, at: usize) -> usize {
        let rest = within(&self.text[at..], LONGEST_NAME);
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if let Some(end) = line.strip_prefix("[[").and_then(|inside| inside.find("]]")) {
            // Without words of its own, such a link shows the title of what it leads to.
            return match line[2..2 + end].find('|') {
                Some(bar) => {
                    self.brackets += 2;
                    at + 2 + bar + 1
                }
                None => at + 2 + end + 2,
            };
        }
        let close = line.find(']').unwrap_or(0);
        if line.starts_with("[^") && self.definitions.contains(&line[1..close.max(1)].to_lowercase())
            || line.starts_with("[!")
                && !line[close..].starts_with("](")
                && line[..close].chars().skip(2).all(char::is_alphanumeric)
                && close > 2
        {
            return at + close + 1;
        }
        self.brackets += 1;
        at + 1
    }

    /// What follows the words of a link: its address, or the name of its definition.
    fn behind_words(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let is_open = self.brackets > 0;
        self.brackets = self.brackets.saturating_sub(1);
        if let Some(target) = rest.strip_prefix("](") {
            let end = address_end(target).filter(|end| is_open && is_address_alone(&target[..*end]));
            // What only looks like a link is printed as it stands; a rule of its own reports it.
            self.word.is_literal |= end.is_none();
            return end.map_or(at + 1, |end| at + 2 + end + 1);
        }
        let name = rest.strip_prefix("][").and_then(|inside| within(inside, LONGEST_NAME).split_once(']'));
        let name = name.map(|(name, _)| name);
        match name.filter(|name| name.is_empty() || self.definitions.contains(&name.to_lowercase())) {
            Some(name) => at + 2 + name.len() + 1,
            None => at + 1,
        }
    }

    /// Words that stand for themselves, as in code.
    fn literal(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let rest = &self.text[at..range.end];
            if rest.starts_with("{fact:") && !self.text[..at].ends_with('\\') {
                at += rest.find('}').map_or(1, |end| end + 1);
                continue;
            }
            let c = rest.chars().next().unwrap_or(' ');
            let next = at + c.len_utf8();
            if c.is_whitespace() {
                self.end(true);
            } else {
                self.word.is_literal = true;
                if c.is_alphanumeric() {
                    self.letters(&rest[..c.len_utf8()], at, next);
                }
            }
            at = next;
        }
    }

    /// Ends a word. A sign that stands alone belongs to the word before it.
    fn end(&mut self, apart: bool) {
        let word = std::mem::take(&mut self.word);
        if !word.letters.is_empty() {
            self.words.push(SourceWord { is_apart: self.apart, ..word });
            self.apart = false;
        } else if word.is_literal
            && let Some(last) = self.words.last_mut()
        {
            last.is_literal = true;
        }
        self.apart |= apart;
    }
}

/// The longest name of a link or a footnote, in bytes.
const LONGEST_NAME: usize = 2000;
/// The longest address of a link with its title, in bytes.
const LONGEST_ADDRESS: usize = 4000;

/// The beginning of a text, so that looking for an end that is nowhere costs the same in a long one.
fn within(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Names that stand in tags without a value.
const BARE: &str = " allowfullscreen alt async autofocus autoplay border checked compact controls default defer disabled download hidden \
                    inert ismap itemscope loop multiple muted noshade nowrap open reversed selected ";

/// Whether words stand between angle brackets, and no attributes: a name without a value that HTML does not know.
fn holds_words(inside: &str) -> bool {
    let mut unquoted = String::with_capacity(inside.len());
    let mut quote = None;
    for c in inside.chars() {
        match quote {
            Some(open) => quote = (c != open).then_some(open),
            None if matches!(c, '"' | '\'') && unquoted.trim_end().ends_with('=') => quote = Some(c),
            None => unquoted.push(c),
        }
    }
    let parts = unquoted.trim_end().trim_end_matches('/').replace('=', " = ");
    let parts: Vec<&str> = parts.split_whitespace().collect();
    (1..parts.len()).any(|at| {
        let has_value = parts[at] == "=" || parts[at - 1] == "=" || parts.get(at + 1) == Some(&"=");
        let is_own = parts[at].contains(['-', ':', '_']) && parts[at].starts_with(|c: char| !c.is_ascii_digit());
        !has_value && !is_own && !BARE.contains(&format!(" {} ", parts[at].to_ascii_lowercase()))
    })
}

/// The length of the mark of a numbered item with which a line begins: `1.`, `a)`, `(iv)`, `1.1`.
fn item_mark(line: &str) -> usize {
    let Some((mark, _)) = line.split_once([' ', '\t']) else {
        // The item is empty.
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        return if (1..4).contains(&digits) && matches!(line[digits..].trim_end(), "." | ")") { digits + 1 } else { 0 };
    };
    let inner = mark.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_number = !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_letters = inner.len() < 6
        && (inner.len() == 1 && inner.chars().all(char::is_alphabetic)
            || !inner.is_empty() && inner.chars().all(|c| "ivxlcIVXLC".contains(c)));
    let is_closed = mark.ends_with([')', '.']) || is_number && inner.contains('.');
    if is_closed && (is_number || is_letters) { mark.len() + 1 } else { 0 }
}

/// The length of the box of a task.
fn box_mark(line: &str) -> usize {
    let rest = line.trim_start();
    let is_box = ["[x] ", "[X] ", "[ ] "].iter().any(|mark| rest.starts_with(mark));
    if is_box { line.len() - rest.len() + 3 } else { 0 }
}

/// Where the paragraph ends whose rest a text begins with: before an empty line, an item, a heading or a fence.
fn paragraph_end(text: &str) -> usize {
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    for line in text[at..].split_inclusive('\n') {
        let words = line.trim_start();
        let begins = ["- ", "* ", "+ ", "#", "```", "~~~", ":::"].iter().any(|mark| words.starts_with(mark));
        if words.is_empty() || begins || item_mark(words) > 0 {
            break;
        }
        at += line.len();
    }
    at
}

/// The end of the code that begins with some backticks; it does not reach behind an empty line.
fn code_end(text: &str, length: usize) -> Option<usize> {
    let paragraph = paragraph_end(text);
    let mut at = length;
    while let Some(next) = text[at..paragraph].find('`').map(|found| at + found) {
        let run = text[next..].len() - text[next..].trim_start_matches('`').len();
        if run == length {
            return Some(next + run);
        }
        at = next + run;
    }
    None
}

/// Whether what stands between the brackets behind the words of a link is an address, with its title or without.
fn is_address_alone(inside: &str) -> bool {
    let inside = inside.trim();
    if let Some(rest) = inside.strip_prefix('<') {
        return rest.contains('>');
    }
    inside.split_once(char::is_whitespace).is_none_or(|(_, title)| title.trim().starts_with(['"', '\'', '(']))
}

/// The length of an address and its title, to the bracket that closes them.
fn address_end(target: &str) -> Option<usize> {
    let (mut depth, mut quote, mut angle) = (0, None, target.starts_with('<'));
    // A picture may be in its own address.
    let is_data = target.trim_start_matches('<').starts_with("data:");
    let data = if is_data { target.find(' ').unwrap_or(target.len()) } else { 0 };
    for (at, c) in within(target, data + LONGEST_ADDRESS).char_indices() {
        match (c, quote) {
            ('\n', _) if target[at + 1..].starts_with('\n') => return None,
            ('>', _) if angle => angle = false,
            _ if angle => {}
            (c, Some(open)) if c == open => quote = None,
            ('"', None) if target[..at].ends_with([' ', '\n']) => quote = Some('"'),
            ('(', None) => depth += 1,
            (')', None) if depth == 0 => return Some(at),
            (')', None) => depth -= 1,
            _ => {}
        }
    }
    None
}
