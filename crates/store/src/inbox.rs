//! The inbox: which conversations an agent sees, page by page, and how many there are.
//!
//! An agent sees what their rights reach (`plausch_core::role::Reach`, which the conditions here
//! say once more in SQL), also a conversation of which something sealed does not open: its place
//! in the list is how anybody learns of it, and one damaged row must not hide all others.

use std::collections::BTreeSet;

use plausch_core::conversation::Conversation;
use plausch_core::id::{AgentId, ConversationId, SiteId};
use plausch_core::role::{Level, Permission, Place, Reach};
use plausch_core::seal::Key;
use plausch_core::{Personal, Timestamp};

use crate::conversation::{COLUMNS, NEXT, contact, name, without_name};
use crate::event::place;
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

/// Which conversations an agent looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Nobody has them yet.
    Waiting,
    /// Mine and not closed.
    Mine,
    /// Not closed.
    All,
    /// Closed.
    Closed,
}

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// The newest message; not of what a colleague has: nobody reads along unseen, so what colleagues are
    /// told is opened for whoever opens the conversation, which is noted and which they see (R-EMP-04).
    pub last_message: Option<Personal<String>>,
    /// Did the visitor write it?
    pub is_from_visitor: bool,
    /// Did all of it that is sealed open? What did not, is left out.
    pub is_readable: bool,
}

/// How many conversations each view holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// In [`View::Waiting`].
    pub waiting: i64,
    /// In [`View::Mine`].
    pub mine: i64,
    /// In [`View::All`].
    pub all: i64,
}

impl Tx<'_> {
    /// A page of these views, newest first; `before` is the last row of the page before.
    pub fn conversations(
        &mut self,
        views: &[View],
        reach: &Reach,
        before: Option<(Timestamp, ConversationId)>,
        limit: i64,
    ) -> Result<Vec<Listed>, Error> {
        let (at, id) =
            before.map_or((i64::MAX, String::new()), |(at, id)| (at.millis(), id.into()));
        let mut values = vec![at.into(), id.into(), limit.into()];
        // The ids of each state first: an index has them in order, so a page reads as many rows as it
        // shows. In one query with the texts, 10,000 open conversations would be sorted for 30.
        let newest = |condition: String| {
            format!(
                "select id from (select id from conversation where {condition} \
                 and (last_message_at, id) < ($1, $2) \
                 order by last_message_at desc, id desc limit $3) newest"
            )
        };
        let mut conditions = Conditions::new(reach, &mut values);
        let parts: Vec<_> =
            views.iter().flat_map(|view| conditions.of(*view)).map(newest).collect();
        let me = conditions.place(&reach.agent);
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "select {COLUMNS}, e.body, e.seq, e.agent_id from conversation c \
             join conversation_key k on k.conversation_id = c.id \
             left join conversation_event e on e.conversation_id = c.id and e.seq = c.last_message_seq \
             and (c.assignee is null or c.assignee = {me}) where c.id in ({}) order by c.last_message_at desc, c.id desc limit $3",
            parts.join(" union all ")
        );
        let rows = self.rows(&sql, &values)?;
        let mut listed = Vec::new();
        for row in &rows {
            if !self.is_lost(row)? {
                listed.push(self.listed(row)?);
            }
        }
        Ok(listed)
    }

    fn listed(&self, row: &Row) -> Result<Listed, Error> {
        let (conversation, key, is_named) = self.as_agents_see(row)?;
        let text = match (&key, row.optional_bytes(NEXT)?) {
            (_, None) => Some(None),
            (None, Some(_)) => None,
            (Some(key), Some(body)) => {
                let place = place(&conversation.id, row.int(NEXT + 1)?);
                as_far_as_it_opens(key.open_text(&place, body).map(Some))?
            }
        };
        Ok(Listed {
            conversation,
            is_readable: is_named && text.is_some(),
            last_message: text.flatten(),
            is_from_visitor: row.optional_text(NEXT + 2)?.is_none(),
        })
    }

    /// A conversation as agents see it, and whether its key and the visitor's name opened: a name
    /// that does not is left out.
    pub fn agents_conversation(
        &mut self,
        id: &ConversationId,
    ) -> Result<Option<(Conversation, bool)>, Error> {
        let Some(row) = self.conversation_row("c.id = $1 and c.shelf = 'inbox'", values![id])?
        else {
            return Ok(None);
        };
        if self.is_lost(&row)? {
            return Ok(None);
        }
        let (conversation, key, is_named) = self.as_agents_see(&row)?;
        self.unwrapped = key.map(|key| (id.clone(), key));
        Ok(Some((conversation, is_named)))
    }

    pub(crate) fn as_agents_see(
        &self,
        row: &Row,
    ) -> Result<(Conversation, Option<Key>, bool), Error> {
        let conversation = without_name(row)?;
        let key = as_far_as_it_opens(self.key_of(row))?;
        let name = match &key {
            Some(key) => as_far_as_it_opens(name(&conversation.id, key, row))?,
            None => None,
        };
        let contact = match &key {
            Some(key) => as_far_as_it_opens(contact(&conversation.id, key, row))?,
            None => None,
        };
        let is_whole = name.is_some() && contact.is_some();
        let conversation = Conversation {
            visitor_name: name.flatten(),
            contact: contact.unwrap_or_default(),
            ..conversation
        };
        Ok((conversation, key, is_whole))
    }

    /// Where some conversations are, and who has them; those that are gone are left out. Opens
    /// nothing: this is what rights are decided by.
    pub fn places(
        &mut self,
        ids: &[ConversationId],
    ) -> Result<Vec<(ConversationId, Place)>, Error> {
        let mut places = Vec::new();
        for id in ids {
            let sql = "select site_id, assignee from conversation where id = $1";
            if let Some(row) = self.row(sql, values![id])? {
                places.push((id.clone(), place_of(&row, 0)?));
            }
        }
        Ok(places)
    }

    /// Where a conversation is, and who has it, unless it is restricted: then it does not exist for
    /// those who answer (R-DSR-04).
    pub fn place_of_unrestricted(&mut self, id: &ConversationId) -> Result<Option<Place>, Error> {
        let sql =
            "select site_id, assignee from conversation where id = $1 and shelf <> 'restricted'";
        self.row(sql, values![id])?.map(|row| place_of(&row, 0)).transpose()
    }

    /// How many conversations each view holds for this agent.
    pub fn counts(&mut self, reach: &Reach) -> Result<Counts, Error> {
        let mut values = Vec::new();
        let mut conditions = Conditions::new(reach, &mut values);
        if !conditions.has_any() {
            return Ok(Counts::default());
        }
        let open = reach.sees_colleagues().then(|| conditions.anybodys("open"));
        let parts = [Some(conditions.waits("waiting")), Some(conditions.mine("open")), open];
        // Three counts along an index: half of what one pass that adds up cases takes.
        let count = |part: Option<Option<String>>| match part.flatten() {
            None => "cast(0 as bigint)".to_owned(),
            Some(condition) => format!("(select count(*) from conversation where {condition})"),
        };
        let sql = format!("select {}", parts.map(count).join(", "));
        let Some(row) = self.row(&sql, &values)? else { return Ok(Counts::default()) };
        let (waiting, mine, open) = (row.int(0)?, row.int(1)?, row.int(2)?);
        let all = waiting + if reach.sees_colleagues() { open } else { mine };
        Ok(Counts { waiting, mine, all })
    }
}

/// A conversation's place in a row that has its site and its assignee from `column` on.
pub(crate) fn place_of(row: &Row, column: usize) -> Result<Place, Error> {
    let assignee = row.optional_text(column + 1)?.map(AgentId::parse).transpose()?;
    Ok(Place::new(SiteId::parse(row.text(column)?)?, assignee))
}

/// What a view shows to somebody, in parts that an index has in order.
struct Conditions<'a> {
    reach: &'a Reach,
    values: &'a mut Vec<Value>,
}

impl<'a> Conditions<'a> {
    const fn new(reach: &'a Reach, values: &'a mut Vec<Value>) -> Self {
        Self { reach, values }
    }

    fn has_any(&self) -> bool {
        self.reach.rights.may(Permission::Conversations, Level::Read)
    }

    /// None at all: nothing of it is for them.
    fn of(&mut self, view: View) -> Vec<String> {
        if !self.has_any() {
            return Vec::new();
        }
        let sees_colleagues = self.reach.sees_colleagues();
        let parts = match view {
            View::Waiting => [self.waits("waiting"), None],
            View::Mine => [self.mine("open"), None],
            View::All if sees_colleagues => [self.waits("waiting"), self.anybodys("open")],
            View::All => [self.waits("waiting"), self.mine("open")],
            View::Closed if sees_colleagues => [self.anybodys("closed"), None],
            View::Closed => [self.waits("closed"), self.mine("closed")],
        };
        parts.into_iter().flatten().collect()
    }

    fn anybodys(&mut self, state: &str) -> Option<String> {
        let sites = self.reach.sites.clone();
        self.on(sites.as_ref()).map(|on| format!("shelf = 'inbox' and state = '{state}'{on}"))
    }

    fn mine(&mut self, state: &str) -> Option<String> {
        let sites = self.reach.sites.clone();
        let on = self.on(sites.as_ref())?;
        let agent = self.place(&self.reach.agent);
        Some(format!("shelf = 'inbox' and assignee = {agent} and state = '{state}'{on}"))
    }

    /// What nobody has, but for what waits for other teams.
    fn waits(&mut self, state: &str) -> Option<String> {
        if self.reach.sees_colleagues() {
            return self.anybodys(state);
        }
        let others = &self.reach.others;
        let sites = self.reach.sites.as_ref().map(|sites| sites - others);
        let on = self.on(sites.as_ref())?;
        let not = if sites.is_none() && !others.is_empty() {
            format!(" and site_id not in ({})", self.places(others))
        } else {
            String::new()
        };
        Some(format!("shelf = 'inbox' and state = '{state}' and assignee is null{on}{not}"))
    }

    /// `None`: on no site.
    fn on(&mut self, sites: Option<&BTreeSet<SiteId>>) -> Option<String> {
        match sites {
            None => Some(String::new()),
            Some(sites) if sites.is_empty() => None,
            Some(sites) => Some(format!(" and site_id in ({})", self.places(sites))),
        }
    }

    fn places(&mut self, sites: &BTreeSet<SiteId>) -> String {
        sites.iter().map(|site| self.place(site)).collect::<Vec<_>>().join(", ")
    }

    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

/// What was opened; `None` where it does not open. Any other mistake stays one.
pub(crate) fn as_far_as_it_opens<T>(
    opened: Result<T, impl Into<Error>>,
) -> Result<Option<T>, Error> {
    match opened.map_err(Into::into) {
        Ok(opened) => Ok(Some(opened)),
        Err(Error::Unopenable) => Ok(None),
        Err(error) => Err(error),
    }
}
