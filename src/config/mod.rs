//! Reads `book.toml`: the title, the audiences, the editions, and the levels of the checks.
//!
//! In: the text of the file. Out: a [`Config`] with every default filled in. What always holds: exactly one audience sees
//! all others, or there is no `Config`.

mod archive;
mod audiences;
mod check;
mod outputs;
mod publish;
mod schema;

pub use archive::{ArchiveSettings, Erasure};
pub use audiences::{Audience, AudienceId, Audiences, Readers};
pub use check::{ApprovalSettings, CheckSettings};
pub use outputs::Outputs;
pub use publish::Host;
pub use schema::schema;

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::data::{self, Language, Node, NodeKind, Reader, Scope};
use crate::diagnostic::{Diagnostics, Level, Levels, Rule, nearest};
use crate::source::{PARTS, SourceFile};
use crate::text::Spanned;

/// The format of a handbook's files. A later one is for changes after which an older program would read a handbook wrongly.
const FORMAT: i64 = 1;

/// The settings of `book.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The name of the file, for diagnostics about the whole handbook.
    pub file: Arc<str>,
    /// The name of the handbook.
    pub title: String,
    /// The name of the organisation.
    pub organisation: Option<String>,
    /// The language of the texts, as a BCP 47 tag.
    pub language: String,
    /// The folder below `themes/` whose files replace those of the built-in theme.
    pub theme: Option<String>,
    /// What pages show besides the texts.
    pub site: SiteSettings,
    /// Who may read.
    pub audiences: Arc<Audiences>,
    /// The sites that are made, in the order of the file.
    pub editions: Vec<EditionSettings>,
    /// The levels that `[check]` sets.
    pub levels: Levels,
    /// What else `[check]` sets.
    pub check: CheckSettings,
    /// Synonyms for the search.
    pub synonyms: Vec<Synonym>,
    /// Whether a shallow clone is built without older versions.
    pub allow_shallow: bool,
    /// The service that gives time stamps of the ledger.
    pub time_stamps: Option<String>,
    /// The hosts for which each edition has files with rules.
    pub hosts: Vec<Host>,
    /// The files for other programs that each edition has.
    pub outputs: Outputs,
    /// How long old versions are kept, and what is erased from them.
    pub archive: ArchiveSettings,
}

/// The table `[site]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteSettings {
    /// The colour of links and highlights, `#rrggbb`.
    pub accent: Option<String>,
    /// The path of an attachment below `content/`, shown next to the title.
    pub logo: Option<String>,
    /// A line at the bottom of every page.
    pub footer: Option<String>,
    /// Where readers say that a page is not clear, on pages whose owner cannot be reached: a `mailto:`, a `tel:` or an address.
    pub feedback: Option<String>,
    /// The address at which a source is edited, with `{path}` in the place of its path. The most private edition alone has it.
    pub edit: Option<String>,
    /// The time zone in which days begin and end; without it, that of each commit, and that of the system.
    pub timezone: Option<TimeZone>,
}

/// One entry of `[[search.synonyms]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    /// The word.
    pub word: String,
    /// The words that it also finds.
    pub means: Vec<String>,
    /// Whose search knows it.
    pub readers: Readers,
}

/// One entry of `[editions]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionSettings {
    /// The name of the edition, and of its folder in the preview.
    pub name: String,
    /// The audience that reads it.
    pub audience: AudienceId,
    /// The folder that it is published into, relative to that of the handbook.
    pub out: String,
    /// The address of the published site, with a slash at its end.
    pub url: Option<String>,
    /// Whether it has pages of old versions and redlines.
    pub archive: bool,
}

/// Reads `book.toml` and reports its mistakes. Returns `None` when the TOML cannot be parsed, or the title or usable audiences are missing.
#[must_use]
pub fn load(file: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Config> {
    let (root, errors) = data::parse(&file.text, Language::Toml, 0);
    let broken = !errors.is_empty();
    let mut scope = Scope { file: &file.name, diagnostics, language: Language::Toml, whole: !broken };
    for error in errors {
        let help = "fix the TOML here; the rest is checked afterwards";
        scope.report(Rule::InvalidFrontMatter, error.span, error.message, help);
    }
    if broken {
        return None;
    }
    let mut reader = Reader::new(&root, "book.toml", &mut scope);
    check_format(&mut reader);
    let title = reader.required_text("title").map(|title| title.value);
    let organisation = reader.text("organisation").map(|text| text.value);
    let language = reader.text("language").map_or_else(|| "en".to_owned(), |text| text.value);
    let theme = reader.text("theme").and_then(|name| plain_name(name, &mut reader));
    let site = reader.node("site").map(|node| read_site(node, reader.scope)).unwrap_or_default();
    let audiences = match reader.node("audiences") {
        Some(node) => audiences::read(node, reader.scope),
        None => {
            reader.missing("audiences", "add `[audiences]` with one line for each group of readers");
            None
        }
    };
    let levels = reader.node("check").map(|node| read_levels(node, reader.scope)).unwrap_or_default();
    let check = match (reader.node("check"), &audiences) {
        (Some(node), Some(audiences)) => check::read(node, audiences, reader.scope),
        _ => CheckSettings::default(),
    };
    let synonyms = match (reader.node("search"), &audiences) {
        (Some(node), Some(audiences)) => read_synonyms(node, audiences, reader.scope),
        _ => Vec::new(),
    };
    let hosts = reader.node("publish").map(|node| publish::read(node, reader.scope)).unwrap_or_default();
    let allow_shallow = reader.node("history").is_some_and(|node| read_history(node, reader.scope));
    let time_stamps = reader.node("evidence").and_then(|node| read_evidence(node, reader.scope));
    let outputs = reader.node("outputs").map(|node| outputs::read(node, reader.scope)).unwrap_or_default();
    let archive =
        reader.node("archive").map(|node| archive::read(node, audiences.as_ref(), reader.scope)).unwrap_or_default();
    if let Some(node) = reader.node("audit") {
        check_accepted(node, reader.scope);
    }
    let editions_node = reader.node("editions");
    if editions_node.is_none() {
        reader.missing("editions", "add `[editions.NAME]` with `audience` and `out`");
    }
    let editions = match (&audiences, editions_node) {
        (Some(audiences), Some(node)) => read_editions(node, audiences, reader.scope),
        _ => Vec::new(),
    };
    reader.finish();
    Some(Config {
        file: Arc::clone(&file.name),
        title: title?,
        organisation,
        language,
        theme,
        site,
        audiences: Arc::new(audiences?),
        editions,
        levels,
        check,
        synonyms,
        allow_shallow,
        time_stamps,
        hosts,
        outputs,
        archive,
    })
}

/// Reports a format of the handbook's files that this program does not know. Without the key it is the first.
fn check_format(reader: &mut Reader<'_, '_, '_>) {
    let Some(format) = reader.integer("format") else { return };
    if format == FORMAT {
        return;
    }
    let message =
        format!("this handbook is written in format {format}, and this version of Greyline reads format {FORMAT}");
    let help = if format > FORMAT { "install a newer Greyline" } else { "write `format = 1`, or leave the line out" };
    let span = reader.key_span("format").unwrap_or_default();
    reader.scope.report(Rule::InvalidValue, span, message, help);
}

/// Returns the name of a theme when it can be that of a folder; else reports it.
fn plain_name(name: Spanned<String>, reader: &mut Reader<'_, '_, '_>) -> Option<String> {
    if name.value.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return Some(name.value);
    }
    let message = format!("`{}` cannot be the name of a folder in themes/", name.value);
    reader.scope.report(Rule::InvalidValue, name.span, message, "write letters, digits and dashes");
    None
}

/// Reads `[site]`.
fn read_site(node: &Node, scope: &mut Scope<'_>) -> SiteSettings {
    let mut reader = Reader::new(node, "[site]", scope);
    let accent = reader.text("accent").and_then(|accent| {
        let digits = accent.value.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(accent.value.to_lowercase());
        }
        let message = format!("`{}` is not a colour", accent.value);
        reader.scope.report(Rule::InvalidValue, accent.span, message, "write six hexadecimal digits: \"#0b5d66\"");
        None
    });
    let logo = reader.text("logo").map(|text| text.value);
    let footer = reader.text("footer").map(|text| text.value);
    let help = "write `mailto:care@example.org`, `tel:+44-1632-960000` or an address with https://";
    let feedback = link(&mut reader, "feedback", help, |link| {
        ["mailto:", "tel:", "https://"].iter().any(|scheme| link.len() > scheme.len() && link.starts_with(scheme))
    });
    let help = "write the address at which a file is edited, with its path left open: \"https://…/edit/main/{path}\"";
    let edit = link(&mut reader, "edit", help, |link| {
        (link.starts_with("https://") || link.starts_with("http://")) && link.contains("{path}")
    });
    let timezone = reader.text("timezone").and_then(|name| {
        let zone = known_zone(&name.value);
        if zone.is_none() {
            let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            let help = nearest(&name.value, names.iter().map(String::as_str)).map_or_else(
                || "write a name of the time zone database: \"Europe/London\"".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no time zone `{}`", name.value);
            reader.scope.report(Rule::InvalidValue, name.span, message, help);
        }
        zone
    });
    reader.finish();
    SiteSettings { accent, logo, footer, feedback, edit, timezone }
}

/// Reads a link of `[site]`, and reports one that leads nowhere.
fn link(
    reader: &mut Reader<'_, '_, '_>,
    key: &'static str,
    help: &str,
    is_meant: impl Fn(&str) -> bool,
) -> Option<String> {
    let link = reader.text(key)?;
    if is_meant(&link.value) && !link.value.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>".contains(c)) {
        return Some(link.value);
    }
    let message = format!("`{}` cannot be `{key}`", link.value);
    reader.scope.report(Rule::InvalidValue, link.span, message, help);
    None
}

/// The time zone of a name, such as `Europe/London`.
fn known_zone(name: &str) -> Option<TimeZone> {
    jiff::tz::db().get(name).ok()
}

/// The time zone that the `book.toml` in a folder names: what is needed of it before anything else is read.
#[must_use]
pub fn time_zone(root: &Path) -> Option<TimeZone> {
    known_zone(table(root)?.get("site")?.get("timezone")?.as_str()?)
}

/// The hosts that the `book.toml` in a folder names, as far as there are rules for them.
#[must_use]
pub fn hosts(root: &Path) -> Vec<Host> {
    let table = table(root);
    let names = table.as_ref().and_then(|table| table.get("publish")?.get("rules")?.as_array());
    let names: Vec<&str> = names.into_iter().flatten().filter_map(toml::Value::as_str).collect();
    Host::ALL.into_iter().filter(|host| names.contains(&host.name())).collect()
}

/// The `book.toml` in a folder.
fn table(root: &Path) -> Option<toml::Table> {
    let path = root.join("book.toml");
    // Reading a pipe would wait for whoever writes into it; what is no file is reported when the folder is read.
    let text =
        std::fs::metadata(&path).is_ok_and(|known| known.is_file()).then(|| std::fs::read_to_string(path))?.ok()?;
    text.parse().ok()
}

/// Reads `[history]`: whether a shallow clone is accepted.
/// Reads `[evidence]`: the service that gives time stamps.
fn read_evidence(node: &Node, scope: &mut Scope<'_>) -> Option<String> {
    let mut reader = Reader::new(node, "[evidence]", scope);
    let service = reader.text("timestamp");
    reader.finish();
    let service = service?;
    let rest = ["https://", "http://"].iter().find_map(|scheme| service.value.strip_prefix(scheme));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        return Some(service.value);
    }
    let help = "write the address of a service for time stamps (RFC 3161)";
    let message = format!("`{}` is no address that begins with https:// or http://", service.value);
    scope.report(Rule::InvalidValue, service.span, message, help);
    None
}

/// Reads `[history]`: whether a shallow clone is accepted.
fn read_history(node: &Node, scope: &mut Scope<'_>) -> bool {
    let mut reader = Reader::new(node, "[history]", scope);
    let allow_shallow = reader.bool("allow_shallow") == Some(true);
    reader.finish();
    allow_shallow
}

/// Reads `[check]`: the levels of rules.
fn read_levels(node: &Node, scope: &mut Scope<'_>) -> Levels {
    let reader = Reader::new(node, "[check]", scope);
    let mut levels = Levels::new();
    for (key, value) in reader.entries() {
        if check::SETTINGS.contains(&key.name.as_str()) {
            continue;
        }
        let Some(rule) = Rule::from_name(&key.name) else {
            let help = nearest(&key.name, Rule::ALL.iter().map(|rule| rule.name())).map_or_else(
                || "`greyline explain` lists them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            reader.scope.report(Rule::UnknownRule, key.span, format!("there is no rule `{}`", key.name), help);
            continue;
        };
        let level = match &value.kind {
            NodeKind::Text(name) => Level::from_name(name),
            _ => None,
        };
        match level {
            None => {
                let help = "write \"off\", \"note\", \"warning\" or \"error\"";
                reader.scope.report(Rule::InvalidValue, value.span, format!("`{rule}` needs a level"), help);
            }
            Some(level) if rule.info().locked && level != Level::Error => {
                let message = format!("`{rule}` is locked and stays an error");
                reader.scope.report(Rule::InvalidValue, value.span, message, "remove the line");
            }
            Some(level) => {
                levels.insert(rule, level);
            }
        }
    }
    levels
}

/// Reads `[search]`: `[[search.synonyms]]`, or the older table of words, all of which is for the most private audience.
fn read_synonyms(node: &Node, audiences: &Audiences, scope: &mut Scope<'_>) -> Vec<Synonym> {
    let mut reader = Reader::new(node, "[search]", scope);
    let mut synonyms = Vec::new();
    match reader.node("synonyms") {
        Some(Node { kind: NodeKind::List(_), .. }) => {
            synonyms = reader.tables("synonyms", "a synonym", |r| {
                let (word, means) = (r.required_text("word"), r.texts("means"));
                if means.is_empty() && r.key_span("means").is_none() {
                    r.missing("means", "add `means = [\"other word\"]`");
                }
                let label = r.text("audience").and_then(|name| audiences.resolve(&name, r.scope));
                let readers = label.map_or(audiences.private(), |id| audiences.get(id).readers);
                Some(Synonym { word: word?.value, means: means.into_iter().map(|word| word.value).collect(), readers })
            });
        }
        Some(node) => {
            let mut table = Reader::new(node, "[search.synonyms]", reader.scope);
            for (key, value) in table.entries() {
                let means = match &value.kind {
                    NodeKind::List(items) => {
                        items.iter().filter_map(|item| table.as_text(&key.name, item)).map(|word| word.value).collect()
                    }
                    _ => {
                        table.wrong_type(&key.name, value, "a list");
                        Vec::new()
                    }
                };
                synonyms.push(Synonym { word: key.name.clone(), means, readers: audiences.private() });
            }
        }
        None => {}
    }
    reader.finish();
    synonyms
}

/// Reports what is wrong in `[audit]`. The audit reads it by itself.
fn check_accepted(node: &Node, scope: &mut Scope<'_>) {
    let mut reader = Reader::new(node, "[audit]", scope);
    reader.tables("accepted", "an accepted file", |entry| {
        for key in ["path", "by"] {
            entry.required_text(key);
        }
        let hash = entry.required_text("hash");
        if let Some(hash) =
            hash.filter(|hash| hash.value.len() != 64 || !hash.value.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            let message = format!("`{}` is not the SHA-256 of a file", hash.value);
            entry.scope.report(Rule::InvalidValue, hash.span, message, "copy the hash that `greyline audit` prints");
        }
        if entry.date("until").is_none() && entry.node("until").is_none() {
            entry.missing("until", "write the last day on which the file is accepted: until = 2027-01-01");
        }
        Some(())
    });
    reader.finish();
}

/// Reads `[editions]`. An edition whose folder cannot be published into is reported and left out.
fn read_editions(node: &Node, audiences: &Audiences, scope: &mut Scope<'_>) -> Vec<EditionSettings> {
    let table = Reader::new(node, "[editions]", scope);
    let mut editions: Vec<EditionSettings> = Vec::new();
    for (key, value) in table.entries() {
        let mut reader = Reader::new(value, "an edition", table.scope);
        let audience = reader.required_text("audience").and_then(|name| audiences.resolve(&name, reader.scope));
        let out = reader.text("out");
        let url = reader.text("url").and_then(|url| read_url(url, &mut reader));
        let archive = reader.bool("archive").unwrap_or(true);
        let out_span = out.as_ref().map_or(key.span, |out| out.span);
        let out = out.map_or_else(|| format!("dist/{}", key.name), |out| normalize_folder(&out.value));
        reader.finish();
        let plain = !key.name.is_empty() && key.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let problem = if !plain {
            Some("the name of an edition must be letters, digits and dashes".to_owned())
        } else if out.split('/').all(|part| part == "..") || out.is_empty() {
            Some("that is the folder of the handbook".to_owned())
        } else if PARTS.contains(&out.split('/').next().unwrap_or_default()) {
            Some(format!("`{out}` contains the handbook's source files"))
        } else {
            let nested = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
            editions
                .iter()
                .find(|other| nested(&other.out, &out) || nested(&out, &other.out))
                .map(|other| format!("the output folders of `{}` and `{}` overlap", other.name, key.name))
        };
        if let Some(problem) = problem {
            let help = format!("give it a folder of its own: out = \"dist/{}\"", key.name);
            table.scope.report(Rule::InvalidValue, out_span, problem, help);
        } else if let Some(audience) = audience {
            editions.push(EditionSettings { name: key.name.clone(), audience, out, url, archive });
        }
    }
    editions
}

/// Normalizes the path of a folder: `dist/client` for `./dist/x/../client/`.
fn normalize_folder(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let top = if path.starts_with('/') { "/" } else { "" };
    format!("{top}{}", parts.join("/"))
}

/// Returns an address with a slash at its end; one that is not that of a site is reported.
fn read_url(url: Spanned<String>, reader: &mut Reader<'_, '_, '_>) -> Option<String> {
    let web = url.value.starts_with("https://") || url.value.starts_with("http://");
    if web && !url.value.contains(|c: char| c.is_whitespace() || "\"<>\\^`{|}?#".contains(c)) {
        return Some(if url.value.ends_with('/') { url.value } else { url.value + "/" });
    }
    let message = format!("`{}` is not the address of a site", url.value);
    reader.scope.report(Rule::InvalidValue, url.span, message, "write it whole: \"https://www.example.org/policies/\"");
    None
}
