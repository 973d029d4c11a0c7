//! Erasing what is due of conversations, a unit of work at a time, driven by the inventory: a table or
//! a column joins by being in it.

use std::collections::BTreeMap;

use plausch_core::id::ConversationId;
use plausch_core::retention::Kind;

use super::{Due, HAS_CONTACT, Run, Shelf, count};
use crate::inventory::{Column, Kept, TABLES, Table, Whose};
use crate::value::{Value, values};
use crate::{Error, Tx};

impl Tx<'_> {
    /// Erases what is due of these conversations, at most `limit` rows with many to a conversation,
    /// and writes it into the run's entry. Looked at again under the row's lock: somebody may have
    /// written meanwhile. Gives the conversations that nobody can go on with any more; `None` when
    /// rows are left for the next unit of work.
    pub fn erase_due(
        &mut self,
        run: &Run,
        due: Due,
        conversations: &[ConversationId],
        limit: u64,
    ) -> Result<(Vec<ConversationId>, bool), Error> {
        self.unwrapped = None;
        let mut counts = BTreeMap::new();
        let (mut over, mut gone, mut left) = (Vec::new(), Vec::new(), limit);
        for id in conversations {
            if !self.is_due(run, due, id)? {
                continue;
            }
            let is_done = match due {
                Due::Kind(kind) if kind != Kind::Facts => {
                    self.empty_of(kind, id, &mut left, &mut counts)?
                }
                _ => self.erase_rows(id, &mut left, &mut counts)?,
            };
            if due != Due::Kind(Kind::Contact) {
                over.push(id.clone());
            }
            if is_done {
                gone.push(id.as_str());
            }
            if left == 0 {
                break;
            }
        }
        if !counts.is_empty() {
            self.connection.leave_remnants();
            self.note_run(run, &counts, gone)?;
        }
        Ok((over, left == 0))
    }

    fn is_due(&mut self, run: &Run, due: Due, id: &ConversationId) -> Result<bool, Error> {
        let lock = self.connection.lock_of("conversation");
        let sql = format!(
            "select last_message_at, shelf, {HAS_CONTACT} from conversation \
             where id = $1{lock}"
        );
        let Some(row) = self.row(&sql, values![id])? else { return Ok(false) };
        let is_old = row.time(0)? < run.cutoff;
        Ok(match (due, row.text(1)?) {
            (Due::Archive, place) => place == "archive",
            // What is restricted is kept until that is lifted (Art. 18(2) GDPR, R-DSR-04).
            (Due::Kind(_), "archive" | "restricted") => false,
            (Due::Kind(Kind::Messages), place) => is_old && place == Shelf::Inbox.as_str(),
            (Due::Kind(Kind::Contact), _) => is_old && row.bool(2)?,
            (Due::Kind(_), _) => is_old,
        })
    }

    /// Deletes all rows of a conversation, its key first: from the first unit of work on nobody can
    /// read it. True: nothing is left.
    fn erase_rows(
        &mut self,
        id: &ConversationId,
        left: &mut u64,
        counts: &mut BTreeMap<String, u64>,
    ) -> Result<bool, Error> {
        let key =
            self.execute("delete from conversation_key where conversation_id = $1", values![id])?;
        count(counts, "conversation_key", key);
        self.end_key(id);
        for table in TABLES.iter().rev() {
            if let Some(column) = table.erased_with_conversation
                && !self.delete_rows(table, column, id, left, counts)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn delete_rows(
        &mut self,
        table: &Table,
        column: &str,
        id: &ConversationId,
        left: &mut u64,
        counts: &mut BTreeMap<String, u64>,
    ) -> Result<bool, Error> {
        let name = table.name;
        let deleted = match table.taken_by {
            None => {
                self.execute(&format!("delete from {name} where {column} = $1"), values![id])?
            }
            Some(number) => {
                let sql = format!(
                    "delete from {name} where {column} = $1 and {number} in (select {number} \
                     from {name} where {column} = $1 order by {number} limit $2)"
                );
                self.execute(&sql, values![id, i64::try_from(*left).unwrap_or(i64::MAX)])?
            }
        };
        count(counts, name, deleted);
        if table.taken_by.is_some() {
            *left = left.saturating_sub(deleted);
        }
        // Whether that was all tells the next unit of work.
        Ok(table.taken_by.is_none() || *left > 0)
    }

    /// Empties a conversation of one kind of data: rows of tables of that kind go, columns of that
    /// kind are emptied in rows that stay (tombstones). The key goes with the last sealed content.
    fn empty_of(
        &mut self,
        kind: Kind,
        id: &ConversationId,
        left: &mut u64,
        counts: &mut BTreeMap<String, u64>,
    ) -> Result<bool, Error> {
        for table in TABLES.iter().rev() {
            let Some(column) = table.erased_with_conversation else { continue };
            let is_done = if table.kept == Kept::Rule(kind) {
                self.delete_rows(table, column, id, left, counts)?
            } else {
                self.empty_columns(table, column, kind, id, left, counts)?
            };
            if !is_done {
                return Ok(false);
            }
        }
        if kind == Kind::Messages {
            // The token opens nothing any more, so nothing of it is kept: the id stands in its place.
            let sql = "update conversation set shelf = 'emptied', token_hash = $2 where id = $1";
            self.execute(sql, values![id, id.as_str().as_bytes()])?;
        }
        if !self.has_sealed_content(id)? {
            let sql = "delete from conversation_key where conversation_id = $1";
            let deleted = self.execute(sql, values![id])?;
            count(counts, "conversation_key", deleted);
        }
        Ok(true)
    }

    fn empty_columns(
        &mut self,
        table: &Table,
        column: &str,
        kind: Kind,
        id: &ConversationId,
        left: &mut u64,
        counts: &mut BTreeMap<String, u64>,
    ) -> Result<bool, Error> {
        let columns: Vec<_> = table.columns.iter().filter(|one| one.kind == Some(kind)).collect();
        if columns.is_empty() {
            return Ok(true);
        }
        let name = table.name;
        let list = |of: fn(&Column) -> String, between| {
            columns.iter().map(|one| of(one)).collect::<Vec<_>>().join(between)
        };
        let emptied = list(|one| format!("{} = null", one.name), ", ");
        let filled = list(|one| format!("{} is not null", one.name), " or ");
        let (slice, limit) = match table.taken_by {
            None => (String::new(), None),
            Some(number) => (
                format!(
                    " and {number} in (select {number} from {name} where {column} = $1 \
                     and ({filled}) order by {number} limit $2)"
                ),
                Some(i64::try_from(*left).unwrap_or(i64::MAX)),
            ),
        };
        let sql = format!("update {name} set {emptied} where {column} = $1 and ({filled}){slice}");
        let values: Vec<Value> =
            [Some(id.into()), limit.map(Value::from)].into_iter().flatten().collect();
        let changed = self.execute(&sql, &values)?;
        count(counts, name, changed);
        if table.taken_by.is_some() {
            *left = left.saturating_sub(changed);
        }
        Ok(table.taken_by.is_none() || *left > 0)
    }

    fn has_sealed_content(&mut self, id: &ConversationId) -> Result<bool, Error> {
        for table in TABLES.iter().filter(|table| table.name != "conversation_key") {
            let Some(column) = table.erased_with_conversation else { continue };
            for sealed in table.columns {
                if sealed.whose != (Whose::Visitor { sealed: true }) {
                    continue;
                }
                let sql = format!(
                    "select 1 from {} where {column} = $1 and {} is not null limit 1",
                    table.name, sealed.name
                );
                if self.row(&sql, values![id])?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
