//! The last frames of a topic, with positions that only grow. Bounded in count and bytes: the
//! oldest go first, and a reader who still wanted them finds out that it fell behind.

use std::collections::VecDeque;

use plausch_core::role::{Place, Reach};

use super::frame::Bytes;

/// For whom of a topic's readers a frame is.
#[derive(Debug, Clone)]
pub(super) enum Audience {
    Everybody,
    /// Whoever may see what happens there; `None`: only those who may see everything.
    At(Option<Box<Place>>),
}

impl Audience {
    pub(super) fn of(place: Option<&Place>) -> Self {
        Self::At(place.cloned().map(Box::new))
    }

    /// Is it for a reader who reaches so far? Visitors' streams have no reach, and no frame in their
    /// topics is for some of them only.
    pub(super) fn has(&self, reach: Option<&Reach>) -> bool {
        match (self, reach) {
            (Self::Everybody, _) => true,
            (Self::At(_), None) => false,
            (Self::At(place), Some(reach)) => {
                reach.is_everything() || place.as_ref().is_some_and(|place| reach.hears(place))
            }
        }
    }
}

/// One frame and, when it is a durable event, its number.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) bytes: Bytes,
    /// 0 for what is not durable.
    pub(super) seq: i64,
    pub(super) audience: Audience,
}

/// How much of the past a topic keeps for its slowest reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) frames: usize,
    pub(super) bytes: usize,
}

/// What stands at a position.
#[derive(Debug)]
pub(super) enum At<'a> {
    Entry(&'a Entry),
    /// Nothing yet.
    End,
    /// Something, but it is gone.
    Gone,
}

#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// The position of the first entry.
    start: u64,
    /// What stood at the end at the last [`Ring::age`].
    aged: u64,
}

impl Ring {
    /// Where the next frame will stand.
    pub(super) fn end(&self) -> u64 {
        self.start + self.entries.len() as u64
    }

    pub(super) fn push(&mut self, entry: Entry, bounds: Bounds) {
        self.bytes += entry.bytes.len();
        self.entries.push_back(entry);
        while self.entries.len() > 1
            && (self.entries.len() > bounds.frames || self.bytes > bounds.bytes)
        {
            self.drop_first();
        }
    }

    pub(super) fn at(&self, position: u64) -> At<'_> {
        let Some(index) = position.checked_sub(self.start) else { return At::Gone };
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        self.entries.get(index).map_or(At::End, At::Entry)
    }

    /// Forgets what was there at the last call already: called at every heartbeat, it keeps an
    /// idle topic small, and who has not written a frame after two heartbeats has fallen behind.
    pub(super) fn age(&mut self) {
        while self.start < self.aged && !self.entries.is_empty() {
            self.drop_first();
        }
        self.aged = self.end();
        // A burst's room goes back too; an idle ring needs room for a heartbeat or two.
        if self.entries.capacity() > 16 {
            self.entries.shrink_to(4);
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.start = self.end();
        self.entries = VecDeque::new();
        self.bytes = 0;
    }

    fn drop_first(&mut self) {
        if let Some(first) = self.entries.pop_front() {
            self.bytes -= first.bytes.len();
            self.start += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plausch_core::Timestamp;
    use plausch_core::id::{AgentId, SiteId};
    use plausch_core::role::BuiltIn;
    use proptest::prelude::*;

    #[test]
    fn r_sec_02_a_hint_is_for_those_who_may_see_what_happens_in_its_place() {
        let agent = |number| AgentId::new(Timestamp::from_millis(1), [number; 10]);
        let [shop, other] = ["blumenladen", "kaufhaus"].map(|name| SiteId::parse(name).unwrap());
        let reach = |role: BuiltIn, sites: Option<&SiteId>| Reach {
            agent: agent(1),
            rights: role.rights(),
            sites: sites.map(|site| [site.clone()].into()),
            others: std::collections::BTreeSet::new(),
        };
        let at = |site: &SiteId, held_by| Audience::of(Some(&Place::new(site.clone(), held_by)));
        let ben = reach(BuiltIn::Agent, Some(&shop));
        assert!(at(&shop, None).has(Some(&ben)) && at(&shop, Some(agent(1))).has(Some(&ben)));
        assert!(!at(&shop, Some(agent(2))).has(Some(&ben)), "a colleague's");
        assert!(!at(&other, None).has(Some(&ben)), "another site's");
        let everywhere = reach(BuiltIn::Administrator, None);
        assert!(at(&other, Some(agent(2))).has(Some(&everywhere)));
        // Of a place that nobody knows, only they hear; and nobody's hint goes to a visitor.
        assert!(Audience::of(None).has(Some(&everywhere)) && !Audience::of(None).has(Some(&ben)));
        assert!(!at(&shop, None).has(None) && Audience::Everybody.has(None));
    }

    const BOUNDS: Bounds = Bounds { frames: 4, bytes: 100 };

    proptest! {
        #[test]
        fn it_stays_within_its_bounds_and_never_moves_what_it_keeps(
            steps in proptest::collection::vec(proptest::option::weighted(0.9, 1_usize..60), 0..40)
        ) {
            let mut ring = Ring::default();
            let mut pushed = Vec::new();
            for step in steps {
                match step {
                    Some(length) => {
                        pushed.push(length);
                        ring.push(Entry { bytes: vec![0; length].into(), seq: 0, audience: Audience::Everybody }, BOUNDS);
                    }
                    None => ring.age(),
                }
                prop_assert!(ring.entries.len() <= BOUNDS.frames);
                prop_assert!(ring.bytes <= BOUNDS.bytes || ring.entries.len() == 1);
                prop_assert_eq!(ring.end(), pushed.len() as u64);
                for (position, length) in pushed.iter().enumerate() {
                    match ring.at(position as u64) {
                        At::Entry(entry) => prop_assert_eq!(entry.bytes.len(), *length),
                        At::Gone => prop_assert!((position as u64) < ring.start),
                        At::End => prop_assert!(false, "was pushed"),
                    }
                }
                prop_assert!(matches!(ring.at(ring.end()), At::End));
            }
        }
    }

    #[test]
    fn a_frame_lives_through_one_heartbeat_and_not_through_two() {
        let mut ring = Ring::default();
        ring.push(Entry { bytes: vec![1].into(), seq: 0, audience: Audience::Everybody }, BOUNDS);
        ring.age();
        assert!(matches!(ring.at(0), At::Entry(_)));
        ring.age();
        assert!(matches!(ring.at(0), At::Gone));
    }
}
