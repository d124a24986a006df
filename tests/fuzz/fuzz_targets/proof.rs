//! Proofs of inclusion and of consistency.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::proof(data));
