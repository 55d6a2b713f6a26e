//! A `tracing` subscriber that records the spans and events of one thread at every level.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

/// The spans and events recorded while a future ran.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) spans: Vec<Span>,
    /// The target and the fields of each event.
    pub(crate) events: Vec<(String, String)>,
    /// The numbers of the spans that are entered.
    entered: Vec<u64>,
}

/// A span with the final values of its fields.
#[derive(Debug, Default)]
pub(crate) struct Span {
    pub(crate) target: String,
    pub(crate) name: &'static str,
    pub(crate) fields: BTreeMap<&'static str, String>,
    /// The index of the parent span.
    pub(crate) parent: Option<usize>,
}

impl Log {
    /// Runs the future and returns its output and its log. The future has to stay on this thread.
    pub(crate) async fn record<T>(future: impl Future<Output = T>) -> (T, Self) {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| tracing::subscriber::set_global_default(Capture).unwrap());
        LOG.set(Some(Self::default()));
        let output = future.await;
        (output, LOG.take().unwrap())
    }

    /// Returns the spans and events of this crate (`ours`), or those of all other crates.
    pub(crate) fn text(&self, ours: bool) -> String {
        let is_wanted = |target: &str| target.starts_with("portolan_runtime") == ours;
        let spans = self.spans.iter().filter(|span| is_wanted(&span.target));
        let events = self.events.iter().filter(|event| is_wanted(&event.0));
        spans
            .map(|span| format!("{span:?}\n"))
            .chain(events.map(|event| format!("{event:?}\n")))
            .collect()
    }

    /// Returns this crate's spans of that name, with their indices.
    pub(crate) fn spans(&self, name: &str) -> Vec<(usize, &Span)> {
        let ours = |span: &Span| span.target.starts_with("portolan_runtime") && span.name == name;
        self.spans.iter().enumerate().filter(|(_, span)| ours(span)).collect()
    }
}

thread_local! {
    static LOG: RefCell<Option<Log>> = const { RefCell::new(None) };
}

fn with_log<T>(write: impl FnOnce(&mut Log) -> T) -> Option<T> {
    LOG.with_borrow_mut(|log| log.as_mut().map(write))
}

struct Capture;

impl Subscriber for Capture {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        LOG.with_borrow(Option::is_some)
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let number = with_log(|log| {
            let parent = attributes.parent().map(Id::into_u64);
            let current = log.entered.last().copied().filter(|_| attributes.is_contextual());
            let mut span = Span {
                target: attributes.metadata().target().to_owned(),
                name: attributes.metadata().name(),
                fields: BTreeMap::new(),
                parent: parent.or(current).map(index),
            };
            attributes.record(&mut Fields(&mut span.fields));
            log.spans.push(span);
            log.spans.len()
        });
        Id::from_u64(number.unwrap_or(usize::MAX) as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        with_log(|log| {
            if let Some(span) = log.spans.get_mut(index(id.into_u64())) {
                values.record(&mut Fields(&mut span.fields));
            }
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        let target = event.metadata().target().to_owned();
        with_log(|log| log.events.push((target, format!("{fields:?}"))));
    }

    fn enter(&self, id: &Id) {
        with_log(|log| log.entered.push(id.into_u64()));
    }

    fn exit(&self, id: &Id) {
        with_log(|log| {
            if let Some(last) = log.entered.iter().rposition(|entered| *entered == id.into_u64()) {
                log.entered.remove(last);
            }
        });
    }
}

/// Returns the index of a span; span numbers start at 1.
fn index(number: u64) -> usize {
    usize::try_from(number - 1).unwrap()
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        write!(text, "{value:?}").unwrap();
        self.0.insert(field.name(), text);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.0.insert(field.name(), format!("{value} {value:?}"));
    }
}
