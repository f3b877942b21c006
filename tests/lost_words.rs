//! The words of a text are compared with those of what was made of it: whatever is damaged by seed in the output is found.

mod support;

use greyline::check::losses;
use greyline::config::Readers;
use greyline::edition::redact;
use greyline::handbook::Handbook;
use greyline::markdown::Resolve;
use greyline::pipeline;
use support::today;

/// A page on which links lead nowhere, and facts have no words.
struct WordsAlone;

impl Resolve for WordsAlone {
    fn link(&self, _: &str) -> Option<String> {
        Some("#".to_owned())
    }

    fn fact_words(&self, _: &str) -> Option<String> {
        Some(String::new())
    }

    fn colours(&self) -> bool {
        true
    }
}

/// The bodies of the example, each with the HTML that it becomes.
fn example() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = pipeline::load(root, today()).expect("the example can be read");
    let handbook: Handbook = loaded.handbook.expect("the example is a handbook");
    let audiences = &handbook.config.audiences;
    let private: Readers = audiences.private();
    let of = |policy: &std::sync::Arc<greyline::policy::Policy>| {
        let html = redact(&policy.text, audiences.most_private(), policy.readers, private).format(&WordsAlone).html;
        (policy.text.body.to_string(), html)
    };
    handbook.working_copies.iter().map(of).filter(|(body, _)| body.len() > 400).collect()
}

/// The blanks of some HTML that divide two words of running text: letters stand on both sides, no tag holds them, and no code, in which
/// marks stand for themselves.
fn blanks(html: &str) -> Vec<usize> {
    let bytes = html.as_bytes();
    let mut inside = false;
    let mut found = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' => inside = true,
            b'>' => inside = false,
            b' ' if !inside && at > 0 && at + 1 < bytes.len() => {
                let is_code = html[..at].rfind("<pre").is_some_and(|open| !html[open..at].contains("</pre"));
                if !is_code && bytes[at - 1].is_ascii_alphabetic() && bytes[at + 1].is_ascii_alphabetic() {
                    found.push(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// The HTML with one word deleted, glued to the next, or with marks around it.
fn damaged(html: &str, seed: usize, blank: usize) -> String {
    let end = html[blank + 1..].find(|c: char| !c.is_alphabetic()).map_or(html.len(), |length| blank + 1 + length);
    let word = &html[blank + 1..end];
    let with = match seed % 5 {
        0 => String::new(),
        1 => word.to_owned(),
        2 => format!(" **{word}**"),
        3 => format!(" &lt;b&gt;{word}"),
        _ => format!("&amp;nbsp;{word}"),
    };
    [&html[..blank], &with, &html[end..]].concat()
}

#[test]
fn of_two_hundred_words_that_are_damaged_one_at_most_is_missed() {
    let pages = example();
    let mut missed = Vec::new();
    for seed in 0..200_usize {
        let (body, html) = &pages[seed.wrapping_mul(2_654_435_761) % pages.len()];
        let blanks = blanks(html);
        let blank = blanks[seed.wrapping_mul(40_503) % blanks.len()];
        let before = losses(body, html).len();
        let damaged = damaged(html, seed, blank);
        if losses(body, &damaged).len() <= before {
            missed.push(format!("{seed}: {}", &damaged[blank.saturating_sub(30)..(blank + 30).min(damaged.len())]));
        }
    }
    assert!(missed.len() <= 1, "{missed:#?}");
}

#[test]
fn nothing_of_the_example_is_lost() {
    for (body, html) in example() {
        let lost: Vec<&str> = losses(&body, &html).into_iter().map(|loss| &body[loss.bytes]).collect();
        assert_eq!(lost, Vec::<&str>::new());
    }
}

/// The time grows with the length: a text a hundred times as long takes no more than a few hundred times the steps.
#[test]
fn a_long_text_is_compared_in_one_go() {
    let body = "The fee of [one](a.md) is **due** at once.[^a]\n\n[^a]: A note.\n\n".repeat(20_000);
    let html = "<p>The fee of <a>one</a> is <strong>due</strong> at once.</p><p>A note.</p>".repeat(20_000);
    assert_eq!(losses(&body, &html), []);
}
