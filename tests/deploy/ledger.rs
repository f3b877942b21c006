//! A site whose ledger of versions does not go on from the one at its target.

use std::collections::BTreeMap;

use greyline::ledger::{Hash, Ledger, Recorded, What, with_entry};
use jiff::civil::date;

use super::server::Server;
use super::site::{Files, Handbook, pages};

/// The ledger with one version more, with a secret of its own.
fn add(before: &str, version: &str, secret: &str) -> String {
    let recorded = Recorded {
        id: "A-1".to_owned(),
        version: version.to_owned(),
        day: Some(date(2026, 3, 1)),
        approval: None,
        what: What::InForce,
        source: None,
        reason: None,
        texts: BTreeMap::from([("client".to_owned(), Some(Hash::of(version)))]),
        hidden: BTreeMap::new(),
    };
    with_entry(before, &Ledger::parse(before).next(date(2026, 3, 1), Hash::of(secret), vec![recorded]))
}

/// A site with the client's part of a ledger.
fn site(ledger: &str) -> Files {
    let mut files = pages("one", 2);
    if !ledger.is_empty() {
        let text = Ledger::parse(ledger).published("client", &|_| true).text();
        files.insert("ledger.json".to_owned(), text.into_bytes());
    }
    files
}

#[test]
fn a_ledger_that_does_not_go_on_is_not_replaced() {
    let first = add("", "1.0", "one");
    let (second, other) = (add(&first, "2.0", "two"), add(&first, "2.0", "forged"));
    let third = add(&second, "3.0", "three");
    let server = Server::start();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("www");
    for (target, compress) in
        [(folder.to_str().unwrap(), &[][..]), ("s3://site/a", &[]), ("s3://site/b", &["--compress", "gzip"])]
    {
        let arguments = |more: &[&'static str]| [&[target, "--edition", "client"][..], compress, more].concat();
        let handbook = Handbook::with(&site(""));
        handbook.deploy(server.port, &arguments(&[])).well();
        for text in [&first, &second] {
            handbook.build("client", &site(text));
            handbook.deploy(server.port, &arguments(&[])).well();
        }
        for (text, said) in [
            (&*other, "entry 2, which was written on 2026-03-01, is not the one that was kept"),
            (&first, "entry 2, which was written on 2026-03-01, is gone"),
            ("", "this site has none"),
        ] {
            handbook.build("client", &site(text));
            for more in [&["--dry-run"][..], &[]] {
                let told = handbook.deploy(server.port, &arguments(more)).badly();
                assert!(told.contains(said) && told.contains("--replace-ledger"), "{target}: {told}");
            }
        }
        handbook.build("client", &site(&third));
        handbook.deploy(server.port, &arguments(&[])).well();
        handbook.build("client", &site(&first));
        handbook.deploy(server.port, &arguments(&["--replace-ledger"])).well();
        handbook.build("client", &site(&second));
        handbook.deploy(server.port, &arguments(&[])).well();
    }
    // Whoever fetches it has the bytes that can be checked.
    assert_eq!(server.objects("b/")["ledger.json"], site(&second)["ledger.json"]);
}

#[test]
fn a_ledger_that_was_sent_compressed_is_read_and_one_that_is_none_is_refused() {
    let first = add("", "1.0", "one");
    let second = add(&first, "2.0", "two");
    let server = Server::start();
    for (content, is_read) in [(site(&first)["ledger.json"].clone(), true), (b"{}".to_vec(), false)] {
        let handbook = Handbook::with(&Files::from([("ledger.json".to_owned(), content)]));
        let place = tempfile::tempdir().unwrap();
        let to = place.path().join("www");
        let arguments = [to.to_str().unwrap(), "--edition", "client"];
        handbook.deploy(server.port, &arguments).well();
        for how in ["gzip", "brotli"] {
            if is_read {
                let plain = site(&first)["ledger.json"].clone();
                let mut small = Vec::new();
                if how == "gzip" {
                    let mut reader = flate2::read::GzEncoder::new(&plain[..], flate2::Compression::best());
                    std::io::copy(&mut reader, &mut small).unwrap();
                } else {
                    brotli::BrotliCompress(&mut &plain[..], &mut small, &brotli::enc::BrotliEncoderParams::default())
                        .unwrap();
                }
                std::fs::write(to.join("ledger.json"), small).unwrap();
            }
            handbook.build("client", &site(&second));
            let ended = handbook.deploy(server.port, &[&arguments[..], &["--dry-run"]].concat());
            if is_read {
                ended.well();
            } else {
                assert!(ended.badly().contains("cannot be read"));
            }
        }
    }
}
