//! Unions: the tag decides wherever it stands; without it, the properties do.

use portolan_runtime::serde_json::{self, Value as Json};

use crate::model::{Animal, Everything, Link, Pair, Peering, Pet, fail, read, read_clean, write};

const AWS: [&str; 3] = [r#""containerId":"c""#, r#""accepterRegionName":"r""#, r#""vpcId":"v""#];

/// An object of these members.
fn object(members: &[&str]) -> String {
    format!("{{{}}}", members.join(","))
}

fn aws_json() -> String {
    format!(r#"{{"providerName":"AWS",{}}}"#, AWS.join(","))
}

fn unknown(json: &str) -> Peering {
    Peering::Unknown(serde_json::from_str(json).unwrap())
}

#[test]
fn the_tag_may_stand_anywhere_and_is_written_first_and_once() {
    for place in 0..=AWS.len() {
        let mut members = AWS.to_vec();
        members.insert(place, r#""providerName":"AWS""#);
        let peering: Peering = read_clean(&object(&members));
        assert!(matches!(peering, Peering::Aws(_)), "{place}");
        assert_eq!(write(&peering), aws_json());
    }
}

#[test]
fn without_a_tag_the_properties_decide_and_the_tag_is_written() {
    for tagless in [object(&AWS), object(&[AWS[0], AWS[1], r#""providerName":null"#, AWS[2]])] {
        assert_eq!(write(&read_clean::<Peering>(&tagless)), aws_json());
    }
    assert!(matches!(read::<Peering>(r#"{"vnetName":"v"}"#).0, Peering::Azure(_)));
    assert!(matches!(read::<Peering>(r#"{"gcpProjectId":"p","any":1}"#).0, Peering::Gcp(_)));
}

#[test]
fn what_fits_no_variant_or_several_is_kept_whole() {
    for json in [
        "{}",
        r#"{"containerId":"c"}"#,
        r#"{"vpcId":"v","vnetName":"n"}"#,
        r#"{"vnetName":"n","vpcId":1}"#,
        r#"{"gcpProjectId":"p","vpcId":"v"}"#,
        r#"{"vpcId":"v","gcpProjectId":"p"}"#,
        r#"{"providerName":"IBM","vpcId":"v"}"#,
        r#"{"vpcId":"v","providerName":"IBM"}"#,
        r#"{"vpcId":"v","providerName":"aws"}"#,
        r#"{"providerName":7,"vpcId":"v"}"#,
        r#"{"vpcId":"v","providerName":["AWS"]}"#,
        r#"{"providerName":{"providerName":"AWS"}}"#,
    ] {
        let peering: Peering = read_clean(json);
        assert_eq!(peering, unknown(json), "{json}");
        assert_eq!(write(&peering), json);
    }
}

#[test]
fn a_tag_that_contradicts_the_properties_counts() {
    for members in [
        [r#""providerName":"AZURE""#, r#""vpcId":"v""#],
        [r#""vpcId":"v""#, r#""providerName":"AZURE""#],
    ] {
        let (peering, missing, unexpected) = read::<Peering>(&object(&members));
        assert!(matches!(peering, Peering::Azure(_)));
        assert_eq!(missing, ["containerId", "azureDirectoryId", "vnetName"]);
        assert_eq!(unexpected, ["vpcId"]);
    }
    let (peering, ..) = read::<Peering>(r#"{"vpcId":1,"vnetName":"n","providerName":"AZURE"}"#);
    assert!(matches!(peering, Peering::Azure(_)), "a type that is wrong in another variant only");
}

#[test]
fn of_a_tag_that_stands_twice_the_first_counts() {
    for json in [
        r#"{"providerName":"AZURE","providerName":"AWS","vpcId":"v"}"#,
        r#"{"vpcId":"v","providerName":"AZURE","providerName":"AWS"}"#,
        r#"{"vpcId":"v","providerName":null,"providerName":"AZURE","providerName":"AWS"}"#,
    ] {
        assert!(matches!(read::<Peering>(json).0, Peering::Azure(_)), "{json}");
    }
}

#[test]
fn escaped_keys_and_tags_are_read() {
    let peering = read::<Peering>(r#"{"provider\u004eame":"AW\u0053","vpcId":"v"}"#).0;
    assert!(matches!(peering, Peering::Aws(_)));
    let peering = read::<Peering>(r#"{"vpc\u0049d":"v"}"#).0;
    assert!(matches!(peering, Peering::Aws(_)));
}

#[test]
fn a_rest_keeps_neither_the_tag_nor_writes_it_twice() {
    let json = r#"{"providerName":"GCP","containerId":"c","gcpProjectId":"p","zone":1}"#;
    let peering: Peering = read_clean(json);
    let Peering::Gcp(gcp) = &peering else { panic!("{peering:?}") };
    assert_eq!(gcp.labels.keys().collect::<Vec<_>>(), ["zone"]);
    assert_eq!(write(&peering), json);
}

#[test]
fn errors_in_a_variant_say_where() {
    for json in [
        r#"{"providerName":"AWS","vpcId":[]}"#,
        r#"{"vpcId":[],"providerName":"AWS"}"#,
        r#"{"vpcId":[]}"#,
    ] {
        let error = fail::<Peering>(json);
        assert_eq!((error.path(), error.problem()), ("vpcId", "expected a string, found an array"));
        assert_eq!(error.offset(), json.find('[').unwrap());
    }
    assert_eq!(fail::<Peering>("[]").problem(), "expected an object, found an array");
    assert_eq!(fail::<Peering>(r#""AWS""#).problem(), "expected an object, found a string");
    assert_eq!(fail::<Vec<Peering>>(r#"[{"vpcId":1}]"#).path(), "[0].vpcId");
}

#[test]
fn null_is_an_unknown_object_and_noted() {
    assert_eq!(read::<Peering>("null"), (unknown("{}"), vec![String::new()], vec![]));
}

#[test]
fn unions_in_unions_have_both_tags() {
    for json in [
        r#"{"kind":"pet","species":"cat","lives":9}"#,
        r#"{"species":"cat","kind":"pet","lives":9}"#,
        r#"{"lives":9,"species":"cat","kind":"pet"}"#,
        r#"{"lives":9,"kind":"pet"}"#,
        r#"{"lives":9}"#,
    ] {
        let animal: Animal = read_clean(json);
        assert!(matches!(animal, Animal::Pet(Pet::Cat(_))), "{json}");
        assert_eq!(write(&animal), r#"{"kind":"pet","species":"cat","lives":9}"#);
    }
    let (animal, missing, unexpected) = read::<Animal>(r#"{"lives":9,"kind":"wild"}"#);
    assert!(matches!(animal, Animal::Wild(_)));
    assert_eq!((missing, unexpected), (vec!["range".to_owned()], vec!["lives".to_owned()]));
}

#[test]
fn a_variant_that_has_the_tag_as_a_property_gets_it_and_it_is_written_once() {
    let json = r#"{"kind":"pet","species":"dog","tricks":["sit"]}"#;
    let animal: Animal = read_clean(json);
    let Animal::Pet(Pet::Dog(dog)) = &animal else { panic!("{animal:?}") };
    assert_eq!(dog.kind, "pet");
    assert_eq!(write(&animal), json);
    let late: Animal = read_clean(r#"{"tricks":["sit"],"species":"dog","kind":"pet"}"#);
    assert_eq!(late, animal);
    let (wild, ..) = read::<Animal>(r#"{"tricks":["sit"],"kind":"wild"}"#);
    assert!(matches!(wild, Animal::Wild(_)));
}

#[test]
fn a_union_inside_a_variant_is_told_apart_on_its_own() {
    let json = concat!(
        r#"{"kind":"pet","species":"cat","lives":9,"#,
        r#""friend":{"kind":"pet","species":"cat","lives":8,"#,
        r#""friend":{"kind":"wild","range":1.5}}}"#
    );
    let animal: Animal = read_clean(json);
    assert_eq!(write(&animal), json);
    let tagless =
        json.replace(r#""kind":"pet","species":"cat","#, "").replace(r#""kind":"wild","#, "");
    assert_eq!(read_clean::<Animal>(&tagless), animal);
    // A promise that breaks outside does not reach the inside, nor the other way round.
    let (outer, ..) =
        read::<Animal>(r#"{"friend":{"tricks":[],"kind":"wild","range":1},"lives":1}"#);
    assert!(matches!(outer, Animal::Pet(Pet::Cat(_))), "{outer:?}");
}

#[test]
fn an_unknown_variant_of_a_nested_union_does_not_disturb_what_follows() {
    let json = concat!(
        r#"[{"kind":"pet","species":"cow","milk":true},"#,
        r#"{"kind":"wild","range":1.0},{"kind":"pet","species":"cat","lives":9}]"#
    );
    let animals: Vec<Animal> = read_clean(json);
    assert!(matches!(animals[0], Animal::Pet(Pet::Unknown(_))));
    assert_eq!(write(&animals), json);
    // The next record need not know the tag of the union before it.
    let (_, _, unexpected) =
        read::<Pair>(r#"{"first":{"kind":"pet"},"second":{"href":"h","kind":"x"}}"#);
    assert_eq!(unexpected, ["second.kind"]);
    let made = Pair {
        first: Animal::Pet(Pet::Unknown(serde_json::Map::new())),
        second: Link { href: "h".to_owned(), rel: None },
    };
    assert_eq!(write(&made), r#"{"first":{"kind":"pet"},"second":{"href":"h"}}"#);
}

#[test]
fn notes_come_once_however_often_an_object_was_read() {
    let json = r#"{"peerings":[{"new":1,"vpcId":"v","other":{},"providerName":"AZURE"}]}"#;
    let (_, missing, unexpected) = read::<Everything>(json);
    assert_eq!(
        missing,
        ["containerId", "azureDirectoryId", "vnetName"].map(|name| format!("peerings[0].{name}"))
    );
    assert_eq!(unexpected, ["new", "vpcId", "other"].map(|name| format!("peerings[0].{name}")));
}

#[test]
fn the_whole_object_is_kept_as_it_came() {
    let json = r#"{"z":1,"providerName":"IBM","a":{"deep":[1.5,null,"é"]}}"#;
    let Peering::Unknown(object) = read_clean::<Peering>(json) else { panic!("known") };
    assert_eq!(Json::Object(object).to_string(), json);
}
