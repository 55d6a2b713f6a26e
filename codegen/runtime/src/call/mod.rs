//! One call of an operation: its parameters and body are taken as they are set, sent at the end.

mod address;
mod body;
mod form;
mod multipart;
mod paging;
mod request;
mod style;
mod undocumented;
mod waiting;

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};

use crate::BoxFuture;
#[cfg(feature = "blocking")]
pub use paging::blocking::Items as BlockingItems;
pub use paging::{Items, Pages};
pub(crate) use style::VALUE;
pub use undocumented::Request;
#[cfg(feature = "blocking")]
pub use undocumented::blocking::Request as BlockingRequest;
#[cfg(feature = "blocking")]
pub use waiting::blocking::Wait as BlockingWait;
pub use waiting::{Outcome, State, Stateful, Wait, WaitError};

use crate::api::Operation;
use crate::auth::Authenticator;
#[cfg(feature = "cli")]
use crate::auth::Plan;
use crate::error::{Error, ErrorBody, Failure, Kind};
use crate::headers::{self, Names};
use crate::response::{ByStatus, ByteStream, ReceivedResponse, Response};
use crate::retry::{RetryPolicy, is_idempotent};
#[cfg(feature = "cli")]
use crate::send::Outgoing;
use crate::send::{Options, PreparedCall};
use crate::settings::Settings;
use crate::wire::{self, Checker, Location, ParameterValue, Rule, Secrets, Value, Violation};
use body::PreparedBody;
use style::Given;

/// One call of an operation; emitted request builders wrap it.
///
/// What is set is encoded and checked at once, so that nothing borrowed is kept; what the checks
/// find is raised when the call is sent.
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct Call {
    settings: Arc<Settings>,
    pub(crate) operation: &'static Operation,
    /// One per parameter of the operation, in its order.
    arguments: Vec<Argument>,
    body: Option<PreparedBody>,
    /// Fields for this request alone; they go before all others.
    headers: HeaderMap,
    options: Options,
    validate: bool,
    secrets: Secrets,
    /// What cannot be sent, whether the document is heeded or not.
    unsendable: Vec<Violation>,
    /// Where the request goes, where the document does not say so.
    target: Option<Box<Target>>,
}

/// Where a request goes that the document does not know.
#[derive(Clone)]
struct Target {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
}

/// What was set for a parameter.
#[derive(Clone, Default)]
struct Argument {
    /// Nothing where the parameter is not set.
    given: Option<Given>,
    violations: Vec<Violation>,
}

impl Call {
    pub(crate) fn new(settings: Arc<Settings>, operation: &'static Operation) -> Self {
        Self {
            operation,
            arguments: vec![Argument::default(); operation.parameters.len()],
            body: None,
            headers: HeaderMap::new(),
            options: settings.transport.options(is_idempotent(&operation.method)),
            validate: settings.validate,
            secrets: Secrets::Written,
            unsendable: Vec::new(),
            target: None,
            settings,
        }
    }

    /// Sets a parameter, by its index in [`Operation::parameters`]; setting it again replaces the
    /// value.
    pub fn set(&mut self, index: usize, value: &dyn ParameterValue) {
        let check = |rules: &[Rule], checker: &mut Checker| value.check(rules, checker);
        self.argue(index, Some(Given::Values(value.values())), check);
    }

    /// Sets a parameter that is an object, by its index; setting it again replaces the value.
    pub fn set_object(&mut self, index: usize, value: &dyn Value) {
        let check = |rules: &[Rule], checker: &mut Checker| checker.check(value, rules);
        self.argue(index, Given::members(&wire::written(value, self.secrets)), check);
    }

    /// Sets a parameter that is written as JSON, by its index; setting it again replaces the value.
    pub fn set_json(&mut self, index: usize, value: &dyn Value) {
        let check = |rules: &[Rule], checker: &mut Checker| checker.check(value, rules);
        let json = String::from_utf8(wire::written(value, self.secrets)).ok();
        self.argue(index, json.map(|json| Given::Values(vec![json])), check);
    }

    /// Sets what is given for a parameter, nothing where it cannot be sent, and checks it where checks are wanted.
    fn argue(
        &mut self,
        index: usize,
        given: Option<Given>,
        check: impl FnOnce(&[Rule], &mut Checker),
    ) {
        let parameter = self.operation.parameters.get(index);
        let (Some(parameter), Some(argument)) = (parameter, self.arguments.get_mut(index)) else {
            self.unsendable.push(Violation::new(
                Location::Path,
                index.to_string(),
                "is no parameter of the operation: emit the crate again",
            ));
            return;
        };
        let is_hidden = self.secrets == Secrets::Hidden && parameter.rules.iter().any(Rule::hides);
        let given = given.map(|given| if is_hidden { Given::hidden() } else { given });
        let mut checker = Checker::new(parameter.location.into(), parameter.name);
        if self.validate {
            check(parameter.rules, &mut checker);
        }
        if given.is_none() {
            let location = parameter.location.into();
            self.unsendable.push(Violation::new(location, parameter.name, "is no object"));
        }
        *argument = Argument { given, violations: checker.into_violations() };
    }

    /// Hides what is set from now on and the document calls a secret: the call is shown to people, and not sent.
    #[cfg(feature = "cli")]
    pub(crate) fn hide_secrets(&mut self) {
        self.secrets = Secrets::Hidden;
    }

    /// The number that a parameter is set to.
    fn number(&self, index: usize) -> Option<i64> {
        self.arguments.get(index)?.given.as_ref()?.only()?.parse().ok()
    }

    /// Sets a header field of this request; it goes before what the client or the operation sets.
    /// A name or value that HTTP cannot carry is a violation when the call is sent.
    pub fn header(&mut self, name: &str, value: &str) {
        match headers::field(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => {
                self.unsendable.push(Violation::new(Location::Header, name, problem));
            }
        }
    }

    /// How long this call may take as a whole: all its attempts, and what is waited between them.
    pub fn timeout(&mut self, timeout: Duration) {
        self.options.timeout = timeout;
    }

    /// How long each attempt of this call may take, from connecting to the last byte of the response.
    pub fn attempt_timeout(&mut self, timeout: Duration) {
        self.options.attempt_timeout = timeout;
    }

    /// When this call is tried again, instead of the client's policy.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Says that carrying out this request twice is the same as once.
    pub fn idempotent(&mut self) {
        self.options.idempotent = true;
    }

    /// Sends this call without checking it against the document. What cannot arrive at all is
    /// refused nevertheless: empty and dot path segments, line breaks in header fields.
    pub fn without_validation(&mut self) {
        self.validate = false;
    }

    /// Notes that the body lacks what the document requires, which is not reported a second time as breaking a rule.
    #[cfg(feature = "cli")]
    pub(crate) fn lacks(&mut self, path: String) {
        if let Some(body) = &mut self.body {
            body.violations.retain(|violation| violation.path() != path);
        }
        self.refuse(Location::Body, path, "is required, and absent or of no use");
    }

    /// Notes that a value cannot be sent.
    #[cfg(feature = "cli")]
    pub(crate) fn refuse(
        &mut self,
        location: Location,
        path: impl Into<String>,
        problem: impl Into<String>,
    ) {
        self.unsendable.push(Violation::new(location, path, problem));
    }

    /// A call of another operation, with what is given here for parameters that both have: the index there, and the
    /// one here. It is not checked: whoever answered this one takes it.
    #[cfg(feature = "cli")]
    pub(crate) fn of_another(
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
                there.given.clone_from(&here.given);
            }
        }
        call
    }

    /// What would be sent, without proof of who is calling, and how that would be proven.
    #[cfg(feature = "cli")]
    pub(crate) fn outline(self) -> Result<(Outgoing, Plan), Failure> {
        let plan = self.plan();
        let sending = self.sending(plan.clone())?;
        Ok((sending.request, plan))
    }

    /// Where the time comes from.
    #[cfg(feature = "cli")]
    pub(crate) fn clock(&self) -> Arc<dyn crate::clock::Clock> {
        Arc::clone(&self.settings.transport.clock)
    }

    /// Sends the call. The response is read as `T`, an error response as `B`.
    ///
    /// # Errors
    ///
    /// [`Error`] says which of its five kinds, and keeps whatever came back.
    pub fn send<T, B>(self) -> BoxFuture<Result<Response<T>, Error<B>>>
    where
        T: Value + 'static,
        B: ErrorBody,
    {
        Box::pin(async move {
            // Compiled once per pair of types: everything that is the same for all of them is behind
            // `run`, `ReceivedResponse` and `&mut dyn Value`.
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if response.is_success() { success(response) } else { Err(failure(response)) }
        })
    }

    /// Sends the call. What is answered depends on the status.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_by_status<T, B>(self) -> BoxFuture<Result<Response<T>, Error<B>>>
    where
        T: ByStatus + 'static,
        B: ErrorBody,
    {
        Box::pin(async move {
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if !response.is_success() {
                return Err(failure(response));
            }
            let (body, parts) =
                response.read_by_status().map_err(|failure| Error::new(failure, None))?;
            Ok(Response { body, parts })
        })
    }

    /// Sends the call. The response is text that is no JSON; bytes that are no UTF-8 are replaced in it, and stand
    /// unchanged in [`Response::bytes`].
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_for_text<B: ErrorBody>(self) -> BoxFuture<Result<Response<String>, Error<B>>> {
        Box::pin(async move {
            let Response { body, parts } = self.send_for_bytes().await?;
            Ok(Response { body: String::from_utf8_lossy(&body).into_owned(), parts })
        })
    }

    /// Sends the call. The response is bytes, as they come.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_for_bytes<B: ErrorBody>(
        self,
    ) -> BoxFuture<Result<Response<bytes::Bytes>, Error<B>>> {
        Box::pin(async move {
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if !response.is_success() {
                return Err(failure(response));
            }
            let parts = response.unread().map_err(|failure| Error::new(failure, None))?;
            Ok(Response { body: parts.bytes.clone(), parts })
        })
    }

    /// Sends the call. The response is bytes, as they come, and of them those that the response itself is made of,
    /// without its envelope.
    #[cfg(feature = "cli")]
    pub(crate) async fn send_for_both<B: ErrorBody>(
        self,
    ) -> Result<(bytes::Bytes, bytes::Bytes), Error<B>> {
        let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
        if !response.is_success() {
            return Err(failure(response));
        }
        Ok((response.seen().1.clone(), response.proper()))
    }

    /// Sends the call. The response is bytes, to be read as they come.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send), but for what goes wrong after the header fields of a success.
    pub async fn stream<B: ErrorBody>(self) -> Result<Response<ByteStream<B>>, Error<B>> {
        let response = self.streamed(true).await.map_err(|failure| Error::new(failure, None))?;
        if !response.is_success() {
            return Err(failure(response));
        }
        let (body, parts) = response.into_stream().map_err(|failure| Error::new(failure, None))?;
        Ok(Response { body, parts })
    }

    fn run(self) -> BoxFuture<Result<ReceivedResponse, Failure>> {
        self.streamed(false)
    }

    /// On the heap, so that the futures of operations stay small.
    fn streamed(self, streamed: bool) -> BoxFuture<Result<ReceivedResponse, Failure>> {
        Box::pin(async move {
            let settings = Arc::clone(&self.settings);
            let plan = self.plan();
            let method = plan.method;
            let sending = self.sending(plan)?;
            let sending = PreparedCall { streamed, ..sending };
            sending.run(Authenticator::new(&settings.credentials, method)).await
        })
    }
}

/// What awaiting a request gives: the body alone of what sending it does.
///
/// A future of each operation's own would be one more type for the compiler to work through; this one is made once
/// for each type of response.
#[must_use = "nothing is sent until the future is awaited"]
pub fn body<T: 'static, B: 'static>(
    sent: BoxFuture<Result<Response<T>, Error<B>>>,
) -> BoxFuture<Result<T, Error<B>>> {
    Box::pin(async move { sent.await.map(Response::into_body) })
}

/// The functions that settle how a single request is sent: the same for every request type, which
/// has its [`Call`] in a field `call`.
#[macro_export]
macro_rules! request_settings {
    ($request:ident $(<$error:ident>)?) => {
        impl$(<$error>)? $request$(<$error>)? {
            /// Sends one more header field with this request.
            pub fn with_header(mut self, name: &str, value: &str) -> Self {
                self.call.header(name, value);
                self
            }

            /// Gives up when the whole call has taken this long, with all its attempts, instead of
            /// the client's own limit.
            pub fn with_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// Gives up an attempt when it has taken this long, instead of the client's own limit.
            pub fn with_attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call.attempt_timeout(timeout);
                self
            }

            /// Tries again as this policy has it, instead of the client's own.
            pub fn with_retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.call.retry(policy);
                self
            }

            /// Says that carrying out this request twice is the same as once, whatever its method
            /// is: it is then sent again even if it may have been carried out.
            pub fn as_idempotent(mut self) -> Self {
                self.call.idempotent();
                self
            }

            /// Sends the request even if it breaks what the document asks of it.
            pub fn without_validation(mut self) -> Self {
                self.call.without_validation();
                self
            }
        }
    };
}

fn success<T, B>(response: ReceivedResponse) -> Result<Response<T>, Error<B>>
where
    T: Value + 'static,
{
    let mut body = T::empty();
    // `()` says that the document has no body there: one that comes nevertheless is no error.
    let parts = if TypeId::of::<T>() == TypeId::of::<()>() {
        response.unread()
    } else {
        response.read(&mut body)
    };
    let parts = parts.map_err(|failure| Error::new(failure, None))?;
    Ok(Response { body, parts })
}

fn failure<B: ErrorBody>(response: ReceivedResponse) -> Error<B> {
    let candidates = response.candidates();
    let mut unreadable = None;
    for &variant in &candidates.variants {
        let mut body = B::select(variant);
        match response.read_error(&mut body, &candidates) {
            Ok(()) => {
                let failure = response.into_failure(Kind::Status { unreadable: None });
                return Error::new(failure, Some(body));
            }
            Err(error) => unreadable = unreadable.or(error),
        }
    }
    Error::new(response.into_failure(Kind::Status { unreadable }), None)
}

/// Shows what is set and no value of it: of parameters and header fields the names, of the body
/// its size.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<&str> = self
            .operation
            .parameters
            .iter()
            .zip(&self.arguments)
            .filter(|(_, argument)| argument.given.is_some())
            .map(|(parameter, _)| parameter.name)
            .collect();
        formatter
            .debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("parameters", &parameters)
            .field("body_bytes", &self.body.as_ref().and_then(|body| body.payload.length()))
            .field("headers", &Names(&self.headers))
            .field("options", &self.options)
            .field("validate", &self.validate)
            .finish_non_exhaustive()
    }
}
