//! Fuzzes patterns: a pattern that is supported agrees with an engine for ECMAScript, and takes bounded time.
//!
//! The first line is the pattern, the rest is the text.
#![no_main]

use portolan_pattern::Pattern;

libfuzzer_sys::fuzz_target!(|input: &str| {
    let (pattern, text) = input.split_once('\n').unwrap_or((input, ""));
    assert_eq!(portolan_pattern::check(pattern), Pattern::new(pattern).map(|_| ()));
    let Ok(translated) = Pattern::new(pattern) else { return };
    let is_match = translated.is_match(text);
    // The engine for ECMAScript backtracks without a limit.
    if pattern.len() > 12 || text.len() > 12 {
        return;
    }
    let expected =
        regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
    if let (Some(is_match), Ok(expected)) = (is_match, expected) {
        assert_eq!(is_match, expected.find(text).is_some());
    }
});
