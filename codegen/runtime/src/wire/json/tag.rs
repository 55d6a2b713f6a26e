//! Comparison of discriminators while a record is read.

use jiter::{Jiter, Peek};

use super::error::DecodeError;
use super::reader::Reader;
use super::union_state::{Tag, Tags, VariantGuess};

impl Reader<'_> {
    /// Marks the next record as a variant of a union.
    pub(in crate::wire) fn push_tag(&mut self, tag: Tag) {
        self.unions().tags.push(tag);
    }

    /// Takes the discriminators that the current record may contain.
    #[inline]
    pub(in crate::wire) fn take_tags(&mut self) -> Tags {
        std::mem::take(&mut self.unions().tags)
    }

    /// Restores discriminators that were taken.
    pub(in crate::wire) fn set_tags(&mut self, tags: Tags) {
        self.unions().tags = tags;
    }

    /// Discards the discriminators before a free-form object, which keeps them as properties.
    ///
    /// They are not compared then, so a guess counts as wrong.
    pub(in crate::wire) fn discard_tags(&mut self) {
        if self.take_tags().iter().any(|tag| tag.expected.is_some()) {
            self.record_tag(false);
        }
    }

    /// Compares the next value with the expected discriminator value, without consuming it.
    pub(in crate::wire) fn compare_tag(&mut self, tag: Tag) {
        if let Some(expected) = tag.expected {
            let mut ahead = Jiter::new(self.json_from(self.offset()));
            match ahead.peek() {
                // Treated like an absent discriminator.
                Ok(Peek::Null) => {}
                _ => self.record_tag(ahead.next_str().is_ok_and(|found| found == expected)),
            }
        }
    }

    /// Reads a discriminator value and compares it with the expected one.
    pub(in crate::wire) fn read_tag(&mut self, tag: Tag) -> Result<(), DecodeError> {
        match (tag.expected, self.peek()?) {
            (Some(expected), Peek::String) => {
                let is_match = self.string()? == expected;
                self.record_tag(is_match);
                Ok(())
            }
            (Some(_), other) if other != Peek::Null => {
                self.record_tag(false);
                self.skip()
            }
            _ => self.skip(),
        }
    }

    /// Records a comparison. The first one counts if a discriminator is repeated.
    fn record_tag(&mut self, is_match: bool) {
        if let Some(guess) = &mut self.unions().guess {
            guess.tag_matches.get_or_insert(is_match);
        }
    }

    /// Records a property that the current record does not have as a field.
    pub(in crate::wire) fn record_property(&mut self, tags: &[Tag], name: &str) {
        if let Some(guess) = &mut self.unions().guess {
            guess.has_foreign_property |= tags
                .iter()
                .any(|tag| tag.expected.is_some() && tag.discriminator.owner(name).is_some());
        }
    }

    /// Returns the guess by which an enclosing object is read, if there is one.
    pub(in crate::wire) fn guess(&mut self) -> &mut Option<VariantGuess> {
        &mut self.unions().guess
    }
}
