//! Running a comparison: two sources are read, each as far as it is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::compare::compare;
use super::report::Report;
use super::side::Side;
use crate::diagnostic::{Diagnostics, nearest};
use crate::document::Source;
use crate::document::operations::OperationRef;
use crate::options::Options;

/// What is to be compared.
#[derive(Debug, Clone)]
pub struct Request<'s> {
    /// The document of one's own.
    pub base: &'s Source,
    /// The publisher's document.
    pub upstream: &'s Source,
    /// The overlay that corrects both.
    pub overlay: Option<&'s Source>,
    /// The operations that are compared, by their ids; all of the base's where there are none.
    pub operations: Vec<String>,
    /// Whether everything is compared that the publisher's document has, and not only what the base has of it.
    pub all: bool,
    /// How both are read.
    pub options: Options,
}

impl<'s> Request<'s> {
    /// Compares what the base has with the same in the publisher's document.
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

/// Why two documents could not be compared.
#[derive(Debug)]
pub enum Failure {
    /// There are errors in one of them, or in the overlay.
    Document(Diagnostics),
    /// An operation that was asked for is in neither.
    UnknownOperation {
        /// The id that was asked for.
        id: String,
        /// The id that looks most like it.
        nearest: Option<String>,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::UnknownOperation { id, nearest } => {
                write!(
                    formatter,
                    "there is no operation `{}` in either document",
                    id.escape_debug()
                )?;
                nearest.iter().try_for_each(|it| write!(formatter, "; did you mean `{it}`?"))
            }
        }
    }
}

impl std::error::Error for Failure {}

/// Reads both documents and compares them.
///
/// # Errors
/// What keeps them from being compared: everything that is wrong with them, together.
pub fn run(request: &Request<'_>) -> Result<Report, Failure> {
    let mut found = Diagnostics::new();
    let mut names = BTreeSet::new();
    let (old, new) = if request.all && request.operations.is_empty() {
        read_all(request, &mut found)
    } else {
        match read_part(request, &mut names, &mut found) {
            Part::Sides(sides) => *sides,
            // Asked for by the name that only the publisher has for it.
            Part::Known(name) => {
                let mut operations = request.operations.clone();
                operations.push(name);
                return run(&Request { operations, ..request.clone() });
            }
        }
    };
    let (Some(old), Some(new)) = (old, new) else { return Err(Failure::Document(found)) };
    for id in &request.operations {
        if !names.contains(id) {
            let nearest = nearest(id, names.iter().map(String::as_str)).map(str::to_owned);
            return Err(Failure::UnknownOperation { id: id.clone(), nearest });
        }
    }
    Ok(compare(&old, &new))
}

/// Both documents whole, side by side.
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

/// A part of both documents.
enum Part {
    /// What is to be compared.
    Sides(Box<(Option<Side>, Option<Side>)>),
    /// The base knows an operation that was asked for by another name, which is this.
    Known(String),
}

/// Of both documents what the base has, or the operations that were asked for. `names` takes the names of all
/// operations that there are.
fn read_part(request: &Request<'_>, names: &mut BTreeSet<String>, found: &mut Diagnostics) -> Part {
    let Request { base, upstream, overlay, options, operations, all: _ } = request;
    let is_asked_for = |name: &str| operations.is_empty() || operations.iter().any(|it| it == name);
    // What the base calls them: the publisher may call them otherwise, or have moved them.
    let mut addresses: BTreeMap<String, String> = BTreeMap::new();
    let mut keeps = |mention: &OperationRef| {
        names.insert(mention.name());
        addresses.insert(mention.address(), mention.name());
        is_asked_for(&mention.name())
    };
    let old = Side::own(base, *overlay, options, &mut keeps, found);
    let mut renamed = None;
    let ids: BTreeSet<String> = addresses.values().cloned().collect();
    let mut keeps = |mention: &OperationRef| {
        let name = mention.name();
        names.insert(name.clone());
        match addresses.get(&mention.address()) {
            Some(known) => {
                if !is_asked_for(known) && is_asked_for(&name) {
                    renamed = Some(known.clone());
                }
                is_asked_for(known)
            }
            // One that is new to the base is compared where it is asked for by its name.
            None => (ids.contains(&name) || !operations.is_empty()) && is_asked_for(&name),
        }
    };
    let new = Side::upstream(upstream, *overlay, options, &mut keeps, found);
    renamed.map_or_else(|| Part::Sides(Box::new((old, new))), Part::Known)
}
