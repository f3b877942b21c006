//! The program.
use greyline::{pipeline, source::line_column};

fn main() {
    let loaded = pipeline::load(std::path::Path::new("."), jiff::Zoned::now().date()).expect("reads");
    for d in &loaded.diagnostics {
        let text = loaded.tree.text(&d.file).unwrap_or_default();
        let at = line_column(text, d.span.map_or(0, |s| s.start as usize));
        println!("{}:{}:{} {} {} — {}", d.file, at.line, at.column, d.rule, d.message, d.help.as_deref().unwrap_or(""));
    }
}
