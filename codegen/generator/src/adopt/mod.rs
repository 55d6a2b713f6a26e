//! Adoption: the facts of a publisher's operations come into a document of one's own.
//!
//! Of the operations and of what they reach, the facts are taken (paths, names, types, patterns, members, defaults,
//! statuses, media types) and the sentences left out: a publisher's are seldom free to copy. Where one stood, a marker
//! says that somebody has yet to write it. What stands in the document already is not touched, to the byte: lines are
//! added, none is changed.
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
//! # Ok::<(), adopt::Failure>(())
//! ```

mod facts;
mod insert;
mod take;

use std::fmt;

use crate::diagnostic::{Diagnostics, nearest};
use crate::document::{Source, operations, tree};

/// A document with what was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The text of the document.
    pub text: String,
    /// What was added, by its place in the document, in the order of the text.
    pub added: Vec<String>,
}

/// Why nothing was adopted.
#[derive(Debug)]
pub enum Failure {
    /// One of the documents cannot be read.
    Document(Diagnostics),
    /// The publisher's document has no such operation.
    UnknownOperation {
        /// The id that was asked for.
        id: String,
        /// The id that looks most like it.
        nearest: Option<String>,
    },
    /// The document is not written in a way that lines can be added to.
    Location {
        /// The name of the document.
        source: String,
        /// Where lines were to be added.
        location: String,
        /// What is the matter.
        why: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::UnknownOperation { id, nearest } => {
                write!(formatter, "the publisher has no operation `{}`", id.escape_debug())?;
                nearest.iter().try_for_each(|it| write!(formatter, "; did you mean `{it}`?"))
            }
            Self::Location { source, location, why } => {
                write!(formatter, "nothing can be added to {source} at {location}: {why}")
            }
        }
    }
}

impl std::error::Error for Failure {}

/// Brings operations of the publisher's document into one's own, by their ids, and all that they reach.
///
/// What the document has already stays as it is, whether it says the same or not: the drift that remains says so.
///
/// # Errors
/// What keeps a document from being read, an operation from being found, or a line from being added.
pub fn adopt(own: &Source, upstream: &Source, operations: &[String]) -> Result<Adopted, Failure> {
    let mut found = Diagnostics::new();
    let roots = (tree(own, &mut found), tree(upstream, &mut found));
    let ((Some(own_root), Some(upstream_root)), false) = (roots, found.has_errors()) else {
        return Err(Failure::Document(found));
    };
    let known = operations::list(&upstream_root);
    for id in operations {
        if !known.iter().any(|mention| mention.name() == *id) {
            let names: Vec<String> = known.iter().map(operations::OperationRef::name).collect();
            let nearest = nearest(id, names.iter().map(String::as_str)).map(str::to_owned);
            return Err(Failure::UnknownOperation { id: id.clone(), nearest });
        }
    }
    let wanted = take::part(&upstream_root, &own_root, operations);
    insert::insert(own, &own_root, &wanted, &upstream_root)
}
