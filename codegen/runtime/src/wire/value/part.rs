//! Parts of a multipart body: bytes, which JSON has no type for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Scalar, holds_no_others};
use crate::body::Part;
use crate::wire::{DecodeError, Reader, Writer};

holds_no_others! {
    Part: Self::default(), null: false;
}

impl Scalar for Part {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let peek = reader.peek()?;
        let offset = reader.offset();
        let Ok(bytes) = STANDARD.decode(reader.string()?) else {
            return Err(reader.expected_at(offset, "base64", peek));
        };
        *self = Self::new(bytes);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        if writer.take_part(self) {
            return;
        }
        match self.bytes() {
            Some(bytes) => writer.text(&STANDARD.encode(bytes)),
            // Whatever reads it would have to wait, and may be able to only once.
            None => writer.null(),
        }
    }
}
