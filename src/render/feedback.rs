//! "Was this clear?": where a reader says that a page is not.
//!
//! In: a page, and the policy that it shows. Out: a way to its owner, by mail or by telephone, or else to whom `[site] feedback` names.
//! What always holds: a person whom the readers may not know is never named.

use super::Renderer;
use super::context::{FeedbackView, PersonView};
use super::template_value::Html;
use crate::edition::PolicyMeta;
use crate::text::{SitePath, encode_percent};

impl Renderer<'_> {
    /// Where to say that the page of a policy, or a page without an owner, is not clear; `None` where nobody is named.
    pub(super) fn feedback(&self, meta: Option<&PolicyMeta>, title: &str, path: &SitePath) -> Option<FeedbackView> {
        let owner = meta.and_then(PolicyMeta::owner).and_then(|owner| self.person(owner, path));
        let (id, version) = (meta.and_then(PolicyMeta::id), meta.and_then(PolicyMeta::version));
        let name = id.into_iter().chain([title]).chain(version).collect::<Vec<_>>().join(" ");
        if let Some(PersonView { role, contact: Some(contact), href, .. }) = owner {
            let mail = href.as_deref().filter(|href| href.starts_with("mailto:")).map(|href| self.letter(href, &name));
            let contact = Some(contact).filter(|_| mail.is_none());
            return Some(FeedbackView { who: Some(role), href: mail.or(href), contact });
        }
        let link = self.edition.identity.feedback.as_deref()?;
        let mail = link.starts_with("mailto:").then(|| self.letter(link, &name));
        let shown = link.strip_prefix("tel:").map(|number| number.replace('-', " "));
        let contact = shown.map(|shown| Html::escaped(&shown));
        Some(FeedbackView { who: None, href: Some(mail.unwrap_or_else(|| link.to_owned())), contact })
    }

    /// A letter about a page, begun: its subject names the page.
    fn letter(&self, to: &str, name: &str) -> String {
        let subject = self.theme.strings.get("clear.subject").replace("{title}", name);
        let mark = if to.contains('?') { '&' } else { '?' };
        format!("{to}{mark}subject={}", encode_query(&subject))
    }
}

/// A text as a value of a URL's query.
fn encode_query(text: &str) -> String {
    encode_percent(text).replace('/', "%2F").replace('&', "%26").replace('=', "%3D").replace('+', "%2B")
}
