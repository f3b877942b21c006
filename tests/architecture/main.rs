//! The rules of the house, held by a machine: which room may name which, who may touch the system, how long a file may be.
//!
//! The rules themselves are tables in `house.rs`. Each test lists every breach, with file and line.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod circles;
mod house;
mod keys;
mod reading;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use house::{AGAINST_THE_ORDER, ALL, ASKING_THE_SYSTEM, CLOSED, EMPTY_WORDS, KEPT, LONG, MOST_LINES, ROOMS, TOP};
use reading::{Found, What};

/// One file below `src/`.
struct File {
    /// Its path from `src/`, with slashes.
    name: String,
    text: String,
    found: Vec<Found>,
}

impl File {
    fn new(name: &str, text: String) -> Self {
        let module: Vec<String> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        let top = ["mod", "lib", "main"].contains(&module.last().map_or("", String::as_str));
        let module = &module[..module.len() - usize::from(top)];
        Self { name: name.to_owned(), found: reading::read(&text, module), text }
    }

    /// The room that the file belongs to; `lib.rs` and `main.rs` belong to none.
    fn room(&self) -> Option<&str> {
        let first = self.name.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        (!["lib", "main"].contains(&first)).then_some(first)
    }

    /// Where the files of its modules lie: `config/` for `config/mod.rs`, `audit/blocks/` for `audit/blocks.rs`.
    fn folder(&self) -> String {
        let path = self.name.trim_end_matches(".rs");
        let (above, name) = path.rsplit_once('/').map_or(("", path), |(above, name)| (above, name));
        let module = if ["mod", "lib", "main"].contains(&name) { above } else { path };
        if module.is_empty() { String::new() } else { format!("{module}/") }
    }

    fn lies_in(&self, parts: &[&str]) -> bool {
        parts.iter().any(|part| self.name == *part || part.ends_with('/') && self.name.starts_with(part))
    }

    fn paths(&self) -> impl Iterator<Item = (usize, &[String])> {
        self.found.iter().filter_map(|found| match &found.what {
            What::Path(path) => Some((found.line, &path[..])),
            _ => None,
        })
    }

    /// What the file names of other rooms: line, room, and the name, which is `self` for the room as a whole.
    fn imports(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        let crate_paths = self.paths().filter(|(_, path)| path[0] == "crate");
        crate_paths.filter_map(|(line, path)| {
            let room = path.get(1)?;
            let name = path.get(2).map_or("self", String::as_str);
            (Some(room.as_str()) != self.room()).then_some((line, room.as_str(), name))
        })
    }
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files of the program, without those that are there for tests alone.
fn files() -> Vec<File> {
    let mut names = Vec::new();
    list(&top().join("src"), "", &mut names);
    let files: Vec<File> =
        names.iter().map(|name| File::new(name, fs::read_to_string(top().join("src").join(name)).unwrap())).collect();
    let for_tests: BTreeSet<String> = files
        .iter()
        .flat_map(|file| {
            let folder = file.folder();
            file.found.iter().filter_map(move |found| match &found.what {
                What::TestFile(name) => Some(format!("{folder}{name}.rs")),
                _ => None,
            })
        })
        .collect();
    files.into_iter().filter(|file| !for_tests.contains(&file.name)).collect()
}

fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            list(&path, &format!("{name}/"), names);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            names.push(name);
        }
    }
}

fn none(breaches: impl IntoIterator<Item = String>) {
    let breaches: Vec<String> = breaches.into_iter().collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

fn at(file: &File, line: usize) -> String {
    format!("src/{}:{line}", file.name)
}

/// Imports of a room lower in the list, and of rooms that are not in it.
fn against_the_order(file: &File) -> Vec<String> {
    let Some(room) = file.room() else { return Vec::new() };
    let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
    let Some(own) = floor(room) else {
        return vec![format!("src/{}: the room `{room}` has no place in the list", file.name)];
    };
    let excused = |other: &str| AGAINST_THE_ORDER.iter().any(|(name, to, _)| *name == file.name && *to == other);
    let lower = file.imports().filter(|(_, other, _)| floor(other).is_none_or(|floor| floor > own) && !excused(other));
    lower
        .map(|(line, other, _)| format!("{}: `{room}` imports `{other}`, which is lower in the list", at(file, line)))
        .collect()
}

#[test]
fn no_room_imports_one_that_is_lower_in_the_list() {
    none(files().iter().flat_map(against_the_order));
}

#[test]
fn each_import_against_the_order_is_still_there() {
    let files = files();
    for (name, room, _) in AGAINST_THE_ORDER {
        let file = files.iter().find(|file| file.name == *name).unwrap_or_else(|| panic!("no src/{name}"));
        assert!(file.imports().any(|(_, other, _)| other == *room), "src/{name} imports no `{room}` any more");
    }
}

/// What a closed part names beyond its list.
fn beyond_the_list(file: &File) -> Vec<String> {
    let mut breaches = Vec::new();
    for closed in CLOSED.iter().filter(|closed| file.lies_in(&[closed.part])) {
        for (line, room, name) in file.imports() {
            let listed = closed.may_name.iter().find(|(known, _)| *known == room).map_or(&[][..], |(_, names)| names);
            if listed != ALL && !listed.contains(&name) {
                breaches.push(format!("{}: names crate::{room}::{name}; {}", at(file, line), closed.reason));
            }
        }
    }
    breaches
}

#[test]
fn closed_parts_name_only_what_is_listed() {
    none(files().iter().flat_map(beyond_the_list));
}

#[test]
fn what_closed_parts_may_name_is_in_use() {
    let files = files();
    let mut idle = Vec::new();
    for closed in CLOSED {
        let named: BTreeSet<(String, String)> = files
            .iter()
            .filter(|file| file.lies_in(&[closed.part]))
            .flat_map(|file| file.imports().map(|(_, room, name)| (room.to_owned(), name.to_owned())))
            .collect();
        for (room, names) in closed.may_name.iter().filter(|(_, names)| *names != ALL) {
            let unused = names.iter().filter(|name| !named.contains(&((*room).to_owned(), (**name).to_owned())));
            idle.extend(unused.map(|name| format!("src/{} names no crate::{room}::{name} any more", closed.part)));
        }
    }
    none(idle);
}

/// What a file names or calls that is kept for others.
fn out_of_place(file: &File) -> Vec<String> {
    let mut breaches = Vec::new();
    for (line, path) in file.paths() {
        let path = path.join("::");
        for (kept, parts, reason) in KEPT {
            let same = path == *kept || path.starts_with(&format!("{kept}::"));
            if same && !file.lies_in(parts) {
                breaches.push(format!("{}: {path}; {reason}", at(file, line)));
            }
        }
    }
    let files_may = KEPT[0].1;
    let (printing, printers) = house::PRINTING;
    for found in &file.found {
        let breach = match &found.what {
            What::Method(name) if name == "unwrap" => "`.unwrap()`; say with `expect` why it holds".to_owned(),
            What::Method(name) if ASKING_THE_SYSTEM.contains(&&**name) && !file.lies_in(files_may) => {
                format!("`.{name}()` asks the system; {}", KEPT[0].2)
            }
            What::Macro(name) if printing.contains(&&**name) && !file.lies_in(printers) => {
                format!("`{name}!`; only the command line prints")
            }
            What::Macro(name) if house::UNFINISHED.contains(&&**name) => format!("`{name}!`"),
            What::Function(name) if name.split('_').any(|word| EMPTY_WORDS.contains(&word)) => {
                format!("`fn {name}` says nothing; name what it does")
            }
            _ => continue,
        };
        breaches.push(format!("{}: {breach}", at(file, found.line)));
    }
    breaches
}

#[test]
fn files_clocks_the_network_and_big_crates_stay_in_their_rooms() {
    assert_eq!(KEPT[0].0, "std::fs");
    none(files().iter().flat_map(out_of_place));
}

#[test]
fn no_file_is_too_long_or_without_a_head_or_a_name() {
    let mut breaches = Vec::new();
    for file in files() {
        let lines = file.text.lines().count();
        let listed = LONG.iter().any(|(name, _)| *name == file.name);
        if (lines > MOST_LINES) != listed {
            let what =
                if listed { "is listed as long and is not" } else { "is too long, and not listed with a reason" };
            breaches.push(format!("src/{}: {lines} lines, {what}", file.name));
        }
        if !file.text.starts_with("//! ") {
            breaches.push(format!("src/{}: does not begin with what comes in and what goes out", file.name));
        }
        if file.name.trim_end_matches(".rs").split(['/', '_']).any(|word| EMPTY_WORDS.contains(&word)) {
            breaches.push(format!("src/{}: a name that says nothing", file.name));
        }
    }
    let gone = LONG.iter().filter(|(name, _)| !top().join("src").join(name).exists());
    breaches.extend(gone.map(|(name, _)| format!("src/{name} is listed as long and gone")));
    none(breaches);
}

#[test]
fn nothing_else_lies_at_the_top() {
    let ignored = ["dist", "target"];
    let names = fs::read_dir(top()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strange = names.filter(|name| !name.starts_with('.') && !TOP.contains(&&**name) && !ignored.contains(&&**name));
    none(strange.map(|name| format!("`{name}` has its place below one of {}", TOP.join(", "))));
}

#[test]
fn every_kind_of_breach_is_seen() {
    let order = |name: &str, text: &str| against_the_order(&File::new(name, text.to_owned()));
    assert_eq!(order("config/mod.rs", "use crate::data::Node;"), [""; 0]);
    for text in [
        "use crate::handbook::Handbook;",
        "use crate::{error::Error, handbook};",
        "use crate::{error::{self, Error}, handbook::{*}};",
        "use super::handbook::Handbook;",
        "mod inner { use super::super::handbook::Handbook; }",
        "fn f(x: &crate::handbook::Handbook) {}",
        "fn f() { g!(crate::handbook::assemble()); }",
        "macro_rules! m { () => { $crate::handbook::assemble() }; }",
        "#[cfg(test)] mod tests; fn f() { crate::handbook::assemble(); }",
        "use crate::unheard_of::Thing;",
    ] {
        assert_eq!(order("config/mod.rs", text).len(), 1, "{text}");
    }
    for text in [
        "// use crate::handbook::Handbook;\nfn f() { g(\"crate::handbook\"); }",
        "/// [`crate::handbook::Handbook`]\nfn f() {}",
        "#[cfg(test)] mod tests { use crate::handbook::Handbook; }",
        "#[cfg(test)] use crate::handbook::{Handbook, Data}; fn f() {}",
    ] {
        assert_eq!(order("config/mod.rs", text), [""; 0], "{text}");
    }

    let closed = |name: &str, text: &str| beyond_the_list(&File::new(name, text.to_owned())).len();
    assert_eq!(closed("render/mod.rs", "use crate::policy::{Kind, Standing}; use crate::edition::Anything;"), 0);
    assert_eq!(closed("render/mod.rs", "use crate::policy::{Kind, FrontMatter};"), 1);
    assert_eq!(closed("render/mod.rs", "use crate::policy;"), 1);
    assert_eq!(closed("render/mod.rs", "use crate::policy::*;"), 1);
    assert_eq!(closed("output/feed.rs", "use crate::handbook::Handbook; use crate::text::Span;"), 2);
    assert_eq!(closed("audit/words.rs", "use super::super::markdown::Text;"), 1);

    let place = |name: &str, text: &str| out_of_place(&File::new(name, text.to_owned())).len();
    assert_eq!(place("render/pages.rs", "use std::{fs, collections::{BTreeMap, HashMap}};"), 2);
    assert_eq!(place("render/pages.rs", "fn f() { std::process::Command::new(\"git\"); }"), 1);
    assert_eq!(place("site/mod.rs", "fn f(p: &Path) { p.exists(); jiff::Zoned::now(); }"), 2);
    assert_eq!(place("site/mod.rs", "fn process_all() { x.unwrap(); println!(\"{}\", y); todo!() }"), 4);
    assert_eq!(place("site/mod.rs", "#[cfg(test)] mod tests { fn f() { x.unwrap(); } }"), 0);
    assert_eq!(place("cli/build.rs", "use std::fs; fn f() { println!(\"done\"); }"), 0);
}
