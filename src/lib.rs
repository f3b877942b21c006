//! Greyline turns versioned Markdown policies into handbooks, one edition per audience.
#![forbid(unsafe_code)]

pub mod audience;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod handbook;
pub mod markdown;
pub mod output;
pub mod pipeline;
pub mod policy;
pub mod render;
pub mod site;
pub mod source;
pub mod value;
