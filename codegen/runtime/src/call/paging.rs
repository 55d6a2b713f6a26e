//! Streams of the items of paginated operations.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;

use super::arguments::Call;
use crate::BoxFuture;
use crate::error::{Error, ErrorBody};
use crate::response::Response;
use crate::wire::Value;

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
/// or not at all. The stream ends after an error.
#[must_use = "pages are fetched only when the stream is polled"]
pub struct Items<P, T, B = ()> {
    call: Call,
    pages: Pages,
    extract: ExtractItems<P, T>,
    /// The number of the next page to fetch.
    next: i64,
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
        Self { call, pages, extract, next, buffered, pending: None, ended: false }
    }

    /// Returns the next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Returns an error if the next page cannot be fetched. The stream then ends.
    pub async fn next(&mut self) -> Option<Result<T, Error<B>>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Collects all remaining items.
    ///
    /// # Errors
    ///
    /// Returns an error if a page cannot be fetched. The items of earlier pages are dropped.
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
            let pending = self.pending.get_or_insert_with(|| {
                let mut call = self.call.clone();
                call.set(self.pages.page, &self.next);
                Box::pin(call.send())
            });
            let page = ready!(pending.as_mut().poll(context));
            self.pending = None;
            match page {
                Ok(page) => self.take(page.into_body()),
                Err(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn take(&mut self, page: P) {
        let items = (self.extract)(page);
        let requested = self.pages.size.and_then(|size| self.call.number(size));
        let size =
            requested.or(self.pages.default_size).and_then(|size| usize::try_from(size).ok());
        self.ended = items.is_empty() || size.is_some_and(|size| items.len() < size);
        self.next = self.next.saturating_add(1);
        self.buffered = items.into_iter();
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
