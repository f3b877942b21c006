//! The rules of the house as tables: what the order of the rooms is, who may name what, and each exception with its reason.

/// The rooms from the ground up; a room imports only rooms above it in this list.
pub(crate) const ROOMS: &[&str] = &[
    "error",
    "index_vec",
    "memo",
    "text",
    "diagnostic",
    "source",
    "data",
    "ledger",
    "config",
    "markdown",
    "redline",
    "policy",
    "history",
    "handbook",
    "edition",
    "render",
    "search",
    "output",
    "site",
    "check",
    "publish",
    "audit",
    "pipeline",
    "preview",
    "import",
    "cli",
];

/// Imports against the order: the file, the room it names, and why that is right.
pub(crate) const AGAINST_THE_ORDER: &[(&str, &str, &str)] = &[];

/// Everything of a room.
pub(crate) const ALL: &[&str] = &["*"];

/// A part of the house that may name nothing but what is listed here.
pub(crate) struct Closed {
    /// A folder or file below `src/`.
    pub(crate) part: &'static str,
    /// Rooms, and what of them may be named.
    pub(crate) may_name: &'static [(&'static str, &'static [&'static str])],
    /// Why.
    pub(crate) reason: &'static str,
}

/// The parts that are closed. A name that is listed and no longer used must go from its list.
pub(crate) const CLOSED: &[Closed] = &[
    Closed {
        part: "diagnostic/",
        may_name: &[
            ("error", ALL),
            ("diagnostic", ALL),
            ("text", &["FileSpan", "LineColumn", "Span", "encode_percent"]),
        ],
        reason: "places and diagnostics name one another; it goes no further than places",
    },
    Closed {
        part: "edition/model.rs",
        may_name: &[
            ("config", &["Host", "Outputs"]),
            ("index_vec", ALL),
            ("markdown", &["Target", "Terms"]),
            ("edition", ALL),
            ("policy", &["Kind", "Standing"]),
            ("text", &["SitePath", "attachment_address", "linked_addresses"]),
        ],
        reason: "an edition holds no path of a source, no place in one, and no part of the handbook",
    },
    Closed {
        part: "render/",
        may_name: &[
            ("error", ALL),
            ("diagnostic", &["nearest"]),
            ("edition", ALL),
            ("markdown", &["Formatted", "Grade", "Image", "Resolve", "Scale", "Target", "Terms", "TocEntry", "escape"]),
            (
                "policy",
                &[
                    "Coverage",
                    "DUE_SOON_DAYS",
                    "FIELDS",
                    "Field",
                    "Flexibility",
                    "InRedline",
                    "Kind",
                    "Promise",
                    "Standing",
                    "Target",
                    "Type",
                    "is_stale",
                    "stale_from",
                ],
            ),
            ("redline", ALL),
            ("text", &["SitePath", "encode_percent", "escape_markdown", "slug"]),
        ],
        reason: "pages are made of the edition alone; names in addresses are spelt as everywhere else",
    },
    Closed {
        part: "search/",
        may_name: &[
            ("edition", ALL),
            ("markdown", &["PlainText"]),
            ("policy", &["Coverage", "Standing", "condition"]),
            ("render", &["Strings"]),
            ("text", &["SitePath"]),
        ],
        reason: "the search index is made of the edition alone, in the words of the theme",
    },
    Closed {
        part: "output/",
        may_name: &[
            ("config", &["Host"]),
            ("edition", ALL),
            ("policy", &["Flexibility", "Kind", "Standing", "condition"]),
            ("ledger", &["Hash", "Opened", "Step", "What", "slot_text"]),
            (
                "render",
                &[
                    "Companion",
                    "Date",
                    "EntryWords",
                    "Strings",
                    "call_words",
                    "markdown_path",
                    "recorded_text_path",
                    "redline_address",
                    "redlines_path",
                ],
            ),
            ("text", &["SitePath", "decode_percent", "encode_percent", "escape_markdown", "escape_xml"]),
        ],
        reason: "feeds and registers are made of the edition alone, in the words of the theme",
    },
    Closed {
        part: "site/",
        may_name: &[
            ("error", ALL),
            (
                "edition",
                &[
                    "Bits",
                    "Edition",
                    "Fingerprint",
                    "PageIndex",
                    "PolicyMeta",
                    "Reads",
                    "VersionPage",
                    "bits_of",
                    "record",
                ],
            ),
            ("index_vec", ALL),
            ("source", &["remove_others", "store_value", "stored_value"]),
            ("render", ALL),
            ("search", ALL),
            ("output", ALL),
            ("text", &["SitePath"]),
        ],
        reason: "a site is a function of an edition and a theme",
    },
    Closed {
        part: "publish/",
        may_name: &[("error", ALL), ("text", &["SitePath", "name_fault"])],
        reason: "the publisher writes bytes and knows nothing of what they say",
    },
    Closed {
        part: "audit/",
        may_name: &[("error", ALL)],
        reason: "a proof that shares code with the door proves nothing",
    },
];

/// Paths that only some files may name: the beginning of the path, the files, and why.
pub(crate) const KEPT: &[(&str, &[&str], &str)] = &[
    (
        "std::fs",
        &[
            "source/cache.rs",
            "source/tree.rs",
            "source/vfs.rs",
            "source/poll.rs",
            "config/",
            "render/theme.rs",
            "publish/",
            "audit/",
            "history/",
            "import/",
            "cli/",
        ],
        "reading ends in `source`, and writing begins in `publish`",
    ),
    (
        "std::process",
        &["history/", "audit/history.rs", "import/restore.rs", "cli/", "main.rs"],
        "git is run in one room, by the audit on a road of its own, and to make the repository of what is restored; the program ends in another",
    ),
    (
        "std::net",
        &["preview/", "cli/serve.rs", "cli/time_stamp.rs"],
        "only the preview listens, where the command line says; a time stamp is asked for in one place",
    ),
    ("std::env", &["cli/"], "the machine's settings enter at the top"),
    (
        "std::time::SystemTime",
        &["source/vfs.rs", "publish/deploy/lease.rs", "cli/", "preview/"],
        "the day enters at the top and nowhere else",
    ),
    ("std::time::Instant", &["cli/", "preview/"], "no clock in any output"),
    ("jiff::Zoned", &["cli/", "main.rs"], "the day enters at the top and nowhere else"),
    ("jiff::Timestamp", &["cli/"], "the day enters at the top and nowhere else"),
    ("std::collections::HashMap", &["audit/"], "no hash order in any output"),
    (
        "std::collections::HashSet",
        &["publish/address.rs", "publish/write.rs", "audit/"],
        "no hash order in any output; these ask only whether a name is there",
    ),
    ("hashbrown", &["search/index.rs"], "words are numbered as they are found; nothing is sorted by the numbers"),
    (
        "rustc_hash",
        &["audit/", "edition/history_filter.rs", "edition/shingles.rs", "memo.rs", "search/index.rs", "search/near.rs"],
        "words are numbered as they are found, runs of them and results are looked up; nothing is sorted by it",
    ),
    (
        "rayon",
        &[
            "source/",
            "history/",
            "handbook/",
            "edition/fingerprint.rs",
            "edition/history_filter.rs",
            "edition/pages.rs",
            "edition/project.rs",
            "index_vec.rs",
            "render/listings/",
            "output/hashes.rs",
            "search/",
            "check/",
            "publish/",
            "audit/",
            "pipeline.rs",
            "preview/",
            "cli/",
        ],
        "a page is made on one thread, on which it is noted what it is made of",
    ),
    (
        "comrak",
        &["markdown/", "redline/", "handbook/glossary.rs", "audit/read.rs"],
        "one dialect, read in one way, and once more by the audit",
    ),
    ("syntect", &["markdown/code.rs"], "syntaxes are loaded once, in one place"),
    ("tera", &["render/theme.rs", "render/template_value.rs"], "templates are filled in one place"),
    ("saphyr_parser", &["data/yaml.rs", "audit/"], "YAML is read in one place, and once more by the audit"),
    ("annotate_snippets", &["diagnostic/report/"], "reports are drawn in one place"),
    ("rustix", &["publish/"], "only the swap needs more of the system than the standard library has"),
    ("tempfile", &["publish/", "cli/", "source/cache.rs"], "no phase leaves anything behind"),
    ("object_store", &["publish/deploy/"], "stores are reached from one room"),
    ("tokio", &["publish/deploy/", "publish/http.rs"], "nothing else waits for a network"),
    ("tiny_http", &["preview/server.rs"], "the server can be replaced"),
    ("notify", &["preview/watch.rs"], "the watcher can be replaced"),
    ("ctrlc", &["cli/"], "the program ends where it began"),
    ("clap", &["cli/", "main.rs", "diagnostic/report/mod.rs"], "arguments are the command line's"),
];

/// Methods of `Path` that ask the system: they count as `std::fs`.
pub(crate) const ASKING_THE_SYSTEM: &[&str] = &[
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "symlink_metadata",
    "try_exists",
];

/// Macros that print, and where they may stand.
pub(crate) const PRINTING: (&[&str], &[&str]) = (&["print", "println", "eprint", "eprintln"], &["cli/", "main.rs"]);

/// Macros that have no place in a finished program.
pub(crate) const UNFINISHED: &[&str] = &["dbg", "todo", "unimplemented"];

/// Words that say nothing: no file, function or module is called so.
pub(crate) const EMPTY_WORDS: &[&str] =
    &["process", "handle", "manage", "util", "utils", "helper", "helpers", "common", "misc"];

/// The most lines that a file may have.
pub(crate) const MOST_LINES: usize = 600;

/// Files that may be longer, and why.
pub(crate) const LONG: &[(&str, &str)] = &[];

/// The most files that may name a key of the front matter, beside its declaration and the audit.
pub(crate) const MOST_FILES_OF_A_KEY: usize = 5;

/// Keys that more files name, and why.
pub(crate) const ALL_OVER: &[(&str, &str)] = &[
    ("title", "nearly everything has one"),
    ("kind", "pages and policies are told apart by it, and other things have kinds"),
    ("id", "what every part calls a policy by"),
    ("status", "every list asks whether a policy is in force"),
    ("version", "versions, change logs and releases are about it"),
    ("effective", "what a policy is on a day follows from it"),
    ("reasons", "cards, registers, answers and checks say why there is no exception"),
    ("escalation", "cards, answers and checks say whom to ask next"),
    ("say", "cards, answers and search give staff words for a no"),
    ("owner", "lists, calendars and registers say who answers"),
    ("audience", "editions and entries have one too"),
    ("flexibility", "marks and filters show it"),
    ("until", "trials, interim rules and the texts of a version end"),
    ("review_date", "lists, calendars and checks are about it"),
    ("goals", "the name of a data file and of a list"),
    ("touchpoints", "the name of a data file and of a list"),
    ("related", "diagnostics have related places"),
    ("tags", "pages have them too"),
    ("standards", "a list, the register and the text for owners are about promises"),
    ("options", "search, lists and checks are about them"),
    ("search", "the name of a room, a folder and a table of words"),
    ("changes", "the name of pages, a command and the change log"),
    ("description", "pages and schemas have one too"),
];

/// What may lie at the top of the repository, beside what begins with a dot and what git ignores.
pub(crate) const TOP: &[&str] = &[
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "book.toml",
    "content",
    "src",
    "tests",
    "themes",
];
