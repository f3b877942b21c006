//! A deploy is killed at twenty of its writes, before the server has it and after, and the next one goes on.
//!
//! After each kill the old site works: every page that is there finds its style sheet. After the next run the bucket holds its
//! site and nothing else, whether that is the same site again or the old one, because the new one was a mistake.

use std::process::Child;
use std::sync::{Arc, Mutex};

use super::proxy::{Act, Proxy, Request};
use super::server::Server;
use super::site::{Ended, Files, Handbook, pages};

/// How many moments are tried.
const MOMENTS: usize = 20;

const ARGUMENTS: [&str; 5] = ["--edition", "client", "--lease", "1", "--parallel=3"];

fn arguments(to: &str) -> Vec<&str> {
    [&[to], &ARGUMENTS[..]].concat()
}

/// Whether a request writes something besides the lock, of which nobody can say how often it is written.
fn writes_files(request: &Request) -> bool {
    request.writes() && !request.path.contains(".greyline-deploy.json")
}

/// Whether a request writes the lock.
fn writes_the_lock(request: &Request) -> bool {
    request.writes() && !writes_files(request)
}

/// Kills a deploy at the write of files with this number, before it reaches the server or after.
fn kill_at(server: &Server, handbook: &Handbook, to: &str, moment: usize, after: bool) -> bool {
    kill_at_one_of(server, handbook, to, writes_files, moment, after)
}

/// Kills a deploy at one of its requests.
fn kill_at_one_of(
    server: &Server,
    handbook: &Handbook,
    to: &str,
    counts: fn(&Request) -> bool,
    moment: usize,
    after: bool,
) -> bool {
    let child: Arc<Mutex<Option<Child>>> = Arc::default();
    let (victim, writes) = (Arc::clone(&child), Mutex::new(0));
    let proxy = Proxy::start(server.port, move |request| {
        if !counts(request) {
            return Act::Pass;
        }
        let number = {
            let mut writes = writes.lock().unwrap();
            *writes += 1;
            *writes - 1
        };
        if number < moment {
            return Act::Pass;
        }
        // Held back until the child is known; it waits for this answer.
        loop {
            if let Some(child) = victim.lock().unwrap().as_mut() {
                child.kill().unwrap();
                child.wait().unwrap();
                break;
            }
            std::thread::yield_now();
        }
        if after && number == moment { Act::DropAnswer } else { Act::Drop }
    });
    *child.lock().unwrap() = Some(handbook.begin(proxy.port, &arguments(to)));
    loop {
        // The lock is free again before anything waits: a request may want it too.
        let ended = child.lock().unwrap().as_mut().unwrap().try_wait().unwrap();
        if let Some(status) = ended {
            proxy.wait();
            return status.code().is_none();
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Every page that is there finds its style sheet; while something is removed or nothing is, no page of the old site is missing
/// unless all of the new one are there.
fn assert_works(found: &Files, old: &Files, new: &Files, moment: usize) {
    for (name, bytes) in found.iter().filter(|(name, _)| is_page(name)) {
        let text = String::from_utf8_lossy(bytes);
        let style = text.split_once("<link href=").unwrap().1.split_once('>').unwrap().0;
        assert!(found.contains_key(style), "moment {moment}: {name} lacks {style}");
        assert!(
            old.get(name) == Some(bytes) || new.get(name) == Some(bytes),
            "moment {moment}: {name} is of neither site"
        );
    }
    let is_missing = |name: &&String| is_page(name) && !found.contains_key(*name);
    if old.keys().any(|name| is_missing(&name)) {
        assert!(
            !new.keys().any(|name| is_missing(&name)),
            "moment {moment}: an old page left before the new ones came"
        );
    }
}

fn is_page(name: &str) -> bool {
    name.ends_with("index.html")
}

fn expect(server: &Server, prefix: &str, handbook: &Handbook, files: &Files, moment: usize) {
    let mut found = server.objects(prefix);
    assert!(found.remove(".greyline-deploy.json").is_some());
    let expected = handbook.published("client", files);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected), "moment {moment}");
    assert!(found == expected, "moment {moment}: a file has another content");
}

#[test]
fn a_killed_deploy_loses_nothing_and_leaves_nothing() {
    let server = Server::start();
    let (old, new) = (pages("old", 12), pages("new", 12));
    let [first, second] = [Handbook::with(&old), Handbook::with(&new)];

    // How many writes the whole deploy has.
    first.deploy(server.port, &arguments("s3://site/count")).well();
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    second.deploy(proxy.port, &arguments("s3://site/count")).well();
    let writes = proxy.seen().iter().filter(|request| writes_files(request)).count();
    assert!(writes >= MOMENTS, "{writes} writes");

    let moments: Vec<usize> = (0..MOMENTS).map(|at| at * (writes - 1) / (MOMENTS - 1)).collect();
    let try_at = |moment: usize, after: bool| {
        let prefix = format!("m{moment}-{after}");
        let (to, below) = (format!("s3://site/{prefix}"), format!("{prefix}/"));
        first.deploy(server.port, &arguments(&to)).well();
        let was_killed = kill_at(&server, &second, &to, moment, after);
        assert!(was_killed, "moment {moment} of {writes}");
        assert_works(&server.objects(&below), &old, &new, moment);

        // Every other time the new site was a mistake, and the old one comes back.
        let (handbook, files) = if moment.is_multiple_of(2) { (&second, &new) } else { (&first, &old) };
        handbook.deploy(server.port, &arguments(&to)).well();
        expect(&server, &below, handbook, files, moment);
    };
    // Most of the time goes by while a run waits to see whether the killed one lives.
    let try_at = &try_at;
    std::thread::scope(|scope| {
        for part in moments.chunks(MOMENTS / 4) {
            scope.spawn(move || {
                for moment in part {
                    try_at(*moment, false);
                    try_at(*moment, true);
                }
            });
        }
    });
}

#[test]
fn a_first_deploy_that_is_killed_goes_on_and_sends_little_twice() {
    let server = Server::start();
    let files = pages("new", 40);
    let handbook = Handbook::with(&files);
    assert!(kill_at(&server, &handbook, "s3://site", 40, true));
    let there = server.names("").len();
    assert!((30..=42).contains(&there), "{there} objects");
    let proxy = Proxy::start(server.port, |_| Act::Pass);
    let ended = handbook.deploy(proxy.port, &arguments("s3://site")).well();
    assert!(ended.told.contains("has not ended") && ended.told.contains("an earlier deploy did not end"), "{ended:?}");
    assert!(proxy.writes() < 30, "{} writes", proxy.writes());
    expect(&server, "", &handbook, &files, 0);
}

#[test]
fn a_site_that_is_killed_three_times_is_whole_in_the_end() {
    let server = Server::start();
    let sites = ["one", "two", "three"].map(|word| pages(word, 12));
    let handbooks = sites.each_ref().map(Handbook::with);
    for (at, handbook) in handbooks.iter().enumerate() {
        assert!(kill_at(&server, handbook, "s3://site", 8 + 5 * at, at % 2 == 0));
    }
    let last = pages("four", 12);
    let handbook = Handbook::with(&last);
    handbook.deploy(server.port, &arguments("s3://site")).well();
    expect(&server, "", &handbook, &last, 0);
}

#[test]
fn a_deploy_that_is_killed_at_its_lock_is_no_hindrance() {
    let server = Server::start();
    let [old, new] = ["old", "new"].map(|word| pages(word, 4));
    let [first, second] = [Handbook::with(&old), Handbook::with(&new)];
    for (round, (moment, after)) in [(0, false), (0, true), (1, false), (1, true)].into_iter().enumerate() {
        for is_first in [true, false] {
            let prefix = format!("l{round}-{is_first}");
            let to = format!("s3://site/{prefix}");
            if !is_first {
                first.deploy(server.port, &arguments(&to)).well();
            }
            assert!(kill_at_one_of(&server, &second, &to, writes_the_lock, moment, after));
            second.deploy(server.port, &arguments(&to)).well();
            expect(&server, &format!("{prefix}/"), &second, &new, round);
        }
    }
}

#[test]
fn the_journal_names_what_a_run_uploads_before_it_does() {
    let server = Server::start();
    let files = pages("new", 12);
    let handbook = Handbook::with(&files);
    for moment in [3, 4, 9, 15] {
        let prefix = format!("j{moment}");
        assert!(kill_at(&server, &handbook, &format!("s3://site/{prefix}"), moment, true));
        let found = server.objects(&format!("{prefix}/"));
        let journal = String::from_utf8(found[".greyline-journal.json"].clone()).unwrap();
        for name in found.keys().filter(|name| !name.starts_with(".greyline")) {
            assert!(journal.contains(&format!("\"{name}\"")), "moment {moment}: {name}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_deploy_that_is_asked_to_stop_says_what_is_still_public() {
    let server = Server::start();
    let (old, new) = (pages("old", 12), pages("new", 12));
    let [first, second] = [Handbook::with(&old), Handbook::with(&new)];
    first.deploy(server.port, &arguments("s3://site")).well();
    let child: Arc<Mutex<Option<u32>>> = Arc::default();
    let pid = Arc::clone(&child);
    let proxy = Proxy::start(server.port, move |request| {
        if request.method == "POST" && request.path.contains("delete") {
            let pid = pid.lock().unwrap().unwrap().to_string();
            assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
            std::thread::sleep(std::time::Duration::from_secs(2));
            return Act::Drop;
        }
        Act::Pass
    });
    let running = {
        let mut pid = child.lock().unwrap();
        let running = second.begin(proxy.port, &arguments("s3://site"));
        *pid = Some(running.id());
        running
    };
    let told = Ended::from(running.wait_with_output().unwrap()).badly();
    assert!(told.contains("it was stopped"), "{told}");
    assert!(told.contains("only/in-old/index.html and 1 more files that left the edition can still be read"), "{told}");
    let ended = second.deploy(server.port, &arguments("s3://site")).well();
    assert!(!ended.told.contains("waiting"), "the lock was given back: {ended:?}");
    expect(&server, "", &second, &new, 0);
}
