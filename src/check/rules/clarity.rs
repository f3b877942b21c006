//! `reading-grade`, `long-sentence`: texts that ask more of their readers than they can be asked for.
//!
//! In: a body. Out: a diagnostic for the first audience for which it is too hard, and for each sentence that is too long for one of its
//! readers. What always holds: what an audience does not read makes no text harder for it.

use std::ops::Range;

use crate::check::paragraph::{Paragraph, count_words};
use crate::check::written::{Written, excerpt};
use crate::config::AudienceId;
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::{PassageKind, Scale};

/// A paragraph of fewer words is not called the hardest of its text.
const FEWEST_WORDS: usize = 15;

/// The formulas are right to about two years: a text is too hard when it is more than that over its limit.
const MARGIN: i64 = 2;

/// The most characters of a sentence in a message.
const LONGEST_EXCERPT: usize = 60;

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    if !text.is_body() {
        return;
    }
    if let Some(scale) = text.settings.scale.filter(|_| text.settings.is_on(Rule::ReadingGrade)) {
        grade(text, scale, found);
    }
    let is_on = text.settings.is_on(Rule::LongSentence);
    for paragraph in text.paragraphs().iter().filter(|one| is_on && one.kind == PassageKind::Paragraph) {
        long_sentences(text, paragraph, found);
    }
}

/// The paragraphs that an audience reads, headings left aside.
fn read_by<'w>(text: &'w Written<'_>, audience: AudienceId) -> Vec<&'w Paragraph> {
    let paragraphs = text.paragraphs().iter().filter(|paragraph| paragraph.kind != PassageKind::Heading);
    let reads = |paragraph: &&Paragraph| text.readers_at(paragraph.bytes(&(0..1)).start).contains(audience);
    paragraphs.filter(reads).collect()
}

fn grade(text: &Written<'_>, scale: Scale, found: &mut Diagnostics) {
    let private = text.audiences.private();
    let audiences = text.settings.audiences_most_public_first();
    let mut last: Option<(usize, Option<i64>)> = None;
    for audience in audiences {
        let read = read_by(text, audience);
        if read.is_empty() {
            continue;
        }
        let tenths = match last {
            // What has as many paragraphs for one audience as for another is the same.
            Some((count, tenths)) if count == read.len() => tenths,
            _ => scale.grade(read.iter().map(|paragraph| paragraph.words.as_str())).map(|grade| grade.tenths),
        };
        last = Some((read.len(), tenths));
        let limit = text.settings.check.grade(audience, private);
        let Some(tenths) = tenths.filter(|tenths| (tenths + 5) / 10 > i64::from(limit) + MARGIN) else { continue };
        let title = &text.audiences.get(audience).title;
        let message = format!(
            "{title} need about {} years of school to read this text, and {limit} can be asked for",
            (tenths + 5) / 10
        );
        let Some(place) = hardest(scale, &read) else { return };
        let help = "begin with this paragraph, the hardest: shorter sentences, everyday words; `grades` under `[check]` sets the limit";
        text.push(Rule::ReadingGrade, &place, message, help, found);
        return;
    }
}

/// Where the first sentence of the hardest paragraph stands.
fn hardest(scale: Scale, read: &[&Paragraph]) -> Option<Range<usize>> {
    let long = read.iter().filter(|paragraph| count_words(&paragraph.words) >= FEWEST_WORDS);
    let hard = long.filter_map(|paragraph| Some((scale.difficulty(&paragraph.words)?, paragraph)));
    let paragraph = hard.max_by_key(|(difficulty, _)| *difficulty).map(|(_, paragraph)| paragraph).or(read.first())?;
    Some(paragraph.bytes(paragraph.sentences().first()?))
}

fn long_sentences(text: &Written<'_>, paragraph: &Paragraph, found: &mut Diagnostics) {
    let private = text.audiences.private();
    let limit = |audience: AudienceId| text.settings.check.sentence_words(audience, private);
    let least = text.audiences.iter().map(|(id, _)| limit(id)).min().unwrap_or_default() as usize;
    // A word takes two bytes with the space behind it.
    if paragraph.words.len() < least * 2 {
        return;
    }
    for sentence in paragraph.sentences() {
        let words = count_words(&paragraph.words[sentence.clone()]);
        if words <= least {
            continue;
        }
        let bytes = paragraph.bytes(&sentence);
        let readers = text.readers_at(bytes.start);
        let audiences = text.settings.audiences_most_public_first().into_iter().filter(|id| readers.contains(*id));
        let Some(id) = audiences.min_by_key(|id| limit(*id)).filter(|id| words > limit(*id) as usize) else { continue };
        let audience = text.audiences.get(id);
        let message = format!(
            "“{}” has {words} words, and {} can keep {} in mind",
            excerpt(&text.text[bytes.clone()], LONGEST_EXCERPT),
            audience.title,
            limit(id)
        );
        let help = "make two sentences of it, or a list; `sentences` under `[check]` sets the limit";
        text.push(Rule::LongSentence, &bytes, message, help, found);
    }
}
