//! Attacks on the secrets of a user: by other users of the machine, by proxies, and by the service.

mod echoes;
pub(crate) mod token_cache;
