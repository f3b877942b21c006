//! One governed file: typed front matter and a parsed body.
//!
//! In: a text, and the audiences it may name. Out: a [`Policy`], as good as it can be. What always holds: a label that is
//! missing, misspelt or unreadable makes the thing that it labels private.

pub mod condition;
mod coverage;
mod declared;
mod fields;
mod front_matter;
mod json;
mod promise;
mod read;
mod release;
mod schema;
mod standing;
mod values;
mod walk;

pub use coverage::Coverage;
pub use declared::parse_declared;
use fields::AUDIENCE;
pub use fields::{FIELDS, Field, InRedline, Presence, SeenBy, Target, Type};
pub(crate) use fields::{FLEXIBILITIES, KINDS};
pub use front_matter::{
    Approval, Change, Flexibility, FrontMatter, Kind, NO_OPTION, PolicyOption, Scenario, Standard, Status, Waiver,
    from_word,
};
pub use json::to_json;
pub use promise::{Promise, STALE_AFTER_MONTHS, is_stale, stale_from};
pub(crate) use read::entry_readers;
pub use read::source_parts;
pub use release::{Approved, Release, declare, release};
pub use schema::schema;
pub use standing::{DUE_SOON_DAYS, Standing, Succession};
pub use values::{Entry, Value, Values};
pub use walk::FieldText;

use crate::config::{Audiences, Readers};
use crate::data::{self, Language, Scope};
use crate::diagnostic::{Diagnostics, Rule};
use crate::markdown::{self, Dialect, Terms, Text, TextFacts};
use crate::source::SourceFile;
use crate::text::{ContentPath, Span};

/// A policy or a page, as its author wrote it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Where it lies below `content/`.
    pub path: ContentPath,
    /// Its text, for places.
    pub file: SourceFile,
    /// The folder from which its relative links begin: that of its file, also where it is the page of a folder beside the file.
    pub links_from: String,
    /// What governs it.
    pub front: FrontMatter,
    /// Who may read it: its `audience`, or the most private audience.
    pub readers: Readers,
    /// Whom its `audience` names, also while it is a draft, which the most private audience alone may read.
    pub label: Readers,
    /// What it says.
    pub text: Text,
    /// The links and facts in the texts of its front matter.
    pub fields: TextFacts,
}

impl Policy {
    /// What it is known by through time: its id, or its path.
    #[must_use]
    pub fn key(&self) -> &str {
        self.front.id().map_or(self.path.as_str(), |id| &id.value)
    }

    /// The policy as this older version has it, at the place of its file and with what holds at once of what that says: tags and results
    /// of measurements wait for no version. What fewer may read says nothing of it.
    #[must_use]
    pub fn at_place_of(&self, file: &Self) -> Self {
        let mut policy = Self { path: file.path.clone(), links_from: file.links_from.clone(), ..self.clone() };
        if self.readers.within(file.readers) {
            policy.front.values.take_current(&file.front.values, FIELDS);
        }
        policy
    }

    /// Whether it is the page of a section.
    #[must_use]
    pub fn is_section(&self) -> bool {
        self.path.file_name().eq_ignore_ascii_case("_index.md")
    }

    /// Whether it is governed: everything but a page is.
    #[must_use]
    pub fn is_governed(&self) -> bool {
        self.front.kind() != Kind::Page
    }

    /// Whether it is for the most private audience because what it says of its readers could not be read.
    #[must_use]
    pub fn is_private_by_mistake(&self) -> bool {
        [AUDIENCE, "status"].iter().any(|key| self.front.values.is_unread(key))
    }
}

/// Reads a policy. Never fails: what cannot be read is reported, and kept private.
#[must_use]
pub fn parse(
    path: &ContentPath,
    file: &SourceFile,
    audiences: &Audiences,
    terms: &Terms,
    diagnostics: &mut Diagnostics,
) -> Policy {
    let mut split = split(&file.text);
    let language = split.language.unwrap_or(Language::Toml);
    let (node, errors) = data::parse(&file.text[split.matter.clone()], language, split.matter.start);
    let whole = errors.is_empty() && split.problem.is_none();
    let broken: Vec<Span> = errors.iter().map(|error| error.span).collect();
    let mut scope = Scope { file: &file.name, diagnostics, language, whole };
    if let Some(problem) = split.problem {
        let span = Span::new(0..file.text.lines().next().unwrap_or_default().len());
        scope.report(Rule::InvalidFrontMatter, span, problem.0, problem.1);
    }
    for error in errors {
        let rule = if error.too_deep { Rule::NestingTooDeep } else { Rule::InvalidFrontMatter };
        scope.report(
            rule,
            error.span,
            error.message,
            "mend it here; the file is kept from every reader but the most private",
        );
    }
    let is_section = path.file_name().eq_ignore_ascii_case("_index.md");
    let front = if split.language.is_none() {
        let (title, body) = heading(file, audiences, terms);
        split.body = body;
        if split.problem.is_none() {
            let span = Span::new(0..file.text.lines().next().unwrap_or_default().len());
            let message = "this file has no front matter: it is a page for the most private audience alone";
            let quoted = toml_edit::Value::from(&title);
            let help = format!("begin it with:\n+++\ntitle = {quoted}\nkind = \"page\"\n+++");
            scope.report(Rule::MissingFrontMatter, span, message, help);
        }
        FrontMatter::untitled(&title)
    } else if split.problem.is_some() {
        let mut front = FrontMatter::untitled(file.path().stem());
        front.values.set_unread(AUDIENCE);
        front
    } else {
        let mut found = Diagnostics::default();
        let mut inner = Scope { file: &file.name, diagnostics: &mut found, language, whole };
        let front = read::front_matter(&node, path, is_section, audiences, &mut inner);
        // What stands in the place of a value that breaks the syntax is no second mistake.
        let is_broken = |place: &Span| {
            let matter = &file.text;
            broken.iter().any(|one| {
                let goes_on = matter.get(place.end as usize..one.start as usize);
                one.start < place.end && place.start < one.end
                    || goes_on.is_some_and(|between| between.trim().is_empty())
            })
        };
        let others = found.iter().filter(|found| !found.span.as_ref().is_some_and(is_broken));
        others.for_each(|found| scope.diagnostics.push(found.clone()));
        front
    };
    let labelled = front.values.text(AUDIENCE).and_then(|name| audiences.find(&name.value));
    let label = match labelled {
        Some(id) if whole && !front.values.is_unread("status") => audiences.get(id).readers,
        _ => audiences.private(),
    };
    let readers = if front.status() == Status::Draft { audiences.private() } else { label };
    let text = Text::parse(file, split.body, Dialect::Prose, audiences, terms, diagnostics);
    let links_from = file.path().folder().to_owned();
    let mut fields = TextFacts::default();
    for FieldText { text, markup, readers } in front.texts(audiences) {
        fields.append(markdown::read_field(text, markup, file, readers, audiences, diagnostics));
    }
    Policy { path: path.clone(), file: file.clone(), links_from, front, readers, label, text, fields }
}

/// The title of a file without front matter, its first heading or else its name, and where its body begins: behind that heading
/// where nothing stands before it, since the page shows its title anyway.
fn heading(file: &SourceFile, audiences: &Audiences, terms: &Terms) -> (String, usize) {
    let text = Text::parse(file, 0, Dialect::Prose, audiences, terms, &mut Diagnostics::default());
    let named = text.facts.headings.first().map(|heading| heading.text.trim()).filter(|title| !title.is_empty());
    let title = named.map_or_else(|| file.path().stem().to_owned(), str::to_owned);
    let start = file.text.len() - file.text.trim_start_matches(['\n', '\r']).len();
    let mut lines = file.text[start..].split_inclusive('\n');
    let (line, below) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_underlined = !below.trim().is_empty() && below.trim().chars().all(|c| c == '=');
    let underline = if is_underlined && !line.starts_with('#') { below } else { "" };
    let is_first = text.facts.headings.first().is_some_and(|heading| heading.span.start as usize == start);
    let opens = named.is_some()
        && (line.starts_with("# ") || is_first && !underline.is_empty())
        && !line.trim_end_matches(['\n', '\r']).contains('\r');
    (title, if opens { start + line.len() + underline.len() } else { 0 })
}

/// Where the parts of a file are.
pub(crate) struct Split {
    /// The language of the front matter; `None` without one.
    pub(crate) language: Option<Language>,
    /// The bytes between the fences.
    pub(crate) matter: std::ops::Range<usize>,
    /// The byte at which the body begins.
    pub(crate) body: usize,
    /// What is wrong with its fences, and what to do.
    pub(crate) problem: Option<(&'static str, &'static str)>,
}

/// Finds front matter: TOML between `+++` lines, YAML between `---` lines.
pub(crate) fn split(text: &str) -> Split {
    let first = text.lines().next().unwrap_or_default().trim_end();
    let (language, fence) = match first {
        "+++" => (Language::Toml, "+++"),
        "---" => (Language::Yaml, "---"),
        _ => {
            let head = text.trim_start();
            let misplaced =
                ["+++", "---"].iter().any(|fence| head.strip_prefix(fence).is_some_and(|rest| rest.contains(fence)));
            let problem = misplaced.then_some((
                "the front matter of this file cannot be found",
                "let its first line be `+++` (or `---`) and nothing else, and close it with another such line",
            ));
            return Split { language: None, matter: 0..0, body: 0, problem };
        }
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            return Split { language: Some(language), matter: start..at, body: at + line.len(), problem: None };
        }
        at += line.len();
    }
    let problem = ("the front matter is never closed", "put the same three signs in a line of their own behind it");
    Split { language: Some(language), matter: start..start, body: text.len(), problem: Some(problem) }
}
