//! `portolan adopt`.

use std::fs;

use super::drift::{OWN, lamps};
use super::{Scratch, assert_code, printed, run, workspace};

#[test]
fn adds_facts_without_sentences_and_keeps_other_lines() {
    let scratch = lamps();
    let own = scratch.name("own.yaml");
    let adopt = || run(&["adopt", &own, &scratch.name("upstream.yaml"), "--operation", "sellLamp"]);
    let output = adopt();
    assert_code(&output, 0);
    let text = fs::read_to_string(&own).unwrap();
    // Every line is still there, in the same order.
    let mut lines = text.lines();
    for line in OWN.lines() {
        assert!(lines.any(|it| it == line), "{line} is missing:\n{text}");
    }
    for fact in ["operationId: sellLamp", "summary: TO BE WRITTEN", "Receipt:", "price:"] {
        assert!(text.contains(fact), "{fact} is missing:\n{text}");
    }
    for sentence in ["best price", "A receipt.", "Which one.", "sold for", "example"] {
        assert!(!text.contains(sentence), "{sentence} was copied:\n{text}");
    }
    assert!(printed(&output).contains("a sentence is missing at"), "{}", printed(&output));
    assert!(printed(&output).contains("0 breaking, 0 compatible"), "{}", printed(&output));
    let output = adopt();
    assert_code(&output, 0);
    assert_eq!(fs::read_to_string(&own).unwrap(), text);
}

#[test]
fn existing_operations_are_not_adopted_again() {
    let document = workspace().join("spec/network-peering.yaml");
    let before = fs::read(&document).unwrap();
    let scratch = Scratch::new(&[]);
    fs::copy(&document, scratch.path("own.yaml")).unwrap();
    let output = run(&[
        "adopt",
        &scratch.name("own.yaml"),
        document.to_str().unwrap(),
        "--operation",
        "createGroupPeer",
    ]);
    assert_code(&output, 0);
    assert_eq!(fs::read(scratch.path("own.yaml")).unwrap(), before);
}
