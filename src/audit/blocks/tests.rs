//! In: blocks written by hand. Out: what was read of them. What always holds: nothing is read that is not there.

use super::*;

fn blocks(text: &str) -> Vec<Block> {
    read(text, 0, true, &|label| label == "client")
}

/// The visible text and the withheld text of a body, blocks parted by bars.
fn parted(text: &str) -> (String, String) {
    let side = |seen: bool| {
        let texts = blocks(text)
            .into_iter()
            .filter(|block| block.seen == seen)
            .map(|block| block.raw.text.trim().replace('\n', " "));
        texts.collect::<Vec<_>>().join(" | ")
    };
    (side(true), side(false))
}

fn is(text: &str, seen: &str, kept: &str) {
    assert_eq!(parted(text), (seen.to_owned(), kept.to_owned()), "{text:?}");
}

#[test]
fn fences_nest_and_a_bare_one_closes_the_innermost() {
    is("a\n\n::: staff\nb\n\n::: client\nc\n:::\nd\n:::\ne", "a | e", "b | c | d");
    is("a\n::: client\nb\n:::\nc", "a | b | c", "");
    is(":::: staff\na\n::: members\nb\n:::\nc\n::::\nd", "d", "a | b | c");
}

#[test]
fn labels_in_all_their_clothes() {
    for open in
        ["::: staff", ":::staff", "::: staff :::", "::: {.staff}", "::: staff reason: x", "::: nobody", "::: {staff}"]
    {
        is(&format!("{open}\na\n:::\nb"), "b", "a");
    }
    is("::: {.client}\na\n:::\nb", "a | b", "");
}

#[test]
fn what_is_not_closed_stays_withheld() {
    is("a\n::: staff\nb\n\nc", "a", "b | c");
    is("a\n:::\nb", "a | b", "");
}

#[test]
fn fences_in_code_are_text() {
    is("::: staff\n```\n:::\n```\na\n:::\nb", "b", "::: | a");
    is("~~~\n::: staff\n~~~\na", "::: staff | a", "");
    is("````md\n```\n::: staff\n```\n````\na", "``` ::: staff ``` | a", "");
}

#[test]
fn code_ends_with_the_quote_or_item_that_holds_it() {
    is("> ```\n> a\n\n::: staff\nb\n:::\nc", "a | c", "b");
    is("- ```\n  a\n\n::: staff\nb\n:::\nc", "a | c", "b");
    is("> ```\n> a\n::: staff\nb\n:::\nc", "a | c", "b");
}

#[test]
fn a_doubtful_close_closes_nothing() {
    is("::: staff\na\n\n    :::\n\nb\n:::\nc", "c", "a | b");
    is("::: staff\na\n\n> :::\n\nb\n:::\nc", "c", "a | b");
    is("    ::: staff\n    a\n    :::\n\nb", "b", "a");
}

#[test]
fn fences_in_items_and_quotes() {
    is("- a\n\n  ::: staff\n  b\n  :::\n- c", "a | c", "b");
    is("> a\n>\n> ::: staff\n> b\n> :::\n\nc", "a | c", "b");
    is("::: staff\n- a\n\n  ::: members\n  b\n  :::\n:::\nc", "c", "a | b");
}

#[test]
fn comments_are_withheld_and_their_fences_are_text() {
    is("a\n\n<!-- b\n:::\nc -->\nd", "a | d", "b ::: c");
    is("::: staff\n<!--\n:::\n-->\na\n:::\nb", "b", "::: | a");
    is("```\n<!-- a -->\n```\nb", "<!-- a --> | b", "");
    is("a\n<!-- b", "a", "b");
}

#[test]
fn every_line_end_ends_a_line() {
    is("a\r::: staff\rb\r:::\rc", "a | c", "b");
    is("a\r\n::: staff\r\nb\r\n:::\r\nc", "a | c", "b");
}

#[test]
fn items_cells_headings_and_definitions_are_blocks() {
    is(
        "# a\nb\nc\n- d\n  e\n- [ ] f\n\n| g | h |\n| - | - |\n| i | j \\| k |\n",
        "# a | b c | d e | [ ] f | g | h | - | - | i | j \\| k",
        "",
    );
    let found = blocks("[One]: https://a.example \"t\"\n[two]: b\nrest\n\n[^n]: note\n    more\n\nend");
    assert_eq!(found[0].form, Form::Define("one".to_owned()));
    assert_eq!(found[1].form, Form::Define("two".to_owned()));
    assert_eq!(found[2].raw.text, "rest\n");
    assert_eq!((found[3].note.as_deref(), found[3].raw.text.trim()), (Some("n"), "note\nmore"));
    assert_eq!(found[4].note, None);
}

#[test]
fn places_are_those_of_the_file() {
    let text = "x\n> - one\n>   two words";
    let block = &blocks(text)[1];
    let local = block.raw.text.find("words").unwrap();
    assert_eq!(block.raw.place(local), text.find("words").unwrap());
    let part = block.raw.slice(local, local + 5);
    assert_eq!((part.text.as_str(), part.place(1)), ("words", text.find("words").unwrap() + 1));
}

#[test]
fn a_great_depth_is_no_danger() {
    let text = format!("{} a\n\n::: staff\nb\n", ">".repeat(10_000));
    is(&text, "a", "b");
}
