//! Harmless HTML is read like Markdown; everything else keeps its words.

use super::{article, article_of};
use crate::support::folder::handbook;

#[test]
fn tags_are_what_markdown_has_for_them() {
    for (html, shown) in [
        ("Fee is £10<br>20 days to pay.", "<p>Fee is £10<br /> 20 days to pay.</p>"),
        ("<p>The client may appeal.</p>", "<p>The client may appeal.</p>"),
        ("<center>\nOne <B>two</B>\n</center>", "<p>One <strong>two</strong></p>"),
        ("Write to <Front Desk>.", "<p>Write to &lt;Front Desk&gt;.</p>"),
        ("Ask <a manager> or <the duty manager>", "<p>Ask &lt;a manager&gt; or &lt;the duty manager&gt;</p>"),
        ("The <details of the claim>.", "<p>The &lt;details of the claim&gt;.</p>"),
        ("- <small print> and <b class=\"y\">x</b>", "<ul><li>&lt;small print&gt; and <strong>x</strong></li></ul>"),
        ("If a<b then c>d, stop", "<p>If a&lt;b then c&gt;d, stop</p>"),
        ("If a<b or 3<4, then 5>4", "<p>If a&lt;b or 3&lt;4, then 5&gt;4</p>"),
        (
            "<table border><tr><td nowrap align = \"left\">x</table>",
            "<div class=\"table\" tabindex=\"0\"><table><tr><td>x</td></tr></table></div>",
        ),
        ("<your name>\nsigns", "<p>&lt;your name&gt; signs</p>"),
        ("An <font color=red>old</font> tag", "<p>An old tag</p>"),
        ("One<hr>two", "<p>One</p><hr /><p>two</p>"),
        ("<i>a</i> <u>b</u> <s>c</s> <mark>d</mark>", "<p><em>a</em><u>b</u><del>c</del><mark>d</mark></p>"),
        ("<span style=\"color:red\" onclick=\"x()\" class=\"y\">a</span> b", "<p>a b</p>"),
        ("<time datetime=\"2026-11-21\" class=\"x\">today</time>", "<p><time datetime=\"2026-11-21\">today</time></p>"),
        ("<code>a &lt; b</code>", "<p><code>a &lt; b</code></p>"),
        ("<pre>\na  b\n  c</pre>", "<pre tabindex=\"0\"><code>a  b   c</code></pre>"),
        ("<blockquote>One<p>two</blockquote>", "<blockquote><p>One</p><p>two</p></blockquote>"),
        ("<dl><dt>A<dd>B</dl>", "<dl><dt>A</dt><dd>B</dd></dl>"),
        ("<ul><li>One<ul><li>deep</ul><li>Two</ul>", "<ul><li>One <ul><li>deep</li></ul></li><li>Two</li></ul>"),
        ("<ol start=\"4\"><li>Four</ol>", "<ol start=\"4\"><li id=\"4\">Four</li></ol>"),
        ("One <ul><li>two</li></ul> three", "<p>One</p><ul><li>two</li></ul><p>three</p>"),
        ("loose <li>item</li>", "<p>loose</p><ul><li>item</li></ul>"),
        ("<b>\n\nOne\n\nTwo\n\n</b>", "<p><strong>One</strong></p><p><strong>Two</strong></p>"),
        ("<b>a<i>b</b>c</i>d", "<p><strong>a<em>b</em></strong><em>c</em>d</p>"),
        ("<p>&lt;b&gt; &amp; &copy;</p>", "<p>&lt;b&gt; &amp; ©</p>"),
        ("<div\ntitle=\"x", "<p>&lt;div title=&quot;x</p>"),
        (
            "<details open>\n<summary>S</summary>\n\n- *a*\n\n</details>",
            "<details open=\"\"><summary>S</summary><ul><li><em>a</em></li></ul></details>",
        ),
        ("- A\n  <!-- x -->\n- B\n  <!-- y -->\n  - C", "<ul><li>A</li><li>B <ul><li>C</li></ul></li></ul>"),
        ("- A\n  <!-- x -->\n  B\n- C", "<ul><li><p>A</p><p>B</p></li><li><p>C</p></li></ul>"),
        ("- <b>One\n- Two</b>", "<ul><li><strong>One</strong></li><li>Two</li></ul>"),
    ] {
        assert_eq!(article(html), shown, "{html}");
    }
}

/// A browser hides it, so that it is reported; no word of it is lost.
#[test]
fn the_words_of_cdata_are_shown() {
    let page = handbook().checks("leftover-markup = \"warning\"").client("a.md", "a <![CDATA[b > c]]> d");
    assert_eq!(article_of(&page.build().done(), "client/a/index.html"), "<p>a b &gt; c d</p>");
}

#[test]
fn tables_keep_their_cells() {
    let simple = "<table><tr><th>What<th>Fee<tr><td>Card<td>{fact:late-fee}</table>";
    assert!(article(simple).contains("<thead><tr><th>What</th><th>Fee</th></tr></thead>"), "{}", article(simple));
    let merged = "<table class=\"x\">\n<caption>Fees</caption>\n<tr><th rowspan=\"2\">Zone</th><th colspan=\"2\">Fee</th></tr>\n\
                  <tr><th>Adult</th><th>Child</th></tr>\n<tr><td>A</td><td><ul><li>£1</li></ul></td><td></td></tr>\n</table>";
    assert_eq!(
        article(merged),
        "<div class=\"table\" tabindex=\"0\"><table><caption>Fees</caption><tr><th rowspan=\"2\">Zone</th>\
         <th colspan=\"2\">Fee</th></tr><tr><th>Adult</th><th>Child</th></tr><tr><td>A</td>\
         <td><ul><li>£1</li></ul></td><td></td></tr></table></div>"
    );
    let cells = article("| A | B |\n|---|---|\n| <ul><li>a</li><li>b</li></ul> | c<br>d |");
    assert!(cells.contains("<td><ul><li>a</li><li>b</li></ul></td><td>c<br /> d</td>"), "{cells}");
    assert!(article("<table>lost<tr>words<td>here</table>").contains("lost"));
}

#[test]
fn links_images_and_places_are_checked_like_those_of_markdown() {
    let folder = handbook()
        .client("a.md", "<a name=\"top\"></a>\n\n## Fees\n\n<p id=\"one\">One</p> <a href=\"b.md#two\" onclick=\"x\">b</a> <a href=\"#top\">top</a>")
        .client("b.md", "<span id=\"two\">Two</span> <IMG SRC='../p.svg' ALT='Plan'>".replace("../", "").as_str())
        .file("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let run = folder.build().done();
    let shown = article_of(&run, "client/a/index.html");
    assert!(
        shown.contains("<span id=\"top\"></span>Fees") && shown.contains("<a href=\"../b/index.html#two\">b</a>"),
        "{shown}"
    );
    assert!(article_of(&run, "client/b/index.html").contains("alt=\"Plan\""));
    assert!(run.site.keys().any(|name| name.starts_with("client/") && name.ends_with("p.svg")));
    let wrong = handbook()
        .client(
            "a.md",
            "<a href=\"no.md\">x</a> <a href=\"#no\">y</a> <img src=\"no.png\" alt=\"z\"> <a href=\"s.md\">s</a>",
        )
        .page("s.md", "Secret.")
        .check();
    for rule in ["broken-link", "missing-anchor", "missing-image", "private-link"] {
        assert!(wrong.stdout.contains(&format!("error[{rule}]")), "{rule}: {}", wrong.stdout);
    }
    let bare = handbook().client("a.md", "<img src=\"p.svg\">").file("content/p.svg", "<svg xmlns=\"x\"/>").check();
    assert!(bare.stdout.contains("missing-image-text"), "{}", bare.stdout);
    let script = handbook().client("a.md", "<a href=\"javascript:x()\">y</a>").check();
    assert!(script.stdout.contains("unreachable-link"), "{}", script.stdout);
}

#[test]
fn search_reads_the_words_apart() {
    let run = handbook()
        .client("a.md", "Fee is £10<br>20 days, 10<sup>2</sup> m.<table><tr><td>one<td colspan=2>two</table>")
        .build()
        .done();
    let text: String = run
        .site
        .iter()
        .filter(|(name, _)| name.starts_with("client/search"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    assert!(!text.contains("1020") && !text.contains("102 m") && !text.contains("onetwo"), "{text}");
}

#[test]
fn no_tag_reaches_into_or_out_of_a_block() {
    let body = "<div>\n\nOne\n\n::: staff\n\n</div>\n\n<details>\n\nSecret\n\n<!-- never -->\n\n:::\n\nTwo\n\n</details>\n\nThree\n";
    let run = handbook().client("a.md", body).build().done();
    assert_eq!(article_of(&run, "client/a/index.html"), "<p>One</p><p>Two</p><p>Three</p>");
    let staff = article_of(&run, "staff/a/index.html");
    assert!(staff.contains("<details><p>Secret</p></details></section><p>Two</p>"), "{staff}");
    assert!(run.site.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("never")));
    let without = body.replace(&body[body.find("::: staff").unwrap()..body.find("Two").unwrap()], "");
    assert_eq!(article(&without), article_of(&run, "client/a/index.html"));
}

#[test]
fn forbidden_elements_are_never_published() {
    for html in
        ["<script>alert(1)\n\nx</script>", "a <style>b{}</style> c", "<IFRAME src=x>y</IFRAME>", "- <template>z"]
    {
        let check = handbook().client("a.md", html).build();
        assert!(
            check.stderr.contains("forbidden-html") || check.stdout.contains("forbidden-html"),
            "{html}: {}",
            check.stderr
        );
        assert!(check.code != Some(0), "{html}");
    }
}
