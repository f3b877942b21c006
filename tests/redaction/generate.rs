//! A random handbook: who may read, data files, sections, policies.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use aho_corasick::AhoCorasick;
use greyline::config::{self, Audiences, Readers};
use greyline::diagnostic::Diagnostics;
use greyline::history;
use greyline::pipeline::{self, Day, Loaded};
use greyline::source::{SourceFile, SourceTree};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::body::{Targets, body};
use crate::front::{Front, Keys, any_readers};
use crate::past::{Commit, Today, declared, gone, older};
use crate::words::{Word, Words};

/// A handbook in memory, and every word of it that is looked for.
pub(crate) struct Book {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// What they held before, oldest first.
    pub(crate) commits: Vec<Commit>,
    /// The texts that change logs name, by their names.
    pub(crate) sources: Vec<(String, String)>,
    pub(crate) words: Vec<Word>,
    pub(crate) today: Date,
}

impl Book {
    /// The handbook, loaded; with `GREYLINE_THROUGH=git` its history goes through a repository.
    pub(crate) fn load(&self) -> Loaded {
        let files: Vec<_> = self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let last = files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("content/")?, Some(*bytes))));
        let mut commits: Vec<history::Commit<'_>> = self
            .commits
            .iter()
            .map(|(day, texts)| (*day, texts.iter().map(|(name, text)| (name.as_str(), text.as_deref())).collect()))
            .collect();
        commits.push((self.today, last.collect()));
        let mut found = Diagnostics::default();
        let tree = SourceTree::from_memory(files.iter().copied(), &mut found);
        let through_git = std::env::var("GREYLINE_THROUGH").is_ok_and(|way| way == "git");
        let history = if through_git { through_git_of(&commits) } else { history::from_memory(&commits) };
        let sources = self.sources.iter().map(|(name, text)| (name.clone(), Ok(text.as_str().into()))).collect();
        let history = history::History { sources, ..history };
        pipeline::load_with(tree, history, Day::Today(self.today), found)
    }

    /// The same handbook with some words exchanged for others, in texts and in names alike.
    pub(crate) fn without(&self, exchanged: impl Fn(&Word) -> bool) -> Self {
        let words: Vec<&Word> = self.words.iter().filter(|word| exchanged(word)).collect();
        let finder = AhoCorasick::new(words.iter().map(|word| &word.text)).unwrap();
        let others: Vec<String> = (0..words.len()).rev().map(|n| format!("a{n:03}otherword")).collect();
        let exchange = |text: &[u8]| finder.replace_all_bytes(text, &others);
        let name = |name: &str| String::from_utf8(exchange(name.as_bytes())).unwrap();
        let files = self.files.iter().map(|(file, bytes)| (name(file), exchange(bytes))).collect();
        let text = |text: &Option<Vec<u8>>| text.as_ref().map(|text| exchange(text));
        let commits = self.commits.iter().map(|(day, texts)| {
            let texts = texts.iter().map(|(file, bytes)| (name(file), text(bytes)));
            (*day, texts.collect())
        });
        let commits = commits.collect();
        let sources = self.sources.iter().map(|(own, text)| (own.clone(), name(text))).collect();
        Self { files, commits, sources, words: self.words.clone(), today: self.today }
    }

    /// The files, to see what leaked.
    pub(crate) fn print(&self) -> String {
        let show = |(name, bytes): &(String, Vec<u8>)| format!("=== {name}\n{}\n", String::from_utf8_lossy(bytes));
        let commits = self.commits.iter().flat_map(|(day, texts)| {
            let text =
                |(name, text): &(String, Option<Vec<u8>>)| (format!("{day} {name}"), text.clone().unwrap_or_default());
            texts.iter().map(text).collect::<Vec<_>>()
        });
        let sources = self.sources.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        self.files.iter().cloned().chain(commits).chain(sources).map(|file| show(&file)).collect()
    }
}

/// The history that git tells of commits in a repository of their own.
fn through_git_of(commits: &[history::Commit<'_>]) -> history::History {
    let mut stream: Vec<u8> = Vec::new();
    for (day, texts) in commits {
        let seconds = day.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
        write!(stream, "commit refs/heads/main\ncommitter E <e@example.org> {seconds} +0000\ndata 1\nx\n").unwrap();
        for (path, text) in texts {
            match text {
                Some(text) => {
                    write!(stream, "M 100644 inline content/{path}\ndata {}\n", text.len()).unwrap();
                    stream.extend_from_slice(text);
                    stream.push(b'\n');
                }
                None => writeln!(stream, "D content/{path}").unwrap(),
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("content")).unwrap();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "init.defaultBranch=main"]).args(arguments).current_dir(folder.path());
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        git.spawn().unwrap()
    };
    assert!(git(&["init", "-q"]).wait().unwrap().success());
    let mut import = git(&["fast-import", "--quiet"]);
    import.stdin.take().unwrap().write_all(&stream).unwrap();
    assert!(import.wait().unwrap().success());
    let history = history::load(folder.path());
    assert_eq!(history.note, None);
    history
}

/// Orders of audiences: the key of each, and the keys that it sees.
const ORDERS: [&[(&str, &[&str])]; 4] = [
    &[("staff", &["client"]), ("client", &[])],
    &[("staff", &["members"]), ("members", &["client"]), ("client", &[])],
    &[("staff", &["trade", "private"]), ("trade", &["client"]), ("private", &["client"]), ("client", &[])],
    &[("client", &[]), ("partner", &[]), ("staff", &["client", "partner"])],
];

/// Makes the handbook of a seed.
pub(crate) fn generate(seed: u64) -> Book {
    let mut words = Words::new(seed);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let (book, audiences) = book_toml(&mut words);
    files.push(("book.toml".to_owned(), book.into_bytes()));
    let (people, people_keys) = people(&mut words, &audiences);
    let (facts, fact_keys) = facts(&mut words, &audiences);
    let (goals, goal_keys) = titled(&mut words, &audiences, "goal");
    let (touchpoints, touchpoint_keys) = titled(&mut words, &audiences, "touchpoint");
    let mission = format!("mission = \"{}\"\n", words.word("mission", Some(audiences.private())));
    files.push(("content/people.toml".to_owned(), people.into_bytes()));
    files.push(("content/facts.toml".to_owned(), facts.into_bytes()));
    files.push(("content/goals.toml".to_owned(), (mission + &goals).into_bytes()));
    files.push(("content/touchpoints.toml".to_owned(), touchpoints.into_bytes()));
    let glossary = Glossary::make(&mut words, &audiences);
    files.push(("content/glossary.md".to_owned(), glossary.file.clone().into_bytes()));

    // Who reads each policy is settled first, so that texts can point at one another.
    let count = 2 + words.below(4);
    let planned: Vec<(String, Readers)> = (0..count)
        .map(|_| {
            let readers = any_readers(&mut words, &audiences);
            (format!("X-{}", words.word("id", Some(readers))), readers)
        })
        .collect();
    files.push(("content/complaints.csv".to_owned(), complaints(&mut words, &audiences, &planned).into_bytes()));
    files.push(("content/wording.toml".to_owned(), wording(&mut words).into_bytes()));
    let ids: Vec<String> = planned.iter().map(|(id, _)| id.clone()).collect();
    let keys = Keys {
        people: people_keys,
        goals: goal_keys,
        touchpoints: touchpoint_keys,
        ids: ids.clone(),
        facts: fact_keys.clone(),
    };
    let mut used: Vec<(String, Readers)> =
        glossary.words.iter().map(|(word, _)| (word.clone(), Readers::none())).collect();
    let folder_count = 1 + words.below(2);
    let folders: Vec<String> = (0..folder_count).map(|_| words.word("folder name", Some(Readers::none()))).collect();
    let mut folder_readers: Vec<(String, Readers)> = folders.iter().map(|f| (f.clone(), Readers::none())).collect();
    let mut commits: Vec<Commit> = Vec::new();
    let mut sources: Vec<(String, String)> = Vec::new();
    for (id, readers) in planned {
        let front = Front::new(&mut words, &audiences, &id, readers, &keys);
        let visible = if front.is_draft { readers.and(audiences.private()) } else { readers };
        limit_word(&mut words, &id, visible);
        let from = words.list.len();
        let targets = Targets {
            audiences: &audiences,
            ids: &ids,
            facts: &fact_keys,
            terms: used.clone(),
            attachments: Vec::new(),
            tail: String::new(),
        };
        let folder = words.pick(&folders).clone();
        let mut targets = targets;
        let text = body(&mut words, &mut targets, visible);
        let name = words.word("file name", Some(visible));
        words.limit(from, visible);
        used = targets.terms;
        for (attachment, content) in targets.attachments {
            files.push((format!("content/{folder}/{attachment}"), content.into_bytes()));
        }
        let mut text = front.to_toml() + "\n" + &text;
        let path = format!("{folder}/{name}.md");
        let draft_for = front.is_draft.then_some(readers);
        let today = Today { path: &path, text: &text, id: &id, visible, draft_for, keys: &keys, facts: &fact_keys };
        let (older, known) = older(&mut words, &audiences, &today);
        for text in [&id, &name] {
            words.list.iter_mut().filter(|word| word.text == *text || text.ends_with(&word.text)).for_each(|word| {
                word.readers = word.readers.map(|own| own.or(known));
            });
        }
        let name = format!("{:07x}:old/{}.md", sources.len(), sources.len());
        if let Some((entry, old)) = declared(&mut words, &audiences, &today, &name) {
            let end = text[4..].find("\n+++\n").unwrap() + 5;
            text.insert_str(end, &entry);
            sources.push((name, old));
        }
        if !older.is_empty() && words.once_in(3) {
            // The newest text is announced, and an older one is in force.
            text = text.replace("effective = 2026-01-01", "effective = 2026-09-09");
        }
        commits.extend(older);
        files.push((format!("content/{path}"), text.into_bytes()));
        let entry = folder_readers.iter_mut().find(|(known, _)| *known == folder).unwrap();
        entry.1 = entry.1.or(visible).or(known);
    }
    commits.extend(gone(&mut words, &audiences, &keys, &fact_keys));
    commits.sort_by_key(|(day, _)| *day);
    for folder in &folders {
        section(&mut words, &audiences, folder, &mut folder_readers, &mut files);
    }
    for (folder, readers) in folder_readers {
        set_readers(&mut words, &folder, readers);
    }
    glossary.settle(&mut words, &audiences, &used);
    Book { files, commits, sources, words: words.list, today: "2026-06-15".parse().unwrap() }
}

/// The page of a section, most of the time, and with a text of its own.
fn section(
    words: &mut Words,
    audiences: &Audiences,
    folder: &str,
    folder_readers: &mut [(String, Readers)],
    files: &mut Vec<(String, Vec<u8>)>,
) {
    if words.once_in(3) {
        return;
    }
    let readers = any_readers(words, audiences);
    let title = words.word("title", Some(readers));
    let text = words.word("body: paragraph", Some(readers));
    let audience = audiences.iter().find(|(_, a)| a.readers == readers).map(|(_, a)| a.key.clone()).unwrap();
    let page = format!("---\ntitle: {title}\nkind: page\naudience: {audience}\n---\n\n{text}\n");
    files.push((format!("content/{folder}/_index.md"), page.into_bytes()));
    let entry = folder_readers.iter_mut().find(|(known, _)| known == folder).unwrap();
    entry.1 = entry.1.or(readers);
}

fn set_readers(words: &mut Words, text: &str, readers: Readers) {
    for word in words.list.iter_mut().filter(|word| text.contains(&word.text)) {
        word.readers = Some(readers);
    }
}

fn limit_word(words: &mut Words, text: &str, readers: Readers) {
    for word in words.list.iter_mut().filter(|word| text.contains(&word.text)) {
        word.readers = word.readers.map(|own| own.and(readers));
    }
}

fn book_toml(words: &mut Words) -> (String, Audiences) {
    let order = *words.pick(&ORDERS);
    let plain = |title: &dyn Fn(&str) -> String| {
        let mut book = String::from(
            "title = \"Book\"\n[publish]\nrules = [\"apache\", \"caddy\", \"netlify\", \"nginx\", \"s3\"]\n[outputs]\nassistants = true\njson_ld = true\n[audiences]\n",
        );
        for (key, sees) in order {
            writeln!(book, "{key} = {{ title = \"{}\", sees = {sees:?} }}", title(key)).unwrap();
        }
        for (key, _) in order {
            writeln!(book, "[editions.{key}]\naudience = \"{key}\"\nurl = \"https://example.org/{key}/\"").unwrap();
        }
        book
    };
    let audiences = load(&plain(&|key| key.to_owned()));
    let titles: Vec<(String, String)> = audiences
        .iter()
        .map(|(_, audience)| (audience.key.clone(), words.word("audience title", Some(audience.readers))))
        .collect();
    let synonym = (words.word("synonym", None), words.word("synonym", None));
    let mut book = plain(&|key| titles.iter().find(|(known, _)| known == key).unwrap().1.clone());
    writeln!(book, "[search.synonyms]\n{} = [\"{}\"]", synonym.0, synonym.1).unwrap();
    (book.clone(), load(&book))
}

fn load(book: &str) -> Audiences {
    let file = SourceFile { name: "book.toml".into(), text: book.into() };
    let config = config::load(&file, &mut Diagnostics::default()).expect("book.toml is right");
    Audiences::clone(&config.audiences)
}

fn audience_line(audiences: &Audiences, readers: Readers) -> String {
    let (_, audience) = audiences.iter().find(|(_, audience)| audience.readers == readers).unwrap();
    if readers == audiences.private() { String::new() } else { format!("audience = \"{}\"\n", audience.key) }
}

fn people(words: &mut Words, audiences: &Audiences) -> (String, Vec<String>) {
    let mut toml = String::new();
    let mut keys = Vec::new();
    for _ in 0..3 {
        let readers = any_readers(words, audiences);
        let key = words.word("key", Some(readers));
        let mut text = |name: &str| {
            let word = words.word("person", Some(readers));
            format!("{name} = \"{word}\"\n")
        };
        let entry = text("role") + &text("name") + &text("contact") + &text("answers_within");
        write!(toml, "[{key}]\n{entry}{}", audience_line(audiences, readers)).unwrap();
        keys.push(key);
    }
    (toml, keys)
}

fn facts(words: &mut Words, audiences: &Audiences) -> (String, Vec<String>) {
    let mut toml = String::new();
    let mut keys = Vec::new();
    for _ in 0..3 {
        let readers = any_readers(words, audiences);
        let key = words.word("key", Some(readers));
        let title = words.word("fact", Some(readers));
        write!(toml, "[{key}]\ntitle = \"{title}\"\n{}", audience_line(audiences, readers)).unwrap();
        let values = [
            ("2024-01-01", "fact: past"),
            ("2026-01-01", "fact"),
            ("2026-09-01", "fact: next"),
            ("2027-09-01", "fact: later"),
        ];
        for (from, place) in values {
            let own = if words.once_in(3) { any_readers(words, audiences) } else { readers };
            let value = words.word(place, Some(own.and(readers)));
            write!(toml, "[[{key}.values]]\nfrom = {from}\nvalue = \"{value}\"\n").unwrap();
            if own != readers {
                writeln!(toml, "audience = \"{}\"", key_of(audiences, own)).unwrap();
            }
        }
        keys.push(key);
    }
    (toml, keys)
}

fn key_of(audiences: &Audiences, readers: Readers) -> String {
    audiences.iter().find(|(_, audience)| audience.readers == readers).unwrap().1.key.clone()
}

fn titled(words: &mut Words, audiences: &Audiences, place: &'static str) -> (String, Vec<String>) {
    let mut toml = String::new();
    let mut keys = Vec::new();
    for _ in 0..2 {
        let readers = any_readers(words, audiences);
        let key = words.word("key", Some(readers));
        let (title, text) = (words.word(place, Some(readers)), words.word(place, Some(readers)));
        write!(toml, "[{key}]\ntitle = \"{title}\"\ntext = \"{text}\"\n{}", audience_line(audiences, readers)).unwrap();
        keys.push(key);
    }
    (toml, keys)
}

/// Complaints about each policy, and about an id that none has; what else stands in the file is for nobody.
fn complaints(words: &mut Words, audiences: &Audiences, planned: &[(String, Readers)]) -> String {
    let gone = words.word("complaint about no policy", Some(audiences.private()));
    let mut csv = format!("{},id,date,note\n", words.word("complaint", None));
    for id in planned.iter().map(|(id, _)| id).chain([&gone]) {
        let (who, note) = (words.word("complaint", None), words.word("complaint", None));
        writeln!(csv, "{who},{id},2026-0{}-11,\"{note}, and more\"", 1 + words.below(6)).unwrap();
    }
    csv
}

/// A handbook's own lists for the rules of wording, which are for its authors alone.
fn wording(words: &mut Words) -> String {
    let mut word = || words.word("wording", None);
    format!(
        "allowed = [\"{}\"]\n\n[[phrases]]\nrule = \"jargon\"\nreason = \"is {}\"\nsource = \"{}\"\nwords = [\"{}\"]\n\
         instead = \"write {}\"\n\n[[phrases]]\nrule = \"jargon\"\nreason = \"is {}\"\nsource = \"{}\"\nreplace = {{ \"{}\" = \"{}\" }}\n",
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word(),
        word()
    )
}

/// A glossary; who may read a term is known only when it is known who uses it.
struct Glossary {
    file: String,
    /// Term, readers of the entry.
    words: Vec<(String, Readers)>,
    /// Places in the list of words: term, and the words of its definition.
    places: Vec<(usize, Vec<usize>)>,
}

impl Glossary {
    fn make(words: &mut Words, audiences: &Audiences) -> Self {
        let readers = any_readers(words, audiences);
        let mut file = format!("+++\ntitle = \"Glossary\"\n{}+++\n\n", audience_line(audiences, readers));
        let mut glossary = Self { file: String::new(), words: Vec::new(), places: Vec::new() };
        for _ in 0..3 {
            let own = if words.once_in(2) { any_readers(words, audiences) } else { readers };
            let place = words.list.len();
            let term = words.word("glossary term", Some(own.and(readers)));
            let definition = words.word("glossary definition", Some(own.and(readers)));
            let mut entry = format!("{term}\n\n: Means {definition}.\n");
            if words.once_in(2) {
                let all: Vec<_> = audiences.iter().map(|(_, audience)| audience).collect();
                let audience = *words.pick(&all);
                let inner = words.word("block in a definition", Some(own.and(readers).and(audience.readers)));
                write!(entry, "\n  ::: {}\n  More: {inner}.\n  :::\n", audience.key).unwrap();
            }
            if own == readers {
                writeln!(file, "{entry}").unwrap();
            } else {
                write!(file, "::: {}\n\n{entry}\n:::\n\n", key_of(audiences, own)).unwrap();
            }
            glossary.words.push((term, own.and(readers)));
            glossary.places.push((place, (place + 1..words.list.len()).collect()));
        }
        glossary.file = file;
        glossary
    }

    /// A term is for those who may read its entry and a text that uses it; the most private audience has them all. The
    /// bare word is also for everyone who reads a text in which it stands.
    fn settle(&self, words: &mut Words, audiences: &Audiences, used: &[(String, Readers)]) {
        for ((term, definition), (_, used)) in self.places.iter().zip(used) {
            let entry = words.list[definition[0]].readers.unwrap();
            for part in definition {
                let own = words.list[*part].readers.unwrap();
                words.list[*part].readers = Some(own.and(used.or(audiences.private())));
            }
            words.list[*term].readers = Some(entry.and(audiences.private()).or(*used));
        }
    }
}
