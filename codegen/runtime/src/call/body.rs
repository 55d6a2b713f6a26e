//! Bodies: what a request carries, encoded when it is set.

use http::HeaderValue;

use super::multipart::Multipart;
use super::{Call, form};
use crate::api::Parameter;
use crate::part::{Encoding, Part};
use crate::send::Body;
use crate::wire::{self, Checker, Location, Rule, Value, Violation, Written};

/// An encoded request body.
#[derive(Clone)]
pub(super) struct PreparedBody {
    pub(super) payload: Body,
    /// Its media type, where that is more than the document says.
    pub(super) content_type: Option<HeaderValue>,
    /// What breaks a rule of the document.
    pub(super) violations: Vec<Violation>,
    /// What cannot be sent, whether the document is heeded or not.
    pub(super) unsendable: Vec<Violation>,
}

impl PreparedBody {
    /// What breaks no rule, and is of the media type that the document says.
    fn of(payload: Body) -> Self {
        Self { payload, content_type: None, violations: Vec::new(), unsendable: Vec::new() }
    }
}

impl Call {
    /// Sets the request body; setting it again replaces it.
    pub fn json(&mut self, body: &dyn Value) {
        self.json_by(body, &[]);
    }

    /// Sets the request body, of which as a whole the document asks something; setting it again replaces it.
    pub fn json_by(&mut self, body: &dyn Value, rules: &[Rule]) {
        let mut checker = Checker::new(Location::Body, "");
        if self.validate {
            checker.check(body, rules);
        }
        let violations = checker.into_violations();
        let payload = wire::written(body, self.secrets).into();
        self.body = Some(PreparedBody { violations, ..PreparedBody::of(payload) });
    }

    /// Sets the request body as a form, `name=value&name=value`; setting it again replaces it. Of an array each
    /// item is a pair of its own, and what else is no text is written as JSON; but a property that is named in
    /// `styles` is written as a parameter of that style is.
    pub fn form(&mut self, body: &dyn Value, styles: &[Parameter]) {
        let violations = self.violations(body);
        let Some(bytes) = form::encode(&wire::written(body, self.secrets), styles) else {
            return self.nameless("a form");
        };
        self.body = Some(PreparedBody { violations, ..PreparedBody::of(bytes.into()) });
    }

    /// Sets the request body as `multipart/form-data`; setting it again replaces it. Of an array each item is a
    /// part of its own, an object is written as JSON, and what else there is as text.
    pub fn multipart(&mut self, body: &dyn Value, encodings: &[Encoding]) {
        self.multipart_of(body, encodings, Vec::new());
    }

    /// As [`multipart`](Self::multipart), with these parts in the place of those that the body has of a property.
    pub(crate) fn multipart_of(
        &mut self,
        body: &dyn Value,
        encodings: &[Encoding],
        files: Vec<(&str, Vec<Part>)>,
    ) {
        let mut violations = self.violations(body);
        let Some(mut members) = wire::members(body, self.secrets) else {
            return self.nameless("a multipart body");
        };
        for (property, parts) in files {
            if let Some((_, written)) = members.iter_mut().find(|(name, _)| name == property) {
                *written = Written::Parts(parts);
            }
        }
        let mut multipart = Multipart::new(members, encodings);
        if self.validate {
            violations.append(&mut multipart.violations);
        }
        self.body = Some(PreparedBody {
            payload: multipart.payload,
            content_type: multipart.content_type,
            violations,
            unsendable: multipart.unsendable,
        });
    }

    /// Sets the request body as text; setting it again replaces it.
    pub fn text(&mut self, body: String) {
        self.bytes(body.into());
    }

    /// Sets the request body as it is; setting it again replaces it.
    pub fn bytes(&mut self, body: Body) {
        self.body = Some(PreparedBody::of(body));
    }

    fn violations(&self, body: &dyn Value) -> Vec<Violation> {
        if self.validate { wire::check(body) } else { Vec::new() }
    }

    /// A body that is no object has no names to give.
    fn nameless(&mut self, what: &str) {
        let problem = format!("is no object: {what} has names and values");
        let unsendable = vec![Violation::new(Location::Body, "", problem)];
        self.body = Some(PreparedBody { unsendable, ..PreparedBody::of(Vec::new().into()) });
    }
}
