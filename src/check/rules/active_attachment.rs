//! `active-attachment`: attachments that could run a script in a reader's browser, with the rights of the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};

use crate::config::Readers;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::handbook::{Destination, Handbook};
use crate::text::ContentPath;

/// Endings of files that browsers run or read as pages, whatever is in them.
const ACTIVE: [&str; 15] =
    ["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "hta", "htc", "js", "mjs", "cjs", "xsl", "xslt", "svgz"];
/// Endings of files that are harmless unless they hold a script.
const MARKUP: [&str; 6] = ["svg", "xml", "rdf", "rss", "atom", "mathml"];
/// Elements that run scripts, or bring in what may.
const SCRIPTING: [&str; 9] =
    ["script", "foreignobject", "iframe", "frame", "object", "embed", "applet", "handler", "listener"];
/// The namespaces in which an element of XML may run something, without what may stand before.
const SCRIPTED: [&str; 2] = ["www.w3.org/1999/xhtml", "www.w3.org/2000/svg"];
/// Elements that set an attribute of another while the picture is shown.
const ANIMATION: [&str; 4] = ["animate", "set", "animatetransform", "animatemotion"];

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let audiences = &handbook.config.audiences;
    for (path, readers) in used(handbook) {
        let Some(bytes) = handbook.attachments.get(&path) else { continue };
        let Some(why) = activity(path.as_str(), bytes) else { continue };
        let file: Arc<str> = format!("content/{path}").into();
        let others = audiences.iter().filter(|(id, _)| readers.contains(*id) && *id != audiences.most_private());
        let (who, level) = match others.last() {
            Some((_, audience)) => (audience.title.as_str(), Level::Error),
            None => (audiences.get(audiences.most_private()).title.as_str(), Level::Warning),
        };
        let message = format!("{who} get this file, and it can run a script in their browsers: {why}");
        let help = "write what it says as a page, or publish it as a picture (PNG) or as PDF; a drawing is harmless \
                    without scripts, event handlers and embedded pages";
        diagnostics.push(Diagnostic::of_file(Rule::ActiveAttachment, &file, message).help(help).milder(level));
    }
    for (name, bytes) in &*handbook.static_files {
        let Some((edition, path)) = name.split_once('/') else { continue };
        let Some(settings) = handbook.config.editions.iter().find(|settings| settings.name == edition) else {
            continue;
        };
        // A host may want a page here, such as one that proves whose site it is; it need not run anything.
        let Some(why) = script_in(path, bytes).filter(|_| has_ending(path, &ACTIVE) || has_ending(path, &MARKUP))
        else {
            continue;
        };
        let is_private = settings.audience == audiences.most_private();
        let file: Arc<str> = format!("static/{name}").into();
        let message = format!("this file can run a script in the browsers of edition `{edition}`: {why}");
        let found = Diagnostic::of_file(Rule::ActiveAttachment, &file, message);
        let found = found.help("remove what runs; the pages of the handbook need no script of yours");
        diagnostics.push(found.milder(if is_private { Level::Warning } else { Level::Error }));
    }
}

/// The attachments that texts use, and who reads one of the texts that do.
pub(super) fn used(handbook: &Handbook) -> BTreeMap<ContentPath, Readers> {
    let audiences = &handbook.config.audiences;
    let mut used: BTreeMap<ContentPath, Readers> = BTreeMap::new();
    let mut add = |path: ContentPath, readers: Readers| {
        used.entry(path).and_modify(|known| *known = known.or(readers)).or_insert(readers);
    };
    for text in handbook.texts() {
        for (link, lead) in text.links() {
            if let Destination::Attachment(path) = &lead.to {
                add(path.clone(), text.readers.and(link.readers));
            }
        }
    }
    if let Some(logo) = &handbook.config.site.logo {
        add(ContentPath::new(logo), audiences.all());
    }
    used
}

/// Why a file could run a script; `None` where nothing is known that would.
fn activity(path: &str, bytes: &[u8]) -> Option<String> {
    if has_ending(path, &ACTIVE) {
        return Some("a browser opens it as a page or a program of this site".to_owned());
    }
    if has_ending(path, &MARKUP) { script_in(path, bytes) } else { None }
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

/// What in a text with tags would run. It is read as HTML, in which comments and sections end sooner than in XML: what a browser
/// might run is never passed over.
fn script_in(path: &str, bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("it is not UTF-8, so nobody can tell what is in it".to_owned());
    };
    let lower = text.to_lowercase();
    if lower.contains("<?xml-stylesheet") {
        return Some("it names a style sheet or a transformation of its own (`<?xml-stylesheet`)".to_owned());
    }
    let mut entities = lower.split("<!entity").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    if entities
        .any(|entity| entity.contains(['<', '&', '%']) || entity.contains("javascript") || entity.contains("system"))
    {
        return Some("it declares an entity that may hold anything (`<!ENTITY`)".to_owned());
    }
    if lower.contains("<!attlist") {
        return Some("it declares attributes that are not written in it (`<!ATTLIST`)".to_owned());
    }
    let tags = || {
        Tokenizer::new_with_emitter(text, DefaultEmitter::default()).flatten().filter_map(|token| match token {
            Token::StartTag(tag) => Some(tag),
            _ => None,
        })
    };
    // In any other XML the elements are names without a meaning.
    let is_data = has_ending(path, &MARKUP) && !has_ending(path, &["svg"]) && !tags().any(|tag| is_scripted(&tag));
    if is_data { None } else { tags().find_map(|tag| script_in_tag(&tag)) }
}

/// Whether a tag begins the namespace of HTML or of drawings.
fn is_scripted(tag: &StartTag<()>) -> bool {
    tag.attributes.iter().filter(|(key, _)| key.starts_with(b"xmlns")).any(|(_, value)| {
        let value = String::from_utf8_lossy(&value.value).to_lowercase();
        SCRIPTED.iter().any(|namespace| value.contains(namespace))
    })
}

/// What in a tag would run.
fn script_in_tag(tag: &StartTag<()>) -> Option<String> {
    let local = |name: &[u8]| {
        let name = String::from_utf8_lossy(name).to_lowercase();
        name.rsplit(':').next().unwrap_or_default().to_owned()
    };
    let name = local(&tag.name);
    if SCRIPTING.contains(&name.as_str()) {
        return Some(format!("it has a `<{name}>`"));
    }
    tag.attributes.iter().find_map(|(key, value)| {
        let key = local(key);
        let value = String::from_utf8_lossy(&value.value).to_lowercase();
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if key.len() > 2 && key.starts_with("on") {
            Some(format!("its `<{name}>` has the event handler `{key}`"))
        } else if ["javascript:", "vbscript:", "data:text", "data:application", "data:image/svg"]
            .iter()
            .any(|scheme| value.contains(scheme))
        {
            Some(format!("the `{key}` of its `<{name}>` may run a script"))
        } else if key == "attributename"
            && ANIMATION.contains(&name.as_str())
            && (value.ends_with("href") || value.starts_with("on"))
        {
            Some(format!("its `<{name}>` sets `{value}`"))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_run_is_found() {
        for text in [
            "<svg><script>x</script></svg>",
            "<svg:svg xmlns:svg='s'><svg:script href='x'/></svg:svg>",
            "<svg onload='x'/>",
            "<svg><g\nonClick = x></svg>",
            "<svg><a xlink:href='java&#115;cript:x'/></svg>",
            "<svg><a href=' \u{1}java\nscript:x'/></svg>",
            "<svg><use href='data:image/svg+xml;base64,AA'/></svg>",
            "<svg><set attributeName='xlink:href' to='x'/></svg>",
            "<svg><animate attributeName='onload' to='x'/></svg>",
            "<svg><foreignObject/></svg>",
            "<svg><!--> --><ScRiPt/></svg>",
            "<svg><![CDATA[ > ]]><script/></svg>",
            "<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>",
            "<!DOCTYPE a [<!ENTITY x '<script/>'>]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY x '&#60;script/>'>]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'x'>]><a>&x;</a>",
            "<a xmlns:h='http://www.w3.org/1999/xhtml'><h:script/></a>",
            "<a><b xmlns='http://&#119;ww.w3.org/2000/svg' onload='x'/></a>",
            "<!DOCTYPE a [<!ATTLIST a onload CDATA 'x'>]><a/>",
        ] {
            let ending = if text.contains("<a") && !text.contains("<svg") { "xml" } else { "svg" };
            assert!(script_in(&format!("a.{ending}"), text.as_bytes()).is_some(), "{text}");
        }
        assert!(script_in("a.svg", &[0xff, 0xfe, b'<', 0]).is_some());
        for path in ["a.html", "a.HTM", "x/a.xhtml", "a.js", "a.svgz", "a.xsl"] {
            assert!(activity(path, b"").is_some(), "{path}");
        }
    }

    #[test]
    fn drawings_and_data_are_harmless() {
        for text in [
            "<svg viewBox='0 0 1 1'><title>On = off</title><style>.a { fill: red }</style><path d='M0 0'/></svg>",
            "<svg><!-- drawn on=1 --><a href='https://example.org/'><text x='1'>the script</text></a></svg>",
            "<!DOCTYPE svg [<!ENTITY ns 'http://www.w3.org/2000/svg'>]><svg xmlns='&ns;'/>",
            "<svg><image href='data:image/png;base64,AA'/><use href='#a'/></svg>",
            "<svg><animate attributeName='opacity' to='1'/></svg>",
        ] {
            assert_eq!(script_in("a.svg", text.as_bytes()), None, "{text}");
        }
        for text in
            ["<feed><title>News</title><link href='x'/></feed>", "<all><object on='1' once='x'/><script/></all>"]
        {
            assert_eq!(script_in("a.xml", text.as_bytes()), None, "{text}");
        }
        for path in ["a.pdf", "a.png", "a.txt", "html", "a.html.png"] {
            assert_eq!(activity(path, b"<script>"), None, "{path}");
        }
    }
}
