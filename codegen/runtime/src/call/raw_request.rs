//! A request that the document does not know, sent like all others.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::{Method, header};

use super::{Call, Target};
use crate::api::Operation;
use crate::error::{Error, ErrorBody};
use crate::response::Response;
use crate::retry::is_idempotent;
use crate::settings::Settings;
use crate::wire::{Location, Value, Violation};

/// Stands for what no document describes.
static UNDOCUMENTED: Operation = Operation {
    id: "undocumented request",
    method: Method::GET,
    path: "",
    accept: "",
    content_type: None,
    parameters: &[],
    security: &[],
    errors: &[],
    required_headers: &[],
};

/// A request that the document does not know, with the same authentication, retries, limits and
/// errors as those that it does. `B` is the error body that is looked for in error responses.
///
/// The path is that below the base URL, as it is sent: what is not of its author's own making has
/// to be percent-encoded. It may not hold `.` or `..` as a segment.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<B = ()> {
    call: Call,
    error: PhantomData<fn() -> B>,
}

impl<B> Request<B> {
    pub(crate) fn new(settings: Arc<Settings>, method: Method, path: &str) -> Self {
        Self { call: call(settings, method, path), error: PhantomData }
    }

    /// Sends the request. The response is read as `T`: a model of this crate, `serde_json::Value`, or
    /// `()` where its [`bytes`](Response::bytes) are enough.
    ///
    /// # Errors
    ///
    /// As for every other request.
    pub async fn send<T>(self) -> Result<Response<T>, Error<B>>
    where
        T: Value + 'static,
        B: ErrorBody,
    {
        self.call.send().await
    }
}

fn call(settings: Arc<Settings>, method: Method, path: &str) -> Call {
    let mut call = Call::new(settings, &UNDOCUMENTED);
    call.options.idempotent = is_idempotent(&method);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut refuse = |problem| {
        call.unsendable.push(Violation::new(Location::Path, path, problem));
    };
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    if decoded.split('/').any(|segment| matches!(segment, "." | "..")) {
        refuse("holds a dot segment: it would lead elsewhere");
    }
    if path.contains(['{', '}']) {
        refuse("holds a brace: fill in the path, `%7B` and `%7D` stand for braces");
    }
    call.target = Some(Box::new(Target { method, path: path.to_owned(), query }));
    call
}

/// What may be given for a request: the functions of the async and of the blocking one.
macro_rules! undocumented {
    ($request:ident) => {
        crate::request_settings!($request<B>);

        impl<B> $request<B> {
            /// A parameter of the query; a name may be given several times.
            pub fn query(mut self, name: &str, value: &str) -> Self {
                if let Some(target) = &mut self.call.target {
                    target.query.push((name.to_owned(), value.to_owned()));
                }
                self
            }

            /// The body: a model of this crate, or `serde_json::Value`. Its media type is
            /// `application/json`, unless [`with_header`](Self::with_header) says otherwise.
            pub fn json(mut self, body: &dyn Value) -> Self {
                self.call.json(body);
                if !self.call.headers.contains_key(header::CONTENT_TYPE) {
                    self.call.header(header::CONTENT_TYPE.as_str(), "application/json");
                }
                self
            }
        }

        impl<B> fmt::Debug for $request<B> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.debug_tuple("Request").field(&self.call).finish()
            }
        }
    };
}

undocumented!(Request);

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use super::{
        Arc, Call, Error, ErrorBody, Method, PhantomData, Response, Settings, Value, call, fmt,
        header,
    };

    /// A request that the document does not know, for programs without async; see
    /// [`Request`](crate::Request).
    #[must_use = "a request does nothing until it is sent"]
    pub struct Request<B = ()> {
        call: Call,
        error: PhantomData<fn() -> B>,
    }

    undocumented!(Request);

    impl<B> Request<B> {
        pub(crate) fn new(settings: Arc<Settings>, method: Method, path: &str) -> Self {
            Self { call: call(settings, method, path), error: PhantomData }
        }

        /// Sends the request and waits for the response, which is read as `T`: a model of this
        /// crate, `serde_json::Value`, or `()` where its [`bytes`](Response::bytes) are enough.
        ///
        /// # Errors
        ///
        /// As for every other request.
        pub fn send<T>(self) -> Result<Response<T>, Error<B>>
        where
            T: Value + 'static,
            B: ErrorBody,
        {
            crate::blocking::send(self.call)
        }
    }
}
