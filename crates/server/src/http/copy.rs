//! A conversation to be taken along, as people read it: the same lines in a visitor's download, on their
//! own page, in the copy for a person who asks by right, and where that is looked through.

use std::borrow::Cow;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use plausch_core::Timestamp;
use plausch_core::event::{Author, Event, Kind as EventKind};
use plausch_core::id::ServiceId;
use plausch_core::retention::{Kind, Scope};

use super::admin::{last_day, service_name};
use super::page::Moment;
use crate::app::Directory;
use crate::app::copy::{Annotation, Copy, OfSite, Processing};
use crate::texts::Speaker;

/// A conversation in words.
pub(in crate::http) struct CopyView {
    /// Its number.
    pub(in crate::http) id: String,
    /// How the visitor is called and reached.
    pub(in crate::http) contact: Vec<Line>,
    /// What happened in it.
    pub(in crate::http) lines: Vec<Line>,
    /// Choices of consent.
    pub(in crate::http) consents: Vec<Line>,
    /// Facts: what it is, and what holds.
    pub(in crate::http) facts: Vec<Line>,
    /// What its site is called, and where it is: two may be called the same.
    pub(in crate::http) site: String,
    pub(in crate::http) address: String,
}

/// What has to be told of the processing on one site, in words (`templates/processing.html`).
pub(in crate::http) struct SiteView {
    /// What the site is called, and where it is.
    pub(in crate::http) name: String,
    pub(in crate::http) address: String,
    /// Its own notice.
    pub(in crate::http) privacy_url: String,
    /// Who is responsible, and what holds, in pairs.
    pub(in crate::http) information: Vec<(String, String)>,
}

impl SiteView {
    /// Of every site that the data come from.
    pub(in crate::http) fn all(t: Speaker<'_>, processing: &Processing) -> Vec<Self> {
        let view = |one: &OfSite| Self {
            name: one.site.settings.name.clone(),
            address: one.site.settings.address.clone(),
            privacy_url: one.site.settings.privacy_url.clone(),
            information: one.information(t),
        };
        processing.sites.iter().map(view).collect()
    }
}

/// A line of it, which can be kept back by itself.
pub(in crate::http) struct Line {
    /// The key by which it is kept back.
    pub(in crate::http) key: String,
    /// Who, or what it is.
    pub(in crate::http) who: String,
    /// When; of contact data nothing.
    pub(in crate::http) at: Moment,
    /// What was said; `None`: something happened.
    pub(in crate::http) text: Option<String>,
    /// What happened, where nothing was said.
    pub(in crate::http) happened: String,
    /// Why it is kept back.
    pub(in crate::http) withheld: Option<String>,
    /// Did agents write it among themselves?
    pub(in crate::http) is_note: bool,
    /// What was put right about it, and when.
    pub(in crate::http) annotations: Vec<(Moment, String)>,
}

impl CopyView {
    /// The words of a copy. Looked through is also what is kept back; what goes says only why.
    pub(in crate::http) fn new(t: Speaker<'_>, directory: &Directory, copy: &Copy) -> Self {
        let c = &copy.conversation;
        let contact = [
            ("name", t.say("copy-name"), &c.visitor_name),
            ("mail", t.say("contact-mail"), &c.contact.mail),
            ("phone", t.say("contact-phone"), &c.contact.phone),
        ];
        let contact = contact.into_iter().filter_map(|(line, name, value)| {
            let value = value.as_ref()?.reveal().clone();
            Some(Line { text: Some(value), ..Line::new(copy, line, name.into_owned()) })
        });
        Self {
            id: c.id.to_string(),
            contact: contact.collect(),
            lines: copy.events.iter().map(|event| line(t, directory, copy, event)).collect(),
            consents: consents(t, directory, copy),
            facts: facts(t, copy),
            site: copy.site.settings.name.clone(),
            address: copy.site.settings.address.clone(),
        }
    }
}

impl CopyView {
    /// Every line that can be kept back.
    pub(in crate::http) fn all_lines(&mut self) -> impl Iterator<Item = &mut Line> {
        let said = self.lines.iter_mut().chain(&mut self.consents);
        self.contact.iter_mut().chain(&mut self.facts).chain(said)
    }
}

impl Line {
    fn new(copy: &Copy, line: &str, who: String) -> Self {
        Self {
            key: copy.key(line),
            who,
            at: Moment::default(),
            text: None,
            happened: String::new(),
            withheld: copy.reason(line).map(str::to_owned),
            is_note: false,
            annotations: Vec::new(),
        }
    }
}

/// What notes to a message say.
pub(in crate::http) fn annotations<'n>(
    t: Speaker<'_>,
    notes: impl Iterator<Item = &'n Annotation>,
) -> Vec<(Moment, String)> {
    let gone = || t.say("copy-gone").into_owned();
    let said = |note: &Annotation| {
        let text = note.text.as_ref().map(|text| text.reveal().clone());
        (Moment::new(note.at, t.lang), text.unwrap_or_else(gone))
    };
    notes.map(said).collect()
}

fn line(t: Speaker<'_>, directory: &Directory, copy: &Copy, event: &Event) -> Line {
    let who = match &event.author {
        Author::Agent(agent) => directory.agent_name(agent),
        Author::Visitor => {
            let unnamed = if copy.is_for_office { "copy-visitor" } else { "export-you" };
            copy.name().map_or_else(|| t.say(unnamed).into_owned(), str::to_owned)
        }
        Author::Site => String::new(),
    };
    let is_said = matches!(event.kind, EventKind::Message | EventKind::Note);
    let gone = || t.say("copy-gone").into_owned();
    Line {
        at: Moment::new(event.at, t.lang),
        text: is_said.then(|| event.body.as_ref().map_or_else(gone, |body| body.reveal().clone())),
        happened: happened(t, directory, event),
        is_note: event.kind == EventKind::Note,
        annotations: annotations(t, copy.annotations_of(event.seq)),
        ..Line::new(copy, &event.seq.to_string(), who)
    }
}

/// What happened, where nothing was said.
fn happened(t: Speaker<'_>, directory: &Directory, event: &Event) -> String {
    let assignee = || event.assignee.as_ref().map(|agent| directory.agent_name(agent));
    match event.kind {
        EventKind::Message | EventKind::Note => String::new(),
        EventKind::Assigned => match assignee() {
            Some(name) => t.say_with("export-joined", "name", name),
            None => t.say("export-left").into_owned(),
        },
        EventKind::Closed => t.say("export-closed").into_owned(),
        EventKind::Reopened => t.say("export-reopened").into_owned(),
        EventKind::NoticeChanged => t.say("changes-told").into_owned(),
        EventKind::StaysKept => t.say("changes-told-kept").into_owned(),
        EventKind::StaysUnkept => t.say("changes-told-unkept").into_owned(),
    }
}

fn consents(t: Speaker<'_>, directory: &Directory, copy: &Copy) -> Vec<Line> {
    let registry = directory.registry(&copy.site.id).ok();
    let known = registry.iter().flat_map(|registry| &registry.services);
    let name = |id: &ServiceId| service_name(t, known.clone(), id.as_str());
    let said = |event: &plausch_core::consent::Event| {
        let what = match event.kind {
            plausch_core::consent::EventKind::Granted => t.say("copy-granted"),
            plausch_core::consent::EventKind::Withdrawn => t.say("copy-withdrawn"),
        };
        let services: Vec<_> = event.granted.keys().map(name).collect();
        Line {
            at: Moment::new(event.at, t.lang),
            text: Some(format!("{} ({})", services.join(", "), event.id)),
            ..Line::new(copy, &event.id.to_string(), what.into_owned())
        }
    };
    copy.beyond.consents.iter().map(said).collect()
}

/// By the keys by which the JSON knows them, too.
fn facts(t: Speaker<'_>, copy: &Copy) -> Vec<Line> {
    let (c, beyond) = (&copy.conversation, &copy.beyond);
    let mut facts = Vec::new();
    let mut add = |key: &str, name: Cow<'_, str>, value: String| {
        facts.push(Line { text: Some(value), ..Line::new(copy, key, name.into_owned()) });
    };
    add("began", t.say("copy-began"), moment(t, c.started_at));
    add("last", t.say("copy-last"), moment(t, c.last_message_at));
    if !beyond.answered_by.is_empty() {
        add("answered", t.say("copy-answered-by"), beyond.answered_by.clone());
    }
    if !beyond.reads.is_empty() {
        // An hour began before what was read in it may have been there.
        let reads = beyond.reads.iter().map(|(role, hour)| match hour {
            Some(hour) => {
                let values = [("role", role.clone().into()), ("hour", moment(t, *hour).into())];
                t.say_with_all("copy-read-in-hour", values)
            }
            None => role.clone(),
        });
        add("reads", t.say("copy-reads"), reads.collect::<Vec<_>>().join("; "));
    }
    if let Some(kept) = &beyond.kept_by_law {
        let until = t.say_with("kept-to", "day", last_day(t, kept.until));
        let ground =
            if kept.ground.is_empty() { until } else { format!("{} ({until})", kept.ground) };
        add("ground", t.say("copy-kept-by-law"), ground);
    } else if c.is_kept {
        add("until", t.say("own-until"), until(t, copy).join("; "));
    }
    if let Some(at) = copy.objected_at {
        add("objected", t.say("copy-objected"), moment(t, at));
    }
    if let Some((_, since, _)) = &beyond.restricted {
        add("restricted", t.say("copy-restricted"), moment(t, *since));
    }
    if let Some(at) = beyond.rectified_at {
        add("rectified", t.say("copy-rectified"), moment(t, at));
    }
    if beyond.is_emptied {
        add("content", t.say("copy-content"), t.say("copy-emptied").into_owned());
    } else if beyond.is_damaged {
        add("content", t.say("copy-content"), t.say("copy-damaged").into_owned());
    }
    facts
}

/// When each kind of data goes by the site's rules, in sentences.
pub(in crate::http) fn until(t: Speaker<'_>, copy: &Copy) -> Vec<String> {
    let until = Kind::set_by(Scope::Site).map(|kind| {
        let day = Moment::new(copy.kept_until(kind), t.lang).day();
        match kind {
            Kind::Messages => t.say_with("own-until-messages", "day", day),
            Kind::Contact => t.say_with("own-until-contact", "day", day),
            _ => t.say_with("own-until-facts", "day", day),
        }
    });
    until.collect()
}

fn moment(t: Speaker<'_>, at: Timestamp) -> String {
    Moment::new(at, t.lang).text
}

/// A file to be saved.
pub(in crate::http) fn attachment(
    media_type: &'static str,
    name: &str,
    content: String,
) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, content).into_response()
}
