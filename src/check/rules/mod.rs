//! One rule, or one family of rules with the same cause, a file.

mod addresses;
mod attachments;
pub(super) mod dropped;
mod flexibility;
mod headings;
mod links;
mod private;
mod references;
mod reviews;
pub(super) mod versions;
mod wording;

use crate::diagnostic::Diagnostics;
use crate::handbook::Handbook;

/// A rule of the whole handbook.
pub(super) type Check = fn(&Handbook, &mut Diagnostics);

/// All of them.
pub(super) const ALL: &[Check] = &[
    references::check,
    links::check,
    attachments::check,
    headings::check,
    private::check,
    flexibility::check,
    reviews::check,
    wording::check,
    addresses::check,
];
