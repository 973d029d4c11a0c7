//! One event of a thread as it is shown. Texts stay texts: the template escapes them, and only
//! addresses of the web and of mail become links.

use linkify::{LinkFinder, LinkKind};
use plausch_core::event::{Author, Event as CoreEvent, Kind};
use plausch_core::masking;

use super::list::name_of;
use crate::app::App;
use crate::http::admin::site_privacy;
use crate::http::page::{Moment, Reader};
use crate::texts::Speaker;
use plausch_core::conversation::Conversation;

/// An event for the template.
pub(super) struct Event {
    pub(super) seq: i64,
    /// For the style sheet.
    pub(super) class: &'static str,
    pub(super) is_text: bool,
    /// Who wrote; for anything else, the whole sentence.
    pub(super) who: String,
    pub(super) at: Moment,
    pub(super) is_seen: bool,
    /// What was masked in it, as a sentence; empty: nothing.
    pub(super) masked: String,
    /// What was put right about it, and when (Art. 16 GDPR).
    pub(super) annotations: Vec<(Moment, String)>,
    kind: Kind,
    is_visitors: bool,
    /// A message or a note without it does not open.
    body: Option<String>,
}

/// A piece of a text: plain, or a link.
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) href: Option<String>,
}

impl Event {
    /// How the event looks to this reader.
    pub(super) fn new(
        app: &App,
        reader: &Reader,
        t: Speaker<'_>,
        conversation: &Conversation,
        event: &CoreEvent,
        annotations: Vec<(Moment, String)>,
    ) -> Self {
        let is_mine =
            matches!(&event.author, Author::Agent(agent) if *agent == reader.who.agent.id);
        let author = match &event.author {
            Author::Visitor => name_of(t, conversation),
            Author::Agent(_) if is_mine => t.say("you").into_owned(),
            Author::Agent(agent) => agent_name(app, t, agent),
            Author::Site => String::new(),
        };
        let class = match (event.kind, &event.author) {
            (Kind::Message, Author::Visitor) => "message from-visitor",
            (Kind::Message, Author::Agent(_)) => "message from-agent",
            (Kind::Note, _) => "note",
            _ => "turned",
        };
        let is_text = matches!(event.kind, Kind::Message | Kind::Note);
        Self {
            seq: event.seq,
            class,
            is_text,
            who: if is_text { author } else { sentence(app, t, event, is_mine) },
            at: Moment::new(event.at, t.lang),
            is_seen: event.seq <= conversation.visitor_seen,
            masked: masked(t, event),
            annotations,
            kind: event.kind,
            is_visitors: event.author == Author::Visitor,
            body: event.body.as_ref().map(|body| body.reveal().clone()),
        }
    }

    pub(super) const fn is_unreadable(&self) -> bool {
        self.is_text && self.body.is_none()
    }

    pub(super) fn is_note(&self) -> bool {
        self.kind == Kind::Note
    }

    pub(super) fn is_answer(&self) -> bool {
        self.kind == Kind::Message && !self.is_visitors
    }

    pub(super) fn pieces(&self) -> Vec<Piece<'_>> {
        pieces(self.body.as_deref().unwrap_or_default())
    }
}

/// What was masked in the text, in words.
fn masked(t: Speaker<'_>, event: &CoreEvent) -> String {
    let kinds = event.body.as_ref().map(|body| masking::masked_in(body.reveal()));
    let kinds: Vec<_> =
        kinds.into_iter().flatten().map(|kind| site_privacy::label(t, kind)).collect();
    if kinds.is_empty() {
        return String::new();
    }
    t.say_with("masked-before", "kinds", kinds.join(", "))
}

fn agent_name(app: &App, t: Speaker<'_>, agent: &plausch_core::id::AgentId) -> String {
    let name = app.directory.agent_name(agent);
    if name.is_empty() { t.say("somebody-gone").into_owned() } else { name }
}

/// What happened, as a sentence with names: never "you", so that colleagues can read along.
fn sentence(app: &App, t: Speaker<'_>, event: &CoreEvent, _is_mine: bool) -> String {
    let who = match &event.author {
        Author::Visitor => t.say("visitor").into_owned(),
        Author::Agent(agent) => agent_name(app, t, agent),
        Author::Site => String::new(),
    };
    match (event.kind, &event.author, &event.assignee) {
        (Kind::Assigned, Author::Agent(by), Some(to)) if by == to => {
            t.say_with("turn-took", "who", who)
        }
        (Kind::Assigned, _, Some(to)) => t.say_with_all(
            "turn-gave",
            [("who", who.into()), ("to", agent_name(app, t, to).into())],
        ),
        (Kind::Assigned, _, None) => t.say_with("turn-put-back", "who", who),
        (Kind::Closed, Author::Visitor, _) => t.say_with("turn-ended", "who", who),
        (Kind::Closed, ..) => t.say_with("turn-closed", "who", who),
        (Kind::Reopened, ..) => t.say_with("turn-reopened", "who", who),
        (Kind::NoticeChanged, ..) => t.say("changes-told").into_owned(),
        (Kind::StaysKept, ..) => t.say("changes-told-kept").into_owned(),
        (Kind::StaysUnkept, ..) => t.say("changes-told-unkept").into_owned(),
        (Kind::Message | Kind::Note, ..) => who,
    }
}

/// Cuts a text where links begin and end. Only `http:`, `https:` and mail addresses are links.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let href = |span: &linkify::Span<'_>| match span.kind()? {
        LinkKind::Url => {
            let scheme = span.as_str().split(':').next()?.to_ascii_lowercase();
            matches!(scheme.as_str(), "http" | "https").then(|| span.as_str().to_owned())
        }
        LinkKind::Email => Some(format!("mailto:{}", span.as_str())),
        _ => None,
    };
    finder.spans(text).map(|span| Piece { text: span.as_str(), href: href(&span) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mail_become_links() {
        let links = |text: &str| -> Vec<String> {
            pieces(text).into_iter().filter_map(|piece| piece.href).collect()
        };
        assert_eq!(
            links("Siehe https://a.example/b?c=1&d=2, bitte."),
            ["https://a.example/b?c=1&d=2"]
        );
        assert_eq!(
            links("HTTP://a.example und ada@a.example"),
            ["HTTP://a.example", "mailto:ada@a.example"]
        );
        for bad in [
            "javascript:alert(1)",
            "javascript://x.example/%0aalert(1)",
            "data:text/html,x",
            "ftp://a.example",
            "file:///etc",
        ] {
            assert!(links(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn cutting_a_text_loses_nothing() {
        for text in ["", "a", "https://a.example", "vor https://ä.example/ nach", "<b>&amp;"] {
            assert_eq!(pieces(text).iter().map(|piece| piece.text).collect::<String>(), text);
        }
    }
}
