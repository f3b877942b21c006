//! Policies and pages as older texts say them.
//!
//! In: a text that the repository had. Out: the policy. What always holds: what is wrong in it is no mistake of today's, and is not
//! reported.

use std::sync::Arc;

use super::glossary::Glossary;
use crate::config::Audiences;
use crate::diagnostic::Diagnostics;
use crate::history::{self, FileText};
use crate::policy::{self, Policy};
use crate::source::SourceFile;
use crate::text::ContentPath;

/// A policy or page as a commit has it. `None` for other files, and for those that went.
pub(super) fn parse_text(text: &FileText, audiences: &Audiences, glossary: &Glossary) -> Option<Arc<Policy>> {
    let FileText { path, age: _, date: _, text, readable: _ } = text;
    let text = text.as_deref().filter(|_| history::is_policy(path))?;
    Some(Arc::new(parse_policy(path, text, audiences, glossary)))
}

/// A policy or page as an older text says it.
#[must_use]
pub fn parse_policy(path: &str, text: &str, audiences: &Audiences, glossary: &Glossary) -> Policy {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).into();
    let file = SourceFile { name: format!("content/{path}").into(), text };
    policy::parse(&ContentPath::new(path), &file, audiences, &glossary.finder, &mut Diagnostics::default())
}
