//! Reads id and version from an old text.
//!
//! In: the bytes of a file as it once was. Out: a [`TextIdentity`]. What always holds: no diagnostic is reported, since an old
//! text is no mistake of today's.

use crate::data::{self, Node, NodeKind};
use crate::policy::split;

/// Which policy a text is of, and which version of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TextIdentity {
    pub(super) id: Option<String>,
    pub(super) version: Option<String>,
    /// Whether its front matter can be read.
    pub(super) readable: bool,
}

/// The largest text that is read, in bytes; a larger file is no policy.
pub(super) const LARGEST: usize = 8 << 20;

pub(super) fn read(bytes: &[u8]) -> TextIdentity {
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LARGEST) else {
        return TextIdentity::default();
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let split = split(text);
    let Some(language) = split.language else { return TextIdentity::default() };
    let matter = &text[split.matter.clone()];
    let (node, errors) = data::parse(matter, language, 0);
    let (id, version) = (entry(&node, "id"), entry(&node, "version"));
    let readable = errors.is_empty() && split.problem.is_none();
    // Broken front matter may still have its id and version in a simple line.
    TextIdentity {
        id: id.or_else(|| line(text, "id").filter(|_| !readable)),
        version: version.or_else(|| line(text, "version").filter(|_| !readable)),
        readable,
    }
}

fn entry(node: &Node, name: &str) -> Option<String> {
    let NodeKind::Table(entries) = &node.kind else { return None };
    match &entries.iter().find(|(key, _)| key.name == name)?.1.kind {
        NodeKind::Text(text) | NodeKind::Number(text) => Some(text.clone()),
        _ => None,
    }
}

/// The value of `key = "value"` or `key: value` in a line of its own.
fn line(text: &str, key: &str) -> Option<String> {
    text.lines().take(100).find_map(|line| {
        let rest = line.strip_prefix(key)?.trim_start();
        let value = rest.strip_prefix(['=', ':'])?.split('#').next()?.trim().trim_matches(['"', '\'']);
        (!value.is_empty() && value.len() <= 100).then(|| value.to_owned())
    })
}
