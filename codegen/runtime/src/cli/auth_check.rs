//! `auth check`: which credentials are in use, and whether the service takes them.

use std::io::{self, Write as _};

use http::{Method as Verb, StatusCode};

use super::environment;
use super::failure::{Exit, Failure};
use super::output;
use super::table::Program;
use crate::Client;
use crate::auth::{AuthMethod, AuthPlan};
use crate::error::{ErrorBody, OneLine};

/// Asks the service, and tells what it says.
pub(super) async fn run<B: ErrorBody>(
    program: &'static Program,
    client: &Client,
) -> Result<(), Failure> {
    let plan = client.settings().credentials.for_raw_request();
    let used = used(program, &plan);
    let base = client.base_url().trim_end_matches('/');
    let verdict = match (program.auth_check, plan.method) {
        (Some(path), _) => asked::<B>(client, path).await,
        (None, Some(AuthMethod::ServiceAccount)) => fetched(client).await,
        (None, _) => {
            return Err(Failure::here(format!(
                "{used}: in use; whether {base} takes it is not known, for the API's document names no request \
                 that anybody may make"
            )));
        }
    };
    match verdict {
        Ok(learned) => {
            let written = writeln!(io::stdout().lock(), "{used}: {base} takes it\n  {learned}");
            output::quiet(written)
                .map_err(|error| Failure::here(format!("writing to standard output: {error}")))
        }
        Err(failure) => Err(failure.with(format!("  in use: {used}"))),
    }
}

/// What is in use, and the variables that it comes from.
fn used(program: &Program, plan: &AuthPlan) -> String {
    let method = plan.method.map(|method| {
        let variables = environment::variables(program.api, method).join(", ");
        format!("{} ({variables})", environment::called(method))
    });
    let keys = plan.keys.iter().map(|key| {
        let variable = environment::key(program.api, key.scheme()).and_then(|(_, name)| name);
        format!("the API key {} ({})", key.scheme(), variable.unwrap_or("given"))
    });
    let all: Vec<String> = method.into_iter().chain(keys).collect();
    if all.is_empty() { "no credentials".to_owned() } else { all.join(", ") }
}

/// A request that anybody may make who is known; one who is known and not allowed is known all the same. What was
/// learned is exactly what was answered.
async fn asked<B: ErrorBody>(client: &Client, path: &str) -> Result<String, Failure> {
    let request = client.raw_request::<B>(Verb::GET, path).with_header("accept", "*/*");
    match request.send::<()>().await {
        Ok(response) => Ok(format!("GET {path}: {}", response.status())),
        Err(error) => {
            let known = error.status().filter(|status| error.is_status() && is_known(*status));
            if let Some(status) = known {
                let code = error.error_code().map(|code| format!(": {}", OneLine(code)));
                return Ok(format!(
                    "GET {path}: {status}{}; a caller who is not known would be told so with 401",
                    code.unwrap_or_default()
                ));
            }
            let failure = Failure::of_call(&error);
            Err(match failure.exit {
                Exit::Authentication => failure.advising(
                    "whether the variables hold what the service gave out, and it is still valid",
                ),
                _ => failure,
            })
        }
    }
}

/// Whether an error says that the caller is known: it has looked at the request itself, which is not answered to
/// anybody else. What stands before a service asks for patience and proofs of its own without looking.
fn is_known(status: StatusCode) -> bool {
    status.is_client_error()
        && !matches!(
            status,
            StatusCode::UNAUTHORIZED
                | StatusCode::PROXY_AUTHENTICATION_REQUIRED
                | StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_EARLY
                | StatusCode::TOO_MANY_REQUESTS
        )
}

/// Whether a token can be had.
async fn fetched(client: &Client) -> Result<String, Failure> {
    let learned = "an access token was given out for it".to_owned();
    let Some(account) = &client.settings().credentials.service_account else { return Ok(learned) };
    account.token(None).await.map(|_| learned).map_err(|error| {
        let exit = if error.is_timeout() {
            Exit::TimedOut
        } else if error.is_connect() {
            Exit::NotReached
        } else {
            Exit::Authentication
        };
        Failure::new(exit, [error.to_string()])
    })
}
