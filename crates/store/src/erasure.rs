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
    /// Call [`crate::Store::scrub`] afterwards.
    pub fn erase_conversation(
        &mut self,
        conversation: &ConversationId,
        reason: &str,
        entry: &EntryId,
        now: Timestamp,
    ) -> Result<Option<Erased>, Error> {
        self.lock_conversation(conversation)?;
        if self.conversation(conversation)?.is_none() {
            return Ok(None);
        }
        self.unwrapped = None;
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
