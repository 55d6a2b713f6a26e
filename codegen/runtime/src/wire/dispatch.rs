//! Dispatch on the kind of a value: the recursive step of reading, writing and checking.

use jiter::Peek;

use super::check::Checker;
use super::json::{DecodeError, Reader, Writer};
use super::model::{
    check_enumeration, check_record, check_tagged_union, check_untagged_union, read_record,
    read_tagged_union, read_untagged_union, write_record, write_tagged_union, write_untagged_union,
};
use super::recovery::{recover_element, recover_property};
use super::schema::Rule;
use super::value::{
    Value, View, ViewMut, check_entries, check_list, read_entries, read_list, write_entries,
    write_list,
};

impl Reader<'_> {
    /// Reads a JSON value other than `null`.
    ///
    /// # Errors
    /// Returns an error for invalid JSON and for a value of another JSON type.
    pub fn read(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        match value.view_mut() {
            ViewMut::Text(text) => {
                // Replaced rather than appended to: the existing string is empty and would
                // reallocate while it grows.
                let read = self.string()?.to_owned();
                *text = read;
                Ok(())
            }
            ViewMut::Scalar(scalar) => scalar.read(self),
            ViewMut::Enumeration(enumeration) => {
                enumeration.set(self.string()?);
                Ok(())
            }
            ViewMut::Record(record) => read_record(record, self),
            ViewMut::TaggedUnion(union) => read_tagged_union(union, self),
            ViewMut::UntaggedUnion(union) => read_untagged_union(union, self),
            ViewMut::List(list) => read_list(list, self),
            ViewMut::Entries(entries) => read_entries(entries, self),
        }
    }

    /// Reads the value of a property, or clears the value on `null`. Notes a `null` that the type
    /// does not allow, and a value that it cannot represent.
    ///
    /// # Errors
    /// Returns an error for invalid JSON.
    #[inline]
    pub fn read_or_clear(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        if self.peek()? == Peek::Null {
            self.null()?;
            if !value.clear() {
                self.note_missing();
            }
            return Ok(());
        }
        match self.read(value) {
            Ok(()) => Ok(()),
            Err(error) => recover_property(self, value, error),
        }
    }

    /// Reads an item or entry, which is omitted if the type cannot represent it.
    ///
    /// # Errors
    /// Returns an error for invalid JSON, and [`DecodeError::is_omitted`].
    #[inline]
    pub(super) fn read_element(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        if self.peek()? == Peek::Null {
            self.null()?;
            if value.clear() {
                return Ok(());
            }
            self.note_missing();
            return Err(DecodeError::omitted(self.offset()));
        }
        match self.read(value) {
            Ok(()) => Ok(()),
            Err(error) => recover_element(self, value, error),
        }
    }

    /// Reads the outermost value. Only its own kind matters: a value of another kind is an error.
    ///
    /// # Errors
    /// Returns an error for invalid JSON and for a value of another JSON kind.
    pub(super) fn read_root(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        if self.peek()? == Peek::Null {
            return self.read_or_clear(value);
        }
        match self.read(value) {
            Err(error) if error.is_unrepresentable() => recover_property(self, value, error),
            result => result,
        }
    }
}

impl Writer {
    /// Writes a value as JSON.
    pub fn write(&mut self, value: &dyn Value) {
        self.write_view(value.view());
    }

    /// Writes the value of a property, as a secret if its rules say so.
    pub(super) fn write_property(&mut self, view: View<'_>, rules: &[Rule]) {
        let is_present = !matches!(view, View::Absent | View::Null);
        if is_present && rules.iter().any(Rule::hides) {
            return self.secret(|writer| writer.write_view(view));
        }
        self.write_view(view);
    }

    fn write_view(&mut self, view: View<'_>) {
        match view {
            View::Absent | View::Null => self.null(),
            View::Text(text) | View::Enumeration(text, _) => self.text(text),
            View::Scalar(scalar) => scalar.write(self),
            View::Record(record) => write_record(record, self),
            View::TaggedUnion(union) => write_tagged_union(union, self),
            View::UntaggedUnion(union) => write_untagged_union(union, self),
            View::List(list) => write_list(list, self),
            View::Entries(entries) => write_entries(entries, self),
        }
    }
}

impl Checker {
    /// Checks a value against rules, and nested values against the rules of their own schemas.
    pub fn check(&mut self, value: &dyn Value, rules: &[Rule]) {
        match value.view() {
            View::Absent | View::Null => {}
            View::Text(text) => self.text(text, rules),
            View::Enumeration(text, values) => check_enumeration(text, values, self),
            View::Scalar(scalar) => scalar.check(rules, self),
            View::Record(record) => check_record(record, self),
            View::TaggedUnion(union) => check_tagged_union(union, self),
            View::UntaggedUnion(union) => check_untagged_union(union, self),
            View::List(list) => check_list(list, rules, self),
            View::Entries(entries) => check_entries(entries, rules, self),
        }
    }
}
