//! The texts of `book.toml` that readers read: the line at the foot of each page, which is Markdown, and titles, which are words.
//!
//! In: the file. Out: a [`DataText`]. What always holds: a text of the whole site is for every reader, so it quotes and links to
//! nothing that one of them may not see.

use super::data_files::DataText;
use crate::config::{Audiences, Readers};
use crate::data::{self, Language, Node, NodeKind};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::markdown::{self, Markup, TextFacts, literal_uses};
use crate::source::SourceFile;
use crate::text::Spanned;

impl DataText {
    /// Reads the texts of `book.toml`, and reports what they cannot hold.
    #[must_use]
    pub fn of_book(file: &SourceFile, audiences: &Audiences, diagnostics: &mut Diagnostics) -> Self {
        let (root, _) = data::parse(&file.text, Language::Toml, 0);
        let (all, mut written) = (audiences.all(), Vec::new());
        let mut take = |node: Option<&Node>, markup: Markup, readers: Readers| {
            written.extend(node.and_then(text).map(|text| (text, markup, readers)));
        };
        for key in ["title", "organisation"] {
            take(child(&root, key), Markup::Plain, all);
        }
        let titled = child(&root, "audiences");
        for (_, audience) in audiences.iter() {
            let own = titled.and_then(|titled| child(titled, &audience.key));
            take(own.and_then(|own| child(own, "title")), Markup::Plain, audience.readers);
        }
        take(child(&root, "site").and_then(|site| child(site, "footer")), Markup::Inline, all);
        let synonyms = child(&root, "search").and_then(|search| child(search, "synonyms"));
        for entry in synonyms.into_iter().flat_map(items) {
            let label = child(entry, "audience").and_then(text).and_then(|label| audiences.find(&label.value));
            let readers = label.map_or(audiences.private(), |id| audiences.get(id).readers);
            take(child(entry, "word"), Markup::Plain, readers);
            for word in child(entry, "means").into_iter().flat_map(items) {
                take(Some(word), Markup::Plain, readers);
            }
        }
        let mut facts = TextFacts::default();
        for (text, markup, readers) in &written {
            if *markup == Markup::Plain && literal_uses(&text.value).next().is_some() {
                let message = "a fact cannot stand in a title of book.toml, which is the same on every day";
                let help = "write the words themselves; a fact works in `[site] footer`, and in every text of content/";
                diagnostics.push(Diagnostic::new(Rule::MisplacedMarkup, &file.name, text.span, message).help(help));
                continue;
            }
            facts.append(markdown::read_field(text, *markup, file, *readers, audiences, diagnostics));
        }
        Self { file: file.clone(), written, facts }
    }
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.kind {
        NodeKind::Table(fields) => fields.iter().find(|(known, _)| known.name == key).map(|(_, node)| node),
        _ => None,
    }
}

fn items(node: &Node) -> &[Node] {
    if let NodeKind::List(items) = &node.kind { items } else { &[] }
}

fn text(node: &Node) -> Option<Spanned<String>> {
    match &node.kind {
        NodeKind::Text(text) => Some(Spanned { value: text.clone(), span: node.span }),
        _ => None,
    }
}
