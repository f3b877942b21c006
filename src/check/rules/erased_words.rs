//! `erased-words`: words that `[archive]` erases, and that a file still says.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::Handbook;
use crate::text::{Span, find_phrase};

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let settings = &handbook.config.archive;
    for held in settings.hold.iter().filter(|held| !handbook.by_id.contains_key(&held.value)) {
        // One whose file has gone may be held too; only what looks like a slip is reported.
        if let Some(near) = nearest(&held.value, handbook.by_id.keys().map(String::as_str)) {
            let message = format!("no policy has the id `{}`, so nothing of it is held", held.value);
            let found = Diagnostic::new(Rule::UnknownPolicy, &handbook.config.file, held.span, message);
            diagnostics.push(found.help(format!("did you mean `{near}`?")));
        }
    }
    if settings.erased.is_empty() {
        return;
    }
    let policies = handbook.working_copies.iter().map(|policy| &policy.file);
    let data = handbook.data.texts.iter().map(|data| &data.file);
    for file in policies.chain(data).chain(handbook.glossary.file.as_ref()) {
        for erasure in &settings.erased {
            for words in &erasure.words {
                for place in find_phrase(&file.text, &words.value) {
                    let message =
                        format!("`{}` was erased on {}, and this text still says it", words.value, erasure.on);
                    let help = format!("write `{}` here too: the next build would publish it again", erasure.instead);
                    let span = Span::new(place);
                    diagnostics.push(Diagnostic::new(Rule::ErasedWords, &file.name, span, message).help(help));
                }
            }
        }
    }
}
