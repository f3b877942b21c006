//! `greyline import`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::{Output, Today, shell_quote};
use super::outcome::Outcome as Ended;
use super::terminal;
use crate::error::{Error, Result};
use crate::import::{self, Convention, DateOrder, Outcome, Settings, Written};

/// Make a handbook of one that another tool keeps.
///
/// Reads a folder, an archive or a document and writes a handbook that builds at once: pages with their titles, order, links, pictures and
/// old addresses. The source is never written to. Whatever was changed, guessed or could not be carried over is in a report,
/// import-report.md and import-report.json, with each place. Pages are for the most private audience unless `--audience` says
/// otherwise, and policies are undecided until somebody decides. A second run adds what was written in the old place since, and leaves
/// alone what was edited in the new one. A folder that `greyline export` wrote becomes the handbook that it was, with its history.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline import ../wiki --into handbook --dry-run\n  greyline import ../docs --into handbook --policies policies=POL --audience policies/public=client\n  greyline import ../docs --into handbook --history\n  greyline import \"Staff Handbook.docx\" --into handbook --dates dmy"
)]
pub(super) struct Import {
    /// What to import: a folder, a .zip archive, or one document.
    source: PathBuf,
    /// The folder of the handbook; created if missing. Default: `handbook`.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// The convention of the source. Default: detected, and said.
    #[arg(long, value_name = "NAME", value_parser = convention)]
    from: Option<Convention>,
    /// The title of the handbook. Default: what the source says.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who may read the pages of a folder: `policies/public=client`. May be given several times.
    #[arg(long, value_name = "FOLDER=AUDIENCE")]
    audience: Vec<String>,
    /// A folder whose pages are policies, and what their ids begin with: `policies=POL`. May be given several times.
    #[arg(long, value_name = "FOLDER[=PREFIX]")]
    policies: Vec<String>,
    /// What `01/02/2025` means: the day first, or the month.
    #[arg(long, value_enum)]
    dates: Option<Order>,
    /// Propose older versions of the imported policies out of the repository of the source, in import-history.toml; where that file is
    /// there, write what is ticked in it into the change logs.
    #[arg(long)]
    history: bool,
    /// Only say what would be written.
    #[arg(long)]
    dry_run: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

/// What the old texts need to be read.
const REACHABLE: &str = "The old commits must be in the handbook's own repository. Where it is another one, fetch and merge them there without \
                         their files:\n  git fetch OLD-REPOSITORY\n  git merge --allow-unrelated-histories -s ours FETCH_HEAD";

/// The order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

fn convention(name: &str) -> std::result::Result<Convention, String> {
    let known = Convention::ALL.iter().copied().find(|known| known.name() == name);
    known.ok_or_else(|| {
        let names: Vec<&str> = Convention::ALL.iter().map(|known| known.name()).collect();
        format!("write one of {}", names.join(", "))
    })
}

impl Import {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Ended> {
        let into = self.into.as_deref().or(root).unwrap_or(Path::new("handbook"));
        if self.history {
            return self.versions(into);
        }
        if let Some(export) = import::read_export(&self.source)? {
            return self.restore(&export, into);
        }
        let settings = self.settings()?;
        let mut imported = import::import(&self.source, into, &settings, self.today.date(into))?;
        self.ensure_apart(into)?;
        let written = import::write(into, &mut imported, self.dry_run)?;
        let report = &imported.report;
        if !self.dry_run {
            for (name, text) in [
                ("import-report.md", report.to_markdown()),
                ("import-report.json", format!("{:#}\n", report.to_json())),
            ] {
                let path = into.join(name);
                std::fs::write(&path, text).map_err(Error::write(&path))?;
            }
        }
        match self.format {
            Output::Json => {
                let mut done = report.to_json();
                done["written"] = serde_json::json!(written);
                terminal::print_line(&format!("{done:#}"))?;
            }
            Output::Human => self.print(report, &written, into)?,
        }
        Ok(Ended::Done)
    }

    /// Proposes older versions, or applies those that are ticked.
    fn versions(&self, into: &Path) -> Result<Ended> {
        let file = into.join(import::PROPOSALS);
        if file.exists() {
            return self.apply_versions(into, &file);
        }
        let proposals = import::propose(&self.source, into, self.date_order())?;
        if !self.dry_run && !proposals.is_empty() {
            std::fs::write(&file, import::proposals_file(&proposals)).map_err(Error::write(&file))?;
        }
        if self.format == Output::Json {
            terminal::print_line(&format!("{:#}", serde_json::json!({ "proposed": proposals })))?;
            return Ok(Ended::Done);
        }
        let policies = import::count_by_policy(&proposals).len();
        terminal::print_done(&format!("{} versions proposed for {policies} policies.", proposals.len()))?;
        if !self.dry_run && !proposals.is_empty() {
            terminal::print_done(&format!(
                "Read {}, write `taken = true` where it was one, and run the same command again.\n\n{REACHABLE}",
                file.display()
            ))?;
        }
        Ok(Ended::Done)
    }

    fn apply_versions(&self, into: &Path, file: &Path) -> Result<Ended> {
        let done = import::apply(into, self.dry_run)?;
        let import::Applied { applied, refused, left } = &done;
        if self.format == Output::Json {
            terminal::print_line(&format!("{:#}", serde_json::json!(done)))?;
        } else {
            let verb = if self.dry_run { "Would write" } else { "Wrote" };
            terminal::print_done(&format!(
                "{verb} {} versions into change logs; {left} are not taken.",
                applied.len()
            ))?;
            refused.iter().try_for_each(|why| terminal::print_done(&format!("Not written: {why}")))?;
            if applied.is_empty() && refused.is_empty() {
                terminal::print_done(&format!(
                    "Write `taken = true` in {}, or remove it to have versions proposed anew.",
                    file.display()
                ))?;
            } else if !applied.is_empty() {
                terminal::print_done(&format!(
                    "\n{REACHABLE}\n\nNext:\n  greyline check --root {}",
                    shell_quote(into)
                ))?;
            }
        }
        Ok(if refused.is_empty() { Ended::Done } else { Ended::Problems })
    }

    /// Makes the handbook again that `greyline export` wrote.
    fn restore(&self, export: &import::Export, into: &Path) -> Result<Ended> {
        if self.dry_run
            || self.from.is_some()
            || self.title.is_some()
            || !self.audience.is_empty()
            || !self.policies.is_empty()
        {
            let message = "this is an export of Greyline, which is restored as it was: give `--into` alone";
            return Err(Error::Usage(message.to_owned()));
        }
        self.ensure_apart(into)?;
        let done = import::restore(&self.source, export, into)?;
        match self.format {
            Output::Json => terminal::print_line(&format!("{:#}", serde_json::json!(done)))?,
            Output::Human => terminal::print_line(&format!(
                "Restored “{}”: {} files and {} commits → {}",
                export.title,
                done.files,
                done.commits,
                shell_quote(into)
            ))?,
        }
        if !done.left_out.is_empty() {
            let note =
                format!("no line of commits had these versions, so no site shows them: {}", done.left_out.join(", "));
            terminal::eprint_note(Some(&note))?;
        }
        Ok(Ended::Done)
    }

    fn settings(&self) -> Result<Settings> {
        let pair = |flag: &str, text: &String| {
            let pair = text.split_once('=').filter(|(folder, name)| !folder.is_empty() && !name.is_empty());
            pair.map(|(folder, name)| (folder.to_owned(), name.to_owned()))
                .ok_or_else(|| Error::Usage(format!("{flag} {text}: write a folder and a name, `folder=name`")))
        };
        let audiences = self.audience.iter().map(|text| pair("--audience", text)).collect::<Result<_>>()?;
        let policies = self.policies.iter().map(|text| match text.split_once('=') {
            Some((folder, prefix)) => (folder.to_owned(), Some(prefix.to_owned())),
            None => (text.clone(), None),
        });
        Ok(Settings {
            convention: self.from,
            title: self.title.clone(),
            audiences,
            policies: policies.collect(),
            dates: self.date_order(),
        })
    }

    fn date_order(&self) -> Option<DateOrder> {
        self.dates.map(|order| match order {
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
        })
    }

    /// Refuses to write into the source.
    fn ensure_apart(&self, into: &Path) -> Result<()> {
        let real = |path: &Path| path.ancestors().find_map(|path| std::fs::canonicalize(path).ok());
        let (Some(source), Some(target)) = (std::fs::canonicalize(&self.source).ok(), real(into)) else {
            return Ok(());
        };
        let is_inside = into.exists() && target.starts_with(&source);
        if is_inside {
            let message = format!(
                "{} lies in the source, which is never written to; give another folder with `--into`",
                into.display()
            );
            return Err(Error::Usage(message));
        }
        Ok(())
    }

    fn print(&self, report: &import::Report, written: &Written, into: &Path) -> Result<()> {
        terminal::print_done(&format!("Read as: {}. Pages: {}.", report.convention, report.pages))?;
        let counts: Vec<_> = report.counts().collect();
        let width = counts.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        for (outcome, heading) in [
            (Outcome::NotCarriedOver, "Not carried over:"),
            (Outcome::Guessed, "Guessed:"),
            (Outcome::Changed, "Changed:"),
        ] {
            let rows: Vec<_> = counts.iter().filter(|(_, of, ..)| *of == outcome).collect();
            if !rows.is_empty() {
                terminal::print_done(&format!("\n{heading}"))?;
            }
            for (name, _, sentence, count) in rows {
                terminal::print_done(&format!("  {count:>6}  {name:width$}  {sentence}"))?;
            }
        }
        let Written { new, updated, same, left } = written;
        let verb = if self.dry_run { "Would write" } else { "Wrote" };
        terminal::print_done(&format!(
            "\n{verb} {} new files and {} changed ones; {same} are as they were, {} were left alone.",
            new.len(),
            updated.len(),
            left.len()
        ))?;
        if !self.dry_run {
            let root = shell_quote(into);
            terminal::print_done(&format!("The report is {}.", into.join("import-report.md").display()))?;
            terminal::print_done(&format!("\nNext:\n  greyline check --root {root}\n  greyline build --root {root}"))?;
        }
        Ok(())
    }
}
