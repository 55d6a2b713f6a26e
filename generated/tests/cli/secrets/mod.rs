//! Attacks on the secrets of a user: by other users of the machine, by proxies, and by the service.

mod echoes;
mod proxies;
pub(crate) mod token_cache;
