//! The text of a policy that nobody has written yet.
//!
//! In: what governs it. Out: a file with every key that a policy of its kind needs. What always holds: it is a draft, and
//! whatever its author has to write begins with [`REPLACE`].

use std::fmt::Write;

use jiff::civil::Date;

use super::toml_text;

/// What stands before every text that is there to be written.
const REPLACE: &str = "Replace this:";

/// What governs a new policy.
pub(super) struct Skeleton<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) kind: &'a str,
    pub(super) owner: &'a str,
    /// Who may read it; `None` is the most private audience.
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

impl Skeleton<'_> {
    /// The file.
    pub(super) fn text(&self) -> String {
        let mut out = String::from("+++\n");
        for (key, value) in [("id", self.id), ("title", self.title), ("kind", self.kind)] {
            line(&mut out, key, value);
        }
        out.push_str("status = \"draft\"    # \"active\" puts it in force; until then the most private audience alone reads it\n");
        line(&mut out, "version", "1.0");
        line(&mut out, "owner", self.owner);
        self.label(&mut out);
        line(&mut out, "flexibility", self.flexibility);
        push(&mut out, format_args!("review_date = {}\n", self.review));
        ask(&mut out, "rationale", "why the rule is there, in words that its readers use.");
        if self.flexibility == "black" {
            push(
                &mut out,
                format_args!(
                    "reasons = [\n  \"{REPLACE} why there is no exception, and how that serves the client.\",\n]\n"
                ),
            );
        }
        ask(&mut out, "say", "the words for staff when the answer is no.");
        keys(&mut out, "goals", &self.goals);
        keys(&mut out, "touchpoints", &self.touchpoints);
        if self.kind == "procedure" {
            ask(&mut out, "takes", "how long the client waits, from start to end.");
        }
        if self.flexibility == "grey" {
            out.push_str("\n[[options]]\n");
            ask(&mut out, "offer", "one thing that may be offered.");
            ask(&mut out, "when", "in which case.");
            ask(&mut out, "limit", "up to what sum, number or time.");
            line(&mut out, "decided_by", self.owner);
            self.label(&mut out);
        }
        if matches!(self.kind, "procedure" | "standard") {
            out.push_str("\n[[standards]]\n");
            ask(&mut out, "measure", "what is measured.");
            ask(&mut out, "target", "what is promised.");
            self.label(&mut out);
        }
        push(&mut out, format_args!("+++\n\n{REPLACE} the rule itself, in one sentence.\n\n"));
        push(
            &mut out,
            format_args!("## How does it work?\n\n{REPLACE} what happens, in the order in which it happens.\n"),
        );
        if self.audience.is_some_and(|audience| audience != self.private) {
            let private = self.private;
            push(&mut out, format_args!("\n::: {private}\n{REPLACE} what these readers alone need to know.\n:::\n"));
        }
        out
    }

    fn label(&self, out: &mut String) {
        if let Some(audience) = self.audience {
            line(out, "audience", audience);
        }
    }
}

/// The page of a section that begins with its first policy. It is a draft too: what a section is called may say enough.
pub(super) fn section(title: &str, audience: Option<&str>) -> String {
    let mut out = String::from("+++\n");
    line(&mut out, "title", title);
    line(&mut out, "kind", "page");
    line(&mut out, "status", "draft");
    if let Some(audience) = audience {
        line(&mut out, "audience", audience);
    }
    out + "+++\n"
}

fn line(out: &mut String, key: &str, value: &str) {
    push(out, format_args!("{key} = {}\n", toml_text(value)));
}

fn ask(out: &mut String, key: &str, what: &str) {
    push(out, format_args!("{key} = \"{REPLACE} {what}\"\n"));
}

/// An empty list, and beside it the keys that can stand in it.
fn keys(out: &mut String, key: &str, known: &[&str]) {
    let plain: Vec<&str> = known.iter().copied().filter(|name| !name.contains(char::is_control)).collect();
    if plain.is_empty() {
        return;
    }
    push(out, format_args!("{key} = []    # {}\n", plain.join(", ")));
}

fn push(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("a string takes whatever is written to it");
}
