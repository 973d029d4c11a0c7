//! The frames of the two streams, byte for byte as docs/api.md has them. What they mean is not
//! decided here.

use std::sync::Arc;
use std::time::Duration;

use plausch_core::id::ConversationId;
use serde_json::json;

use super::bus::OverReason;
use super::source::Event;

/// A frame as it goes over the wire, shared by all streams that write it.
pub(super) type Bytes = Arc<[u8]>;

fn frame(event: &str, data: &serde_json::Value) -> Bytes {
    format!("event: {event}\ndata: {data}\n\n").into_bytes().into()
}

pub(super) fn hello(last: i64, agents_online: bool, restricted: Option<&str>) -> Bytes {
    let hello = json!({ "last": last, "agents_online": agents_online, "restricted": restricted });
    frame("hello", &hello)
}

pub(super) fn event(event: &Event) -> String {
    debug_assert!(!event.json.contains('\n'), "a line break would end the frame early");
    format!("id: {}\nevent: event\ndata: {}\n\n", event.seq, event.json)
}

pub(super) fn typing(typing: bool) -> Bytes {
    frame("typing", &json!({ "typing": typing }))
}

pub(super) fn seen(seq: i64) -> Bytes {
    frame("seen", &json!({ "seq": seq }))
}

/// What the greeting says of it has changed.
pub(super) fn restricted(why: Option<&str>) -> Bytes {
    frame("restricted", &json!({ "restricted": why }))
}

pub(super) fn heartbeat(last: i64) -> Bytes {
    frame("heartbeat", &json!({ "last": last }))
}

pub(super) fn drain(after: Duration) -> Bytes {
    let after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
    frame("drain", &json!({ "after_ms": after_ms }))
}

pub(super) fn over(reason: OverReason) -> Bytes {
    frame("over", &json!({ "reason": reason }))
}

/// The agents' stream carries hints: a tab that shows the conversation fetches what it shows.
pub(super) mod inbox {
    use super::{Bytes, ConversationId, OverReason, frame, json};

    pub(in crate::live) fn hello() -> Bytes {
        frame("hello", &json!({}))
    }

    pub(in crate::live) fn conversation(conversation: &ConversationId, seq: i64) -> Bytes {
        frame("conversation", &json!({ "conversation": conversation, "seq": seq }))
    }

    pub(in crate::live) fn typing(conversation: &ConversationId, typing: bool) -> Bytes {
        frame("typing", &json!({ "conversation": conversation, "typing": typing }))
    }

    pub(in crate::live) fn seen(conversation: &ConversationId, seq: i64) -> Bytes {
        frame("seen", &json!({ "conversation": conversation, "seq": seq }))
    }

    pub(in crate::live) fn over(conversation: &ConversationId, reason: OverReason) -> Bytes {
        frame("over", &json!({ "conversation": conversation, "reason": reason }))
    }

    pub(in crate::live) fn presence(conversation: &ConversationId) -> Bytes {
        frame("presence", &json!({ "conversation": conversation }))
    }

    pub(in crate::live) fn heartbeat() -> Bytes {
        frame("heartbeat", &json!({}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_frames_are_those_of_the_contract() {
        let joined = Event { seq: 7, json: r#"{"seq":7,"previous":5}"#.to_owned() };
        assert_eq!(event(&joined), "id: 7\nevent: event\ndata: {\"seq\":7,\"previous\":5}\n\n");
        for (frame, wanted) in [
            (hello(5, true, None), r#"hello|{"agents_online":true,"last":5,"restricted":null}"#),
            (
                hello(5, false, Some("Nein")),
                r#"hello|{"agents_online":false,"last":5,"restricted":"Nein"}"#,
            ),
            (typing(true), r#"typing|{"typing":true}"#),
            (seen(7), r#"seen|{"seq":7}"#),
            (heartbeat(7), r#"heartbeat|{"last":7}"#),
            (drain(Duration::from_millis(1_500)), r#"drain|{"after_ms":1500}"#),
            (restricted(Some("Nein")), r#"restricted|{"restricted":"Nein"}"#),
            (restricted(None), r#"restricted|{"restricted":null}"#),
            (over(OverReason::Withdrawn), r#"over|{"reason":"withdrawn"}"#),
        ] {
            let (event, data) = wanted.split_once('|').unwrap();
            assert_eq!(text(&frame), format!("event: {event}\ndata: {data}\n\n"));
        }
    }
}
