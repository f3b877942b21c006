//! `[outputs]`: the files for other programs that each edition has.
//!
//! In: the table. Out: [`Outputs`]. What always holds: a switch changes which files and marks there are, and never what a reader may know.

use crate::data::{Node, Reader, Scope};

/// Which files for other programs each edition has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Outputs {
    /// The register of the edition, `policies.json`.
    pub policies: bool,
    /// What may be offered, to whom one passes it on and what to say, `answers.json`.
    pub answers: bool,
    /// `llms.txt`, and each page as Markdown beside it: as many files again as there are pages, so nobody has them who did not ask.
    pub assistants: bool,
    /// `opensearch.xml`, by which browsers search the handbook from their address bar; only where the edition has a `url`.
    pub opensearch: bool,
    /// The marks by which a link that somebody sends shows title and summary; only where the edition has a `url`.
    pub open_graph: bool,
    /// Pages that compare any two of a policy's versions; those of neighbours are there in any case.
    pub comparisons: bool,
    /// What each page is, in the words of schema.org, as a block of data (JSON-LD) for search engines; only where the edition is public
    /// and has a `url`.
    pub json_ld: bool,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            policies: true,
            answers: true,
            assistants: false,
            opensearch: true,
            open_graph: true,
            comparisons: true,
            json_ld: false,
        }
    }
}

/// Reads the table.
pub(super) fn read(node: &Node, scope: &mut Scope<'_>) -> Outputs {
    let default = Outputs::default();
    let mut reader = Reader::new(node, "[outputs]", scope);
    let mut switch = |key: &'static str, default: bool| reader.bool(key).unwrap_or(default);
    let outputs = Outputs {
        policies: switch("policies", default.policies),
        answers: switch("answers", default.answers),
        assistants: switch("assistants", default.assistants),
        opensearch: switch("opensearch", default.opensearch),
        open_graph: switch("open_graph", default.open_graph),
        comparisons: switch("comparisons", default.comparisons),
        json_ld: switch("json_ld", default.json_ld),
    };
    reader.finish();
    outputs
}
