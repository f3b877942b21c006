//! `erased-words`: words that `[archive]` erases, and that a file still says.

use std::sync::Arc;

use crate::config::{ArchiveSettings, Erasure};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest};
use crate::handbook::Handbook;
use crate::text::{Phrases, Span};

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
        let places = Phrases::new(&file.text);
        check_name(&file.name, settings, diagnostics);
        for (erasure, words) in all_words(settings) {
            for place in places.find(words) {
                report(erasure, words, (&file.name, Span::new(place)), diagnostics);
            }
        }
    }
    for (text, ..) in &handbook.book.written {
        let places = Phrases::new(&text.value);
        for (erasure, words) in all_words(settings).filter(|(_, words)| !places.find(words).is_empty()) {
            report(erasure, words, (&handbook.config.file, text.span), diagnostics);
        }
    }
    let attachments = handbook.attachments.keys().map(|path| format!("content/{}", path.as_str()));
    for name in attachments.chain(handbook.static_files.keys().map(|path| format!("static/{path}"))) {
        check_name(&name.into(), settings, diagnostics);
    }
}

/// All words that are erased.
fn all_words(settings: &ArchiveSettings) -> impl Iterator<Item = (&Erasure, &str)> {
    settings.erased.iter().flat_map(|erasure| erasure.words.iter().map(move |words| (erasure, words.value.as_str())))
}

fn report(erasure: &Erasure, words: &str, (file, span): (&Arc<str>, Span), diagnostics: &mut Diagnostics) {
    let message = format!("`{words}` was erased on {}, and this text still says it", erasure.on);
    let help = format!("write `{}` here too: the next build would publish it again", erasure.instead);
    diagnostics.push(Diagnostic::new(Rule::ErasedWords, file, span, message).help(help));
}

/// Reports a file whose name says what is erased: it is a part of addresses.
fn check_name(name: &Arc<str>, settings: &ArchiveSettings, diagnostics: &mut Diagnostics) {
    let places = Phrases::new(name);
    for (erasure, words) in all_words(settings).filter(|(_, words)| !places.find(words).is_empty()) {
        let message = format!("`{words}` was erased on {}, and the name of this file still says it", erasure.on);
        let help = "give the file another name: it is a part of addresses";
        diagnostics.push(Diagnostic::new(Rule::ErasedWords, name, Span::default(), message).help(help));
    }
}
