//! What a check finds, and what a receipt's proof shows.

use proptest::prelude::*;

use super::*;
use crate::consent::{EventId, EventKind, Ui};
use crate::id::{ConsentId, NoticeVersion, Revision, ServiceId, SiteId};
use crate::site::Lang;

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn event(number: i64) -> Event {
    Event {
        id: EventId {
            record: ConsentId::parse("AAAAAAAAAAAAAAAAAAAAAA").expect("a record"),
            number,
        },
        site: SiteId::parse("blumenladen").expect("a site"),
        kind: EventKind::Granted,
        granted: [(ServiceId::chat(), Revision::of("state"))].into(),
        since: crate::consent::Since::new(),
        notice: NoticeVersion::of("text"),
        lang: Lang::De,
        ui: Ui::Dialog,
        at: NOW,
    }
}

fn salt(number: i64) -> Salt {
    Bytes([number.to_be_bytes()[7]; 16])
}

fn leaf_at(position: i64) -> Hash {
    leaf(&salt(position), &event(position))
}

/// A log with blocks of 0, 3, 1 and 4 events, and a kept event for each leaf.
fn log() -> Vec<(SealedBlock, Vec<Leaf>)> {
    let mut log = vec![(SealedBlock::beginning(NOW), Vec::new())];
    for count in [3, 1, 4] {
        let (last, hash) =
            log.last().map(|(last, _)| (last.block.clone(), last.hash)).expect("one");
        let positions = last.end()..last.end() + count;
        let leaves: Vec<_> = positions.clone().map(leaf_at).collect();
        let events = positions.zip(&leaves).map(|(position, leaf)| Leaf {
            position,
            hash: Some(*leaf),
            at: None,
        });
        let events = events.collect();
        log.push((SealedBlock::after(&last, hash, leaves, NOW.plus(last.number)), events));
    }
    log
}

fn check(log: &[(SealedBlock, Vec<Leaf>)], head: Option<Hash>) -> Checked {
    let mut check = Check::new(head, NOW);
    log.iter().for_each(|(sealed, events)| check.block(sealed, events));
    check.finish(0, 2)
}

#[test]
fn r_proof_04_a_log_that_nobody_touched_is_consistent() {
    let checked = check(&log(), None);
    assert_eq!((checked.verdict(), checked.kept, checked.waiting), (Verdict::Consistent, 8, 2));
    let head = log()[2].0.hash;
    assert_eq!(check(&log(), Some(head)).verdict(), Verdict::UnchangedSince(NOW.plus(1)));
    let other = merkle::hash(9, &[]);
    assert_eq!(check(&log(), Some(other)).verdict(), Verdict::HeadUnknown);
    assert_eq!(check(&[], None).verdict(), Verdict::Consistent, "nothing has happened yet");
    assert_eq!(check(&[], Some(head)).verdict(), Verdict::HeadUnknown, "all of it is gone");
}

/// A change of the log, and what a check says of it.
type Tamper = (fn(&mut Vec<(SealedBlock, Vec<Leaf>)>), &'static [Finding]);

const TAMPERED: &[Tamper] = &[
    (|log| log[1].1[2].hash = Some(leaf_at(7)), &[Finding::EventChanged { position: 2 }]),
    (|log| log[1].1[2].hash = None, &[Finding::EventChanged { position: 2 }]),
    (|log| _ = log[3].1.remove(1), &[Finding::EventMissing { position: 5 }]),
    (
        |log| {
            let (one, two) = (log[3].1[0].hash, log[3].1[1].hash);
            (log[3].1[0].hash, log[3].1[1].hash) = (two, one);
        },
        &[Finding::EventChanged { position: 4 }, Finding::EventChanged { position: 5 }],
    ),
    (
        |log| {
            // The leaf and its event: they fit each other, and not the root.
            let other = leaf(&salt(99), &event(99));
            (log[2].0.leaves[0], log[2].1[0].hash) = (other, Some(other));
        },
        &[Finding::BlockChanged { number: 2 }],
    ),
    (
        |log| log[2].0.block.at = NOW.plus(5_000),
        &[Finding::BlockChanged { number: 2 }, Finding::ChainBroken { number: 3 }],
    ),
    (
        |log| {
            // A block that is whole in itself, but not the one that the next one names.
            let (last, hash) = (log[1].0.block.clone(), log[1].0.hash);
            log[2].0 = SealedBlock::after(&last, hash, log[2].0.leaves.clone(), NOW.plus(2));
        },
        &[Finding::ChainBroken { number: 3 }],
    ),
    (|log| _ = log.remove(2), &[Finding::BlockMissing { number: 2 }]),
    (|log| _ = log.remove(0), &[Finding::BlockMissing { number: 0 }]),
];

#[test]
fn r_proof_04_whatever_is_changed_is_found() {
    for (number, (tamper, findings)) in TAMPERED.iter().enumerate() {
        let mut log = log();
        tamper(&mut log);
        let checked = check(&log, None);
        assert_eq!(checked.findings, *findings, "case {number}");
        assert_eq!(checked.verdict(), Verdict::Broken, "case {number}");
    }
}

#[test]
fn r_proof_04_a_cut_end_is_seen_only_with_a_head() {
    let (mut log, head) = (log(), log()[3].0.hash);
    log.pop();
    assert_eq!(check(&log, None).verdict(), Verdict::Consistent);
    assert_eq!(check(&log, Some(head)).verdict(), Verdict::HeadUnknown);
    // Events that were left behind give it away.
    let mut rest = Check::new(None, NOW);
    log.iter().for_each(|(sealed, events)| rest.block(sealed, events));
    assert_eq!(rest.finish(4, 0).findings, [Finding::BlocksCut { events: 4 }]);
}

#[test]
fn r_proof_05_events_whose_time_is_up_may_be_gone() {
    let mut log = log();
    log[1].1.clear();
    let mut later = Check::new(None, log[2].0.block.at);
    log.iter().for_each(|(sealed, events)| later.block(sealed, events));
    let checked = later.finish(0, 0);
    assert_eq!((checked.verdict(), checked.kept, checked.gone), (Verdict::Consistent, 5, 3));
}

#[test]
fn a_blocks_time_does_not_go_back() {
    let begun = SealedBlock::beginning(NOW);
    let next = SealedBlock::after(&begun.block, begun.hash, vec![leaf_at(0)], NOW.plus(-5));
    assert_eq!(next.block.at, NOW);
}

#[test]
fn the_text_of_an_event_names_everything_that_is_kept_of_it() {
    assert_eq!(
        text(&event(2)),
        "[\"plausch-consent-1\",\"AAAAAAAAAAAAAAAAAAAAAA\",2,\"blumenladen\",\"granted\",\
         {\"chat\":\"S6aXNcpT\"},{},\"mC2ePrmW9VnmM_TRlN7zdg\",\"de\",\"dialog\",1780000000000]"
    );
}

proptest! {
    #[test]
    fn r_proof_06_every_receipts_proof_holds_and_no_changed_one(
        count in 1i64..60, place in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>(),
    ) {
        let begun = SealedBlock::beginning(NOW);
        let leaves = (0..count).map(leaf_at).collect();
        let sealed = SealedBlock::after(&begun.block, begun.hash, leaves, NOW);
        let position = place.index(usize::try_from(count).expect("few"));
        let position = i64::try_from(position).expect("few");
        let proof =
            sealed.inclusion(position, salt(position), &event(position)).expect("it is there");
        prop_assert!(proof.holds());
        prop_assert_eq!(sealed.inclusion(count, salt(1), &event(1)), None);

        let json = serde_json::to_string(&proof).expect("JSON");
        let read: Inclusion = serde_json::from_str(&json).expect("a proof");
        prop_assert!(read.holds());
        // Any bit of the receipt: it is no proof any more, or no longer says the same.
        let mut bytes = json.into_bytes();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(changed) = serde_json::from_slice::<Inclusion>(&bytes) {
            prop_assert!(!changed.holds() || changed == proof, "bit {} of {:?}", bit, changed);
        }
    }
}
