//! The receipt of a version: what was recorded of it, and how anybody can check that without this program.
//!
//! In: a [`Receipt`] and the words of the theme. Out: a text with the commands. What always holds: each command stands in a line of its
//! own, four spaces in, can be typed as it stands, and prints the hash that the next one begins with.

use std::fmt::Write;

use crate::edition::{Approval, Edition, Receipt};
use crate::ledger::{Hash, Opened, Step, What};
use crate::render::{Strings, recorded_text_path};

/// The ledger of the edition, which anybody may keep; empty where nothing was recorded for it.
#[must_use]
pub fn ledger(edition: &Edition) -> String {
    edition.published_ledger().map(|ledger| ledger.text()).unwrap_or_default()
}

/// The receipt of a version; nothing where the edition has none.
#[must_use]
pub fn receipt(edition: &Edition, id: &str, number: &str, address: &str, strings: &Strings) -> String {
    let Some(receipt) = edition.receipt(id, number) else { return String::new() };
    let top = edition.url.as_deref().unwrap_or("/");
    let mut out = format!("{}\n\n", strings.get("receipt.title"));
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(out, "{}: {value}", strings.get(key));
    };
    let Opened { id, version, day, what, sha256, reason, .. } = &receipt.opened;
    line("receipt.handbook", &edition.identity.title);
    let _ = edition.identity.organisation.as_ref().map(|name| line("receipt.organisation", name));
    line("receipt.edition", &edition.name);
    line(
        "receipt.policy",
        &edition.title_of_version(id, version).map_or_else(|| id.clone(), |title| format!("{title} ({id})")),
    );
    line("receipt.version", version);
    line("receipt.day", &day.map_or_else(|| strings.get("receipt.no_day").to_owned(), |day| day.to_string()));
    let end = edition.receipt_of_end(id, version);
    let unrecorded = edition.has_unrecorded_end(id, version).then(|| strings.get("receipt.end_unrecorded").to_owned());
    let ended = end.as_ref().and_then(|end| end.opened.day).map(|day| day.to_string()).or(unrecorded);
    let _ = ended.map(|ended| line("receipt.end", &ended));
    let _ = approval(edition, id, version).map(|approval| line("receipt.approved", &approval));
    let _ = (*what != What::InForce).then(|| line("receipt.what", strings.get(what_key(*what))));
    let _ = reason.as_ref().map(|reason| line("receipt.reason", reason));
    line("receipt.text", &format!("{top}{}", recorded_text_path(id, address).encoded_address()));
    let _ = sha256.map(|hash| line("receipt.sha256", &hash.to_string()));
    out.push_str(&of_entry(&receipt, top, strings));
    let _ = write!(out, "\n{}\n\n", strings.get("receipt.check"));
    out.push_str(&steps(&receipt, &edition.name, strings));
    if let Some(end) = end {
        let _ = write!(out, "\n{}\n\n", strings.get("receipt.end_title"));
        let reason = end.opened.reason.as_ref();
        let _ = reason.map(|reason| writeln!(out, "{}: {reason}", strings.get("receipt.reason")));
        let _ = write!(out, "{}\n{}", of_entry(&end, top, strings), steps(&end, &edition.name, strings));
    }
    out
}

/// The entry that recorded it.
fn of_entry(receipt: &Receipt, top: &str, strings: &Strings) -> String {
    let stamp = format!("{top}time-stamps/{}.tsr", receipt.number);
    let stamp = if receipt.has_time_stamp { &*stamp } else { strings.get("receipt.no_time_stamp") };
    let mut out = String::new();
    for (key, value) in [
        ("receipt.recorded", &*receipt.on.to_string()),
        ("receipt.entry", &receipt.number.to_string()),
        ("receipt.root", &receipt.root.to_string()),
        ("receipt.time_stamp", stamp),
    ] {
        let _ = writeln!(out, "{}: {value}", strings.get(key));
    }
    out
}

/// Who agreed to a version, when, and where that is recorded.
fn approval(edition: &Edition, id: &str, number: &str) -> Option<String> {
    let Approval { by, on, reference } = edition.approval_of_version(id, number)?;
    let role = &edition.people.get(by)?.role;
    let parts = [Some(role.clone()), on.map(|on| on.to_string()), reference.map(str::to_owned)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn what_key(what: What) -> &'static str {
    match what {
        What::InForce => "receipt.in_force",
        What::Corrected => "receipt.corrected",
        What::Reduced => "receipt.reduced",
        What::Dropped => "receipt.dropped",
        What::Ended => "receipt.ended",
        What::Resumed => "receipt.resumed",
    }
}

/// The steps from the text to the time stamp.
fn steps(receipt: &Receipt, edition: &str, strings: &Strings) -> String {
    let Receipt { on, number, before, opened, to_tree, head, salt, to_root, root, .. } = receipt;
    let Opened { id, version, day, what, seal, salt: own, sha256, reason_seal, .. } = opened;
    let dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let mut out = String::new();
    let (each_line, last) = (strings.get("receipt.step_root"), if what.is_of_end() { 2 } else { 3 });
    match (own, sha256) {
        (Some(own), Some(sha256)) => {
            let _ = writeln!(out, "1. {}\n\n    sha256sum text.txt", strings.get("receipt.step_text"));
            let _ = writeln!(out, "\n   {sha256}\n\n2. {each_line}\n");
            step(&mut out, "text", &[&own.to_string(), &sha256.to_string()], *seal);
        }
        // An end has no text.
        (Some(own), None) => {
            let _ = writeln!(out, "1. {each_line}\n");
            step(&mut out, "text", &[&own.to_string(), "-"], *seal);
        }
        _ => {
            let _ = writeln!(out, "1. {}\n\n2. {each_line}\n", strings.get("receipt.step_withheld"));
        }
    }
    let (day, reason) = (dash(day.map(|day| day.to_string())), dash(reason_seal.map(|seal| seal.to_string())));
    let mut at = receipt.leaf;
    step(&mut out, "leaf", &[id, version, &day, what.name(), &seal.to_string(), &reason], at);
    climb(&mut out, &mut at, to_tree);
    let (number, on) = (number.to_string(), on.to_string());
    let before = dash(before.map(|head| head.to_string()));
    step(&mut out, "head", &[edition, &number, &on, &before, &at.to_string()], *head);
    at = Hash::of(crate::ledger::slot_text(*salt, *head));
    step(&mut out, "slot", &[&salt.to_string(), &head.to_string()], at);
    climb(&mut out, &mut at, to_root);
    if receipt.has_time_stamp {
        let _ = writeln!(out, "\n{last}. {}\n", strings.get("receipt.step_time_stamp"));
        let _ = writeln!(out, "    openssl ts -verify -digest {root} -in {number}.tsr -CAfile authority.pem");
    } else {
        let _ = writeln!(out, "\n{last}. {}", strings.get("receipt.step_keep"));
    }
    out
}

/// The steps along a path.
fn climb(out: &mut String, at: &mut Hash, path: &[Step]) {
    for one in path {
        let up = one.up(*at);
        let (left, right) = match one {
            Step::Left(other) => (other.to_string(), at.to_string()),
            Step::Right(other) => (at.to_string(), other.to_string()),
        };
        step(out, "node", &[&left, &right], up);
        *at = up;
    }
}

/// A command that hashes the text of a step, and what it prints.
fn step(out: &mut String, name: &str, parts: &[&str], hash: Hash) {
    let quoted: Vec<String> = parts.iter().map(|part| format!("'{}'", part.replace('\'', "'\\''"))).collect();
    let _ = writeln!(out, "    printf '%s\\n' {name} {} | sha256sum\n   {hash}", quoted.join(" "));
}
