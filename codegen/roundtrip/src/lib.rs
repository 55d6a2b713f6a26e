//! Checks that emitted models lose nothing of what a document's schemas allow.
//!
//! [`instances`] derives JSON from the schemas alone: required properties only, every property, and random subsets.
//! [`program`] is an example of the emitted crate that decodes each instance as its model and encodes it again.
//! [`Report`] compares its output with the instances: the JSON must be equal, and a union must decode to the variant
//! that the instance was built for.
//!
//! The program also decodes the document's own examples of responses, and [`ExampleReport`] lists what they lose.
//!
//! ```text
//! document ─► instances ─┐
//!   models ─► program ───┴─► verdicts ─► report
//! ```
//!
//! Invariant: the crate does not depend on the generator. It learns of the models what [`Model`] holds, so a wrong
//! decision about a type cannot hide in the instances.

mod example;
mod instance;
mod model;
mod program;
mod report;
mod schema;

pub use example::{Example, ExampleReport};
pub use instance::{Instance, Sample, instances};
pub use model::{Files, Model, Object, Shape, TaggedUnion, Variant, View};
pub use program::program;
pub use report::{Report, Verdict};
pub use schema::{Discriminators, Document};
