//! Marks of headings and lists are those that their author wrote.

use super::{article, article_of};
use crate::support::folder::handbook;

/// The anchors of the headings of a body.
fn anchors(body: &str) -> Vec<String> {
    let html = article(body);
    let ids = html.split("<h").skip(1).filter_map(|heading| heading.split("id=\"").nth(1)?.split('"').next());
    ids.map(str::to_owned).collect()
}

#[test]
fn anchors_are_those_of_github_or_of_the_author() {
    for (body, expected) in [
        ("## Same\n\nx\n\n## Same\n\nx\n\n## Same\n\nx", &["same", "same-1", "same-2"][..]),
        ("## Time & place `x()`\n\nx", &["time--place-x"]),
        ("## 🎉 Party!\n\nx", &["-party"]),
        ("## Time limits {#limits}\n\nx\n\n## limits\n\nx", &["limits", "limits-1"]),
        ("## limits\n\nx\n\n## Time {: #limits .wide}\n\nx", &["limits-1", "limits"]),
        ("Time\n----\n{: #limits}\nText.", &["limits"]),
        ("## <a id=\"spot\"></a>Spot\n\nx", &["spot-1"]),
    ] {
        assert_eq!(anchors(body), expected, "{body}");
    }
    let html = article("## Time limits {#limits}\n\nSee [there](#limits).");
    assert!(html.contains("<h2 id=\"limits\">Time limits</h2><a") && !html.contains('{'), "{html}");
    let wrong = handbook().client("a.md", "## Time limits {#limits}\n\n[x](#time-limits)").check();
    assert!(wrong.stdout.contains("missing-anchor"), "{}", wrong.stdout);
}

#[test]
fn lists_keep_the_marks_that_were_written() {
    let marks = |body: &str| -> String {
        let html = article(body);
        let marks = html.split("<span class=\"clause-mark\">").skip(1).filter_map(|rest| rest.split("</span>").next());
        marks.collect::<Vec<_>>().join(" ")
    };
    for (body, expected) in [
        ("a) One\nb) Two", "a) b)"),
        ("(iv) Four\n(v) Five", ""),
        ("(i) One\n(ii) Two", "(i) (ii)"),
        ("A. One\n\n   More.\n\nB. Two", "A. B."),
        ("a. First:\n    i. Sub\n    ii. Sub\nb. Second", "a. i. ii. b."),
        ("1.1 One\n1.2 Two\n1.3 Three", "1.1 1.2 1.3"),
        ("<ol type=\"i\" start=\"2\"><li>Two<li>Three</ol>", "ii. iii."),
        ("A. Milne wrote it.", ""),
        // Lists side by side stay apart.
        ("i. one\nii. two\n\nI. Three\nII. Four", "i. ii. I. II."),
        ("a) one\nb) two\n\na. one\nb. two", "a) b) a. b."),
        ("a) one\nb) two\n\na) one\n\nb) two", "a) b) a) b)"),
        ("> a) one\n> b) two\n>\n> (a) one\n> (b) two", "a) b) (a) (b)"),
    ] {
        assert_eq!(marks(body), expected, "{body}: {}", article(body));
    }
    let between = article("1. x\n2. y\n\na) one\nb) two\n\n3. z\n\n4. w");
    assert_eq!(
        between,
        "<ol><li id=\"1\">x</li><li id=\"2\">y</li></ol><ol class=\"marked\"><li id=\"a\"><span class=\"clause-mark\">a)</span> one</li>\
         <li id=\"b\"><span class=\"clause-mark\">b)</span> two</li></ol><ol start=\"3\"><li id=\"3\"><p>z</p></li><li id=\"4\"><p>w</p></li></ol>"
    );
    let nested = article("3. Refunds\n   a) Card\n   b) Cash\n      i. Notes\n      ii. Coins");
    for (anchor, words) in [
        ("3", "Refunds"),
        ("3-a", "<span class=\"clause-mark\">a)</span> Card"),
        ("3-b-ii", "<span class=\"clause-mark\">ii.</span> Coins"),
    ] {
        assert!(nested.contains(&format!("<li id=\"{anchor}\">{words}")), "{anchor}: {nested}");
    }
    let run = handbook().client("a.md", "## 1\n\n1. One\n2. Two\n\nSee [two](#2).").build().done();
    assert!(article_of(&run, "client/a/index.html").contains("<li id=\"1-1\">One</li><li id=\"2\">Two"));
}

#[test]
fn tasks_of_ordered_lists_keep_their_marks_and_have_anchors() {
    let open = |anchor: &str, words: &str| {
        let mark = "<span class=\"task-mark\">☐</span>";
        format!("<li{anchor} class=\"task task-open\">{}", words.replace("BOX", mark))
    };
    let clause = |mark: &str| format!("<span class=\"clause-mark\">{mark}</span>BOX");
    for (body, items) in [
        ("3. [ ] Ask\n4. Pay", vec![open(" id=\"3\"", "BOX Ask"), "<li id=\"4\">Pay".to_owned()]),
        ("a) [ ] Ask\nb) [ ] Pay", vec![open(" id=\"a\"", &clause("a)")), open(" id=\"b\"", &clause("b)"))]),
        (
            "1. Ask\n   (i) [ ] whom\n   (ii) [ ] when",
            vec![open(" id=\"1-i\"", &clause("(i)")), open(" id=\"1-ii\"", &clause("(ii)"))],
        ),
        ("1.1 [ ] Ask\n1.2 [ ] Pay", vec![open(" id=\"1-2\"", &clause("1.2"))]),
        ("- [ ] Ask\n  1. [ ] whom", vec![open("", "BOX Ask"), open(" id=\"1\"", "BOX whom")]),
        (
            "1. [ ] Ask\n\n   - [ ] whom\n\n2. Pay",
            vec![open(" id=\"1\"", "BOX  <p>Ask"), "<li id=\"2\"><p>Pay".to_owned()],
        ),
    ] {
        let html = article(body);
        for item in items {
            assert!(html.contains(&item), "{body}: {item} in {html}");
        }
    }
    let hidden = "a) [ ] Ask\n\n::: staff\nb) [ ] Only us\n:::\n\nc) [ ] Pay";
    let run = handbook().client("a.md", hidden).build().done();
    let client = article_of(&run, "client/a/index.html");
    assert!(client.contains("<li id=\"b\" class=\"task task-open\"><span class=\"clause-mark\">b)</span>"), "{client}");
}

#[test]
fn tildes_within_words_strike_nothing_out() {
    for (body, shown) in [
        ("5~6 hours, 7~8 days", "<p>5~6 hours, 7~8 days</p>"),
        ("Rooms A~C and *D*~F, 1~2", "<p>Rooms A~C and <em>D</em>~F, 1~2</p>"),
        ("ca~lo~rie", "<p>ca~lo~rie</p>"),
        ("5~6~7 hours", "<p>5~6~7 hours</p>"),
        ("- 5~*6* hours, {fact:late-fee}~8", "<ul><li>5~<em>6</em> hours, £5~8</li></ul>"),
        ("| a |\n|---|\n| x \\| 5~6, 7~8 |", "x | 5~6, 7~8"),
        ("## From 5~6 to 7~8", "From 5~6 to 7~8</h2>"),
        ("It is ~£10~ £5.", "<p>It is <del>£10</del> £5.</p>"),
        ("(~£10~)", "<p>(<del>£10</del>)</p>"),
        ("in~~credi~~ble", "<p>in<del>credi</del>ble</p>"),
        ("about ~5 or ~6", "<p>about ~5 or ~6</p>"),
    ] {
        let html = article(body);
        let shown = shown.replace("£5~8", "<span class=\"fact\">£5</span>~8");
        assert!(html.contains(&shown), "{body}: {html}");
    }
}

#[test]
fn a_withheld_clause_leaves_no_gap() {
    let body = |inside: &str| format!("a) One\n\n{inside}c) Three\nd) Four\n");
    let run = handbook().client("a.md", &body("::: staff\nb) Secret\n:::\n\n")).build().done();
    let client = article_of(&run, "client/a/index.html");
    assert!(client.contains("b)</span> Three") && client.contains("c)</span> Four"), "{client}");
    let staff = article_of(&run, "staff/a/index.html");
    assert!(staff.contains("b)</span> Secret") && staff.contains("c)</span> Three"), "{staff}");
}

#[test]
fn empty_items_and_quotes_stay() {
    assert_eq!(article("1. foo\n2.\n3. bar"), "<ol><li id=\"1\">foo</li><li id=\"2\"></li><li id=\"3\">bar</li></ol>");
    assert_eq!(article("- a\n-\n- b"), "<ul><li>a</li><li></li><li>b</li></ul>");
    assert_eq!(article("A\n\n>\n\nB"), "<p>A</p><blockquote></blockquote><p>B</p>");
}

#[test]
fn a_backslash_shows_the_mark_of_a_fact_everywhere() {
    let mark = "{fact:late-fee}";
    for (body, expected) in [
        ("Write \\{fact:late-fee}.", "<p>Write {fact:late-fee}.</p>"),
        ("*\\{fact:late-fee}* \\{fact:unknown}", "<p><em>{fact:late-fee}</em> {fact:unknown}</p>"),
        ("`\\{fact:late-fee}`", "<p><code>{fact:late-fee}</code></p>"),
        ("¿Qué? \\{fact:late-fee}", "<p>¿Qué? {fact:late-fee}</p>"),
        ("[[a.md|a \\{fact:late-fee}]]", ">a {fact:late-fee}</a></p>"),
        ("[a](a.md \"\\{fact:late-fee}\")", "title=\"{fact:late-fee}\">a</a></p>"),
        ("<abbr title=\"\\{fact:late-fee}\">a</abbr>", "<p><abbr title=\"{fact:late-fee}\">a</abbr></p>"),
        ("<p>\\{fact:late-fee}</p>", "<p>{fact:late-fee}</p>"),
        ("> [!NOTE] \\{fact:late-fee}\n> a", ">{fact:late-fee}</p>"),
        ("| \\{fact:late-fee} |\n|---|\n| \\{fact:late-fee} |", "<th>{fact:late-fee}</th>"),
        ("a[^1]\n\n[^1]: \\{fact:late-fee}", "{fact:late-fee} <a"),
    ] {
        let html = article(body);
        assert!(html.contains(expected) && !html.contains("£5"), "{body}: {html}");
    }
    let shown = article("\\\\{fact:late-fee} and {fact:late-fee}");
    assert!(!shown.contains(mark) && shown.contains("\\<"), "{shown}");
    let page = "+++\ntitle = 'T \\{fact:late-fee}'\nkind = \"page\"\naudience = \"client\"\n\
                description = 'D \\{fact:late-fee}'\n+++\n\n## H \\{fact:late-fee}\n\nx\n\n## I\n\nx\n";
    let run = handbook().file("content/a.md", page).build().done();
    let html = run.text("client/a/index.html");
    for expected in [
        "<title>T {fact:late-fee}",
        "<h1>T {fact:late-fee}</h1>",
        "content=\"D {fact:late-fee}\"",
        "<h2 id=\"h-factlate-fee\">H {fact:late-fee}</h2>",
        "<a href=\"#h-factlate-fee\">H {fact:late-fee}</a>",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let headings = handbook().file("content/a.md", "# T \\{fact:late-fee}\n\nText.\n").build().done();
    assert!(headings.text("staff/a/index.html").contains("<h1>T {fact:late-fee}</h1>"));
}

#[test]
fn the_foot_of_each_page_is_markdown() {
    let book = "title = \"Handbook\"\n[site]\nfooter = 'Late costs **{fact:late-fee}**, see [the rule](b/a.md#limits); `\\{fact:x}`.'\n\
                [audiences]\nstaff = { title = \"Staff\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n\
                [editions.staff]\naudience = \"staff\"\n[editions.client]\naudience = \"client\"\n";
    let facts = "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n[[late-fee.values]]\nfrom = 2026-01-01\nvalue = \"£5\"\n\
                 [[late-fee.values]]\nfrom = 2026-12-01\nvalue = \"£6\"\n";
    let folder = handbook().file("book.toml", book).file("content/facts.toml", facts);
    let run = folder.client("b/a.md", "## Limits\n\nText.").client("c.md", "Text.").build().done();
    for (page, href) in
        [("c/", "../b/a/index.html#limits"), ("b/a/", "../a/index.html#limits"), ("", "b/a/index.html#limits")]
    {
        let html = run.text(&format!("client/{page}index.html"));
        let foot = html.split("<footer class=\"foot\">").nth(1).unwrap();
        assert!(foot.starts_with("<p>Late costs <strong><span class=\"fact\">£5"), "{page}: {foot}");
        assert!(foot.contains("<code>{fact:x}</code>"), "{page}: {foot}");
        assert!(foot.contains(&format!("href=\"{href}\"")), "{page}: {foot}");
        // What it says changes with the fact, on every page.
        assert!(html.contains("data-from=\"2026-12-01\""), "{page}: {html}");
    }
}

#[test]
fn the_title_of_an_alert_is_read_like_other_text() {
    let title = |words: &str| {
        let html = article(&format!("> [!NOTE]{words}\n> Body[^n].\n\n[r]: a.md\n\n[^n]: Note."));
        let title = html.split("<p class=\"alert-title\">").nth(1).and_then(|rest| rest.split("</p>").next());
        title.map(|title| title.split(" id=\"fnref").next().unwrap_or_default().to_owned())
    };
    for (words, shown) in [
        (" **Closed** on `Sunday`", "<strong>Closed</strong> on <code>Sunday</code>"),
        ("Glued", "Glued"),
        ("   Many   blanks  ", "Many   blanks"),
        (" Room # 4 #", "Room # 4 #"),
        (" # no heading", "# no heading"),
        (" 1. no list", "1. no list"),
        (" See [the rule][r]", "See <a href=\"index.html\">the rule</a>"),
        (" A note[^n]", "A note<sup class=\"footnote-ref\"><a href=\"#fn-n\""),
        (" <b>x</b> &amp; y", "<strong>x</strong> &amp; y"),
        (" <!-- nothing -->", "Note"),
    ] {
        assert_eq!(title(words).as_deref(), Some(shown), "{words}");
    }
    assert!(title(" {fact:late-fee} due").is_some_and(|title| title.contains('5') && !title.contains("fact:")));
    let nested = article("- > [!tip] *One*\n  > - two\n\n> > [!CAUTION] **Three**");
    for shown in ["alert-title\"><em>One</em></p>", "<li>two</li>", "alert-title\"><strong>Three</strong></p>"] {
        assert!(nested.contains(shown), "{shown}: {nested}");
    }
    let wrong = handbook().client("a.md", "Hello.\n\n> [!NOTE] **See** [x](no.md) and {fact:no}\n> Body").check();
    let found: Vec<&str> = wrong.stdout.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(found, ["content/a.md:9:19", "content/a.md:9:34"], "{}", wrong.stdout);
}

/// What only staff may read of an alert leaves its title.
#[test]
fn an_alert_keeps_its_title_when_its_words_are_withheld() {
    let body = |inside: &str| format!("One.\n\n> [!NOTE] **Closed**\n{inside}\nTwo.");
    let run = handbook().client("a.md", &body(">\n> ::: staff\n> Secret\n> :::\n")).build().done();
    assert_eq!(article_of(&run, "client/a/index.html"), article(&body("")));
    assert!(article(&body("")).contains("<strong>Closed</strong>"));
}

#[test]
fn every_footnote_leads_back() {
    for (note, end) in [
        ("Two words.", "<p>Two words. <a class=\"footnote-back\""),
        ("One\n\n    - a\n    - b", "</ul><p><a class=\"footnote-back\""),
        ("One\n\n    ```\n    x\n    ```", "</pre><p><a class=\"footnote-back\""),
        ("> quoted", "</blockquote><p><a class=\"footnote-back\""),
        ("One\n\n    Two", "<p>One</p><p>Two <a class=\"footnote-back\""),
    ] {
        let html = article(&format!("Once[^n], twice[^n].\n\n[^n]: {note}"));
        assert!(html.contains(end), "{note}: {html}");
        assert_eq!(html.matches("class=\"footnote-back\"").count(), 2, "{note}: {html}");
    }
    let nested = article("- Item[^n]\n\n  > Quote[^m]\n\n[^n]: One.\n\n[^m]: Two.");
    for back in ["fnref-n", "fnref-m"] {
        assert!(
            nested.contains(&format!("href=\"#{back}\"")) && nested.contains(&format!("id=\"{back}\"")),
            "{nested}"
        );
    }
}

/// Which clause an anchor names follows from what its reader sees.
#[test]
fn a_link_to_a_clause_is_checked_as_each_audience_counts() {
    let rule = "a) One\n\n::: staff\nb) Secret\n:::\n\nc) Three\nd) Four\n";
    let check = |anchor: &str, more: &str| {
        let link = format!("See [it](rule.md#{anchor}).");
        handbook().client("rule.md", &format!("{rule}{more}")).client("a.md", &link).check().stdout
    };
    for anchor in ["a", "b", "c"] {
        assert_eq!(check(anchor, ""), "", "{anchor}");
    }
    // Four is `c)` for clients and `d)` for staff.
    let told = check("d", "");
    assert!(told.contains("error[private-link]: Members can read this link"), "{told}");
    // Headings that are twins for staff alone.
    let twins = "\n\n::: staff\n## Fees\n\nx\n:::\n\n## Fees\n\ny\n";
    assert_eq!(check("fees", twins), "");
    assert!(check("fees-1", twins).contains("error[private-link]"));
}

#[test]
fn links_in_two_brackets_are_read_as_words_wherever_they_lead() {
    let policy = "+++\nid = \"A-1\"\ntitle = \"A\"\nkind = \"policy\"\nstatus = \"active\"\nflexibility = \"undecided\"\n\
                  audience = \"client\"\n+++\n\nSee [[https://example.org/x]], [[https://example.org/y|their words]], \
                  [[form.pdf]], [[form.pdf|our form]], [[#limits]] and [[A-2]].\n\n## Limits\n\nNone.\n";
    let run = handbook().file("content/a.md", policy).file("content/form.pdf", "x").file(
        "content/b.md",
        policy.replace("A-1", "A-2").replace("[[A-2]]", "[[A-1]]").replace("title = \"A\"", "title = \"B\""),
    );
    let run = run.build().done();
    let html = article_of(&run, "client/a/index.html");
    for link in [
        "<a href=\"https://example.org/x\">https://example.org/x</a>",
        "<a href=\"https://example.org/y\">their words</a>",
        "<a href=\"../form.pdf\">form.pdf</a>",
        "<a href=\"../form.pdf\">our form</a>",
        "<a href=\"#limits\">#limits</a>",
        ">B</a>",
    ] {
        assert!(html.contains(link), "{link} is not in {html}");
    }
    let said = "See https://example.org/x, their words, form.pdf, our form, #limits and B.";
    assert!(run.text("client/policies.json").contains(said), "{}", run.text("client/policies.json"));
}
