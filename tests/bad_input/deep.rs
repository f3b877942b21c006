//! Things in things in things: ten thousand deep, or unfolding to more than they are.

use insta::assert_snapshot;

use super::{refused, taken};

const MANY: usize = 10_000;

/// What is said of a page for clients with this text.
#[track_caller]
fn body(text: &str) -> String {
    refused(|folder| folder.client("deep.md", text))
}

#[test]
fn quotes() {
    assert_snapshot!(body(&format!("{} deep", ">".repeat(MANY))), @r"
    error[nesting-too-deep]: lists, quotes and blocks are nested more than a hundred deep here
     --> content/deep.md:7:102
      |
    7 | …>⋯…
      | ⋯^⋯
      |
      = help: use fewer levels
    ");
}

#[test]
fn lists_in_one_line() {
    assert_snapshot!(body(&format!("{}deep", "- ".repeat(MANY))), @r"
    error[nesting-too-deep]: lists, quotes and blocks are nested more than a hundred deep here
     --> content/deep.md:7:203
      |
    7 | …- ⋯…
      | ⋯^⋯
      |
      = help: use fewer levels
    ");
}

#[test]
fn lists_in_many_lines() {
    let lines = (0..2_000).map(|depth| "  ".repeat(depth) + "- deep\n").collect::<String>();
    assert_snapshot!(body(&lines), @r"
    error[nesting-too-deep]: lists, quotes and blocks are nested more than a hundred deep here
       --> content/deep.md:107:203
        |
    107 | … ⋯- deep
        | ⋯^^^^
        |
        = help: use fewer levels
    ");
}

#[test]
fn blocks() {
    let text = format!("{}deep\n{}", "::: staff\n".repeat(MANY), ":::\n".repeat(MANY));
    assert_snapshot!(body(&text), @r"
    error[nesting-too-deep]: lists, quotes and blocks are nested more than a hundred deep here
       --> content/deep.md:107:1
        |
    107 | ::: staff
        | ^^^^^^^^^
        |
        = help: use fewer levels
    ");
}

#[test]
fn quotes_that_end_within_a_hundred_are_published() {
    let run = taken(|folder| folder.client("deep.md", &format!("{} deep", ">".repeat(90))));
    assert_eq!(run.text("client/deep/index.html").matches("<blockquote>").count(), 90);
}

/// What has no depth in the tree is published, however often it is begun. Clients would read the marks, which is an error.
#[test]
fn brackets_emphasis_and_the_like() {
    let texts = [
        "[".repeat(MANY),
        "![".repeat(MANY),
        format!("{}a{}", "[".repeat(MANY), "](https://b.example)".repeat(MANY)),
        "*a ".repeat(MANY),
        "_a ".repeat(MANY),
        "*a **a ".repeat(MANY / 2),
        format!("{}a{}", "*a ".repeat(MANY), "a*".repeat(MANY)),
        "~~a ".repeat(MANY),
        "`".repeat(MANY),
        (1..400).map(|n| "`".repeat(n) + " a ").collect::<String>(),
        "[a](".repeat(MANY),
        "<a ".repeat(MANY),
        "&amp;".repeat(MANY),
        "\\".repeat(MANY),
        "[[a".repeat(MANY),
        "{fact:".repeat(MANY),
        "a@b.".repeat(MANY),
        "www.".repeat(MANY),
        "(http://a".repeat(MANY),
    ];
    let run = taken(|folder| {
        let page = |at: usize| format!("deep-{at}.md");
        texts.iter().enumerate().fold(folder, |folder, (at, text)| folder.page(&page(at), text))
    });
    for at in 0..texts.len() {
        assert!(run.site.contains_key(&format!("staff/deep-{at}/index.html")), "{at}");
    }
}

#[test]
fn nested_emphasis() {
    let text = format!("{}a{}", "**a *a ".repeat(MANY), "* **".repeat(MANY));
    let run = taken(|folder| folder.page("deep.md", &text));
    assert!(run.site.contains_key("staff/deep/index.html"));
}

#[test]
fn a_table_of_many_columns_and_one_of_many_rows() {
    let wide = format!("{0}\n{1}\n{0}\n", "|a".repeat(MANY), "|-".repeat(MANY));
    let long = format!("|a|b|\n|-|-|\n{}", "|1|\n".repeat(MANY));
    let run = taken(|folder| folder.client("wide.md", &wide).client("long.md", &long));
    assert!(run.text("client/long/index.html").matches("<tr>").count() > MANY);
    assert!(run.site.contains_key("client/wide/index.html"));
}

#[test]
fn footnotes_that_lead_to_one_another() {
    let notes: Vec<String> = (0..2_000).map(|n| format!("[^n{n}]: See[^n{}].\n\n", (n + 1) % 2_000)).collect();
    let run = taken(|folder| folder.client("notes.md", &format!("Begin[^n0].\n\n{}", notes.concat())));
    assert!(run.text("client/notes/index.html").contains("footnote"));
}

#[test]
fn references_that_unfold() {
    let long = "x".repeat(50_000);
    let text = format!("[a]: https://example.org/{long}\n\n{}", "[a] ".repeat(MANY));
    let run = taken(|folder| folder.client("refs.md", &text));
    assert!(run.text("client/refs/index.html").len() < 20 << 20, "a text of 90 KB unfolded");
}

/// What is said of front matter.
#[track_caller]
fn front(fence: &str, text: &str) -> String {
    refused(|folder| folder.file("content/deep.md", format!("{fence}\n{text}\n{fence}\n")))
}

#[test]
fn lists_in_toml() {
    assert_snapshot!(front("+++", &format!("title = {}{}", "[".repeat(MANY), "]".repeat(MANY))), @r"
    error[nesting-too-deep]: values nested more than 100 deep
     --> content/deep.md:2:109
      |
    2 | …[⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
}

#[test]
fn tables_in_toml() {
    assert_snapshot!(front("+++", &format!("title = {}1{}", "{a=".repeat(MANY), "}".repeat(MANY))), @r"
    error[nesting-too-deep]: values nested more than 100 deep
     --> content/deep.md:2:309
      |
    2 | …a={⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
}

#[test]
fn dotted_keys_in_toml() {
    assert_snapshot!(front("+++", &format!("{}a = 1", "a.".repeat(MANY))), @r"
    error[invalid-front-matter]: recursion limit
     --> content/deep.md:2:1
      |
    2 | a.⋯…
      | ^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("+++", &format!("[{}a]\nb = 1", "a.".repeat(MANY))), @r"
    error[invalid-front-matter]: recursion limit
     --> content/deep.md:2:1
      |
    2 | [a.⋯…
      | ^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(refused(|folder| folder.file("book.toml", format!("{}a = 1", "a.".repeat(MANY)))), @r"
    error[invalid-front-matter]: recursion limit
     --> book.toml:1:1
      |
    1 | a.⋯…
      | ^
      |
      = help: fix the TOML here; the rest is checked afterwards
    ");
    assert_snapshot!(refused(|folder| folder.file("content/facts.toml", format!("[{}a]", "a.".repeat(MANY)))), @r"
    error[invalid-front-matter]: recursion limit
     --> content/facts.toml:1:1
      |
    1 | [a.⋯…
      | ^
      |
      = help: fix the TOML here
    ");
}

#[test]
fn lists_and_tables_in_yaml() {
    assert_snapshot!(front("---", &format!("title: {}{}", "[".repeat(MANY), "]".repeat(MANY))), @r"
    error[invalid-front-matter]: recursion limit exceeded
     --> content/deep.md:2:263
      |
    2 | …[⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("---", &format!("title: {}", "{a: ".repeat(MANY))), @r"
    error[nesting-too-deep]: values nested more than 100 deep
     --> content/deep.md:2:404
      |
    2 | …: {a⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("---", &format!("{}a", "- ".repeat(MANY))), @r"
    error[nesting-too-deep]: values nested more than 100 deep
     --> content/deep.md:2:201
      |
    2 | …- ⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("---", &format!("{}a", "? ".repeat(MANY))), @r"
    error[nesting-too-deep]: values nested more than 100 deep
     --> content/deep.md:2:201
      |
    2 | …? ⋯…
      | ⋯^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    let lines = (0..2_000).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>();
    assert_snapshot!(front("---", &lines), @r"
    error[nesting-too-deep]: values nested more than 100 deep
       --> content/deep.md:102:101
        |
    102 | ...                   a:
        |                       ^
        |
        = help: mend it here; the file is kept from every reader but the most private
    ");
}

#[test]
fn a_yaml_text_that_unfolds() {
    let lists = (1..12).map(|level| {
        let above = format!("*a{}", level - 1);
        format!("a{level}: &a{level} [{}]\n", [above.as_str(); 10].join(", "))
    });
    let text = format!("a0: &a0 [x]\n{}", lists.collect::<Vec<_>>().concat());
    let told = front("---", &format!("{text}title: *a11"));
    assert_eq!(told.matches("aliases (`*name`) are not supported").count(), 11 * 10 + 1);
    assert!(told.len() < 100_000, "it unfolded");
}

#[test]
fn yaml_tags_and_second_documents() {
    assert_snapshot!(front("---", "title: !!python/object:os.system a\nkind: page"), @r"
    error[invalid-front-matter]: tags (`!name`) are not supported; remove it
     --> content/deep.md:2:8
      |
    2 | title: !!python/object:os.system a
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("---", "title: a\nkind: page\n...\n--- b"), @r"
    error[invalid-front-matter]: a second YAML document is not supported
     --> content/deep.md:5:1
      |
    5 | --- b
      | ^^^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
    assert_snapshot!(front("---", "<<: *base\ntitle: a\nkind: page"), @r"
    error[invalid-front-matter]: while parsing node, found unknown anchor
     --> content/deep.md:2:5
      |
    2 | <<: *base
      |     ^
      |
      = help: mend it here; the file is kept from every reader but the most private
    ");
}
