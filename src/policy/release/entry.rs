//! The release that is written, and its entry in the change log.

use jiff::civil::Date;

/// A new version of a policy, as the author declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The number of the version.
    pub version: String,
    /// The first day on which the version is in force.
    pub date: Date,
    /// Whether the rule changed, so that staff must read the policy again; else only the wording did.
    pub material: bool,
    /// What changed, in one sentence.
    pub summary: String,
    /// Why it changed.
    pub reason: Option<String>,
    /// The audience that may read the change entry; the most private one unless said otherwise.
    pub audience: Option<String>,
    /// Who agreed to it, where somebody did.
    pub approved: Option<Approved>,
    /// The commit and the path of its text, where the history knows it by no id.
    pub source: Option<String>,
}

/// That somebody agreed to a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// Who: a key of people.toml.
    pub by: String,
    /// When.
    pub on: Date,
    /// Where that is recorded.
    pub reference: Option<String>,
}

impl Release {
    /// Returns the keys and values of the new change entry, in order. `quoted` turns a text into a string of the language, and `table`
    /// keys and values into a table on one line.
    pub(super) fn entry(
        &self,
        quoted: impl Fn(&str) -> String,
        table: impl Fn(&[(&'static str, String)]) -> String,
    ) -> Vec<(&'static str, String)> {
        let mut out = vec![("version", quoted(&self.version)), ("date", self.date.to_string())];
        if !self.material {
            out.push(("material", "false".to_owned()));
        }
        out.push(("summary", quoted(&self.summary)));
        out.extend(self.reason.as_ref().map(|reason| ("reason", quoted(reason))));
        out.extend(self.approved.as_ref().map(|Approved { by, on, reference }| {
            let mut keys = vec![("by", quoted(by)), ("on", on.to_string())];
            keys.extend(reference.as_ref().map(|reference| ("reference", quoted(reference))));
            ("approved", table(&keys))
        }));
        out.extend(self.source.as_ref().map(|source| ("source", quoted(source))));
        out.extend(self.audience.as_ref().map(|audience| ("audience", quoted(audience))));
        out
    }
}

/// Returns the reason for which front matter is not edited.
pub(super) fn unclear() -> String {
    "its front matter is written in a form that cannot be edited safely; write the version by hand".to_owned()
}
