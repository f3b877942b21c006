//! What a data file or the glossary kept from clients at any time is in nothing older that they are given, though it has gone since.

use crate::FILE;
use crate::repository::{Repository, refunds};
use crate::support::folder::{Folder, Run, handbook};

/// An entry of a data file, and the same for staff alone.
fn entry(file: &str) -> (String, String) {
    let open = match file {
        "people.toml" => {
            "[client-care]\nrole = \"Care\"\naudience = \"client\"\n[plan]\nrole = \"Plan Quokka\"\ncontact = \"tel:+44-1632-960777\"\n"
        }
        "goals.toml" | "touchpoints.toml" => "[plan]\ntitle = \"Plan Quokka\"\ntext = \"Quokka for all.\"\n",
        "facts.toml" => {
            "[plan]\ntitle = \"Plan Quokka\"\n[[plan.values]]\nfrom = 2024-01-01\nvalue = \"Quokka 7\"\naudience = \"client\"\n"
        }
        _ => "Plan\n\n: A Quokka for everybody.\n",
    };
    if file == "glossary.md" {
        let file = |entry: &str| format!("+++\naudience = \"client\"\n+++\n\nCredit\n\n: Money.\n\n{entry}");
        return (file(open), file(&format!("::: staff\n\n{open}\n:::\n")));
    }
    if file == "facts.toml" {
        let file = |label: &str| open.replacen("\n[[", &format!("\naudience = \"{label}\"\n[["), 1);
        return (file("client"), file("staff"));
    }
    (format!("{open}audience = \"client\"\n"), open.to_owned())
}

fn gone(file: &str) -> &'static str {
    match file {
        "people.toml" => "[client-care]\nrole = \"Care\"\naudience = \"client\"\n",
        "glossary.md" => "+++\naudience = \"client\"\n+++\n\nCredit\n\n: Money.\n",
        _ => "",
    }
}

/// A handbook with a data file that says each of these one after another.
fn past(file: &str, texts: &[&str]) -> Folder {
    let policy = refunds("1.0", "2025-01-01", "The Plan in words, and Credit.");
    let key = match file {
        "people.toml" => "escalation = [\"plan\"]\n",
        "touchpoints.toml" => "touchpoints = [\"plan\"]\n",
        _ => "",
    };
    let folder = handbook().repository().file(FILE, policy.replace("owner =", &format!("{key}owner =")));
    let days = ["2025-01-01", "2025-03-01", "2025-05-01", "2025-07-01"];
    texts.iter().zip(days).fold(folder, |folder, (text, day)| {
        let folder = if *day > *"2025-01-01" { folder.file(FILE, policy.clone()) } else { folder };
        folder.file(&format!("content/{file}"), text).commit(day)
    })
}

fn says(run: &Run, site: &str, word: &str) -> bool {
    let mut files = run.site.iter().filter(|(path, _)| path.starts_with(site));
    files.any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(word))
}

/// What a client reads of the day before anything was kept from them.
fn read_of_the_past(file: &str, texts: &[&str]) -> bool {
    let run = past(file, texts).run(&["build", "--as-of", "2025-02-01", "--edition", "client"]).done();
    says(&run, "client-2025-02-01", "Quokka")
}

/// The files whose entries clients may read.
const FILES: [&str; 4] = ["people.toml", "facts.toml", "touchpoints.toml", "glossary.md"];

#[test]
fn an_entry_that_was_kept_from_clients_before_it_went_is_not_in_its_past() {
    for file in FILES {
        let (open, kept) = entry(file);
        assert!(read_of_the_past(file, &[&open, gone(file)]), "{file}: what is only gone stays in the past");
        assert!(!read_of_the_past(file, &[&open, &kept, gone(file)]), "{file}");
        assert!(!read_of_the_past(file, &[&open, &kept, &open, gone(file)]), "{file}: withholding only grows");
    }
}

#[test]
fn an_entry_that_clients_read_today_is_in_its_past_whatever_was_in_between() {
    for file in FILES {
        let (open, kept) = entry(file);
        assert!(read_of_the_past(file, &[&open, &kept, &open]), "{file}");
    }
}

#[test]
fn an_old_version_does_not_say_what_a_data_file_kept_from_clients_later() {
    for (file, sentence) in [
        ("people.toml", "Ask for Plan Quokka at the desk."),
        ("facts.toml", "It comes to Quokka 7 each day."),
        ("glossary.md", "A Quokka for everybody."),
        ("goals.toml", "Quokka for all."),
    ] {
        let (_, kept) = entry(file);
        let folder = handbook()
            .repository()
            .file(FILE, refunds("1.0", "2025-01-01", &format!("Within ten days.\n\n{sentence}")))
            .commit("2025-01-01")
            .file(&format!("content/{file}"), kept)
            .file(FILE, refunds("2.0", "2025-03-01", "Within nine days."))
            .commit("2025-03-01")
            .file(&format!("content/{file}"), gone(file));
        let run = folder.commit("2025-05-01").built();
        assert!(says(&run, "client/refunds/versions/1.0/", "Within ten days."), "{file}");
        assert!(!says(&run, "client/refunds/", "Quokka"), "{file}");
        assert!(says(&run, "staff/refunds/versions/1.0/", "Quokka"), "{file}");
    }
}

/// A title is compared as it is read: the key of a fact in it is no word of it.
#[test]
fn the_key_of_a_fact_in_a_title_hides_no_version() {
    let facts = "[vat-2024]\ntitle = \"Share\"\naudience = \"client\"\n[[vat-2024.values]]\nfrom = 2024-01-01\nvalue = \"a fifth\"\n";
    let titled = |version: &str, day: &str, body: &str| {
        refunds(version, day, body).replace("title = \"Refunds\"", "title = \"Refunds less {fact:vat-2024}\"")
    };
    let folder = handbook()
        .repository()
        .file("content/facts.toml", facts)
        .file("content/other.md", titled("1.0", "2025-01-01", "Ask, see [[CS-001]].").replace("CS-001\"", "CS-002\""))
        .file(FILE, titled("1.0", "2025-01-01", "Within ten days."))
        .commit("2025-01-01")
        .file("content/other.md", titled("2.0", "2026-01-01", "Ask us.").replace("CS-001\"", "CS-002\""))
        .file(FILE, titled("2.0", "2026-01-01", "Within five days.\n\n::: staff\nBooked as vat-2024.\n:::"))
        .commit("2026-01-01");
    let run = folder.built();
    for page in ["refunds", "other"] {
        assert!(run.text(&format!("client/{page}/versions/1.0/index.html")).contains("Refunds less a fifth"), "{page}");
    }
    assert!(run.text("client/other/versions/1.0/index.html").contains("see <a"));
}

const PLAN: &str = "content/plan.svg";

fn plan(title: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{title}</title></svg>")
}

/// What the sites of clients show of `plan.svg` as of a day on which their text has it, and whether the audit passes: the text of the
/// policy then, and later texts each with their files.
fn plan_as_of(later: &[&[(&str, String)]]) -> (bool, bool) {
    let first = refunds("1.0", "2024-02-01", "Go by the [plan](plan.svg).");
    let mut folder =
        handbook().repository().file(FILE, first).file(PLAN, plan("Where the doors are")).commit("2024-02-01");
    for (files, day) in later.iter().zip(["2024-08-01", "2025-02-01", "2025-08-01"]) {
        for (name, text) in *files {
            folder = if text.is_empty() { folder.without(name) } else { folder.file(name, text) };
        }
        folder = folder.commit(day);
    }
    let run = folder.run(&["build", "--as-of", "2024-06-01", "--edition", "client"]).done();
    let out = folder.run(&["audit", "dist/client-2024-06-01", "--edition", "client"]);
    (run.site.contains_key("client-2024-06-01/plan.svg"), out.code == Some(0))
}

/// An attachment has one form, that of today: a later text that uses it for staff may have made it another.
#[test]
fn a_picture_that_a_later_text_keeps_from_clients_is_not_in_their_past() {
    let two = |body: &str| (FILE, refunds("2.0", "2024-08-01", body));
    let three = |body: &str| (FILE, refunds("3.0", "2025-02-01", body));
    let key =
        |line: &str| (FILE, refunds("2.0", "2024-08-01", "By hand.").replace("owner =", &format!("{line}owner =")));
    let picture = || (PLAN, plan("Where the safe is"));
    let inner = "+++\ntitle = \"Inner\"\nkind = \"page\"\n+++\n\n![The safe](plan.svg)\n".to_owned();
    let in_block = "By hand.\n\n::: staff\n![The safe](plan.svg)\n:::";
    let kept: [&[&[(&str, String)]]; 7] = [
        &[&[two(in_block), picture()]],
        &[&[two(in_block), picture()], &[three("By foot.")]],
        &[&[two("By hand."), ("content/inner.md", inner.clone()), picture()], &[("content/inner.md", String::new())]],
        &[&[key("say = \"See the [safe](plan.svg).\"\n"), picture()]],
        &[&[
            key("scenarios = [{ situation = \"![Way](plan.svg)\", question = \"Where?\", answer = \"There.\" }]\n"),
            picture(),
        ]],
        &[&[key("say = \"See the [safe](plan.svg).\"\n"), picture()], &[three("By foot.")]],
        &[
            &[two("By hand."), picture()],
            &[(
                "content/next.md",
                inner.replace("kind = \"page\"", "id = \"CS-9\"\nstatus = \"draft\"\nflexibility = \"undecided\""),
            )],
        ],
    ];
    for (at, later) in kept.into_iter().enumerate() {
        assert_eq!(plan_as_of(later), (false, true), "{at}");
    }
    // Nobody kept it from them, or they read it again today.
    let shown: [&[&[(&str, String)]]; 4] = [
        &[&[two("By hand.")]],
        &[&[two("By hand."), picture()], &[three("By foot.")]],
        &[&[two(in_block), picture()], &[three("By the [plan](plan.svg).")]],
        &[&[two(&format!("{in_block}\n\n[Plan](plan.svg)"))], &[three("By foot.")]],
    ];
    for (at, later) in shown.into_iter().enumerate() {
        assert_eq!(plan_as_of(later), (true, true), "{at}");
    }
}

/// A picture that an announced version no longer has stays until that day, and is no leak; unless a text kept it from clients since.
#[test]
fn a_picture_of_what_is_in_force_stays_until_it_is_not() {
    let first = refunds("1.0", "2024-02-01", "Go by the [plan](plan.svg).");
    let announced = |body: &str| refunds("2.0", "2026-09-01", body);
    let made = |texts: &[&str]| {
        let folder = handbook().repository().file(FILE, first.as_str()).file(PLAN, plan("Doors")).commit("2024-02-01");
        let days = ["2026-03-01", "2026-04-01"].into_iter();
        let folder =
            texts.iter().zip(days).fold(folder, |folder, (body, day)| folder.file(FILE, announced(body)).commit(day));
        let run = folder.built();
        let out = folder.run(&["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"]);
        (run.site.contains_key("client/plan.svg"), out.code == Some(0))
    };
    assert_eq!(made(&["By hand."]), (true, true));
    assert_eq!(made(&["By hand.\n\n::: staff\n![The safe](plan.svg)\n:::"]), (false, true));
    assert_eq!(made(&["By hand.\n\n::: staff\n![The safe](plan.svg)\n:::", "By foot."]), (false, true));
}

#[test]
fn an_address_that_is_read_as_words_is_compared_as_words() {
    let read = |sentence: &str, later: &str| {
        let folder = handbook().repository();
        let folder = folder.file(FILE, refunds("1.0", "2025-01-01", sentence)).commit("2025-01-01");
        let folder = folder.file(FILE, refunds("2.0", "2025-03-01", later)).commit("2025-03-01");
        says(&folder.build().done(), "client/", "quokka.example")
    };
    for address in ["[[https://quokka.example/plan]]", "<https://quokka.example/plan>"] {
        let sentence = format!("Write to {address} before anything else.");
        assert!(read(&sentence, "Write to us."), "{address}");
        let private = format!("Write to us.\n\n::: staff\nWrite to {address} before anything else.\n:::");
        assert!(!read(&sentence, &private), "{address}");
        assert!(!read(&sentence, &format!("Write to us.\n\n::: staff\n{address}\n:::")), "{address} alone");
    }
}
