//! Authentication against loopback servers that verify the credentials independently.

mod api_keys;
mod bearer;
mod callers;
mod digest;
mod digest_server;
mod echoes;
mod environment;
mod log;
mod secrets;
mod service;
mod service_account;
mod streams;
mod token_endpoint;
mod token_store;
