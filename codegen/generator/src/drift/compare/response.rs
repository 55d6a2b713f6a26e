//! Bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use super::operation::named;
use super::types::are_comparable;
use super::{At, Comparison, Node};
use crate::api::{Body, DocumentedHeader, DocumentedResponse, Operation, StatusRange, Type};
use crate::drift::change::RenamedKind;
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::words;

/// The media types of a body: the one in use, and all of them.
type Media<'m> = (&'m str, &'m [String]);

impl<'s> Comparison<'s> {
    pub(super) fn bodies(&mut self, old: &'s Operation, new: &'s Operation, out: &mut Node) {
        let subject = format!("{} body", named(old));
        let at = |old, new| At::new(&subject, old, new, Direction::Request);
        let need = |is| if is { "required" } else { "optional" };
        match (&old.body, &new.body) {
            (Some(old_body), Some(new_body)) => {
                let mut at = at(&old_body.source, &new_body.source);
                if old_body.required != new_body.required {
                    let code =
                        if new_body.required { Code::BodyRequired } else { Code::BodyOptional };
                    let message = format!("the body is now {}", need(new_body.required));
                    let value = |is| Some(need(is).to_owned());
                    let ends = (value(old_body.required), value(new_body.required));
                    out.changes.push(self.change(code, &at, message, ends.0, ends.1));
                }
                let media = (
                    (old_body.media_type.as_str(), old_body.media_types.as_slice()),
                    (new_body.media_type.as_str(), new_body.media_types.as_slice()),
                );
                at.old_is_served = self.media_types(media.0, media.1, &at, out);
                if are_comparable(&old_body.value, &new_body.value) {
                    self.constraints(&old_body.rules, &new_body.rules, &at, out);
                }
                self.types(&old_body.value, &new_body.value, &at, out);
                self.encodings(old_body, new_body, &at, out);
            }
            (None, Some(body)) => {
                let at = at(&old.source, &body.source);
                let code = if body.required { Code::RequiredBodyAdded } else { Code::BodyAdded };
                let value = Some(words::type_of(&self.new.api, &body.value));
                let message = format!("a body was added, which is {}", need(body.required));
                out.changes.push(self.change(code, &at, message, None, value));
            }
            (Some(body), None) => {
                let at = at(&body.source, &new.source);
                let value = Some(words::type_of(&self.old.api, &body.value));
                let message = "the body was removed";
                out.changes.push(self.change(Code::BodyRemoved, &at, message, value, None));
            }
            (None, None) => {}
        }
    }

    /// Compares the encoding of the properties of a form or multipart body.
    fn encodings(&self, old: &Body, new: &Body, at: &At, out: &mut Node) {
        // A change of the media type is reported instead.
        if old.encoding != new.encoding {
            return;
        }
        let (olds, news) = (encodings(old), encodings(new));
        let names: BTreeSet<&String> = olds.keys().chain(news.keys()).collect();
        for name in names {
            let (old, new) = (olds.get(name), news.get(name));
            if old != new {
                let message = format!("the encoding of the property `{name}` changed");
                let value = |encoding: Option<&String>| {
                    Some(encoding.map_or(DEFAULT_ENCODING, |it| it).to_owned())
                };
                let at = at.part(&format!(".{name}"));
                let (old, new) = (value(old), value(new));
                out.changes.push(self.change(Code::PropertyRestyled, &at, message, old, new));
            }
        }
    }

    pub(super) fn responses(&mut self, old: &'s Operation, new: &'s Operation, out: &mut Node) {
        let by_status = self.by_status(old, new, out);
        let mut removed: Vec<&DocumentedResponse> = Vec::new();
        let mut added: Vec<&DocumentedResponse> = new.documented.iter().collect();
        for response in &old.documented {
            match added.iter().position(|other| other.status == response.status) {
                Some(index) => {
                    let other = added.remove(index);
                    self.response(response, other, out);
                }
                None => removed.push(response),
            }
        }
        // Match the remaining success statuses, which replace each other.
        let mut successes = added.iter().filter(|it| is_success(it.status));
        for response in removed.iter().filter(|it| is_success(it.status)) {
            if let Some(other) = successes.next() {
                self.response_bodies(response, other, &at(response, other), out);
            }
        }
        for response in removed {
            let at = At::new(subject(response), &response.source, &new.source, Direction::Response);
            let (code, kind) = if is_error(response.status) {
                (Code::ErrorRemoved, "error response")
            } else if by_status {
                (Code::VariantRemoved, "response")
            } else {
                (Code::StatusRemoved, "response")
            };
            let message = format!("the {kind} {} was removed", response.status);
            let value = Some(response.status.to_string());
            out.changes.push(self.change(code, &at, message, value, None));
        }
        for response in added {
            let at = At::new(subject(response), &old.source, &response.source, Direction::Response);
            let (code, kind) = if is_error(response.status) {
                (Code::ErrorAdded, "error response")
            } else if by_status {
                (Code::VariantAdded, "response")
            } else {
                (Code::StatusAdded, "response")
            };
            let message = format!("the {kind} {} was added", response.status);
            let value = Some(response.status.to_string());
            out.changes.push(self.change(code, &at, message, None, value));
        }
    }

    /// Compares whether the type of the response depends on the status.
    fn by_status(&mut self, old: &Operation, new: &Operation, out: &mut Node) -> bool {
        let (old_enum, new_enum) = (&old.response.status_enum, &new.response.status_enum);
        let locations = (old.source.child("responses"), new.source.child("responses"));
        let subject = format!("{} responses", named(old));
        let at = At::new(subject, &locations.0, &locations.1, Direction::Response);
        let (code, message) = match (old_enum, new_enum) {
            (Some(old_enum), Some(new_enum)) => {
                let names = (old_enum.as_str(), new_enum.as_str());
                self.note_name(RenamedKind::Type, (names.0, &at.old), (names.1, &at.new));
                return true;
            }
            (None, None) => return false,
            (None, Some(_)) => {
                (Code::ResponsesDiffer, "the type of the response now depends on the status")
            }
            (Some(_), None) => {
                (Code::ResponsesAgree, "the type of the response no longer depends on the status")
            }
        };
        let statuses = |operation: &Operation| {
            let statuses = operation.response.statuses.iter().map(|it| it.status.to_string());
            Some(statuses.collect::<Vec<_>>().join(", "))
        };
        out.changes.push(self.change(code, &at, message, statuses(old), statuses(new)));
        false
    }

    /// Compares the responses of one status.
    fn response(
        &mut self,
        old: &'s DocumentedResponse,
        new: &'s DocumentedResponse,
        out: &mut Node,
    ) {
        let at = at(old, new);
        self.response_bodies(old, new, &at, out);
        for header in &old.headers {
            let same = |other: &&DocumentedHeader| other.name.eq_ignore_ascii_case(&header.name);
            if let Some(other) = new.headers.iter().find(same) {
                self.header(header, other, &at, out);
                continue;
            }
            let at = At { old: header.source.clone(), ..at_header(&at, header) };
            let message = format!("the header `{}` was removed", header.name);
            let value = Some(words::type_of(&self.old.api, &header.value));
            out.changes.push(self.change(Code::HeaderRemoved, &at, message, value, None));
        }
        let is_known = |header: &DocumentedHeader| {
            old.headers.iter().any(|other| other.name.eq_ignore_ascii_case(&header.name))
        };
        for header in new.headers.iter().filter(|header| !is_known(header)) {
            let at = At { new: header.source.clone(), ..at_header(&at, header) };
            let message = format!("the header `{}` was added", header.name);
            let value = Some(words::type_of(&self.new.api, &header.value));
            out.changes.push(self.change(Code::HeaderAdded, &at, message, None, value));
        }
    }

    fn header(&mut self, old: &DocumentedHeader, new: &DocumentedHeader, at: &At, out: &mut Node) {
        if !self.same_type(&old.value, &new.value, Direction::Response) {
            let at = At { old: old.source.clone(), new: new.source.clone(), ..at_header(at, old) };
            let ends = (
                words::type_of(&self.old.api, &old.value),
                words::type_of(&self.new.api, &new.value),
            );
            let message =
                format!("the type of the header `{}` is {}, not {}", old.name, ends.1, ends.0);
            let change = self.change(Code::HeaderChanged, &at, message, Some(ends.0), Some(ends.1));
            out.changes.push(change);
        }
    }

    fn response_bodies(
        &mut self,
        old: &'s DocumentedResponse,
        new: &'s DocumentedResponse,
        at: &At,
        out: &mut Node,
    ) {
        let type_of =
            |side: &crate::drift::Side, value: &Type| Some(words::type_of(&side.api, value));
        match (&old.read, &new.read) {
            (Some((old_type, old_value)), Some((new_type, new_value))) => {
                let mut at = at.clone();
                let media = (
                    (old_type.as_str(), &*old.media_types),
                    (new_type.as_str(), &*new.media_types),
                );
                at.old_is_served = self.media_types(media.0, media.1, &at, out);
                self.types(old_value, new_value, &at, out);
            }
            (None, Some((_, value))) => {
                let message = format!("{} has a body", new.status);
                let value = type_of(self.new, value);
                out.changes.push(self.change(Code::ResponseBodyAdded, at, message, None, value));
            }
            (Some((_, value)), None) => {
                let message = format!("{} no longer has a body", old.status);
                let value = type_of(self.old, value);
                out.changes.push(self.change(Code::ResponseBodyRemoved, at, message, value, None));
            }
            (None, None) => {}
        }
    }

    /// Compares the media types of a body. Returns whether a newer one is now in use beside the old one.
    fn media_types(&self, old: Media<'_>, new: Media<'_>, at: &At, out: &mut Node) -> bool {
        let ((used, olds), (now, news)) = (old, new);
        let mut push = |code, message: String, old: Option<&str>, new: Option<&str>| {
            let ends = (old.map(str::to_owned), new.map(str::to_owned));
            out.changes.push(self.change(code, at, message, ends.0, ends.1));
        };
        let is_served =
            is_same(used, now) || news.iter().any(|media_type| covers(media_type, used));
        if !is_served {
            let message = format!("`{used}` was replaced by `{now}`");
            push(Code::MediaTypeRemoved, message, Some(used), Some(now));
        } else if !is_same(used, now) {
            let message = format!("`{now}` was added beside `{used}`");
            push(Code::MediaTypeSuperseded, message, Some(used), Some(now));
        }
        let is_in_use = |media_type: &str| is_same(media_type, used) || is_same(media_type, now);
        for media_type in olds.iter().filter(|it| !is_in_use(it)) {
            if !news.iter().any(|other| is_same(other, media_type)) {
                let message = format!("`{media_type}`, which is not in use, was removed");
                push(Code::UnusedMediaTypeRemoved, message, Some(media_type), None);
            }
        }
        for media_type in news.iter().filter(|it| !is_in_use(it)) {
            if !olds.iter().any(|other| is_same(other, media_type)) {
                let message = format!("`{media_type}` was added");
                push(Code::MediaTypeAdded, message, None, Some(media_type));
            }
        }
        is_served && !is_same(used, now)
    }
}

/// The encoding of a property without an encoding object.
const DEFAULT_ENCODING: &str = "the default of its type";

/// Returns the encoding of the properties of a form or multipart body, by name.
fn encodings(body: &Body) -> BTreeMap<String, String> {
    let parts = body.parts.iter().map(|part| {
        let file = if part.is_file { "as a file " } else { "" };
        (part.property.clone(), format!("{file}as {}", part.content_types.join(", ")))
    });
    let styles = body.styles.iter().map(|style| {
        let explode = if style.explode { ", exploded" } else { "" };
        let reserved = if style.allow_reserved { ", reserved characters not encoded" } else { "" };
        let encoding = format!("{}{explode}{reserved}", words::style(style.style));
        (style.property.clone(), encoding)
    });
    parts.chain(styles).collect()
}

/// Returns the subject of a response: the component's name if operations share it.
fn subject(response: &DocumentedResponse) -> String {
    let subject = words::short_path(&response.source);
    let status = response.status.to_string();
    if subject.ends_with(&status) { subject } else { format!("{subject} ({status})") }
}

fn at(old: &DocumentedResponse, new: &DocumentedResponse) -> At {
    At::new(subject(old), &old.source, &new.source, Direction::Response)
}

/// Returns the pair of a header: its subject is the name alone if responses share it.
fn at_header(at: &At, header: &DocumentedHeader) -> At {
    let is_shared = header.source.tokens().next().is_some_and(|token| token == "components");
    let subject = if is_shared {
        format!("header {}", header.name)
    } else {
        format!("{} header {}", at.subject, header.name)
    };
    At { subject, ..at.clone() }
}

fn is_success(status: StatusRange) -> bool {
    matches!(status, StatusRange::Exact(200..=299) | StatusRange::Class(2))
}

fn is_error(status: StatusRange) -> bool {
    matches!(
        status,
        StatusRange::Exact(400..=599) | StatusRange::Class(4 | 5) | StatusRange::Default
    )
}

/// Whether two media types are equal; case and blanks around parameters are ignored.
fn is_same(one: &str, other: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split(';').map(|part| part.trim().to_ascii_lowercase()).collect()
    };
    one == other || parts(one) == parts(other)
}

/// Whether a media type or range such as `text/*` covers another.
fn covers(range: &str, media_type: &str) -> bool {
    is_same(range, media_type)
        || range == "*/*"
        || range.strip_suffix('*').is_some_and(|prefix| media_type.starts_with(prefix))
}
