//! Markup in every word that an author writes: on every page it is the words themselves, never a part of the page.

use super::taken;

/// A mark that must be escaped in HTML, in attributes, in XML and in Markdown.
const MARK: &str = "\\\\<i x=\\\"y\\\">&amp;'*b*{{ t }}]]>";

/// Every word of an author, with markup in it.
#[test]
fn markup_in_every_word() {
    let book = format!(
        "title = \"H{MARK}\"\norganisation = \"O{MARK}\"\n[site]\nfooter = \"F{MARK}\"\n[audiences]\n\
         staff = {{ title = \"S{MARK}\", sees = [\"client\"] }}\nclient = {{ title = \"C{MARK}\" }}\n\
         [editions.staff]\naudience = \"staff\"\n[editions.client]\naudience = \"client\"\nurl = \"https://example.org/\"\n\
         [check]\nleftover-markup = \"off\"\n"
    );
    let people = format!(
        "[client-care]\nrole = \"R{MARK}\"\nname = \"N{MARK}\"\ncontact = \"K{MARK}\"\nanswers_within = \"A{MARK}\"\naudience = \"client\"\n"
    );
    let facts = format!(
        "[fee]\ntitle = \"X{MARK}\"\naudience = \"client\"\n[[fee.values]]\nfrom = 2026-01-01\nvalue = \"V{MARK}\"\n\
         [[fee.values]]\nfrom = 2027-01-01\nvalue = \"W{MARK}\"\n"
    );
    let goals = format!("mission = \"M{MARK}\"\n[g]\ntitle = \"G{MARK}\"\ntext = \"L{MARK}\"\naudience = \"client\"\n");
    let touchpoints = format!("[t]\ntitle = \"T{MARK}\"\ntext = \"U{MARK}\"\naudience = \"client\"\n");
    let text = |name: &str| format!("{name} = \"{name}{MARK}\"\n");
    let list = |name: &str| format!("{name} = [\"{name}{MARK}\"]\n");
    let policy = [
        "+++\nid = \"A-1\"\nkind = \"policy\"\naudience = \"client\"\nversion = \"1.0\"\nowner = \"client-care\"\n",
        "flexibility = \"grey\"\nreview_date = 2027-01-01\ngoals = [\"g\"]\ntouchpoints = [\"t\"]\n",
        &["title", "rationale", "say", "takes", "description"].map(text).concat(),
        &["reasons", "tags", "keywords"].map(list).concat(),
        "[[options]]\naudience = \"client\"\ndecided_by = \"client-care\"\n",
        &["offer", "when", "limit"].map(text).concat(),
        "[[standards]]\naudience = \"client\"\n",
        &["measure", "target", "result"].map(text).concat(),
        "[[scenarios]]\naudience = \"client\"\n",
        &["situation", "question", "answer"].map(text).concat(),
        "[[benchmarks]]\n",
        &["who", "offers"].map(text).concat(),
        "[[good_calls]]\n",
        &["story"].map(text).concat(),
        "[[changes]]\naudience = \"client\"\nversion = \"1.0\"\ndate = 2026-01-01\n",
        &["summary", "reason"].map(text).concat(),
        "+++\n\n# Head `<i>` \\<i x=\"y\">\n\nFee: {fact:fee}. A term. ![alt \\<i x=\"y\">](a.svg \"T<i x='y'>\")\n\n",
        "```<i>\n<i x=\"y\">\n```\n\n::: staff\nKept.\n:::\n",
    ]
    .concat();
    let run = taken(|folder| {
        let _ = std::fs::remove_dir_all(folder.root().join("dist/members"));
        std::fs::create_dir_all(folder.root().join("dist/members")).unwrap();
        folder
            .file("book.toml", book)
            .file("content/people.toml", people)
            .file("content/facts.toml", facts)
            .file("content/goals.toml", goals)
            .file("content/touchpoints.toml", touchpoints)
            .file("content/glossary.md", "+++\naudience = \"client\"\n+++\n\nterm\n\n: It \\<i x=\"y\"> is.\n")
            .file("content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
            .file("content/rules/_index.md", format!("+++\ntitle = \"Z{MARK}\"\naudience = \"client\"\n+++\n"))
            .file("content/rules/a.md", policy.replace("a.svg", "../a.svg"))
    });
    let mut seen = 0;
    for (name, bytes) in &run.site {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ["html", "xml", "atom"].contains(&ending) {
            seen += text.matches("&lt;i x").count();
            for raw in ["<i x", "<i>", "x=\"y\"", "{{ t }}]]><", "]]><!--"] {
                assert!(!text.contains(raw), "{name}: {raw} stands raw:\n{}", around(text, raw));
            }
        }
    }
    assert!(seen > 30, "the words are not on the pages: {seen}");
}

fn around<'a>(text: &'a str, part: &str) -> &'a str {
    let at = text.find(part).unwrap_or(0);
    let from = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let to = text[at..].find('\n').map_or(text.len(), |end| at + end);
    &text[from..to]
}
