//! The log of consent events: sealing them into blocks, reading what is sealed, and deleting what
//! is no longer needed as proof. What a block is, core says (`proof.rs`).

use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId, EventKind, Ui};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::merkle::{Bytes, Hash};
use plausch_core::proof::{self, Block, Leaf, Salt, SealedBlock};
use plausch_core::site::Lang;

use crate::retention::Run;
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// A consent event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// The event.
    pub event: Event,
    /// Its salt.
    pub salt: Salt,
    /// Its place in the log; `None`: it is still to be sealed.
    pub position: Option<i64>,
}

/// A row of the events: by its name alone when it can't be read, because it was damaged or a newer
/// program has written it. Who tells many says so, and goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEvent {
    /// Its record and its number.
    pub name: (String, i64),
    /// What it says; `None`: it can't be read.
    pub kept: Option<KeptEvent>,
}

/// Some blocks in their order, with what is kept of their events, and what comes after the last.
#[derive(Debug)]
pub struct LogPage {
    /// The blocks.
    pub blocks: Vec<(SealedBlock, Vec<Leaf>)>,
    /// When nothing follows: events with a position beyond the last block, and events without one.
    pub end: Option<(i64, i64)>,
}

const EVENT: &str = "record_id, number, site_id, kind, granted, notice_version, lang, ui, at, \
     salt, position, since";
/// No hash of anything.
const NOTHING: Hash = Bytes([0; 32]);
const BLOCK: &str = "number, first, at, root, previous, hash, leaves";

impl Tx<'_> {
    /// Are there events to be sealed? Asked first, so that the writer is left alone when not.
    pub fn has_unsealed_consents(&mut self) -> Result<bool, Error> {
        let sql = "select 1 from consent_event where position is null limit 1";
        Ok(self.row(sql, &[])?.is_some())
    }

    /// Seals events in the order of their time, at most `limit` of them, into the next block;
    /// gives how many. One at a time, also of several programs: block 0 is locked meanwhile, and
    /// two blocks of the same number would collide.
    pub fn seal_consents(&mut self, limit: i64, now: Timestamp) -> Result<usize, Error> {
        let (last, hash) = match self.last_block()? {
            Some(last) => last,
            None => self.begin_chain(now)?,
        };
        let sql = format!(
            "update consent_event set position = due.position from \
             (select record_id as record, number as place, \
              cast($1 as bigint) - 1 + row_number() over (order by at, record_id, number) as position from \
              (select record_id, number, at from consent_event where position is null \
               order by at, record_id, number limit $2) oldest) due \
             where consent_event.record_id = due.record and consent_event.number = due.place \
             returning {}",
            EVENT
                .split(", ")
                .map(|name| format!("consent_event.{name}"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        let rows = self.rows(&sql, values![last.end(), limit])?;
        let mut leaves: Vec<_> = rows.iter().map(leaf).collect::<Result<_, _>>()?;
        if leaves.is_empty() {
            return Ok(0);
        }
        // In which order an update answers, no engine promises.
        leaves.sort_by_key(|leaf| leaf.position);
        // What is no event keeps nobody else from being sealed: it gets a leaf that nothing fits.
        let leaves = leaves.iter().map(|leaf| leaf.hash.unwrap_or(NOTHING)).collect();
        self.insert_block(&SealedBlock::after(&last, hash, leaves, now))?;
        Ok(rows.len())
    }

    /// The last block without its leaves, and its hash; whoever asks keeps others from sealing.
    fn last_block(&mut self) -> Result<Option<(Block, Hash)>, Error> {
        let lock = self.connection.lock_of("consent_block");
        let sql = format!("select number from consent_block where number = 0{lock}");
        if self.row(&sql, &[])?.is_none() {
            return Ok(None);
        }
        let sql = format!("select {BLOCK} from consent_block order by number desc limit 1");
        let last = self.row(&sql, &[])?.map(|row| block(&row)).transpose()?;
        Ok(last.map(|last| (last.block, last.hash)))
    }

    fn begin_chain(&mut self, now: Timestamp) -> Result<(Block, Hash), Error> {
        let begun = SealedBlock::beginning(now);
        self.insert_block(&begun)?;
        Ok((begun.block, begun.hash))
    }

    fn insert_block(&mut self, sealed: &SealedBlock) -> Result<(), Error> {
        let SealedBlock { block, hash, leaves } = sealed;
        let leaves: Vec<u8> = leaves.iter().flat_map(|leaf| leaf.0).collect();
        let sql = "insert into consent_block (number, first, at, root, previous, hash, leaves) \
             values ($1, $2, $3, $4, $5, $6, $7)";
        let values =
            values![block.number, block.first, block.at, block.root, block.previous, *hash, leaves];
        self.execute(sql, values).map(drop)
    }

    /// All events of a record, in their order.
    pub fn consent_events(&mut self, record: &ConsentId) -> Result<Vec<KeptEvent>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where record_id = $1 order by number, record_id"
        );
        self.rows(&sql, values![record])?.iter().map(kept).collect()
    }

    /// One event.
    pub fn consent_event(&mut self, id: &EventId) -> Result<Option<KeptEvent>, Error> {
        let sql = format!("select {EVENT} from consent_event where record_id = $1 and number = $2");
        self.row(&sql, values![&id.record, id.number])?.as_ref().map(kept).transpose()
    }

    /// The newest event of a record that can be read.
    pub fn newest_consent_event(&mut self, record: &ConsentId) -> Result<Option<KeptEvent>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where record_id = $1 \
             order by number desc, record_id limit 8"
        );
        let rows = self.rows(&sql, values![record])?;
        Ok(rows.iter().find_map(|row| kept(row).ok()))
    }

    /// Events of a record after this number, at most `limit` of them, in their order.
    pub fn consent_events_after(
        &mut self,
        record: &ConsentId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<FoundEvent>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where record_id = $1 and number > $2 \
             order by number, record_id limit $3"
        );
        self.rows(&sql, values![record, after, limit])?.iter().map(found).collect()
    }

    /// Events of a site from a span of time, at most `limit` of them, by record; `after` names the
    /// last one of the page before.
    pub fn consent_events_of(
        &mut self,
        site: &SiteId,
        span: (Timestamp, Timestamp),
        (record, number): (String, i64),
        limit: i64,
    ) -> Result<Vec<FoundEvent>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where (record_id, number) > ($1, $2) \
             and site_id = $3 and at >= $4 and at < $5 order by record_id, number limit $6"
        );
        let values = values![record, number, site, span.0, span.1, limit];
        self.rows(&sql, values)?.iter().map(found).collect()
    }

    /// The newest events of a site that are sealed, at most `limit`, newest first.
    pub fn newest_consents(&mut self, site: &SiteId, limit: i64) -> Result<Vec<KeptEvent>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where position >= 0 and site_id = $1 \
             order by position desc, record_id, number limit $2"
        );
        self.rows(&sql, values![site, limit])?.iter().map(kept).collect()
    }

    /// The block that holds the event at a position.
    pub fn block_of(&mut self, position: i64) -> Result<Option<SealedBlock>, Error> {
        let sql = format!(
            "select {BLOCK} from consent_block where first <= $1 \
             order by first desc, number desc limit 1"
        );
        self.row(&sql, values![position])?.as_ref().map(block).transpose()
    }

    /// Blocks from this number on, at most `limit`, with the leaves of what is kept of their
    /// events. A row that is no event any more has no leaf.
    pub fn log_page(&mut self, from: i64, limit: i64) -> Result<LogPage, Error> {
        let sql = format!(
            "select {BLOCK} from consent_block where number >= $1 order by number limit $2"
        );
        let rows = self.rows(&sql, values![from, limit])?;
        let mut blocks = Vec::new();
        for row in &rows {
            let sealed = block(row)?;
            let events = self.leaves_of(&sealed)?;
            blocks.push((sealed, events));
        }
        let is_last = i64::try_from(rows.len()).is_ok_and(|found| found < limit);
        let end = if is_last { Some(self.beyond_the_log()?) } else { None };
        Ok(LogPage { blocks, end })
    }

    fn leaves_of(&mut self, sealed: &SealedBlock) -> Result<Vec<Leaf>, Error> {
        let sql = format!(
            "select {EVENT} from consent_event where position >= $1 and position < $2 \
             order by position, record_id, number"
        );
        let leaves = i64::try_from(sealed.leaves.len()).unwrap_or(i64::MAX);
        let end = sealed.block.first.saturating_add(leaves);
        let rows = self.rows(&sql, values![sealed.block.first, end])?;
        rows.iter().map(leaf).collect()
    }

    /// Events with a position beyond the last block, and events without one.
    fn beyond_the_log(&mut self) -> Result<(i64, i64), Error> {
        let sql = format!("select {BLOCK} from consent_block order by number desc limit 1");
        let last = self.row(&sql, &[])?.as_ref().map(block).transpose()?;
        let end = last.map_or(0, |last| last.block.end());
        let mut count =
            |sql: &str, values: &[Value]| self.row(sql, values)?.map_or(Ok(0), |row| row.int(0));
        let beyond = count(
            "select count(*) from consent_event where position >= $1 or position < 0",
            values![end],
        )?;
        let waiting = count("select count(*) from consent_event where position is null", &[])?;
        Ok((beyond, waiting))
    }

    /// The position after the last event that was sealed before this moment; 0: none was.
    pub fn sealed_before(&mut self, before: Timestamp) -> Result<i64, Error> {
        let sql = format!(
            "select {BLOCK} from consent_block where at < $1 order by at desc, number desc limit 1"
        );
        let last = self.row(&sql, values![before])?.as_ref().map(block).transpose()?;
        Ok(last.map_or(0, |last| last.block.end()))
    }

    /// Is there an event before this position? Asked first, so that the writer is left alone when
    /// there is nothing to delete.
    pub fn has_consent_proof(&mut self, before: i64) -> Result<bool, Error> {
        let sql = "select 1 from consent_event where position < $1 limit 1";
        Ok(self.row(sql, values![before])?.is_some())
    }

    /// Deletes events with their salts from before this position, at most `limit` of them; gives
    /// how many. Their leaves stay, and numbers go on in what is left of a record (R-PROOF-05). The
    /// run's entry counts them; its checksum is over the records' numbers.
    pub fn delete_consent_proof(
        &mut self,
        run: &Run,
        before: i64,
        limit: i64,
    ) -> Result<u64, Error> {
        let sql = "delete from consent_event where (record_id, number) in \
             (select record_id, number from consent_event where position < $1 \
              order by position limit $2) returning record_id";
        let rows = self.rows(sql, values![before, limit])?;
        self.note_deleted(run, "consent_event", &rows)?;
        Ok(rows.len() as u64)
    }
}

/// Reads [`EVENT`] as far as it can be read.
fn found(row: &Row) -> Result<FoundEvent, Error> {
    Ok(FoundEvent { name: (row.text(0)?.to_owned(), row.int(1)?), kept: kept(row).ok() })
}

/// Reads [`EVENT`].
fn kept(row: &Row) -> Result<KeptEvent, Error> {
    let unknown = |what: &str| Error::Database(format!("unknown {what}"));
    Ok(KeptEvent {
        event: Event {
            id: EventId { record: ConsentId::parse(row.text(0)?)?, number: row.int(1)? },
            site: SiteId::parse(row.text(2)?)?,
            kind: EventKind::parse(row.text(3)?).ok_or_else(|| unknown("kind of event"))?,
            granted: serde_json::from_str(row.text(4)?)?,
            since: serde_json::from_str(row.text(11)?)?,
            notice: NoticeVersion::parse(row.text(5)?)?,
            lang: Lang::parse(row.text(6)?).ok_or_else(|| unknown("language"))?,
            ui: Ui::parse(row.text(7)?).ok_or_else(|| unknown("place in the pages"))?,
            at: row.time(8)?,
        },
        salt: Bytes::of(row.bytes(9)?).ok_or_else(|| unknown("kind of salt"))?,
        position: row.optional_int(10)?,
    })
}

/// The leaf of [`EVENT`] as it is kept now.
fn leaf(row: &Row) -> Result<Leaf, Error> {
    let kept = kept(row).ok();
    let hash = kept.as_ref().map(|kept| proof::leaf(&kept.salt, &kept.event));
    Ok(Leaf { position: row.int(10)?, hash, at: kept.map(|kept| kept.event.at) })
}

/// Reads [`BLOCK`]. What is no hash, or no list of them, becomes one that fits nothing.
fn block(row: &Row) -> Result<SealedBlock, Error> {
    let hash = |column| row.bytes(column).ok().and_then(Bytes::of).unwrap_or(NOTHING);
    let (leaves, rest) = row.bytes(6).unwrap_or_default().as_chunks::<32>();
    let leaves: Vec<Hash> = leaves.iter().copied().map(Bytes).collect();
    Ok(SealedBlock {
        block: Block {
            number: row.int(0)?,
            first: row.int(1)?,
            count: i64::try_from(leaves.len()).unwrap_or(i64::MAX),
            at: row.time(2)?,
            root: hash(3),
            previous: hash(4),
        },
        hash: if rest.is_empty() { hash(5) } else { NOTHING },
        leaves,
    })
}
