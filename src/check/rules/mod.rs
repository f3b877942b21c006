//! The rules that need the whole handbook: one rule, or one family that shares its work, a file.

mod black_without_reasons;
pub(super) mod dropped_address;
mod duplicate_address;
mod grey_without_options;
mod incomplete_option;
mod links;
mod missing_image_text;
mod no_refund_wording;
mod overdue_review;
pub(super) mod own_pages;
mod private;
mod references;
mod skipped_heading_level;
mod standing;
mod static_files;
mod unlisted_page;
mod unused_attachment;
pub(super) mod versions;

use crate::diagnostic::Diagnostics;
use crate::handbook::Handbook;

/// The function that checks the rules of a file.
pub(super) type Check = fn(&Handbook, &mut Diagnostics);

/// All of them; the order is that of the diagnostics before they are sorted.
pub(super) const ALL: &[Check] = &[
    references::check,
    links::check,
    missing_image_text::check,
    unused_attachment::check,
    skipped_heading_level::check,
    private::check,
    black_without_reasons::check,
    grey_without_options::check,
    incomplete_option::check,
    overdue_review::check,
    standing::check,
    no_refund_wording::check,
    duplicate_address::check,
    static_files::check,
    unlisted_page::check,
];
