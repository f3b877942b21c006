//! Adds the preview's two scripts to a page, and makes the pages of the preview's own.
//!
//! In: the bytes of a page as they would be published. Out: the same with the scripts in the head. What always holds: but for
//! these elements, what is served is what would be published.

use sha2::{Digest, Sha256};

/// The folder of the preview's own addresses.
pub(super) const OWN: &str = "_greyline";

/// The preview's own files: name, type and contents.
pub(super) const ASSETS: [(&str, &str, &str); 6] = [
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ("bar.js", "text/javascript; charset=utf-8", include_str!("assets/bar.js")),
    ("swap.js", "text/javascript; charset=utf-8", include_str!("assets/swap.js")),
    ("bar.css", "text/css; charset=utf-8", include_str!("assets/bar.css")),
    ("marks.css", "text/css; charset=utf-8", include_str!("assets/marks.css")),
    ("list.css", "text/css; charset=utf-8", include_str!("assets/list.css")),
];

/// A short hash of these bytes.
pub(super) fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(10).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Puts the scripts first in the head, so that they see the page as it was sent. A page that redirects is left alone.
pub(super) fn inject(page: Vec<u8>, tag: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&page) else { return page };
    let Some(head) = text.find("<head>") else { return page };
    let at = head + "<head>".len();
    if text[at..].split("</head>").next().is_some_and(|head| head.contains("http-equiv=\"refresh\"")) {
        return page;
    }
    let script = format!(
        "<script src=\"/{OWN}/swap.js\" defer></script>\
         <script src=\"/{OWN}/bar.js\" defer id=\"_greyline\" data-tag=\"{tag}\"></script>"
    );
    let mut out = Vec::with_capacity(page.len() + script.len());
    out.extend_from_slice(&page[..at]);
    out.extend_from_slice(script.as_bytes());
    out.extend_from_slice(&page[at..]);
    out
}

/// What a page of the preview's own may load: the preview's own files.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A page of the preview's own. `body` is HTML.
pub(super) fn own_page(title: &str, body: &str) -> Vec<u8> {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title>
<link rel="icon" href="/{OWN}/icon.svg">
<link rel="stylesheet" href="/{OWN}/list.css">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"#
    )
    .into_bytes()
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_first() {
        let page = inject(b"<html><head><script src=a></script></head></html>".to_vec(), "t");
        let text = String::from_utf8(page).unwrap();
        assert!(text.starts_with("<html><head><script src=\"/_greyline/swap.js\""), "{text}");
        assert!(text.contains("data-tag=\"t\"></script><script src=a>"), "{text}");
    }

    #[test]
    fn what_sends_on_and_what_is_no_page_is_left_alone() {
        let redirect = b"<head><meta http-equiv=\"refresh\" content=\"0; url=a\"></head>".to_vec();
        assert_eq!(inject(redirect.clone(), "t"), redirect);
        assert_eq!(inject(b"\xff<head>".to_vec(), "t"), b"\xff<head>");
        assert_eq!(inject(b"plain".to_vec(), "t"), b"plain");
    }
}
