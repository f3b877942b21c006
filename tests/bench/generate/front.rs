//! The front matter of one policy: every key of the schema is in use somewhere, the common ones everywhere.

use crate::book::{GOALS, PEOPLE, TOUCHPOINTS};
use crate::matter::Matter;
use crate::plan::{Audience, DRAFT, PER_SECTION, Plan, linkable};
use crate::words::{Random, Vocabulary};

/// What a policy is written with.
pub(crate) struct Pen<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) plans: &'a [Plan],
    pub(crate) random: Random,
}

impl Pen<'_> {
    fn run(&mut self, from: usize, to: usize) -> String {
        let count = self.random.between(from, to);
        self.vocabulary.run(&mut self.random, count)
    }

    fn phrase(&mut self, from: usize, to: usize) -> String {
        let count = self.random.between(from, to);
        self.vocabulary.phrase(&mut self.random, count)
    }

    fn sentence(&mut self) -> String {
        self.vocabulary.sentence(&mut self.random)
    }

    fn person(&mut self) -> String {
        (*self.random.pick(PEOPLE)).to_owned()
    }

    fn day(&mut self, from: usize, to: usize) -> String {
        let year = self.random.between(from, to);
        format!("{year}-{:02}-{:02}", self.random.between(1, 12), self.random.between(1, 28))
    }

    /// Three different people, in the order of the chain.
    fn chain(&mut self) -> Vec<String> {
        let start = self.random.below(PEOPLE.len());
        (0..3).map(|step| PEOPLE[(start + step) % PEOPLE.len()].to_owned()).collect()
    }

    /// A label for an entry, which is never wider than the policy's own.
    fn label(&mut self, matter: &mut Matter, plan: &Plan) {
        if plan.audience < Audience::Staff && !self.random.once_in(3) {
            matter.text("audience", plan.audience.key());
        }
    }
}

/// The front matter of a policy.
pub(crate) fn front_matter(plan: &Plan, pen: &mut Pen<'_>) -> Matter {
    let mut m = Matter::default();
    let kind = ["policy", "policy", "policy", "procedure", "standard", "guideline"][plan.number % 6];
    let black = pen.random.once_in(4);
    let pilot = !plan.retired && plan.number % 16 == 5;
    let draft = plan.number % PER_SECTION == DRAFT;
    let status = match (plan.retired, pilot, draft) {
        (true, ..) => "retired",
        (_, true, _) => "pilot",
        (.., true) => "draft",
        _ => "active",
    };
    let version = format!("{}.{}", pen.random.between(2, 5), pen.random.below(10));
    let effective = pen.day(2024, 2025);
    m.text("id", plan.id.clone());
    m.text("title", plan.title.clone());
    m.text("kind", kind);
    m.text("status", status);
    m.text("version", version.clone());
    m.plain("effective", &effective);
    m.text("owner", pen.person());
    m.text("approved_by", pen.person());
    if plan.audience < Audience::Staff {
        m.text("audience", plan.audience.key());
    }
    m.text("flexibility", if black { "black" } else { "grey" });
    m.text("motive", *pen.random.pick(&["safety", "privacy", "law", "fairness", "service", "cost"]));
    if pen.random.once_in(3) {
        m.plain("reviewed", &pen.day(2026, 2026));
        m.text("review_every", *pen.random.pick(&["12 months", "18 months", "2 years"]));
    } else {
        m.plain("review_date", &pen.day(2028, 2031));
    }
    if pen.random.once_in(3) {
        m.text("description", pen.sentence());
    }
    if pen.random.once_in(5) {
        m.plain("order", &(plan.number % PER_SECTION));
    }
    if plan.audience < Audience::Staff && pen.random.once_in(2) {
        let mut table = Matter::default();
        table.text(plan.audience.key(), pen.sentence());
        table.text("staff", pen.sentence());
        m.table("rationale", table);
    } else {
        m.text("rationale", pen.sentence());
    }
    if black {
        let reasons = (0..pen.random.between(1, 2)).map(|_| pen.sentence()).collect();
        m.list("reasons", reasons);
    }
    if pen.random.once_in(3) {
        m.text("say", pen.sentence());
    }
    m.list("goals", vec![GOALS[plan.number % GOALS.len()].to_owned()]);
    m.list("touchpoints", vec![TOUCHPOINTS[plan.number % TOUCHPOINTS.len()].to_owned()]);
    m.list("escalation", pen.chain());
    if kind == "procedure" {
        m.text("takes", format!("{} working days", pen.random.between(1, 20)));
        m.list("approvals", vec![pen.person()]);
    }
    if pen.random.once_in(2) {
        m.list("required_for", vec![pen.person()]);
    }
    references(&mut m, plan, pen);
    if pilot {
        let mut table = Matter::default();
        table.plain("until", &pen.day(2028, 2029));
        table.text("with", pen.run(2, 4));
        table.text("feedback", "mailto:pilot@example.org");
        m.table("pilot", table);
    }
    tables(&mut m, plan, pen, black);
    changes(&mut m, plan, pen, &version, &effective);
    m
}

/// The keys that name other pages, or help to find this one.
fn references(m: &mut Matter, plan: &Plan, pen: &mut Pen<'_>) {
    if pen.random.once_in(2) {
        m.list("related", vec![linkable(&mut pen.random, pen.plans, plan).id.clone()]);
    }
    if let Some(old) = plan.supersedes {
        m.list("supersedes", vec![pen.plans[old].id.clone()]);
    }
    if plan.number % 10 == 2 {
        m.list("aliases", vec![format!("/old/{}/", plan.id.to_lowercase())]);
    }
    let tags = (0..pen.random.between(1, 3)).map(|_| pen.vocabulary.rank(200 + pen.random.below(60)).to_owned());
    let mut tags: Vec<String> = tags.collect();
    tags.sort();
    tags.dedup();
    m.list("tags", tags);
    m.list("keywords", vec![pen.run(1, 2)]);
}

/// The lists of tables. Those of a grey policy's options are always there, the others on some policies.
fn tables(m: &mut Matter, plan: &Plan, pen: &mut Pen<'_>, black: bool) {
    let mut entries = |m: &mut Matter, key, count: usize, write: &dyn Fn(&mut Matter, &mut Pen<'_>)| {
        let made = (0..count).map(|_| {
            let mut entry = Matter::default();
            write(&mut entry, pen);
            entry
        });
        m.tables(key, made.collect());
    };
    let every = |step: usize, at: usize| usize::from(plan.number % step == at);
    let options = if black { 0 } else { 1 + plan.number % 2 };
    entries(m, "options", options, &|entry, pen| {
        entry.text("offer", pen.phrase(3, 6));
        entry.text("when", pen.run(4, 8));
        entry.text("limit", format!("£{}", pen.random.between(5, 400)));
        entry.text("decided_by", pen.person());
        pen.label(entry, plan);
    });
    entries(m, "standards", every(3, 0), &|entry, pen| {
        entry.text("measure", pen.phrase(2, 4));
        entry.text("target", format!("{} working days", pen.random.between(1, 20)));
        entry.text("result", format!("{} working days", pen.random.between(1, 20)));
        entry.plain("measured", &pen.day(2026, 2026));
        pen.label(entry, plan);
    });
    entries(m, "scenarios", every(5, 1), &|entry, pen| {
        entry.text("situation", pen.sentence());
        entry.text("question", pen.phrase(4, 7) + "?");
        entry.text("answer", pen.sentence());
        pen.label(entry, plan);
    });
    entries(m, "benchmarks", every(6, 2), &|entry, pen| {
        entry.text("who", pen.phrase(1, 2));
        entry.text("offers", pen.run(4, 8));
        entry.text("source", "https://www.example.org/terms");
        entry.plain("checked", &pen.day(2026, 2026));
        entry.text("verdict", *pen.random.pick(&["better", "equal", "worse"]));
    });
    entries(m, "good_calls", every(8, 3), &|entry, pen| {
        entry.plain("date", &pen.day(2026, 2026));
        entry.text("story", pen.sentence());
    });
    entries(m, "waivers", every(25, 4), &|entry, pen| {
        entry.text("rule", "raw-html");
        entry.text("reason", pen.sentence());
        entry.text("owner", pen.person());
        entry.plain("until", &pen.day(2028, 2029));
    });
}

/// The change log: the version in force, and the first.
fn changes(m: &mut Matter, plan: &Plan, pen: &mut Pen<'_>, version: &str, effective: &str) {
    let mut newest = Matter::default();
    newest.text("version", version);
    newest.plain("date", &effective);
    newest.plain("material", &pen.random.once_in(2));
    newest.text("summary", pen.sentence());
    newest.text("reason", pen.sentence());
    pen.label(&mut newest, plan);
    let mut first = Matter::default();
    first.text("version", "1.0");
    first.plain("date", &pen.day(2021, 2023));
    first.text("summary", pen.phrase(3, 6));
    pen.label(&mut first, plan);
    m.tables("changes", vec![newest, first]);
}
