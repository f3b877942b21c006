//! Random Markdown around, and inside, a block for staff.
//!
//! In: bytes, which are cut at those of 255 into what stands before the block, in it before and behind the word, and behind the block.
//! Out: nothing, or a panic. What always holds: what stands inside cannot end the block: three colons are replaced there, and bytes of 1
//! and 2 open and close blocks in pairs.

use super::{Place, SECRET, publish};

const SHAPES: [&str; 16] = [
    "SECRET",
    "## SECRET",
    "[x]: SECRET.svg \"SECRET\"",
    "[^n]: SECRET",
    "- SECRET",
    "1. a\n\n   SECRET",
    "| a | b |\n| --- | --- |\n| SECRET | c |",
    "> SECRET",
    "```\nSECRET\n```",
    "![SECRET](SECRET.svg)",
    "SECRET\n===",
    "[SECRET](other.md#SECRET)",
    "    SECRET",
    "<!-- a -->\nSECRET",
    "[[private.md|SECRET]]",
    "- [ ] SECRET[^n]\n\n[^n]: {fact:hidden} SECRET",
];

/// Publishes a handbook with the text that the bytes are.
///
/// # Panics
/// When the word is where clients or members read it.
pub fn body(data: &[u8]) {
    let [shape, place, text @ ..] = data else { return };
    let mut parts = text.split(|byte| *byte == 255).map(String::from_utf8_lossy);
    let mut part = || parts.next().unwrap_or_default().into_owned();
    let (before, first, second, behind) = (part(), part(), part(), part());
    if [&before, &first, &second, &behind].iter().any(|part| part.to_lowercase().contains("zqx")) {
        return;
    }
    let (place, front) = match place % 4 {
        0 => (Place::Section, "+++\ntitle = \"A\"\naudience = \"client\"\n+++\n"),
        1 => (Place::Glossary, "+++\naudience = \"client\"\n+++\n"),
        2 => (Place::Policy, "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"members\"\n+++\n"),
        _ => (Place::Policy, "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n+++\n"),
    };
    let secret = SHAPES[usize::from(*shape) % SHAPES.len()].replace("SECRET", SECRET);
    let inside = blocks(&format!("{first}\n\n{secret}\n\n{second}"));
    publish(&place, &format!("{front}\n{before}\n\n::: staff\n\n{inside}\n\n:::\n\n{behind}"));
}

/// Text in which every block that is opened is closed.
fn blocks(text: &str) -> String {
    let mut out = String::new();
    let mut open = 0;
    let plain = text.replace(":::", "::");
    for character in plain.chars() {
        match character {
            '\u{1}' => {
                open += 1;
                out.push_str("\n\n::: members\n\n");
            }
            '\u{2}' if open > 0 => {
                open -= 1;
                out.push_str("\n\n:::\n\n");
            }
            other => out.push(other),
        }
    }
    out.push_str(&"\n\n:::\n".repeat(open));
    out
}
