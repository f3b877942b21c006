//! A preview that runs, and a client of the plainest sort.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::support::folder::Folder;
use super::support::today;

/// Longer than anything takes on the slowest machine.
const NEVER: Duration = Duration::from_mins(1);

/// A preview of a folder; it ends when this is dropped.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it printed so far.
    pub(crate) said: Arc<Mutex<String>>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the preview answers in UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Starts the preview of a folder on any free port.
pub(crate) fn serve(folder: &Folder, arguments: &[&str]) -> Serving {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greyline"));
    command.args(["serve", "--port", "0", "--today", &today().to_string()]).args(arguments);
    let mut child = command
        .current_dir(folder.root())
        .env("NO_COLOR", "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
    let first = lines.next().expect("it says where it listens").expect("it prints UTF-8");
    let address = first.trim_start_matches("Serving http://").trim_end_matches('/').parse().expect(&first);
    let said = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&said);
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let mut heard = heard.lock().unwrap();
            heard.push_str(&line);
            heard.push('\n');
        }
    });
    Serving { child, address, said }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    /// Ends it as Ctrl-C does, and tells its exit code.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        let done = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
        let until = Instant::now() + NEVER;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end");
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(NEVER)).unwrap();
        stream
    }

    /// Asks with headers of one's own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let host = ("Host", self.address.to_string());
        let length = ("Content-Length", body.len().to_string());
        let own = [("Connection", "close".to_owned()), host, length].into_iter();
        let own = own.filter(|(name, _)| !headers.iter().any(|(given, _)| given == name));
        let given = headers.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let lines: Vec<String> = own.chain(given).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.ask_raw(&format!("{method} {path} HTTP/1.1\r\n{}\r\n{body}", lines.concat()))
    }

    pub(crate) fn ask_raw(&self, request: &str) -> Response {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect(&head);
        Response { status, head, body: answer[end + 4..].to_vec() }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", path, &[], "")
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}");
        serde_json::from_slice(&answer.body).expect("the preview answers in JSON")
    }

    /// The news, at once.
    pub(crate) fn news(&self) -> Value {
        self.json("/_greyline/revision?run=none")
    }

    /// Waits as a window does until there are other news than these.
    pub(crate) fn wait(&self, known: &Value) -> Value {
        let (run, pages, findings) = (known["run"].as_str().unwrap(), &known["pages"], &known["findings"]);
        self.json(&format!("/_greyline/revision?run={run}&pages={pages}&findings={findings}"))
    }

    /// Waits, as a window does, until a page holds a text. Whatever is answered on the way must be a whole page.
    #[track_caller]
    pub(crate) fn until(&self, path: &str, holds: &str) -> Response {
        let until = Instant::now() + NEVER;
        let mut news = self.news();
        loop {
            let answer = self.get(path);
            assert!(answer.text().trim_end().ends_with("</html>"), "{path} is no whole page: {}", answer.head);
            if answer.text().contains(holds) {
                return answer;
            }
            assert!(Instant::now() < until, "{path} never holds `{holds}`");
            news = self.wait(&news);
        }
    }

    /// Waits until what is wrong is what `wanted` says it is.
    #[track_caller]
    pub(crate) fn until_findings(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + NEVER;
        let mut news = self.news();
        loop {
            let findings = self.json("/_greyline/findings");
            if wanted(&findings) {
                return findings;
            }
            assert!(Instant::now() < until, "{findings}");
            news = self.wait(&news);
        }
    }
}
