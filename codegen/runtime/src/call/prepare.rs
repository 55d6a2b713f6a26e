//! Conversion of a call to an HTTP request, or to all of its violations.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;

use super::address::{self, Address};
use super::arguments::{Argument, Call};
use super::style::{self, SerializedParameter};
use crate::auth::AuthPlan;
use crate::error::{Failure, FailureKind};
use crate::header::{is_secret, parse_field};
use crate::percent;
use crate::spec::{Envelope, Parameter, ParameterLocation};
use crate::transport::{OutgoingRequest, PreparedCall};
use crate::wire::{Location, Secrets, Violation};

impl Call {
    /// Returns the request, or all violations. Nothing is sent.
    pub(super) fn prepare(mut self, plan: &AuthPlan) -> Result<PreparedCall, Failure> {
        let operation = self.operation;
        let mut violations = self.take_violations();
        let headers = self.request_headers(plan, &mut violations);
        if let Some(problem) = self.refused_secret(&headers) {
            return Err(Failure::new(operation, FailureKind::SecretRefused(problem)));
        }
        let secrets = self.take_secrets();
        let url = if violations.is_empty() { self.address().url() } else { None };
        let Some(url) = url else {
            if violations.is_empty() {
                violations.push(Violation::new(
                    Location::Path,
                    self.path(),
                    "would be changed by URL parsing, or makes a URL of more than 65534 bytes",
                ));
            }
            return Err(Failure::new(operation, FailureKind::Invalid(violations)));
        };
        let envelope = self.envelope();
        let method =
            self.target.as_ref().map_or(&operation.method, |target| &target.method).clone();
        let body = self.body.map(|body| body.body);
        let request = OutgoingRequest { method, url, headers, body };
        Ok(PreparedCall {
            transport: Arc::clone(&self.settings.transport),
            operation,
            request,
            secrets,
            options: self.options,
            envelope,
            strict: self.settings.strict_responses,
            streamed: false,
        })
    }

    /// Returns the problem of a secret that cannot be sent to the service. A printed call is not sent.
    fn refused_secret(&self, headers: &HeaderMap) -> Option<String> {
        let reason = self.settings.secrets_refused.as_ref()?;
        if self.secrets == Secrets::Hidden {
            return None;
        }
        let mut arguments = self.operation.parameters.iter().zip(&self.arguments);
        let parameter = arguments.find(|(_, argument)| !argument.secrets.is_empty());
        let what = if let Some((parameter, _)) = parameter {
            format!("the parameter {}", parameter.name)
        } else if let Some(name) = headers.keys().find(|name| is_secret(name)) {
            format!("the header {name}")
        } else if self.body.as_ref().is_some_and(|body| !body.secrets.is_empty()) {
            "a secret in the body".to_owned()
        } else {
            return None;
        };
        Some(format!("{what} {reason}"))
    }

    /// Returns the secrets in parameters and body.
    fn take_secrets(&mut self) -> Vec<SecretString> {
        let mut secrets = Vec::new();
        for argument in &mut self.arguments {
            secrets.append(&mut argument.secrets);
        }
        if let Some(body) = &mut self.body {
            secrets.append(&mut body.secrets);
        }
        secrets
    }

    /// Returns the path template, or the path of a request outside the document.
    fn path(&self) -> &str {
        self.target.as_ref().map_or(self.operation.path, |target| &target.path)
    }

    /// Iterates over the parameters of a location that are set.
    fn arguments(
        &self,
        location: ParameterLocation,
    ) -> impl Iterator<Item = (&'static Parameter, &SerializedParameter)> {
        self.operation
            .parameters
            .iter()
            .zip(&self.arguments)
            .filter(move |(parameter, _)| parameter.location == location)
            .filter_map(|(parameter, argument)| Some((parameter, argument.value.as_ref()?)))
    }

    fn address(&self) -> Address<'_> {
        Address {
            base: &self.settings.base_url,
            template: self.path(),
            path: self
                .arguments(ParameterLocation::Path)
                .map(|(parameter, value)| (parameter.name, style::in_path(parameter, value)))
                .collect(),
            query: self
                .arguments(ParameterLocation::Query)
                .flat_map(|(parameter, value)| style::in_query(parameter, value))
                .chain(self.target.iter().flat_map(|target| {
                    target
                        .query
                        .iter()
                        .map(|(name, value)| (percent::encode(name), percent::encode(value)))
                }))
                .collect(),
        }
    }

    /// Returns the violations of parameters, body and header fields, in this order. A path value that
    /// would change the path is refused even without validation.
    fn take_violations(&mut self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for (parameter, argument) in self.operation.parameters.iter().zip(&mut self.arguments) {
            let path = if parameter.location == ParameterLocation::Path {
                path_violation(parameter, argument)
            } else {
                None
            };
            // Reports a value that cannot be sent only once.
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

    /// Returns the header fields. Those set for this request override the operation's, which override
    /// the client's defaults. Credentials are added when the request is sent, and replace a default
    /// header of the same name.
    fn request_headers(&self, plan: &AuthPlan, violations: &mut Vec<Violation>) -> HeaderMap {
        let settings = &*self.settings;
        let mut fields = HeaderMap::new();
        let accept = Some(self.operation.accept).filter(|accept| !accept.is_empty());
        let content_type = self.body.as_ref().and(self.operation.content_type);
        for (name, value) in [(header::ACCEPT, accept), (header::CONTENT_TYPE, content_type)] {
            let Some(value) = value else { continue };
            // Static text, which needs no copy.
            match HeaderValue::from_maybe_shared(Bytes::from_static(value.as_bytes())) {
                Ok(value) => {
                    fields.insert(name, value);
                }
                Err(_) => violations.push(Violation::new(
                    Location::Header,
                    name.as_str(),
                    "has a documented value that no header can carry",
                )),
            }
        }
        if let Some(media_type) = self.body.as_ref().and_then(|body| body.content_type.clone()) {
            fields.insert(header::CONTENT_TYPE, media_type);
        }
        let mut add = |name: &str, value: &str| match parse_field(name, value) {
            Ok((name, value)) => {
                fields.insert(name, value);
            }
            Err(problem) => violations.push(Violation::new(Location::Header, name, problem)),
        };
        for (parameter, value) in self.arguments(ParameterLocation::Header) {
            add(parameter.name, &style::in_header(parameter, value));
        }
        if let Some(cookies) = style::cookies(self.arguments(ParameterLocation::Cookie)) {
            add(header::COOKIE.as_str(), &cookies);
        }
        for (name, value) in &settings.default_headers {
            let is_authenticated = plan.method.is_some() && *name == header::AUTHORIZATION;
            if is_authenticated || plan.keys.iter().any(|key| key.header_name() == Some(name)) {
                continue;
            }
            fields.entry(name).or_insert_with(|| value.clone());
        }
        for (name, value) in &self.headers {
            fields.insert(HeaderName::clone(name), value.clone());
        }
        fields
    }

    /// Returns the credentials for this call, without those that the caller set as header fields.
    pub(super) fn auth_plan(&self) -> AuthPlan {
        let settings = &*self.settings;
        let mut plan = match &self.target {
            Some(_) => settings.credentials.for_raw_request(),
            None => settings.credentials.for_operation(settings.api, self.operation),
        };
        if self.headers.contains_key(header::AUTHORIZATION) {
            plan.method = None;
        }
        let is_set = |name: &HeaderName| self.headers.contains_key(name);
        plan.keys.retain(|key| !key.header_name().is_some_and(is_set));
        plan
    }

    /// Returns the envelope of the response, if a parameter asks for one.
    fn envelope(&self) -> Option<Envelope> {
        self.operation.parameters.iter().zip(&self.arguments).find_map(|(parameter, argument)| {
            let value = argument.value.as_ref().and_then(SerializedParameter::single);
            parameter.envelope.filter(|_| value == Some("true"))
        })
    }
}

fn path_violation(parameter: &Parameter, argument: &Argument) -> Option<Violation> {
    let problem = match &argument.value {
        Some(value) => address::path_value_problem(&style::in_path(parameter, value))?,
        None => "is not set",
    };
    Some(Violation::new(Location::Path, parameter.name, problem))
}
