//! Checking the log from its beginning: every block, the chain, and every event that is still kept.

use serde::Serialize;

use super::{Block, SealedBlock};
use crate::id::NoticeVersion;
use crate::merkle::{self, Bytes, Hash};
use crate::time::{MINUTE, Timestamp};

/// So many findings are named one by one; of more, only the number is given.
pub const MAX_FINDINGS: usize = 100;

/// A consent event is sealed within a second or so; a busy server may take longer, in milliseconds.
const TIME_TO_SEAL: i64 = 10 * MINUTE;

/// Something that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Finding {
    /// Block 0, or a block between two others, is not there.
    BlockMissing {
        /// Its number.
        number: i64,
    },
    /// What a block says of itself does not fit its hash or its leaves.
    BlockChanged {
        /// Its number.
        number: i64,
    },
    /// A block names another predecessor, place or time than the one that is there.
    ChainBroken {
        /// Its number.
        number: i64,
    },
    /// An event does not fit its leaf.
    EventChanged {
        /// Its position.
        position: i64,
    },
    /// An event is gone before its time was up.
    EventMissing {
        /// Its position.
        position: i64,
    },
    /// A second event claims a position.
    EventAdded {
        /// The position.
        position: i64,
    },
    /// A text that was shown is not what its name says, which is its hash.
    NoticeChanged {
        /// Its name.
        version: NoticeVersion,
    },
    /// The text under which events were recorded is not there.
    NoticeMissing {
        /// How many events.
        events: i64,
    },
    /// Events have been sealed, but no block holds them.
    BlocksCut {
        /// How many.
        events: i64,
    },
}

/// What was found of the event at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Its position in the log.
    pub position: i64,
    /// Its leaf as it is made of what is kept now; `None`: what is kept is no event.
    pub hash: Option<Hash>,
    /// The time that it bears, if it is an event.
    pub at: Option<Timestamp>,
}

/// What can be said of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Something is not as it was sealed.
    Broken,
    /// The head that was given is not in the log.
    HeadUnknown,
    /// Everything fits together. Whether it is the log of yesterday, nobody can tell without a head.
    Consistent,
    /// Everything fits together, and up to this block it is what it was when the head was given out.
    UnchangedSince(Timestamp),
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is not as it was, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub found: usize,
    /// The last block and its hash.
    pub last: Option<(Block, Hash)>,
    /// Events that are kept, and fit their leaves.
    pub kept: i64,
    /// Events of which only the leaf is left, because their time was up.
    pub gone: i64,
    /// Events that are still to be sealed: nothing can be said of them.
    pub waiting: i64,
    /// Events that were not sealed when their time says that they happened: the clock was set, or
    /// they were put in later.
    pub misdated: i64,
    /// Was a head given?
    pub has_head: bool,
    /// The block of that head.
    pub head: Option<Block>,
}

impl Checked {
    /// What can be said.
    pub const fn verdict(&self) -> Verdict {
        match &self.head {
            _ if self.found > 0 => Verdict::Broken,
            Some(block) => Verdict::UnchangedSince(block.at),
            None if self.has_head => Verdict::HeadUnknown,
            None => Verdict::Consistent,
        }
    }
}

/// A check that goes on, block by block.
#[derive(Debug)]
pub struct Check {
    head: Option<Hash>,
    needed_since: Timestamp,
    checked: Checked,
}

impl Check {
    /// Begins at the beginning. Events that were sealed before `needed_since` may have been deleted
    /// (R-PROOF-05); `head` is the hash of a block that somebody has kept.
    pub const fn new(head: Option<Hash>, needed_since: Timestamp) -> Self {
        let checked = Checked {
            findings: Vec::new(),
            found: 0,
            last: None,
            kept: 0,
            gone: 0,
            waiting: 0,
            misdated: 0,
            has_head: head.is_some(),
            head: None,
        };
        Self { head, needed_since, checked }
    }

    /// The number of the next block.
    pub fn next(&self) -> i64 {
        self.checked.last.as_ref().map_or(0, |(block, _)| block.number.saturating_add(1))
    }

    /// The next block that is kept, with what is kept of its events, in their order.
    pub fn block(&mut self, sealed: &SealedBlock, events: &[Leaf]) {
        let (block, number) = (&sealed.block, sealed.block.number);
        if number > self.next() {
            self.find(Finding::BlockMissing { number: self.next() });
        } else if !self.follows(block) {
            self.find(Finding::ChainBroken { number });
        }
        let count = i64::try_from(sealed.leaves.len()).unwrap_or(i64::MAX);
        let is_whole = block.count == count
            && block.root == merkle::root(&sealed.leaves)
            && block.hash() == sealed.hash;
        if !is_whole {
            self.find(Finding::BlockChanged { number });
        }
        self.events(sealed, events);
        self.times(block, events);
        if self.head == Some(sealed.hash) {
            self.checked.head = Some(block.clone());
        }
        self.checked.last = Some((block.clone(), sealed.hash));
    }

    fn follows(&self, block: &Block) -> bool {
        match &self.checked.last {
            None => block.number == 0 && block.first == 0 && block.previous == Bytes([0; 32]),
            Some((last, hash)) => {
                block.first == last.end() && block.previous == *hash && block.at >= last.at
            }
        }
    }

    fn events(&mut self, sealed: &SealedBlock, events: &[Leaf]) {
        let may_be_gone = sealed.block.at < self.needed_since;
        let mut events = events.iter().peekable();
        for (index, leaf) in (0..).zip(&sealed.leaves) {
            let position = sealed.block.first.saturating_add(index);
            match events.next_if(|event| event.position == position) {
                Some(event) if event.hash == Some(*leaf) => self.checked.kept += 1,
                Some(_) => self.find(Finding::EventChanged { position }),
                None if may_be_gone => self.checked.gone += 1,
                None => self.find(Finding::EventMissing { position }),
            }
            while let Some(event) = events.next_if(|event| event.position <= position) {
                self.find(Finding::EventAdded { position: event.position });
            }
        }
    }

    /// An event is sealed soon after it happened: between the block before and its own.
    fn times(&mut self, block: &Block, events: &[Leaf]) {
        let before = self.checked.last.as_ref().map_or(block.at, |(last, _)| last.at);
        let span = before.plus(-TIME_TO_SEAL)..=block.at.plus(TIME_TO_SEAL);
        let all = events.iter().filter_map(|event| event.at);
        let outside = all.filter(|at| !span.contains(at)).count();
        // The first block after the beginning may hold what has waited for the program to start.
        self.checked.misdated +=
            if block.number < 2 { 0 } else { i64::try_from(outside).unwrap_or(i64::MAX) };
    }

    /// The name and the hash of a text that was shown.
    pub fn notice(&mut self, version: &NoticeVersion, content: &str) {
        if NoticeVersion::of(content) != *version {
            self.find(Finding::NoticeChanged { version: version.clone() });
        }
    }

    /// So many events whose text is not there, under their site and in their language.
    pub fn without_notice(&mut self, events: i64) {
        if events > 0 {
            self.find(Finding::NoticeMissing { events });
        }
    }

    /// After the last block: how many events have a position beyond it, and how many have none yet.
    pub fn finish(mut self, beyond: i64, waiting: i64) -> Checked {
        if beyond > 0 {
            self.find(Finding::BlocksCut { events: beyond });
        }
        self.checked.waiting = waiting;
        self.checked
    }

    fn find(&mut self, finding: Finding) {
        self.checked.found += 1;
        if self.checked.findings.len() < MAX_FINDINGS {
            self.checked.findings.push(finding);
        }
    }
}
