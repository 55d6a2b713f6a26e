//! Bridge to serde: models work with every self-describing format, by way of JSON.
//!
//! Models cannot be deserialized from formats that are not self-describing, such as bincode and
//! postcard.

use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::codec::{decode_exact, encode};
use super::value::Value;

/// Serializes a model.
///
/// # Errors
/// Returns the errors of the format.
pub fn serialize<S: Serializer>(value: &dyn Value, serializer: S) -> Result<S::Ok, S::Error> {
    let json: Json = serde_json::from_slice(&encode(value)).map_err(S::Error::custom)?;
    Node(&json).serialize(serializer)
}

/// Deserializes a model.
///
/// # Errors
/// Returns the errors of the format, and values that do not fit their schema with their path.
pub fn deserialize<'de, D: Deserializer<'de>, T: Value>(deserializer: D) -> Result<T, D::Error> {
    let json = Json::deserialize(deserializer)?;
    let text = serde_json::to_vec(&json).map_err(D::Error::custom)?;
    decode_exact(&text).map(|decoded| decoded.value).map_err(D::Error::custom)
}

/// JSON that serializes `null` as `None`: some formats have no unit.
struct Node<'j>(&'j Json);

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null => serializer.serialize_none(),
            Json::Array(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    sequence.serialize_element(&Node(item))?;
                }
                sequence.end()
            }
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, member) in members {
                    map.serialize_entry(name, &Node(member))?;
                }
                map.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// Implements `Serialize` and `Deserialize` for a model.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($model:ty) => {
        impl $crate::serde::Serialize for $model {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $model {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}
