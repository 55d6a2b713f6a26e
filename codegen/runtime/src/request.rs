//! From what was set on a call to the HTTP request, or to everything that is wrong with it.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::address::{self, Address};
use crate::api::{Envelope, Parameter, Place};
use crate::call::{Argument, Call};
use crate::credentials;
use crate::exchange::Exchange;
use crate::failure::{Failure, Kind};
use crate::headers;
use crate::wire::{Location, Violation};

impl Call {
    /// The request with what is needed to send it; nothing was sent where it fails.
    pub(crate) fn exchange(mut self) -> Result<Exchange, Failure> {
        let operation = self.operation;
        let mut violations = self.take_violations();
        let headers = self.request_headers(&mut violations);
        let url = if violations.is_empty() { self.address().url() } else { None };
        let Some(url) = url else {
            if violations.is_empty() {
                violations.push(Violation::new(
                    Location::Path,
                    operation.path,
                    "does not survive URL rules, or makes a URL of more than 65534 bytes",
                ));
            }
            return Err(Failure { operation, kind: Kind::Refused(violations), answer: None });
        };
        let mut request = reqwest::Request::new(operation.method.clone(), url);
        *request.headers_mut() = headers;
        let envelope = self.envelope();
        *request.body_mut() = self.body.map(|body| body.bytes.into());
        Ok(Exchange { client: self.client, operation, request, timeout: self.timeout, envelope })
    }

    /// The parameters that stand in a place and are set.
    fn arguments(&self, place: Place) -> impl Iterator<Item = (&'static str, &[String])> {
        self.operation
            .parameters
            .iter()
            .zip(&self.arguments)
            .filter(move |(parameter, _)| parameter.place == place)
            .filter_map(|(parameter, argument)| Some((parameter.name, argument.values.as_deref()?)))
    }

    fn address(&self) -> Address<'_> {
        Address {
            base: &self.client.settings.base_url,
            template: self.operation.path,
            path: self.arguments(Place::Path).collect(),
            query: self
                .arguments(Place::Query)
                .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())))
                .collect(),
        }
    }

    /// What is wrong with parameters, body and header fields, in this order. A path that would
    /// lead elsewhere is refused even where the document is not heeded.
    fn take_violations(&mut self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (parameter, argument) in self.operation.parameters.iter().zip(&mut self.arguments) {
            let path = if parameter.place == Place::Path {
                path_violation(parameter, argument)
            } else {
                None
            };
            // A value that cannot be sent is not reported a second time as one that breaks a rule.
            if path.is_none() && self.validate {
                violations.append(&mut argument.violations);
            }
            violations.extend(path);
        }
        if let Some(body) = &mut self.body
            && self.validate
        {
            violations.append(&mut body.violations);
        }
        violations.append(&mut self.unsendable);
        violations
    }

    /// The header fields: the operation's, the credentials, the client's where there is none yet,
    /// and over all of them those that were set for this request.
    fn request_headers(&self, violations: &mut Vec<Violation>) -> HeaderMap {
        let settings = &*self.client.settings;
        let mut fields = HeaderMap::new();
        let mut add = |name: &str, value: &str| match headers::field(name, value) {
            Ok((name, value)) => {
                fields.insert(name, value);
            }
            Err(problem) => violations.push(Violation::new(Location::Header, name, problem)),
        };
        if !self.operation.accept.is_empty() {
            add(header::ACCEPT.as_str(), self.operation.accept);
        }
        if let (Some(_), Some(media_type)) = (&self.body, self.operation.content_type) {
            add(header::CONTENT_TYPE.as_str(), media_type);
        }
        for (name, values) in self.arguments(Place::Header) {
            add(name, &values.join(","));
        }
        if let Some(value) = self.authorization() {
            fields.insert(header::AUTHORIZATION, value);
        }
        for (name, value) in &settings.default_headers {
            fields.entry(name).or_insert_with(|| value.clone());
        }
        for (name, value) in &self.headers {
            fields.insert(HeaderName::clone(name), value.clone());
        }
        fields
    }

    fn authorization(&self) -> Option<HeaderValue> {
        let settings = &*self.client.settings;
        let token = settings.bearer_token.as_ref()?;
        if credentials::takes_bearer_token(settings.api, self.operation) {
            token.header()
        } else {
            None
        }
    }

    /// How the answer is wrapped, where a parameter asks for it.
    fn envelope(&self) -> Option<Envelope> {
        self.operation.parameters.iter().zip(&self.arguments).find_map(|(parameter, argument)| {
            let asked = argument.values.as_deref().is_some_and(|values| values == ["true"]);
            parameter.envelope.filter(|_| asked)
        })
    }
}

fn path_violation(parameter: &Parameter, argument: &Argument) -> Option<Violation> {
    let problem = match &argument.values {
        Some(values) => address::path_value_problem(&values.join(","))?,
        None => "is not set",
    };
    Some(Violation::new(Location::Path, parameter.name, problem))
}
