//! What a deploy refuses, and what it says when a server fails.

use std::fs;
use std::time::Duration;

use super::proxy::{Act, Proxy};
use super::server::{Server, free_port};
use super::site::{Handbook, pages};

const CLIENT: [&str; 3] = ["s3://site", "--edition", "client"];

/// A target that everyone may read.
const POLICY: &[u8] = br#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*"}]}"#;

#[test]
fn a_server_that_fails_is_told_in_plain_words() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 3));
    let xml = |code| -> &'static str { Box::leak(format!("<Error><Code>{code}</Code></Error>").into_boxed_str()) };
    for (status, code, expected) in [
        (403, "InvalidAccessKeyId", "the credentials are wrong"),
        (403, "SignatureDoesNotMatch", "the credentials are wrong"),
        (403, "AccessDenied", "must be allowed to list, read, write and delete"),
        (400, "ExpiredToken", "the credentials have expired"),
        (403, "RequestTimeTooSkewed", "the clock of this machine is wrong"),
        (404, "NoSuchBucket", "there is no such bucket"),
    ] {
        let proxy = Proxy::start(server.port, move |_| Act::Answer(status, xml(code)));
        let told = handbook.deploy(proxy.port, &CLIENT).badly();
        assert!(told.contains(expected) && told.contains(code), "{told}");
    }
    let told = handbook.deploy(server.port, &["s3://missing", "--edition", "client"]).badly();
    assert!(told.contains("there is no such bucket"), "{told}");
    let told = handbook.deploy(free_port(), &CLIENT).badly();
    assert!(told.contains("cannot be reached"), "{told}");
    assert_eq!(server.names(""), Vec::<String>::new());
}

#[test]
fn a_server_that_checks_credentials_refuses_wrong_ones() {
    // The bucket is made before the server begins to check.
    let server = Server::start_with(&[("INITIAL_NO_AUTH_ACTION_COUNT", "1")]);
    let told = Handbook::with(&pages("old", 3)).deploy(server.port, &CLIENT).badly();
    assert!(told.contains("the credentials are wrong") && told.contains("InvalidAccessKeyId"), "{told}");
}

#[test]
fn a_target_that_is_full_keeps_its_old_site() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 12));
    handbook.deploy(server.port, &CLIENT).well();
    let old = server.objects("");
    handbook.build("client", &pages("new", 12));
    for (status, code) in [(507, "XMinioStorageFull"), (403, "QuotaExceeded")] {
        let proxy = Proxy::start(server.port, move |request| {
            let is_page = request.writes() && request.path.contains("section-2");
            if is_page {
                Act::Answer(
                    status,
                    if status == 507 {
                        "<Error><Code>XMinioStorageFull</Code></Error>"
                    } else {
                        "<Error><Code>QuotaExceeded</Code></Error>"
                    },
                )
            } else {
                Act::Pass
            }
        });
        let told = handbook.deploy(proxy.port, &CLIENT).badly();
        assert!(told.contains("the target is full") && told.contains(code), "{told}");
        assert!(
            told.contains("steps were done") && told.contains("files that left the edition can still be read"),
            "{told}"
        );
        for name in old.keys() {
            assert!(server.names("").contains(name), "{name}");
        }
    }
    let ended = handbook.deploy(server.port, &CLIENT).well();
    assert!(!ended.told.contains("has not ended"), "a run that failed gives its lock back: {ended:?}");
    assert_eq!(server.objects("")["index.html"], pages("new", 12)["index.html"]);
}

#[test]
fn a_server_that_fails_now_and_then_is_asked_again() {
    let server = Server::start();
    let files = pages("old", 12);
    let handbook = Handbook::with(&files);
    let proxy = Proxy::start(server.port, |request| match request.number % 5 {
        1 => Act::Answer(503, "<Error><Code>SlowDown</Code></Error>"),
        3 => Act::DropAnswer,
        _ => Act::Pass,
    });
    handbook.deploy(proxy.port, &["s3://site", "--edition", "client", "--parallel", "2", "--lease", "60"]).well();
    let mut found = server.objects("");
    found.remove(".greyline-deploy.json");
    assert_eq!(found, handbook.published("client", &files));
}

#[test]
fn a_slow_line_is_no_failure() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 4));
    let proxy = Proxy::start(server.port, |_| {
        std::thread::sleep(Duration::from_millis(700));
        Act::Pass
    });
    handbook.deploy(proxy.port, &["s3://site", "--edition", "client", "--lease", "2"]).well();
}

#[test]
fn what_is_not_greylines_is_neither_replaced_nor_removed() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 3));
    server.ask("PUT", "/site/shop/prices.html", b"theirs");
    let told = handbook.deploy(server.port, &CLIENT).badly();
    assert!(told.contains("shop/prices.html is there, and no manifest.json of Greyline"), "{told}");
    handbook.deploy(server.port, &["s3://site/policies", "--edition", "client"]).well();

    server.ask("PUT", "/site/policies/notes.html", b"theirs");
    let ended = handbook.deploy(server.port, &["s3://site/policies", "--edition", "client", "--all"]).well();
    assert!(ended.told.contains("1 files at s3://site/policies are not Greyline's, notes.html"), "{ended:?}");

    let mut files = pages("old", 3);
    files.insert("notes.html".to_owned(), b"ours".to_vec());
    handbook.build("client", &files);
    let told = handbook.deploy(server.port, &["s3://site/policies", "--edition", "client"]).badly();
    assert!(told.contains("notes.html would be replaced, and Greyline did not write it"), "{told}");
    assert_eq!(server.object("policies/notes.html").body, b"theirs");
    assert_eq!(server.object("shop/prices.html").body, b"theirs");
}

#[test]
fn an_edition_never_takes_the_place_of_another() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 3));
    handbook.build("staff", &pages("secret", 3));
    handbook.deploy(server.port, &CLIENT).well();
    let before = server.objects("");
    for more in [&[][..], &["--public"][..], &["--all"][..]] {
        let told = handbook.deploy(server.port, &[&["s3://site", "--edition", "staff"], more].concat()).badly();
        assert!(told.contains("the edition `client` is there"), "{told}");
    }
    server.ask("DELETE", "/site/.greyline-deploy.json", b"");
    let told = handbook.deploy(server.port, &["s3://site", "--edition", "staff"]).badly();
    assert!(told.contains("the edition `client` is there"), "the manifest says so too: {told}");
    let mut after = server.objects("");
    after.insert(".greyline-deploy.json".to_owned(), before[".greyline-deploy.json"].clone());
    assert_eq!(before, after);
}

#[test]
fn a_private_edition_is_kept_from_a_bucket_that_everyone_can_read() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 3));
    handbook.build("staff", &pages("secret", 3));
    assert!(server.ask("PUT", "/site?policy", POLICY).status < 300);
    server.ask("PUT", "/site/open", b"x");
    assert_eq!(server.ask_as("GET", "/site/open", b"", None).status, 200, "the server knows policies");
    let told = handbook.deploy(server.port, &["s3://site/staff", "--edition", "staff"]).badly();
    assert!(told.contains("everyone can read there without signing in"), "{told}");
    assert_eq!(server.names("staff/"), Vec::<String>::new(), "not one name of the edition is there");
    handbook.deploy(server.port, &["s3://site/client", "--edition", "client"]).well();
    handbook.deploy(server.port, &["s3://site/staff", "--edition", "staff", "--public"]).well();

    server.ask("DELETE", "/site?policy", b"");
    handbook.deploy(server.port, &["s3://site/closed", "--edition", "staff"]).well();
}

#[test]
fn a_site_that_was_changed_since_its_build_is_not_deployed() {
    let port = free_port();
    let files = pages("old", 3);
    let handbook = Handbook::with(&files);
    let built = handbook.built("client");
    let page = built.join("index.html");
    let try_with = |expected: &str| {
        let told = handbook.deploy(port, &CLIENT).badly();
        assert!(told.contains(expected) && told.contains("greyline build --edition client"), "{told}");
    };
    fs::write(&page, "edited").unwrap();
    try_with("index.html has changed since the build");
    fs::remove_file(&page).unwrap();
    try_with("index.html has gone since the build");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", &page).unwrap();
        try_with("index.html is no file any more");
        fs::remove_file(&page).unwrap();
    }
    fs::write(&page, &files["index.html"]).unwrap();
    fs::write(built.join("private-notes.txt"), "for staff").unwrap();
    try_with("it contains private-notes.txt, which the build did not write");
    fs::remove_file(built.join("private-notes.txt")).unwrap();

    // A manifest that somebody wrote by hand cannot name files outside of the folder.
    let manifest = fs::read_to_string(built.join("manifest.json")).unwrap();
    fs::write(built.join("manifest.json"), manifest.replace("\"index.html\"", "\"../../book.toml\"")).unwrap();
    let told = handbook.deploy(port, &CLIENT).badly();
    assert!(told.contains("cannot publish `../../book.toml`"), "{told}");
    fs::write(built.join("manifest.json"), manifest.replace("\"client\"", "\"staff\"")).unwrap();
    try_with("it contains the edition `staff`, not `client`");
    fs::remove_file(built.join("manifest.json")).unwrap();
    try_with("there is no site that Greyline built");
}

#[test]
fn arguments_are_checked_before_anything_is_read() {
    let handbook = Handbook::new();
    for (arguments, expected) in [
        (&["ftp://site", "--edition", "client"][..], "Greyline knows folders, s3://bucket/prefix"),
        (&["s3://site/../x", "--edition", "client"][..], "plain folders"),
        (&["s3://site", "--edition", "nobody"][..], "there is no edition `nobody`; book.toml has staff, client"),
        (&["s3://site"][..], "name the edition to deploy with --edition"),
        (&["www", "--edition", "client", "--compress", "gzip"][..], "greyline build --compress"),
        (&CLIENT[..], "there is no site that Greyline built"),
    ] {
        let told = handbook.deploy(free_port(), arguments).badly();
        assert!(told.contains(expected), "{told}");
    }
}
