//! Looking for words in conversations: everything is opened and looked through, newest first, as far
//! as somebody's rights reach (DESIGN section 3, rule 9). Nothing is kept of it.

use plausch_core::Timestamp;
use plausch_core::event::{Author, Event};
use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission, Reach};
use plausch_core::search::{Excerpt, Words};

use crate::inbox::{Listed, View};
use crate::{Error, Tx};

/// A conversation that holds the words.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The conversation, with its newest message.
    pub listed: Listed,
    /// Where it holds them.
    pub place: Place,
    /// The words, and what is around them.
    pub excerpt: Excerpt,
}

/// Which text of a conversation holds the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A message or a note, by its number.
    Event {
        /// Its number.
        seq: i64,
        /// When it was written.
        at: Timestamp,
        /// Did the visitor write it?
        is_from_visitor: bool,
    },
    /// The visitor's name, or how to reach them.
    Contact,
}

/// What a part of a search has found.
#[derive(Debug, Clone)]
pub struct Searched {
    /// Newest conversation first; of each the newest text that holds the words.
    pub hits: Vec<Hit>,
    /// The last conversation that was looked through; `None`: there was none left.
    pub last: Option<(Timestamp, ConversationId)>,
}

impl Tx<'_> {
    /// Looks through the next `limit` conversations behind `before`.
    pub fn search(
        &mut self,
        words: &Words,
        reach: &Reach,
        before: Option<(Timestamp, ConversationId)>,
        limit: i64,
    ) -> Result<Searched, Error> {
        let page = self.conversations(&[View::All, View::Closed], reach, before, limit)?;
        let last = page.last().map(|last| &last.conversation);
        let last = last.map(|last| (last.last_message_at, last.id.clone()));
        let mut hits = Vec::new();
        for listed in page {
            if let Some((place, excerpt)) = self.find_in(words, reach, &listed)? {
                hits.push(Hit { listed, place, excerpt });
            }
        }
        Ok(Searched { hits, last })
    }

    fn find_in(
        &mut self,
        words: &Words,
        reach: &Reach,
        listed: &Listed,
    ) -> Result<Option<(Place, Excerpt)>, Error> {
        let conversation = &listed.conversation;
        let find = |event: &Event| {
            let excerpt = words.find(event.body.as_ref()?)?;
            let is_from_visitor = event.author == Author::Visitor;
            Some((Place::Event { seq: event.seq, at: event.at, is_from_visitor }, excerpt))
        };
        let events = self.events_before(&conversation.id, i64::MAX, i64::MAX)?;
        if let Some(found) = events.iter().rev().find_map(find) {
            return Ok(Some(found));
        }
        if !reach.rights.may(Permission::Contact, Level::Read) {
            return Ok(None);
        }
        let (name, contact) = (&conversation.visitor_name, &conversation.contact);
        let texts = [name, &contact.mail, &contact.phone];
        let found = texts.into_iter().flatten().find_map(|text| words.find(text));
        Ok(found.map(|excerpt| (Place::Contact, excerpt)))
    }
}
