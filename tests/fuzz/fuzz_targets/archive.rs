//! Archives: manifest, segments, lines.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::archive(data));
