//! Data requests: what persons ask for by right, which conversations it is about, until when they
//! have to be answered (R-DSR-01). What is written about them is sealed with the installation's
//! key: a request belongs to no single conversation, and outlives those that it is about.

use std::collections::BTreeSet;

use plausch_core::conversation::Contact;
use plausch_core::id::{AgentId, ConversationId, RequestId, SiteId};
use plausch_core::request::{Day, Dossier, Kind, Source, State, day_of};
use plausch_core::seal::NonceBytes;
use plausch_core::site::Lang;
use plausch_core::{Personal, Timestamp};

use crate::conversation::COLUMNS;
use crate::inbox::as_far_as_it_opens;
use crate::retention::{Preview, Run};
use crate::value::{Row, Value, values};
use crate::{Error, Tx};

const REQUEST: &str = "id, site_id, lang, kind, state, source, received_on, due_on, is_extended, \
     agent_id, at, closed_at, dossier";

/// A data request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequest {
    /// Its id.
    pub id: RequestId,
    /// Whose controller was asked.
    pub site: SiteId,
    /// In which language the person is answered.
    pub lang: Lang,
    /// What they ask for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// How it came in.
    pub source: Source,
    /// On which day.
    pub received_on: Day,
    /// Until when it has to be answered.
    pub due_on: Day,
    /// Was more time taken?
    pub is_extended: bool,
    /// Who has entered it; `None`: the person themselves.
    pub by: Option<AgentId>,
    /// When it was entered.
    pub at: Timestamp,
    /// When it was answered or refused.
    pub closed_at: Option<Timestamp>,
    /// Who asks, what for, and the reasons; `None` where it does not open.
    pub dossier: Option<Personal<Dossier>>,
}

/// A conversation with a name or contact data, for who looks for a person.
#[derive(Debug, Clone)]
pub struct Named {
    /// Which conversation.
    pub id: ConversationId,
    /// On which site.
    pub site: SiteId,
    /// When it began.
    pub started_at: Timestamp,
    /// When something was last written.
    pub last_message_at: Timestamp,
    /// The name.
    pub name: Option<Personal<String>>,
    /// How to reach them.
    pub contact: Contact,
}

impl Tx<'_> {
    /// Keeps a new request.
    pub fn insert_request(&mut self, new: &DataRequest, nonce: NonceBytes) -> Result<(), Error> {
        let sql = "insert into data_request (id, site_id, lang, kind, state, source, received_on, \
             due_on, is_extended, agent_id, at, closed_at, dossier) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let dossier = self.sealed(new, nonce)?.ok_or(Error::Conflict)?;
        self.execute(
            sql,
            values![
                &new.id,
                &new.site,
                new.lang.as_str(),
                new.kind.as_str(),
                new.state.as_str(),
                new.source.as_str(),
                new.received_on,
                new.due_on,
                new.is_extended,
                new.by.as_ref(),
                new.at,
                new.closed_at,
                dossier
            ],
        )
        .map(drop)
    }

    /// Writes what can change of a request; a dossier that did not open stays as it is.
    pub fn update_request(
        &mut self,
        request: &DataRequest,
        nonce: NonceBytes,
    ) -> Result<(), Error> {
        let dossier = self.sealed(request, nonce)?;
        let sql = "update data_request set state = $2, due_on = $3, is_extended = $4, \
             closed_at = $5, dossier = coalesce($6, dossier) where id = $1";
        self.execute(
            sql,
            values![
                &request.id,
                request.state.as_str(),
                request.due_on,
                request.is_extended,
                request.closed_at,
                dossier
            ],
        )
        .map(drop)
    }

    fn sealed(&self, of: &DataRequest, nonce: NonceBytes) -> Result<Option<Vec<u8>>, Error> {
        let Some(dossier) = &of.dossier else { return Ok(None) };
        let text = Personal::new(serde_json::to_string(dossier.reveal())?);
        Ok(Some(self.keys.seal_entry(of.id.as_str(), &text, nonce)))
    }

    /// One request; whoever reads it in order to write takes its row's lock with it.
    pub fn request(&mut self, id: &RequestId) -> Result<Option<DataRequest>, Error> {
        let lock = self.connection.lock_of("data_request");
        let sql = format!("select {REQUEST} from data_request where id = $1{lock}");
        self.row(&sql, values![id])?.map(|row| self.request_of(&row)).transpose()
    }

    /// Requests of these sites (`None`: all): those that are to be answered, what is due first; or
    /// those that are closed, the newest first.
    pub fn requests(
        &mut self,
        sites: Option<&BTreeSet<SiteId>>,
        is_closed: bool,
        limit: i64,
    ) -> Result<Vec<DataRequest>, Error> {
        if sites.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let mut values: Vec<Value> = vec![limit.into()];
        let on = on_sites("site_id", sites, &mut values);
        let which = if is_closed {
            format!("closed_at is not null{on} order by closed_at desc, id desc")
        } else {
            format!("closed_at is null{on} order by due_on, id")
        };
        let sql = format!("select {REQUEST} from data_request where {which} limit $1");
        self.rows(&sql, &values)?.iter().map(|row| self.request_of(row)).collect()
    }

    /// The deadlines of all requests that are to be answered.
    pub fn deadlines(&mut self) -> Result<Vec<(SiteId, Day)>, Error> {
        let sql =
            "select site_id, due_on from data_request where closed_at is null order by due_on, id";
        let line = |row: &Row| Ok((SiteId::parse(row.text(0)?)?, day(row.text(1)?)?));
        self.rows(sql, &[])?.iter().map(line).collect()
    }

    fn request_of(&self, row: &Row) -> Result<DataRequest, Error> {
        let id = RequestId::parse(row.text(0)?)?;
        let dossier = self.keys.open_entry(id.as_str(), row.bytes(12)?);
        let dossier = as_far_as_it_opens(dossier)?
            .map(|text| serde_json::from_str(text.reveal()).map(Personal::new))
            .transpose()?;
        Ok(DataRequest {
            site: SiteId::parse(row.text(1)?)?,
            lang: Lang::parse(row.text(2)?).ok_or_else(|| unknown("language"))?,
            kind: Kind::parse(row.text(3)?).ok_or_else(|| unknown("kind of request"))?,
            state: State::parse(row.text(4)?).ok_or_else(|| unknown("state of a request"))?,
            source: Source::parse(row.text(5)?).ok_or_else(|| unknown("source of a request"))?,
            received_on: day(row.text(6)?)?,
            due_on: day(row.text(7)?)?,
            is_extended: row.bool(8)?,
            by: row.optional_text(9)?.map(AgentId::parse).transpose()?,
            at: row.time(10)?,
            closed_at: row.optional_int(11)?.map(Timestamp::from_millis),
            dossier,
            id,
        })
    }

    /// The conversations that belong to a request, also those that are gone.
    pub fn conversations_of(&mut self, id: &RequestId) -> Result<Vec<ConversationId>, Error> {
        let sql = "select conversation_id from request_conversation where request_id = $1 \
             order by conversation_id";
        self.rows(sql, values![id])?
            .iter()
            .map(|row| Ok(ConversationId::parse(row.text(0)?)?))
            .collect()
    }

    /// From now on a conversation belongs to a request, or does not any more.
    pub fn set_of_request(
        &mut self,
        id: &RequestId,
        conversation: &ConversationId,
        belongs: bool,
    ) -> Result<(), Error> {
        let sql = if belongs {
            "insert into request_conversation (request_id, conversation_id) values ($1, $2) \
             on conflict do nothing"
        } else {
            "delete from request_conversation where request_id = $1 and conversation_id = $2"
        };
        self.execute(sql, values![id, conversation]).map(drop)
    }

    /// Conversations of these sites (`None`: all) with a name or contact data, the newest first, on
    /// whatever shelf; `before` is the last of the page before. What does not open is left out.
    pub fn named_conversations(
        &mut self,
        sites: Option<&BTreeSet<SiteId>>,
        before: Option<(Timestamp, ConversationId)>,
        limit: i64,
    ) -> Result<Vec<Named>, Error> {
        if sites.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let (at, id) =
            before.map_or((i64::MAX, String::new()), |(at, id)| (at.millis(), id.into()));
        let mut values: Vec<Value> = values![limit, at, id].to_vec();
        let on = on_sites("c.site_id", sites, &mut values);
        let sql = format!(
            "select {COLUMNS} from conversation c join conversation_key k on k.conversation_id = c.id \
             where (c.last_message_at, c.id) < ($2, $3) and \
             (c.visitor_name is not null or c.contact_mail is not null or c.contact_phone is not null){on} \
             order by c.last_message_at desc, c.id desc limit $1"
        );
        let rows = self.rows(&sql, &values)?;
        let named = |row: &Row| {
            let (found, ..) = self.as_agents_see(row)?;
            Ok(Named {
                id: found.id,
                site: found.site,
                started_at: found.started_at,
                last_message_at: found.last_message_at,
                name: found.visitor_name,
                contact: found.contact,
            })
        };
        rows.iter().map(named).collect()
    }

    /// Deletes requests that were closed before the run's cutoff, at most `limit`, with what belongs to
    /// them. One by which something is still restricted stays. False: that was all.
    pub fn delete_requests(&mut self, run: &Run, limit: i64) -> Result<bool, Error> {
        let sql =
            format!("select id from data_request where {DUE} order by closed_at, id limit $2");
        let due = self.rows(&sql, values![run.cutoff, limit])?;
        for row in &due {
            let id = row.text(0)?;
            for table in ["request_conversation", "notification"] {
                let sql = format!("delete from {table} where request_id = $1");
                self.execute(&sql, values![id])?;
            }
            self.execute("delete from data_request where id = $1", values![id])?;
        }
        self.note_deleted(run, "data_request", &due)?;
        Ok(i64::try_from(due.len()).is_ok_and(|found| found == limit))
    }

    /// How many requests of a site were closed before this moment.
    pub fn preview_of_requests(
        &mut self,
        site: &SiteId,
        before: Timestamp,
        examples: i64,
    ) -> Result<Preview, Error> {
        let of = format!("data_request where {DUE} and site_id = $2");
        self.counted(&of, "id", "closed_at, id", values![before, site], examples)
    }

    /// Are there closed requests from before this moment?
    pub fn has_due_requests(&mut self, before: Timestamp) -> Result<bool, Error> {
        let sql = format!("select 1 from data_request where {DUE} limit 1");
        Ok(self.row(&sql, values![before])?.is_some())
    }
}

/// That a row is of one of these sites, whose values come after those that are there; `None`: of any.
fn on_sites(column: &str, sites: Option<&BTreeSet<SiteId>>, values: &mut Vec<Value>) -> String {
    let Some(sites) = sites else { return String::new() };
    let first = values.len() + 1;
    let places: Vec<_> = (first..first + sites.len()).map(|place| format!("${place}")).collect();
    values.extend(sites.iter().map(Value::from));
    format!(" and {column} in ({})", places.join(", "))
}

/// Closed long ago, and nothing rests on it any more.
const DUE: &str = "closed_at < $1 and not exists \
     (select 1 from restriction r where r.request_id = data_request.id)";

fn day(text: &str) -> Result<Day, Error> {
    day_of(text).ok_or_else(|| unknown("day"))
}

fn unknown(what: &str) -> Error {
    Error::Database(format!("unknown {what}"))
}
