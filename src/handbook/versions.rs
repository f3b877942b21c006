//! Which version of each policy is in force on a day, which went before, and which lie ahead.
//!
//! In: the handbook as its files have it, and its history. Out: the handbook as it stands on its day. What always holds:
//! versions are in the order of the days on which they come into force, and among equals in that of the repository; a day that
//! nobody wrote down is never guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::archive::{Archive, parse_policy};
use super::declared::Declared;
use super::names::Successors;
use super::past_data::{self, PastData, SaidMemo};
use super::{AssembleMemo, Glossary, Handbook, Inputs, Memo, PolicyIndex, assemble_with};
use crate::config::{Audiences, Readers};
use crate::diagnostic::Diagnostics;
use crate::history::{self, FileText};
use crate::index_vec::ListIndex;
use crate::memo::{self, ByAddress, Settled};
use crate::policy::{FrontMatter, Policy, Status};
use crate::text::{ContentPath, page_address, slug};

/// One issue of a policy.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub number: String,
    /// The first day on which it is, or was to be, in force, where somebody said so.
    pub effective: Option<Date>,
    /// The policy as this version has it.
    pub policy: Arc<Policy>,
    /// Whether its front matter can be read.
    pub readable: bool,
    /// How old its text is; 0 when it is what the file says now.
    pub age: usize,
    /// The erasures that took something out of its texts, by their places in the settings.
    pub erased: BTreeSet<usize>,
    /// The policy with the words that were erased, where any were: the ledger recorded it so. Nothing that is published is made of it.
    pub whole: Option<Arc<Policy>>,
    /// Its earlier texts with those words.
    pub earlier_whole: Vec<Arc<Policy>>,
    /// Whether nothing is known of it but its text, which was written for another tool.
    pub text_alone: bool,
}

/// A text that a policy or page had once.
#[derive(Debug, Clone)]
pub struct PastText {
    /// How old it is: 1 for the newest commit, one more for each commit before. What a file says now is of age 0.
    pub age: usize,
    /// The day of the commit.
    pub date: Option<Date>,
    /// What it said.
    pub policy: Arc<Policy>,
    /// Whether it says who may read it: front matter that cannot be read does not.
    pub readable: bool,
}

impl PastText {
    /// Its front matter, and the day of its commit.
    pub(super) fn dated_front(&self) -> (Option<Date>, &FrontMatter) {
        (self.date, &self.policy.front)
    }
}

/// How old a text is that the repository knows by no id: older than all others, so that each of them may keep something from it.
const OLDEST: usize = usize::MAX;

/// A text of a file, and what it is parsed with.
type UnparsedText = (ByAddress<FileText>, ByAddress<Audiences>, ByAddress<Glossary>);

/// A version of the repository, how many of its texts are too new, and what it is parsed with.
type UnparsedVersion = (ByAddress<history::Version>, usize, ByAddress<Audiences>, ByAddress<Glossary>);

/// A version whose text the change log names, and what it is parsed with.
type UnparsedDeclared = (ByAddress<Declared>, ByAddress<Audiences>, ByAddress<Glossary>);

/// The versions of an id that the repository has, oldest first, the policy that bears the id now, and the last day on which it was
/// there.
type VersionsOfId = (Vec<ByAddress<Version>>, Option<ByAddress<Policy>>, Date);

/// What is kept from one handbook with its history to the next.
#[derive(Debug, Default)]
pub(super) struct HistoryMemo {
    /// Versions of the repository, parsed.
    parsed: memo::Memo<UnparsedVersion, Arc<Version>>,
    /// Versions whose texts the change log names, parsed.
    declared: memo::Memo<UnparsedDeclared, Arc<Version>>,
    /// Texts of the repository, parsed.
    past: memo::Memo<UnparsedText, Option<Arc<Policy>>>,
    /// Texts of data files and the glossary, parsed.
    said: SaidMemo,
    /// The versions of an id in order: those of the repository, and the one that the file has.
    ordered: memo::Memo<VersionsOfId, Arc<Versions>>,
    /// Versions in force, at the paths that their files have now.
    moved: memo::Memo<(ByAddress<Policy>, ByAddress<Policy>), Arc<Policy>>,
    /// The successors of each id, those whose files have gone among them.
    superseded: Settled<Successors>,
}

impl HistoryMemo {
    pub(super) fn drop_unused(&self) {
        self.parsed.drop_unused();
        self.declared.drop_unused();
        self.past.drop_unused();
        self.said.drop_unused();
        self.ordered.drop_unused();
        self.moved.drop_unused();
    }
}

/// The versions of one id.
#[derive(Debug, Clone)]
pub struct Versions {
    /// In the order of their effect, oldest first.
    pub all: Vec<Arc<Version>>,
    /// The one in force, by its place; `None` while all lie ahead.
    pub in_force: Option<usize>,
}

/// A policy whose file has gone.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// What it said last.
    pub last: Arc<Policy>,
    /// The day on which it went.
    pub gone: Option<Date>,
    /// Who could read it in the end: its last text may have been for fewer than the version that was in force.
    pub readers: Readers,
}

impl Withdrawn {
    /// A policy that said `last` when it was in force. `past` are its texts, newest first; those after `until` are of another time.
    fn of(last: &Arc<Policy>, gone: Option<Date>, past: Option<&Vec<&PastText>>, until: Option<Date>) -> Self {
        let in_time = |past: &&PastText| until.is_none_or(|until| past.date.is_some_and(|date| date <= until));
        let mut older = past.into_iter().flatten().copied();
        let newest = older.find(|past| in_time(past));
        let since = newest.and_then(|newest| newest.date).or(gone);
        let newest = newest.map(|newest| match since {
            Some(since) if newest.policy.front.is_proposal(older.map(PastText::dated_front), since) => {
                newest.policy.label
            }
            _ => newest.policy.readers,
        });
        let readers = newest.map_or(last.readers, |newest| last.readers.and(newest));
        Self { last: Arc::clone(last), gone, readers }
    }
}

impl Handbook {
    /// The handbook with its history: each policy is the version in force on the handbook's day. As of a day of the past, what
    /// came later is as if it had not been written.
    #[must_use]
    pub fn in_force(self, archive: &Archive, as_of: bool, memo: &Memo) -> Self {
        let past = self.past(archive, &memo.history);
        let declared = self.declared_texts(archive, &memo.history);
        let past_data = past_data::of(&archive.texts, &self.config.audiences, &memo.history.said);
        let texts = texts_by_id(&past);
        let mut versions = self.versions_of(archive, as_of, &texts, &memo.history);
        // What is kept is decided by today, on a day of the past too.
        let gone_by_now = |id: &str| archive.gone.get(id).copied().flatten();
        let gone = |id: &str| self.gone(id, archive, as_of).or_else(|| gone_by_now(id).filter(|_| as_of));
        let left_out = left_out(&self, &versions, &gone);
        if as_of {
            self.leave_out_later(archive, &mut versions);
        }
        let mut policies: Vec<Arc<Policy>> = Vec::with_capacity(self.policies.len());
        let mut changed = false;
        let mut withdrawn = BTreeMap::new();
        let by_now = past.iter().filter(|past| !as_of || past.date.is_some_and(|date| date <= self.today));
        let proposals = Self::proposals_among(self.policies.iter(), by_now, &declared, self.today);
        for file in &self.policies {
            // A draft stands beside what the file said before.
            let policy = proposals.get(&file.path).and_then(Option::as_ref).unwrap_or(file);
            changed |= !Arc::ptr_eq(policy, file);
            let id = policy.front.id().filter(|_| policy.is_governed());
            let known =
                id.and_then(|id| versions.get(&id.value)).and_then(|versions| Some(&versions.all[versions.in_force?]));
            let later = policy.front.effective().is_some_and(|day| day.value > self.today);
            let is_left_out = |version: &Arc<Version>| {
                let numbers = id.and_then(|id| left_out.get(&id.value));
                numbers.is_some_and(|numbers| numbers.contains(&version.number))
            };
            // Of a policy whose file has gone since, nothing is kept longer than that.
            let gone =
                id.and_then(|id| Some((gone_by_now(&id.value)?, self.kept_from(&id.value, policy.path.as_str())?)));
            let is_over = gone.is_some_and(|(gone, from)| gone < from);
            if as_of && (is_over || known.is_some_and(is_left_out)) {
                changed = true;
                continue;
            }
            if as_of
                && let Some(id) = id
                && let Some(gone) = archive.absences(&id.value, self.today)
            {
                changed = true;
                let last = known.map(|version| &version.policy).or(Some(policy).filter(|_| !later));
                let entry =
                    |last| (id.value.clone(), Withdrawn::of(last, Some(gone), texts.get(&*id.value), Some(gone)));
                withdrawn.extend(last.map(entry));
                continue;
            }
            match known {
                Some(version) if !Arc::ptr_eq(&version.policy, policy) => {
                    changed = true;
                    let key = (ByAddress::of(&version.policy), ByAddress::of(policy));
                    policies.push(memo.history.moved.get(key, |(version, file)| Arc::new(version.at_place_of(file))));
                }
                None if as_of && later => changed = true,
                _ => policies.push(Arc::clone(policy)),
            }
        }
        for (id, versions) in &versions {
            if self.by_id.contains_key(id) {
                continue;
            }
            let absences = archive.absences(id, self.today).filter(|_| as_of);
            // A commit of a day to come, of a machine with a wrong clock, says of no day that it was then.
            let known = |gone: &Date| as_of || *gone <= self.today;
            let gone = absences.or_else(|| archive.gone.get(id).copied().flatten()).filter(known);
            let Some(at) = versions.in_force.or_else(|| versions.all.len().checked_sub(1)) else { continue };
            let last = &versions.all[at].policy;
            let still = as_of && versions.in_force.is_some() && gone.is_none_or(|gone| gone > self.today);
            if still {
                changed = true;
                policies.push(placed(Arc::clone(last), id, &policies));
            } else {
                withdrawn.insert(id.clone(), Withdrawn::of(last, gone, texts.get(&**id), absences));
            }
        }
        versions.retain(|id, versions| {
            let is_its_file = versions.all.first().is_some_and(|version| version.age == 0);
            versions.all.len() > 1 || is_its_file || !self.by_id.contains_key(id)
        });
        let working_copies = self.policies.to_vec();
        let mut handbook = if changed { self.with(policies, &memo.in_force) } else { self };
        if as_of {
            let facts = Arc::make_mut(&mut handbook.data).facts.values_mut();
            facts.for_each(|fact| fact.values.retain(|value| value.from <= handbook.today));
            withdrawn.retain(|_, gone| gone.gone.is_some_and(|day| day <= handbook.today));
        }
        let superseded = memo.history.superseded.same_if_equal(handbook.successors(&versions, &withdrawn, &texts));
        Self {
            as_of,
            working_copies,
            proposals,
            past,
            declared,
            past_data,
            versions: Arc::new(versions),
            left_out,
            withdrawn: Arc::new(withdrawn),
            absences: Arc::new(archive.absences.clone()),
            superseded,
            ..handbook
        }
    }

    /// Leaves out the versions that came into force after the handbook's day, one of the past.
    fn leave_out_later(&self, archive: &Archive, versions: &mut BTreeMap<String, Arc<Versions>>) {
        for (_, versions) in versions.iter_mut().filter(|(id, _)| self.gone(id, archive, true).is_none()) {
            let versions = Arc::make_mut(versions);
            versions.all.truncate(versions.in_force.map_or(0, |at| at + 1));
        }
        versions.retain(|_, versions| !versions.all.is_empty());
    }

    /// The texts that change logs name, as texts that may keep something from older ones.
    fn declared_texts(&self, archive: &Archive, memo: &HistoryMemo) -> Vec<PastText> {
        let texts = archive.declared.keys().flat_map(|id| {
            let versions = self.declared_versions(archive, id, memo).into_iter();
            versions.map(|version| {
                let age = archive.age_after(id, version.effective).unwrap_or(OLDEST - 1);
                let policy = Arc::clone(&version.policy);
                PastText { age, date: version.effective, policy, readable: version.readable }
            })
        });
        texts.collect()
    }

    /// Every text of a policy or page that the repository has, newest first.
    fn past(&self, archive: &Archive, memo: &HistoryMemo) -> Vec<PastText> {
        let parse = |text: &Arc<FileText>| {
            let key = (ByAddress::of(text), ByAddress::of(&self.config.audiences), ByAddress::of(&self.glossary));
            let policy = memo.past.get(key, |(text, audiences, glossary)| parse_text(text, audiences, glossary))?;
            Some(PastText { age: text.age + 1, date: text.date, policy, readable: text.readable })
        };
        archive.texts.par_iter().filter_map(parse).collect()
    }

    /// The same handbook of other policies.
    fn with(self, mut policies: Vec<Arc<Policy>>, memo: &AssembleMemo) -> Self {
        policies.sort_by(|a, b| a.path.cmp(&b.path));
        let Self { config, today, book, data, glossary, attachments, static_files, let_go, ledger, .. } = self;
        // What is wrong with the texts has been reported for the handbook as its files have it.
        let inputs =
            Inputs { config, today, book, policies, data, glossary, attachments, static_files, let_go, ledger };
        assemble_with(inputs, memo, &mut Diagnostics::default())
    }

    /// The day on which the last file with an id went, where none has it on the handbook's day.
    fn gone(&self, id: &str, archive: &Archive, as_of: bool) -> Option<Date> {
        let absent = archive.absences(id, self.today).filter(|_| as_of);
        let gone = || archive.gone.get(id).copied().flatten().filter(|gone| *gone <= self.today);
        absent.or_else(|| gone().filter(|_| !self.by_id.contains_key(id)))
    }

    /// The versions of every id that had more than the one that its file has, or other texts under that one, or has no file. Those that
    /// were taken back are not among them.
    fn versions_of(
        &self,
        archive: &Archive,
        as_of: bool,
        texts: &BTreeMap<&str, Vec<&PastText>>,
        memo: &HistoryMemo,
    ) -> BTreeMap<String, Arc<Versions>> {
        let ids: BTreeSet<&String> = archive.versions.keys().chain(archive.declared.keys()).collect();
        let ordered: Vec<(String, Arc<Versions>)> = ids
            .into_par_iter()
            .filter_map(|id| {
                let versions = archive.versions.get(id).map(Vec::as_slice).unwrap_or_default();
                let file = self.by_id.get(id).map(|at| &self.policies[*at]);
                let file = file.filter(|policy| policy.front.version().is_some());
                let number = file.and_then(|policy| policy.front.version()).map(|number| &number.value);
                let others = versions.iter().filter(|one| number != Some(&one.number));
                let others = others.map(|one| self.parse(one, as_of, memo));
                let texts = texts.get(&**id).map(Vec::as_slice).unwrap_or_default();
                // On a day of the past the file is no newer text than any of the repository's.
                let newest = file.filter(|_| !as_of);
                let others = others.filter(|one| !is_taken_back(one, texts, newest, self.today));
                let declared = self.declared_versions(archive, id, memo);
                let declared = declared.into_iter().filter(|one| number != Some(&one.number));
                let others: Vec<ByAddress<Version>> = declared.chain(others).map(ByAddress).collect();
                // What comes into force after its file has gone never does.
                let gone = self.gone(id, archive, as_of);
                let day = gone.and_then(|gone| gone.yesterday().ok()).unwrap_or(self.today);
                let key = (others, file.map(ByAddress::of), day);
                let changed = file.is_some_and(|file| has_other_texts(versions, file));
                (!key.0.is_empty() || changed).then(|| (id.clone(), memo.ordered.get(key, order)))
            })
            .collect();
        ordered.into_iter().collect()
    }

    /// The versions of an id whose texts its change log names, where the repository does not know them by the id.
    fn declared_versions(&self, archive: &Archive, id: &str, memo: &HistoryMemo) -> Vec<Arc<Version>> {
        let (audiences, glossary) = (ByAddress::of(&self.config.audiences), ByAddress::of(&self.glossary));
        let declared = archive.declared.get(id).into_iter().flatten();
        let parse = |one: &Arc<Declared>| {
            let key = (ByAddress::of(one), audiences.clone(), glossary.clone());
            memo.declared.get(key, |(one, audiences, glossary)| Arc::new(parse_declared(one, audiences, glossary)))
        };
        declared.map(parse).collect()
    }

    /// A version in its last text; as of a day of the past in the last that was committed by then, or in its first.
    fn parse(&self, version: &Arc<history::Version>, as_of: bool, memo: &HistoryMemo) -> Arc<Version> {
        let is_later = |date: Option<Date>| date.is_none_or(|date| date > self.today);
        let earlier = version.before.iter().map(|(date, _)| *date);
        let dates = [version.date].into_iter().chain(earlier);
        let later = if as_of { dates.take_while(|date| is_later(*date)).count() } else { 0 };
        let later = later.min(version.before.len());
        let (audiences, glossary) = (ByAddress::of(&self.config.audiences), ByAddress::of(&self.glossary));
        memo.parsed
            .get((ByAddress::of(version), later, audiences, glossary), |(version, later, audiences, glossary)| {
                Arc::new(parse(version, *later, audiences, glossary))
            })
    }

    /// Whether the handbook was made of the very same parts as another, so that the same pages come of both.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let same_policies = |one: &[Arc<Policy>], other: &[Arc<Policy>]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
        };
        let same_versions = |one: &Arc<Versions>, other: &Arc<Versions>| Arc::ptr_eq(one, other);
        let same_withdrawn = |one: &Withdrawn, other: &Withdrawn| {
            Arc::ptr_eq(&one.last, &other.last) && (one.gone, one.readers) == (other.gone, other.readers)
        };
        let same_text = |(one, other): (&PastText, &PastText)| {
            Arc::ptr_eq(&one.policy, &other.policy) && (one.age, one.date) == (other.age, other.date)
        };
        let same_data = |(one, other): (&PastData, &PastData)| {
            Arc::ptr_eq(&one.said, &other.said) && (one.age, one.date) == (other.age, other.date)
        };
        (self.today, self.as_of) == (other.today, other.as_of)
            && Arc::ptr_eq(&self.config, &other.config)
            && Arc::ptr_eq(&self.data, &other.data)
            && Arc::ptr_eq(&self.glossary, &other.glossary)
            && Arc::ptr_eq(&self.attachments, &other.attachments)
            && self.static_files == other.static_files
            && self.let_go == other.let_go
            && Arc::ptr_eq(&self.ledger, &other.ledger)
            && same_policies(&self.policies, &other.policies)
            && same_policies(&self.working_copies, &other.working_copies)
            && self.past.len() == other.past.len()
            && self.past.iter().zip(&other.past).all(same_text)
            && self.declared.len() == other.declared.len()
            && self.declared.iter().zip(&other.declared).all(same_text)
            && self.past_data.len() == other.past_data.len()
            && self.past_data.iter().zip(&other.past_data).all(same_data)
            && same_entries(&self.versions, &other.versions, same_versions)
            && same_entries(&self.withdrawn, &other.withdrawn, same_withdrawn)
            && self.absences == other.absences
    }

    /// The handbook as its files have it; `None` when that is what it is already.
    #[must_use]
    pub fn as_written(&self) -> Option<Self> {
        let same = self.policies.len() == self.working_copies.len()
            && self.policies.iter().zip(&self.working_copies).all(|(one, other)| Arc::ptr_eq(one, other));
        (!same).then(|| self.clone().with(self.working_copies.clone(), &AssembleMemo::default()))
    }

    /// The policy as its file has it now, whatever version is in force; `None` when there is no such file any more.
    #[must_use]
    pub fn working_copy_of(&self, at: PolicyIndex) -> Option<&Arc<Policy>> {
        let policy = &self.policies[at];
        // Where no file came or went in between, both lists have it at the same place.
        let same = self.working_copies.get(at.number()).filter(|copy| Arc::ptr_eq(copy, policy));
        same.or_else(|| {
            let at = self.working_copies.binary_search_by(|copy| copy.path.cmp(&policy.path)).ok()?;
            Some(&self.working_copies[at])
        })
    }
}

/// The texts of each id, newest first.
fn texts_by_id(past: &[PastText]) -> BTreeMap<&str, Vec<&PastText>> {
    let mut texts: BTreeMap<&str, Vec<&PastText>> = BTreeMap::new();
    for past in past {
        if let Some(id) = past.policy.front.id() {
            texts.entry(&id.value).or_default().push(past);
        }
    }
    texts
}

/// Whether the version that a file has was committed with another text than its own after it had come into force.
fn has_other_texts(versions: &[Arc<history::Version>], file: &Policy) -> bool {
    let Some((number, first)) = file.front.version().zip(file.front.first_day()) else { return false };
    let Some(version) = versions.iter().find(|version| version.number == number.value) else { return false };
    let is_same = version.text.as_deref() == Some(&*file.file.text);
    let is_late = !is_same || version.date.is_some_and(|date| date > first);
    is_late && (!is_same || !version.before.is_empty())
}

/// Whether a version was announced and taken back before its day: the text that followed it knows nothing of it. `texts` are those of its
/// policy, newest first, and `file` is what stands there now.
fn is_taken_back(version: &Version, texts: &[&PastText], file: Option<&Arc<Policy>>, today: Date) -> bool {
    let Some(effective) = version.effective else { return false };
    // A draft takes nothing back that it does not name.
    let is_decided = |policy: &Policy| policy.front.status() != Status::Draft;
    let newer = texts.iter().take_while(|past| past.age < version.age).filter(|past| is_decided(&past.policy)).last();
    let (next, day) = match (newer, file.filter(|file| is_decided(file))) {
        (Some(past), _) => (&past.policy, past.date.unwrap_or(today)),
        (None, Some(file)) => (file, today),
        (None, None) => return false,
    };
    let log = next.front.changes();
    let declares = |number: &str| log.iter().any(|change| change.version.value == number);
    let own = next.front.version().map(|number| number.value.as_str());
    // Whoever writes no log, or only the newest entry, says nothing of what went before.
    let keeps_log = log.iter().any(|change| Some(change.version.value.as_str()) != own);
    let is_before = next.front.first_day().is_some_and(|first| first <= effective);
    day <= effective && own != Some(&version.number) && !declares(&version.number) && (keeps_log || is_before)
}

/// Versions in their order, with the one that the file of the policy has.
fn order((others, file, today): &VersionsOfId) -> Arc<Versions> {
    let mut all: Vec<Arc<Version>> = others.iter().map(|version| Arc::clone(&version.0)).collect();
    if let Some(ByAddress(policy)) = file
        && let Some(number) = policy.front.version()
    {
        let (number, policy) = (number.value.clone(), Arc::clone(policy));
        all.push(Arc::new(Version {
            number,
            effective: policy.front.first_day(),
            policy,
            readable: true,
            age: 0,
            erased: BTreeSet::new(),
            whole: None,
            earlier_whole: Vec::new(),
            text_alone: false,
        }));
    }
    // A version without a date is as old as the one that it followed.
    let mut day = None;
    let mut keyed: Vec<(Option<Date>, Arc<Version>)> = Vec::with_capacity(all.len());
    for version in all {
        day = version.effective.or(day);
        keyed.push((day, version));
    }
    keyed.sort_by_key(|(day, _)| *day);
    let in_force = keyed
        .iter()
        .rposition(|(day, version)| day.is_none_or(|day| day <= *today) && version.policy.front.is_to_govern());
    Arc::new(Versions { all: keyed.into_iter().map(|(_, version)| version).collect(), in_force })
}

fn parse(version: &history::Version, later: usize, audiences: &Audiences, glossary: &Glossary) -> Version {
    let history::Version { number, path, age, readable, erased, whole, .. } = version;
    let read = |version: &history::Version| {
        let earlier = later.checked_sub(1).and_then(|at| Some(&*version.before.get(at)?.1));
        let text = earlier.or(version.text.as_deref()).unwrap_or_default();
        Arc::new(parse_policy(path, text, audiences, glossary))
    };
    let before = whole.iter().flat_map(|whole| &whole.before);
    let before = before.map(|(_, text)| Arc::new(parse_policy(path, text, audiences, glossary)));
    let policy = read(version);
    Version {
        number: number.clone(),
        effective: policy.front.first_day(),
        policy,
        readable: *readable,
        age: age + 1,
        erased: erased.clone(),
        whole: whole.as_deref().map(read),
        earlier_whole: before.collect(),
        text_alone: false,
    }
}

/// A version whose text the change log names.
fn parse_declared(declared: &Declared, audiences: &Audiences, glossary: &Glossary) -> Version {
    let parse = |declared: &Declared| declared.parse(audiences, glossary, &mut Diagnostics::default());
    let (policy, text_alone) = parse(declared);
    Version {
        number: policy.front.version().map(|number| number.value.clone()).unwrap_or_default(),
        effective: policy.front.first_day(),
        policy: Arc::new(policy),
        readable: true,
        age: OLDEST,
        erased: declared.erased.clone(),
        whole: declared.whole.as_deref().map(|whole| Arc::new(parse(whole).0)),
        earlier_whole: Vec::new(),
        text_alone,
    }
}

/// A policy or page as a commit has it. `None` for other files, and for those that went.
fn parse_text(text: &FileText, audiences: &Audiences, glossary: &Glossary) -> Option<Arc<Policy>> {
    let FileText { path, age: _, date: _, text, readable: _ } = text;
    let text = text.as_deref().filter(|_| history::is_policy(path))?;
    Some(Arc::new(parse_policy(path, text, audiences, glossary)))
}

fn same_entries<T>(one: &BTreeMap<String, T>, other: &BTreeMap<String, T>, same: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|((id, one), (other_id, other))| id == other_id && same(one, other))
}

/// A policy that stood where others stand by now, with a place of its own beside them.
fn placed(policy: Arc<Policy>, id: &str, others: &[Arc<Policy>]) -> Arc<Policy> {
    let address = page_address(policy.path.as_str());
    if others.iter().all(|other| page_address(other.path.as_str()) != address) {
        return policy;
    }
    let path = format!("{}/{}.md", policy.path.folder(), slug(id));
    Arc::new(Policy { path: ContentPath::new(&path), ..Policy::clone(&policy) })
}

/// The versions that are not kept, by id: their numbers.
pub type LeftOut = BTreeMap<String, BTreeSet<String>>;

/// The versions that are not kept any longer: those that were out of force before the first day of what is kept. Of a policy whose file
/// went before that day it is all of them. `gone` is the day on which the file with an id went.
fn left_out(
    handbook: &Handbook,
    all: &BTreeMap<String, Arc<Versions>>,
    gone: &dyn Fn(&str) -> Option<Date>,
) -> LeftOut {
    let mut left_out = LeftOut::new();
    if !handbook.config.archive.forgets() {
        return left_out;
    }
    for (id, versions) in all {
        let all = &versions.all;
        let Some(last) = all.last() else { continue };
        let Some(from) = handbook.kept_from(id, last.policy.path.as_str()) else { continue };
        let is_gone = gone(id).is_some_and(|gone| gone < from);
        // What is only proposed ends nothing.
        let ends = |at: usize| {
            let next = all[at + 1..].iter().find(|next| next.policy.front.is_to_govern());
            next.and_then(|next| next.effective)
        };
        let is_old = |at: usize| is_gone || ends(at).is_some_and(|end| end < from);
        let old = all.iter().enumerate().filter(|(at, _)| is_old(*at));
        let numbers: BTreeSet<String> = old.map(|(_, version)| version.number.clone()).collect();
        if !numbers.is_empty() {
            left_out.insert(id.clone(), numbers);
        }
    }
    left_out
}
