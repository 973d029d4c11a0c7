//! Telling visitors that what they were told about the chat has changed in substance (R-INFO-05): each
//! conversation that may go on, once, as an event of its own. It comes by the stream or at the next look,
//! and it is proof. Where the chat rests on a consent, streams end, and browsers hear that they have to
//! ask again. A change of words tells nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConversationId, Revision, SiteId};
use plausch_core::seal::NonceBytes;
use plausch_core::site::{Mode, Site};
use plausch_store::{Change, ChatChange, NewEvent, Tx};

use crate::app::{App, Error};
use crate::live::Hint;

/// Conversations told in one unit of work.
const PAGE: i64 = 100;

/// Before a stream ends: so that what tells why arrives first.
const A_MOMENT: Duration = Duration::from_secs(1);

/// So many changes are told of.
const CHANGES: i64 = 20;

/// What has changed about a site's chat, the newest first.
pub async fn changes(app: &App, site: &SiteId) -> Result<Vec<ChatChange>, Error> {
    let site = app.directory.site(site)?.id.clone();
    Ok(app.store.read(move |tx| tx.chat_changes(&site, CHANGES)).await?)
}

/// How many chats of a site are open: whose visitors would be told of a change.
pub async fn open_chats(app: &App, site: &SiteId) -> Result<usize, Error> {
    let (site, now) = (site.clone(), app.now());
    // No conversation was told of a state that is none.
    let none = Revision::of("");
    let open = app.store.read(move |tx| tx.untold(&site, &none, now, None, i64::MAX)).await?;
    Ok(open.len())
}

/// Is there somebody who may have to be told? At the start there is: a program that was killed, or whose
/// database was away, may have left somebody out.
#[derive(Debug)]
pub struct Due(AtomicBool);

impl Default for Due {
    fn default() -> Self {
        Self(AtomicBool::new(true))
    }
}

impl Due {
    /// From now on there is.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Tells whoever was not told of the present state of their site's chat, if that is due. One job does it,
/// once a second, so that nobody is told twice and nobody who saves a form waits for it. What fails at
/// one site keeps no other from it, and stays due.
pub async fn tell_due(app: &App) -> Result<(), Error> {
    if !app.untold.0.swap(false, Ordering::Relaxed) {
        return Ok(());
    }
    let mut failed = Ok(());
    for site in app.directory.sites() {
        failed = tell(app, &site.id).await.and(failed);
    }
    if failed.is_err() {
        app.untold.note();
    }
    failed
}

/// Tells the visitors of a site, a page of them at a time, each of the state that is present then.
async fn tell(app: &App, site: &SiteId) -> Result<(), Error> {
    let now = app.now();
    let mut after: Option<ConversationId> = None;
    loop {
        let site = app.directory.site(site)?;
        let (of, from) = (Arc::clone(&site), after.take());
        let look = move |tx: &mut Tx<'_>| {
            tx.untold(&of.id, &of.settings.chat_revision(), now, from.as_ref(), PAGE)
        };
        let page = app.store.read(look).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.clone());
        let (of, nonce) = (Arc::clone(&site), app.random());
        let deed = move |tx: &mut Tx<'_>| {
            let told = page.iter().map(|id| tell_by_id(tx, id, &of, nonce, now));
            told.collect::<Result<Vec<_>, Error>>()
        };
        let mut told = Vec::new();
        for change in app.store.write(deed).await?.into_iter().flatten() {
            let (conversation, seq) = (change.conversation.id.clone(), change.event.seq);
            told.push(conversation.clone());
            let hint = Hint::Conversation { conversation, seq };
            app.bus.publish_at(&change.conversation.place(), &hint);
        }
        if site.settings.mode == Mode::Consent {
            let hub = Arc::clone(&app.hub);
            tokio::spawn(async move {
                tokio::time::sleep(A_MOMENT).await;
                told.iter().for_each(|conversation| hub.recall(conversation));
            });
        }
    }
}

fn tell_by_id(
    tx: &mut Tx<'_>,
    id: &ConversationId,
    site: &Site,
    nonce: NonceBytes,
    now: Timestamp,
) -> Result<Option<Change>, Error> {
    match tx.conversation(id) {
        Ok(Some(conversation)) => tell_one(tx, &conversation, site, nonce, now),
        Ok(None) => Ok(None),
        // Nobody reads it any more; one damaged row keeps no other from being told.
        Err(plausch_store::Error::Unopenable) => {
            tx.set_told(id, &site.settings.chat_revision())?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells the visitor of one conversation. `None`: nothing can be told there any more.
pub(super) fn tell_one(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    site: &Site,
    nonce: NonceBytes,
    now: Timestamp,
) -> Result<Option<Change>, Error> {
    tx.set_told(&conversation.id, &site.settings.chat_revision())?;
    let kind = Kind::of_change(conversation.is_kept, site.settings.keeps_nothing());
    let Ok(next) = conversation.after(kind, &Author::Site, None) else { return Ok(None) };
    let new = NewEvent { kind, author: Author::Site, assignee: None, text: None, nonce };
    Ok(tx.append(conversation, next, &new, conversation.token_expires_at, now)?)
}
