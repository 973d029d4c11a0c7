//! A conversation to be taken along: by its visitor, or for a person who asks by right. One mechanism
//! for both: what a data request gives beyond that, and what is kept back of it, are parts of it
//! (Arts. 15 and 20 GDPR; R-DSR-02, R-DSR-05).

use std::collections::BTreeMap;
use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent;
use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::RequestId;
use plausch_core::request::Reviewed;
use plausch_core::retention::{self, Class};
use plausch_core::site::Site;
use plausch_core::time::DAY;
pub use plausch_store::Annotation;
use plausch_store::Tx;
use serde_json::{Value, json};

use super::{Directory, event};

/// Lines that are kept back, by their keys, each with its reason (Art. 15(4) GDPR).
pub type Withheld = BTreeMap<String, String>;

/// Facts that can be kept back singly: the line's key, and where they stand in the JSON.
const FACTS: [(&str, &[&str]); 10] = [
    ("began", &["started_at"]),
    ("last", &["last_message_at"]),
    ("answered", &["answered_by"]),
    ("reads", &["read_by"]),
    ("ground", &["kept_by_law"]),
    ("until", &["kept_until"]),
    ("objected", &["objected_at"]),
    ("restricted", &["restricted"]),
    ("rectified", &["rectified_at"]),
    ("content", &["is_emptied", "is_damaged"]),
];

/// A conversation to be taken along.
#[derive(Debug, Clone)]
pub struct Copy {
    /// The conversation.
    pub conversation: Conversation,
    /// Its site.
    pub site: Arc<Site>,
    /// What happened in it.
    pub events: Vec<Event>,
    /// Notes that put right what was said.
    pub annotations: Vec<Annotation>,
    /// Since when the visitor objects (R-DSR-06).
    pub objected_at: Option<Timestamp>,
    /// What only a data request gives.
    pub beyond: Option<Beyond>,
    /// What of it is kept back.
    pub withheld: Withheld,
    /// Is it read by somebody else than its visitor?
    pub is_for_office: bool,
}

/// What is given beyond what the visitor could always see.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// The choices by which the conversation rests on a consent.
    pub consents: Vec<consent::Event>,
    /// Which role read it, and when, to the hour.
    pub reads: Vec<(String, Timestamp)>,
    /// Who has it, as displayed.
    pub answered_by: String,
    /// Why the law wants it kept, and until when.
    pub kept_by_law: Option<KeptByLaw>,
    /// By which request it is restricted, since when, and who did it.
    pub restricted: Option<(RequestId, Timestamp, String)>,
    /// When contact data were put right.
    pub rectified_at: Option<Timestamp>,
    /// Something sealed did not open.
    pub is_damaged: bool,
    /// What was said is gone by its rule.
    pub is_emptied: bool,
}

/// That the law wants a conversation kept.
#[derive(Debug, Clone)]
pub struct KeptByLaw {
    /// By which rule.
    pub class: Class,
    /// Why.
    pub ground: String,
    /// Who has said so, as displayed.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Copy {
    /// What a visitor may see and take along: what was said and what happened, as it was shown.
    pub(super) fn of_visitor(
        tx: &mut Tx<'_>,
        conversation: Conversation,
        site: Arc<Site>,
    ) -> Result<Self, plausch_store::Error> {
        let events = tx.events_after(&conversation.id, 0, true, i64::MAX)?;
        let annotations = tx.annotations(&conversation.id)?;
        let objected_at = tx.objected_at(&conversation.id)?;
        let withheld = Withheld::new();
        let (beyond, is_for_office) = (None, false);
        Ok(Self {
            conversation,
            site,
            events,
            annotations,
            objected_at,
            beyond,
            withheld,
            is_for_office,
        })
    }

    /// The notes to a message.
    pub fn annotations_of(&self, seq: i64) -> impl Iterator<Item = &Annotation> {
        self.annotations.iter().filter(move |one| one.seq == seq)
    }

    /// Writes down what of it there is to be looked through.
    pub(super) fn note_reviewed(&self, reviewed: &mut Reviewed) {
        let c = &self.conversation;
        reviewed.add_until(&c.id, self.events.last().map_or(0, |last| last.seq));
        let mut add = |what: &str, says: &str| reviewed.add_line(&self.key(what), &[says]);
        for (what, value) in
            [("name", &c.visitor_name), ("mail", &c.contact.mail), ("phone", &c.contact.phone)]
        {
            if let Some(value) = value {
                add(what, value.reveal());
            }
        }
        for note in &self.annotations {
            let text = note.text.as_ref().map(|text| text.reveal().as_str());
            add(&format!("annotation/{}", note.number), text.unwrap_or_default());
        }
        let Some(beyond) = &self.beyond else { return };
        for event in &beyond.consents {
            add("consent", &event.id.to_string());
        }
        if let Some(kept) = &beyond.kept_by_law {
            add("ground", &kept.ground);
        }
        if let Some((request, _, by)) = &beyond.restricted {
            add("restricted", &format!("{request} {by}"));
        }
    }

    /// The key by which a line of it is kept back.
    pub fn key(&self, line: &str) -> String {
        format!("{}/{line}", self.conversation.id)
    }

    /// Why a line is kept back, if it is.
    pub fn reason(&self, line: &str) -> Option<&str> {
        self.withheld.get(&self.key(line)).map(String::as_str)
    }

    /// The visitor's name, where it may go.
    pub fn name(&self) -> Option<&str> {
        let name = self.conversation.visitor_name.as_ref().map(|name| name.reveal().as_str());
        name.filter(|_| self.reason("name").is_none())
    }

    /// Mail address and phone number, where they may go.
    pub fn contact(&self) -> Contact {
        let Contact { mail, phone } = self.conversation.contact.clone();
        Contact {
            mail: mail.filter(|_| self.reason("mail").is_none()),
            phone: phone.filter(|_| self.reason("phone").is_none()),
        }
    }

    /// Until when this kind of data is kept by the site's rules; the archive is the law's.
    pub fn kept_until(&self, kind: retention::Kind) -> Timestamp {
        let rules = &self.site.settings.retention;
        let days = rules.days_for(kind, self.objected_at.is_some());
        self.conversation.last_message_at.plus(days * DAY)
    }

    /// The same with nothing in it but what the person gave (Art. 20(1) GDPR).
    #[must_use]
    pub fn of_what_was_given(mut self) -> Self {
        self.events.retain(|one| one.kind == Kind::Message && one.author == Author::Visitor);
        self.annotations.clear();
        self.beyond = self.beyond.map(|beyond| Beyond {
            consents: beyond.consents,
            is_damaged: beyond.is_damaged,
            is_emptied: beyond.is_emptied,
            ..Beyond::default()
        });
        self
    }

    /// As JSON (docs/api.md). What is kept back names its reason in place of its content.
    pub fn json(&self, directory: &Directory) -> Value {
        let (conversation, site) = (&self.conversation, &self.site);
        let events: Vec<_> =
            self.events.iter().map(|one| self.event_json(one, directory)).collect();
        let contact = self.contact();
        let mut copy = json!({
            "format": "plausch-conversation-1",
            "conversation": conversation.id,
            "site": { "id": site.id, "name": site.settings.name,
                      "controller": site.settings.controller,
                      "privacy": site.settings.privacy_url,
                      "imprint": site.settings.imprint_url },
            "lang": conversation.lang,
            "name": self.name(),
            "contact": {
                "mail": contact.mail.as_ref().map(|mail| mail.reveal()),
                "phone": contact.phone.as_ref().map(|phone| phone.reveal()),
            },
            "started_at": conversation.started_at,
            "state": conversation.state.as_str(),
            "consent_record": conversation.consent,
            "objected_at": self.objected_at,
            "kept_until": conversation.is_kept.then(|| self.kept_until(retention::Kind::Facts)),
            "events": events,
        });
        if let Some(beyond) = &self.beyond {
            self.add_beyond(&mut copy, beyond);
        }
        copy
    }

    fn event_json(&self, event: &Event, directory: &Directory) -> Value {
        match self.reason(&event.seq.to_string()) {
            None => {
                let mut view = event::visitors_view(event, directory);
                let note = |one: &Annotation| {
                    let text = one.text.as_ref().map(|text| text.reveal().as_str());
                    json!({ "at": one.at, "body": text, "request": one.request })
                };
                let notes: Vec<_> = self.annotations_of(event.seq).map(note).collect();
                if !notes.is_empty() {
                    view["annotations"] = notes.into();
                }
                view
            }
            Some(reason) => json!({ "seq": event.seq, "at": event.at,
                                    "kind": event.kind.as_str(), "withheld": reason }),
        }
    }

    fn add_beyond(&self, copy: &mut Value, beyond: &Beyond) {
        let c = &self.conversation;
        let consents: Vec<_> = beyond.consents.iter().map(|one| self.consent_json(one)).collect();
        let reads = beyond.reads.iter();
        let reads: Vec<_> =
            reads.map(|(role, hour)| json!({ "role": role, "hour": hour })).collect();
        copy["consents"] = consents.into();
        copy["read_by"] = reads.into();
        copy["answered_by"] = beyond.answered_by.as_str().into();
        copy["last_message_at"] = json!(c.last_message_at);
        copy["is_ended_by_visitor"] = c.is_ended_by_visitor.into();
        copy["is_withdrawn"] = c.is_withdrawn.into();
        copy["access_until"] = json!(c.token_expires_at);
        copy["remembered_by"] = json!(c.remembered_by);
        copy["seen"] = json!({ "by_agents": c.agents_seen, "by_visitor": c.visitor_seen });
        copy["is_damaged"] = beyond.is_damaged.into();
        copy["is_emptied"] = beyond.is_emptied.into();
        copy["rectified_at"] = json!(beyond.rectified_at);
        copy["restricted"] = json!(beyond.restricted.as_ref().map(|(request, since, by)| {
            json!({ "request": request, "since": since, "by": by })
        }));
        copy["kept_by_law"] = json!(beyond.kept_by_law.as_ref().map(|kept| {
            json!({ "class": kept.class.as_str(), "ground": kept.ground, "by": kept.by,
                    "at": kept.at, "until": kept.until })
        }));
        for (line, fields) in FACTS {
            if let Some(reason) = self.reason(line) {
                for field in fields {
                    copy[*field] = json!({ "withheld": reason });
                }
            }
        }
        for line in ["name", "mail", "phone"] {
            if let Some(reason) = self.reason(line) {
                copy["withheld"][line] = reason.into();
            }
        }
    }

    fn consent_json(&self, event: &consent::Event) -> Value {
        match self.reason(&event.id.to_string()) {
            Some(reason) => json!({ "at": event.at, "withheld": reason }),
            None => json!({
                "record": event.id.record, "number": event.id.number, "site": event.site,
                "kind": event.kind.as_str(), "granted": event.granted, "since": event.since,
                "notice": event.notice, "lang": event.lang, "ui": event.ui, "at": event.at,
            }),
        }
    }
}
