//! What tells the parts of a language apart, as far as five colours need it: a table, read by [`code`](super::code).

/// A language.
pub(super) struct Language {
    /// What authors call it behind the fence.
    names: &'static [&'static str],
    /// How it is built.
    pub(super) shape: Shape,
    /// What begins a comment that ends with its line.
    pub(super) comments: &'static [&'static str],
    /// What begins and ends a comment of several lines.
    pub(super) long_comment: Option<(&'static str, &'static str)>,
    /// What encloses a string within a line.
    pub(super) quotes: &'static str,
    /// What encloses a string of several lines.
    pub(super) long_quotes: &'static [&'static str],
    /// Its own words, with a space between them.
    words: &'static str,
}

/// How a language is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words, strings, numbers.
    Program,
    /// The same, and its words may be written in capitals.
    Query,
    /// Keys with values.
    Keys,
    /// The same, under headings in brackets.
    Tables,
    /// Tags with attributes, and text between them.
    Tags,
    /// Lines that begin with a sign: the sign, and the class of such a line.
    Lines(&'static [(&'static str, &'static str)]),
}

impl Language {
    /// The language that authors call by a name.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.names.iter().any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// Whether a word is one of its own.
    pub(super) fn has(&self, word: &str) -> bool {
        let any_case = self.shape == Shape::Query;
        self.words.split(' ').any(|own| own == word || any_case && own.eq_ignore_ascii_case(word))
    }
}

const PLAIN: Language = Language {
    names: &[],
    shape: Shape::Program,
    comments: &[],
    long_comment: None,
    quotes: "\"'",
    long_quotes: &[],
    words: "",
};

/// Languages whose comments are those of C.
const C: Language = Language { comments: &["//"], long_comment: Some(("/*", "*/")), ..PLAIN };

const LANGUAGES: [Language; 22] = [
    Language {
        names: &["bash", "sh", "shell", "zsh", "console", "shellsession"],
        comments: &["#"],
        words: "case do done elif else esac export fi for function if in local return set then until while",
        ..PLAIN
    },
    Language {
        names: &["c", "h", "cpp", "c++", "hpp"],
        words: "auto bool break case char class const continue default delete do double else enum extern float for goto if \
                inline int long namespace new private protected public register return short signed sizeof static struct \
                switch template this throw try typedef union unsigned using virtual void volatile while #define #include",
        ..C
    },
    Language {
        names: &["cs", "csharp", "c#"],
        words: "abstract as async await base bool break case catch class const continue decimal default delegate do double \
                else enum event finally float for foreach get if in int interface internal is lock long namespace new \
                object out override private protected public readonly ref return sealed set static string struct switch \
                this throw try using var virtual void while",
        ..C
    },
    Language {
        names: &["css", "scss"],
        long_comment: Some(("/*", "*/")),
        words: "@media @import @font-face @supports @layer @container !important",
        shape: Shape::Keys,
        ..PLAIN
    },
    Language {
        names: &["diff", "patch"],
        shape: Shape::Lines(&[("+", "inserted"), ("-", "deleted"), ("@@", "heading")]),
        ..PLAIN
    },
    Language {
        names: &["go", "golang"],
        long_quotes: &["`"],
        words: "break case chan const continue default defer else fallthrough for func go goto if import interface map \
                package range return select struct switch type var",
        ..C
    },
    Language {
        names: &["html", "htm", "xml", "svg", "xhtml"],
        shape: Shape::Tags,
        long_comment: Some(("<!--", "-->")),
        ..PLAIN
    },
    Language { names: &["ini", "cfg", "conf", "properties"], shape: Shape::Tables, comments: &["#", ";"], ..PLAIN },
    Language {
        names: &["java", "kotlin", "kt", "scala"],
        words: "abstract boolean break case catch char class companion const continue data def default do double else enum \
                extends final finally float for fun if implements import in int interface is long new object override \
                package private protected public return sealed static super switch this throw throws trait try val var \
                void when while",
        ..C
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        long_quotes: &["`"],
        words: "as async await break case catch class const continue default delete do else enum export extends finally for \
                from function if import in instanceof interface let new of return static super switch this throw try type \
                typeof var void while yield",
        ..C
    },
    Language { names: &["json", "json5", "jsonc", "geojson"], shape: Shape::Keys, quotes: "\"", ..C },
    Language {
        names: &["lua"],
        comments: &["--"],
        words: "and break do else elseif end for function goto if in local not or repeat return then until while",
        ..PLAIN
    },
    Language {
        names: &["make", "makefile", "dockerfile"],
        shape: Shape::Query,
        comments: &["#"],
        words: "add arg cmd copy define else endif entrypoint env export expose from ifdef ifeq ifneq include label run \
                user volume workdir",
        ..PLAIN
    },
    Language { names: &["markdown", "md"], shape: Shape::Lines(&[("#", "heading"), ("> ", "comment")]), ..PLAIN },
    Language {
        names: &["php"],
        comments: &["//", "#"],
        words: "abstract array as break case catch class const continue default do echo else elseif extends final finally \
                fn for foreach function if implements interface match namespace new private protected public return \
                static switch throw trait try use var while",
        ..C
    },
    Language {
        names: &["python", "py", "python3"],
        comments: &["#"],
        long_quotes: &["\"\"\"", "'''"],
        words: "and as assert async await break class continue def del elif else except finally for from global if import \
                in is lambda nonlocal not or pass raise return try while with yield",
        ..PLAIN
    },
    Language {
        names: &["ruby", "rb"],
        comments: &["#"],
        words: "alias and begin break case class def do else elsif end ensure for if in module next not or redo rescue \
                retry return self super then unless until when while yield",
        ..PLAIN
    },
    Language {
        names: &["rust", "rs"],
        quotes: "\"",
        words: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut \
                pub ref return self static struct super trait type unsafe use where while",
        ..C
    },
    Language {
        names: &["sql"],
        shape: Shape::Query,
        comments: &["--"],
        long_comment: Some(("/*", "*/")),
        words: "all alter and as asc begin between by case commit create cross delete desc distinct drop else end exists \
                from full group having in index inner insert into is join left like limit not offset on or order outer \
                primary key references right rollback select set table then union unique update values view when where with",
        ..PLAIN
    },
    Language {
        names: &["swift"],
        long_quotes: &["\"\"\""],
        quotes: "\"",
        words: "as break case catch class continue default defer do else enum extension for func guard if import in init \
                inout is let private protocol public repeat return self static struct super switch throw throws try var \
                where while",
        ..C
    },
    Language { names: &["toml"], shape: Shape::Tables, comments: &["#"], long_quotes: &["\"\"\"", "'''"], ..PLAIN },
    Language { names: &["yaml", "yml"], shape: Shape::Keys, comments: &["#"], ..PLAIN },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_of_one_language() {
        let mut names: Vec<&str> = LANGUAGES.iter().flat_map(|language| language.names).copied().collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(Language::of("TOML").is_some() && Language::of("text").is_none());
    }
}
