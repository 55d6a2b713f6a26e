//! Comparison of two sources: both are read and lowered as far as they are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::compare::compare;
use super::report::Report;
use super::side::Side;
use crate::diagnostic::{Diagnostics, nearest};
use crate::document::Source;
use crate::document::operations::OperationRef;
use crate::options::Options;

/// A comparison of two documents.
#[derive(Debug, Clone)]
pub struct Request<'s> {
    /// One's own document.
    pub base: &'s Source,
    /// The publisher's document.
    pub upstream: &'s Source,
    /// The overlay that corrects both documents.
    pub overlay: Option<&'s Source>,
    /// The ids of the operations to compare; all operations of the base if empty.
    pub operations: Vec<String>,
    /// Whether all operations of the publisher are compared, not only those that the base has.
    pub all: bool,
    /// The options for lowering both documents.
    pub options: Options,
}

impl<'s> Request<'s> {
    /// Returns a request that compares the operations of the base.
    #[must_use]
    pub fn new(base: &'s Source, upstream: &'s Source) -> Self {
        Self {
            base,
            upstream,
            overlay: None,
            operations: Vec::new(),
            all: false,
            options: Options::default(),
        }
    }
}

/// The error of [`run`].
#[derive(Debug)]
pub enum DriftError {
    /// There are errors in one of the documents or in the overlay.
    Document(Diagnostics),
    /// Neither document has a requested operation.
    UnknownOperation {
        /// The requested id.
        id: String,
        /// The most similar id.
        nearest: Option<String>,
    },
}

impl fmt::Display for DriftError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::UnknownOperation { id, nearest } => {
                write!(formatter, "neither document has an operation `{}`", id.escape_debug())?;
                nearest.iter().try_for_each(|it| write!(formatter, "; did you mean `{it}`?"))
            }
        }
    }
}

impl std::error::Error for DriftError {}

/// Reads and compares both documents.
///
/// # Errors
/// Returns all errors in the documents and the overlay together.
pub fn run(request: &Request<'_>) -> Result<Report, DriftError> {
    let mut found = Diagnostics::new();
    let mut names = BTreeSet::new();
    let (old, new) = if request.all && request.operations.is_empty() {
        read_all(request, &mut found)
    } else {
        match read_selection(request, &mut names, &mut found) {
            Selection::Sides(sides) => *sides,
            // The id is the publisher's: the base calls the operation something else.
            Selection::Renamed(id) => {
                let mut operations = request.operations.clone();
                operations.push(id);
                return run(&Request { operations, ..request.clone() });
            }
        }
    };
    let (Some(old), Some(new)) = (old, new) else { return Err(DriftError::Document(found)) };
    for id in &request.operations {
        if !names.contains(id) {
            let nearest = nearest(id, names.iter().map(String::as_str)).map(str::to_owned);
            return Err(DriftError::UnknownOperation { id: id.clone(), nearest });
        }
    }
    Ok(compare(&old, &new))
}

/// Reads both documents completely.
fn read_all(request: &Request<'_>, found: &mut Diagnostics) -> (Option<Side>, Option<Side>) {
    let Request { base, upstream, overlay, options, .. } = request;
    let mut of_upstream = Diagnostics::new();
    let sides = std::thread::scope(|scope| {
        let new = scope
            .spawn(|| Side::upstream(upstream, *overlay, options, &mut |_| true, &mut of_upstream));
        let old = Side::own(base, *overlay, options, &mut |_| true, found);
        (old, new.join().ok().flatten())
    });
    found.extend(of_upstream);
    sides
}

/// The operations of both documents that a request selects.
enum Selection {
    /// The sides to compare.
    Sides(Box<(Option<Side>, Option<Side>)>),
    /// The id in the base of an operation that was requested by the publisher's id.
    Renamed(String),
}

/// Reads the requested operations of both documents, or those of the base. `names` collects the ids of all operations.
fn read_selection(
    request: &Request<'_>,
    names: &mut BTreeSet<String>,
    found: &mut Diagnostics,
) -> Selection {
    let Request { base, upstream, overlay, options, operations, all: _ } = request;
    let is_requested = |name: &str| operations.is_empty() || operations.iter().any(|it| it == name);
    // The base's operations: the publisher may have renamed or moved them.
    let mut addresses: BTreeMap<String, String> = BTreeMap::new();
    let mut is_selected = |operation: &OperationRef| {
        names.insert(operation.name());
        addresses.insert(operation.address(), operation.name());
        is_requested(&operation.name())
    };
    let old = Side::own(base, *overlay, options, &mut is_selected, found);
    let mut renamed = None;
    let ids: BTreeSet<String> = addresses.values().cloned().collect();
    let mut is_selected = |operation: &OperationRef| {
        let name = operation.name();
        names.insert(name.clone());
        match addresses.get(&operation.address()) {
            Some(known) => {
                if !is_requested(known) && is_requested(&name) {
                    renamed = Some(known.clone());
                }
                is_requested(known)
            }
            // An operation that the base lacks is compared if it is requested by its id.
            None => (ids.contains(&name) || !operations.is_empty()) && is_requested(&name),
        }
    };
    let new = Side::upstream(upstream, *overlay, options, &mut is_selected, found);
    renamed.map_or_else(|| Selection::Sides(Box::new((old, new))), Selection::Renamed)
}
