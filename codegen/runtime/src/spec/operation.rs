//! The static description of an operation.

use http::Method;

use super::parameter::Parameter;

/// The static description of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`, used in errors and traces.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/groups/{groupId}/peers`.
    pub path: &'static str,
    /// The value of `Accept`: media types joined by `, `.
    pub accept: &'static str,
    /// The media type of the request body, if the operation has one.
    pub content_type: Option<&'static str>,
    /// The parameters. [`Call::set`](crate::Call::set) refers to them by index.
    pub parameters: &'static [Parameter],
    /// The security requirements. One of them suffices; each lists the schemes it needs together.
    /// If empty, no credentials are sent.
    pub security: &'static [&'static [&'static str]],
    /// The documented error responses, each with the index of its variant of the error body
    /// (see [`ErrorBody::select`](crate::ErrorBody::select)).
    pub errors: &'static [(StatusPattern, usize)],
    /// The required response headers of each documented success status.
    pub required_headers: &'static [(StatusPattern, &'static [&'static str])],
}

impl Operation {
    /// Returns the required headers of a response with this status.
    pub(crate) fn required_headers(&self, status: http::StatusCode) -> &'static [&'static str] {
        let patterns = self.required_headers.iter().map(|(pattern, _)| *pattern);
        let entry = StatusPattern::most_specific(patterns, status)
            .and_then(|index| self.required_headers.get(index));
        entry.map_or(&[], |(_, names)| names)
    }

    /// Returns the index of the error body's variant for this status. The most specific entry wins.
    pub(crate) fn error_variant(&self, status: http::StatusCode) -> Option<usize> {
        let patterns = self.errors.iter().map(|(pattern, _)| *pattern);
        let (_, variant) = self.errors.get(StatusPattern::most_specific(patterns, status)?)?;
        Some(*variant)
    }
}

/// A key of an operation's `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// A status code, such as `409`.
    Exact(u16),
    /// A range of status codes by its first digit: 4 for `4XX`.
    Class(u16),
    /// `default`: every status code without a key of its own.
    Any,
}

impl StatusPattern {
    /// Returns the index of the most specific pattern that matches the status.
    pub(crate) fn most_specific(
        patterns: impl Iterator<Item = Self>,
        status: http::StatusCode,
    ) -> Option<usize> {
        patterns
            .enumerate()
            .filter(|(_, pattern)| pattern.matches(status))
            .max_by_key(|(_, pattern)| pattern.specificity())
            .map(|(index, _)| index)
    }

    fn matches(self, status: http::StatusCode) -> bool {
        match self {
            Self::Exact(code) => status.as_u16() == code,
            Self::Class(class) => status.as_u16() / 100 == class,
            Self::Any => true,
        }
    }

    fn specificity(self) -> u8 {
        match self {
            Self::Exact(_) => 2,
            Self::Class(_) => 1,
            Self::Any => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_entry_decides_on_an_error_body() {
        let operation = Operation {
            id: "id",
            method: Method::GET,
            path: "/",
            accept: "",
            content_type: None,
            parameters: &[],
            security: &[],
            errors: &[
                (StatusPattern::Any, 1),
                (StatusPattern::Class(4), 2),
                (StatusPattern::Exact(404), 3),
            ],
            required_headers: &[],
        };
        for (status, variant) in [
            (http::StatusCode::NOT_FOUND, 3),
            (http::StatusCode::CONFLICT, 2),
            (http::StatusCode::BAD_GATEWAY, 1),
        ] {
            assert_eq!(operation.error_variant(status), Some(variant));
        }
        let silent = Operation { errors: &[], ..operation };
        assert_eq!(silent.error_variant(http::StatusCode::NOT_FOUND), None);
    }
}
