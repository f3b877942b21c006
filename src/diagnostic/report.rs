//! Printers of diagnostics.
