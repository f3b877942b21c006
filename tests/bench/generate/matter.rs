//! Front matter as values, and as TOML or YAML.

use std::fmt::Write;

/// A value.
pub(crate) enum Value {
    /// A text.
    Text(String),
    /// A day, or a number, or a truth: what stands without quotation marks.
    Plain(String),
    /// A list of texts.
    List(Vec<String>),
    /// A table.
    Table(Matter),
    /// A list of tables.
    Tables(Vec<Matter>),
}

/// Keys and values in their order.
#[derive(Default)]
pub(crate) struct Matter(pub Vec<(&'static str, Value)>);

impl Matter {
    /// Adds a text.
    pub(crate) fn text(&mut self, key: &'static str, value: impl Into<String>) {
        self.0.push((key, Value::Text(value.into())));
    }

    /// Adds a day, a number or a truth.
    pub(crate) fn plain(&mut self, key: &'static str, value: &impl ToString) {
        self.0.push((key, Value::Plain(value.to_string())));
    }

    /// Adds a list of texts, unless it is empty.
    pub(crate) fn list(&mut self, key: &'static str, values: Vec<String>) {
        if !values.is_empty() {
            self.0.push((key, Value::List(values)));
        }
    }

    /// Adds a table.
    pub(crate) fn table(&mut self, key: &'static str, table: Self) {
        self.0.push((key, Value::Table(table)));
    }

    /// Adds a list of tables, unless it is empty.
    pub(crate) fn tables(&mut self, key: &'static str, tables: Vec<Self>) {
        if !tables.is_empty() {
            self.0.push((key, Value::Tables(tables)));
        }
    }

    /// As TOML; lists of tables come last, as the language wants it.
    pub(crate) fn to_toml(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.0 {
            match value {
                Value::Table(table) => line(&mut out, &format!("{key} = {{ {} }}", table.pairs(" = ").join(", "))),
                Value::Tables(_) => {}
                simple => line(&mut out, &format!("{key} = {}", written(simple))),
            }
        }
        for (key, value) in &self.0 {
            if let Value::Tables(tables) = value {
                for table in tables {
                    line(&mut out, &format!("\n[[{key}]]"));
                    table.pairs(" = ").iter().for_each(|pair| line(&mut out, pair));
                }
            }
        }
        out
    }

    /// As YAML.
    pub(crate) fn to_yaml(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.0 {
            match value {
                Value::Table(table) => {
                    line(&mut out, &format!("{key}:"));
                    table.pairs(": ").iter().for_each(|pair| line(&mut out, &format!("  {pair}")));
                }
                Value::Tables(tables) => {
                    line(&mut out, &format!("{key}:"));
                    for table in tables {
                        for (at, pair) in table.pairs(": ").iter().enumerate() {
                            line(&mut out, &format!("  {} {pair}", if at == 0 { "-" } else { " " }));
                        }
                    }
                }
                simple => line(&mut out, &format!("{key}: {}", written(simple))),
            }
        }
        out
    }

    /// The simple pairs of a table, one text each.
    fn pairs(&self, between: &str) -> Vec<String> {
        self.0.iter().map(|(key, value)| format!("{key}{between}{}", written(value))).collect()
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("writing to a String does not fail");
}

/// A value in one line; both languages write it alike.
fn written(value: &Value) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match value {
        Value::Text(text) => quoted(text),
        Value::Plain(text) => text.clone(),
        Value::List(texts) => format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
        Value::Table(_) | Value::Tables(_) => unreachable!("tables inside tables are not made here"),
    }
}
