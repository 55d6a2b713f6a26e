//! Requests outside the document.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::{Method, header};

use super::arguments::{Call, RawTarget};
use crate::client::{Client, Settings};
use crate::error::{Error, ErrorBody};
use crate::response::Response;
use crate::spec::Operation;
use crate::wire::{Location, Value, Violation};

/// The operation of all requests outside the document.
static RAW: Operation = Operation {
    id: "raw request",
    method: Method::GET,
    path: "",
    accept: "",
    content_type: None,
    parameters: &[],
    security: &[],
    errors: &[],
    required_headers: &[],
};

/// A request outside the document, with the authentication, retries, limits and errors of the
/// client. Error responses are decoded as `B`.
///
/// The path is relative to the base URL and must be percent-encoded. It must not have `.` or `..` as
/// a segment.
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest<B = ()> {
    call: Call,
    error: PhantomData<fn() -> B>,
}

impl Client {
    /// Returns a request outside the document; see [`RawRequest`].
    pub fn raw_request<B>(&self, method: Method, path: &str) -> RawRequest<B> {
        RawRequest::new(Arc::clone(&self.settings), method, path)
    }
}

impl<B> RawRequest<B> {
    fn new(settings: Arc<Settings>, method: Method, path: &str) -> Self {
        Self { call: call(settings, method, path), error: PhantomData }
    }

    /// Sends the request, and decodes a success as `T`: a model, `serde_json::Value`, or `()` to use
    /// its [`bytes`](Response::bytes) only.
    ///
    /// # Errors
    ///
    /// As [`Call::send`].
    pub async fn send<T>(self) -> Result<Response<T>, Error<B>>
    where
        T: Value + 'static,
        B: ErrorBody,
    {
        self.call.send().await
    }
}

fn call(settings: Arc<Settings>, method: Method, path: &str) -> Call {
    let mut call = Call::new(settings, &RAW);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut refuse = |problem| {
        call.unsendable.push(Violation::new(Location::Path, path, problem));
    };
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    if decoded.split('/').any(|segment| matches!(segment, "." | "..")) {
        refuse("has a dot segment, which would change the path");
    }
    if path.contains(['{', '}']) {
        refuse("has a brace: fill in the path template, or encode braces as `%7B` and `%7D`");
    }
    call.target = Some(Box::new(RawTarget { method, path: path.to_owned(), query }));
    call
}

/// Implements the setters of the async and the blocking request.
macro_rules! raw_request {
    ($request:ident) => {
        crate::request_settings!($request<B>);

        impl<B> $request<B> {
            /// Adds a query parameter. A name may be repeated.
            pub fn query(mut self, name: &str, value: &str) -> Self {
                if let Some(target) = &mut self.call.target {
                    target.query.push((name.to_owned(), value.to_owned()));
                }
                self
            }

            /// Sets a JSON body: a model, or `serde_json::Value`. The default media type is
            /// `application/json`; [`with_header`](Self::with_header) overrides it.
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
                formatter.debug_tuple("RawRequest").field(&self.call).finish()
            }
        }
    };
}

raw_request!(RawRequest);

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use super::{
        Arc, Call, Client, Error, ErrorBody, Method, PhantomData, Response, Settings, Value, call,
        fmt, header,
    };
    use crate::executor;

    /// A blocking request outside the document; see [`RawRequest`](crate::RawRequest).
    #[must_use = "a request does nothing until it is sent"]
    pub struct RawRequest<B = ()> {
        call: Call,
        error: PhantomData<fn() -> B>,
    }

    raw_request!(RawRequest);

    impl Client {
        /// Returns a blocking request outside the document; see [`RawRequest`].
        pub fn raw_request_blocking<B>(&self, method: Method, path: &str) -> RawRequest<B> {
            RawRequest::new(Arc::clone(&self.settings), method, path)
        }
    }

    impl<B> RawRequest<B> {
        fn new(settings: Arc<Settings>, method: Method, path: &str) -> Self {
            Self { call: call(settings, method, path), error: PhantomData }
        }

        /// Sends the request, and decodes a success as `T`: a model, `serde_json::Value`, or `()` to
        /// use its [`bytes`](Response::bytes) only.
        ///
        /// # Errors
        ///
        /// As [`Call::send`], and if called in an async context.
        pub fn send<T>(self) -> Result<Response<T>, Error<B>>
        where
            T: Value + 'static,
            B: ErrorBody,
        {
            let operation = self.call.operation;
            executor::block_on(self.call.send())
                .unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))
        }
    }
}
