//! Tags: what a record is told of the unions that it is a variant of, and what they are told by it.

use jiter::{Jiter, Peek};
use smallvec::SmallVec;

use super::{DecodeError, Reader, Shape};

/// The property that tells a union's variants apart, seen from a variant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    /// How the variants are told apart.
    pub(super) shape: &'static Shape,
    /// The property's value, where the variant was chosen before the tag was met.
    pub(super) expected: Option<&'static str>,
}

/// The tags of nested unions: almost always there is one.
pub(super) type Tags = SmallVec<[Tag; 1]>;

/// What an object, read as the variant that it is only likely to be, says of that.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct VariantGuess {
    /// Whether the first tag was as expected, once it is met.
    tag: Option<bool>,
    /// Whether there is a property that only another variant has.
    is_mixed: bool,
}

impl VariantGuess {
    /// Whether the object is that variant: the tag decides if there is one.
    pub(super) fn is_kept(self) -> bool {
        self.tag.unwrap_or(!self.is_mixed)
    }
}

/// The unions around a value that is being read.
#[derive(Debug, Default)]
pub(super) struct Unions {
    /// Those that the next record is a variant of: it need not know their tags.
    tags: Tags,
    /// What became of the promise that an object around was begun with.
    promise: Option<VariantGuess>,
}

impl Reader<'_> {
    /// Says that the next record is a variant, and need not know the tag.
    pub(super) fn push_tag(&mut self, tag: Tag) {
        self.unions().tags.push(tag);
    }

    /// The tags that the record which is read now need not know.
    #[inline]
    pub(super) fn take_tags(&mut self) -> Tags {
        std::mem::take(&mut self.unions().tags)
    }

    /// Puts tags back that were taken too early.
    pub(super) fn set_tags(&mut self, tags: Tags) {
        self.unions().tags = tags;
    }

    /// Reads an object that keeps everything: the tags of the unions around stay where they are. As they are not
    /// looked at, a promise counts as broken.
    pub(super) fn leave_tags(&mut self) {
        if self.take_tags().iter().any(|tag| tag.expected.is_some()) {
            self.meet(false);
        }
    }

    /// Holds the value that lies here, which is a tag, against what was expected; it is not passed over.
    pub(super) fn meet_tag(&mut self, tag: Tag) {
        if let Some(expected) = tag.expected {
            let mut here = Jiter::new(self.json_from(self.offset()));
            match here.peek() {
                // As good as no tag.
                Ok(Peek::Null) => {}
                _ => self.meet(here.next_str().is_ok_and(|met| met == expected)),
            }
        }
    }

    /// Reads a tag, and holds it against what was expected.
    pub(super) fn read_tag(&mut self, tag: Tag) -> Result<(), DecodeError> {
        match (tag.expected, self.peek()?) {
            (Some(expected), Peek::String) => {
                let is_met = self.string()? == expected;
                self.meet(is_met);
                Ok(())
            }
            (Some(_), other) if other != Peek::Null => {
                self.meet(false);
                self.skip()
            }
            _ => self.skip(),
        }
    }

    /// Of a tag that stands twice, the first counts.
    fn meet(&mut self, as_expected: bool) {
        if let Some(promise) = &mut self.unions().promise {
            promise.tag.get_or_insert(as_expected);
        }
    }

    /// Holds a property that the record does not name against the promise it is read by.
    pub(super) fn meet_other(&mut self, tags: &[Tag], name: &str) {
        if let Some(promise) = &mut self.unions().promise {
            promise.is_mixed |=
                tags.iter().any(|tag| tag.expected.is_some() && tag.shape.owns(name));
        }
    }

    /// What became of the promise that an object around was begun with, if one was.
    pub(super) fn promise(&mut self) -> &mut Option<VariantGuess> {
        &mut self.unions().promise
    }
}
