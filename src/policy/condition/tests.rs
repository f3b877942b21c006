use super::*;

/// What is read of a condition, one bound a line; `?` where it is not certain.
fn english(text: &str, side: Side) -> String {
    listed(read(text, side, "en"))
}

fn listed(bounds: Vec<Bound>) -> String {
    let lines = bounds.into_iter().map(|bound| format!("{}{bound}", if bound.certain { "" } else { "? " }));
    lines.collect::<Vec<_>>().join("; ")
}

/// Compares what is read of each text, all of them at once.
fn each(cases: &[(&str, &str)], read: impl Fn(&str) -> String) {
    let found: Vec<(&str, String)> = cases.iter().map(|(text, _)| (*text, read(text))).collect();
    let wrong: Vec<_> = found.iter().zip(cases).filter(|(found, case)| found.1 != case.1).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn conditions_are_read() {
    let cases = [
        ("Within 30 days of paying, nothing used", "time since: at most 30 days"),
        ("Within thirty days of the visit", "time since: at most 30 days"),
        ("up to six weeks after paying", "time since: at most 42 days"),
        ("After 30 days, up to 24 months after paying", "time since: at least 30 days; time since: at most 744 days"),
        ("After the first month", "time since: at least 28 days"),
        ("In the first fortnight", "time since: at most 14 days"),
        ("Between 30 and 60 days after the visit", "time since: 30 days to 60 days"),
        ("30–60 days after the visit", "time since: 30 days to 60 days"),
        ("No later than 48 hours before", "time before: at least 2 days"),
        ("At least 24 hours before the start", "time before: at least 24 hours"),
        ("You ask a day ahead", "time before: at least 24 hours"),
        ("The coach is more than 15 minutes late and did not ring", "late by: at least 15 minutes"),
        ("over £300", "sum in £: at least 300"),
        ("Between £30 and £60", "sum in £: 30 to 60"),
        ("more than 1,000 euros", "sum in €: at least 1000"),
        ("The first time in a term, in a course for children", "how often: exactly 1 times"),
        ("It is the third time", "how often: at least 3 times"),
        ("second time", "how often: at least 2 times"),
        ("under 14", "age: at most 14 years"),
        ("Anyone over 65", "age: at least 65 years"),
        ("From 13 on", "age: at least 13 years"),
        ("Within 14 days of joining, up to 3 visits", "time since: at most 14 days; number of visit: at most 3"),
        ("Within 14 days, more than 3 visits", "time since: at most 14 days; number of visit: at least 3"),
        ("You have waited for more than 8 weeks", "lasting: at least 56 days"),
        ("No card at hand, and the hire is for two hours or less", "lasting: at most 2 hours"),
        ("It is open and has fewer than 60 people in it", "number of people: at most 60"),
        ("Paid more than 30 days ago", "time since: at least 30 days"),
        ("Children from 4 to 7", "age: 4 years to 7 years"),
        ("Paid in full, and within 14 days of joining", "time since: at most 14 days"),
        ("Within 5 working days", "time since: at most 15 days"),
    ];
    each(&cases, |text| english(text, Side::When));
}

#[test]
fn what_is_not_certain_is_said() {
    let cases = [
        ("First time in 12 months, or illness, a child, a breakdown, the bus", "? how often: exactly 1 times"),
        (
            "A move of more than 10 miles, illness for 3 months or more, loss of work, a death in the family",
            "? distance: at least 16 km; ? lasting: at least 84 days",
        ),
        ("About 30 days after paying", ""),
        ("Within about 30 days", ""),
        ("Within 30 days unless it was used", "? time since: at most 30 days"),
        ("Longer than 6 weeks", "? time: at least 42 days"),
        ("After 10:30", ""),
        ("Between 8 am and 8 pm", ""),
        ("From 6 pm", ""),
        ("After 31 December", ""),
        ("Within 10% of the price", ""),
        ("2 for 1", ""),
        ("No group has a gap within 3 weeks", "? time since: at most 21 days"),
        ("Not within 30 days of paying", "? time since: at most 30 days"),
        ("The same thing went wrong twice", "? how often: at least 2 times"),
        ("Somebody has been told 3 times, and goes on", "? how often: at least 3 times"),
        ("Anyone, at any time, without a reason", ""),
        ("A carer, shift work, or a rehabilitation plan fixes the hour", ""),
        ("You cannot come on the added day", ""),
        ("Paid for a year in advance", ""),
    ];
    each(&cases, |text| english(text, Side::When));
}

#[test]
fn limits_are_read() {
    let cases = [
        ("£80", "sum in £: at most 80"),
        ("up to £150", "sum in £: at most 150"),
        ("£200 at the front desk", "? sum in £: at most 200"),
        ("£40 for one booking", "sum in £: at most 40"),
        ("£10 a family, receipt or not", "? sum in £: at most 10"),
        ("Three times in 12 months", "how often: at most 3 times"),
        ("Twice in a course", "how often: at most 2 times"),
        ("Once a term for each child, the same day", "? how often: at most 1 times"),
        ("Two guests at a time", "number of guest: at most 2"),
        ("60 days from the day it was found", "time since: at most 60 days"),
        ("15 minutes after the start", "late by: at most 15 minutes"),
        ("14 days of notice", ""),
        ("One lesson", "? number of lesson: at most 1"),
        ("Within 20 days of asking; bills stay", "? time since: at most 20 days"),
        ("The price that was paid", ""),
        ("none", ""),
        ("Half of the price", ""),
        ("30% of it", ""),
    ];
    each(&cases, |text| english(text, Side::Limit));
}

#[test]
fn german_is_read() {
    let cases = [
        ("Innerhalb von 30 Tagen nach der Zahlung", "time since: at most 30 days"),
        ("Nach sechs Wochen", "time since: at least 42 days"),
        ("Spätestens 48 Stunden vor Beginn", "time before: at least 2 days"),
        ("Über 300 Euro", "sum in €: at least 300"),
        ("Zum zweiten Mal", "how often: at least 2 times"),
        ("Unter 14", "age: at most 14 years"),
        ("Zwischen 30 und 60 Tagen nach dem Besuch", "time since: 30 days to 60 days"),
        ("Nach dem ersten Monat", "time since: at least 28 days"),
        ("Krankheit oder nach 3 Monaten", "? time since: at least 84 days"),
    ];
    each(&cases, |text| listed(read(text, Side::When, "de")));
    assert!(read("Dans les 30 jours", Side::When, "fr").is_empty());
}

#[test]
fn the_part_that_says_so_is_given() {
    let found = read("Within 14 days of joining, up to 3 visits", Side::When, "en");
    assert_eq!(
        found.iter().map(|bound| bound.part.as_str()).collect::<Vec<_>>(),
        ["Within 14 days of joining", "up to 3 visits"]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// A word that makes alternatives, wherever it stands, is enough for nothing to be certain; and no text makes the reader stumble.
    #[test]
    fn alternatives_are_never_certain(before in "[a-z£0-9 ,.–]{0,40}", after in "[a-z£0-9 ,.–]{0,40}", at in 0_usize..4) {
        let word = ["or", "unless", "except", "if"][at];
        for side in [Side::When, Side::Limit] {
            for bound in read(&format!("{before} , {word} something {after}"), side, "en") {
                proptest::prop_assert!(!bound.certain, "{bound:?}");
            }
        }
    }

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,60}") {
        for language in ["en", "de", "fr"] {
            for bound in read(&text, Side::When, language).into_iter().chain(read(&text, Side::Limit, language)) {
                proptest::prop_assert!(bound.least <= bound.most && text.contains(&bound.part));
            }
        }
    }
}
