//! The proof that consent events are what they were (R-PROOF-04): each is a leaf, leaves are sealed
//! into blocks, and each block names the hash of the one before it. What it shows, and what it
//! can't, is told in docs/proof.md.
//!
//! A leaf is the hash of a salt and the event. When the event's time is up, it goes together with
//! its salt; the leaf stays, and tells nothing without them (R-PROOF-05).

mod check;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use check::{Check, Checked, Finding, Leaf, MAX_FINDINGS, Verdict};

use crate::consent::Event;
use crate::merkle::{self, Bytes, Hash};
use crate::time::Timestamp;

/// The first byte of what a block's hash is the hash of.
const BLOCK: u8 = 2;

/// Random bytes of an event's own: without them nobody can try out what a leaf stands for.
pub type Salt = Bytes<16>;

/// The text of an event that goes into its leaf: always the same for the same event.
pub fn text(event: &Event) -> String {
    json!([
        "plausch-consent-1",
        event.id.record,
        event.id.number,
        event.site,
        event.kind.as_str(),
        event.granted,
        event.since,
        event.notice,
        event.lang,
        event.ui,
        event.at,
    ])
    .to_string()
}

/// An event's leaf.
pub fn leaf(salt: &Salt, event: &Event) -> Hash {
    leaf_of(salt, &text(event))
}

fn leaf_of(salt: &Salt, text: &str) -> Hash {
    merkle::hash(merkle::LEAF, &[&salt.0, text.as_bytes()])
}

/// Events that were sealed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its place in the chain. Block 0 holds no event and begins the chain.
    pub number: i64,
    /// The position of its first event in the log, from 0.
    pub first: i64,
    /// How many events it holds.
    pub count: i64,
    /// When they were sealed; never before the block before it.
    pub at: Timestamp,
    /// The root of the tree over their leaves.
    pub root: Hash,
    /// The hash of the block before it; zeros for block 0.
    pub previous: Hash,
}

/// A block with its leaves and its hash, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBlock {
    /// The block.
    pub block: Block,
    /// Its hash.
    pub hash: Hash,
    /// The leaves of its events, in their order.
    pub leaves: Vec<Hash>,
}

impl Block {
    /// The hash that the next block names, and that somebody may keep as the log's *head*.
    pub fn hash(&self) -> Hash {
        let Self { number, first, count, at, root, previous } = self;
        let text = json!(["plausch-block-1", number, first, count, at, root, previous]);
        merkle::hash(BLOCK, &[text.to_string().as_bytes()])
    }

    /// The position after its last event.
    pub const fn end(&self) -> i64 {
        self.first.saturating_add(self.count)
    }
}

impl SealedBlock {
    /// Block 0.
    pub fn beginning(at: Timestamp) -> Self {
        Self::new(0, 0, Bytes([0; 32]), Vec::new(), at)
    }

    /// The next block of the chain. Its time is not before its predecessor's, whatever the clock
    /// says: retention goes by it.
    pub fn after(last: &Block, hash: Hash, leaves: Vec<Hash>, now: Timestamp) -> Self {
        Self::new(last.number + 1, last.end(), hash, leaves, now.max(last.at))
    }

    fn new(number: i64, first: i64, previous: Hash, leaves: Vec<Hash>, at: Timestamp) -> Self {
        let count = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
        let block = Block { number, first, count, at, root: merkle::root(&leaves), previous };
        Self { hash: block.hash(), block, leaves }
    }

    /// What shows that the event at this position is in the block; `None`: it is in another one.
    pub fn inclusion(&self, position: i64, salt: Salt, event: &Event) -> Option<Inclusion> {
        let index = usize::try_from(position.checked_sub(self.block.first)?).ok()?;
        Some(Inclusion {
            event: text(event),
            salt,
            position,
            path: merkle::path(&self.leaves, index)?,
            block: self.block.clone(),
            head: self.hash,
        })
    }
}

/// Shows that an event is in the log, to whoever trusts the head: a part of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The event's text, as it went into the leaf.
    pub event: String,
    /// Its salt.
    pub salt: Salt,
    /// Its place in the log, from 0.
    pub position: i64,
    /// The hashes from its leaf to the block's root.
    pub path: Vec<Hash>,
    /// The block.
    pub block: Block,
    /// The block's hash. `plausch verify --head` says whether the log still holds it.
    pub head: Hash,
}

impl Inclusion {
    /// Does the path lead from the event to the block's root, and is the head the block's?
    pub fn holds(&self) -> bool {
        let place = |number: i64| u64::try_from(number).ok();
        let root = || {
            let index = place(self.position.checked_sub(self.block.first)?)?;
            let leaf = leaf_of(&self.salt, &self.event);
            merkle::root_by(&self.path, leaf, index, place(self.block.count)?)
        };
        self.block.hash() == self.head && root() == Some(self.block.root)
    }
}
