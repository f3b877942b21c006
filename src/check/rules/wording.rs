//! `no-refund-wording`, `sole-discretion`, `without-notice`, `hidden-charge`, `penalty-wording`, `our-policy-wording`,
//! `no-exceptions-wording`, `missing-figure`, `jargon`: phrases that texts for clients should not use.
//!
//! In: a text. Out: a diagnostic for each phrase of the lists, which are data. What always holds: texts that the most private audience
//! alone reads are not looked at, and neither are code and comments.

use std::ops::Range;

use crate::check::paragraph::Paragraph;
use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Group, Rule};
use crate::handbook::Phrase;

/// Words that give a reason, in English and German.
const REASONS: [&str; 23] = [
    "because",
    "so that",
    "otherwise",
    "to protect",
    "to prevent",
    "to avoid",
    "to keep",
    "in order to",
    "to make sure",
    "to ensure",
    "by law",
    "the law ",
    "legally required",
    "this is why",
    "that is why",
    "the reason",
    "weil ",
    "damit ",
    "denn ",
    "sonst ",
    "um zu ",
    "gesetzlich",
    "der grund",
];

/// Words with which a sentence promises or asks for something.
const PROMISES: [&str; 16] = [
    "must", "shall", "will ", "'ll ", "should", "we ", "please", "fee", "charge", "cost", "werden", "wir ", "müssen",
    "soll", "bitte", "gebühr",
];

/// Words that say how often.
const RHYTHMS: [&str; 6] = ["daily", "weekly", "monthly", "yearly", "annually", "täglich"];

/// Sentences in which it is readers who may decide.
const READERS_MAY: [&str; 9] = [
    "customer may",
    "either party",
    "customer shall",
    "partner may",
    "sponsor shall",
    "sponsor may",
    "you may decide",
    "you may choose",
    "member may",
];

/// What readers may do, unless it is done to them: `you can leave without notice`, but `you can be barred without notice`.
const READERS_ACT: [(&str, &str); 5] = [
    ("you may ", "you may be "),
    ("you can ", "you can be "),
    ("sie können ", " werden"),
    ("sie dürfen ", " werden"),
    ("handeln sie ", " werden"),
];

/// Sentences about what others may sell.
const CONDITIONS: [&str; 6] = ["if ", "whether ", "that is non", "what is non", "wenn ", "falls "];

/// Words for numbers: a sentence that has one names a figure.
const NUMBERS: [&str; 14] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "zwei", "drei", "vier", "fünf"];

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    let Some(finder) = text.settings.finder.as_ref().filter(|_| text.is_public()) else { return };
    for paragraph in text.paragraphs() {
        let (mut sentences, mut around) = (None, None);
        for hit in finder.find_iter(&paragraph.lower) {
            let phrase = &text.settings.phrases[hit.pattern().as_usize()];
            let bytes = paragraph.bytes(&hit.range());
            let is_private = text.readers_at(bytes.start).within(text.audiences.private());
            if phrase.is_exception
                || is_private
                || !is_whole(&paragraph.lower, &hit.range(), phrase)
                || is_quoted(&paragraph.words, &hit.range())
            {
                continue;
            }
            let sentences = sentences.get_or_insert_with(|| paragraph.sentences());
            let at = sentences.partition_point(|sentence| sentence.end <= hit.start());
            // A sentence may hold many phrases, and is read once.
            if around.as_ref().is_none_or(|around: &Around<'_>| around.at != at) {
                around = Around::new(text, paragraph, sentences, at);
            }
            if around.as_ref().is_some_and(|around| around.answers(phrase.rule, hit.start())) {
                continue;
            }
            let message = format!("“{}” {}", &paragraph.words[hit.range()], phrase.reason);
            text.push(phrase.rule, &bytes, message, &*phrase.instead, found);
        }
    }
}

/// Whether a phrase stands between the edges of words.
fn is_whole(lower: &str, hit: &Range<usize>, phrase: &Phrase) -> bool {
    let is_part = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let ends = phrase.is_open || !is_part(lower[hit.end..].chars().next());
    ends && !is_part(lower[..hit.start].chars().next_back())
}

/// Whether a phrase, and nothing else, stands in quotation marks: it is spoken of.
fn is_quoted(words: &str, hit: &Range<usize>) -> bool {
    let before = words[..hit.start].ends_with(['"', '“', '„', '»', '«', '‘', '\'']);
    before && words[hit.end..].trim_start_matches(['.', ',', '!']).starts_with(['"', '”', '“', '«', '»', '’', '\''])
}

/// What the sentence of a phrase, and the next one, say besides.
#[expect(clippy::struct_excessive_bools, reason = "each is the answer to what another rule asks")]
struct Around<'p> {
    /// The place of the sentence in its paragraph.
    at: usize,
    /// The sentence in small letters, and where it begins in the paragraph.
    sentence: (&'p str, usize),
    /// Whether either gives a reason.
    has_reason: bool,
    /// Whether the sentence has a figure, a fact or a link.
    has_figure: bool,
    /// Whether it promises or asks for something, and does not say how often.
    promises: bool,
    /// Whether it is readers who may decide.
    readers_may: bool,
    /// Where a condition begins in the paragraph.
    condition: Option<usize>,
}

impl<'p> Around<'p> {
    fn new(text: &Written<'_>, paragraph: &'p Paragraph, sentences: &[Range<usize>], at: usize) -> Option<Self> {
        let sentence = sentences.get(at)?;
        let lower = &paragraph.lower[sentence.clone()];
        let next = sentences.get(at + 1).map_or(sentence.end, |next| next.end);
        let is_any = |words: &str, list: &[&str]| list.iter().any(|one| words.contains(one));
        Some(Self {
            at,
            sentence: (lower, sentence.start),
            has_reason: is_any(&paragraph.lower[sentence.start..next], &REASONS),
            has_figure: has_figure(text, paragraph, sentence),
            promises: is_any(lower, &PROMISES) && !is_any(lower, &RHYTHMS),
            readers_may: is_any(lower, &READERS_MAY),
            condition: CONDITIONS
                .iter()
                .filter_map(|words| lower.find(words))
                .min()
                .map(|found| sentence.start + found),
        })
    }

    /// Whether it is readers who do what a phrase is about, in the clause before it.
    fn readers_act(&self, start: usize) -> bool {
        let (sentence, from) = self.sentence;
        let before = &sentence[..start - from];
        let acts = |(act, suffer): &(&str, &str)| {
            let at = before.rfind(act).filter(|at| !before[*at..].contains([',', ';']));
            at.is_some_and(|at| !sentence[at..].contains(suffer))
        };
        READERS_ACT.iter().any(acts)
    }

    /// Whether the text gives what the rule asks for, at a phrase that begins at a byte of the paragraph.
    fn answers(&self, rule: Rule, start: usize) -> bool {
        match rule {
            Rule::Jargon | Rule::OurPolicyWording => false,
            Rule::HiddenCharge => self.has_figure,
            // Only what somebody promises or asks for needs a figure.
            Rule::MissingFigure => !self.promises || self.has_figure,
            // Whose decision it is, is not ours to judge: `Customer may, in its discretion`.
            Rule::SoleDiscretion => self.readers_may || self.has_reason,
            // Readers who may go at once are not hurt by it.
            Rule::WithoutNotice => self.readers_act(start) || self.has_reason,
            // What others sell is not ours to refund: `if the fare is non-refundable`.
            Rule::NoRefundWording => self.condition.is_some_and(|at| at < start) || self.has_reason,
            _ => rule.info().group == Group::Fairness && self.has_reason,
        }
    }
}

/// Whether a sentence has a figure, quotes a fact, or links to where one may stand.
fn has_figure(text: &Written<'_>, paragraph: &Paragraph, sentence: &Range<usize>) -> bool {
    let lower = &paragraph.lower[sentence.clone()];
    let bytes = paragraph.bytes(sentence);
    // The target of a link at the end of a sentence stands behind its words.
    let source =
        &text.text[bytes.start..text.text[bytes.end..].find('\n').map_or(text.text.len(), |at| bytes.end + at)];
    let is_number = |word: &str| NUMBERS.contains(&word);
    lower.bytes().any(|byte| byte.is_ascii_digit())
        || source.contains("{fact:")
        || source.contains("](")
        || source.contains("[[")
        || lower.split(|char: char| !char.is_alphanumeric()).any(is_number)
}
