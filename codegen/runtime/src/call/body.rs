//! The body of a call, serialised when it is set.

use super::arguments::{Call, PreparedBody};
use super::form;
use super::multipart::Multipart;
use crate::body::{Body, Encoding, Part};
use crate::spec::Parameter;
use crate::wire::{self, Checker, Encoded, Location, MemberValue, Rule, Value, Violation};

impl Call {
    /// Sets a JSON body. A previous body is replaced.
    pub fn json(&mut self, body: &dyn Value) {
        self.json_by(body, &[]);
    }

    /// Sets a JSON body with validation rules for its root. A previous body is replaced.
    pub fn json_by(&mut self, body: &dyn Value, rules: &[Rule]) {
        let mut checker = Checker::new(Location::Body, "");
        if self.validate {
            checker.check(body, rules);
        }
        let violations = checker.into_violations();
        let Encoded { content, secrets } = wire::encode_listing(body, self.secrets);
        let valid = PreparedBody::valid(content.into());
        self.body = Some(PreparedBody { violations, secrets, ..valid });
    }

    /// Sets a form body, `name=value&name=value`. A previous body is replaced.
    ///
    /// Each item of an array is a pair of its own, and values other than text are JSON. A property in
    /// `styles` is serialised like a query parameter of that style.
    pub fn form(&mut self, body: &dyn Value, styles: &[Parameter]) {
        let violations = self.violations(body);
        let Encoded { content, secrets } = wire::encode_listing(body, self.secrets);
        let Some(bytes) = form::encode(&content, styles) else {
            return self.refuse_body("a form");
        };
        let valid = PreparedBody::valid(bytes.into());
        self.body = Some(PreparedBody { violations, secrets, ..valid });
    }

    /// Sets a `multipart/form-data` body. A previous body is replaced.
    ///
    /// Each item of an array is a part of its own; objects are JSON, and other values text.
    pub fn multipart(&mut self, body: &dyn Value, encodings: &[Encoding]) {
        self.multipart_with_files(body, encodings, Vec::new());
    }

    /// Sets a body as [`multipart`](Self::multipart) does, with the parts of some properties replaced.
    pub(crate) fn multipart_with_files(
        &mut self,
        body: &dyn Value,
        encodings: &[Encoding],
        files: Vec<(&str, Vec<Part>)>,
    ) {
        let mut violations = self.violations(body);
        let Some(Encoded { content: mut members, secrets }) = wire::members(body, self.secrets)
        else {
            return self.refuse_body("a multipart body");
        };
        for (property, parts) in files {
            if let Some((_, written)) = members.iter_mut().find(|(name, _)| name == property) {
                *written = MemberValue::Parts(parts);
            }
        }
        let mut multipart = Multipart::new(members, encodings);
        if self.validate {
            violations.append(&mut multipart.violations);
        }
        self.body = Some(PreparedBody {
            body: multipart.body,
            content_type: multipart.content_type,
            violations,
            unsendable: multipart.unsendable,
            secrets,
        });
    }

    /// Sets a text body. A previous body is replaced.
    pub fn text(&mut self, body: String) {
        self.bytes(body.into());
    }

    /// Sets a body that is sent unchanged. A previous body is replaced.
    pub fn bytes(&mut self, body: Body) {
        self.body = Some(PreparedBody::valid(body));
    }

    fn violations(&self, body: &dyn Value) -> Vec<Violation> {
        if self.validate { wire::check(body) } else { Vec::new() }
    }

    /// Refuses a body that is not an object, and so has no property names.
    fn refuse_body(&mut self, format: &str) {
        let problem = format!("is not an object, as {format} has to be");
        let unsendable = vec![Violation::new(Location::Body, "", problem)];
        self.body = Some(PreparedBody { unsendable, ..PreparedBody::valid(Vec::new().into()) });
    }
}
