//! A script of the built-in theme as readers are sent it: no comments, no needless spaces, short names for its own variables.
//!
//! In: a script in the style of this theme, where every statement ends with a semicolon. Out: the same script, shorter. What
//! always holds: texts, patterns, properties and names that the script does not declare itself stay as they are.

mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use self::tokens::{Token, closes, is_name, opens, read};

const KEYWORDS: &str = "async await break case catch class const continue default delete do else export extends false finally for \
    function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined \
    var void while with yield";

/// The script, shorter.
pub(super) fn slim(script: &str) -> String {
    let tokens = read(script);
    let names = short_names(&tokens);
    let mut out = String::new();
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| tokens[at].as_str());
        let after = tokens.get(at + 1).map_or("", |token| token.as_str());
        match token {
            Token::Sign("{") => open.push(begins_object(before)),
            token if opens(*token) => open.push(false),
            token if closes(*token) => drop(open.pop()),
            _ => {}
        }
        if is_needless(&tokens, at) {
            continue;
        }
        let mut text = token.as_str().to_owned();
        if let (Token::Word(word), false) = (token, is_property(before)) {
            let key = open.last() == Some(&true) && matches!(before, "{" | "," | "get" | "set" | "async");
            match names.get(at, word) {
                Some(name) if key && matches!(after, "," | "}" | "=") => text = format!("{word}:{name}"),
                Some(name) if !key || !matches!(after, ":" | "(") => text.clone_from(name),
                _ => {}
            }
        }
        if needs_space(&out, &text) {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

/// Whether a sign can go: the last comma of a list, the semicolon before a brace, the brackets of a single parameter.
fn is_needless(tokens: &[Token<'_>], at: usize) -> bool {
    let sign = |at: usize, sign: &str| matches!(tokens.get(at), Some(Token::Sign(other)) if *other == sign);
    let alone = |open: usize| {
        sign(open, "(")
            && matches!(tokens.get(open + 1), Some(Token::Word(_)))
            && sign(open + 2, ")")
            && sign(open + 3, "=>")
    };
    (sign(at, ",") && [")", "]", "}"].iter().any(|close| sign(at + 1, close)))
        || (sign(at, ";") && sign(at + 1, "}"))
        || alone(at)
        || at.checked_sub(2).is_some_and(alone)
}

fn is_property(before: &str) -> bool {
    matches!(before, "." | "?.")
}

/// Whether a brace begins an object or a pattern, by what stands before it.
fn begins_object(before: &str) -> bool {
    matches!(before, "(" | "," | "=" | "[" | ":" | "?" | "&" | "|" | "??" | "..." | "return" | "const" | "let")
}

fn needs_space(out: &str, next: &str) -> bool {
    let (Some(last), Some(first)) = (out.chars().next_back(), next.chars().next()) else { return false };
    (is_name(last) && is_name(first)) || (last == first && matches!(first, '+' | '-' | '/'))
}

/// The short names of a script: those of the whole script, and those that one statement of it declares inside, which others may
/// have too.
struct Names<'s> {
    /// In which statement each token stands.
    statements: Vec<usize>,
    outer: BTreeMap<&'s str, String>,
    inner: BTreeMap<(usize, &'s str), String>,
}

impl<'s> Names<'s> {
    fn get(&self, at: usize, word: &'s str) -> Option<&String> {
        self.outer.get(word).or_else(|| self.inner.get(&(self.statements[at], word)))
    }
}

/// A short name for each name that a script declares, the shortest for those that it uses most.
fn short_names<'s>(tokens: &[Token<'s>]) -> Names<'s> {
    let keywords: BTreeSet<&str> = KEYWORDS.split_whitespace().collect();
    let (statements, is_outer) = statements(tokens);
    let mut outer: BTreeMap<&str, usize> = BTreeMap::new();
    let mut inner: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (at, by) in declared(tokens) {
        let name = tokens[at].as_str();
        if keywords.contains(name) {
            continue;
        }
        if is_outer[by] {
            outer.insert(name, 0);
        } else {
            inner.insert((statements[at], name), 0);
        }
    }
    inner.retain(|(_, name), _| !outer.contains_key(name));
    let mut taken = keywords;
    for (at, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        if let Some(count) = outer.get_mut(word).or_else(|| inner.get_mut(&(statements[at], *word))) {
            *count += 1;
        } else if at == 0 || !is_property(tokens[at - 1].as_str()) {
            taken.insert(word);
        }
    }
    let letters = || ('a'..='z').chain('A'..='Z');
    let pairs = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    let all: Vec<String> =
        letters().map(String::from).chain(pairs).filter(|name| !taken.contains(name.as_str())).collect();
    // The names inside statements take the first letters, those of the whole script what is behind them.
    let (shared, own) = all.split_at(SHARED.min(all.len()));
    let outer: BTreeMap<&str, String> =
        sorted(outer).into_iter().zip(own).map(|((name, _), short)| (name, short.clone())).collect();
    let free: Vec<&String> = shared.iter().chain(own.iter().skip(outer.len())).collect();
    // A name is shortened alike wherever it can be, which packs better.
    let mut of_name: BTreeMap<&str, (usize, Vec<usize>)> = BTreeMap::new();
    for ((statement, name), count) in inner {
        let entry = of_name.entry(name).or_default();
        entry.0 += count;
        entry.1.push(statement);
    }
    let mut used: BTreeSet<(usize, &str)> = BTreeSet::new();
    let mut short: BTreeMap<(usize, &str), String> = BTreeMap::new();
    for (name, (_, places)) in sorted(of_name) {
        let is_free = |short: &&&String| places.iter().all(|place| !used.contains(&(*place, short.as_str())));
        let Some(found) = free.iter().find(is_free) else { continue };
        used.extend(places.iter().map(|place| (*place, found.as_str())));
        short.extend(places.into_iter().map(|place| ((place, name), (*found).clone())));
    }
    Names { statements, outer, inner: short }
}

/// How many short names are kept for what single statements declare.
const SHARED: usize = 26;

fn sorted<K: Ord, V: Ord>(counts: BTreeMap<K, V>) -> Vec<(K, V)> {
    let mut sorted: Vec<(K, V)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}

/// For each token its statement, of those that stand directly in the script or in the one function around it, and whether it
/// stands directly there.
fn statements(tokens: &[Token<'_>]) -> (Vec<usize>, Vec<bool>) {
    let begin = usize::from(tokens.first().is_some_and(|token| matches!(token, Token::Text(_)))) * 2;
    let around = ["(", "(", ")", "=>", "{"]
        .iter()
        .enumerate()
        .all(|(nth, sign)| tokens.get(begin + nth).is_some_and(|token| *token == Token::Sign(sign)));
    let outer = if around { 2 } else { 0 };
    let (mut depth, mut statement) = (0_usize, 0);
    let mut places = Vec::with_capacity(tokens.len());
    for token in tokens {
        depth = if closes(*token) { depth.saturating_sub(1) } else { depth };
        places.push((statement, depth == outer));
        if depth == outer && matches!(token, Token::Sign(";" | "}")) {
            statement += 1;
        }
        depth += usize::from(opens(*token));
    }
    places.into_iter().unzip()
}

/// Where names are declared, and by what: variables, parameters, classes, what a pattern takes apart.
fn declared(tokens: &[Token<'_>]) -> BTreeMap<usize, usize> {
    let mut out = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        let mut found = BTreeSet::new();
        match token {
            Token::Word("const" | "let") => list(tokens, at + 1, &mut found),
            Token::Word("class") => drop(found.insert(at + 1)),
            Token::Word("catch")
                if tokens.get(at + 1) == Some(&Token::Sign("(")) && !is_property(tokens[at - 1].as_str()) =>
            {
                pattern(tokens, at + 1, &mut found);
            }
            Token::Sign("=>") => match tokens[at - 1] {
                Token::Word(_) => drop(found.insert(at - 1)),
                _ => drop(pattern(tokens, opening(tokens, at - 1), &mut found)),
            },
            _ => {}
        }
        // Parameters belong to their function, and not to where it stands.
        let by = |name: usize| if matches!(token, Token::Word("const" | "let" | "class")) { at } else { name };
        out.extend(found.into_iter().map(|name| (name, by(name))));
    }
    out
}

/// The names of a `const` or `let`, which begin at a place and end with a semicolon, `of` or `in`.
fn list(tokens: &[Token<'_>], mut at: usize, out: &mut BTreeSet<usize>) {
    loop {
        match tokens.get(at) {
            Some(Token::Word(_)) => drop(out.insert(at)),
            Some(Token::Sign("{" | "[")) => at = pattern(tokens, at, out),
            _ => return,
        }
        let mut depth = 0_usize;
        loop {
            at += 1;
            match tokens.get(at) {
                Some(Token::Sign(";") | Token::Word("of" | "in")) if depth == 0 => return,
                None => return,
                Some(Token::Sign(",")) if depth == 0 => break,
                Some(token) if closes(*token) && depth == 0 => return,
                Some(token) if closes(*token) => depth -= 1,
                Some(token) => depth += usize::from(opens(*token)),
            }
        }
        at += 1;
    }
}

/// Adds the names of a pattern or of parameters that open at a place, and gives the place where they close.
fn pattern(tokens: &[Token<'_>], open: usize, out: &mut BTreeSet<usize>) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign("(" | "[" | "{") => depth += 1,
            Token::Sign(")" | "]" | "}") => depth -= 1,
            // What stands before `:` is a property, what stands behind `=` or a point is used.
            Token::Word(_)
                if tokens.get(at + 1) != Some(&Token::Sign(":"))
                    && !matches!(tokens[at - 1], Token::Sign("=" | "." | "?.")) =>
            {
                out.insert(at);
            }
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Where what closes at a place was opened.
fn opening(tokens: &[Token<'_>], close: usize) -> usize {
    let mut depth = 0;
    for at in (0..=close).rev() {
        match tokens[at] {
            Token::Sign(")" | "]" | "}") => depth += 1,
            Token::Sign("(" | "[" | "{") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    close
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_script_declares_are_short() {
        let cases = [
            ("const first = 1; // one\nlet second = first + +first;", "const A=1;let B=A+ +A;"),
            (
                "const { page, score: worth = 2, } = one; use({ page, worth });",
                "const{page:A,score:B=2}=one;use({page:A,worth:B});",
            ),
            (
                "const list = (name, [x, ...more]) => ({ name, more, x: name });",
                "const A=(a,[c,...b])=>({name:a,more:b,x:a});",
            ),
            ("let text = `a ${one ? `<${text}>` : text.text} b`, last;", "let A=`a ${one?`<${A}>`:A.text} b`,B;"),
            (
                "const a = list.map((one) => one.name / 2 / 3, /[/\"]x/gu);",
                "const A=list.map(a=>a.name/2/3,/[/\"]x/gu);",
            ),
            (
                "for (const { at } of all) try { go(at); } catch (error) { say(\"at\", error); }",
                "for(const{at:a}of all)try{go(a)}catch(a){say(\"at\",a)}",
            ),
            (
                "const x = { get name() { return name; }, y: b ? name : x }, name = 1;",
                "const D={get name(){return C},y:b?C:D},C=1;",
            ),
            (
                "class Old {}\nconst is = (e) => e instanceof Old || all.catch(is);",
                "class A{}const B=a=>a instanceof A||all.catch(B);",
            ),
            ("const f = (one) => one;\nconst g = (two) => f(two) + one;", "const A=a=>a;const B=a=>A(a)+one;"),
        ];
        for (script, expected) in cases {
            assert_eq!(slim(script), expected, "{script}");
        }
    }
}
