//! What lies in a bucket after a deploy: the files, their headers, and nothing that left.

use serde_json::Value;

use super::proxy::{Act, Proxy};
use super::server::Server;
use super::site::{Handbook, pages};

#[test]
fn a_bucket_holds_the_site_and_only_what_changed_is_sent_again() {
    let server = Server::start();
    let old = pages("old", 30);
    let handbook = Handbook::with(&old);
    let to = "s3://site/a/policies";
    handbook.deploy(server.port, &[to, "--edition", "client"]).well();
    let mut expected = handbook.published("client", &old);
    let mut found = server.objects("a/policies/");
    assert!(found.remove(".greyline-deploy.json").is_some());
    assert_eq!(found, expected);

    let mut new = old.clone();
    new.insert("section-0/policy-0/index.html".to_owned(), b"<p>new</p>".to_vec());
    new.remove("only/in-old/index.html");
    handbook.build("client", &new);
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    let ended = handbook.deploy(proxy.port, &[to, "--edition", "client", "--format", "json"]).well();
    let report: Value = serde_json::from_str(&ended.printed).unwrap();
    assert_eq!(report["uploads"].as_array().unwrap().len(), 1);
    assert_eq!(report["uploads"][0]["file"], "section-0/policy-0/index.html");
    assert_eq!(report["uploads"][0]["reason"], "changed");
    assert_eq!(report["removals"], serde_json::json!(["only/in-old/index.html"]));
    assert_eq!(report["deployed"]["requests"], proxy.seen().len());
    let paths = ["/manifest.json", "/only/in-old/", "/only/in-old/index.html", "/section-0/policy-0/"];
    assert_eq!(report["invalidations"].as_array().unwrap()[..4], paths.map(Value::from));
    expected = handbook.published("client", &new);
    found = server.objects("a/policies/");
    found.remove(".greyline-deploy.json");
    assert_eq!(found, expected);

    let proxy = Proxy::start(server.port, |_| Act::Pass);
    let ended = handbook.deploy(proxy.port, &[to, "--edition", "client"]).well();
    assert!(ended.printed.contains("0 files uploaded"), "{ended:?}");
    assert_eq!(proxy.writes(), 0, "a site that is there already costs no write");
}

#[test]
fn the_order_is_assets_search_pages_and_then_what_left() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 10));
    handbook.deploy(server.port, &["s3://site", "--edition", "client"]).well();
    handbook.build("client", &pages("new", 10));
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    handbook.deploy(proxy.port, &["s3://site", "--edition", "client"]).well();
    let seen = proxy.seen();
    let place = |method: &str, part: &str| {
        let found: Vec<usize> = seen
            .iter()
            .filter(|request| request.method == method && request.path.contains(part))
            .map(|request| request.number)
            .collect();
        assert!(!found.is_empty(), "{method} {part}");
        (found[0], found[found.len() - 1])
    };
    let order = [
        place("PUT", ".greyline-journal.json"),
        place("PUT", "/assets/"),
        place("PUT", "/search/p"),
        place("PUT", "/search/start.js"),
        place("PUT", "index.html"),
        place("POST", "delete"),
        place("PUT", "manifest.json"),
    ];
    for pair in order.windows(2).take(4) {
        assert!(pair[0].1 < pair[1].0, "{order:?}");
    }
    assert!(order[4].1 < order[5].0, "nothing is removed before the last page is there: {order:?}");
    let removals: Vec<usize> =
        seen.iter().filter(|request| request.method == "POST").map(|request| request.number).collect();
    assert!(removals.len() >= 2, "pages and assets are removed one after the other");
    assert!(seen.iter().filter(|request| request.method == "DELETE").count() <= 1);
}

#[test]
fn files_have_their_type_their_lifetime_and_their_encoding() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 3));
    for (arguments, encoding) in
        [(&[][..], None), (&["--compress", "gzip"][..], Some("gzip")), (&["--compress", "brotli"][..], Some("br"))]
    {
        let arguments = [&["s3://site", "--edition", "client"], arguments].concat();
        handbook.deploy(server.port, &arguments).well();
        let page = server.object("section-0/policy-0/index.html");
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(page.headers["cache-control"], "public, max-age=300");
        assert_eq!(page.headers.get("content-encoding").map(String::as_str), encoding, "another encoding replaces all");
        let style = server.object("assets/same-00000000.css");
        assert_eq!(style.headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(style.headers.get("content-encoding"), None, "a small file stays as it is");
        assert_eq!(server.object(".greyline-deploy.json").headers["cache-control"], "no-store");
    }
}

#[test]
fn a_dry_run_says_what_would_be_and_changes_nothing() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 5));
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    let ended = handbook.deploy(proxy.port, &["s3://site", "--edition", "client", "--dry-run"]).well();
    assert!(ended.printed.contains("upload section-0/policy-0/index.html\n"), "{ended:?}");
    assert!(ended.printed.ends_with("14 files to upload, 0 to remove, 0 unchanged  → s3://site\n"), "{ended:?}");
    assert_eq!(proxy.writes(), 0);
}

#[test]
fn names_of_any_script_arrive_as_they_are() {
    let server = Server::start();
    let mut files = pages("old", 2);
    for name in ["ü/日本.svg", "a b/100% sure.html", "a+b/c&d=e.html", "-/x/index.html", "it's/~me/index.html"] {
        files.insert(name.to_owned(), name.as_bytes().to_vec());
    }
    let handbook = Handbook::with(&files);
    handbook.deploy(server.port, &["s3://site/x", "--edition", "client"]).well();
    assert!(server.ask("GET", "/site/x/a%20b/100%25%20sure.html", b"").body == b"a b/100% sure.html");
    assert!(server.ask("GET", "/site/x/%C3%BC/%E6%97%A5%E6%9C%AC.svg", b"").status == 200);
    assert!(server.ask("GET", "/site/x/a%2Bb/c%26d%3De.html", b"").status == 200);
    let ended = handbook.deploy(server.port, &["s3://site/x", "--edition", "client"]).well();
    assert!(ended.printed.contains("0 files uploaded"), "{ended:?}");
}

#[test]
fn ten_thousand_files_cost_few_requests_when_one_changes() {
    let count: usize = std::env::var("GREYLINE_OBJECTS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_500);
    let server = Server::start();
    let mut files = pages("old", count);
    let handbook = Handbook::with(&files);
    handbook.deploy(server.port, &["s3://site", "--edition", "client"]).well();
    assert_eq!(server.names("").len(), files.len() + 2);
    files.insert("section-1/policy-1/index.html".to_owned(), b"changed".to_vec());
    handbook.build("client", &files);
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    let began = std::time::Instant::now();
    let ended = handbook.deploy(proxy.port, &["s3://site", "--edition", "client", "--format", "json"]).well();
    let report: Value = serde_json::from_str(&ended.printed).unwrap();
    let sent: usize = proxy.seen().iter().filter(|request| request.writes()).map(|request| request.bytes).sum();
    println!("{count} pages, one changed: {} requests, {sent} bytes sent, {:?}", proxy.seen().len(), began.elapsed());
    assert_eq!(report["deployed"]["uploaded"], 2, "the page and the manifest");
    assert!(proxy.seen().len() <= 12 + count.div_ceil(1000), "{} requests", proxy.seen().len());
}
