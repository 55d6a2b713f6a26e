//! Notes about what is not expressed in full, or not at all.

use super::Downgrade;
use crate::diagnostic::{Code, Diagnostic, Pointer};

/// A note that would repeat in many documents, and is reported once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Repeated {
    /// `nullable`, which OpenAPI 3.1 does not define.
    Nullable,
    /// Annotations of a part that is a reference.
    Annotation,
    /// Annotations of a reference to an object that is not a schema.
    Reference,
}

impl Repeated {
    /// Returns the code, the message and the advice.
    fn texts(self) -> (Code, &'static str, Option<&'static str>) {
        match self {
            Self::Nullable => (
                Code::ObsoleteKeyword,
                "OpenAPI 3.1 has no `nullable`: it is read as in OpenAPI 3.0",
                Some("write `type: [string, 'null']`, or `anyOf` with a branch `type: 'null'`"),
            ),
            Self::Annotation => (
                Code::IgnoredKeyword,
                "annotations beside a `$ref` in a composition are ignored: the referenced schema has its own",
                None,
            ),
            Self::Reference => (
                Code::IgnoredKeyword,
                "the description beside this `$ref` is ignored: the referenced object has its own",
                None,
            ),
        }
    }
}

impl Downgrade<'_> {
    /// Notes a keyword at `pointer` that is not expressed in full.
    pub(super) fn approximate(&mut self, pointer: &Pointer, message: impl Into<String>) {
        let location = (self.location)(&self.moves.original(pointer)).key();
        self.diagnostics.add(Code::ApproximateKeyword, location, message);
    }

    /// Notes a keyword at `pointer` without effect.
    pub(super) fn ignore(&mut self, pointer: &Pointer, message: impl Into<String>) {
        let location = (self.location)(&self.moves.original(pointer)).key();
        self.diagnostics.add(Code::IgnoredKeyword, location, message);
    }

    /// Counts a keyword of the schema at `here`.
    pub(super) fn count(&mut self, repeated: Repeated, here: &Pointer, keyword: &str) {
        if let Some((_, count)) = self.repeated.get_mut(&repeated) {
            *count += 1;
            return;
        }
        let location = (self.location)(&self.moves.original(&here.child(keyword))).key();
        self.repeated.insert(repeated, (location, 1));
    }

    /// Reports what was counted.
    pub(super) fn report_repeated(&mut self) {
        for (repeated, (location, count)) in std::mem::take(&mut self.repeated) {
            let (code, message, advice) = repeated.texts();
            let others = match count - 1 {
                0 => String::new(),
                1 => "; it occurs here and in one other location".to_owned(),
                more => format!("; it occurs here and in {more} other locations"),
            };
            let mut diagnostic = Diagnostic::new(code, location, format!("{message}{others}"));
            diagnostic.advice = advice.map(str::to_owned);
            self.diagnostics.push(diagnostic);
        }
    }
}
