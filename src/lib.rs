//! Greyline turns versioned Markdown policies into handbooks: a searchable static site for staff and for each class of
//! client, from one set of sources.
//!
//! # The stream
//!
//! ```text
//!  book.toml ─ config::load ──────▶ Config
//!  content/ ── source::read ──────▶ SourceTree            texts, paths, places             (reading ends here)
//!              policy::parse ─────▶ Vec<Policy>           typed front matter, facts of the body
//!              history::load ─────▶ History               versions and their texts, by id   (git ends here)
//!              handbook::assemble ▶ Handbook              sections, links, people, facts, goals, versions, the day
//!                                      │
//!              edition::project ◀──────┘  once per edition   ══ the one door: redaction happens here, once ══
//!                                      ▼
//!                                   Edition               what ONE audience may know
//!                                      │
//!              site::plan ─────────────┘
//!                                      ▼
//!                                    Site                 every address, and one way to make the bytes of an address
//!              ┌───────────────────────┴──────┐
//!         publish: make all, in parallel,     preview: make the one that was asked for,
//!         stage, swap in one step             from memory
//! ```
//!
//! [`pipeline`] is this run on one page, and the first module to read.
//!
//! # Six ideas carry it
//!
//! 1. **One projection, kept by types.** An [`Edition`](edition::Edition) is the only thing that pages, search, feeds
//!    and registers are made of, and [`edition::project`] is the only way to one. A text inside it is a
//!    [`Redacted`](edition::Redacted), which only redaction can make; a [`PolicyIndex`](handbook::PolicyIndex) cannot
//!    be taken for a [`PageIndex`](edition::PageIndex). An edition holds no source path, no place in a source, nothing
//!    withheld, and no trace that anything was.
//! 2. **One declaration.** A key of the front matter is declared once, in [`policy`]: its name, type, help, who may see
//!    it, whether it governs. [`audit`] alone has its own table of keys, since it is a proof by another road.
//! 3. **A site is a function.** A [`Site`](site::Site) knows all its addresses and makes the bytes of any one of them,
//!    alone. No page costs in proportion to the handbook.
//! 4. **Phases are pure.** Inputs by reference, result by value; the author's mistakes are pushed into
//!    [`Diagnostics`](diagnostic::Diagnostics), the machine's failures are an [`Error`](error::Error). Parsing never
//!    fails. The day enters at the top and nowhere else.
//! 5. **One memo.** What a phase made of the same inputs is kept and given again ([`memo`]). The preview runs the whole
//!    pipeline after every save and is quick because of it; there is no second way to update anything.
//! 6. **The same bytes, always.** Sorted reads, ordered merges, B-trees; no clock, no thread order, no hash order in
//!    any output.
//!
//! # The rooms
//!
//! The modules below stand in the order of the stream. A room imports only rooms above it, and `tests/architecture`
//! holds them to that. [`audit`] proves a published folder against the sources and shares no code with [`edition`].

pub mod error;

pub mod index_vec;

pub mod memo;

pub mod text;

pub mod diagnostic;

pub mod source;

pub mod data;

pub mod ledger;

pub mod config;

pub mod markdown;

pub mod redline;

pub mod policy;

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

pub mod import;

pub mod cli;
