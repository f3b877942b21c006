//! `[publish] rules`: files for the host of an edition. What real servers make of them is asked by `tests/hosts/run.mjs`.

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use support::DEFAULTS;
use support::folder::{Folder, Run, handbook};

const ALL: [&str; 8] = [
    ".htaccess",
    "_headers",
    "_redirects",
    "caddy.conf",
    "cloudfront-headers.json",
    "cloudfront.js",
    "nginx.conf",
    "s3-website.json",
];

/// The handbook of the tests with rules for hosts, each edition with an address of its own.
fn with_rules(rules: &str) -> Folder {
    let book = ["staff", "members", "client"].iter().fold(DEFAULTS[0].1.to_owned(), |book, name| {
        let out = format!("out = \"dist/{name}\"");
        book.replace(&out, &format!("{out}\nurl = \"https://www.example.org/{name}/\""))
    });
    handbook().file("book.toml", book.replace("[audiences]", &format!("[publish]\nrules = {rules}\n\n[audiences]")))
}

fn example() -> Run {
    let page = |audience: &str, alias: &str| {
        format!(
            "+++\ntitle = \"Fees\"\nkind = \"page\"\naudience = \"{audience}\"\naliases = [\"{alias}\"]\n+++\n\nText.\n"
        )
    };
    with_rules("[\"nginx\", \"caddy\", \"netlify\", \"s3\", \"apache\"]")
        .file("content/fees.md", page("client", "/old fees/"))
        .file("content/till.md", page("staff", "/secret-till/"))
        .build()
        .done()
}

#[test]
fn every_host_has_its_files_and_they_name_what_the_edition_has() {
    let run = example();
    for name in ALL {
        let (client, staff) = (run.text(&format!("client/{name}")), run.text(&format!("staff/{name}")));
        for word in ["till", "secret"] {
            assert!(!client.contains(word), "{name} of clients: {client}");
        }
        let redirects = !["_headers", "cloudfront-headers.json", "s3-website.json"].contains(&name);
        let literal = |word: &str| word.replace(' ', "\\x20");
        let known = |text: &str, word: &str| {
            text.contains(word) || text.contains(&literal(word)) || text.contains(&word.replace(' ', "%20"))
        };
        assert_eq!(known(client, "old fees"), redirects, "{name}: {client}");
        // A function at the edge answers before anybody has logged in.
        let before_login = name == "cloudfront.js";
        assert_eq!(known(staff, "secret-till"), redirects && !before_login, "{name}: {staff}");
    }
}

#[test]
fn without_rules_there_is_no_file() {
    let run = handbook().client("a.md", "Text.").build().done();
    let names: BTreeSet<&str> = run.site.keys().filter_map(|path| path.split_once('/')).map(|(_, name)| name).collect();
    assert!(ALL.iter().all(|name| !names.contains(name)), "{names:?}");
}

#[test]
fn only_the_least_private_edition_may_be_indexed() {
    let run = example();
    let header = "X-Robots-Tag: noindex";
    for (edition, is_public) in [("staff", false), ("members", false), ("client", true)] {
        assert_eq!(!run.text(&format!("{edition}/_headers")).contains(header), is_public, "{edition}");
        assert_eq!(run.text(&format!("{edition}/robots.txt")).contains("Allow: /"), is_public, "{edition}");
        assert_eq!(!run.text(&format!("{edition}/index.html")).contains("noindex"), is_public, "{edition}");
        assert_eq!(!run.text(&format!("{edition}/fees/index.html")).contains("noindex"), is_public, "{edition}");
        assert_eq!(run.site.contains_key(&format!("{edition}/sitemap.xml")), is_public, "{edition}");
    }
}

#[test]
fn a_redirect_of_netlify_has_three_words() {
    let run = example();
    let lines: Vec<Vec<&str>> =
        run.text("client/_redirects").lines().skip(1).map(|line| line.split(' ').collect()).collect();
    assert_eq!(lines, [vec!["/client/old%20fees/", "/client/fees/", "301!"]]);
    let other = with_rules("[\"cloudflare\"]").client("a.md", "Text.").build().done();
    assert!(other.site.contains_key("client/_redirects") && !other.site.contains_key("client/nginx.conf"));
}

#[test]
fn a_host_that_nobody_knows_is_reported() {
    let run = with_rules("[\"ngnix\"]").check();
    assert!(run.stdout.contains("there are no rules for `ngnix`"), "{}", run.stdout);
    let run = with_rules("[\"netlify\", \"cloudflare\"]").check();
    assert!(run.stdout.contains("Netlify and Cloudflare read the same files in different ways"), "{}", run.stdout);
}

#[test]
fn a_file_of_the_host_that_is_there_twice_is_reported() {
    let run = with_rules("[\"apache\"]").file("static/client/.htaccess", "Options -Indexes\n").check();
    assert!(run.stdout.contains("`[publish] rules` makes `.htaccess` for every edition"), "{}", run.stdout);
    let run = with_rules("[\"nginx\"]")
        .client("a.md", "Text.")
        .file("static/client/.htaccess", "Options -Indexes\n")
        .build()
        .done();
    assert_eq!(run.text("client/.htaccess"), "Options -Indexes\n");
}

#[test]
fn a_theme_with_another_policy_has_it_in_the_header() {
    let policy = "default-src 'none'; img-src https://pictures.example";
    let base = include_str!("../../themes/greyline/templates/base.html");
    let (before, rest) =
        base.split_once("http-equiv=\"Content-Security-Policy\" content=\"").expect("the theme has a policy");
    let rest = rest.split_once('"').expect("it ends").1;
    let base = format!("{before}http-equiv=\"Content-Security-Policy\" content=\"{policy}\"{rest}");
    let folder = with_rules("[\"netlify\"]").client("a.md", "Text.").file("themes/ours/templates/base.html", base);
    let book = std::fs::read_to_string(folder.root().join("book.toml")).expect("the handbook has one");
    let run = folder.file("book.toml", format!("theme = \"ours\"\n{book}")).build().done();
    assert!(
        run.text("client/_headers").contains(&format!("Content-Security-Policy: {policy}; frame-ancestors 'self'"))
    );
}
