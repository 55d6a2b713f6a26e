//! Enumerations of strings and numbers, with known and unknown values.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_enumerations::Client;
use golden_enumerations::models::{
    Color, Grade, Level, Light, LightNumber, LightWide, LightZoom, ListLightsFloor, Mode, Short,
};
use portolan_runtime::wire;
use portolan_test_server::Server;

#[test]
fn every_value_has_its_own_variant() {
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
fn unknown_values_are_kept_and_not_sent() {
    let light = wire::decode::<Light>(br#"{"color":"ultraviolet","level":null}"#).unwrap();
    assert_eq!(light.value.color, Color::Unknown("ultraviolet".to_owned()));
    assert!(light.value.level.is_none() && light.notes.missing.is_empty());
    let violations = wire::check(&light.value);
    assert!(violations[0].problem().starts_with("is not one of red, Red, self"), "{violations:?}");
}

#[test]
fn numeric_enums_keep_unknown_values() {
    let variants: Vec<Level> = Level::VALUES.iter().map(|value| Level::from(*value)).collect();
    assert_eq!(variants, [Level::Minus2, Level::Minus1, Level::Value0, Level::Value1]);
    let json = br#"{"color":"red","level":null,"number":7,"levels":[-2,null,40],"zoom":0.5,"wide":-9223372036854775808}"#;
    let light = wire::decode::<Light>(json).unwrap().value;
    assert_eq!(light.number, Some(LightNumber::Unknown(7)));
    assert_eq!(light.levels, Some(vec![Some(Level::Minus2), None, Some(Level::Unknown(40))]));
    assert_eq!(light.zoom, Some(LightZoom::Value0Point5));
    assert_eq!(light.wide, Some(LightWide::Minus9223372036854775808));
    assert_eq!(wire::decode::<Light>(&wire::encode(&light)).unwrap().value, light);
    let problems: Vec<String> = wire::check(&light).iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].ends_with("number is not one of 1, 2"), "{problems:?}");
    assert!(problems[1].ends_with("levels[2] is not one of -2, -1, 0, 1"), "{problems:?}");
}

#[test]
fn numeric_enums_convert_from_and_to_numbers() {
    assert_eq!("-2".parse(), Ok(Level::Minus2));
    assert!("two".parse::<Level>().is_err());
    assert_eq!((Level::Minus2.value(), i64::from(Level::Unknown(5))), (-2, 5));
    assert_eq!(format!("{:>4}|", Level::Minus2), "  -2|");
    assert_eq!(serde_json::to_string(&Level::Value1).unwrap(), "1");
    assert_eq!(serde_json::from_str::<Level>("9").unwrap(), Level::Unknown(9));
    assert!(serde_json::from_str::<Level>("\"1\"").is_err());
}

#[test]
fn extensions_name_the_variants() {
    let modes = [Mode::Slow, Mode::Fast, Mode::Slow2, Mode::Unknown2].map(Mode::value);
    assert_eq!(modes, [1, 2, 3, 4]);
    assert_eq!([Grade::VeryGood.as_str(), Grade::Good.as_str()], ["a", "b"]);
    assert_eq!(Short::Value1.value(), 1);
}

#[tokio::test]
async fn numeric_enums_are_parameters() {
    let body = br#"{"color":"red","level":"low","number":3}"#;
    let server = Server::with("200 OK", &["content-type: application/json"], body).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let request = client.list_lights().level(Level::Minus2).modes(vec![Mode::Slow, Mode::Fast]);
    let light = request.floor(ListLightsFloor::Value2).await.unwrap();
    assert_eq!(light.number, Some(LightNumber::Unknown(3)));
    let received = server.requests().pop().unwrap();
    assert_eq!(received.line(), "GET /lights?level=-2&modes=1&modes=2&floor=2");
    let refused = client.list_lights().floor(ListLightsFloor::from(7)).await.unwrap_err();
    assert!(format!("{refused:?}").contains("is not one of 0, 1, 2"), "{refused:?}");
}
