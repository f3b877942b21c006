//! Greyline turns versioned Markdown policies into handbooks: a searchable static site for staff and for each class of
//! client, from one set of sources.
//!
//! # The stream
//!
//! ```text
//!  book.toml ─ config::load ──────▶ Config
//!  content/ ── source::read ──────▶ SourceTree            texts, paths, places             (reading ends here)
//!              policy::parse ─────▶ Vec<Policy>           typed front matter, outline of the body
//!              history::load ─────▶ History               versions and their texts, by id   (git ends here)
//!              handbook::assemble ▶ Handbook              sections, links, people, facts, goals, versions, the day
//!                                      │
//!              audience::project ◀─────┘  once per edition   ══ the only door: redaction happens here, once ══
//!                                      ▼
//!                                   Edition               what ONE audience may know
//!                                      │
//!              site::plan ─────────────┘
//!                                      ▼
//!                                    Site                 every address, and one way to make the bytes of an address
//!                                      │
//!              publish::publish: make all, in parallel, stage beside the old site, swap in one step
//!              serve::serve: make the one that was asked for, from memory, and follow the folder
//! ```
//!
//! Four ideas carry it.
//!
//! 1. **One door.** An [`Edition`](audience::Edition) is the only thing that pages, feeds and registers can be made of,
//!    and [`audience::project`] is the only way to one. It holds no source path, no place in a source, nothing withheld.
//! 2. **A site is a function.** [`Site`](site::Site) knows all its addresses and makes the bytes of any one of them alone.
//!    No page costs in proportion to the handbook.
//! 3. **Phases are pure.** Inputs by reference, result by value; the author's mistakes are pushed into
//!    [`Diagnostics`](diagnostic::Diagnostics), the machine's failures are [`Error`](error::Error). Parsing never fails.
//!    The day enters at the top and nowhere else.
//! 4. **The same bytes, always.** Sorted reads, ordered merges, B-trees; no clock, no thread order, no hash order in any
//!    output.
//!
//! # The rooms
//!
//! The modules below stand in the order of the stream, and a room imports only rooms above it; `tests/architecture`
//! holds them to that. [`audit`] stands apart: it proves a published folder against the sources by a road of its own and
//! shares no code with the door. [`pipeline`] is the whole run on one page, and the first thing to read.

pub mod error;

pub mod text;

pub mod diagnostic;

pub mod source;

pub mod data;

pub mod config;

pub mod markdown;

pub mod redline;

pub mod policy;

pub mod schema;

pub mod history;

pub mod handbook;

pub mod edition;

pub mod render;

pub mod search;

pub mod output;

pub mod site;

pub mod check;

pub mod publish;

pub mod audit;

pub mod pipeline;

pub mod preview;

pub mod cli;
