//! Reading and writing of JSON, independent of the values.

mod content;
mod error;
mod interrupt;
mod invalid_value;
mod notes;
mod path;
mod reader;
mod surrogates;
mod tag;
mod union_state;
mod writer;

pub use error::DecodeError;
pub use invalid_value::InvalidValue;
pub(super) use notes::Mark;
pub use notes::Notes;
pub(super) use path::{Step, push_item, push_property};
pub(super) use reader::Number;
pub use reader::Reader;
pub(super) use reader::Repairs;
pub(super) use surrogates::repaired;
pub(super) use union_state::{Tag, Tags, VariantGuess};
pub use writer::Writer;
pub(crate) use writer::{HIDDEN, MemberValue, Secrets};
pub(super) use writer::{Members, number_text};
