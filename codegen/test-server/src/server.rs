//! The server: accepts and counts connections, records requests and plays the responses of a handler.

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
use crate::response::{Response, Trigger};

/// A server with scripted responses.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
}

/// The connections and requests of the server so far.
#[derive(Debug, Default)]
struct State {
    /// The number of accepted connections, with or without a request.
    connections: AtomicUsize,
    /// The number of open connections.
    open: AtomicUsize,
    /// The number of request heads.
    heads: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    /// Connections of the server to itself, until they are accepted.
    probes: Mutex<HashSet<SocketAddr>>,
}

/// The functions that choose responses.
struct Handlers<G, H> {
    greet: G,
    respond: H,
}

/// A guard that counts an open connection.
struct OpenConnection(Arc<State>);

impl Server {
    /// Starts a server that plays the responses in order and repeats the last one.
    pub async fn script(responses: impl IntoIterator<Item = Response>) -> Self {
        let responses: Vec<Response> = responses.into_iter().collect();
        assert!(!responses.is_empty(), "a script needs a response");
        Self::with_handler(move |_, number| responses[number.min(responses.len()) - 1].clone())
            .await
    }

    /// Starts a server whose handler chooses the response to each request. Requests are numbered from 1.
    ///
    /// The handler is called after the head, with an empty body. A response [`after_head`] starts then. Any other
    /// is dropped if there is a body: the body is read, and the handler is called again with the whole request and
    /// the same number.
    ///
    /// [`after_head`]: Response::after_head
    pub async fn with_handler(
        handler: impl Fn(&Request, usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::with_greeting(|_| None, handler).await
    }

    /// Like [`with_handler`](Self::with_handler), but `greet` may return a response to play before the first request is
    /// read. Connections are numbered from 1. Requests follow if there is no greeting, or if it keeps the connection
    /// [alive](Response::then_keep_alive).
    pub async fn with_greeting(
        greet: impl Fn(usize) -> Option<Response> + Send + Sync + 'static,
        handler: impl Fn(&Request, usize) -> Response + Send + Sync + 'static,
    ) -> Self {
        // tokio sets a backlog of 1024 connections.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let handlers = Arc::new(Handlers { greet, respond: handler });
        tokio::spawn(accept(listener, handlers, Arc::clone(&state)));
        Self { address, state }
    }

    /// Starts a server that resets every connection without reading.
    pub async fn resetting() -> Self {
        Self::with_greeting(|_| Some(Response::empty().then_reset()), |_, _| Response::empty())
            .await
    }

    /// Starts a server that plays [`Response::raw`] for every request.
    pub async fn raw(response: impl Into<Vec<u8>>) -> Self {
        Self::script([Response::raw(response)]).await
    }

    /// Starts a server that plays [`Response::stalled`] for every request.
    pub async fn stalled(response: impl Into<Vec<u8>>) -> Self {
        Self::script([Response::stalled(response)]).await
    }

    /// Starts a server that reads requests and never responds.
    pub async fn silent() -> Self {
        Self::stalled("").await
    }

    /// Starts a server that plays [`Response::json`] for every request.
    pub async fn json(status: &str, headers: &[&str], body: &str) -> Self {
        Self::script([Response::json(status, headers, body)]).await
    }

    /// Starts a server that plays [`Response::with`] for every request.
    pub async fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::script([Response::with(status, headers, body)]).await
    }

    /// Returns the URL of a port that refuses connections.
    #[must_use]
    pub fn refused_url() -> String {
        let socket = bound();
        let address = socket.local_addr().unwrap();
        // Bound until the process ends but never listened at, so that no other test gets a server there.
        std::mem::forget(socket);
        format!("http://{address}")
    }

    /// Returns the URL of the server: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far. A request whose response started after the head has no body.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().unwrap().clone()
    }

    /// Returns the number of [`requests`](Self::requests) so far.
    #[must_use]
    pub fn request_count(&self) -> usize {
        self.state.requests.lock().unwrap().len()
    }

    /// Returns the only request.
    ///
    /// # Panics
    /// Panics if there is none, or more than one.
    #[must_use]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "number of requests");
        requests[0].clone()
    }

    /// Returns the number of connections so far, with or without a request.
    pub async fn connections(&self) -> usize {
        self.catch_up().await;
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of open connections: those that neither side has ended.
    ///
    /// The server detects the client's end a little later: see [`wait_for_open`](Self::wait_for_open).
    pub async fn open_connections(&self) -> usize {
        self.catch_up().await;
        self.state.open.load(Ordering::SeqCst)
    }

    /// Waits until `count` connections are open.
    ///
    /// # Panics
    /// Panics after ten seconds.
    pub async fn wait_for_open(&self, count: usize) {
        let start = Instant::now();
        self.catch_up().await;
        loop {
            let open = self.state.open.load(Ordering::SeqCst);
            if open == count {
                return;
            }
            assert!(
                start.elapsed().as_secs() < 10,
                "{open} connections are open, expected {count}"
            );
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until all connections that clients have made are accepted.
    async fn catch_up(&self) {
        // Connections are accepted in order: once this probe is, so are all before it.
        let socket = bound();
        let address = socket.local_addr().unwrap();
        self.state.probes.lock().unwrap().insert(address);
        let _probe = socket.connect(self.address).await.unwrap();
        while self.state.probes.lock().unwrap().contains(&address) {
            sleep(Duration::from_millis(1)).await;
        }
    }
}

impl OpenConnection {
    fn new(state: &Arc<State>) -> Self {
        state.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(state))
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Returns a socket bound to a free port.
fn bound() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    socket
}

async fn accept<G, H>(listener: TcpListener, handlers: Arc<Handlers<G, H>>, state: Arc<State>)
where
    G: Fn(usize) -> Option<Response> + Send + Sync + 'static,
    H: Fn(&Request, usize) -> Response + Send + Sync + 'static,
{
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Too many open files, or the client has closed the connection: both are temporary.
            sleep(Duration::from_millis(1)).await;
            continue;
        };
        if state.probes.lock().unwrap().remove(&peer) {
            continue;
        }
        let number = state.connections.fetch_add(1, Ordering::SeqCst) + 1;
        let open = OpenConnection::new(&state);
        let handlers = Arc::clone(&handlers);
        // A task for each, so that an idle connection does not block the others.
        tokio::spawn(async move {
            // The client may have closed the connection, which is not a failure of the server.
            let _ = serve(stream, number, &handlers, &open.0).await;
        });
    }
}

async fn serve<G, H>(
    stream: TcpStream,
    number: usize,
    handlers: &Handlers<G, H>,
    state: &State,
) -> io::Result<()>
where
    G: Fn(usize) -> Option<Response>,
    H: Fn(&Request, usize) -> Response,
{
    let mut connection = Connection::new(stream);
    if let Some(greeting) = (handlers.greet)(number) {
        connection.play(&greeting.steps).await?;
        let Some(alive) = connection.end(greeting.end, None).await? else { return Ok(()) };
        connection = alive;
    }
    loop {
        let mut request = connection.head().await?;
        let framing = request.framing().ok_or(io::ErrorKind::InvalidData)?;
        let mut unread = (framing != Framing::Length(0)).then_some(framing);
        let number = state.heads.fetch_add(1, Ordering::SeqCst) + 1;
        let mut response = (handlers.respond)(&request, number);
        if let (Trigger::Request, Some(framing)) = (response.trigger, unread) {
            request.body = connection.body(framing).await?;
            unread = None;
            response = (handlers.respond)(&request, number);
        }
        state.requests.lock().unwrap().push(request);
        connection.play(&response.steps).await?;
        let Some(alive) = connection.end(response.end, unread).await? else { return Ok(()) };
        connection = alive;
    }
}
