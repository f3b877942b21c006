//! `greyline print`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::args::{History, Today};
use super::outcome::Outcome;
use super::terminal;
use super::write::ensure_apart;
use super::{chromium, load};
use crate::config::EditionSettings;
use crate::diagnostic::nearest;
use crate::edition::{Edition, Version};
use crate::error::{Error, Result};
use crate::output;
use crate::pipeline::{self, Day};
use crate::publish;
use crate::render::version_path;
use crate::site::Site;
use crate::text::SitePath;

/// Print a policy as a PDF, or pack a handbook as it was on a day.
///
/// A policy is printed from its page in one edition, by a Chromium that is on this machine. With --pack, everything about a day goes
/// into one archive: the site as it was then, its register, every version with its hash, who approved it and what changed.
#[derive(Debug, Args)]
#[command(
    disable_version_flag = true,
    after_help = "Examples:\n  greyline print CS-014\n  greyline print CS-014 --version 2.0 --edition client -o refunds.pdf\n  greyline print --pack 2026-03-01 -o pack.zip\n\nChromium, Chrome or Edge is looked for in PATH; the variable CHROME names another one."
)]
pub(super) struct Print {
    /// The id of the policy.
    #[arg(required_unless_present = "pack", conflicts_with = "pack")]
    id: Option<String>,
    /// Print this version; default: the policy as it is today.
    #[arg(long, value_name = "NUMBER", requires = "id")]
    version: Option<String>,
    /// Pack the handbook as it was on this day, instead of printing.
    #[arg(long, value_name = "DATE")]
    pack: Option<Date>,
    /// Print or pack what readers of this edition may see; default: the most private edition.
    #[arg(long, value_name = "NAME")]
    edition: Option<String>,
    /// The file to write; it must not exist. Default: the id and the version, or the edition and the day.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The size of the paper.
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    paper: Paper,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    history: History,
}

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// The name of the style sheet that says how large the paper is.
const PAPER_STYLE: &str = "paper.css";

impl Print {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        match (&self.pack, &self.id) {
            (Some(day), _) => self.pack(root, *day),
            (None, Some(id)) => self.print(root, id),
            (None, None) => Err(Error::Usage("name a policy by its id, or a day with --pack".to_owned())),
        }
    }

    /// Prints a policy.
    fn print(&self, root: &Path, id: &str) -> Result<Outcome> {
        let browser = chromium::find()?;
        let today = self.today.date(root);
        let Some((site, config)) = load::site(root, today, self.history.allow_shallow, self.edition.as_deref())? else {
            return Ok(Outcome::Problems);
        };
        let (path, version) = self.page(site.edition(), id)?;
        let name = [Some(id), version.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("-");
        let out = self.out(root, &format!("{name}.pdf"), &config.editions)?;
        let place = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
        let folder = place.path().join("site");
        for (file, bytes) in self.page_with_files(&site, &path)? {
            let file = folder.join(file);
            let above = file.parent().unwrap_or(&folder);
            fs::create_dir_all(above).map_err(Error::write(above))?;
            fs::write(&file, bytes).map_err(Error::write(&file))?;
        }
        let pdf = place.path().join("made.pdf");
        chromium::print(&browser, &folder.join(path.as_str()), &pdf, place.path())?;
        write_new(&out, &fs::read(&pdf).map_err(Error::read(&pdf))?)?;
        terminal::print_done(&format!("{id} of edition {} → {}", site.edition().name, out.display()))?;
        Ok(Outcome::Done)
    }

    /// Returns the page that is printed, and the number of its version.
    fn page(&self, edition: &Edition, id: &str) -> Result<(SitePath, Option<String>)> {
        let page = edition.by_id.get(id).map(|at| (&edition.pages[*at], edition.path_of(*at)));
        let gone = edition.withdrawn.get(id);
        let (versions, base): (&[Version], String) = match (page.as_ref(), gone) {
            (Some((page, _)), _) => (&page.versions, page.address.clone()),
            (None, Some(gone)) => (&gone.versions, format!("p/{id}")),
            (None, None) => {
                let known = edition.by_id.keys().chain(edition.withdrawn.keys()).map(String::as_str);
                let near = nearest(id, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(Error::Usage(format!("edition {} has no policy with the id `{id}`{near}", edition.name)));
            }
        };
        let current = page.and_then(|(page, path)| Some((path, page.meta.as_ref()?.version().map(str::to_owned))));
        match (&self.version, current) {
            (None, Some(current)) => Ok(current),
            (None, None) => {
                let message =
                    format!("{id} has been withdrawn; name one of its versions with --version: {}", numbers(versions));
                Err(Error::Usage(message))
            }
            (Some(number), current) => match versions.iter().find(|version| version.number == *number) {
                Some(version) => Ok((version_path(&base, version), Some(number.clone()))),
                None => match current {
                    Some((path, Some(only))) if only == *number => Ok((path, Some(only))),
                    current => {
                        let only = current.and_then(|(_, version)| version).filter(|_| versions.is_empty());
                        let known = only.unwrap_or_else(|| numbers(versions));
                        let name = &edition.name;
                        Err(Error::Usage(format!("{id} has no version {number} in edition {name}; there are {known}")))
                    }
                },
            },
        }
    }

    /// Returns the page, with the styles and pictures that it shows, by their paths in the site. Nothing else of the site is given away.
    fn page_with_files(&self, site: &Site, path: &SitePath) -> Result<BTreeMap<String, Vec<u8>>> {
        let html = String::from_utf8_lossy(&site.make(path)?).into_owned();
        let html = with_whole_links(&html, path, site.edition().url.as_deref());
        let mut files = BTreeMap::new();
        let (theme, edition) = (site.renderer().theme, site.edition());
        let (assets, pictures) = (theme.assets().keys(), edition.attachments.keys());
        for file in assets.chain(pictures).filter(|file| !has_ending(file, "js")) {
            if html.contains(&format!("\"{}\"", path.link_to(file))) {
                files.insert(file.as_str().to_owned(), site.make(file)?);
            }
        }
        let sheet = match self.paper {
            Paper::A4 => "A4",
            Paper::Letter => "letter",
        };
        files.insert(PAPER_STYLE.to_owned(), format!("@page {{ size: {sheet}; }}\n").into_bytes());
        let link =
            format!("<link rel=\"stylesheet\" href=\"{}\">\n</head>", path.link_to(&SitePath::file(PAPER_STYLE)));
        files.insert(path.as_str().to_owned(), html.replacen("</head>", &link, 1).into_bytes());
        Ok(files)
    }

    /// Packs the handbook of a day.
    fn pack(&self, root: &Path, day: Date) -> Result<Outcome> {
        let today = self.today.date(root);
        if day > today {
            return Err(Error::Usage(format!(
                "{day} lies ahead, and nobody knows yet what will have been in force then"
            )));
        }
        let mut loaded = pipeline::load_on(root, Day::AsOf { day, today }, None)?;
        loaded.ensure_whole(self.history.allow_shallow)?;
        let Some(handbook) = loaded.handbook.as_ref().filter(|_| !loaded.has_errors()) else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let name = load::settings(&handbook.config, self.edition.as_deref())?.name.clone();
        let editions = handbook.config.editions.clone();
        let sites = pipeline::sites(&mut loaded, root, std::slice::from_ref(&name))?;
        let Some((_, site)) = sites.first().filter(|_| !loaded.has_errors()) else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let out = self.out(root, &format!("{name}-{day}.zip"), &editions)?;
        let mut files = BTreeMap::new();
        for path in site.addresses() {
            files.insert(format!("site/{path}"), site.make(path)?);
        }
        let edition = site.edition();
        let register = output::register::register(edition);
        for (file, text) in [
            ("README.txt", readme(edition, day)),
            ("policies.json", output::register::json(edition, &register)),
            // Spreadsheets read the file as UTF-8 because of the byte-order mark.
            ("register.csv", format!("\u{feff}{}", output::register::csv(&register))),
            ("versions.csv", format!("\u{feff}{}", output::version_table(edition, version_path))),
        ] {
            files.insert(file.to_owned(), text.into_bytes());
        }
        let count = files.len();
        write_new(&out, &publish::pack(&files)?)?;
        terminal::eprint_note(loaded.note.as_deref())?;
        terminal::print_done(&format!("edition {name} as it was on {day}, {count} files → {}", out.display()))?;
        Ok(Outcome::Done)
    }

    /// Returns the file to write, which must not exist.
    fn out(&self, root: &Path, default: &str, sites: &[EditionSettings]) -> Result<PathBuf> {
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(default.replace(['/', '\\'], "-")));
        if out.symlink_metadata().is_ok() {
            return Err(Error::Usage(format!("{} exists already; name another file with -o", out.display())));
        }
        ensure_apart(root, &out, sites)?;
        Ok(out)
    }
}

/// Writes the links of a page to other pages as they are on the web, or takes them away where nobody knows. Else the PDF would lead to
/// the folder of this machine in which it was made.
fn with_whole_links(html: &str, path: &SitePath, url: Option<&str>) -> String {
    let (head, body) = html.split_at(html.find("<body").unwrap_or(0));
    let mut parts = body.split(" href=\"");
    let first = head.to_owned() + parts.next().unwrap_or_default();
    parts.fold(first, |out, part| {
        let (link, rest) = part.split_once('"').unwrap_or((part, ""));
        match url {
            _ if link.starts_with('#') || link.contains(':') => format!("{out} href=\"{link}\"{rest}"),
            Some(url) => format!("{out} href=\"{url}{}\"{rest}", followed(path, link)),
            None => out + rest,
        }
    })
}

/// The address that a relative link of a page leads to, from the top of the site.
fn followed(path: &SitePath, link: &str) -> String {
    let mut parts: Vec<&str> = path.as_str().split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/").replace("index.html", "")
}

/// The first page of a pack, for those who have never heard of Greyline.
fn readme(edition: &Edition, day: Date) -> String {
    let organisation = edition.identity.organisation.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    let (title, audience, version) = (&edition.identity.title, &edition.audience_title, env!("CARGO_PKG_VERSION"));
    let stamps = if edition.time_stamps().next().is_some() {
        "site/time-stamps/ what a service that witnesses days has signed (RFC 3161): the root of the ledger existed on that day\n"
    } else {
        ""
    };
    let (files, proof) = if edition.has_ledger() {
        (format!("{LEDGER_FILES}{stamps}"), LEDGER_PROOF)
    } else {
        (String::new(), "No ledger was kept, so nothing here proves that a text was not changed later.\n\n")
    };
    format!(
        "{title}{organisation}\n\
         The handbook as it was in force on {day}, as its readers \"{audience}\" could read it.\n\n\
         What was in force: open site/index.html in any browser, or find the policy and the day in versions.csv.\n\n\
         site/index.html   the handbook of that day; it opens without a server\n\
         site/…/versions/  every version of each policy up to that day, with its text\n\
         site/…/changes/   what changed from each version to the next, word by word\n\
         {files}\
         register.csv      every policy: its standing on that day, version, owner, who is to approve it\n\
         policies.json     the same for programs, with options, reasons, standards, and who approved it\n\
         versions.csv      every version: when it was in force, who approved it, when, and where that is recorded, what\n\
         \x20                 changed and why, and the hash of its text\n\
         SHA256SUMS        the hash of every file here; `sha256sum --check SHA256SUMS` compares them\n\n\
         {proof}\
         The hash of a version is made of its text and of what governs it, as these readers read them. Texts meant for\n\
         others are not in it, and not in this archive; a column that is empty may say what these readers may not know. The\n\
         dates are those that the policies and the commits of their repository bear. Made by greyline {version}.\n"
    )
}

/// What a pack holds of a ledger.
const LEDGER_FILES: &str = "site/ledger.json  the ledger: the hash of every version that came into force, each entry chained to the one before\n\
     site/p/…/         of each version its text as recorded (text.txt), and its receipt (receipt.txt), which says how to check it\n";

/// What that proves, and what it does not.
const LEDGER_PROOF: &str = "What this proves: that the text of a version is the one whose hash stands in the ledger. Its receipt says which commands\n\
                            show it; they need no program of ours. What it does not prove by itself: on which day the ledger was written. Two\n\
                            things witness that, a time stamp, and a ledger.json that somebody outside kept since then: it must be the\n\
                            beginning of this one.\n\n";

fn has_ending(path: &SitePath, ending: &str) -> bool {
    Path::new(path.as_str()).extension().is_some_and(|found| found == ending)
}

fn numbers(versions: &[Version]) -> String {
    versions.iter().map(|version| version.number.as_str()).collect::<Vec<_>>().join(", ")
}

/// Writes a file that does not exist yet.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(Error::write(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_leads_to_the_web_or_nowhere() {
        let page = SitePath::page("payments/refunds");
        let html = "<head><link href=\"../../a.css\"></head><body><a href=\"../cash/index.html#x\">a</a> <a href=\"#y\">b</a> \
                    <a class=\"z\" href=\"mailto:c@x.example\">c</a> <a href=\"../../index.html\">d</a>";
        let known = with_whole_links(html, &page, Some("https://x.example/h/"));
        assert!(
            known.contains("<a href=\"https://x.example/h/payments/cash/#x\">a</a> <a href=\"#y\">b</a>"),
            "{known}"
        );
        assert!(
            known.contains("href=\"mailto:c@x.example\"") && known.contains("<a href=\"https://x.example/h/\">d"),
            "{known}"
        );
        assert!(known.contains("<link href=\"../../a.css\">"), "{known}");
        let unknown = with_whole_links(html, &page, None);
        assert!(unknown.contains("<a>a</a> <a href=\"#y\">b</a>") && unknown.contains("<a>d</a>"), "{unknown}");
    }
}
