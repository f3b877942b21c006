//! Texts of the front matter and of data files: Markdown like that of bodies, and checked like it.

use crate::support::folder::{Folder, Run, handbook};

const FACTS: &str = "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n[[late-fee.values]]\nfrom = 2026-01-01\n\
                     value = \"**£5** a day\"\n[gesture]\ntitle = \"Gesture\"\n[[gesture.values]]\nfrom = 2026-01-01\n\
                     value = \"£20\"\n";

/// A client's policy with `more` in its front matter.
fn policy(more: &str) -> String {
    format!(
        "+++\nid = \"HR-1\"\nversion = \"1.0\"\neffective = 2026-01-01\nowner = \"client-care\"\nflexibility = \"grey\"\n\
         review_date = 2027-01-01\naudience = \"client\"\n{more}+++\n\nText.\n"
    )
}

fn with(more: &str) -> Folder {
    handbook().file("content/facts.toml", FACTS).file("content/a/x.md", policy(more)).page("private.md", "Kept.")
}

const OPTION: &str =
    "[[options]]\noffer = \"A drink\"\nlimit = \"one\"\ndecided_by = \"client-care\"\naudience = \"client\"\n";

/// A link to a heading means the heading of the policy, wherever its text is shown.
#[test]
fn links_to_headings_lead_to_the_policy_itself() {
    let link = "[l](#text)";
    let more = format!(
        "title = \"Fees\"\nrationale = \"{link}\"\ndescription = \"{link}\"\ntouchpoints = [\"refund\"]\n\
         [[options]]\noffer = \"A {link}\"\nlimit = \"One {link}\"\ndecided_by = \"client-care\"\naudience = \"client\"\n\
         [[standards]]\nmeasure = \"{link}\"\ntarget = \"{link}\"\naudience = \"client\"\n\
         [[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"{link}\"\naudience = \"client\"\n"
    );
    let text = policy(&more).replace("\nText.\n", "\n## Text\n\nWords.\n");
    let run = with("title = \"Fees\"\n")
        .file("content/a/x.md", text)
        .file("content/touchpoints.toml", "[refund]\ntitle = \"Refund\"\naudience = \"client\"\n")
        .build()
        .done();
    for (page, href) in [
        ("staff/a/x", "#text"),
        ("staff/options", "../a/x/index.html#text"),
        ("staff/standards", "../a/x/index.html#text"),
        ("client/standards", "../a/x/index.html#text"),
        ("client/a/x", "#text"),
        ("client/print", "../a/x/index.html#text"),
    ] {
        let html = run.text(&format!("{page}/index.html"));
        let hrefs: Vec<&str> =
            html.split("href=\"").filter_map(|rest| rest.split_once("\">l</a>")).map(|(h, _)| h).collect();
        let hrefs: Vec<&str> = hrefs.into_iter().filter(|href| !href.contains('"')).collect();
        assert!(!hrefs.is_empty() && hrefs.iter().all(|found| *found == href), "{page}: {hrefs:?}");
    }
}

/// Every text with a mark, a fact and a link: each reaches its page as HTML, and other files as words.
#[test]
fn texts_are_formatted_wherever_they_are_shown() {
    let text = "an *m* of {fact:late-fee}, [l](HR-1)";
    let more = format!(
        "title = \"Fees of {{fact:late-fee}}\"\ntags = [\"tag {{fact:late-fee}}\"]\nkeywords = [\"key\"]\ngoals = [\"keep\"]\n\
         touchpoints = [\"refund\"]\ndescription = \"{text}\"\nrationale = \"{text}\\n\\n- one\\n- two\"\nsay = \"{text}\"\n\
         takes = \"> 5 {text}\"\n[[options]]\noffer = \"offer {text}\"\nwhen = \"1. when {text}\"\nlimit = \"> £5 {text}\"\n\
         decided_by = \"client-care\"\naudience = \"client\"\n[[standards]]\nmeasure = \"{text}\"\ntarget = \"{text}\"\n\
         result = \"{text}\"\naudience = \"client\"\n[[scenarios]]\nsituation = \"{text}\"\nquestion = \"{text}\"\n\
         answer = \"- {text}\\n- two\"\naudience = \"client\"\n[[benchmarks]]\nwho = \"Who\"\noffers = \"{text}\"\n\
         [[good_calls]]\nstory = \"{text}\"\n[[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"{text}\"\n\
         reason = \"{text}\"\naudience = \"client\"\n"
    );
    let titled =
        |key: &str| format!("[{key}]\ntitle = \"T {{fact:late-fee}}\"\ntext = \"{text}\"\naudience = \"client\"\n");
    let book = crate::support::DEFAULTS[0].1.replace("out = \"dist/client\"", "url = \"https://example.org/\"");
    let run = with(&more)
        .file("book.toml", book)
        .file(
            "content/people.toml",
            format!("[client-care]\nrole = \"Care\"\ncontact = \"{text}\"\nanswers_within = \"{text}\"\naudience = \"client\"\n"),
        )
        .file("content/goals.toml", format!("mission = \"{text}\"\n{}", titled("keep")))
        .file("content/touchpoints.toml", titled("refund"))
        .file("content/glossary.md", format!("+++\naudience = \"client\"\n+++\n\nText\n\n: It is {text}.\n"))
        .build()
        .done();
    for (name, bytes) in run.site.iter().filter(|(name, _)| !name.contains("assets/")) {
        let made = String::from_utf8_lossy(bytes);
        let found = greyline::search::unpack(bytes).map(|shard| shard.text()).unwrap_or_default();
        for typed in ["{fact:", "*m*", "[l](", "**"] {
            assert!(!made.contains(typed) && !found.contains(typed), "{name} holds `{typed}`");
        }
    }
    let html = "an <em>m</em> of <span class=\"fact\"><strong>£5</strong> a day</span>, <a href=\"";
    for (page, least) in [("a/x", 12), ("touchpoints", 1), ("standards", 3), ("glossary", 1)] {
        for edition in ["client", "staff"] {
            let found = run.text(&format!("{edition}/{page}/index.html")).matches(html).count();
            assert!(found >= least, "{edition}/{page}: {found}");
        }
    }
    for page in ["options", "goals", "practice", "benchmarks", "changes", "a"] {
        assert!(run.text(&format!("staff/{page}/index.html")).contains(html), "{page}");
    }
    let words = "an m of £5 a day, l";
    assert!(run.text("client/changes.atom").contains(words));
    let page = run.text("client/a/x/index.html");
    assert!(page.contains(&format!("<meta name=\"description\" content=\"{words}\">")), "{page}");
    assert!(page.contains("<dd>1. when an <em>") && page.contains("&gt; £5 an <em>"), "{page}");
    assert!(page.contains("<li>two</li>") && page.contains("Fees of £5 a day</h1>"), "{page}");
}

fn refused(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, Some(1), "{parts:?}\n{}{}", run.stdout, run.stderr);
    for part in parts {
        assert!(run.stdout.contains(part), "{part} is not in\n{}", run.stdout);
    }
}

/// Links and facts of front matter follow the rules of bodies, with the readers of each text.
#[test]
fn links_and_facts_are_checked_for_the_readers_of_each_text() {
    for (more, found) in [
        ("rationale = \"See [it](../private.md).\"\n", "content/a/x.md:10:18: error[private-link]"),
        ("rationale = \"See [it](NO-1).\"\n", "content/a/x.md:10:18: error[broken-link]"),
        ("rationale = \"Up to {fact:gesture}.\"\n", "content/a/x.md:10:20: error[private-fact]"),
        ("rationale = \"Up to {fact:none}.\"\n", "content/a/x.md:10:20: error[unknown-fact]"),
        ("rationale = \"Because.\"\ntakes = \"![A lane](lane.png)\"\n", "content/a/x.md:11:10: error[missing-image]"),
        ("rationale = \"Because.\"\ntags = [\"{fact:gesture}\"]\n", "content/a/x.md:11:10: error[private-fact]"),
        ("rationale = '''\nOne.\n\n- [it](../private.md)\n'''\n", "content/a/x.md:13:3: error[private-link]"),
    ] {
        refused(&with(&format!("title = \"T\"\n{more}{OPTION}")).check(), &[found]);
    }
    let private = "title = \"T\"\nrationale.client = \"Because.\"\nrationale.staff = \"[It](../private.md), {fact:gesture}\"\n\
                   say = \"[It](../private.md), {fact:gesture}\"\n";
    let run = with(&format!("{private}{OPTION}")).build().done();
    assert!(run.text("staff/a/x/index.html").contains("href=\"../../private/index.html\">It</a>"));
    assert!(!run.text("client/a/x/index.html").contains("£20"));
}

/// The glossary and data files are checked like pages.
#[test]
fn the_glossary_and_data_files_are_checked_like_pages() {
    let good = format!("title = \"T\"\nrationale = \"Because.\"\n{OPTION}");
    for (file, text, found) in [
        (
            "touchpoints.toml",
            "[r]\ntitle = \"R\"\ntext = \"[It](private.md)\"\naudience = \"client\"\n",
            "3:9: error[private-link]",
        ),
        ("touchpoints.toml", "[r]\ntitle = \"{fact:gesture}\"\naudience = \"client\"\n", "2:10: error[private-fact]"),
        ("goals.toml", "mission = \"[[NO-1]]\"\n", "1:12: error[broken-link]"),
        (
            "people.toml",
            "[client-care]\nrole = \"C\"\ncontact = \"[us](private.md)\"\naudience = \"client\"\n",
            "3:12: error[private-link]",
        ),
        (
            "facts.toml",
            "[f]\ntitle = \"F\"\naudience = \"client\"\n[[f.values]]\nfrom = 2026-01-01\nvalue = \"[x](private.md)\"\n",
            "6:10: error[private-link]",
        ),
        (
            "glossary.md",
            "+++\naudience = \"client\"\n+++\n\nFee\n\n: See [it](private.md).\n",
            "7:7: error[private-link]",
        ),
        (
            "glossary.md",
            "+++\naudience = \"client\"\n+++\n\nFee\n\n: ![A](no.png) {fact:no}\n",
            "7:3: error[missing-image]",
        ),
        (
            "glossary.md",
            "+++\naudience = \"client\"\n+++\n\nFee\n\n: Up to {fact:gesture}.\n",
            "7:9: error[private-fact]",
        ),
    ] {
        let run = with(&good).file(&format!("content/{file}"), text).check();
        refused(&run, &[&format!("content/{file}:{found}")]);
    }
}

/// A synonym is in the search files of those whose audience it names; without one, of the most private audience.
#[test]
fn synonyms_are_private_unless_they_name_an_audience() {
    let entry =
        |word: &str, label: &str| format!("[[search.synonyms]]\nword = \"text\"\nmeans = [\"{word}\"]\n{label}\n");
    let lists =
        entry("zanzibar", "") + &entry("oolong", "audience = \"client\"") + &entry("quince", "audience = \"members\"");
    let tables = "[search.synonyms]\nzanzibar = [\"text\"]\noolong = [\"text\"]\n".to_owned();
    let body = "Text about things.";
    for (search, client) in [(lists, ["oolong"].as_slice()), (tables, &[])] {
        let run = handbook()
            .file("book.toml", format!("{}{search}", crate::support::DEFAULTS[0].1))
            .client("a.md", body)
            .build()
            .done();
        for word in ["zanzibar", "oolong", "quince"] {
            let holds = |edition: &str| {
                run.site.iter().filter(|(name, _)| name.starts_with(edition)).any(|(_, bytes)| {
                    let shard = greyline::search::unpack(bytes).map(|shard| shard.text()).unwrap_or_default();
                    shard.contains(word) || String::from_utf8_lossy(bytes).contains(word)
                })
            };
            assert_eq!(holds("client/"), client.contains(&word), "{word} for clients");
            assert_eq!(holds("staff/"), search.contains(word), "{word} for staff");
        }
    }
}
