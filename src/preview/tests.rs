//! A panic in one task stops no other: put into the functions that a preview is given.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;

const BOOK: &str = "title = \"Book\"\n[audiences]\nstaff = { title = \"Staff\" }\n[editions.staff]\naudience = \"staff\"\nout = \"dist\"\n";

fn write_page(root: &Path, text: &str) {
    fs::write(root.join("content/a.md"), format!("+++\ntitle = \"A\"\nkind = \"page\"\n+++\n\n{text}\n")).unwrap();
}

fn handbook() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("content")).unwrap();
    fs::write(root.path().join("book.toml"), BOOK).unwrap();
    write_page(root.path(), "First.");
    root
}

fn settings(root: &Path) -> Settings {
    Settings {
        root: root.to_path_buf(),
        host: Ipv4Addr::LOCALHOST.into(),
        port: Some(0),
        today: Box::new(|| jiff::civil::date(2026, 11, 1)),
        poll: false,
        editor: None,
        on_event: Box::new(|_| {}),
    }
}

impl Preview {
    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let (host, token) = (self.address(), &self.state.token);
        let head = format!("Host: {host}\r\nX-Greyline: {token}\r\nContent-Length: {}", body.len());
        let request = format!("{method} {path} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n{body}");
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    /// Waits until an address holds a text.
    fn until(&self, path: &str, text: &str) {
        let begun = Instant::now();
        while !self.ask("GET", path, "").contains(text) {
            assert!(begun.elapsed() < Duration::from_mins(1), "{path} never holds `{text}`");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn a_panic_in_a_response_is_reported_and_stops_nothing_else() {
    let root = handbook();
    let editor: Box<Editor> = Box::new(|_, _, _| panic!("the editor exploded"));
    let preview = serve(Settings { editor: Some(editor), ..settings(root.path()) }).unwrap();
    let response = preview.ask("POST", "/_greyline/open", r#"{"file":"content/a.md"}"#);
    assert!(response.starts_with("HTTP/1.1 500 ") && response.contains("the editor exploded"), "{response}");
    let findings = preview.ask("GET", "/_greyline/findings", "");
    let trouble = "/_greyline/open cannot be made, since the program failed: the editor exploded";
    assert!(findings.contains(trouble), "{findings}");
    assert!(preview.ask("GET", "/staff/a/", "").contains("First."));
    // What panicked with a handbook that is no longer shown is forgotten.
    write_page(root.path(), "Second.");
    preview.until("/staff/a/", "Second.");
    assert!(!preview.ask("GET", "/_greyline/findings", "").contains(trouble));
}

#[test]
fn a_panic_after_a_save_is_reported_and_the_next_save_is_shown() {
    let root = handbook();
    let panics = Arc::new(AtomicBool::new(false));
    let panics_now = Arc::clone(&panics);
    let today = move || {
        assert!(!panics_now.load(Ordering::SeqCst), "the calendar exploded");
        jiff::civil::date(2026, 11, 1)
    };
    let preview = serve(Settings { today: Box::new(today), ..settings(root.path()) }).unwrap();
    preview.until("/staff/a/", "First.");
    panics.store(true, Ordering::SeqCst);
    write_page(root.path(), "Second.");
    preview.until("/_greyline/findings", "since the program failed: the calendar exploded");
    assert!(preview.ask("GET", "/staff/a/", "").contains("First."));
    panics.store(false, Ordering::SeqCst);
    write_page(root.path(), "Third.");
    preview.until("/staff/a/", "Third.");
    preview.until("/_greyline/findings", "\"troubles\":[]");
}

#[test]
fn a_panic_after_a_check_is_reported_and_the_next_one_is_made() {
    let root = handbook();
    let panics = AtomicBool::new(true);
    let on_event = move |_: Event| assert!(!panics.swap(false, Ordering::SeqCst), "the terminal exploded");
    let preview = serve(Settings { on_event: Box::new(on_event), ..settings(root.path()) }).unwrap();
    write_page(root.path(), "Second.");
    preview.until("/_greyline/findings", "since the program failed: the terminal exploded");
    write_page(root.path(), "[gone](gone.md)");
    preview.until("/_greyline/findings", "gone.md");
}
