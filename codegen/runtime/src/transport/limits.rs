//! Size limits of responses, so that no service can exhaust the memory.

/// Size limits of a response, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ResponseLimits {
    /// The body of a success. A larger one is an error.
    pub(crate) response: usize,
    /// The body of an error response. A larger one is truncated.
    pub(crate) error: usize,
    /// All header fields of a success together. Larger ones are an error.
    pub(crate) headers: usize,
}

impl ResponseLimits {
    pub(crate) const DEFAULT: Self = Self { response: 64 << 20, error: 1 << 20, headers: 64 << 10 };
}
