//! Reading and writing of JSON, independent of the values.

mod error;
mod interrupt;
mod notes;
mod path;
mod reader;
mod tag;
mod union_state;
mod writer;

pub use error::DecodeError;
pub(super) use notes::Mark;
pub use notes::Notes;
pub(super) use path::{Step, push_item, push_property};
pub(super) use reader::Number;
pub use reader::Reader;
pub(super) use union_state::{Tag, Tags, VariantGuess};
pub(super) use writer::Members;
pub use writer::Writer;
pub(crate) use writer::{HIDDEN, MemberValue, Secrets};
