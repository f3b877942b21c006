//! Time stamps: asked of an authority that the test makes with openssl, and checked by openssl alone.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::receipts::follow;
use crate::support::folder::{Folder, handbook};
use crate::world::{FIRST, TODAY, book, ledger, second};

/// Runs openssl in a folder.
fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), text)
}

/// An authority in a folder, which answers on a port: each time what openssl says, or nonsense.
fn authority(folder: PathBuf, sane: bool) -> String {
    let config = "[tsa]\ndefault_tsa = own\n[own]\nserial = serial\ndefault_policy = 1.2.3.4\ndigests = sha256\nordering = yes\n\
                  tsa_name = yes\ness_cert_id_chain = no\nsigner_digest = sha256\n";
    fs::write(folder.join("tsa.cnf"), config).unwrap();
    fs::write(folder.join("serial"), "01").unwrap();
    let key = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Test CA",
    ];
    assert!(openssl(&folder, &key).0);
    let request = [
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "tsa.key",
        "-out",
        "tsa.csr",
        "-subj",
        "/CN=Test time stamps",
    ];
    assert!(openssl(&folder, &request).0);
    fs::write(folder.join("ext"), "extendedKeyUsage = critical,timeStamping\n").unwrap();
    let sign = [
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "3650",
        "-extfile",
        "ext",
        "-out",
        "tsa.pem",
    ];
    let (done, said) = openssl(&folder, &sign);
    assert!(done, "{said}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut query = vec![0; length];
            reader.read_exact(&mut query).unwrap();
            fs::write(folder.join("query"), &query).unwrap();
            let reply = [
                "ts",
                "-reply",
                "-config",
                "tsa.cnf",
                "-section",
                "own",
                "-queryfile",
                "query",
                "-signer",
                "tsa.pem",
                "-inkey",
                "tsa.key",
                "-out",
                "reply",
            ];
            let (done, said) = openssl(&folder, &reply);
            assert!(done, "{said}");
            let answer = if sane { fs::read(folder.join("reply")).unwrap() } else { b"<html>No.</html>".to_vec() };
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n\r\n").unwrap();
            stream.write_all(&answer).unwrap();
        }
    });
    format!("http://127.0.0.1:{port}/tsr")
}

fn with_service(service: &str) -> Folder {
    let book = book().replace("[check]", &format!("[evidence]\ntimestamp = \"{service}\"\n\n[check]"));
    let facts = crate::support::DEFAULTS[2].1.replace("2026-01-01", "2024-01-01");
    handbook().file("book.toml", book).file("content/facts.toml", facts).file("content/refunds.md", FIRST)
}

#[test]
fn a_receipt_with_a_time_stamp_checks_by_openssl_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = with_service(&authority(place.path().to_path_buf(), true));
    let run = folder.run(&["build", "--record", "--today", TODAY]).done();
    assert!(!run.stderr.contains("no time stamp"), "{}", run.stderr);
    let site = folder.root().join("dist/client");
    let version = site.join("p/RF-001/1.0");
    let root = follow(&version);
    let receipt = fs::read_to_string(version.join("receipt.txt")).unwrap();
    let command = receipt.lines().find(|line| line.trim_start().starts_with("openssl")).unwrap().trim();
    assert!(command.contains(&root), "{command}");
    fs::copy(site.join("time-stamps/1.tsr"), version.join("1.tsr")).unwrap();
    fs::copy(place.path().join("ca.pem"), version.join("authority.pem")).unwrap();
    let check = |command: &str| {
        let output = Command::new("sh").args(["-c", command]).current_dir(&version).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    assert!(check(command).contains("Verification: OK"), "{}", check(command));
    let other = command.replace(&root, &root.chars().rev().collect::<String>());
    assert!(check(&other).contains("FAILED"), "{}", check(&other));
    fs::remove_file(version.join("1.tsr")).unwrap();
    fs::remove_file(version.join("authority.pem")).unwrap();
    folder.run(&["verify", "dist/client"]).done();
    let audit = folder.run(&["audit", "dist/client", "--edition", "client", "--today", TODAY]);
    assert_eq!(audit.code, Some(0), "the time stamp can be read: {}{}", audit.stdout, audit.stderr);
    let text = ledger(&folder);
    folder.run(&["build", "--record", "--today", TODAY]).done();
    assert_eq!(ledger(&folder), text, "it is asked for once");
}

#[test]
fn a_time_stamp_of_another_root_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let folder = with_service(&authority(place.path().to_path_buf(), true));
    folder.run(&["build", "--record", "--today", "2026-01-15"]).done();
    let folder = folder.file("content/refunds.md", second());
    folder.run(&["build", "--record", "--today", TODAY]).done();
    let stamps = folder.root().join("dist/client/time-stamps");
    folder.run(&["verify", "dist/client"]).done();
    fs::copy(stamps.join("1.tsr"), stamps.join("2.tsr")).unwrap();
    let found = folder.run(&["verify", "dist/client"]);
    assert!(found.stdout.contains("time-stamps/2.tsr is no time stamp of entry 2 of the ledger"), "{}", found.stdout);
    let text = ledger(&folder);
    let tokens: Vec<&str> = text.split("token = \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let [one, other] = tokens[..] else { panic!("{text}") };
    let folder = folder.file("content/releases.toml", text.replace(one, "?").replace(other, one).replace('?', other));
    let told = folder.check();
    assert!(
        told.code == Some(1) && told.stdout.contains("of something else than the root beside it"),
        "{}",
        told.stdout
    );
}

#[test]
fn a_service_that_does_not_answer_stops_nothing_and_is_asked_again() {
    let place = tempfile::tempdir().unwrap();
    let folder = with_service(&authority(place.path().to_path_buf(), false));
    let run = folder.run(&["build", "--record", "--today", TODAY]).done();
    assert!(
        run.stderr.contains("no time stamp") && run.stderr.contains("its answer is no time stamp"),
        "{}",
        run.stderr
    );
    assert!(ledger(&folder).contains("[[entries]]") && !ledger(&folder).contains("[[time_stamps]]"));
    let good = tempfile::tempdir().unwrap();
    let service = authority(good.path().to_path_buf(), true);
    let book = book().replace("[check]", &format!("[evidence]\ntimestamp = \"{service}\"\n\n[check]"));
    let folder = folder.file("book.toml", book);
    folder.run(&["build", "--record", "--today", TODAY]).done();
    assert_eq!(ledger(&folder).matches("[[entries]]").count(), 1);
    assert_eq!(ledger(&folder).matches("[[time_stamps]]").count(), 1);
    assert!(folder.root().join("dist/client/time-stamps/1.tsr").is_file());

    let folder = with_service("ftp://example.org/tsr").file("content/refunds.md", second());
    let told = folder.check().stdout;
    assert!(told.contains("book.toml") && told.contains("https://"), "{told}");
}
