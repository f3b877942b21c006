//! Lists the files of the built-in theme for the program, and shortens its scripts, so that readers download less.
//!
//! In: `themes/greyline/`. Out, in the folder of the build: `built_in.rs`, a table of each file's name and its text, and `shortened.rs`,
//! the same of the scripts as they are published, bundles too, with short names and without blanks. What always holds: a script that
//! cannot be read stops the build, and a shortened one asks browsers for nothing newer than its source does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_compat::EngineTargets;
use oxc_minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

use crate::bundle::{BUNDLES, bundle};

/// What every browser understands that can read the pages' styles; nothing newer is written than stands in a source.
const BROWSERS: &str = "es2018";

/// Writes both tables.
pub(crate) fn write(top: &Path) {
    let theme = top.join("themes/greyline");
    println!("cargo:rerun-if-changed={}", theme.display());
    let mut files = BTreeMap::new();
    list(&theme, "", &mut files);
    let out = std::env::var("OUT_DIR").expect("cargo names the folder of the build");
    let write = |name: &str, text: String| {
        fs::write(Path::new(&out).join(name), text).expect("the folder of the build can be written to");
    };
    let entry = |(name, path): (&String, &PathBuf)| {
        format!("({name:?}, include_str!({:?}))", path.to_str().expect("the path is UTF-8"))
    };
    let included: Vec<_> = files.iter().map(entry).collect();
    write("built_in.rs", format!("&[\n{}\n]", included.join(",\n")));
    let scripts = scripts(&files);
    let table: Vec<_> = scripts.iter().map(|(name, text)| (name, shortened(name, text))).collect();
    write("shortened.rs", format!("&{table:#?}"));
}

/// Adds the files of a folder and of those in it, by name; what begins with a dot belongs to an editor.
fn list(folder: &Path, name: &str, files: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).expect("the theme can be read") {
        let path = entry.expect("the theme can be read").path();
        let file = path.file_name().and_then(|file| file.to_str()).expect("a file of the theme has a name");
        let name = if name.is_empty() { file.to_owned() } else { format!("{name}/{file}") };
        if path.is_dir() {
            list(&path, &name, files);
        } else if !file.starts_with('.') {
            files.insert(name, path);
        }
    }
}

/// The scripts that are published, by name: those that are not bundled, and bundles.
fn scripts(files: &BTreeMap<String, PathBuf>) -> BTreeMap<String, String> {
    let read = |name: &str| fs::read_to_string(files.get(name)?).ok();
    let is_script =
        |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "js") && name.matches('/').count() == 1;
    let mut scripts: BTreeMap<String, String> =
        files.keys().filter(|name| is_script(name)).filter_map(|name| Some((name.clone(), read(name)?))).collect();
    for name in BUNDLES.into_iter().filter(|name| is_script(name)) {
        let bundle = bundle(name, &read, &|_| true).unwrap_or_else(|error| panic!("{error}"));
        scripts.insert(name.to_owned(), bundle.text);
    }
    scripts
}

/// A script with the same effect in fewer bytes.
fn shortened(name: &str, text: &str) -> String {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::script()).parse();
    assert!(parsed.diagnostics.is_empty(), "{name} of the theme is no script: {:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let target = EngineTargets::from_target(BROWSERS).expect("it is a version of the language");
    let compress = Some(CompressOptions { target, ..CompressOptions::smallest() });
    let made = Minifier::new(MinifierOptions { compress, ..Default::default() }).minify(&allocator, &mut program);
    Codegen::new().with_options(CodegenOptions::minify()).with_scoping(made.scoping).build(&program).code
}
