//! Elements that are open, and which formats go on behind a block.
//!
//! In: the formats that a block interrupted. Out: those that the next paragraph begins with. What always holds: there are few of them,
//! so that a tag that is never closed costs no more with each block.

use comrak::Node;
use comrak::nodes::Sourcepos;

use super::names::Role;
use super::nodes::Host;

/// So many formats that are alike go on in the next block: three, as in the HTML standard's list of active formatting elements.
const MOST_ALIKE: usize = 3;

/// So many formats go on in the next block.
const MOST_FORMATS: usize = 10;

/// An element that is open.
#[derive(Debug, Clone)]
pub(super) struct Open<'a> {
    pub(super) name: String,
    pub(super) role: Role,
    /// The node that holds what comes next: its own, or that of the element around it.
    pub(super) node: Node<'a>,
    /// Whether it has a node of its own.
    pub(super) own: bool,
    /// Whether no tag opened it.
    pub(super) implied: bool,
    pub(super) place: Sourcepos,
    /// What may stand in it.
    pub(super) host: Host,
    /// Where the elements within a line begin that are open up to this one.
    pub(super) inline_from: usize,
}

impl Open<'_> {
    pub(super) fn is_inline(&self) -> bool {
        !self.role.is_block()
    }

    /// Whether it formats words as another does.
    fn is_like(&self, other: &Self) -> bool {
        let value = |open: &Self| open.own.then(|| open.node.data().value.clone());
        self.name == other.name && value(self) == value(other)
    }
}

/// Which of some formats, the outermost first, go on in the next paragraph: the innermost ones, and few that are alike.
pub(super) fn going_on(formats: &[Open<'_>]) -> Vec<bool> {
    let first = formats.len().saturating_sub(MOST_FORMATS);
    let alike = |at: usize| formats[at..].iter().filter(|other| formats[at].is_like(other)).count();
    (0..formats.len()).map(|at| at >= first && alike(at) <= MOST_ALIKE).collect()
}
