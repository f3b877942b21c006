use super::*;
use crate::markdown::directives::scan;

fn found(body: &str) -> Vec<(usize, AlmostLabelKind)> {
    let keys = ["staff", "members", "client", "public"].map(|key| (key, key));
    let titles = [("Mitarbeiter", "staff"), ("Kunden", "client")];
    let names = Names::new(keys.into_iter().chain(titles), "staff");
    let labels = almost_labels(body, &scan(body), &names);
    labels.into_iter().map(|label| (label.line, label.kind)).collect()
}

fn is_found(body: &str) -> bool {
    !found(body).is_empty()
}

#[test]
fn tags_in_brackets_and_conditions_in_braces_are_almost_a_label() {
    for line in [
        "[restrict role=\"staff\"]",
        "[restrict role=staff]words[/restrict]",
        "Before [show-for group='staff' x=1] words",
        "[membership level=\"members, staff\"]",
        "[if audience=staff]",
        "[role=staff]",
        "[.wide role=\"staff\"]",
        "{staff && <p>words</p>}",
        "{ members&&(",
        "Words {staff && \"words\"} more",
    ] {
        assert!(is_found(line), "{line}");
    }
    for line in [
        "[role=staff](page.md)",
        "[role=staff][page]",
        "[role=staff]: page.md",
        "[Staff rooms = 3]",
        "[Terms of staff]",
        "[x] staff = all of us",
        "{fact:fee} for staff && members",
        "{new staff && members}",
        "`[restrict role=\"staff\"]`",
    ] {
        assert!(!is_found(line), "{line}");
    }
}

#[test]
fn signs_like_colons_before_a_key_are_almost_a_label() {
    for line in [
        ":: staff",
        "::staff",
        ": : : staff",
        ":\u{200b}:: staff",
        "\u{200b}::: staff",
        "\u{a0}::: staff",
        "∷: staff",
        "∷ staff",
        ";;; staff",
        "；；； staff",
        "：：： staff",
        ":: STAFF",
        ":: staff ::",
        "\\::: staff",
        "\\:\\:\\: staff",
        "&#58;:: staff",
        "::: ::staff",
        "- :: staff",
        "> :: members",
        "    :: staff",
        ":\u{2060}: sta\u{ad}ff",
        ":: {.staff}",
        ":: \"staff\"",
        "; ; staff",
        "⫶ staff",
        ":: staff, members",
        ":: staff only",
        ":: for {.staff} and members ::",
        "text\n:: staff\n",
        ".:: staff",
        ":.: staff",
        ":,: staff",
        "_:: staff_",
        "### ::staff",
        ":&nbsp;:: staff",
        ":<!-- -->:: staff",
        ":: <u>staff</u>",
        ":: ~~staff~~",
        ":: staff!",
        ":: -staff-",
        ":: staff <!-- for us -->",
        "::staff:: words",
        "::staf",
        ":: memebrs",
        ":: st\u{430}ff",
        "⁞ staff",
        "<div>:: staff",
        "x[^1]\n\n[^1]: :: staff",
        "- [ ] :: staff",
        "> - [x] ::staff",
    ] {
        let body = format!("{line}\nThe code is four seven one one.\n");
        let is_real = scan(&body).errors.iter().any(|error| error.line == 0);
        assert!(is_found(&body) || is_real, "{line:?}");
    }
}

#[test]
fn other_tools_openings_with_a_key_are_almost_a_label() {
    for line in [
        "!!! staff",
        "!!! staff \"Only for us\"",
        "??? staff",
        "???+ staff",
        "!!!staff",
        "> [!STAFF]",
        "[!staff]- Only for us",
        "```staff\nx\n```",
        "~~~ {.staff}\nx\n~~~",
        "```{staff}\nx\n```",
        "<staff>",
        "</staff>",
        "Words <staff>secret</staff> words.",
        "<div class=\"staff\">",
        "<x-staff>",
        "<Audience for=\"staff\">",
        "{% staff %}",
        "{% if staff %}",
        "{%- endstaff -%}",
        "{% if audience == \"staff\" %}",
        "{{#staff}}",
        "{{< staff >}}",
        "{{% staff %}}",
        "<% staff %>",
        "==== staff",
        "=== \"Staff\"",
        "/// staff",
        ".. staff::",
        ".. only:: staff",
        "\\begin{staff}",
        "<!-- staff -->",
        "<!-- /staff -->",
        "%% staff %%",
        "%%% staff",
        "%% staff",
        "<section data-for=\"staff\">",
        "<Show is='staff'>",
        "{staff}",
        "<div class=\"wide staff-only\">",
        "<?php if (staff) ?>",
        "<![if staff]>",
        "{/staff}",
        "Words [staff]secret[/staff] words.",
        ".. staff",
        "... staff",
        "--- staff",
        "@staff",
        "@ Staff",
        "#ifdef staff",
        "#if staff",
        "[.staff]",
        "⁝ staff",
        "::staff[secret]",
        "Words :staff[secret] words.",
        "#staff[secret]",
        "<Audience name=\"staff\">",
        "<Tab label='Staff'>",
        "<StaffOnly>",
        "<staff-only>",
        "<only-staff>",
        "</MembersOnly>",
        "<ForStaff>",
        "<div v-if=\"isStaff\">",
        "<Show when={isMembers}>",
        "<div\n  class=\"staff\"\n>",
        "<Show\n\tfor={'staff'}>",
        "<WRAP staff>",
        "<div staff hidden>",
        "```{only} staff\nx\n```",
        "~~~{admonition} Staff\nx\n~~~",
        "> [!note] Staff",
        "> [!tip]- staff",
        "@if(staff)",
        "@can(\"staff\")",
        "#if(staff):",
        "#+begin: staff",
        "#+BEGIN_BLOCK staff",
        "/* staff */ words",
        "%staff",
        "//staff",
        "\\staff{words}",
        "\\ifstaff",
        "[//]: # (staff)",
        "[comment]: <> (begin staff)",
        "[staff]: # (begin)",
        "[end staff]",
        "[:staff]",
        "(staff)\n(/staff)",
        "{staff}words{staff}",
        "{staff}words{/staff}",
        "••• staff",
        "¡¡¡ staff",
        "… … staff\n··· staff",
    ] {
        assert!(is_found(&format!("{line}\n\nThe code is four seven one one.\n")), "{line:?}");
    }
}

#[test]
fn a_name_between_signs_is_almost_a_label() {
    for line in [
        "«staff»",
        "« staff »",
        "‹Staff›",
        "【staff】",
        "^^^ staff",
        "^ staff",
        "$$ staff $$",
        "$staff",
        "--staff--",
        "-- end of staff --",
        "~^~ staff",
        ">>> staff",
        "> (staff)",
        "(Staff only)",
        "[STAFF]",
        "[Begin staff section]",
        "# Heading\n[staff]",
        "#staff",
        "#members #staff",
        "#region staff",
        "&lt;staff&gt;",
        "\\<staff\\>",
        "\\[staff\\]",
        ":staff:",
        ":staff: words of theirs",
        ":: staff words of theirs",
        "::members words of theirs",
        "audience: staff",
        "audience = \"staff\"",
        "[audience: staff, members]",
        "@audience staff",
        "Title: x\naudience: members",
        ":: Mitarbeiter",
        "<div class=\"mitarbeiter\">",
        "<Kunden>",
        "<!-- Mitarbeiter -->",
        "<!-- internal -->",
        "<!-- /Private -->",
        "<div class=\"internal\">",
        ":: vertraulich",
        "%% confidentiel",
        "(intern)",
        "<!-- begin: notes for staff -->",
        "<!-- end of the members section -->",
        "<!-- #region staff -->",
        "<!--\nstaff\n-->",
        "Words <!-- start of\nnotes for staff --> more",
    ] {
        assert!(is_found(&format!("{line}\n\nThe code is four seven one one.\n")), "{line:?}");
    }
}

#[test]
fn a_name_in_ordinary_signs_is_none() {
    for body in [
        "#staff\n",
        "(members)",
        "Ask somebody\n(staff)\n",
        "The desk of the\n[staff]\n",
        "[Staff]\n\n[Staff]: /staff.md\n",
        "[staff](a.md)\n",
        "[[staff]]\n\nx\n",
        "\"Staff\"\n",
        "“Client”\n",
        "-- Staff\n",
        "— Staff\n",
        "-> staff\n",
        "=> members\n",
        "→ Staff\n",
        "✅ Staff\n",
        "## Staff ##\n",
        "## (Staff)\n",
        "[ ] Staff\n",
        "( ) staff\n",
        "[^staff]\n",
        "![staff]\n",
        "~~staff~~\n",
        "***staff***\n",
        "| | staff | |\n",
        "> > staff\n",
        "Note\n:: staff meet at nine\n",
        ":: Two\n",
        "The audience: staff of all centres.\n",
        "Audience: Staff\n",
        "audiences\n",
        "They speak to an\naudience members know\n",
        "Read by its\naudience members\n",
        "Read by one\naudience: members.\n",
        "audience: whoever reads it\n",
        "<a class=\"reference internal\" href=\"a.md\">a</a>\n",
        "<span class=\"private\">a</span>\n",
        "<!-- Ask the staff before the end of the year -->\n",
        "<!-- Client logon -->\n",
        "<!-- a comment\nof the staff\nfor editors -->\n",
        "Internal\n",
        "Private:\n",
        "(internal) notes\n",
        "$5 (staff)\n",
    ] {
        assert_eq!(found(body), [], "{body:?}");
        if body.len() > "(members)".len() {
            assert_eq!(found(&format!("{body}\nWords.\n")), [], "{body:?}");
        }
    }
}

#[test]
fn what_real_handbooks_have_is_none() {
    for body in [
        "### Staff\n",
        "* Members:\n",
        "**Public**\n",
        "client: >-\n",
        "All of us are\nmembers.\n",
        "- Staff\n",
        "1. Staff\n",
        "| Staff |\n|---|\n| :: staff |\n",
        "```\n:: staff\n> ::: staff\n<staff>\n```\n",
        "`:: staff` and `<staff>` and `{% staff %}` and `[/staff]`\n",
        "Staff\n=====\n",
        ": staff\n",
        "Term\n: staff\n",
        "> staff\n",
        "Dear client,\n",
        "staff:\n",
        "[staff](#staff)\n",
        "[/staff](/staff/) and [/staff][1]\n",
        "## Staff {#staff}\n",
        "<a id=\"staff\">x</a>\n",
        "{{ client }}\n",
        "Note:: staff\n",
        "::: staff\nx\n:::\n",
        "- ::: staff\n  x\n  :::\n",
        "!!! note\n    Staff\n",
        "<https://staff.example.org>\n",
        "---\n\nWords about the title.\n\n---\n",
        "***\n",
        "a\n\n---\n\nNote: words\n\n---\n",
        "    - staff\n",
        "    <!-- code -->\n",
        "Staff!!!\n",
        "Note\n:: staff meet at nine\n",
        "<abbr title=\"Staff\">S</abbr> <img alt=\"client\" src=\"staff\">\n",
        "{fact:client}\n",
        "[staff] [/help]\n",
        "...staff.\n",
        "Write to @staff or #staff.\n",
        "See: [staff](#staff), [[#staff]] and note:[^1]\n",
        "<input name=\"staff\" value=\"client\">\n",
        "<client-list> <ReadOnly> <div class=\"staffing forstaffing\">\n",
        "#iffy staff\n",
        "- - staff\n",
        "[^1]: Staff\n",
        "- [ ] Staff\n",
        "- [x] Tell the members.\n",
        "::1 is an address\n",
        "Dear {client}, ask {client}\n",
        "a --> b\n",
        "- Desk --> office --> bank\n",
        "<!-- a --> b <!-- c -->\n",
        "`<!--` and `-->` are marks\n",
        "[members]: https://example.org/ (Members)\n",
        "[members]: #members\n",
        "(/help) staff\n",
        "\\*staff\n",
        "/staff\n",
        "5 % staff\n",
        "| :--: | ::: |\n",
        "<p\n  lang=\"en\">Staff</p>\n",
        "> [!NOTE] Staff meet at nine\n",
        "{: .wide}\n",
        "**Staff::**\n",
        "• Staff\n• Members\n",
        "∙∙ client\n",
        "(12:30) staff\n",
        "Title: Words\n---\n\nWords.\n",
        "title\n---\n",
        "***\ntitle: a\n",
    ] {
        assert_eq!(found(body), [], "{body:?}");
    }
}

#[test]
fn marks_in_indented_code_hide_no_fence_and_no_comment() {
    for body in [
        "    > ::: staff\n    > secret\n",
        "a\n\n    1. <!-- secret -->\n",
        "- x\n\n      > ::: staff\n",
        "\t- > ::: staff\n",
    ] {
        assert!(
            found(body).iter().any(|(_, kind)| *kind == AlmostLabelKind::InIndentedCode),
            "{body:?} {:?}",
            found(body)
        );
    }
}

#[test]
fn marks_in_code_that_is_never_closed_hide_no_fence_and_no_comment() {
    for body in [
        "```\nx\n> ::: staff\n> secret\n> :::\n",
        "~~~\n- <!-- secret -->\n",
        "```\n<!-- secret -->\n",
        "> ```\n> 1. ::: staff\n\nx\n",
    ] {
        assert_eq!(scan(body).errors.len(), 1, "{body:?} {:?}", scan(body).errors);
    }
    assert_eq!(scan("```\n> ::: staff\n- <!-- x -->\n```\n").errors, []);
}

#[test]
fn front_matter_counts_at_the_top_alone() {
    for body in [
        "\n---\naudience: staff\n---\nWords\n",
        "+++\naudience = \"staff\"\n+++\n",
        "Words\n\n---\ntitle: B\naudience: staff\n---\n",
        "---\ntitle: B\ntags:\n  - a\n---\n",
        "---\n---\ntitle: x\n---\n",
        "audience: staff\n---\nWords\n",
        "\ntitle = \"B\"\naudience = \"staff\"\n+++\nWords\n",
    ] {
        assert!(found(body).iter().any(|(_, kind)| *kind == AlmostLabelKind::FrontMatter), "{body:?}");
    }
}

#[test]
fn a_comment_that_ends_too_early_is_refused() {
    for body in [
        "<!--> secret -->\n",
        "<!---> secret -->\n",
        "<!-- a --!> secret -->\n",
        "<!-- a <!-- b --> secret -->\n",
        "<!-- put `-->` at the end: secret -->\n",
        "`x` <!-- a --> b <!-- a `-->` secret -->\n",
        "<!-- a\n\n<!-- b -->\nsecret\n-->\n",
        "> <!-- a -->\n> secret\n> -->\n",
        "<!-- note\nthe --> ends it\nsecret -->\n",
        "Words <!-- note\nthe --> ends it\n\nsecret -->\n",
        "<!-- put \"-->\" here\nsecret\n",
        "<!--\nit ends at '-->'\nsecret\n",
        "- <!-- a\n  b “-->” secret\n",
    ] {
        assert!(
            found(body).iter().any(|(_, kind)| *kind == AlmostLabelKind::Comment) || !scan(body).errors.is_empty(),
            "{body:?}"
        );
    }
    for body in ["<!-- use `x` --> and `-->`\n", "`<!--` x <!-- a --> `b`\n", "<!-- `a` --> b <!-- c --> `-->`\n"] {
        assert_eq!(found(body), [], "{body:?}");
    }
    assert_eq!(found("<!-- a\nb --> Desk --> office\n\nx <!-- c --> y -->\nz\n").len(), 1);
    assert_eq!(found("<!-- a\n\"b\" --> \"c\" --> d\n<!-- e\n--> f\n"), []);
    assert_eq!(found("<!-- a\nb\n-->\n\n```\n-->\n```\n"), []);
}
