//! `unapproved-version`: versions in force that nobody approved, or not the one who was to.

use jiff::civil::Date;

use crate::config::ApprovalSettings;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::{Archive, Handbook};
use crate::policy::{Approval, Policy};
use crate::text::{Span, Spanned};

/// Checks the version that each file has. What is announced needs no approval before its first day.
pub(in crate::check) fn check(handbook: &Handbook, archive: &Archive, diagnostics: &mut Diagnostics) {
    let settings = handbook.config.check.approvals;
    for policy in handbook.working_copies.iter().filter(|policy| policy.is_governed()) {
        let Some(version) = policy.front.version().filter(|_| handbook.standing(policy).governs()) else { continue };
        let changes = policy.front.changes();
        let approval = changes.iter().find(|change| change.version.value == version.value);
        let found = match (approval.and_then(|change| change.approval), settings) {
            (Some(approval), _) => wrong(handbook, archive, policy, approval, settings),
            (None, Some(settings)) => missing(handbook, policy, version, settings),
            (None, None) => None,
        };
        if let Some((span, message, help)) = found {
            diagnostics.push(Diagnostic::new(Rule::UnapprovedVersion, &policy.file.name, span, message).help(help));
        }
    }
}

/// A place, what is wrong there, and what to do.
type Finding = Option<(Span, String, String)>;

/// A version without an approval that it needs.
fn missing(handbook: &Handbook, policy: &Policy, version: &Spanned<String>, settings: ApprovalSettings) -> Finding {
    let approver = policy.front.approver();
    if approver.is_none() && !settings.all {
        return None;
    }
    let first = policy.front.first_day().filter(|first| *first <= handbook.today);
    if settings.from.is_some_and(|from| first.is_none_or(|first| first < from)) {
        return None;
    }
    let since = first.map(|first| format!(" since {first}")).unwrap_or_default();
    let message = format!("version {} is in force{since}, and nothing says who approved it", version.value);
    let by = approver.map_or("…", |approver| approver.value.as_str());
    let help =
        format!("in its entry of `[[changes]]`, write `approved = {{ by = \"{by}\", on = {} }}`", handbook.today);
    Some((version.span, message, help))
}

/// An approval that is none: of somebody else, too late, or of one's own work.
fn wrong(
    handbook: &Handbook,
    archive: &Archive,
    policy: &Policy,
    Approval { by, on }: Approval<'_>,
    settings: Option<ApprovalSettings>,
) -> Finding {
    if let Some(approver) = policy.front.approver().filter(|approver| approver.value != by.value) {
        let message = format!("`{}` approved this version, and `{}` was to", by.value, approver.value);
        let help = "have it approved by whom `approved_by` names, or name another there".to_owned();
        return Some((by.span, message, help));
    }
    if on.value > handbook.today {
        let message = format!("it was approved on {}, which is still to come", on.value);
        return Some((on.span, message, "write the day on which it was approved".to_owned()));
    }
    let settings = settings?;
    let late = |first: &Date| on.value > *first && settings.from.is_none_or(|from| *first >= from);
    if let Some(first) = policy.front.first_day().filter(late) {
        let message = format!("it was approved on {}, and had been in force since {first}", on.value);
        let help = "correct the day; a version that was in force too early is accepted by one of `[[waivers]]`";
        return Some((on.span, message, help.to_owned()));
    }
    let author = only_author(archive, policy)?;
    let contact = handbook.data.people.get(&by.value)?.contact.as_deref()?;
    let own = contact.trim_start_matches("mailto:").split('?').next()?.eq_ignore_ascii_case(author);
    if !settings.not_by_author || !own {
        return None;
    }
    let message = format!("`{}` approved this version, and is the only one who wrote it", by.value);
    Some((by.span, message, "have it approved by somebody else".to_owned()))
}

/// The address of whoever alone wrote the version that a file has; `None` where it was several, or nobody knows.
fn only_author<'a>(archive: &'a Archive, policy: &Policy) -> Option<&'a str> {
    let (id, number) = (policy.front.id()?, policy.front.version()?);
    let version = archive.of(&id.value).find(|version| version.number == number.value)?;
    let mut authors = version.authors.iter();
    authors.next().filter(|_| authors.next().is_none()).map(|author| &**author)
}
