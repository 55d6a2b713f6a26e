//! Limits: how much of a response is taken, so that no service can fill the memory.

/// How much of a response is taken, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of the body of a success; more is an error.
    pub(crate) response: usize,
    /// Of the body of an error; more is cut off.
    pub(crate) error: usize,
    /// Of all header fields of a success together; more is an error.
    pub(crate) headers: usize,
}

impl Limits {
    pub(crate) const DEFAULT: Self = Self { response: 64 << 20, error: 1 << 20, headers: 64 << 10 };
}
