//! The heartbeat: one tick for the whole node. It keeps the lines alive, tells every client the
//! last `seq` it should have, and cures lost hints.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use plausch_core::id::ConversationId;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::bus::OverReason;
use super::frame;
use super::hub::Hub;
use super::topic::Topic;

/// How many conversations one query asks for.
const CHUNK: usize = 500;

/// Beats every `every` until `shutdown` says true (or its sender is gone). Clients count two
/// missed beats (45 s) as a dead line, so 20 s is the longest that makes sense.
pub async fn keep_beating(hub: Arc<Hub>, every: Duration, mut shutdown: watch::Receiver<bool>) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = shutdown.wait_for(|is_down| *is_down) => return,
        }
        // Spread over a quarter of the time, so that the burst of small writes to many thousand
        // streams does not stand in the way of messages.
        hub.beat(every / 4).await;
    }
}

impl Hub {
    /// One heartbeat for all streams, spread over about `spread`.
    pub async fn beat(self: &Arc<Self>, spread: Duration) {
        self.inbox.beat(frame::inbox::heartbeat());
        let topics = self.conversation_topics();
        let mut chunks = topics.chunks(CHUNK).peekable();
        let pause = spread / u32::try_from(chunks.len()).unwrap_or(u32::MAX).max(1);
        while let Some(chunk) = chunks.next() {
            self.beat_chunk(chunk).await;
            if chunks.peek().is_some() {
                sleep(pause).await;
            }
        }
    }

    async fn beat_chunk(self: &Arc<Self>, topics: &[Arc<Topic>]) {
        let ids: Vec<ConversationId> =
            topics.iter().filter_map(|topic| topic.conversation.clone()).collect();
        let answer: Option<HashMap<ConversationId, i64>> = match self.source.last_seqs(ids).await {
            Ok(lasts) => Some(lasts.into_iter().collect()),
            Err(error) => {
                tracing::warn!(%error, "cannot read the last events of conversations");
                None
            }
        };
        for topic in topics {
            // Without a stream that has started there is nobody to tell.
            let (Some(known), Some(conversation)) = (topic.last(), &topic.conversation) else {
                continue;
            };
            match &answer {
                // The line is alive even when the database is not.
                None => topic.beat(frame::heartbeat(known)),
                Some(lasts) => match lasts.get(conversation) {
                    Some(last) => self.beat_topic(topic, *last),
                    None => self.end(conversation, OverReason::Erased),
                },
            }
        }
    }

    /// A topic that lags behind the database reads first; should the reading fail, the heartbeat
    /// tells the clients that there is something to fetch.
    fn beat_topic(self: &Arc<Self>, topic: &Arc<Topic>, last: i64) {
        let Some(after) = topic.begin_reading(Some(last)) else {
            topic.beat(frame::heartbeat(last));
            return;
        };
        let (hub, topic) = (Arc::clone(self), Arc::clone(topic));
        tokio::spawn(async move {
            hub.refresh(Arc::clone(&topic), after).await;
            topic.beat(frame::heartbeat(last));
        });
    }
}
