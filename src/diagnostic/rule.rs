//! The table of rules: name, group, default level, summary and manual page of each.
//!
//! In: a name. Out: a [`Rule`] and its row of the table. What always holds: every rule has a manual page, which is part of the program.

use std::fmt;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Worth knowing; no command fails.
    Note,
    /// A mistake that stops no build; `check` exits with 1.
    Warning,
    /// A mistake that stops the build.
    Error,
}

impl Level {
    /// Returns the level of a name in `[check]`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Off, Self::Note, Self::Warning, Self::Error].into_iter().find(|level| level.name() == name)
    }

    /// The name in `[check]` and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a group of rules checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// The front matter and data files are what the schema says.
    Schema,
    /// Links, images, headings and addresses fit together.
    Structure,
    /// No audience is shown what is not for it.
    Audience,
    /// A black policy gives reasons, a grey one its options.
    Flexibility,
    /// Policies are reviewed and versioned in time.
    Life,
    /// Goals, touchpoints and areas have their policies, and procedures are measured.
    Coverage,
    /// Texts are no harder to read than their readers can be asked for.
    Clarity,
    /// Texts for clients name the figures that they speak of.
    Disclosure,
    /// Texts for clients do not refuse something without a reason.
    Fairness,
    /// The files themselves can be read.
    Files,
}

/// A row of the table of rules.
#[derive(Debug)]
pub struct RuleInfo {
    /// The name, in kebab case.
    pub name: &'static str,
    /// The group of the rule.
    pub group: Group,
    /// The level unless `[check]` says otherwise.
    pub default: Level,
    /// Whether the rule stays an error whatever `[check]` says, since it guards an audience or an address.
    pub locked: bool,
    /// What the rule finds, in one sentence.
    pub summary: &'static str,
    /// The manual page, with its front matter.
    pub manual: &'static str,
}

impl RuleInfo {
    /// Returns the manual page without its front matter.
    #[must_use]
    pub fn manual_text(&self) -> String {
        let text = self.manual.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
        // The pages are texts of a handbook, in which a fact is shown as it is written behind a backslash.
        text.map_or(self.manual, |(_, text)| text).trim().replace("\\{fact:", "{fact:")
    }
}

macro_rules! rules {
    ($($(#[$locked:ident])? $variant:ident $name:literal $group:ident $level:ident $summary:literal;)*) => {
        /// A rule, by its row in the table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = concat!("`", $name, "`")] $variant,)* }

        impl Rule {
            /// Every rule, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the row of the rule.
            #[must_use]
            pub const fn info(self) -> &'static RuleInfo {
                const TABLE: &[RuleInfo] = &[$(RuleInfo {
                    name: $name,
                    group: Group::$group,
                    default: Level::$level,
                    locked: rules!(@locked $($locked)?),
                    summary: $summary,
                    manual: include_str!(concat!("../../content/manual/rules/", $name, ".md")),
                },)*];
                &TABLE[self as usize]
            }
        }
    };
    (@locked locked) => { true };
    (@locked) => { false };
}

rules! {
    #[locked] InvalidFrontMatter "invalid-front-matter" Schema Error "Front matter or a data file that cannot be read as TOML, YAML or CSV.";
    MissingFrontMatter "missing-front-matter" Schema Warning "A file without front matter.";
    UnknownKey "unknown-key" Schema Error "An unknown key.";
    IgnoredKey "ignored-key" Schema Warning "A key of a policy on a page, where it has no effect.";
    WrongType "wrong-type" Schema Error "A value of the wrong type.";
    MissingKey "missing-key" Schema Error "A required key is missing.";
    InvalidValue "invalid-value" Schema Error "A value that the key does not allow.";
    InvalidDate "invalid-date" Schema Error "A value that is not a valid date.";
    ConflictingKeys "conflicting-keys" Schema Error "Two keys that contradict or repeat each other.";
    #[locked] DuplicateId "duplicate-id" Schema Error "Two files with one id.";
    UnknownPerson "unknown-person" Schema Error "An owner, role or escalation step that people.toml does not have.";
    UnknownGoal "unknown-goal" Schema Error "A goal that goals.toml does not have.";
    UnknownTouchpoint "unknown-touchpoint" Schema Error "A touchpoint that touchpoints.toml does not have.";
    UnknownPolicy "unknown-policy" Schema Error "A related id that no policy has.";
    UnknownFact "unknown-fact" Schema Error "A fact that facts.toml does not have, or that has no value on that date.";
    #[locked] UnknownAudience "unknown-audience" Schema Error "An audience that book.toml does not have.";
    #[locked] AudienceOrder "audience-order" Schema Error "Audiences without exactly one that sees all others.";
    UnknownRule "unknown-rule" Schema Error "A rule that Greyline does not have, in the settings of the checks or in a waiver.";
    BrokenLink "broken-link" Structure Error "A link to a page, policy or file that is not there.";
    MissingAnchor "missing-anchor" Structure Error "A link to a heading that its page does not have.";
    MissingImage "missing-image" Structure Error "An image that is not there.";
    MissingImageText "missing-image-text" Structure Error "An image without alternative text.";
    UnusedAttachment "unused-attachment" Structure Warning "An attachment that no page uses.";
    ActiveAttachment "active-attachment" Structure Error "An attachment that could run a script in a reader's browser.";
    UnlistedPage "unlisted-page" Structure Warning "A page that no section lists and no page links to.";
    SkippedHeadingLevel "skipped-heading-level" Structure Warning "A heading more than one level below the one before it.";
    UnresolvedReference "unresolved-reference" Structure Warning "A footnote or reference that has no definition, or a link that has two.";
    NotALink "not-a-link" Structure Error "What was meant as a link and is printed as it was typed.";
    EmptyLink "empty-link" Structure Error "A link without words or without an address.";
    UnreachableLink "unreachable-link" Structure Error "A link to a drive, a share or something else that readers' browsers cannot open.";
    BrokenTable "broken-table" Structure Error "A table that loses a cell, or that is printed as text.";
    UnusedFootnote "unused-footnote" Structure Error "A footnote that no text refers to, so that no page shows it.";
    UnknownAlert "unknown-alert" Structure Error "An alert of a kind that does not exist, or outside of a quote.";
    UnclosedCode "unclosed-code" Structure Error "A block of code that is never closed.";
    RenumberedItem "renumbered-item" Structure Warning "An item of a list whose page shows another number than its author wrote.";
    LeftoverMarkup "leftover-markup" Structure Error "A mark of another tool, which readers would see as it stands.";
    MergeConflict "merge-conflict" Structure Error "Both sides of a merge conflict that nobody has resolved.";
    LostWords "lost-words" Structure Error "Words that their page does not have, or shows glued together or with their marks.";
    PlaceholderText "placeholder-text" Structure Error "Words that stand where a text is still to be written.";
    EmptySection "empty-section" Structure Warning "A heading beneath which some readers find nothing.";
    RawHtml "raw-html" Structure Warning "HTML that is not understood, or that does not close where it should.";
    #[locked] ForbiddenHtml "forbidden-html" Structure Error "HTML that could run or load what nobody has checked: script, style, iframe.";
    #[locked] DuplicateAddress "duplicate-address" Structure Error "Two things that would be published at one address.";
    DroppedAddress "dropped-address" Structure Error "An address that was published and that this build would drop without a redirect.";
    #[locked] PrivateLink "private-link" Audience Error "A link to a page that some of its readers may not see.";
    #[locked] PrivateFact "private-fact" Audience Error "A fact quoted to readers who may not see it.";
    #[locked] PrivateReference "private-reference" Audience Error "A footnote or link definition that some readers of the text may not see.";
    UnseenDetails "unseen-details" Audience Warning "A file that carries what no page shows: comments, tracked changes, the place of a picture.";
    MarkedPrivate "marked-private" Audience Warning "Words that call a text private which others read: “Staff only”, “Internal notes”.";
    #[locked] UnclosedBlock "unclosed-block" Audience Error "A ::: block that is never closed.";
    #[locked] UnknownBlock "unknown-block" Audience Error "A ::: block whose name is not an audience.";
    #[locked] NamelessBlock "nameless-block" Audience Error "A ::: line without a name that closes no block.";
    #[locked] StrayFence "stray-fence" Audience Error "Colons that look like a block but are not, and would be published as text.";
    #[locked] MisplacedMarkup "misplaced-markup" Audience Error "Markup where it cannot work: a comment in a title, a block in a text of the front matter.";
    #[locked] UnclosedComment "unclosed-comment" Audience Error "A comment for editors that would be published as text.";
    #[locked] AmbiguousBlock "ambiguous-block" Audience Error "A ::: block that can be read in two ways.";
    #[locked] ErasedWords "erased-words" Audience Error "Words that were erased from every version, and that a file still says.";
    BlackWithoutReasons "black-without-reasons" Flexibility Error "A black policy that does not say why there is no exception.";
    GreyWithoutOptions "grey-without-options" Flexibility Error "A grey policy that does not say what staff may offer.";
    GreyWithoutSay "grey-without-say" Flexibility Note "A grey policy that clients meet, without words for staff to say no.";
    OptionWithoutDecider "option-without-decider" Flexibility Error "An option that does not say who decides.";
    PrivateDecider "private-decider" Flexibility Warning "An option whose decider some of its readers may not know.";
    OptionWithoutLimit "option-without-limit" Flexibility Error "An option without a limit.";
    OptionWithoutWords "option-without-words" Flexibility Off "An option with neither keywords nor a scenario, so that search finds it by its own text alone.";
    OverdueReview "overdue-review" Life Warning "A policy whose review is overdue.";
    LapsedPolicy "lapsed-policy" Life Warning "A trial, a consultation, or a rule for a time, that is past its end; or one of the first two without an end.";
    UndecidedPolicy "undecided-policy" Life Warning "A policy about which nobody has decided whether there is room.";
    PrivateSuccessor "private-successor" Audience Error "A policy that was superseded by one that some of its readers may not see.";
    SupersedesCircle "supersedes-circle" Life Error "Policies that supersede one another, or themselves.";
    UnknownSupersedes "unknown-supersedes" Life Warning "A superseded id that no policy has or had.";
    HiddenVersion "hidden-version" Life Warning "A version in force that some of its readers find no longer, since the next one is kept from them.";
    VersionNotRaised "version-not-raised" Life Warning "A text that has changed since its version came into force.";
    #[locked] RewrittenVersion "rewritten-version" Life Error "A version that is no longer what the ledger says of it.";
    #[locked] BrokenLedger "broken-ledger" Life Error "A ledger of versions that is not what was written.";
    MissingChangeEntry "missing-change-entry" Life Warning "A version without an entry in the change log.";
    UnapprovedVersion "unapproved-version" Life Warning "A version in force that nobody approved, or not the one who was to.";
    UnknownVersion "unknown-version" Life Note "A version in the change log that is in no commit.";
    BrokenSource "broken-source" Life Error "A change entry that names a text which cannot be had, or which its readers could not read.";
    StaleScenario "stale-scenario" Life Warning "A scenario whose option is gone, or has changed since somebody confirmed it.";
    EffectiveOrder "effective-order" Life Warning "A version dated before the one that it replaced.";
    FigureOfAFact "figure-of-a-fact" Life Warning "A value of a fact that a text writes out, and would keep when the fact changes.";
    EffectiveMismatch "effective-mismatch" Life Warning "A version whose first day is another in the change log.";
    ReviewDueSoon "review-due-soon" Life Note "A policy whose review is due within thirty days.";
    ReviewsOnOneDay "reviews-on-one-day" Life Note "More than ten policies with the same day of review.";
    RareCostReview "rare-cost-review" Life Warning "A rule made to save cost that is reviewed less than once a year.";
    MissedStandard "missed-standard" Life Note "A promise whose last result falls short of its target.";
    StaleStandard "stale-standard" Life Warning "A promise that was last measured more than a year ago, or never.";
    StaleBenchmark "stale-benchmark" Life Warning "What others offer, looked up more than a year ago.";
    ExpiredWaiver "expired-waiver" Life Warning "A waiver whose last day is past.";
    LockedWaiver "locked-waiver" Life Error "A waiver of a rule that cannot be waived.";
    AmbiguousFact "ambiguous-fact" Life Error "Two values of a fact from one day on.";
    GoalWithoutPolicy "goal-without-policy" Coverage Warning "A goal that no policy in force serves.";
    PolicyWithoutGoal "policy-without-goal" Coverage Note "A policy that serves no goal.";
    TouchpointWithoutPolicy "touchpoint-without-policy" Coverage Warning "A touchpoint that no policy in force governs.";
    ProcedureWithoutStandard "procedure-without-standard" Coverage Note "A procedure of which nothing is measured.";
    EscalationLoop "escalation-loop" Coverage Warning "A chain of escalation that comes back to somebody who was on it before.";
    EscalationDeadEnd "escalation-dead-end" Coverage Warning "A chain of escalation whose last step nobody can reach.";
    MissingArea "missing-area" Coverage Note "An area that every handbook needs and that this one says nothing about.";
    NoRefundWording "no-refund-wording" Fairness Off "Words for clients that refuse money back without saying why.";
    ReadingGrade "reading-grade" Clarity Off "A text that asks more years of school of its readers than they can be asked for.";
    LongSentence "long-sentence" Clarity Off "A sentence with more words than its readers can keep in mind.";
    Jargon "jargon" Clarity Off "Words of offices and contracts in a text for clients.";
    UnexplainedAbbreviation "unexplained-abbreviation" Clarity Off "An abbreviation that a text for clients never explains.";
    MissingFigure "missing-figure" Disclosure Off "Money or time that a text for clients speaks of without a figure.";
    FigureAgainstFact "figure-against-fact" Disclosure Off "A figure beside the title of a fact that the fact never had.";
    SoleDiscretion "sole-discretion" Fairness Off "Words for clients that let one side decide as it likes.";
    WithoutNotice "without-notice" Fairness Off "Words for clients by which something ends or changes from one day to the next.";
    HiddenCharge "hidden-charge" Fairness Off "A charge that a text for clients tells of, without the sum.";
    ShortDeadline "short-deadline" Fairness Off "A deadline for clients of less than a week.";
    PenaltyWording "penalty-wording" Fairness Off "Words for clients that threaten.";
    OurPolicyWording "our-policy-wording" Fairness Off "Words for clients that give the rule as its own reason.";
    NoExceptionsWording "no-exceptions-wording" Fairness Off "Words for clients that close the door without a reason.";
    LfsPointer "lfs-pointer" Files Error "A pointer of Git LFS or git-annex in the place of a file.";
    #[locked] NotUtf8 "not-utf8" Files Error "A text that is not UTF-8.";
    #[locked] FileTooLarge "file-too-large" Files Error "A text of more than 16 MiB.";
    #[locked] SymlinkOutside "symlink-outside" Files Error "A symbolic link to something outside the handbook.";
    #[locked] SymlinkLoop "symlink-loop" Files Error "A symbolic link that leads back to itself.";
    #[locked] NestingTooDeep "nesting-too-deep" Files Error "Lists, quotes, blocks or values nested more than a hundred deep.";
    #[locked] InvalidFileName "invalid-file-name" Files Error "A name that cannot be an address.";
}

impl Rule {
    /// Returns the name of the rule.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Returns the rule of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
