//! The setters that all request types share.

/// Implements the setters that all request types share, for a type with a `call` field of type
/// [`Call`](crate::Call).
#[macro_export]
macro_rules! request_settings {
    ($request:ident $(<$error:ident>)?) => {
        impl$(<$error>)? $request$(<$error>)? {
            /// Sets a header field of this request.
            pub fn with_header(mut self, name: &str, value: &str) -> Self {
                self.call.header(name, value);
                self
            }

            /// Sets the timeout of this call, including all attempts, instead of the client's.
            pub fn with_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// Sets the timeout of each attempt, instead of the client's.
            pub fn with_attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call.attempt_timeout(timeout);
                self
            }

            /// Sets the retry policy of this call, instead of the client's.
            pub fn with_retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.call.retry(policy);
                self
            }

            /// Marks this request as idempotent, regardless of its method: it is retried even if it
            /// may have been executed.
            pub fn as_idempotent(mut self) -> Self {
                self.call.idempotent();
                self
            }

            /// Disables validation of this request against the document.
            pub fn without_validation(mut self) -> Self {
                self.call.without_validation();
                self
            }
        }
    };
}
