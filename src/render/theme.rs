//! The theme: templates, styles, scripts and strings, built in and replaceable file by file.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Context, Tera};

use super::bundle::{self, BUNDLES, add_shortened};
use super::interface_language;
use super::strings::Strings;
use super::template_value::TemplateValue;
use crate::diagnostic::nearest;
use crate::edition::{Bits, bits_of};
use crate::error::{Error, Result};
use crate::text::SitePath;

/// The files of the built-in theme, by name. The build script lists them (`.ci/theme.rs`).
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The scripts of the built-in theme as they are published, by name: with short names and without blanks.
const SHORTENED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shortened.rs"));

/// The folders of a theme.
const PARTS: [&str; 4] = ["assets", "strings", "templates", "words"];

/// The language of the theme's words where it has none in that of the handbook.
const FALLBACK: &str = "en";

/// Styles that a handbook's theme adds to those of the built-in one.
const OWN_STYLE: &str = "assets/own.css";

/// Checks that each key of a theme's own strings is one that the built-in theme has, or that one of its own templates uses.
fn known_strings(files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let mut known = Strings::default();
    for (name, text) in BUILT_IN.iter().filter(|(name, _)| *name == "strings/en.toml") {
        known.add(text, name)?;
    }
    let is_own =
        |(name, bytes): &(&String, &Vec<u8>)| built_in(name).is_none_or(|text| text.as_bytes() != bytes.as_slice());
    let own: Vec<(&String, String)> =
        files.iter().filter(is_own).map(|(name, bytes)| (name, String::from_utf8_lossy(bytes).into_owned())).collect();
    let tables = known.tables();
    let templates: Vec<&String> =
        own.iter().filter(|(name, _)| name.starts_with("templates/")).map(|(_, text)| text).collect();
    let is_used = |key: &str, table: &str| {
        let all_of_table = format!("t.{table}[");
        templates.iter().any(|text| {
            text.contains(&format!("t.{key}")) || !tables.contains_key(table) && text.contains(&all_of_table)
        })
    };
    for (file, toml) in own.iter().filter(|(name, _)| name.starts_with("strings/")) {
        let mut strings = Strings::default();
        strings.add(toml, file)?;
        for key in strings.0.keys().filter(|key| !known.0.contains_key(*key)) {
            let (table, name) = key.split_once('.').unwrap_or(("", key));
            if !is_used(key, table) {
                let near = nearest(key, known.0.keys().map(String::as_str));
                let help = near.map_or_else(
                    || "no template uses it; remove it".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let line = line_of(toml, table, name);
                return Err(Error::Theme { message: format!("{file}:{line}: unknown key `{key}`; {help}") });
            }
        }
    }
    Ok(())
}

/// The line on which a key stands below its table, from 1.
fn line_of(toml: &str, table: &str, key: &str) -> usize {
    let mut inside = false;
    for (at, line) in toml.lines().map(str::trim_start).enumerate() {
        if let Some(head) = line.strip_prefix('[') {
            inside = head.split(']').next().is_some_and(|head| head.trim() == table);
        } else if inside && line.split('=').next().is_some_and(|name| name.trim().trim_matches('"') == key) {
            return at + 1;
        }
    }
    1
}

/// A theme, ready to be used.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The words of the theme.
    pub strings: Strings,
    /// Words of the handbook's language that search takes for one another, as a list of the theme has them.
    pub everyday: String,
    /// Words of the handbook's language with those near to them in meaning, as a table of the theme has them.
    pub near: String,
    assets: BTreeMap<SitePath, Arc<[u8]>>,
    names: BTreeMap<String, SitePath>,
    /// What the theme is made of, as a number.
    pub bits: Bits,
}

impl Theme {
    /// Loads the theme of a handbook: the built-in one, with the files below `themes/NAME/` of the handbook in their place.
    /// A bundle that is there as a whole takes the place of all that it is made of.
    ///
    /// # Errors
    /// When a file cannot be read, a template or the strings are wrong, or a script or a style sheet cannot be bundled.
    pub fn load(root: Option<&Path>, name: Option<&str>, language: &str, accent: Option<&str>) -> Result<Self> {
        let mut files: BTreeMap<String, Vec<u8>> =
            BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        if let (Some(root), Some(name)) = (root, name) {
            let folder = root.join("themes").join(name);
            if !folder.is_dir() {
                let message = format!("book.toml names the theme `{name}`, and there is no folder themes/{name}");
                return Err(Error::Theme { message });
            }
            for part in PARTS {
                read_part(&folder, part, part, &mut files)?;
            }
        }
        let at = |mark: &'static str| {
            move |error| match (error, name) {
                (Error::Theme { message }, Some(name)) => {
                    Error::Theme { message: format!("themes/{name}{mark}{message}") }
                }
                (error, _) => error,
            }
        };
        known_strings(&files).map_err(at("/"))?;
        Self::build(&files, language, accent).map_err(at(": "))
    }

    /// The files of the built-in theme, by name, with their texts.
    pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.iter().copied()
    }

    /// The files that are made of those in a folder of the theme, by name, each with the folder.
    pub fn bundles() -> impl Iterator<Item = (&'static str, String)> {
        BUNDLES.iter().map(|name| (*name, bundle::folder(name)))
    }

    /// The files of a handbook's own theme, by name.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn own_files(root: &Path, name: &str) -> Result<Vec<String>> {
        let mut files = BTreeMap::new();
        for part in PARTS {
            read_part(&root.join("themes").join(name), part, part, &mut files)?;
        }
        Ok(files.into_keys().collect())
    }

    /// The files of the built-in theme, as they are and as they are published, and of those below `themes/` of the handbook at
    /// `root`: what stands in every edition whatever the handbook says.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn files(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
        let (mut files, folder) = (BTreeMap::new(), root.join("themes"));
        let themes = folder.is_dir().then(|| fs::read_dir(&folder).map_err(Error::read(&folder))).transpose()?;
        for theme in themes.into_iter().flatten() {
            let theme = theme.map_err(Error::read(&folder))?;
            if let Some(name) = theme.file_name().to_str() {
                read_part(&theme.path(), "", &format!("themes/{name}"), &mut files)?;
            }
        }
        let built_in = BUILT_IN.iter().chain(SHORTENED);
        let built_in = built_in.map(|(name, text)| ((*name).to_owned(), (*text).as_bytes().to_vec()));
        Ok(built_in.chain(files).collect())
    }

    fn build(files: &BTreeMap<String, Vec<u8>>, language: &str, accent: Option<&str>) -> Result<Self> {
        let text = |name: &str| files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let mut strings = Strings::default();
        let primary = language.split('-').next().unwrap_or(language);
        let is_spoken = [primary, language].iter().any(|name| files.contains_key(&format!("strings/{name}.toml")));
        for file in
            ["strings/en.toml".to_owned(), format!("strings/{primary}.toml"), format!("strings/{language}.toml")]
        {
            // A theme need not repeat the words that it leaves as they are.
            for toml in built_in(&file).map(str::to_owned).into_iter().chain(text(&file)) {
                strings.add(&toml, &file)?;
            }
        }
        let mut assets = BTreeMap::new();
        let mut names = BTreeMap::new();
        for (name, mut bytes) in published(files)? {
            if name == "assets/style.css" {
                let accent = accent.map(|accent| format!("\n:root {{ --accent: {accent}; }}\n"));
                bytes.extend(accent.iter().flat_map(|accent| accent.bytes()));
                bytes.extend(files.get(OWN_STYLE).into_iter().flatten());
            }
            // What a theme adds keeps its name, so that its own styles can name it.
            let is_added = built_in(&name).is_none() && !BUNDLES.contains(&name.as_str());
            let path = if is_added { SitePath::file(&name) } else { hashed(&name, &bytes) };
            names.insert(name, path.clone());
            assets.insert(path, bytes.into());
        }
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        let template = |name: &String| {
            let text = text(name)?;
            let marked = if is_spoken { text } else { interface_language::mark(&text, FALLBACK) };
            Some((name.strip_prefix("templates/")?.to_owned(), marked))
        };
        let templates: Vec<(String, String)> = files.keys().filter_map(template).collect();
        tera.add_raw_templates(templates).map_err(|error| Error::Theme { message: error.to_string() })?;
        tera.global_context().insert("t", &strings.tables());
        // A theme says in which language its words are, where that is not the language of the texts.
        tera.global_context().insert("interface", &(!is_spoken).then_some(FALLBACK));
        let everyday = text(&format!("words/{primary}.txt")).unwrap_or_default();
        let near = text(&format!("words/near-{primary}.txt")).unwrap_or_default();
        let bits = bits_of(&(files, language, accent));
        Ok(Self { tera, strings, everyday, near, assets, names, bits })
    }

    /// Fills a template; `layout` is what surrounds the page, if anything does.
    pub(super) fn fill<T: Serialize>(
        &self,
        template: &str,
        context: &T,
        layout: Option<TemplateValue>,
    ) -> std::result::Result<String, String> {
        let mut context = Context::from_serialize(context).map_err(|error| error.to_string())?;
        if let Some(layout) = layout {
            context.insert_value("layout", layout.into());
        }
        self.tera.render(template, &context).map_err(|error| error.to_string())
    }

    /// The styles, scripts and images of the theme, by address.
    #[must_use]
    pub fn assets(&self) -> &BTreeMap<SitePath, Arc<[u8]>> {
        &self.assets
    }

    /// The address of one of them by its name in the theme.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&SitePath> {
        self.names.get(name)
    }
}

/// The text of a file of the built-in theme.
fn built_in(name: &str) -> Option<&'static str> {
    text_of(name, BUILT_IN)
}

fn text_of(name: &str, files: &[(&str, &'static str)]) -> Option<&'static str> {
    files.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The assets as they are published: bundles in the place of what they are made of, and built-in code shortened. Of a bundle in which
/// a module is the handbook's own, lines are left out at most, so that its author finds it there.
fn published(files: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Vec<u8>>> {
    let text = |name: &str| files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let is_built_in = |name: &str| text(name).as_deref() == built_in(name);
    let mut out: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("assets/") && *name != OWN_STYLE) {
        let is_ours = is_code(name) && is_built_in(name);
        let of_style = || built_in(name).map(shortened_style);
        let shortened = || text_of(name, SHORTENED).map(str::to_owned).or_else(of_style);
        let text = is_ours.then(shortened).flatten();
        out.insert(name.clone(), text.map_or_else(|| bytes.clone(), String::into_bytes));
    }
    for (name, folder) in Theme::bundles() {
        out.retain(|file, _| !(file.starts_with(&folder) && built_in(file).is_some()));
        if out.contains_key(name) {
            continue;
        }
        let bundle = bundle::bundle(name, &text, &is_built_in).map_err(|message| Error::Theme { message })?;
        out.retain(|file, _| !bundle.files.contains(file));
        let shortened = text_of(name, SHORTENED).filter(|_| bundle.files.iter().all(|file| is_built_in(file)));
        out.insert(name.to_owned(), shortened.map_or(bundle.text, str::to_owned).into_bytes());
    }
    Ok(out)
}

/// Whether a file is a script or a style sheet.
fn is_code(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "js" || ending == "css")
}

/// A built-in style sheet as it is published.
fn shortened_style(code: &str) -> String {
    let mut out = String::new();
    for line in code.lines() {
        add_shortened(&mut out, line, true);
    }
    out
}

/// Writes text so that none of it is taken for HTML, in an attribute or outside: as Tera's own does, but run by run.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.write_all(&rest[..at])?;
        out.write_all(match rest[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

/// `assets/style.css` with the beginning of its hash in the name, so that browsers may keep it for ever.
fn hashed(name: &str, bytes: &[u8]) -> SitePath {
    let digest = Sha256::digest(bytes);
    let hash = digest.iter().take(4).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    match name.rsplit_once('.') {
        Some((stem, ending)) => SitePath::file(&format!("{stem}-{hash}.{ending}")),
        None => SitePath::file(&format!("{name}-{hash}")),
    }
}

/// Reads a part of the theme in the folder `theme`, under a name. A link that leads out of the theme would publish what it leads to, in
/// every edition.
fn read_part(theme: &Path, part: &str, name: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if !theme.is_dir() {
        return Ok(());
    }
    let top = fs::canonicalize(theme).map_err(Error::read(theme))?;
    read_folder(&top, &theme.join(part), name, files)
}

fn read_folder(top: &Path, folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let real = fs::canonicalize(folder).map_err(Error::read(folder))?;
    ensure_inside(top, &real, folder)?;
    for entry in fs::read_dir(folder).map_err(Error::read(folder))? {
        let path = entry.map_err(Error::read(folder))?.path();
        let Some(file) = path.file_name().and_then(|file| file.to_str()).filter(|file| !file.starts_with('.')) else {
            continue;
        };
        let name = format!("{name}/{file}");
        if path.is_dir() {
            read_folder(top, &path, &name, files)?;
        } else if path.is_file() {
            if path.is_symlink() {
                ensure_inside(top, &fs::canonicalize(&path).map_err(Error::read(&path))?, &path)?;
            }
            files.insert(name, fs::read(&path).map_err(Error::read(&path))?);
        } else {
            let message = format!("{} is no plain file, but a pipe, a socket or a device; remove it", path.display());
            return Err(Error::Theme { message });
        }
    }
    Ok(())
}

fn ensure_inside(top: &Path, real: &Path, shown: &Path) -> Result<()> {
    if real.starts_with(top) {
        return Ok(());
    }
    let shown = shown.display();
    let message = format!(
        "{shown} is a symbolic link that leads out of the theme; copy the file into the theme, or remove the link"
    );
    Err(Error::Theme { message })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_of_a_bundle_is_imported() {
        for (name, folder) in Theme::bundles() {
            let read = |file: &str| built_in(file).map(str::to_owned);
            let bundle = bundle::bundle(name, &read, &|_| true).unwrap();
            let files = BUILT_IN.iter().map(|(file, _)| (*file).to_owned()).filter(|file| file.starts_with(&folder));
            assert_eq!(bundle.files, files.collect(), "{name}");
        }
    }

    /// Only whole lines are taken out, so no text and no comment may go over the end of a line.
    #[test]
    fn built_in_code_can_be_shortened_line_by_line() {
        for (name, text) in BUILT_IN.iter().filter(|(name, _)| is_code(name)) {
            for line in text.lines() {
                assert_eq!(line.matches('`').count() % 2, 0, "{name}: {line}");
                assert_eq!(line.contains("/*"), line.contains("*/"), "{name}: {line}");
                assert!(!line.ends_with('\\'), "{name}: {line}");
            }
        }
    }

    #[test]
    fn no_template_shows_a_day_as_machines_write_it() {
        for (name, text) in BUILT_IN.iter().filter(|(name, _)| name.starts_with("templates/")) {
            for (at, _) in text.match_indices(".iso }}") {
                // A value of an attribute: the tag around it has not ended.
                let before = &text[..at];
                assert!(
                    before.rfind('<') > before.rfind('>'),
                    "{name}: {}",
                    &before[before.len().saturating_sub(60)..]
                );
            }
        }
    }

    #[test]
    fn text_is_escaped_as_the_template_engine_does() {
        for text in ["", "plain", "<b title=\"a & b\">it's</b>", "'", "ü<é", "&&amp;"] {
            let (mut ours, mut its) = (Vec::new(), Vec::new());
            escape(text, &mut ours).unwrap();
            tera::escape_html(text, &mut its).unwrap();
            assert_eq!(ours, its, "{text}");
        }
    }

    #[test]
    fn a_theme_of_its_own_changes_what_it_names_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = place.path().join("themes/ours").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("strings/en.toml", "[page]\nmenu = \"Contents\"\n");
        write("assets/own.css", "@font-face { src: url(\"ours.woff2\"); }");
        write("assets/ours.woff2", "font");
        let ours = Theme::load(Some(place.path()), Some("ours"), "de", Some("#123456")).unwrap();
        let (german, english) =
            (Theme::load(None, None, "de", None).unwrap(), Theme::load(None, None, "en", None).unwrap());
        assert_eq!(ours.strings, german.strings, "German is on top of English, whoever changes that");
        let ours = Theme::load(Some(place.path()), Some("ours"), "en", Some("#123456")).unwrap();
        assert_eq!(ours.strings.get("page.menu"), "Contents");
        assert_eq!(ours.strings.get("page.home"), english.strings.get("page.home"));
        let style = String::from_utf8(ours.assets[ours.asset("assets/style.css").unwrap()].to_vec()).unwrap();
        assert!(style.ends_with("--accent: #123456; }\n@font-face { src: url(\"ours.woff2\"); }"));
        assert!(ours.assets.contains_key("assets/ours.woff2"), "{:?}", ours.assets.keys());
        assert!(!ours.assets.keys().any(|path| path.as_str().contains("own")));
    }

    #[test]
    fn a_theme_of_its_own_changes_one_module_or_the_whole_script() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = place.path().join("themes/ours/assets").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let load = || Theme::load(Some(place.path()), Some("ours"), "en", None);
        let text =
            |theme: &Theme, name: &str| String::from_utf8(theme.assets[theme.asset(name).unwrap()].to_vec()).unwrap();
        let highlight = "import { mark } from \"./marks/mark.js\";\nexport const highlight = () => {\n  mark();\n};\n";
        write("later/highlight.js", highlight);
        write("later/marks/mark.js", "export const mark = () => {};\n");
        write("search/photo.png", "photo");
        write("style/table.css", "table { color: red; }\n");
        let theme = load().unwrap();
        let script = text(&theme, "assets/later.js");
        assert!(script.contains("const mark = () => {};\nconst highlight = () => {\n  mark();\n};\n"), "{script}");
        assert!(
            script.contains("\nconst suggestions = ") && !script.contains("import ") && !script.contains("export ")
        );
        // What is built in as a whole is shortened.
        assert!(!text(&theme, "assets/search.js").contains("const rank"));
        assert!(text(&theme, "assets/style.css").contains("}table { color: red; }\ncode{font-family:"));
        let in_folders = theme.assets.keys().map(SitePath::as_str).filter(|path| path.matches('/').count() > 1);
        assert_eq!(in_folders.collect::<Vec<_>>(), ["assets/search/photo.png"]);

        write("later/highlight.js", "export const highlight = () => {};\nconst remember = 1;\n");
        let error = load().unwrap_err().to_string();
        assert!(error.contains(".js:") && error.contains("`remember` is declared in assets/later/"), "{error}");

        write("later.js", "whole()");
        assert_eq!(text(&load().unwrap(), "assets/later.js"), "whole()");
    }

    /// The placeholders of a text.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        let open = text.match_indices('{').filter_map(|(at, _)| Some(&text[at..=at + text[at..].find('}')?]));
        open.collect()
    }

    #[test]
    fn every_language_has_every_string_with_its_placeholders() {
        let strings = |file: &str| {
            let mut strings = Strings::default();
            strings.add(built_in(file).unwrap(), file).unwrap();
            strings
        };
        let english = strings("strings/en.toml");
        let languages: Vec<&str> =
            BUILT_IN.iter().map(|(name, _)| *name).filter(|name| name.starts_with("strings/")).collect();
        assert_eq!(languages.len(), 6);
        for file in languages {
            let own = strings(file);
            let missing: Vec<&String> = english.0.keys().filter(|key| !own.0.contains_key(*key)).collect();
            let unknown: Vec<&String> = own.0.keys().filter(|key| !english.0.contains_key(*key)).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{file} lacks {missing:?}, and English lacks {unknown:?}"
            );
            for (key, text) in &own.0 {
                assert!(!text.trim().is_empty(), "{file}: {key} is empty");
                assert_eq!(placeholders(text), placeholders(&english.0[key]), "{file}: {key}");
            }
        }
    }

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let written = |language: &str, day: i8| {
            let theme = Theme::load(None, None, language, None).unwrap();
            crate::render::Date::new(jiff::civil::date(2026, 3, day), &theme.strings).text
        };
        for (language, first, other) in [
            ("en", "1 March 2026", "22 March 2026"),
            ("de-AT", "1. März 2026", "22. März 2026"),
            ("fr", "1er mars 2026", "22 mars 2026"),
            ("es-MX", "1 de marzo de 2026", "22 de marzo de 2026"),
            ("nl", "1 maart 2026", "22 maart 2026"),
            ("cy-GB", "1 Mawrth 2026", "22 Mawrth 2026"),
        ] {
            assert_eq!([written(language, 1), written(language, 22)], [first, other], "{language}");
        }
    }
}
