//! A built site beside the table.

use serde_json::Value;

use crate::support::folder::Run;
use crate::table::{Entry, Row, Table};

/// The editions by their letters in the table.
pub(crate) const EDITIONS: [(char, &str); 4] = [('S', "staff"), ('M', "members"), ('P', "partners"), ('C', "client")];

/// The sites of a day.
pub(crate) struct Site<'a> {
    pub(crate) run: &'a Run,
    pub(crate) day: &'a str,
    /// Its place among the days.
    pub(crate) at: usize,
    pub(crate) as_of: bool,
}

/// A page as a reader sees it.
pub(crate) fn read(html: &str) -> String {
    let body = html.find("<main").map_or(html, |at| &html[at..]);
    let mut out = String::new();
    for (at, part) in body.split('<').enumerate() {
        out.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
        // Marks within a word or before a full stop are no blanks.
        if !part.starts_with("/a>") && !part.starts_with("a ") {
            out.push(' ');
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
}

/// The words of a standing, as people read them.
fn standing_words(standing: &str) -> &str {
    match standing {
        "draft" => "Draft",
        "consultation" => "In consultation",
        "announced" => "Announced",
        "on-trial" => "On trial",
        "in-force" => "In force",
        "interim" => "In force for a time",
        "undecided" => "Undecided",
        "lapsed" => "Lapsed",
        "superseded" => "Superseded",
        "retired" => "Retired",
        other => panic!("no standing {other}"),
    }
}

impl Site<'_> {
    fn folder(&self, letter: char) -> String {
        let name = EDITIONS.iter().find(|(own, _)| *own == letter).unwrap().1;
        if self.as_of { format!("{name}-{}", self.day) } else { name.to_owned() }
    }

    /// A file of an edition.
    pub(crate) fn text(&self, letter: char, path: &str) -> Option<&str> {
        let bytes = self.run.site.get(&format!("{}/{path}", self.folder(letter)))?;
        std::str::from_utf8(bytes).ok()
    }

    fn page(&self, letter: char, address: &str) -> Option<&str> {
        self.text(letter, &format!("{address}/index.html"))
    }

    fn name(&self, letter: char) -> String {
        format!("{} {letter}", if self.as_of { format!("as of {}", self.day) } else { self.day.to_owned() })
    }

    fn rows<'t>(&self, table: &'t Table, letter: char) -> Vec<&'t Row> {
        let rows = &table.policies[self.day][usize::from(self.as_of)];
        rows.iter().filter(|row| row.editions.contains(letter)).collect()
    }

    /// Compares all that a site says.
    pub(crate) fn compare(&self, table: &Table, wrong: &mut Vec<String>) {
        for (letter, _) in EDITIONS {
            if let Some(json) = self.text(letter, "policies.json") {
                self.compare_register(letter, json, table, wrong);
            }
            self.compare_search(letter, table, wrong);
            self.compare_withdrawn(letter, table, wrong);
            self.compare_log(letter, table, wrong);
            self.compare_words(letter, table, wrong);
        }
        self.compare_register_page(table, wrong);
        self.compare_options_page(table, wrong);
        self.compare_calendar(table, wrong);
    }

    /// Compares `policies.json`, or what `register --format json` printed.
    pub(crate) fn compare_register(&self, letter: char, json: &str, table: &Table, wrong: &mut Vec<String>) {
        let json: Value = serde_json::from_str(json).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let mut found: Vec<String> = Vec::new();
        for entry in json["policies"].as_array().unwrap() {
            let offers = entry["options"].as_array().unwrap().iter();
            let offers: Vec<String> =
                offers.map(|one| format!("{} {}", text(&one["offer"]), text(&one["limit"]))).collect();
            let url = text(&entry["url"]);
            let url = url.rsplit_once(".example/").map_or(url.as_str(), |(_, path)| path);
            let url =
                ["staff/", "members/", "partners/"].iter().fold(url, |url, top| url.strip_prefix(top).unwrap_or(url));
            found.push(format!(
                "{}  {}  {}  {}  {}  {}  {}",
                text(&entry["id"]),
                text(&entry["title"]),
                text(&entry["version"]),
                text(&entry["standing"]),
                text(&entry["effective"]),
                url.trim_end_matches("index.html").trim_end_matches('/'),
                offers.join("; ")
            ));
        }
        let rows = self.rows(table, letter).into_iter().filter(|row| row.standing != "withdrawn");
        let expected = rows.map(|row| {
            let offers = row.offers.iter().filter(|(_, only)| only.contains(letter)).map(|(words, _)| words.as_str());
            let standing = if row.standing == "undecided" && letter != 'S' { "in-force" } else { &row.standing };
            let (version, since) = (row.version.as_deref().unwrap_or("-"), row.since.as_deref().unwrap_or("-"));
            let offers = offers.collect::<Vec<_>>().join("; ");
            format!("{}  {}  {version}  {standing}  {since}  {}  {offers}", row.id, row.title, row.address)
        });
        self.compare_sets(letter, "policies.json", expected.collect(), found, wrong);
    }

    fn compare_sets(
        &self,
        letter: char,
        what: &str,
        expected: Vec<String>,
        found: Vec<String>,
        wrong: &mut Vec<String>,
    ) {
        let mut left = found;
        for line in expected {
            match left.iter().position(|one| *one == line) {
                Some(at) => {
                    left.remove(at);
                }
                None => wrong.push(format!("{} {what} has not  {line}", self.name(letter))),
            }
        }
        wrong.extend(left.into_iter().map(|line| format!("{} {what} has  {line}", self.name(letter))));
    }

    fn compare_register_page(&self, table: &Table, wrong: &mut Vec<String>) {
        let page = self.page('S', "register").unwrap();
        for row in self.rows(table, 'S') {
            let line = page.lines().find(|line| line.contains(&format!("<td>{}<", row.id)));
            let is_listed = row.standing != "withdrawn";
            if line.is_some() != is_listed {
                wrong.push(format!("{} register: {} is listed: {}", self.name('S'), row.id, line.is_some()));
            } else if let Some(line) = line
                && !line.contains(&format!(">{}<", standing_words(&row.standing)))
            {
                wrong.push(format!("{} register: {} is not {}: {line}", self.name('S'), row.id, row.standing));
            }
        }
    }

    fn compare_options_page(&self, table: &Table, wrong: &mut Vec<String>) {
        let page = self.page('S', "options").unwrap_or_default();
        let found = page.lines().filter(|line| line.starts_with("<tr><td") && line.contains("><b>")).map(|line| {
            let cell = |cell: &str| read(cell.split_once('>').unwrap().1);
            let cells: Vec<String> = line.split("<td").skip(1).map(cell).collect();
            let (_, offer) = line.split_once("<th scope=\"row\">").unwrap();
            let policy = line.rsplit_once("<a ").unwrap().1.split_once('>').unwrap().1.split_once('<').unwrap().0;
            format!("{policy}  {} {}", read(offer.split("</th>").next().unwrap()), cells[2])
        });
        let rows = self.rows(table, 'S');
        let offers =
            |row: &Row| row.offers.iter().map(|(words, _)| format!("{}  {words}", row.title)).collect::<Vec<_>>();
        let expected = rows.into_iter().flat_map(offers);
        self.compare_sets('S', "options", expected.collect(), found.collect(), wrong);
    }

    fn compare_search(&self, letter: char, table: &Table, wrong: &mut Vec<String>) {
        let top = format!("{}/", self.folder(letter));
        let files = self.run.site.iter().filter(|(name, _)| name.starts_with(&top) && name.contains("/search/"));
        let pages = crate::support::results::shown(files.map(|(_, bytes)| &**bytes)).into_iter();
        let found = pages.filter(|page| page.get("st").is_some()).map(|page| {
            let offers = page["o"].as_array().into_iter().flatten();
            let offers: Vec<String> =
                offers.map(|one| format!("{} {}", one[0].as_str().unwrap(), one[2].as_str().unwrap())).collect();
            format!("{}  {}  {}", page["i"].as_str().unwrap(), page["st"].as_str().unwrap(), offers.join("; "))
        });
        let rows = self.rows(table, letter).into_iter().filter(|row| row.standing != "withdrawn");
        let expected = rows.map(|row| {
            let standing = if row.standing == "undecided" && letter != 'S' { "in-force" } else { &row.standing };
            // A result of staff answers with the options; one of other readers names none.
            let most = if letter == 'S' { usize::MAX } else { 0 };
            let offers: Vec<&str> = row.offers.iter().take(most).map(|(words, _)| words.as_str()).collect();
            format!("{}  {standing}  {}", row.id, offers.join("; "))
        });
        self.compare_sets(letter, "search", expected.collect(), found.collect(), wrong);
    }

    fn compare_withdrawn(&self, letter: char, table: &Table, wrong: &mut Vec<String>) {
        for row in self.rows(table, letter).into_iter().filter(|row| row.standing == "withdrawn") {
            let page = self.page(letter, &row.address).map(read).unwrap_or_default();
            if !page.contains(&row.title) || !page.contains("withdrawn") {
                wrong.push(format!("{} no signpost of {}", self.name(letter), row.id));
            }
        }
    }

    /// The entries of the log that are told, the newest first.
    fn entries<'t>(&self, letter: char, table: &'t Table) -> Vec<&'t Entry> {
        let number = char::from_digit(u32::try_from(self.at).unwrap() + 1, 10).unwrap();
        let entries = table.log.iter().filter(|entry| entry.editions.contains(letter));
        entries.filter(|entry| entry.days[usize::from(self.as_of)].contains(number)).collect()
    }

    fn title_of(&self, id: &str, table: &Table) -> String {
        let rows = &table.policies[self.day][usize::from(self.as_of)];
        rows.iter().find(|row| row.id == id).map_or_else(|| panic!("{} {id}", self.day), |row| row.title.clone())
    }

    fn compare_log(&self, letter: char, table: &Table, wrong: &mut Vec<String>) {
        let entries = self.entries(letter, table);
        let page = self.page(letter, "changes").unwrap_or_default();
        let page = &page[page.find("<main").unwrap_or(0)..];
        let found: Vec<String> = page
            .split("<li><p class=\"when\"><time datetime=\"")
            .skip(1)
            .map(|line| {
                let (when, rest) = line.split_once("</p>").unwrap();
                let title = when.split("<a ").nth(1).unwrap().split_once('>').unwrap().1.split_once('<').unwrap().0;
                let words = rest.split_once("<p>").unwrap().1.split_once("</p>").unwrap().0;
                format!("{}  {title}  {}", &when[..10], read(words.split(" <a ").next().unwrap()))
            })
            .collect();
        let expected =
            entries.iter().map(|entry| format!("{}  {}  {}", entry.date, self.title_of(&entry.id, table), entry.words));
        if page.matches("<p class=\"when\">").count() != found.len() {
            wrong.push(format!("{} changes/ has an entry without a day", self.name(letter)));
        }
        self.compare_sets(letter, "changes/", expected.collect(), found, wrong);
        let Some(feed) = self.text(letter, "changes.atom") else {
            if !self.as_of {
                wrong.push(format!("{} no feed", self.name(letter)));
            }
            return;
        };
        let found: Vec<String> = feed
            .split("<entry>")
            .skip(1)
            .map(|entry| {
                let between =
                    |from: &str, to: &str| entry.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
                let id = between("<id>", "</id>");
                format!(
                    "{}  {}",
                    &between("<updated>", "</updated>")[..10],
                    id.rsplit_once("/p/").unwrap().1.replace("/#", "  ")
                )
            })
            .collect();
        for line in found.iter().filter(|line| line[..10] > *self.day) {
            wrong.push(format!("{} the feed has a day to come: {line}", self.name(letter)));
        }
        let expected = entries.iter().map(|entry| format!("{}  {}  {}", entry.date, entry.id, entry.name));
        self.compare_sets(letter, "changes.atom", expected.collect(), found, wrong);
    }

    /// Compares what `changes --format json` printed.
    pub(crate) fn compare_digest(&self, letter: char, json: &str, table: &Table, wrong: &mut Vec<String>) {
        let json: Value = serde_json::from_str(json).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let found = json["changes"].as_array().unwrap().iter().map(|entry| {
            format!(
                "{}  {}  {}  {}",
                text(&entry["date"]),
                text(&entry["id"]),
                entry["announced"],
                text(&entry["summary"])
            )
        });
        let entries = self.entries(letter, table);
        let expected = entries.iter().map(|entry| {
            format!("{}  {}  {}  {}", entry.date, entry.id, entry.name.ends_with("-announced"), entry.words)
        });
        self.compare_sets(letter, "digest", expected.collect(), found.collect(), wrong);
    }

    fn compare_words(&self, letter: char, table: &Table, wrong: &mut Vec<String>) {
        for line in &table.words {
            let expected = line.editions[usize::from(self.as_of)][self.at].contains(letter);
            let page = self.page(letter, &line.address);
            // A word with a slash is part of an address, which stands in the page's source.
            let found = page.is_some_and(|page| {
                if line.text.contains('/') { page.contains(&line.text) } else { read(page).contains(&line.text) }
            });
            if found != expected {
                let has = if found { "has" } else { "has not" };
                wrong.push(format!("{} {} {has}  {}", self.name(letter), line.address, line.text));
            }
        }
    }

    fn compare_calendar(&self, table: &Table, wrong: &mut Vec<String>) {
        let calendar = self.text('S', "reviews.ics").unwrap_or_default().replace("\r\n ", "");
        let ids = calendar.lines().filter_map(|line| line.strip_prefix("UID:review-")?.split_once('@'));
        let found = ids.map(|(id, _)| id.to_owned()).collect();
        let expected = table.reviews[self.day][usize::from(self.as_of)].clone();
        self.compare_sets('S', "reviews.ics", expected, found, wrong);
    }
}
