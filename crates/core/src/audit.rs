//! The audit's chain: each entry names the hash of the one before it, so that nobody changes, takes
//! out or puts in one unnoticed (R-SEC-02, R-PROOF-04). Like every chain it says nothing of its own
//! end: whoever holds the database can make all of it anew, and is found out by a head that somebody
//! else has kept.
//!
//! Its beginning goes when its time is up. What took it is itself an entry ([`DELETED`]) that names
//! the last number that went, and its hash: from there the chain has to go on. Whoever deletes more of
//! the beginning, and is not the rule, has to write such an entry; then it stands there, with its time.
//!
//! Not here: who did what (the store keeps it), and when entries go (`retention`).

use ring::digest::{Context, SHA256};
use serde::Serialize;

use crate::Timestamp;
use crate::merkle::{Bytes, Hash};

/// The first byte of what an entry's hash is of; those of `merkle` are 0 and 1.
const ENTRY: u8 = 2;
/// What the first entry names as the one before it.
pub const BEGINNING: Hash = Bytes([0; 32]);
/// The deed of the rule that takes the oldest entries; its subject is an [`Anchor`].
pub const DELETED: &str = "deleted the beginning of the audit";

/// Up to where the chain's beginning is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The last number that went.
    pub number: i64,
    /// The hash of that entry, which the first one kept is bound to.
    pub hash: Hash,
}

impl Anchor {
    /// Of a chain that has everything still.
    const NOTHING_GONE: Self = Self { number: 0, hash: BEGINNING };

    /// As the subject of an entry.
    pub fn to_subject(self) -> String {
        format!("{} {}", self.number, self.hash)
    }

    fn of(entry: &Entry) -> Option<Self> {
        let (number, hash) = entry.subject.split_once(' ')?;
        let is_one = entry.deed == DELETED && entry.agent.is_none();
        let anchor = Self { number: number.parse().ok()?, hash: Hash::parse(hash)? };
        is_one.then_some(anchor)
    }
}

/// An entry, as far as its hash is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the chain, from 1, without a gap.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who; `None`: the program itself, or somebody who isn't known.
    pub agent: Option<String>,
    /// What was done.
    pub deed: String,
    /// To which thing, by its id.
    pub subject: String,
}

impl Entry {
    /// The hash, which the next entry is bound to.
    pub fn hash(&self, previous: &Hash) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(&[ENTRY]);
        context.update(&previous.0);
        context.update(&self.number.to_be_bytes());
        context.update(&self.at.millis().to_be_bytes());
        let agent = self.agent.as_deref();
        context.update(&[u8::from(agent.is_some())]);
        for text in [&self.id, agent.unwrap_or_default(), &self.deed, &self.subject] {
            // With its length, so that nothing moves from one text to the next.
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Bytes(hash)
    }
}

/// Something in the audit that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Finding {
    /// An entry does not fit its hash, or does not follow the one before it.
    EntryChanged {
        /// Which one.
        number: i64,
    },
    /// Entries are gone that no rule has deleted.
    EntriesMissing {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
}

/// A check of the whole chain, entry by entry in its order.
#[derive(Debug)]
pub struct Check {
    last: Option<(i64, Hash)>,
    /// The first number, and what it names as the hash before it.
    first: Option<(i64, Hash)>,
    anchor: Anchor,
    /// A hash that somebody kept, and the number under which it was found.
    wanted: Option<Hash>,
    found: Option<i64>,
    kept: u64,
    findings: Vec<Finding>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Entries that are kept.
    pub kept: u64,
    /// The last number that its rule took; 0: none.
    pub gone: i64,
    /// The entry whose hash somebody kept elsewhere: it is there, or the last that the rule took.
    pub known: Option<i64>,
    /// Where the chain ends: the number and the hash of its last entry.
    pub head: Option<(i64, Hash)>,
    /// What is not as it was written; the first of them.
    pub findings: Vec<Finding>,
}

/// More findings say nothing that the first don't.
const MOST: usize = 100;

impl Check {
    /// Of a chain whose first entries may have been deleted by their rule, or not. `wanted`: the hash
    /// of an entry that somebody kept elsewhere.
    pub const fn new(wanted: Option<Hash>) -> Self {
        let anchor = Anchor::NOTHING_GONE;
        Self { last: None, first: None, anchor, wanted, found: None, kept: 0, findings: Vec::new() }
    }

    /// The next entry with what it names as the one before it, and with its hash.
    pub fn entry(&mut self, entry: &Entry, previous: &Hash, hash: &Hash) {
        let number = entry.number;
        self.first.get_or_insert((number, *previous));
        self.anchor = Anchor::of(entry).unwrap_or(self.anchor);
        if self.wanted == Some(*hash) {
            self.found = Some(number);
        }
        self.kept += 1;
        let follows = match &self.last {
            None => true,
            Some((last, _)) if number > last + 1 => {
                self.find(Finding::EntriesMissing { from: last + 1, to: number - 1 });
                true
            }
            Some((last, kept)) => number == last + 1 && previous == kept,
        };
        if !follows || entry.hash(previous) != *hash {
            self.find(Finding::EntryChanged { number });
        }
        self.last = Some((number, *hash));
    }

    /// The end. `head`: the last number and hash, as the database keeps them beside the entries.
    pub fn finish(mut self, head: Option<(i64, Hash)>) -> Checked {
        let end = head.map_or(0, |(number, _)| number);
        let last = self.last.map_or(0, |(number, _)| number);
        let Anchor { number: gone, hash } = self.anchor;
        // The rule may go on while somebody checks: what it took meanwhile is no gap.
        let is_gap =
            |one: &Finding| !matches!(one, Finding::EntriesMissing { to, .. } if *to <= gone);
        self.findings.retain(is_gap);
        match self.first {
            Some((first, _)) if first > gone + 1 => {
                self.find(Finding::EntriesMissing { from: gone + 1, to: first - 1 });
            }
            // The chain goes on from something else.
            Some((first, previous)) if first == gone + 1 && previous != hash => {
                self.find(Finding::EntryChanged { number: first });
            }
            // The rule leaves what says so.
            None if end > 0 => self.find(Finding::EntriesMissing { from: 1, to: end }),
            _ => {}
        }
        if self.last.is_some() {
            if end > last {
                self.find(Finding::EntriesMissing { from: last + 1, to: end });
            } else if head != self.last {
                self.find(Finding::EntryChanged { number: last });
            }
        }
        let is_anchor = gone > 0 && self.wanted == Some(hash);
        let known = self.found.or(is_anchor.then_some(gone));
        Checked { kept: self.kept, gone, known, head: self.last.or(head), findings: self.findings }
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < MOST {
            self.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: i64) -> Entry {
        Entry {
            number,
            id: format!("entry-{number}"),
            at: Timestamp::from_millis(1_780_000_000_000 + number),
            agent: (number % 2 == 0).then(|| "ada".to_owned()),
            deed: "changed a site".into(),
            subject: "blumenladen".into(),
        }
    }

    fn chain(count: i64) -> Vec<(Entry, Hash, Hash)> {
        let mut previous = BEGINNING;
        let link = |number| {
            let entry = entry(number);
            let hash = entry.hash(&previous);
            let link = (entry, previous, hash);
            previous = hash;
            link
        };
        (1..=count).map(link).collect()
    }

    fn check(chain: &[(Entry, Hash, Hash)], head: Option<(i64, Hash)>) -> Checked {
        check_for(None, chain, head)
    }

    fn check_for(
        wanted: Option<Hash>,
        chain: &[(Entry, Hash, Hash)],
        head: Option<(i64, Hash)>,
    ) -> Checked {
        let mut check = Check::new(wanted);
        for (entry, previous, hash) in chain {
            check.entry(entry, previous, hash);
        }
        check.finish(head)
    }

    /// A chain whose last entry says that it begins behind the second.
    fn shortened() -> Vec<(Entry, Hash, Hash)> {
        let mut chain = chain(5);
        let gone = Anchor { number: 2, hash: chain[1].2 };
        let subject = gone.to_subject();
        let says = Entry { agent: None, deed: DELETED.to_owned(), subject, ..entry(6) };
        let previous = chain[4].2;
        let hash = says.hash(&previous);
        chain.push((says, previous, hash));
        chain
    }

    fn head(chain: &[(Entry, Hash, Hash)]) -> Option<(i64, Hash)> {
        chain.last().map(|(entry, _, hash)| (entry.number, *hash))
    }

    #[test]
    fn a_chain_as_it_was_written_is_found_so_also_when_a_rule_took_its_beginning() {
        let chain = chain(5);
        let checked = check(&chain, head(&chain));
        assert_eq!((checked.kept, checked.findings), (5, vec![]));
        assert_eq!(checked.head, head(&chain));
        assert!(check(&[], None).findings.is_empty(), "nothing was ever done");
        let shortened = shortened();
        assert!(check(&shortened[2..], head(&shortened)).findings.is_empty());
        let known = |hash| check_for(Some(hash), &shortened[2..], head(&shortened)).known;
        let hashes = [shortened[0].2, shortened[1].2, shortened[2].2, BEGINNING];
        assert_eq!(
            hashes.map(known),
            [None, Some(2), Some(3), None],
            "the last that went is named"
        );
    }

    #[test]
    fn r_sec_02_of_the_beginning_only_that_may_be_gone_which_an_entry_names() {
        let whole = shortened();
        let found = |chain: &[_]| check(chain, head(&whole)).findings;
        let missing = |from, to| vec![Finding::EntriesMissing { from, to }];
        assert_eq!(found(&whole[3..]), missing(3, 3), "one more");
        assert_eq!(found(&whole[5..]), missing(3, 5), "all but what names it");
        assert_eq!(found(&[]), missing(1, 6), "that, too");
        let meanwhile = [&whole[..1], &whole[2..]].concat();
        assert!(found(&meanwhile).is_empty(), "the rule went on while somebody read");
        let mut other = whole.clone();
        other[5].0.subject = Anchor { number: 2, hash: other[2].2 }.to_subject();
        other[5].2 = other[5].0.hash(&other[5].1);
        let found = check(&other[2..], head(&other)).findings;
        assert_eq!(found, [Finding::EntryChanged { number: 3 }], "another hash");
        other[5].0.agent = Some("ada".into());
        other[5].2 = other[5].0.hash(&other[5].1);
        assert_eq!(check(&other[2..], head(&other)).findings, missing(1, 2), "no agent deletes");
    }

    #[test]
    fn r_sec_02_whatever_is_changed_taken_out_or_cut_off_is_found() {
        let whole = chain(5);
        let found = |chain: &[_]| check(chain, head(&whole)).findings;
        let missing = |from, to| vec![Finding::EntriesMissing { from, to }];
        assert_eq!(found(&whole[1..]), missing(1, 1));
        assert_eq!(found(&[&whole[..2], &whole[3..]].concat()), missing(3, 3));
        assert_eq!(found(&whole[..3]), missing(4, 5), "the end");
        assert_eq!(found(&[]), missing(1, 5));
        for change in [
            |entry: &mut Entry| entry.deed.push('!'),
            |entry: &mut Entry| entry.agent = Some(String::new()),
            |entry: &mut Entry| entry.at = entry.at.plus(1),
            |entry: &mut Entry| entry.subject = "kaufhaus".into(),
            |entry: &mut Entry| entry.id.push('1'),
        ] {
            let mut changed = whole.clone();
            change(&mut changed[2].0);
            assert_eq!(found(&changed), [Finding::EntryChanged { number: 3 }]);
            // With a new hash the next one does not follow any more.
            changed[2].2 = changed[2].0.hash(&changed[2].1);
            assert_eq!(found(&changed), [Finding::EntryChanged { number: 4 }]);
        }
        let mut moved = whole.clone();
        let (deed, subject) = (String::from("changed a"), String::from(" siteblumenladen"));
        (moved[0].0.deed, moved[0].0.subject) = (deed, subject);
        assert_eq!(found(&moved), [Finding::EntryChanged { number: 1 }], "nothing moves over");
    }

    #[test]
    fn a_chain_made_anew_is_found_by_a_head_that_somebody_kept() {
        let whole = chain(3);
        let kept = head(&whole);
        let mut anew = chain(3);
        anew[1].0.deed = "did nothing".into();
        let mut previous = BEGINNING;
        for (entry, before, hash) in &mut anew {
            (*before, *hash) = (previous, entry.hash(&previous));
            previous = *hash;
        }
        assert!(check(&anew, head(&anew)).findings.is_empty(), "in itself it fits");
        let known = |chain: &[_]| check_for(kept.map(|(_, hash)| hash), chain, head(chain)).known;
        assert_eq!((known(&whole), known(&anew), known(&whole[..2])), (Some(3), None, None));
        assert_eq!(check(&anew, kept).findings, [Finding::EntryChanged { number: 3 }]);
    }
}
