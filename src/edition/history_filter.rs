//! What old texts may not show, because later texts withhold it.
//!
//! In: versions that are no longer, or not yet, what their files say; all later texts that the repository has; and everything that the
//! handbook says today. Out: the same versions without anything that a later text withholds from an audience. What always holds: a
//! [shingle](super::shingles) that a later text keeps from the audience, and that nothing shows to it today, is in no older text
//! that the audience is given; and a policy or page that was once withheld as a whole is given in no text that is older.
//!
//! Texts are compared as their readers read them: without marks, comments and addresses. What holds such a shingle goes as a whole: a
//! paragraph, an item of a list, a row of a table, an entry of the front matter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::old_attachments::withheld_attachments;
use super::project::{Projector, Reader};
use super::redact::redact;
use super::shingles::{old_shingles, shown_shingles, withheld_shingles};
use crate::config::{AudienceId, Audiences, Readers};
use crate::diagnostic::Diagnostics;
use crate::handbook::{DataFiles, Glossary, Handbook, PolicyIndex, Said};
use crate::markdown::{self, BlockRange, Dialect, ResolveWords, Target, Text};
use crate::memo::{ByAddress, Last, Memo, Settled};
use crate::policy::{FrontMatter, Policy};
use crate::source::SourceFile;
use crate::text::ContentPath;

/// What no older text may show to an audience.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HistoryFilter {
    /// Each withheld shingle with the age of the newest text that withholds it.
    shingles: FxHashMap<u64, usize>,
    /// The ids, or paths, of policies and pages that were withheld as a whole, with the age of the newest such text.
    files: BTreeMap<String, usize>,
    /// The attachments that a text uses where the audience may not read, with the age of the newest such text.
    attachments: BTreeMap<ContentPath, usize>,
}

/// What a text may quote: facts, which have a value of the day, and, where it holds a `[[…]]`, titles.
type Quotable = (ByAddress<DataFiles>, Date, Option<ByAddress<Titles>>);
/// An old text, its age, and what it is cleaned with.
type CleanInputs = (ByAddress<Policy>, usize, ByAddress<HistoryFilter>, ByAddress<Glossary>, Quotable, Reader);
/// An old text, what it may quote, and who reads it.
type OldText = (ByAddress<Policy>, Quotable, Reader);
/// All of them, with what each may quote.
type AllOldTexts = (Vec<(ByAddress<Policy>, Quotable)>, ByAddress<Glossary>, Reader);
/// A text, the shingles that it is looked through for, and what it may quote.
type WithheldInputs = (ByAddress<Policy>, ByAddress<OldShingles>, Quotable, Reader);
/// What a data file said once, the older texts, and what it may quote.
type PastDataInputs = (ByAddress<Said>, ByAddress<OldShingles>, Quotable, Reader);

/// The titles that a `[[…]]` may show, by id, each with those who may read it.
pub(super) type Titles = BTreeMap<String, (Readers, String)>;

/// What is kept from one filter of an audience to the next.
#[derive(Debug, Default)]
pub(super) struct FilterMemo {
    /// The filter that takes nothing out of any text.
    pub(super) nothing: Arc<HistoryFilter>,
    titles: Settled<Titles>,
    union: Last<AllOldTexts, Arc<OldShingles>>,
    old_shingles: Settled<OldShingles>,
    old: Memo<OldText, Arc<[u64]>>,
    today: Memo<WithheldInputs, Arc<TodaysShingles>>,
    past: Memo<WithheldInputs, Arc<[u64]>>,
    data: Memo<PastDataInputs, Arc<[u64]>>,
    filter: Settled<HistoryFilter>,
    cleaned: Memo<CleanInputs, Option<Arc<Policy>>>,
}

/// The shingles that an audience would read in the older texts, if nothing were withheld but what they withhold themselves. They
/// are many, so half of each number is kept: two that are taken for one cost a little time, and hide nothing.
#[derive(Debug, PartialEq, Eq)]
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
    withheld: Box<[u64]>,
    /// Those that it may.
    shown: Box<[u64]>,
}

impl FilterMemo {
    /// The titles of a handbook; the very same ones as in the last run where they are equal.
    pub(super) fn titles(&self, handbook: &Handbook) -> Arc<Titles> {
        let title = |(id, at): (&String, &PolicyIndex)| {
            let title = handbook.policies[*at].front.title().value.clone();
            (id.clone(), (readers_of_title(handbook, *at), title))
        };
        self.titles.same_if_equal(handbook.by_id.iter().map(title).collect())
    }

    pub(super) fn drop_unused(&self) {
        self.old.drop_unused();
        self.today.drop_unused();
        self.past.drop_unused();
        self.data.drop_unused();
        self.cleaned.drop_unused();
    }

    /// An old text without what later ones withhold. `None` when that is all of it, or its title.
    pub(super) fn clean(&self, policy: &Arc<Policy>, age: usize, projector: &Projector<'_>) -> Option<Arc<Policy>> {
        let (filter, handbook) = (&projector.filter, projector.handbook);
        if filter.withholds_file(policy, age) {
            return None;
        }
        let shingles = projector.old_shingles(policy);
        if !shingles.iter().any(|shingle| filter.withholds(*shingle, age)) {
            return Some(Arc::clone(policy));
        }
        let (glossary, quotable) = (ByAddress::of(&handbook.glossary), projector.quotable(&policy.file.text));
        let key = (ByAddress::of(policy), age, ByAddress::of(filter), glossary, quotable, projector.reader());
        self.cleaned.get(key, |(policy, age, filter, ..)| filter.clean(&policy.0, *age, projector).map(Arc::new))
    }
}

impl HistoryFilter {
    /// Whether a policy or page was withheld as a whole after a text of it of some age.
    pub(super) fn withholds_file(&self, policy: &Policy, age: usize) -> bool {
        self.files.get(policy.key()).is_some_and(|withheld| *withheld < age)
    }

    /// Whether an attachment is withheld after a text of some age.
    pub(super) fn withholds_attachment(&self, path: &ContentPath, age: usize) -> bool {
        self.attachments.get(path).is_some_and(|withheld| *withheld < age)
    }

    /// What later texts withhold of what the audience would read in any of the `old` texts, of which the first ones are in force.
    pub(super) fn of(projector: &Projector<'_>, old: &[ByAddress<Policy>], in_force: usize) -> Arc<Self> {
        let (handbook, memo) = (projector.handbook, &projector.memo.filter);
        if old.is_empty() {
            return Arc::clone(&memo.nothing);
        }
        let attachments = withheld_attachments(projector, &old[..in_force.min(old.len())]);
        let old = old.iter().map(|old| (old.clone(), projector.quotable(&old.file.text))).collect();
        let old = memo.union.get((old, ByAddress::of(&handbook.glossary), projector.reader()), |(old, ..)| {
            let all = old.par_iter().flat_map_iter(|(policy, _)| projector.old_shingles(&policy.0).to_vec());
            let mut all: FxHashSet<u32> = all.map(half).collect();
            if handbook.as_of {
                let then = (&*handbook.data, &*handbook.glossary);
                let words = projector.todays_words(projector.audience);
                each_text_of_data(then, projector.audiences, projector.audience, &words, |text| {
                    old_shingles(text, |shingle| {
                        all.insert(half(shingle));
                    });
                });
            }
            memo.old_shingles.same_if_equal(OldShingles(all))
        });
        let quoted = |text: &str| (ByAddress::of(&old), projector.quotable(text), projector.reader());
        let inputs = |policy: &Arc<Policy>| {
            let (old, quotable, reader) = quoted(&policy.file.text);
            (ByAddress::of(policy), old, quotable, reader)
        };
        let past: Vec<(usize, Arc<[u64]>)> = handbook
            .decided_past()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|past| {
                let withheld = memo.past.get(inputs(&past.policy), |(policy, old, ..)| {
                    todays_shingles(&policy.0, old, projector).withheld.into()
                });
                (past.age, withheld)
            })
            .collect();
        let copies: Vec<&Arc<Policy>> = handbook.decided_copies().collect();
        let today: Vec<Arc<TodaysShingles>> = copies
            .into_par_iter()
            .map(|policy| {
                memo.today.get(inputs(policy), |(policy, old, ..)| Arc::new(todays_shingles(&policy.0, old, projector)))
            })
            .collect();
        let data = handbook.past_data.par_iter().map(|past| {
            // Any of its texts may hold a `[[…]]`.
            let (old, quotable, reader) = quoted(WIKI_LINK);
            let inputs = (ByAddress::of(&past.said), old, quotable, reader);
            (past.age, memo.data.get(inputs, |(said, old, ..)| withheld_of_data(&said.0, old, projector)))
        });
        let data: Vec<(usize, Arc<[u64]>)> = data.collect();
        let mut shingles: FxHashMap<u64, usize> = FxHashMap::default();
        for (age, withheld) in past.iter().chain(&data) {
            for shingle in &**withheld {
                let newest = shingles.entry(*shingle).or_insert(*age);
                *newest = (*newest).min(*age);
            }
        }
        shingles.extend(today.iter().flat_map(|today| &today.withheld).map(|shingle| (*shingle, 0)));
        let (audiences, now) = (projector.audiences, (&*handbook.working_data, &*handbook.working_glossary));
        for knows in [audiences.most_private(), projector.audience] {
            each_text_of_data(now, audiences, audiences.most_private(), &projector.todays_words(knows), |text| {
                withheld_shingles(text, |shingle| {
                    if old.may_have(shingle) {
                        shingles.insert(shingle, 0);
                    }
                });
            });
        }
        for shingle in today.iter().flat_map(|today| &today.shown) {
            shingles.remove(shingle);
        }
        let words = projector.todays_words(projector.audience);
        each_text_of_data(now, audiences, projector.audience, &words, |text| {
            shown_shingles(text, |shingle| {
                shingles.remove(&shingle);
            });
        });
        memo.filter.same_if_equal(Self { shingles, files: withheld_files(projector), attachments })
    }

    /// Whether it takes nothing out of any text.
    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty() && self.files.is_empty()
    }

    fn withholds(&self, shingle: u64, age: usize) -> bool {
        self.shingles.get(&shingle).is_some_and(|withheld| *withheld < age)
    }

    /// Whether a text of an age holds what a later one withholds.
    fn holds(&self, text: &str, age: usize) -> bool {
        let mut holds = false;
        old_shingles(text, |shingle| holds |= self.withholds(shingle, age));
        holds
    }

    fn clean(&self, policy: &Policy, age: usize, projector: &Projector<'_>) -> Option<Policy> {
        let words = projector.todays_words(projector.audience);
        let Policy { path, file, links_from, front, readers, label, text, fields } = policy;
        if self.holds(&words.title(front), age) {
            return None;
        }
        let parse = |body: String| {
            let file = SourceFile { name: Arc::clone(&file.name), text: body.into() };
            let terms = &projector.handbook.glossary.finder;
            Text::parse(&file, 0, text.dialect(), projector.audiences, terms, &mut Diagnostics::default())
        };
        let mut text = text.clone();
        // An ambiguous text stays ambiguous: without the part that can be read in two ways it might be taken for certain.
        if !text.ambiguous {
            let mut cuts = Vec::new();
            self.cuts(&text.block_ranges(&words), age, &mut cuts);
            if !cuts.is_empty() {
                cuts.sort_by_key(|cut: &Range<usize>| cut.start);
                text = parse(without_lost_targets(&text, cut(&text.body, cuts)));
            }
            // What stands in no block as a whole, a sentence that a block for others interrupts above all, may hold a shingle too.
            let redacted = redact(&text, projector.audience, *readers, projector.private);
            if self.holds(&redacted.shown(&words, true), age) {
                text = parse(String::new());
            }
        }
        let mut front = front.clone();
        front.retain_prose(projector.audiences, |text| !self.holds(&plain(text, &words, true), age));
        let (path, file, links_from, fields) = (path.clone(), file.clone(), links_from.clone(), fields.clone());
        Some(Policy { path, file, links_from, front, readers: *readers, label: *label, text, fields })
    }

    /// The lines of the blocks that hold a shingle, as bytes of the body.
    fn cuts(&self, blocks: &[BlockRange], age: usize, cuts: &mut Vec<Range<usize>>) {
        for part in blocks.iter().filter(|part| self.holds(&part.words, age)) {
            let before = cuts.len();
            self.cuts(&part.parts, age, cuts);
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

/// A cut body without its references to footnotes and definitions of links that were cut: they would show their names in brackets.
fn without_lost_targets(before: &Text, mut body: String) -> String {
    let notes: BTreeSet<&String> = before.facts.footnotes.iter().map(|note| &note.name).collect();
    for note in notes.into_iter().filter(|name| !body.contains(&format!("[^{name}]:"))).collect::<Vec<_>>() {
        body = body.replace(&format!("[^{note}]"), "");
    }
    let lost = markdown::lost_references(&body, before.dialect());
    for label in lost.difference(&markdown::lost_references(&before.body, before.dialect())) {
        body = body.replace(&format!("][{label}]"), "]");
    }
    body
}

/// Whether a line is one of a list or a table.
fn continues(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['|', '-', '*', '+']) || markdown::without_mark(line).len() < line.len()
}

/// The policies and pages that some text withholds as a whole, with the age of the newest such text.
fn withheld_files(projector: &Projector<'_>) -> BTreeMap<String, usize> {
    let handbook = projector.handbook;
    let today = handbook.working_copies.iter().map(|policy| (0, policy));
    let past = handbook.decided_past().map(|past| (past.age, &past.policy));
    let mut files = BTreeMap::new();
    for (age, policy) in today.chain(past) {
        let readers = if age == 0 { handbook.known_to(policy) } else { policy.readers };
        if !projector.sees(readers) {
            files.entry(policy.key().to_owned()).or_insert(age);
        }
    }
    files
}

/// Of the shingles of older texts, those that a text has.
fn todays_shingles(policy: &Arc<Policy>, old: &OldShingles, projector: &Projector<'_>) -> TodaysShingles {
    let mut shown: FxHashSet<u64> = FxHashSet::default();
    let words = projector.todays_words(projector.audience);
    projector.each_text(policy, projector.audience, &words, false, |text| {
        shown_shingles(text, |shingle| shown.extend(old.may_have(shingle).then_some(shingle)));
    });
    // A title of a link or an image shows nothing that is withheld elsewhere, but is kept from nobody who reads it here: it counts as
    // often as they read it.
    let mut read: FxHashMap<u64, usize> = FxHashMap::default();
    if policy.text.body.contains(['"', '\'']) {
        projector.each_text(policy, projector.audience, &words, true, |text| {
            withheld_shingles(text, |shingle| *read.entry(shingle).or_default() += usize::from(old.may_have(shingle)));
        });
    }
    let mut withheld = Vec::new();
    let most_private = projector.audiences.most_private();
    let mut find = |words: &TodaysWords<'_>| {
        let mut read = read.clone();
        projector.each_text(policy, most_private, words, true, |text| {
            withheld_shingles(text, |shingle| {
                if !old.may_have(shingle) || shown.contains(&shingle) {
                    return;
                }
                match read.get_mut(&shingle).filter(|count| **count > 0) {
                    Some(count) => *count -= 1,
                    None => withheld.push(shingle),
                }
            });
        });
    };
    find(&projector.todays_words(most_private));
    // The audience reads an old text without the facts and titles that it may not know, so it is looked for without them too.
    if ["{fact:", WIKI_LINK].iter().any(|mark| policy.file.text.contains(mark)) {
        find(&words);
    }
    TodaysShingles { withheld: withheld.into(), shown: shown.into_iter().collect() }
}

/// Of the shingles of older texts, those that a data file or the glossary once had where the audience could not read it.
fn withheld_of_data(said: &Said, old: &OldShingles, projector: &Projector<'_>) -> Arc<[u64]> {
    let (audiences, said) = (projector.audiences, (&said.data, &said.glossary));
    let words = projector.todays_words(projector.audience);
    let mut shown: FxHashSet<u64> = FxHashSet::default();
    each_text_of_data(said, audiences, projector.audience, &words, |text| {
        shown_shingles(text, |shingle| shown.extend(old.may_have(shingle).then_some(shingle)));
    });
    let mut withheld = Vec::new();
    each_text_of_data(said, audiences, audiences.most_private(), &words, |text| {
        withheld_shingles(text, |shingle| {
            if old.may_have(shingle) && !shown.contains(&shingle) {
                withheld.push(shingle);
            }
        });
    });
    withheld.into()
}

/// The words of facts and titles as they are today, of those that an audience may know. What it may not know is shown to it as nothing.
pub(super) struct TodaysWords<'a> {
    handbook: &'a Handbook,
    audience: AudienceId,
}

impl TodaysWords<'_> {
    /// A title as it is read: it may quote facts.
    fn title(&self, front: &FrontMatter) -> String {
        markdown::fill_literal(&front.title().value, &|key| self.fact(key))
    }
}

impl ResolveWords for TodaysWords<'_> {
    fn fact(&self, key: &str) -> Option<String> {
        let fact = self.handbook.data.facts.get(key)?;
        let value = fact.on(self.handbook.today)?;
        let seen = fact.readers.contains(self.audience) && value.readers.contains(self.audience);
        Some(if seen { value.value.clone() } else { String::new() })
    }

    fn wiki(&self, target: &str) -> Option<String> {
        let Some(at) = self.handbook.by_id.get(target).copied() else {
            // Another site is named by its address.
            let is_external = Target::parse(target, "") == Target::External;
            return is_external.then(|| target.trim().to_owned());
        };
        let policy = &self.handbook.policies[at];
        let seen = readers_of_title(self.handbook, at).contains(self.audience);
        Some(if seen { self.title(&policy.front) } else { String::new() })
    }
}

/// Who may read the title of a policy. One of an older text may be withheld itself; whether it is, nobody knows yet.
fn readers_of_title(handbook: &Handbook, at: PolicyIndex) -> Readers {
    if handbook.is_decided(at) { handbook.policies[at].readers } else { Readers::none() }
}

/// How a link begins that shows the title of a policy.
const WIKI_LINK: &str = "[[";

impl Projector<'_> {
    /// What a text may quote, for a key of the memo: what is made of the text depends on nothing else of the handbook.
    fn quotable(&self, text: &str) -> Quotable {
        let titles = || self.titles.get_or_init(|| self.memo.filter.titles(self.handbook));
        let titles = text.contains(WIKI_LINK).then(|| ByAddress::of(titles()));
        (ByAddress::of(&self.handbook.data), self.handbook.today, titles)
    }

    /// The handbook of a day of the past without the entries of its data files, and the words of its glossary, that hold what is withheld
    /// since. `None` where nothing is withheld.
    pub(super) fn without_withheld_entries(&self) -> Option<Handbook> {
        if !self.handbook.as_of || self.is_private() || self.filter.is_empty() {
            return None;
        }
        let mut handbook = self.handbook.clone();
        let words = self.todays_words(self.audience);
        let later = |date: Option<Date>| date.is_none_or(|date| date > self.handbook.today);
        let texts = self.handbook.past.iter().map(|past| (past.age, past.date));
        let texts = texts.chain(self.handbook.past_data.iter().map(|past| (past.age, past.date)));
        let age = texts.filter(|(_, date)| later(*date)).map(|(age, _)| age + 1).max().unwrap_or(1);
        let holds = |text: &str| self.filter.holds(&plain(text, &words, true), age);
        let any = |texts: &[Option<&String>]| texts.iter().flatten().any(|text| holds(text));
        let data = Arc::make_mut(&mut handbook.data);
        data.people.retain(|_, one| {
            !any(&[Some(&one.role), one.name.as_ref(), one.contact.as_ref(), one.answers_within.as_ref()])
        });
        data.goals.retain(|_, one| !any(&[Some(&one.title), one.text.as_ref()]));
        data.touchpoints.retain(|_, one| !any(&[Some(&one.title), one.text.as_ref()]));
        data.facts.retain(|_, one| !holds(&one.title));
        for fact in data.facts.values_mut() {
            fact.values.retain(|value| !holds(&value.value));
        }
        let glossary = Arc::make_mut(&mut handbook.glossary);
        if let Some(text) = &glossary.text {
            for definition in redact(text, self.audience, self.audiences.all(), self.private).definitions() {
                if holds(&definition.word) || self.filter.holds(&definition.text.shown(&words, true), age) {
                    let terms = glossary.terms.iter_mut().filter(|term| term.word == definition.word);
                    terms.for_each(|term| term.readers = self.private);
                }
            }
        }
        Some(handbook)
    }

    pub(super) fn todays_words(&self, audience: AudienceId) -> TodaysWords<'_> {
        TodaysWords { handbook: self.handbook, audience }
    }

    /// The shingles that the audience would read in an old text, if nothing were withheld but what it withholds itself.
    fn old_shingles(&self, policy: &Arc<Policy>) -> Arc<[u64]> {
        let key = (ByAddress::of(policy), self.quotable(&policy.file.text), self.reader());
        self.memo.filter.old.get(key, |(policy, ..)| {
            let mut found = Vec::new();
            let words = self.todays_words(self.audience);
            self.each_text(&policy.0, self.audience, &words, true, |text| {
                old_shingles(text, |shingle| found.push(shingle));
            });
            found.sort_unstable();
            found.dedup();
            found.into()
        })
    }

    /// Hands out each text of a policy that an audience reads, with facts and titles as someone knows them.
    fn each_text(
        &self,
        policy: &Arc<Policy>,
        audience: AudienceId,
        words: &TodaysWords<'_>,
        with_titles: bool,
        mut each: impl FnMut(&str),
    ) {
        if !policy.readers.contains(audience) {
            return;
        }
        for text in policy.front.prose(self.audiences, |readers| readers.contains(audience)) {
            each(&plain(text, words, with_titles));
        }
        if audience == self.audience {
            each(&self.redacted(policy).shown(words, with_titles));
        } else {
            each(&redact(&policy.text, audience, policy.readers, self.private).shown(words, with_titles));
        }
    }
}

/// A text of the front matter or a data file without its marks.
fn plain<'t>(text: &'t str, words: &TodaysWords<'_>, with_titles: bool) -> Cow<'t, str> {
    if text.contains(['*', '_', '`', '[', '<', '&', '{', '\\', '#', '|', '~', '!', '\n']) {
        Cow::Owned(markdown::shown(text, Dialect::Prose, words, with_titles))
    } else {
        Cow::Borrowed(text)
    }
}

/// Hands out the texts of people, facts, goals, touchpoints, the mission and the glossary that an audience may read.
fn each_text_of_data(
    (data, glossary): (&DataFiles, &Glossary),
    audiences: &Audiences,
    audience: AudienceId,
    words: &TodaysWords<'_>,
    mut each: impl FnMut(&str),
) {
    let mut out: Vec<Option<&String>> = Vec::new();
    for person in data.people.values().filter(|person| person.readers.contains(audience)) {
        out.extend([Some(&person.role), person.name.as_ref(), person.contact.as_ref(), person.answers_within.as_ref()]);
    }
    for fact in data.facts.values().filter(|fact| fact.readers.contains(audience)) {
        out.push(Some(&fact.title));
        out.extend(fact.values.iter().filter(|value| value.readers.contains(audience)).map(|value| Some(&value.value)));
    }
    for goal in data.goals.values().filter(|goal| goal.readers.contains(audience)) {
        out.extend([Some(&goal.title), goal.text.as_ref()]);
    }
    for touchpoint in data.touchpoints.values().filter(|touchpoint| touchpoint.readers.contains(audience)) {
        out.extend([Some(&touchpoint.title), touchpoint.text.as_ref()]);
    }
    out.push(data.mission.as_ref().filter(|_| audience == audiences.most_private()));
    out.into_iter().flatten().for_each(|text| each(&plain(text, words, true)));
    let Some(text) = &glossary.text else { return };
    for definition in redact(text, audience, audiences.all(), audiences.private()).definitions() {
        let mut terms = glossary.terms.iter().filter(|term| term.word == definition.word);
        if terms.any(|term| term.readers.contains(audience)) {
            each(&definition.word);
            each(&definition.text.shown(words, true));
        }
    }
}
