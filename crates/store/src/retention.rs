//! What goes because its time has run out: found, counted beforehand, erased in units of work with a
//! bound on their rows, and written into the journal. Which kind a column is of says the inventory.

mod erasing;

use std::collections::BTreeMap;

use plausch_core::Timestamp;
use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, EntryId, SiteId};
use plausch_core::merkle::Hash;
use plausch_core::retention::{Kind, Rule, Rules, chained};

use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// Whose rule it was, where it holds for all sites.
const INSTALLATION: &str = "*";

/// Is anything kept by which the visitor can be addressed?
pub(crate) const HAS_CONTACT: &str =
    "(visitor_name is not null or contact_mail is not null or contact_phone is not null)";

/// Where a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// With the agents.
    Inbox,
    /// What was said is gone; that it was said is not.
    Emptied,
}

impl Shelf {
    /// Both places that a site's rules hold for.
    pub const ALL: [Self; 2] = [Self::Inbox, Self::Emptied];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Emptied => "emptied",
        }
    }
}

/// A conversation whose last message is old.
#[derive(Debug, Clone)]
pub struct Aged {
    /// Which conversation.
    pub id: ConversationId,
    /// Whose rules hold.
    pub site: SiteId,
    /// From when they count.
    pub last_message_at: Timestamp,
    /// How many events it has.
    pub events: i64,
    /// Where it is.
    pub shelf: Shelf,
    /// Is there a name, a mail address or a phone number?
    pub is_named: bool,
}

impl Aged {
    /// Is there anything of this kind in it?
    pub fn holds(&self, kind: Kind) -> bool {
        match kind {
            Kind::Messages => self.shelf == Shelf::Inbox,
            Kind::Contact => self.is_named,
            _ => true,
        }
    }
}

/// One run of a rule: one entry of the journal, which grows with each of its units of work.
#[derive(Debug, Clone)]
pub struct Run {
    /// The entry's id.
    pub entry: EntryId,
    /// Whose rule it is; `None`: the installation's.
    pub site: Option<SiteId>,
    /// The rule: a kind of data, or the archive.
    pub rule: &'static str,
    /// What counts from before this moment goes.
    pub cutoff: Timestamp,
    /// When the run began.
    pub at: Timestamp,
}

/// What a unit of work takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// This kind of data, of conversations with a last message from before the run's cutoff.
    Kind(Kind),
    /// Conversations of the archive that are due.
    Archive,
}

/// What went: an entry of the deletion log, or several of the same run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Names the entry.
    pub entry: EntryId,
    /// When the run began.
    pub at: Timestamp,
    /// Is it a rule for all sites?
    pub is_for_all: bool,
    /// The rule: the word of a kind, or `archive`.
    pub rule: String,
    /// From before which moment it was.
    pub cutoff: Timestamp,
    /// Rows by table.
    pub counts: BTreeMap<String, u64>,
    /// Over the ids that are gone, in their order.
    pub checksum: Hash,
}

/// What is going to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many: conversations, choices or entries.
    pub count: i64,
    /// A few of them, by id, the oldest first.
    pub examples: Vec<String>,
}

impl Tx<'_> {
    /// The rules that hold for the whole installation.
    pub fn installation_rules(&mut self) -> Result<Rules, Error> {
        let rows = self.rows("select kind, days, reason from retention_rule order by kind", &[])?;
        let mut rules = Rules::default();
        for row in &rows {
            let kind = Kind::parse(row.text(0)?).ok_or_else(|| unknown("kind of data"))?;
            rules.set(kind, Rule { days: row.int(1)?, reason: row.text(2)?.to_owned() });
        }
        Ok(rules)
    }

    /// Sets a rule for the whole installation.
    pub fn set_installation_rule(&mut self, kind: Kind, rule: &Rule) -> Result<(), Error> {
        let sql = "insert into retention_rule (kind, days, reason) values ($1, $2, $3) \
             on conflict (kind) do update set days = excluded.days, reason = excluded.reason";
        self.execute(sql, values![kind.as_str(), rule.days, rule.reason.as_str()]).map(drop)
    }

    /// Conversations in this place and state with a last message from before this moment, the
    /// oldest first, at most `limit`; `after` is the last one of the page before.
    pub fn aged(
        &mut self,
        (place, state): (Shelf, State),
        before: Timestamp,
        after: (Timestamp, String),
        limit: i64,
    ) -> Result<Vec<Aged>, Error> {
        let sql = format!(
            "select id, site_id, last_message_at, last_seq, {HAS_CONTACT} \
             from conversation where shelf = $1 and state = $2 and last_message_at < $3 \
             and (last_message_at, id) > ($4, $5) order by last_message_at, id limit $6"
        );
        let values = values![place.as_str(), state.as_str(), before, after.0, after.1, limit];
        let aged = |row: &Row| {
            Ok(Aged {
                id: ConversationId::parse(row.text(0)?)?,
                site: SiteId::parse(row.text(1)?)?,
                last_message_at: row.time(2)?,
                events: row.int(3)?,
                shelf: place,
                is_named: row.bool(4)?,
            })
        };
        self.rows(&sql, values)?.iter().map(aged).collect()
    }

    /// Conversations of the archive that are due, at most `limit`, with their events.
    pub fn due_in_archive(
        &mut self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<(SiteId, ConversationId, i64)>, Error> {
        let sql = "select c.site_id, a.conversation_id, c.last_seq from archive a \
             join conversation c on c.id = a.conversation_id and c.shelf = 'archive' where a.until <= $1 \
             order by a.until, a.conversation_id limit $2";
        let due = |row: &Row| {
            Ok((SiteId::parse(row.text(0)?)?, ConversationId::parse(row.text(1)?)?, row.int(2)?))
        };
        self.rows(sql, values![now, limit])?.iter().map(due).collect()
    }

    /// Writes rows that were deleted, by the id in their first column, into the run's entry.
    pub(crate) fn note_deleted(
        &mut self,
        run: &Run,
        table: &str,
        rows: &[Row],
    ) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        self.connection.leave_remnants();
        let mut counts = BTreeMap::new();
        count(&mut counts, table, rows.len() as u64);
        let ids: Vec<&str> = rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
        self.note_run(run, &counts, ids)
    }

    /// The entry of a run of this rule for all sites that began at this moment or later, for what goes
    /// so often that a day has one entry.
    pub fn run_since(&mut self, rule: &str, at: Timestamp) -> Result<Option<EntryId>, Error> {
        let sql = "select id from journal where kind = 'retention' and subject = $1 \
             and reason = $2 and at >= $3 order by at desc, id desc limit 1";
        let row = self.row(sql, values![INSTALLATION, rule, at])?;
        Ok(row.map(|row| row.text(0).map(EntryId::parse)).transpose()?.transpose()?)
    }

    /// Writes down files of backups that have gone: how many, of which kind, and a checksum over their
    /// names.
    pub fn note_removed_files(
        &mut self,
        run: &Run,
        kind: &str,
        names: &[String],
    ) -> Result<(), Error> {
        let counts = BTreeMap::from([(kind.to_owned(), names.len() as u64)]);
        self.note_run(run, &counts, names.iter().map(String::as_str).collect())
    }

    /// Adds what a unit of work has erased to its run's entry, or writes the first of it.
    pub(crate) fn note_run(
        &mut self,
        run: &Run,
        counts: &BTreeMap<String, u64>,
        ids: Vec<&str>,
    ) -> Result<(), Error> {
        let before = "select counts, checksum from journal where id = $1";
        let before = self.row(before, values![&run.entry])?;
        let (mut all, checksum) = match &before {
            None => (BTreeMap::new(), Hash::of(&[0; 32])),
            Some(row) => (serde_json::from_str(row.text(0)?)?, Hash::of(row.bytes(1)?)),
        };
        let checksum = checksum.ok_or_else(|| unknown("checksum"))?;
        for (table, rows) in counts {
            count(&mut all, table, *rows);
        }
        let checksum = ids.into_iter().fold(checksum, chained);
        let site = run.site.as_ref().map_or(INSTALLATION, SiteId::as_str);
        let sql = "insert into journal (id, at, kind, subject, reason, counts, cutoff, checksum) \
             values ($1, $2, 'retention', $3, $4, $5, $6, $7) \
             on conflict (id) do update set counts = excluded.counts, \
             cutoff = excluded.cutoff, checksum = excluded.checksum";
        let counts = serde_json::to_string(&all)?;
        self.execute(sql, values![&run.entry, run.at, site, run.rule, counts, run.cutoff, checksum])
            .map(drop)
    }

    /// The deletion log of a site, with what went by the rules for all sites; newest first.
    pub fn deletion_log(
        &mut self,
        site: &SiteId,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<Gone>, Error> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.millis(), id));
        let sql = "select id, at, subject, reason, cutoff, counts, checksum from journal \
             where kind = 'retention' and subject in ($1, $2) and (at, id) < ($3, $4) \
             order by at desc, id desc limit $5";
        let gone = |row: &Row| {
            Ok(Gone {
                entry: EntryId::parse(row.text(0)?)?,
                at: row.time(1)?,
                is_for_all: row.text(2)? == INSTALLATION,
                rule: row.text(3)?.to_owned(),
                cutoff: row.time(4)?,
                counts: serde_json::from_str(row.text(5)?)?,
                checksum: Hash::of(row.bytes(6)?).ok_or_else(|| unknown("checksum"))?,
            })
        };
        let rows = self.rows(sql, values![site, INSTALLATION, at, id, limit])?;
        rows.iter().map(gone).collect()
    }

    /// How many conversations of a site hold this kind of data and had their last message before
    /// this moment; with the oldest. Those of which nothing is kept go by no rule.
    pub fn preview(
        &mut self,
        site: &SiteId,
        kind: Kind,
        before: Timestamp,
        examples: i64,
    ) -> Result<Preview, Error> {
        let holds = match kind {
            Kind::Messages => "shelf = 'inbox'",
            Kind::Contact => {
                "shelf in ('inbox', 'emptied') and (visitor_name is not null or contact_mail is not null or contact_phone is not null)"
            }
            _ => "shelf in ('inbox', 'emptied')",
        };
        let of = format!(
            "conversation where {holds} and site_id = $1 and last_message_at < $2 and id not in \
             (select conversation_id from conversation_key where wrapped is null)"
        );
        self.counted(&of, "id", "last_message_at, id", values![site, before], examples)
    }

    /// How many conversations of a site's archive go before this moment.
    pub fn preview_of_archive(
        &mut self,
        site: &SiteId,
        before: Timestamp,
        examples: i64,
    ) -> Result<Preview, Error> {
        let of = "archive a join conversation c on c.id = a.conversation_id \
             where c.site_id = $1 and c.shelf = 'archive' and a.until < $2";
        self.counted(
            of,
            "a.conversation_id",
            "a.until, a.conversation_id",
            values![site, before],
            examples,
        )
    }

    /// How many entries of the audit are from before this moment.
    pub fn preview_of_audit(&mut self, before: Timestamp, examples: i64) -> Result<Preview, Error> {
        let of = "audit_entry where at < $1";
        self.counted(of, "id", "at, id", values![before], examples)
    }

    /// How many of a site's choices are from before this moment. No ids: whoever knows a record's
    /// number gets its receipt.
    pub fn preview_of_proof(&mut self, site: &SiteId, before: Timestamp) -> Result<Preview, Error> {
        let sql = "select count(*) from consent_event where site_id = $1 and at < $2";
        let row = self.row(sql, values![site, before])?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(Preview { count, examples: Vec::new() })
    }

    pub(crate) fn counted(
        &mut self,
        of: &str,
        id: &str,
        order: &str,
        values: &[Value],
        examples: i64,
    ) -> Result<Preview, Error> {
        let row = self.row(&format!("select count(*) from {of}"), values)?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        let sql = format!("select {id} from {of} order by {order} limit {examples}");
        let examples = self.rows(&sql, values)?;
        let examples = examples.iter().map(|row| Ok(row.text(0)?.to_owned()));
        Ok(Preview { count, examples: examples.collect::<Result<_, Error>>()? })
    }
}

fn count(counts: &mut BTreeMap<String, u64>, table: &str, rows: u64) {
    if rows > 0 {
        *counts.entry(table.to_owned()).or_default() += rows;
    }
}

fn unknown(what: &str) -> Error {
    Error::Database(format!("unknown {what}"))
}
