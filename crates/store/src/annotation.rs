//! Notes to messages (Art. 16 GDPR, R-DSR-04): what was said is not rewritten; what a person has put right
//! about it stands beneath it. Sealed as the message is, and gone with it. A backup keeps them with what
//! was put right, so that a restore brings back the newest.

use plausch_core::id::{ConversationId, RequestId};
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};

use crate::inbox::as_far_as_it_opens;
use crate::value::{Row, values};
use crate::{Error, Tx};

/// A note to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Its place among the notes of its conversation.
    pub number: i64,
    /// The message's number.
    pub seq: i64,
    /// By which request.
    pub request: RequestId,
    /// When it was written.
    pub at: Timestamp,
    /// What it says; `None`: it does not open.
    pub text: Option<Personal<String>>,
}

impl Tx<'_> {
    /// Adds a note to a message. `false`: there is no such message with a text, or no key to seal it with.
    pub fn annotate(
        &mut self,
        conversation: &ConversationId,
        seq: i64,
        request: &RequestId,
        text: &Personal<String>,
        (nonce, now): (NonceBytes, Timestamp),
    ) -> Result<bool, Error> {
        let Some(key) = as_far_as_it_opens(self.key(conversation))?.flatten() else {
            return Ok(false);
        };
        // Whoever writes at the same time waits here, and takes the next number.
        let lock = self.connection.lock_of("conversation");
        let sql = format!("select id from conversation where id = $1{lock}");
        self.row(&sql, values![conversation])?;
        let sql = "select 1 from conversation_event where conversation_id = $1 and seq = $2 \
             and kind in ('message', 'note') and body is not null";
        if self.row(sql, values![conversation, seq])?.is_none() {
            return Ok(false);
        }
        let sql = "select coalesce(max(number), 0) from annotation where conversation_id = $1";
        let last = self.row(sql, values![conversation])?.map_or(Ok(0), |row| row.int(0))?;
        let number = last + 1;
        let body = key.seal_text(&place(conversation, number), text, nonce);
        let sql = "insert into annotation (conversation_id, number, seq, request_id, at, body) \
             values ($1, $2, $3, $4, $5, $6)";
        self.execute(sql, values![conversation, number, seq, request, now, body])?;
        Ok(true)
    }

    /// The notes to a conversation's messages, in the order in which they were written.
    pub fn annotations(&mut self, conversation: &ConversationId) -> Result<Vec<Annotation>, Error> {
        let sql = "select number, seq, request_id, at, body from annotation \
             where conversation_id = $1 order by number";
        let rows = self.rows(sql, values![conversation])?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = as_far_as_it_opens(self.key(conversation))?.flatten();
        let note = |row: &Row| {
            let number = row.int(0)?;
            let place = place(conversation, number);
            let sealed = row.bytes(4)?;
            let text = key.as_ref().map(|key| key.open_text(&place, sealed));
            Ok(Annotation {
                number,
                seq: row.int(1)?,
                request: RequestId::parse(row.text(2)?)?,
                at: row.time(3)?,
                text: text.map_or(Ok(None), as_far_as_it_opens)?,
            })
        };
        rows.iter().map(note).collect()
    }
}

fn place(conversation: &ConversationId, number: i64) -> String {
    format!("{conversation}/annotation/{number}")
}
