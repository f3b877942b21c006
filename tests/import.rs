//! `greyline import`, seen from outside: what comes out builds, says what became of everything, and leaves alone what was edited.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use std::fs;
use std::io::Write;

use support::folder::{Folder, Run, nothing};

const DAY: [&str; 2] = ["--today", "2026-06-15"];

fn import(folder: &Folder, arguments: &[&str]) -> Run {
    folder.run(&[&["import"], arguments, &DAY[..]].concat())
}

/// Imports `old` into `new`, and returns the report.
fn report(folder: &Folder, arguments: &[&str]) -> serde_json::Value {
    let run = import(folder, &[&["old", "--into", "new", "--format", "json"], arguments].concat());
    serde_json::from_str(&run.done().stdout).unwrap()
}

/// How many places the report has of a kind.
fn count(report: &serde_json::Value, kind: &str) -> u64 {
    let noted = report["noted"].as_array().unwrap();
    noted.iter().find(|noted| noted["kind"] == kind).map_or(0, |noted| noted["count"].as_u64().unwrap())
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What `check` reports of the new handbook, with the rules that judge texts left aside.
fn check(folder: &Folder) -> String {
    folder.run(&[&["check", "--root", "new", "--format", "concise"], &DAY[..]].concat()).stdout
}

fn build(folder: &Folder) {
    folder.run(&[&["build", "--root", "new"], &DAY[..]].concat()).done();
}

#[test]
fn a_folder_becomes_a_handbook_for_the_most_private_audience() {
    let folder = nothing()
        .file("old/README.md", "# House\n\nSee [fees](Policies/Late%20Fees.md#what-now) and [gone](gone.md).\n")
        .file("old/Policies/Late Fees.md", "---\nowner: Ann\nlayout: wide\n---\n# Late fees\n\n## What now\n\n![](a b.png) {{ x }}\n\n!!! note\n    Mind.\n")
        .file("old/Policies/a b.png", "picture")
        .file("old/Policies/unused.pdf", "unused");
    let report = report(&folder, &["--policies", "Policies=POL"]);
    assert_eq!(
        read(&folder, "new/content/policies/late-fees.md"),
        "+++\nid = \"POL-001\"\ntitle = \"Late fees\"\nkind = \"policy\"\nflexibility = \"undecided\"\nowner = \"ann\"\n\n\
         [extra]\n\"layout\" = \"wide\"\n+++\n\n## What now\n\n![A b](a%20b.png) \\{{ x }}\n\n> [!NOTE]\n> Mind.\n"
    );
    assert!(read(&folder, "new/content/_index.md").ends_with("See [fees](policies/late-fees.md#what-now) and gone.\n"));
    for (kind, expected) in [
        ("broken-link", 1),
        ("unused-file", 1),
        ("policy", 1),
        ("template", 1),
        ("box", 1),
        ("owner", 1),
        ("picture-text", 1),
    ] {
        assert_eq!(count(&report, kind), expected, "{kind}: {report:#}");
    }
    let others =
        check(&folder).lines().filter(|line| line.contains(": ") && !line.contains("undecided-policy")).count();
    assert_eq!(others, 0, "{}", check(&folder));
    build(&folder);
    let client = fs::read_dir(folder.root().join("new/dist/client")).unwrap();
    assert!(
        client.flatten().all(|entry| entry.file_name() != "policies"),
        "nothing is for clients unless somebody says so"
    );
}

#[test]
fn an_audience_is_given_by_folder_and_a_link_to_what_it_may_not_read_leaves_its_words() {
    let folder = nothing()
        .file("old/index.md", "# House\n")
        .file("old/public/a.md", "# A\n\nSee [b](../staff/b.md). TBD {{ y }}\n")
        .file("old/staff/b.md", "# B\n\n[a](../public/a.md)\n");
    let report = report(&folder, &["--audience", "public=client"]);
    let text = read(&folder, "new/content/public/a.md");
    assert!(text.contains("audience = \"client\"") && text.ends_with("See b. TBD \\{{ y }}\n"), "{text}");
    assert_eq!((count(&report, "private-link"), count(&report, "to-be-mended")), (1, 1), "{report:#}");
    assert!(read(&folder, "new/book.toml").ends_with("[check]\nplaceholder-text = \"warning\"\n"));
    build(&folder);
    assert!(folder.root().join("new/dist/client/public/a/index.html").exists());
    assert!(!folder.root().join("new/dist/client/staff").exists());
}

#[test]
fn a_page_that_calls_itself_internal_stays_private_whatever_its_folder() {
    let folder = nothing()
        .file("old/index.md", "# House\n")
        .file("old/public/a.md", "---\nclassification: Internal\n---\n# A\n\nText.\n")
        .file("old/public/b.md", "# B\n\n**Internal use only**\n\nText.\n")
        .file("old/public/c.md", "---\nclassification: Public\n---\n# C\n\nInternal audits are explained.\n");
    let report = report(&folder, &["--audience", "public=client"]);
    let is_public =
        |name: &str| read(&folder, &format!("new/content/public/{name}.md")).contains("audience = \"client\"");
    assert_eq!(["a", "b", "c"].map(is_public), [false, false, true], "{report:#}");
    assert_eq!(count(&report, "marked-private"), 2, "{report:#}");
    build(&folder);
}

#[test]
fn an_import_after_the_first_leaves_alone_what_was_edited_and_keeps_ids() {
    let folder = nothing()
        .file("old/rules/b.md", "# B\n\nOne.\n")
        .file("old/rules/c.md", "# C\n\nOne.\n")
        .file("old/rules/d.md", "# D\n\nOne.\n");
    report(&folder, &["--policies", "rules"]);
    let edited = read(&folder, "new/content/rules/c.md").replace("One.", "Edited here.");
    folder.file_at("new/content/rules/c.md", &edited);
    fs::remove_file(folder.root().join("new/content/rules/d.md")).unwrap();
    for name in ["b", "c", "d"] {
        folder.file_at(&format!("old/rules/{name}.md"), format!("# {name}\n\nTwo.\n"));
    }
    folder.file_at("old/rules/a.md", "# A\n\nNew.\n");
    let dry = report(&folder, &["--policies", "rules", "--dry-run"]);
    assert_eq!(dry["written"]["new"], serde_json::json!(["content/rules/a.md"]));
    assert!(!folder.root().join("new/content/rules/a.md").exists(), "a dry run writes nothing");
    let again = report(&folder, &["--policies", "rules"]);
    assert_eq!(again["written"], dry["written"]);
    assert_eq!(count(&again, "edited-here"), 2, "{again:#}");
    assert_eq!(read(&folder, "new/content/rules/c.md"), edited);
    assert!(!folder.root().join("new/content/rules/d.md").exists());
    assert!(
        read(&folder, "new/content/rules/b.md").contains("id = \"RUL-001\"")
            && read(&folder, "new/content/rules/b.md").ends_with("Two.\n")
    );
    assert!(read(&folder, "new/content/rules/a.md").contains("id = \"RUL-004\""), "an id is never given twice");
    let third = report(&folder, &["--policies", "rules"]);
    assert_eq!(
        (third["written"]["new"].as_array().unwrap().len(), third["written"]["updated"].as_array().unwrap().len()),
        (0, 0)
    );
}

#[test]
fn what_cannot_be_read_is_a_line_of_the_report() {
    let mut deep = String::new();
    for _ in 0..5_000 {
        deep.push_str("> - ");
    }
    let folder = nothing()
        .file("old/fine.md", "# Fine\n")
        .file("old/latin.md", b"# Caf\xe9\n\ncaf\xe9\n")
        .file("old/wide.md", b"\xff\xfe#\0 \0W\0\n\0")
        .file("old/broken.docx", b"PK\x03\x04 no archive")
        .file("old/empty.docx", b"")
        .file("old/front.md", "---\na: [1\n---\n# Front\n")
        .file("old/deep.md", deep)
        .file("old/fence.md", "# Fence\n\n::: staff\nopen\n\n```\nnever closed\n")
        .file("old/html.md", "# H\n\n<script>alert(1)</script>\n<!-- never closed\n")
        .file("old/pointer.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
        .file("old/picture.md", "# P\n\n![p](pointer.png)\n")
        .file("old/CON.md", "# Con\n")
        .file("old/assets/x.md", "# X\n")
        .file("old/page.html", "<html><body><p>One <b>two</b>")
        .link("old/out.md", "/etc/hostname");
    let report = report(&folder, &[]);
    assert!(count(&report, "unreadable") >= 4, "{report:#}");
    assert_eq!((count(&report, "encoding"), count(&report, "front-matter")), (2, 1), "{report:#}");
    assert!(read(&folder, "new/content/page.md").ends_with("One **two**\n"));
    build(&folder);
}

#[test]
fn a_source_is_never_written_to_and_must_have_pages() {
    let folder = nothing().file("old/a.txt.bin", "x");
    let empty = import(&folder, &["old", "--into", "new"]);
    assert_eq!(empty.code, Some(2));
    assert!(empty.stderr.contains("no pages were found in old"), "{}", empty.stderr);
    let folder = nothing().file("old/a.md", "# A\n").folder("old/new");
    let inside = import(&folder, &["old", "--into", "old/new"]);
    assert_eq!(inside.code, Some(2));
    assert!(inside.stderr.contains("never written to"), "{}", inside.stderr);
    assert!(!folder.root().join("old/new/book.toml").exists());
}

/// A document of Word with this body, list and footnote.
fn document(body: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let parts = [
        ("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            "<w:styles><w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>".to_owned(),
        ),
        (
            "word/numbering.xml",
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
             <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/><w:start w:val=\"1\"/></w:lvl>\
             <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2\"/><w:start w:val=\"1\"/></w:lvl>\
             <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"(%3)\"/><w:start w:val=\"1\"/></w:lvl>\
             </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>".to_owned(),
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>".to_owned(),
        ),
    ];
    for (name, text) in parts {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_document_of_word_keeps_its_numbers_tables_notes_and_control() {
    let words = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{}</w:p>",
            words(text)
        )
    };
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{}</w:p></w:tc>", words(text));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let pair = |name: &str, value: &str| row(&[cell("", name), cell("", value)]);
    let body = [
        format!("<w:tbl>{}{}{}{}</w:tbl>", pair("Document number", "HR-7"), pair("Owner", "Ann"), pair("Version", "2.1"), pair("Next review", "01/02/2027")),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&[cell("", "Version"), cell("", "Date"), cell("", "Change")]),
            row(&[cell("", "2.1"), cell("", "3 March 2026"), cell("", "Shorter")])
        ),
        format!("<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr>{}</w:p>", words("Leave")),
        item(1, "Ask first."),
        item(2, "in writing"),
        item(2, "early"),
        item(1, "Wait."),
        format!(
            "<w:p>{}<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>{}</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
            words("This is "),
            words("new")
        ),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&[cell("", "a"), cell("", "b")]),
            row(&[cell("<w:gridSpan w:val=\"2\"/>", "both")])
        ),
    ]
    .concat();
    let folder = nothing().file("old/Leave policy.docx", document(&body));
    let report = report(&folder, &["--dates", "dmy"]);
    let text = read(&folder, "new/content/leave-policy.md");
    assert_eq!(
        text,
        "+++\nid = \"HR-7\"\ntitle = \"1. Leave\"\nkind = \"policy\"\nflexibility = \"undecided\"\nowner = \"ann\"\nversion = \"2.1\"\n\
         effective = 2026-03-03\nreview_date = 2027-02-01\n\n[[changes]]\nversion = \"2.1\"\ndate = 2026-03-03\nsummary = \"Shorter\"\n+++\n\n\
         1.1 Ask first.\n\n    (a) in writing\n\n    (b) early\n\n1.2 Wait.\n\nThis is new[^2]\n\n\
         <table>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n<tr>\n<td colspan=\"2\">both</td>\n</tr>\n</table>\n\n[^2]: A note.\n"
    );
    assert_eq!((count(&report, "tracked-change"), count(&report, "hidden-text")), (2, 1), "{report:#}");
    build(&folder);
}

#[test]
fn the_convention_of_a_source_is_said() {
    let said = |folder: Folder| report(&folder, &[])["convention"].as_str().unwrap().to_owned();
    assert_eq!(
        said(nothing().file("old/mkdocs.yml", "site_name: A\n").file("old/docs/index.md", "# A\n")),
        "a site of MkDocs"
    );
    assert_eq!(
        said(
            nothing()
                .file("old/book.toml", "")
                .file("old/src/SUMMARY.md", "- [A](a.md)\n")
                .file("old/src/a.md", "# A\n")
        ),
        "an mdBook"
    );
    assert_eq!(
        said(nothing().file("old/_config.yml", "title: A\n").file("old/a.md", "# A\n")),
        "a site of Jekyll or Eleventy"
    );
    assert_eq!(said(nothing().file("old/.obsidian/app.json", "{}").file("old/a.md", "A\n")), "a vault of Obsidian");
    assert_eq!(said(nothing().file("old/a.md", "# A\n")), "a folder of files");
}

/// Names of files, each with a text.
type Names<'a> = &'a [(&'a str, &'a str)];

/// What the old site kept from its readers, in the words of each tool, and what it published.
#[test]
fn what_the_old_site_kept_from_readers_is_a_draft() {
    let page = |keys: &str, words: &str| format!("---\ntitle: T{words}\n{keys}\n---\n{words} is here.\n");
    let sources: [(Names<'_>, Names<'_>); 5] = [
        (
            &[("hugo.toml", "title = \"t\"\n")],
            &[
                ("content/a.md", "draft: true"),
                ("content/b.md", "expiryDate: 2020-01-01"),
                ("content/c.md", "publishDate: 2040-01-01"),
                ("content/d.md", "published: false"),
            ],
        ),
        (
            &[("_config.yml", "collections:\n  people:\n    output: false\nexclude: [\"old/*.md\"]\n")],
            &[("a.md", "published: false"), ("_people/b.md", ""), ("_drafts/c.md", ""), ("old/d.md", "")],
        ),
        (
            &[("mkdocs.yml", "site_name: t\ndraft_docs: |\n  *.tmp.md\nexclude_docs: |\n  internal/\n")],
            &[
                ("docs/a.tmp.md", ""),
                ("docs/sub/internal/b.md", ""),
                ("docs/c.md", "draft: true"),
                ("docs/d.md", "private: true"),
            ],
        ),
        (
            &[("docusaurus.config.js", "module.exports = {};\n")],
            &[
                ("docs/a.md", "draft: true"),
                ("docs/b.md", "unlisted: true"),
                ("docs/c.md", "hidden: yes"),
                ("docs/d.md", "publish: false"),
            ],
        ),
        (
            &[],
            &[
                ("a.md", "draft: true"),
                ("b.md", "published: no"),
                ("c.md", "visibility: private"),
                ("d.md", "status: draft"),
            ],
        ),
    ];
    for (settings, kept) in sources {
        let folder = nothing();
        for (name, text) in settings {
            folder.file_at(&format!("old/{name}"), text);
        }
        let top = kept[0].0.split_once('/').map_or("", |(top, _)| top);
        let top = if ["content", "docs"].contains(&top) { format!("{top}/") } else { String::new() };
        folder.file_at(&format!("old/{top}seen.md"), page("", "OPENWORD"));
        for (name, keys) in kept {
            folder.file_at(&format!("old/{name}"), page(keys, "KEPTWORD"));
        }
        report(&folder, &["--audience", ".=client"]);
        build(&folder);
        let site = folder.root().join("new/dist/client");
        let words: Vec<String> = files(&site).iter().map(|path| fs::read_to_string(path).unwrap_or_default()).collect();
        assert!(words.iter().any(|words| words.contains("OPENWORD")), "{kept:?}");
        assert!(!words.iter().any(|words| words.to_lowercase().contains("keptword")), "{kept:?}");
    }
}

/// All files below a folder.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What no reader of the old site saw on its pages: comments of each tool, and elements that their attributes hide.
#[test]
fn comments_and_hidden_elements_of_the_old_site_reach_no_reader() {
    let erb = ("config/tech-docs.yml", "host: https://r.example\n");
    let cases = [
        ("hugo.toml", "title = \"t\"\n", "content/c.md", "{{/* KEPTWORD */}} {{< comment >}}KEPTWORD{{< /comment >}}"),
        ("hugo.toml", "title = \"t\"\n", "content/c.md", "{{% comment %}}\nKEPTWORD\n\nKEPTWORD\n{{% /comment %}}"),
        ("docusaurus.config.js", "module.exports = {};\n", "docs/c.md", "a {/* KEPTWORD */} b\n\n{/*\nKEPTWORD\n*/}"),
        (erb.0, erb.1, "source/c.html.md.erb", "a <%# KEPTWORD %> b"),
        ("_config.yml", "title: t\n", "c.md", "{%- comment -%}KEPTWORD{%- endcomment -%} {% # KEPTWORD %}"),
        ("_config.yml", "title: t\n", "c.md", "{::comment}\nKEPTWORD\n{:/comment}"),
        (".obsidian/app.json", "{}", "c.md", "a %% KEPTWORD %% b\n\n%%\nKEPTWORD\n\nKEPTWORD"),
        ("mkdocs.yml", "site_name: t\n", "docs/c.md", "<div hidden>\n\nKEPTWORD\n\n<div>a</div>KEPTWORD</div>"),
        ("mkdocs.yml", "site_name: t\n", "docs/c.md", "<p style=\"color: red; DISPLAY : none\">KEPTWORD</p>"),
        (
            "book.toml",
            "[book]\n",
            "src/c.md",
            "a <span class=\"x d-none\">KEPTWORD</span> <b style='visibility:hidden'>KEPTWORD</b>",
        ),
        (
            "note.txt",
            "OPENWORD",
            "c.html",
            "<body><p>OPENWORD</p><p hidden>KEPTWORD</p><div style=\"display:none\"><b>KEPTWORD</b></div></body>",
        ),
        // Nobody can tell here whether its condition holds.
        ("_config.yml", "title: t\n", "c.md", "{% if page.internal %}KEPTWORD{% endif %}"),
        (erb.0, erb.1, "source/c.html.md.erb", "<% if false %>KEPTWORD<% end %>"),
    ];
    for (settings, text, name, body) in cases {
        let folder = nothing();
        folder.file_at(&format!("old/{settings}"), text);
        let top = name.rsplit_once('/').map_or(String::new(), |(top, _)| format!("{top}/"));
        let ending = if top == "source/" { ".html.md.erb" } else { ".md" };
        folder.file_at(&format!("old/{top}seen{ending}"), "---\ntitle: Seen\n---\nOPENWORD is here.\n");
        let front = if settings == "note.txt" { "" } else { "---\ntitle: Told\n---\n" };
        folder.file_at(&format!("old/{name}"), format!("{front}{body}\n"));
        if settings == "book.toml" {
            folder.file_at("old/src/SUMMARY.md", "# Summary\n\n- [Told](c.md)\n- [Seen](seen.md)\n");
        }
        report(&folder, &["--audience", ".=client"]);
        build(&folder);
        let site = folder.root().join("new/dist/client");
        let words: Vec<String> = files(&site).iter().map(|path| fs::read_to_string(path).unwrap_or_default()).collect();
        assert!(words.iter().any(|words| words.contains("OPENWORD")), "{body}");
        assert!(!words.iter().any(|words| words.to_lowercase().contains("keptword")), "{body}");
    }
}

#[test]
fn versions_of_the_old_place_are_proposed_ticked_and_shown() {
    let old =
        |day: &str, body: &str| format!("---\ntitle: Refunds\nlayout: page\n---\n\nLast updated: {day}\n\n{body}\n");
    let folder = nothing()
        .file("old/rules/refunds.md", old("1 January 2020", "Within thirty days."))
        .committed("2020-01-02")
        .file("old/rules/refunds.md", old("1 March 2022", "Within ten days."))
        .committed("2022-03-02")
        .file("old/rules/refunds.md", old("1 June 2024", "Within five days."))
        .committed("2024-06-02");
    report(&folder, &["--policies", "rules=CS"]);
    let history = |folder: &Folder| import(folder, &["old", "--into", "new", "--history"]);
    let said = history(&folder).done().stdout;
    assert!(said.contains("2 versions proposed for 1 policies.") && said.contains("git merge"), "{said}");
    let proposals = read(&folder, "new/import-history.toml");
    assert!(proposals.contains("date = 2022-03-01\n") && proposals.contains("date = 2020-01-01\n"), "{proposals}");
    let unticked = history(&folder).done().stdout;
    assert!(unticked.contains("Wrote 0 versions") && unticked.contains("2 are not taken"), "{unticked}");

    let page = "new/content/rules/refunds.md";
    let ticked = proposals.replacen("taken = false", "taken = true", 1).replacen("summary", "# Checked.\nsummary", 2);
    let folder = folder.file("new/import-history.toml", ticked);
    let refused = history(&folder);
    assert!(refused.code == Some(1) && refused.stdout.contains("has no `version`"), "{}", refused.stdout);

    let text = read(&folder, page).replacen("kind =", "# Kept.\nversion = \"1.0\"\neffective = 2024-06-01\nkind =", 1);
    let folder = folder.file(page, text);
    let done = history(&folder).done().stdout;
    assert!(done.contains("Wrote 1 versions into change logs; 1 are not taken."), "{done}");
    let left = read(&folder, "new/import-history.toml");
    assert!(
        left.matches("[[version]]").count() == 1 && left.contains("# Checked.") && left.contains("2020-01-01"),
        "{left}"
    );
    let text = read(&folder, page);
    assert!(
        text.contains("# Kept.") && text.contains("\nsource = \"") && text.contains(":old/rules/refunds.md\""),
        "{text}"
    );

    let folder = folder.committed("2026-06-01");
    build(&folder);
    let version = read(&folder, "new/dist/staff/rules/refunds/versions/0.2/index.html");
    assert!(
        version.contains("Within ten days.") && version.contains("Only the text of this version is known."),
        "{version}"
    );
    let now = read(&folder, "new/dist/staff/rules/refunds/index.html");
    assert!(now.contains("Within five days.") && !now.contains("Within ten days."), "{now}");
}

#[test]
fn versions_are_proposed_of_what_was_imported_from_a_repository_alone() {
    let folder = nothing().file("old/rules/a.md", "# A\n\nText.\n");
    let run = import(&folder, &["old", "--into", "new", "--history"]);
    assert!(run.code == Some(2) && run.stderr.contains("import with `--policies` first"), "{}", run.stderr);
    report(&folder, &["--policies", "rules=A"]);
    let run = import(&folder, &["old", "--into", "new", "--history"]);
    assert!(run.code == Some(2), "{}", run.stderr);
}

#[test]
fn an_archive_that_cannot_be_read_is_named_and_what_leads_out_of_one_is_listed() {
    let folder = nothing().file("old.zip", b"PK\x03\x04 and no more");
    let run = import(&folder, &["old.zip", "--into", "new"]);
    assert!(run.code == Some(2) && run.stderr.contains("old could not be read: not a whole archive"), "{}", run.stderr);

    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("../../out.md", "# Out\n"), ("in.md", "# In\n")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    let folder = folder.file("old.zip", archive.finish().unwrap().into_inner());
    let run = import(&folder, &["old.zip", "--into", "new", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.done().stdout).unwrap();
    assert_eq!(count(&report, "unreadable"), 1, "{report:#}");
    assert!(read(&folder, "new/import-report.md").contains("../../out.md"));
}

#[test]
fn lists_of_a_word_processor_become_lists_and_what_is_centred_keeps_its_distance() {
    let folder = nothing()
        .file(
            "old/a.md",
            "# A\n\n– Cards\n– Cash, *not* coins\n\no\tOne\no\tTwo\n\n– We close, says\nthe manager.\n\n• x\n• y\n",
        )
        .file(
            "old/b.html",
            "<h1>B</h1><p>One</p><center>Two</center><marquee>Three</marquee>Four<legend>Five</legend>",
        );
    report(&folder, &[]);
    let text = read(&folder, "new/content/a.md");
    for list in
        ["\n- Cards\n- Cash, *not* coins\n", "\n-\tOne\n-\tTwo\n", "\n– We close, says\nthe manager.\n", "\n- x\n- y\n"]
    {
        assert!(text.contains(list), "{list:?} in {text}");
    }
    let text = read(&folder, "new/content/b.md");
    assert!(text.contains("One\n\nTwo\n\nThree\n\nFour\n\nFive"), "{text}");
    build(&folder);
}
