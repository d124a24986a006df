//! Notes, checkpoints, cosignatures and keys.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::checkpoint(data));
