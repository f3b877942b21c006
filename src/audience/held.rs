//! Old texts held to today's rules.
//!
//! In: versions that are no longer, or not yet, what their files say, and the files as they are. Out: the same versions without
//! anything that the files keep from an audience today. What always holds: a run of words that stands in a file today, and in
//! nothing that the audience may read today, is in no older text that it is given.
//!
//! A run is five words of one sentence, or a whole sentence of three or four, wherever they stand in the old text; a sentence
//! or entry of one or two words counts where an old one is the same. What holds such a run goes as a whole: a paragraph, an
//! item of a list, a row of a table, an entry of the front matter.

use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashSet, FxHasher};

use super::project::Door;
use super::redact::redact;
use crate::config::{AudienceId, Audiences, Readers};
use crate::diagnostic::Diagnostics;
use crate::handbook::Handbook;
use crate::markdown::{Piece, Text, without_unused};
use crate::policy::{self, Choice, FrontMatter, Policy, Scenario, Standard};
use crate::source::SourceFile;
use crate::value::{self, Kind};

/// The words of a run.
const RUN: usize = 5;
/// Shorter sentences count only where an old one is the same.
const SHORT: usize = 3;

/// The runs that no older text may show to an audience.
#[derive(Debug, Default)]
pub(super) struct Held(FxHashSet<u64>);

impl Held {
    /// The runs that stand in any of the `old` texts and today only where the audience may not read.
    pub(super) fn of(handbook: &Handbook, audience: AudienceId, private: Readers, old: &[Arc<Policy>]) -> Self {
        if private.contains(audience) || old.is_empty() {
            return Self::default();
        }
        let audiences = &handbook.config.audiences;
        let sees = |readers: Readers| readers.contains(audience);
        // Most of what a file holds it shows itself, and that is seen file by file, without a look at all others.
        let hidden: Vec<u64> = handbook
            .newest
            .par_iter()
            .flat_map_iter(|policy| {
                let mut written = written(policy);
                if sees(policy.readers) {
                    let told: FxHashSet<u64> = told(policy, audiences, audience, private).into_iter().collect();
                    written.retain(|run| !told.contains(run));
                }
                written
            })
            .collect();
        let mut held: FxHashSet<u64> = hidden.into_iter().collect();
        held.extend(strings_of_data(handbook, |_| true).into_iter().flat_map(runs));
        let elsewhere: Vec<u64> = handbook
            .newest
            .par_iter()
            .filter(|policy| sees(policy.readers))
            .flat_map_iter(|policy| {
                let mut told = told(policy, audiences, audience, private);
                told.retain(|run| held.contains(run));
                told
            })
            .collect();
        for run in elsewhere {
            held.remove(&run);
        }
        for text in strings_of_data(handbook, sees) {
            every_run(text, |run| {
                held.remove(&run);
            });
        }
        // The name on a fence is no part of what stands in the block; redaction takes it out by itself.
        for (_, audience) in audiences.iter() {
            held.remove(&join(&words(&audience.key)));
        }
        let found = old.par_iter().flat_map_iter(|policy| {
            let mut found = Vec::new();
            for text in shown(&policy.front, audiences, |_| true).into_iter().chain([&*policy.text.body]) {
                each_run(text, |run| found.extend(held.contains(&run).then_some(run)));
            }
            found
        });
        Self(found.collect())
    }

    fn holds(&self, text: &str) -> bool {
        let mut held = false;
        each_run(text, |run| held |= self.0.contains(&run));
        held
    }

    /// An old policy without what is held back. `None` when its title is.
    pub(super) fn clean<'a>(&self, policy: &'a Policy, door: &Door<'_>) -> Option<Cow<'a, Policy>> {
        let Policy { path, file, front, readers, text } = policy;
        if self.0.is_empty() {
            return Some(Cow::Borrowed(policy));
        }
        if self.holds(&front.title.value) {
            return None;
        }
        let mut cuts = Vec::new();
        // A refused text stays refused: without the part that nobody could read for certain it might be believed.
        if !text.refused {
            self.cuts(&text.pieces(), &text.body, &mut cuts);
        }
        let body = (!cuts.is_empty()).then(|| cut(&text.body, cuts));
        let body = match body {
            // What is no block of its own, a link's definition above all, may hold a run too.
            Some(body) if self.holds(&body) => Some(String::new()),
            None if !text.refused && self.holds(&text.body) => Some(String::new()),
            body => body,
        };
        let text = body.map_or_else(
            || text.clone(),
            |body| {
                let file = SourceFile { name: Arc::clone(&file.name), text: body.into() };
                let terms = &door.handbook.glossary.finder;
                Text::parse(&file, 0, text.dialect(), door.audiences, terms, &mut Diagnostics::default())
            },
        );
        let front = self.front(front.clone());
        Some(Cow::Owned(Policy { path: path.clone(), file: file.clone(), front, readers: *readers, text }))
    }

    fn front(&self, mut front: FrontMatter) -> FrontMatter {
        let ok = |text: &String| !self.holds(text);
        let all_ok = |texts: &[Option<&String>]| texts.iter().flatten().all(|text| ok(text));
        front.description = front.description.filter(ok);
        front.takes = front.takes.filter(ok);
        front.rationale.retain(|rationale| ok(&rationale.text));
        front.reasons.retain(ok);
        front.tags.retain(ok);
        front.keywords.retain(ok);
        front.options.retain(|Choice { offer, when, limit, .. }| all_ok(&[Some(offer), when.as_ref(), limit.as_ref()]));
        front
            .standards
            .retain(|Standard { measure, target, result, .. }| all_ok(&[Some(measure), Some(target), result.as_ref()]));
        front.scenarios.retain(|Scenario { situation, question, answer, .. }| {
            all_ok(&[Some(situation), question.as_ref(), answer.as_ref()])
        });
        front.changes.retain(|policy::Change { summary, reason, .. }| all_ok(&[Some(summary), reason.as_ref()]));
        front
    }

    /// The lines of the blocks that hold a run, as bytes of the body.
    fn cuts(&self, pieces: &[Piece], body: &str, cuts: &mut Vec<Range<usize>>) {
        for part in pieces.iter().filter(|part| self.holds(&body[part.range.clone()])) {
            let before = cuts.len();
            self.cuts(&part.parts, body, cuts);
            let headless = part.needs_first && cuts[before..].iter().any(|cut| cut.start == part.range.start);
            if cuts.len() == before || headless {
                cuts.truncate(before);
                cuts.push(part.range.clone());
            }
        }
    }
}

/// A body without some of its lines.
fn cut(body: &str, cuts: Vec<Range<usize>>) -> String {
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    for range in cuts {
        if range.start >= at {
            out.push_str(&body[at..range.start]);
            // An item or a row leaves no gap; behind anything else the next block must not run into the one before.
            if !out.ends_with("\n\n") && !continues(&body[range.start..]) {
                out.push('\n');
            }
            at = range.end;
        }
    }
    out.push_str(&body[at.min(body.len())..]);
    out
}

/// Whether a line is one of a list or a table.
fn continues(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['|', '-', '*', '+']) || (digits.len() < line.len() && digits.starts_with(['.', ')']))
}

/// The runs of everything that a file holds today, whoever may read it.
fn written(policy: &Policy) -> Vec<u64> {
    let split = policy::split(&policy.file.text);
    let mut found = runs(&policy.file.text[split.body..]);
    if let Some(language) = split.language {
        let (node, _) = value::parse(&policy.file.text[split.matter.clone()], language, 0);
        let mut open = vec![&node];
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Text(text) => found.extend(runs(text)),
                Kind::List(nodes) => open.extend(nodes),
                Kind::Table(entries) => open.extend(entries.iter().map(|(_, node)| node)),
                _ => {}
            }
        }
    }
    found
}

/// The runs of every length of what an audience may read of a policy.
fn told(policy: &Policy, audiences: &Audiences, audience: AudienceId, private: Readers) -> Vec<u64> {
    let body = redact(&policy.text, audience, policy.readers, private);
    let body = without_unused(&body, policy.text.dialect());
    let mut told = Vec::new();
    for text in shown(&policy.front, audiences, |readers| readers.contains(audience)).into_iter().chain([&*body]) {
        every_run(text, |run| told.push(run));
    }
    told
}

/// The texts of the front matter that some readers see.
fn shown<'a>(front: &'a FrontMatter, audiences: &Audiences, sees: impl Fn(Readers) -> bool) -> Vec<&'a str> {
    let mut out: Vec<&str> = vec![&front.title.value];
    for rationale in &front.rationale {
        let readers = match &rationale.audience {
            None => audiences.all(),
            Some(name) => audiences.find(&name.value).map_or(audiences.private(), |id| audiences.get(id).readers),
        };
        out.extend(sees(readers).then_some(rationale.text.as_str()));
    }
    out.extend(front.description.as_deref());
    out.extend(front.takes.as_deref());
    out.extend(front.reasons.iter().map(String::as_str));
    out.extend(front.tags.iter().chain(&front.keywords).map(String::as_str));
    for option in front.options.iter().filter(|option| sees(option.readers)) {
        out.extend(
            [Some(&option.offer), option.when.as_ref(), option.limit.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str),
        );
    }
    for standard in front.standards.iter().filter(|standard| sees(standard.readers)) {
        out.extend(
            [Some(&standard.measure), Some(&standard.target), standard.result.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str),
        );
    }
    for scenario in front.scenarios.iter().filter(|scenario| sees(scenario.readers)) {
        let texts = [Some(&scenario.situation), scenario.question.as_ref(), scenario.answer.as_ref()];
        out.extend(texts.into_iter().flatten().map(String::as_str));
    }
    for change in front.changes.iter().filter(|change| sees(change.readers)) {
        out.extend([Some(&change.summary), change.reason.as_ref()].into_iter().flatten().map(String::as_str));
    }
    out
}

/// The texts of people, facts, goals and touchpoints that some readers see.
fn strings_of_data(handbook: &Handbook, sees: impl Fn(Readers) -> bool) -> Vec<&str> {
    let data = &handbook.data;
    let mut out: Vec<Option<&String>> = Vec::new();
    for person in data.people.values().filter(|person| sees(person.readers)) {
        out.extend([Some(&person.role), person.name.as_ref(), person.contact.as_ref(), person.answers_within.as_ref()]);
    }
    for fact in data.facts.values().filter(|fact| sees(fact.readers)) {
        out.push(Some(&fact.title));
        out.extend(fact.values.iter().filter(|value| sees(value.readers)).map(|value| Some(&value.value)));
    }
    for goal in data.goals.values().filter(|goal| sees(goal.readers)) {
        out.extend([Some(&goal.title), goal.text.as_ref()]);
    }
    for touchpoint in data.touchpoints.values().filter(|touchpoint| sees(touchpoint.readers)) {
        out.extend([Some(&touchpoint.title), touchpoint.text.as_ref()]);
    }
    out.into_iter().flatten().map(String::as_str).collect()
}

/// The sentences of a text: they end at full stops, at empty lines, and where an item, a row, a cell or a fence begins.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        if start.is_empty() || start.starts_with([':', '#', '>', '`', '~']) || continues(start) {
            out.push(&text[from..at]);
            from = at;
        }
        at += line.len();
        if start.starts_with([':', '#', '`', '~']) {
            out.push(&text[from..at]);
            from = at;
        }
    }
    out.push(&text[from..]);
    out.into_iter()
        .flat_map(|part| part.split('|'))
        .flat_map(|part| part.split_inclusive(['.', '!', '?', '…', '。']).collect::<Vec<_>>())
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect()
}

/// The words of a text, as numbers that capitals do not change.
fn words(text: &str) -> Vec<u64> {
    let word = |word: &str| {
        let mut hash = FxHasher::default();
        word.chars().flat_map(char::to_lowercase).for_each(|c| hash.write_u32(c.into()));
        hash.finish()
    };
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(word).collect()
}

fn join(words: &[u64]) -> u64 {
    let mut hash = FxHasher::default();
    hash.write_usize(words.len());
    for word in words {
        hash.write_u64(*word);
    }
    hash.finish()
}

/// The runs by which a withheld text is known.
fn runs(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    for sentence in sentences(text) {
        let words = words(sentence);
        if words.len() < RUN {
            out.push(join(&words));
        } else {
            out.extend(words.windows(RUN).map(join));
        }
    }
    out
}

/// The runs of an old text that may be those of a withheld one.
fn each_run(text: &str, mut each: impl FnMut(u64)) {
    let all = words(text);
    (SHORT..=RUN).for_each(|len| all.windows(len).for_each(|run| each(join(run))));
    for sentence in sentences(text) {
        let words = words(sentence);
        if words.len() < SHORT {
            each(join(&words));
        }
    }
}

/// The runs of every length that a visible text has.
fn every_run(text: &str, mut each: impl FnMut(u64)) {
    for sentence in sentences(text) {
        let words = words(sentence);
        (1..=RUN).for_each(|len| words.windows(len).for_each(|run| each(join(run))));
    }
}
