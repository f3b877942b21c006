//! What templates are given. Every field is documented in the manual, under "Themes".

use std::collections::BTreeMap;

use jiff::civil;
use serde::Serialize;

use super::strings::Strings;
use super::template_value::{Html, TemplateValue};
use super::versions::{RecordedView, ReplacementView, VersionsView};
use crate::markdown::TocEntry;
use crate::policy::{Flexibility, Kind, Standing};

/// A link as a template shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Its text.
    pub title: String,
    /// Its target, relative to the page.
    pub href: String,
    /// A sentence about it.
    pub description: Option<Html>,
    /// Whether it leads to the page that it is on.
    pub current: bool,
    /// Whether it leads to a section that the page belongs to.
    pub holds: bool,
    /// The kind of the policy or page that it leads to.
    pub kind: Option<Kind>,
    /// The flexibility of the policy that it leads to.
    pub flexibility: Option<Flexibility>,
    /// What the policy that it leads to is on the day of the edition, where that is anything but in force.
    pub standing: Option<Standing>,
}

/// A day, for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Date {
    /// `2026-03-01`.
    pub iso: String,
    /// `1 March 2026`, in the words of the theme's language.
    pub text: String,
}

impl Date {
    /// A day in the words of a theme.
    #[must_use]
    pub fn new(date: civil::Date, strings: &Strings) -> Self {
        let month = strings.month(date.month());
        // Some languages name the first day of a month by another sort of number.
        let day = if date.day() == 1 { strings.get("date.first").to_owned() } else { date.day().to_string() };
        let text = strings
            .get("date.format")
            .replace("{day}", &day)
            .replace("{month}", month)
            .replace("{year}", &date.year().to_string());
        Self { iso: date.to_string(), text }
    }
}

/// Someone to ask.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PersonView {
    pub(super) role: String,
    pub(super) name: Option<String>,
    pub(super) contact: Option<Html>,
    pub(super) href: Option<String>,
    pub(super) answers_within: Option<Html>,
}

/// What stands around the text of a page. Templates read both parts as one, `layout`.
#[derive(Debug)]
pub(super) struct LayoutParts {
    pub(super) page: Layout,
    /// A [`SectionLayout`].
    pub(super) section: TemplateValue,
}

/// The part of a page's layout that no other page shares.
#[derive(Debug, Serialize)]
pub(super) struct Layout {
    pub(super) title: String,
    pub(super) description: Option<Html>,
    /// What the page is about, for search engines and previews of links: the description, or else the beginning of a policy's
    /// rationale.
    pub(super) summary: Option<String>,
    pub(super) index: bool,
    pub(super) canonical: Option<String>,
    /// What the page is, as data for search engines.
    pub(super) json_ld: Option<String>,
    /// The same page as Markdown, where the edition has it.
    pub(super) markdown: Option<String>,
    pub(super) trail: Vec<Link>,
    /// The pages around this one, in its section.
    pub(super) neighbours: Vec<Link>,
    /// Where to say that the page is not clear, on pages that have no owner.
    pub(super) feedback: Option<FeedbackView>,
    /// Where the source of the page is edited; in the most private edition alone.
    pub(super) edit: Option<String>,
    /// The first day on which something on the page changes by itself: from then on it is out of date.
    pub(super) next_change: Option<Date>,
}

/// The part of the layout that all pages of a section share.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that a template asks")]
pub(super) struct SectionLayout {
    pub(super) site_title: String,
    pub(super) organisation: Option<String>,
    pub(super) language: String,
    pub(super) direction: &'static str,
    pub(super) edition: String,
    pub(super) audience: String,
    pub(super) audience_title: String,
    pub(super) most_private: bool,
    /// From this page to the top of the site: empty, or `../` as often as needed.
    pub(super) root: String,
    pub(super) home: String,
    pub(super) stylesheet: String,
    pub(super) script: String,
    /// The script that sets light or dark before anything is painted.
    pub(super) scheme: String,
    /// The script that sorts and filters listings.
    pub(super) list_script: String,
    /// The scripts of the front page, and of the page to practise on.
    pub(super) front_script: String,
    pub(super) practice_script: String,
    /// The script of pages that show versions: what was in force on a day, and citations of clauses.
    pub(super) versions_script: String,
    pub(super) icon: String,
    /// The page of the search, its script and its styles; for the most private audience the script of its answers.
    pub(super) search: String,
    pub(super) search_script: String,
    pub(super) search_later: String,
    pub(super) search_style: String,
    pub(super) search_answers: Option<String>,
    pub(super) logo: Option<String>,
    /// The feed of everything that changed.
    pub(super) feed: Option<String>,
    /// The file by which browsers search from their address bar.
    pub(super) opensearch: Option<String>,
    /// Whether the edition has its register as JSON.
    pub(super) register_json: bool,
    /// Whether a link that somebody sends is to show title and summary.
    pub(super) open_graph: bool,
    /// The sections at the top of the handbook.
    pub(super) sections: Vec<Link>,
    /// The section that the page and its neighbours are in.
    pub(super) section: Option<Link>,
    /// The listings that the edition has.
    pub(super) lists: Vec<Link>,
    pub(super) footer: Option<Html>,
    /// The day in the past on which the handbook is shown as it was.
    pub(super) as_of: Option<Date>,
    /// Whether old versions are kept for a time only.
    pub(super) forgets: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct FrontContext {
    pub(super) body: String,
    /// What governs the front page, where it is a policy.
    pub(super) policy: Option<PolicyView>,
    pub(super) sections: Vec<SectionView>,
    /// The pages that are in no section.
    pub(super) pages: Vec<Link>,
    /// The touchpoints that a policy governs, in the author's order.
    pub(super) touchpoints: Vec<TouchpointView>,
    /// All touchpoints.
    pub(super) all_touchpoints: Option<Link>,
    /// Whom clients ask where nothing else is said.
    pub(super) ask: Vec<PersonView>,
    /// Everybody whom clients may ask.
    pub(super) all_ask: Option<Link>,
    pub(super) changes: Vec<ChangeLine>,
    /// Earlier changes, for a reader who has not seen them yet.
    pub(super) older_changes: Vec<ChangeLine>,
    pub(super) due: Vec<DueLine>,
    /// The roles that a member of staff may pick as their own.
    pub(super) roles: Vec<RoleChoice>,
    /// The register.
    pub(super) register: Option<Link>,
    /// The listings that answer most questions.
    pub(super) quick: Vec<Link>,
    /// The whole change log.
    pub(super) all_changes: Option<Link>,
    /// All reviews.
    pub(super) all_reviews: Option<Link>,
}

/// A touchpoint, and the policies that govern it.
#[derive(Debug, Serialize)]
pub(super) struct TouchpointView {
    pub(super) title: String,
    pub(super) text: Option<Html>,
    /// Its anchor on the page of touchpoints.
    pub(super) anchor: String,
    /// The page of its only policy, or else its place on the page of touchpoints.
    pub(super) href: String,
    /// What the policy that answers best says.
    pub(super) answer: Option<AnswerView>,
    /// The policies, the one that answers best first.
    pub(super) links: Vec<Link>,
    /// How many more policies there are than links.
    pub(super) more: usize,
}

/// The answer of a policy to a touchpoint: an option, or a reason.
#[derive(Debug, Serialize)]
pub(super) struct AnswerView {
    pub(super) policy: Link,
    pub(super) offer: Option<Html>,
    pub(super) when: Option<Html>,
    pub(super) limit: Option<Html>,
    /// The role that decides.
    pub(super) decides: Option<String>,
    pub(super) reason: Option<Html>,
}

/// A change of any policy.
#[derive(Debug, Serialize)]
pub(super) struct ChangeLine {
    pub(super) policy: Link,
    pub(super) change: ChangeView,
    /// The link to the redline that shows it word by word.
    pub(super) redline: Option<String>,
}

/// A policy whose review is near or past.
#[derive(Debug, Serialize)]
pub(super) struct DueLine {
    pub(super) policy: Link,
    pub(super) due: Date,
    pub(super) overdue: bool,
    pub(super) owner: Option<PersonView>,
    /// Whether it is shown to its owner alone.
    pub(super) more: bool,
}

/// A role that a member of staff may pick as their own.
#[derive(Debug, Serialize)]
pub(super) struct RoleChoice {
    pub(super) role: String,
    /// The page of its reading list.
    pub(super) reading_list: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SectionView {
    pub(super) link: Link,
    /// The sections and pages in it.
    pub(super) pages: Vec<Link>,
    /// How many more sections and pages it has than are listed here.
    pub(super) more: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct SectionContext {
    /// The link that prints all that is in the section.
    pub(super) print: Option<String>,
    pub(super) body: String,
    pub(super) sections: Vec<Link>,
    pub(super) pages: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct PageContext {
    pub(super) body: String,
    pub(super) contents: Vec<TocEntry>,
    pub(super) previous: Option<Link>,
    pub(super) next: Option<Link>,
    pub(super) backlinks: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct PolicyContext {
    pub(super) policy: PolicyView,
    /// What is in the section whose page the policy is.
    pub(super) sections: Vec<Link>,
    pub(super) pages: Vec<Link>,
    pub(super) versions: Option<VersionsView>,
    /// What was in force on which days.
    pub(super) days: Vec<DaysView>,
    pub(super) body: String,
    pub(super) contents: Vec<TocEntry>,
    pub(super) previous: Option<Link>,
    pub(super) next: Option<Link>,
    pub(super) backlinks: Vec<Link>,
    /// What the ledger has of the version that is shown.
    pub(super) recorded: Option<RecordedView>,
}

/// The days on which a version was, or is to be, in force.
#[derive(Debug, Serialize)]
pub(super) struct DaysView {
    pub(super) number: String,
    /// The page that shows it.
    pub(super) href: String,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    /// The first and last days of the times in between in which the policy was away.
    pub(super) away: Vec<(Date, Date)>,
    /// What the ledger has of its end, in a sentence; nothing where it keeps none of the version, and where another took its place.
    pub(super) end: Option<String>,
}

/// The value of a key, ready to be shown.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum FieldView {
    Nothing,
    Text(String),
    Html(Html),
    Bool(bool),
    Integer(i64),
    Date(Date),
    Person(PersonView),
    Link(Link),
    List(Vec<FieldView>),
    Table(EntryView),
}

/// A table of the front matter, ready to be shown: a view for each key that may be in it.
pub(super) type EntryView = BTreeMap<&'static str, FieldView>;

/// What governs a policy, ready to be shown: the declared keys, and what the page makes of them.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each by its name")]
pub(super) struct PolicyView {
    #[serde(flatten)]
    pub(super) keys: EntryView,
    pub(super) description: Option<Html>,
    /// Whether the edition is that of the audience that sees everything.
    pub(super) most_private: bool,
    /// What it is on the day of the edition.
    pub(super) standing: Standing,
    /// Whether people go by it today.
    pub(super) governs: bool,
    /// Whether what it says may be offered today.
    pub(super) offers: bool,
    /// Its first day, as it says or as its change log does.
    pub(super) first_day: Option<Date>,
    /// The last day of a trial, or of a rule for a time.
    pub(super) last_day: Option<Date>,
    /// The last day on which comments on a proposal are read.
    pub(super) comments_until: Option<Date>,
    /// Whether that day is past.
    pub(super) comments_closed: bool,
    /// Where those who take part in a trial, or are asked about a proposal, say what they think of it.
    pub(super) opinion: Option<Opinion>,
    /// Whether `retired` is a day to come.
    pub(super) retires: bool,
    /// Whether another policy has taken its place already.
    pub(super) replaced: bool,
    /// Whether nobody has said yet if there is room.
    pub(super) undecided: bool,
    /// Whether the readers are the first step of the escalation, which is left out for them.
    pub(super) is_first_step_here: bool,
    /// The number of the version that is in force while this one is announced, where its text is not at hand.
    pub(super) missing_version: Option<String>,
    /// Whether `review_date` is past.
    pub(super) overdue: bool,
    /// Who agreed to this version.
    pub(super) approval: Option<ApprovalView>,
    /// Whether somebody may still agree to it. Of what is over nobody says so.
    pub(super) awaits_approval: bool,
    /// What took its place, or will; what took the place of that, and so on.
    pub(super) replacements: Vec<ReplacementView>,
    pub(super) tags: Vec<Link>,
    /// The declared changes with those of the facts that it quotes, newest first.
    pub(super) log: Vec<ChangeView>,
    pub(super) permalink: Option<String>,
    /// The SHA-256 of what the edition's readers read of it: it names the text on paper.
    pub(super) hash: Option<String>,
    /// Where to say that the page is not clear.
    pub(super) feedback: Option<FeedbackView>,
}

/// Where to say that a page is not clear: to its owner, or as the handbook says.
#[derive(Debug, Serialize)]
pub(super) struct FeedbackView {
    /// The owner's role.
    pub(super) who: Option<String>,
    /// The link; a letter is begun, and its subject names the page.
    pub(super) href: Option<String>,
    /// The telephone number, or how else the owner is reached; nothing where a letter is begun.
    pub(super) contact: Option<Html>,
}

/// Where to say what one thinks of a trial.
#[derive(Debug, Serialize)]
pub(super) struct Opinion {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct ChangeView {
    pub(super) version: String,
    pub(super) date: Option<Date>,
    pub(super) material: bool,
    pub(super) summary: Html,
    pub(super) reason: Option<Html>,
    /// That it was only announced, or is only proposed.
    pub(super) mark: Option<String>,
    pub(super) approval: Option<ApprovalView>,
}

impl ChangeView {
    /// Whether another change says the same, its version and who agreed to it left aside. Only versions are said together.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let Self { version, date, material, summary, reason, mark, approval: _ } = self;
        !version.is_empty()
            && !other.version.is_empty()
            && (date, material, summary, reason, mark)
                == (&other.date, &other.material, &other.summary, &other.reason, &other.mark)
    }
}

/// That somebody agreed to a version.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ApprovalView {
    pub(super) by: String,
    pub(super) on: Option<Date>,
    /// Where that is recorded.
    pub(super) reference: Option<String>,
    /// The same, where it is an address.
    pub(super) href: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RedirectContext<'a> {
    pub(super) title: &'a str,
    pub(super) language: &'a str,
    pub(super) href: String,
    pub(super) icon: String,
    /// The script that takes the rest of the address along.
    pub(super) script: String,
    pub(super) canonical: Option<String>,
    pub(super) index: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct NotFoundContext {
    /// Where the styles and the script of the page may be, whatever address it is shown for.
    pub(super) ways: Vec<WayToAssets>,
}

/// The addresses of a style sheet and a script, if one of the folders above is the top of the site.
#[derive(Debug, Serialize)]
pub(super) struct WayToAssets {
    pub(super) style: String,
    pub(super) script: String,
}

#[derive(Debug, Serialize)]
pub(super) struct MessageContext {}
