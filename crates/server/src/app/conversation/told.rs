//! Telling visitors that what they were told about the chat has changed in substance (R-INFO-05): each
//! conversation that may go on, once, as an event of its own. It comes by the stream or at the next look,
//! and it is proof. Where the chat rests on a consent, streams end, and browsers hear that they have to
//! ask again. A change of words tells nothing.

use std::sync::Arc;
use std::time::Duration;

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConversationId, Revision, SiteId};
use plausch_core::role::Place;
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

/// Tells the visitors of every site. Runs when the program starts and now and then: one that was killed,
/// or whose database was away, may have left somebody out. What fails at one site keeps no other from it.
pub async fn tell_all(app: &App) -> Result<(), Error> {
    let mut failed = Ok(());
    for site in app.directory.sites() {
        failed = tell(app, &site.id).await.map(drop).and(failed);
    }
    failed
}

/// Tells the visitors of a site who were not told of its present state; gives how many.
pub async fn tell(app: &App, site: &SiteId) -> Result<usize, Error> {
    let (site, now) = (app.directory.site(site)?, app.now());
    let state = site.settings.chat_revision();
    let (mut after, mut told): (Option<ConversationId>, Vec<ConversationId>) = (None, Vec::new());
    loop {
        let (of, state, from) = (site.id.clone(), state.clone(), after.take());
        let look = move |tx: &mut Tx<'_>| tx.untold(&of, &state, now, from.as_ref(), PAGE);
        let page = app.store.read(look).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        let (of, nonce) = (Arc::clone(&site), app.random());
        let deed = move |tx: &mut Tx<'_>| {
            let mut hints: Vec<(Place, Hint)> = Vec::new();
            for id in &page {
                let conversation = match tx.conversation(id) {
                    Ok(Some(conversation)) => conversation,
                    Ok(None) => continue,
                    // Nobody reads it any more; one damaged row keeps no other from being told.
                    Err(plausch_store::Error::Unopenable) => {
                        tx.set_told(id, &of.settings.chat_revision())?;
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                if let Some(change) = tell_one(tx, &conversation, &of, nonce, now)? {
                    let (conversation, seq) = (id.clone(), change.event.seq);
                    let hint = Hint::Conversation { conversation, seq };
                    hints.push((change.conversation.place(), hint));
                }
            }
            Ok::<_, Error>(hints)
        };
        for (place, hint) in app.store.write(deed).await? {
            app.bus.publish_at(&place, &hint);
            if let Hint::Conversation { conversation, .. } = hint {
                told.push(conversation);
            }
        }
    }
    let number = told.len();
    if site.settings.mode == Mode::Consent && number > 0 {
        let hub = Arc::clone(&app.hub);
        tokio::spawn(async move {
            tokio::time::sleep(A_MOMENT).await;
            told.iter().for_each(|conversation| hub.recall(conversation));
        });
    }
    Ok(number)
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
