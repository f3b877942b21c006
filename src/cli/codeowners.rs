//! `greyline codeowners`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use clap::Args;

use super::args::Today;
use super::outcome::Outcome;
use super::terminal;
use crate::error::Result;
use crate::handbook::Handbook;
use crate::pipeline;

/// Print a CODEOWNERS file: who must agree to a change of each policy.
///
/// The owner of a policy, and who is to approve it, are taken from its front matter. A contact in people.toml is one that a code host
/// understands when it is an e-mail address, or the page of a user or of a team: `https://github.com/NAME`,
/// `https://github.com/orgs/NAME/teams/TEAM`, `https://gitlab.com/NAME`. GitHub, GitLab and Gitea read the file at the top of the
/// repository, in docs/ or in the folder of their own name.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  greyline codeowners > CODEOWNERS\n  greyline codeowners --prefix handbook > ../CODEOWNERS"
)]
pub(super) struct Codeowners {
    /// The folder of the handbook, from the top of the repository.
    #[arg(long, value_name = "FOLDER", default_value = "")]
    prefix: String,
    #[command(flatten)]
    today: Today,
}

impl Codeowners {
    pub(super) fn run(&self, root: &Path) -> Result<Outcome> {
        let loaded = pipeline::load(root, self.today.date(root))?;
        let Some(handbook) = &loaded.handbook else {
            terminal::eprint_report(&loaded.diagnostics, &loaded.tree)?;
            return Ok(Outcome::Problems);
        };
        let File { text, without } = file(handbook, &self.prefix);
        terminal::print(&text)?;
        without.iter().try_for_each(|problem| terminal::eprint_note(Some(problem)))?;
        Ok(if without.is_empty() { Outcome::Done } else { Outcome::Problems })
    }
}

/// The file, and what is not in it, in sentences.
struct File {
    text: String,
    without: Vec<String>,
}

fn file(handbook: &Handbook, prefix: &str) -> File {
    let mut text = "# Written by `greyline codeowners`. The last line that fits a file decides.\n".to_owned();
    let mut without = Vec::new();
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    let prefix = prefix.trim_matches('/');
    let top = if prefix.is_empty() { "/content".to_owned() } else { format!("/{prefix}/content") };
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed()) {
        let mut owners: Vec<String> = Vec::new();
        for key in policy.front.owner().into_iter().chain(policy.front.approver()) {
            let person = handbook.data.people.get(&key.value);
            match person.and_then(|person| person.contact.as_deref()).and_then(account) {
                Some(account) if !owners.contains(&account) => owners.push(account),
                Some(_) => {}
                None => *unknown.entry(&key.value).or_default() += 1,
            }
        }
        let path = format!("{top}/{}", policy.path);
        match pattern(&path) {
            _ if owners.is_empty() => {}
            Some(pattern) => {
                let _ = writeln!(text, "{pattern} {}", owners.join(" "));
            }
            None => without.push(format!("{path}: no pattern of CODEOWNERS can name it; rename the file")),
        }
    }
    let files = |count: usize| if count == 1 { "one policy".to_owned() } else { format!("{count} policies") };
    without.extend(unknown.into_iter().map(|(key, count)| {
        format!(
            "people.toml: `{key}`, who answers for {}, has no contact that a code host understands: write an e-mail address, or \
             the page of a user or a team",
            files(count)
        )
    }));
    File { text, without }
}

/// The name by which a code host knows somebody; `None` where their contact is none that it understands.
fn account(contact: &str) -> Option<String> {
    let contact = contact.trim();
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && !name.starts_with('-')
    };
    for host in ["https://github.com/", "https://gitlab.com/", "https://codeberg.org/"] {
        let Some(page) = contact.strip_prefix(host) else { continue };
        return match page.trim_end_matches('/').split('/').collect::<Vec<_>>().as_slice() {
            ["orgs", name, "teams", team] if is_name(name) && is_name(team) => Some(format!("@{name}/{team}")),
            ["groups", names @ ..] if !names.is_empty() && names.iter().all(|name| is_name(name)) => {
                Some(format!("@{}", names.join("/")))
            }
            [name] if is_name(name) => Some(format!("@{name}")),
            _ => None,
        };
    }
    let address = contact.strip_prefix("mailto:").unwrap_or(contact).split('?').next()?;
    let (name, host) = address.split_once('@')?;
    let whole = !name.is_empty() && host.contains('.') && !host.contains('@');
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[]{}*`\"'#,;:\\|/".contains(c);
    (whole && address.chars().all(plain)).then(|| address.to_owned())
}

/// The pattern that fits one path alone. A space stands behind a backslash; for brackets and the like the hosts have no way to write them.
fn pattern(path: &str) -> Option<String> {
    let plain = !path.contains(['[', ']', '*', '?', '!', '#', '\\', '\n', '\t']);
    plain.then(|| path.replace(' ', "\\ "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_host_knows_accounts_and_addresses() {
        for (contact, name) in [
            ("mailto:care@lanternbay.example", Some("care@lanternbay.example")),
            ("care@lanternbay.example?subject=x", Some("care@lanternbay.example")),
            ("https://github.com/octo-cat", Some("@octo-cat")),
            ("https://github.com/orgs/acme/teams/care/", Some("@acme/care")),
            ("https://gitlab.com/groups/acme/care", Some("@acme/care")),
            ("https://github.com/acme/care/issues", None),
            ("https://example.org/us", None),
            ("tel:+4420", None),
            ("at the desk", None),
            ("us@desk", None),
            ("a b@c.de", None),
            ("@octo", None),
        ] {
            assert_eq!(account(contact).as_deref(), name, "{contact}");
        }
    }

    #[test]
    fn a_pattern_fits_one_path() {
        assert_eq!(pattern("/content/a b.md").as_deref(), Some("/content/a\\ b.md"));
        assert_eq!(pattern("/content/a[1].md"), None);
    }
}
