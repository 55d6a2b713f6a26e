//! Layout: which file and which Cargo feature each model and operation belongs to.
//!
//! Invariant: layout changes no meaning. The crate behaves the same however its files are split.

mod features;
mod files;

use crate::api::Api;

/// Plans the files and features of the crate.
pub(crate) fn plan(api: &mut Api) {
    files::split_operations(&mut api.tags);
    features::name(&mut api.tags);
    let fixed = api.fixed_models();
    api.groups = files::group_models(&api.tags, &fixed, &api.models);
    features::gate_groups(&api.tags, &fixed, &api.models, &mut api.groups);
    features::gate_headers(&api.tags, &mut api.headers);
}
