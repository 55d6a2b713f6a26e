//! The typed form of a document.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::callbacks::without_callbacks;
use crate::diagnostic::Pointer;

/// Stack size in bytes for reading typed values.
///
/// Deserialization recurses for each level of schemas with large frames; the default of two megabytes does not suffice
/// for the depth that the reader accepts.
const STACK: usize = 64 << 20;

/// The typed form of a document.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) openapi: openapiv3::OpenAPI,
    pub(super) queries: Queries,
}

/// The operations with the method `QUERY`, by path. `openapiv3` does not know the method.
pub(super) type Queries = IndexMap<String, openapiv3::Operation>;

/// Deserializes the typed form. A document that passes the grammar should never fail here; if one does, the error has
/// the location that serde reports.
pub(super) fn read(root: &Value) -> Result<Typed, (Pointer, String)> {
    let outcome = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let root = without_callbacks(root);
        let thread = builder.spawn_scoped(scope, move || {
            let openapi = deserialized(&root, &Pointer::root())?;
            Ok(Typed { openapi, queries: queries(&root)? })
        });
        thread.map(std::thread::ScopedJoinHandle::join)
    });
    match outcome {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => Err((Pointer::root(), "the reader panicked".to_owned())),
        Err(error) => Err((Pointer::root(), error.to_string())),
    }
}

fn queries(root: &Value) -> Result<Queries, (Pointer, String)> {
    let paths = root.get("paths").and_then(Value::as_object);
    let mut queries = Queries::new();
    for (path, item) in paths.into_iter().flatten() {
        if let Some(operation) = item.get("query") {
            let pointer = Pointer::root().child("paths").child(path).child("query");
            queries.insert(path.clone(), deserialized(operation, &pointer)?);
        }
    }
    Ok(queries)
}

/// Deserializes the value at a pointer.
fn deserialized<T: for<'v> Deserialize<'v>>(
    value: &Value,
    pointer: &Pointer,
) -> Result<T, (Pointer, String)> {
    let mut track = serde_path_to_error::Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
    T::deserialize(deserializer)
        .map_err(|error| (inside(pointer, &track.path()), error.to_string()))
}

fn inside(pointer: &Pointer, path: &serde_path_to_error::Path) -> Pointer {
    use serde_path_to_error::Segment;

    path.iter().fold(pointer.clone(), |pointer, segment| match segment {
        Segment::Seq { index } => pointer.index(*index),
        Segment::Map { key } => pointer.child(key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}
