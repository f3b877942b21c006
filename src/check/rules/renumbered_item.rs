//! `renumbered-item`: an item of a list whose page shows another number than its author wrote.

use crate::check::written::Written;
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(text: &Written<'_>, found: &mut Diagnostics) {
    for item in &text.blocks.renumbered {
        let (written, shown) = (&text.text[item.range.clone()], &item.shown);
        let message = format!("this item is written as \"{written}\", and readers see \"{shown}\"");
        let help = format!("write \"{shown}\" and mend what refers to the number, or add the items that are missing");
        text.report(Rule::RenumberedItem, item.range.clone(), message, help, found);
    }
}
