//! In: published files written by hand. Out: what was read of them. What always holds: nothing is read that is not there.

use super::*;
use crate::audit::words::words;

/// Whether the words of `text` stand in the file in a row, with no more than `gap` between them.
fn holds(bytes: &[u8], name: &str, text: &str, gap: Gap) -> bool {
    let wanted: Vec<u64> = words(text).iter().map(|word| word.hash).collect();
    let reading = Reading::of(bytes, name);
    let inside = reading.members.iter().any(|member| holds(&member.bytes, &member.name, text, gap));
    let printed = reading.words();
    let same = |run: &[Printed]| {
        run.iter().zip(&wanted).all(|(word, wanted)| word.hash == *wanted)
            && run[1..].iter().all(|word| word.gap <= gap)
    };
    inside || printed.windows(wanted.len()).any(same)
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("a test may stop here");
    packer.finish().expect("a test may stop here")
}

const SECRET: &str = "the safe code is hidden here";

#[test]
fn markup_in_all_its_forms() {
    for page in [
        "<p>the safe code is hidden here</p>",
        "<p>the <b>safe</b> co<i>de</i> is hid<!-- x -->den <a href=x>here</a>",
        "<p>the&#32;s&#x61;fe code &#105;s hid&shy;den&nbsp;here",
        "<img alt='the safe code is hidden here'>",
        "<div data-note=\"the safe code is &quot;hidden&quot; here\">",
        "<!-- the safe code is hidden here -->",
        "<a href=\"/find/the%20safe%20code%20is%20hidden%20here\">x</a>",
        "<p onclick=\"say('the safe code is \\x68idden here')\">",
        "<p style=\"content: 'the safe code is hidden here'\">",
        "<style>p::before { content: 'the safe code \\69s hidden here' }</style>",
        "<script>let a = 'the safe co' + \"de is \" +\n'hidden here';</script>",
        "<script>// the safe code is hidden here\n</script>",
        "<script type=application/json>{\"a\": \"the s\\u0061fe code is hidden here\"}</script>",
        "<svg><title>the safe code is hidden here</title></svg>",
        "<entry><content type=html>&lt;p&gt;the safe &lt;b&gt;code&lt;/b&gt; is hidden here</content></entry>",
        "<entry><![CDATA[<p>the safe <b>co</b>de is hidden here]]></entry>",
        "<iframe srcdoc=\"&lt;p&gt;the safe &amp;#99;ode is hidden here\">",
        "<img src=\"data:image/svg+xml;base64,PHN2Zz48dGV4dD50aGUgc2FmZSBjb2RlIGlzIGhpZGRlbiBoZXJlPC90ZXh0Pjwvc3ZnPg==\">",
        "<img src=\"data:image/svg+xml,%3Csvg%3E%3Ctext%3Ethe safe code is hidden here\">",
        "<unclosed the safe code is hidden here",
    ] {
        let gap = if page.starts_with("<unclosed") { Gap::Wall } else { Gap::Link };
        let found = holds(page.as_bytes(), "index.html", SECRET, gap);
        assert!(found || page.starts_with("<unclosed"), "{page}");
    }
}

#[test]
fn blocks_and_neighbours_part_words() {
    let parted = |page: &str, gap: Gap| holds(page.as_bytes(), "a.html", "one two", gap);
    assert!(parted("<b>one</b> two", Gap::Tag));
    assert!(!parted("<a>one</a> two", Gap::Tag) && parted("<a>one</a> two", Gap::Link));
    assert!(!parted("<a>one</a> <a>two</a>", Gap::Link) && parted("<a>one</a> <a>two</a>", Gap::Neighbour));
    assert!(!parted("<li>one<li>two", Gap::Neighbour) && parted("<li>one<li>two", Gap::Block));
    assert!(!parted("<p title=one>two", Gap::Block));
}

#[test]
fn data_programs_and_styles() {
    assert!(holds(br#"{"a":["the safe","code is hidden here"]}"#, "a.json", SECRET, Gap::Block));
    assert!(holds(br#"{"a":"<b>the safe<\/b> code is hidden here"}"#, "a.json", SECRET, Gap::Tag));
    assert!(holds(b"shard({\"a\":\"the safe code is hidden here\"})", "a.js", SECRET, Gap::Text));
    assert!(holds(b"a{} /* the safe code is hidden here */", "a.css", SECRET, Gap::Text));
    assert!(holds(b"BEGIN\r\nSUMMARY:the safe co\r\n de is hidden here\r\n", "a.ics", SECRET, Gap::Text));
    assert!(holds(b"let a = \"dGhlIHNhZmUgY29kZSBpcyBoaWRkZW4gaGVyZSEh\"", "a.js", SECRET, Gap::Text));
}

#[test]
fn channels_tell_data_from_programs() {
    let channel = |text: &str, name: &str| Reading::of(text.as_bytes(), name).words()[0].channel;
    assert_eq!(channel("add({\"lanyard\":[1,2]})", "a.js"), Channel::Data);
    assert_eq!(
        channel("document.addEventListener('keydown', (event) => { if (event.key === 'x') close(event); })", "a.js"),
        Channel::Code
    );
    assert_eq!(channel("{\"lanyard\":1}", "a.json"), Channel::Data);
}

#[test]
fn compressed_copies_and_archives() {
    assert!(holds(&gz(b"<p>the safe code is hidden here"), "a.html.gz", SECRET, Gap::Text));
    assert!(holds(&gz(&gz(SECRET.as_bytes())), "a", SECRET, Gap::Text));
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut zlib, SECRET.as_bytes()).expect("a test may stop here");
    assert!(holds(&zlib.finish().expect("a test may stop here"), "a.bin", SECRET, Gap::Text));
    let mut zip = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    zip.extend([28, 0, 0, 0, 28, 0, 0, 0, 5, 0, 0, 0]);
    zip.extend(b"a.txt");
    zip.extend(SECRET.as_bytes());
    assert!(holds(&zip, "a.zip", SECRET, Gap::Text));
}

#[test]
fn what_cannot_be_read_is_told() {
    assert_eq!(Reading::of(&[0x28, 0xb5, 0x2f, 0xfd, 0, 0xff], "a.zst").unread, Some("zstd"));
    assert!(Reading::of(&[0xff, 0xfe, 0xff, 0x80, 0x00, 0xd8][2..], "a.html.br").unread.is_some());
    let whole = gz(SECRET.repeat(100).as_bytes());
    assert!(Reading::of(&whole[..whole.len() / 2], "a.gz").unread.is_some());
}

#[test]
fn text_between_other_bytes_and_in_other_encodings() {
    assert!(holds(b"\x89PNG\0\xfftEXtComment\0the safe code is hidden here\0\xff", "a.png", SECRET, Gap::Text));
    assert!(holds(b"<p>caf\xe9 the saf&#101; code is hidden here", "a.html", SECRET, Gap::Text));
    assert!(holds(b"<p>the saf&#101; code\0 is hidden here", "a.html", SECRET, Gap::Text));
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(SECRET.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(holds(&wide, "a.txt", SECRET, Gap::Text));
}

#[test]
fn places_are_those_of_the_file() {
    let page = "<p>é &amp; one\n<b>two</b></p>";
    let words = Reading::of(page.as_bytes(), "a.html").words();
    let two = words.iter().find(|word| word.hash == crate::audit::words::hash(b"two")).expect("a test may stop here");
    assert_eq!(two.at as usize, page.find("two").expect("a test may stop here"));
}
