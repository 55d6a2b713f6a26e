//! Streams of the items of paginated operations.
//!
//! Invariant: a stream ends, whatever the service sends.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_util::Stream;

use super::arguments::Call;
use crate::BoxFuture;
use crate::error::{Error, ErrorBody, Failure, FailureKind, Progress, RawResponse};
use crate::response::{Response, ResponseParts};
use crate::wire::Value;

/// The default maximum number of pages.
pub(crate) const MAX_PAGES: u64 = 10_000;

/// The pagination of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// The index of the page number parameter in
    /// [`Operation::parameters`](crate::Operation::parameters).
    pub page: usize,
    /// The number of the first page.
    pub first: i64,
    /// The index of the page size parameter.
    pub size: Option<usize>,
    /// The default page size.
    pub default_size: Option<i64>,
}

/// A stream of the items of all pages, starting at the requested page.
///
/// It implements [`Stream`]; [`next`](Self::next) and [`all`](Self::all) need no other crate. A page
/// is fetched when its first item is polled, with the settings of the request. The first page that
/// is not full is the last. If items are created or deleted meanwhile, an item may be returned twice
/// or not at all.
///
/// The stream ends after an error. A page that is the same as the one before is an error, because a
/// service that ignores the page number would send it without end. So is another page after the
/// limit of [`max_pages`](Self::max_pages).
#[must_use = "pages are fetched only when the stream is polled"]
pub struct Items<P, T, B = ()> {
    call: Call,
    pages: Pages,
    extract: ExtractItems<P, T>,
    /// The number of the next page to fetch.
    next: i64,
    max_pages: u64,
    /// The number of pages fetched.
    fetched: u64,
    /// The body of the last page, to detect its repetition.
    previous: Bytes,
    /// The remaining items of the current page.
    buffered: vec::IntoIter<T>,
    pending: Option<BoxFuture<Result<Response<P>, Error<B>>>>,
    ended: bool,
}

/// Extracts the items of a page.
type ExtractItems<P, T> = Box<dyn Fn(P) -> Vec<T> + Send>;

impl<P, T, B> Items<P, T, B>
where
    P: Value + Send + 'static,
    T: 'static,
    B: ErrorBody,
{
    /// Returns the items of a paginated call.
    pub fn new(call: Call, pages: Pages, extract: fn(P) -> Vec<T>) -> Self {
        Self::with_closure(call, pages, Box::new(extract))
    }

    /// Returns the items of a paginated call, with a closure that extracts them.
    pub(crate) fn with_closure(call: Call, pages: Pages, extract: ExtractItems<P, T>) -> Self {
        let next = call.number(pages.page).unwrap_or(pages.first);
        let buffered = Vec::new().into_iter();
        Self {
            call,
            pages,
            extract,
            next,
            max_pages: MAX_PAGES,
            fetched: 0,
            previous: Bytes::new(),
            buffered,
            pending: None,
            ended: false,
        }
    }

    /// Sets the maximum number of pages to fetch. The default is 10,000. If there are more, the stream
    /// ends with an error after the items of these pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = pages;
        self
    }

    /// Returns the next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Returns an error if the next page cannot be fetched, repeats the last one, or exceeds the limit
    /// of pages. The stream then ends.
    pub async fn next(&mut self) -> Option<Result<T, Error<B>>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Collects all remaining items.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). The items of earlier pages are dropped.
    pub async fn all(mut self) -> Result<Vec<T>, Error<B>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<B>>>> {
        loop {
            if let Some(item) = self.buffered.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if self.pending.is_none() && self.fetched >= self.max_pages {
                return Poll::Ready(Some(Err(self.fail(self.limit_exceeded()))));
            }
            let pending = self.pending.get_or_insert_with(|| {
                let mut call = self.call.clone();
                call.set(self.pages.page, &self.next);
                Box::pin(call.send())
            });
            let page = ready!(pending.as_mut().poll(context));
            self.pending = None;
            let Response { body, parts } = match page {
                Ok(page) => page,
                Err(error) => return Poll::Ready(Some(Err(self.fail(error)))),
            };
            let items = (self.extract)(body);
            if !items.is_empty() && parts.bytes == self.previous {
                return Poll::Ready(Some(Err(self.fail(self.repeated(parts)))));
            }
            self.take(items, parts.bytes);
        }
    }

    fn take(&mut self, items: Vec<T>, bytes: Bytes) {
        let requested = self.pages.size.and_then(|size| self.call.number(size));
        let size =
            requested.or(self.pages.default_size).and_then(|size| usize::try_from(size).ok());
        self.ended = items.is_empty() || size.is_some_and(|size| items.len() < size);
        self.next = self.next.saturating_add(1);
        self.fetched = self.fetched.saturating_add(1);
        self.previous = bytes;
        self.buffered = items.into_iter();
    }

    /// Ends the stream with an error.
    fn fail(&mut self, error: Error<B>) -> Error<B> {
        self.ended = true;
        error
    }

    /// Returns the error of a page that repeats the last one.
    fn repeated(&self, page: ResponseParts) -> Error<B> {
        let ResponseParts { status, headers, bytes, attempts, .. } = page;
        let failure = Failure {
            operation: self.call.operation,
            kind: FailureKind::RepeatedPage { number: self.next },
            response: Some(Box::new(RawResponse::new(status, headers, bytes))),
            progress: Progress { attempts, may_have_been_executed: true },
        };
        Error::new(failure, None)
    }

    /// Returns the error of a list with more pages than the limit. The next page was not requested.
    fn limit_exceeded(&self) -> Error<B> {
        let kind = FailureKind::TooManyPages { limit: self.max_pages };
        Error::new(Failure::new(self.call.operation, kind), None)
    }
}

impl<P, T, B> Stream for Items<P, T, B>
where
    P: Value + Send + 'static,
    T: Unpin + 'static,
    B: ErrorBody,
{
    type Item = Result<T, Error<B>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<P, T, B> fmt::Debug for Items<P, T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("call", &self.call)
            .field("next_page", &self.next)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use super::{Call, Error, ErrorBody, Pages, Value};
    use crate::executor;
    use crate::spec::Operation;

    /// A blocking iterator over the items of all pages; see [`Items`](crate::Items).
    #[derive(Debug)]
    #[must_use = "pages are fetched only when the iterator is advanced"]
    pub struct Items<P, T, B = ()> {
        items: super::Items<P, T, B>,
        operation: &'static Operation,
    }

    impl<P, T, B> Items<P, T, B>
    where
        P: Value + Send + 'static,
        T: 'static,
        B: ErrorBody,
    {
        /// Returns the items of a paginated call.
        pub fn new(call: Call, pages: Pages, extract: fn(P) -> Vec<T>) -> Self {
            let operation = call.operation;
            Self { items: super::Items::new(call, pages, extract), operation }
        }

        /// Sets the maximum number of pages; see [`Items::max_pages`](crate::Items::max_pages).
        pub fn max_pages(mut self, pages: u64) -> Self {
            self.items = self.items.max_pages(pages);
            self
        }
    }

    impl<P, T, B> Iterator for Items<P, T, B>
    where
        P: Value + Send + 'static,
        T: 'static,
        B: ErrorBody,
    {
        type Item = Result<T, Error<B>>;

        fn next(&mut self) -> Option<Self::Item> {
            if self.items.ended && self.items.buffered.as_slice().is_empty() {
                return None;
            }
            executor::block_on(self.items.next()).unwrap_or_else(|problem| {
                self.items.ended = true;
                Some(Err(Error::blocking(self.operation, problem)))
            })
        }
    }
}
