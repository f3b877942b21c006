//! `missing-image-text`: images without a text for people who cannot see them.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::markdown::LinkKind;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for text in handbook.texts() {
        let images = text.facts.links.iter().filter(|link| link.kind == LinkKind::Image);
        for image in images.filter(|image| !image.has_text) {
            let message = "this image has no text alternative";
            let help = "write what it shows between the brackets: `![The steps of a refund](flow.svg)`";
            let found = Diagnostic::new(Rule::MissingImageText, text.file, image.span, message);
            diagnostics.push(found.help(help));
        }
    }
}
