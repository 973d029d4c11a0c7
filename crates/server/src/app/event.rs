//! What a visitor is told of a conversation's events (docs/api.md).

use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::ConversationId;
use plausch_core::site::Lang;
use plausch_store::Store;
use serde_json::{Value, json};

use super::Directory;
use crate::live::{self, Page, Unreadable};
use crate::texts::Texts;

/// Events read at once.
pub const PAGE: i64 = 200;

/// An event as the visitor sees it.
pub fn visitors_view(event: &Event, directory: &Directory) -> Value {
    let kind = match event.kind {
        Kind::Message => "message",
        Kind::Assigned if event.assignee.is_some() => "joined",
        Kind::Assigned => "left",
        Kind::Closed => "closed",
        Kind::Reopened => "reopened",
        Kind::Note => "note",
        Kind::NoticeChanged | Kind::StaysKept | Kind::StaysUnkept => "notice_changed",
    };
    let mut view = json!({
        "seq": event.seq,
        "previous": event.previous_visible,
        "at": event.at,
        "kind": kind,
        "author": match event.author {
            Author::Visitor => "visitor",
            Author::Agent(_) => "agent",
            Author::Site => "site",
        },
    });
    // What was promised when the conversation began, where the site says something else by now.
    match event.kind {
        Kind::StaysKept => view["stays"] = "kept".into(),
        Kind::StaysUnkept => view["stays"] = "unkept".into(),
        _ => {}
    }
    let named = match (&event.kind, &event.author) {
        (Kind::Assigned, _) => event.assignee.as_ref(),
        (_, Author::Agent(agent)) => Some(agent),
        (_, Author::Visitor | Author::Site) => None,
    };
    if let Some(agent) = named {
        view["name"] = directory.agent_name(agent).into();
    }
    if let (Some(message), Some(body)) = (&event.message, &event.body) {
        view["id"] = message.as_str().into();
        view["body"] = body.reveal().as_str().into();
    }
    view
}

/// Why its visitor can write nothing, in place of the composer (Art. 18 GDPR); `None`: nothing is restricted.
pub(crate) fn restricted(texts: &Texts, lang: Lang, is_restricted: bool) -> Option<String> {
    is_restricted.then(|| texts.speaker(lang).say("restricted-for-you").into_owned())
}

/// A page of the visitor's view, for the streams.
pub(crate) async fn page(
    store: &Store,
    (directory, texts): (&Directory, &Texts),
    conversation: ConversationId,
    after: i64,
) -> Result<Page, Unreadable> {
    let (events, standing) = store
        .read(move |tx| {
            let events = tx.events_after(&conversation, after, true, PAGE)?;
            let standing = tx.standings(std::slice::from_ref(&conversation))?.pop();
            Ok::<_, plausch_store::Error>((events, standing))
        })
        .await?;
    let events: Vec<_> = events
        .iter()
        .map(|event| live::Event {
            seq: event.seq,
            json: visitors_view(event, directory).to_string(),
        })
        .collect();
    let last = standing.as_ref().map_or(0, |standing| standing.last_visible);
    let more = events.last().is_some_and(|event| event.seq < last);
    let restricted = standing.and_then(|one| restricted(texts, one.lang, one.is_restricted));
    Ok(Page { events, last, more, restricted })
}
