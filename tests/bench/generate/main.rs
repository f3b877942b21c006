//! Writes a handbook of any size, always the same for the same number: `generate N OUT`.
//!
//! Out: `OUT/greyline`, a handbook with two editions, and `OUT/hugo`, the same words for Hugo. What always holds: `greyline
//! check` finds no error in it.

mod body;
mod book;
mod front;
mod matter;
mod peers;
mod plan;
mod words;

use std::error::Error;
use std::fs;
use std::path::Path;

use body::Tongue;
use front::Pen;
use matter::Matter;
use plan::Plan;
use words::{Random, Vocabulary};

const SEED: u64 = 20_261_101;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, out] = arguments.as_slice() else {
        return Err("usage: generate N OUT".into());
    };
    let (count, out) = (count.parse::<usize>()?, Path::new(out));
    if count == 0 || out.exists() {
        return Err("N is one or more, and OUT is a folder that is not there yet".into());
    }
    let vocabulary = Vocabulary::new(SEED);
    let plans = plan::plans(SEED, &vocabulary, count);
    let (greyline, hugo) = (out.join("greyline"), out.join("hugo"));
    write(&greyline.join("book.toml"), book::BOOK)?;
    for (name, text) in book::data(&vocabulary, SEED) {
        write(&greyline.join("content").join(name), &text)?;
    }
    write(&greyline.join("content/glossary.md"), &book::glossary(&vocabulary, SEED))?;
    for (name, text) in peers::HUGO {
        write(&hugo.join(name), text)?;
    }
    sections(&vocabulary, &plans, &greyline, &hugo)?;
    let mut bytes = 0;
    for plan in &plans {
        bytes += policy(&vocabulary, &plans, plan, &greyline, &hugo)?;
    }
    println!("{count} policies, {bytes} bytes");
    Ok(())
}

/// Writes one policy for each program; returns how long Greyline's is.
fn policy(
    vocabulary: &Vocabulary,
    plans: &[Plan],
    plan: &Plan,
    greyline: &Path,
    hugo: &Path,
) -> Result<usize, Box<dyn Error>> {
    let random = Random::new(SEED, (plan.number as u64) << 32 | 2);
    let matter = front::front_matter(plan, &mut Pen { vocabulary, plans, random });
    let yaml = format!("---\n{}---\n\n", matter.to_yaml());
    let file = Path::new("content").join(&plan.section).join(format!("{}.md", plan.name));
    let text = body::body(SEED, vocabulary, plans, plan, Tongue::Greyline);
    let own = if plan.number % 10 == 3 { yaml } else { format!("+++\n{}+++\n\n", matter.to_toml()) } + &text;
    write(&greyline.join(&file), &own)?;
    let for_peers = body::body(SEED, vocabulary, plans, plan, Tongue::Plain);
    write(&hugo.join(&file), &(format!("---\n{}---\n\n", for_hugo(matter).to_yaml()) + &for_peers))?;
    Ok(own.len())
}

/// The same keys without those that would have Hugo leave a page out or read something else into them.
fn for_hugo(mut matter: Matter) -> Matter {
    matter.0.retain(|(key, _)| !["kind", "order", "aliases"].contains(key));
    matter
}

/// Writes the front page and the page of every section, with the drawing that its pages show.
fn sections(vocabulary: &Vocabulary, plans: &[Plan], greyline: &Path, hugo: &Path) -> Result<(), Box<dyn Error>> {
    let folders = book::folders(vocabulary, plans);
    let all = folders.iter().map(String::as_str).chain([""]);
    for (at, folder) in all.enumerate() {
        let (title, text) = book::section(vocabulary, SEED, at);
        let mut matter = Matter::default();
        matter.text("title", title.clone());
        let file = Path::new("content").join(folder).join("_index.md");
        write(&hugo.join(&file), &format!("---\n{}---\n\n{text}", matter.to_yaml()))?;
        matter.text("kind", "page");
        matter.text("audience", "client");
        write(&greyline.join(&file), &format!("+++\n{}+++\n\n{text}", matter.to_toml()))?;
        let shown = plans.iter().any(|plan| plan.section == folder && plan.number % 20 == 7);
        if shown {
            write(&greyline.join("content").join(folder).join("flow.svg"), &book::drawing(&title))?;
            write(&hugo.join("content").join(folder).join("flow.svg"), &book::drawing(&title))?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
