//! One connection while it speaks HTTP: hyper parses, the router answers. Ends when the connection
//! does, or when an answer takes the connection over as a stream.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;

use super::{PeerAddress, Settings, is_told};
use crate::http::problem::Problem;
use crate::live::{Opening, TakeOver};

/// All headers of a request together. Browsers stay far below it, even behind chatty proxies.
const HEAD_BYTES: usize = 32 * 1024;
/// What hyper keeps of a connection at most while it reads or writes.
const BUFFER_BYTES: usize = 64 * 1024;

/// How a connection's HTTP ended.
pub(super) enum Outcome {
    /// Closed.
    Done,
    /// It is a stream now.
    Stream(TcpStream, Opening),
    /// It was to become a stream, but the client had already sent more than its request.
    Unexpected(TcpStream),
}

/// Where a taken-over answer waits for the connection's task.
type Slot = Arc<Mutex<Option<Opening>>>;

/// Speaks HTTP until it is over.
pub(super) async fn converse(
    socket: TcpStream,
    peer: PeerAddress,
    router: Router,
    settings: Settings,
    mut shutdown: watch::Receiver<bool>,
) -> Outcome {
    let slot = Slot::default();
    let service =
        Exchange { router, peer, slot: Arc::clone(&slot), answer_within: settings.answer_within };
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.head_within)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(socket), service);
    let opening = tokio::select! {
        biased;
        opening = drive(&mut connection, &slot) => opening,
        () = is_told(&mut shutdown) => {
            Pin::new(&mut connection).graceful_shutdown();
            match timeout(settings.finish_within, drive(&mut connection, &slot)).await {
                Ok(opening) => opening,
                Err(_) => return Outcome::Done,
            }
        }
    };
    let parts = connection.into_parts();
    let mut socket = parts.io.into_inner();
    match opening {
        Some(opening) if parts.read_buf.is_empty() => Outcome::Stream(socket, opening),
        Some(_) => Outcome::Unexpected(socket),
        None => {
            // The client may have closed first.
            let _ = socket.shutdown().await;
            Outcome::Done
        }
    }
}

type HttpConnection = http1::Connection<TokioIo<TcpStream>, Exchange>;

/// Polls hyper until the connection is done (`None`) or an answer takes it over. What hyper still
/// has to write of an *earlier* answer is lost then; only a client that pipelines requests
/// without reading can bring that about, and only to itself.
async fn drive(connection: &mut HttpConnection, slot: &Slot) -> Option<Opening> {
    poll_fn(|context| {
        let is_done = connection.poll_without_shutdown(context).map(|ended| {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
        // The answer was put there within this very poll, by the service that hyper polled.
        match slot.lock().take() {
            Some(opening) => Poll::Ready(Some(opening)),
            None => is_done.map(|()| None),
        }
    })
    .await
}

/// Calls the router; an answer that takes the connection over never reaches hyper.
struct Exchange {
    router: Router,
    peer: PeerAddress,
    slot: Slot,
    answer_within: Duration,
}

impl Service<Request<Incoming>> for Exchange {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        let has_no_body_in_answer = request.method() == Method::HEAD;
        // On a task of its own: what a deed has begun goes on when the client has gone, so that
        // nobody misses the hint that follows a commit. But a client may not take for ever over
        // its request.
        let answer = timeout(self.answer_within, self.router.clone().oneshot(request));
        let answer = tokio::spawn(answer);
        let slot = Arc::clone(&self.slot);
        Box::pin(async move {
            let mut answer = match answer.await {
                Ok(Ok(answer)) => answer?,
                Ok(Err(_)) => too_slow(),
                Err(error) => Problem::internal(&error.to_string()).into_response(),
            };
            let take_over = answer.extensions_mut().remove::<TakeOver>();
            if let Some(mut opening) = take_over.and_then(|take_over| take_over.take())
                && !has_no_body_in_answer
            {
                opening.prepend(head(answer.status(), answer.headers()));
                *slot.lock() = Some(opening);
                // The connection's task drops hyper, and this future with it.
                return std::future::pending().await;
            }
            Ok(answer)
        })
    }
}

/// The request was not whole in time. The connection is of no more use.
fn too_slow() -> Response {
    let title = "The request was not whole in time.";
    let mut answer = Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", title).into_response();
    answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// The head of a stream's answer: the handler's headers, and what makes a stream a stream.
fn head(status: StatusCode, headers: &HeaderMap) -> Vec<u8> {
    const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
    let mut headers = headers.clone();
    headers
        .entry(header::CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("text/event-stream; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    // nginx passes a stream on at once when it says so itself.
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    // The body ends with the connection.
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    let mut bytes = Vec::with_capacity(512);
    // Writing to memory cannot fail.
    let _ = write!(bytes, "HTTP/1.1 {status}\r\n");
    for (name, value) in &headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}
