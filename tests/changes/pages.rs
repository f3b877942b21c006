//! `/<policy>/changes/`, and the links to it.

use crate::refunds;

#[test]
fn each_version_stands_against_the_one_before_it() {
    let run = refunds().build().done();
    let page = run.text("client/refunds/refunds/changes/index.html");
    println!("{}", &page[page.find("<main").unwrap()..]);
    println!("{}", run.stderr);
    panic!();
}
