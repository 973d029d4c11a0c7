//! Erasing a conversation for good, driven by the inventory: a table joins by being in it.

use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, EntryId};

use crate::inventory::TABLES;
use crate::value::values;
use crate::{Error, Tx};

/// What an erasure removed: tables and numbers of rows.
pub type Erased = Vec<(&'static str, u64)>;

impl Tx<'_> {
    /// Erases everything that belongs to a conversation, its key first, and writes the journal:
    /// ids and counts only (Art. 17 GDPR). `None`: there is no such conversation.
    /// With its commit the files are due for [`crate::Store::scrub`].
    pub fn erase_conversation(
        &mut self,
        conversation: &ConversationId,
        reason: &str,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<Option<Erased>, Error> {
        // By its id alone: a conversation whose key is damaged or gone has to go as well.
        let lock = self.connection.lock_of("conversation");
        let sql = format!("select id from conversation where id = $1{lock}");
        if self.row(&sql, values![conversation])?.is_none() {
            return Ok(None);
        }
        self.connection.leave_remnants();
        self.unwrapped = None;
        self.end_key(conversation);
        let mut erased = Vec::new();
        // The inventory lists a table after those it refers to: the last goes first.
        for table in TABLES.iter().rev() {
            if let Some(column) = table.erased_with_conversation {
                let sql = format!("delete from {} where {column} = $1", table.name);
                erased.push((table.name, self.execute(&sql, values![conversation])?));
            }
        }
        let counts: std::collections::BTreeMap<_, _> = erased.iter().copied().collect();
        let counts = serde_json::to_string(&counts)?;
        self.note_journal(entry, "erasure", conversation.as_str(), reason, &counts, now)?;
        Ok(Some(erased))
    }
}
