//! `empty-link`, `unreachable-link`: links without words or without an address, and addresses that readers' browsers cannot open.

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::{Destination, Handbook, ResolvedLink, SourceText};
use crate::markdown::{Link, LinkKind};

/// The schemes that a reader's browser, mail program or telephone knows.
const SCHEMES: [&str; 32] = [
    "http", "https", "mailto", "tel", "sms", "smsto", "callto", "fax", "geo", "maps", "webcal", "webcals", "xmpp",
    "sip", "sips", "im", "irc", "ircs", "skype", "msteams", "slack", "whatsapp", "signal", "tg", "matrix", "zoommtg",
    "facetime", "ms-word", "ms-excel", "onenote", "chrome", "edge",
];

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let private = handbook.config.audiences.private();
    for text in handbook.texts() {
        for (link, resolved) in text.links() {
            let readers = text.readers.and(link.readers);
            let Some((rule, message, help)) = fault(link, resolved, readers.within(private)) else { continue };
            let found = Diagnostic::new(rule, text.file, link.span, message).help(help);
            diagnostics.push(if readers.within(private) { found.milder(Level::Warning) } else { found });
        }
    }
}

/// Whether a link is reported here, or as a mark of another tool, so that nobody need say in other words that it leads nowhere.
pub(super) fn is_reported(text: &SourceText<'_>, link: &Link, resolved: &ResolvedLink, handbook: &Handbook) -> bool {
    let is_private = text.readers.and(link.readers).within(handbook.config.audiences.private());
    let is_contents = link.kind == LinkKind::Wiki && ["_toc_", "toc"].contains(&&*link.target.to_lowercase());
    is_contents && resolved.to == Destination::Nowhere || fault(link, resolved, is_private).is_some()
}

/// The whole address where its beginning is not written: of a site, of a mailbox.
pub(super) fn complete(target: &str) -> Option<String> {
    let is_mailbox = target.split_once('@').is_some_and(|(_, host)| host.contains('.')) && !target.contains('/');
    if is_mailbox {
        return Some(format!("mailto:{target}"));
    }
    target.starts_with("www.").then(|| format!("https://{target}"))
}

type Fault = Option<(Rule, String, String)>;

fn fault(link: &Link, resolved: &ResolvedLink, is_private: bool) -> Fault {
    let target = link.target.trim();
    let what = if link.kind == LinkKind::Image { "image" } else { "link" };
    if target.is_empty() {
        let help = "write the id of a policy or an address between the round brackets, or take the brackets away";
        return Some((Rule::EmptyLink, format!("this {what} has no address"), help.to_owned()));
    }
    if link.kind == LinkKind::Link && !link.has_text {
        let help = "write between the square brackets what the link leads to";
        return Some((
            Rule::EmptyLink,
            format!("the link to `{target}` has no words, so nobody can see it"),
            help.to_owned(),
        ));
    }
    let inside = !matches!(resolved.to, Destination::External | Destination::Nowhere);
    let (message, help) = unreachable(target, is_private).filter(|_| !inside)?;
    Some((Rule::UnreachableLink, format!("`{target}` {message}"), help))
}

/// Why no reader, or none outside of the house, can follow an address; and what to do.
fn unreachable(target: &str, is_private: bool) -> Option<(String, String)> {
    const COPY: &str = "put the file next to this one and link to it, or publish it where readers can reach it";
    let own = |message: &str| Some((message.to_owned(), COPY.to_owned()));
    let slashes = target.replace('\\', "/");
    let is_drive = slashes.as_bytes().get(..2).is_some_and(|start| start[0].is_ascii_alphabetic() && start[1] == b':');
    if is_drive && slashes.find(':') == Some(1) {
        return own("is on a drive of one computer or office, which a browser does not open");
    }
    if target.starts_with('\\') {
        return own("is on a shared drive, which a browser does not open");
    }
    let Some((scheme, rest)) = target.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        let host = target.strip_prefix("//")?.split(['/', '?', '#']).next().unwrap_or_default();
        return if host.contains('.') { None } else { own("is on a shared drive, which a browser does not open") };
    };
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "file" => own("is a file of one computer or office, which a browser does not open"),
        "http" | "https" => web(rest, is_private),
        "mailto" | "tel" | "sms" if rest.trim_matches(['/', ' ']).is_empty() => {
            let help = format!("write it behind the colon: `{scheme}:…`");
            Some(("has no address behind the colon".to_owned(), help))
        }
        "mailto" if !rest.contains('@') && !rest.contains("%40") && !rest.starts_with('?') => {
            Some(("is no address of a mailbox".to_owned(), "write `mailto:name@example.org`".to_owned()))
        }
        known if SCHEMES.contains(&known) => None,
        _ => {
            let near = crate::diagnostic::nearest(&scheme, ["http", "https", "mailto", "tel"]);
            // `<ac:link>` reads as an address between angle brackets.
            let is_tag = rest.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let help = near.map_or_else(
                || {
                    let tag = if is_tag { "if this is a tag of another tool, write it in Markdown; else " } else { "" };
                    format!("{tag}write an address that begins with `https://`")
                },
                |near| {
                    let slashes = if near.starts_with("http") { "//" } else { "" };
                    format!("did you mean `{near}:{slashes}{}`?", rest.trim_start_matches('/'))
                },
            );
            Some((format!("begins with `{scheme}:`, which browsers do not know"), help))
        }
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

/// What is wrong with an address of the web, by its host.
fn web(rest: &str, is_private: bool) -> Option<(String, String)> {
    let host = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() && !host.starts_with('[') {
        return Some(("names no host".to_owned(), "write the whole address: `https://www.example.org/`".to_owned()));
    }
    let numbers: Vec<&str> = name.split('.').collect();
    let help = "write the address under which its readers reach it".to_owned();
    let is_own = name == "localhost" || name.ends_with(".localhost") || numbers[0] == "127" || name == "0.0.0.0";
    if is_own && !is_private {
        return Some(("is on the computer of whoever opens it".to_owned(), help));
    }
    let is_number = numbers.len() == 4 && numbers.iter().all(|part| part.parse::<u8>().is_ok());
    let is_office = is_number
        && (numbers[0] == "10"
            || name.starts_with("192.168.")
            || numbers[0] == "172" && numbers[1].parse::<u8>().is_ok_and(|part| (16..32).contains(&part)));
    let is_inner = is_office || !name.contains('.') && !host.starts_with('[');
    let inner = || ("is within the office's own network, which its readers cannot reach".to_owned(), help);
    (is_inner && !is_private).then(inner)
}
