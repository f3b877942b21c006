//! The rebuilder: one thread that looks at what changed, runs the pipeline and shows the result; a second one says what is wrong.
//!
//! In: messages that something may have changed, and the day that was picked. Out: snapshots in the shared state. What always
//! holds: what is shown is a whole handbook; a save that changes nothing makes no window reload; what is wrong never holds up
//! what is shown.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::check::{Check, check_all};
use super::debounce::{Debounce, Message};
use super::findings::Findings;
use super::history;
use super::last_good::LastGood;
use super::panics::catch_panic;
use super::settings::{Event, Settings};
use super::snapshot::Snapshot;
use super::state::State;
use super::watch::Watch;
use crate::config::ArchiveSettings;
use crate::diagnostic::Diagnostics;
use crate::error::Result;
use crate::handbook::{Archive, Handbook};
use crate::pipeline::{self, Day, Memo};
use crate::render::Theme;
use crate::source::{Changes, SourceTree, Vfs};

/// The longest time from the first message to a look, however many more come.
const LONGEST_DEBOUNCE: Duration = Duration::from_millis(500);
/// The time in which a file that is gone or empty may come back.
const DOUBT: Duration = Duration::from_millis(400);
/// What is said of a shallow clone that book.toml does not accept.
const SHALLOW: &str = "this is a shallow clone, without its older commits, so it is not known what was in force before them: \
     `git fetch --unshallow` fetches them; to go on without them, write `[history]` with `allow_shallow = true` in book.toml";
/// How often all files are looked at, and the day is asked for, when nothing else happens: a hint can be lost.
const LOOK_INTERVAL: Duration = Duration::from_secs(3);
/// How soon after a hint all files are looked at: a folder may have been filled before it was watched.
const LOOK_AFTER_HINT: Duration = Duration::from_millis(250);
/// Looking at all files takes at most one part in so many of the time.
const LOOK_SHARE: u32 = 50;

/// Runs the pipeline after every change.
pub(super) struct Rebuilder {
    settings: Arc<Settings>,
    state: Arc<State>,
    vfs: Option<Vfs>,
    last_good: LastGood,
    memo: Arc<Memo>,
    /// Whether the repository is a shallow clone.
    shallow: bool,
    archive: Arc<Archive>,
    /// The same with the words that are erased from what is shown.
    repository: Arc<Archive>,
    /// The names of the texts that change logs ask for, and were read.
    named: BTreeSet<String>,
    /// What was erased.
    erased: ArchiveSettings,
    theme: Option<Arc<Theme>>,
    /// The name, the language and the accent that the theme was loaded with.
    theme_settings: Option<(Option<String>, String, Option<String>)>,
    day: Day,
    /// The handbook as its files have it, and as it stands on its day.
    current: Option<(Arc<Handbook>, Arc<Handbook>)>,
    /// Why the files cannot be read.
    trouble: Option<String>,
    /// What is wrong with the theme.
    theme_trouble: Option<String>,
    /// Why the picked day of the past cannot be shown as it was.
    day_trouble: Option<String>,
    rx: Receiver<Message>,
    tx: Sender<Message>,
    watch: Option<Watch>,
    /// When all files are looked at again.
    next_look: Instant,
    /// How long the last look took, without what was made of it.
    look_took: Duration,
    checks: Sender<Check>,
}

impl Rebuilder {
    /// Reads the handbook for the first time and shows it, if there is anything to show.
    pub(super) fn open(settings: Arc<Settings>, state: Arc<State>, tx: Sender<Message>, rx: Receiver<Message>) -> Self {
        let (checks, asked) = mpsc::channel();
        let (own, theirs) = (Arc::clone(&state), Arc::clone(&settings));
        thread::spawn(move || check_all(&asked, &own, &theirs));
        let day = Day::Today((settings.today)());
        let mut rebuilder = Self {
            settings,
            state,
            vfs: None,
            last_good: LastGood::default(),
            memo: Arc::default(),
            shallow: false,
            archive: Arc::new(Archive::unread()),
            repository: Arc::new(Archive::unread()),
            named: BTreeSet::new(),
            erased: ArchiveSettings::default(),
            theme: None,
            theme_settings: None,
            day,
            current: None,
            trouble: None,
            theme_trouble: None,
            day_trouble: None,
            rx,
            tx,
            watch: None,
            next_look: Instant::now() + LOOK_INTERVAL,
            look_took: Duration::ZERO,
            checks,
        };
        rebuilder.watch();
        let tx = rebuilder.tx.clone();
        let on_history = move |history| tx.send(Message::History(Box::new(history))).is_ok();
        history::follow(&rebuilder.settings.root, Arc::clone(&rebuilder.state), on_history);
        let first = catch_panic(|| rebuilder.look(&Debounce::of_everything(), true, Instant::now()));
        if let Err(message) = first {
            rebuilder.recover(&message);
        }
        rebuilder
    }

    /// Watches the folder, from the top. Where the system cannot, the files are polled.
    fn watch(&mut self) {
        self.watch = None;
        let tx = self.tx.clone();
        // The rebuilder may have ended by the time that the last hint comes.
        let on_hint = move |hint| drop(tx.send(Message::Hint(hint)));
        if !self.settings.poll {
            match Watch::native(&self.settings.root, on_hint.clone()) {
                Ok(watch) => return self.watch = Some(watch),
                Err(why) => (self.settings.on_event)(Event::NotWatched(why)),
            }
        }
        self.watch = Watch::polling(&self.settings.root, on_hint).ok();
    }

    /// Works until it is told to stop. After a panic what was shown before stays, and the next change starts from nothing.
    pub(super) fn work(mut self) {
        loop {
            match catch_panic(|| self.turn()) {
                Ok(true) => {}
                Ok(false) => return,
                Err(message) => self.recover(&message),
            }
        }
    }

    fn recover(&mut self, message: &str) {
        self.memo = Arc::default();
        self.current = None;
        self.theme_settings = None;
        self.next_look = Instant::now() + LOOK_INTERVAL;
        self.state.add_panic(format!("what was saved cannot be shown, since the program failed: {message}"));
    }

    /// Waits for a change and shows it. Returns false when there is nothing to wait for any more.
    fn turn(&mut self) -> bool {
        let mut debounce = Debounce::default();
        match self.rx.recv_timeout(self.next_look.saturating_duration_since(Instant::now())) {
            Ok(message) => debounce.add(message),
            Err(RecvTimeoutError::Timeout) => debounce.anything = true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        let begun = Instant::now();
        if debounce.hinted {
            self.gather(&mut debounce, begun);
        }
        if debounce.stop {
            return false;
        }
        if let Some(history) = debounce.history.take() {
            let shallow = history.is_shallow;
            let archive = Archive::new(*history);
            if archive != *self.repository || shallow != self.shallow {
                self.shallow = shallow;
                self.repository = Arc::new(archive);
                self.named.clear();
                self.erase(&self.erased.clone());
                debounce.other = true;
            }
        }
        let day = self.day();
        if day != self.day {
            self.day = day;
            debounce.other = true;
        }
        if debounce.is_quiet() && !debounce.other {
            return true;
        }
        if debounce.folder {
            self.watch();
        }
        let changed = self.settle(&mut debounce, begun);
        let is_unhinted = changed && !debounce.hinted && !debounce.other;
        if is_unhinted {
            // Something happened without a hint: a folder came and was filled before it was watched.
            self.watch();
        }
        let now = Instant::now();
        if debounce.hinted || is_unhinted {
            self.next_look = self.next_look.min(now + LOOK_AFTER_HINT);
        } else if debounce.anything {
            self.next_look = now + LOOK_INTERVAL.max(self.look_took * LOOK_SHARE);
        }
        true
    }

    /// The day that is shown: one of the past as it was, one that lies ahead as it is seen from here.
    fn day(&self) -> Day {
        let today = (self.settings.today)();
        match self.state.shown().day {
            Some(day) if day < today => Day::AsOf { day, today },
            Some(day) => Day::Today(day),
            None => Day::Today(today),
        }
    }

    /// Takes in further messages until none has come for a while.
    fn gather(&mut self, debounce: &mut Debounce, begun: Instant) {
        loop {
            let left = LONGEST_DEBOUNCE.saturating_sub(begun.elapsed());
            match self.rx.recv_timeout(debounce.quiet().min(left)) {
                Ok(message) if !left.is_zero() => debounce.add(message),
                Ok(message) => return debounce.add(message),
                Err(_) => return,
            }
        }
    }

    /// Looks until no file is in doubt. Returns whether anything changed.
    fn settle(&mut self, debounce: &mut Debounce, begun: Instant) -> bool {
        let doubted = Instant::now();
        loop {
            let believe = doubted.elapsed() >= DOUBT;
            if let Some(changed) = self.look(debounce, believe, begun) {
                return changed;
            }
            if let Ok(message) = self.rx.recv_timeout(Duration::from_millis(4)) {
                debounce.add(message);
            }
            if debounce.stop {
                // Once more, for the loop that waits for it.
                let _ = self.tx.send(Message::Stop);
                return false;
            }
        }
    }

    /// Looks at the files once, and shows what changed. Returns whether anything did; `None` when a file is in doubt.
    fn look(&mut self, debounce: &Debounce, believe: bool, begun: Instant) -> Option<bool> {
        let look_began = Instant::now();
        let looked = match &mut self.vfs {
            None => Vfs::open(&self.settings.root).map(|vfs| {
                self.vfs = Some(vfs);
                Changes::default()
            }),
            Some(vfs) if debounce.anything => vfs.look_everywhere(believe),
            Some(vfs) => vfs.look(&debounce.paths, believe),
        };
        self.look_took = look_began.elapsed();
        let (changes, trouble) = match looked {
            Ok(changes) if changes.doubtful => return None,
            // A file that was listed and is gone a moment later is being replaced.
            Err(_) if !believe => return None,
            Ok(changes) => (changes, None),
            Err(error) => (Changes::default(), Some(error.to_string())),
        };
        let other_trouble = self.trouble != trouble;
        self.trouble = trouble;
        let first = self.state.shown().snapshot.is_none();
        if changes.changed.is_empty() && !debounce.other && !other_trouble && !first {
            return Some(false);
        }
        self.run(changes, begun);
        Some(true)
    }

    /// Runs the pipeline, shows what comes out, and has it checked.
    fn run(&mut self, changes: Changes, begun: Instant) {
        let Some(vfs) = &self.vfs else {
            let troubles = self.trouble.clone().into_iter().collect();
            self.state.set_findings(Findings::new(&[], &SourceTree::default(), troubles));
            return;
        };
        let (tree, mut found) = (Arc::clone(vfs.tree()), vfs.diagnostics());
        let is_first = self.state.shown().revision.pages == 0;
        let restored = self.last_good.restore(&tree, &self.memo.parsed);
        let mut assembled = Diagnostics::default();
        if let Some(written) = pipeline::assemble(&restored.tree, self.day.date(), &self.memo, &mut assembled) {
            self.show(written, changes.changed.iter().any(|name| name.starts_with("themes/")));
        }
        self.memo.drop_unused();
        found.merge(restored.found);
        for diagnostic in assembled.iter().filter(|diagnostic| !restored.stale.contains(&diagnostic.file)) {
            found.push(diagnostic.clone());
        }
        let (written, shown) = self.current.clone().unzip();
        let troubles = self.trouble.iter().chain(&self.theme_trouble).chain(&self.day_trouble).cloned();
        let shallow = written.as_ref().filter(|written| self.shallow && !written.config.allow_shallow);
        let troubles = troubles.chain(shallow.map(|_| SHALLOW.to_owned())).collect();
        let check = Check {
            handbook: written,
            shown,
            snapshot: self.state.shown().snapshot.clone(),
            archive: Arc::clone(&self.archive),
            tree,
            found,
            stale: restored.stale,
            troubles,
            change: (!is_first).then(|| (changes.changed.into_iter().collect(), begun.elapsed())),
        };
        // The thread that checks ends with this one.
        let _ = self.checks.send(check);
    }

    /// Takes in the texts that change logs name, which are read when others are named. Returns whether they are others.
    fn declare(&mut self, written: &Handbook) -> bool {
        let named = self.repository.sources_named(written);
        if named.is_empty() && self.named.is_empty() {
            return false;
        }
        let sources = if named == self.named {
            self.repository.sources.clone()
        } else {
            crate::history::sources(&self.settings.root, &named)
        };
        self.named = named;
        let known = self.repository.declaring(written, sources);
        let is_new = known.is_some();
        if let Some(repository) = known {
            self.repository = Arc::new(repository);
        }
        is_new
    }

    /// Takes the words that are erased out of the history.
    fn erase(&mut self, settings: &ArchiveSettings) {
        self.archive = Arc::new(Archive::clone(&self.repository).erased(settings));
        self.erased = settings.clone();
    }

    /// Shows a handbook, unless it is the one that is shown.
    fn show(&mut self, written: Handbook, theme_changed: bool) {
        let before = self.theme.clone();
        if self.declare(&written) || written.config.archive != self.erased {
            self.erase(&written.config.archive);
        }
        let error = self.load_theme(&written, theme_changed).err();
        self.theme_trouble = error.map(|error| error.to_string());
        let Some(theme) = &self.theme else { return };
        self.day_trouble = None;
        let shown = match self.day {
            Day::AsOf { day, today } if self.archive.first_day().is_some_and(|first| first <= day) => {
                pipeline::as_of(&written, &self.archive, day, today)
            }
            Day::AsOf { day, .. } => {
                self.day_trouble = Some(format!(
                    "the repository cannot tell what the handbook was on {day}; the files of now are shown, by their dates"
                ));
                written.clone().in_force(&self.archive, true, &self.memo.handbook)
            }
            Day::Today(_) => written.clone().in_force(&self.archive, false, &self.memo.handbook),
        };
        let same_theme = before.is_some_and(|before| Arc::ptr_eq(&before, theme));
        if same_theme && self.current.as_ref().is_some_and(|(_, current)| current.is_same(&shown)) {
            return;
        }
        let is_first = self.current.is_none();
        let (written, shown) = (Arc::new(written), Arc::new(shown));
        let snapshot = Snapshot::new(Arc::clone(&shown), Arc::clone(theme), Arc::clone(&self.memo));
        self.state.show(Arc::new(snapshot));
        self.current = Some((written, shown));
        if is_first {
            self.plan_ahead();
        }
    }

    /// Plans the site of every edition on a thread of its own, so that whoever opens one for the first time need not wait. Each is
    /// planned from what is shown by then.
    fn plan_ahead(&self) {
        let state = Arc::clone(&self.state);
        thread::spawn(move || {
            let mut at = 0;
            while let Some(shown) = state.shown().snapshot.filter(|shown| at < shown.editions().len()) {
                shown.site_at(at);
                at += 1;
            }
        });
    }

    /// Loads the theme when it may be another; the last one stays when it is broken.
    fn load_theme(&mut self, handbook: &Handbook, changed: bool) -> Result<()> {
        let config = &handbook.config;
        let wanted = (config.theme.clone(), config.language.clone(), config.site.accent.clone());
        if self.theme.is_some() && !changed && self.theme_settings.as_ref() == Some(&wanted) {
            return Ok(());
        }
        let loaded = pipeline::theme(config, Some(&self.settings.root));
        self.theme_settings = loaded.is_ok().then_some(wanted);
        match loaded {
            Ok(theme) => self.theme = Some(theme),
            Err(error) => {
                if self.theme.is_none() {
                    self.theme = Theme::load(None, None, &config.language, None).ok().map(Arc::new);
                }
                return Err(error);
            }
        }
        Ok(())
    }
}
