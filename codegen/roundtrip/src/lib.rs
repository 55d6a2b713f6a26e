//! The proof that emitted models lose nothing.
//!
//! Instances are made from the document's schemas alone, without a look at the models: with what is required, with
//! everything, and at random. A program, which is emitted into the crate as an example, decodes each as its model
//! and encodes it again. The JSON has to be the same, and of a union the variant has to be the one that the
//! instance was made for.
//!
//! ```text
//! document ─► instance ─┐
//!      api ─► program ──┴─► verdicts ─► report
//! ```

mod derived;
mod instance;
mod program;
mod report;
mod schema;

pub use derived::derived;
pub use instance::{Instance, Sample, instances};
pub use program::program;
pub use report::{Report, Verdict};
