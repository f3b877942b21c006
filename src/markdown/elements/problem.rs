//! What is to be said to an author about HTML in a text.

use comrak::nodes::Sourcepos;

use crate::diagnostic::Rule;

/// Something about HTML in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::markdown) struct HtmlProblem {
    pub(in crate::markdown) kind: HtmlProblemKind,
    pub(in crate::markdown) place: Sourcepos,
}

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::markdown) enum HtmlProblemKind {
    /// No element of HTML: it is shown as it is typed.
    Unknown(String),
    /// An element that is not understood: its words are kept, and those of its attributes are lost.
    Other(String, String),
    /// An ordered list or an item of one whose number is another than its place gives.
    Number,
    /// An element that must not be published.
    Forbidden(String),
    /// An element that would be out of sight in other tools, and is shown here.
    Hidden(String),
    /// An element that is not closed in the block in which it is opened.
    Unclosed(String),
    /// A tag that closes or begins nothing here.
    Stray(String),
    /// A tag that is not closed.
    OpenTag,
    /// A comment that is not closed.
    OpenComment,
    /// A comment in which a `:::` block begins or ends, and not both.
    FenceInComment,
    /// A declaration or an instruction.
    Declaration,
    /// A picture that is nowhere.
    ImageWithoutSource,
    /// Marks of Markdown in a block of HTML.
    Markdown,
}

impl HtmlProblemKind {
    /// The rule that it belongs to, what is wrong, and what to write instead.
    pub(in crate::markdown) fn advice(&self) -> (Rule, String, String) {
        let (message, help) = match self {
            Self::Unknown(name) => (
                format!("`{name}` is no tag of HTML; it is published as it is typed"),
                "write the words without `<` and `>`, or put them between ` marks".to_owned(),
            ),
            Self::Other(name, lost) => {
                let message = match lost.as_str() {
                    "" => format!("`<{name}>` is not understood: its words are published, the tag is left out"),
                    lost => format!("`<{name}>` is not understood: it is left out, and “{lost}” with it"),
                };
                let help = match name.as_str() {
                    "del" | "strike" => "write `~~` before and behind what holds no more, or remove it",
                    "ins" => "remove the tag; what changed is said by the versions of a policy",
                    _ => "write it in Markdown, or between ` marks",
                };
                (message, help.to_owned())
            }
            Self::Number => (
                "readers see another number than this says: a list counts up from its first one".to_owned(),
                "write the number as text, or begin another list there: `<ol start=\"9\">`".to_owned(),
            ),
            Self::Forbidden(name) => {
                let message = format!("`<{name}>` cannot be published: it could run or load what nobody has checked");
                return (Rule::ForbiddenHtml, message, "remove it; link to what it would show".to_owned());
            }
            Self::Hidden(name) => {
                let message = format!("`<{name}>` is hidden, and its words would be published for all to read");
                let help = "write a comment, `<!-- … -->`, or a block for some readers, `::: staff`";
                return (Rule::ForbiddenHtml, message, help.to_owned());
            }
            Self::Unclosed(name) => (
                format!("`<{name}>` is not closed in the block in which it is opened; it ends there"),
                format!("write `</{name}>` in the same paragraph, item, quote or `:::` block"),
            ),
            Self::Stray(name) => {
                (format!("this tag of `{name}` has no place here, and is left out"), "remove it".to_owned())
            }
            Self::OpenTag => {
                ("this tag is not closed; it is published as it is typed".to_owned(), "close it with `>`".to_owned())
            }
            Self::OpenComment => {
                let message = "this comment is not closed before the next empty line, so it would be published as text";
                let help = "close it with `-->` before the next empty line";
                return (Rule::UnclosedComment, message.to_owned(), help.to_owned());
            }
            Self::FenceInComment => {
                let message =
                    "this comment holds one end of a `:::` block without the other, so the block hides nothing";
                let help = "put the whole block into the comment, or take the `:::` line out of it";
                return (Rule::StrayFence, message.to_owned(), help.to_owned());
            }
            Self::Declaration => (
                "this is no HTML that is shown, and is left out".to_owned(),
                "remove it, or put it between ` marks".to_owned(),
            ),
            Self::ImageWithoutSource => (
                "this picture has no `src`; its `alt` is published as text".to_owned(),
                "name its file in `src`".to_owned(),
            ),
            Self::Markdown => (
                "this is inside a block of HTML, where Markdown is not read; its marks are published as they are typed"
                    .to_owned(),
                "put an empty line between the tag and the Markdown".to_owned(),
            ),
        };
        (Rule::RawHtml, message, help)
    }
}
