//! `greyline new`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::ToSpan;

use super::args::{Output, Today};
use super::outcome::Outcome;
use super::policy_template::{PolicyTemplate, section_page};
use super::prompt::{self, Prompt};
use super::terminal;
use super::write::{create_file, ensure_inside, ensure_no_new_error};
use crate::error::{Error, Result};
use crate::handbook::{Handbook, SuccessorPolicy};
use crate::pipeline::{self, Loaded};
use crate::policy::{FLEXIBILITIES, KINDS};
use crate::source::SourceFile;
use crate::text::{ContentPath, page_address, slug};

/// Create a draft of a policy.
///
/// Writes a draft with every key that it needs, the next free id of its section, and a review in a year. Texts that you must
/// write are marked with "Replace this:". A new section gets its own page. Asks for missing values when run in a terminal, and
/// prints the path of the policy.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline new payments/late-fees\n  greyline new payments/late-fees --kind procedure --owner finance --flexibility black\n  greyline new parking/permits --id PK-001 --owner front-desk --audience client"
)]
pub(super) struct New {
    /// Its path below content/.
    #[arg(value_name = "SECTION/NAME")]
    path: String,
    /// What sort of rule it is; default: policy.
    #[arg(long, value_parser = PossibleValuesParser::new(kinds()))]
    kind: Option<String>,
    /// Its title; by default made from its name.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who is responsible: a key of people.toml.
    #[arg(long, value_name = "KEY")]
    owner: Option<String>,
    /// Whether exceptions are possible; default: grey.
    #[arg(long, value_parser = PossibleValuesParser::new(flexibilities()))]
    flexibility: Option<String>,
    /// Who may read it once it is in force; default: the most private audience.
    #[arg(long, value_name = "NAME")]
    audience: Option<String>,
    /// Its id; required if no policy in the section has an id.
    #[arg(long)]
    id: Option<String>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    #[command(flatten)]
    today: Today,
}

fn kinds() -> Vec<&'static str> {
    KINDS.iter().copied().filter(|name| *name != "page").collect()
}

fn flexibilities() -> Vec<&'static str> {
    FLEXIBILITIES.to_vec()
}

impl New {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let today = self.today.date(root);
        let loaded = pipeline::load(root, today)?;
        let Some(handbook) = &loaded.handbook else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let path = NewPath::parse(&self.path, handbook)?;
        let id = self.id(handbook, &path)?;
        let audiences = &handbook.config.audiences;
        let title = self.text(self.title.as_deref(), "--title", "Title", &path.title)?;
        let kind = self.word(self.kind.as_deref(), "Kind", "policy", &kinds())?;
        let flexibility = self.word(self.flexibility.as_deref(), "Flexibility", "grey", &flexibilities())?;
        let owner = self.owner(handbook)?;
        let private = &audiences.get(audiences.most_private()).key;
        let keys: Vec<&str> = audiences.iter().map(|(_, audience)| audience.key.as_str()).collect();
        let audience = match &self.audience {
            None if self.prompts() => Some(self.word(None, "Audience", private, &keys)?),
            given => given.clone(),
        };
        let review = today.checked_add(1.year());
        let review = review.map_err(|_| Error::Usage(format!("{today} is too far in the future")))?;
        let template = PolicyTemplate {
            id: &id,
            title: &title,
            kind: &kind,
            owner: &owner,
            audience: audience.as_deref(),
            flexibility: &flexibility,
            review,
            private,
            goals: handbook.data.goals.keys().map(String::as_str).collect(),
            touchpoints: handbook.data.touchpoints.keys().map(String::as_str).collect(),
        };
        let pages = path
            .new_folders
            .iter()
            .map(|(folder, title)| (format!("{folder}/_index.md"), section_page(title, audience.as_deref())));
        let mut files: Vec<(String, String)> = pages.collect();
        files.push((path.file.clone(), template.text()));
        ensure_valid(&loaded, &files, today)?;
        let written = write(root, &files)?;
        self.print_written(root, &id, &written)?;
        Ok(Outcome::Done)
    }

    /// Returns whether to prompt for what no flag gave.
    fn prompts(&self) -> bool {
        self.format == Output::Human && prompt::is_interactive()
    }

    /// Prints the files that were written: the last one is the policy, the others are the pages of new sections.
    fn print_written(&self, root: &Path, id: &str, written: &[String]) -> Result<()> {
        let (policy, pages) = written.split_last().expect("a policy was written");
        if self.format == Output::Json {
            return terminal::print_line(&format!(
                "{:#}",
                serde_json::json!({ "path": policy, "id": id, "written": written })
            ));
        }
        let shown =
            |name: &str| if root == Path::new(".") { name.to_owned() } else { root.join(name).display().to_string() };
        for page in pages {
            anstream::eprintln!("created section: {}", shown(page));
        }
        terminal::print_line(&shown(policy))
    }

    /// Returns the text of a flag, the answer to a prompt, or the default.
    fn text(&self, given: Option<&str>, flag: &str, label: &str, default: &str) -> Result<String> {
        match given {
            Some(text) => {
                prompt::single_line(text).map_err(|problem| Error::Usage(format!("{flag}: {problem}")))?;
                Ok(text.trim().to_owned())
            }
            None if self.prompts() => Prompt { label, default: Some(default), check: &prompt::single_line }.read(),
            None => Ok(default.to_owned()),
        }
    }

    /// The same for one of the words `known`.
    fn word(&self, given: Option<&str>, label: &str, default: &str, known: &[&str]) -> Result<String> {
        match given {
            Some(word) => Ok(word.to_owned()),
            None if self.prompts() => {
                let label = format!("{label} ({})", known.join(", "));
                Prompt { label: &label, default: Some(default), check: &prompt::one_of(known) }.read()
            }
            None => Ok(default.to_owned()),
        }
    }

    /// Returns the owner. There is no default unless people.toml names one person only: a person decides who answers for a policy.
    fn owner(&self, handbook: &Handbook) -> Result<String> {
        let people: Vec<&str> = handbook.data.people.keys().map(String::as_str).collect();
        match (&self.owner, people.as_slice()) {
            (Some(owner), _) => Ok(owner.clone()),
            (None, []) => {
                Err(Error::Usage("content/people.toml has no person who could own the policy; add one".to_owned()))
            }
            (None, [only]) => Ok((*only).to_owned()),
            (None, _) if self.prompts() => {
                let label = format!("Owner ({})", people.join(", "));
                Prompt { label: &label, default: None, check: &prompt::one_of(&people) }.read()
            }
            (None, _) => Err(Error::Usage(format!("name the owner with --owner: one of {}", people.join(", ")))),
        }
    }

    /// Returns an id that no policy has or had, as far as the handbook knows: the one of the flag, the next one of the section, or the
    /// answer to a prompt.
    fn id(&self, handbook: &Handbook, path: &NewPath) -> Result<String> {
        let free = |id: &str| -> Result<(), String> {
            if let Some((_, at)) = handbook.by_id.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)) {
                return Err(format!("the id `{id}` is taken by content/{}", handbook.policies[*at].path));
            }
            if let Some(newer) = handbook.superseded.get(id).and_then(|by| by.first()) {
                let newer = match &newer.policy {
                    SuccessorPolicy::Here(at) => format!("content/{}", handbook.policies[*at].path),
                    SuccessorPolicy::Gone(id) => format!("`{id}`"),
                };
                return Err(format!("the id `{id}` belonged to a policy that {newer} replaced"));
            }
            if handbook.withdrawn.contains_key(id) {
                return Err(format!("the id `{id}` was that of a policy that has been withdrawn"));
            }
            Ok(())
        };
        if let Some(id) = &self.id {
            return free(id).map(|()| id.clone()).map_err(Error::Usage);
        }
        if let Some(id) = next_id(handbook, &path.folder) {
            return Ok(id);
        }
        let default = first_id(handbook, &path.folder);
        if self.prompts() {
            return Prompt { label: "Id", default: Some(&default), check: &free }.read();
        }
        let message = format!("no policy in the section `{}` has an id; give one with --id {default}", path.folder);
        Err(Error::Usage(message))
    }
}

/// Where a new policy is written.
#[derive(Debug, PartialEq, Eq)]
struct NewPath {
    /// Its folder below `content/`.
    folder: String,
    /// Its file below `content/`.
    file: String,
    /// The title that its name stands for.
    title: String,
    /// The folders above it that do not exist yet, each with the title that its name stands for.
    new_folders: Vec<(String, String)>,
}

impl NewPath {
    /// Parses `SECTION/NAME`. Names become slugs; an existing section is found by its address.
    fn parse(written: &str, handbook: &Handbook) -> Result<Self> {
        let usage = |message: String| Err(Error::Usage(message));
        let mut parts: Vec<&str> = written.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.len() > 2 && parts[0] == "content" && !handbook.sections.contains_key("content") {
            parts.remove(0);
        }
        let Some((name, folders)) = parts.split_last().filter(|(_, folders)| !folders.is_empty()) else {
            return usage(format!("`{written}` names no section; write SECTION/NAME, as in payments/late-fees"));
        };
        let name = name.strip_suffix(".md").unwrap_or(name);
        for part in folders.iter().chain([&name]) {
            if slug(part).is_empty() {
                return usage(format!("`{part}` needs at least one letter or digit"));
            }
        }
        if name.eq_ignore_ascii_case("_index") {
            return usage("`_index` is the page of a section; give the policy a name of its own".to_owned());
        }
        let mut folder = String::new();
        let mut new_folders = Vec::new();
        for part in folders {
            let below = |part: &str| if folder.is_empty() { part.to_owned() } else { format!("{folder}/{part}") };
            let (exact, plain) = (below(part), below(&slug(part)));
            let address = page_address(&format!("{plain}/_index.md"));
            let same = |known: &&String| page_address(&format!("{known}/_index.md")) == address;
            let known = handbook.sections.get_key_value(&exact).map(|(known, _)| known);
            let known = known.or_else(|| handbook.sections.keys().find(same)).cloned();
            folder = known.unwrap_or_else(|| {
                new_folders.push((plain.clone(), title(part)));
                plain
            });
        }
        let file = format!("{folder}/{}.md", slug(name));
        Ok(Self { folder, file, title: title(name), new_folders })
    }
}

/// Returns the title that a name stands for: “Late fees” for `late-fees`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Splits an id into the digits at its end and what stands before them.
fn split_id(id: &str) -> (&str, &str) {
    id.split_at(id.trim_end_matches(|c: char| c.is_ascii_digit()).len())
}

/// Returns the number after the last one with the prefix that the section uses most. A section without ids takes the prefix of the
/// section above it.
fn next_id(handbook: &Handbook, folder: &str) -> Option<String> {
    let inside = handbook.policies.iter().filter(|policy| policy.path.folder() == folder);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for id in inside.filter_map(|policy| policy.front.id()) {
        let (prefix, digits) = split_id(&id.value);
        if !digits.is_empty() {
            *uses.entry(prefix).or_default() += 1;
        }
    }
    let most = uses.values().max();
    let Some(prefix) = uses.iter().find(|(_, count)| Some(*count) == most).map(|(prefix, _)| *prefix) else {
        return folder.rsplit_once('/').and_then(|(above, _)| next_id(handbook, above));
    };
    let known = handbook.by_id.keys().chain(handbook.superseded.keys()).chain(handbook.withdrawn.keys());
    let digits = known.map(|id| split_id(id)).filter(|(known, _)| *known == prefix).map(|(_, digits)| digits);
    let (width, last) = digits
        .fold((0, 0_u64), |(width, last), digits| (width.max(digits.len()), last.max(digits.parse().unwrap_or(0))));
    Some(format!("{prefix}{:0width$}", last.checked_add(1)?))
}

/// Returns an id for the first policy of a section: its initials, or as many of its first letters as no other section uses.
fn first_id(handbook: &Handbook, folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let initials: String = words.filter_map(|word| word.chars().next()).collect();
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let cuts = (2..=letters.len()).map(|length| letters[..length].to_owned());
    let taken = |prefix: &String| handbook.by_id.keys().any(|id| split_id(id).0 == format!("{prefix}-"));
    let initials = Some(initials).filter(|initials| initials.len() > 1);
    let free = initials.into_iter().chain(cuts).map(|prefix| prefix.to_uppercase()).find(|prefix| !taken(prefix));
    format!("{}-001", free.unwrap_or_else(|| "X".to_owned()))
}

/// Checks the handbook with the new files, in memory.
///
/// # Errors
/// When a file exists, or the handbook would have an error that it does not have today.
fn ensure_valid(loaded: &Loaded, files: &[(String, String)], today: jiff::civil::Date) -> Result<()> {
    let mut tree = loaded.tree.clone();
    for (path, text) in files {
        let file = SourceFile { name: format!("content/{path}").into(), text: text.as_str().into() };
        if tree.texts.insert(ContentPath::new(path), file).is_some() {
            return Err(Error::Usage(format!("content/{path} already exists")));
        }
    }
    ensure_no_new_error(loaded, tree, today)
}

/// Writes files that do not exist yet, and returns their names from the top of the handbook.
fn write(root: &Path, files: &[(String, String)]) -> Result<Vec<String>> {
    let content = root.join("content");
    let mut written = Vec::new();
    for (path, text) in files {
        let file = content.join(path);
        let folder = file.parent().unwrap_or(&content);
        ensure_inside(&content, folder)?;
        fs::create_dir_all(folder).map_err(Error::write(folder))?;
        create_file(&file, text)?;
        written.push(format!("content/{path}"));
    }
    Ok(written)
}
