//! Values that no day, number or word can have.

use insta::assert_snapshot;

use super::{refused, taken};

#[test]
fn the_thirtieth_of_february() {
    let toml = "+++\ntitle = \"T\"\nkind = \"page\"\nreview_date = 2026-02-30\n+++\n";
    assert_snapshot!(refused(|folder| folder.file("content/a.md", toml)), @r"
    error[invalid-date]: 2026-02-30 is not a date that exists
     --> content/a.md:4:15
      |
    4 | review_date = 2026-02-30
      |               ^^^^^^^^^^
      |
      = help: write a date as 2026-03-31
    ");
    let yaml = "---\ntitle: T\nkind: page\nreview_date: 2026-02-30\n---\n";
    assert_snapshot!(refused(|folder| folder.file("content/a.md", yaml)), @r"
    error[invalid-date]: 2026-02-30 is not a date that exists
     --> content/a.md:4:14
      |
    4 | review_date: 2026-02-30
      |              ^^^^^^^^^^
      |
      = help: write a date as 2026-03-31
    ");
    let quoted = "---\ntitle: T\nkind: page\nreview_date: \"2026-02-30\"\n---\n";
    assert_snapshot!(refused(|folder| folder.file("content/a.md", quoted)), @r#"
    error[invalid-date]: 2026-02-30 is not a date that exists
     --> content/a.md:4:14
      |
    4 | review_date: "2026-02-30"
      |              ^^^^^^^^^^^^
      |
      = help: write a date as 2026-03-31
    "#);
    let fact = "[fee]\ntitle = \"F\"\n[[fee.values]]\nfrom = 2026-02-30\nvalue = \"£1\"\n";
    assert_snapshot!(refused(|folder| folder.file("content/facts.toml", fact)), @r"
    error[invalid-date]: 2026-02-30 is not a date that exists
     --> content/facts.toml:4:8
      |
    4 | from = 2026-02-30
      |        ^^^^^^^^^^
      |
      = help: write a date as 2026-03-31
    ");
}

#[test]
fn a_text_that_only_looks_like_a_day() {
    let text =
        "+++\ntitle = \"T = 2026-02-30, [2026-02-31]\"\nkind = \"page\"\ndescription = \"from 2026-02-30\"\n+++\n";
    let run = taken(|folder| folder.file("content/a.md", text));
    assert!(run.text("staff/a/index.html").contains("T = 2026-02-30, [2026-02-31]"));
}

#[test]
fn the_thirtieth_of_february_as_today() {
    let run = super::standing().run(&["build", "--today", "2026-02-30"]).in_order();
    assert_eq!(run.code, Some(2));
    let told = "error: invalid value '2026-02-30' for '--today <DATE>'";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
}

#[test]
fn days_and_numbers_beyond_every_calendar() {
    let told = |line: &str| {
        refused(|folder| folder.file("content/a.md", format!("+++\ntitle = \"T\"\nkind = \"page\"\n{line}\n+++\n")))
    };
    assert_snapshot!(told("reviewed = 9999-12-31\nreview_every = \"12 months\""), @r"
    error[invalid-date]: the next review would be on a day that no calendar has
     --> content/a.md:4:12
      |
    4 | reviewed = 9999-12-31
      |            ^^^^^^^^^^
      |
      = help: write the day of the last review
    ");
    assert_snapshot!(told("reviewed = 2026-01-01\nreview_every = \"99999999999999999999 months\""), @r#"
    error[invalid-value]: `99999999999999999999 months` is no length of time
     --> content/a.md:5:16
      |
    5 | review_every = "99999999999999999999 months"
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write a number and days, weeks, months or years
    "#);
    assert_snapshot!(told("reviewed = 2026-01-01\nreview_every = \"999999 months\""), @r#"
    error[invalid-value]: `999999 months` is no length of time
     --> content/a.md:5:16
      |
    5 | review_every = "999999 months"
      |                ^^^^^^^^^^^^^^^
      |
      = help: write a number and days, weeks, months or years
    "#);
    assert_snapshot!(told("review_date = 2026-01-01T10:00:00Z"), @r"
    error[invalid-date]: `review_date` must be a date, and `2026-01-01T10:00:00Z` is not one
     --> content/a.md:4:15
      |
    4 | review_date = 2026-01-01T10:00:00Z
      |               ^^^^^^^^^^^^^^^^^^^^
      |
      = help: write a date as 2026-03-31
    ");
    assert_snapshot!(told("review_date = 10:00:00"), @r"
    error[invalid-date]: `review_date` must be a date, and `10:00:00` is not one
     --> content/a.md:4:15
      |
    4 | review_date = 10:00:00
      |               ^^^^^^^^
      |
      = help: write a date as 2026-03-31
    ");
    assert_snapshot!(told("order = 99999999999999999999"), @r"
    error[invalid-value]: `order` must be a small whole number, not `99999999999999999999`
     --> content/a.md:4:9
      |
    4 | order = 99999999999999999999
      |         ^^^^^^^^^^^^^^^^^^^^
      |
      = help: write plain digits
    ");
    assert_snapshot!(told("order = inf"), @r"
    error[invalid-value]: `order` must be a small whole number, not `inf`
     --> content/a.md:4:9
      |
    4 | order = inf
      |         ^^^
      |
      = help: write plain digits
    ");
    assert_snapshot!(told("order = 0x10"), @r"
    error[invalid-value]: `order` must be a small whole number, not `0x10`
     --> content/a.md:4:9
      |
    4 | order = 0x10
      |         ^^^^
      |
      = help: write plain digits
    ");
}

#[test]
fn days_at_the_ends_of_time_are_taken() {
    let fact = "[fee]\ntitle = \"F\"\naudience = \"client\"\n[[fee.values]]\nfrom = 0001-01-01\nvalue = \"£1\"\n\
                [[fee.values]]\nfrom = 9999-12-31\nvalue = \"£2\"\n";
    let run = taken(|folder| folder.file("content/facts.toml", fact).client("a.md", "It is {fact:fee}."));
    assert!(run.text("client/a/index.html").contains("£1"));
}

#[test]
fn values_of_another_kind() {
    let told = |text: &str| refused(|folder| folder.file("content/a.md", format!("+++\n{text}\n+++\n")));
    assert_snapshot!(told("title = 1\nkind = \"page\"\nstatus = true\ntags = \"one\"\noptions = { offer = \"x\" }"), @r#"
    error[wrong-type]: `title` must be text, not a number
     --> content/a.md:2:9
      |
    2 | title = 1
      |         ^
      |
      = help: write "1"

    error[wrong-type]: `status` must be text, not true or false
     --> content/a.md:4:10
      |
    4 | status = true
      |          ^^^^
      |
      = help: put it in quotation marks

    error[wrong-type]: `tags` must be a list, even with one entry
     --> content/a.md:5:8
      |
    5 | tags = "one"
      |        ^^^^^
      |
      = help: write `tags = ["one"]`

    error[wrong-type]: `options` must be a list of tables, not a table
     --> content/a.md:6:11
      |
    6 | options = { offer = "x" }
      |           ^^^^^^^^^^^^^^^
      |
      = help: write `[[options]]` above each of them
    "#);
    assert_snapshot!(told("title = \"T\"\nkind = \"page\"\n[[options]]\noffer = [\"x\"]\n[pilot]\nuntil = 1"), @r#"
    error[wrong-type]: `offer` must be text, not a list
     --> content/a.md:5:9
      |
    5 | offer = ["x"]
      |         ^^^^^
      |
      = help: put it in quotation marks

    error[invalid-date]: `until` must be a date, not a number
     --> content/a.md:7:9
      |
    7 | until = 1
      |         ^
      |
      = help: write a date as 2026-03-31
    "#);
    assert_snapshot!(told("title = \"T\"\ntitle = \"U\"\nkind = \"page\""), @r#"
    error[invalid-front-matter]: duplicate key
     --> content/a.md:3:1
      |
    3 | title = "U"
      | ^^^^^
      |
      = help: mend it here; the file is kept from every reader but the most private
    "#);
    assert_snapshot!(told("title = \"  \"\nkind = \"page\""), @r#"
    error[invalid-value]: `title` is empty
     --> content/a.md:2:9
      |
    2 | title = "  "
      |         ^^^^
      |
      = help: fill it in, or remove it
    "#);
    assert_snapshot!(told("title = \"T\"\nkind = \"page\"\nstatus = \"activ\"\nflexibility = \"white\""), @r#"
    error[invalid-value]: `status` cannot be `activ`
     --> content/a.md:4:10
      |
    4 | status = "activ"
      |          ^^^^^^^
      |
      = help: write "active"

    error[invalid-value]: `flexibility` cannot be `white`
     --> content/a.md:5:15
      |
    5 | flexibility = "white"
      |               ^^^^^^^
      |
      = help: write one of black, grey, undecided
    "#);
}
