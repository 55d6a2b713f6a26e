//! Lists that come in pages: their items one after another, each page fetched when it is needed.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;

use super::Call;
use crate::BoxFuture;
use crate::error::{Error, ErrorBody};
use crate::response::Response;
use crate::wire::Value;

/// How an operation's response is one page of many.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Which parameter says which page is wanted, by its index in
    /// [`Operation::parameters`](crate::Operation::parameters).
    pub page: usize,
    /// The number of the first page.
    pub first: i64,
    /// Which parameter says how many items a page holds at the most.
    pub size: Option<usize>,
    /// How many that are where it is not set.
    pub default_size: Option<i64>,
}

/// The items of all pages from the one that was asked for, one after another: a stream, and without
/// any further crate [`next`](Self::next) and [`all`](Self::all).
///
/// A page is fetched when its first item is asked for, with all that was settled for the request.
/// The last page is the first one that is not full. What an item was on may move while pages are
/// fetched: a service that numbers its pages gives an item twice, or not at all, if others come and
/// go meanwhile. After an error there is nothing more.
#[must_use = "nothing is fetched before an item is asked for"]
pub struct Items<P, T, B = ()> {
    call: Call,
    pages: Pages,
    split: Split<P, T>,
    /// The number of the page that is fetched next.
    next: i64,
    /// Those of the page that was fetched last.
    fetched: vec::IntoIter<T>,
    fetching: Option<BoxFuture<Result<Response<P>, Error<B>>>>,
    ended: bool,
}

/// Gives the items of a page.
type Split<P, T> = Box<dyn Fn(P) -> Vec<T> + Send>;

impl<P, T, B> Items<P, T, B>
where
    P: Value + Send + 'static,
    T: 'static,
    B: ErrorBody,
{
    /// The items of a call's responses; the emitted crate calls it.
    pub fn new(call: Call, pages: Pages, split: fn(P) -> Vec<T>) -> Self {
        Self::splitting(call, pages, Box::new(split))
    }

    /// The items of a call's responses, each of which is split by a function that knows more than its page.
    pub(crate) fn splitting(call: Call, pages: Pages, split: Split<P, T>) -> Self {
        let next = call.number(pages.page).unwrap_or(pages.first);
        let fetched = Vec::new().into_iter();
        Self { call, pages, split, next, fetched, fetching: None, ended: false }
    }

    /// The next item; nothing after the last.
    ///
    /// # Errors
    ///
    /// The page with the item could not be fetched. There is nothing more after that.
    pub async fn next(&mut self) -> Option<Result<T, Error<B>>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// A page could not be fetched; the items of those before it are lost.
    pub async fn all(mut self) -> Result<Vec<T>, Error<B>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<B>>>> {
        loop {
            if let Some(item) = self.fetched.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            let fetching = self.fetching.get_or_insert_with(|| {
                let mut call = self.call.clone();
                call.set(self.pages.page, &self.next);
                Box::pin(call.send())
            });
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
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
        let items = (self.split)(page);
        let asked = self.pages.size.and_then(|size| self.call.number(size));
        let size = asked.or(self.pages.default_size).and_then(|size| usize::try_from(size).ok());
        self.ended = items.is_empty() || size.is_some_and(|size| items.len() < size);
        self.next = self.next.saturating_add(1);
        self.fetched = items.into_iter();
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

    /// The items of all pages, for programs without async; see [`Items`](crate::Items).
    #[derive(Debug)]
    #[must_use = "nothing is fetched before an item is asked for"]
    pub struct Items<P, T, B = ()> {
        items: super::Items<P, T, B>,
        operation: &'static crate::Operation,
    }

    impl<P, T, B> Items<P, T, B>
    where
        P: Value + Send + 'static,
        T: 'static,
        B: ErrorBody,
    {
        /// The items of a call's responses; the emitted crate calls it.
        pub fn new(call: Call, pages: Pages, split: fn(P) -> Vec<T>) -> Self {
            let operation = call.operation;
            Self { items: super::Items::new(call, pages, split), operation }
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
            if self.items.ended && self.items.fetched.as_slice().is_empty() {
                return None;
            }
            crate::blocking::wait(self.items.next()).unwrap_or_else(|problem| {
                self.items.ended = true;
                Some(Err(crate::blocking::refused(self.operation, problem)))
            })
        }
    }
}
