//! Drift: classified changes between two documents.
//!
//! Both documents are [lowered](crate::lower) and their APIs compared. Types are compared by structure, so a schema that
//! was renamed, moved, inlined, split by `allOf` or reordered is not a change. Each change has a [`Code`]. The table in
//! [`rules`] gives its effect on the wire, for programs built from the old document, and in Rust, for code that uses a
//! crate regenerated from the new one.
//!
//! ```
//! use portolan::Source;
//! use portolan::drift::{self, Code, Level, Request};
//!
//! let document = |members: &str| format!(r#"
//! openapi: 3.0.3
//! info: {{title: Lamps, version: "1"}}
//! paths:
//!   /lamp:
//!     get:
//!       operationId: getLamp
//!       parameters: [{{name: color, in: query, schema: {{type: string, enum: [{members}]}}}}]
//!       responses: {{"204": {{description: Done}}}}
//! "#);
//! let old = Source::new("spec/lamps.yaml", document("red, green"));
//! let new = Source::new("upstream.yaml", document("red, blue"));
//! let report = drift::run(&Request::new(&old, &new))?;
//! let codes: Vec<Code> = report.changes.iter().map(|change| change.code).collect();
//! assert_eq!(codes, [Code::MemberRemoved, Code::MemberAdded]);
//! assert_eq!(report.worst(), Some(Level::Breaking));
//! # Ok::<(), drift::DriftError>(())
//! ```
#![doc = ""]
#![doc = include_str!("rules.md")]

mod accepted;
mod change;
mod compare;
mod effect;
mod output;
mod report;
pub mod rules;
mod run;
mod side;
mod words;

pub use accepted::{Accepted, Entry};
pub use change::{Change, End, Obsolete, Renamed, RenamedKind, Rewritten};
pub use compare::compare;
pub use effect::{Direction, Level, Rust, UnknownLevel, Wire};
pub use output::{ReportFormat, UnknownReportFormat};
pub use report::{AcceptedChange, Input, Report, Unmatched};
pub use rules::{Code, Rule, Verdict};
pub use run::{DriftError, Request, run};
pub use side::{Side, TO_BE_WRITTEN};
