//! A visitor's stream over a real connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use plausch::app::App;
use plausch::http::connection::{self, Settings};
use plausch::http::router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The page that visitors are on.
const SHOP: &str = "https://blumenladen.example";

/// Serves until the sender is dropped.
pub(crate) async fn serve(app: &Arc<App>, settings: Settings) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let (server, shutdown) = watch::channel(false);
    let (hub, router) = (Arc::clone(&app.hub), router::router(app));
    tokio::spawn(connection::serve(listener, router, hub, settings, shutdown));
    (address, server)
}

/// A stream, open.
pub(crate) struct Stream {
    socket: TcpStream,
    heard: String,
    _server: Option<watch::Sender<bool>>,
}

impl Stream {
    /// Serves the program and opens the stream of a conversation.
    pub(crate) async fn open(app: &Arc<App>, token: &str, conversation: &str) -> Self {
        let (address, server) = serve(app, Settings::default()).await;
        let stream = Self::at(address, token, conversation).await;
        Self { _server: Some(server), ..stream }
    }

    /// Opens the stream of a conversation where it is served.
    pub(crate) async fn at(address: SocketAddr, token: &str, conversation: &str) -> Self {
        let mut socket = TcpStream::connect(address).await.expect("connected");
        let request = format!(
            "GET /v1/conversations/{conversation}/stream?after=0 HTTP/1.1\r\nhost: {address}\r\n\
             origin: {SHOP}\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).await.expect("asked");
        Self { socket, heard: String::new(), _server: None }
    }

    /// All that was heard.
    pub(crate) fn heard(&self) -> &str {
        &self.heard
    }

    /// Listens until this was heard.
    pub(crate) async fn hears(&mut self, text: &str) {
        let listening = async {
            while !self.heard.contains(text) {
                let mut bytes = [0; 4096];
                let count = self.socket.read(&mut bytes).await.expect("readable");
                assert!(count > 0, "the stream ended before «{text}»: {}", self.heard);
                self.heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(20), listening).await;
        assert!(heard.is_ok(), "never heard «{text}», only: {}", self.heard);
    }
}
