//! What a failure of an object store means, in plain words.
//!
//! In: an error of the store's client, with what the server said. Out: a sentence that says what is wrong and what to do. What
//! always holds: it names no credential.

use std::error::Error as StdError;
use std::fmt::Write;

use object_store::Error as StoreError;

/// What servers say, in lower case, and what it means.
const MEANINGS: &[(&[&str], &str)] = &[
    (
        &["nosuchbucket", "containernotfound", "bucket does not exist", "the specified bucket"],
        "there is no such bucket: create it, or correct its name, the region or the endpoint",
    ),
    (
        &[
            "invalidaccesskeyid",
            "signaturedoesnotmatch",
            "authenticationfailed",
            "invalidclienttokenid",
            "unrecognizedclient",
            "invalid_grant",
            "unauthenticated",
        ],
        "the credentials are wrong: check the variables that hold them",
    ),
    (&["expiredtoken", "tokenrefreshrequired", "token has expired"], "the credentials have expired: sign in again"),
    (&["requesttimetooskewed"], "the clock of this machine is wrong: set it"),
    (
        &[
            "quotaexceeded",
            "storagefull",
            "insufficientstorage",
            "insufficient storage",
            "507 ",
            "accountlimitexceeded",
            "no space left",
        ],
        "the target is full: make room, or raise its limit",
    ),
    (&["entitytoolarge", "requestbodytoolarge"], "the file is larger than the server takes"),
    (
        &["permanentredirect", "authorizationheadermalformed", "bareredirect", "redirect without location"],
        "the bucket is in another region: set AWS_REGION to the right one",
    ),
    (
        &["accessdenied", "authorizationfailure", "authorizationpermissionmismatch", "forbidden", "403 "],
        "the credentials do not allow it: they must be allowed to list, read, write and delete below the target",
    ),
    (
        &["slowdown", "503 ", "serverbusy", "toomanyrequests", "429 "],
        "the server is overloaded: try again later, or with a smaller --parallel",
    ),
    (
        &["169.254.", "missing accesskey", "no credentials", "accesskeyid", "metadata.google", "missingcredentials"],
        "there are no credentials: set the variables that hold them",
    ),
    (&["certificate", "invalid peer", "tls"], "the server's certificate is not trusted"),
    (&["timed out", "timeout", "elapsed"], "the server does not answer in time: the line is slow or broken"),
    (
        &["dns", "name or service not known", "failed to lookup"],
        "there is no server of that name: check the endpoint and the region",
    ),
    (&["connect", "connection", "unreachable", "broken pipe", "reset by peer"], "the server cannot be reached"),
];

/// The sentence for a failure while doing `action`.
pub(super) fn plain(action: &str, error: &StoreError) -> String {
    let told = chain(error);
    let lower = told.to_lowercase();
    let meaning = MEANINGS.iter().find(|(signs, _)| signs.iter().any(|sign| lower.contains(sign)));
    let mut text = format!("cannot {action}: ");
    match (meaning, code(&told)) {
        (Some((_, meaning)), Some(code)) => {
            let _ = write!(text, "{meaning} (the server says {code})");
        }
        (Some((_, meaning)), None) => text.push_str(meaning),
        (None, _) => text.push_str(told.lines().next().unwrap_or_default()),
    }
    text
}

/// Whether a file was not found since there is no bucket.
pub(super) fn is_missing_bucket(error: &(dyn StdError + 'static)) -> bool {
    let told = chain(error).to_lowercase();
    MEANINGS[0].0.iter().any(|sign| told.contains(sign))
}

/// Whether the server says that it does not know a header.
pub(super) fn is_not_implemented(error: &StoreError) -> bool {
    let told = chain(error);
    told.contains("NotImplemented") || told.contains("501 ")
}

/// What an error and those behind it say, without addresses: the name of a file is no sign of anything.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut told = String::new();
    let mut next = Some(error.source().unwrap_or(error));
    while let Some(error) = next {
        let text = error.to_string();
        if !told.contains(&text) {
            let _ = write!(told, "{}{text}", if told.is_empty() { "" } else { ": " });
        }
        next = error.source();
    }
    // The client names its own limits in each of its errors.
    let told = told.replace("retry_timeout", "");
    told.split(' ').filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
}

/// The code of a server's answer in XML, or the status.
fn code(told: &str) -> Option<&str> {
    let (_, rest) = told.split_once("<Code>")?;
    rest.split_once("</Code>").map(|(code, _)| code)
}
