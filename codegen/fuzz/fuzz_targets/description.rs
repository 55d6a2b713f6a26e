//! Fuzzes descriptions: neither rustdoc nor a terminal gets code, HTML, unsafe links or an open block.
#![no_main]

libfuzzer_sys::fuzz_target!(|markdown: &str| portolan::fuzz::description(markdown));
