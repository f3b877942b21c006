//! The server: what it answers, what it refuses, and what does not stop it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use super::asking::{Serving, serve};
use super::support::folder::{Folder, files, handbook};

fn begun() -> (Folder, Serving) {
    let folder = handbook()
        .client("_index.md", "Front.")
        .client("a.md", "Hello ![x](pic.svg).")
        .file("content/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "Hello");
    (folder, serving)
}

#[test]
fn another_name_for_this_machine_is_refused() {
    let (_folder, serving) = begun();
    for host in ["evil.example", "evil.example:4000", "127.0.0.1.evil.example", ""] {
        for path in ["/client/a/", "/_greyline/page?at=/client/a/", "/_greyline/findings", "/"] {
            let answer = serving.ask("GET", path, &[("Host", host)], "");
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.text().contains("Hello"));
        }
    }
    assert_eq!(serving.ask("GET", "/client/a/", &[("Host", "localhost:80")], "").status, 200);
    let two = format!("GET /client/a/ HTTP/1.1\r\nHost: {0}\r\nHost: evil.example\r\n\r\n", serving.address);
    assert_eq!(serving.ask_raw(&two).status, 400);
    assert_eq!(serving.ask_raw("GET /client/a/ HTTP/1.0\r\n\r\n").status, 400);
}

#[test]
fn no_path_leaves_the_site() {
    let (folder, serving) = begun();
    fs::write(folder.root().join("secret.html"), "secret").unwrap();
    for path in [
        "/../secret.html",
        "/client/../../secret.html",
        "/client/%2e%2e/%2e%2e/secret.html",
        "/client/..%2f..%2fsecret.html",
        "/client/..%5c..%5csecret.html",
        "//client/a/",
        "/client//etc/passwd",
        "/client/%00",
        "/%ff",
        "/client/content/a.md",
        "/client/book.toml",
        "/_greyline/../client/a/",
        "/_greyline/bar.js/",
        "/nowhere/a/",
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
}

#[test]
fn addresses_lead_where_they_lead_when_published() {
    let (_folder, serving) = begun();
    let moved = |path: &str| {
        let answer = serving.get(path);
        (answer.status, answer.header("location").unwrap_or_default().to_owned())
    };
    assert_eq!(moved("/client"), (302, "/client/".to_owned()));
    assert_eq!(moved("/client/a"), (302, "/client/a/".to_owned()));
    assert_eq!(serving.get("/client/a/index.html").body, serving.get("/client/a/").body);
    assert_eq!(serving.get("/client/pic.svg").header("content-type"), Some("image/svg+xml"));
    assert!(serving.get("/").text().contains("<a href=\"/members/\">members</a>"));
    let lost = serving.get("/client/lost/");
    assert!(lost.status == 404 && lost.text().contains("/_greyline/bar.js"));
}

#[test]
fn heads_ranges_and_tags() {
    let (_folder, serving) = begun();
    let whole = serving.get("/client/pic.svg");
    let head = serving.ask("HEAD", "/client/pic.svg", &[], "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()));
    let part = serving.ask("GET", "/client/pic.svg", &[("Range", "bytes=1-3")], "");
    assert_eq!((part.status, part.text()), (206, "svg"));
    assert_eq!(part.header("content-range"), Some(format!("bytes 1-3/{}", whole.body.len()).as_str()));
    let tag = whole.header("etag").unwrap();
    assert_eq!(serving.ask("GET", "/client/pic.svg", &[("Range", "bytes=1-3"), ("If-Range", tag)], "").status, 206);
    assert_eq!(serving.ask("GET", "/client/pic.svg", &[("Range", "bytes=1-3"), ("If-Range", "\"x\"")], "").status, 200);
    assert_eq!(serving.ask("GET", "/client/pic.svg", &[("Range", "bytes=9999-")], "").status, 416);
    let same = serving.ask("GET", "/client/pic.svg", &[("If-None-Match", tag)], "");
    assert_eq!((same.status, same.body.len()), (304, 0));
}

#[test]
fn only_a_page_of_the_preview_may_ask_for_more_than_reading() {
    let (folder, serving) = begun();
    let token = serving.json("/_greyline/page?at=/client/a/")["token"].as_str().unwrap().to_owned();
    let day = r#"{"day":"2027-01-01"}"#;
    assert_eq!(serving.ask("POST", "/_greyline/day", &[], day).status, 403);
    assert_eq!(serving.ask("POST", "/_greyline/day", &[("X-Greyline", "guess")], day).status, 403);
    let elsewhere = [("X-Greyline", token.as_str()), ("Origin", "http://evil.example")];
    assert_eq!(serving.ask("POST", "/_greyline/day", &elsewhere, day).status, 403);
    assert_eq!(serving.ask("POST", "/client/a/", &[("X-Greyline", &token)], day).status, 405);
    assert_eq!(serving.ask("OPTIONS", "/_greyline/day", &[], "").status, 405);
    assert_eq!(serving.ask("POST", "/_greyline/day", &[("X-Greyline", &token)], r#"{"day":"2027-02-30"}"#).status, 400);
    let open = r#"{"file":"content/a.md"}"#;
    assert_eq!(serving.ask("POST", "/_greyline/open", &[("X-Greyline", &token)], open).status, 404, "no editor is set");
    assert_eq!(serving.ask("POST", "/_greyline/day", &[("X-Greyline", &token)], day).status, 204);
    let is_shown = || serving.get("/staff/built.json").text().contains("2027-01-01");
    assert!((0..600).any(|_| is_shown() || (std::thread::sleep(std::time::Duration::from_millis(50)), false).1));
    drop(folder);
}

#[test]
#[cfg(unix)]
fn the_editor_is_given_files_of_the_handbook_and_no_shell() {
    let folder = handbook()
        .client("a.md", "Hello.")
        .file("content/it's $(odd); name.md", "+++\ntitle = \"Odd\"\nkind = \"page\"\n+++\n");
    let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" > opened.tmp && mv opened.tmp opened\n";
    let folder = folder.file("editor.sh", script);
    let program = folder.root().join("editor.sh");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let serving = serve(&folder, &["--editor", &format!("{} -g {{file}}:{{line}}", program.display())]);
    let token = serving.json("/_greyline/page?at=/client/a/")["token"].as_str().unwrap().to_owned();
    let open = |file: &str| {
        let body = serde_json::json!({ "file": file, "line": 7 }).to_string();
        serving.ask("POST", "/_greyline/open", &[("X-Greyline", &token)], &body).status
    };
    for other in ["/etc/passwd", "content/../book.toml", "content/none.md", "editor.sh", ""] {
        assert_eq!(open(other), 404, "{other}");
    }
    assert_eq!(open("content/it's $(odd); name.md"), 204);
    let opened = folder.root().join("opened");
    while !opened.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let said = fs::read_to_string(opened).unwrap();
    assert!(said.starts_with("-g\n/") && said.ends_with("content/it's $(odd); name.md:7\n"), "{said}");
}

#[test]
fn slow_and_many_connections_do_not_stop_it() {
    let (folder, serving) = begun();
    let mut slow = Vec::new();
    for _ in 0..300 {
        let mut stream = serving.connect();
        stream.write_all(b"GET /client/a/ HTTP/1.1\r\nHost: loc").unwrap();
        slow.push(stream);
    }
    serving.until("/client/a/", "Hello");
    let folder = folder.client("a.md", "Hello, later.");
    serving.until("/client/a/", "Hello, later.");
    // Windows that wait for news and go away, and some that never read what they asked for.
    let news = serving.news();
    for _ in 0..300 {
        let mut stream = serving.connect();
        let (run, pages, findings) = (news["run"].as_str().unwrap(), &news["pages"], &news["findings"]);
        write!(
            stream,
            "GET /_greyline/revision?run={run}&pages={pages}&findings={findings} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        .unwrap();
        slow.push(stream);
    }
    serving.until("/client/a/", "Hello, later.");
    drop(slow);
    drop(folder);
}

#[test]
fn what_is_no_request_ends_its_connection_alone() {
    let (_folder, serving) = begun();
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(40_000));
    let host = format!("Host: {}\r\n", serving.address);
    for (request, status) in [
        ("\x16\x03\x01 hello\r\n\r\n".to_owned(), 400),
        (long, 431),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X-Many: 1\r\n".repeat(100)), 431),
        (format!("POST /_greyline/day HTTP/1.1\r\n{host}Content-Length: 99999999\r\n\r\n"), 413),
        (format!("POST /_greyline/day HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400),
        (format!("POST /_greyline/day HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 501),
    ] {
        assert_eq!(serving.ask_raw(&request).status, status, "{}", &request[..request.len().min(60)]);
    }
    // Two requests sent at once are answered one after the other.
    let mut stream = serving.connect();
    let one = format!("GET /client/a/ HTTP/1.1\r\n{host}\r\n");
    let last = format!("GET /client/pic.svg HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
    stream.write_all(format!("{one}{last}").as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2);
    assert!(answers.ends_with("</svg>"));
}

#[test]
fn a_port_that_is_taken_is_told_with_one_that_is_free() {
    let folder = handbook().client("a.md", "Hello.");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = folder.run(&["serve", "--port", &port]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains(&format!("port {port} is taken; ")) && run.stderr.contains("is free: --port "),
        "{}",
        run.stderr
    );
}

#[test]
fn other_machines_are_let_in_only_when_that_is_asked_for_in_so_many_words() {
    let folder = handbook().client("a.md", "Hello.");
    let run = folder.run(&["serve", "--host", "0.0.0.0"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--host 0.0.0.0 lets other machines read every edition"), "{}", run.stderr);
    assert!(run.stderr.contains("add --unsafe-listen"), "{}", run.stderr);
    let serving = serve(&folder, &["--host", "0.0.0.0", "--unsafe-listen"]);
    serving.until("/client/a/", "Hello.");
    let said = serving.said.lock().unwrap().clone();
    assert!(said.contains("Anyone who can reach this machine can read every edition"), "{said}");
}

#[test]
fn no_other_machine_is_given_an_editor() {
    let run =
        handbook().client("a.md", "Hello.").run(&["serve", "--host", "0.0.0.0", "--unsafe-listen", "--editor", "true"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("--editor would let other machines open files"), "{}", run.stderr);
}

#[test]
#[cfg(unix)]
fn it_ends_in_order_and_writes_nothing() {
    let folder = handbook().client("a.md", "Hello.");
    let before = files(folder.root());
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "Hello");
    serving.get("/staff/search/start.js");
    assert_eq!(serving.interrupt(), Some(0));
    assert_eq!(files(folder.root()), before);
}

/// A file of the handbook's that a browser could run is shown without scripts and without the rights of the preview.
#[test]
fn attachments_run_nothing() {
    let folder = handbook()
        .client(
            "_index.md",
            "![x](pic.svg) [Form](form.html) [Page](page.xhtml) [Data](data.xml) [List](list.csv) [Photo](p.png)",
        )
        .file("content/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x\"></svg>")
        .file("content/form.html", "<script>steal()</script><p>Sign.</p>")
        .file("content/page.xhtml", "<html/>")
        .file("content/data.xml", "<a/>")
        .file("content/list.csv", "a,b")
        .file("content/p.png", b"\x89PNG\r\n\x1a\n")
        .file("static/client/proof.html", "proof");
    let serving = serve(&folder, &[]);
    serving.until("/client/", "Form");
    for path in ["pic.svg", "form.html", "page.xhtml", "data.xml", "proof.html"] {
        let answer = serving.get(&format!("/client/{path}"));
        assert_eq!(answer.header("content-security-policy"), Some("sandbox"), "{path}");
        assert!(answer.status == 200 && !String::from_utf8_lossy(&answer.body).contains("bar.js"), "{path}");
    }
    for path in ["list.csv", "p.png", ""] {
        let answer = serving.get(&format!("/client/{path}"));
        assert_eq!(answer.header("content-security-policy"), Some("frame-ancestors 'self'"), "{path}");
    }
}

/// An old address is found encoded in any way.
#[test]
fn encoded_old_addresses_lead_on() {
    let page = "+++\ntitle = \"New\"\nkind = \"page\"\naudience = \"client\"\naliases = [\"/with%20space/\", \"/caf%C3%A9/\"]\n+++\n\nNew.\n";
    let folder = handbook().client("_index.md", "Front.").file("content/new.md", page);
    let serving = serve(&folder, &[]);
    serving.until("/client/new/", "New");
    for path in ["with%20space/", "caf%C3%A9/", "caf%c3%a9/", "cafe%CC%81/"] {
        let answer = serving.get(&format!("/client/{path}"));
        assert!(answer.status == 200 && answer.text().contains("../new/index.html"), "{path}: {}", answer.text());
    }
}

#[test]
fn what_is_withheld_is_named_as_readers_would_see_it() {
    let front = "+++\nid = \"CS-001\"\ntitle = \"Refunds\"\nkind = \"policy\"\naudience = \"client\"\nversion = \"1.0\"\n\
                 owner = \"client-care\"\nflexibility = \"grey\"\nreview_date = 2027-01-01\nescalation = [\"till\"]\n\
                 rationale.staff = \"\"\"\nIt costs **us** {fact:late-fee}:\n\n- `a` & b\n\"\"\"\nrationale.client = \"Fair.\"\n\
                 [[options]]\noffer = \"[Back](a.md \\\"t\\\"), **all** of {fact:late-fee}\"\nlimit = \"none\"\ndecided_by = \"client-care\"\n+++\n";
    let people =
        "[client-care]\nrole = \"Client care\"\naudience = \"client\"\n[till]\nrole = \"Till * {fact:late-fee} *\"\n";
    let folder = handbook().file("content/a.md", front).file("content/people.toml", people);
    let serving = serve(&folder, &[]);
    let page = serving.json("/_greyline/page?at=/client/a/");
    let named: Vec<&str> =
        page["withheld"].as_array().unwrap().iter().map(|part| part["what"].as_str().unwrap()).collect();
    for expected in ["rationale: It costs us £5: a & b", "option: Back, all of £5", "person: Till * £5 *"] {
        assert!(named.contains(&expected), "{expected}: {named:?}");
    }
}
