//! What old texts may not show, because the texts of today withhold it.
//!
//! In: versions that are no longer, or not yet, what their files say, and the files as they are. Out: the same versions without
//! anything that the files withhold from an audience today. What always holds: a [shingle](super::shingles) that stands in a
//! file today, and in nothing that the audience may read today, is in no older text that the audience is given.
//!
//! What holds such a shingle goes as a whole: a paragraph, an item of a list, a row of a table, an entry of the front matter.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::project::{Projector, Reader};
use super::shingles::{continues, each_shingle, each_shingle_across, every_shingle, shingles, single_shingle};
use crate::config::Readers;
use crate::data::{self, NodeKind};
use crate::diagnostic::Diagnostics;
use crate::handbook::{Glossary, Handbook};
use crate::markdown::{BlockRange, Text};
use crate::memo::{ByAddress, Last, Memo, Settled};
use crate::policy::{self, Policy};
use crate::source::SourceFile;

/// The shingles that no older text may show to an audience.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HistoryFilter {
    shingles: FxHashSet<u64>,
}

/// An old policy, and what it is cleaned with.
type CleanInputs = (ByAddress<Policy>, ByAddress<HistoryFilter>, ByAddress<Glossary>, Reader);

/// What is kept from one filter of an audience to the next.
#[derive(Debug, Default)]
pub(super) struct FilterMemo {
    /// The filter that takes nothing out of any text.
    pub(super) nothing: Arc<HistoryFilter>,
    old: Last<(Vec<ByAddress<Policy>>, Reader), Arc<OldShingles>>,
    today: Memo<(ByAddress<Policy>, ByAddress<OldShingles>), Arc<TodaysShingles>>,
    filter: Settled<HistoryFilter>,
    cleaned: Memo<CleanInputs, Option<Arc<Policy>>>,
}

/// The shingles that an audience would read in the older texts, if nothing were withheld but what they withhold themselves. They
/// are many, so half of each number is kept: two that are taken for one cost a little time, and hide nothing.
#[derive(Debug)]
struct OldShingles(FxHashSet<u32>);

impl OldShingles {
    fn may_have(&self, shingle: u64) -> bool {
        self.0.contains(&half(shingle))
    }
}

fn half(shingle: u64) -> u32 {
    (shingle >> 32) as u32
}

/// Of the shingles of older texts, those that a file has today.
#[derive(Debug)]
struct TodaysShingles {
    /// Those that the audience may not read in it.
    hidden: Box<[u64]>,
    /// Those that it may.
    visible: Box<[u64]>,
}

impl FilterMemo {
    pub(super) fn drop_unused(&self) {
        self.today.drop_unused();
        self.cleaned.drop_unused();
    }

    /// An old policy without what is withheld today. `None` when its title is.
    pub(super) fn clean(&self, policy: &Arc<Policy>, projector: &Projector<'_>) -> Option<Arc<Policy>> {
        let (filter, glossary) = (&projector.filter, &projector.handbook.glossary);
        let key = (ByAddress::of(policy), ByAddress::of(filter), ByAddress::of(glossary), projector.reader());
        self.cleaned.get(key, |(policy, filter, ..)| filter.clean(policy, projector).map(Arc::new))
    }
}

impl HistoryFilter {
    /// The shingles that the audience would read in any of the `old` texts, and that stand today only where it may not read.
    pub(super) fn of(projector: &Projector<'_>, old: &[ByAddress<Policy>]) -> Arc<Self> {
        let (handbook, memo) = (projector.handbook, &projector.memo.filter);
        if old.is_empty() {
            return Arc::clone(&memo.nothing);
        }
        let old = memo.old.get((old.to_vec(), projector.reader()), |(old, _)| Arc::new(old_shingles(old, projector)));
        let today: Vec<Arc<TodaysShingles>> = handbook
            .working_copies
            .par_iter()
            .map(|policy| {
                let key = (ByAddress::of(policy), ByAddress::of(&old));
                memo.today.get(key, |(policy, old)| Arc::new(todays_shingles(&policy.0, old, projector)))
            })
            .collect();
        let mut shingles: FxHashSet<u64> = today.iter().flat_map(|today| today.hidden.iter().copied()).collect();
        for text in strings_of_data(handbook, |_| true) {
            shingles.extend(super::shingles::shingles(text).into_iter().filter(|shingle| old.may_have(*shingle)));
        }
        for shingle in today.iter().flat_map(|today| &today.visible) {
            shingles.remove(shingle);
        }
        for text in strings_of_data(handbook, |readers| projector.sees(readers)) {
            every_shingle(text, |shingle| {
                shingles.remove(&shingle);
            });
        }
        // The name on a fence is no part of what stands in the block; redaction takes it out by itself.
        for (_, audience) in projector.audiences.iter() {
            shingles.remove(&single_shingle(&audience.key));
        }
        memo.filter.same_if_equal(Self { shingles })
    }

    /// Whether it takes nothing out of any text.
    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }

    fn holds(&self, text: &str) -> bool {
        let mut holds = false;
        each_shingle(text, |shingle| holds |= self.shingles.contains(&shingle));
        holds
    }

    /// Whether any part of a text may hold a shingle: most texts do not, and need not be parsed.
    fn may_hold(&self, text: &str) -> bool {
        let mut holds = false;
        each_shingle_across(text, |shingle| holds |= self.shingles.contains(&shingle));
        holds
    }

    fn clean(&self, policy: &Policy, projector: &Projector<'_>) -> Option<Policy> {
        let Policy { path, file, links_from, front, readers, text } = policy;
        if self.holds(&front.title().value) {
            return None;
        }
        let mut cuts = Vec::new();
        // An ambiguous text stays ambiguous: without the part that can be read in two ways it might be taken for certain.
        let may_hold = !text.ambiguous && self.may_hold(&text.body);
        if may_hold {
            self.cuts(&text.block_ranges(), &text.body, &mut cuts);
        }
        let body = (!cuts.is_empty()).then(|| cut(&text.body, cuts));
        let body = match body {
            // What is no block of its own, the definition of a link above all, may hold a shingle too.
            Some(body) if self.holds(&body) => Some(String::new()),
            None if may_hold && self.holds(&text.body) => Some(String::new()),
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
        let mut front = front.clone();
        front.retain_prose(|text| !self.holds(text));
        let (path, file, links_from) = (path.clone(), file.clone(), links_from.clone());
        Some(Policy { path, file, links_from, front, readers: *readers, text })
    }

    /// The lines of the blocks that hold a shingle, as bytes of the body.
    fn cuts(&self, blocks: &[BlockRange], body: &str, cuts: &mut Vec<Range<usize>>) {
        for part in blocks.iter().filter(|part| self.holds(&body[part.range.clone()])) {
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

/// The shingles of everything that a file holds today, whoever may read it.
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

/// Of the shingles of older texts, those that a file of today has.
fn todays_shingles(policy: &Arc<Policy>, old: &OldShingles, projector: &Projector<'_>) -> TodaysShingles {
    let mut visible: FxHashSet<u64> = FxHashSet::default();
    for_each_shown(policy, projector, true, |text| {
        every_shingle(text, |shingle| visible.extend(old.may_have(shingle).then_some(shingle)));
    });
    let is_hidden = |shingle: &u64| old.may_have(*shingle) && !visible.contains(shingle);
    let hidden = written(policy).into_iter().filter(is_hidden).collect();
    TodaysShingles { hidden, visible: visible.into_iter().collect() }
}

/// The shingles that an audience would read in older texts, if nothing were withheld but what they withhold themselves.
fn old_shingles(old: &[ByAddress<Policy>], projector: &Projector<'_>) -> OldShingles {
    let found = old.par_iter().flat_map_iter(|policy| {
        let mut found = Vec::new();
        for_each_shown(&policy.0, projector, false, |text| each_shingle(text, |shingle| found.push(half(shingle))));
        found
    });
    OldShingles(found.collect())
}

/// Hands out each text of a policy that the audience may read. `without_unused`: not the notes that nothing refers to.
fn for_each_shown(policy: &Arc<Policy>, projector: &Projector<'_>, without_unused: bool, mut each: impl FnMut(&str)) {
    if !projector.sees(policy.readers) {
        return;
    }
    let body = projector.redacted(policy);
    policy.front.prose(projector.audiences, |readers| projector.sees(readers)).into_iter().for_each(&mut each);
    if without_unused { each(&body.without_unused()) } else { each(body.as_str()) }
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
