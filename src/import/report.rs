//! What an import changed, guessed and could not carry over.
//!
//! In: each thing, noted where it happens, with its file and an excerpt. Out: a report in Markdown and JSON, in which each kind stands once
//! with its places and their number. What always holds: nothing that is noted is left out of the report, however often it comes.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is not in the handbook as it was, and somebody must decide.
    NotCarriedOver,
    /// It was guessed, and somebody should look.
    Guessed,
    /// It means the same in another form.
    Changed,
}

impl Outcome {
    /// The word in JSON.
    fn name(self) -> &'static str {
        match self {
            Self::NotCarriedOver => "not-carried-over",
            Self::Guessed => "guessed",
            Self::Changed => "changed",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::NotCarriedOver => "Not carried over",
            Self::Guessed => "Guessed",
            Self::Changed => "Changed",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $outcome:ident $sentence:literal;)*) => {
        /// A kind of thing that an import reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Noted { $(#[doc = $sentence] $variant,)* }

        impl Noted {
            /// Its name, what became of it, and a sentence for readers.
            fn row(self) -> (&'static str, Outcome, &'static str) {
                match self { $(Self::$variant => ($name, Outcome::$outcome, $sentence),)* }
            }
        }
    };
}

kinds! {
    Unreadable "unreadable" NotCarriedOver "Files that could not be read.";
    NotRead "not-read" NotCarriedOver "Files that are no part of the handbook by this convention, or of a kind that is not read.";
    Unused "unused-file" NotCarriedOver "Pictures and other files that no page uses; they were not copied.";
    Excluded "excluded-page" NotCarriedOver "Pages that the old site did not publish; they are here as drafts.";
    FrontMatter "front-matter" NotCarriedOver "Front matter that could not be read as it stands; its text is kept under `[extra]`.";
    MissingFile "missing-file" NotCarriedOver "Files that a page includes or a list names, and that are not there.";
    CyclicInclude "cyclic-include" NotCarriedOver "Files that include one another, or too deep.";
    BrokenLink "broken-link" NotCarriedOver "Links to what is not in the source; their words stay.";
    BrokenAnchor "broken-anchor" NotCarriedOver "Links to a heading that its page does not have; they lead to the page.";
    MissingPicture "missing-picture" NotCarriedOver "Pictures that are not in the source; their texts stay.";
    Hidden "hidden-text" NotCarriedOver "Text that readers of a page did not see as a part of it: hidden words, titles that a pointer shows, what stands in empty fields or in the place of a film, heads and feet of pages.";
    Dropped "dropped-mark" NotCarriedOver "Marks that set colours, widths, scripts and the like; their words stay.";
    Template "template" NotCarriedOver "Templating that only the old tool could fill in; it stands there as text.";
    Doubt "condition" NotCarriedOver "Pages with parts that the old tool shows on a condition; they are for the most private audience until somebody has read them.";
    Marked "marked-private" NotCarriedOver "Pages that call themselves internal or confidential; they are for the most private audience until somebody has read them.";
    Component "component" NotCarriedOver "Components and macros of the old tool; their words stay.";
    Literal "literal" NotCarriedOver "Marks that could be read as another tool's; they are shown as they stand.";
    Embed "embed" NotCarriedOver "Embedded films, forms and pages of other sites; each is a link.";
    Label "label" NotCarriedOver "Short titles of lists of contents; a page has one title.";
    Value "missing-value" NotCarriedOver "Variables without a value; facts.toml has a fact for each, to be filled in.";
    UnmendedRule "to-be-mended" NotCarriedOver "Mistakes in the texts that an import must not mend; `greyline check` lists them, and a new book.toml makes them warnings until they are mended.";
    LostRedirect "lost-redirect" NotCarriedOver "Redirects that lead out of the site, or to a page that is not there.";
    Tracked "tracked-change" NotCarriedOver "Tracked changes and comments of a document.";
    EditedHere "edited-here" NotCarriedOver "Pages that were edited in the handbook since the last import; they were left alone.";
    Gone "gone-from-source" NotCarriedOver "Pages of an earlier import that the source has no longer; they were left alone.";
    TwoWayDate "two-way-date" NotCarriedOver "Dates that can be read in two ways; say `--dates dmy` or `--dates mdy`. They are kept under `[extra]`.";
    PrivateLink "private-link" NotCarriedOver "Links that some readers could not follow; their words stay.";
    Encoding "encoding" Guessed "Files that are not UTF-8; the encoding was guessed.";
    Title "title" Guessed "Titles taken from a file's name.";
    Policy "policy" Guessed "Pages taken for policies, by their folder; nobody has decided about them yet.";
    Owner "owner" Guessed "People named in the texts, written to people.toml without a role or an address.";
    PictureText "picture-text" Guessed "Pictures without a text; it was taken from the file's name.";
    Heading "heading" Guessed "Lines in bold taken for headings.";
    GuessedLink "guessed-link" Guessed "Links to an address that is not there, led to the only page whose address ends alike.";
    FirstPage "front-page" Guessed "A front page or a section's page that the source did not have.";
    Listed "listed" Guessed "Pages that nothing led to; the front page has a link to each.";
    Variable "variable" Changed "Variables, written out with their value.";
    Moved "new-address" Changed "Pages whose address changed; the old one leads to the new one.";
    Redirect "redirect" Changed "Redirects, now `aliases` of the page that they lead to.";
    TitleHeading "title-heading" Changed "First headings that repeat the title; the page shows its title itself.";
    Levels "heading-levels" Changed "Pages whose headings moved a level, so that only the title is at the top.";
    Anchor "anchor" Changed "Headings that keep the anchor that they had.";
    Link "link" Changed "Links that lead to the same page under its new name.";
    Box "box" Changed "Boxes, now alerts or folded parts.";
    Tabs "tabs" Changed "Tabs, now one below the other, each under its name.";
    Include "include" Changed "Texts that were included from another file, now written out.";
    Keys "key" Changed "Keys that Greyline knows under another name.";
    Extra "extra-key" Changed "Keys of the old tool, kept under `[extra]`.";
    Order "order" Changed "Pages whose place in the old list of contents is kept.";
    Term "term" Changed "Abbreviations, now terms of the glossary.";
    Mark "mark" Changed "Marks of another dialect, written in this one.";
    Comment "comment" Changed "Comments for editors, written as HTML comments; no edition holds them.";
    Table "table" Changed "Tables, written in Markdown or, with merged cells, in HTML.";
    Audience "audience" Changed "Pages for readers other than the most private audience.";
}

/// Where a thing was: the file of the source, and a word on it.
type Place = (String, String);

/// What is to be said of an import.
#[derive(Debug, Default)]
pub struct Report {
    /// The convention, in words.
    pub convention: String,
    /// The number of pages written.
    pub pages: usize,
    noted: BTreeMap<Noted, Vec<Place>>,
}

impl Report {
    /// Notes a thing of a file.
    pub fn note(&mut self, kind: Noted, file: &str, detail: impl Into<String>) {
        self.noted.entry(kind).or_default().push((file.to_owned(), detail.into()));
    }

    /// Whether a file as a whole is noted as not read, or not readable.
    pub(super) fn names(&self, file: &str) -> bool {
        let kinds = [Noted::NotRead, Noted::Unreadable].into_iter().filter_map(|kind| self.noted.get(&kind));
        kinds.flatten().any(|(place, _)| place == file)
    }

    /// The first file that could not be read, and why.
    pub(super) fn first_unreadable(&self) -> Option<&(String, String)> {
        self.noted.get(&Noted::Unreadable)?.first()
    }

    /// The kinds in the order of what became of them, each with its number of places.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, Outcome, &'static str, usize)> {
        self.sorted().into_iter().map(|(kind, places)| {
            let (name, outcome, sentence) = kind.row();
            (name, outcome, sentence, places.len())
        })
    }

    fn sorted(&self) -> Vec<(Noted, &Vec<Place>)> {
        let mut noted: Vec<_> = self.noted.iter().map(|(kind, places)| (*kind, places)).collect();
        noted.sort_by_key(|(kind, _)| (kind.row().1, *kind));
        noted
    }

    /// The report for people.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# Import\n\nRead as: {}. Pages: {}.\n", self.convention, self.pages);
        let mut last = None;
        for (kind, places) in self.sorted() {
            let (name, outcome, sentence) = kind.row();
            if last != Some(outcome) {
                let _ = write!(out, "\n## {}\n", outcome.heading());
                last = Some(outcome);
            }
            let _ = write!(out, "\n### {name}: {}\n\n{sentence}\n\n", places.len());
            let mut by_file: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (file, detail) in places {
                by_file.entry(file).or_default().push(detail);
            }
            for (file, details) in by_file {
                let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
                for detail in details {
                    *counts.entry(detail).or_default() += 1;
                }
                let details = counts.into_iter().map(|(detail, times)| match (detail, times) {
                    ("", times) => format!("{times} times"),
                    (detail, 1) => code(detail),
                    (detail, times) => format!("{} ({times} times)", code(detail)),
                });
                let details = details.collect::<Vec<_>>().join("; ");
                let _ = if details == "1 times" {
                    writeln!(out, "- {}", code(file))
                } else {
                    writeln!(out, "- {}: {details}", code(file))
                };
            }
        }
        out
    }

    /// The report for programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let noted = self.sorted().into_iter().map(|(kind, places)| {
            let (name, outcome, sentence) = kind.row();
            let places = places.iter().map(|(file, detail)| json!({ "file": file, "detail": detail }));
            json!({
                "kind": name,
                "outcome": outcome.name(),
                "meaning": sentence,
                "count": places.len(),
                "places": places.collect::<Vec<_>>(),
            })
        });
        let noted: Vec<Value> = noted.collect();
        json!({ "convention": self.convention, "pages": self.pages, "noted": noted })
    }
}

/// A text as code in Markdown.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_stands_once_with_its_places_and_their_number() {
        let mut report = Report { convention: "a folder".to_owned(), pages: 2, ..Report::default() };
        report.note(Noted::Box, "b.md", "!!! note");
        report.note(Noted::BrokenLink, "a.md", "x`y");
        report.note(Noted::Box, "b.md", "!!! note");
        let text = report.to_markdown();
        assert!(text.contains("### box: 2\n") && text.contains("- `b.md`: `!!! note` (2 times)\n"), "{text}");
        assert!(text.find("broken-link") < text.find("box"), "{text}");
        assert!(text.contains("``x`y``"), "{text}");
        assert_eq!(report.to_json()["noted"][1]["count"], 2);
    }
}
