//! Tagged unions: the variant is chosen by the tag, or by the properties if it is missing.

use portolan_runtime::serde_json::{self, Value as Json};

use super::models::{
    AllTypes, Animal, Link, Pair, Peering, Pet, fail, fail_exact, read, read_clean, read_invalid,
    write,
};

const AWS: [&str; 3] = [r#""containerId":"c""#, r#""accepterRegionName":"r""#, r#""vpcId":"v""#];

/// Returns a JSON object with these members.
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
fn reads_the_tag_anywhere_and_writes_it_first() {
    for index in 0..=AWS.len() {
        let mut members = AWS.to_vec();
        members.insert(index, r#""providerName":"AWS""#);
        let peering: Peering = read_clean(&object(&members));
        assert!(matches!(peering, Peering::Aws(_)), "{index}");
        assert_eq!(write(&peering), aws_json());
    }
}

#[test]
fn infers_and_writes_a_missing_tag() {
    for tagless in [object(&AWS), object(&[AWS[0], AWS[1], r#""providerName":null"#, AWS[2]])] {
        assert_eq!(write(&read_clean::<Peering>(&tagless)), aws_json());
    }
    assert!(matches!(read::<Peering>(r#"{"vnetName":"v"}"#).0, Peering::Azure(_)));
    assert!(matches!(read::<Peering>(r#"{"gcpProjectId":"p","any":1}"#).0, Peering::Gcp(_)));
}

#[test]
fn keeps_unknown_and_ambiguous_objects() {
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
fn the_tag_overrides_the_properties() {
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
    assert!(matches!(peering, Peering::Azure(_)), "the type is wrong in another variant only");
}

#[test]
fn the_first_of_repeated_tags_wins() {
    for json in [
        r#"{"providerName":"AZURE","providerName":"AWS","vpcId":"v"}"#,
        r#"{"vpcId":"v","providerName":"AZURE","providerName":"AWS"}"#,
        r#"{"vpcId":"v","providerName":null,"providerName":"AZURE","providerName":"AWS"}"#,
    ] {
        assert!(matches!(read::<Peering>(json).0, Peering::Azure(_)), "{json}");
    }
}

#[test]
fn reads_escaped_keys_and_tags() {
    let peering = read::<Peering>(r#"{"provider\u004eame":"AW\u0053","vpcId":"v"}"#).0;
    assert!(matches!(peering, Peering::Aws(_)));
    let peering = read::<Peering>(r#"{"vpc\u0049d":"v"}"#).0;
    assert!(matches!(peering, Peering::Aws(_)));
}

#[test]
fn additional_properties_do_not_contain_the_tag() {
    let json = r#"{"providerName":"GCP","containerId":"c","gcpProjectId":"p","zone":1}"#;
    let peering: Peering = read_clean(json);
    let Peering::Gcp(gcp) = &peering else { panic!("{peering:?}") };
    assert_eq!(gcp.labels.keys().collect::<Vec<_>>(), ["zone"]);
    assert_eq!(write(&peering), json);
}

#[test]
fn errors_in_a_variant_have_a_path() {
    for json in [
        r#"{"providerName":"AWS","vpcId":[]}"#,
        r#"{"vpcId":[],"providerName":"AWS"}"#,
        r#"{"vpcId":[]}"#,
    ] {
        let (peering, invalid) = read_invalid::<Peering>(json);
        assert!(matches!(peering, Peering::Aws(_)), "{peering:?}");
        assert_eq!(invalid, [["vpcId", "expected a string, found an array", "[]"]]);
        let error = fail_exact::<Peering>(json);
        assert_eq!((error.path(), error.problem()), ("vpcId", "expected a string, found an array"));
        assert_eq!(error.offset(), json.find('[').unwrap());
    }
    assert_eq!(fail::<Peering>("[]").problem(), "expected an object, found an array");
    assert_eq!(fail::<Peering>(r#""AWS""#).problem(), "expected an object, found a string");
    assert_eq!(fail_exact::<Vec<Peering>>(r#"[{"vpcId":1}]"#).path(), "[0].vpcId");
}

#[test]
fn null_is_an_empty_unknown_object() {
    assert_eq!(read::<Peering>("null"), (unknown("{}"), vec![String::new()], vec![]));
}

#[test]
fn nested_unions_have_both_tags() {
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
fn a_tag_declared_as_a_property_is_written_once() {
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
fn infers_the_variant_of_a_nested_union_independently() {
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
    // A wrong guess of the outer union does not affect the inner one, and vice versa.
    let (outer, ..) =
        read::<Animal>(r#"{"friend":{"tricks":[],"kind":"wild","range":1},"lives":1}"#);
    assert!(matches!(outer, Animal::Pet(Pet::Cat(_))), "{outer:?}");
}

#[test]
fn decodes_values_after_an_unknown_nested_variant() {
    let json = concat!(
        r#"[{"kind":"pet","species":"cow","milk":true},"#,
        r#"{"kind":"wild","range":1.5},{"kind":"pet","species":"cat","lives":9}]"#
    );
    let animals: Vec<Animal> = read_clean(json);
    assert!(matches!(animals[0], Animal::Pet(Pet::Unknown(_))));
    assert_eq!(write(&animals), json);
    // The tag of a union is unexpected in the record after it.
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
fn lists_properties_once_even_if_an_object_is_reread() {
    let json = r#"{"peerings":[{"new":1,"vpcId":"v","other":{},"providerName":"AZURE"}]}"#;
    let (_, missing, unexpected) = read::<AllTypes>(json);
    assert_eq!(
        missing,
        ["containerId", "azureDirectoryId", "vnetName"].map(|name| format!("peerings[0].{name}"))
    );
    assert_eq!(unexpected, ["new", "vpcId", "other"].map(|name| format!("peerings[0].{name}")));
}

#[test]
fn keeps_unknown_objects_unchanged() {
    let json = r#"{"z":1,"providerName":"IBM","a":{"deep":[1.5,null,"é"]}}"#;
    let Peering::Unknown(object) = read_clean::<Peering>(json) else { panic!("known") };
    assert_eq!(Json::Object(object).to_string(), json);
}

/// Each guess fails. The work for an item does not depend on the length of the JSON before it.
#[test]
fn many_wrong_guesses_take_linear_work() {
    let items = vec![r#"{"vpcId":1,"providerName":"AZURE"}"#; 100_000].join(",");
    let (peerings, missing, _) = read::<Vec<Peering>>(&format!("[{items}]"));
    assert!(peerings.iter().all(|peering| matches!(peering, Peering::Azure(_))));
    assert_eq!((peerings.len(), missing.len()), (100_000, 256));
}
