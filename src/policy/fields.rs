//! The keys of the front matter, each declared once: its name, its type, who may see it, its help, and where it is used.
//!
//! The reader, the JSON Schema, the projection, the redline of front matter, the preview's marks of what is withheld, the filter of
//! old versions and the check of references all loop over [`FIELDS`]. What always holds: no key is public by accident, because every
//! declaration begins with [`open`] or [`private`].

use crate::markdown::Markup;

/// A key of the front matter, or of a table in it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a key, and is asked alone")]
pub struct Field {
    /// The key as authors write it.
    pub name: &'static str,
    /// What it accepts.
    pub accepts: Type,
    /// What it means, in one sentence: the description in the JSON Schema.
    pub help: &'static str,
    /// Who may see it.
    pub readers: SeenBy,
    /// Whether it must be there.
    pub presence: Presence,
    /// Whether a change of it needs a new version.
    pub governs: bool,
    /// Whether what the file says holds at once, also while the version of the file is still to come.
    pub holds_at_once: bool,
    /// Whether it is the day of something that has been done, so that it cannot lie ahead.
    pub past: bool,
    /// Where a redline shows it.
    pub redline: InRedline,
    /// What its texts may hold, where it has texts that readers read.
    pub markup: Markup,
    /// Whether search finds a policy by its text.
    pub searched: bool,
    /// Whether the sheet of a policy for a desk has it.
    pub at_desk: bool,
    /// Whether an edition has it among what governs a policy. Keys that are not are used in other ways, as `aliases` is.
    pub projected: bool,
}

/// Who may see a key of a file, or of an entry, that they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenBy {
    /// Everyone who may see the file or the entry that holds it.
    Everyone,
    /// The most private audience alone.
    MostPrivate,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It may be left out.
    Optional,
    /// An entry without it is reported and dropped.
    Required,
    /// An entry, or a governed file, without it is reported with this help.
    Expected(&'static str),
}

/// Where the redline of two versions shows a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InRedline {
    /// Nowhere.
    Hidden,
    /// In a row of its own.
    Row {
        /// Its place among the rows.
        place: u8,
        /// The string of the theme that names it.
        label: &'static str,
    },
    /// As a part of the line of its entry.
    Part {
        /// What stands between the part before it and this one.
        before: &'static str,
        /// The string of the theme that names it.
        label: Option<&'static str>,
    },
}

/// What a key accepts.
#[derive(Debug)]
pub enum Type {
    /// A text for readers.
    Text,
    /// A list of texts for readers.
    Texts,
    /// One text for all readers, or a table of one text for each audience.
    TextPerAudience,
    /// What never changes about a policy; a part of addresses.
    Id,
    /// Numbers with dots.
    Version,
    /// A number and a unit of time: `12 months`.
    Period,
    /// The name of a rule of `greyline check`.
    Rule,
    /// The commit and the path of a text: `3f2a91c:policies/refunds.md`.
    Source,
    /// Old addresses.
    Aliases,
    /// One of a few words. The strings of the theme that name them are in the table of the key's name.
    Word(&'static [&'static str]),
    /// A date.
    Date,
    /// True or false, and what it is when nobody says.
    Bool(bool),
    /// A whole number.
    Integer,
    /// An audience.
    Audience,
    /// The key of something else in the handbook.
    Key(Target),
    /// The keys of several other things in the handbook.
    Keys(Target),
    /// A table.
    Table(&'static [Field]),
    /// A table of whatever keys: it is kept, and nothing reads it.
    Anything,
    /// A list of tables. Where the list is for everyone, each entry may name its own audience; without one it is for the most private
    /// audience.
    Entries {
        /// What an entry is called in messages: "an option".
        entry: &'static str,
        /// Its keys, besides `audience`.
        fields: &'static [Field],
    },
}

/// What a key refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// People, by their key in people.toml.
    People,
    /// People too, each shown as a link to the reading list of the role.
    ReadingLists,
    /// Goals, by their key in goals.toml.
    Goals,
    /// Touchpoints, by their key in touchpoints.toml.
    Touchpoints,
    /// Policies, by id.
    Policies,
    /// Policies by id, which may be gone.
    FormerPolicies,
}

impl Type {
    /// Whether it is text that readers read, in contrast to names, dates and words of the schema.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        matches!(self, Self::Text | Self::Texts | Self::TextPerAudience)
    }
}

/// The texts of a key with one text per audience are entries of this one key.
pub(super) const TEXT_OF_AUDIENCE: &str = "text";

/// The key of what never changes about a policy.
pub(super) const ID: &str = "id";

/// The key with which an entry names its audience.
pub(super) const AUDIENCE: &str = "audience";

/// The key with which a change entry names the text of its version.
pub(super) const SOURCE: &str = "source";

/// What each of these is, is said in SPEC §2 and in the manual, under "Front matter".
pub const FIELDS: &[Field] = &[
    open("title", Type::Text, "What the policy is called.").plain().required().row(0, "redline.name").at_desk(),
    open(
        "kind",
        Type::Word(KINDS),
        "policy: a rule chosen for good reasons; procedure: the steps; standard: a level that is measured; guideline: good practice; page: ungoverned prose. Without it a file is a policy, and _index.md a page.",
    )
    .governs()
    .row(1, "register.kind"),
    open(ID, Type::Id, "Never changes: the permanent link /p/ID/ outlives every rename and move.")
        .expected("add `id = \"…\"`: it never changes, and its link outlives every move")
        .at_desk(),
    open(
        "status",
        Type::Word(STATUSES),
        "draft, consultation, pilot, active (without it) or retired. A draft is kept from all but the most private audience.",
    )
    .row(2, "register.status"),
    open("version", Type::Version, "The number of this issue: \"2.1\".").expected("add `version = \"1.0\"`").at_desk(),
    open("effective", Type::Date, "In force from this day.").at_desk(),
    open("until", Type::Date, "Of a rule that is in force for a time: its last day.").governs().row(25, "card.until"),
    open("retired", Type::Date, "No longer in force from this day.").row(26, "card.retired"),
    open("owner", Type::Key(Target::People), "Who answers for it: a key of people.toml.")
        .expected("add `owner = \"…\"`, a key of people.toml")
        .governs()
        .row(5, "card.owner"),
    private("approved_by", Type::Key(Target::People), "Who is to approve it: a key of people.toml. That a version was approved stands in its entry of `[[changes]]`.")
        .row(17, "card.approved_by"),
    open(AUDIENCE, Type::Audience, "Who may read it; without it, the most private audience alone.").governs().unprojected(),
    open(
        "flexibility",
        Type::Word(FLEXIBILITIES),
        "black: no exceptions, so it says why in `reasons`; grey: there is room, so it says in `options` what may be offered; undecided: nobody has said yet, and only `id` and `title` are needed.",
    )
    .expected("add `flexibility = \"black\"` or \"grey\"; \"undecided\" while nobody has said")
    .governs()
    .row(4, "register.flexibility")
    .at_desk(),
    private("motive", Type::Word(MOTIVES), "What the rule was made for.").row(18, "card.motive"),
    private(
        "review_date",
        Type::Date,
        "When it is to be looked at again; or write `reviewed` and `review_every`.",
    )
    .at_once()
    .row(19, "card.review"),
    private("reviewed", Type::Date, "When it was last looked at; goes with `review_every`.").at_once().past(),
    private(
        "review_every",
        Type::Period,
        "How often it is to be looked at: \"12 months\"; goes with `reviewed`.",
    )
    .at_once()
    .row(20, "redline.cycle"),
    open("rationale", Type::TextPerAudience, "Why the rule is there: one text, or one for each audience.").blocks()
        .expected("add `rationale = \"…\"`: why the rule is there")
        .governs()
        .row(8, "card.why_staff")
        .searched(),
    open(
        "reasons",
        Type::Texts,
        "Of a black policy: why there is no exception, and how the rule serves the client.",
    ).blocks()
    .governs()
    .row(6, "card.reasons_staff")
    .searched()
    .at_desk(),
    open("goals", Type::Keys(Target::Goals), "What it serves: keys of goals.toml.").row(12, "card.goals"),
    open("touchpoints", Type::Keys(Target::Touchpoints), "Where clients meet it: keys of touchpoints.toml.")
        .row(13, "card.touchpoints"),
    open(
        "escalation",
        Type::Keys(Target::People),
        "Whom a question is passed on to, in order: keys of people.toml.",
    )
    .governs()
    .row(10, "card.escalation")
    .at_desk(),
    open("takes", Type::Text, "Of a procedure: how long the client waits, from start to end.")
        .governs()
        .row(9, "card.takes")
        .searched(),
    private("say", Type::Text, "For staff: words to use when the answer is no.").blocks().governs().row(23, "card.say").at_desk(),
    private("approvals", Type::Keys(Target::People), "Of a procedure: who must agree on the way: keys of people.toml.")
        .governs()
        .row(21, "card.approvals")
        .at_desk(),
    private(
        "required_for",
        Type::Keys(Target::ReadingLists),
        "The roles whose reading list holds it: keys of people.toml.",
    )
    .row(22, "card.required_for"),
    open("related", Type::Keys(Target::Policies), "Ids of policies that belong to it.").row(14, "related.title"),
    open(
        "supersedes",
        Type::Keys(Target::FormerPolicies),
        "Ids of policies that it replaced; their pages become signposts.",
    )
    .governs()
    .row(15, "banner.supersedes"),
    open("aliases", Type::Aliases, "Old addresses that lead here: \"/old/path/\".").at_once().unprojected(),
    open("tags", Type::Texts, "Words to sort by.").at_once().plain().unprojected(),
    open("keywords", Type::Texts, "Words that clients and staff use for it: found by search, not shown.")
        .at_once()
        .plain()
        .unprojected(),
    open("pilot", Type::Table(PILOT), "The trial, when `status` is \"pilot\".").governs(),
    open(
        "consultation",
        Type::Table(CONSULTATION),
        "Until when it is talked about, and where to say what one thinks, when `status` is \"consultation\".",
    ),
    open(
        "options",
        Type::Entries { entry: "an option", fields: OPTION },
        "Of a grey policy: what may be offered.",
    )
    .governs()
    .row(7, "card.options_then")
    .at_desk(),
    open("standards", Type::Entries { entry: "a standard", fields: STANDARD }, "Promises that can be measured.")
        .governs()
        .row(11, "standards.list")
        .searched(),
    open("scenarios", Type::Entries { entry: "a scenario", fields: SCENARIO }, "Cases to practise on.")
        .row(16, "practice.list")
        .searched(),
    private(
        "benchmarks",
        Type::Entries { entry: "a benchmark", fields: BENCHMARK },
        "What others offer; for the most private audience alone.",
    ),
    private(
        "good_calls",
        Type::Entries { entry: "a good call", fields: GOOD_CALL },
        "Options well used; for the most private audience alone.",
    ),
    private(
        "waivers",
        Type::Entries { entry: "a waiver", fields: WAIVER },
        "Diagnostics accepted on purpose, until a day; for the most private audience alone.",
    )
    .unprojected(),
    open("changes", Type::Entries { entry: "a change", fields: CHANGE }, "The declared change log, newest first."),
    open(
        "search",
        Type::Bool(true),
        "false: search finds it only where its section is picked; of a section's page, everything in the section.",
    )
    .at_once()
    .unprojected(),
    open("description", Type::Text, "One sentence for lists and search engines.").unprojected(),
    open("order", Type::Integer, "The place among its neighbours; those without come behind, by title.").at_once().unprojected(),
    private("extra", Type::Anything, "Keys of other tools, kept as they are.").unprojected(),
];

pub(crate) const KINDS: &[&str] = &["policy", "procedure", "standard", "guideline", "page"];
pub(super) const STATUSES: &[&str] = &["draft", "consultation", "pilot", "active", "retired"];
pub(crate) const FLEXIBILITIES: &[&str] = &["black", "grey", "undecided"];
const MOTIVES: &[&str] = &["safety", "privacy", "law", "fairness", "service", "cost"];
const VERDICTS: &[&str] = &["better", "equal", "worse"];

const PILOT: &[Field] = &[
    open("until", Type::Date, "Its last day.").governs().row(3, "redline.pilot_until"),
    private("with", Type::Text, "With whom.").governs().row(24, "redline.pilot_with"),
    open("feedback", Type::Text, "Where to say what one thinks of it: an address or a mailto: link.").plain().governs(),
];

const CONSULTATION: &[Field] = &[
    open("until", Type::Date, "The last day on which comments are read."),
    open("feedback", Type::Text, "Where to comment: an address or a mailto: link.").plain(),
];

pub(super) const OPTION: &[Field] = &[
    open("offer", Type::Text, "What may be offered.").required().governs().part(""),
    open("when", Type::Text, "In which case.").governs().part(" · "),
    open("limit", Type::Text, "Up to what sum, number or time; \"none\" says that there is no limit.")
        .governs()
        .named_part(" · ", "card.limit"),
    open("decided_by", Type::Key(Target::People), "Who decides: a key of people.toml.")
        .governs()
        .named_part(" · ", "card.decides"),
    open("keywords", Type::Texts, "What people say who ask for it: found by search, not shown.").at_once().plain(),
];

const STANDARD: &[Field] = &[
    open("measure", Type::Text, "What is measured.").required().governs().part(""),
    open("target", Type::Text, "What is promised.").required().governs().part(": "),
    open("result", Type::Text, "The last measurement.").at_once(),
    open("measured", Type::Date, "When that was.").at_once().past(),
];

const SCENARIO: &[Field] = &[
    open("situation", Type::Text, "What has happened.").blocks().required().part(""),
    open("question", Type::Text, "What is asked.").blocks().part(" "),
    open("answer", Type::Text, "What is right, and why.").blocks().part(" "),
    private("option", Type::Text, "The offer that must apply, as `options` has it; \"none\": no option does."),
    open("confirmed", Type::Version, "The version for which somebody last said that it applies.").unprojected(),
];

const BENCHMARK: &[Field] = &[
    private("who", Type::Text, "Who offers it.").plain().required(),
    private("offers", Type::Text, "What they offer.").required(),
    private("source", Type::Text, "Where that is said.").plain(),
    private("checked", Type::Date, "When it was looked up.").past(),
    private("verdict", Type::Word(VERDICTS), "How ours compares."),
];

const GOOD_CALL: &[Field] =
    &[private("date", Type::Date, "When it was.").past(), private("story", Type::Text, "What happened.").required()];

const WAIVER: &[Field] = &[
    private("rule", Type::Rule, "The rule that is waived here.").required(),
    private("reason", Type::Text, "Why that is right.").required(),
    private("owner", Type::Key(Target::People), "Who answers for it: a key of people.toml."),
    private("until", Type::Date, "The last day on which it is accepted.")
        .expected("add `until = 2027-03-31`: nothing is accepted for ever"),
];

const CHANGE: &[Field] = &[
    open("version", Type::Version, "The version that it brought.").required(),
    open("date", Type::Date, "When.").expected("add `date = 2026-03-01`"),
    open("material", Type::Bool(true), "false: wording only, and nobody need read it again."),
    open("summary", Type::Text, "What changed.").required(),
    open("reason", Type::Text, "Why."),
    private("approved", Type::Table(APPROVED), "Who agreed to this version, when, and where that is recorded."),
    private(
        SOURCE,
        Type::Source,
        "Where the history knows the text of this version by no id: the commit and the path that hold it, \"3f2a91c:policies/refunds.md\".",
    )
    .unprojected(),
];

const APPROVED: &[Field] = &[
    private("by", Type::Key(Target::People), "Who agreed: a key of people.toml.")
        .expected("add `by = \"…\"`, a key of people.toml"),
    private("on", Type::Date, "When.").expected("add `on = 2026-02-20`"),
    private("reference", Type::Text, "Where that is recorded: an address, or what finds the minutes.").plain(),
];

/// Declares a key that everyone sees who sees the file or the entry that holds it.
const fn open(name: &'static str, accepts: Type, help: &'static str) -> Field {
    Field { readers: SeenBy::Everyone, ..private(name, accepts, help) }
}

/// Declares a key that never leaves the most private audience.
const fn private(name: &'static str, accepts: Type, help: &'static str) -> Field {
    Field {
        name,
        accepts,
        help,
        readers: SeenBy::MostPrivate,
        presence: Presence::Optional,
        governs: false,
        holds_at_once: false,
        past: false,
        redline: InRedline::Hidden,
        markup: Markup::Inline,
        searched: false,
        at_desk: false,
        projected: true,
    }
}

impl Field {
    const fn required(self) -> Self {
        Self { presence: Presence::Required, ..self }
    }

    const fn expected(self, help: &'static str) -> Self {
        Self { presence: Presence::Expected(help), ..self }
    }

    const fn governs(self) -> Self {
        Self { governs: true, ..self }
    }

    const fn at_once(self) -> Self {
        Self { holds_at_once: true, ..self }
    }

    const fn past(self) -> Self {
        Self { past: true, ..self }
    }

    const fn row(self, place: u8, label: &'static str) -> Self {
        Self { redline: InRedline::Row { place, label }, ..self }
    }

    const fn part(self, before: &'static str) -> Self {
        Self { redline: InRedline::Part { before, label: None }, ..self }
    }

    const fn named_part(self, before: &'static str, label: &'static str) -> Self {
        Self { redline: InRedline::Part { before, label: Some(label) }, ..self }
    }

    /// Its texts are words with facts: a title, a name, an address.
    const fn plain(self) -> Self {
        Self { markup: Markup::Plain, ..self }
    }

    /// Its texts may have paragraphs and lists.
    const fn blocks(self) -> Self {
        Self { markup: Markup::Blocks, ..self }
    }

    const fn searched(self) -> Self {
        Self { searched: true, ..self }
    }

    const fn at_desk(self) -> Self {
        Self { at_desk: true, ..self }
    }

    const fn unprojected(self) -> Self {
        Self { projected: false, ..self }
    }
}
