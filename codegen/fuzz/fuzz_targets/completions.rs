//! Fuzzes completion scripts: no character of a name, value or description is syntax of a shell.
//!
//! A line each for the command, the flag and the value; the rest is the description.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut lines = text.splitn(4, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (command, flag, value, description) = (next(), next(), next(), next());
    portolan_runtime::cli::fuzz::completions(command, flag, value, description);
});
