//! The template of a new policy, and that of a new section.
//!
//! In: the values of the front matter. Out: the text of a file with every key that a policy of its kind needs. What always holds:
//! the file is a draft, and every text that the author has to write begins with [`REPLACE`].

use std::fmt::Write;

use jiff::civil::Date;

use super::args::toml_string;

/// The beginning of every text that the author has to replace.
const REPLACE: &str = "Replace this:";

/// The values of a new policy's front matter.
pub(super) struct PolicyTemplate<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) kind: &'a str,
    pub(super) owner: &'a str,
    /// Who may read the policy; `None` for the most private audience.
    pub(super) audience: Option<&'a str>,
    pub(super) flexibility: &'a str,
    pub(super) review: Date,
    /// The audience that sees all others.
    pub(super) private: &'a str,
    /// The keys of goals.toml.
    pub(super) goals: Vec<&'a str>,
    /// The keys of touchpoints.toml.
    pub(super) touchpoints: Vec<&'a str>,
}

impl PolicyTemplate<'_> {
    /// Returns the text of the file.
    pub(super) fn text(&self) -> String {
        let mut out = String::from("+++\n");
        for (key, value) in [("id", self.id), ("title", self.title), ("kind", self.kind)] {
            push_string(&mut out, key, value);
        }
        out.push_str(
            "status = \"draft\"    # \"active\" puts it in force; until then only the most private audience reads it\n",
        );
        push_string(&mut out, "version", "1.0");
        push_string(&mut out, "owner", self.owner);
        self.push_audience(&mut out);
        push_string(&mut out, "flexibility", self.flexibility);
        push(&mut out, format_args!("review_date = {}\n", self.review));
        push_placeholder(&mut out, "rationale", "why the rule exists, in words that its readers use.");
        if self.flexibility == "black" {
            push(
                &mut out,
                format_args!(
                    "reasons = [\n  \"{REPLACE} why there is no exception, and how that serves the client.\",\n]\n"
                ),
            );
        }
        push_placeholder(&mut out, "say", "the words for staff when the answer is no.");
        push_list(&mut out, "goals", &self.goals);
        push_list(&mut out, "touchpoints", &self.touchpoints);
        if self.kind == "procedure" {
            push_placeholder(&mut out, "takes", "how long it takes for the client, from start to end.");
        }
        if self.flexibility == "grey" {
            out.push_str("\n[[options]]\n");
            push_placeholder(&mut out, "offer", "one thing that may be offered.");
            push_placeholder(&mut out, "when", "in which case.");
            push_placeholder(&mut out, "limit", "up to what sum, number or time.");
            push_string(&mut out, "decided_by", self.owner);
            self.push_audience(&mut out);
        }
        if matches!(self.kind, "procedure" | "standard") {
            out.push_str("\n[[standards]]\n");
            push_placeholder(&mut out, "measure", "what is measured.");
            push_placeholder(&mut out, "target", "what is promised.");
            self.push_audience(&mut out);
        }
        push(&mut out, format_args!("+++\n\n{REPLACE} the rule itself, in one sentence.\n\n"));
        push(
            &mut out,
            format_args!("## How does it work?\n\n{REPLACE} what happens, in the order in which it happens.\n"),
        );
        if self.audience.is_some_and(|audience| audience != self.private) {
            let private = self.private;
            push(&mut out, format_args!("\n::: {private}\n{REPLACE} what only these readers need to know.\n:::\n"));
        }
        out
    }

    /// Adds the audience, unless it is the default one.
    fn push_audience(&self, out: &mut String) {
        if let Some(audience) = self.audience {
            push_string(out, "audience", audience);
        }
    }
}

/// Returns the text of a new section's page. It is a draft too: the name of a section may give away what it is about.
pub(super) fn section_page(title: &str, audience: Option<&str>) -> String {
    let mut out = String::from("+++\n");
    push_string(&mut out, "title", title);
    push_string(&mut out, "kind", "page");
    push_string(&mut out, "status", "draft");
    if let Some(audience) = audience {
        push_string(&mut out, "audience", audience);
    }
    out + "+++\n"
}

fn push_string(out: &mut String, key: &str, value: &str) {
    push(out, format_args!("{key} = {}\n", toml_string(value)));
}

/// Adds a key whose text the author has to replace with `what`.
fn push_placeholder(out: &mut String, key: &str, what: &str) {
    push(out, format_args!("{key} = \"{REPLACE} {what}\"\n"));
}

/// Adds an empty list, and the keys that it can hold as a comment.
fn push_list(out: &mut String, key: &str, known: &[&str]) {
    let plain: Vec<&str> = known.iter().copied().filter(|name| !name.contains(char::is_control)).collect();
    if plain.is_empty() {
        return;
    }
    push(out, format_args!("{key} = []    # {}\n", plain.join(", ")));
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes whatever is written to it");
}
