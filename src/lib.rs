//! Greyline turns versioned Markdown policies into handbooks, one edition per audience.
#![forbid(unsafe_code)]
