//! A hash of what an audience reads of a page: for the manifest, and for reading lists that are signed.
//!
//! In: a page. Out: a SHA-256. What always holds: two pages that read alike have one hash, whatever was withheld from either.

use sha2::{Digest, Sha256};

use super::model::{Edition, Page, PageIndex};
use crate::markdown::{Formatted, Image, PlainText, Resolve, ResolveWords, Terms};

impl Edition {
    /// The SHA-256, in hexadecimal, of what the edition's readers read of a page: its title and its text with the facts
    /// filled in. Where links lead does not count, and neither does anything that no reader sees: a comment, or a block that
    /// was cut out, must not be told from a hash.
    ///
    /// It is worked out when it is first asked for: the manifest and the reading lists ask for the same ones.
    #[must_use]
    pub fn hash(&self, at: PageIndex) -> &str {
        self.derived[at].hash.get_or_init(|| {
            let page = &self.pages[at];
            digest(page, &page.body.format(&WithoutLinks::new(self)))
        })
    }

    /// A page without its marks. Whoever asks for all pages, as the search does, needs their hashes too, so the text is parsed
    /// once for both.
    pub(super) fn plain_and_hash(&self, at: PageIndex, words: &dyn ResolveWords) -> PlainText {
        let page = &self.pages[at];
        if self.derived[at].hash.get().is_some() {
            return page.body.plain(words);
        }
        let (plain, formatted) = page.body.plain_and_format(words, &WithoutLinks::new(self));
        self.derived[at].hash.get_or_init(|| digest(page, &formatted));
        plain
    }
}

fn digest(page: &Page, formatted: &Formatted) -> String {
    let mut hash = Sha256::new();
    hash.update(page.title.as_bytes());
    hash.update(b"\n");
    hash.update(formatted.html.as_bytes());
    hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A text outside of any site: its words and the facts that it quotes, and no link.
struct WithoutLinks<'a> {
    edition: &'a Edition,
    none: Terms,
}

impl<'a> WithoutLinks<'a> {
    fn new(edition: &'a Edition) -> Self {
        Self { edition, none: Terms::default() }
    }
}

impl Resolve for WithoutLinks<'_> {
    fn link(&self, _: &str) -> Option<String> {
        None
    }

    fn wiki(&self, _: &str) -> Option<(String, String)> {
        None
    }

    fn image(&self, _: &str) -> Option<Image> {
        None
    }

    fn fact(&self, key: &str) -> Option<String> {
        self.fact_words(key)
    }

    fn fact_words(&self, key: &str) -> Option<String> {
        self.edition.fact_words(key, None)
    }

    fn terms(&self) -> &Terms {
        &self.none
    }

    fn term(&self, _: usize) -> Option<(String, String)> {
        None
    }

    fn block_label(&self, name: &str) -> String {
        name.to_owned()
    }

    fn alert_title(&self, kind: &'static str) -> String {
        kind.to_owned()
    }

    fn colours(&self) -> bool {
        false
    }

    fn anchor_label(&self) -> String {
        String::new()
    }

    fn footnote_back_label(&self) -> String {
        String::new()
    }
}
