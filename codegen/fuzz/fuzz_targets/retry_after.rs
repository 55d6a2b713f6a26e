//! Fuzzes `Retry-After`: every value is parsed or ignored, and nothing panics.
#![no_main]

libfuzzer_sys::fuzz_target!(|value: &[u8]| portolan_runtime::fuzz::retry_after(value));
