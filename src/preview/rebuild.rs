//! The desk: one thread that hears hints, looks, and shows what changed; and a second one that says what is wrong with it.
//!
//! In: hints, and the day that was picked. Out: snapshots in the shared state. What always holds: what is shown is a handbook
//! that was read whole; a save that changes nothing is not told; what is wrong never holds up what is shown.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::check::{Check, check_all};
use super::debounce::{Debounce, Message};
use super::findings::Findings;
use super::history::{self, PreviewHistory};
use super::panics::catch_panic;
use super::snapshot::Snapshot;
use super::state::State;
use super::watch::Watch;
use super::{Event, Settings};
use crate::error::Result;
use crate::handbook::Handbook;
use crate::pipeline::{Day, Memo};
use crate::render::Theme;
use crate::source::{Changes, SourceTree, Vfs};

/// However busy the folder, it is looked at so often.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// For so long a file that is gone or empty may come back.
const DOUBT: Duration = Duration::from_millis(120);
/// How often all files are looked at, and the day is asked for, when nothing else happens: a hint can be lost.
const LOOK_INTERVAL: Duration = Duration::from_secs(3);
/// How soon after a hint all files are looked at: a folder may have been filled before it was watched.
const LOOK_AFTER_HINT: Duration = Duration::from_millis(250);
/// Looking at all files takes at most one part in so many of the time.
const LOOK_SHARE: u32 = 50;

/// The desk.
pub(super) struct Rebuilder {
    settings: Arc<Settings>,
    state: Arc<State>,
    vfs: Option<Vfs>,
    memo: Memo,
    past: PreviewHistory,
    theme: Option<Arc<Theme>>,
    theme_of: Option<(Option<String>, String, Option<String>)>,
    day: Day,
    /// The handbook as its files have it, and as it stands on its day.
    current: Option<(Arc<Handbook>, Arc<Handbook>)>,
    /// What cannot be read.
    trouble: Option<String>,
    /// What is wrong with the theme.
    theme_trouble: Option<String>,
    rx: Receiver<Message>,
    say: Sender<Message>,
    watch: Option<Watch>,
    /// When all files are looked at again.
    next_look: Instant,
    checks: Sender<Check>,
}

impl Rebuilder {
    /// Reads the handbook for the first time and shows it, if there is anything to show.
    pub(super) fn open(
        settings: Arc<Settings>,
        state: Arc<State>,
        say: Sender<Message>,
        rx: Receiver<Message>,
    ) -> Self {
        let (checks, asked) = mpsc::channel();
        let (own, theirs) = (Arc::clone(&state), Arc::clone(&settings));
        thread::spawn(move || check_all(&asked, &own, &theirs));
        let day = Day::Today((settings.today)());
        let mut rebuilder = Self {
            settings,
            state,
            vfs: None,
            memo: Memo::default(),
            past: PreviewHistory::default(),
            theme: None,
            theme_of: None,
            day,
            current: None,
            trouble: None,
            theme_trouble: None,
            rx,
            say,
            watch: None,
            next_look: Instant::now() + LOOK_INTERVAL,
            checks,
        };
        rebuilder.watch();
        let say = rebuilder.say.clone();
        let on_history = move |history| say.send(Message::History(Box::new(history))).is_ok();
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
        let say = self.say.clone();
        // The rebuilder may have ended by the time that the last hint comes.
        let on_hint = move |hint| drop(say.send(Message::Hint(hint)));
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
        self.memo = Memo::default();
        self.current = None;
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
            debounce.other |= self.past.replace(*history);
        }
        let day = self.day();
        if day != self.day {
            self.day = day;
            debounce.other = true;
        }
        if debounce.is_quiet() && !debounce.other {
            return true;
        }
        let changed = self.settle(&mut debounce, begun);
        if changed && !debounce.hinted && !debounce.other {
            // Something happened without a hint: a folder came and was filled before it was watched.
            self.watch();
        }
        let now = Instant::now();
        if debounce.hinted {
            self.next_look = self.next_look.min(now + LOOK_AFTER_HINT);
        } else if debounce.anything {
            self.next_look = now + LOOK_INTERVAL.max((now - begun) * LOOK_SHARE);
        }
        true
    }

    /// The day that is shown: one of the past as it was, one that lies ahead as it is seen from here.
    fn day(&self) -> Day {
        let today = (self.settings.today)();
        match self.state.shown().day {
            Some(day) if day < today => Day::AsOf(day),
            Some(day) => Day::Today(day),
            None => Day::Today(today),
        }
    }

    /// Hears what more there is until it is quiet.
    fn gather(&mut self, debounce: &mut Debounce, begun: Instant) {
        loop {
            let left = LONGEST_BURST.saturating_sub(begun.elapsed());
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
                // Event again to whoever waits for it.
                let _ = self.say.send(Message::Stop);
                return false;
            }
        }
    }

    /// Looks once, and shows what changed; whether anything did. `None` in doubt.
    fn look(&mut self, debounce: &Debounce, believe: bool, begun: Instant) -> Option<bool> {
        let taken = match &mut self.vfs {
            None => Vfs::open(&self.settings.root).map(|vfs| {
                self.vfs = Some(vfs);
                Changes::default()
            }),
            Some(files) if debounce.anything => files.look_everywhere(believe),
            Some(files) => files.look(&debounce.paths, believe),
        };
        let (look, trouble) = match taken {
            Ok(look) if look.doubtful => return None,
            // A file that was listed and is gone a moment later is being replaced.
            Err(_) if !believe => return None,
            Ok(look) => (look, None),
            Err(error) => (Changes::default(), Some(error.to_string())),
        };
        let other_trouble = self.trouble != trouble;
        self.trouble = trouble;
        let first = self.state.shown().snapshot.is_none();
        if look.changed.is_empty() && !debounce.other && !other_trouble && !first {
            return Some(false);
        }
        self.show(look, begun, debounce.other);
        Some(true)
    }

    /// Shows what changed; then has it checked. `other` when not files alone are others: the day, the history.
    fn show(&mut self, look: Changes, begun: Instant, other: bool) {
        let Some(files) = &self.vfs else {
            let troubles = self.trouble.clone().into_iter().collect();
            self.state.set_findings(Findings::new(&[], &SourceTree::default(), troubles));
            return;
        };
        let (tree, mut found) = (Arc::clone(files.tree()), files.diagnostics());
        let is_first = self.state.shown().revision.pages == 0;
        let again = if other { None } else { self.show_again(&tree, &look) };
        if again.is_none() {
            self.show_anew(&tree, &look);
        }
        let change = (!is_first).then(|| (look.changed.into_iter().collect(), begun.elapsed()));
        found.merge(self.memo.found());
        let (written, shown) = self.current.clone().unzip();
        let check = Check {
            handbook: written,
            shown,
            archive: self.past.archive(),
            tree,
            found,
            stale: self.memo.stale(),
            troubles: self.trouble.iter().chain(&self.theme_trouble).cloned().collect(),
            change,
        };
        // The thread that checks ends with this one.
        let _ = self.checks.send(check);
    }

    /// Shows other texts of some policies, where nothing else is another: what that costs does not grow with the handbook.
    fn show_again(&mut self, tree: &SourceTree, look: &Changes) -> Option<()> {
        let (written, shown) = self.current.as_ref()?;
        let fresh = self.memo.reload(tree, &look.changed)?;
        if fresh.is_empty() {
            return Some(());
        }
        let (written, _) = written.replaced(&fresh)?;
        let (shown, changed) = shown.replaced(&fresh)?;
        let (written, shown) = (Arc::new(written), Arc::new(shown));
        let snapshot = self.state.shown().snapshot?.after(Arc::clone(&shown), &changed);
        self.state.show(Arc::new(snapshot));
        self.current = Some((written, shown));
        Some(())
    }

    /// Puts the handbook together and shows it.
    fn show_anew(&mut self, tree: &SourceTree, look: &Changes) {
        let Some(written) = self.memo.load(tree, self.day.date()).map(Arc::new) else { return };
        let error = self.load_theme(&written, look.changed.iter().any(|name| name.starts_with("themes/"))).err();
        self.theme_trouble = error.map(|error| error.to_string());
        let Some(theme) = &self.theme else { return };
        let as_of = matches!(self.day, Day::AsOf(_));
        let shown = Arc::new(self.past.bring(Handbook::clone(&written), as_of));
        self.state.show(Arc::new(Snapshot::new(Arc::clone(&shown), Arc::clone(theme))));
        // Whoever switches to another edition for the first time need not wait for it. Each is laid out as it is shown by then.
        let state = Arc::clone(&self.state);
        thread::spawn(move || {
            let mut at = 0;
            while let Some(shown) = state.shown().snapshot.filter(|shown| at < shown.editions().len()) {
                shown.site_at(at);
                at += 1;
            }
        });
        self.current = Some((written, shown));
    }

    /// Loads the theme when it may be another; the last one stays when it is broken.
    fn load_theme(&mut self, handbook: &Handbook, changed: bool) -> Result<()> {
        let config = &handbook.config;
        let wanted = (config.theme.clone(), config.language.clone(), config.site.accent.clone());
        if self.theme.is_some() && !changed && self.theme_of.as_ref() == Some(&wanted) {
            return Ok(());
        }
        let root = self.settings.root.as_path();
        let loaded = Theme::load(Some(root), config.theme.as_deref(), &config.language, config.site.accent.as_deref());
        self.theme_of = loaded.is_ok().then_some(wanted);
        match loaded {
            Ok(theme) => self.theme = Some(Arc::new(theme)),
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
