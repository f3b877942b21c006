//! The words of a block to HTML: taken out, put in, or compared one by one, each in its marks.

use super::align::Pair;
use super::html::{Around, Writer};
use super::token::{Mark, Marks, Token, TokenKind};
use super::words::{Change, compare, lay};

impl Writer<'_> {
    /// The words of a block: taken out and put in as a whole, or one by one.
    pub(super) fn words(&mut self, pair: &Pair<'_>) {
        let old = pair.old.map_or(&[] as &[Token], |block| &block.tokens);
        let new = pair.new.map_or(&[] as &[Token], |block| &block.tokens);
        if old.is_empty() && new.is_empty() {
            return;
        }
        match self.around {
            Around::Deleted => self.out.deleted += count(old),
            Around::Inserted => self.out.inserted += count(new),
            _ => {}
        }
        self.open_around();
        match (self.around, pair.old, pair.new) {
            (Around::Deleted | Around::MovedFrom, _, _) => self.tokens(old, false),
            (Around::Inserted, _, _) => self.tokens(new, false),
            _ => self.compared(old, new),
        }
        self.close_around();
    }

    pub(super) fn open_around(&mut self) {
        let note = self.note.take();
        if let Some(words) = &note {
            self.push("<span class=\"redline-note\">");
            self.escaped(words);
            self.push("</span> ");
        }
        match self.around {
            Around::Nothing => {}
            Around::Deleted => self.open_change("del"),
            Around::Inserted => self.open_change("ins"),
            Around::MovedFrom => self.push("<del class=\"is-moved\">"),
            Around::MovedHere => self.push("<ins class=\"is-moved\">"),
        }
    }

    pub(super) fn close_around(&mut self) {
        match self.around.tag() {
            Some((tag, "is-moved")) => self.push(&format!("</{tag}>")),
            Some((tag, _)) => self.close_change(tag),
            None => {}
        }
    }

    fn open_change(&mut self, tag: &str) {
        self.out.marked = true;
        let words = if tag == "del" { self.labels.deleted } else { self.labels.inserted };
        self.push(&format!("<{tag}><span class=\"sr\">["));
        self.escaped(words);
        self.push(": </span>");
    }

    fn close_change(&mut self, tag: &str) {
        self.push(&format!("<span class=\"sr\">]</span></{tag}>"));
    }

    fn compared(&mut self, old: &[Token], new: &[Token]) {
        for laid in lay(old, new, &compare(old, new)) {
            if laid.ahead {
                self.push(" ");
            }
            let tag = match laid.change {
                Change::Same => {
                    self.tokens(laid.tokens, laid.first);
                    continue;
                }
                Change::Deleted => "del",
                Change::Inserted => "ins",
            };
            *(if tag == "del" { &mut self.out.deleted } else { &mut self.out.inserted }) += count(laid.tokens);
            self.open_change(tag);
            self.tokens(laid.tokens, laid.first);
            if laid.behind {
                self.push(" ");
            }
            self.close_change(tag);
        }
    }

    /// Words in their marks, with their spaces; the first has one where `first` says so.
    fn tokens(&mut self, tokens: &[Token], first: bool) {
        for (at, token) in tokens.iter().enumerate() {
            let space = if at == 0 { first } else { token.space };
            for (number, (letters, marks)) in token.parts.iter().enumerate() {
                self.marks(marks, space && number == 0);
                match token.kind {
                    TokenKind::Html => self.push(letters),
                    _ => self.escaped(letters),
                }
            }
        }
        let none: Marks = std::rc::Rc::from([]);
        self.marks(&none, false);
    }

    /// Closes the marks that end here, writes a space, and opens those that begin.
    fn marks(&mut self, marks: &Marks, space: bool) {
        let kept = self.marks.iter().zip(marks.iter()).take_while(|(open, wanted)| open == wanted).count();
        while self.marks.len() > kept {
            let tag = self.marks.pop().map_or("", |mark| tag(&mark));
            self.push(&format!("</{tag}>"));
        }
        if space {
            self.push(" ");
        }
        for mark in &marks[kept..] {
            self.push(&format!("<{}", tag(mark)));
            if let Mark::Link { href, title } = mark {
                self.push(" href=\"");
                comrak::html::escape_href(&mut self.out.html, href, false).expect("writing to a String does not fail");
                if !title.is_empty() {
                    self.push("\" title=\"");
                    self.escaped(title);
                }
                self.push("\"");
            }
            self.push(">");
            self.marks.push(mark.clone());
        }
    }
}

fn tag(mark: &Mark) -> &'static str {
    match mark {
        Mark::Emphasis => "em",
        Mark::Strong => "strong",
        Mark::Strike => "s",
        Mark::Code => "code",
        Mark::Link { .. } => "a",
    }
}

fn count(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| token.is_word()).count()
}
