//! Every private thing of the handbook, in every place where it could get out.

use base64::Engine;
use greyline::audit::{LeakKind, audit_beside};

use crate::desk::{Desk, gz};

const REFUNDS: &str = "content/payments/refunds.md";
const TILL: &str = "content/payments/till-counting.md";
const SENTENCE: &str = "Look for the red sticker before you open the strongbox.";

/// Asserts that a file with this text leaks the line of `source` where `words` stand.
fn leaks(path: &str, text: impl AsRef<[u8]>, source: &str, words: &str) {
    let desk = Desk::new();
    desk.publish(path, text);
    desk.leaks(path, source, words, LeakKind::Words);
}

#[test]
fn a_sentence_in_every_form_of_file() {
    let base64 = "TG9vayBmb3IgdGhlIHJlZCBzdGlja2VyIGJlZm9yZSB5b3Ugb3BlbiB0aGUgc3Ryb25nYm94Lg==";
    for (path, text) in [
        ("a.html", format!("<main><p>Before. {SENTENCE} After.</p></main>")),
        ("b.html", "<p>LOOK for the <b>red</b> st<i>ick</i>er <!-- x -->before you <a href=x>open</a> the <span>strong</span>box</p>".to_owned()),
        ("c.html", "<p>Look for&nbsp;the r&#101;d sti&#x63;ker b&shy;efore you open the strongbox".to_owned()),
        ("d.html", format!("<img alt=\"{SENTENCE}\">")),
        ("e.html", format!("<div data-answer='{SENTENCE}'></div>")),
        ("f.html", format!("<!-- {SENTENCE} -->")),
        ("g.html", "<a href=\"?q=Look%20for%20the%20red%20sticker%20before%20you%20open\">x</a>".to_owned()),
        ("h.html", format!("<script>const words = '{SENTENCE}';</script>")),
        ("i.html", "<script>const words = 'Look for the red stic' + 'ker before you \\u006fpen the strongbox';</script>".to_owned()),
        ("j.html", format!("<style>p::after {{ content: '{SENTENCE}' }}</style>")),
        ("k.html", format!("<object data=\"data:text/plain;base64,{base64}\"></object>")),
        ("l.json", "{\"a\":{\"b\":[\"Look for the r\\u0065d sticker before you \\\"open\\\" the strongbox\"]}}".to_owned()),
        ("m.json", "{\"html\":\"<p>Look for the <mark>red</mark> sticker before you open<\\/p>\"}".to_owned()),
        ("n.js", format!("shard(\"{SENTENCE}\")")),
        ("o.css", format!("/* {SENTENCE} */")),
        ("p.css", "p::after { content: \"Look for the \\72 ed sticker before you open\" }".to_owned()),
        ("q.atom", format!("<feed><entry><summary>{SENTENCE}</summary></entry></feed>")),
        ("r.xml", "<feed><content type=\"html\">&lt;p&gt;Look for the &lt;b&gt;red&lt;/b&gt; sticker before you open</content></feed>".to_owned()),
        ("s.xml", "<rss><description><![CDATA[<p>Look for the r<b>e</b>d sticker before you open]]></description></rss>".to_owned()),
        ("t.svg", format!("<svg><desc>{SENTENCE}</desc></svg>")),
        ("u.ics", "SUMMARY:Look for the red stic\r\n ker before you open the strongbox\r\n".to_owned()),
        ("v.txt", SENTENCE.to_owned()),
        ("w.csv", format!("id,text\nCS-014,\"{SENTENCE}\"\n")),
        ("x", SENTENCE.to_uppercase()),
        ("y.html", "<p>Look for the red sticker</p><p>before you open the strongbox.</p>".to_owned()),
        ("z.html", "<dl><dt>Look for the red</dt><dd>sticker before you open</dl>".to_owned()),
        ("za.json", "[\"look\",\"for\",\"the\",\"red\",\"sticker\",\"before\",\"you\",\"open\",\"the\"]".to_owned()),
    ] {
        leaks(path, text, REFUNDS, "red sticker");
    }
}

/// What a program could make of a text with one standard call, and what it joins.
#[test]
fn a_sentence_in_other_letters() {
    let letters = |form: &dyn Fn(u32) -> String, between: &str| {
        SENTENCE.chars().map(|c| form(u32::from(c))).collect::<Vec<_>>().join(between)
    };
    let hexadecimal = letters(&|c| format!("{c:02x}"), "");
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let wide: Vec<u8> = SENTENCE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let zlib = {
        let mut made = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut made, SENTENCE.repeat(3).as_bytes()).unwrap();
        made.finish().unwrap()
    };
    // As SAML and others have it: without a head.
    let bare = {
        let mut made = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut made, SENTENCE.as_bytes()).unwrap();
        made.finish().unwrap()
    };
    let lines =
        base64(SENTENCE.as_bytes()).as_bytes().chunks(20).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
    let escaped =
        |times: usize| (0..times).fold(letters(&|c| format!("%{c:02X}"), ""), |text, _| text.replace('%', "%25"));
    let of_block = |c: u32, first: u32| match char::from_u32(c).unwrap().to_ascii_lowercase() {
        c @ 'a'..='z' => char::from_u32(first + u32::from(c) - u32::from('a')).unwrap().to_string(),
        c => c.to_string(),
    };
    let split: Vec<String> = SENTENCE.split(' ').map(|word| format!("p.a::after {{ content: \"{word}\" }}")).collect();
    for (path, text) in [
        ("a.js", format!("show('{hexadecimal}')")),
        ("b.html", format!("<i data-x={hexadecimal}>")),
        ("c.js", format!("String.fromCharCode({})", letters(&|c| c.to_string(), ","))),
        ("d.js", format!("f([{}])", letters(&|c| format!("0x{c:02x}"), ", "))),
        ("e.json", format!("{{\"a\":[{}]}}", letters(&|c| c.to_string(), ","))),
        ("f.txt", base64(&wide)),
        ("g.json", format!("[\"{}\"]", base64(&zlib))),
        ("h.txt", lines),
        ("i.eml", format!("Subject: {}", letters(&|c| format!("={c:02X}"), ""))),
        ("j.vcf", format!("NOTE:{}", SENTENCE.replace('e', "=65"))),
        ("k.html", format!("<a href='?q={}'>x</a>", escaped(1))),
        ("l.txt", escaped(2)),
        ("m.html", format!("<p>{}", letters(&|c| format!("&amp;#{c};"), ""))),
        ("n.html", format!("<p>{}", letters(&|c| format!("&amp;amp;#x{c:x};"), ""))),
        ("o.css", split.concat()),
        ("p.html", format!("<style>{}</style>", split.concat())),
        ("q.js", "['Look for', 'the red sticker', 'before you open the strongbox'].join(' ')".to_owned()),
        ("qa.js", format!("/* {SENTENCE} */ show(1)")),
        ("qb.js", format!("x = \"{SENTENCE}\"; show(\"a\");")),
        ("qc.js", "x = [\"Look for\", \"the red sticker\", \"before you open the strongbox\"].join(\" \")".to_owned()),
        (
            "r.html",
            "<script>x = 'Look for the \\162ed sticker ' + y + 'before you open the strongbox'</script>".to_owned(),
        ),
        ("s.md", format!("Hello.\n\n[x]: # \"{SENTENCE}\"\n")),
        ("t.md", format!("Hello.\n\n<!-- {SENTENCE} -->\n")),
        ("u.xml", format!("<!DOCTYPE a [<!ENTITY e \"{SENTENCE}\">]><a>&e;</a>")),
        ("v.html", "<look-for-the-red-sticker-before-you-open>x</look-for-the-red-sticker-before-you-open>".to_owned()),
        ("w.html", "<p look for the red sticker before you open>x".to_owned()),
        ("x.html", format!("<p>{}", SENTENCE.replace('o', "\u{43e}").replace('e', "\u{435}"))),
        ("y.html", format!("<p>{}", SENTENCE.replace('o', "\u{3bf}").to_uppercase())),
        ("z.html", format!("<p>{}", SENTENCE.replace('o', "ᴏ").replace('r', "ʀ").replace('d', "\u{1f1e9}\u{200b}"))),
        ("za.html", format!("<a href=\"?x={}\">x</a>", base64(SENTENCE.as_bytes()).trim_end_matches('='))),
        ("zb.html", format!("<a href=\"/a/b-c/{}\">x</a>", base64(SENTENCE.as_bytes()).trim_end_matches('='))),
        ("zc.txt", format!("+{}-", base64(&SENTENCE.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()))),
        ("zd.txt", zlib.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()),
        ("ze.txt", format!("00000000  {}", letters(&|c| format!("{c:02x}"), " "))),
        ("zf.txt", letters(&|c| format!("{c:03o}"), " ")),
        ("zg.txt", letters(&|c| format!("{c:08b}"), "\n")),
        ("zh.html", format!("<script>unescape('{}')</script>", letters(&|c| format!("%u{c:04X}"), ""))),
        ("zj.html", format!("<p>{}</p>", letters(&|c| of_block(c, 0x1_f1e6), ""))),
        ("zk.html", format!("<p>{}</p>", letters(&|c| char::from_u32(0xe_0000 + c).unwrap().to_string(), ""))),
        ("zl.html", format!("<i title='{}'></i>", letters(&|c| char::from_u32(0xe_0000 + c).unwrap().to_string(), ""))),
        ("zr.properties", letters(&|c| format!("\\u{c:04x}"), "")),
        ("zs.toml", format!("a = \"{}\"", SENTENCE.replace('e', "\\u0065"))),
        ("zt.js", format!("show(\"<b>{}</b>\", 1)", SENTENCE.replace(' ', "</b> <b>"))),
        ("zu.html", format!("<script type=\"text/x\">{}</script>", SENTENCE.replace(' ', "</i> <i>"))),
        ("zm.txt", base64(&bare)),
        ("zn.html", format!("<p data-x={}>", base64(&bare).trim_end_matches('='))),
        ("zo.rtf", format!("{{\\rtf1\\ansi {}}}", letters(&|c| format!("\\'{c:02x}"), ""))),
        ("zp.rtf", format!("{{\\rtf1 {{\\b {}}}}}", SENTENCE.replace(" the", "{\\i0\\fs24  t}he"))),
        ("zq.rtf", format!("{{\\rtf1 {}}}", letters(&|c| format!("\\u{c}?"), ""))),
        ("zi.html", format!("<p>{}", letters(&|c| format!("%25u{c:04x}"), ""))),
    ] {
        leaks(path, text, REFUNDS, "red sticker");
    }
}

/// Words beside what a file is made of.
#[test]
fn a_sentence_in_the_head_and_behind_the_end_of_a_file() {
    let mut named = flate2::GzBuilder::new().filename(SENTENCE).write(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut named, b"Hello there.").unwrap();
    leaks("a.gz", named.finish().unwrap(), REFUNDS, "red sticker");
    let noted = flate2::GzBuilder::new().comment(SENTENCE).write(Vec::new(), flate2::Compression::fast());
    leaks("b.gz", noted.finish().unwrap(), REFUNDS, "red sticker");
    let archive = || {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("a.txt", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, b"Hello there.").unwrap();
        archive.finish().unwrap().into_inner()
    };
    leaks("c.zip", [archive(), SENTENCE.as_bytes().to_vec()].concat(), REFUNDS, "red sticker");
    let mut noted = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::FullFileOptions::default().with_file_comment(SENTENCE);
    noted.start_file("a.txt", options).unwrap();
    leaks("ca.zip", noted.finish().unwrap().into_inner(), REFUNDS, "red sticker");
    leaks("d.zip", [archive(), gz(SENTENCE.as_bytes())].concat(), REFUNDS, "red sticker");
    // An archive of zeros and texts is no text in wide letters.
    let tar = [b"a.txt".as_slice(), &[0; 600], SENTENCE.as_bytes(), &[0; 9000]].concat();
    for (path, bytes) in
        [("e.tar", tar.clone()), ("f.tar.gz", gz(&tar)), ("g.bin", [&[0; 4096], SENTENCE.as_bytes()].concat())]
    {
        leaks(path, bytes.clone(), REFUNDS, "red sticker");
        let desk = Desk::new();
        desk.publish(path, bytes);
        let audit = desk.audit("client");
        assert!(audit.leaks.iter().any(|leak| leak.kind == LeakKind::Unread), "{path}: {:?}", audit.leaks);
    }
}

#[test]
fn a_sentence_in_compressed_copies() {
    let page = format!("<p>{SENTENCE}</p>");
    leaks("pages.json.gz", gz(page.as_bytes()), REFUNDS, "red sticker");
    leaks("twice.gz", gz(&gz(page.as_bytes())), REFUNDS, "red sticker");
    leaks("no-ending", gz(page.as_bytes()), REFUNDS, "red sticker");
}

#[test]
fn every_private_key_of_a_visible_policy() {
    for text in [
        "Kind refunds win more bookings than posters",
        "the till will not open for me",
        "Hamper from the café",
        "£35",
        "Callers who hang up on us",
        "under 3%",
        "A skipper shouts about barnacles",
        "Offer tea, then the hoist",
        "Pier Street Baths",
        "Vouchers within a fortnight, grudgingly handed",
        "Rhea walked a lost purse",
        "Our solicitor insisted on this",
        "Managers stopped signing small refunds",
        "the evening crew at Saltmarsh",
        "https://pierstreet.example/terms",
    ] {
        let words = text.trim_start_matches("https://");
        leaks("a.html", format!("<p>{text}</p>"), REFUNDS, words);
    }
}

/// Options and limits of two words or three, however ordinary each word is.
#[test]
fn short_options_as_a_whole() {
    for (key, text) in [
        ("offer", "Swim free"),
        ("offer", "Free of charge"),
        ("offer", "Pay later"),
        ("when", "On Mondays"),
        ("limit", "Twice a year"),
        ("limit", "3 visits"),
    ] {
        let desk = Desk::new();
        let options = [("offer", "A quiet gesture"), ("when", "Nobody else asks"), ("limit", "£17")];
        let rows = options.map(|(name, usual)| format!("{name} = \"{}\"\n", if name == key { text } else { usual }));
        let policy = std::fs::read_to_string(desk.root().join(REFUNDS)).unwrap();
        let option = format!("[[options]]\n{}decided_by = \"night-auditor\"\n\n[[standards]]", rows.concat());
        desk.source(REFUNDS, policy.replacen("[[standards]]", &option, 1));
        desk.publish("a.html", format!("<ul><li>{text}</li></ul>"));
        desk.leaks("a.html", REFUNDS, &format!("{key} = \"{text}\""), LeakKind::Words);
    }
}

#[test]
fn every_private_part_of_a_visible_body() {
    leaks("a.html", "<p>The code of the strongbox is £250 read backwards", REFUNDS, "The code of the strongbox");
    leaks("a.html", "<li>Never count coins aloud.", REFUNDS, "Never count coins");
    leaks("a.html", "<p>A nested block stays with the staff", REFUNDS, "A nested block");
    leaks("a.html", "<p>ask Gwen whether the ombudsman has replied", REFUNDS, "ask Gwen");
    leaks("a.html", "<p>The chandler next door undercuts us", REFUNDS, "The chandler next door");
    leaks("a.html", "<img alt='Where the master keys hang'>", REFUNDS, "master keys hang");
    leaks("a.html", "<a href='https://intranet.harbour.example/strongbox'>", REFUNDS, "[wiki]:");
    leaks("a.html", "<p>The ledger lies under the third floorboard", REFUNDS, "[^ledger]:");
    leaks("a.html", "<p>Members may park behind the boathouse", REFUNDS, "Members may park");
}

#[test]
fn everything_of_a_private_policy() {
    leaks("a.html", "<p>Two people count together, and neither leaves", TILL, "Two people count");
    leaks("a.html", "<h2>Counting the till</h2>", TILL, "title =");
    leaks("a.html", "<a href=\"../p/PY-007/\">x</a>", TILL, "id =");
    leaks("a.html", "<section id=\"py-007\">", TILL, "id =");
    leaks("a.html", "<p>strongroom</p>", TILL, "tags =");
    leaks("a.html", "<a href=\"/cash/evening-ritual/\">x</a>", TILL, "aliases =");
    leaks("a.html", "<td>Leather pouch", TILL, "Leather pouch");
    leaks("search/qu.json", "{\"quixotically\":[4]}", TILL, "quixotically");
    leaks("a.html", "<p>We will raise every ticket by a tenth", "content/payments/plans.md", "We will raise");
    leaks("a.html", "<p>Autumn price plans", "content/payments/plans.md", "title =");
    leaks("a.html", "<p>that lockers cost extra tonight", "content/payments/guest-passes.md", "tell them that");
}

#[test]
fn every_private_entry_of_the_data_files() {
    leaks("a.html", "<p>Philippa Quennell", "content/people.toml", "name =");
    leaks("a.html", "<p>Night auditor", "content/people.toml", "[night-auditor]");
    leaks("a.html", "<p>Lifeguard rota", "content/people.toml", "Lifeguard rota");
    leaks("a.html", "<a href=\"mailto:quennell.p@harbour.example\">x</a>", "content/people.toml", "quennell.p@");
    leaks("a.html", "<a href=\"tel:+441632960777\">x</a>", "content/people.toml", "tel:");
    leaks("a.html", "<td>£250", "content/facts.toml", "£250");
    leaks("a.html", "<td>Largest gesture", "content/facts.toml", "Largest gesture");
    leaks("a.html", "<p>Nobody on this coast drowns.", "content/goals.toml", "mission");
    leaks("a.html", "<p>Shouting falls by half within two winters", "content/goals.toml", "text =");
    leaks("a.html", "<p>A bailiff calls", "content/touchpoints.toml", "A bailiff calls");
    leaks("a.html", "<p>Somebody arrives with a court order", "content/touchpoints.toml", "court order");
}

#[test]
fn terms_that_no_visible_text_uses() {
    leaks("a.html", "<dt>Demurrage", "content/glossary.md", "Demurrage");
    leaks("a.html", "<dd>What a berth costs after the tide", "content/glossary.md", "What a berth costs");
    leaks("a.html", "<dt>Yellow book", "content/glossary.md", "Yellow book");
}

#[test]
fn comments_of_the_configuration() {
    leaks("a.html", "<p>the editor keeps a diary about this file", "book.toml", "the editor keeps");
}

#[test]
fn names_of_files_and_folders() {
    for (path, source, words) in [
        ("payments/till-counting/index.html", TILL, ""),
        ("og/Till-Counting.png", TILL, ""),
        ("p/PY-007/index.html", TILL, "id ="),
        ("cash/evening-ritual/index.html", TILL, "aliases ="),
        ("tags/strongroom/index.html", TILL, "tags ="),
        ("roles/night-auditor/index.html", "content/people.toml", "[night-auditor]"),
        ("counting%20the%20till.html", TILL, "title ="),
        ("files/floor-plan.txt", "content/payments/floor-plan.svg", ""),
    ] {
        let desk = Desk::new();
        desk.publish(path, "<p>Welcome");
        desk.leaks(path, source, words, LeakKind::Name);
    }
}

#[test]
fn attachments_by_their_bytes() {
    let desk = Desk::new();
    let bytes = std::fs::read(desk.root().join("content/vault/rota.bin")).unwrap();
    for (path, content) in [("img/a1b2.png", bytes.clone()), ("files/a.bin.gz", gz(&bytes))] {
        let desk = Desk::new();
        desk.publish(path, content);
        desk.leaks(path, "content/vault/rota.bin", "", LeakKind::Attachment);
    }
    let plan = std::fs::read(desk.root().join("content/payments/floor-plan.svg")).unwrap();
    let desk = Desk::new();
    desk.publish("payments/refunds/other.svg", plan);
    desk.leaks("payments/refunds/other.svg", "content/payments/floor-plan.svg", "", LeakKind::Attachment);
    leaks(
        "b.html",
        "<svg><text>Cupboard of the master keys</text></svg>",
        "content/payments/floor-plan.svg",
        "Cupboard",
    );
}

/// A file of the search with these bytes.
fn shard(name: &str, bytes: &str) -> String {
    let packed = base64::engine::general_purpose::STANDARD.encode(gz(bytes.as_bytes()));
    format!("greyline(\"{name}\",\"0badcafe\",\"{packed}\")\n")
}

#[test]
fn near_words_that_no_table_has() {
    for line in ["holiday=quixotically:0.1;refund:2.3", "quixotically=refund:0.1", "quixotically"] {
        let desk = Desk::new();
        desk.publish("search/start.js", shard("start", "{\"pages\":\"1\"}"));
        desk.publish("search/n0.js", shard("n0", &format!("bank=refund:0.3\n{line}\n")));
        desk.leaks("search/n0.js", TILL, "quixotically", LeakKind::Words);
        // What stands before `=` may be a word of the table that every site has; what stands behind it may not.
        let table = [("words/near-en.txt".to_owned(), b"# Words\nquixotically oddly\n".to_vec())];
        let audit = audit_beside(desk.root(), &desk.root().join("dist"), "client", &table, "").unwrap();
        let is_of_table = line.starts_with("quixotically");
        assert_eq!(audit.leaks.iter().any(|leak| leak.published == "search/n0.js"), !is_of_table, "{line}");
    }
}
