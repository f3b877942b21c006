//! Small sites to deploy, built as the program builds them, and the program run on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use greyline::publish::{Options, Readership, publish};
use greyline::text::SitePath;

/// The settings of a handbook with an edition for staff and one for everyone.
const BOOK: &str = r#"title = "Handbook"
[audiences]
staff = { title = "Staff", sees = ["client"] }
client = { title = "Clients" }
[editions.staff]
audience = "staff"
[editions.client]
audience = "client"
"#;

/// A handbook's folder.
pub(crate) struct Handbook {
    place: tempfile::TempDir,
}

/// The files of a site.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) printed: String,
    pub(crate) told: String,
}

/// A site of `pages` pages, of which every third is the same whatever `word` is. Each names its style sheet.
pub(crate) fn pages(word: &str, pages: usize) -> Files {
    let style = format!("assets/style-{:08x}.css", word.len() * 4099 + usize::from(word.as_bytes()[0]));
    let mut files: Files = (0..pages)
        .map(|at| {
            let (word, style) = if at % 3 == 0 { ("same", "assets/same-00000000.css") } else { (word, style.as_str()) };
            let text = format!("<link href={style}> {word} {at} {}", "policy ".repeat(300));
            (format!("section-{}/policy-{at}/index.html", at % 4), text.into_bytes())
        })
        .collect();
    files.insert(style, format!("{word} {{}}").into_bytes());
    files.insert("assets/same-00000000.css".to_owned(), b"same {}".to_vec());
    for shard in 0..4 {
        files.insert(format!("search/p{shard}.js"), format!("greyline({word}, {shard})").into_bytes());
    }
    files.insert("search/start.js".to_owned(), format!("greyline({word})").into_bytes());
    files.insert("index.html".to_owned(), format!("<link href=assets/same-00000000.css> {word}").into_bytes());
    files.insert(
        format!("only/in-{word}/index.html"),
        format!("<link href=assets/same-00000000.css> {word}").into_bytes(),
    );
    files
}

impl Handbook {
    /// A handbook without a built site.
    pub(crate) fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("book.toml"), BOOK).unwrap();
        Self { place }
    }

    /// One whose edition `client` is built.
    pub(crate) fn with(files: &Files) -> Self {
        let handbook = Self::new();
        handbook.build("client", files);
        handbook
    }

    pub(crate) fn root(&self) -> &Path {
        self.place.path()
    }

    /// The folder of an edition.
    pub(crate) fn built(&self, edition: &str) -> PathBuf {
        self.root().join("dist").join(edition)
    }

    /// Builds an edition of these files.
    pub(crate) fn build(&self, edition: &str, files: &Files) {
        let addresses: Vec<SitePath> = files.keys().map(|name| SitePath::file(name)).collect();
        let audiences: &[&str] = if edition == "staff" { &["client", "staff"] } else { &["client"] };
        let audiences = audiences.iter().map(|key| (*key).to_owned()).collect();
        let reads = Some(Readership { audiences, all: edition == "staff" });
        let options = Options { edition: edition.to_owned(), reads, ..Options::default() };
        publish(&self.built(edition), &addresses, |path| Ok(&files[path.as_str()]), &options, &|_| ()).unwrap();
    }

    /// The files of an edition as they are published, the manifest included.
    pub(crate) fn published(&self, edition: &str, files: &Files) -> Files {
        let mut files = files.clone();
        files.insert("manifest.json".to_owned(), fs::read(self.built(edition).join("manifest.json")).unwrap());
        files
    }

    /// The program with a deploy to a server at `port`.
    pub(crate) fn command(&self, port: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greyline"));
        command.arg("--root").arg(self.root()).arg("deploy").args(arguments).env_clear();
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret").env("AWS_REGION", "us-east-1");
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Deploys and waits for the end.
    pub(crate) fn deploy(&self, port: u16, arguments: &[&str]) -> Ended {
        self.command(port, arguments).output().unwrap().into()
    }

    /// Begins to deploy.
    pub(crate) fn begin(&self, port: u16, arguments: &[&str]) -> Child {
        self.command(port, arguments).spawn().unwrap()
    }
}

impl From<std::process::Output> for Ended {
    fn from(output: std::process::Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), printed: text(&output.stdout), told: text(&output.stderr) }
    }
}

impl Ended {
    /// Itself, when it ended well.
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// What it said, when it refused or failed.
    pub(crate) fn badly(self) -> String {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert!(!self.told.contains("panicked") && !self.told.contains("secret"), "{self:?}");
        self.told
    }
}
