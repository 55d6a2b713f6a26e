//! Sending of a call, and decoding of its response.

use std::any::TypeId;
use std::sync::Arc;

use super::arguments::Call;
use crate::BoxFuture;
use crate::auth::Authenticator;
use crate::error::{Error, ErrorBody, Failure, FailureKind};
use crate::response::{ByStatus, ByteStream, ReceivedResponse, Response};
use crate::transport::PreparedCall;
use crate::wire::Value;

impl Call {
    /// Sends the call, and decodes a success as `T` and an error response as `B`.
    ///
    /// # Errors
    ///
    /// Returns an error if the request is invalid or fails, or the response cannot be decoded; see
    /// [`Error`].
    pub fn send<T, B>(self) -> BoxFuture<Result<Response<T>, Error<B>>>
    where
        T: Value + 'static,
        B: ErrorBody,
    {
        Box::pin(async move {
            // Compiled once per pair of types. All code that does not depend on them is behind
            // `run`, `ReceivedResponse` and `&mut dyn Value`.
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if response.is_success() { decode(response) } else { Err(decode_error(response)) }
        })
    }

    /// Sends the call, and decodes a success by its status.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_by_status<T, B>(self) -> BoxFuture<Result<Response<T>, Error<B>>>
    where
        T: ByStatus + 'static,
        B: ErrorBody,
    {
        Box::pin(async move {
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if !response.is_success() {
                return Err(decode_error(response));
            }
            let (body, parts) =
                response.read_by_status().map_err(|failure| Error::new(failure, None))?;
            Ok(Response { body, parts })
        })
    }

    /// Sends the call, and returns the body of a success as text. Invalid UTF-8 is replaced;
    /// [`Response::bytes`] has the original bytes.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_for_text<B: ErrorBody>(self) -> BoxFuture<Result<Response<String>, Error<B>>> {
        Box::pin(async move {
            let Response { body, parts } = self.send_for_bytes().await?;
            Ok(Response { body: String::from_utf8_lossy(&body).into_owned(), parts })
        })
    }

    /// Sends the call, and returns the body of a success as bytes.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_for_bytes<B: ErrorBody>(
        self,
    ) -> BoxFuture<Result<Response<bytes::Bytes>, Error<B>>> {
        Box::pin(async move {
            let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
            if !response.is_success() {
                return Err(decode_error(response));
            }
            let parts =
                response.into_undecoded_parts().map_err(|failure| Error::new(failure, None))?;
            Ok(Response { body: parts.bytes.clone(), parts })
        })
    }

    /// Sends the call, and returns the body as received and the body without its envelope.
    #[cfg(feature = "cli")]
    pub(crate) async fn send_for_raw_and_content<B: ErrorBody>(
        self,
    ) -> Result<(bytes::Bytes, bytes::Bytes), Error<B>> {
        let response = self.run().await.map_err(|failure| Error::new(failure, None))?;
        if !response.is_success() {
            return Err(decode_error(response));
        }
        Ok((response.bytes().clone(), response.content_bytes()))
    }

    /// Sends the call, and returns a success with its body as a stream.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send). Errors after the header fields of a success are returned by the
    /// stream.
    pub async fn stream<B: ErrorBody>(self) -> Result<Response<ByteStream<B>>, Error<B>> {
        let response = self.run_with(true).await.map_err(|failure| Error::new(failure, None))?;
        if !response.is_success() {
            return Err(decode_error(response));
        }
        let (body, parts) = response.into_stream().map_err(|failure| Error::new(failure, None))?;
        Ok(Response { body, parts })
    }

    fn run(self) -> BoxFuture<Result<ReceivedResponse, Failure>> {
        self.run_with(false)
    }

    /// Boxed, so that the futures of operations stay small.
    fn run_with(self, streamed: bool) -> BoxFuture<Result<ReceivedResponse, Failure>> {
        Box::pin(async move {
            let settings = Arc::clone(&self.settings);
            let plan = self.auth_plan();
            let prepared = PreparedCall { streamed, ..self.prepare(&plan)? };
            prepared.send(Authenticator::new(&settings.credentials, plan)).await
        })
    }
}

/// Returns the body of a response, as awaiting a request does.
///
/// A boxed future is compiled once per response type; a future type per operation would be compiled
/// for each operation.
#[must_use = "nothing is sent until the future is awaited"]
pub fn body<T: 'static, B: 'static>(
    sent: BoxFuture<Result<Response<T>, Error<B>>>,
) -> BoxFuture<Result<T, Error<B>>> {
    Box::pin(async move { sent.await.map(Response::into_body) })
}

/// Decodes a success.
fn decode<T, B>(response: ReceivedResponse) -> Result<Response<T>, Error<B>>
where
    T: Value + 'static,
{
    let mut body = T::empty();
    // `()` means that no body is documented. A body is then ignored, which is no error.
    let parts = if TypeId::of::<T>() == TypeId::of::<()>() {
        response.into_undecoded_parts()
    } else {
        response.read(&mut body)
    };
    let parts = parts.map_err(|failure| Error::new(failure, None))?;
    Ok(Response { body, parts })
}

/// Decodes an error response.
fn decode_error<B: ErrorBody>(response: ReceivedResponse) -> Error<B> {
    let candidates = response.error_candidates();
    let mut decode_error = None;
    for &variant in &candidates.variants {
        let mut body = B::select(variant);
        match response.read_error(&mut body, &candidates) {
            Ok(()) => {
                let failure = response.into_failure(FailureKind::Status { decode_error: None });
                return Error::new(failure, Some(body));
            }
            Err(error) => decode_error = decode_error.or(error),
        }
    }
    Error::new(response.into_failure(FailureKind::Status { decode_error }), None)
}
