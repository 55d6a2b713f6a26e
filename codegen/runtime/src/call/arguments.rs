//! A call and its arguments.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method};
use secrecy::SecretString;

use super::style::SerializedParameter;
#[cfg(feature = "cli")]
use crate::auth::AuthPlan;
use crate::body::Body;
use crate::client::{Client, Settings};
#[cfg(feature = "cli")]
use crate::error::Failure;
use crate::header::{HeaderNames, parse_field};
use crate::retry::RetryPolicy;
use crate::spec::Operation;
use crate::transport::CallOptions;
#[cfg(feature = "cli")]
use crate::transport::OutgoingRequest;
use crate::wire::{
    self, Checker, Encoded, Location, ParameterValue, Rule, Secrets, Value, Violation,
};

/// A call of an operation. Emitted request builders wrap it.
///
/// Arguments are serialised and validated when they are set, so that nothing is borrowed. Violations
/// are reported when the call is sent.
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct Call {
    pub(super) settings: Arc<Settings>,
    pub(crate) operation: &'static Operation,
    /// One per parameter of the operation, in the same order.
    pub(super) arguments: Vec<Argument>,
    pub(super) body: Option<PreparedBody>,
    /// The header fields of this request, which override all others.
    pub(super) headers: HeaderMap,
    pub(super) options: CallOptions,
    pub(super) validate: bool,
    pub(super) secrets: Secrets,
    /// Values that cannot be sent, even without validation.
    pub(super) unsendable: Vec<Violation>,
    /// The target of a request outside the document.
    pub(super) target: Option<Box<RawTarget>>,
}

/// The target of a request outside the document.
#[derive(Clone)]
pub(super) struct RawTarget {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
}

/// The argument for a parameter.
#[derive(Clone, Default)]
pub(super) struct Argument {
    /// `None` if the parameter is not set.
    pub(super) value: Option<SerializedParameter>,
    pub(super) violations: Vec<Violation>,
    pub(super) secrets: Vec<SecretString>,
}

/// A serialised request body.
#[derive(Clone)]
pub(super) struct PreparedBody {
    pub(super) body: Body,
    /// The media type, if it has parameters that the document lacks.
    pub(super) content_type: Option<HeaderValue>,
    /// The violations of the document's rules.
    pub(super) violations: Vec<Violation>,
    /// Values that cannot be sent, even without validation.
    pub(super) unsendable: Vec<Violation>,
    pub(super) secrets: Vec<SecretString>,
}

impl PreparedBody {
    /// Returns a valid body of the documented media type.
    pub(super) fn valid(body: Body) -> Self {
        let (violations, unsendable, secrets) = (Vec::new(), Vec::new(), Vec::new());
        Self { body, content_type: None, violations, unsendable, secrets }
    }
}

impl Client {
    /// Returns a call of the operation. Nothing is sent before [`Call::send`].
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(Arc::clone(&self.settings), operation)
    }
}

impl Call {
    pub(super) fn new(settings: Arc<Settings>, operation: &'static Operation) -> Self {
        Self {
            operation,
            arguments: vec![Argument::default(); operation.parameters.len()],
            body: None,
            headers: HeaderMap::new(),
            options: settings.transport.options(),
            validate: settings.validate,
            secrets: Secrets::Plain,
            unsendable: Vec::new(),
            target: None,
            settings,
        }
    }

    /// Sets a parameter, by its index in [`Operation::parameters`]. A previous value is replaced.
    pub fn set(&mut self, index: usize, value: &dyn ParameterValue) {
        let check = |rules: &[Rule], checker: &mut Checker| value.check(rules, checker);
        let value = Some(SerializedParameter::Values(value.values()));
        self.set_argument(index, Encoded { content: value, secrets: Vec::new() }, check);
    }

    /// Sets a parameter that is an object. A previous value is replaced.
    pub fn set_object(&mut self, index: usize, value: &dyn Value) {
        let check = |rules: &[Rule], checker: &mut Checker| checker.check(value, rules);
        let Encoded { content, secrets } = wire::encode_listing(value, self.secrets);
        let content = SerializedParameter::from_json(&content);
        self.set_argument(index, Encoded { content, secrets }, check);
    }

    /// Sets a parameter that is serialised as JSON. A previous value is replaced.
    pub fn set_json(&mut self, index: usize, value: &dyn Value) {
        let check = |rules: &[Rule], checker: &mut Checker| checker.check(value, rules);
        let Encoded { content, secrets } = wire::encode_listing(value, self.secrets);
        let json = String::from_utf8(content).ok();
        let content = json.map(|json| SerializedParameter::Values(vec![json]));
        self.set_argument(index, Encoded { content, secrets }, check);
    }

    /// Sets and validates an argument. `None` is a value that cannot be serialised.
    fn set_argument(
        &mut self,
        index: usize,
        encoded: Encoded<Option<SerializedParameter>>,
        check: impl FnOnce(&[Rule], &mut Checker),
    ) {
        let parameter = self.operation.parameters.get(index);
        let (Some(parameter), Some(argument)) = (parameter, self.arguments.get_mut(index)) else {
            self.unsendable.push(Violation::new(
                Location::Path,
                index.to_string(),
                "is not a parameter of the operation: generate the crate again",
            ));
            return;
        };
        let Encoded { content: mut value, mut secrets } = encoded;
        if parameter.rules.iter().any(Rule::hides) {
            match (self.secrets, &value) {
                (Secrets::Hidden, Some(_)) => value = Some(SerializedParameter::hidden()),
                (Secrets::Plain, Some(SerializedParameter::Values(texts))) => {
                    secrets.extend(texts.iter().map(|text| SecretString::from(text.as_str())));
                }
                _ => {}
            }
        }
        let mut checker = Checker::new(parameter.location.into(), parameter.name);
        if self.validate {
            check(parameter.rules, &mut checker);
        }
        if value.is_none() {
            let location = parameter.location.into();
            self.unsendable.push(Violation::new(location, parameter.name, "is not an object"));
        }
        *argument = Argument { value, violations: checker.into_violations(), secrets };
    }

    /// Adds the secrets of a body that was set as a free-form value.
    #[cfg(feature = "cli")]
    pub(crate) fn add_body_secrets(&mut self, typed: &dyn Value) {
        if let Some(body) = &mut self.body {
            body.secrets = wire::encode_listing(typed, self.secrets).secrets;
        }
    }

    /// Hides secret values that are set from now on. The call is printed and not sent.
    #[cfg(feature = "cli")]
    pub(crate) fn hide_secrets(&mut self) {
        self.secrets = Secrets::Hidden;
    }

    /// Returns the value of a numeric parameter.
    pub(super) fn number(&self, index: usize) -> Option<i64> {
        self.arguments.get(index)?.value.as_ref()?.single()?.parse().ok()
    }

    /// Sets a header field of this request, which overrides those of the client and the operation. An
    /// invalid name or value is reported when the call is sent.
    pub fn header(&mut self, name: &str, value: &str) {
        match parse_field(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => {
                self.unsendable.push(Violation::new(Location::Header, name, problem));
            }
        }
    }

    /// Sets the timeout of this call, including all attempts and the delays between them.
    pub fn timeout(&mut self, timeout: Duration) {
        self.options.timeout = timeout;
    }

    /// Sets the timeout of each attempt, from connecting to the last byte of the response.
    pub fn attempt_timeout(&mut self, timeout: Duration) {
        self.options.attempt_timeout = timeout;
    }

    /// Sets the retry policy of this call.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Marks the request as idempotent.
    pub fn idempotent(&mut self) {
        self.options.marked_idempotent = true;
    }

    /// Disables validation against the document. Values that cannot be sent are still refused: empty
    /// and dot path segments, and line breaks in header fields.
    pub fn without_validation(&mut self) {
        self.validate = false;
    }

    /// Reports a required property that the body lacks, instead of its other violations.
    #[cfg(feature = "cli")]
    pub(crate) fn refuse_missing(&mut self, path: String) {
        if let Some(body) = &mut self.body {
            body.violations.retain(|violation| violation.path() != path);
        }
        self.refuse(Location::Body, path, "is required, and absent or invalid");
    }

    /// Reports a value that cannot be sent.
    #[cfg(feature = "cli")]
    pub(crate) fn refuse(
        &mut self,
        location: Location,
        path: impl Into<String>,
        problem: impl Into<String>,
    ) {
        self.unsendable.push(Violation::new(location, path, problem));
    }

    /// Returns a call of another operation with the arguments of shared parameters, given as pairs of
    /// the index there and here. They are not validated, because the service has accepted them.
    #[cfg(feature = "cli")]
    pub(crate) fn to_operation(
        &self,
        operation: &'static Operation,
        shared: impl Iterator<Item = (usize, usize)>,
    ) -> Self {
        let mut call = Self::new(Arc::clone(&self.settings), operation);
        call.validate = false;
        for (there, here) in shared {
            if let (Some(there), Some(here)) =
                (call.arguments.get_mut(there), self.arguments.get(here))
            {
                there.value.clone_from(&here.value);
            }
        }
        call
    }

    /// Returns the request without credentials, and the credentials it would be sent with.
    #[cfg(feature = "cli")]
    pub(crate) fn outline(self) -> Result<(OutgoingRequest, AuthPlan), Failure> {
        let plan = self.auth_plan();
        let prepared = self.prepare(&plan)?;
        Ok((prepared.request, plan))
    }

    /// Returns the time source of the client.
    #[cfg(feature = "cli")]
    pub(crate) fn clock(&self) -> Arc<dyn crate::time::Clock> {
        Arc::clone(&self.settings.transport.clock)
    }
}

/// Shows the names of parameters and header fields and the size of the body, and no value.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<&str> = self
            .operation
            .parameters
            .iter()
            .zip(&self.arguments)
            .filter(|(_, argument)| argument.value.is_some())
            .map(|(parameter, _)| parameter.name)
            .collect();
        formatter
            .debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("parameters", &parameters)
            .field("body_bytes", &self.body.as_ref().and_then(|body| body.body.length()))
            .field("headers", &HeaderNames(&self.headers))
            .field("options", &self.options)
            .field("validate", &self.validate)
            .finish_non_exhaustive()
    }
}
