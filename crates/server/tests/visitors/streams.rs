//! What a visitor's stream brings, over a real connection.

use std::time::Duration;

use axum::http::Method;
use plausch::http::connection::Settings;
use plausch_core::time::HOUR;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shop::{Ask, SHOP, Shop, Vera, message};
use crate::stream::{Stream, serve};

#[tokio::test]
async fn a_stream_brings_what_was_missed_and_then_what_happens() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let mut stream = Stream::open(&shop.app, &vera.token, &conversation).await;
    stream.hears("event: hello").await;
    stream.hears("Haben Sie Tulpen?").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    shop.post(&path, &vera.token, &message(2, "Rote?")).await;
    stream.hears("Rote?").await;
    assert!(stream.heard().contains("\"previous\":1"), "{}", stream.heard());
}

#[tokio::test]
async fn r_term_05_a_stream_ends_when_its_token_has_run_out() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let mut stream = Stream::open(&shop.app, &vera.token, &conversation).await;
    stream.hears("Hallo").await;
    shop.app.hub.beat(Duration::ZERO).await;
    stream.hears("event: heartbeat").await;
    shop.clock.advance(4 * HOUR);
    shop.app.hub.beat(Duration::ZERO).await;
    stream.hears("event: over\ndata: {\"reason\":\"expired\"}").await;
}

#[tokio::test]
async fn r_wdr_02_a_stream_ends_when_the_consent_is_taken_back() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let mut stream = Stream::open(&shop.app, &vera.token, &conversation).await;
    stream.hears("Hallo").await;
    shop.post("/v1/sites/blumenladen/withdrawals", &vera.token, &json!({ "id": vera.record }))
        .await;
    stream.hears("event: over\ndata: {\"reason\":\"withdrawn\"}").await;
}

#[tokio::test]
async fn a_stream_ends_when_the_conversation_is_erased() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let mut stream = Stream::open(&shop.app, &vera.token, &conversation).await;
    stream.hears("Hallo").await;
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    shop.ask(Method::DELETE, &format!("/v1/conversations/{conversation}"), ask, "").await;
    stream.hears("event: over\ndata: {\"reason\":\"erased\"}").await;
}

#[tokio::test]
async fn what_was_kept_is_told_even_when_its_sender_has_hung_up() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let (address, _server) = serve(&shop.app, Settings::default()).await;
    let mut stream = Stream::at(address, &vera.token, &conversation).await;
    stream.hears("Hallo").await;
    for number in 10..18 {
        let body = message(number, &format!("Nummer {number}")).to_string();
        let request = format!(
            "POST /v1/conversations/{conversation}/messages HTTP/1.1\r\nhost: x\r\norigin: {SHOP}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nauthorization: Bearer {}\r\n\r\n{body}",
            body.len(),
            vera.token
        );
        let mut socket = TcpStream::connect(address).await.expect("connected");
        socket.write_all(request.as_bytes()).await.expect("sent");
        // Hangs up without waiting for the answer.
        drop(socket);
    }
    // Whether all of them were read before the line was down is chance; what was kept is told.
    let rows = loop {
        let store = shop.database.open();
        let sql = "select max(seq) from conversation_event";
        let kept =
            store.read(move |tx| tx.inspect(sql)).await.expect("read")[0].int(0).expect("one");
        if kept > 1 {
            break kept;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    stream.hears(&format!("\"seq\":{rows}")).await;
}

#[tokio::test]
async fn a_request_that_never_gets_whole_is_ended() {
    let shop = Shop::open().await;
    let settings = Settings { answer_within: Duration::from_millis(200), ..Settings::default() };
    let (address, _server) = serve(&shop.app, settings).await;
    let mut socket = TcpStream::connect(address).await.expect("connected");
    let request = format!(
        "POST /v1/sites/blumenladen/consents HTTP/1.1\r\nhost: x\r\norigin: {SHOP}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    socket.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    let ended =
        tokio::time::timeout(Duration::from_secs(20), socket.read_to_string(&mut answer)).await;
    assert!(ended.is_ok(), "the connection is closed");
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("too_slow"), "{answer}");
}
