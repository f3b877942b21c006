//! Greyline turns versioned Markdown policies into handbooks, one edition per audience.
#![forbid(unsafe_code)]

pub mod config;
pub mod diagnostic;
pub mod error;
pub mod markdown;
pub mod source;
pub mod value;
