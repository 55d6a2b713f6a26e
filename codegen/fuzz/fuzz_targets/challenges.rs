//! Fuzzes `WWW-Authenticate`: every challenge is responded to or refused, and nothing panics.
#![no_main]

libfuzzer_sys::fuzz_target!(|values: &[u8]| portolan_runtime::fuzz::challenges(values));
