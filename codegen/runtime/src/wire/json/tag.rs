//! Comparison of discriminators while a record is read.

use jiter::Jiter;

use super::error::DecodeError;
use super::reader::Reader;
use super::union_state::{Tag, Tags, VariantGuess};
use crate::wire::schema::FoundTag;

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

    /// Compares the next value with the values of the expected variant, without consuming it.
    pub(in crate::wire) fn compare_tag(&mut self, tag: Tag) {
        let Some(expected) = tag.expected else { return };
        let mut ahead = Jiter::new(self.json_from(self.offset()));
        let is_match = FoundTag::read(&mut ahead, |found| match found {
            FoundTag::Null => None,
            found if !expected.has(found) => Some(false),
            // A value of several variants confirms none of them.
            _ => (!expected.shares_values()).then_some(true),
        });
        // Invalid JSON is an error once it is read.
        if let Some(is_match) = is_match.unwrap_or(Some(false)) {
            self.record_tag(is_match);
        }
    }

    /// Skips a discriminator value after comparing it.
    pub(in crate::wire) fn read_tag(&mut self, tag: Tag) -> Result<(), DecodeError> {
        if tag.expected.is_some() {
            self.peek()?;
            self.compare_tag(tag);
        }
        self.skip()
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
