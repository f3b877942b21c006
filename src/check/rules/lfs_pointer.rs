//! `lfs-pointer`: what Git LFS or git-annex left in the place of a file.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    for (path, bytes) in handbook.attachments.iter() {
        report(&format!("content/{path}").into(), bytes, diagnostics);
    }
    for (path, bytes) in handbook.static_files.iter() {
        report(&format!("static/{path}").into(), bytes, diagnostics);
    }
    for policy in &handbook.policies {
        report(&policy.file.name, policy.file.text.as_bytes(), diagnostics);
    }
}

fn report(file: &Arc<str>, bytes: &[u8], diagnostics: &mut Diagnostics) {
    let Some((tool, help)) = pointer(bytes) else { return };
    let message = format!("this file is a pointer of {tool}, a few words in the place of the file itself");
    diagnostics.push(Diagnostic::of_file(Rule::LfsPointer, file, message).help(help));
}

/// The tool whose pointer a file is, and how to fetch the file itself.
fn pointer(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let start = bytes.get(..bytes.len().min(200))?;
    if start.starts_with(b"version https://git-lfs.github.com/spec/")
        || start.starts_with(b"version https://hawser.github.com/spec/")
    {
        return Some(("Git LFS", "run `git lfs pull`; on a build server, check out with LFS"));
    }
    let annex = bytes.len() < 32_768 && start.starts_with(b"/annex/objects/");
    annex.then_some(("git-annex", "run `git annex get` for it"))
}
