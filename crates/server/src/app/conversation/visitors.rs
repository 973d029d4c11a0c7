//! What a visitor may do with their own conversation, known by the token of their browser.

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConsentId, ServiceId};
use plausch_store::Tx;

use super::access::Rules;
pub use super::access::Visitor;
use super::messages::{announce, append, visitors_event};
use super::own::{Guest, pass};
use super::unkept;
use crate::app::copy::{Names, Taken};
use crate::app::{App, Error, consent, erasure, event};
use crate::live::{Hint, Side, TakeOver};

/// Ends the conversation. The token stays good for taking it along and for erasing it; where nothing
/// is kept, there is nothing left of it.
pub async fn end(app: &App, who: Visitor) -> Result<(), Error> {
    let rules = Rules::of(app);
    let (new, entry) = (visitors_event(app, Kind::Closed), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| {
        let (mut conversation, site) = rules.may_chat(tx, &who)?;
        // The chat's text says so for every chat of the site, also one that began before.
        conversation.is_kept &= !site.settings.keeps_nothing();
        if unkept::end(tx, &conversation, (&Author::Visitor, &entry, rules.now))? {
            return Ok((None, Some(conversation)));
        }
        match append(&rules, tx, &site, &conversation, &new) {
            Ok(sent) => Ok((Some(sent), None)),
            Err(Error::Unchanged) => Ok((None, None)),
            Err(error) => Err(error),
        }
    };
    let (sent, gone) = app.store.write(deed).await?;
    if let Some(sent) = sent {
        announce(app, &sent);
    }
    if let Some(conversation) = gone {
        unkept::tell(app, &conversation);
    }
    Ok(())
}

/// The conversation as it stands.
pub async fn view(app: &App, who: Visitor) -> Result<Conversation, Error> {
    let rules = Rules::of(app);
    app.store.read(move |tx| Ok(rules.may_chat(tx, &who)?.0)).await
}

/// Events after `after`, as the visitor sees them, and whether there are more.
pub async fn events(
    app: &App,
    who: Visitor,
    after: i64,
) -> Result<(Vec<serde_json::Value>, bool), Error> {
    let rules = Rules::of(app);
    let (events, last) = app
        .store
        .read(move |tx| {
            let (conversation, _) = rules.may_chat(tx, &who)?;
            let events = tx.events_after(&conversation.id, after, true, event::PAGE)?;
            Ok::<_, Error>((events, conversation.last_visible))
        })
        .await?;
    let more = events.last().is_some_and(|event| event.seq < last);
    Ok((events.iter().map(|one| event::visitors_view(one, &app.directory)).collect(), more))
}

/// The visitor is typing, or has stopped. Never text (R-TERM-09).
pub async fn typing(app: &App, who: Visitor, typing: bool) -> Result<(), Error> {
    let (rules, of) = (Rules::of(app), who.clone());
    let place =
        app.store.read(move |tx| Ok::<_, Error>(rules.may_write(tx, &of)?.0.place())).await?;
    let conversation = who.conversation;
    app.bus.publish_at(&place, &Hint::Typing { conversation, by: Side::Visitor, typing });
    Ok(())
}

/// The visitor has read up to here.
pub async fn seen(app: &App, who: Visitor, seq: i64) -> Result<(), Error> {
    let (rules, conversation) = (Rules::of(app), who.conversation.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let place = rules.may_write(tx, &who)?.0.place();
        Ok::<_, Error>((tx.set_visitor_seen(&who.conversation, seq)?, place))
    };
    if let (true, place) = app.store.write(deed).await? {
        app.bus.publish_at(&place, &Hint::Seen { conversation, by: Side::Visitor, seq });
    }
    Ok(())
}

/// Keeps the token for the site's days, if the record covers that; or takes it back (`None`).
/// Where the chat rests on a consent, it is the same record: taking it back takes both.
/// Gives the moment until which the token counts now.
pub async fn remember(
    app: &App,
    who: Visitor,
    record: Option<ConsentId>,
) -> Result<Timestamp, Error> {
    let rules = Rules::of(app);
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_write(tx, &who)?;
        if let Some(record) = &record {
            if conversation.consent.as_ref().is_some_and(|consent| consent != record) {
                return Err(Error::Invalid("consent"));
            }
            // Nothing that is gone can be come back to.
            if !conversation.is_kept {
                return Err(Error::Invalid("consent"));
            }
            let (recorded, remember) = (tx.consent(record)?, ServiceId::remember());
            consent::check(&rules.directory, recorded, &site.id, &remember, rules.now)?;
        }
        let expires_at = Conversation::token_expiry(record.is_some(), &site.settings, rules.now);
        tx.set_remembered(&conversation.id, record.as_ref(), expires_at)?;
        Ok::<_, Error>(expires_at)
    };
    app.store.write(deed).await
}

/// The visitor wants to go on, with nothing to say yet: the key's time begins anew (R-A11Y-06), for
/// as long as a message would be taken. Gives this moment, and until when the key counts now.
pub async fn stay(app: &App, who: Visitor) -> Result<(Timestamp, Timestamp), Error> {
    let rules = Rules::of(app);
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_write(tx, &who)?;
        // What is restricted can be read for as long as somebody does; nothing else goes on there.
        if !conversation.is_restricted {
            conversation.after(Kind::Message, &Author::Visitor, None)?;
        }
        let remembered_by = conversation.remembered_by.as_ref();
        let expires_at =
            Conversation::token_expiry(remembered_by.is_some(), &site.settings, rules.now);
        tx.set_remembered(&conversation.id, remembered_by, expires_at)?;
        Ok::<_, Error>((rules.now, expires_at))
    };
    app.store.write(deed).await
}

/// Everything of the conversation that the visitor may see.
pub async fn export(app: &App, who: Visitor) -> Result<Taken, Error> {
    app.limiters.copy(&who.conversation)?;
    let (rules, names) = (Rules::of(app), Names::of(app));
    app.store
        .read(move |tx| {
            let (conversation, site) = rules.may_see_and_erase(tx, &who)?;
            Taken::of_visitor(tx, &names, (conversation, false), site)
        })
        .await
}

/// A ticket to the visitor's own page, for a few minutes (R-DSR-03).
pub async fn ticket(app: &App, who: Visitor) -> Result<String, Error> {
    let (rules, since) = (Rules::of(app), app.now());
    let guest = app.store.read(move |tx| {
        let (Conversation { id, site, .. }, _) = rules.may_see_and_erase(tx, &who)?;
        let secret = tx.own_access(&id)?.map(|(_, since)| since);
        Ok::<_, Error>(Guest { site, conversation: id, secret, since })
    });
    Ok(pass::ticket(app, &guest.await?))
}

/// Erases the conversation for good.
pub async fn erase(app: &App, who: Visitor) -> Result<(), Error> {
    let (rules, id) = (Rules::of(app), who.conversation.clone());
    app.store.read(move |tx| rules.may_see_and_erase(tx, &who).map(drop)).await?;
    erasure::conversation(app, &id, erasure::By::Visitor).await
}

/// Opens the visitor's stream of events after `after`.
pub async fn stream(app: &App, who: Visitor, after: i64) -> Result<TakeOver, Error> {
    let conversation = view(app, who.clone()).await?.id;
    let is_agent_there = app.hub.agents_online() > 0;
    let opened = app.hub.open_visitor(&conversation, after, is_agent_there).await;
    // Again: a withdrawal between the two would have told only the streams that were open.
    view(app, who).await?;
    opened.map_err(|_| Error::Unavailable)
}
