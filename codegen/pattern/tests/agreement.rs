//! A translated pattern agrees with an engine for ECMAScript.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use portolan_pattern::{Pattern, Unsupported, check};
use proptest::prelude::*;

/// Compiles a pattern for ECMAScript: with the flag `u` if it is valid so, else without.
fn ecmascript(pattern: &str) -> Option<regress::Regex> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern)).ok()
}

/// Asserts that both engines agree, if the pattern is valid and supported.
fn assert_agreement(pattern: &str, texts: &[impl AsRef<str>]) -> Result<(), TestCaseError> {
    let (Some(expected), Ok(translated)) = (ecmascript(pattern), Pattern::new(pattern)) else {
        return Ok(());
    };
    for text in texts.iter().map(AsRef::as_ref) {
        if let Some(is_match) = translated.is_match(text) {
            prop_assert_eq!(is_match, expected.find(text).is_some(), "{} on {:?}", pattern, text);
        }
    }
    Ok(())
}

/// Texts of characters that engines treat differently.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let characters = "ab01_A -\n\r\u{b}\u{85}\u{2028}\u{feff}\u{1680}é\u{663}ſ\u{212a}😀{}:&";
    let character = prop::sample::select(characters.chars().collect::<Vec<_>>());
    let text = prop::collection::vec(character, 0..6).prop_map(String::from_iter);
    prop::collection::vec(text, 8)
}

/// Atoms, quantifiable.
fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec!["a", "b", "0", "_", "é", "-", " ", ",", ":", "&", "~", "#"]),
        2 => prop::sample::select(vec![".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S"]),
        1 => prop::sample::select(vec![
            "\\x61", "\\u0061", "\\u{e9}", "\\uD83D\\uDE00", "\\cJ", "\\0", "\\t", "\\n", "\\v",
            "\\/", "\\.", "\\-", "\\:", "\\_", "\\e", "\\p{L}", "\\P{Nd}", "\\p{Script=Greek}",
            "😀", "{", "}", "]", "{,2}", "\\{", "\\1", "\\8", "\\u12", "\\x1",
        ]),
        2 => class(),
    ]
    .prop_map(str::to_owned)
}

/// Classes.
fn class() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "[ab]",
        "[^ab]",
        "[a-b0]",
        "[\\w-]",
        "[\\w-b]",
        "[^\\W_]",
        "[\\D1]",
        "[-a]",
        "[a-]",
        "[]",
        "[^]",
        "[[a]",
        "[&&a]",
        "[a&&b]",
        "[a--b]",
        "[a~~b]",
        "[\\b]",
        "[\\]a]",
        "[.]",
        "[^\\s\\S]",
        "[\\u0000-\\uFFFF]",
        "[\\uD83D\\uDE00]",
        "[^\\n]",
        "[\\p{L}_]",
        "[^\\P{L}]",
        "[a-b-0]",
        "[0-\\d]",
        "[ -~]",
        "[\\x00-\\x7f]",
        "[^a-]",
        "[\\-a]",
        "[😀]",
        "[\\^]",
        "[^^]",
        "[[:alpha:]]",
    ])
}

fn assertion() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["^", "$", "\\b", "\\B"]).prop_map(str::to_owned)
}

/// Patterns of the syntax that ECMAScript and `regex` share, and of some that they do not.
fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![5 => atom(), 1 => assertion()];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let quantifier = prop::sample::select(vec![
            "*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{1,}", "{0,2}", "{1,2}?", "{2,1}",
        ]);
        let group = prop::sample::select(vec![
            "(", "(?:", "(?:", "(?<name>", "(?=", "(?!", "(?<=", "(?<!", "(?i:", "(?>",
        ]);
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join("|")),
            2 => (group, inner.clone(), prop::option::of(quantifier.clone())).prop_map(
                |(group, inner, quantifier)| format!("{group}{inner}){}", quantifier.unwrap_or(""))
            ),
            2 => (inner, quantifier).prop_map(|(inner, quantifier)| format!("{inner}{quantifier}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patterns_mean_the_same(
        pattern in pattern(),
        texts in texts(),
    ) {
        assert_agreement(&pattern, &texts)?;
    }

    #[test]
    fn anchored_patterns_mean_the_same(
        pattern in pattern(),
        texts in prop::collection::vec("[ab0_é]{0,4}", 8),
    ) {
        assert_agreement(&format!("^(?:{pattern})$"), &texts)?;
    }

    #[test]
    fn arbitrary_text_is_translated_or_refused(
        pattern in r"[\^$ab()\[\]{}|*+?.\\\-,01:=!<>dwsSpux&~]{0,14}",
        texts in texts(),
    ) {
        assert_agreement(&pattern, &texts)?;
    }

    #[test]
    fn arbitrary_unicode_is_translated_or_refused(pattern in "\\PC{0,30}") {
        assert_agreement(&pattern, &[pattern.as_str()])?;
    }

    #[test]
    fn checks_agree_with_compiling(pattern in pattern()) {
        prop_assert_eq!(Pattern::new(&pattern).map(|_| ()), check(&pattern));
    }
}

proptest! {
    // Large patterns take tens of milliseconds to compile.
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_sizes_are_refused(
        atom in prop::sample::select(vec!["a", ".", "\\w", "[^/]", "\\p{L}", "(?=a)", "(?!b)a", "\\b", "(a|b)*a"]),
        counts in prop::collection::vec(prop::sample::select(vec![1_u32, 2, 10, 100, 1000, 65_535, u32::MAX]), 1..5),
    ) {
        let pattern = counts.iter().fold(atom.to_owned(), |inner, count| format!("(?:{inner}){{0,{count}}}"));
        // The estimate of the size refuses a pattern before the engine does.
        let compiled = Pattern::new(&pattern).map(|_| ());
        prop_assert!(!matches!(compiled, Err(Unsupported::Syntax | Unsupported::TooDeep)));
        prop_assert_eq!(compiled, check(&pattern));
    }
}

/// Patterns of published documents are supported.
#[test]
fn published_patterns_are_supported() {
    for pattern in [
        r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
        r"^[\p{L}\p{N}\-_.(),:&@+']{1,64}$",
        r"^(?:(?<cn>CN=(?<name>[^,]*)),)?(?:(?<path>(?:(?:CN|OU)=[^,]+,?)+),)?(?<domain>(?:DC=[^,]+,?)+)$",
        r"^(?![0-9a-f]{8}-[0-9a-f]{4}$)^[a-z][a-z0-9-]*[a-zA-Z0-9]$",
        r"^[0-9a-fA-F]{8}\b-[0-9a-fA-F]{4}\b-[0-9a-fA-F]{12}$",
        r"^([-\w._()])+$",
        r"^[\w-.]+$",
        r"^([0-9a-f]{1,4}\:){7}$",
        r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*",
        r"^(?=.*[a-z])(?=.*\d)[a-zA-Z\d]{8,64}$",
        r"^([a-z0-9]+(-[a-z0-9]+)*){1,100}\.example(gc|fed)?\.com$",
        r"^.{1,4096}$",
        r"^[^\\\/\?]{1,1024}$",
        r"^[\s\S]*$",
        r"/snapshots/\{ORG-NAME\}/\{DATE\}",
        r"^x{y}$",
        r"^\<a\>$",
    ] {
        assert!(ecmascript(pattern).is_some(), "{pattern}");
        assert_eq!(Pattern::new(pattern).err(), None, "{pattern}");
    }
}

/// The reasons for which patterns are not supported.
#[test]
fn unsupported_patterns_have_a_reason() {
    let deep = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    let long = "a".repeat(20_000);
    for (pattern, reason) in [
        (r"^(a)\1$", Unsupported::BackReference),
        (r"(?<n>a)\k<n>", Unsupported::BackReference),
        ("(a{1000}){1000}", Unsupported::TooLarge),
        ("(?:(?=a){0,1000}){0,1000}", Unsupported::Syntax),
        ("(?:(?:(?:(?=a)){1000}){1000}){1000}", Unsupported::TooLarge),
        (&long, Unsupported::TooLarge),
        (&deep, Unsupported::TooDeep),
        ("(?<=a+)b", Unsupported::Lookaround),
        ("(?i:a)", Unsupported::Syntax),
        (r"[\w-\p{L}]", Unsupported::Syntax),
        (r"\:😀", Unsupported::Syntax),
        ("(", Unsupported::Syntax),
    ] {
        assert_eq!(Pattern::new(pattern).err(), Some(reason), "{pattern:.80}");
    }
}

/// Patterns that take exponential or polynomial time in an engine that backtracks.
#[test]
fn hostile_patterns_take_bounded_time() {
    let text = format!("{}!", "a".repeat(30_000));
    for pattern in ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){12}$", "a*a*a*a*a*b", "(x+x+)+y"] {
        let pattern = Pattern::new(pattern).unwrap();
        assert_eq!(pattern.is_match(&text), Some(false), "{pattern:?}");
    }
    // With lookaround, the number of backtracks is what is bounded: such a text is not checked.
    let text = format!("{}!", "a".repeat(60));
    for pattern in ["^(?=(a+)+$)(a|aa)+$", "^((?!b)a|a)*$", "^(?:(?!c)a*)*b", "(?:(?!b)a+)+c"] {
        let pattern = Pattern::new(pattern).unwrap();
        assert_ne!(pattern.is_match(&text), Some(true), "{pattern:?}");
    }
    // Neither is a text that is too long for the size of the pattern.
    let large = Pattern::new("(?:a|b)*a(?:a|b){5000}").unwrap();
    assert_eq!(large.is_match(&text), Some(false));
    assert_eq!(large.is_match(&"a".repeat(1 << 15)), None);
    let nested = Pattern::new("(?:(?=(?:(?=.*x)a)*$)a)*b").unwrap();
    assert_eq!(nested.is_match(&format!("{}x", "a".repeat(4000))), None);
    let lookaround = Pattern::new("(?!b)a").unwrap();
    assert_eq!(lookaround.is_match(&"b".repeat(1 << 20)), None);
}
