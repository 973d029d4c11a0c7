//! A real server on loopback with two stream addresses and a plain one, and clients that speak to
//! it in bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::memory::{Memory, ada, conversation};
use crate::http::connection::{PeerAddress, Settings, serve};
use crate::live::{Bus, Hub, Limits, OpenError, TakeOver};

/// Nothing in these tests takes longer unless it is broken.
const SOON: Duration = Duration::from_secs(10);

pub(crate) struct Server {
    pub(crate) memory: Arc<Memory>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) bus: Arc<Bus>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(limits: Limits, settings: Settings) -> Self {
        let memory = Memory::new();
        let (hub, bus) = (memory.hub(limits), Arc::new(Bus::default()));
        hub.listen_to(&bus);
        let router = Router::new()
            .route("/visitor/{number}", get(visitor))
            .route("/agent", get(agent))
            .route(
                "/peer",
                get(|peer: axum::Extension<PeerAddress>| async move { peer.0.0.ip().to_string() }),
            )
            .route(
                "/slow",
                get(|| async {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    "at last"
                }),
            )
            .with_state(Arc::clone(&hub));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, shutdown) = watch::channel(false);
        let running = tokio::spawn(serve(listener, router, Arc::clone(&hub), settings, shutdown));
        Self { memory, hub, bus, address, stop, running }
    }

    pub(crate) async fn connect(&self) -> Client {
        Client { socket: TcpStream::connect(self.address).await.unwrap(), unread: String::new() }
    }

    /// A visitor's stream, after its `hello`.
    pub(crate) async fn visitor(&self, number: u8, after: i64) -> Client {
        let mut client = self.connect().await;
        client.get(&format!("/visitor/{number}?after={after}")).await;
        assert!(client.head().await.starts_with("HTTP/1.1 200"));
        client
    }

    pub(crate) async fn agent(&self) -> Client {
        let mut client = self.connect().await;
        client.get("/agent").await;
        assert!(client.head().await.starts_with("HTTP/1.1 200"));
        assert_eq!(client.frame().await, "hello {}");
        client
    }

    /// Commits an event of conversation 1 and tells everybody.
    pub(crate) fn say(&self, seq: i64, body: &str) {
        self.bus.publish(&self.memory.commit(&conversation(1), seq, body));
    }

    pub(crate) fn begin_shutdown(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) async fn stopped(self) {
        timeout(SOON, self.running).await.expect("stops soon").unwrap();
    }

    /// Waits until so many streams are open.
    pub(crate) async fn has_streams(&self, wanted: usize) {
        let open = async {
            while self.hub.streams() != wanted {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(SOON, open).await.unwrap_or_else(|_| panic!("{} open", self.hub.streams()));
    }
}

#[derive(serde::Deserialize)]
struct After {
    after: i64,
}

async fn visitor(
    State(hub): State<Arc<Hub>>,
    Path(number): Path<u8>,
    Query(After { after }): Query<After>,
) -> Response {
    answer(hub.open_visitor(&conversation(number), after, hub.agents_online() > 0).await)
}

async fn agent(State(hub): State<Arc<Hub>>) -> Response {
    answer(hub.open_agent(ada()))
}

fn answer(opened: Result<TakeOver, OpenError>) -> Response {
    match opened {
        Ok(take_over) => axum::Extension(take_over).into_response(),
        Err(error) => (http::StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

/// One connection.
pub(crate) struct Client {
    pub(crate) socket: TcpStream,
    unread: String,
}

impl Client {
    pub(crate) async fn get(&mut self, target: &str) {
        let request = format!("GET {target} HTTP/1.1\r\nhost: chat.example\r\n\r\n");
        self.socket.write_all(request.as_bytes()).await.unwrap();
    }

    /// The head of an answer, without what follows.
    pub(crate) async fn head(&mut self) -> String {
        self.until("\r\n\r\n").await.expect("an answer")
    }

    /// The body of an answer.
    pub(crate) async fn body(&mut self, length: usize) -> String {
        while self.unread.len() < length && self.read().await {}
        let rest = self.unread.split_off(length);
        std::mem::replace(&mut self.unread, rest)
    }

    /// The next frame as `event data` (a durable one as `event id data`).
    pub(crate) async fn frame(&mut self) -> String {
        self.frame_or_end().await.expect("a frame")
    }

    /// The next frame, or `None` when the connection has been closed.
    pub(crate) async fn frame_or_end(&mut self) -> Option<String> {
        let text = self.until("\n\n").await?;
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let event = field("event: ").expect("every frame has an event");
        let data = field("data: ").expect("every frame has data");
        Some(match field("id: ") {
            Some(id) => format!("{event} {id} {data}"),
            None => format!("{event} {data}"),
        })
    }

    /// The numbers of the next `count` durable events.
    pub(crate) async fn seqs(&mut self, count: usize) -> Vec<i64> {
        let mut seqs = Vec::new();
        while seqs.len() < count {
            let frame = self.frame().await;
            let mut words = frame.split(' ');
            if words.next() == Some("event") {
                seqs.push(words.next().unwrap().parse().unwrap());
            }
        }
        seqs
    }

    /// Everything until the connection is closed.
    pub(crate) async fn rest(&mut self) -> String {
        while self.read().await {}
        std::mem::take(&mut self.unread)
    }

    async fn until(&mut self, end: &str) -> Option<String> {
        loop {
            if let Some(at) = self.unread.find(end) {
                let rest = self.unread.split_off(at + end.len());
                return Some(std::mem::replace(&mut self.unread, rest));
            }
            if !self.read().await {
                assert_eq!(self.unread, "", "closed in the middle");
                return None;
            }
        }
    }

    /// Reads some more; false at the end.
    async fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let length = timeout(SOON, self.socket.read(&mut bytes)).await.expect("soon").unwrap_or(0);
        self.unread.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        length > 0
    }
}
