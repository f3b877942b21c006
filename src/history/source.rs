//! The texts that change entries name by commit and path.
//!
//! In: names, as `3f2a91c:policies/refunds.md`. Out: the text that each names, or why it has none. What always holds: only a file of a
//! commit is read, a name is never anything else to git, and nothing outside of the commit is followed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::git::{Answer, Repository, Unavailable, reason};
use super::identity::LARGEST;
use crate::policy::source_parts;
use crate::source::readable;

/// The texts that were asked for, by their names.
pub type Sources = BTreeMap<String, Result<Arc<str>, SourceFault>>;

/// Why a name has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceFault {
    /// The repository cannot be read as a whole: why.
    Unavailable(String),
    /// The repository has no such commit.
    NoCommit,
    /// Several commits have a name that begins so.
    Ambiguous,
    /// The commit has no file at the path.
    NoFile,
    /// What is at the path is no file.
    NotAFile,
    /// The file is not UTF-8.
    NotUtf8,
    /// The file is larger than any policy.
    TooLarge,
}

/// Reads the texts that are named from the repository of the handbook at `root`. Of a name without the form of one nothing is said.
#[must_use]
pub fn sources(root: &Path, names: &BTreeSet<String>) -> Sources {
    let (names, parts): (Vec<&String>, Vec<(&str, &str)>) =
        names.iter().filter_map(|name| Some((name, source_parts(name)?))).unzip();
    if names.is_empty() {
        return Sources::new();
    }
    match read(root, &parts) {
        Ok(texts) => names.into_iter().cloned().zip(texts).collect(),
        Err(unavailable) => {
            let fault = SourceFault::Unavailable(reason(&unavailable));
            names.into_iter().map(|name| (name.clone(), Err(fault.clone()))).collect()
        }
    }
}

fn read(root: &Path, parts: &[(&str, &str)]) -> Result<Vec<Result<Arc<str>, SourceFault>>, Unavailable> {
    let repository = Repository::of(root)?;
    let commits: Vec<String> = parts.iter().map(|(commit, _)| format!("{commit}^{{commit}}")).collect();
    let files: Vec<String> = parts.iter().map(|(commit, path)| format!("{commit}^{{commit}}:{path}")).collect();
    let mut texts = vec![Err(SourceFault::NoFile); parts.len()];
    repository.named(&files, &mut |at, answer| texts[at] = text(answer))?;
    // A commit is asked for only where its file is not there.
    let absent: Vec<usize> = (0..parts.len()).filter(|at| texts[*at] == Err(SourceFault::NoFile)).collect();
    let asked: Vec<String> = absent.iter().map(|at| commits[*at].clone()).collect();
    repository.named(&asked, &mut |at, answer| match answer {
        Answer::Missing => texts[absent[at]] = Err(SourceFault::NoCommit),
        Answer::Ambiguous => texts[absent[at]] = Err(SourceFault::Ambiguous),
        Answer::Blob(_) | Answer::Other => {}
    })?;
    Ok(texts)
}

fn text(answer: Answer) -> Result<Arc<str>, SourceFault> {
    match answer {
        Answer::Blob(bytes) if bytes.len() > LARGEST => Err(SourceFault::TooLarge),
        Answer::Blob(bytes) => String::from_utf8(bytes).map(|text| readable(&text)).map_err(|_| SourceFault::NotUtf8),
        Answer::Missing => Err(SourceFault::NoFile),
        Answer::Ambiguous => Err(SourceFault::Ambiguous),
        Answer::Other => Err(SourceFault::NotAFile),
    }
}
