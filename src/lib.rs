//! Greyline turns versioned Markdown policies into handbooks, one edition per audience.
#![forbid(unsafe_code)]

pub mod audience;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod error;
pub mod handbook;
pub mod markdown;
pub mod pipeline;
pub mod policy;
pub mod source;
pub mod value;
