//! Output: responses, dry runs and the request log.

mod dry_run;
mod items;
mod log;
mod response;
mod stream;
mod table;
mod visible;

pub(super) use dry_run::DryRun;
#[cfg(any(fuzzing, test))]
pub(super) use dry_run::{printf_format, quote, word};
pub(super) use items::ItemList;
pub(super) use log::Log;
pub(super) use response::Output;
pub(super) use stream::{print, print_help, warn};
pub(super) use visible::visible;
