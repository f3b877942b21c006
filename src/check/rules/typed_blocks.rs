//! What authors type for a list, a table, a heading or a comment and Markdown does not know as one: its lines run into one another.
//!
//! In: a paragraph of a text. Out: the marks in it, each with what to write instead. What always holds: a mark counts only where it
//! stands at the beginning of a line, and most of them only where a second one follows.

use std::ops::Range;

use crate::check::written::{Written, words_of};

pub(super) const BULLET: &str = "begin each item with `- `, and put an empty line before the first";
const NO_BREAK: &str = "put ordinary spaces before and behind the mark; what stands there is another kind of blank";
const DEFINITION: &str = "write a list or a table: words are defined in glossary.md alone";
const HEADING: &str = "put a space behind `#`; a heading has six levels at most";
const SIGNS_OF_A_HEADING: &str = "begin a heading with `#`, one for each level, and a space";
const TAGS: &str = "write them in the front matter, `tags = [\"refunds\"]`, or take the `#` away";
pub(super) const DEEP: &str = "indent it by as much as the item above, or by two to four spaces more than that; begin a list behind an empty line";
pub(super) const LABELS: &str = "end each line but the last with `\\`, or begin each with `- `";
const LINES: &str = "end each line but the last with `\\`, so that it stays a line";
pub(super) const ITEM: &str = "begin each item with `1. ` or `- `, or put an empty line before each";
pub(super) const COLUMNS: &str = "write a table: `| Name | Fee |`, below it `|---|---|`, and a row for each line";
pub(super) const COMMENT: &str = "remove it, and the letter in brackets in the text: it was a comment of Google Docs";

/// The first marks of lists in other letters and digits than those of Latin.
const FIRST_MARKS: &str = "αΑаАאأا一①⑴❶⓪١۱१１ａ";

/// Signs that word processors put before the items of a list; those of the fonts Symbol and Wingdings have no letter of their own.
const BULLETS: &str = "✅❌✖✗👉🔹🔸•·–—−◦▪▫●○■□◆◇★☆►▶➔➜→✓✔☐☑☒‣⁃∙⁌⁍➢❖⦁⦿・＊－＋\u{f0a7}\u{f0b7}\u{f0d8}\u{f0fc}";

/// How many lines above a number are looked at for the one before it.
const LINES_ABOVE: usize = 12;

/// Finds what stands in a paragraph for a list, a definition or a heading and makes none, so that its lines run into one another.
pub(super) fn marks(text: &Written<'_>, paragraph: &Range<usize>, marks: &mut Vec<(Range<usize>, &'static str)>) {
    let mut start = paragraph.start;
    let lines = text.shown[paragraph.clone()].split_inclusive(['\n', '\r']).map(|line| {
        let words = words_of(line);
        let at = start + line.len() - words.len();
        start += line.len();
        (at..at + words.trim_end().len(), words.trim_end())
    });
    let lines: Vec<(Range<usize>, &str)> = lines.filter(|(_, words)| !words.is_empty()).collect();
    // Word's second bullet is a letter of another font: `o`, and a tab.
    let is_item = |words: &str| words.starts_with("o\t") || is_bullet(words);
    let mut items = lines.iter().filter(|(_, words)| is_item(words));
    if let (Some((first, _)), Some(_)) = (items.next(), items.next()) {
        marks.push((first.clone(), BULLET));
    }
    marks.extend(items_of_other_letters(&lines).map(|range| (range, ITEM)));
    marks.extend(glued_marks(&lines).map(|range| (range, ITEM)));
    marks.extend(late_numbers(text, &lines).map(|range| (range, ITEM)));
    marks.extend(glued_below(text, &lines).map(|range| (range, ITEM)));
    marks.extend(counted(&lines).map(|range| (range, ITEM)));
    marks.extend(labels(text, &lines).map(|range| (range, LABELS)));
    marks.extend(clause_below(text, &lines).map(|range| (range, ITEM)));
    // An underline is as long as its title; `...` stands for what is left out.
    let is_underline = |words: &str, title: &str| {
        words.len() >= title.chars().count().max(3)
            && ['^', '"', '+', '\'', '.'].iter().any(|sign| words.chars().all(|c| c == *sign))
    };
    if let [(_, title), (range, words), ..] = &lines[..]
        && is_underline(words, title)
    {
        marks.push((range.clone(), SIGNS_OF_A_HEADING));
    }
    let broken = lines.windows(2).find(|pair| pair[0].1.ends_with(" +"));
    marks.extend(broken.map(|pair| (pair[0].0.end - 1..pair[0].0.end, LINES)));
    marks.extend(columns(&lines));
    let comments = lines.iter().filter(|(range, words)| is_comment(&text.shown[..range.start], words));
    marks.extend(comments.map(|(range, _)| (range.clone(), COMMENT)));
    let no_break = lines.iter().filter(|(range, words)| {
        let blank = words.find(|c: char| c.is_whitespace()).filter(|at| !words[*at..].starts_with([' ', '\t']));
        let is_indent = text.shown[..range.start].ends_with('\u{a0}')
            && words.split_once(' ').is_some_and(|(mark, _)| is_mark(mark));
        is_indent || blank.is_some_and(|at| is_mark(&words[..at]))
    });
    marks.extend(no_break.map(|(range, _)| (range.clone(), NO_BREAK)));
    let defines = |at: usize, words: &str| {
        let mark = words.strip_prefix(':').or_else(|| words.strip_prefix('~').filter(|_| at == 1));
        mark.is_some_and(|rest| rest.starts_with([' ', '\t']))
    };
    if let Some((_, (range, _))) = lines.iter().enumerate().find(|(at, (_, words))| defines(*at, words)) {
        marks.push((range.clone(), DEFINITION));
    }
    // Lines of verse or of an address in Pandoc. A row of a table has more than one bar.
    let is_line = |words: &str| words == "|" || words.starts_with("| ") && !words[1..].contains('|');
    if let [(first, words), _, ..] = &lines[..]
        && is_line(words)
        && lines.iter().filter(|(_, words)| words.starts_with('|')).all(|(_, words)| is_line(words))
    {
        marks.push((first.clone(), LINES));
    }
    let sharps = lines.iter().find_map(|(range, words)| {
        let line = text.shown[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let is_item = !text.shown[line..range.start].trim().is_empty();
        Some((range.clone(), sharp(words, lines.len() == 1, is_item)?))
    });
    marks.extend(sharps);
    marks.extend(deep_item(text, &lines).map(|range| (range, DEEP)));
    if let [(range, words)] = &lines[..] {
        let signs = words.len() - words.trim_start_matches('=').len();
        let is_heading = words[signs..].starts_with(' ') && words[signs..].trim().starts_with(char::is_alphabetic);
        if (1..=6).contains(&signs) && is_heading {
            marks.push((range.clone(), SIGNS_OF_A_HEADING));
        }
    }
}

/// What a line was meant as that begins with `#` and is no heading: a heading, or tags.
fn sharp(words: &str, is_alone: bool, is_item: bool) -> Option<&'static str> {
    let rest = words.trim_start_matches('#');
    let is_heading = match words.len() - rest.len() {
        level @ 1..=6 if rest.starts_with(char::is_alphabetic) => {
            level > 1 || rest.starts_with(char::is_uppercase) && !rest.contains('#')
        }
        0..=6 => return None,
        _ => rest.starts_with([' ', '\t']),
    };
    let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(char::is_alphabetic));
    let are_tags = words.split_whitespace().all(is_tag) && (is_alone || words.matches('#').count() > 1);
    match (is_heading, are_tags) {
        (true, _) => Some(HEADING),
        (false, true) => Some(TAGS),
        // `#desk-help` and `#desk_help` are the names of channels.
        (false, false) => {
            let name = words.split_whitespace().next().unwrap_or_default();
            (is_alone && !is_item && !rest.contains('#') && !name.contains(['-', '_'])).then_some(HEADING)
        }
    }
}

/// The first line of a paragraph, behind its first, that begins with the mark of an item and is none, as it is indented too far.
fn deep_item(text: &Written<'_>, lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    lines.get(1..)?.iter().find_map(|(range, _)| {
        let start = text.shown[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let mark = text.shown[start..range.start].trim_start_matches(['>', ' ', '\t']);
        let is_deep = text.shown[start..range.start - mark.len()].ends_with(['\t', ' ']);
        (is_deep && matches!(mark.trim_end(), "-" | "*" | "+")).then(|| range.start - mark.len()..range.end)
    })
}

/// Whether words begin with a word processor's sign of an item.
pub(super) fn is_bullet(words: &str) -> bool {
    // Some programs escape the marks that they write.
    let escaped = || words.strip_prefix('\\')?.strip_prefix(['-', '*', '+']);
    words
        .strip_prefix(|c| BULLETS.contains(c))
        .or_else(escaped)
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether this is the mark of an item or a heading.
fn is_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or("-");
    let is_number = !number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_heading = (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte == b'#');
    matches!(word, "-" | "*" | "+") || is_number || is_heading
}

/// The first of two lines that begin with a mark of an item which no space follows: `-Cards`, `1.First`, `2)Second`.
fn glued_marks(lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let mark = |words: &str| {
        let number = number(words);
        let rest = match number {
            Some((_, rest)) => rest,
            None => words
                .strip_prefix(['-', '*', '+', '.'])
                .filter(|rest| words.starts_with(['-', '+']) || !rest.contains('*'))?,
        };
        // `.one` is a name, `. one` an item of `AsciiDoc`.
        let rest = if words.starts_with('.') { rest.strip_prefix(' ')? } else { rest };
        let begins = rest.starts_with(char::is_alphabetic);
        begins.then(|| (number.map(|(number, _)| number), words.chars().next()))
    };
    let mut before = None;
    lines.iter().find_map(|(range, words)| {
        let this = mark(words)?;
        let follows = |(_, last): &(_, (Option<u32>, Option<char>))| match (last.0, this.0) {
            (Some(last), Some(this)) => last.checked_add(1) == Some(this),
            (None, None) => last.1 == this.1,
            _ => false,
        };
        let first = before.take().filter(follows).map(|(first, _)| first);
        before = Some((range.clone(), this));
        first
    })
}

/// The first of two numbered lines that open no list, since a list within a paragraph begins with 1.
fn late_numbers(text: &Written<'_>, lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let numbered = |range: &Range<usize>| {
        let start = text.shown[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let mark = text.shown[start..range.start].trim_start_matches(['>', ' ', '\t']);
        let (number, rest) = number(mark)?;
        rest.trim().is_empty().then_some((number, range.start - mark.len()..range.end))
    };
    // Or one that goes on with a list above.
    let goes_on = || {
        let mut above = text.shown[..lines[0].0.start].lines().rev().take(LINES_ABOVE);
        let last = above.find_map(|line| number(line.trim_start_matches(['>', ' ', '\t'])))?.0;
        let (next, range) = lines[1..].iter().find_map(|(range, _)| numbered(range))?;
        (last > 0 && last.checked_add(1) == Some(next)).then_some(range)
    };
    let pairs = lines.get(1..)?.windows(2).find_map(|pair| {
        let ((first, range), (second, _)) = (numbered(&pair[0].0)?, numbered(&pair[1].0)?);
        (first.checked_add(1) == Some(second)).then_some(range)
    });
    pairs.or_else(goes_on)
}

/// The first of lines that each begin with a label, `**Fee:** £5`, or of three with `Fee: £5`, and end without a break.
fn labels(text: &Written<'_>, lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let is_label = |words: &str| -> Option<bool> {
        let mark = ["**", "__", "*", "_"].into_iter().find(|mark| words.starts_with(mark));
        let marked = mark.and_then(|mark| words[mark.len()..].split_once(mark));
        let (label, rest) = match marked {
            Some((label, rest)) if label.ends_with(':') || rest.starts_with(':') => (label, rest),
            Some(_) => return None,
            None => words.split_once(": ")?,
        };
        let is_short = label.split_whitespace().count() < 4 && label.starts_with(char::is_uppercase);
        (is_short && !rest.trim().is_empty()).then_some(marked.is_some())
    };
    let is_broken = |(range, words): &(Range<usize>, &str)| {
        words.ends_with(['\\', '>']) || text.shown[range.end..].starts_with("  ")
    };
    let run = |length: usize, kind: bool| {
        let are_labels = |run: &&[(Range<usize>, &str)]| run.iter().all(|(_, words)| is_label(words) == Some(kind));
        lines.windows(length).find(|run| are_labels(run) && !run[..length - 1].iter().any(is_broken))
    };
    run(2, true).or_else(|| run(3, false)).map(|run| run[0].0.clone())
}

/// A line within an item `- one` that begins with its mark and no space: `-two`.
fn glued_below(text: &Written<'_>, lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let (first, below) = lines.split_first()?;
    let mark = text.shown[..first.0.start].trim_end().chars().next_back().filter(|mark| "-*+".contains(*mark))?;
    let is_item = |words: &str| {
        let rest = words.strip_prefix(mark);
        rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic) && (mark != '*' || !rest.contains('*')))
    };
    let is_mark = text.shown[..first.0.start].ends_with([' ', '\t']);
    below.iter().filter(|_| is_mark).find(|(_, words)| is_item(words)).map(|(range, _)| range.clone())
}

/// The first of lines that count from 1 behind the same words: `Step 1: …` and `Step 2: …`, `1º` and `2º`, `1 ` and `2 `.
fn counted(lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    lines.iter().enumerate().find_map(|(at, (range, words))| {
        let is_prefix = |prefix: &str| {
            prefix.chars().count() < 13 && !prefix.contains(|c: char| c.is_ascii_digit() || "<|".contains(c))
        };
        let (prefix, rest) = words.split_once('1').filter(|(prefix, _)| is_prefix(prefix))?;
        let sign = rest.chars().next().filter(|c| !c.is_ascii_alphanumeric() && !",/-–%".contains(*c))?;
        let next = format!("{prefix}2{sign}");
        // A wrapped line may begin with a number.
        let is_bare = prefix.is_empty() && sign == ' ';
        let mut below = lines[at + 1..].iter().take(if is_bare { usize::from(at == 0) } else { usize::MAX });
        let is_number = rest[sign.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        (!is_number && below.any(|(_, words)| words.starts_with(&next))).then(|| range.clone())
    })
}

/// A line within an item `1.2` that begins with `1.2.1`.
fn clause_below(text: &Written<'_>, lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let (first, below) = lines.split_first()?;
    let start = text.shown[..first.0.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let above = text.shown[start..first.0.start].trim();
    let is_decimal = above.contains('.') && above.starts_with(|c: char| c.is_ascii_digit());
    below.iter().filter(|_| is_decimal).find_map(|(range, words)| {
        let number = words.split_whitespace().next()?;
        let is_one = number.len() > above.len() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (is_one && number.starts_with(above.trim_end_matches('.').split('.').next()?)).then(|| range.clone())
    })
}

/// The number that begins a line as the mark of an item, and what follows it.
fn number(words: &str) -> Option<(u32, &str)> {
    let digits = words.find(|c: char| !c.is_ascii_digit()).filter(|length| (1..4).contains(length))?;
    Some((words[..digits].parse().ok()?, words[digits..].strip_prefix(['.', ')', '．', '）'])?))
}

/// The first line of a list whose marks are letters or digits that open none: `α)`, `а)`, `一、`, `①`, `§ 1`.
fn items_of_other_letters(lines: &[(Range<usize>, &str)]) -> Option<Range<usize>> {
    let mut marked = lines.iter().filter_map(|(range, words)| Some((range, other_mark(words)?)));
    let (first, mark) = marked.find(|(_, mark)| *mark == '§' || FIRST_MARKS.contains(*mark))?;
    marked.any(|(_, next)| next != mark || mark == '§').then(|| first.clone())
}

/// The sign that stands before the words of a line as the mark of an item.
fn other_mark(words: &str) -> Option<char> {
    let words = words.strip_prefix(['(', '（']).unwrap_or(words);
    let mark = words.chars().next()?;
    let behind = &words[mark.len_utf8()..];
    let is_mark = match mark {
        '§' => behind.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' => true,
        _ if mark.is_ascii() || !mark.is_alphanumeric() => false,
        _ => {
            let behind = behind.trim_start_matches(|c: char| c.is_numeric());
            let ended = behind.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with(char::is_whitespace));
            ended || behind.starts_with(['、', '．', '）'])
        }
    };
    is_mark.then_some(mark)
}

/// The first of two lines whose words stand in as many columns, with tabs in between, or behind marks of items: `1.1.`, `(a)`.
fn columns(lines: &[(Range<usize>, &str)]) -> Option<(Range<usize>, &'static str)> {
    let count = |words: &str| words.trim().matches('\t').count();
    let mut pairs = lines.windows(2);
    let is_row = |words: &str| count(words) > 0 && !words.starts_with("o\t");
    let found = pairs.find(|pair| is_row(pair[0].1) && is_row(pair[1].1) && count(pair[0].1) == count(pair[1].1))?;
    let is_item = |words: &str| {
        let mark = words.split('\t').next().unwrap_or_default();
        mark.len() < 8
            && mark.ends_with(['.', ')'])
            && mark.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '(' | ')'))
    };
    Some((found[0].0.clone(), if found.iter().all(|(_, words)| is_item(words)) { ITEM } else { COLUMNS }))
}

/// Whether a line is a comment of Google Docs, `[a]Is that so?`: the text above has the letter in brackets, behind a word.
fn is_comment(above: &str, words: &str) -> bool {
    let Some((letters, rest)) = words.strip_prefix('[').and_then(|words| words.split_once(']')) else { return false };
    let is_letter = matches!(letters.len(), 1 | 2) && letters.bytes().all(|byte| byte.is_ascii_lowercase());
    let mark = &words[..letters.len() + "[]".len()];
    is_letter
        && !rest.starts_with(['(', '[', ':'])
        && above.match_indices(mark).any(|(at, _)| above[..at].ends_with(|c: char| !c.is_whitespace()))
}
