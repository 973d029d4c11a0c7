//! Data requests: what persons ask for by right, for whoever answers them (R-DSR-01 … 06). Here: taking
//! one up, and the steps to its answer. Finding what belongs to it, the copy, and what is carried out
//! are in the folder. Nobody else may read what is restricted.

pub mod carry;
pub mod collect;
pub mod coverage;
pub mod deadlines;
pub mod find;
pub mod ledger;
pub mod release;

use std::sync::Arc;

use plausch_core::id::{ConversationId, RequestId, SiteId};
use plausch_core::request::{
    Day, Deadline, Deed, Dossier, Kind, MAX_CHARACTERS, Refusal, Source, State, day_of, today,
};
use plausch_core::role::{Level, Permission, Reach};
use plausch_core::site::Lang;
use plausch_core::{Personal, Timestamp};
use plausch_store::Tx;
pub use plausch_store::{DataRequest, Notification, Restriction};

use super::{App, Error, SignedIn};

/// So many are listed: those that are to be answered, and as many of the closed.
const LIST: i64 = 200;

/// What came in.
#[derive(Debug, Clone)]
pub struct New {
    /// Whose controller was asked.
    pub site: SiteId,
    /// In which language the person is answered.
    pub lang: Lang,
    /// What they ask for.
    pub kind: Kind,
    /// How it came in.
    pub source: Source,
    /// On which day, as it was typed.
    pub received_on: String,
    /// Who asks, and what for.
    pub dossier: Personal<Dossier>,
}

impl From<Refusal> for Error {
    fn from(_: Refusal) -> Self {
        // Pages offer what goes; whoever was overtaken sees how it is now.
        Self::Conflict
    }
}

/// Takes up a request (R-DSR-01).
pub async fn enter(app: &App, who: &SignedIn, new: New) -> Result<RequestId, Error> {
    who.may_on(Permission::Requests, Level::Write, &new.site)?;
    let site = app.directory.site(&new.site)?.id.clone();
    let received_on = received(app, &new.received_on)?;
    let dossier = new.dossier.reveal();
    let asked = said(&dossier.asked, "asked")?;
    let person = said(&dossier.person, "person")?;
    let reply_to = at_most(&dossier.reply_to, "reply_to")?;
    let id = RequestId::new(app.now(), app.random());
    let request = DataRequest {
        id: id.clone(),
        site,
        lang: new.lang,
        kind: new.kind,
        state: State::Open,
        source: new.source,
        received_on,
        due_on: Deadline::of(received_on).due_on,
        is_extended: false,
        by: Some(who.agent.id.clone()),
        at: app.now(),
        closed_at: None,
        dossier: Some(Dossier { asked, person, reply_to, ..Dossier::default() }.into()),
    };
    let (nonce, entry, by) = (app.random(), app.entry_id(), who.agent.id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        tx.insert_request(&request, nonce)?;
        let subject = request.id.as_str();
        tx.note_audit(&entry, Some(&by), "entered a data request", subject, request.at)
    };
    app.store.write(deed).await?;
    deadlines::read(app).await?;
    Ok(id)
}

/// The day on which it came in: not one that is still to come.
fn received(app: &App, text: &str) -> Result<Day, Error> {
    let day = day_of(text.trim()).filter(|day| *day <= today(app.now()));
    day.ok_or(Error::Invalid("received_on"))
}

/// A text that has to be there.
pub(super) fn said(text: &str, field: &'static str) -> Result<String, Error> {
    let text = at_most(text, field)?;
    if text.is_empty() { Err(Error::Invalid(field)) } else { Ok(text) }
}

/// A text that may be missing, and not endless.
pub(super) fn at_most(text: &str, field: &'static str) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > MAX_CHARACTERS { Err(Error::Invalid(field)) } else { Ok(text) }
}

/// Those that are to be answered, what is due first, or those that are closed.
pub async fn list(app: &App, who: &SignedIn, is_closed: bool) -> Result<Vec<DataRequest>, Error> {
    who.may(Permission::Requests, Level::Read)?;
    let sites = who.reach.sites.clone();
    let rows = app.store.read(move |tx| tx.requests(sites.as_ref(), is_closed, LIST)).await?;
    // A role that may not change requests sees what is due, and no content.
    let may_read = who.may(Permission::Requests, Level::Write).is_ok();
    let shown = |row| if may_read { row } else { DataRequest { dossier: None, ..row } };
    Ok(rows.into_iter().map(shown).collect())
}

/// A request with what belongs to it.
#[derive(Debug)]
pub struct Whole {
    /// The request.
    pub request: DataRequest,
    /// The conversations: where they are, as far as they are still there.
    pub conversations: Vec<Belonging>,
    /// Who has to be told.
    pub ledger: Vec<Notification>,
}

/// A conversation that belongs to a request.
#[derive(Debug)]
pub struct Belonging {
    /// Which conversation.
    pub id: ConversationId,
    /// Is it on a site that they may not see?
    pub is_elsewhere: bool,
    /// Which site.
    pub site: Option<SiteId>,
    /// Since when the person objects.
    pub objected_at: Option<Timestamp>,
    /// Does the law want it kept?
    pub is_archived: bool,
    /// Since when it is restricted, and by which request.
    pub restriction: Option<Restriction>,
    /// Is it restricted by this request? Or by one that is gone, as after a restore: then whichever
    /// request it belongs to lifts that.
    pub is_restricted_here: bool,
    /// How the visitor is called and reached, for whoever may put it right.
    pub named: Option<plausch_store::Found>,
}

impl Belonging {
    /// Is nothing left of it?
    pub fn is_gone(&self) -> bool {
        self.site.is_none()
    }
}

/// One request. Somebody who may only look sees what it is and when it is due.
pub async fn one(app: &App, who: &SignedIn, id: &RequestId) -> Result<Whole, Error> {
    who.may(Permission::Requests, Level::Read)?;
    let may_read = who.may(Permission::Requests, Level::Write).is_ok();
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    let deed = move |tx: &mut Tx<'_>| {
        let mut request = known(tx, &reach, &of)?;
        if !may_read {
            request.dossier = None;
        }
        let mut conversations = Vec::new();
        for id in tx.conversations_of(&of)? {
            let found = tx.conversation_anywhere(&id)?;
            let restriction = tx.restriction(&id)?;
            let is_restricted_here = match &restriction {
                Some(one) => one.request == of || tx.request(&one.request)?.is_none(),
                None => false,
            };
            let site = found.as_ref().map(|found| found.conversation.site.clone());
            let is_elsewhere = site.as_ref().is_some_and(|site| !reach.has_site(site));
            conversations.push(Belonging {
                is_elsewhere,
                site,
                objected_at: tx.objected_at(&id)?,
                is_archived: found.as_ref().is_some_and(|found| found.conversation.is_archived),
                restriction,
                is_restricted_here,
                named: found.filter(|_| may_read && !is_elsewhere),
                id,
            });
        }
        let ledger = if may_read { tx.notifications(&of)? } else { Vec::new() };
        Ok(Whole { request, conversations, ledger })
    };
    app.store.read(deed).await
}

/// Goes on only if there is such a request for them, and they may work on it.
pub async fn may_work(app: &App, who: &SignedIn, id: &RequestId) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    app.store.read(move |tx| known(tx, &reach, &of).map(drop)).await
}

/// A request on one of their sites; another does not exist for them.
fn known(tx: &mut Tx<'_>, reach: &Reach, id: &RequestId) -> Result<DataRequest, Error> {
    tx.request(id)?.filter(|request| reach.has_site(&request.site)).ok_or(Error::NotFound)
}

/// Takes a step with a request: what `act` writes is kept, if the rules allow the deed now. In the
/// audit stands `word`.
async fn step(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    (deed, word): (Deed, &'static str),
    act: impl Fn(&mut DataRequest, &mut Dossier) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach, now) = (id.clone(), Arc::clone(&who.reach), app.now());
    let (entry, nonce) = (app.entry_id(), app.random());
    let writing = move |tx: &mut Tx<'_>| {
        let mut request = known(tx, &reach, &of)?;
        let mut dossier = take_step(&mut request, deed)?;
        act(&mut request, &mut dossier)?;
        request.closed_at = request.state.is_closed().then_some(now);
        request.dossier = Some(dossier.into());
        tx.update_request(&request, nonce)?;
        Ok::<_, Error>(tx.note_audit(&entry, Some(&reach.agent), word, of.as_str(), now)?)
    };
    app.store.write(writing).await?;
    deadlines::read(app).await
}

/// Moves the request on; gives what is written about it. What does not open can't be worked on.
fn take_step(request: &mut DataRequest, deed: Deed) -> Result<Dossier, Error> {
    let dossier = request.dossier.clone().ok_or(Error::Conflict)?.into_revealed();
    request.state = request.state.after(deed, !dossier.identity.is_empty())?;
    Ok(dossier)
}

/// The person is asked who they are (Art. 12(6)). The deadline goes on: the strict reading.
pub async fn ask_identity(app: &App, who: &SignedIn, id: &RequestId) -> Result<(), Error> {
    let deed = (Deed::AskIdentity, "asked who makes a data request");
    step(app, who, id, deed, |_, _| Ok(())).await
}

/// Notes how it was made sure who asks; never a copy of a document.
pub async fn note_identity(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    how: &Personal<String>,
) -> Result<(), Error> {
    let how = Personal::new(said(how.reveal(), "identity")?);
    let deed = (Deed::NoteIdentity, "noted who makes a data request");
    step(app, who, id, deed, move |_, dossier| {
        how.reveal().clone_into(&mut dossier.identity);
        Ok(())
    })
    .await
}

/// Takes two months more, for a reason that the person is told within the first (Art. 12(3)).
pub async fn extend(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    reason: &Personal<String>,
) -> Result<(), Error> {
    let reason = Personal::new(said(reason.reveal(), "extension")?);
    let today = today(app.now());
    let deed = (Deed::Extend, "extended the deadline of a data request");
    step(app, who, id, deed, move |request, dossier| {
        let later = Deadline::extended(request.received_on, today).ok_or(Error::Conflict)?;
        if request.is_extended {
            return Err(Error::Unchanged);
        }
        (request.due_on, request.is_extended) = (later.due_on, true);
        reason.reveal().clone_into(&mut dossier.extension);
        Ok(())
    })
    .await
}

/// Refuses, for a reason (Art. 12(5)).
pub async fn refuse(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    reason: &Personal<String>,
) -> Result<(), Error> {
    let reason = Personal::new(said(reason.reveal(), "refusal")?);
    step(app, who, id, (Deed::Refuse, "refused a data request"), move |_, dossier| {
        reason.reveal().clone_into(&mut dossier.refusal);
        Ok(())
    })
    .await
}

/// The person has the answer.
pub async fn finish(app: &App, who: &SignedIn, id: &RequestId) -> Result<(), Error> {
    step(app, who, id, (Deed::Finish, "answered a data request"), |_, _| Ok(())).await
}

/// Opens a closed one again, for a reason. Its deadline stays: the person has waited since then.
pub async fn reopen(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    reason: &Personal<String>,
) -> Result<(), Error> {
    let reason = Personal::new(said(reason.reveal(), "reopening")?);
    step(app, who, id, (Deed::Reopen, "reopened a data request"), move |_, dossier| {
        reason.reveal().clone_into(&mut dossier.reopening);
        Ok(())
    })
    .await
}
