//! Random bytes as front matter, TOML or YAML, above a body with a block for staff.

use super::{Place, SECRET, publish};

/// Publishes a handbook with the front matter that the bytes are.
///
/// # Panics
/// When the word is where clients or members read it.
pub fn front_matter(data: &[u8]) {
    let Some((first, matter)) = data.split_first() else { return };
    let matter = String::from_utf8_lossy(matter);
    if matter.to_lowercase().contains("zqx") {
        return;
    }
    let fence = if first % 2 == 0 { "+++" } else { "---" };
    let place = match first / 2 % 3 {
        0 => Place::Section,
        1 => Place::Glossary,
        _ => Place::Policy,
    };
    let text = format!("{fence}\n{matter}\n{fence}\n\nword\n: Words.\n\n::: staff\n\n{SECRET}\n\n:::\n");
    publish(&place, &text);
}
