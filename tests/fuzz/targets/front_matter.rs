//! Random bytes as front matter.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| greyline_fuzz::front_matter(data));
