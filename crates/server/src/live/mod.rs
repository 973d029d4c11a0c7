//! Live delivery: what happens in a conversation reaches the open streams of its visitor and of
//! the agents within milliseconds. Not the truth (that is the database), not who may listen (the
//! caller authorises first), not HTTP (`http::connection` hands the socket over).
//!
//! A deed commits and publishes a [`Hint`] (ids and numbers) on the [`Bus`]. The [`Hub`] keeps a
//! topic for every conversation that somebody listens to; on a hint it reads the new events once,
//! makes each a frame once, puts the frames into the topic's bounded ring and wakes the streams.
//! A stream is a socket, a position in the ring and the last `seq` it wrote; it has no queue.
//!
//! # Why no event falls between
//!
//! A stream begins in this order: it takes its position at the end of the ring, then it reads the
//! events after the client's last one (the *backlog*, up to some `b`) and then it *starts*.
//! The ring holds every event after the topic's `floor` (where its first stream started), in
//! order: the topic reads "after the last one I have", one read at a time, and a hint that comes
//! during a read causes another one. Take an event with `seq` > `b`:
//!
//! - *It was put into the ring before the position was taken:* then it was committed before the
//!   backlog was read, and is in it; so `seq` ≤ `b`, against the assumption.
//! - *It never comes into the ring, because the topic began later than it:* then `seq` ≤ `floor`.
//!   A stream whose backlog ends before the floor does not start but reads on (once: the floor
//!   does not move), so `seq` ≤ `floor` ≤ `b`, against the assumption.
//! - *Its hint came while the topic had no floor yet:* the topic remembers that and reads when its
//!   first stream starts.
//! - *Its hint was lost:* the next heartbeat compares the database's last `seq` with the topic's
//!   and reads.
//!
//! So it is in the ring at or after the position. An event with `seq` ≤ `b` that is in the ring
//! as well is skipped by its number. Each is written once, in order, or the connection is closed
//! (the reader fell behind the ring, the line was cut) and the client comes back with its last
//! `seq`. `tests.rs` plays random interleavings of all this.

mod bus;
mod frame;
mod heartbeat;
mod hints;
mod hub;
mod opening;
mod presence;
mod ring;
mod source;
mod stream;
mod subscription;
#[cfg(test)]
pub(crate) mod tests;
mod topic;

pub use bus::{Bus, Hint, OverReason, Side};
pub use heartbeat::keep_beating;
pub use hub::{Hub, Limits};
pub use opening::OpenError;
pub use presence::Presence;
pub use source::{Event, Page, Source, Unreadable};
pub use stream::TakeOver;
pub(crate) use stream::{Opening, run as run_stream};
