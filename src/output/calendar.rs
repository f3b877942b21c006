//! `reviews.ics`: a calendar of the day on which each policy is due for review (RFC 5545).

use std::fmt::Write;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::register::url;
use crate::edition::{Edition, Page, PolicyMeta};
use crate::render::Strings;
use crate::text::{SitePath, encode_percent};

/// The most bytes of a line, without its line break.
const MOST_BYTES: usize = 75;

/// The calendar of all reviews, or of one owner's. An event keeps its UID for as long as the policy keeps its id, so a calendar
/// program that reads the file again moves the event instead of adding a second one. Its time stamp is the day on which the policy last
/// changed or was reviewed.
#[must_use]
pub fn review_calendar(edition: &Edition, strings: &Strings, owner: Option<&str>) -> String {
    let mut out = String::new();
    let name = strings.get("calendar.name").replace("{handbook}", &edition.identity.title);
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", "-//Greyline//Reviews//EN");
    line(&mut out, "NAME", &escape(&name));
    line(&mut out, "X-WR-CALNAME", &escape(&name));
    for (at, page) in edition.pages.iter_enumerated() {
        if let Some(meta) =
            page.meta.as_ref().filter(|meta| !meta.standing.is_over() && (owner.is_none() || meta.owner() == owner))
        {
            event(&mut out, edition, strings, page, meta, &edition.path_of(at));
        }
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

/// What no other handbook has: where the edition is read, or a hash of what the handbook and the edition are called.
fn origin(edition: &Edition) -> String {
    if let Some(url) = &edition.url {
        let place = url.split_once("://").map_or(url.as_str(), |(_, place)| place);
        return encode_percent(place.trim_end_matches('/')).replace('/', ".");
    }
    let identity = &edition.identity;
    let parts = [&identity.title, identity.organisation.as_ref().unwrap_or(&identity.title), &edition.name];
    let names = parts.map(|part| format!("{part:?}")).concat();
    let hash =
        Sha256::digest(names.as_bytes()).iter().take(12).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    format!("{hash}.greyline")
}

/// Writes the event of a policy, if it has a day for its review.
fn event(out: &mut String, edition: &Edition, strings: &Strings, page: &Page, meta: &PolicyMeta, path: &SitePath) {
    let Some(due) = meta.review_date() else { return };
    let basic = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let name = meta.id().unwrap_or(&page.address);
    let title = match meta.id() {
        Some(id) => format!("{} ({id})", page.title),
        None => page.title.clone(),
    };
    let owner = meta.owner().and_then(|owner| edition.people.get(owner));
    let url = url(edition, path);
    let mut text: Vec<String> = Vec::new();
    text.extend(owner.map(|owner| format!("{}: {}", strings.get("card.owner"), owner.role)));
    text.extend(meta.version().map(|version| format!("{}: {version}", strings.get("card.version"))));
    text.push(url.clone());
    line(out, "BEGIN", "VEVENT");
    line(out, "UID", &format!("review-{}@{}", encode_percent(name), origin(edition)));
    line(out, "DTSTAMP", &format!("{}T000000Z", basic(last_change(edition, meta).unwrap_or(UNKNOWN_DAY))));
    line(out, "DTSTART;VALUE=DATE", &basic(due));
    line(out, "SUMMARY", &escape(&strings.get("calendar.review").replace("{title}", &title)));
    line(out, "DESCRIPTION", &escape(&text.join("\n")));
    if let Some(owner) = owner {
        line(out, "CATEGORIES", &escape(&owner.role));
    }
    if edition.url.is_some() {
        line(out, "URL", &url);
    }
    line(out, "TRANSP", "TRANSPARENT");
    line(out, "END", "VEVENT");
}

/// The time stamp of a policy that names no day.
const UNKNOWN_DAY: Date = jiff::civil::date(2000, 1, 1);

/// The last day that a policy names as one on which it changed or was reviewed.
fn last_change(edition: &Edition, meta: &PolicyMeta) -> Option<Date> {
    let days =
        meta.changes().filter_map(|change| change.date).chain(meta.first_day).chain(meta.values.date("reviewed"));
    days.filter(|day| *day <= edition.today && meta.standing.governs()).max()
}

/// Writes a line, folded where it would get too long; no character is cut in two.
fn line(out: &mut String, name: &str, value: &str) {
    let mut whole = String::new();
    let _ = write!(whole, "{name}:{value}");
    let mut room = MOST_BYTES;
    for character in whole.chars() {
        if character.len_utf8() > room {
            out.push_str("\r\n ");
            room = MOST_BYTES - 1;
        }
        room -= character.len_utf8();
        out.push(character);
    }
    out.push_str("\r\n");
}

/// A text escaped as the value of a property.
fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\n").replace(['\n', '\r'], "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_none_breaks_a_character() {
        let text = "Rückgabe, für alle; „immer“ \\ ".repeat(12);
        let mut out = String::new();
        line(&mut out, "SUMMARY", &escape(&text));
        assert!(out.split("\r\n").all(|line| line.len() <= MOST_BYTES), "{out}");
        assert!(out.split("\r\n").count() > 4);
        assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", escape(&text)));
        assert_eq!(escape("a,b;c\\d\r\ne\nf"), "a\\,b\\;c\\\\d\\ne\\nf");
    }
}
