//! Parts of a multipart body. In JSON they are base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::traits::{Scalar, scalar_value};
use crate::body::Part;
use crate::wire::json::{DecodeError, Reader, Writer};

scalar_value! {
    Part: Self::default(), null: false;
}

impl Scalar for Part {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let offset = reader.offset();
        let Ok(bytes) = STANDARD.decode(reader.string()?) else {
            return Err(DecodeError::unrepresentable("expected base64, found other text", offset));
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
            // A stream: reading it would block and may be possible only once.
            None => writer.null(),
        }
    }
}
