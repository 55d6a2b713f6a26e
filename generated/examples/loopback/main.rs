//! A server on loopback that responses as the service would, to try the command line and the client without an account.
//!
//! ```sh
//! cargo run -p atlas-admin --example loopback
//! ```
//!
//! It prints the variables that lead to it, and ends with Ctrl-C. What was created is gone then.

mod service;

#[tokio::main]
async fn main() {
    let server = service::start().await;
    println!("export MONGODB_ATLAS_BASE_URL={}", server.url());
    println!("export MONGODB_ATLAS_ACCESS_TOKEN={}", service::TOKEN);
    std::future::pending::<()>().await;
}
