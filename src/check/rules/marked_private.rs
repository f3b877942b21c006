//! `marked-private`: words that say that a text is not for those who read it: `Staff only: …`, `Internal notes`, `Not for clients`.
//!
//! In: a text. Out: a diagnostic for each such mark in what others than the most private audience read. What always holds: a sentence that
//! says more than who may read a text is none, and neither is a mark beside its counterpart: `Internal: …`, then `External: …`.

use std::ops::Range;

use crate::check::paragraph::Paragraph;
use crate::check::written::{CODE, Written, excerpt};
use crate::data::{self, NodeKind};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Handbook, Marking, is_marking_key, keeps_private};
use crate::markdown::PassageKind;
use crate::policy;

/// The longest mark, in bytes.
const LONGEST: usize = 80;

/// How many passages away the counterpart of a mark may stand.
const FARTHEST: usize = 6;

/// A mark in a passage.
struct Mark {
    /// The passage that it stands in.
    passage: usize,
    /// Its bytes in the text.
    bytes: Range<usize>,
    marking: Marking,
}

/// Where some words stand in their passage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// They are all of it.
    Whole,
    /// They lead it, before a colon or a dash, in brackets or in emphasis, or as its first sentence.
    Lead,
    /// They stand in brackets at its beginning, or are the summary of what is folded: a name is enough.
    Named,
    /// They begin a sentence that refuses what it says to others: `Do not tell clients that …`.
    Refusal,
    /// They are a cell, a sentence, or stand in brackets.
    Within,
}

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if !text.is_public() || !text.settings.is_on(Rule::MarkedPrivate) {
        return;
    }
    let private = text.audiences.get(text.audiences.most_private());
    let names = [private.key.to_lowercase(), private.title.to_lowercase()];
    let may_hold = |paragraph: &Paragraph| {
        Marking::may_be_in(&paragraph.lower) || names.iter().any(|name| paragraph.lower.contains(name))
    };
    let paragraphs = text.paragraphs().iter().enumerate().filter(|(_, paragraph)| may_hold(paragraph));
    let (apart, marks): (Vec<Mark>, Vec<Mark>) = paragraphs
        .flat_map(|(at, paragraph)| MarkFinder { text, paragraph, at, names: &names }.marks())
        .partition(|mark| mark.marking == Marking::Apart);
    let most_public = text.settings.audiences_most_public_first();
    for mark in marks {
        let readers = text.readers_at(mark.bytes.start);
        let Some(reader) = most_public.iter().find(|id| readers.contains(**id)) else { continue };
        // `Staff only` says more than that something is a kind of its own: it has its counterpart beside it, in one row.
        let farthest = if matches!(mark.marking, Marking::Only | Marking::Note) { 0 } else { FARTHEST };
        let next = apart.partition_point(|other| other.passage + farthest < mark.passage);
        let is_apart = apart.get(next).is_some_and(|other| other.passage <= mark.passage + farthest);
        if is_apart || readers.within(text.audiences.private()) {
            continue;
        }
        let title = &text.audiences.get(*reader).title;
        let words = excerpt(&text.text[mark.bytes.clone()], LONGEST);
        let message = format!("“{words}” says that the text is not for everyone, and {title} read it");
        let help = if text.is_body() {
            format!("put what is not for them between `::: {}` and `:::`, or write it in other words", private.key)
        } else {
            "give the entry a narrower `audience`, or write it in other words".to_owned()
        };
        text.push(Rule::MarkedPrivate, &mark.bytes, message, help, found);
    }
}

/// Checks the keys of other tools, which say nothing to Greyline: `[extra]` with `audience = "staff"` or `private = true`.
pub(super) fn in_extra(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    for policy in handbook.working_copies.iter().filter(|policy| !policy.readers.within(audiences.private())) {
        let parts = policy::split(&policy.file.text);
        let matter = &policy.file.text[parts.matter.clone()];
        let Some(language) = parts.language.filter(|_| matter.contains("extra")) else { continue };
        let NodeKind::Table(keys) = data::parse(matter, language, parts.matter.start).0.kind else { continue };
        let extra = keys.into_iter().filter(|(key, _)| key.name == "extra");
        let inside = extra.flat_map(|(_, node)| if let NodeKind::Table(keys) = node.kind { keys } else { Vec::new() });
        for (key, value) in inside {
            let is_mark = match &value.kind {
                NodeKind::Text(words) => is_marking_key(&key.name) && keeps_private(words),
                NodeKind::Bool(is_so) => *is_so && keeps_private(&key.name),
                _ => false,
            };
            if is_mark {
                let message =
                    format!("`{}` under `extra` keeps the text from nobody: it is a key of another tool", key.name);
                let help = "say above it, with `audience`, who may read this file, or take the key out";
                diagnostics.push(Diagnostic::new(Rule::MarkedPrivate, &policy.file.name, key.span, message).help(help));
            }
        }
    }
}

/// A passage in which marks may stand.
struct MarkFinder<'p> {
    text: &'p Written<'p>,
    paragraph: &'p Paragraph,
    /// Its place among the passages.
    at: usize,
    /// The key and the title of the most private audience, in small letters.
    names: &'p [String],
}

impl MarkFinder<'_> {
    /// The marks, none within another.
    fn marks(&self) -> Vec<Mark> {
        let mut found: Vec<Mark> =
            self.pieces().into_iter().filter_map(|(range, place)| self.mark(range, place)).collect();
        found.sort_by_key(|mark| (mark.bytes.start, std::cmp::Reverse(mark.bytes.end)));
        let mut end = 0;
        found.retain(|mark| {
            let is_apart = mark.bytes.start >= end;
            end = end.max(mark.bytes.end);
            is_apart
        });
        found
    }

    /// The words that may be a mark.
    fn pieces(&self) -> Vec<(Range<usize>, Place)> {
        let words = &self.paragraph.words;
        let parts = |ends: &mut dyn Iterator<Item = usize>| {
            let starts = std::iter::once(0).chain(ends.collect::<Vec<_>>());
            let ends = starts.clone().skip(1).chain([words.len()]);
            starts.zip(ends).map(|(start, end)| (start..end, Place::Within)).collect::<Vec<_>>()
        };
        if self.paragraph.kind == PassageKind::Row {
            return parts(&mut self.cuts('|'));
        }
        let is_summary = self.text.text[..self.byte(0)].trim_end().ends_with("<summary>");
        let mut pieces = vec![(0..words.len(), if is_summary { Place::Named } else { Place::Whole })];
        let ends = ends_of_lead(words).chain(self.cuts('\n').next());
        pieces.extend(ends.map(|end| (0..end, Place::Lead)));
        // `**Internal** data` are a kind of data.
        pieces.extend(self.end_of_emphasis().map(|end| (0..end, Place::Within)));
        for (open, _) in words.match_indices(['(', '[', '{']) {
            let inside = &words[open + 1..];
            let inside = &inside[..inside.floor_char_boundary(LONGEST)];
            let Some(length) = inside.find([')', ']', '}', ':']) else { continue };
            let is_attribute = words[open..].starts_with('{') && words[..open].ends_with(']');
            let leads = words[..open].trim().is_empty() || is_attribute;
            pieces.push((open + 1..open + 1 + length, if leads { Place::Named } else { Place::Within }));
        }
        if self.paragraph.kind == PassageKind::Heading {
            pieces.extend(parts(&mut words.match_indices([':', '–', '—', '|']).map(|(at, _)| at)));
        } else {
            let sentences = self.paragraph.sentences().into_iter().filter(|it| *it != (0..words.len()));
            pieces.extend(sentences.map(|it| (it.clone(), if it.start == 0 { Place::Lead } else { Place::Within })));
            let leads = self.paragraph.sentences().into_iter().filter_map(|it| {
                let end = Marking::lead(&words[it.clone()])?;
                Some((it.start..it.start + end, Place::Refusal))
            });
            pieces.extend(leads);
            // `Between us, …`
            pieces.extend(words.find(',').filter(|at| *at <= LONGEST).map(|end| (0..end, Place::Within)));
        }
        pieces
    }

    /// The mark that some words are.
    fn mark(&self, range: Range<usize>, place: Place) -> Option<Mark> {
        let is_edge = |c: char| !c.is_alphanumeric();
        let words = &self.paragraph.words;
        let start = range.end - words[range.clone()].trim_start_matches(is_edge).len();
        let mark = words[start..range.end].trim_end_matches(is_edge);
        // What is reported as a mark of another tool is not reported again.
        if mark.is_empty() || mark.len() > LONGEST || words[..start].trim_end().ends_with(['%', '*', '#']) {
            return None;
        }
        let is_name = place == Place::Named && self.names.contains(&mark.to_lowercase());
        let marking = match place {
            _ if is_name || place == Place::Refusal => Marking::Only,
            _ => Marking::of(mark)?,
        };
        let bytes = self.paragraph.bytes(&(start..start + mark.len()));
        let behind = words[range.end..].split('\n').next().unwrap_or_default().trim();
        let leads = place == Place::Lead && behind.len() > 1 && behind.starts_with([':', '–', '—', '-']);
        let is_alone = || self.paragraph.kind != PassageKind::Heading && !self.is_item(bytes.start);
        let is_mark = match marking {
            Marking::Only | Marking::Note | Marking::Apart => true,
            Marking::Reader => leads && self.text.is_body() && is_alone(),
            // `- **Internal use**: …` is one of a list of uses.
            Marking::Class => place != Place::Within && !words.ends_with(':') && is_alone(),
            // A keyword may be one word.
            Marking::Internal => place != Place::Within && (place != Place::Whole || self.text.is_body()) && is_alone(),
            Marking::Secret => (leads || place == Place::Whole) && self.text.is_body() && is_alone(),
        };
        // What is almost a label is reported as that.
        let is_shown = self.text.shown.as_bytes().get(bytes.start) != Some(&CODE);
        (is_mark && is_shown).then_some(Mark { passage: self.at, bytes, marking })
    }

    /// Where a byte of the words stands in the text.
    fn byte(&self, at: usize) -> usize {
        self.paragraph.bytes(&(at..at + 1)).start
    }

    /// Where the words end that lead a passage in emphasis: `**Staff only** Ask Anna.`
    fn end_of_emphasis(&self) -> Option<usize> {
        let start = self.byte(0);
        let mark = self.text.text[..start].chars().next_back().filter(|c| matches!(c, '*' | '_' | '>'))?;
        let emphasis = &self.text.text[start..];
        let emphasis = &emphasis[..emphasis.floor_char_boundary(LONGEST)];
        let length = emphasis.find(if mark == '>' { '<' } else { mark })?;
        (0..self.paragraph.words.len()).find(|at| self.byte(*at) >= start + length)
    }

    /// Whether some bytes begin an item of a list.
    fn is_item(&self, byte: usize) -> bool {
        let text = self.text.text;
        let before = &text[text[..byte].rfind(['\n', '\r']).map_or(0, |at| at + 1)..byte];
        before.contains(|c: char| c.is_alphanumeric() || c == '-' || c == '+') || before.contains("* ")
    }

    /// The spaces between words that a sign parts in the source, as the cells of a row.
    fn cuts(&self, sign: char) -> impl Iterator<Item = usize> {
        let spaces = self.paragraph.words.match_indices(' ').map(|(at, _)| at).filter(|at| *at > 0);
        spaces.filter(move |at| {
            let between = self.paragraph.bytes(&(at - 1..*at)).end..self.byte(at + 1);
            self.text.text.get(between).is_some_and(|between| between.contains(sign))
        })
    }
}

/// Where words may end that lead a passage: before a colon or a dash.
fn ends_of_lead(words: &str) -> impl Iterator<Item = usize> {
    let ends = [":", " – ", " — ", " - ", " | "].into_iter().flat_map(|sign| words.match_indices(sign));
    ends.map(|(at, _)| at).filter(|at| *at <= LONGEST)
}
