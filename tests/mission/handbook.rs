//! The handbook of a boat house, commit by commit: 21 policies, 11 commits, four audiences.
//!
//! `table.txt` says what it is on eight days. What happens on which day:
//!
//! ```text
//! 2024-01-15  the first commit
//! 2024-05-01  guests, undecided; berths for partners; a notice for members
//! 2024-10-01  announced for 2025-01-01: the second version of Refunds, another late fee
//! 2025-02-01  Giro takes the place of Cheques; Keys move to a new section; a word in the glossary
//! 2025-06-01  Cheques are withdrawn; the Ledger becomes private; staff may give more; a timetable for the winter
//! 2025-09-01  Sculls become two policies at other addresses; announced: smart locks, lockers that end, night rowing without lamps;
//!             another person at the front desk, other words on two pages and in the glossary
//! 2025-11-01  night rowing without lamps is taken back
//! 2026-01-10  Cards, announced; faxes end; smart locks are withdrawn before their day; the cover of the insurance, dated back
//! 2026-03-01  a draft, a consultation, a trial; a goal; another name for client care; the notice goes
//! 2026-06-15  guests are decided; showers change without a new number; a deposit, dated back
//! 2026-10-01  announced for 2027-01-01: Wallet, a black rule for refunds, another late fee
//! ```

use std::fmt::Write;
use std::process::Command;

use crate::support::folder::{Folder, nothing};

const BOOK: &str = r#"title = "Boat house"

[audiences]
staff = { title = "Staff", sees = ["members", "partners"] }
members = { title = "Members", sees = ["client"] }
partners = { title = "Partners", sees = ["client"] }
client = { title = "Clients" }

[editions.staff]
audience = "staff"
out = "dist/staff"
url = "https://boats.example/staff/"

[editions.members]
audience = "members"
out = "dist/members"
url = "https://boats.example/members/"

[editions.partners]
audience = "partners"
out = "dist/partners"
url = "https://boats.example/partners/"

[editions.client]
audience = "client"
out = "dist/client"
url = "https://boats.example/"
"#;

/// An option: what, up to what limit, and for whom.
type Offer<'a> = (&'a str, &'a str, &'a str);

/// A policy as one commit has it.
#[derive(Clone, Copy)]
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    audience: &'a str,
    version: &'a str,
    /// Other keys, one on each line.
    keys: &'a str,
    /// With one the policy is grey, without one it is black.
    offers: &'a [Offer<'a>],
    /// Its change log: version, day, summary, audience.
    log: &'a [(&'a str, &'a str, &'a str, &'a str)],
    body: &'a str,
}

impl Rule<'_> {
    fn text(&self) -> String {
        let Self { id, title, audience, version, keys, offers, log, body } = self;
        let mut text =
            format!("+++\nid = \"{id}\"\ntitle = \"{title}\"\naudience = \"{audience}\"\nversion = \"{version}\"\n");
        for (key, value) in [("owner", "\"client-care\""), ("review_date", "2027-06-30")] {
            if !keys.contains(key) {
                writeln!(text, "{key} = {value}").unwrap();
            }
        }
        text += "rationale = \"So that boats come home.\"\n";
        text += if offers.is_empty() {
            "flexibility = \"black\"\nreasons = [\"It keeps everyone dry.\"]\n"
        } else {
            "flexibility = \"grey\"\n"
        };
        writeln!(text, "{keys}").unwrap();
        for (offer, limit, audience) in *offers {
            writeln!(
                text,
                "\n[[options]]\noffer = \"{offer}\"\nwhen = \"Always\"\nlimit = \"{limit}\"\ndecided_by = \"front-desk\"\naudience = \"{audience}\""
            )
            .unwrap();
        }
        for (version, day, summary, audience) in *log {
            writeln!(
                text,
                "\n[[changes]]\nversion = \"{version}\"\ndate = {day}\nsummary = \"{summary}\"\naudience = \"{audience}\""
            )
            .unwrap();
        }
        format!("{text}+++\n\n{body}\n")
    }
}

/// A policy that has had one version only, in force since its day.
fn first<'a>(id: &'a str, title: &'a str, audience: &'a str, keys: &'a str, body: &'a str) -> Rule<'a> {
    Rule { id, title, audience, version: "1.0", keys, offers: &[], log: &[], body }
}

fn page(title: &str, audience: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\nkind = \"page\"\naudience = \"{audience}\"\n+++\n\n{body}\n")
}

fn fact(key: &str, title: &str, audience: &str, values: &[(&str, &str)]) -> String {
    let values = values.iter().fold(String::new(), |mut text, (from, value)| {
        writeln!(text, "\n[[{key}.values]]\nfrom = {from}\nvalue = \"{value}\"").unwrap();
        text
    });
    format!("[{key}]\ntitle = \"{title}\"\naudience = \"{audience}\"\n{values}\n")
}

fn facts(late: &[(&str, &str)], gesture: &[(&str, &str)], deposit: &[(&str, &str)]) -> String {
    fact("late-fee", "Late fee", "client", late)
        + &fact("gesture", "Gesture", "staff", gesture)
        + &fact("deposit", "Deposit", "members", deposit)
}

fn person(key: &str, role: &str, name: &str) -> String {
    format!("[{key}]\nrole = \"{role}\"\nname = \"{name}\"\naudience = \"client\"\n\n")
}

fn glossary(terms: &[(&str, &str)]) -> String {
    let head = "+++\ntitle = \"Words\"\naudience = \"client\"\n+++\n\n".to_owned();
    terms.iter().fold(head, |text, (term, words)| text + term + "\n\n: " + words + "\n\n")
}

fn touchpoint(key: &str, title: &str) -> String {
    format!("[{key}]\ntitle = \"{title}\"\naudience = \"client\"\n\n")
}

const GOAL: &str = "mission = \"Everyone comes home.\"\n\n[keep-clients]\ntitle = \"Clients who come back\"\n";

const FEES: [(&str, &str); 3] = [("2024-01-01", "£5"), ("2025-01-01", "£7"), ("2027-01-01", "£9")];
const GESTURES: [(&str, &str); 2] = [("2024-01-01", "£15"), ("2025-06-01", "£30")];
const DEPOSITS: [(&str, &str); 2] = [("2024-01-01", "£50"), ("2026-03-01", "£60")];

const REFUNDS: &str = "We take {fact:late-fee} for each late day.\n\n::: staff\nVouchers up to {fact:gesture}.\n:::";

fn refunds() -> [Rule<'static>; 3] {
    const FIRST: (&str, &str, &str, &str) = ("1.0", "2024-01-15", "First rules.", "client");
    const SECOND: (&str, &str, &str, &str) = ("2.0", "2025-01-01", "More room.", "client");
    const THIRD: (&str, &str, &str, &str) = ("3.0", "2027-01-01", "No room.", "client");
    let rule = |version, title, keys, offers, log| Rule {
        id: "RF-1",
        title,
        audience: "client",
        version,
        keys,
        offers,
        log,
        body: REFUNDS,
    };
    [
        rule(
            "1.0",
            "Refunds",
            "effective = 2024-01-15\nescalation = [\"front-desk\"]\ngoals = [\"keep-clients\"]",
            &[("Money back", "£20", "client"), ("Boat voucher", "{fact:gesture}", "staff")],
            &[FIRST],
        ),
        rule(
            "2.0",
            "Refunds and vouchers",
            "effective = 2025-01-01\nescalation = [\"front-desk\"]\ngoals = [\"keep-clients\"]",
            &[
                ("Money back", "£40", "client"),
                ("Boat voucher", "{fact:gesture}", "staff"),
                ("Free hour", "one hour", "members"),
            ],
            &[SECOND, FIRST],
        ),
        rule(
            "3.0",
            "Refunds and vouchers",
            "effective = 2027-01-01\nescalation = [\"front-desk\"]\ngoals = [\"keep-clients\"]",
            &[],
            &[THIRD, SECOND, FIRST],
        ),
    ]
}

const SCULLS: [(&str, &str, &str, &str); 2] =
    [("1.1", "2025-09-01", "Ask first.", "members"), ("1.0", "2024-01-15", "Sculls, first.", "members")];

const COVER: [(&str, &str, &str, &str); 2] =
    [("2.0", "2025-12-15", "Wider.", "client"), ("1.0", "2024-01-15", "Cover, first.", "client")];

const NIGHT: [(&str, &str, &str, &str); 2] =
    [("2.0", "2026-03-01", "Without lamps.", "members"), ("1.0", "2024-01-15", "Night, first.", "members")];

const LEDGER: [(&str, &str, &str, &str); 2] =
    [("2.0", "2025-06-01", "Kept closer.", "staff"), ("1.0", "2024-01-15", "Ledger, first.", "client")];

/// Writes a policy.
fn put(folder: Folder, path: &str, rule: &Rule<'_>) -> Folder {
    folder.file(&format!("content/{path}.md"), rule.text())
}

/// A policy of one version, with an entry of the change log for it.
fn put_first(folder: Folder, path: &str, rule: Rule<'_>, day: &str) -> Folder {
    let keys = format!("effective = {day}\n{}", rule.keys);
    let summary = format!("{} begins.", rule.title);
    put(folder, path, &Rule { keys: &keys, log: &[("1.0", day, &summary, rule.audience)], ..rule })
}

fn showers(keys: &str, body: &str) -> Rule<'static> {
    let (keys, body): (&'static str, &'static str) = (String::leak(keys.to_owned()), String::leak(body.to_owned()));
    first("OT-1", "Showers", "client", keys, body)
}

fn loan() -> Rule<'static> {
    Rule {
        offers: &[("Loan of oars", "{fact:deposit}", "members")],
        ..first("MB-1", "Loan", "members", "", "We hold {fact:deposit}.")
    }
}

fn c2024_01_15(folder: Folder) -> Folder {
    let folder = folder
        .file("book.toml", BOOK)
        .file(
            "content/people.toml",
            person("front-desk", "Front desk", "Ada Kay")
                + &person("client-care", "Client care", "Cy Lund")
                + &person("bookkeeper", "Bookkeeper", "Di Moss"),
        )
        .file("content/facts.toml", facts(&FEES[..1], &GESTURES[..1], &DEPOSITS[..1]))
        .file("content/goals.toml", GOAL)
        .file("content/touchpoints.toml", touchpoint("fax", "I send a fax"))
        .file("content/glossary.md", glossary(&[("Credit note", "A slip that buys time.")]))
        .file("content/_index.md", page("Boat house", "client", "Hello."))
        .file("content/money/_index.md", page("Money", "client", "What things cost, and what a credit note is."))
        .file("content/boats/_index.md", page("Boats", "client", "What floats, a skiff too."))
        .file("content/welcome.md", page("Welcome", "client", "Come in and look around."));
    let day = "2024-01-15";
    let folder = put(folder, "money/refunds", &refunds()[0]);
    let folder = put_first(folder, "money/cheques", first("CH-1", "Cheques", "client", "", "Cheques rule."), day);
    let folder = put_first(folder, "boats/lockers", first("RT-1", "Lockers", "client", "", "Lockers rule."), day);
    let folder = put_first(folder, "money/fax", first("RT-2", "Fax orders", "partners", "", "Faxes rule."), day);
    let folder = put_first(folder, "boats/keys", first("MV-1", "Keys", "staff", "", "Keys rule."), day);
    let sculls = Rule {
        log: &SCULLS[1..],
        ..first("SC-1", "Single sculls", "members", "effective = 2024-01-15", "Late oars cost {fact:late-fee}.")
    };
    let folder = put(folder, "boats/sculls", &sculls);
    let ledger =
        Rule { log: &LEDGER[1..], ..first("PV-1", "Ledger", "client", "effective = 2024-01-15", "Ledger rule.") };
    let folder = put(folder, "money/ledger", &ledger);
    let folder = put_first(folder, "boats/loan", loan(), day);
    let night = Rule {
        log: &NIGHT[1..],
        ..first("RV-1", "Night rowing", "members", "effective = 2024-01-15", "Lamps at night.")
    };
    let folder = put(folder, "boats/night", &night);
    let cover = Rule {
        log: &COVER[1..],
        ..first("BD-1", "Insurance", "client", "effective = 2024-01-15\nowner = \"bookkeeper\"", "Cover is plain.")
    };
    let folder = put(folder, "money/insurance", &cover);
    put_first(
        folder,
        "boats/showers",
        showers("touchpoints = [\"fax\"]\nreview_date = 2026-11-01", "Five minutes."),
        day,
    )
}

fn c2024_05_01(folder: Folder) -> Folder {
    let guests = "+++\nid = \"UN-1\"\ntitle = \"Guests\"\naudience = \"client\"\nflexibility = \"undecided\"\n+++\n\nGuests may come.\n";
    let berths = Rule {
        offers: &[("Berth", "one week", "partners"), ("Second berth", "one week", "staff")],
        ..first("PT-1", "Partner berths", "partners", "", "Berths rule.")
    };
    let folder = folder
        .file("content/boats/guests.md", guests)
        .file("content/notice.md", page("Notice", "members", "The slipway is closed."));
    put_first(folder, "boats/berths", berths, "2024-05-01")
}

fn c2024_10_01(folder: Folder) -> Folder {
    put(folder, "money/refunds", &refunds()[1])
        .file("content/facts.toml", facts(&FEES[..2], &GESTURES[..1], &DEPOSITS[..1]))
}

fn c2025_02_01(folder: Folder) -> Folder {
    let words = [("Credit note", "A slip that buys time."), ("Skiff", "A small boat.")];
    let folder = folder
        .without("content/boats/keys.md")
        .file("content/safety/_index.md", page("Safety", "client", "Safety first."))
        .file("content/glossary.md", glossary(&words));
    let keys = first("MV-1", "Keys", "staff", "aliases = [\"/boats/keys/\"]", "Keys rule.");
    let folder = put_first(folder, "safety/keys", keys, "2024-01-15");
    put_first(
        folder,
        "money/giro",
        first("GI-1", "Giro", "client", "supersedes = [\"CH-1\"]\nreview_date = 2026-06-01", "Giro rules."),
        "2025-02-01",
    )
}

fn c2025_06_01(folder: Folder) -> Folder {
    let folder = folder
        .without("content/money/cheques.md")
        .file("content/facts.toml", facts(&FEES[..2], &GESTURES, &DEPOSITS[..1]));
    let ledger = Rule {
        version: "2.0",
        log: &LEDGER,
        ..first("PV-1", "Ledger", "staff", "effective = 2025-06-01", "Ledger rule, kept closer.")
    };
    let folder = put(folder, "money/ledger", &ledger);
    let winter = Rule {
        offers: &[("Warm room", "none", "client")],
        ..first("WN-1", "Winter timetable", "client", "until = 2025-12-31", "Winter rules.")
    };
    put_first(folder, "boats/winter", winter, "2025-09-01")
}

fn c2025_09_01(folder: Folder) -> Folder {
    let people = person("front-desk", "Front desk", "Bea Low")
        + &person("client-care", "Client care", "Cy Lund")
        + &person("bookkeeper", "Bookkeeper", "Di Moss");
    let words = [("Credit note", "A promise to repay."), ("Skiff", "A small boat.")];
    let folder = folder
        .file("content/people.toml", people)
        .file("content/glossary.md", glossary(&words))
        .file("content/welcome.md", page("Welcome aboard", "client", "Step aboard."));
    let singles = Rule {
        version: "1.1",
        log: &SCULLS,
        ..first(
            "SC-1",
            "Single sculls",
            "members",
            "effective = 2025-09-01",
            "Late oars cost {fact:late-fee}. Ask first.",
        )
    };
    let folder = put(folder, "boats/singles", &singles);
    let folder =
        put_first(folder, "boats/sculls", first("SC-2", "Double sculls", "members", "", "Two by two."), "2025-09-01");
    let folder = put_first(
        folder,
        "boats/lockers",
        first("RT-1", "Lockers", "client", "retired = 2026-01-01", "Lockers rule."),
        "2024-01-15",
    );
    let folder = put_first(
        folder,
        "safety/smart-locks",
        first("NV-1", "Smart locks", "staff", "supersedes = [\"MV-1\"]", "No keys."),
        "2026-03-01",
    );
    let night = Rule {
        version: "2.0",
        log: &NIGHT,
        ..first("RV-1", "Night rowing", "members", "effective = 2026-03-01", "No lamps needed.")
    };
    put(folder, "boats/night", &night)
}

fn c2025_11_01(folder: Folder) -> Folder {
    let night = Rule {
        log: &NIGHT[1..],
        ..first("RV-1", "Night rowing", "members", "effective = 2024-01-15", "Lamps at night.")
    };
    put(folder, "boats/night", &night)
}

fn c2026_01_10(folder: Folder) -> Folder {
    let people = person("front-desk", "Front desk", "Bea Low") + &person("client-care", "Client care", "Cy Lund");
    let folder = folder
        .without("content/safety/smart-locks.md")
        .file("content/people.toml", people)
        .file("content/touchpoints.toml", touchpoint("berth", "I want a berth"));
    let folder = put_first(
        folder,
        "money/cards",
        first("CD-1", "Cards", "client", "supersedes = [\"GI-1\"]", "Cards rule."),
        "2026-03-01",
    );
    let folder = put_first(
        folder,
        "money/fax",
        first("RT-2", "Fax orders", "partners", "status = \"retired\"", "Faxes rule."),
        "2024-01-15",
    );
    let folder = put_first(
        folder,
        "boats/showers",
        showers("touchpoints = [\"berth\"]\nreview_date = 2026-11-01", "Five minutes."),
        "2024-01-15",
    );
    let cover = Rule {
        version: "2.0",
        log: &COVER,
        ..first("BD-1", "Insurance", "client", "effective = 2025-12-15", "Cover is wide.")
    };
    put(folder, "money/insurance", &cover)
}

fn c2026_03_01(folder: Folder) -> Folder {
    let people = person("front-desk", "Front desk", "Bea Low") + &person("client-care", "Guest care", "Cy Lund");
    let folder = folder
        .without("content/notice.md")
        .file("content/people.toml", people)
        .file("content/goals.toml", format!("{GOAL}\n[calm-water]\ntitle = \"Calm water\"\n"));
    let drones = Rule {
        version: "0.1",
        offers: &[("Fly", "ten minutes", "client")],
        log: &[("0.1", "2026-03-01", "Drones are thought of.", "client")],
        ..first("DR-1", "Drones", "client", "status = \"draft\"", "Drones may fly.")
    };
    let folder = put(folder, "safety/drones", &drones);
    let quiet = Rule {
        version: "0.2",
        log: &[("0.2", "2026-03-01", "Quiet is talked about.", "members")],
        ..first("CN-1", "Quiet hours", "members", "status = \"consultation\"", "Hush.")
    };
    let folder = put(folder, "safety/quiet", &quiet);
    let evening = Rule {
        offers: &[("Evening boat", "two hours", "members")],
        ..first(
            "TR-1",
            "Evening rowing",
            "members",
            "status = \"pilot\"\npilot = { until = 2026-11-21 }",
            "Evenings rule.",
        )
    };
    put_first(folder, "boats/evening", evening, "2026-03-01")
}

fn c2026_06_15(folder: Folder) -> Folder {
    let folder = folder.file("content/facts.toml", facts(&FEES[..2], &GESTURES, &DEPOSITS));
    let guests = Rule {
        offers: &[("Guest boat", "one", "client")],
        ..first("UN-1", "Guests", "client", "", "Guests may come.")
    };
    let folder = put_first(folder, "boats/guests", guests, "2026-06-15");
    put_first(
        folder,
        "boats/showers",
        showers("touchpoints = [\"berth\"]\nreview_date = 2026-11-01", "Seven minutes."),
        "2024-01-15",
    )
}

fn c2026_10_01(folder: Folder) -> Folder {
    let folder =
        put(folder, "money/refunds", &refunds()[2]).file("content/facts.toml", facts(&FEES, &GESTURES, &DEPOSITS));
    let wallet = Rule {
        offers: &[("Top up", "£5", "client")],
        ..first("WL-1", "Wallet", "client", "supersedes = [\"CD-1\"]", "Wallets rule.")
    };
    put_first(folder, "money/wallet", wallet, "2027-01-01")
}

/// What a commit writes.
type Change = fn(Folder) -> Folder;

const COMMITS: [(&str, Change); 11] = [
    ("2024-01-15", c2024_01_15),
    ("2024-05-01", c2024_05_01),
    ("2024-10-01", c2024_10_01),
    ("2025-02-01", c2025_02_01),
    ("2025-06-01", c2025_06_01),
    ("2025-09-01", c2025_09_01),
    ("2025-11-01", c2025_11_01),
    ("2026-01-10", c2026_01_10),
    ("2026-03-01", c2026_03_01),
    ("2026-06-15", c2026_06_15),
    ("2026-10-01", c2026_10_01),
];

/// The handbook as its repository was at the end of a day.
pub(crate) fn on(day: &str) -> Folder {
    let folder = nothing();
    init(&folder);
    COMMITS.iter().filter(|(date, _)| *date <= day).fold(
        folder.file(".gitignore", "/dist\n/.greyline\n"),
        |folder, (date, change)| {
            let folder = change(folder);
            commit(&folder, date);
            folder
        },
    )
}

/// Makes a repository of a folder.
pub(crate) fn init(folder: &Folder) {
    git(folder, &["init", "--quiet"], "2024-01-15");
}

/// Commits all that lies in a folder.
pub(crate) fn commit(folder: &Folder, day: &str) {
    git(folder, &["add", "--all"], day);
    git(folder, &["commit", "--quiet", "--message", day], day);
}

fn git(folder: &Folder, arguments: &[&str], day: &str) {
    let date = format!("{day}T12:00:00Z");
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]);
    git.args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]).args(arguments).current_dir(folder.root());
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
