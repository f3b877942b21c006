//! Random Markdown around, and inside, a block for staff.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| greyline_fuzz::body(data));
