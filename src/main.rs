//! The program.
use greyline::{audience, pipeline, render::Theme, site, source::line_column};

fn main() {
    let loaded = pipeline::load(std::path::Path::new("."), jiff::Zoned::now().date()).expect("reads");
    for d in &loaded.diagnostics {
        let text = loaded.tree.text(&d.file).unwrap_or_default();
        let at = line_column(text, d.span.map_or(0, |s| s.start as usize));
        println!("{}:{}:{} {} {} — {}", d.file, at.line, at.column, d.rule, d.message, d.help.as_deref().unwrap_or(""));
    }
    let handbook = loaded.handbook.expect("config");
    for settings in &handbook.config.editions {
        let theme = Theme::load(None, None, "en", handbook.config.site.accent.as_deref()).expect("theme");
        let site = site::plan(audience::project(&handbook, settings), theme.into());
        for path in site.addresses() {
            let bytes = site.make(path).expect("makes");
            let to = std::path::Path::new(&settings.out).join(path.as_str());
            std::fs::create_dir_all(to.parent().expect("parent")).expect("dir");
            std::fs::write(to, bytes).expect("write");
        }
        println!("{} {}", settings.out, site.addresses().count());
    }
}
