//! A transaction, as a deed sees it: statements in, rows out. Each noun adds its queries.

use plausch_core::id::ConversationId;
use plausch_core::seal::{Key, Keys, NonceBytes};

use crate::connection::Connection;
use crate::error::Error;
use crate::value::{Row, Value, values};

/// A transaction. Made by [`crate::Store::read`] and [`crate::Store::write`] only.
pub struct Tx<'c> {
    pub(crate) connection: &'c mut Connection,
    pub(crate) keys: &'c Keys,
    /// The key that this transaction unwrapped last: most deeds need one key several times.
    pub(crate) unwrapped: Option<(ConversationId, Key)>,
}

impl Tx<'_> {
    /// Runs a statement; gives the number of changed rows.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        self.refuse_without_transaction()?;
        refuse_nul(values)?;
        self.connection.execute(sql, values)
    }

    /// All rows of an answer.
    pub(crate) fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        self.refuse_without_transaction()?;
        refuse_nul(values)?;
        self.connection.rows(sql, values)
    }

    /// After the engine has ended the transaction, a statement would be kept by itself.
    fn refuse_without_transaction(&self) -> Result<(), Error> {
        if self.connection.is_in_transaction() {
            return Ok(());
        }
        Err(Error::Unavailable("the database ended the transaction by itself".into()))
    }

    /// The first row of an answer.
    pub(crate) fn row(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// The key of a conversation; `None` when it was erased. Without it nothing can be added.
    pub(crate) fn key(&mut self, conversation: &ConversationId) -> Result<Option<Key>, Error> {
        if let Some((of, key)) = &self.unwrapped
            && of == conversation
        {
            return Ok(Some(key.clone()));
        }
        let sql = "select wrapped from conversation_key where conversation_id = $1";
        let Some(row) = self.row(sql, values![conversation])? else { return Ok(None) };
        Ok(Some(self.keys.key_of(conversation.as_str(), row.optional_bytes(0)?)?))
    }

    /// Makes the key of a new conversation. `None` in place of the nonce: it is held in memory only,
    /// as long as this transaction is not given up.
    pub(crate) fn insert_key(
        &mut self,
        conversation: &ConversationId,
        key: &Key,
        nonce: Option<NonceBytes>,
    ) -> Result<(), Error> {
        let wrapped = nonce.map(|nonce| self.keys.wrap(conversation.as_str(), key, nonce));
        let is_held = wrapped.is_none();
        let sql = "insert into conversation_key (conversation_id, wrapped) values ($1, $2)";
        self.execute(sql, values![conversation, wrapped])?;
        if is_held {
            self.keys.hold(conversation.as_str(), key);
            self.connection.held.begun.push(conversation.to_string());
        }
        Ok(())
    }

    /// With its commit this transaction ends a conversation: a key that is in memory goes, too.
    pub(crate) fn end_key(&mut self, conversation: &ConversationId) {
        if self.keys.holds(conversation.as_str()) {
            self.connection.held.ended.push(conversation.to_string());
        }
    }

    /// Asks the database for nothing but an answer.
    pub fn is_alive(&mut self) -> Result<(), Error> {
        self.rows("select 1", &[]).map(drop)
    }

    /// Any table's rows as they are stored, for tests that search every column.
    #[doc(hidden)]
    pub fn inspect(&mut self, sql: &str) -> Result<Vec<Row>, Error> {
        self.rows(sql, &[])
    }
}

/// What one engine can't take, the other doesn't get either: a backup goes to both.
fn refuse_nul(values: &[Value]) -> Result<(), Error> {
    let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if values.iter().any(has_nul) { Err(Error::Nul) } else { Ok(()) }
}
