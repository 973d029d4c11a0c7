//! A topic: what the streams of one conversation (or all agents' streams) have in common. Who may
//! read, and when it is read, is the hub's.

use parking_lot::Mutex;
use plausch_core::id::ConversationId;
use plausch_core::role::Reach;
use tokio::sync::Notify;

use super::frame::{self, Bytes};
use super::ring::{At, Audience, Bounds, Entry, Ring};
use super::source::Page;

#[derive(Debug)]
pub(super) struct Topic {
    /// `None` for the agents' inbox.
    pub(super) conversation: Option<ConversationId>,
    /// Wakes all streams of the topic.
    pub(super) wake: Notify,
    bounds: Bounds,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    ring: Ring,
    /// Since when the ring is without gaps, and up to where. `None` until a stream has started.
    known: Option<Known>,
    /// Somebody reads right now (only one does).
    is_reading: bool,
    /// A hint came that the read under way may not have seen.
    is_dirty: bool,
    /// The last frame of all streams; after it they close.
    ending: Option<Bytes>,
    /// The streams, oldest first. A stream that is not in here any more closes.
    tickets: Vec<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    floor: i64,
    last: i64,
}

/// What a stream does next.
#[derive(Debug)]
pub(super) enum Next {
    Write(Bytes),
    Wait,
    /// Write this, if anything, and close.
    Close(Option<Bytes>),
}

impl Topic {
    pub(super) fn new(conversation: Option<ConversationId>, bounds: Bounds) -> Self {
        Self { conversation, wake: Notify::new(), bounds, state: Mutex::default() }
    }

    /// Adds a stream; returns its position. `ticket` grows from stream to stream.
    pub(super) fn enter(&self, ticket: u64) -> u64 {
        let mut state = self.state.lock();
        state.tickets.push(ticket);
        state.ring.end()
    }

    /// Removes a stream; true when it was the last.
    pub(super) fn leave(&self, ticket: u64) -> bool {
        let mut state = self.state.lock();
        if let Ok(index) = state.tickets.binary_search(&ticket) {
            state.tickets.remove(index);
        }
        state.tickets.is_empty()
    }

    /// Closes the oldest streams until at most `keep` are left.
    pub(super) fn evict_oldest(&self, keep: usize) {
        let mut state = self.state.lock();
        let surplus = state.tickets.len().saturating_sub(keep);
        if surplus > 0 {
            state.tickets.drain(..surplus);
            drop(state);
            self.wake.notify_waiters();
        }
    }

    /// Closes one stream.
    pub(super) fn evict(&self, ticket: u64) {
        self.leave(ticket);
        self.wake.notify_waiters();
    }

    /// A stream whose backlog ends at `seq` wants to go on with the ring. False when the ring
    /// begins after that: the stream reads on and asks again.
    pub(super) fn start_at(&self, seq: i64) -> bool {
        let mut state = self.state.lock();
        let known = state.known.get_or_insert(Known { floor: seq, last: seq });
        seq >= known.floor
    }

    /// Asks for the right to read; `None` when there is nothing to read or somebody reads already
    /// (who then reads once more). `seq`: what happened, if known.
    pub(super) fn begin_reading(&self, seq: Option<i64>) -> Option<i64> {
        let mut state = self.state.lock();
        let Some(known) = state.known else {
            state.is_dirty = true;
            return None;
        };
        if state.ending.is_some() || seq.is_some_and(|seq| seq <= known.last) {
            return None;
        }
        if state.is_reading {
            state.is_dirty = true;
            return None;
        }
        state.is_reading = true;
        state.is_dirty = false;
        Some(known.last)
    }

    /// A hint came before the first stream had started.
    pub(super) fn is_dirty(&self) -> bool {
        self.state.lock().is_dirty
    }

    /// Puts what was read into the ring. Returns after which `seq` to read on; `None` ends the
    /// right to read.
    pub(super) fn append(&self, page: &Page) -> Option<i64> {
        // Made outside the lock, once for all streams.
        let frames: Vec<Entry> = page
            .events
            .iter()
            .map(|event| Entry {
                bytes: frame::event(event).into_bytes().into(),
                seq: event.seq,
                audience: Audience::Everybody,
            })
            .collect();
        let mut state = self.state.lock();
        let mut last = state.known.map_or(0, |known| known.last);
        let has_ended = state.ending.is_some();
        for entry in frames.into_iter().filter(|_| !has_ended) {
            if entry.seq > last {
                last = entry.seq;
                state.ring.push(entry, self.bounds);
            }
        }
        if let Some(known) = &mut state.known {
            known.last = last;
        }
        let reads_on = !has_ended && (state.is_dirty || (page.more && !page.events.is_empty()));
        state.is_dirty = false;
        state.is_reading = reads_on;
        drop(state);
        self.wake.notify_waiters();
        reads_on.then_some(last)
    }

    /// The reader gave up: an error, or it was cancelled.
    pub(super) fn give_up_reading(&self) {
        self.state.lock().is_reading = false;
    }

    /// The last `seq` in the ring; `None` until a stream has started.
    pub(super) fn last(&self) -> Option<i64> {
        self.state.lock().known.map(|known| known.last)
    }

    /// Sends a frame that is not durable.
    pub(super) fn push(&self, bytes: Bytes, audience: Audience) {
        {
            let mut state = self.state.lock();
            if state.ending.is_some() {
                return;
            }
            state.ring.push(Entry { bytes, seq: 0, audience }, self.bounds);
        }
        self.wake.notify_waiters();
    }

    /// Forgets frames older than the heartbeat before, and sends the new one.
    pub(super) fn beat(&self, heartbeat: Bytes) {
        self.state.lock().ring.age();
        self.push(heartbeat, Audience::Everybody);
    }

    /// Every stream writes this frame instead of whatever was left, and closes.
    pub(super) fn end(&self, last_frame: Bytes) {
        {
            let mut state = self.state.lock();
            state.ending.get_or_insert(last_frame);
            state.ring.clear();
        }
        self.wake.notify_waiters();
    }

    /// What the ring holds.
    #[cfg(test)]
    pub(super) fn kept_bytes(&self) -> usize {
        self.state.lock().ring.bytes()
    }

    /// Whether [`Topic::next`] would answer anything but "wait".
    pub(super) fn has_news(&self, ticket: u64, position: u64) -> bool {
        let state = self.state.lock();
        state.ending.is_some()
            || state.tickets.binary_search(&ticket).is_err()
            || !matches!(state.ring.at(position), At::End)
    }

    /// What the stream with this ticket, position and last written `seq` does next; what isn't for
    /// its reader is passed over.
    pub(super) fn next(
        &self,
        ticket: u64,
        reach: Option<&Reach>,
        position: &mut u64,
        last: &mut i64,
    ) -> Next {
        let state = self.state.lock();
        if let Some(ending) = &state.ending {
            return Next::Close(Some(ending.clone()));
        }
        if state.tickets.binary_search(&ticket).is_err() {
            return Next::Close(Some(frame::drain(super::hub::EVICTED_STAYS_AWAY)));
        }
        loop {
            match state.ring.at(*position) {
                At::End => return Next::Wait,
                At::Gone => return Next::Close(None),
                At::Entry(entry) => {
                    *position += 1;
                    if !entry.audience.has(reach) {
                        continue;
                    }
                    if entry.seq == 0 {
                        return Next::Write(entry.bytes.clone());
                    }
                    if entry.seq > *last {
                        *last = entry.seq;
                        return Next::Write(entry.bytes.clone());
                    }
                }
            }
        }
    }
}
