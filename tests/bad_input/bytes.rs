//! Files whose bytes are not what a text is made of.

use insta::assert_snapshot;

use super::{first, refused, standing, taken};
use crate::support::folder::handbook;

const PAGE: &str = "+++\ntitle = \"Fees\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n# Late\n\nA fee.\n\n\
                    ::: staff\nNot for you.\n:::\n\n- one\n- two\n\n```toml\na = 1\n```\n";

#[test]
fn a_policy_that_is_not_utf8() {
    assert_snapshot!(refused(|folder| folder.file("content/fee.md", b"+++\ntitle = \"Fee\"\n+++\nFee: \xa35\n")), @r"
    error[not-utf8]: this text is not UTF-8: line 4 contains an invalid byte
     --> content/fee.md
     = help: save the file as UTF-8
    ");
}

#[test]
fn a_policy_in_utf16() {
    let text: Vec<u8> = "\u{feff}+++".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_snapshot!(refused(|folder| folder.file("content/fee.md", text)), @r"
    error[not-utf8]: this text is not UTF-8: line 1 contains an invalid byte
     --> content/fee.md
     = help: save the file as UTF-8
    ");
}

#[test]
fn book_toml_that_is_not_utf8() {
    assert_snapshot!(refused(|folder| folder.file("book.toml", b"title = \"\xff\"\n")), @r"
    error[not-utf8]: this text is not UTF-8: line 1 contains an invalid byte
     --> book.toml
     = help: save the file as UTF-8
    ");
}

#[test]
fn people_toml_that_is_not_utf8() {
    assert_snapshot!(refused(|folder| folder.file("content/people.toml", b"\xfe\xff")), @r"
    error[not-utf8]: this text is not UTF-8: line 1 contains an invalid byte
     --> content/people.toml
     = help: save the file as UTF-8
    ");
}

#[test]
fn a_glossary_that_is_not_utf8() {
    assert_snapshot!(refused(|folder| folder.file("content/glossary.md", b"+++\n+++\nW\xf6rd\n\n: Text.\n")), @r"
    error[not-utf8]: this text is not UTF-8: line 3 contains an invalid byte
     --> content/glossary.md
     = help: save the file as UTF-8
    ");
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let plain = taken(|folder| folder.file("content/fees.md", PAGE)).site;
    let marked = |folder: &crate::support::folder::Folder, name: &str| {
        format!("\u{feff}{}", std::fs::read_to_string(folder.root().join(name)).unwrap())
    };
    let site = taken(|folder| {
        let (book, people) = (marked(&folder, "book.toml"), marked(&folder, "content/people.toml"));
        folder
            .file("book.toml", book)
            .file("content/people.toml", people)
            .file("content/fees.md", format!("\u{feff}{PAGE}"))
    });
    assert!(site.site == plain);
}

#[test]
fn windows_line_ends_change_nothing() {
    let yaml = "---\ntitle: Fees\nkind: page\naudience: client\nkeywords:\n  - money\n---\n\nA fee.\n";
    let unix = taken(|folder| folder.file("content/fees.md", PAGE).file("content/yaml.md", yaml)).site;
    let windows = taken(|mut folder| {
        folder = folder.file("content/fees.md", PAGE).file("content/yaml.md", yaml);
        let names = ["book.toml", "content/people.toml", "content/facts.toml", "content/fees.md", "content/yaml.md"];
        for name in names {
            let text = std::fs::read_to_string(folder.root().join(name)).unwrap();
            folder = folder.file(name, text.replace('\n', "\r\n"));
        }
        folder
    });
    assert!(windows.site == unix);
}

#[test]
fn line_ends_of_old_macs() {
    assert_snapshot!(refused(|folder| folder.file("content/fees.md", PAGE.replace('\n', "\r"))), @r#"
    error[invalid-front-matter]: the front matter of this file cannot be found
     --> content/fees.md:1:1
      |
    1 | +++␍title = "Fees"␍kind = "page"␍audience = "client"␍+++␍␍# Late␍␍A fee.␍␍::: staff␍Not for you.␍:::␍␍- one␍- two␍␍```to…
      | ^⋯
      |
      = help: let its first line be `+++` (or `---`) and nothing else, and close it with another such line
    "#);
}

#[test]
fn a_lone_carriage_return_ends_a_line_of_the_body() {
    let run = taken(|folder| {
        folder.file("content/fees.md", PAGE.replace("::: staff\nNot for you.\n:::", "::: staff\rNot for you.\r:::"))
    });
    assert!(run.text("staff/fees/index.html").contains("Not for you."));
    assert!(!run.text("client/fees/index.html").contains("Not for you."));
    assert!(!run.text("client/fees/index.html").contains(":::"));
}

#[test]
fn nul_bytes_in_a_text() {
    let run = taken(|folder| folder.page("zero.md", "A \0 here."));
    assert!(run.text("staff/zero/index.html").contains("A \u{fffd} here."));
    assert!(refused(|folder| folder.client("zero.md", "A \0 here.")).contains("error[leftover-markup]"));
    assert_snapshot!(refused(|folder| folder.file("content/fee.md", "+++\ntitle = \"a\0b\"\nkind = \"pa\0ge\"\n+++\n")), @r#"
    error[missing-key]: a policy needs `flexibility`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `flexibility = "black"` or "grey"; "undecided" while nobody has said

    error[missing-key]: a policy needs `id`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `id = "…"`: it never changes, and its link outlives every move

    error[missing-key]: a policy needs `owner`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `owner = "…"`, a key of people.toml

    error[missing-key]: a policy needs `rationale`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `rationale = "…"`: why the rule is there

    error[missing-key]: a policy needs `review_date`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `review_date = 2027-03-01`, or `reviewed` and `review_every`

    error[missing-key]: a policy needs `version`
     --> content/fee.md:2:1
      |
    2 | title = "a�b"
      | ^
      |
      = help: add `version = "1.0"`

    warning[leftover-markup]: a sign was lost here; readers would see `�`
     --> content/fee.md:2:11
      |
    2 | title = "a�b"
      |           ^
      |
      = help: write the sign that was meant: it was lost when the text was copied, or saved in another encoding

    error[invalid-value]: `kind` cannot be `pa�ge`
     --> content/fee.md:3:8
      |
    3 | kind = "pa�ge"
      |        ^^^^^^^
      |
      = help: write "page"
    "#);
}

#[test]
fn control_characters_in_a_text() {
    let run = taken(|folder| {
        let folder = folder.page("bell.md", "A\u{7}B\u{1b}C\u{7f}D\u{c}E\u{b}G\u{ffff}F");
        folder.file("content/title.md", "+++\ntitle = \"a\u{1b}[31mb\"\nkind = \"page\"\n+++\n")
    });
    assert!(run.text("staff/bell/index.html").contains("A\u{fffd}B\u{fffd}C\u{fffd}D E G\u{fffd}F"));
    assert!(run.text("staff/title/index.html").contains("<title>a\u{fffd}[31mb"));
    let told = |front: &str| refused(|folder| folder.file("content/fee.md", front));
    assert_snapshot!(told("+++\ntitle = \"a\\u001bb\"\nkind = \"page\"\n+++\n"), @r#"
    error[invalid-value]: `title` contains an invisible character
     --> content/fee.md:2:9
      |
    2 | title = "a\u001bb"
      |         ^^^^^^^^^^
      |
      = help: remove the escape (`\u…`, `\x…`)
    "#);
    assert_snapshot!(told("---\ntitle: \"a\\x07b\"\nkind: page\n---\n"), @r#"
    error[invalid-value]: `title` contains an invisible character
     --> content/fee.md:2:8
      |
    2 | title: "a\x07b"
      |        ^^^^^^^^
      |
      = help: remove the escape (`\u…`, `\x…`)
    "#);
}

#[test]
fn a_policy_of_fifty_megabytes() {
    let folder = standing();
    let big = |name: &str| {
        let path = folder.root().join(name);
        std::fs::File::create(path).unwrap().set_len(50 << 20).unwrap();
    };
    big("content/big.md");
    big("content/facts.toml");
    let before = handbook().client("welcome.md", "Welcome.").build().done().site;
    let build = folder.build().in_order();
    assert_eq!(build.code, Some(1));
    assert!(build.site == before);
    assert_snapshot!(super::without_advice(&build.stderr), @r"
    error[file-too-large]: this text is 50 MiB long; the most that is read is 16 MiB
     --> content/big.md
     = help: split it into several policies

    error[file-too-large]: this text is 50 MiB long; the most that is read is 16 MiB
     --> content/facts.toml
     = help: split it into several policies
    ");
}

#[test]
fn book_toml_of_fifty_megabytes() {
    assert_snapshot!(refused(|folder| folder.file("book.toml", vec![b'#'; 50 << 20])), @r"
    error[file-too-large]: this text is 50 MiB long; the most that is read is 16 MiB
     --> book.toml
     = help: split it into several policies
    ");
}

#[test]
fn an_attachment_of_fifty_megabytes_is_published() {
    let run =
        taken(|folder| folder.client("page.md", "[All of it](big.bin)").file("content/big.bin", vec![7; 50 << 20]));
    assert_eq!(run.site["client/big.bin"].len(), 50 << 20);
}

#[test]
fn empty_files() {
    let run = taken(|folder| folder.file("content/empty.md", ""));
    assert!(run.text("staff/empty/index.html").contains("<h1>empty</h1>"));
    assert!(!run.site.contains_key("client/empty/index.html"));
    assert_snapshot!(first(&refused(|folder| folder.file("content/fences.md", "+++\n+++\n"))), @r#"
    error[missing-key]: a policy needs `flexibility`
     --> content/fences.md:2:1
      |
    2 | +++
      | ^
      |
      = help: add `flexibility = "black"` or "grey"; "undecided" while nobody has said
    "#);
    assert_snapshot!(refused(|folder| folder.file("content/open.md", "+++\n")), @r"
    error[invalid-front-matter]: the front matter is never closed
     --> content/open.md:1:1
      |
    1 | +++
      | ^^^
      |
      = help: put the same three signs in a line of their own behind it
    ");
    assert_snapshot!(first(&refused(|folder| folder.file("content/yaml.md", "---\n---\n"))), @r#"
    error[missing-key]: a policy needs `flexibility`
     --> content/yaml.md:2:1
      |
    2 | ---
      | ^
      |
      = help: add `flexibility: "black"` or "grey"; "undecided" while nobody has said
    "#);
    taken(|folder| folder.file("content/glossary.md", "").without("content/goals.toml").file("content/goals.toml", ""));
}

#[test]
fn a_text_of_one_line_of_a_megabyte() {
    let run = taken(|folder| folder.client("long.md", &"word ".repeat(200_000)));
    assert!(run.text("client/long/index.html").len() > 900_000);
    let told = refused(|folder| folder.client("long.md", &format!("{}[x](nowhere.md)", "word ".repeat(200_000))));
    assert_snapshot!(told, @r"
    error[broken-link]: `nowhere.md` does not exist
     --> content/long.md:7:1000001
      |
    7 | …word word word word word word word word word word [x](nowhere.md)
      | ⋯^^^^^^^^^^^^^^^
      |
      = help: write the id of a policy, or the path of a file from this one
    ");
}

/// A lone carriage return ends a line, as in Markdown, wherever a text is read line by line.
#[test]
fn lone_carriage_returns() {
    let glossaries =
        ["a\n\n: b\n\nfloat\r\r: money.\r\n", "float\r\r: money\r  in the till\r", "float\r\n\r: money.\n\r"];
    for glossary in glossaries {
        let run = taken(|folder| folder.file("content/glossary.md", glossary));
        assert!(run.text("staff/glossary/index.html").contains("money"), "{glossary:?}");
    }
    let run = taken(|folder| folder.client("cr.md", "One.\r\r::: staff\rSecret.\r:::\r\r1. Two\r2. Three\r"));
    let page = run.text("client/cr/index.html");
    assert!(page.contains("Three</li>") && !page.contains("Secret"), "{page}");
    assert_eq!(
        refused(|folder| folder.client("cr.md", "One.\r\r::: staff\rSecret.\r")).matches("unclosed-block").count(),
        1
    );
}
