//! Output: responses, dry runs and the request log.

mod dry_run;
mod log;
mod response;
mod stream;
mod table;

pub(super) use dry_run::DryRun;
pub(super) use log::Log;
pub(super) use response::Output;
pub(super) use stream::{print, warn};
