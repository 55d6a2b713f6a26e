//! Copies operations of a publisher's document, without their prose, into one's own document.
//!
//! The facts of an operation and of the components that it reaches are copied: paths, names, types, patterns, enumeration
//! members, defaults, statuses, media types. Descriptions are replaced by a marker, because a publisher's prose is seldom
//! free to copy.
//!
//! Invariant: no existing byte of the document changes; lines are only added.
//!
//! ```
//! use portolan::{Source, adopt};
//!
//! let own = Source::new("own.yaml", "openapi: 3.0.3\ninfo: {title: Lamps, version: '1'}\npaths:\n  /lamps:\n    get:\n      responses:\n        '204':\n          description: None yet.\n");
//! let upstream = Source::new("upstream.yaml", r#"
//! openapi: 3.0.3
//! info: {title: Lamps, version: "1"}
//! paths:
//!   /lamps/{id}:
//!     delete:
//!       operationId: deleteLamp
//!       summary: Sells a lamp for what it is worth.
//!       parameters: [{name: id, in: path, required: true, schema: {type: string}}]
//!       responses: {"204": {description: Sold}}
//! "#);
//! let adopted = adopt::adopt(&own, &upstream, &["deleteLamp".to_owned()])?;
//! assert!(adopted.text.starts_with(&own.text));
//! assert!(adopted.text.contains("summary: TO BE WRITTEN"));
//! # Ok::<(), adopt::AdoptError>(())
//! ```

mod facts;
mod insert;
mod take;

use std::fmt;

use crate::diagnostic::{Diagnostics, nearest};
use crate::document::{Source, operations, tree};

/// A document with the adopted operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The text of the document.
    pub text: String,
    /// The locations of added members, in the order of the text.
    pub added: Vec<String>,
}

/// The error if nothing was adopted.
#[derive(Debug)]
pub enum AdoptError {
    /// One of the documents cannot be read.
    Document(Diagnostics),
    /// The publisher's document has no such operation.
    UnknownOperation {
        /// The requested id.
        id: String,
        /// The most similar id.
        nearest: Option<String>,
    },
    /// The style of the document does not allow adding lines.
    Location {
        /// The name of the document.
        source: String,
        /// The location of the lines to add.
        location: String,
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for AdoptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::UnknownOperation { id, nearest } => {
                write!(
                    formatter,
                    "the publisher's document has no operation `{}`",
                    id.escape_debug()
                )?;
                nearest.iter().try_for_each(|it| write!(formatter, "; did you mean `{it}`?"))
            }
            Self::Location { source, location, reason } => {
                write!(formatter, "cannot add to {source} at {location}: {reason}")
            }
        }
    }
}

impl std::error::Error for AdoptError {}

/// Adopts operations of the publisher's document by their ids, with all components that they reach.
///
/// Members that the document already has are unchanged, even if they differ; use `drift` to find the differences.
///
/// # Errors
/// Returns an error if a document cannot be read, an operation does not exist, or lines cannot be added.
pub fn adopt(
    own: &Source,
    upstream: &Source,
    operations: &[String],
) -> Result<Adopted, AdoptError> {
    let mut diagnostics = Diagnostics::new();
    let roots = (tree(own, &mut diagnostics), tree(upstream, &mut diagnostics));
    let ((Some(own_root), Some(upstream_root)), false) = (roots, diagnostics.has_errors()) else {
        return Err(AdoptError::Document(diagnostics));
    };
    let known = operations::list(&upstream_root);
    for id in operations {
        if !known.iter().any(|operation| operation.name() == *id) {
            let names: Vec<String> = known.iter().map(operations::OperationRef::name).collect();
            let nearest = nearest(id, names.iter().map(String::as_str)).map(str::to_owned);
            return Err(AdoptError::UnknownOperation { id: id.clone(), nearest });
        }
    }
    let wanted = take::wanted(&upstream_root, &own_root, operations);
    insert::insert(own, &own_root, &wanted, &upstream_root)
}
