//! Operations: requests, responses and names.

mod body;
mod documented;
mod error;
mod essence;
mod header;
mod inspector;
mod link;
mod media;
pub(crate) mod multipart;
mod parameter;
mod path;
mod response;
mod responses;
pub(crate) mod security;

use std::collections::HashMap;

use openapiv3::{PathItem, ReferenceOr};

use self::error::Errors;
use self::header::Headers;
use self::response::OperationName;
use crate::api::{
    ErrorBody, Header, Operation, Paging, Parameter, Presence, Response, Shape, Tag, Type,
};
use crate::diagnostic::{Code, Cost, Diagnostic, Pointer};
use crate::document::operations;
use crate::lower::Lowering;
use crate::names::{Scope, TypeName, ValueName};

/// Names that a client's methods must not use.
const CLIENT_FUNCTIONS: &[&str] = &[
    "as_ref",
    "borrow",
    "builder",
    "clone",
    "fmt",
    "from",
    "from_env",
    "into",
    "new",
    "raw_request",
    "revoke_token",
    "runtime",
    "to_owned",
];

/// Names that parameters must not use: methods of the request builder, and locals of emitted bodies.
const BUILDER_FUNCTIONS: &[&str] = &[
    "as_idempotent",
    "body",
    "call",
    "fmt",
    "from",
    "into",
    "into_future",
    "items",
    "poller",
    "send",
    "stream",
    "with_attempt_timeout",
    "with_header",
    "with_retry",
    "with_timeout",
    "without_validation",
];

/// All operations, and the errors and header fields that they share.
pub(crate) struct Operations {
    pub(crate) tags: Vec<Tag>,
    pub(crate) error: ErrorBody,
    pub(crate) headers: Vec<Header>,
}

/// The state that accumulates over operations.
#[derive(Default)]
struct Progress {
    functions: Scope,
    builders: Scope,
    modules: Scope,
    errors: Errors,
    headers: Headers,
    /// Pointers of operations by `operationId`.
    ids: HashMap<String, Pointer>,
    /// The first operation of each name in Rust.
    names: HashMap<String, String>,
    tags: Vec<Tag>,
}

/// An operation in the document.
struct LocatedOperation<'d> {
    path: &'d str,
    method: &'d str,
    item: &'d PathItem,
    item_pointer: Pointer,
    operation: &'d openapiv3::Operation,
    pointer: Pointer,
}

impl LocatedOperation<'_> {
    /// Returns the `operationId`, or the method and path without one.
    fn id(&self) -> String {
        let id = self.operation.operation_id.clone();
        id.unwrap_or_else(|| format!("{} {}", self.method, self.path))
    }
}

/// Lowers every operation. One that cannot be expressed is omitted, with warnings that give the reason.
pub(crate) fn operations(lowering: &mut Lowering<'_>) -> Operations {
    let document = lowering.document;
    let mut progress = Progress {
        functions: Scope::with(CLIENT_FUNCTIONS),
        // A module of the same name inside `operations` would be ambiguous.
        modules: Scope::with(&["operations"]),
        ..Progress::default()
    };
    for (path, item) in &document.openapi.paths.paths {
        let item_pointer = Pointer::root().child("paths").child(path);
        let ReferenceOr::Item(item) = item else {
            lowering.reference_error(&item_pointer);
            continue;
        };
        let query = document.queries.get(path).map(|operation| ("query", operation));
        for (method, operation) in item.iter().chain(query) {
            let located = LocatedOperation {
                path,
                method,
                item,
                item_pointer: item_pointer.clone(),
                operation,
                pointer: item_pointer.child(method),
            };
            lowering.operation(&located, &mut progress);
        }
    }
    let mut tags = progress.tags;
    let headers = progress.headers.finished(&mut tags);
    Operations { tags, error: progress.errors.finished(lowering), headers }
}

impl<'d> Lowering<'d> {
    fn operation(&mut self, located: &LocatedOperation<'d>, progress: &mut Progress) {
        let operation = located.operation;
        self.pin_media_types(located);
        let id = self.unique_id(located, progress);
        self.check_unread(located);
        let name = TypeName::new(&id);
        let mut scope = Scope::with(BUILDER_FUNCTIONS);
        let parameters = self.parameters(
            (&located.item.parameters, &located.item_pointer),
            (&operation.parameters, &located.pointer),
            &name,
            &mut scope,
        );
        let response = self.response(
            &operation.responses,
            &located.pointer,
            &OperationName { name: &name, method: located.method },
            &mut progress.builders,
        );
        let errors = self.error_statuses(
            &operation.responses,
            &located.pointer,
            &name,
            &mut progress.errors,
        );
        let entries = self.entries(&operation.responses, &located.pointer);
        let headers = self.headers(&entries, &name, &mut progress.headers);
        let links = self.links(&operation.responses, &located.pointer);
        let body = self.body(operation, &located.pointer, &name);
        let (Ok(parameters), Ok(response), Ok(body)) = (parameters, response, body) else {
            self.report_omitted(&id, located);
            return;
        };
        let parameters = self.complete_path(located, parameters, &mut scope);
        self.check_name(&id, located, progress);
        let documented = self.documented(&entries, &response, &headers, &name);
        let lowered = Operation {
            function: progress.functions.claim_value(&ValueName::new(&id)),
            builder: progress.builders.claim_type(&name),
            id,
            source: located.pointer.clone(),
            origin: self.document.source_reference(&located.pointer),
            method: located.method.to_ascii_uppercase(),
            path: located.path.to_owned(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            pollable: false,
            paging: self.paging(&parameters, &response, &located.pointer),
            parameters,
            body,
            response,
            links,
            errors,
            headers,
            security: security::requirements(self, operation.security.as_ref(), &located.pointer),
            documented,
        };
        self.add_to_tag(located, lowered, progress);
    }

    /// Sets the media types that the operation is pinned to.
    fn pin_media_types(&mut self, located: &LocatedOperation<'d>) {
        let address = operations::address(located.method, located.path);
        let pinned = self.pinned.all.and_then(|all| all.get(&address));
        self.pinned.current = pinned.map_or(&[], Vec::as_slice);
    }

    fn report_omitted(&mut self, id: &str, located: &LocatedOperation<'d>) {
        let name = format!("{} {}", located.method.to_ascii_uppercase(), located.path);
        let message = format!("the operation `{id}` is omitted from the crate");
        let diagnostic = self
            .diagnostic(Code::OperationOmitted, &located.pointer, message)
            .with_cost(Cost::Operations(vec![name]))
            .with_advice(
                "the diagnostics about its parameters, body and responses give the reason",
            );
        self.diagnostics.push(diagnostic);
    }

    /// Returns the paging of an operation: one parameter is the page number, and its extension names the items. A
    /// parameter that many operations share may name items that a response does not have.
    fn paging(
        &mut self,
        parameters: &[Parameter],
        response: &Response,
        pointer: &Pointer,
    ) -> Option<Paging> {
        if response.status_enum.is_none() {
            return self.pages(parameters, response.value()?);
        }
        if response.values().any(|value| self.pages(parameters, value).is_some()) {
            self.remark(
                Code::UnsupportedResponse,
                &pointer.child("responses"),
                "there is no function `items`: the type of the response depends on the status",
            );
        }
        None
    }

    /// Returns the paging of a response of one type.
    fn pages(&self, parameters: &[Parameter], response: &Type) -> Option<Paging> {
        let (page, extension) = parameters.iter().enumerate().find_map(|(index, parameter)| {
            let is_number = matches!(parameter.value, Type::Int32 | Type::Int64);
            Some((index, parameter.page.as_ref().filter(|_| is_number && !parameter.required)?))
        })?;
        let Type::Model(id) = response else { return None };
        let model = self.models.get(*id)?;
        let Shape::Object(object) = &model.shape else { return None };
        let field = object.fields.iter().find(|field| field.property == extension.items)?;
        let Type::Array(item) = &field.value else { return None };
        let named = |parameter: &Parameter| extension.size.as_ref() == Some(&parameter.parameter);
        let size = parameters.iter().position(named);
        let default = |index: usize| parameters.get(index)?.default.as_ref()?.parse().ok();
        Some(Paging {
            page,
            first: default(page).unwrap_or(1),
            size,
            default_size: size.and_then(default),
            items: field.name.clone(),
            optional: field.presence != Presence::Required,
            item: (**item).clone(),
        })
    }

    /// Adds an operation to its first tag.
    fn add_to_tag(
        &mut self,
        located: &LocatedOperation<'d>,
        lowered: Operation,
        progress: &mut Progress,
    ) {
        let name = located.operation.tags.first().map_or("", String::as_str);
        if let Some(tag) = progress.tags.iter_mut().find(|tag| tag.name == name) {
            tag.operations.push(lowered);
            return;
        }
        let documented = self.document.openapi.tags.iter().find(|tag| tag.name == name);
        let module = if name.is_empty() { "untagged" } else { name };
        progress.tags.push(Tag {
            description: documented.and_then(|tag| tag.description.clone()),
            module: progress.modules.claim_value(&ValueName::new(module).module()),
            name: name.to_owned(),
            feature: None,
            split_files: false,
            operations: vec![lowered],
        });
    }

    /// Returns the id of an operation. An id that another operation has too is replaced by method and path.
    fn unique_id(&mut self, located: &LocatedOperation<'d>, progress: &mut Progress) -> String {
        let id = located.id();
        let Some(earlier) = progress.ids.get(&id).cloned() else {
            progress.ids.insert(id.clone(), located.pointer.clone());
            return id;
        };
        let location = |pointer: &Pointer| self.document.location(pointer);
        let message = format!("`{id}` is the `operationId` of another operation too");
        let (first, again) = (earlier.child("operationId"), located.pointer.child("operationId"));
        // Operations are identified by path, and two of one path by their `operationId`.
        let diagnostic = if earlier.parent() == located.pointer.parent() {
            Diagnostic::new(Code::DuplicateOperation, location(&again), message)
        } else {
            let path = location(&located.item_pointer).key();
            Diagnostic::new(Code::DuplicateOperation, path, message)
                .with_label(location(&again), "used here again")
        };
        let id = format!("{} {}", located.method, located.path);
        let diagnostic = diagnostic
            .with_label(location(&first), "first used here")
            .with_cost(Cost::ReadAs(id.clone()))
            .with_advice("give one of them another `operationId`");
        self.diagnostics.push(diagnostic);
        id
    }

    /// Reports ids that are the same name in Rust. The later gets a number, which depends on the order of operations.
    fn check_name(&mut self, id: &str, located: &LocatedOperation<'d>, progress: &mut Progress) {
        let name = ValueName::new(id).as_str().to_owned();
        let first = progress.names.entry(name.clone()).or_insert_with(|| id.to_owned());
        if first != id {
            let pointer = match located.operation.operation_id {
                Some(_) => located.pointer.child("operationId"),
                None => located.pointer.clone(),
            };
            let first = first.clone();
            let advice = "give one of them another `operationId` in the overlay";
            self.report_collision(&pointer, id, &first, &name, advice);
        }
    }

    /// Notes keywords of an operation that have no effect on a client.
    fn check_unread(&mut self, located: &LocatedOperation<'d>) {
        const SERVERS: &str = "only the `servers` of the whole document are used: clients send to the base URL that they are built with";
        const CALLBACKS: &str = "`callbacks` is ignored: clients receive no requests";
        for (pointer, message) in [
            (located.item_pointer.child("servers"), SERVERS),
            (located.pointer.child("servers"), SERVERS),
            (located.pointer.child("callbacks"), CALLBACKS),
        ] {
            if self.document.get(&pointer).is_some() {
                self.remark(Code::IgnoredKeyword, &pointer, message);
            }
        }
        self.check_fragment(located);
    }

    /// Reports a `#` in a path, which starts the fragment of a URL and is never sent.
    fn check_fragment(&mut self, located: &LocatedOperation<'d>) {
        if has_fragment(located.path) {
            let path = self.document.location(&located.item_pointer).key();
            let diagnostic = Diagnostic::new(
                Code::PathFragment,
                path,
                format!("the path `{}` has a `#`, which is sent as `%23`", located.path),
            )
            .with_advice("move the operation to the path without the fragment, in the overlay");
            self.diagnostics.push(diagnostic);
        }
    }
}

/// Whether a path has a `#` outside of the names of its parameters.
fn has_fragment(path: &str) -> bool {
    let mut is_name = false;
    path.chars().any(|character| {
        match character {
            '{' => is_name = true,
            '}' => is_name = false,
            _ => {}
        }
        character == '#' && !is_name
    })
}
