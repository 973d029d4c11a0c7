//! The promise of `mod.rs`, played: whatever happens in whatever order, every reader gets every
//! event exactly once and in order.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use proptest::prelude::*;
use tokio::task::{JoinHandle, yield_now};

use super::memory::{Memory, conversation};
use crate::live::topic::Next;
use crate::live::{Hint, Hub, Limits, Opening};

#[derive(Debug, Clone)]
enum Step {
    /// An event is committed, `skip` numbers after the last (notes lie between); its hint is lost
    /// or not.
    Commit {
        skip: i64,
        is_hint_lost: bool,
    },
    /// A hint about something invisible.
    Note,
    /// Reader number so and so comes (back) and goes on after what it has.
    Connect(usize),
    /// It is cut off, wherever it stands.
    Cut(usize),
    Beat,
    /// The database becomes so slow, so small in its pages, or fails.
    Slowness(usize),
    Pages(usize),
    Down(bool),
    /// Everybody gets on a little.
    Yield(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..3_i64, any::<bool>())
            .prop_map(|(skip, is_hint_lost)| Step::Commit { skip, is_hint_lost }),
        1 => Just(Step::Note),
        5 => (0..3_usize).prop_map(Step::Connect),
        2 => (0..3_usize).prop_map(Step::Cut),
        1 => Just(Step::Beat),
        2 => (0..5_usize).prop_map(Step::Slowness),
        1 => (0..4_usize).prop_map(Step::Pages),
        1 => proptest::bool::weighted(0.3).prop_map(Step::Down),
        6 => (1..8_u8).prop_map(Step::Yield),
    ]
}

/// A client: what it has read so far, and the task that reads for it.
#[derive(Default)]
struct Reader {
    has: Arc<parking_lot::Mutex<Vec<i64>>>,
    connection: Option<JoinHandle<()>>,
}

impl Reader {
    fn cut(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.abort();
        }
    }

    fn connect(&mut self, hub: &Arc<Hub>) {
        self.cut();
        let (hub, has) = (Arc::clone(hub), Arc::clone(&self.has));
        self.connection = Some(tokio::spawn(async move {
            let after = has.lock().last().copied().unwrap_or(0);
            let Ok(take_over) = hub.open_visitor(&conversation(1), after, true).await else {
                return;
            };
            let Some(Opening { frames, subscription }) = take_over.take() else { return };
            has.lock().extend(seqs(&frames));
            let Some(mut subscription) = subscription else { return };
            loop {
                match subscription.next() {
                    Next::Write(frame) => has.lock().extend(seqs(&frame)),
                    Next::Wait => {
                        let woken = subscription.woken();
                        if !subscription.has_news() {
                            woken.await;
                        }
                    }
                    Next::Close(_) => return,
                }
            }
        }));
    }
}

fn seqs(frames: &[u8]) -> Vec<i64> {
    let text = std::str::from_utf8(frames).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect()
}

async fn settle() {
    for _ in 0..500 {
        yield_now().await;
    }
}

/// `is_reliable`: no hint is lost and the database never fails; then no heartbeat is needed either.
async fn play(steps: Vec<Step>, is_reliable: bool) -> (Vec<i64>, Vec<Vec<i64>>) {
    let (memory, tulips) = (Memory::new(), conversation(1));
    let hub = memory.hub(Limits::default());
    let mut readers: [Reader; 3] = Default::default();
    let mut committed = Vec::new();
    hub.receive(&memory.commit(&tulips, 1, "Haben Sie Tulpen?"), None);
    committed.push(1);
    for step in steps {
        let last = memory.last(&tulips);
        match step {
            Step::Commit { skip, is_hint_lost } => {
                let hint = memory.commit(&tulips, last + 1 + skip, "");
                committed.push(last + 1 + skip);
                if is_reliable || !is_hint_lost {
                    hub.receive(&hint, None);
                }
            }
            Step::Note => {
                hub.receive(
                    &Hint::Conversation { conversation: tulips.clone(), seq: last + 1 },
                    None,
                );
            }
            Step::Connect(number) => readers[number].connect(&hub),
            Step::Cut(number) => readers[number].cut(),
            Step::Beat | Step::Down(_) if is_reliable => {}
            Step::Beat => hub.beat(Duration::ZERO).await,
            Step::Slowness(yields) => memory.slowness.store(yields, Ordering::SeqCst),
            Step::Pages(events) => memory.page.store(events, Ordering::SeqCst),
            Step::Down(is_down) => memory.is_down.store(is_down, Ordering::SeqCst),
            Step::Yield(times) => {
                for _ in 0..times {
                    yield_now().await;
                }
            }
        }
    }
    // Whatever it was, the database answers again.
    memory.is_down.store(false, Ordering::SeqCst);
    memory.slowness.store(0, Ordering::SeqCst);
    settle().await;
    for reader in &mut readers {
        if reader.connection.as_ref().is_none_or(JoinHandle::is_finished) {
            reader.connect(&hub);
        }
    }
    settle().await;
    if !is_reliable {
        hub.beat(Duration::ZERO).await;
        settle().await;
    }
    let have = readers.iter().map(|reader| reader.has.lock().clone()).collect();
    readers.iter_mut().for_each(Reader::cut);
    settle().await;
    assert_eq!((hub.streams(), hub.topics()), (0, 0), "nothing is kept when everybody has gone");
    (committed, have)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn every_reader_gets_every_event_once_and_in_order(
        steps in proptest::collection::vec(step(), 1..60),
        is_reliable in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (committed, have) = runtime.block_on(play(steps, is_reliable));
        for reader in have {
            prop_assert_eq!(&reader, &committed);
        }
    }
}

/// The case that a simple "subscribe, then read" misses: a stream whose backlog is older than the
/// place where another stream has started the topic.
#[tokio::test]
async fn a_slow_backlog_does_not_miss_what_a_faster_one_has_seen() {
    let (memory, tulips) = (Memory::new(), conversation(1));
    let hub = memory.hub(Limits::default());
    memory.commit(&tulips, 1, "");
    memory.slowness.store(10, Ordering::SeqCst);
    let mut slow = Reader::default();
    slow.connect(&hub);
    for _ in 0..15 {
        yield_now().await;
    }
    // The slow one has looked and is on its way back.
    memory.commit(&tulips, 2, "");
    memory.slowness.store(0, Ordering::SeqCst);
    let mut fast = Reader::default();
    fast.connect(&hub);
    settle().await;
    assert_eq!(*fast.has.lock(), [1, 2]);
    assert_eq!(*slow.has.lock(), [1, 2]);
}

#[tokio::test]
async fn a_burst_of_hints_is_read_at_once_and_once_more() {
    let (memory, tulips) = (Memory::new(), conversation(1));
    let hub = memory.hub(Limits::default());
    let mut readers: [Reader; 3] = Default::default();
    for reader in &mut readers {
        reader.connect(&hub);
    }
    settle().await;
    memory.slowness.store(10, Ordering::SeqCst);
    let before = memory.reads.load(Ordering::SeqCst);
    for seq in 1..=100 {
        hub.receive(&memory.commit(&tulips, seq, ""), None);
        if seq == 50 {
            yield_now().await;
        }
    }
    settle().await;
    assert_eq!(memory.reads.load(Ordering::SeqCst) - before, 2, "one read, and one for the rest");
    for reader in &readers {
        assert_eq!(*reader.has.lock(), (1..=100).collect::<Vec<_>>());
    }
}
