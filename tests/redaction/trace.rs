//! Two handbooks that differ only in private matter: the same public one, filled in two ways with other blocks, entries, policies,
//! files and commits for staff alone. What clients are given must be the same to the byte.
//!
//! The public part is made from one row of dice and the private part from another. A block may stand between any two public lines; the
//! empty lines that it brings stand where an empty line is already, or before an item of a list.

use std::fmt::Write;

use jiff::civil::Date;

use crate::body;
use crate::generate::Book;
use crate::past::Commit;
use crate::words::Words;

/// A handbook and its dice: those of what clients read, and those of what staff alone read.
struct Maker {
    public: Words,
    private: Words,
    /// How many private things there are: 0 for none.
    share: usize,
    /// Whether private blocks repeat sentences that clients once read, and those that are repeated so.
    plants: bool,
    /// What clients read in older versions, and in the text that is being made.
    old_sentences: Vec<(String, String)>,
    /// The day of that text.
    day: String,
    sentences: Vec<String>,
    planted: Vec<String>,
    /// A name that is erased, of which clients never read.
    erased: Option<String>,
    /// The keys of people for staff alone, and the pictures that staff alone see.
    people: Vec<String>,
    pictures: Vec<String>,
}

/// Where a block may be put before a public line.
#[derive(Clone, Copy, PartialEq)]
enum Slot {
    /// Nowhere.
    None,
    /// In a line of its own, with no empty line that is not there already.
    Tight,
    /// With or without empty lines around it.
    Loose,
}

/// The handbook of a seed with one filling of private matter; a `share` of 0 is none.
pub(crate) fn handbook(seed: u64, filling: u64, share: usize) -> Book {
    made(seed, filling, share, false).0
}

/// A handbook in which private matter repeats sentences that clients could read in older versions, and these sentences.
pub(crate) fn planted(seed: u64) -> (Book, Vec<String>) {
    made(seed, 3, 3, true)
}

fn made(seed: u64, filling: u64, share: usize, plants: bool) -> (Book, Vec<String>) {
    let mut maker = Maker {
        public: Words::new(seed),
        private: Words::new(seed.wrapping_mul(7919) ^ filling << 40),
        share,
        plants,
        old_sentences: Vec::new(),
        day: String::new(),
        sentences: Vec::new(),
        planted: Vec::new(),
        erased: None,
        people: Vec::new(),
        pictures: Vec::new(),
    };
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, text: String| files.push((name.to_owned(), text.into_bytes()));
    add("book.toml", maker.book_toml());
    add("content/people.toml", maker.entries("role", "name", &["desk", "lead"]));
    add("content/goals.toml", maker.entries("title", "text", &["keep"]));
    add("content/touchpoints.toml", maker.entries("title", "text", &["refund", "order"]));
    add("content/facts.toml", maker.facts());
    add("content/glossary.md", maker.glossary());
    let count = 2 + maker.public.below(3);
    let mut commits = Vec::new();
    for number in 0..count {
        let folder = ["alpha", "beta"][maker.public.below(2)];
        let path = format!("{folder}/policy-{number}.md");
        for (version, day) in [("0.5", "2025-06-01"), ("0.8", "2025-09-01")] {
            if maker.public.once_in(2) {
                let text = maker.policy(number, version, day);
                let read = std::mem::take(&mut maker.sentences);
                maker.old_sentences.extend(read.into_iter().map(|sentence| (day.to_owned(), sentence)));
                maker.commits_of_one_version(&path, &text, day.parse().unwrap(), &mut commits);
            }
        }
        let text = maker.policy(number, "1.0", "2026-01-01");
        let is_committed = maker.public.once_in(2);
        if is_committed {
            commits.push(("2026-01-01".parse().unwrap(), vec![(path.clone(), Some(text.clone().into_bytes()))]));
        }
        // A draft of the next version may stand in its place: it is no rule yet.
        let mut newest = text.clone();
        while is_committed && !plants && maker.some() > 0 {
            newest = maker.draft(&text);
            if maker.private.once_in(2) {
                commits.push(("2026-03-03".parse().unwrap(), vec![(path.clone(), Some(newest.clone().into_bytes()))]));
            }
        }
        maker.sentences.clear();
        files.push((format!("content/{path}"), newest.into_bytes()));
    }
    if maker.public.once_in(2) {
        let text = maker.page("Alpha");
        files.push(("content/alpha/_index.md".to_owned(), text.into_bytes()));
    }
    for number in 0..maker.some() {
        maker.private_policy(number, &mut files, &mut commits);
    }
    for (at, picture) in std::mem::take(&mut maker.pictures).into_iter().enumerate() {
        let text = format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{picture} {at}</title></svg>");
        files.push((format!("content/alpha/{picture}.svg"), text.into_bytes()));
    }
    if maker.some() > 0 {
        let (own, path) = (maker.secret(), maker.secret());
        let csv = format!("id,date,note\nP-0,2026-01-01,{own}\n");
        files.push(("content/complaints.csv".to_owned(), csv.into_bytes()));
        files.push(("content/addresses.txt".to_owned(), format!("gone /{path}/ 2026-01-01\n").into_bytes()));
        files.push((format!("static/staff/{path}.txt"), own.into_bytes()));
    }
    let choice = maker.public.below(8);
    let with_line_ends = |text: &mut Vec<u8>| {
        let written = std::str::from_utf8(text).unwrap();
        let Some(body) = written.strip_prefix("+++\n").and_then(|rest| rest.find("+++\n")).map(|at| at + 8) else {
            return;
        };
        *text = (written[..body].to_owned() + &body::with_line_ends(&written[body..], choice)).into_bytes();
    };
    let changed = commits.iter_mut().flat_map(|(_, changed): &mut Commit| changed);
    let older = changed.filter_map(|(_, text)| text.as_mut());
    files.iter_mut().map(|(_, text)| text).chain(older).for_each(with_line_ends);
    commits.sort_by_key(|(day, _): &(Date, _)| *day);
    (
        Book { files, commits, sources: Vec::new(), words: Vec::new(), today: "2026-06-15".parse().unwrap() },
        maker.planted,
    )
}

impl Maker {
    fn book_toml(&mut self) -> String {
        let mut book = String::from(
            "title = \"Book\"\n[publish]\nrules = [\"apache\", \"caddy\", \"netlify\", \"nginx\", \"s3\"]\n[outputs]\nassistants = true\njson_ld = true\n[audiences]\nstaff = { title = \"Staff\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n\
             [editions.client]\naudience = \"client\"\nurl = \"https://example.org/\"\n\
             [editions.staff]\naudience = \"staff\"\n",
        );
        for _ in 0..self.some().min(1) {
            let [name, folder, because, word] = [(); 4].map(|()| self.secret());
            // What stands instead of the name is a phrase that clients read anyway.
            write!(
                book,
                "[archive]\nhold = [\"S-0\"]\nsections = {{ {folder} = \"1 year\" }}\n[[archive.erased]]\nwords = [\"{name}\"]\n\
                 instead = \"the other word\"\non = 2026-01-01\nbecause = \"{because}\"\n[[search.synonyms]]\nword = \"between\"\n\
                 means = [\"{word}\"]\n"
            )
            .unwrap();
            self.erased = Some(name);
        }
        book
    }

    /// A commit of a version, and more of the same version that are other texts for staff alone.
    fn commits_of_one_version(&mut self, path: &str, text: &str, day: Date, commits: &mut Vec<Commit>) {
        commits.push((day, vec![(path.to_owned(), Some(text.to_owned().into_bytes()))]));
        for nth in 0..self.some() {
            let later = day.saturating_add(jiff::Span::new().days(7 * (1 + i64::try_from(nth).unwrap())));
            let text = format!("{text}\n::: staff\n{}\n:::\n", self.secret());
            commits.push((later, vec![(path.to_owned(), Some(text.into_bytes()))]));
        }
    }

    /// How many private things stand somewhere.
    fn some(&mut self) -> usize {
        if self.share == 0 { 0 } else { self.private.below(self.share + 1) }
    }

    fn secret(&mut self) -> String {
        let word = self.private.word("private", None);
        format!("x{word}x")
    }

    fn word(&mut self) -> String {
        self.public.word("public", None)
    }

    fn entries(&mut self, title: &str, text: &str, keys: &[&str]) -> String {
        let mut out = String::new();
        for key in keys {
            self.private_entries(title, text, &mut out);
            writeln!(
                out,
                "[{key}]\n{title} = \"{}\"\n{text} = \"{}\"\naudience = \"client\"",
                self.word(),
                self.word()
            )
            .unwrap();
        }
        self.private_entries(title, text, &mut out);
        out
    }

    fn private_entries(&mut self, title: &str, text: &str, out: &mut String) {
        for _ in 0..self.some() {
            let key = self.secret();
            if title == "role" {
                self.people.push(key.clone());
            }
            writeln!(out, "[{key}]\n{title} = \"{}\"\n{text} = \"{}\"", self.secret(), self.secret()).unwrap();
        }
    }

    fn facts(&mut self) -> String {
        let mut out = String::new();
        for key in ["fee", "days"] {
            writeln!(out, "[{key}]\ntitle = \"{}\"\naudience = \"client\"", self.word()).unwrap();
            for nth in 0..self.some() {
                let value = self.secret();
                writeln!(
                    out,
                    "[[{key}.values]]\nfrom = 2026-07-{:02}\nvalue = \"{value}\"\naudience = \"staff\"",
                    nth + 7
                )
                .unwrap();
            }
            for from in ["2024-01-01", "2026-01-01", "2026-09-01"] {
                writeln!(out, "[[{key}.values]]\nfrom = {from}\nvalue = \"{}\"", self.word()).unwrap();
            }
        }
        for _ in 0..self.some() {
            let key = self.secret();
            writeln!(out, "[{key}]\ntitle = \"{}\"", self.secret()).unwrap();
            writeln!(out, "[[{key}.values]]\nfrom = 2026-02-02\nvalue = \"{}\"", self.secret()).unwrap();
        }
        out
    }

    fn glossary(&mut self) -> String {
        let mut out = String::from("+++\ntitle = \"Glossary\"\naudience = \"client\"\n+++\n\n");
        for term in ["credit", "deposit"] {
            let definition = self.word();
            if self.some() > 0 {
                let (term, means) = (self.secret(), self.secret());
                write!(out, "::: staff\n\n{term}\n\n: Means {means}.\n\n:::\n\n").unwrap();
            }
            write!(out, "{term}\n\n: Means {definition}.\n\n").unwrap();
            if self.some() > 1 {
                let means = self.secret();
                write!(out, "  ::: staff\n  Also {means}.\n  :::\n\n").unwrap();
            }
        }
        out
    }

    fn policy(&mut self, number: usize, version: &str, effective: &str) -> String {
        effective.clone_into(&mut self.day);
        let mut out = format!(
            "+++\nid = \"P-{number}\"\ntitle = \"Policy {number}\"\nkind = \"policy\"\nstatus = \"active\"\nversion = \"{version}\"\n\
             effective = {effective}\nowner = \"desk\"\naudience = \"client\"\nflexibility = \"grey\"\nreview_date = 2027-01-01\n\
             touchpoints = [\"refund\"]\nrelated = [\"P-0\"{}]\n",
            if self.some() > 0 { ", \"S-0\"" } else { "" }
        );
        let rationale = self.word();
        match self.some() {
            0 => writeln!(out, "rationale.client = \"{rationale}\"").unwrap(),
            _ => writeln!(out, "rationale = {{ client = \"{rationale}\", staff = \"{}\" }}", self.secret()).unwrap(),
        }
        if self.some() > 0 {
            writeln!(out, "say = \"{}\"\napproved_by = \"lead\"\nrequired_for = [\"lead\"]", self.secret()).unwrap();
        }
        let mut steps = vec!["desk".to_owned(), "lead".to_owned()];
        for _ in 0..self.some().min(self.people.len()) {
            let person = self.private.pick(&self.people).clone();
            steps.insert(self.private.below(steps.len() + 1), person);
        }
        writeln!(out, "escalation = {steps:?}\napprovals = {steps:?}").unwrap();
        for key in ["good_calls", "benchmarks", "scenarios", "waivers"] {
            for _ in 0..self.some() {
                let secret = self.secret();
                let entry = match key {
                    "good_calls" => format!("[[good_calls]]\ndate = 2026-01-01\nstory = \"{secret}\"\n"),
                    "benchmarks" => format!(
                        "[[benchmarks]]\nwho = \"{secret}\"\noffers = \"{secret}\"\nchecked = 2026-01-01\nverdict = \"better\"\n"
                    ),
                    "scenarios" => {
                        format!(
                            "[[scenarios]]\nsituation = \"{secret}\"\nquestion = \"{secret}\"\nanswer = \"{secret}\"\n"
                        )
                    }
                    _ => format!(
                        "[[waivers]]\nrule = \"overdue-review\"\nreason = \"{secret}\"\nowner = \"desk\"\nuntil = 2027-01-01\n"
                    ),
                };
                out += &entry;
            }
        }
        // Everybody may read the case; which option applies is for staff.
        let case = self.word();
        writeln!(out, "[[scenarios]]\nsituation = \"{case}\"\nanswer = \"{case}\"\naudience = \"client\"").unwrap();
        if self.some() > 0 {
            writeln!(out, "option = \"{}\"", self.secret()).unwrap();
        }
        for key in ["options", "standards", "changes"] {
            // A version is declared once.
            let count = if key == "changes" { 1 } else { 1 + self.public.below(2) };
            let mut entries = Vec::new();
            for _ in 0..count {
                entries.push((self.word(), true));
            }
            for _ in 0..self.some() {
                let at = self.private.below(entries.len() + 1);
                let secret = self.secret();
                entries.insert(at, (secret, false));
            }
            for (place, (word, shown)) in entries.iter().enumerate() {
                let entry = match key {
                    "options" => format!(
                        "[[options]]\noffer = \"{word}\"\nwhen = \"{word}\"\nkeywords = [\"{word}\"]\ndecided_by = \"desk\"\n"
                    ),
                    "standards" => format!("[[standards]]\nmeasure = \"{word}\"\ntarget = \"{word}\"\n"),
                    _ if *shown => {
                        format!("[[changes]]\nversion = \"{version}\"\ndate = {effective}\nsummary = \"{word}\"\n")
                    }
                    _ => format!("[[changes]]\nversion = \"0.0{place}\"\ndate = 2025-01-01\nsummary = \"{word}\"\n"),
                };
                out += &entry;
                if *shown {
                    out += "audience = \"client\"\n";
                }
            }
        }
        out + "+++\n\n" + &self.body()
    }

    /// A draft of the version after the one that a text has: without some of its lines, with some for staff, and with others.
    fn draft(&mut self, text: &str) -> String {
        let (front, body) = text.strip_prefix("+++\n").and_then(|text| text.split_once("+++\n\n")).unwrap();
        let days = ["2025-12-24", "2026-02-02", "2026-06-15", "2026-12-24"];
        let own = self.secret();
        let mut out = "+++\n".to_owned();
        for line in front.lines() {
            match line.split_once(" = ") {
                Some(("version", "\"1.0\"")) if !out.contains("version = ") => {
                    writeln!(out, "version = \"{}\"", ["0.9", "1.1", "2.0"][self.private.below(3)]).unwrap();
                }
                Some(("status", _)) => out += "status = \"draft\"\n",
                Some(("effective", _)) if self.private.once_in(2) => {
                    writeln!(out, "effective = {}", self.private.pick(&days)).unwrap();
                }
                Some(("title" | "touchpoints" | "related" | "say", _)) if self.private.once_in(2) => {
                    if line.starts_with("title") {
                        writeln!(out, "title = \"{own}\"").unwrap();
                    }
                }
                _ => writeln!(out, "{line}").unwrap(),
            }
        }
        if self.private.once_in(2) {
            write!(
                out,
                "[[changes]]\nversion = \"2.0\"\ndate = 2026-12-24\nsummary = \"{own}\"\naudience = \"client\"\n"
            )
            .unwrap();
        }
        out += "+++\n\n";
        for line in body.lines() {
            match self.private.below(6) {
                0 => {}
                1 if line.starts_with("Between") => write!(out, "::: staff\n{line}\n:::\n").unwrap(),
                2 if line.starts_with("Between") => writeln!(out, "{line} {own}").unwrap(),
                _ => writeln!(out, "{line}").unwrap(),
            }
        }
        out
    }

    fn page(&mut self, title: &str) -> String {
        format!("+++\ntitle = \"{title}\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n{}", self.body())
    }

    /// A policy or page for staff: in a folder of the others, or in one of its own, with a past or without.
    fn private_policy(&mut self, number: usize, files: &mut Vec<(String, Vec<u8>)>, commits: &mut Vec<Commit>) {
        let own = self.secret();
        let folder = ["alpha".to_owned(), "beta".to_owned(), own.clone()][self.private.below(3)].clone();
        let name = format!("{folder}/{}{own}.md", ["a", "q", "z"][self.private.below(3)]);
        let body = format!("## Part\n\n{} [first](P-0) credit {{fact:fee}} {{fact:days}} deposit.\n", self.secret());
        let front = |version: &str, day: &str| {
            format!(
                "+++\nid = \"S-{number}\"\ntitle = \"{own}\"\nkind = \"policy\"\nversion = \"{version}\"\neffective = {day}\n\
                 owner = \"desk\"\nflexibility = \"undecided\"\nreview_date = 2026-01-01\ntouchpoints = [\"refund\", \"order\"]\n\
                 tags = [\"{own}\"]\nrelated = [\"P-0\"]\nsupersedes = [\"P-99\"]\n+++\n\n"
            )
        };
        if self.private.once_in(2) {
            let old = (front("0.5", "2025-02-02") + &body).into_bytes();
            commits.push(("2025-02-02".parse().unwrap(), vec![(name.clone(), Some(old))]));
            if self.private.once_in(2) {
                commits.push(("2025-03-03".parse().unwrap(), vec![(name, None)]));
                return;
            }
        }
        files.push((format!("content/{name}"), (front("1.0", "2026-02-02") + &body).into_bytes()));
    }

    /// A body: public lines, and private blocks between them.
    fn body(&mut self) -> String {
        // Private blocks have the same heading, which clients must be able to read somewhere: old versions may repeat no other.
        let mut lines: Vec<(Slot, &str, String)> = vec![(Slot::Loose, "", "## Part".to_owned())];
        let mut tail = String::new();
        for _ in 0..2 + self.public.below(4) {
            // Two lists do not follow one another: with an empty line between them they would be a loose one.
            let between = self.word();
            let sentence = format!("Between {between} and the other word.");
            lines.extend([(Slot::Loose, "", String::new()), (Slot::Loose, "", sentence.clone())]);
            self.sentences.push(sentence);
            lines.push((Slot::Loose, "", String::new()));
            self.part(&mut lines, &mut tail);
        }
        let mut out = String::new();
        for (slot, prefix, line) in lines {
            if slot != Slot::None && self.share > 0 && self.private.once_in(3) {
                self.blocks(slot, prefix, &mut out);
            }
            out.push_str(&line);
            out.push('\n');
        }
        if self.some() > 1 {
            out.push('\n');
            self.blocks(Slot::Tight, "", &mut out);
        }
        out + &tail
    }

    fn part(&mut self, lines: &mut Vec<(Slot, &'static str, String)>, tail: &mut String) {
        use Slot::{Loose, None, Tight};
        let (one, two, three) = (self.word(), self.word(), self.word());
        match self.public.below(16) {
            0 => lines.extend([
                (None, "", format!("One {one}")),
                (Tight, "", format!("two *{two}*")),
                (Tight, "", format!("{three} end.")),
            ]),
            1 => lines.extend([(None, "", "## Part".to_owned()), (Tight, "", format!("Under {one}."))]),
            2 => {
                lines.extend([
                    (None, "", format!("- {one}")),
                    (Loose, "", format!("- {two}")),
                    (Loose, "  ", format!("- {three}")),
                ]);
            }
            3 => {
                lines.extend([
                    (None, "", format!("1. {one}")),
                    (Loose, "   ", format!("2. {two}")),
                    (Tight, "   ", format!("   {three}")),
                    (Loose, "", format!("3. {one}")),
                ]);
            }
            4 => lines.extend([
                (None, "", format!("- {one}")),
                (Loose, "  ", format!("  - {two}")),
                (Loose, "    ", format!("  - {three}")),
                (Loose, "  ", format!("- {one}")),
            ]),
            5 => lines.extend([
                (None, "", format!("> {one}")),
                (Tight, "> ", format!("> {two}")),
                (Tight, "> ", ">".to_owned()),
                (Tight, "> ", format!("> {three}")),
            ]),
            6 => lines.extend([
                (None, "", "| a | b |".to_owned()),
                (None, "", "|---|---|".to_owned()),
                (Tight, "", format!("| {one} | {two} |")),
                (Tight, "", format!("| {three} | b |")),
            ]),
            7 => {
                lines.push((Tight, "", format!("A note[^{one}] and one more[^{two}].")));
                write!(tail, "\n[^{one}]: First {three}.\n\n[^{two}]: Second.\n").unwrap();
            }
            8 => lines.push((Tight, "", format!("[{one}](P-0) and {{fact:fee}} of credit, [[P-1]]."))),
            9 => {
                lines.push((Tight, "", format!("See [{one}] there.")));
                write!(tail, "\n[{one}]: https://example.org/ \"{two}\"\n").unwrap();
            }
            10 => lines.extend([
                (None, "", format!("1. {one}")),
                (Tight, "   ", String::new()),
                (Tight, "   ", format!("   {two}")),
                (Loose, "   ", format!("2. {three}")),
            ]),
            14 => lines.extend([
                (None, "", "```text".to_owned()),
                (None, "", format!("{one}  ")),
                (None, "", "```".to_owned()),
            ]),
            11 | 12 => {
                let [first, second, third] = *self.public.pick(body::CLAUSES);
                let inner = &"      "[..first.len()];
                lines.extend([
                    (None, "", format!("{first}{one}")),
                    (Loose, inner, format!("{second}{two}")),
                    (Loose, "", format!("{third}{three}")),
                ]);
            }
            13 => lines.extend([
                (None, "", format!("a. {one}")),
                (Loose, "   ", format!("   i. {two}")),
                (Loose, "      ", format!("   ii. {three}")),
                // The mark before this one may stand in a block.
                (Loose, "", format!("c. {one}")),
            ]),
            _ => {
                // An item that begins with a block.
                let open = if self.some() > 0 {
                    let secret = self.secret();
                    let gap = if self.private.once_in(2) { "\n" } else { "" };
                    format!("- ::: staff\n  {secret}\n  :::\n{gap}  {two}")
                } else {
                    format!("- {two}")
                };
                lines.extend([(None, "", format!("- {one}")), (None, "", open), (Loose, "", format!("- {three}"))]);
            }
        }
    }

    /// One or more private blocks before a line.
    fn blocks(&mut self, slot: Slot, prefix: &str, out: &mut String) {
        let spaced = slot == Slot::Loose && self.private.once_in(2);
        let blank = format!("{}\n", prefix.trim_end());
        if spaced {
            out.push_str(&blank);
        }
        for _ in 0..=self.private.below(2) {
            writeln!(out, "{prefix}::: staff").unwrap();
            let mut secret = self.secret();
            if let Some(name) = self.erased.clone().filter(|_| self.private.once_in(2)) {
                secret = format!("{secret} {name}");
            }
            if self.private.once_in(4) {
                let picture = self.secret();
                secret = format!("{secret} ![{picture}](../alpha/{picture}.svg)");
                self.pictures.push(picture);
            }
            let older: Vec<&String> =
                self.old_sentences.iter().filter(|(day, _)| *day < self.day).map(|(_, sentence)| sentence).collect();
            if self.plants && !older.is_empty() && self.private.once_in(2) {
                let sentence = (*self.private.pick(&older)).clone();
                self.planted.push(sentence.clone());
                secret = sentence;
            }
            let inner = match self.private.below(if self.plants { 3 } else { 10 }) {
                0 => format!("## Part\n\n{secret}"),
                1 => format!("2. {secret}\n\n3. {secret}"),
                2 => format!("- {secret}\n\n- {secret} [P-0](P-0)"),
                3 => format!("{secret} credit deposit {{fact:days}}\n\n> {secret}"),
                4 => format!("| {secret} | {secret} |\n|---|---|\n| {secret} | {secret} |"),
                5 => format!("{secret}[^{secret}]\n\n[^{secret}]: {secret}"),
                6 => format!("b. {secret}\n\n(b) {secret}\n\n1.2 {secret}"),
                7 => format!("ii. {secret}\niii. {secret}\n\nB) {secret}"),
                8 => format!("::: client\n{secret}\n:::\n"),
                _ => format!("{secret}\n{secret}"),
            };
            for line in inner.lines() {
                writeln!(out, "{}", format!("{prefix}{line}").trim_end()).unwrap();
            }
            writeln!(out, "{prefix}:::").unwrap();
        }
        if spaced {
            out.push_str(&blank);
        }
    }
}
