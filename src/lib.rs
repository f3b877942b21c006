//! Greyline turns versioned Markdown policies into handbooks, one edition per audience.
#![forbid(unsafe_code)]

pub mod audit;
pub mod diagnostic;
pub mod error;
pub mod source;
