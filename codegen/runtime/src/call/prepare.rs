//! From what was set on a call to the HTTP request, or to everything that is wrong with it.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;

use super::address::{self, Address};
use super::style::{self, Given};
use super::{Argument, Call};
use crate::api::{Envelope, Parameter, ParameterLocation};
use crate::auth::Plan;
use crate::error::{Failure, Kind};
use crate::headers;
use crate::send::{Outgoing, PreparedCall};
use crate::wire::{Location, Violation};

impl Call {
    /// The request with what is needed to send it; nothing was sent where it fails.
    pub(super) fn sending(mut self, plan: Plan) -> Result<PreparedCall, Failure> {
        let operation = self.operation;
        let mut violations = self.take_violations();
        let headers = self.request_headers(&plan, &mut violations);
        let url = if violations.is_empty() { self.address().url() } else { None };
        let Some(url) = url else {
            if violations.is_empty() {
                violations.push(Violation::new(
                    Location::Path,
                    self.path(),
                    "does not survive URL rules, or makes a URL of more than 65534 bytes",
                ));
            }
            return Err(Failure::new(operation, Kind::Refused(violations)));
        };
        let envelope = self.envelope();
        let verb = self.target.as_ref().map_or(&operation.method, |target| &target.method);
        let (method, body) = (verb.clone(), self.body.map(|body| body.payload));
        let request = Outgoing { method, url, headers, body };
        Ok(PreparedCall {
            transport: Arc::clone(&self.settings.transport),
            operation,
            request,
            keys: plan.keys,
            options: self.options,
            envelope,
            strict: self.settings.strict_responses,
            streamed: false,
        })
    }

    /// The path as the document or, for what it lacks, the caller writes it.
    fn path(&self) -> &str {
        self.target.as_ref().map_or(self.operation.path, |target| &target.path)
    }

    /// The parameters that stand in a place and are set.
    fn arguments(
        &self,
        location: ParameterLocation,
    ) -> impl Iterator<Item = (&'static Parameter, &Given)> {
        self.operation
            .parameters
            .iter()
            .zip(&self.arguments)
            .filter(move |(parameter, _)| parameter.location == location)
            .filter_map(|(parameter, argument)| Some((parameter, argument.given.as_ref()?)))
    }

    fn address(&self) -> Address<'_> {
        Address {
            base: &self.settings.base_url,
            template: self.path(),
            path: self
                .arguments(ParameterLocation::Path)
                .map(|(parameter, given)| (parameter.name, style::in_path(parameter, given)))
                .collect(),
            query: self
                .arguments(ParameterLocation::Query)
                .flat_map(|(parameter, given)| style::in_query(parameter, given))
                .chain(self.target.iter().flat_map(|target| {
                    let encode = |text| utf8_percent_encode(text, style::VALUE).to_string();
                    target.query.iter().map(move |(name, value)| (encode(name), encode(value)))
                }))
                .collect(),
        }
    }

    /// What is wrong with parameters, body and header fields, in this order. A path that would
    /// lead elsewhere is refused even where the document is not heeded.
    fn take_violations(&mut self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (parameter, argument) in self.operation.parameters.iter().zip(&mut self.arguments) {
            let path = if parameter.location == ParameterLocation::Path {
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
        if let Some(body) = &mut self.body {
            if self.validate {
                violations.append(&mut body.violations);
            }
            violations.append(&mut body.unsendable);
        }
        violations.append(&mut self.unsendable);
        violations
    }

    /// The header fields: the operation's, the client's where there is none yet, and over all of
    /// them those that were set for this request. The proof of who is calling comes when it is
    /// sent, and takes the place of the client's own field of that name.
    fn request_headers(&self, plan: &Plan, violations: &mut Vec<Violation>) -> HeaderMap {
        let settings = &*self.settings;
        let mut fields = HeaderMap::new();
        let accept = Some(self.operation.accept).filter(|accept| !accept.is_empty());
        let content_type = self.body.as_ref().and(self.operation.content_type);
        for (name, value) in [(header::ACCEPT, accept), (header::CONTENT_TYPE, content_type)] {
            let Some(value) = value else { continue };
            // Constants of the emitted crate, which need no copy.
            match HeaderValue::from_maybe_shared(Bytes::from_static(value.as_bytes())) {
                Ok(value) => {
                    fields.insert(name, value);
                }
                Err(_) => violations.push(Violation::new(
                    Location::Header,
                    name.as_str(),
                    "has a value of the document's that no header can carry",
                )),
            }
        }
        if let Some(media_type) = self.body.as_ref().and_then(|body| body.content_type.clone()) {
            fields.insert(header::CONTENT_TYPE, media_type);
        }
        let mut add = |name: &str, value: &str| match headers::field(name, value) {
            Ok((name, value)) => {
                fields.insert(name, value);
            }
            Err(problem) => violations.push(Violation::new(Location::Header, name, problem)),
        };
        for (parameter, given) in self.arguments(ParameterLocation::Header) {
            add(parameter.name, &style::in_header(parameter, given));
        }
        if let Some(cookies) = style::cookies(self.arguments(ParameterLocation::Cookie)) {
            add(header::COOKIE.as_str(), &cookies);
        }
        for (name, value) in &settings.default_headers {
            let is_proof = plan.method.is_some() && *name == header::AUTHORIZATION;
            if is_proof || plan.keys.iter().any(|key| key.header_name() == Some(name)) {
                continue;
            }
            fields.entry(name).or_insert_with(|| value.clone());
        }
        for (name, value) in &self.headers {
            fields.insert(HeaderName::clone(name), value.clone());
        }
        fields
    }

    /// How who is calling is proven, unless the caller does it for this request.
    pub(super) fn plan(&self) -> Plan {
        let settings = &*self.settings;
        let mut plan = match &self.target {
            Some(_) => settings.credentials.for_anything(),
            None => settings.credentials.for_operation(settings.api, self.operation),
        };
        if self.headers.contains_key(header::AUTHORIZATION) {
            plan.method = None;
        }
        let is_given = |name: &HeaderName| self.headers.contains_key(name);
        plan.keys.retain(|key| !key.header_name().is_some_and(is_given));
        plan
    }

    /// How the response is wrapped, where a parameter asks for it.
    fn envelope(&self) -> Option<Envelope> {
        self.operation.parameters.iter().zip(&self.arguments).find_map(|(parameter, argument)| {
            let asked = argument.given.as_ref().and_then(Given::only) == Some("true");
            parameter.envelope.filter(|_| asked)
        })
    }
}

fn path_violation(parameter: &Parameter, argument: &Argument) -> Option<Violation> {
    let problem = match &argument.given {
        Some(given) => address::path_value_problem(&style::in_path(parameter, given))?,
        None => "is not set",
    };
    Some(Violation::new(Location::Path, parameter.name, problem))
}
