//! Which file is a section's page, what lists what, and what is a policy there.

use crate::support::folder::handbook;

const POLICY: &str = r#"+++
title = "Abuse"
id = "CS-007"
flexibility = "black"
version = "1.0"
owner = "client-care"
review_date = 2027-03-01
rationale = "Nobody has to bear it."
reasons = ["Everyone is safe here."]
audience = "client"
+++

See the [steps](STEPS).
"#;

#[test]
fn a_sections_page_may_have_other_names() {
    for (name, steps) in [
        ("abuse/_index.md", "steps.md"),
        ("abuse/index.md", "steps.md"),
        ("abuse/Index.MD", "steps.md"),
        ("abuse/README.md", "steps.md"),
        ("abuse/readme.md", "steps.md"),
        ("abuse.md", "abuse/steps.md"),
    ] {
        let folder = handbook()
            .file(&format!("content/{name}"), POLICY.replace("STEPS", steps))
            .client("abuse/steps.md", &format!("Back to the [rule](CS-007), or [here](../{name})."))
            .client("in.md", &format!("[Abuse]({name})."));
        let run = folder.build().done();
        let page = run.text("client/abuse/index.html");
        assert!(page.contains("<h1>Abuse</h1>") && page.contains("Everyone is safe here."), "{name}: {page}");
        assert!(page.contains("<a href=\"steps/index.html\">steps</a>"), "{name}: {page}");
        assert!(page.contains("id=\"_pages\""), "{name}: the section lists its pages: {page}");
        assert!(run.text("client/abuse/steps/index.html").matches("href=\"../index.html\">").count() >= 2);
        assert!(run.text("client/in/index.html").contains("href=\"../abuse/index.html\""), "{name}");
        assert!(run.text("staff/register/index.html").contains("CS-007"), "{name}");
    }
}

#[test]
fn the_own_page_of_a_section_comes_first() {
    let run = handbook()
        .client("a/_index.md", "The page.")
        .client("a/index.md", "Another.")
        .client("a/README.md", "A third. [It](index.md), [the page](_index.md).")
        .build()
        .done();
    assert!(run.text("client/a/index.html").contains("The page."));
    assert!(run.text("client/a/index/index.html").contains("Another."));
    let third = run.text("client/a/readme/index.html");
    assert!(third.contains("href=\"../index/index.html\">It<") && third.contains("href=\"../index.html\">the page<"));
    let run = handbook().client("a/README.md", "Read me.").client("a/index.md", "The page.").build().done();
    assert!(run.text("client/a/index.html").contains("The page."));
    assert!(run.text("client/a/readme/index.html").contains("Read me."));
    let run = handbook().client("README.md", "Read me.").client("a/x.md", "X.").build().done();
    assert!(run.text("client/index.html").contains("Read me."));
}

#[test]
fn a_file_beside_a_folder_of_attachments_is_a_page() {
    let run = handbook().client("a.md", "[Form](a/form.pdf).").file("content/a/form.pdf", b"%PDF").build().done();
    assert!(run.text("client/a/index.html").contains("href=\"form.pdf\""));
    assert!(run.site.contains_key("client/a/form.pdf"));
}

#[test]
fn a_file_without_front_matter_is_a_page_for_the_most_private_audience() {
    let run = handbook()
        .file("content/a/breaker.md", "\n# The *main* breaker\n\nSwitch it off.\n")
        .file("content/a/note.md", "First words.\n\n## Further down\n")
        .file("content/a/exit.md", "The *way* out\n===\n\nFollow the signs.\n")
        .client("a/other.md", "Other.")
        .build()
        .done();
    let page = run.text("staff/a/breaker/index.html");
    assert!(page.contains("<h1>The main breaker</h1>") && page.contains("Switch it off."));
    assert_eq!(page.matches("main breaker</h1>").count() + page.matches("<em>main</em>").count(), 1, "{page}");
    let underlined = run.text("staff/a/exit/index.html");
    assert!(underlined.contains("<h1>The way out</h1>") && underlined.contains("Follow the signs."));
    assert!(!underlined.contains("<em>way</em>") && !underlined.contains("==="), "{underlined}");
    assert!(run.text("staff/a/note/index.html").contains("<h1>Further down</h1>"));
    assert!(run.text("staff/a/note/index.html").contains("First words."));
    assert!(!run.site.keys().any(|path| path.starts_with("client/") && path.contains("breaker")));
    assert_eq!(run.stderr.matches("missing-front-matter]").count(), 3, "{}", run.stderr);
}

#[test]
fn a_governed_page_of_a_section_keeps_its_card_on_the_front_page_too() {
    let run = handbook()
        .file("content/_index.md", POLICY.replace("STEPS", "a/x.md"))
        .client("a/x.md", "X.")
        .client("loose.md", "Loose.")
        .build()
        .done();
    let front = run.text("client/index.html");
    assert!(front.contains("Everyone is safe here."), "{front}");
    assert!(front.contains("loose/index.html"), "the front page lists the pages that are in no section: {front}");
}

#[test]
fn a_section_of_sections_lists_them() {
    let run = handbook().client("a/b/x.md", "X.").client("a/c/y.md", "Y.").client("a/c/d/z.md", "Z.").build().done();
    let front = run.text("client/index.html");
    assert!(front.contains("a/b/index.html") && front.contains("a/c/index.html"), "{front}");
    let section = run.text("client/a/index.html");
    assert!(section.contains("b/index.html") && section.contains("c/index.html"), "{section}");
    assert!(run.text("client/a/c/index.html").contains("d/index.html"));
}

#[test]
fn a_folder_of_the_author_wins_over_a_generated_page() {
    let run = handbook()
        .client("facts/opening.md", "We open at nine: {fact:late-fee}.")
        .client("tags.md", "About tags.")
        .page("goals/ours.md", "Ours.")
        .file(
            "content/a.md",
            "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\ntags = [\"one\"]\n+++\n\n[F](facts/opening.md)\n",
        )
        .build()
        .done();
    assert!(run.text("client/facts/index.html").contains("opening"));
    assert!(run.text("client/-/facts/index.html").contains("£5"));
    assert!(run.text("client/tags/index.html").contains("About tags."));
    assert!(run.text("client/-/tags/index.html").contains("one"));
    let page = run.text("client/a/index.html");
    assert!(page.contains("href=\"../-/facts/index.html\""), "menus lead to the generated page: {page}");
    // The folder is there for staff alone: clients' addresses must not say so.
    assert!(run.site.contains_key("staff/-/goals/index.html") && run.site.contains_key("staff/goals/index.html"));
    assert!(!run.site.keys().any(|path| path.starts_with("client/") && path.contains("goals")));
}

#[test]
fn an_empty_description_counts_as_none() {
    let with = |text: &str| {
        let page = format!("+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n{text}+++\n\nText.\n");
        handbook().file("content/a.md", page).build().done().site
    };
    assert!(with("description = \"\"\n") == with(""));
    assert!(with("description = \"  \"\n") == with(""));
    let yaml = "---\ntitle: A\nkind: page\naudience: client\ndescription:\n---\n\nText.\n";
    assert!(handbook().file("content/a.md", yaml).build().done().site == with(""));
}

#[test]
fn a_file_is_beside_the_folder_of_its_address() {
    for (file, folder) in [
        ("Abuse.md", "abuse"),
        ("Late fees.md", "late-fees"),
        ("late-fees.MD", "Late Fees"),
        ("M\u{fc}ll.md", "Mu\u{308}ll"),
        ("a/B.md", "a/b"),
    ] {
        let run = handbook()
            .client(&file.replace(".MD", ".md"), "Its own words.")
            .client(&format!("{folder}/one.md"), "Below.")
            .build()
            .done();
        let pages: Vec<&String> =
            run.site.keys().filter(|name| name.starts_with("client/") && name.ends_with("/one/index.html")).collect();
        let page = pages[0].replace("/one/index.html", "/index.html");
        let section = run.text(&page);
        assert!(section.contains("Its own words.") && section.contains("one/index.html"), "{file}: {section}");
    }
    let both = handbook().client("abuse.md", "A.").client("Abuse.md", "B.").client("abuse/one.md", "C.").check().stdout;
    assert_eq!(both.matches("error[duplicate-address]").count(), 1, "{both}");
    let exact =
        handbook().client("abuse.md", "A.").client("abuse/one.md", "B.").client("Abuse/two.md", "C.").check().stdout;
    assert!(exact.contains("would both be the section `/abuse/`"), "{exact}");
}

#[test]
fn a_file_that_is_read_by_nobody_is_told_what_it_would_have_to_be_called() {
    let told = handbook()
        .file("content/late.markdown", "Text.")
        .file("content/a/.late.md", "Text.")
        .file("content/a/._late.md", "Text.")
        .file("content/a/.#late.md", "Text.")
        .file("content/a/.notes.txt", "Text.")
        .file("content/facts.yaml", "a: 1")
        .file("content/People.toml", "")
        .file("content/notes.txt", "Notes.")
        .file("content/fees/goals.csv", "a,b")
        .run(&["check", "--format", "human", "--today", "2026-06-15"])
        .stdout;
    let help = |file: &str| {
        let found =
            told.split("warning[unused-attachment]").find(|found| found.contains(&format!("--> content/{file}")));
        found
            .unwrap_or_default()
            .split("help: ")
            .nth(1)
            .unwrap_or_default()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(help("late.markdown"), "the texts of a handbook are files that end in `.md`: rename it, or link to it");
    assert!(help("facts.yaml").contains("content/facts.toml"), "{told}");
    assert!(help("People.toml").contains("content/people.toml"), "{told}");
    assert!(help("fees/goals.csv").contains("content/goals.toml"), "{told}");
    assert_eq!(help("a/.late.md"), "rename it without the dot, or move it out of content/");
    assert!(!told.contains("._late") && !told.contains(".#late") && !told.contains(".notes"), "{told}");
    assert_eq!(help("notes.txt"), "link to it, or remove it");
}
