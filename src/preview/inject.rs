//! What the preview adds to a page on its way to the window: one script, in the head.
//!
//! In: the bytes of a page as they would be published. Out: the same with the script. What always holds: but for that one
//! element, what is served is what would be published.

use sha2::{Digest, Sha256};

/// Below this the preview has its own addresses.
pub(super) const OWN: &str = "_greyline";

/// The script, the style of the bar, and the style of the marks on pages.
pub(super) const ASSETS: [(&str, &str, &str); 6] = [
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ("bar.js", "text/javascript; charset=utf-8", include_str!("assets/bar.js")),
    ("swap.js", "text/javascript; charset=utf-8", include_str!("assets/swap.js")),
    ("bar.css", "text/css; charset=utf-8", include_str!("assets/bar.css")),
    ("marks.css", "text/css; charset=utf-8", include_str!("assets/marks.css")),
    ("list.css", "text/css; charset=utf-8", include_str!("assets/list.css")),
];

/// A name for these bytes.
pub(super) fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(10).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The page with the script as the first of its head, so that it sees the page as it was sent. A page that sends its readers
/// on at once is left alone.
pub(super) fn inject(page: Vec<u8>, tag: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&page) else { return page };
    let Some(head) = text.find("<head>") else { return page };
    let at = head + "<head>".len();
    if text[at..].split("</head>").next().is_some_and(|head| head.contains("http-equiv=\"refresh\"")) {
        return page;
    }
    let script = format!(
        "<script src=\"/{OWN}/swap.js\" defer></script><script src=\"/{OWN}/bar.js\" defer id=\"_greyline\" data-tag=\"{tag}\"></script>"
    );
    let mut out = Vec::with_capacity(page.len() + script.len());
    out.extend_from_slice(&page[..at]);
    out.extend_from_slice(script.as_bytes());
    out.extend_from_slice(&page[at..]);
    out
}

/// A page of the preview's own. `body` is HTML.
pub(super) fn own_page(title: &str, body: &str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"/{OWN}/icon.svg\">\n<link rel=\"stylesheet\" href=\"/{OWN}/list.css\">\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
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
