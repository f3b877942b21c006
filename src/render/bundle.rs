//! Makes one script or one style sheet out of small files of a theme, so that a reader's browser loads one.
//!
//! In: the texts of a theme. Out: for `assets/search.js` the modules in `assets/search/`, beginning with `main.js`, and in the same way `assets/answer.js` and
//! `assets/later.js`; for `assets/style.css` the style sheets in `assets/style/`, beginning with `main.css`. What always holds: every file stands in
//! it once, behind those that it imports; what would not mean the same in a single file is an error.
//!
//! The files are read line by line and not parsed, so this is a small part of what a bundler for JavaScript does:
//!
//! - `import { a, b } from "./file.js";`, on one line or several, is replaced by that file, which must export those names.
//!   There is no `as`, no `*` and no default, and nothing from outside of the folder. In a style sheet the line is
//!   `@import "./file.css";`.
//! - `export` stands before a declaration, and is taken away.
//! - What is declared at the beginning of a line, without indentation, is seen by all modules of the script. Each declaration
//!   has one name, and two modules that declare the same name are an error.
//! - Modules that import one another in a circle are an error.
//!
//! The modules of a script stand in one function, so that other scripts on the page do not see their names, and in strict
//! mode, as modules do in a browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What is bundled, by the name under which it is published.
pub(super) const BUNDLES: [&str; 4] = ["assets/answer.js", "assets/later.js", "assets/search.js", "assets/style.css"];

/// One file made of several.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) text: String,
    /// The names of those that it is made of.
    pub(super) files: BTreeSet<String>,
}

/// The folder of what a bundle is made of: `assets/search/` for `assets/search.js`.
pub(super) fn folder(bundle: &str) -> String {
    format!("{}/", bundle.rsplit_once('.').map_or(bundle, |(stem, _)| stem))
}

/// Makes a bundle; `read` returns the text of a file of the theme, `is_built_in` whether it is shortened.
///
/// # Errors
/// When a file cannot be bundled: the message says where, and what to write instead.
pub(super) fn bundle(
    name: &str,
    read: &dyn Fn(&str) -> Option<String>,
    is_built_in: &dyn Fn(&str) -> bool,
) -> Result<Bundle, String> {
    let language = if name.ends_with("css") { Language::Style } else { Language::Script };
    let mut bundler = Bundler {
        read,
        is_built_in,
        language,
        text: String::new(),
        exports: BTreeMap::new(),
        declared: BTreeMap::new(),
        importing: Vec::new(),
    };
    let main = format!("{}main.{}", folder(name), language.ending());
    if let Some(text) = bundler.find(&main)? {
        bundler.include(&main, &text)?;
    }
    let text = match language {
        Language::Script => format!("\"use strict\";\n(() => {{\n{}}})();\n", bundler.text),
        Language::Style => bundler.text,
    };
    Ok(Bundle { text, files: bundler.exports.into_keys().collect() })
}

/// Adds a line of built-in code without its indentation; nothing if it is empty or a comment, which no reader's browser needs. Of a
/// style sheet the blanks and line ends go too that mean nothing, but for lines with a text in quotes.
pub(super) fn add_shortened(out: &mut String, line: &str, is_style: bool) {
    let line = line.trim_start();
    let is_comment = line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/");
    if line.is_empty() || is_comment {
        return;
    }
    if is_style && !line.contains('"') {
        let line = line.replace(" {", "{").replace("{ ", "{").replace(": ", ":").replace("; ", ";").replace(";}", "}");
        out.push_str(&line);
    } else {
        out.push_str(line);
    }
    if !(is_style && line.ends_with(['{', '}', ';', ','])) {
        out.push('\n');
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Script,
    Style,
}

impl Language {
    fn ending(self) -> &'static str {
        match self {
            Self::Script => "js",
            Self::Style => "css",
        }
    }

    /// An import, as it is to be written.
    fn import(self) -> &'static str {
        match self {
            Self::Script => "import { name, other } from \"./file.js\";",
            Self::Style => "@import \"./file.css\";",
        }
    }
}

struct Bundler<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    is_built_in: &'a dyn Fn(&str) -> bool,
    language: Language,
    /// The bundle, as far as it is made.
    text: String,
    /// The names that each file exports, for those that are in the bundle.
    exports: BTreeMap<String, BTreeSet<String>>,
    /// The file that declares each name.
    declared: BTreeMap<String, String>,
    /// The files that are being read: each imports the next one.
    importing: Vec<String>,
}

impl Bundler<'_> {
    /// The text of a file, or nothing if it is in the bundle already.
    fn find(&self, file: &str) -> Result<Option<String>, String> {
        if self.exports.contains_key(file) {
            return Ok(None);
        }
        if let Some(at) = self.importing.iter().position(|other| other == file) {
            return Err(format!("{} import one another in a circle", self.importing[at..].join(", ")));
        }
        (self.read)(file).map(Some).ok_or_else(|| format!("the theme has no file {file}"))
    }

    /// Adds a file to the bundle, behind those that it imports.
    fn include(&mut self, file: &str, text: &str) -> Result<(), String> {
        self.importing.push(file.to_owned());
        let is_built_in = (self.is_built_in)(file);
        let mut exports = BTreeSet::new();
        let mut lines = text.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let place = |message: String| format!("{file}:{}: {message}", at + 1);
            if let Some(statement) = self.import_statement(line, &mut lines) {
                let wanted = || place(format!("an import is written as `{}`", self.language.import()));
                let import = Import::parse(&statement, file).ok_or_else(wanted)?;
                if let Some(text) = self.find(&import.file).map_err(place)? {
                    self.include(&import.file, &text)?;
                }
                let known = self.exports.get(&import.file);
                if let Some(name) = import.names.iter().find(|name| known.is_none_or(|known| !known.contains(*name))) {
                    return Err(place(format!("{} does not export `{name}`", import.file)));
                }
                continue;
            }
            let line = match self.language {
                Language::Script => self.declare(line, file, &mut exports).map_err(place)?,
                Language::Style => line,
            };
            if is_built_in {
                add_shortened(&mut self.text, line, self.language == Language::Style);
            } else {
                let _ = writeln!(self.text, "{line}");
            }
        }
        self.importing.pop();
        self.exports.insert(file.to_owned(), exports);
        Ok(())
    }

    /// The import that begins on a line, without its keyword, up to the semicolon.
    fn import_statement<'t>(&self, line: &str, lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Option<String> {
        let keyword = if self.language == Language::Script { "import" } else { "@import" };
        let rest = line.strip_prefix(keyword).filter(|rest| rest.starts_with([' ', '{', '"', '\'']))?;
        let mut statement = rest.trim().to_owned();
        while !statement.ends_with(';') {
            let Some((_, line)) = lines.next() else { break };
            statement = format!("{statement} {}", line.trim());
        }
        Some(statement)
    }

    /// Notes what a line declares, and returns it without `export`.
    fn declare<'t>(&mut self, line: &'t str, file: &str, exports: &mut BTreeSet<String>) -> Result<&'t str, String> {
        let exported = line.strip_prefix("export ");
        let line = exported.unwrap_or(line);
        let Some(name) = declared_name(line)? else {
            let message = "`export` stands before the declaration of what is exported".to_owned();
            return if exported.is_some() { Err(message) } else { Ok(line) };
        };
        if let Some(other) = self.declared.insert(name.to_owned(), file.to_owned()) {
            return Err(format!("`{name}` is declared in {other} already, and a bundle has one thing of a name"));
        }
        if exported.is_some() {
            exports.insert(name.to_owned());
        }
        Ok(line)
    }
}

/// The file that is imported, and the names that are used of it.
struct Import {
    file: String,
    names: Vec<String>,
}

impl Import {
    /// Reads `{ a, b } from "./file.js";` or `"./file.js";` in a file.
    fn parse(statement: &str, importer: &str) -> Option<Self> {
        let statement = statement.strip_suffix(';')?.trim_end();
        let (names, file) = match statement.strip_prefix('{') {
            Some(rest) => {
                let (names, rest) = rest.split_once('}')?;
                (names, rest.trim_start().strip_prefix("from")?.trim_start())
            }
            None => ("", statement),
        };
        let quote = file.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let file = file.strip_prefix(quote)?.strip_suffix(quote)?.strip_prefix("./")?;
        let (folder, _) = importer.rsplit_once('/')?;
        let names: Vec<String> =
            names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let is_plain =
            names.iter().all(|name| name.chars().all(is_in_name)) && !file.split('/').any(|part| part == "..");
        is_plain.then(|| Self { file: format!("{folder}/{file}"), names })
    }
}

/// The name that is declared at the beginning of a line, if one is.
fn declared_name(line: &str) -> Result<Option<&str>, String> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let keywords = ["const ", "let ", "var ", "class ", "function* ", "function "];
    let Some(rest) = keywords.iter().find_map(|keyword| line.strip_prefix(keyword)) else { return Ok(None) };
    let (name, behind) = rest.split_at(rest.find(|c| !is_in_name(c)).unwrap_or(rest.len()));
    if name.is_empty() || behind.trim_start().starts_with(',') {
        return Err("what all modules see is declared one name at a time".to_owned());
    }
    Ok(Some(name))
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bundles modules, each the name of a file in `assets/search/` and its text.
    fn modules(files: &[(&str, &str)]) -> Result<String, String> {
        let read = |name: &str| {
            let name = name.strip_prefix("assets/search/")?;
            files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned())
        };
        bundle("assets/search.js", &read, &|file| file.ends_with("/b.js")).map(|bundle| bundle.text)
    }

    #[test]
    fn a_module_stands_once_and_behind_what_it_imports() {
        let made = modules(&[
            ("main.js", "// The entry.\nimport { a } from \"./a.js\";\nimport {\n  b,\n} from './b.js';\nrun(a, b);\n"),
            ("a.js", "import { b } from \"./b.js\";\nexport const a = () => {\n  const b2 = b;\n};\n"),
            ("b.js", "// Shortened.\nexport async function b() {\n  return 1;\n\n}\nlet c; // c"),
            ("unused.js", "export const d = 1;\n"),
        ]);
        let b = "async function b() {\nreturn 1;\n}\nlet c; // c\n";
        let a = "const a = () => {\n  const b2 = b;\n};\n";
        let wanted = format!("\"use strict\";\n(() => {{\n// The entry.\n{b}{a}run(a, b);\n}})();\n");
        assert_eq!(made.unwrap(), wanted);
    }

    #[test]
    fn style_sheets_stand_where_they_are_imported() {
        let read = |name: &str| match name {
            "assets/style/main.css" => Some("/* All. */\n@import \"./b.css\";\n@import \"./a.css\";\n".to_owned()),
            "assets/style/a.css" => Some("a { color: red; }\n".to_owned()),
            "assets/style/b.css" => Some("const { color: blue; }\n".to_owned()),
            _ => None,
        };
        let made = bundle("assets/style.css", &read, &|_| false).unwrap();
        assert_eq!(made.text, "/* All. */\nconst { color: blue; }\na { color: red; }\n");
        assert_eq!(made.files.len(), 3);
    }

    #[test]
    fn a_style_sheet_of_ours_loses_the_blanks_that_mean_nothing() {
        let sheet = "a :hover,\na > b {\n  margin: 1px calc(1px + 2px);\n  content: \"; {\";\n}\n@media (x: 1em) { a { b: c; } }\n";
        let short = "a :hover,a > b{margin:1px calc(1px + 2px);content: \"; {\";}@media (x:1em){a{b:c} }";
        let read = |name: &str| (name == "assets/style/main.css").then(|| sheet.to_owned());
        assert_eq!(bundle("assets/style.css", &read, &|_| true).unwrap().text, short);
        assert_eq!(bundle("assets/style.css", &read, &|_| false).unwrap().text, sheet);
    }

    #[test]
    fn modules_that_import_one_another_are_an_error() {
        let files =
            [("main.js", "import \"./a.js\";\n"), ("a.js", "import \"./b.js\";\n"), ("b.js", "\nimport \"./a.js\";\n")];
        let wanted = "assets/search/b.js:2: assets/search/a.js, assets/search/b.js import one another in a circle";
        assert_eq!(modules(&files).unwrap_err(), wanted);
    }

    #[test]
    fn what_cannot_be_bundled_is_an_error_with_its_place() {
        let refused = |main: &str, message: &str| {
            let files = [("main.js", main), ("a.js", "export const a = 1;\n")];
            let error = modules(&files).unwrap_err();
            assert!(error.ends_with(message) && error.starts_with("assets/search/main.js:2: "), "{error}");
        };
        let import = "an import is written as `import { name, other } from \"./file.js\";`";
        refused("//\nimport { a as b } from \"./a.js\";\n", import);
        refused("//\nimport a from \"./a.js\";\n", import);
        refused("//\nimport * as a from \"./a.js\";\n", import);
        refused("//\nimport { a } from \"a\";\n", import);
        refused("//\nimport { a } from \"./../a.js\";\n", import);
        refused("//\nimport { a } from \"./a.js\"\nconst b = 1;\n", import);
        refused("//\nimport { b } from \"./a.js\";\n", "assets/search/a.js does not export `b`");
        refused("//\nimport \"./b.js\";\n", "the theme has no file assets/search/b.js");
        refused(
            "import \"./a.js\";\nlet a;\n",
            "`a` is declared in assets/search/a.js already, and a bundle has one thing of a name",
        );
        refused("//\nlet a, b;\n", "what all modules see is declared one name at a time");
        refused("//\nexport const { a } = {};\n", "what all modules see is declared one name at a time");
        refused("//\nexport default 1;\n", "`export` stands before the declaration of what is exported");
    }
}
