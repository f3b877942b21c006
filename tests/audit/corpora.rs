//! Handbooks of other people, a tenth of whose paragraphs and options are private: no false alarm, and each planted copy is found.
//!
//! `GREYLINE_CORPORA=FOLDER cargo test --test audit corpora -- --nocapture` takes each folder in `FOLDER` as a handbook of the
//! Markdown files in it. Nothing of them belongs to this repository; without the variable there is nothing to do.
//! `GREYLINE_SEED=N` chooses other paragraphs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::desk::{gz, write};

/// Planted copies of each corpus.
const COPIES: usize = 200;

/// A generator of numbers that are the same for the same seed (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % bound
    }
}

fn greyline(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greyline"));
    command.args(arguments).args(["--today", "2026-11-21"]).arg("--root").arg(root);
    command.current_dir(root).output().unwrap()
}

/// The Markdown files below a folder, sorted.
fn markdown(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.is_symlink() {
            markdown(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            found.push(path);
        }
    }
}

/// A text's words in lower case with a blank before and behind each.
fn words(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

/// A body whose paragraphs are kept or made private: what is private of it, and what is public.
fn body(
    text: &str,
    random: &mut Random,
    file: &str,
    private: &mut Vec<(String, String)>,
    public: &mut String,
) -> String {
    let mut out = String::new();
    for chunk in text.split("\n\n") {
        let plain = chunk.starts_with(|c: char| c.is_alphanumeric()) && !chunk.contains("](") && !chunk.contains(":::");
        let is_list =
            chunk.lines().any(|line| line.trim_start().starts_with(['-', '*', '+', '|', '#', '=', ':', '>', '`', '~']));
        let digits = chunk.trim_start_matches(|c: char| c.is_ascii_digit());
        if plain && !is_list && !digits.starts_with(['.', ')']) && random.below(10) == 0 {
            write!(out, "::: staff\n{}\n:::\n\n", chunk.trim_end()).unwrap();
            private.push((file.to_owned(), chunk.split_whitespace().collect::<Vec<&str>>().join(" ")));
        } else {
            write!(out, "{chunk}\n\n").unwrap();
            public.push_str(&words(chunk));
        }
    }
    out
}

/// Writes a handbook of a corpus: its private paragraphs and options.
fn handbook(corpus: &Path, root: &Path, random: &mut Random) -> Vec<(String, String)> {
    let book = "title = \"A corpus\"\n[audiences]\nstaff = { title = \"Staff\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n\
                [editions.client]\naudience = \"client\"\n";
    write(&root.join("book.toml"), book.as_bytes());
    let page = |title: &str| {
        format!("+++\ntitle = {}\nkind = \"page\"\naudience = \"client\"\n+++\n", toml::Value::from(title))
    };
    write(&root.join("content/_index.md"), page("Home").as_bytes());
    let mut files = Vec::new();
    markdown(corpus, &mut files);
    let (mut private, mut public) = (Vec::new(), String::new());
    for (nth, path) in files.iter().enumerate() {
        let file = format!("content/p{nth:05}.md");
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let text = text.replace("\r\n", "\n");
        let text = ["+++", "---"]
            .iter()
            .find_map(|mark| text.strip_prefix(&format!("{mark}\n"))?.split_once(&format!("\n{mark}\n")))
            .map_or(text.as_str(), |(_, rest)| rest);
        // Code and HTML around a paragraph may make it something else.
        let odd = text.contains("```")
            || text.contains("~~~")
            || text.contains(":::")
            || text.contains('<')
            || text.contains("{%")
            || text.contains("$$");
        let text = if odd { text.to_owned() } else { body(text, random, &file, &mut private, &mut public) };
        let title = path.file_stem().unwrap().to_string_lossy().replace(['-', '_'], " ");
        public.push_str(&words(
            &text
                .replace("::: staff", "\n::: staff")
                .split("\n::: staff")
                .map(|part| part.split_once("\n:::").map_or(part, |(_, rest)| rest))
                .collect::<String>(),
        ));
        write(&root.join(&file), (page(&title) + &text).as_bytes());
    }
    let known = public.clone();
    let all: Vec<&str> =
        known.split_whitespace().filter(|word| word.len() > 3 && !word.contains(char::is_numeric)).collect();
    for nth in 0..40.min(all.len() / 50) {
        let mut front = format!(
            "+++\nid = \"OP-{nth}\"\ntitle = \"Options {nth}\"\nowner = \"desk\"\naudience = \"client\"\nflexibility = \"grey\"\nversion = \"1.0\"\nreview_date = 2027-06-01\nrationale = \"A\"\n"
        );
        for at in 0..10 {
            let offer: Vec<&str> = (0..3 + random.below(4)).map(|_| all[random.below(all.len())]).collect();
            let hidden = at > 0 && random.below(10) == 0;
            let audience = if hidden { "" } else { "audience = \"client\"\n" };
            writeln!(
                front,
                "[[options]]\noffer = \"{}\"\nwhen = \"Always\"\nlimit = \"£{}\"\ndecided_by = \"desk\"\n{audience}",
                offer.join(" "),
                10 + random.below(900)
            )
            .unwrap();
            if hidden {
                private.push((format!("content/o{nth:05}.md"), offer.join(" ")));
            } else {
                public.push_str(&words(&offer.join(" ")));
            }
        }
        write(&root.join(format!("content/o{nth:05}.md")), (front + "+++\nA\n").as_bytes());
    }
    write(&root.join("content/people.toml"), b"[desk]\nrole = \"Desk\"\naudience = \"client\"\n");
    private.retain(|(_, text)| {
        let simple = !text.contains(['*', '_', '`', '[', '{', '\\', '|', '&', '"', '\'', '/', '@', '<', '$'])
            && !text.contains("http");
        let words = words(text);
        simple && words.split_whitespace().filter(|word| word.len() > 2).count() > 2 && !public.contains(&words)
    });
    private
}

/// Takes away the pages that the program refuses, until it refuses none.
fn build(root: &Path) -> bool {
    for _ in 0..20 {
        let run = greyline(root, &["build", "--format", "json"]);
        if run.status.success() {
            return true;
        }
        let check = greyline(root, &["check", "--format", "json"]);
        let Ok(found) = serde_json::from_slice::<serde_json::Value>(&check.stdout) else { return false };
        let found = found.get("diagnostics").unwrap_or(&found).clone();
        let errors =
            found.as_array().into_iter().flatten().filter(|one| one["level"] == "error" || one["severity"] == "error");
        let files: std::collections::BTreeSet<String> =
            errors.filter_map(|one| Some(one["file"].as_str().or(one["path"].as_str())?.to_owned())).collect();
        if files.is_empty() {
            eprintln!("{}", String::from_utf8_lossy(&run.stderr));
            return false;
        }
        for file in files {
            let _ = std::fs::remove_file(root.join(&file));
        }
    }
    false
}

/// A text in one of many forms, as the name and the bytes of a file.
fn planted(text: &str, form: usize) -> (&'static str, Vec<u8>) {
    let html = text.replace('&', "&amp;").replace('<', "&lt;");
    let third: Vec<String> = text
        .split(' ')
        .map(|word| {
            let at = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
            format!("{}<b>{}</b>", &word[..at], &word[at..])
        })
        .collect();
    let engine = &base64::engine::general_purpose::STANDARD;
    let base64 = base64::Engine::encode(engine, text);
    match form {
        0 => ("a.html", format!("<p>{html}</p>").into()),
        1 => ("a.html", format!("<p>{}</p>", third.join(" ")).into()),
        2 => (
            "a.html",
            format!("<p>{}</p>", text.chars().fold(String::new(), |out, c| out + &format!("&#{};", u32::from(c))))
                .into(),
        ),
        3 => ("a.html", format!("<img alt='{html}'>").into()),
        4 => ("a.html", format!("<!-- {html} -->").into()),
        5 => ("a.json", serde_json::json!({ "a": [text] }).to_string().into()),
        6 => ("a.js", format!("const a = {};", serde_json::json!(text)).into()),
        7 => ("a.html.gz", gz(html.as_bytes())),
        8 => ("a.json", serde_json::json!([base64]).to_string().into()),
        9 => ("a.txt", [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
        10 => (
            "a.txt",
            text.chars()
                .map(|c| if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
                .collect::<String>()
                .into(),
        ),
        11 => ("a.csv", format!("1,\"{text}\"\n").into()),
        _ => ("a.svg", format!("<svg><text>{}</text></svg>", html.replace(' ', " \u{ad}")).into()),
    }
}

#[test]
fn copies_of_private_texts_are_found_and_nothing_else() {
    let Some(corpora) = std::env::var_os("GREYLINE_CORPORA") else {
        eprintln!("not run: GREYLINE_CORPORA names no folder of Markdown");
        return;
    };
    let seed = std::env::var("GREYLINE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut corpora: Vec<PathBuf> =
        std::fs::read_dir(corpora).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    corpora.sort();
    let mut failed = Vec::new();
    for corpus in corpora {
        let name = corpus.file_name().unwrap().to_string_lossy().into_owned();
        let folder = tempfile::tempdir().unwrap();
        let (root, mut random) = (folder.path(), Random(0x9e37_79b9 + seed));
        let mut private = handbook(&corpus, root, &mut random);
        if !build(root) {
            eprintln!("{name}: cannot be built");
            continue;
        }
        private.retain(|(file, _)| root.join(file).exists());
        let audit = || -> Vec<serde_json::Value> {
            let run = greyline(root, &["audit", "dist/client", "--edition", "client", "--format", "json"]);
            let found: serde_json::Value = serde_json::from_slice(&run.stdout)
                .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&run.stderr)));
            found["leaks"].as_array().unwrap().clone()
        };
        let alarms = audit();
        let mut copies: BTreeMap<String, String> = BTreeMap::new();
        for nth in 0..COPIES.min(private.len() * 4) {
            let text = &private[random.below(private.len())].1;
            let (file, bytes) = planted(text, nth % 13);
            write(&root.join(format!("dist/client/planted/{nth}/{file}")), &bytes);
            copies.insert(format!("planted/{nth}/"), text.clone());
        }
        let found = audit();
        let missed: Vec<(&String, &String)> = copies
            .iter()
            .filter(|(place, _)| {
                !found.iter().any(|leak| leak["published"].as_str().unwrap().starts_with(place.as_str()))
            })
            .collect();
        eprintln!(
            "{name}: {} private texts, {} false alarms, {} of {} copies found",
            private.len(),
            alarms.len(),
            copies.len() - missed.len(),
            copies.len()
        );
        alarms.iter().take(12).for_each(|leak| {
            eprintln!(
                "  false: {} {}: {} ({}:{})",
                leak["kind"], leak["published"], leak["words"], leak["source"], leak["line"]
            );
        });
        missed.iter().take(6).for_each(|(place, text)| eprintln!("  missed: {place}: {text}"));
        if !alarms.is_empty() || !missed.is_empty() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
