//! The theme on the example handbook: every page of every edition is whole, small, and leads only to what is there.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod feedback;
mod front;
mod health;
mod manual;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use flate2::{Compression, write::GzEncoder};
use greyline::edition;
use greyline::pipeline;
use greyline::render::{LISTINGS, Theme};
use greyline::site;
use jiff::civil::date;

/// The most that a policy's page and the front page may bring at their first load, compressed.
const MOST_BYTES: usize = 30 << 10;

/// The files of one edition, by address.
type Made = BTreeMap<String, Vec<u8>>;

/// Every edition of the example handbook, with the words of a language.
fn editions(language: &str) -> BTreeMap<String, Made> {
    let loaded = pipeline::load(Path::new(env!("CARGO_MANIFEST_DIR")), date(2026, 11, 21)).unwrap();
    let handbook = loaded.handbook.unwrap();
    let theme = Arc::new(Theme::load(None, None, language, handbook.config.site.accent.as_deref()).unwrap());
    let made = handbook.config.editions.iter().map(|settings| {
        let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), Arc::clone(&theme));
        let files = site.addresses().map(|path| (path.as_str().to_owned(), site.make(path).unwrap())).collect();
        (settings.name.clone(), files)
    });
    made.collect()
}

fn pages(files: &Made) -> impl Iterator<Item = (&str, &str)> {
    let html = files.iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|ending| ending == "html"));
    html.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// The values of an attribute. Quotation marks in text are escaped, so this meets nothing but attributes.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect()
}

/// The address that a link of a page leads to.
fn target(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "." | "" => {}
            ".." => assert!(parts.pop().is_some(), "{page}: {href} leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_page_is_whole() {
    for (edition, files) in editions("en") {
        for (path, html) in pages(&files) {
            let here = format!("{edition}/{path}");
            assert!(html.starts_with("<!doctype html>"), "{here} begins otherwise");
            assert_eq!(values(html, "lang").first(), Some(&"en"), "{here}");
            let ids = values(html, "id");
            assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{here} has an id twice: {ids:?}");
            let leads_on = html.contains("http-equiv=\"refresh\"");
            assert_eq!(html.matches("<h1").count(), usize::from(!leads_on), "{here}");
            assert!(leads_on || html.contains("<main id=\"main\""), "{here} has no main part");
        }
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for (edition, files) in editions("en") {
        for (path, html) in pages(&files) {
            let here = format!("{edition}/{path}");
            for inline in [" style=\"", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
                assert!(!html.contains(inline), "{here} has {inline}");
            }
            for source in values(html, "src") {
                assert!(!source.contains(':') && !source.starts_with("//"), "{here} loads {source}");
            }
        }
    }
}

#[test]
fn links_lead_to_addresses_and_anchors_of_the_same_edition() {
    for (edition, files) in editions("en") {
        for (path, html) in pages(&files).filter(|(path, _)| *path != "404.html") {
            for href in values(html, "href").into_iter().chain(values(html, "src")) {
                let (address, anchor) = href.split_once('#').unwrap_or((href, ""));
                if address.contains(':') {
                    continue;
                }
                let to = if address.is_empty() { path.to_owned() } else { target(path, address) };
                let Some(bytes) = files.get(&to) else {
                    panic!("{edition}/{path} leads to {href}, and there is no {to}")
                };
                let anchor = greyline::text::decode_percent(anchor).unwrap();
                if !anchor.is_empty() {
                    let found = values(std::str::from_utf8(bytes).unwrap(), "id").contains(&anchor.as_str());
                    assert!(found, "{edition}/{path} leads to {href}, and {to} has no such anchor");
                }
            }
        }
    }
}

/// A host shows it at any depth, and a preview of a host at another address than the one that will be.
#[test]
fn the_page_for_what_is_not_there_counts_from_the_top_of_the_host() {
    for (edition, files) in editions("en") {
        let html = std::str::from_utf8(&files["404.html"]).unwrap();
        let links = values(html, "href").into_iter().chain(values(html, "src"));
        let local: Vec<&str> = links.filter(|link| !link.starts_with('#') && !link.starts_with("mailto:")).collect();
        assert!(local.len() > 10 && !local.iter().any(|link| link.contains("://")), "{edition}: {local:?}");
        let script = files.keys().find(|path| path.starts_with("assets/lost-")).unwrap();
        for folder in if edition == "client" { vec!["/handbook/", ""] } else { vec!["", "../", "../../../../"] } {
            let way = format!("{folder}{script}");
            assert!(local.contains(&way.as_str()), "{edition} has no {way}: {local:?}");
        }
    }
}

#[test]
fn staff_alone_have_the_listings_of_staff() {
    for (edition, files) in &editions("en") {
        let is_staff = edition == "staff";
        for listing in LISTINGS {
            // In the example nothing is left to be decided.
            let expected = (is_staff || !listing.most_private) && listing.address != "decide";
            assert_eq!(
                files.contains_key(&format!("{}/index.html", listing.address)),
                expected,
                "{edition}, {}",
                listing.address
            );
            for companion in listing.companions {
                assert_eq!(files.contains_key(companion.file()), expected, "{edition}, {companion:?}");
            }
        }
        for address in ["register", "options", "reviews", "roles/front-desk"] {
            assert_eq!(files.contains_key(&format!("{address}/index.html")), is_staff, "{edition}, {address}");
        }
    }
}

#[test]
fn staff_are_told_which_options_clients_do_not_see() {
    let all = editions("en");
    let page = |edition: &str| {
        pages(&all[edition]).find(|(path, _)| *path == "payments/late-cancellations/index.html").unwrap().1.to_owned()
    };
    let staff = page("staff");
    let marked = "The fee dropped for any other cause <span class=\"only-label\">Staff only</span></p>";
    assert!(staff.contains(marked) && staff.contains("<p class=\"offer\">The fee dropped</p>"));
    assert!(!page("client").contains("only-label"));
}

#[test]
fn each_language_has_every_word() {
    for (language, whole) in [
        ("de", "Das ganze Handbuch"),
        ("fr", "Tout le manuel"),
        ("es-ES", "Todo el manual"),
        ("nl", "Het hele handboek"),
        ("cy", "Y llawlyfr cyfan"),
    ] {
        let front = one_page(language, "client", "index.html");
        assert!(front.contains(whole) && !front.contains("The whole handbook"), "{language}");
        assert!(!front.contains("<span lang=\"en\">"), "{language} is spoken, and nothing is marked");
    }
}

/// A page of the example, with the words of a language.
fn one_page(language: &str, edition: &str, path: &str) -> String {
    let loaded = pipeline::load(Path::new(env!("CARGO_MANIFEST_DIR")), date(2026, 11, 21)).unwrap();
    let handbook = loaded.handbook.unwrap();
    let theme = Arc::new(Theme::load(None, None, language, None).unwrap());
    let settings = handbook.config.editions.iter().find(|settings| settings.name == edition).unwrap();
    let site = site::plan(edition::project(&handbook, settings, &edition::Memo::default()), theme);
    String::from_utf8(site.make(&site.find(path).unwrap()).unwrap()).unwrap()
}

/// Polish read as English is no Polish, and English read as Polish is nothing at all.
#[test]
fn words_in_another_language_than_the_handbook_say_so() {
    let page = one_page("pl", "staff", "payments/refunds/index.html");
    for marked in [
        "<span lang=\"en\">Menu</span></button>",
        "<h3><span lang=\"en\">What you may offer</span></h3>",
        "<dt><span lang=\"en\">Who decides</span></dt>",
        "<p><span lang=\"en\">The menus and labels of these pages are in English.</span></p>",
        "<button class=\"scheme\" type=\"button\" lang=\"en\"",
    ] {
        assert!(page.contains(marked), "no {marked} in {page}");
    }
    assert!(!page.contains("<title><span") && page.contains("<p class=\"offer\">Refund to the card"), "{page}");
}

/// Whoever serves somebody is not told to ask themselves; a rule without exceptions promises none.
#[test]
fn the_first_step_is_left_out_for_those_who_are_there() {
    let all = editions("en");
    let card = |edition: &str, path: &str| {
        let html = std::str::from_utf8(&all[edition][path]).unwrap();
        let card = &html[html.find("class=\"governs\"").unwrap()..];
        card[..card.find("class=\"facts\"").unwrap()].to_owned()
    };
    let team = "The front desk team";
    let refunds = card("staff", "payments/refunds/index.html");
    assert!(refunds.contains("If that is not enough") && refunds.contains("yellow lanyard") && !refunds.contains(team));
    assert!(card("client", "payments/refunds/index.html").contains(team));
    let children = card("staff", "safety/children-in-the-water/index.html");
    assert!(children.contains("somebody beside you") && !children.contains("not enough") && !children.contains(team));
    // The duty manager decides nothing there that comes first, and stays.
    assert!(card("staff", "safety/closing-a-pool/index.html").contains("yellow lanyard"));
}

#[test]
fn a_first_load_is_small() {
    let packed = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap().len()
    };
    for (edition, files) in editions("en") {
        let listings =
            ["register/index.html", "standards/index.html"].into_iter().filter(|path| files.contains_key(*path));
        for path in
            ["index.html", "payments/refunds/index.html", "safety/no-diving/index.html"].into_iter().chain(listings)
        {
            let html = std::str::from_utf8(&files[path]).unwrap();
            let head = &html[..html.find("</head>").unwrap()];
            let assets = values(head, "href").into_iter().chain(values(head, "src"));
            let assets = assets.filter(|to| to.contains("assets/")).map(|to| packed(&files[&target(path, to)]));
            let whole = packed(html.as_bytes()) + assets.sum::<usize>();
            println!("{edition}/{path} brings {whole} bytes");
            assert!(whole <= MOST_BYTES, "{edition}/{path} brings {whole} bytes");
        }
    }
}

/// What is wrong with a theme is told by `check` as by `build`, and beside what is wrong with the handbook.
#[test]
fn a_theme_is_checked_as_it_is_built() {
    let theme = |name: &str, text: &str| {
        let book = format!("theme = \"ours\"\n{}", support::DEFAULTS[0].1);
        let folder = support::folder::handbook().file("book.toml", book).client("_index.md", "Front.");
        folder.file(&format!("themes/ours/{name}"), text)
    };
    for (name, text, told) in [
        (
            "strings/en.toml",
            "[card]\n# Ours.\nownr = \"Who\"\n",
            "themes/ours/strings/en.toml:3: unknown key `card.ownr`; did you mean `card.owner`?",
        ),
        ("strings/de.toml", "[crad]\nowner = \"Wer\"\n", "unknown key `crad.owner`; did you mean `card.owner`?"),
        ("strings/en.toml", "[month]\n13 = \"Undecimber\"\n", "unknown key `month.13`"),
        ("strings/en.toml", "[standing]\nretierd = \"Old\"\n", "did you mean `standing.retired`?"),
        ("strings/cy.toml", "[card\n", "themes/ours/strings/cy.toml: "),
        ("strings/en.toml", "[card]\nowner = 1\n", "themes/ours/strings/en.toml: "),
        ("templates/404.html", "{{ nothing.at.all }}", "404.html, for 404.html: "),
        ("templates/page.html", "{% if %}", "themes/ours: "),
    ] {
        for command in ["check", "build"] {
            let run = theme(name, text).run(&[command, "--today", "2026-06-15"]);
            assert!(run.code == Some(2) && run.stderr.contains(told), "{command} {name}: {}", run.stderr);
        }
    }
    let both = theme("strings/en.toml", "[card]\nownr = \"Who\"\n").client("a.md", "[x](nowhere.md)");
    for command in ["check", "build"] {
        let run = both.run(&[command, "--today", "2026-06-15"]);
        let said = run.stdout + &run.stderr;
        assert!(said.contains("broken-link") && said.contains("card.ownr"), "{command}: {said}");
    }
    let own = theme("strings/en.toml", "[ours]\nhello = \"Hi\"\n[page]\nhome = \"Start\"\nours = \"Also\"\n")
        .file("themes/ours/templates/404.html", "{{ t.ours.hello }} {{ t.page.ours }}");
    own.run(&["check", "--today", "2026-06-15"]).done();
    assert!(own.build().done().text("client/404.html").contains("Hi Also"));
}
