//! No circles between the files of `src`: a file may import what another defines only when nothing leads back.
//!
//! In: the files as tokens. Out: every group of files that import one another, with each import among them. An import is
//! followed through re-exports to the file that defines the name; a re-export alone is no import.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{files, none};

/// Imports that may close a circle: the file, the one that it imports, and why.
const EXCUSED: &[(&str, &str, &str)] = &[
    ("audit/document.rs", "audit/read.rs", "a file may hold others, which are read alike"),
    ("audit/picture.rs", "audit/read.rs", "a file may hold others, which are read alike"),
    ("audit/shard.rs", "audit/read.rs", "a file may hold others, which are read alike"),
    ("audit/published.rs", "audit/mod.rs", "`Leak` is defined in the file of `audit`"),
    ("edition/derived.rs", "edition/model.rs", "`Edition` and what it is made of name one another"),
    ("edition/policy_meta.rs", "edition/model.rs", "`Edition` and what it is made of name one another"),
    ("edition/history_filter.rs", "edition/project.rs", "the filter asks the projector"),
    ("edition/old_attachments.rs", "edition/project.rs", "the filter asks the projector"),
    ("handbook/versions.rs", "handbook/mod.rs", "`Handbook` is defined in the file of `assemble`"),
    ("history/cache.rs", "history/mod.rs", "`History` is defined in the file of `load`"),
    ("history/versions.rs", "history/mod.rs", "`History` is defined in the file of `load`"),
    ("markdown/block_starts.rs", "markdown/directives.rs", "what both need is defined in one of them"),
    ("markdown/code.rs", "markdown/html.rs", "what both need is defined in one of them"),
    ("markdown/changes.rs", "markdown/html.rs", "the writer and what it prints of changes name one another"),
    ("markdown/footnotes.rs", "markdown/html.rs", "what both need is defined in one of them"),
    ("markdown/table.rs", "markdown/html.rs", "what both need is defined in one of them"),
    ("markdown/facts.rs", "markdown/text.rs", "what both need is defined in one of them"),
    ("render/", "render/mod.rs", "`Renderer` is defined in the file that declares the pages"),
    ("render/listings/", "render/listings/mod.rs", "the trait of a listing is defined beside the table of all"),
    ("render/fields.rs", "render/listings/roles.rs", "a role is shown as a link to its reading list"),
    ("render/fields.rs", "render/context.rs", "views of values are made of views of dates and people"),
    ("render/context.rs", "render/versions.rs", "views of versions are defined where they are filled in"),
    ("render/versions.rs", "render/redlines.rs", "views of versions are defined where they are filled in"),
];

/// A path in a file, with its line: `crate::text::Span` or, for a name alone, `Span`.
type Path = (usize, Vec<String>);

/// What a file of the program defines, imports and names.
#[derive(Default)]
struct Source {
    /// Its path from `src/`.
    file: String,
    /// The module that the file is: `["text", "path"]`.
    module: Vec<String>,
    imports: Vec<Import>,
    /// Names of the items that it defines itself.
    defined: BTreeSet<String>,
    /// Every path in its code outside of `use`.
    named: Vec<Path>,
}

/// One path of a `use`.
struct Import {
    /// The name that it has in the file, `*` for all names.
    name: String,
    path: Vec<String>,
    /// Whether other files may import it from this one.
    reexport: bool,
    line: usize,
}

/// What a path leads to.
#[derive(Debug, PartialEq)]
enum Target<'a> {
    Module,
    File(&'a str),
}

/// The keywords in front of a name that a file defines.
const DEFINING: [&str; 9] = ["struct", "enum", "union", "trait", "type", "fn", "const", "static", "macro_rules"];

impl Source {
    fn new(file: &str, text: &str) -> Self {
        let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        module.pop_if(|last| ["mod", "lib"].contains(&last.as_str()));
        let mut source = Self { file: file.to_owned(), module, ..Self::default() };
        source.read(text.parse().expect("the compiler has read this file"));
        source
    }

    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut public = false;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => at = after_attribute(&tokens, at),
                TokenTree::Punct(mark) if mark.as_char() == '.' => at += after_dot(&tokens, at),
                TokenTree::Ident(word) if word == "pub" => {
                    public = true;
                    at += usize::from(is_group(tokens.get(at), Delimiter::Parenthesis));
                    continue;
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end =
                        tokens[at..].iter().position(|token| is_mark(token, ';')).map_or(tokens.len(), |n| at + n);
                    self.import(&tokens[at..end], &[], public, word.span().start().line);
                    at = end;
                }
                TokenTree::Ident(word) => {
                    if DEFINING.contains(&word.to_string().as_str()) {
                        let name = tokens[at..].iter().take(2).find_map(|token| match token {
                            TokenTree::Ident(name) => Some(name.to_string()),
                            _ => None,
                        });
                        self.defined.extend(name);
                    }
                    let mut path = vec![word.to_string()];
                    while let [TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(next), ..] = &tokens[at..]
                        && (one.as_char(), two.as_char()) == (':', ':')
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    self.named.push((word.span().start().line, path));
                }
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
            public = false;
        }
    }

    /// Reads the tree of a `use` behind `prefix`.
    fn import(&mut self, tree: &[TokenTree], prefix: &[String], reexport: bool, line: usize) {
        for branch in tree.split(|token| is_mark(token, ',')).filter(|branch| !branch.is_empty()) {
            let mut path = prefix.to_vec();
            let mut name = None;
            let mut nested = false;
            let mut tokens = branch.iter();
            while let Some(token) = tokens.next() {
                match token {
                    TokenTree::Ident(word) if word == "as" => name = tokens.next().map(ToString::to_string),
                    TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Punct(mark) if mark.as_char() == '*' => name = Some("*".to_owned()),
                    TokenTree::Group(group) => {
                        nested = true;
                        self.import(&group.stream().into_iter().collect::<Vec<_>>(), &path, reexport, line);
                    }
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
            if !nested && let Some(name) = name.or_else(|| path.last().cloned()) {
                self.imports.push(Import { name, path, reexport, line });
            }
        }
    }
}

/// The place after the attribute at `at`, and after the item that it leaves to the tests.
fn after_attribute(tokens: &[TokenTree], at: usize) -> usize {
    let Some(TokenTree::Group(attribute)) = tokens.get(at) else { return at };
    let text = attribute.stream().to_string().replace(' ', "");
    if !["cfg(test)", "test", "cfg(doc)"].contains(&text.as_str()) {
        return at + 1;
    }
    let importing = tokens[at..].iter().take(3).any(|token| token.to_string() == "use");
    let end = |token: &TokenTree| is_mark(token, ';') || !importing && is_group(Some(token), Delimiter::Brace);
    tokens[at..].iter().position(end).map_or(tokens.len(), |n| at + n + 1)
}

/// How many tokens after the dot before `at` name a field or a method; none when the dot is one of `..`.
fn after_dot(tokens: &[TokenTree], at: usize) -> usize {
    let dot = |token: Option<&TokenTree>| token.is_some_and(|token| is_mark(token, '.'));
    usize::from(!dot(tokens.get(at)) && !dot(at.checked_sub(2).and_then(|before| tokens.get(before))))
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// All files of the program, by the module that each of them is.
struct Program(BTreeMap<Vec<String>, Source>);

impl Program {
    fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let sources = files.into_iter().map(|(name, text)| Source::new(name, text));
        Self(sources.map(|source| (source.module.clone(), source)).collect())
    }

    /// What `path` leads to when it stands in the file of `module`; `None` for a name of another crate or of the file alone.
    fn resolve(&self, module: &[String], path: &[String], depth: usize) -> Option<Target<'_>> {
        let (first, rest) = path.split_first()?;
        let here = self.0.get(module)?;
        let child = || [module, std::slice::from_ref(first)].concat();
        match first.as_str() {
            "crate" => self.descend(&[], rest, depth),
            "self" => self.descend(module, rest, depth),
            "super" => {
                let levels = path.iter().take_while(|part| *part == "super").count();
                self.descend(&module[..module.len().checked_sub(levels)?], &path[levels..], depth)
            }
            _ if self.0.contains_key(&child()) => self.descend(&child(), rest, depth),
            _ => {
                let import =
                    here.imports.iter().find(|import| import.name == *first && import.path != [first.clone()])?;
                let whole = [&import.path[..], rest].concat();
                depth.checked_sub(1).and_then(|depth| self.resolve(module, &whole, depth))
            }
        }
    }

    /// What `path` leads to from the top of `module`.
    fn descend(&self, module: &[String], path: &[String], depth: usize) -> Option<Target<'_>> {
        let source = self.0.get(module)?;
        let Some((first, rest)) = path.split_first() else { return Some(Target::Module) };
        let import = source.imports.iter().find(|import| import.name == *first);
        let child = [module, std::slice::from_ref(first)].concat();
        if self.0.contains_key(&child) && (import.is_none() || !rest.is_empty()) {
            return self.descend(&child, rest, depth);
        }
        if source.defined.contains(first) {
            return Some(Target::File(&source.file));
        }
        let depth = depth.checked_sub(1)?;
        let reexported = match import {
            Some(import) => self.resolve(module, &[&import.path[..], rest].concat(), depth),
            None => source.imports.iter().filter(|import| import.reexport && import.name == "*").find_map(|import| {
                let module = self.0.keys().find(|known| {
                    let whole = [&["crate".to_owned()][..], known].concat();
                    whole == import.path || **known == [module, &import.path].concat()
                })?;
                self.0[module].defined.contains(first).then(|| Target::File(&self.0[module].file))
            }),
        };
        reexported.or(Some(Target::File(&source.file)))
    }

    /// The files that each file imports, each with the lines and names that do so.
    fn graph(&self) -> BTreeMap<&str, BTreeMap<&str, Vec<String>>> {
        let mut graph: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
        for source in self.0.values() {
            let imports = source.imports.iter().filter(|import| !import.reexport);
            let paths = imports.map(|import| (import.line, &import.path));
            let paths = paths.chain(source.named.iter().map(|(line, path)| (*line, path)));
            let edges = graph.entry(&source.file).or_default();
            for (line, path) in paths {
                // A name alone is that of an import, which counts already, or of a re-export, which counts where it is used.
                let reexported = || source.imports.iter().any(|import| import.reexport && import.name == path[0]);
                if path.len() == 1 && !reexported() {
                    continue;
                }
                if let Some(Target::File(file)) = self.resolve(&source.module, path, 8)
                    && file != source.file
                {
                    edges.entry(file).or_default().push(format!("src/{}:{line}: `{}`", source.file, path.join("::")));
                }
            }
        }
        graph
    }

    /// The groups of files that import one another, with each import among them.
    fn circles(&self) -> Vec<String> {
        let mut graph = self.graph();
        let mut faults = Vec::new();
        for (file, imported, _) in EXCUSED {
            if file.ends_with('/') {
                let below = graph.iter_mut().filter(|(name, _)| name.starts_with(file));
                below.for_each(|(_, imports)| drop(imports.remove(imported)));
                continue;
            }
            if graph.get_mut(file).and_then(|imports| imports.remove(imported)).is_none() && self.has(file) {
                faults.push(format!("src/{file} is excused for importing {imported}, and does not"));
            }
        }
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            graph.keys().map(|file| (*file, reachable(&graph, file))).collect();
        let mut groups: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
        for (file, others) in reached.iter().filter(|(file, others)| others.contains(**file)) {
            groups.insert(others.iter().copied().filter(|other| reached[other].contains(file)).collect());
        }
        faults.extend(groups.iter().map(|group| {
            let mut text = group.iter().copied().collect::<Vec<_>>().join(" ⇄ ");
            for file in group {
                for (other, imports) in graph[file].iter().filter(|(other, _)| group.contains(**other)) {
                    let _ = write!(text, "\n  {file} → {other}: {}", imports[0]);
                }
            }
            text
        }));
        faults
    }

    fn has(&self, file: &str) -> bool {
        self.0.values().any(|source| source.file == file)
    }
}

/// Every file that `file` imports, or that is imported by one of those.
fn reachable<'a>(graph: &BTreeMap<&'a str, BTreeMap<&'a str, Vec<String>>>, file: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = vec![file];
    while let Some(file) = open.pop() {
        open.extend(graph.get(file).into_iter().flat_map(BTreeMap::keys).filter(|other| reached.insert(**other)));
    }
    reached
}

#[test]
fn no_files_import_one_another() {
    let files = files();
    let sources = files.iter().filter(|file| file.name != "main.rs");
    none(Program::new(sources.map(|file| (file.name.as_str(), file.text.as_str()))).circles());
}

#[test]
fn a_circle_is_seen_through_reexports() {
    let circles =
        |files: &[(&str, &str)]| Program::new([("lib.rs", "pub mod a;"), files[0], files[1], files[2]]).circles();
    let top = ("a/mod.rs", "mod one; mod two; pub use one::One; pub use two::Two;");
    let one = ("a/one.rs", "use super::Two; pub struct One;");
    assert_eq!(circles(&[top, one, ("a/two.rs", "pub struct Two;")]), [""; 0]);
    for two in [
        "use super::One; pub struct Two;",
        "use crate::a::One; pub struct Two;",
        "use crate::a; pub struct Two(a::One);",
        "pub struct Two(super::one::One);",
        "pub struct Two; fn f() { g!(super::One::new()) }",
    ] {
        assert_eq!(circles(&[top, one, ("a/two.rs", two)]).len(), 1, "{two}");
    }
    for two in [
        "#[cfg(test)] use super::One; pub struct Two;",
        "/// [`super::One`]\npub struct Two;",
        "#[cfg(test)] mod tests { use super::super::One; } pub struct Two;",
    ] {
        assert_eq!(circles(&[top, one, ("a/two.rs", two)]), [""; 0], "{two}");
    }
    let top = ("a/mod.rs", "mod one; mod two; pub use one::One; pub struct Three(One);");
    assert_eq!(circles(&[top, ("a/one.rs", "use super::Three; pub struct One;"), ("a/two.rs", "")]).len(), 1);
}
