//! How much of everything: protection against accidents and abuse, not a price list.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The section `[limits]`. None may be 0: what is not wanted is switched off elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Open connections, streams included.
    pub connections: NonZeroU32,
    /// Open streams of one conversation; the oldest makes room.
    pub streams_per_conversation: NonZeroU32,
    /// Open streams of one agent; the oldest makes room.
    pub streams_per_agent: NonZeroU32,
    /// Attempts to sign in, per address and per account.
    pub sign_ins_per_minute: NonZeroU32,
    /// Conversations begun from one address.
    pub conversations_per_minute: NonZeroU32,
    /// Consents recorded from one address.
    pub consents_per_minute: NonZeroU32,
    /// Messages in one conversation, steadily …
    pub messages_per_second: NonZeroU32,
    /// … and at once.
    pub messages_at_once: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let some = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            connections: some(20_000),
            streams_per_conversation: some(8),
            streams_per_agent: some(8),
            sign_ins_per_minute: some(10),
            conversations_per_minute: some(20),
            consents_per_minute: some(60),
            messages_per_second: some(2),
            messages_at_once: some(10),
        }
    }
}

/// Between 1 and 20: clients count 45 seconds of silence as a dead line (docs/api.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct HeartbeatSeconds(u32);

impl HeartbeatSeconds {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0.into())
    }
}

impl Default for HeartbeatSeconds {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<u32> for HeartbeatSeconds {
    type Error = &'static str;
    fn try_from(seconds: u32) -> Result<Self, Self::Error> {
        if (1..=20).contains(&seconds) { Ok(Self(seconds)) } else { Err("must be from 1 to 20") }
    }
}

impl From<HeartbeatSeconds> for u32 {
    fn from(seconds: HeartbeatSeconds) -> Self {
        seconds.0
    }
}
