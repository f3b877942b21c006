//! Old texts held to today's rules.
//!
//! In: versions that are no longer, or not yet, what their files say, and the files as they are. Out: the same versions without
//! anything that the files keep from an audience today. What always holds: a run of words that stands in a file today, and in
//! nothing that the audience may read today, is in no older text that it is given.
//!
//! What holds such a [run](super::runs) goes as a whole: a paragraph, an item of a list, a row of a table, an entry of the
//! front matter.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::project::Projector;
use super::redact::redact;
use super::shingles::{continues, each_shingle, every_shingle, shingles, single_shingle};
use crate::config::{Audiences, Readers};
use crate::data::{self, NodeKind};
use crate::diagnostic::Diagnostics;
use crate::handbook::Handbook;
use crate::markdown::{BlockRange, Text, without_unused};
use crate::policy::{self, FrontMatter, Policy, PolicyOption, Scenario, Standard};
use crate::source::SourceFile;

/// The runs that no older text may show to an audience.
#[derive(Debug, Default)]
pub(super) struct HistoryFilter {
    shingles: FxHashSet<u64>,
    /// These, and those that the audience may read elsewhere today: all that stand in an older text and, today, where the
    /// audience may not read.
    hidden: FxHashSet<u64>,
    /// What older texts say, as [`runs_of_old`] has it: made for the preview alone.
    old: OnceLock<Vec<u32>>,
}

impl HistoryFilter {
    /// The runs that the audience would read in any of the `old` texts, and that stand today only where it may not read.
    pub(super) fn of(projector: &Projector<'_>, old: &[Arc<Policy>]) -> Self {
        if old.is_empty() {
            return Self::default();
        }
        let handbook = projector.handbook;
        // Most of what a file holds it shows itself, and that is seen file by file, without a look at all others.
        let hidden: Vec<u64> =
            handbook.working_copies.par_iter().flat_map_iter(|policy| hidden_shingles(policy, projector)).collect();
        let mut hidden: FxHashSet<u64> = hidden.into_iter().collect();
        hidden.extend(strings_of_data(handbook, |_| true).into_iter().flat_map(shingles));
        let in_old = old.par_iter().flat_map_iter(|policy| {
            let mut found = Vec::new();
            each_old_shingle(policy, projector, |run| found.extend(hidden.contains(&run).then_some(run)));
            found
        });
        let hidden: FxHashSet<u64> = in_old.collect();
        let mut filter = hidden.clone();
        let visible: Vec<u64> = handbook
            .working_copies
            .par_iter()
            .flat_map_iter(|policy| {
                let mut visible = visible_shingles(policy, projector);
                visible.retain(|run| hidden.contains(run));
                visible
            })
            .collect();
        for run in visible {
            filter.remove(&run);
        }
        for text in strings_of_data(handbook, |readers| projector.sees(readers)) {
            every_shingle(text, |run| {
                filter.remove(&run);
            });
        }
        // The name on a fence is no part of what stands in the block; redaction takes it out by itself.
        for (_, audience) in projector.audiences.iter() {
            filter.remove(&single_shingle(&audience.key));
        }
        Self { shingles: filter, hidden, old: OnceLock::new() }
    }

    /// Whether other runs might be held if a file of today said `after` where it said `before`; `old` are the older texts.
    pub(super) fn may_change(
        &self,
        (before, after): (&Policy, &Policy),
        projector: &Projector<'_>,
        old: impl Fn() -> Vec<Arc<Policy>>,
    ) -> bool {
        let set = |shingles: Vec<u64>| shingles.into_iter().collect::<FxHashSet<u64>>();
        let (hidden_before, hidden_after) =
            (set(hidden_shingles(before, projector)), set(hidden_shingles(after, projector)));
        let (visible_before, visible_after) =
            (set(visible_shingles(before, projector)), set(visible_shingles(after, projector)));
        let known = |run: &u64| self.hidden.contains(run);
        visible_before.symmetric_difference(&visible_after).any(known)
            || hidden_before.difference(&hidden_after).any(known)
            || hidden_after.difference(&hidden_before).any(|run| {
                let old = self.old.get_or_init(|| old_shingles(&old(), projector));
                old.binary_search(&short(*run)).is_ok()
            })
    }

    fn holds(&self, text: &str) -> bool {
        let mut filter = false;
        each_shingle(text, |run| filter |= self.shingles.contains(&run));
        filter
    }

    /// An old policy without what is held back. `None` when its title is.
    pub(super) fn clean<'a>(&self, policy: &'a Policy, projector: &Projector<'_>) -> Option<Cow<'a, Policy>> {
        let Policy { path, file, front, readers, text } = policy;
        if self.shingles.is_empty() {
            return Some(Cow::Borrowed(policy));
        }
        if self.holds(&front.title.value) {
            return None;
        }
        let mut cuts = Vec::new();
        // A refused text stays refused: without the part that nobody could read for certain it might be believed.
        if !text.ambiguous {
            self.cuts(&text.block_ranges(), &text.body, &mut cuts);
        }
        let body = (!cuts.is_empty()).then(|| cut(&text.body, cuts));
        let body = match body {
            // What is no block of its own, a link's definition above all, may hold a run too.
            Some(body) if self.holds(&body) => Some(String::new()),
            None if !text.ambiguous && self.holds(&text.body) => Some(String::new()),
            body => body,
        };
        let text = body.map_or_else(
            || text.clone(),
            |body| {
                let file = SourceFile { name: Arc::clone(&file.name), text: body.into() };
                let terms = &projector.handbook.glossary.finder;
                Text::parse(&file, 0, text.dialect(), projector.audiences, terms, &mut Diagnostics::default())
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
        front
            .options
            .retain(|PolicyOption { offer, when, limit, .. }| all_ok(&[Some(offer), when.as_ref(), limit.as_ref()]));
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
    fn cuts(&self, pieces: &[BlockRange], body: &str, cuts: &mut Vec<Range<usize>>) {
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

/// The runs of everything that a file holds today, whoever may read it.
fn written(policy: &Policy) -> Vec<u64> {
    let split = policy::split(&policy.file.text);
    let mut found = shingles(&policy.file.text[split.body..]);
    if let Some(language) = split.language {
        let (node, _) = data::parse(&policy.file.text[split.matter.clone()], language, 0);
        let mut open = vec![&node];
        while let Some(node) = open.pop() {
            match &node.kind {
                NodeKind::Text(text) => found.extend(shingles(text)),
                NodeKind::List(nodes) => open.extend(nodes),
                NodeKind::Table(entries) => open.extend(entries.iter().map(|(_, node)| node)),
                _ => {}
            }
        }
    }
    found
}

/// The runs of what a file keeps from an audience today, and says nowhere else.
fn hidden_shingles(policy: &Policy, projector: &Projector<'_>) -> Vec<u64> {
    let mut hidden = written(policy);
    let visible: FxHashSet<u64> = visible_shingles(policy, projector).into_iter().collect();
    hidden.retain(|run| !visible.contains(run));
    hidden
}

/// The runs of every length of what an audience may read of a policy.
fn visible_shingles(policy: &Policy, projector: &Projector<'_>) -> Vec<u64> {
    let mut visible = Vec::new();
    if projector.sees(policy.readers) {
        let body = redact(&policy.text, projector.audience, policy.readers, projector.private);
        let body = without_unused(&body, policy.text.dialect());
        for text in
            shown(&policy.front, projector.audiences, |readers| projector.sees(readers)).into_iter().chain([&*body])
        {
            every_shingle(text, |run| visible.push(run));
        }
    }
    visible
}

/// The runs that an audience would read in an older text, if that were held to its own rules alone.
fn each_old_shingle(policy: &Policy, projector: &Projector<'_>, mut each: impl FnMut(u64)) {
    if projector.sees(policy.readers) {
        let body = redact(&policy.text, projector.audience, policy.readers, projector.private);
        for text in
            shown(&policy.front, projector.audiences, |readers| projector.sees(readers)).into_iter().chain([&*body])
        {
            each_shingle(text, &mut each);
        }
    }
}

/// The same of all older texts, sorted. They are many, so half of each number is kept: two that are taken for one cost a little
/// time, and hide nothing.
fn old_shingles(old: &[Arc<Policy>], projector: &Projector<'_>) -> Vec<u32> {
    let mut shingles: Vec<u32> = old
        .par_iter()
        .flat_map_iter(|policy| {
            let mut found = Vec::new();
            each_old_shingle(policy, projector, |run| found.push(short(run)));
            found
        })
        .collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

fn short(run: u64) -> u32 {
    (run >> 32) as u32
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
