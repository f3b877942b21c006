//! The response to each address.
//!
//! In: requests. Out: responses, from the snapshot that is shown. What always holds: a request whose `Host` could be another
//! site's name for this machine is refused, and so is anything but reading that does not come from a page of this preview.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::debounce::Message;
use super::inject::{ASSETS, OWN, escape, own_page};
use super::pages::{edition_links, edition_list, file, fresh, html, json, made, redirect, waiting};
use super::panics::catch_panic;
use super::server::{Request, Response};
use super::settings::Settings;
use super::snapshot::Snapshot;
use super::state::{Revision, State};
use super::withheld::{Part, blocks, withheld};
use crate::config::EditionSettings;
use crate::policy::Policy;
use crate::source::DATA_FILES;
use crate::text::{SitePath, compose, decode_percent, encode_percent};

/// How long a window waits for another revision before it asks again.
const LONG_POLL: Duration = Duration::from_secs(25);

pub(super) struct Routes {
    settings: Arc<Settings>,
    state: Arc<State>,
    tx: Sender<Message>,
}

/// What the bar shows of a page.
#[derive(Serialize)]
struct PageInfo<'a> {
    token: &'a str,
    edition: String,
    editions: Vec<EditionLink>,
    /// The date of the handbook, and whether it was picked.
    today: String,
    picked: bool,
    /// The file that the page is written in.
    file: Option<String>,
    can_open: bool,
    withheld: Vec<Part>,
    /// From whom the blocks of each audience are withheld.
    blocks: BTreeMap<String, Vec<String>>,
    errors: usize,
    warnings: usize,
    notes: usize,
    troubles: usize,
}

/// The revision, and which run of the preview it belongs to: another run counts from the beginning.
#[derive(Serialize)]
struct RunRevision<'a> {
    run: &'a str,
    #[serde(flatten)]
    revision: Revision,
}

/// A link to the same page of another edition.
#[derive(Serialize)]
struct EditionLink {
    name: String,
    audience: String,
    title: String,
    href: String,
    /// Whether it leads to the same page, or to the nearest above it.
    exact: bool,
}

/// A place in a source file that is to be opened in the editor.
#[derive(Deserialize)]
struct Open {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
}

/// A day that was picked; `None` for the day that it is.
#[derive(Deserialize)]
struct Pick {
    day: Option<String>,
}

impl Routes {
    pub(super) fn new(settings: Arc<Settings>, state: Arc<State>, tx: Sender<Message>) -> Self {
        Self { settings, state, tx }
    }

    /// Returns the response to a request. A panic is reported in the bar and costs this response alone.
    pub(super) fn respond(&self, request: &Request) -> Response {
        catch_panic(|| self.route(request))
            .unwrap_or_else(|message| self.report_panic(request, &message))
            .with("X-Content-Type-Options", "nosniff")
            .with("Cross-Origin-Resource-Policy", "same-origin")
            .with("Content-Security-Policy", "frame-ancestors 'self'")
    }

    fn route(&self, request: &Request) -> Response {
        if !request.header("host").is_some_and(is_own_host) {
            return Response::text(421, "this preview only answers requests for localhost or an IP address");
        }
        let path = decode_percent(&request.path).filter(|path| is_plain(path));
        let path = path.as_deref().map(compose);
        let Some(path) = path.as_deref().and_then(|path| path.strip_prefix('/')) else {
            return Response::text(404, "there is no such address");
        };
        let own = path.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/'));
        match (request.method.as_str(), own) {
            ("GET" | "HEAD", Some(own)) => self.own(own, request),
            ("GET" | "HEAD", None) => self.page(path, request),
            ("POST", Some(own)) => self.act(own, request),
            _ => Response::text(405, "only GET and HEAD are allowed").with("Allow", "GET, HEAD"),
        }
    }

    fn report_panic(&self, request: &Request, message: &str) -> Response {
        self.state.add_panic(format!("{} cannot be made, since the program failed: {message}", request.path));
        let body = format!("<h1>This page cannot be made</h1>\n<pre>The program failed: {}</pre>", escape(message));
        html(500, own_page("Error", &body), request)
    }

    /// A page or a file of an edition.
    fn page(&self, path: &str, request: &Request) -> Response {
        let shown = self.state.shown();
        let Some(snapshot) = &shown.snapshot else { return waiting(&shown, request) };
        let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
        if path.is_empty() {
            return edition_list(snapshot, request);
        }
        let Some(site) = snapshot.site(name) else {
            let body = format!("<h1>There is no such edition</h1>\n{}", edition_links(snapshot));
            return html(404, own_page("Page not found", &body), request);
        };
        let Some(rest) = rest else { return redirect(&format!("{name}/")) };
        let wanted = if rest.is_empty() || rest.ends_with('/') { SitePath::page(rest) } else { SitePath::file(rest) };
        if site.has(&wanted) {
            return made(site, &wanted, 200, request);
        }
        if !rest.ends_with('/') && site.has(&SitePath::page(rest)) {
            return redirect(&format!("{name}/{rest}/"));
        }
        if let Some(bytes) = self.state.earlier_asset(wanted.as_str()) {
            return file(&wanted, bytes.to_vec(), request);
        }
        made(site, &SitePath::file("404.html"), 404, request)
    }

    /// What the preview itself has at an address.
    fn own(&self, path: &str, request: &Request) -> Response {
        if let Some((_, kind, text)) = ASSETS.iter().find(|(name, ..)| *name == path) {
            return fresh(Response::new(200, kind, *text), request);
        }
        match path {
            "revision" => {
                let number = |key: &str| request.parameter(key)?.parse().ok();
                let same_run = request.parameter("run") == Some(&self.state.token[..8]);
                let known = number("pages").zip(number("findings")).filter(|_| same_run);
                let known = known.map(|(pages, findings)| Revision { pages, findings });
                let revision = self.state.wait(known, LONG_POLL, || request.is_gone());
                json(&RunRevision { run: &self.state.token[..8], revision })
            }
            "findings" => json(&*self.state.shown().findings),
            "page" => self.page_info(request),
            _ => Response::text(404, "there is no such address"),
        }
    }

    fn page_info(&self, request: &Request) -> Response {
        let shown = self.state.shown();
        let asked = request.parameter("at").and_then(decode_percent).unwrap_or_default();
        let asked = compose(&asked);
        let at = asked.trim_start_matches('/');
        let (name, rest) = at.split_once('/').unwrap_or((at, ""));
        let path = if rest.is_empty() || rest.ends_with('/') { SitePath::page(rest) } else { SitePath::file(rest) };
        let findings = &shown.findings;
        let snapshot = shown.snapshot.as_ref();
        let policy = snapshot.and_then(|snapshot| {
            let address = path.address().trim_end_matches('/');
            let at = *snapshot.handbook.by_address.get(address)?;
            // What is written about is the file as it is, whatever version is in force.
            snapshot.handbook.working_copy_of(at).or_else(|| Some(&snapshot.handbook.policies[at]))
        });
        let shows_glossary = path.as_str() == "glossary/index.html";
        let glossary = snapshot.filter(|_| shows_glossary).and_then(|s| s.handbook.glossary.file.as_ref());
        json(&PageInfo {
            token: &self.state.token,
            edition: name.to_owned(),
            editions: snapshot.map(|snapshot| links_to(snapshot, &path)).unwrap_or_default(),
            today: snapshot.map_or_else(|| (self.settings.today)(), |snapshot| snapshot.handbook.today).to_string(),
            picked: shown.day.is_some(),
            file: policy.map(|policy| &policy.file).or(glossary).map(|file| file.name.to_string()),
            can_open: self.settings.editor.is_some(),
            withheld: snapshot
                .zip(policy)
                .map(|(snapshot, policy)| withheld(&snapshot.handbook, policy))
                .unwrap_or_default(),
            blocks: snapshot.map(|snapshot| blocks(&snapshot.handbook)).unwrap_or_default(),
            errors: findings.errors,
            warnings: findings.warnings,
            notes: findings.notes,
            troubles: findings.troubles.len(),
        })
    }

    /// Does what a page of this preview asks for.
    fn act(&self, path: &str, request: &Request) -> Response {
        let host = request.header("host").unwrap_or_default();
        let origin = request.header("origin").and_then(|origin| origin.split_once("://"));
        if request.header("x-greyline") != Some(&self.state.token) || origin.is_some_and(|(_, from)| from != host) {
            return Response::text(403, "only a page of this preview may ask for that");
        }
        match path {
            "open" => match serde_json::from_slice::<Open>(&request.body) {
                Ok(open) => self.open(&open),
                Err(_) => Response::text(400, "not a file"),
            },
            "day" => {
                let picked =
                    serde_json::from_slice::<Pick>(&request.body).map(|pick| pick.day.map(|day| day.parse::<Date>()));
                let Ok(day) = picked.map(Option::transpose) else { return Response::text(400, "not a date") };
                let Ok(day) = day else { return Response::text(400, "not a date") };
                self.state.pick_day(day);
                // The rebuilder may be about to end.
                let _ = self.tx.send(Message::Day);
                Response::empty(204)
            }
            _ => Response::text(404, "there is no such address"),
        }
    }

    /// Opens a file of the handbook in the editor: one that was read, by the name that it was read under.
    fn open(&self, open: &Open) -> Response {
        let shown = self.state.shown();
        let Some(editor) = &self.settings.editor else { return Response::text(404, "no editor is set: --editor") };
        let known = open.file == "book.toml"
            || open.file.strip_prefix("content/").is_some_and(|path| {
                let names_data = path == "glossary.md" || DATA_FILES.contains(&path);
                let names_policy = |policy: &Arc<Policy>| *policy.file.name == *open.file;
                names_data
                    || shown
                        .snapshot
                        .as_ref()
                        .is_some_and(|snapshot| snapshot.handbook.working_copies.iter().any(names_policy))
            });
        if !known {
            return Response::text(404, "the handbook has no such file");
        }
        let path = self.settings.root.join(&open.file);
        match editor(&path, open.line.unwrap_or(1), open.column.unwrap_or(1)) {
            Ok(()) => Response::empty(204),
            Err(error) => Response::text(500, &format!("the editor cannot be started: {error}")),
        }
    }
}

/// Whether a `Host` is this machine by a name that no other site can have: addresses in figures cannot be rebound.
fn is_own_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

/// Whether a decoded path names something below the top and nothing else.
fn is_plain(path: &str) -> bool {
    !path.chars().any(|c| c.is_control() || c == '\\') && !path.split('/').any(|part| part == ".." || part == ".")
}

/// The same page of every edition, or the nearest above it that each has.
fn links_to(snapshot: &Snapshot, path: &SitePath) -> Vec<EditionLink> {
    let audiences = &snapshot.handbook.config.audiences;
    let link = |(at, settings): (usize, &EditionSettings)| {
        let site = snapshot.site_at(at);
        let mut near = path.clone();
        while !site.has(&near) {
            let folder = near.address().trim_end_matches('/');
            near = SitePath::page(folder.rsplit_once('/').map_or("", |(above, _)| above));
            if near.as_str() == "index.html" {
                break;
            }
        }
        let audience = audiences.get(settings.audience);
        EditionLink {
            name: settings.name.clone(),
            audience: audience.key.clone(),
            title: audience.title.clone(),
            href: format!("/{}/{}", encode_percent(&settings.name), near.encoded_address()),
            exact: near == *path,
        }
    };
    snapshot.editions().iter().enumerate().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_own_when_no_other_site_can_have_its_name() {
        for own in [
            "localhost",
            "localhost:4000",
            "LOCALHOST:1",
            "127.0.0.1:4000",
            "[::1]:4000",
            "[::1]",
            "a.localhost:9",
            "192.168.1.5:4000",
        ] {
            assert!(is_own_host(own), "{own}");
        }
        for other in [
            "",
            "example.org",
            "example.org:4000",
            "127.0.0.1.example.org",
            "localhost.example.org",
            "notlocalhost",
            "[evil]:4000",
        ] {
            assert!(!is_own_host(other), "{other}");
        }
    }

    #[test]
    fn a_path_stays_below_the_top() {
        for path in ["/", "/staff/", "/staff/a..b/", "/staff/ü/"] {
            assert!(is_plain(path), "{path}");
        }
        for path in ["/../a", "/staff/..", "/staff/./a", "/a\\..\\b", "/a\0b", "/a\nb"] {
            assert!(!is_plain(path), "{path:?}");
        }
    }
}
