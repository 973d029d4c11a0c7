//! Live delivery as a whole: `memory` is the database, `gapless` plays random interleavings without
//! sockets, `wire` has real sockets,
//! with `server` between.

mod gapless;
pub(crate) mod memory;
pub(crate) mod server;
mod wire;

/// Budget: an idle stream takes at most 2 kB in all. Most of that is this task.
#[test]
fn the_task_of_a_stream_stays_small() {
    fn size_of_answer<A, B, C, F>(_: impl Fn(A, B, C) -> F) -> usize {
        std::mem::size_of::<F>()
    }
    let size = size_of_answer(super::stream::run::<tokio::sync::OwnedSemaphorePermit>);
    assert!(size <= 384, "{size} bytes");
}
