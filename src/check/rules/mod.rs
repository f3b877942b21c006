//! The rules that need the whole handbook: one rule, or one family that shares its work, a file.

mod abbreviations;
mod active_attachment;
mod black_without_reasons;
pub(super) mod broken_source;
mod broken_table;
mod clarity;
mod coverage;
mod days_to_come;
pub(super) mod dropped_address;
mod duplicate_address;
mod empty_section;
mod erased_words;
mod escalation;
mod figure_of_a_fact;
mod figures;
mod grey_without_options;
mod grey_without_say;
pub(super) mod hidden_version;
mod incomplete_option;
mod inline_marks;
pub(super) mod ledger;
mod leftover_markup;
mod lfs_pointer;
mod link_targets;
pub(super) mod links;
mod lost_words;
mod marked_private;
mod measurements;
mod merge_conflict;
mod missing_image_text;
mod mistaken_blocks;
mod not_a_link;
mod option_without_words;
pub(super) mod own_pages;
mod placeholder_text;
mod private;
mod references;
mod renumbered_item;
mod repeated_definition;
mod repeated_title;
mod reviews;
mod short_deadline;
mod skipped_heading_level;
pub(super) mod stale_scenario;
mod standing;
mod static_files;
mod typed_blocks;
pub(super) mod unapproved_version;
mod unclosed_code;
mod unfilled_fields;
mod unknown_alert;
mod unlisted_page;
pub(super) mod unseen_details;
mod unused_attachment;
mod unused_footnote;
pub(super) mod versions;
mod waivers;
mod wording;

use super::written::Written;
use crate::diagnostic::Diagnostics;
use crate::handbook::Handbook;

/// The function that checks the rules of a file.
pub(super) type Check = fn(&Handbook, &mut Diagnostics);

/// All of them; the order is that of the diagnostics before they are sorted.
pub(super) const ALL: &[Check] = &[
    references::check,
    links::check,
    link_targets::check,
    missing_image_text::check,
    unused_attachment::check,
    active_attachment::check,
    skipped_heading_level::check,
    private::check,
    black_without_reasons::check,
    grey_without_options::check,
    grey_without_say::check,
    option_without_words::check,
    incomplete_option::check,
    reviews::check,
    days_to_come::check,
    standing::check,
    measurements::check,
    waivers::check,
    coverage::check,
    escalation::check,
    erased_words::check,
    figure_of_a_fact::check,
    duplicate_address::check,
    static_files::check,
    unlisted_page::check,
    lfs_pointer::check,
    marked_private::in_extra,
    repeated_title::check,
];

/// The function that checks the rules of a file in one text.
pub(super) type TextCheck = fn(&Written<'_>, &mut Diagnostics);

/// All that look at one text alone.
pub(super) const TEXTS: &[TextCheck] = &[
    leftover_markup::check,
    mistaken_blocks::check,
    merge_conflict::check,
    unclosed_code::check,
    renumbered_item::check,
    unknown_alert::check,
    broken_table::check,
    unused_footnote::check,
    repeated_definition::check,
    not_a_link::check,
    placeholder_text::check,
    empty_section::check,
    lost_words::check,
    marked_private::check,
    wording::check,
    clarity::check,
    abbreviations::check,
    short_deadline::check,
];
