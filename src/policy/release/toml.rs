//! Writes a release into TOML front matter, with `toml_edit`, which keeps comments, spaces and the order of keys.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::entry::{Release, unclear};

/// Returns the front matter with the release in it. Line ends must be LF alone.
pub(super) fn edit(text: &str, release: &Release) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|_| unclear())?;
    set_keys(document.as_table_mut(), release)?;
    match document.get_mut("changes") {
        None => {
            let apart = if text.trim().is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
            let before = format!("{}{apart}", document.trailing().as_str().unwrap_or_default());
            document.set_trailing("");
            let mut entry = block(release)?;
            entry.decor_mut().set_prefix(before);
            entry.set_position(Some(isize::MAX));
            let mut list = ArrayOfTables::new();
            list.push(entry);
            document.insert("changes", Item::ArrayOfTables(list));
        }
        Some(Item::ArrayOfTables(list)) => insert_block(list, release)?,
        Some(Item::Value(Value::Array(list))) => {
            let first = list.get(0).map(|first| prefix(first.decor()).to_owned());
            let mut entry: Value = inline(release).parse().map_err(|_| unclear())?;
            entry.decor_mut().set_prefix(first.as_deref().unwrap_or_default());
            list.insert_formatted(0, entry);
            if let (Some(before), Some(second)) = (first, list.get_mut(1)) {
                let apart = match before.rsplit_once('\n') {
                    Some((_, indent)) => format!("\n{indent}"),
                    None => " ".to_owned(),
                };
                second.decor_mut().set_prefix(apart);
            }
        }
        Some(_) => return Err(unclear()),
    }
    Ok(document.to_string())
}

/// Sets the version and its first day. A key that is not there yet goes below the version, or else below the title.
fn set_keys(table: &mut Table, release: &Release) -> Result<(), String> {
    let mut order: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let above = order.iter().position(|key| key == "version").or_else(|| order.iter().position(|key| key == "title"));
    let mut next = above.map(|at| at + 1);
    for (key, value) in [("version", quoted(&release.version)), ("effective", release.date.to_string())] {
        let Some(item) = table.get_mut(key) else {
            let at = next.ok_or_else(unclear)?;
            order.insert(at, key.to_owned());
            next = Some(at + 1);
            table.insert(key, Item::Value(value.parse().map_err(|_| unclear())?));
            continue;
        };
        let old = item.as_value_mut().ok_or_else(unclear)?;
        let single = old.to_string().trim_start().starts_with('\'') && !release.version.contains('\'');
        let value = if single && key == "version" { format!("'{}'", release.version) } else { value };
        let decor = old.decor().clone();
        *old = value.parse().map_err(|_| unclear())?;
        *old.decor_mut() = decor;
    }
    let place = |key: &str| order.iter().position(|known| known == key);
    table.sort_values_by(|one, _, other, _| place(one).cmp(&place(other)));
    Ok(())
}

/// Returns the front matter with an entry for an older version in its change log, where its day puts it; where the log has an entry of
/// that number, the source is added to it.
pub(super) fn declare(text: &str, older: &Release) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|_| unclear())?;
    if document.get("changes").is_none() {
        document.insert("changes", Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let Some(Item::ArrayOfTables(list)) = document.get_mut("changes") else { return Err(unclear()) };
    let number = |table: &Table| table.get("version").and_then(Item::as_str).map(str::to_owned);
    let known = list.iter().position(|table| number(table).as_deref() == Some(&older.version));
    if let Some(known) = known.and_then(|at| list.get_mut(at)) {
        let source = older.source.as_deref().unwrap_or_default();
        known.insert("source", Item::Value(quoted(source).parse().map_err(|_| unclear())?));
        return Ok(document.to_string());
    }
    let date = |table: &Table| table.get("date").map(|date| date.to_string().trim().to_owned());
    let is_older = |table: &Table| date(table).is_some_and(|date| date < older.date.to_string());
    let at = list.iter().position(is_older).unwrap_or(list.len());
    let mut entry = block(older)?;
    let neighbour = if at == 0 { list.get(0) } else { list.get(at - 1) };
    entry.set_position(neighbour.map_or(Some(isize::MAX), Table::position));
    entry.decor_mut().set_prefix("\n");
    list.insert(at, entry);
    Ok(document.to_string())
}

/// Puts the entry above the other `[[changes]]`, below the comment that stands above them, and apart as they are.
fn insert_block(list: &mut ArrayOfTables, release: &Release) -> Result<(), String> {
    let blank = |table: &Table| prefix(table.decor()).lines().any(|line| line.trim().is_empty());
    let apart = if list.get(1).is_none_or(blank) { "\n" } else { "" };
    let first = list.get_mut(0).ok_or_else(unclear)?;
    let before = prefix(first.decor()).to_owned();
    let indent = before.rsplit('\n').next().unwrap_or_default();
    first.decor_mut().set_prefix(format!("{apart}{indent}"));
    let mut entry = block(release)?;
    entry.set_position(first.position());
    entry.decor_mut().set_prefix(before);
    list.insert(0, entry);
    Ok(())
}

/// Returns the entry as a table with a header of its own.
fn block(release: &Release) -> Result<Table, String> {
    let lines: Vec<String> =
        release.entry(quoted, braces).iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    let document: DocumentMut = lines.concat().parse().map_err(|_| unclear())?;
    Ok(document.as_table().clone())
}

/// Returns the entry in braces.
fn inline(release: &Release) -> String {
    braces(&release.entry(quoted, braces))
}

/// Returns keys and values as a table in braces.
fn braces(pairs: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// Returns the comments, line ends and spaces before a table or value.
fn prefix(decor: &toml_edit::Decor) -> &str {
    decor.prefix().and_then(toml_edit::RawString::as_str).unwrap_or_default()
}

/// Returns a text as a TOML string.
fn quoted(text: &str) -> String {
    ::toml::Value::from(text).to_string()
}
