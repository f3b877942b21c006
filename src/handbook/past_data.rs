//! What data files and the glossary have said, as the repository tells it.
//!
//! In: the texts of the repository. Out: [`PastData`], newest first. What always holds: what is wrong with an old text is no mistake
//! of today's, and what cannot be read says nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{DataFiles, Glossary};
use crate::config::Audiences;
use crate::diagnostic::Diagnostics;
use crate::history::{self, FileText, GLOSSARY};
use crate::memo::{self, ByAddress};
use crate::source::SourceFile;

/// What a data file or the glossary said once.
#[derive(Debug, Clone)]
pub struct PastData {
    /// How old it is, as that of a policy.
    pub age: usize,
    /// The day of the commit.
    pub date: Option<Date>,
    /// What it said.
    pub said: Arc<Said>,
}

/// One data file, as data files of which it is the only one, or the glossary.
#[derive(Debug, Default)]
pub struct Said {
    /// People, facts, goals or touchpoints.
    pub data: DataFiles,
    /// The glossary.
    pub glossary: Glossary,
}

/// Texts of data files and the glossary, parsed.
pub(super) type SaidMemo = memo::Memo<(ByAddress<FileText>, ByAddress<Audiences>), Arc<Said>>;

/// Every text of a data file or the glossary among texts that are newest first.
pub(super) fn of(texts: &[Arc<FileText>], audiences: &Arc<Audiences>, memo: &SaidMemo) -> Vec<PastData> {
    let texts = texts.par_iter().filter(|text| text.text.is_some() && !history::is_policy(&text.path));
    let parsed = texts.map(|text| {
        let key = (ByAddress::of(text), ByAddress::of(audiences));
        let said = memo.get(key, |(text, audiences)| Arc::new(Said::parse(text, audiences)));
        PastData { age: text.age + 1, date: text.date, said }
    });
    parsed.collect()
}

impl Said {
    fn parse(text: &FileText, audiences: &Audiences) -> Self {
        let file =
            SourceFile { name: format!("content/{}", text.path).into(), text: text.text.clone().unwrap_or_default() };
        let mut ignored = Diagnostics::default();
        if text.path == GLOSSARY {
            return Self { glossary: Glossary::parse(&file, audiences, &mut ignored), ..Self::default() };
        }
        let files = BTreeMap::from([(text.path.clone(), file)]);
        Self { data: DataFiles::parse(&files, audiences, &mut ignored), ..Self::default() }
    }
}
