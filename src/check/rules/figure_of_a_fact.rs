//! `figure-of-a-fact`, `figure-against-fact`: values of facts that a text writes out, so that it would keep them when the fact changes;
//! and figures beside the title of a fact that it never had.
//!
//! In: bodies, titles, descriptions, what governs a policy, and the summary of its newest change. Out: a diagnostic for each value with
//! its unit or currency that a fact has or had, where the text quotes the fact, or the sentence says a word of its title. What always
//! holds: dates, names of months and bare numbers are none, and neither is code.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::figures::{Token, is_figure, is_word_of, sentences, tokens};
use crate::check::settings::is_on;
use crate::config::Readers;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Fact, Handbook};
use crate::markdown::{Dialect, Markup, Passage, literal_uses, passages};
use crate::policy::{FieldText, Policy};
use crate::text::{Span, Spanned};

/// A title of so few words is named by one of them; what a fact with a longer one was must share two, or every `10 minutes` is meant.
const FEW_WORDS: usize = 3;

/// A fact, its title and its values, as they are compared with texts.
struct Known<'a> {
    key: &'a str,
    fact: &'a Fact,
    title: Vec<String>,
    /// Those that it has or had: the tokens of each, its words, and whether it has it today.
    values: Vec<(Vec<Token<'a>>, &'a str, bool)>,
}

/// Texts that belong together, so that the title of a fact in one of them and its value in another are one sentence.
struct Context<'a> {
    texts: Vec<(Spanned<String>, Markup)>,
    readers: Readers,
    quoted: &'a BTreeSet<&'a str>,
    /// Whether it tells what changed: then it may name what a fact was and what it is.
    tells_change: bool,
}

/// The facts that a text quotes: what a fact is today is looked for in the whole file, and what it was only beside a quotation.
struct Quoted<'a> {
    in_file: &'a BTreeSet<&'a str>,
    beside: BTreeSet<&'a str>,
}

/// A value that is written out.
struct Found<'a> {
    bytes: Range<usize>,
    known: &'a Known<'a>,
    value: &'a str,
    is_current: bool,
    /// How much speaks for this fact.
    weight: usize,
}

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let facts: Vec<Known<'_>> =
        handbook.data.facts.iter().filter_map(|(key, fact)| Known::new(key, fact, handbook)).collect();
    if facts.is_empty() {
        return;
    }
    // Who names a fact is looked for where a figure beside its title is to be reported.
    let named = facts.iter().filter(|_| is_on(&handbook.config, Rule::FigureAgainstFact));
    let titles: BTreeSet<&str> = named.flat_map(|known| &known.title).map(String::as_str).collect();
    let over = |policy: &Policy| policy.is_governed() && handbook.standing(policy).is_over();
    let check = |policy: &Arc<Policy>| {
        let mut found = Diagnostics::default();
        let quoted = policy.text.facts.facts.iter().chain(&policy.fields.facts).map(|fact| &*fact.key).collect();
        body(policy, (&facts, &titles), &quoted, &mut found);
        for context in contexts(policy, handbook, &quoted) {
            fields(policy, &facts, &context, &mut found);
        }
        found
    };
    let policies: Vec<&Arc<Policy>> = handbook.policies.iter().filter(|policy| !over(policy)).collect();
    let found: Vec<Diagnostics> = policies.into_par_iter().map(check).collect();
    for found in found {
        diagnostics.merge(found);
    }
}

impl<'a> Known<'a> {
    /// `None` where no value is a figure.
    fn new(key: &'a str, fact: &'a Fact, handbook: &Handbook) -> Option<Self> {
        let had = fact.values.iter().filter(|value| value.from <= handbook.today);
        let current = fact.on(handbook.today);
        let values: Vec<_> = had
            .map(|value| (tokens(&value.value), &*value.value, current.is_some_and(|now| now.value == value.value)))
            .filter(|(tokens, ..)| is_figure(tokens))
            .collect();
        let title = tokens(&fact.title)
            .iter()
            .filter_map(Token::word)
            .filter(|word| is_word_of(word))
            .map(str::to_owned)
            .collect();
        (!values.is_empty()).then_some(Self { key, fact, title, values })
    }

    /// How many words of the title a sentence says, those of the value left aside.
    fn shared(&self, sentence: &[Token<'_>], value: &[Token<'_>]) -> usize {
        let is_own = |word: &String| value.iter().any(|token| token.word() == Some(word.as_str()));
        let words = self.title.iter().filter(|word| !is_own(word));
        words.filter(|word| sentence.iter().any(|token| token.is_form_of(word))).count()
    }

    /// Whether tokens hold every word of the title. A title of one word is in too many texts to go by.
    fn is_named_in(&self, tokens: &[Token<'_>]) -> bool {
        let has = |word: &String| tokens.iter().any(|token| token.word() == Some(word.as_str()));
        self.title.len() > 1 && self.title.iter().all(has)
    }

    /// The same of the words of titles that a whole text has.
    fn is_named_by(&self, words: &BTreeSet<&str>) -> bool {
        self.title.len() > 1 && self.title.iter().all(|word| words.contains(word.as_str()))
    }

    fn is_for(&self, readers: Readers) -> bool {
        readers.within(self.fact.readers)
    }
}

/// The values that a sentence writes out, at their bytes.
fn figures<'a>(
    sentence: &[Token<'_>],
    around: &[Token<'_>],
    facts: &'a [Known<'a>],
    quoted: &Quoted<'_>,
    readers: Readers,
) -> Vec<Found<'a>> {
    let mut found: BTreeMap<usize, Found<'a>> = BTreeMap::new();
    if !sentence.iter().any(Token::begins_figure) {
        return Vec::new();
    }
    for known in facts.iter().filter(|known| known.is_for(readers)) {
        for (value, text, is_current) in &known.values {
            for at in Token::find(sentence, value) {
                let shared = known.shared(around, value);
                let is_quoted = if *is_current { quoted.in_file } else { &quoted.beside }.contains(known.key);
                let enough = if *is_current || known.title.len() <= FEW_WORDS { 1 } else { 2 };
                if shared < enough && !is_quoted {
                    continue;
                }
                let bytes = sentence[at].bytes.start..sentence[at + value.len() - 1].bytes.end;
                let weight = shared * 4 + usize::from(is_quoted) * 2 + usize::from(*is_current);
                let figure = Found { bytes, known, value: text, is_current: *is_current, weight };
                match found.get(&at) {
                    Some(better) if better.weight >= weight => {}
                    _ => drop(found.insert(at, figure)),
                }
            }
        }
    }
    found.into_values().collect()
}

fn body(
    policy: &Policy,
    (facts, titles): (&[Known<'_>], &BTreeSet<&str>),
    quoted: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    let text = &policy.text.body;
    // Most texts write out none of the figures, and need not be parsed for it.
    let rough = tokens(text);
    let words = rough.iter().filter_map(Token::word);
    let said: BTreeSet<&str> = words.filter(|word| titles.contains(word)).collect();
    let names_titles = facts.iter().any(|known| known.is_named_by(&said));
    let begins: Vec<usize> = (0..rough.len()).filter(|at| rough[*at].begins_figure()).collect();
    let is_said = |value: &[Token<'_>]| begins.iter().any(|at| Token::begin_with(&rough[*at..], value));
    if !names_titles && !facts.iter().flat_map(|known| &known.values).any(|(value, ..)| is_said(value)) {
        return;
    }
    let offset = policy.file.text.len() - text.len();
    for passage in passages(text, Dialect::Prose) {
        let readers = policy.text.readers_at(passage.start, policy.readers).and(policy.readers);
        let all = tokens(&passage.words);
        let source = &text[passage.start..passage.start + passage.words.len()];
        let quoted = Quoted { in_file: quoted, beside: literal_uses(source).map(|(_, key)| key).collect() };
        for sentence in sentences(&all) {
            for figure in figures(sentence, sentence, facts, &quoted, readers) {
                let bytes = figure.bytes.start + passage.start..figure.bytes.end + passage.start;
                report(policy, &figure, &text[bytes.clone()], Span::new(bytes).moved(offset), diagnostics);
            }
            for known in facts.iter().filter(|known| names_titles && known.is_for(readers)) {
                let has_fact = source[sentence_bytes(sentence, source)].contains("{fact:");
                let Some(bytes) = against(sentence, known).filter(|_| !has_fact) else { continue };
                let bytes = bytes.start + passage.start..bytes.end + passage.start;
                let span = Span::new(bytes.clone()).moved(offset);
                report_against(policy, known, &text[bytes], span, diagnostics);
            }
        }
    }
}

/// The bytes of a sentence in the source of its passage.
fn sentence_bytes(sentence: &[Token<'_>], source: &str) -> Range<usize> {
    let ends = sentence.first().zip(sentence.last()).map(|(first, last)| first.bytes.start..last.bytes.end);
    let bytes = ends.unwrap_or(0..0);
    // What follows the last word belongs to the sentence.
    let end = source[bytes.end..].find(['.', '!', '?', '\n']).map_or(source.len(), |at| bytes.end + at);
    bytes.start..end
}

/// Where a sentence that names a fact has a figure like its value that it never had, and none that it had.
fn against(sentence: &[Token<'_>], known: &Known<'_>) -> Option<Range<usize>> {
    if !known.is_named_in(sentence) || known.values.iter().any(|(value, ..)| !Token::find(sentence, value).is_empty()) {
        return None;
    }
    let (current, ..) = known.values.iter().find(|(.., is_current)| *is_current)?;
    let figures = Token::like(sentence, current);
    let [figure] = figures[..] else { return None };
    Some(figure.first()?.bytes.start..figure.last()?.bytes.end)
}

fn report_against(policy: &Policy, known: &Known<'_>, words: &str, span: Span, diagnostics: &mut Diagnostics) {
    let (title, key) = (&known.fact.title, known.key);
    let value = known.values.iter().find(|(.., is_current)| *is_current).map_or("", |(_, value, _)| value);
    let message = format!("`{words}` stands beside “{title}”, and the fact `{key}` is `{value}`");
    let help = format!("write `{{fact:{key}}}`, or call what this is by another name");
    diagnostics.push(Diagnostic::new(Rule::FigureAgainstFact, &policy.file.name, span, message).help(help));
}

/// The texts of the front matter that readers go by: the title and the description, each key that governs, each entry as a whole, and
/// the summary of the version.
fn contexts<'a>(policy: &Policy, handbook: &Handbook, quoted: &'a BTreeSet<&'a str>) -> Vec<Context<'a>> {
    let readers = policy.readers;
    let groups = policy.front.governing_texts(&handbook.config.audiences);
    let context = |texts: Vec<FieldText<'_>>| Context {
        readers: texts.iter().fold(readers, |readers, text| readers.and(text.readers)),
        texts: texts.into_iter().map(|text| (text.text.clone(), text.markup)).collect(),
        quoted,
        tells_change: false,
    };
    let summary = policy.front.own_summary().map(|(text, own)| Context {
        texts: vec![(text.clone(), Markup::Inline)],
        readers: own.and(readers),
        quoted,
        tells_change: true,
    });
    groups.into_iter().map(context).chain(summary).collect()
}

/// The tokens of a passage, at their bytes in the text that holds it.
fn tokens_of(passage: &Passage) -> Vec<Token<'_>> {
    Token::moved(tokens(&passage.words), passage.start)
}

fn fields(policy: &Policy, facts: &[Known<'_>], context: &Context<'_>, diagnostics: &mut Diagnostics) {
    // Most texts have no number at all, and need not be parsed for it.
    if !context.texts.iter().any(|(text, _)| tokens(&text.value).iter().any(Token::begins_figure)) {
        return;
    }
    let passages: Vec<Vec<Passage>> =
        context.texts.iter().map(|(text, markup)| passages(&text.value, markup.dialect())).collect();
    let texts: Vec<(&Spanned<String>, Vec<Vec<Token<'_>>>)> = context
        .texts
        .iter()
        .zip(&passages)
        .map(|((text, _), all)| (text, all.iter().map(tokens_of).collect()))
        .collect();
    let beside = texts.iter().flat_map(|(text, _)| literal_uses(&text.value)).map(|(_, key)| key).collect();
    let quoted = Quoted { in_file: context.quoted, beside };
    let together: Vec<Token<'_>> = texts.iter().flat_map(|(_, passages)| passages.iter().flatten().cloned()).collect();
    for (text, passages) in &texts {
        for sentence in passages.iter().flat_map(|passage| sentences(passage)) {
            let around = if texts.len() > 1 { &together[..] } else { sentence };
            let found = figures(sentence, around, facts, &quoted, context.readers);
            let of_fact = |figure: &Found<'_>| found.iter().filter(|other| other.known.key == figure.known.key).count();
            for figure in found.iter().filter(|figure| !context.tells_change || of_fact(figure) == 1) {
                let Some(words) = text.value.get(figure.bytes.clone()) else { continue };
                let source = &policy.file.text[text.span.range()];
                let span = source.find(words).map_or(text.span, |at| {
                    let start = text.span.range().start + at;
                    Span::new(start..start + words.len())
                });
                report(policy, figure, words, span, diagnostics);
            }
        }
    }
}

fn report(policy: &Policy, figure: &Found<'_>, words: &str, span: Span, diagnostics: &mut Diagnostics) {
    let Found { known, value, is_current, .. } = figure;
    let key = known.key;
    let message = if *is_current {
        format!("`{words}` is written out, and stays when the fact `{key}` changes")
    } else {
        format!("`{words}` is written out, and the fact `{key}` is no longer `{value}`")
    };
    let help = format!("write `{{fact:{key}}}`; where it is something else that happens to be the same, add a waiver");
    diagnostics.push(Diagnostic::new(Rule::FigureOfAFact, &policy.file.name, span, message).help(help));
}
