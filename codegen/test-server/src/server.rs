//! The server: takes connections, counts them, records their requests and asks for responses.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::sleep;

use crate::connection::Connection;
use crate::request::{Framing, Request};
use crate::response::{Moment, Response};

/// A server that responses as it was told.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

/// Everything that reached the server so far.
#[derive(Debug, Default)]
struct Seen {
    /// How many connections were made, whether or not a request came.
    connections: AtomicUsize,
    /// How many of them are open.
    open: AtomicUsize,
    /// How many requests began.
    numbered: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    /// Connections the server makes to itself, until they are accepted.
    probes: Mutex<HashSet<SocketAddr>>,
}

/// What decides about responses.
struct Handlers<G, H> {
    greet: G,
    response: H,
}

/// A connection that is open; counted until it is dropped.
struct Open(Arc<Seen>);

impl Server {
    /// Responses the first request with the first response and so on; those after the last get the last.
    pub async fn script(responses: impl IntoIterator<Item = Response>) -> Self {
        let responses: Vec<Response> = responses.into_iter().collect();
        assert!(!responses.is_empty(), "a script needs a response");
        Self::with_handler(move |_, number| responses[number.min(responses.len()) - 1].clone())
            .await
    }

    /// Responses each request as the handler says, which is told the number of the request among all, from 1.
    ///
    /// The handler is called once the head was read, with an empty body. A response [`after_head`] begins then.
    /// Any other is dropped if there is a body: that is read, and the handler is called once more with the whole
    /// request and the same number.
    ///
    /// [`after_head`]: Response::after_head
    pub async fn with_handler(
        handler: impl Fn(&Request, usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::greeting(|_| None, handler).await
    }

    /// As [`with_handler`](Self::with_handler), but what `greet` says about a connection comes before anything is read from
    /// it. It is told the number of the connection among all, from 1. Requests are read unless it responses, or if
    /// its response [keeps](Response::and_keep) the connection.
    pub async fn greeting(
        greet: impl Fn(usize) -> Option<Response> + Send + Sync + 'static,
        handler: impl Fn(&Request, usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        // At least 1024 connections may wait to be accepted: tokio sees to it.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let handlers = Arc::new(Handlers { greet, response: handler });
        tokio::spawn(accept(listener, handlers, Arc::clone(&seen)));
        Self { address, seen }
    }

    /// Accepts every connection and resets it at once, reading nothing.
    pub async fn resetting() -> Self {
        Self::greeting(|_| Some(Response::empty().then_reset()), |_, _| Response::empty()).await
    }

    /// Responses everything with [`Response::raw`].
    pub async fn raw(response: impl Into<Vec<u8>>) -> Self {
        Self::script([Response::raw(response)]).await
    }

    /// Responses everything with [`Response::stalled`].
    pub async fn stalled(response: impl Into<Vec<u8>>) -> Self {
        Self::script([Response::stalled(response)]).await
    }

    /// Takes requests and never responses.
    pub async fn silent() -> Self {
        Self::stalled("").await
    }

    /// Responses everything with [`Response::json`].
    pub async fn json(status: &str, headers: &[&str], body: &str) -> Self {
        Self::script([Response::json(status, headers, body)]).await
    }

    /// Responses everything with [`Response::with`].
    pub async fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::script([Response::with(status, headers, body)]).await
    }

    /// Where no server is: the URL of a port at which connections are refused.
    #[must_use]
    pub fn refused() -> String {
        let socket = bound();
        let address = socket.local_addr().unwrap();
        // Taken until the process ends, but never listened at: no other test gets a server there.
        std::mem::forget(socket);
        format!("http://{address}")
    }

    /// Where the server is: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that arrived so far: as a whole, or as far as was read before they were answered.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// How many requests arrived so far: the length of [`requests`](Self::requests).
    #[must_use]
    pub fn request_count(&self) -> usize {
        self.seen.requests.lock().unwrap().len()
    }

    /// The only request that arrived.
    #[must_use]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "requests that arrived");
        requests[0].clone()
    }

    /// How many connections were made so far, with or without a request: 0 where nothing was sent at all.
    pub async fn connections(&self) -> usize {
        self.catch_up().await;
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// How many connections are open now: neither has the server ended them nor has it noticed that the client did.
    ///
    /// It notices a little later than the client does it: see [`wait_for_open`](Self::wait_for_open).
    pub async fn open_connections(&self) -> usize {
        self.catch_up().await;
        self.seen.open.load(Ordering::SeqCst)
    }

    /// Waits until so many connections are open, and fails where that is not so within ten seconds.
    pub async fn wait_for_open(&self, count: usize) {
        let start = Instant::now();
        self.catch_up().await;
        loop {
            let open = self.seen.open.load(Ordering::SeqCst);
            if open == count {
                return;
            }
            assert!(start.elapsed().as_secs() < 10, "{open} connections are open, not {count}");
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Returns once all connections that were made before are accepted.
    async fn catch_up(&self) {
        // Connections are accepted in the order in which they are made: once this one is, so are those before.
        let socket = bound();
        let address = socket.local_addr().unwrap();
        self.seen.probes.lock().unwrap().insert(address);
        let _probe = socket.connect(self.address).await.unwrap();
        while self.seen.probes.lock().unwrap().contains(&address) {
            sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Open {
    fn new(seen: &Arc<Seen>) -> Self {
        seen.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(seen))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A socket at a free port.
fn bound() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    socket
}

async fn accept<G, H>(listener: TcpListener, handlers: Arc<Handlers<G, H>>, seen: Arc<Seen>)
where
    G: Fn(usize) -> Option<Response> + Send + Sync + 'static,
    H: Fn(&Request, usize) -> Response + Send + Sync + 'static,
{
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Too many files are open, or the client is gone already: neither is for good.
            sleep(Duration::from_millis(1)).await;
            continue;
        };
        if seen.probes.lock().unwrap().remove(&peer) {
            continue;
        }
        let number = seen.connections.fetch_add(1, Ordering::SeqCst) + 1;
        let open = Open::new(&seen);
        let handlers = Arc::clone(&handlers);
        // Apart from the others: a connection on which nothing comes holds up none of them.
        tokio::spawn(async move {
            // A client that has hung up already is no failure of the server.
            let _ = serve(stream, number, &handlers, &open.0).await;
        });
    }
}

async fn serve<G, H>(
    stream: TcpStream,
    number: usize,
    handlers: &Handlers<G, H>,
    seen: &Seen,
) -> io::Result<()>
where
    G: Fn(usize) -> Option<Response>,
    H: Fn(&Request, usize) -> Response,
{
    let mut connection = Connection::new(stream);
    if let Some(greeting) = (handlers.greet)(number) {
        connection.play(&greeting.steps).await?;
        let Some(kept) = connection.end(greeting.end, None).await? else { return Ok(()) };
        connection = kept;
    }
    loop {
        let mut request = connection.head().await?;
        let framing = request.framing().ok_or(io::ErrorKind::InvalidData)?;
        let mut unread = (framing != Framing::Length(0)).then_some(framing);
        let number = seen.numbered.fetch_add(1, Ordering::SeqCst) + 1;
        let mut response = (handlers.response)(&request, number);
        if let (Moment::Request, Some(framing)) = (response.moment, unread) {
            request.body = connection.body(framing).await?;
            unread = None;
            response = (handlers.response)(&request, number);
        }
        seen.requests.lock().unwrap().push(request);
        connection.play(&response.steps).await?;
        let Some(kept) = connection.end(response.end, unread).await? else { return Ok(()) };
        connection = kept;
    }
}
