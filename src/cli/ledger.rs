//! Adds to the ledger of versions, for `build --record` and `release`.
//!
//! In: a handbook that was loaded. Out: the text of the ledger with a new entry, and the ledger that it is. What always holds: nothing
//! that was in the file is touched, and what contradicts it is recorded only with a reason.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::prompt;
use super::terminal;
use super::time_stamp;
use super::write;
use crate::check;
use crate::diagnostic::Rule;
use crate::error::{Error, Result};
use crate::ledger::{Hash, Ledger, Reason, with_entry, with_stamp};
use crate::pipeline::Loaded;
use crate::source::RELEASES;

/// Adds an entry to the ledger of a handbook, in memory. Returns the text of the file where it is another than before. With a reason,
/// what contradicts the ledger is recorded too, and is no error any more.
pub(super) fn add_entry(loaded: &mut Loaded, today: Date, reason: Option<&Reason>) -> Result<Option<String>> {
    let is_whole = loaded.note.is_none();
    let Some(handbook) = &mut loaded.handbook else { return Ok(None) };
    if !handbook.ledger.faults.is_empty() {
        return Ok(None);
    }
    let found = check::differences(handbook, is_whole, &check::LedgerMemo::default());
    if let Some(reason) = reason {
        prompt::single_line(&reason.text).map_err(|problem| Error::Usage(format!("--because: {problem}")))?;
        if found.contradictions.is_empty() {
            let message = "--because: nothing contradicts the ledger, so there is nothing to give a reason for";
            return Err(Error::Usage(message.to_owned()));
        }
        loaded.diagnostics.retain(|found| found.rule != Rule::RewrittenVersion);
    }
    let recorded = found.recorded(reason);
    if recorded.is_empty() {
        return Ok(None);
    }
    let before = loaded.tree.data.get(RELEASES).map(|file| Arc::clone(&file.text)).unwrap_or_default();
    let entry = handbook.ledger.next(today, secret()?, recorded);
    let text = with_entry(&before, &entry);
    handbook.ledger = Arc::new(Ledger::parse(&text));
    Ok(Some(text))
}

/// Asks for a time stamp of the last entry, where the handbook names a service and there is none yet. `text` is the ledger with what
/// was added. Returns the text with the time stamp; what is to be said goes to the terminal. A service that does not answer holds up
/// nothing: the next record asks again.
pub(super) fn add_time_stamp(loaded: &mut Loaded, text: Option<String>) -> Result<Option<String>> {
    let Some(handbook) = &mut loaded.handbook else { return Ok(text) };
    let (Some(service), Some(last)) = (&handbook.config.time_stamps, handbook.ledger.entries.last()) else {
        return Ok(text);
    };
    if handbook.ledger.stamps.contains_key(&last.root) {
        return Ok(text);
    }
    let stamp = match time_stamp::ask(service, last.root) {
        Ok(stamp) => stamp,
        Err(why) => {
            terminal::eprint_note(Some(&format!(
                "no time stamp: {why}; the next `greyline build --record` asks again"
            )))?;
            return Ok(text);
        }
    };
    let known = || loaded.tree.data.get(RELEASES).map(|file| file.text.to_string()).unwrap_or_default();
    let text = with_stamp(&text.unwrap_or_else(known), last.root, &stamp);
    handbook.ledger = Arc::new(Ledger::parse(&text));
    Ok(Some(text))
}

/// Writes the ledger.
pub(super) fn write_ledger(root: &Path, loaded: &Loaded, text: &str) -> Result<()> {
    let content = root.join("content");
    let file = content.join(RELEASES);
    write::ensure_inside(&content, &file)?;
    match loaded.tree.data.get(RELEASES) {
        Some(_) => write::replace_file(&file, text),
        None => write::create_file(&file, text),
    }
}

/// What nobody can guess.
fn secret() -> Result<Hash> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Usage(format!("the system gives no random numbers: {error}")))?;
    Ok(Hash::from_bytes(bytes))
}
