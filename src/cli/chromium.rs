//! Finds a Chromium on this machine, and has it print a page.
//!
//! In: a folder with one page and the files that it needs, no script among them. Out: a PDF. What always holds: it is given nothing
//! but that folder, keeps no profile, and asks no host for anything.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// The names of browsers that can print, in the order in which they are looked for.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

/// Where they are on systems that put them in no folder of `PATH`.
const PLACES: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// How long a page may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Returns the browser that `CHROME` names, or the first one that is found.
///
/// # Errors
/// When there is none.
pub(super) fn find() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROME").filter(|named| !named.is_empty()) {
        let path = PathBuf::from(&named);
        let found =
            if path.components().count() > 1 { Some(path).filter(|path| path.is_file()) } else { in_path(&named) };
        return found
            .ok_or_else(|| Error::Usage(format!("CHROME names {}, and there is no such program", named.display())));
    }
    let names = NAMES.iter().map(|name| OsString::from(*name));
    let found = names.into_iter().find_map(|name| in_path(&name));
    let found = found.or_else(|| PLACES.iter().map(PathBuf::from).find(|path| path.is_file()));
    found.ok_or_else(|| {
        let message = "there is no Chromium on this machine, and it is what makes the PDF; install Chromium, Chrome or Edge, \
                       or name one in the variable CHROME. Without one, open the page in any browser and print it there";
        Error::Usage(message.to_owned())
    })
}

/// The program of a name in the folders of `PATH`.
fn in_path(name: &std::ffi::OsStr) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let endings = if cfg!(windows) { ["", ".exe"] } else { ["", ""] };
    env::split_paths(&folders)
        .flat_map(|folder| endings.map(|ending| folder.join([name, ending.as_ref()].into_iter().collect::<OsString>())))
        .find(|path| path.is_file())
}

/// Prints a page of `folder` into the file `pdf`; a profile is made below `place`, which the caller removes.
///
/// # Errors
/// When the browser cannot be run, or makes no PDF.
pub(super) fn print(browser: &Path, page: &Path, pdf: &Path, place: &Path) -> Result<()> {
    // As the root of a container the browser's own sandbox cannot be had. What it reads is one page of ours, without scripts.
    let mut told = String::new();
    for more in [&[][..], &["--no-sandbox"]] {
        told = run(browser, page, pdf, place, more)?;
        if fs::read(pdf).is_ok_and(|bytes| bytes.starts_with(b"%PDF-")) {
            return Ok(());
        }
    }
    let last = told.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(Error::Usage(format!("{} made no PDF: {last}", browser.display())))
}

/// Runs the browser once, and returns what it said.
fn run(browser: &Path, page: &Path, pdf: &Path, place: &Path, more: &[&str]) -> Result<String> {
    let said = place.join("said");
    let errors = fs::File::create(&said).map_err(Error::write(&said))?;
    let with_path = |option: &str, path: &Path| {
        let mut argument = OsString::from(option);
        argument.push(path);
        argument
    };
    let child = Command::new(browser)
        .args(["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        // No name is resolved, so nothing is asked of any host, whatever the browser would like to know.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .args(["--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline"])
        .args(more)
        .arg(with_path("--user-data-dir=", &place.join("profile")))
        .arg(with_path("--print-to-pdf=", pdf))
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn();
    let mut child = child.map_err(Error::read(browser))?;
    wait(&mut child, browser)?;
    Ok(fs::read_to_string(&said).unwrap_or_default())
}

/// Waits for the browser, and ends one that does not end.
fn wait(child: &mut Child, browser: &Path) -> Result<()> {
    let began = Instant::now();
    loop {
        if child.try_wait().map_err(Error::read(browser))?.is_some() {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            // It may have ended meanwhile, which is as good.
            let _ = child.kill();
            let _ = child.wait();
            let seconds = PATIENCE.as_secs();
            return Err(Error::Usage(format!("{} did not end within {seconds} seconds", browser.display())));
        }
        thread::sleep(Duration::from_millis(20));
    }
}
