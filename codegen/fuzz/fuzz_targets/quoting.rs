//! Fuzzes the words of `--dry-run=curl`: every text is one literal word in POSIX shells and fish.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| portolan_runtime::cli::fuzz::quoting(text));
