//! The Markdown of one policy, in two tongues: with what is Greyline's own, and in plain Markdown for its peers. The words
//! are the same in both.

use std::fmt::Write;

use crate::book::FACTS;
use crate::plan::{Audience, Plan, linkable};
use crate::words::{Random, Vocabulary};

/// For whom a text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// With `:::` blocks, facts, and links by id.
    Greyline,
    /// With links that need no resolving, and without marks that a peer would print.
    Plain,
}

struct Writer<'a> {
    vocabulary: &'a Vocabulary,
    plans: &'a [Plan],
    plan: &'a Plan,
    random: Random,
    tongue: Tongue,
    out: String,
}

/// Writes the body of a policy.
pub(crate) fn body(seed: u64, vocabulary: &Vocabulary, plans: &[Plan], plan: &Plan, tongue: Tongue) -> String {
    let random = Random::new(seed, (plan.number as u64) << 32 | 1);
    let mut writer = Writer { vocabulary, plans, plan, random, tongue, out: String::with_capacity(6000) };
    writer.introduction();
    writer.first_part();
    writer.second_part();
    writer.third_part();
    writer.last_parts();
    writer.out
}

impl Writer<'_> {
    fn block(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    fn paragraph(&mut self, words: usize) {
        let text = self.vocabulary.paragraph(&mut self.random, words);
        self.block(&text);
    }

    fn sentence(&mut self) -> String {
        self.vocabulary.sentence(&mut self.random)
    }

    fn run(&mut self, from: usize, to: usize) -> String {
        let count = self.random.between(from, to);
        self.vocabulary.run(&mut self.random, count)
    }

    fn phrase(&mut self, count: usize) -> String {
        self.vocabulary.phrase(&mut self.random, count)
    }

    fn heading(&mut self, at: usize) {
        let text = format!("## {}", self.plan.headings[at]);
        self.block(&text);
    }

    /// A sentence with a link to another policy; `form` is one of the three ways to write one.
    fn link(&mut self, form: usize) {
        let to = linkable(&mut self.random, self.plans, self.plan);
        let words = self.phrase(2);
        let place = format!("/{}/{}/", to.section, to.name);
        let anchor = to.anchor(2);
        let link = match (self.tongue, form) {
            (Tongue::Greyline, 0) => format!("[{words}]({})", to.id),
            (Tongue::Greyline, 1) => format!("[[{}]]", to.id),
            (Tongue::Greyline, _) => format!("[{words}](../{}/{}.md#{anchor})", to.section, to.name),
            (Tongue::Plain, 0) => format!("[{words}]({place})"),
            (Tongue::Plain, 1) => format!("[{}]({place})", to.title),
            (Tongue::Plain, _) => format!("[{words}]({place}#{anchor})"),
        };
        let before = self.run(6, 12);
        let behind = self.sentence();
        self.block(&format!("See {link}: {before}. {behind}"));
    }

    fn fact(&mut self) {
        let (key, _, value) = *self.random.pick(FACTS);
        let before = self.run(4, 8);
        let shown = if self.tongue == Tongue::Greyline { format!("{{fact:{key}}}") } else { value.to_owned() };
        self.block(&format!("It is {shown}: {before}."));
    }

    fn introduction(&mut self) {
        self.paragraph(34);
        self.link(0);
    }

    fn first_part(&mut self) {
        self.heading(0);
        self.paragraph(40);
        if self.random.once_in(3) {
            self.fact();
        }
        for at in 0..self.random.between(3, 5) {
            let item = self.run(6, 12);
            let mark = if self.plan.number % 10 == 6 { if at == 0 { "- [x]" } else { "- [ ]" } } else { "-" };
            writeln!(self.out, "{mark} {item}").expect("writing to a String does not fail");
        }
        self.out.push('\n');
        self.paragraph(37);
    }

    fn second_part(&mut self) {
        self.heading(1);
        self.paragraph(34);
        let row = |cells: [String; 3]| format!("| {} |\n", cells.join(" | "));
        let mut table = row([self.phrase(1), self.phrase(1), self.phrase(1)]) + "| --- | --- | ---: |\n";
        for _ in 0..self.random.between(3, 6) {
            let price = format!("£{}", self.random.between(2, 90));
            table += &row([self.run(1, 3), self.run(2, 5), price]);
        }
        self.out.push_str(&table);
        self.out.push('\n');
        self.link(1);
        if self.random.below(5) < 2 {
            self.private_part();
        }
        self.paragraph(40);
    }

    /// A block for fewer readers than the page has; on a page for staff it is for staff, which they may not notice.
    fn private_part(&mut self) {
        let name = if self.plan.audience == Audience::Client && self.random.once_in(3) { "members" } else { "staff" };
        let nested = name == "members" && self.random.once_in(2);
        self.fence(&format!("::: {name}"));
        self.paragraph(23);
        if nested {
            self.fence("::: staff");
            self.paragraph(13);
            self.fence(":::");
        }
        let item = self.run(4, 9);
        self.block(&format!("- {item}"));
        self.fence(":::");
    }

    fn fence(&mut self, line: &str) {
        if self.tongue == Tongue::Greyline {
            self.block(line);
        }
    }

    fn third_part(&mut self) {
        self.heading(2);
        for at in 1..=self.random.between(3, 5) {
            let item = self.run(7, 14);
            writeln!(self.out, "{at}. {item}").expect("writing to a String does not fail");
        }
        self.out.push('\n');
        self.paragraph(40);
        let words = self.phrase(3);
        self.block(&format!("### {words}"));
        self.paragraph(34);
        if self.plan.number.is_multiple_of(10) {
            self.code();
        }
        if self.plan.number % 20 == 7 {
            let words = self.phrase(4);
            let folder =
                if self.tongue == Tongue::Greyline { String::new() } else { format!("/{}/", self.plan.section) };
            self.block(&format!("![{words}]({folder}flow.svg)"));
        }
    }

    fn code(&mut self) {
        let mut lines = String::from("```python\n");
        for at in 0..self.random.between(3, 6) {
            let (name, word) = (self.vocabulary.term(&mut self.random), self.vocabulary.term(&mut self.random));
            writeln!(lines, "def {name}_{at}(order, days={at}):  # {word}").expect("writing to a String does not fail");
            writeln!(lines, "    return order.total * {} if days < {at}0 else \"{word}\"", at + 2)
                .expect("writing to a String does not fail");
        }
        self.block(&(lines + "```"));
    }

    fn last_parts(&mut self) {
        self.heading(3);
        self.paragraph(40);
        if self.plan.number % 6 == 1 {
            let text = self.sentence();
            self.block(&format!("> [!NOTE]\n> {text}"));
        }
        self.link(2);
        self.heading(4);
        self.paragraph(40);
        if self.plan.number % 8 == 4 {
            let (before, note) = (self.run(6, 10), self.sentence());
            self.block(&format!("The rest is told below[^1]: {before}.\n\n[^1]: {note}"));
        }
        self.paragraph(30);
    }
}
