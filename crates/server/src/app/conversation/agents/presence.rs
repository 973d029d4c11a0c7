//! Who types, and who looks at a conversation. Nothing of it is kept.

use plausch_core::id::ConversationId;
use plausch_core::role::Level;

use super::may_at;
use crate::app::{App, Error, SignedIn};
use crate::live::{Hint, Side};

/// The agent is typing, or has stopped. Nothing of it is kept.
pub async fn typing(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    typing: bool,
) -> Result<(), Error> {
    let place = may_at(app, who, id, Level::Write).await?;
    let hint = Hint::Typing { conversation: id.clone(), by: Side::Agent, typing };
    app.bus.publish_at(&place, &hint);
    Ok(())
}

/// The agent looks at the conversation, or away.
pub async fn looks(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    is_here: bool,
) -> Result<(), Error> {
    let agent = &who.agent.id;
    let place = may_at(app, who, id, Level::Read).await;
    let has_changed = match &place {
        Ok(_) if is_here => app.presence.looks_at(agent, id, app.now()),
        // Whoever may not look any more looks away all the same.
        _ => app.presence.looks_away(agent, id),
    };
    let place = place?;
    if has_changed {
        app.bus.publish_at(&place, &Hint::Presence { conversation: id.clone() });
    }
    Ok(())
}

/// Tells the others when somebody has left without a word.
pub async fn notice_who_left(app: &App) -> Result<(), Error> {
    let left = app.presence.sweep(app.now());
    if left.is_empty() {
        return Ok(());
    }
    for (conversation, place) in app.store.read(move |tx| tx.places(&left)).await? {
        app.bus.publish_at(&place, &Hint::Presence { conversation });
    }
    Ok(())
}

/// The names of the other agents who look at the conversation.
pub async fn who_else_looks(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
) -> Result<Vec<String>, Error> {
    may_at(app, who, id, Level::Read).await?;
    let all = app.presence.who(id, app.now());
    let others = all.iter().filter(|agent| **agent != who.agent.id);
    Ok(others.map(|agent| app.directory.agent_name(agent)).collect())
}
