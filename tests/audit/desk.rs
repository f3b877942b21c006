//! A small handbook and an honest site of it, in a folder that goes away.

use std::path::Path;

use greyline::audit::{Audit, Leak, LeakKind, audit};
use tempfile::TempDir;

/// The handbook's files.
const SOURCES: &[(&str, &str)] = &[
    (
        "book.toml",
        "title = \"The Harbour Handbook\"\n# the editor keeps a diary about this file at home\n[audiences]\nstaff = { title = \"Staff\", sees = [\"members\"] }\n\
         members = { title = \"Members\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n[editions.staff]\naudience = \"staff\"\n\
         [editions.members]\naudience = \"members\"\n[editions.client]\naudience = \"client\"\n",
    ),
    (
        "content/_index.md",
        "+++\ntitle = \"Welcome\"\nkind = \"page\"\naudience = \"client\"\n+++\nEverything you can expect from us.\n",
    ),
    (
        "content/payments/_index.md",
        "+++\ntitle = \"Payments\"\nkind = \"page\"\naudience = \"client\"\n+++\nWhat things cost.\n",
    ),
    ("content/payments/refunds.md", include_str!("refunds.md")),
    ("content/payments/till-counting.md", include_str!("till-counting.md")),
    (
        "content/payments/guest-passes.md",
        "---\nid: MB-003\ntitle: Bringing a friend\naudience: members\ntags: [friends]\nsay: |\n  Gently tell them that\n  lockers cost extra tonight.\n\
         ---\nYour friend swims free on the first Sunday of each month.\n",
    ),
    (
        "content/payments/plans.md",
        "+++\nid = \"PY-900\"\ntitle = \"Autumn price plans\"\nstatus = \"draft\"\naudience = \"client\"\n+++\nWe will raise every ticket by a tenth in October.\n",
    ),
    ("content/vault/_index.md", "+++\ntitle = \"Behind the counter\"\nkind = \"page\"\n+++\n"),
    (
        "content/people.toml",
        "[front-desk]\nrole = \"Front desk\"\ncontact = \"mailto:desk@harbour.example\"\naudience = \"client\"\n\n[night-auditor]\nrole = \"Night auditor\"\n\
         name = \"Philippa Quennell\"\ncontact = \"mailto:quennell.p@harbour.example\"\n\n[safety]\nrole = \"Lifeguard rota\"\ncontact = \"tel:+441632960777\"\n",
    ),
    (
        "content/facts.toml",
        "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n[[late-fee.values]]\nfrom = 2024-01-01\nvalue = \"£6\"\n[[late-fee.values]]\nfrom = 2026-01-01\n\
         value = \"£7.50\"\n\n[gesture]\ntitle = \"Largest gesture\"\n[[gesture.values]]\nfrom = 2024-01-01\nvalue = \"£250\"\n",
    ),
    (
        "content/goals.toml",
        "mission = \"Nobody on this coast drowns.\"\n[calm]\ntitle = \"A calm foyer\"\ntext = \"Shouting falls by half within two winters.\"\n",
    ),
    (
        "content/touchpoints.toml",
        "[refund]\ntitle = \"I want my money back\"\naudience = \"client\"\n\n[bailiff]\ntitle = \"A bailiff calls\"\ntext = \"Somebody arrives with a court order for us.\"\n",
    ),
    ("content/glossary.md", include_str!("glossary.md")),
    ("content/payments/flow.svg", "<svg><title>How a refund runs</title><text>Ask at the desk</text></svg>"),
    ("content/payments/floor-plan.svg", "<svg><text>Cupboard of the master keys</text></svg>"),
    ("content/vault/rota.bin", "\0\u{1}\u{2}rota bytes \u{3}\0\0"),
];

/// Pages of an honest client site.
const SITE: &[(&str, &str)] = &[
    (
        "index.html",
        "<!doctype html><title>Welcome · The Harbour Handbook</title><h1>Welcome</h1><p>Everything you can expect from us.</p><a href=\"payments/\">Payments</a>",
    ),
    (
        "payments/index.html",
        "<h1>Payments</h1><p>What things cost.</p><ul><li><a href=\"refunds/\">Refunds</a><li><a href=\"../p/CS-014/\">CS-014</a></ul>",
    ),
    ("payments/refunds/index.html", include_str!("refunds.html")),
    ("payments/refunds/flow.svg", "<svg><title>How a refund runs</title><text>Ask at the desk</text></svg>"),
    ("p/CS-014/index.html", "<meta http-equiv=refresh content=\"0; url=../../payments/refunds/\">"),
    ("glossary/index.html", "<dl><dt>Credit note<dd>Money kept in your name, to spend on anything we sell.</dl>"),
    ("facts/index.html", "<table><tr><td>Late fee<td>£7.50<td>before: £6</table>"),
    ("tags/payments/index.html", "<h1>Tag: payments</h1>"),
    ("search/re.js", "greyline(\"re\",{\"refund\":[[0,3],[1,2]],\"refunds\":[[0,1]],\"reimburs\":[2]});"),
    (
        "search/pages.json",
        "[{\"title\":\"Refunds\",\"url\":\"payments/refunds/\",\"text\":\"You get all of it back within 30 days. The late fee is £7.50.\"}]",
    ),
    (
        "changes.atom",
        "<feed><entry><title>Refunds 2.0</title><content type=\"html\">&lt;p&gt;Credit notes last twice as long.&lt;/p&gt;</content></entry></feed>",
    ),
    ("style.css", "body { color: #333 } .card::after { content: \"\\2014\" }"),
    (
        "script.js",
        "// opens the search\nconst box = document.querySelector('[data-search]'); box.addEventListener('keydown', (event) => event.key === '/' && box.focus());",
    ),
    ("manifest.json", "{\"generator\":\"greyline\",\"edition\":\"client\",\"files\":{\"index.html\":\"1f0c\"}}"),
];

/// A handbook and a site of it.
pub(crate) struct Desk(TempDir);

impl Desk {
    /// The handbook with its honest client site.
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (path, text) in SOURCES {
            desk.source(path, text);
        }
        for (path, text) in SITE {
            desk.publish(path, text);
        }
        desk
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn source(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.root().join(path), text.as_ref());
    }

    pub(crate) fn publish(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.root().join("dist").join(path), text.as_ref());
    }

    pub(crate) fn audit(&self, edition: &str) -> Audit {
        audit(self.root(), &self.root().join("dist"), edition).unwrap()
    }

    /// The line of a source on which some words stand.
    pub(crate) fn line_of(&self, source: &str, words: &str) -> usize {
        let text = std::fs::read_to_string(self.root().join(source)).unwrap();
        text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words:?} is not in {source}")) + 1
    }

    /// Asserts that the client edition leaks a thing of `source`, from the line where `words` stand, in `published` alone.
    pub(crate) fn leaks(&self, published: &str, source: &str, words: &str, kind: LeakKind) {
        let audit = self.audit("client");
        let line = if kind == LeakKind::Attachment || words.is_empty() { 1 } else { self.line_of(source, words) };
        let is = |leak: &Leak| {
            leak.published.split('!').next() == Some(published)
                && leak.source == source
                && leak.line == line
                && leak.kind == kind
        };
        assert!(
            audit.leaks.iter().any(is),
            "{published} should leak {source}:{line} ({kind:?}); found {:#?}",
            audit.leaks
        );
        let elsewhere: Vec<&Leak> = audit.leaks.iter().filter(|leak| !leak.published.starts_with(published)).collect();
        assert!(elsewhere.is_empty(), "nothing leaks elsewhere: {elsewhere:#?}");
    }
}

pub(crate) fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
