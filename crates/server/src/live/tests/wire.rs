//! Streams over real sockets.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::memory::conversation;
use super::server::Server;
use crate::http::connection::Settings;
use crate::live::{Hint, Limits, OverReason, Side};

async fn server() -> Server {
    Server::start(Limits::default(), Settings::default()).await
}

#[tokio::test]
async fn vera_gets_what_she_missed_and_then_what_happens() {
    let server = server().await;
    server.say(1, "Haben Sie Tulpen?");
    server.say(3, "Ja!");
    let mut vera = server.visitor(1, 1).await;
    assert_eq!(vera.frame().await, r#"hello {"agents_online":false,"last":3,"restricted":null}"#);
    assert_eq!(vera.frame().await, r#"event 3 {"body":"Ja!","previous":1,"seq":3}"#);
    server.bus.publish(&Hint::Typing {
        conversation: conversation(1),
        by: Side::Agent,
        typing: true,
    });
    assert_eq!(vera.frame().await, r#"typing {"typing":true}"#);
    server.say(4, "Rote.");
    assert_eq!(vera.frame().await, r#"event 4 {"body":"Rote.","previous":3,"seq":4}"#);
    server.bus.publish(&Hint::Seen { conversation: conversation(1), by: Side::Agent, seq: 4 });
    assert_eq!(vera.frame().await, r#"seen {"seq":4}"#);
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(vera.frame().await, r#"heartbeat {"last":4}"#);
}

#[tokio::test]
async fn agents_get_hints_and_no_content() {
    let server = server().await;
    let mut ada = server.agent().await;
    assert_eq!(server.hub.agents_online(), 1);
    let mut vera = server.visitor(1, 0).await;
    assert_eq!(vera.frame().await, r#"hello {"agents_online":true,"last":0,"restricted":null}"#);
    let tulips = conversation(1);
    server.say(1, "Haben Sie Tulpen?");
    server.bus.publish(&Hint::Typing {
        conversation: tulips.clone(),
        by: Side::Visitor,
        typing: true,
    });
    server.bus.publish(&Hint::Typing {
        conversation: tulips.clone(),
        by: Side::Agent,
        typing: true,
    });
    server.bus.publish(&Hint::Presence { conversation: tulips.clone() });
    let id = tulips.as_str();
    assert_eq!(ada.frame().await, format!(r#"conversation {{"conversation":"{id}","seq":1}}"#));
    assert_eq!(ada.frame().await, format!(r#"typing {{"conversation":"{id}","typing":true}}"#));
    assert_eq!(ada.frame().await, format!(r#"presence {{"conversation":"{id}"}}"#));
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(ada.frame().await, "heartbeat {}");
    drop(ada);
    server.has_streams(1).await;
    assert_eq!(server.hub.agents_online(), 0);
}

#[tokio::test]
async fn a_lost_hint_is_cured_by_the_heartbeat() {
    let server = server().await;
    let mut vera = server.visitor(1, 0).await;
    vera.frame().await;
    server.say(1, "");
    assert_eq!(vera.seqs(1).await, [1]);
    server.memory.commit(&conversation(1), 2, "nobody was told");
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(vera.seqs(1).await, [2]);
    assert_eq!(vera.frame().await, r#"heartbeat {"last":2}"#);
}

#[tokio::test]
async fn a_database_that_is_down_does_not_cut_the_line() {
    let server = server().await;
    let mut vera = server.visitor(1, 0).await;
    vera.frame().await;
    server.memory.is_down.store(true, Ordering::SeqCst);
    server.say(1, "");
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(vera.frame().await, r#"heartbeat {"last":0}"#);
    let mut ben = server.connect().await;
    ben.get("/visitor/1?after=0").await;
    assert!(ben.head().await.starts_with("HTTP/1.1 503"), "the topic of others does not help him");
    server.memory.is_down.store(false, Ordering::SeqCst);
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(vera.seqs(1).await, [1]);
}

#[tokio::test]
async fn over_ends_the_streams_for_good_and_says_why() {
    let server = server().await;
    server.say(1, "");
    let mut vera = server.visitor(1, 1).await;
    vera.frame().await;
    let tulips = conversation(1);
    server.bus.publish(&Hint::Over { conversation: tulips, reason: OverReason::Withdrawn });
    assert_eq!(vera.frame().await, r#"over {"reason":"withdrawn"}"#);
    assert_eq!(vera.frame_or_end().await, None);
    server.has_streams(0).await;
    assert_eq!(server.hub.topics(), 0);
}

#[tokio::test]
async fn an_erased_conversation_ends_even_when_the_hint_was_lost() {
    let server = server().await;
    server.say(1, "");
    let mut vera = server.visitor(1, 1).await;
    vera.frame().await;
    server.memory.erase(&conversation(1));
    server.hub.beat(Duration::ZERO).await;
    assert_eq!(vera.frame().await, r#"over {"reason":"erased"}"#);
    assert_eq!(vera.frame_or_end().await, None);
}

#[tokio::test]
async fn a_client_that_closes_frees_its_topic() {
    let server = server().await;
    let vera = server.visitor(1, 0).await;
    let on_the_phone = server.visitor(1, 0).await;
    assert_eq!((server.hub.streams(), server.hub.topics()), (2, 1));
    drop(vera);
    server.has_streams(1).await;
    assert_eq!(server.hub.topics(), 1, "the phone still listens");
    drop(on_the_phone);
    server.has_streams(0).await;
    assert_eq!(server.hub.topics(), 0);
}

#[tokio::test]
async fn bytes_after_the_request_end_the_stream() {
    let server = server().await;
    let mut vera = server.visitor(1, 0).await;
    vera.frame().await;
    vera.socket.write_all(b"anybody there?").await.unwrap();
    assert_eq!(vera.frame_or_end().await, None);
    server.has_streams(0).await;
}

#[tokio::test]
async fn a_reader_who_does_not_read_is_dropped_and_costs_no_memory() {
    let limits = Limits { patience: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(limits, Settings::default()).await;
    let _asleep = server.visitor(1, 0).await;
    let mut awake = server.visitor(1, 0).await;
    awake.frame().await;
    // More than the kernel's buffers take, far more than the ring keeps.
    let long = "Tulpen ".repeat(8_000);
    for seq in 1..=400 {
        server.say(seq, &long);
        assert_eq!(awake.seqs(1).await, [seq], "the other one is not held up");
    }
    server.has_streams(1).await;
    let topic = server.hub.topic(&conversation(1)).unwrap();
    assert!(topic.kept_bytes() < 512 * 1024);
}

#[tokio::test]
async fn a_long_backlog_comes_in_portions() {
    let server = server().await;
    server.memory.page.store(10, Ordering::SeqCst);
    let long = "Tulpen ".repeat(4_000);
    for seq in 1..=40 {
        server.memory.commit(&conversation(1), seq, &long);
    }
    let (mut have, mut visits) = (Vec::new(), 0);
    while have.len() < 40 {
        visits += 1;
        let mut vera = server.visitor(1, have.last().copied().unwrap_or(0)).await;
        while have.len() < 40
            && let Some(frame) = vera.frame_or_end().await
        {
            if let Some(event) = frame.strip_prefix("event ") {
                have.push(event.split(' ').next().unwrap().parse::<i64>().unwrap());
            }
        }
    }
    assert_eq!(have, (1..=40).collect::<Vec<_>>());
    assert!(visits > 1, "need a backlog too long for one stream for this to mean anything");
}

#[tokio::test]
async fn one_stream_too_many_closes_the_oldest_and_keeps_it_away() {
    let limits = Limits { per_conversation: 2, per_agent: 1, ..Limits::default() };
    let server = Server::start(limits, Settings::default()).await;
    let mut first = server.visitor(1, 0).await;
    let mut second = server.visitor(1, 0).await;
    let mut third = server.visitor(1, 0).await;
    first.frame().await;
    assert_eq!(first.frame().await, r#"drain {"after_ms":30000}"#);
    assert_eq!(first.frame_or_end().await, None);
    server.say(1, "");
    assert_eq!(second.seqs(1).await, [1]);
    assert_eq!(third.seqs(1).await, [1]);

    let mut old_tab = server.agent().await;
    let mut new_tab = server.agent().await;
    assert_eq!(old_tab.frame().await, r#"drain {"after_ms":30000}"#);
    server.has_streams(3).await;
    assert_eq!(server.hub.agents_online(), 1);
    server.say(2, "");
    assert!(new_tab.frame().await.starts_with("conversation "));
}

#[tokio::test]
async fn no_more_streams_than_allowed_are_open_in_all() {
    let limits = Limits { in_all: 1, ..Limits::default() };
    let server = Server::start(limits, Settings::default()).await;
    let vera = server.visitor(1, 0).await;
    let mut other = server.connect().await;
    other.get("/visitor/2?after=0").await;
    assert!(other.head().await.starts_with("HTTP/1.1 503"));
    drop(vera);
    server.has_streams(0).await;
    server.visitor(2, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_come_and_go_while_others_write_get_everything_once() {
    let server = server().await;
    let writer = {
        let (memory, bus) = (server.memory.clone(), server.bus.clone());
        tokio::spawn(async move {
            for seq in 1..=2_000 {
                bus.publish(&memory.commit(&conversation(1), seq, "Tulpen"));
                if seq % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        })
    };
    let mut have: Vec<i64> = Vec::new();
    let mut visits = 0;
    while have.len() < 2_000 {
        visits += 1;
        let mut vera = server.visitor(1, have.last().copied().unwrap_or(0)).await;
        for _ in 0..97 {
            let Some(frame) = vera.frame_or_end().await else { break };
            if let Some(event) = frame.strip_prefix("event ") {
                have.push(event.split(' ').next().unwrap().parse().unwrap());
                if have.len() == 2_000 {
                    break;
                }
            }
        }
    }
    writer.await.unwrap();
    assert_eq!(have, (1..=2_000).collect::<Vec<_>>());
    assert!(visits > 2, "need reconnections for this to mean anything");
}
