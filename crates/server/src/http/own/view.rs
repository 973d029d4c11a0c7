//! What stands on the own page, in the words of its reader.

use std::borrow::Cow;

use askama::Template;
use plausch_core::Personal;
use plausch_core::conversation::State;
use plausch_core::event::Author;
use plausch_core::id::AgentId;
use plausch_core::own::{Code, Secret};
use plausch_core::retention::{Kind, Scope};
use plausch_core::site::{Lang, Site};

use super::Place;
use super::door::others;
use crate::app::conversation::own::{Guest, Own, Typed, pass};
use crate::http::admin::last_day;
use crate::http::copy::{CopyView, Line, until};
use crate::http::page::{Moment, asset};
use crate::texts::Speaker;

/// What there is to say about what was just done.
#[derive(Default)]
pub(super) struct Said {
    /// Where on the page, and what.
    pub(super) done: Option<(&'static str, String)>,
    /// The field that can't stay as it was typed, and what was typed.
    pub(super) refused: Option<(&'static str, Typed)>,
    /// Shown this once.
    pub(super) made: Option<(Code, Secret)>,
}

impl Said {
    pub(super) fn done(place: &'static str, text: Cow<'_, str>) -> Self {
        Self { done: Some((place, text.into_owned())), ..Self::default() }
    }
}

/// A consent as the page tells it.
pub(super) struct ConsentLine {
    pub(super) at: Option<Moment>,
    pub(super) notice: String,
    pub(super) record: String,
}

#[derive(Template)]
#[template(path = "own/page.html")]
pub(super) struct OwnPage<'a> {
    pub(super) t: Speaker<'a>,
    pub(super) site: &'a Site,
    pub(super) path: String,
    /// Where the page is, with its host: to be written down.
    pub(super) whole: String,
    pub(super) pass: String,
    pub(super) said: Said,
    pub(super) fields: [(&'static str, &'static str, String); 3],
    pub(super) lines: Vec<Line>,
    /// What was said is gone by its rule.
    pub(super) is_emptied: bool,
    pub(super) begun: Moment,
    pub(super) last: Moment,
    pub(super) state: String,
    pub(super) answered: String,
    pub(super) readers: String,
    pub(super) until: Vec<String>,
    pub(super) law: Option<String>,
    pub(super) consent: Option<ConsentLine>,
    pub(super) code: Option<(Code, Moment)>,
    pub(super) objected_at: Option<Moment>,
    /// So many days it is kept at most, once the visitor has objected.
    pub(super) days: i64,
}

impl<'a> OwnPage<'a> {
    pub(super) fn new(place: &'a Place, guest: &Guest, own: Own, said: Said) -> Self {
        let (t, app) = (place.t(), &place.app);
        let c = &own.export.conversation;
        let rules = &place.site.settings.retention;
        let most = Kind::set_by(Scope::Site).map(|kind| rules.days_for(kind, true)).max();
        let host = app.own_origin.as_ref().map_or("", plausch_core::site::Origin::as_str);
        let state = match c.state {
            State::Waiting => t.say("own-state-waiting"),
            State::Open => t.say("own-state-open"),
            State::Closed => t.say("own-state-closed"),
        };
        let opened: Vec<_> = own.export.beyond.reads.iter().map(|(role, _)| role.clone()).collect();
        let consent = own.consent.as_ref().map(|recorded| ConsentLine {
            at: own.has_consent(app.now()).then(|| Moment::new(recorded.consent.at, t.lang)),
            notice: format!(
                "/s/{}/{}/notice/{}",
                recorded.site,
                recorded.lang.as_str(),
                recorded.consent.notice
            ),
            record: c.consent.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
        Self {
            t,
            site: &place.site,
            whole: format!("{host}{}", place.path()),
            path: place.path(),
            pass: pass::pass(app, guest),
            fields: fields(&own, &said),
            is_emptied: own.export.beyond.is_emptied,
            lines: CopyView::new(t, &app.directory, &own.export).lines,
            begun: Moment::new(c.started_at, t.lang),
            last: Moment::new(c.last_message_at, t.lang),
            state: state.into_owned(),
            answered: or(answered(&own, place), || t.say("own-nobody")),
            readers: or(opened.join(", "), || t.say("own-read-nobody")),
            until: if own.archived_until.is_some() { Vec::new() } else { until(t, &own.export) },
            law: own.archived_until.map(|at| t.say_with("own-until-law", "day", last_day(t, at))),
            consent,
            code: own.code.clone().map(|(code, since)| (code, Moment::new(since, t.lang))),
            objected_at: own.export.objected_at.map(|at| Moment::new(at, t.lang)),
            days: most.unwrap_or_default(),
            said,
        }
    }

    #[expect(clippy::unused_self, reason = "templates ask the page")]
    pub(super) fn asset(&self, name: &str) -> String {
        asset(name)
    }

    /// The same page in other languages; not while a secret is shown this once.
    pub(super) fn others(&self) -> Vec<(Lang, &'static str)> {
        let is_shown = self.said.made.is_some();
        if is_shown { Vec::new() } else { others(self.site, self.t.lang) }
    }

    /// What was done in this part of the page.
    pub(super) fn done(&self, place: &str) -> Option<&str> {
        self.said.done.as_ref().filter(|(at, _)| *at == place).map(|(_, text)| text.as_str())
    }

    /// Why this field can't stay as it is.
    pub(super) fn problem(&self, field: &str) -> Option<String> {
        let (refused, _) = self.said.refused.as_ref()?;
        let text = match *refused {
            "mail" => self.t.say("own-contact-bad-mail"),
            _ => self.t.say("own-contact-bad-phone"),
        };
        (*refused == field).then(|| text.into_owned())
    }

    pub(super) fn has_code(&self) -> Option<String> {
        let (code, at) = self.code.as_ref()?;
        let values = [("code", code.shown().into()), ("time", at.text.clone().into())];
        Some(self.t.say_with_all("own-back-has", values))
    }

    pub(super) fn has_objected(&self) -> Option<String> {
        let at = self.objected_at.as_ref()?;
        let values = [("time", at.text.clone().into()), ("days", self.days.into())];
        Some(self.t.say_with_all("own-object-done", values))
    }

    /// Can contact data be put right? Where nothing sealed is left, there is nothing to seal it with.
    pub(super) fn takes_contact(&self) -> bool {
        !self.is_emptied || self.fields.iter().any(|(.., value)| !value.is_empty())
    }
}

fn or<'a>(text: String, otherwise: impl FnOnce() -> Cow<'a, str>) -> String {
    if text.is_empty() { otherwise().into_owned() } else { text }
}

/// Name, mail, phone: as they are kept, or as they were just typed.
fn fields(own: &Own, said: &Said) -> [(&'static str, &'static str, String); 3] {
    let c = &own.export.conversation;
    let kept = |value: &Option<Personal<String>>| {
        value.as_ref().map(|value| value.reveal().clone()).unwrap_or_default()
    };
    let [name, mail, phone] = match &said.refused {
        Some((_, typed)) => {
            [&typed.name, &typed.mail, &typed.phone].map(|text| text.reveal().clone())
        }
        None => [kept(&c.visitor_name), kept(&c.contact.mail), kept(&c.contact.phone)],
    };
    [("name", "text", name), ("mail", "text", mail), ("phone", "tel", phone)]
}

/// The display names of those who have answered, in the order of their first answer.
fn answered(own: &Own, place: &Place) -> String {
    let mut agents: Vec<&AgentId> = Vec::new();
    for event in own.export.events.iter().filter(|event| event.body.is_some()) {
        if let Author::Agent(agent) = &event.author
            && !agents.contains(&agent)
        {
            agents.push(agent);
        }
    }
    let names: Vec<_> =
        agents.into_iter().map(|agent| place.app.directory.agent_name(agent)).collect();
    names.join(", ")
}
