//! What the tests of whole handbooks share: a small handbook to stand on, the reader of fixtures, and handbooks in folders
//! in which the program is run.
#![allow(dead_code, reason = "each test file uses a part of this")]

pub(crate) mod fixture;
pub(crate) mod folder;
pub(crate) mod random;
pub(crate) mod results;

use jiff::civil::{Date, date};

/// The day that is taken for today.
pub(crate) fn today() -> Date {
    date(2026, 6, 15)
}

/// The files that a handbook has unless a fixture brings its own: three audiences, and a few keys of each data file.
pub(crate) const DEFAULTS: [(&str, &str); 5] = [
    (
        "book.toml",
        r#"title = "Handbook"

[audiences]
staff = { title = "Staff", sees = ["members"] }
members = { title = "Members", sees = ["client"] }
client = { title = "Clients" }

[editions.staff]
audience = "staff"
out = "dist/staff"

[editions.members]
audience = "members"
out = "dist/members"

[editions.client]
audience = "client"
out = "dist/client"
"#,
    ),
    (
        "content/people.toml",
        r#"[front-desk]
role = "Front desk"
audience = "client"

[duty-manager]
role = "Duty manager"

[client-care]
role = "Client care"
audience = "client"
"#,
    ),
    (
        "content/facts.toml",
        r#"[late-fee]
title = "Late fee"
audience = "client"

[[late-fee.values]]
from = 2026-01-01
value = "£5"

[gesture-limit]
title = "What the front desk may give away"

[[gesture-limit.values]]
from = 2026-01-01
value = "£20"
"#,
    ),
    (
        "content/goals.toml",
        r#"mission = "Everyone comes back."

[keep-clients]
title = "Clients who come back"
"#,
    ),
    (
        "content/touchpoints.toml",
        r#"[refund]
title = "I want my money back"
audience = "client"
"#,
    ),
];

/// A whole handbook: the files given, and the defaults for those that are not.
pub(crate) fn handbook<'a>(files: &[(&'a str, &'a [u8])]) -> Vec<(&'a str, &'a [u8])> {
    let given = |name: &str| files.iter().any(|(known, _)| *known == name);
    let defaults = DEFAULTS.iter().filter(|(name, _)| !given(name)).map(|(name, text)| (*name, text.as_bytes()));
    defaults.chain(files.iter().copied()).collect()
}
