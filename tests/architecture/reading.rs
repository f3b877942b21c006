//! Reads a Rust file as tokens: which paths it names, which methods and macros it calls, what it calls its own.
//!
//! Comments and strings are no tokens, so nothing in them counts. What is there for tests alone (`#[cfg(test)]`) is left
//! out. Paths that begin with `crate`, `self` or `super` are told from the top of the crate.

use std::iter::Peekable;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Something that stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The line.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) what: What,
}

/// What can stand in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A path of two parts or more, or a lone name in a `use`.
    Path(Vec<String>),
    /// `.name(`
    Method(String),
    /// `name!`
    Macro(String),
    /// `fn name`
    Function(String),
    /// `#[cfg(test)] mod name;`: a file that is there for tests alone.
    TestFile(String),
}

/// Reads the text of the file whose module is `module`.
pub(crate) fn read(text: &str, module: &[String]) -> Vec<Found> {
    let tokens: TokenStream = text.parse().expect("the compiler has read this file");
    let mut reading = Reading { module: module.to_vec(), found: Vec::new() };
    reading.tokens(tokens);
    reading.found
}

struct Reading {
    module: Vec<String>,
    found: Vec<Found>,
}

type Tokens = Peekable<proc_macro2::token_stream::IntoIter>;

impl Reading {
    fn push(&mut self, at: &TokenTree, what: What) {
        self.found.push(Found { line: at.span().start().line, what });
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => self.attribute(&mut tokens),
                TokenTree::Punct(mark) if mark.as_char() == '.' => self.method(&mut tokens),
                TokenTree::Ident(word) if word == "mod" => self.module(&mut tokens),
                TokenTree::Ident(word) if word == "fn" => {
                    if let Some(TokenTree::Ident(name)) = tokens.peek() {
                        let name = What::Function(name.to_string());
                        self.push(&token, name);
                    }
                }
                TokenTree::Ident(word) if word == "use" => self.use_item(&mut tokens),
                TokenTree::Ident(word) => self.path(&token, word.to_string(), &mut tokens),
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }

    /// Behind `#`. An item that is there for tests alone is passed over.
    fn attribute(&mut self, tokens: &mut Tokens) {
        let Some(TokenTree::Group(attribute)) = tokens.peek() else { return };
        let text = attribute.stream().to_string().replace(' ', "");
        tokens.next();
        if text != "cfg(test)" && text != "test" && text != "cfg(doc)" {
            return;
        }
        let mut file = None;
        let mut before = String::new();
        for token in tokens.by_ref() {
            match &token {
                TokenTree::Ident(word) => {
                    if before == "mod" {
                        file = Some((token.clone(), word.to_string()));
                    }
                    before = word.to_string();
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && before != "use" => return,
                TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                _ => {}
            }
        }
        if let Some((at, name)) = file {
            self.push(&at, What::TestFile(name));
        }
    }

    fn method(&mut self, tokens: &mut Tokens) {
        let Some(TokenTree::Ident(_)) = tokens.peek() else { return };
        let Some(name) = tokens.next() else { return };
        if matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis) {
            let method = What::Method(name.to_string());
            self.push(&name, method);
        }
    }

    fn module(&mut self, tokens: &mut Tokens) {
        let Some(TokenTree::Ident(_)) = tokens.peek() else { return };
        let Some(name) = tokens.next() else { return };
        if let Some(TokenTree::Group(_)) = tokens.peek()
            && let Some(TokenTree::Group(body)) = tokens.next()
        {
            self.module.push(name.to_string());
            self.tokens(body.stream());
            self.module.pop();
        }
    }

    /// Every path of a `use`, up to its semicolon.
    fn use_item(&mut self, tokens: &mut Tokens) {
        let item: Vec<TokenTree> = tokens.by_ref().take_while(|token| !is_mark(Some(token), ';')).collect();
        self.use_tree(&item, &[]);
    }

    /// Unfolds the trees of a `use`, which commas part.
    fn use_tree(&mut self, trees: &[TokenTree], prefix: &[String]) {
        for tree in trees.split(|token| is_mark(Some(token), ',')).filter(|tree| !tree.is_empty()) {
            let mut path = prefix.to_vec();
            let mut inside = None;
            for token in tree {
                match token {
                    TokenTree::Ident(word) if word == "as" => break,
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Punct(mark) if mark.as_char() == '*' => path.push("*".to_owned()),
                    TokenTree::Group(group) => inside = Some(group.stream().into_iter().collect::<Vec<_>>()),
                    _ => {}
                }
            }
            match inside {
                Some(trees) => self.use_tree(&trees, &path),
                None => {
                    let path = What::Path(self.absolute(path));
                    self.push(&tree[0], path);
                }
            }
        }
    }

    /// A path that begins at `first`; a macro's name; or a lone word, which is nothing.
    fn path(&mut self, at: &TokenTree, first: String, tokens: &mut Tokens) {
        let mut path = vec![first];
        while is_mark(tokens.peek(), ':') {
            let mut ahead = tokens.clone();
            ahead.next();
            if !is_mark(ahead.peek(), ':') {
                break;
            }
            ahead.next();
            let Some(TokenTree::Ident(word)) = ahead.next() else { break };
            path.push(word.to_string());
            *tokens = ahead;
        }
        if is_mark(tokens.peek(), '!') {
            let mut ahead = tokens.clone();
            ahead.next();
            if let (Some(TokenTree::Group(_)), Some(name)) = (ahead.peek(), path.last()) {
                let name = What::Macro(name.clone());
                self.push(at, name);
            }
        }
        if path.len() > 1 {
            let path = What::Path(self.absolute(path));
            self.push(at, path);
        }
    }

    /// The same path from the top of the crate, when it begins below.
    fn absolute(&self, path: Vec<String>) -> Vec<String> {
        let mut here = self.module.clone();
        let mut parts = path.iter().peekable();
        match parts.peek().map(|part| part.as_str()) {
            Some("self") => {
                parts.next();
            }
            Some("super") => {
                while parts.next_if(|part| *part == "super").is_some() {
                    here.pop();
                }
            }
            Some("greyline") => {
                parts.next();
                here.clear();
            }
            _ => return path,
        }
        std::iter::once("crate".to_owned()).chain(here).chain(parts.cloned()).collect()
    }
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}
