//! A fake of the service on loopback, for trying the client and the command line without an account.
//!
//! ```sh
//! cargo run -p atlas-admin --example loopback
//! ```
//!
//! It prints the environment variables to set, and runs until Ctrl-C. Its peering connections are in memory only.

mod service;

#[tokio::main]
async fn main() {
    let server = service::start().await;
    println!("export MONGODB_ATLAS_BASE_URL={}", server.url());
    println!("export MONGODB_ATLAS_ACCESS_TOKEN={}", service::TOKEN);
    std::future::pending::<()>().await;
}
