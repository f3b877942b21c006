//! A server that speaks like Amazon S3, and what is in its buckets.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A signature that the server takes without looking closer, for what the tests themselves ask.
const SIGNATURE: &str =
    "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/// A running server; it ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

/// An answer of HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By their names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Server {
    /// Starts a server with an empty bucket, `site`.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with variables of its environment.
    pub(crate) fn start_with(variables: &[(&str, &str)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("moto");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deploy/install");
        let installed = Command::new(script).arg(&folder).status().expect("bash is there");
        assert!(installed.success(), "{script} could not install the server: Python 3 with venv and pip is needed");
        let port = free_port();
        let mut command = Command::new(folder.join("bin/moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).envs(variables.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                assert_eq!(server.ask("PUT", "/site", b"").status, 200);
                return server;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("the server does not start");
    }

    /// What the server answers.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        self.ask_as(method, path, body, Some(SIGNATURE))
    }

    /// What it answers somebody who has no credentials, or others.
    pub(crate) fn ask_as(&self, method: &str, path: &str, body: &[u8], signature: Option<&str>) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let signature = signature.map(|text| format!("Authorization: {text}\r\n")).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{signature}Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::parse(&bytes)
    }

    /// Every object of the bucket below a prefix, with its content.
    pub(crate) fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let names = self.names(prefix);
        names.into_iter().map(|name| (name.clone(), self.object(&format!("{prefix}{name}")).body)).collect()
    }

    /// The names of the objects below a prefix, without it.
    pub(crate) fn names(&self, prefix: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut after = String::new();
        loop {
            let answer = self.ask("GET", &format!("/site?list-type=2&prefix={prefix}&start-after={after}"), b"");
            assert_eq!(answer.status, 200);
            let text = String::from_utf8(answer.body).unwrap();
            names.extend(text.split("<Key>").skip(1).map(|rest| rest.split_once("</Key>").unwrap().0.to_owned()));
            if !text.contains("<IsTruncated>true") {
                return names.into_iter().map(|name| name[prefix.len()..].to_owned()).collect();
            }
            after.clone_from(names.last().unwrap());
        }
    }

    /// An object.
    pub(crate) fn object(&self, name: &str) -> Answer {
        let answer = self.ask("GET", &format!("/site/{name}"), b"");
        assert_eq!(answer.status, 200, "{name}");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// Reads an answer that ends with its connection.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }
}

/// A port on which nobody listens.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
