//! The client and its builder: the settings that all calls share.
//!
//! Invariant: settings are checked when the client is built, and immutable afterwards.

mod build;
mod builder;
mod credentials;
mod environment;
mod error;
mod handle;
mod proxy;
mod settings;

pub use builder::ClientBuilder;
pub use error::ConfigurationError;
pub use handle::Client;
pub(crate) use settings::Settings;
