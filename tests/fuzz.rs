//! What the fuzzers do, in small: some texts of the example handbook, with bytes of them changed by seed.
//!
//! `tests/fuzz/run` does the same for hours, with a compiler that says which bytes lead further. This one shows that it still builds.

#[path = "fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is the library of the fuzzers as well")]
mod fuzz;
mod support;

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use support::random::Random;

/// What stands in a text in the place of a few of its bytes.
const PIECES: [&[u8]; 16] = [
    b"\xff",
    b"\x01",
    b"\x02",
    b"\n\n::: staff\n",
    b"\n:::\n",
    b"\n```\n",
    b"<!--",
    b"-->",
    b"\n> ",
    b"\n1. ",
    b"\t",
    b"\r",
    b"[[CS-014]]",
    b"{fact:fee}",
    b"<div>",
    b"\xe2\x80\x8b",
];

/// Changes a text at some places.
fn changed(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(text.len());
        let end = (at + random.below(12)).min(text.len());
        let piece = PIECES[random.below(PIECES.len())];
        text.splice(at..end, piece.iter().copied());
        text.push(b'\n');
    }
    text
}

/// The front matter and the bodies of some policies of the example.
fn seeds() -> Vec<(Vec<u8>, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let names = [
        "payments/refunds.md",
        "safety/lightning.md",
        "conflict-resolution/complaints.md",
        "memberships/guest-passes.md",
    ];
    let parts = names.map(|name| {
        let text = fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (matter, body) = text.trim_start_matches("+++\n").split_once("\n+++\n").expect("a policy has front matter");
        (matter.as_bytes().to_vec(), body.as_bytes().to_vec())
    });
    parts.to_vec()
}

/// Calls a target with each seed, and with changed ones.
fn run(target: fn(&[u8]), seeds: &[Vec<u8>], first: u8) {
    seeds.par_iter().enumerate().for_each(|(nth, seed)| {
        let mut random = Random(0x9e37_79b9 + nth as u64);
        for turn in 0..12 {
            let text = if turn == 0 { seed.clone() } else { changed(seed, &mut random) };
            let head = [0; 2].map(|_| u8::try_from(random.below(256)).expect("it is below 256"));
            target(&[&head[..usize::from(first)], &text].concat());
        }
    });
}

#[test]
fn nothing_withheld_comes_out_of_changed_bodies() {
    run(fuzz::body, &seeds().into_iter().map(|(_, body)| body).collect::<Vec<_>>(), 2);
}

#[test]
fn nothing_withheld_comes_out_of_changed_front_matter() {
    run(fuzz::front_matter, &seeds().into_iter().map(|(matter, _)| matter).collect::<Vec<_>>(), 1);
}
