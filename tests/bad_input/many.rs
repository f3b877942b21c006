//! A great many of one thing: what each costs does not grow with how many there are, or these tests would take hours.

use super::{refused, taken};

/// A page for clients with this text is published.
#[track_caller]
fn published(text: &str) {
    taken(|folder| folder.client("many.md", text));
}

/// A page for clients with this text is refused. Returns how many errors of a rule it has: each of them, or their sum.
#[track_caller]
fn errors(text: &str, rule: &str) -> usize {
    let said = refused(|folder| folder.client("many.md", text));
    let sum = said.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let count = words.next()?.parse().ok()?;
        (words.next() == Some(rule)).then_some(count)
    });
    sum.unwrap_or_else(|| said.matches(&format!("error[{rule}]")).count())
}

fn repeat(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

#[test]
fn blocks_one_after_another() {
    published(&repeat(20_000, |n| format!("::: staff\nword{n}\n:::\n\n")));
    published(&repeat(20_000, |n| format!("{n}. a\n\n   ::: staff\n   b\n   :::\n\n")));
}

#[test]
fn blocks_that_are_never_closed() {
    assert_eq!(errors(&repeat(10_000, |_| "- ::: staff\n".to_owned()), "unclosed-block"), 10_000);
}

#[test]
fn references_without_a_definition() {
    published(&"[a][b] ".repeat(20_000));
    published(&"[^a] ".repeat(20_000));
    published(&"][".repeat(20_000));
    published(&"[^".repeat(20_000));
}

#[test]
fn facts_in_one_line() {
    assert!(errors(&"{fact:".repeat(50_000), "leftover-markup") > 0);
    assert_eq!(errors(&"{fact:gone} ".repeat(2_000), "unknown-fact"), 2_000);
    assert_eq!(errors(&"&amp;{fact:gone} \\*".repeat(2_000), "unknown-fact"), 2_000);
}

#[test]
fn notes_that_refer_to_one_another() {
    let chain = repeat(10_000, |n| format!("[^{}]: See [^{n}].\n\n", n + 1));
    published(&format!("First[^10000].\n\n{chain}[^0]: End.\n"));
}

#[test]
fn links_to_pages_that_are_not_there() {
    let text = repeat(4_000, |n| format!("[x](nowhere/a-rather-long-name-of-a-file-{n}.md)\n\n"));
    assert_eq!(errors(&text, "broken-link"), 4_000);
}

#[test]
fn links_to_headings_that_are_not_there() {
    let headings = repeat(500, |n| format!("## Heading number {n}\n\n"));
    let links = repeat(1_000, |n| format!("[x](#headin-numbr-{n})\n\n"));
    assert_eq!(errors(&format!("{headings}{links}"), "missing-anchor"), 1_000);
}

#[test]
fn tags_one_in_another() {
    let nested = |count: usize| format!("{}x{}", "<b>".repeat(count), "</b>".repeat(count));
    published(&nested(10_000));
    published(&format!("<div>\n{}\n</div>", nested(5_000)));
    published(&"<u>x</u> <i>y</i> ".repeat(10_000));
}

#[test]
fn headings_with_numbers() {
    published(&repeat(5_000, |n| format!("## Heading {n}\n\n£{n}.50 a day, 1.000.000\n\n")));
    published(&"## Same\n\nx\n\n".repeat(10_000));
}

#[test]
fn formats_that_no_tag_ends() {
    published(&"<b>x<p>".repeat(4_000));
    for part in ["<b><i>x<p>", "<b>x</p>", "<div><b>x</div>", "<em>x<ul><li>", "<b>x<h3>y</h3>", "<b><p></b>"] {
        published(&part.repeat(1_000));
    }
    published(&repeat(1_000, |n| format!("<abbr title=\"{n}\">x<p>")));
    published(&format!("{}x{}", "<b>".repeat(1_000), "<p>x".repeat(1_000)));
    published(&repeat(1_000, |_| "<b>x\n\ny\n\n".to_owned()));
}

#[test]
fn titles_of_links_that_are_used_and_of_those_that_are_not() {
    let used = repeat(4_000, |n| format!("[n{n}]\n\n[n{n}]: https://example.org/{n} \"Title\"\n\n"));
    published(&used);
    let unused = repeat(4_000, |n| format!("Words.\n\n[n{n}]: https://example.org/{n} \"Title {n}\"\n\n"));
    assert_eq!(errors(&unused, "lost-words"), 4_000);
}

#[test]
fn tags_that_nothing_opens_or_closes() {
    published(&format!("{}\n\n{}", "<b>".repeat(20_000), "</i>".repeat(20_000)));
    published(&"<font>a ".repeat(20_000));
}

#[test]
fn names_between_brackets() {
    assert_eq!(errors(&"[staff]\n\n".repeat(10_000), "stray-fence"), 10_000);
    published(&format!("{}[staff]: https://example.org/\n", "[Staff]\n\n".repeat(10_000)));
}

#[test]
fn brackets_that_make_no_link() {
    published(&"x](https://example.org) ".repeat(10_000));
    for unclosed in ["](a b ", "[x](a(b ", "[x](<a ", "[x](a \"b ", "[a|b](x=", "![[x "] {
        published(&unclosed.repeat(10_000));
    }
    assert_eq!(errors(&"[a [b](https://example.org/b) c](https://example.org/c) ".repeat(2_000), "not-a-link"), 2_000);
}

#[test]
fn marks_of_other_tools_in_one_line() {
    assert_eq!(errors(&"$a_b$ ".repeat(4_000), "leftover-markup"), 4_000);
    assert_eq!(errors(&"''a'' ".repeat(4_000), "leftover-markup"), 4_000);
    published(&"$a_b ".repeat(20_000));
    published(&"5~6 hours and 7~8 days, ".repeat(20_000));
    published(&"${ ".repeat(20_000));
    published(&"'' ".repeat(20_000));
    published(&"(staff only) ".repeat(20_000));
}
