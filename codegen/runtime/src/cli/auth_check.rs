//! The command `auth check`: the credentials in use, and whether the service accepts them.

use http::{Method as Verb, StatusCode};

use super::description::Program;
use super::environment;
use super::failure::{Exit, Failure};
use super::output::print;
use crate::Client;
use crate::auth::{AuthMethod, AuthPlan};
use crate::error::ErrorBody;
use crate::text::OneLine;

/// Sends the check and prints its result.
pub(super) async fn run<B: ErrorBody>(
    program: &'static Program,
    client: &Client,
) -> Result<(), Failure> {
    let plan = client.settings().credentials.for_raw_request();
    let credentials = describe(program, &plan);
    let base = client.base_url().trim_end_matches('/');
    let result = match (program.auth_check, plan.method) {
        (Some(path), _) => send_check::<B>(client, path).await,
        (None, Some(AuthMethod::ServiceAccount)) => fetch_token(&plan).await,
        (None, _) => {
            return Err(Failure::local(format!(
                "{credentials}: not checked; the API's document names no request that every authenticated caller may \
                 send to {base}"
            )));
        }
    };
    match result {
        Ok(evidence) => print(&format!("{credentials}: accepted by {base}\n  {evidence}\n")),
        Err(failure) => Err(failure.with(format!("  credentials: {credentials}"))),
    }
}

/// Returns the credentials in use, with the environment variables that hold them.
fn describe(program: &Program, plan: &AuthPlan) -> String {
    let method = plan.method.map(|method| {
        let variables = environment::variables(program.api, method).join(", ");
        format!("{} ({variables})", environment::method_name(method))
    });
    let keys = plan.keys.iter().map(|key| {
        let variable = environment::key(program.api, key.scheme()).and_then(|(_, name)| name);
        format!("the API key {} ({})", key.scheme(), variable.unwrap_or("configured"))
    });
    let all: Vec<String> = method.into_iter().chain(keys).collect();
    if all.is_empty() { "no credentials".to_owned() } else { all.join(", ") }
}

/// Sends a request that every authenticated caller may send. Returns the evidence of authentication.
///
/// A caller that is authenticated but not authorized passes the check.
async fn send_check<B: ErrorBody>(client: &Client, path: &str) -> Result<String, Failure> {
    let request = client.raw_request::<B>(Verb::GET, path).with_header("accept", "*/*");
    match request.send::<()>().await {
        Ok(response) => Ok(format!("GET {path}: {}", response.status())),
        Err(error) => {
            let status = error.status();
            let status = status.filter(|it| error.is_status() && is_authenticated(*it));
            if let Some(status) = status {
                let code = error.error_code().map(|code| error.failure().hide(code));
                let code = code.map(|code| format!(": {}", OneLine(&code)));
                return Ok(format!(
                    "GET {path}: {status}{}; invalid credentials would be rejected with 401",
                    code.unwrap_or_default()
                ));
            }
            let failure = Failure::from_call(&error);
            Err(match failure.exit {
                Exit::Authentication => failure.with_advice(
                    "check that the variables hold the credentials as issued, and that these are still valid",
                ),
                _ => failure,
            })
        }
    }
}

/// Whether an error status shows that the caller was authenticated: the service has looked at the
/// request itself. Proxies and rate limiters reject requests before authentication.
fn is_authenticated(status: StatusCode) -> bool {
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

/// Fetches an access token for the service account.
async fn fetch_token(plan: &AuthPlan) -> Result<String, Failure> {
    let evidence = "an access token was issued".to_owned();
    let Some(account) = &plan.account else { return Ok(evidence) };
    account.token(None).await.map(|_| evidence).map_err(|error| {
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
