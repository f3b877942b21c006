//! Redlines in readable form: `[-taken out-]`, `{+put in+}`, `<<moved>>`.

use proptest::prelude::*;

use super::*;
use crate::markdown::{Image, Resolve};

const LABELS: Labels<'static> = Labels {
    inserted: "inserted",
    deleted: "deleted",
    moved_from: "Moved from here",
    moved_here: "Moved here",
    level: "level {old}, now {new}",
    was_numbered: "was numbered",
    was_plain: "was not numbered",
};

/// Knows every fact but one; what `rising` says depends on when it is asked.
struct Known(&'static str);

const SIDES: Sides<'static> = Sides { was: &Known("£4"), is: &Known("£6") };

impl Resolve for Known {
    fn link(&self, target: &str) -> Option<String> {
        if target.contains(':') {
            return Some(target.to_owned());
        }
        (target != "gone").then(|| format!("/{}", target.trim_end_matches(".md")))
    }
    fn wiki(&self, target: &str) -> Option<(String, String)> {
        (target == "CS-014").then(|| ("/CS-014".to_owned(), "Refunds".to_owned()))
    }
    fn image(&self, target: &str) -> Option<Image> {
        Some(Image { src: target.to_owned(), size: None })
    }
    fn fact(&self, key: &str) -> Option<String> {
        let value = if key == "rising" { self.0 } else { "£5" };
        (key != "secret").then(|| format!("<b>{key} = {value}</b>"))
    }
    fn fact_words(&self, key: &str) -> Option<String> {
        let value = if key == "rising" { self.0 } else { "£5" };
        (key != "secret").then(|| value.to_owned())
    }
    fn block_label(&self, name: &str) -> String {
        format!("For {name}")
    }
    fn alert_title(&self, kind: &'static str) -> String {
        kind.to_owned()
    }
    fn colours(&self) -> bool {
        true
    }
}

fn made(old: &str, new: &str) -> Redline {
    redline(old, new, Dialect::Prose, SIDES, &LABELS)
}

/// The HTML with readable changes, without the words for those who hear it.
fn shown(old: &str, new: &str) -> String {
    let html = made(old, new).html;
    let html =
        html.replace("<span class=\"sr\">[deleted: </span>", "").replace("<span class=\"sr\">[inserted: </span>", "");
    let html = html.replace("<span class=\"sr\">]</span>", "");
    let html = html.replace("<span class=\"redline-note\">", "(").replace("</span> <", ") <").replace("</span>", ")");
    let mut out = String::new();
    let mut open = Vec::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at..=end];
        match tag {
            "<del>" | "<del class=\"task-mark\">" => open.push(("[-", "-]")),
            "<ins>" | "<ins class=\"task-mark\">" => open.push(("{+", "+}")),
            "<del class=\"is-moved\">" => open.push(("<<-", "->>")),
            "<ins class=\"is-moved\">" => open.push(("<<", ">>")),
            "</del>" | "</ins>" => out.push_str(open.pop().unwrap().1),
            _ => out.push_str(tag),
        }
        if tag.starts_with("<del") || tag.starts_with("<ins") {
            out.push_str(open.last().unwrap().0);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{html}");
    (out + rest).trim().to_owned()
}

#[test]
fn words_change_in_their_paragraph_and_marks_stay() {
    assert_eq!(
        shown("You have **30 days**, see [refunds](CS-014).", "You have **14 days**, see [refunds](CS-014)."),
        "<p>You have [-<strong>30</strong>-]{+<strong>14</strong>+} <strong>days</strong>, see <a href=\"/CS-014\">refunds</a>.</p>"
    );
}

#[test]
fn html_is_compared_like_markdown() {
    assert_eq!(
        shown("Fee is £10<br>20 <b>days</b>.", "Fee is £10<br>30 <b>days</b>."),
        shown("Fee is £10\\\n20 **days**.", "Fee is £10\\\n30 **days**.")
    );
    assert_eq!(
        shown("Press <kbd>Esc</kbd> once.", "Press <kbd>Esc</kbd> twice."),
        "<p>Press <kbd>Esc</kbd> [-once-]{+twice+}.</p>"
    );
    assert!(made("<p>One</p>", "One").is_empty());
    let table = |fee: &str| format!("<table><tr><td colspan=\"2\">Fees<tr><td>Card<td>{fee}<td></table>");
    let html = shown(&table("£5"), &table("£6")).replace('\n', "");
    assert!(
        html.contains("<tr><td colspan=\"2\">Fees</td></tr><tr><td>Card</td><td>[-£5-]{+£6+}</td><td></td></tr>"),
        "{html}"
    );
    assert_eq!(shown("A <span id=\"x\">b</span>", "A <span id=\"x\">c</span>"), "<p>A [-b-]{+c+}</p>");
}

#[test]
fn a_link_that_leads_elsewhere_is_a_change_and_one_that_is_written_otherwise_is_none() {
    assert!(made("See [it](a.md).", "See [it](a).").is_empty());
    assert_eq!(shown("See [it](a).", "See [it](b)."), "<p>See [-<a href=\"/a\">it</a>-]{+<a href=\"/b\">it</a>+}.</p>");
    assert_eq!(shown("See [it](a).", "See [it](gone)."), "<p>See [-<a href=\"/a\">it</a>-]{+it+}.</p>");
}

#[test]
fn a_text_is_not_the_same_when_a_stop_or_a_quotation_mark_has_gone() {
    assert!(!made("As provided..", "As provided.").is_empty());
    assert!(!made("Skip to \"notices\".", "Skip to notices.").is_empty());
    assert!(!made("Whole.", "Whole.\n\n---").is_empty());
    assert!(made("As provided.", "As\nprovided.").is_empty());
}

#[test]
fn facts_are_compared_by_key_and_shown_by_value() {
    assert_eq!(shown("Pay {fact:fee} now.", "Pay {fact:fee} later."), "<p>Pay <b>fee = £5</b> [-now-]{+later+}.</p>");
    assert_eq!(
        shown("Pay {fact:fee} now.", "Pay {fact:late-fee} now."),
        "<p>Pay [-<b>fee = £5</b>-]{+<b>late-fee = £5</b>+} now.</p>"
    );
    assert_eq!(shown("Pay {fact:secret} now.", "Pay now."), "<p>Pay now.</p>");
    assert_eq!(
        shown("Pay {fact:rising} now.", "Pay {fact:rising} now."),
        "<p>Pay [-<b>rising = £4</b>-]{+<b>rising = £6</b>+} now.</p>"
    );
}

#[test]
fn a_paragraph_between_others_is_put_in_whole() {
    assert_eq!(
        shown("One stays here.\n\nTwo stays here.", "One stays here.\n\nNew words stand here now.\n\nTwo stays here."),
        "<p>One stays here.</p>\n<p>{+New words stand here now.+}</p>\n<p>Two stays here.</p>"
    );
}

#[test]
fn a_moved_paragraph_is_moved_with_its_own_changes() {
    let (a, b, c) = (
        "Clients may ask for their money back within 30 days.",
        "Second thing said here at length.",
        "Third thing, as long as the second one.",
    );
    let moved = a.replace("30", "14");
    assert_eq!(
        shown(&format!("{a}\n\n{b}\n\n{c}"), &format!("{b}\n\n{c}\n\n{moved}")),
        "<p>(Moved from here) <<-Clients may ask for their money back within 30 days.->></p>\n\
         <p>Second thing said here at length.</p>\n<p>Third thing, as long as the second one.</p>\n\
         <p>(Moved here) <<Clients may ask for their money back within [-30-]{+14+} days.>></p>"
    );
    let made = made(&format!("{a}\n\n{b}\n\n{c}"), &format!("{b}\n\n{c}\n\n{moved}"));
    assert_eq!((made.inserted, made.deleted, made.moved), (1, 1, 1));
}

#[test]
fn two_moves_are_told_apart() {
    let text = |order: &[usize]| {
        let all = [
            "Alpha is about apples that fall.",
            "Beta is about bread and butter.",
            "Gamma is about all other things which we ever need to say, at great length, here.",
        ];
        order.iter().map(|at| all[*at]).collect::<Vec<_>>().join("\n\n")
    };
    let shown = shown(&text(&[0, 1, 2]), &text(&[2, 1, 0]));
    assert!(shown.contains("(Moved from here (1)) <<-Alpha") && shown.contains("(Moved here (1)) <<Alpha"), "{shown}");
    assert!(shown.contains("(Moved from here (2)) <<-Beta") && shown.contains("(Moved here (2)) <<Beta"), "{shown}");
}

#[test]
fn lists_stay_lists() {
    assert_eq!(
        shown("- one thing\n- two things\n- three things", "- one thing\n- four other matters\n- three things"),
        "<ul>\n<li>one thing</li>\n<li>[-two things-]</li>\n<li>{+four other matters+}</li>\n<li>three things</li>\n</ul>"
    );
    assert_eq!(shown("- one thing", "1. one thing"), "<ol>\n<li>(was not numbered) one thing</li>\n</ol>");
    assert_eq!(
        shown("- [ ] ask first", "- [x] ask first"),
        "<ul>\n<li class=\"task task-done\">[-☐-] {+☑+} ask first</li>\n</ul>"
    );
}

#[test]
fn an_item_to_which_much_was_added_is_the_same_item() {
    let more = "- send the message first:\n\n  ```\n  a text of many other words that all are new here\n  ```";
    let shown = shown("- send the message first.", more);
    assert!(shown.contains("send the message first[-.-]{+:+}"), "{shown}");
}

#[test]
fn tables_stay_tables() {
    let old = "| What | Fee |\n|---|---|\n| Late | £5 |\n| Lost | £9 |\n";
    let new = "| What | Fee |\n|---|---|\n| Late | £7 |\n| Broken | £20 |\n";
    let html = shown(old, new).replace('\n', "");
    assert!(html.starts_with("<div class=\"table\" tabindex=\"0\"><table><thead>"), "{html}");
    let row = |cells: &str| format!("<tr>{cells}</tr>");
    assert!(html.contains(&row("<td>Late</td><td>[-£5-]{+£7+}</td>")), "{html}");
    assert!(html.contains(&row("<td>[-Lost-]</td><td>[-£9-]</td>")), "{html}");
    assert!(html.contains(&row("<td>{+Broken+}</td><td>{+£20+}</td>")), "{html}");
}

#[test]
fn a_column_is_put_in_as_a_column() {
    let html = shown(
        "| What | Fee |\n|---|---|\n| Late | £5 |\n",
        "| What | When | Fee |\n|---|---|---|\n| Late | 3 days | £5 |\n",
    );
    let html = html.replace('\n', "");
    assert!(html.contains("<th>What</th><th>{+When+}</th><th>Fee</th>"), "{html}");
    assert!(html.contains("<td>Late</td><td>{+3 days+}</td><td>£5</td>"), "{html}");
}

#[test]
fn headings_show_their_words_and_their_level() {
    assert_eq!(shown("## Time limits", "## Limits of time"), "<h3>[-Time limits-]{+Limits of time+}</h3>");
    assert_eq!(shown("## Limits", "### Limits"), "<h4>(level 2, now 3) Limits</h4>");
    assert!(made("## Limits", "### Limits").reshaped);
}

#[test]
fn blocks_for_some_readers_and_alerts_keep_their_frames() {
    assert_eq!(
        shown("::: staff\nAsk the manager first.\n:::", "::: members\nAsk the manager twice.\n:::"),
        "<section class=\"only\" data-audience=\"members\"><p class=\"only-label\">For [-staff-]{+members+}</p>\n<p>Ask the manager [-first-]{+twice+}.</p>\n</section>"
    );
    assert_eq!(
        shown("> [!NOTE]\n> Mind the gap here.", "> [!WARNING]\n> Mind the gap here."),
        "<aside class=\"alert alert-warning\"><p class=\"alert-title\">[-note-]{+warning+}</p>\n<p>Mind the gap here.</p>\n</aside>"
    );
}

#[test]
fn code_keeps_its_lines() {
    assert_eq!(
        shown("```\nlet a = 1;\n  b\n```", "```\nlet a = 2;\n  b\n```"),
        "<pre tabindex=\"0\"><code>let a = [-1;-]{+2;+}\n  b\n</code></pre>"
    );
    assert_eq!(
        shown("Whole.", "Whole.\n\n``` sh\necho {fact:fee} <b>\n```"),
        "<p>Whole.</p>\n<pre tabindex=\"0\"><code class=\"language-sh\">{+echo £5 &lt;b&gt;\n+}</code></pre>"
    );
    assert_eq!(
        shown("Use `one two` here.", "Use `one three` here."),
        "<p>Use <code>one</code> [-<code>two</code>-]{+<code>three</code>+} here.</p>"
    );
}

#[test]
fn a_list_that_moved_is_shown_as_it_was_and_as_it_is() {
    let list = "- the first thing to be said\n- the second thing to be said\n- the third thing to be said";
    let (a, b) = ("Alpha is about apples that fall from trees in the autumn.", "Beta is about bread and butter.");
    let shorter = list.replace("\n- the second thing to be said", "");
    assert_eq!(
        shown(&format!("{list}\n\n{a}\n\n{b}"), &format!("{a}\n\n{b}\n\n{shorter}")),
        "<ul>\n<li>(Moved from here) <<-the first thing to be said->></li>\n<li><<-the second thing to be said->></li>\n\
         <li><<-the third thing to be said->></li>\n</ul>\n\
         <p>Alpha is about apples that fall from trees in the autumn.</p>\n<p>Beta is about bread and butter.</p>\n\
         <ul>\n<li>(Moved here) <<the first thing to be said>></li>\n<li><<[-the second thing to be said-]>></li>\n\
         <li><<the third thing to be said>></li>\n</ul>"
    );
}

#[test]
fn footnotes_stand_at_the_end_and_nothing_has_an_anchor() {
    let html =
        shown("## Fees\n\nPay.[^a]\n\n[^a]: At once.", "## Fees\n\nPay.[^a] Ask.[^b]\n\n[^a]: Soon.\n\n[^b]: Us.");
    assert_eq!(
        html,
        "<h3>Fees</h3>\n<p>Pay.<sup class=\"footnote-ref\">1</sup> {+Ask.<sup class=\"footnote-ref\">2</sup>+}</p>\n\
         <section class=\"footnotes\" data-footnotes>\n<ol>\n<li>\n<p>[-At once.-]</p>\n<p>{+Soon.+}</p>\n</li>\n\
         <li>\n<p>{+Us.+}</p>\n</li>\n</ol>\n</section>"
    );
}

#[test]
fn what_the_author_struck_out_is_no_change_and_a_rule_is_one() {
    assert_eq!(shown("~~Old~~ one.", "~~Old~~ two."), "<p><s>Old</s> [-one-]{+two+}.</p>");
    let html = shown("Whole.\n\n---\n\nEnd.", "Whole.\n\nEnd.");
    assert!(html.contains("[-") && html.contains("<hr />\n-]"), "{html}");
}

#[test]
fn images_and_breaks_stay_whole() {
    let html = shown("See ![a plan](p.png) or  \nask *us*.", "See ![a plan](p.png) or  \ntell *us*.");
    assert_eq!(
        html,
        "<p>See <img src=\"p.png\" alt=\"a plan\" loading=\"lazy\" decoding=\"async\"> or<br />\n [-ask-]{+tell+} <em>us</em>.</p>"
    );
    let html = shown("See ![a plan](p.png).", "See ![a plan](q.png).");
    assert!(html.contains("[-<img src=\"p.png\"") && html.contains("{+<img src=\"q.png\""), "{html}");
}

#[test]
fn what_others_wrote_stays_text() {
    assert_eq!(
        shown("a <script>x</script> b", "a &lt;script&gt; \"b\" [c](javascript:x)"),
        "<p>a [-b-]{+&lt;script&gt; &quot;b&quot; c+}</p>"
    );
}

#[test]
fn the_same_text_has_no_changes() {
    let text = "# A\n\nWords *and* more[^1].\n\n1. x\n   - y\n\n> q\n\n| a |\n|---|\n| b |\n\n[^1]: Note.\n";
    let made = made(text, text);
    assert!(
        made.is_empty()
            && !made.html.contains("<ins")
            && !made.html.contains("<del")
            && !made.html.contains("is-changed")
    );
}

#[test]
fn lines_say_what_the_html_says() {
    let found = lines(
        "## A\n\n- one thing here\n\nPay {fact:fee}.",
        "## A\n\n- one thing there\n\nPay {fact:fee}.",
        Dialect::Prose,
        SIDES,
    );
    let kinds: Vec<_> = found.iter().map(|line| (line.kind, line.level, line.is_same())).collect();
    assert_eq!(
        kinds,
        [(DiffLineKind::Heading, 2, true), (DiffLineKind::Item, 1, false), (DiffLineKind::Paragraph, 0, true)]
    );
    assert_eq!(found[2].pieces[0].text, "Pay £5.");
}

/// The time that a text takes grows with its length, also where every paragraph changed: it would not end in time otherwise.
#[test]
fn thousands_of_paragraphs_end_in_time() {
    let paragraph =
        |n: usize, version: usize| format!("Paragraph {n} says what holds on day {n}, in version {version}.");
    let text =
        |version: fn(usize) -> usize| (0..4000).map(|n| paragraph(n, version(n))).collect::<Vec<_>>().join("\n\n");
    let made = made(&text(|_| 1), &text(|n| if n % 5 == 0 { 2 } else { 1 }));
    assert_eq!((made.inserted, made.deleted, made.moved), (800, 800, 0));
    assert_eq!(self::made(&text(|_| 1), &text(|_| 2)).inserted, 4000);
}

#[test]
fn long_and_hostile_texts_end_in_time() {
    let paragraph = |n: usize| (0..60).map(|w| format!("w{}", (n * 7 + w * w) % 900)).collect::<Vec<_>>().join(" ");
    let text = |shift: usize| (0..400).map(|n| paragraph(n + shift * (n % 3))).collect::<Vec<_>>().join("\n\n");
    assert!(!made(&text(0), &text(1)).is_empty());
    let deep = |inner: &str| format!("{}{inner}", "> ".repeat(3000));
    assert!(!made(&deep("one"), &deep("two")).is_empty());
    let marks = |inner: &str| format!("{}{inner}{}", "*a ".repeat(5000), "*".repeat(5000));
    assert!(!made(&marks("one"), &marks("two")).is_empty());
    let numbers = |number: fn(usize) -> usize| (0..40_000).map(|n| number(n).to_string()).collect::<Vec<_>>().join(" ");
    let (one, two) = (numbers(|n| n % 13), numbers(|n| (n * 5 + n / 7) % 13));
    assert!(!made(&one, &two).is_empty());
}

/// The words that are left of HTML when all of a tag is taken out, with everything between it and its end.
fn without(html: &str, tag: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut hidden) = (0, 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if depth == 0 && hidden == 0 {
            out.push_str(&rest[..at]);
        }
        let end = at + rest[at..].find('>').unwrap();
        let found = &rest[at + 1..end];
        match found {
            _ if found == tag || found.starts_with(&format!("{tag} ")) => depth += 1,
            _ if found == format!("/{tag}") => depth -= 1,
            "span class=\"sr\"" | "span class=\"redline-note\"" => hidden = 1,
            "/span" => hidden = 0,
            _ if ["p", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "br"]
                .iter()
                .any(|name| found.trim_start_matches('/').split(' ').next() == Some(name)) =>
            {
                out.push(' ');
            }
            _ => {}
        }
        rest = &rest[end + 1..];
    }
    if depth == 0 {
        out.push_str(rest);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "pay",
        "ask",
        "client",
        "refund",
        "30",
        "days",
        "a,",
        "b.",
        "the",
        "**bold**",
        "`code`",
        "[l](x)",
        "{fact:fee}",
        "—",
        "(in",
        "full)",
    ]);
    let words = prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "));
    let block = (0_usize..13, words.clone(), words).prop_map(|(kind, a, b)| match kind {
        0 => format!("## {a}"),
        1 => format!("- {a}\n- {b}"),
        2 => format!("1. {a}\n2. {b}"),
        3 => format!("| x | y |\n|---|---|\n| {a} | {b} |"),
        4 => format!("> {a}\n>\n> - {b}"),
        5 => format!("::: staff\n{a}\n:::"),
        6 => format!("> [!NOTE]\n> {a}"),
        7 => format!("| x | y | z |\n|---|:-:|---|\n| {b} | {a} | {a} |\n| {a} | | {b} |"),
        8 => format!("- {a}\n- {b}\n\n  - {a}"),
        9 => format!("{a}[^note] {b}\n\n[^note]: {b}"),
        10 => "---".to_owned(),
        11 => format!("```\n{a}\n```"),
        _ => a,
    });
    prop::collection::vec(block, 0..8).prop_map(|blocks| blocks.join("\n\n"))
}

/// Whether every tag is closed, in the order in which they were opened.
fn is_balanced(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let name = tag.split(['>', ' ']).next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None if ["br", "hr", "img"].contains(&name) => {}
            None => open.push(name),
        }
    }
    open.is_empty()
}

proptest! {
    #[test]
    fn each_text_can_be_read_out_of_a_redline(old in texts(), new in texts()) {
        let both = made(&old, &new);
        prop_assert!(is_balanced(&both.html), "{}", both.html);
        prop_assert_eq!(without(&both.html, "ins"), without(&made(&old, &old).html, "ins"));
        prop_assert_eq!(without(&both.html, "del"), without(&made(&new, &new).html, "del"));
        prop_assert_eq!(both.is_empty(), !both.html.contains("<ins") && !both.html.contains("<del") && !both.html.contains("redline-note"));
    }

    #[test]
    fn nothing_written_makes_it_stop(old in "\\PC{0,80}", new in "\\PC{0,80}") {
        let _ = made(&old, &new);
        let pieces = words(&old, &new);
        let side = |gone: ChangeTag| -> String { pieces.iter().filter(|p| p.change != gone).flat_map(|p| p.text.split_whitespace()).collect() };
        let plain = |text: &str| -> String { text.split_whitespace().collect() };
        prop_assert_eq!(side(ChangeTag::Inserted), plain(&old));
        prop_assert_eq!(side(ChangeTag::Deleted), plain(&new));
    }
}
