//! Reads `table.txt`.

use std::collections::BTreeMap;

/// The eight days but the first, on which nothing can be built.
pub(crate) const DAYS: [&str; 7] =
    ["2024-06-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-03-01", "2026-11-21", "2027-01-01"];

/// A policy on a day.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: Option<String>,
    pub(crate) standing: String,
    pub(crate) since: Option<String>,
    pub(crate) editions: String,
    pub(crate) address: String,
    /// What is offered with its limit, and in which editions.
    pub(crate) offers: Vec<(String, String)>,
}

/// An entry of the log.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) date: String,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) days: [String; 2],
    pub(crate) editions: String,
    pub(crate) words: String,
}

/// Words of a page, and the editions that have them on each day, and in each as-of build.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) address: String,
    pub(crate) text: String,
    pub(crate) editions: [Vec<String>; 2],
}

/// The whole table. Where there are two, the first is of the days themselves and the second of the as-of builds.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) policies: BTreeMap<String, [Vec<Row>; 2]>,
    pub(crate) log: Vec<Entry>,
    pub(crate) words: Vec<Words>,
    pub(crate) reviews: BTreeMap<String, [Vec<String>; 2]>,
}

fn cell(text: &str) -> Option<String> {
    (text != "-").then(|| text.to_owned())
}

fn row(cells: &[&str]) -> Option<Row> {
    let [id, title, version, standing, since, editions, address, offers] = cells else {
        assert!(matches!(cells, [_, "-"]), "a policy has eight columns: {cells:?}");
        return None;
    };
    let offers = offers.split("; ").filter(|offer| *offer != "-").map(|offer| {
        let (words, only) = offer.split_once(" (").unwrap_or((offer, "SMPC)"));
        (words.to_owned(), only.trim_end_matches(')').to_owned())
    });
    Some(Row {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        version: cell(version),
        standing: (*standing).to_owned(),
        since: cell(since),
        editions: (*editions).to_owned(),
        address: (*address).to_owned(),
        offers: offers.collect(),
    })
}

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let mut table = Self::default();
        let (mut section, mut day, mut lead) = ("", String::new(), true);
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("# ") {
                (section, lead) = (heading, true);
            } else if let Some(heading) = line.strip_prefix("## ") {
                heading.clone_into(&mut day);
            } else if line.is_empty() {
                lead = lead && section.is_empty();
            } else if !lead {
                let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
                table.take(section, &mut day, &cells);
            }
        }
        table
    }

    fn take(&mut self, section: &str, day: &mut String, cells: &[&str]) {
        let (as_of, rest) = match cells {
            ["as of", rest @ ..] => (true, rest),
            _ => (false, cells),
        };
        match section {
            "Policies" => {
                let [live, then] = self.policies.entry(day.clone()).or_default();
                if as_of {
                    then.retain(|row| row.id != rest[0]);
                } else {
                    live.extend(row(rest));
                }
                then.extend(row(rest));
            }
            "Log" => {
                let [date, id, name, live, then, editions, words] = rest else { panic!("seven columns: {cells:?}") };
                self.log.push(Entry {
                    date: (*date).to_owned(),
                    id: (*id).to_owned(),
                    name: (*name).to_owned(),
                    days: [(*live).to_owned(), (*then).to_owned()],
                    editions: (*editions).to_owned(),
                    words: (*words).to_owned(),
                });
            }
            "Words" if as_of => {
                assert_eq!(rest.len(), 6, "{cells:?}");
                self.words.last_mut().unwrap().editions[1] = rest.iter().map(|one| (*one).to_owned()).collect();
            }
            "Words" => {
                let [address, words, editions @ ..] = rest else { panic!("{cells:?}") };
                let editions: Vec<String> = editions.iter().map(|one| (*one).to_owned()).collect();
                assert_eq!(editions.len(), DAYS.len(), "{cells:?}");
                let then = editions[..6].to_vec();
                let (address, text) = ((*address).to_owned(), (*words).to_owned());
                self.words.push(Words { address, text, editions: [editions, then] });
            }
            "Reviews" => {
                let ids = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
                if as_of {
                    self.reviews.get_mut(day).unwrap()[1] = ids(rest[0]);
                } else {
                    rest[0].clone_into(day);
                    self.reviews.insert(day.clone(), [ids(rest[1]), ids(rest[1])]);
                }
            }
            other => panic!("no section {other}"),
        }
    }
}
