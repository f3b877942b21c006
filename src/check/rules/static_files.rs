//! `invalid-file-name`, `duplicate-address`: files in `static/` that no site can have.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::handbook::Handbook;
use crate::output::HostFile;
use crate::site;
use crate::text::name_fault;

pub(super) fn check(handbook: &Handbook, diagnostics: &mut Diagnostics) {
    let editions = &handbook.config.editions;
    for path in handbook.static_files.keys() {
        let file: Arc<str> = format!("static/{path}").into();
        let mut report = |rule: Rule, message: String, help: String| {
            diagnostics.push(Diagnostic::of_file(rule, &file, message).help(help));
        };
        let (edition, address) = path.split_once('/').unwrap_or(("", path));
        if !editions.iter().any(|settings| settings.name == edition) {
            let names: Vec<String> = editions.iter().map(|settings| format!("static/{}/", settings.name)).collect();
            let message = "this file is in the folder of no edition, so it is not published".to_owned();
            report(Rule::InvalidFileName, message, format!("move it into {}", names.join(" or ")));
        } else if let Some(fault) = address.split('/').find_map(name_fault) {
            let message = format!("this is not a valid file name on every system: {fault}");
            report(Rule::InvalidFileName, message, "rename it".to_owned());
        } else if handbook.config.hosts.iter().flat_map(|host| HostFile::of(*host)).any(|file| file.name() == address) {
            let message = format!("`[publish] rules` makes `{address}` for every edition");
            report(Rule::DuplicateAddress, message, "remove this file, or its host from `rules`".to_owned());
        } else {
            let first = address.split('/').next().unwrap_or_default().to_lowercase();
            if site::is_reserved(&first) || site::is_generated(&first) {
                let message = format!("`/{first}` is reserved: every site has its own file there");
                report(Rule::DuplicateAddress, message, "rename the file or its folder".to_owned());
            }
        }
    }
}
