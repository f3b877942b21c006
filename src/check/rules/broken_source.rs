//! `broken-source`: change entries that name a text which cannot be had, or which their readers could not read.

use crate::diagnostic::{Diagnostic, Diagnostics, Group, Rule};
use crate::handbook::{Archive, Handbook};
use crate::history::SourceFault;
use crate::policy::{Change, Policy};
use crate::text::{Spanned, line_column};

/// What is wrong with a name, and what to do.
type Finding = (Rule, String, String);

/// Checks the names of texts in the change logs of the working copies.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed()) {
        for change in policy.front.changes() {
            let Some(source) = change.source else { continue };
            let found = needless(archive, policy, change)
                .or_else(|| absent(archive, change, source))
                .or_else(|| unreadable(handbook, archive, policy, change));
            if let Some((rule, message, help)) = found {
                diagnostics.push(Diagnostic::new(rule, &policy.file.name, source.span, message).help(help));
            }
        }
    }
}

/// A text that the file has itself, that the repository knows by the id, or that stands beside one without a number.
fn needless(archive: &Archive, policy: &Policy, change: Change<'_>) -> Option<Finding> {
    let number = &change.version.value;
    if policy.front.version().is_none() {
        let help =
            "add `version`, the number of the text that stands here; until then its older versions are not shown";
        let message = format!("the text of version {number} is not shown beside one without a number");
        return Some((Rule::BrokenSource, message, help.to_owned()));
    }
    let is_own = policy.front.version().is_some_and(|own| own.value == *number);
    let mut known = policy.front.id().into_iter().flat_map(|id| archive.of(&id.value));
    let what = if is_own {
        format!("version {number} is what this file says")
    } else if known.any(|known| known.number == *number) {
        format!("the repository knows version {number} by the id of this policy")
    } else {
        return None;
    };
    let help = "remove `source`: it is for versions that the history knows by no id";
    Some((Rule::BrokenSource, format!("{what}, so no other text is read"), help.to_owned()))
}

/// A name that leads to no text.
fn absent(archive: &Archive, change: Change<'_>, source: &Spanned<String>) -> Option<Finding> {
    let fault = archive.sources.get(&source.value)?.as_ref().err()?;
    let number = &change.version.value;
    let (commit, path) = source.value.split_once(':')?;
    let (what, help) = match fault {
        SourceFault::Unavailable(why) => {
            let message = format!("the text of version {number} is not shown: {why}");
            let help = "with the whole repository it is read from there";
            return Some((Rule::UnknownVersion, message, help.to_owned()));
        }
        SourceFault::NoCommit => (
            format!("this repository has no commit `{commit}`"),
            "fetch the repository that has it and merge it without its files, so that everyone who clones this one gets it: \
             `git fetch URL`, `git merge --allow-unrelated-histories -s ours FETCH_HEAD`",
        ),
        SourceFault::Ambiguous => {
            (format!("more than one commit begins with `{commit}`"), "write all its digits; `git log` shows them")
        }
        SourceFault::NoFile => (
            format!("commit {commit} has no file `{path}`"),
            "write the path from the top of the repository, as the commit has it: `git ls-tree -r --name-only COMMIT` lists them",
        ),
        SourceFault::NotAFile => (
            format!("`{path}` is no file in commit {commit}"),
            "name a file; a folder has no text, and a link is followed within the commit alone",
        ),
        SourceFault::NotUtf8 => {
            (format!("`{path}` of commit {commit} is not UTF-8"), "name a commit in which it is a text in UTF-8")
        }
        SourceFault::TooLarge => {
            (format!("`{path}` of commit {commit} is larger than any policy"), "name another file")
        }
    };
    Some((Rule::BrokenSource, format!("{what}, so the text of version {number} is not known"), help.to_owned()))
}

/// A text that some readers of its entry could not read, or not for certain.
fn unreadable(handbook: &Handbook, archive: &Archive, policy: &Policy, change: Change<'_>) -> Option<Finding> {
    let allowed = change.readers.and(policy.readers);
    let private = handbook.config.audiences.private();
    let id = policy.front.id().filter(|_| allowed != private)?;
    let declared = archive.declared_texts(handbook, &id.value);
    let (number, version, found) = declared.iter().find(|(number, ..)| *number == change.version.value)?;
    let help = "leave out `audience` in this entry, so that the most private audience alone reads that text, or name a commit that \
                has another";
    if version.readers.narrower_than(allowed) {
        let message = format!(
            "the text of version {number} keeps itself from readers of this entry: by its front matter, or since that cannot be read"
        );
        return Some((Rule::BrokenSource, message, help.to_owned()));
    }
    let doubt = found.iter().find(|found| found.rule.info().group == Group::Audience)?;
    let at = doubt.span.map_or(0, |span| line_column(&version.file.text, span.start as usize).line);
    let message = format!("line {at} of the text of version {number} leaves open who may read it: {}", doubt.message);
    Some((Rule::BrokenSource, message, help.to_owned()))
}
