//! Connections over real sockets; what streams carry is tested in `live`.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::Settings;
use crate::live::Limits;
use crate::live::tests::server::Server;

async fn server() -> Server {
    Server::start(Limits::default(), Settings::default()).await
}

#[tokio::test]
async fn plain_requests_share_a_connection_and_know_their_peer() {
    let server = server().await;
    let mut client = server.connect().await;
    for _ in 0..2 {
        client.get("/peer").await;
        assert!(client.head().await.starts_with("HTTP/1.1 200"));
        assert_eq!(client.body(9).await, "127.0.0.1");
    }
}

#[tokio::test]
async fn a_connection_becomes_a_stream_even_after_other_requests() {
    let server = server().await;
    let mut client = server.connect().await;
    client.get("/peer").await;
    client.head().await;
    client.body(9).await;
    client.get("/visitor/1?after=0").await;
    let head = client.head().await;
    for wanted in [
        "HTTP/1.1 200 OK\r\n",
        "content-type: text/event-stream",
        "cache-control: no-store\r\n",
        "connection: close\r\n",
        "x-accel-buffering: no\r\n",
    ] {
        assert!(head.contains(wanted), "{wanted} in {head}");
    }
    assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{head}");
    assert!(client.frame().await.starts_with("hello "));
}

#[tokio::test]
async fn head_does_not_open_a_stream() {
    let server = server().await;
    let mut client = server.connect().await;
    let request = b"HEAD /visitor/1?after=0 HTTP/1.1\r\nhost: chat.example\r\n\r\n";
    client.socket.write_all(request).await.unwrap();
    assert!(client.head().await.starts_with("HTTP/1.1 200"));
    server.has_streams(0).await;
    client.get("/peer").await;
    assert!(client.head().await.starts_with("HTTP/1.1 200"), "the connection goes on");
}

#[tokio::test]
async fn a_request_behind_a_request_for_a_stream_is_refused_politely() {
    let server = server().await;
    let mut client = server.connect().await;
    let one = "GET /visitor/1?after=0 HTTP/1.1\r\nhost: chat.example\r\n\r\n";
    client.socket.write_all(format!("{one}{one}").as_bytes()).await.unwrap();
    let answer = client.rest().await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    server.has_streams(0).await;
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let settings = Settings { connections: 1, ..Settings::default() };
    let server = Server::start(Limits::default(), settings).await;
    let vera = server.visitor(1, 0).await;
    let mut other = server.connect().await;
    other.get("/peer").await;
    let answer = other.rest().await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: "), "{answer}");
    drop(vera);
    server.has_streams(0).await;
    // The place is given back a moment after the stream has left its topic.
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.visitor(1, 0).await;
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let settings = Settings { head_within: Duration::from_millis(100), ..Settings::default() };
    let server = Server::start(Limits::default(), settings).await;
    let mut client = server.connect().await;
    client.socket.write_all(b"GET /peer HTTP/1.1\r\nhos").await.unwrap();
    let answer = client.rest().await;
    assert!(!answer.contains("200"), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let server = server().await;
    let mut client = server.connect().await;
    let request = format!("GET /peer HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(40_000));
    client.socket.write_all(request.as_bytes()).await.unwrap();
    assert!(client.head().await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn at_shutdown_streams_are_sent_away_and_requests_finish() {
    let server = server().await;
    server.say(1, "");
    let mut vera = server.visitor(1, 1).await;
    vera.frame().await;
    let mut ada = server.agent().await;
    let mut idle = server.connect().await;
    let mut busy = server.connect().await;
    busy.get("/slow").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.begin_shutdown();
    assert_eq!(vera.frame().await, r#"drain {"after_ms":1500}"#);
    assert_eq!(vera.frame_or_end().await, None);
    assert_eq!(ada.frame().await, r#"drain {"after_ms":1500}"#);
    assert_eq!(ada.frame_or_end().await, None);
    assert_eq!(idle.rest().await, "", "nothing was asked on it");
    assert!(busy.rest().await.ends_with("at last"));
    server.stopped().await;
}

#[tokio::test]
async fn at_shutdown_nobody_is_waited_for_too_long() {
    let settings = Settings { finish_within: Duration::from_millis(50), ..Settings::default() };
    let server = Server::start(Limits::default(), settings).await;
    let mut busy = server.connect().await;
    busy.get("/slow").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.begin_shutdown();
    assert_eq!(busy.rest().await, "");
    server.stopped().await;
}
