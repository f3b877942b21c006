//! The commands that help an author to begin, seen from outside: `init`, `new`, `schema`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod init;
mod mistakes;
mod new;
mod release;
mod schema;
mod theme;
mod validator;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;

fn greyline(here: &Path, arguments: &[&str]) -> Command {
    let mut command = cargo_bin_cmd!("greyline");
    command.current_dir(here).args(arguments);
    command
}

/// What a run printed on standard output.
fn printed(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

/// What a run that could not do its work said.
fn refused(command: &mut Command) -> String {
    let assert = command.assert().code(2);
    assert_eq!(assert.get_output().stdout, b"");
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

/// Every file below a folder, with its text, by its path from there.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            found.push((name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()));
        }
    }
    found.sort();
    found
}
