//! Construction of calls.

use super::body::set_body;
use crate::call::Call;
use crate::cli::arguments::{Argument, Invocation, flag};
use crate::cli::description::{Flag, ValueKind};
use crate::cli::failure::Failure;
use crate::client::Client;

/// Returns the call of an operation, unsent.
pub(in crate::cli) fn build_call(
    client: &Client,
    invocation: Invocation<'_>,
) -> Result<Call, Failure> {
    let mut call = client.call(invocation.command.operation);
    if invocation.is_set(flag::NO_VALIDATE) {
        call.without_validation();
    }
    if invocation.text(flag::DRY_RUN).is_some() {
        call.hide_secrets();
    }
    for (index, flag) in invocation.command.flags.iter().enumerate() {
        if let Some(values) = invocation.parameter(flag) {
            set_parameter(&mut call, index, flag, &values);
        }
    }
    set_body(&mut call, invocation)?;
    Ok(call)
}

fn set_parameter(call: &mut Call, index: usize, flag: &Flag, values: &[&str]) {
    let arguments: Vec<Argument<'_>> = values.iter().map(|text| Argument { flag, text }).collect();
    let json =
        || values.first().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    match (flag.kind, arguments.as_slice()) {
        (ValueKind::Json, _) => {
            if let Some(value) = json() {
                call.set_json(index, &value);
            }
        }
        (ValueKind::Object, _) => {
            if let Some(value) = json() {
                call.set_object(index, &value);
            }
        }
        (_, [argument]) if !flag.repeatable => call.set(index, argument),
        _ => call.set(index, &arguments),
    }
}
