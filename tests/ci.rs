//! The files for build servers: ours below `.github` and `.ci`, and those that `init --ci` writes. Every command in them is run.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

#[path = "../.ci/commit.rs"]
mod commit;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a script in a folder as a build server would, with the program on its path.
fn shell(folder: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_greyline")).parent().expect("it lies in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.args(["-e", "-o", "pipefail", "-c", script]).current_dir(folder).env("PATH", path);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        bash.env_remove(name);
    }
    bash.env("GIT_CONFIG_GLOBAL", folder.join("../gitconfig")).envs(variables.iter().copied());
    bash.output().expect("bash is installed")
}

#[track_caller]
fn done(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A new handbook with a file for a build server, committed, and cloned as a server clones it: a branch `work` of `main`.
fn cloned(server: &str) -> (TempDir, PathBuf) {
    let place = TempDir::new().expect("the system has room for a folder");
    fs::write(
        place.path().join("gitconfig"),
        "[user]\nname = Jo\nemail = jo@example.org\n[init]\ndefaultBranch = main\n",
    )
    .expect("files can be written");
    let origin = place.path().join("origin");
    fs::create_dir(&origin).expect("folders can be made");
    let script = format!(
        "greyline init --ci {server} --title Book && git init -q && git add . && git commit -qm one && git checkout -qb work \
         && printf '\\nMore.\\n' >> content/onboarding/first-day.md && git commit -qam two"
    );
    done(&shell(&origin, &script, &[]));
    let clone = place.path().join("clone");
    fs::create_dir(&clone).expect("folders can be made");
    done(&shell(&clone, "git clone -q --branch work ../origin .", &[]));
    (place, clone)
}

/// The commands of a job: what stands behind `run:`, or in a list below `script:`.
fn commands(text: &str, job: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_key = |line: &str, indent: usize| {
        line.len() > indent && !line.starts_with(&" ".repeat(indent + 1)) && line.starts_with(&" ".repeat(indent))
    };
    let from = lines.iter().position(|line| line.trim() == format!("{job}:")).expect("the job is there");
    let indent = lines[from].len() - lines[from].trim_start().len();
    let length = lines[from + 1..].iter().position(|line| !line.trim().is_empty() && is_key(line, indent));
    let job = &lines[from + 1..length.map_or(lines.len(), |length| from + 1 + length)];
    let script = job.iter().skip_while(|line| line.trim() != "script:").skip(1);
    let script = script.map(|line| line.trim()).take_while(|line| line.starts_with(['-', '#']));
    let listed = script.filter_map(|line| line.strip_prefix("- "));
    let runs = job.iter().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("run: "));
    listed.chain(runs).map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_workflow_for_github_runs() {
    let (_place, clone) = cloned("github");
    let text = fs::read_to_string(clone.join(".github/workflows/handbook.yml")).expect("init wrote it");
    assert!(text.contains("fetch-depth: 0") && text.contains("schedule:"));
    assert!(text.contains(&format!("/setup@v{}\n", env!("CARGO_PKG_VERSION"))), "{text}");
    let review = commands(&text, "review");
    assert_eq!(review.len(), 2, "{review:?}");
    let summary = clone.join("summary.md");
    let variables = [("GITHUB_BASE_REF", "main"), ("GITHUB_STEP_SUMMARY", summary.to_str().expect("plain"))];
    for command in &review {
        done(&shell(&clone, command, &variables));
    }
    let said = fs::read_to_string(&summary).expect("the summary is written");
    assert!(said.contains("### For Staff\n\n- **Your first day**"), "{said}");
    let publish = commands(&text, "publish");
    assert_eq!(publish.len(), 3, "{publish:?}");
    for command in &publish {
        done(&shell(&clone, command, &[]));
    }
    assert!(clone.join("dist/client/index.html").is_file() && !clone.join("dist/staff").exists());
}

#[test]
fn every_command_of_the_pipeline_for_gitlab_runs() {
    let (_place, clone) = cloned("gitlab");
    let text = fs::read_to_string(clone.join(".gitlab-ci.yml")).expect("init wrote it");
    assert!(text.contains("GIT_DEPTH: \"0\"") && text.contains(&format!(":{}\n", env!("CARGO_PKG_VERSION"))), "{text}");
    let variables =
        [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_PROJECT_DIR", clone.to_str().expect("plain"))];
    let before = "git config --global --add safe.directory \"$CI_PROJECT_DIR\"";
    assert!(text.contains(before));
    done(&shell(&clone, before, &variables));
    let (review, pages) = (commands(&text, "review"), commands(&text, "pages"));
    assert_eq!((review.len(), pages.len()), (3, 4), "{review:?} {pages:?}");
    review.iter().chain(&pages).for_each(|command| drop(done(&shell(&clone, command, &variables))));
    assert!(fs::read_to_string(clone.join("changes.md")).expect("it is written").contains("Your first day"));
    assert!(clone.join("public/index.html").is_file());
}

#[test]
fn an_overdue_review_stops_no_rebuild_and_a_mistake_does() {
    let (_place, clone) = cloned("github");
    let publish =
        commands(&fs::read_to_string(clone.join(".github/workflows/handbook.yml")).expect("init wrote it"), "publish");
    let on = |command: &String| format!("{command} --today 2099-01-01");
    assert!(done(&shell(&clone, &on(&publish[0]), &[])).contains("overdue-review"));
    done(&shell(&clone, &on(&publish[1]), &[]));
    fs::write(clone.join("content/wrong.md"), "+++\ntitle = \"x\"\nkind = \"page\"\n+++\n\n[a](nothing.md)\n")
        .expect("a file");
    assert!(!shell(&clone, &publish[0], &[]).status.success());
    assert!(!shell(&clone, &publish[1], &[]).status.success());
}

#[test]
fn a_file_for_a_build_server_is_never_written_over() {
    let (_place, clone) = cloned("github");
    let again = shell(&clone, "greyline init --ci github", &[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("already exists and was not changed"));
    done(&shell(&clone, "greyline init --ci gitlab", &[]));
    assert!(clone.join(".gitlab-ci.yml").is_file());
}

#[test]
fn a_release_is_packed_fetched_and_compared() {
    let place = TempDir::new().expect("the system has room for a folder");
    fs::write(place.path().join("gitconfig"), "").expect("files can be written");
    let folder = place.path().join("x");
    fs::create_dir(&folder).expect("folders can be made");
    // A copy, so that two tests do not pack into one place.
    let script =
        format!("cp -R {0}/.ci {0}/Cargo.toml {0}/CHANGELOG.md {0}/README.md {0}/LICENSE-* .", top().display());
    done(&shell(&folder, &script, &[]));
    // A stand-in that is quickly packed.
    let wrapper = format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_greyline"));
    fs::write(folder.join("program"), wrapper).expect("files can be written");
    done(&shell(&folder, "chmod +x program", &[]));
    let (version, program) = (env!("CARGO_PKG_VERSION"), "program");
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let pack = format!(".ci/package {target} {program}");
    let first = done(&shell(&folder, &pack, &[]));
    assert_eq!(first, done(&shell(&folder, &pack, &[])), "the same program gives the same archive");
    let releases = place.path().join(format!("releases/v{version}"));
    fs::create_dir_all(&releases).expect("folders can be made");
    done(&shell(&folder, &format!("cp target/package/greyline-* {}", releases.display()), &[]));
    let url = format!("file://{}", place.path().join("releases").display());
    let variables = [("GREYLINE_RELEASES", url.as_str())];
    let install = format!(".ci/install {version} bin");
    done(&shell(&folder, &install, &variables));
    assert!(done(&shell(&folder, "bin/greyline --version", &[])).starts_with(&format!("greyline {version}")));
    // What is not what was released is not installed.
    done(&shell(
        &folder,
        &format!("printf x >> {}/greyline-{version}-{target}.tar.gz && rm -r bin", releases.display()),
        &[],
    ));
    assert!(!shell(&folder, &install, &variables).status.success());
    assert!(!folder.join("bin").exists());
    // The action runs the same script, for the version of its own Cargo.toml.
    let action = fs::read_to_string(top().join(".github/actions/setup/action.yml")).expect("the action is there");
    assert!(action.contains("\"$top/.ci/install\" \"$version\" \"$RUNNER_TEMP/greyline\""));
}

#[test]
fn a_tag_is_the_version_and_has_notes() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(!shell(top(), ".ci/release-check v0.0.1", &[]).status.success());
    assert!(!shell(top(), ".ci/release-check", &[]).status.success());
    done(&shell(top(), &format!(".ci/release-check v{version}"), &[]));
    assert!(done(&shell(top(), ".ci/release-notes 0.1.0", &[])).contains("\n- "));
    assert_eq!(done(&shell(top(), ".ci/release-notes 0.1", &[])), "");
}

#[test]
fn the_hook_refuses_a_commit_that_brings_a_mistake() {
    let (_place, clone) = cloned("github");
    let hook = top().join(".ci/pre-commit");
    done(&shell(
        &clone,
        &format!(
            "cp {} .git/hooks/pre-commit && printf more >> content/_index.md && git commit -qam three",
            hook.display()
        ),
        &[],
    ));
    fs::write(clone.join("content/wrong.md"), "+++\ntitle = \"x\"\nkind = \"page\"\n+++\n\n[a](nothing.md)\n")
        .expect("a file");
    let refused = shell(&clone, "git add . && git commit -qm four", &[]);
    assert!(!refused.status.success());
    // Git shows what a hook prints beside its own output.
    assert!(String::from_utf8_lossy(&refused.stderr).contains("broken-link"), "{refused:?}");
    done(&shell(&clone, "git reset -q && printf x > other.txt && git add other.txt && git commit -qm five", &[]));
}

#[test]
fn the_commit_is_that_of_the_own_repository() {
    let (_place, clone) = cloned("github");
    let commit = commit::commit(&clone).expect("it is a repository");
    let (hash, day) = commit.split_once(' ').expect("a hash and a day");
    assert!(hash.len() == 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{commit}");
    assert!(day.len() == 10 && day.starts_with("20"), "{commit}");
    assert_eq!(commit::commit(&clone.join("content")), None, "a folder inside a repository is a package in it");
    assert_eq!(commit::commit(Path::new("/")), None);
}
