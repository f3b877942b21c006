//! What the ledger of versions says that not everybody may know: ids, reasons, and the secrets of its entries.
//!
//! In: the text of `releases.toml` and an edition. Out: pieces for the audit. What always holds: what cannot be read is withheld whole.

use super::gather::Gather;
use super::markdown::Raw;
use super::needles::Mark;
use super::value::Value;

/// Adds what the ledger says, for one edition.
pub(super) fn gather(text: &str, edition: &str, sees_all: bool, into: &mut Gather<'_>) -> Result<(), String> {
    let ledger = Value::parse_toml(text, 0)?;
    for entry in ledger.get("entries").map(Value::items).unwrap_or_default() {
        if let Some((secret, at)) = text_of(entry, "secret") {
            into.raw(Raw::of(secret, at), false, Mark::Name);
        }
        for version in entry.get("versions").map(Value::items).unwrap_or_default() {
            let recorded = version.get("texts").is_some_and(|texts| texts.get(edition).is_some());
            if let Some((id, at)) = text_of(version, "id") {
                into.name(id, at, sees_all || recorded);
            }
            let named = version.get("told").map(Value::items).unwrap_or_default();
            let told = sees_all || recorded && named.iter().any(|named| named.text() == Some(edition));
            if let Some((reason, at)) = text_of(version, "reason") {
                into.raw(Raw::of(reason, at), told, Mark::Prose);
            }
        }
    }
    Ok(())
}

fn text_of<'v>(value: &'v Value, key: &str) -> Option<(&'v str, usize)> {
    let value = value.get(key)?;
    Some((value.text()?, value.at))
}
