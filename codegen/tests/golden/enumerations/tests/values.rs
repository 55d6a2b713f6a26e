//! Enumerations: every value by its own name, and whatever the document lacks.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use golden_enumerations::models::{Color, Light};
use openapi_runtime::wire;

#[test]
fn every_value_has_a_variant_of_its_own() {
    let variants: Vec<Color> = Color::VALUES.iter().map(|value| Color::from(*value)).collect();
    for (variant, value) in variants.iter().zip(Color::VALUES) {
        assert!(!matches!(variant, Color::Unknown(_)), "{value:?}");
        assert_eq!(variant.as_str(), *value);
        assert_eq!(value.parse::<Color>().as_ref(), Ok(variant));
        assert_eq!(variants.iter().filter(|other| *other == variant).count(), 1);
    }
    assert_eq!(format!("{:>5}|", Color::Red), "  red|");
}

#[test]
fn a_value_that_the_document_lacks_is_kept_and_not_sent() {
    let light = wire::decode::<Light>(br#"{"color":"ultraviolet","level":null}"#).unwrap();
    assert_eq!(light.value.color, Color::Unknown("ultraviolet".to_owned()));
    assert!(light.value.level.is_none() && light.notes.missing.is_empty());
    let violations = wire::check(&light.value);
    assert!(violations[0].problem().starts_with("is not one of red, Red, self"), "{violations:?}");
}
