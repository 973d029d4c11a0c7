//! Conversations: the row whose lock orders everything that happens in one. What changes it is in
//! `changing`.

mod changing;

use plausch_core::conversation::{Contact, Conversation, State};
use plausch_core::id::{AgentId, ConsentId, ConversationId, Revision, SiteId};
use plausch_core::role::Place;
use plausch_core::seal::{Key, NonceBytes};
use plausch_core::site::Lang;
use plausch_core::visitor::TokenHash;
use plausch_core::{Personal, Timestamp};

pub use self::changing::Change;
use crate::consent::{self, RecordedConsent};
use crate::inbox::place_of;
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

pub(crate) const COLUMNS: &str = "c.id, c.site_id, c.lang, c.state, c.assignee, c.visitor_name, c.consent_id, \
     c.started_at, c.last_message_at, c.last_seq, c.last_visible, c.agents_seen, c.visitor_seen, \
     c.unread, c.token_expires_at, c.remembered_by, c.is_ended_by_visitor, c.is_withdrawn, c.shelf, k.wrapped, \
     c.contact_mail, c.contact_phone";
/// The number of the first column after [`COLUMNS`].
pub(crate) const NEXT: usize = 22;

/// A conversation that is about to begin. Its first message is appended like any other.
pub struct NewConversation<'a> {
    /// Its id.
    pub id: &'a ConversationId,
    /// On which site.
    pub site: &'a SiteId,
    /// In which language.
    pub lang: Lang,
    /// The visitor's name, if they gave one.
    pub visitor_name: Option<&'a Personal<String>>,
    /// The consent it rests on.
    pub consent: Option<&'a ConsentId>,
    /// By which the visitor is known again.
    pub token: &'a TokenHash,
    /// Until when the token counts.
    pub token_expires_at: Timestamp,
    /// `false`: its key is held in memory and never written (R-MIN-03).
    pub is_kept: bool,
    /// The state of the chat that the visitor was told (R-INFO-05).
    pub told: &'a Revision,
    /// 32 random bytes for its key, and nonces to wrap the key and to seal the name.
    pub key: [u8; 32],
    /// See `key`.
    pub nonces: [NonceBytes; 2],
}

/// How a conversation stands for its visitor.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Which conversation.
    pub id: ConversationId,
    /// Number of the newest event that the visitor may see.
    pub last_visible: i64,
    /// Until when the visitor's token counts.
    pub token_expires_at: Timestamp,
    /// Was the consent withdrawn?
    pub is_withdrawn: bool,
    /// Where it is, and who has it.
    pub place: Place,
    /// In which language.
    pub lang: Lang,
    /// Is it kept, and used for nothing (Art. 18 GDPR)?
    pub is_restricted: bool,
}

impl Tx<'_> {
    /// Adds a conversation without events, and its key.
    pub fn insert_conversation(
        &mut self,
        new: &NewConversation<'_>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let key = Key::new(new.key);
        let name =
            new.visitor_name.map(|name| key.seal_text(&name_place(new.id), name, new.nonces[1]));
        let sql = "insert into conversation (id, site_id, lang, state, shelf, assignee, visitor_name, \
             consent_id, token_hash, token_expires_at, remembered_by, is_ended_by_visitor, \
             is_withdrawn, started_at, last_message_at, last_message_seq, last_seq, last_visible, \
             agents_seen, visitor_seen, unread, told) \
             values ($1, $2, $3, 'waiting', 'inbox', null, $4, $5, $6, $7, null, $8, $8, $9, $9, 0, 0, 0, 0, 0, 0, $10)";
        let (token, expiry) = (new.token.0.as_slice(), new.token_expires_at);
        self.execute(
            sql,
            values![
                new.id,
                new.site,
                new.lang.as_str(),
                name,
                new.consent,
                token,
                expiry,
                false,
                now,
                new.told
            ],
        )?;
        self.insert_key(new.id, &key, new.is_kept.then_some(new.nonces[0]))
    }

    /// A conversation of the inbox. Whoever reads it in order to write takes its row's lock with
    /// it, here and in the methods below: what was decided on still stands at the commit.
    pub fn conversation(&mut self, id: &ConversationId) -> Result<Option<Conversation>, Error> {
        self.conversation_where("c.id = $1 and c.shelf = 'inbox'", values![id])
    }

    /// The conversation that a visitor's token has begun.
    pub fn conversation_by_token(
        &mut self,
        token: &TokenHash,
    ) -> Result<Option<Conversation>, Error> {
        self.conversation_where("c.token_hash = $1", values![token.0.as_slice()])
    }

    /// A conversation, if the token is its visitor's, and what the consent it rests on says now.
    pub fn visitors_conversation(
        &mut self,
        id: &ConversationId,
        token: &TokenHash,
    ) -> Result<Option<(Conversation, Option<RecordedConsent>)>, Error> {
        let sql = format!(
            "select {COLUMNS}, {consent} from conversation c \
             join conversation_key k on k.conversation_id = c.id \
             left join consent_event e on e.record_id = c.consent_id and e.number = \
             (select max(n.number) from consent_event n where n.record_id = c.consent_id) \
             where c.id = $1 and c.token_hash = $2 and c.shelf <> 'emptied'{lock}",
            consent = consent::COLUMNS,
            lock = self.connection.lock_of("c"),
        );
        let Some(row) = self.row(&sql, values![id, token.0.as_slice()])? else { return Ok(None) };
        if self.is_lost(&row)? {
            return Ok(None);
        }
        let conversation = self.opened(&row)?;
        let consent =
            row.optional_text(NEXT)?.map(|_| consent::recorded(&row, NEXT)).transpose()?;
        Ok(Some((conversation, consent)))
    }

    pub(crate) fn conversation_where(
        &mut self,
        condition: &str,
        values: &[Value],
    ) -> Result<Option<Conversation>, Error> {
        match self.conversation_row(condition, values)? {
            Some(row) if !self.is_lost(&row)? => self.opened(&row).map(Some),
            _ => Ok(None),
        }
    }

    /// Was its key in memory, and is it there no more? Then the conversation is over, and its rows
    /// are about to be erased.
    pub(crate) fn is_lost(&self, row: &Row) -> Result<bool, Error> {
        Ok(row.optional_bytes(19)?.is_none() && !self.keys.holds(row.text(0)?))
    }

    /// The conversation of a row; its key is kept at hand.
    fn opened(&mut self, row: &Row) -> Result<Conversation, Error> {
        let (mut conversation, key) = (without_name(row)?, self.key_of(row)?);
        conversation.visitor_name = name(&conversation.id, &key, row)?;
        conversation.contact = contact(&conversation.id, &key, row)?;
        self.unwrapped = Some((conversation.id.clone(), key));
        Ok(conversation)
    }

    pub(crate) fn conversation_row(
        &mut self,
        condition: &str,
        values: &[Value],
    ) -> Result<Option<Row>, Error> {
        let sql = format!(
            "select {COLUMNS} from conversation c join conversation_key k on k.conversation_id = c.id \
             where {condition}{}",
            self.connection.lock_of("c")
        );
        self.row(&sql, values)
    }

    pub(crate) fn key_of(&self, row: &Row) -> Result<Key, Error> {
        Ok(self.keys.key_of(row.text(0)?, row.optional_bytes(19)?)?)
    }

    /// How several conversations stand for their visitors; those that are gone are left out.
    pub fn standings(&mut self, ids: &[ConversationId]) -> Result<Vec<Standing>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
        let sql = format!(
            "select id, last_visible, token_expires_at, is_withdrawn, site_id, assignee, lang, \
             shelf = 'restricted' from conversation where shelf <> 'emptied' and id in ({}) order by id",
            places.join(", ")
        );
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let rows = self.rows(&sql, &ids)?;
        let standing = |row: &Row| {
            Ok(Standing {
                id: ConversationId::parse(row.text(0)?)?,
                last_visible: row.int(1)?,
                token_expires_at: row.time(2)?,
                is_withdrawn: row.bool(3)?,
                place: place_of(row, 4)?,
                lang: Lang::parse(row.text(6)?).ok_or_else(|| unknown("language"))?,
                is_restricted: row.bool(7)?,
            })
        };
        rows.iter().map(standing).collect()
    }
}

/// A row of [`COLUMNS`], but for what is sealed.
pub(crate) fn without_name(row: &Row) -> Result<Conversation, Error> {
    Ok(Conversation {
        id: ConversationId::parse(row.text(0)?)?,
        site: SiteId::parse(row.text(1)?)?,
        lang: Lang::parse(row.text(2)?).ok_or_else(|| unknown("language"))?,
        state: State::parse(row.text(3)?).ok_or_else(|| unknown("state"))?,
        assignee: row.optional_text(4)?.map(AgentId::parse).transpose()?,
        visitor_name: None,
        contact: Contact::default(),
        consent: row.optional_text(6)?.map(ConsentId::parse).transpose()?,
        started_at: row.time(7)?,
        last_message_at: row.time(8)?,
        last_seq: row.int(9)?,
        last_visible: row.int(10)?,
        agents_seen: row.int(11)?,
        visitor_seen: row.int(12)?,
        unread: row.int(13)?,
        token_expires_at: row.time(14)?,
        remembered_by: row.optional_text(15)?.map(ConsentId::parse).transpose()?,
        is_ended_by_visitor: row.bool(16)?,
        is_withdrawn: row.bool(17)?,
        is_kept: row.optional_bytes(19)?.is_some(),
        is_archived: row.text(18)? == "archive",
        is_restricted: row.text(18)? == "restricted",
    })
}

/// The visitor's name in a row of [`COLUMNS`].
pub(crate) fn name(
    id: &ConversationId,
    key: &Key,
    row: &Row,
) -> Result<Option<Personal<String>>, Error> {
    let sealed = row.optional_bytes(5)?;
    Ok(sealed.map(|sealed| key.open_text(&name_place(id), sealed)).transpose()?)
}

/// How the visitor wants to be reached, in a row of [`COLUMNS`].
pub(crate) fn contact(id: &ConversationId, key: &Key, row: &Row) -> Result<Contact, Error> {
    let open = |what, column| -> Result<_, Error> {
        let sealed = row.optional_bytes(column)?;
        Ok(sealed.map(|sealed| key.open_text(&contact_place(id, what), sealed)).transpose()?)
    };
    Ok(Contact { mail: open("mail", 20)?, phone: open("phone", 21)? })
}

pub(crate) fn contact_place(conversation: &ConversationId, what: &str) -> String {
    format!("{conversation}/{what}")
}

pub(crate) fn name_place(conversation: &ConversationId) -> String {
    format!("{conversation}/name")
}

fn unknown(what: &str) -> Error {
    Error::Database(format!("unknown {what}"))
}
