//! Models in the form that the generator emits.

use std::collections::BTreeMap;

use portolan_runtime::jiff::{Timestamp, civil::Date};
use portolan_runtime::serde_json::{Map, Value as Json};
use portolan_runtime::wire::{
    self, DecodeError, Discriminator, Entries, Enumeration, Field, Format, Record, Rule,
    TaggedUnion, Value, Variant,
};

/// Expands to the rules, or to none.
macro_rules! rules {
    () => {
        &[]
    };
    ($rules:expr) => {
        $rules
    };
}

/// Defines a struct and implements `Record` for it.
macro_rules! object {
    (
        $(#[$attribute:meta])*
        $name:ident {
            $($kind:ident $field:ident: $type:ty = $property:literal $(where $rules:expr)?,)*
        }
        $(rest $rest:ident: $entry:ty)?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
            $(pub(crate) $rest: BTreeMap<String, $entry>,)?
        }

        impl Record for $name {
            fn blank() -> Self {
                Self { $($field: wire::empty(),)* $($rest: wire::empty(),)? }
            }

            fn fields(&self) -> &'static [Field] {
                &[$(Field::$kind($property, rules!($($rules)?)),)*]
            }

            fn get(&self, index: usize) -> Option<&dyn Value> {
                let fields: &[&dyn Value] = &[$(&self.$field,)*];
                fields.get(index).copied()
            }

            fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
                let fields: Vec<&mut dyn Value> = vec![$(&mut self.$field,)*];
                fields.into_iter().nth(index)
            }

            $(
                fn additional_properties(&self) -> Option<&dyn Entries> {
                    Some(&self.$rest)
                }

                fn additional_properties_mut(&mut self) -> Option<&mut dyn Entries> {
                    Some(&mut self.$rest)
                }
            )?
        }

        wire::record!($name);
    };
}

/// Defines an enum and implements `Union` for it.
macro_rules! one_of {
    (
        $(#[$attribute:meta])*
        $name:ident by $tag:literal {
            $($index:literal $variant:ident($type:ty) = $value:literal with $own:expr,)*
        }
        otherwise $unknown:literal
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum $name {
            $($variant($type),)*
            Unknown(Map<String, Json>),
        }

        impl TaggedUnion for $name {
            fn discriminator(&self) -> &'static Discriminator {
                const DISCRIMINATOR: &Discriminator =
                    &Discriminator::new($tag, &[$(Variant::new($value, $own),)*]);
                DISCRIMINATOR
            }

            fn select(index: usize) -> Self {
                match index {
                    $($index => Self::$variant(wire::empty()),)*
                    _ => Self::Unknown(wire::empty()),
                }
            }

            fn get(&self) -> (usize, &dyn Value) {
                match self {
                    $(Self::$variant(value) => ($index, value),)*
                    Self::Unknown(value) => ($unknown, value),
                }
            }

            fn get_mut(&mut self) -> &mut dyn Value {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        wire::tagged_union!($name);
    };
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Status {
    Pending,
    Available,
    Unknown(String),
}

impl Enumeration for Status {
    const VALUES: &'static [&'static str] = &["PENDING", "AVAILABLE"];

    fn as_str(&self) -> &str {
        match self {
            Self::Pending => "PENDING",
            Self::Available => "AVAILABLE",
            Self::Unknown(value) => value,
        }
    }

    fn from_value(value: &str) -> Self {
        match value {
            "PENDING" => Self::Pending,
            "AVAILABLE" => Self::Available,
            _ => Self::Unknown(value.to_owned()),
        }
    }
}

wire::enumeration!(Status);

object! {
    /// An optional property of each type.
    AllTypes {
        Optional text: Option<String> = "text",
        Optional flag: Option<bool> = "flag",
        Optional small: Option<i32> = "small",
        Optional large: Option<i64> = "large",
        Optional rough: Option<f32> = "rough",
        Optional fine: Option<f64> = "fine",
        Optional time: Option<Timestamp> = "time",
        Optional day: Option<Date> = "day",
        Optional status: Option<Status> = "status",
        Optional list: Option<Vec<String>> = "list",
        Optional table: Option<BTreeMap<String, i32>> = "table",
        Optional free: Option<Json> = "free",
        Optional object: Option<Map<String, Json>> = "object",
        Optional inner: Option<Box<AllTypes>> = "inner",
        Optional peering: Option<Peering> = "peering",
        Optional peerings: Option<Vec<Peering>> = "peerings",
    }
}

object! {
    /// Required properties only; the last one is nullable.
    Strict {
        Required name: String = "name",
        Required count: i64 = "count",
        Required tags: Vec<String> = "tags",
        Required link: Link = "link",
        Required note: Option<String> = "note",
    }
}

object! {
    Link {
        Required href: String = "href",
        Optional rel: Option<String> = "rel",
    }
}

object! {
    /// An object with typed additional properties.
    Open {
        Required name: String = "name",
    }
    rest rest: i32
}

object! {
    Aws {
        Required container_id: String = "containerId",
        Optional id: Option<String> = "id",
        Required region: Option<String> = "accepterRegionName",
        Required vpc_id: String = "vpcId",
        Optional status: Option<Status> = "statusName",
    }
}

object! {
    Azure {
        Required container_id: String = "containerId",
        Optional id: Option<String> = "id",
        Required directory: String = "azureDirectoryId",
        Required vnet: String = "vnetName",
    }
}

object! {
    /// A variant with free-form additional properties.
    Gcp {
        Required container_id: String = "containerId",
        Optional id: Option<String> = "id",
        Required project: String = "gcpProjectId",
    }
    rest labels: Json
}

one_of! {
    /// Variants with common properties.
    Peering by "providerName" {
        0 Aws(Aws) = "AWS" with &["accepterRegionName", "vpcId", "statusName"],
        1 Azure(Azure) = "AZURE" with &["azureDirectoryId", "vnetName"],
        2 Gcp(Gcp) = "GCP" with &["gcpProjectId"],
    }
    otherwise 3
}

object! {
    Cat {
        Required lives: i32 = "lives",
        Optional friend: Option<Box<Animal>> = "friend",
    }
}

object! {
    /// A variant that declares the tag of the outer union as a property.
    Dog {
        Required kind: String = "kind",
        Required tricks: Vec<String> = "tricks",
    }
}

one_of! {
    /// A union that is a variant of another union.
    Pet by "species" {
        0 Cat(Cat) = "cat" with &["lives", "friend"],
        1 Dog(Dog) = "dog" with &["tricks"],
    }
    otherwise 2
}

object! {
    Wild {
        Required range: f64 = "range",
    }
}

one_of! {
    /// A union with a variant that is a union with another tag.
    Animal by "kind" {
        0 Pet(Pet) = "pet" with &["species", "lives", "friend", "tricks"],
        1 Wild(Wild) = "wild" with &["range"],
    }
    otherwise 2
}

object! {
    /// A union followed by a record.
    Pair {
        Required first: Animal = "first",
        Required second: Link = "second",
    }
}

object! {
    /// A request body with rules.
    Order {
        Required vpc: String = "vpcId" where &[Rule::Pattern("^vpc-[0-9a-f]{3}$"), Rule::MaxLength(7)],
        Optional count: Option<i32> = "count" where &[Rule::Minimum(1.0), Rule::MultipleOf(2.0)],
        Optional ratio: Option<f64> = "ratio" where &[Rule::ExclusiveMaximum(1.0)],
        Optional id: Option<String> = "id" where &[Rule::Format(Format::Uuid)],
        Optional hosts: Option<Vec<String>> = "hosts"
            where &[Rule::MinItems(1), Rule::UniqueItems, Rule::Items(&[Rule::Format(Format::Ipv4)])],
        Optional limits: Option<BTreeMap<String, i64>> = "limits"
            where &[Rule::MaxProperties(2), Rule::Entries(&[Rule::Maximum(9.0)])],
        Optional status: Option<Status> = "status",
        Optional peering: Option<Peering> = "peering",
    }
}

/// Decodes a model; returns it with its missing and unexpected properties.
pub(crate) fn read<T: Value>(json: &str) -> (T, Vec<String>, Vec<String>) {
    let decoded = wire::decode::<T>(json.as_bytes()).unwrap();
    (decoded.value, decoded.notes.missing, decoded.notes.unexpected)
}

/// Decodes a model that has no missing, invalid or unexpected values.
pub(crate) fn read_clean<T: Value>(json: &str) -> T {
    let decoded = wire::decode::<T>(json.as_bytes()).unwrap();
    assert_eq!(decoded.notes, wire::Notes::default(), "{json}");
    decoded.value
}

/// Decodes a model; returns it with the path, the problem and the JSON of each invalid value.
pub(crate) fn read_invalid<T: Value>(json: &str) -> (T, Vec<[String; 3]>) {
    let decoded = wire::decode::<T>(json.as_bytes()).unwrap();
    let invalid = decoded.notes.invalid.iter();
    let texts = invalid.map(|it| [it.path(), it.problem(), it.json()].map(str::to_owned));
    (decoded.value, texts.collect())
}

/// Returns the error of decoding a model of which every value must fit.
pub(crate) fn fail_exact<T: Value>(json: &str) -> DecodeError {
    match wire::decode_exact::<T>(json.as_bytes()) {
        Ok(_) => panic!("{json} was decoded"),
        Err(error) => error,
    }
}

/// Returns the error of decoding a model.
pub(crate) fn fail<T: Value>(json: &str) -> DecodeError {
    match wire::decode::<T>(json.as_bytes()) {
        Ok(_) => panic!("{json} was decoded"),
        Err(error) => error,
    }
}

/// Returns the JSON of a model.
pub(crate) fn write(value: &dyn Value) -> String {
    String::from_utf8(wire::encode(value)).unwrap()
}
