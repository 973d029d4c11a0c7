//! A conversation to be taken along: by its visitor, or for a person who asks by right. One mechanism
//! for both: what is told [`beyond`] what was said, what has to be told of the [`processing`], and what is
//! kept back, are parts of it (Arts. 15 and 20 GDPR; R-DSR-02, R-DSR-05).

mod beyond;
mod processing;

use std::collections::BTreeMap;
use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent;
use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::request::Reviewed;
use plausch_core::retention::{self, Scope};
use plausch_core::site::{Lang, Site};
use plausch_core::time::DAY;
pub use plausch_store::Annotation;
use plausch_store::Tx;
use serde_json::{Value, json};

pub(super) use self::beyond::Names;
pub use self::beyond::{Beyond, KeptByLaw};
pub(super) use self::processing::providers;
pub use self::processing::{OfSite, Processing, Taken};
use super::{Directory, event};

/// Lines that are kept back, by their keys, each with its reason (Art. 15(4) GDPR).
pub type Withheld = BTreeMap<String, String>;

/// Facts that can be kept back singly: the line's key, and where they stand in the JSON.
const FACTS: [(&str, &[&str]); 10] = [
    ("began", &["started_at"]),
    ("last", &["last_message_at"]),
    ("answered", &["answered_by"]),
    ("reads", &["read_by"]),
    ("ground", &["kept_by_law", "kept_until"]),
    ("until", &["kept_until", "erased_by"]),
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
    /// What is told beyond what was said.
    pub beyond: Beyond,
    /// What of it is kept back.
    pub withheld: Withheld,
    /// Is it read by somebody else than its visitor?
    pub is_for_office: bool,
}

impl Copy {
    /// What a visitor may see and take along: what was said and what happened, as it was shown, and what
    /// is told of it in `lang`. `found`: the conversation, and whether it has been emptied.
    pub(super) fn of_visitor(
        tx: &mut Tx<'_>,
        names: &Names,
        (conversation, is_emptied): (Conversation, bool),
        site: Arc<Site>,
        lang: Lang,
    ) -> Result<Self, plausch_store::Error> {
        let events = tx.events_after(&conversation.id, 0, true, i64::MAX)?;
        let annotations = tx.annotations(&conversation.id)?;
        let objected_at = tx.objected_at(&conversation.id)?;
        let beyond = Beyond::read(tx, names, &conversation, lang)?.for_its_visitor();
        let beyond = Beyond { is_emptied, ..beyond };
        let (withheld, is_for_office) = (Withheld::new(), false);
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
        let beyond = &self.beyond;
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
        let Beyond { consents, is_damaged, is_emptied, .. } = self.beyond;
        self.beyond = Beyond { consents, is_damaged, is_emptied, ..Beyond::default() };
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
            "kept_until": conversation.is_kept.then(|| self.kept_at_most()),
            "erased_by": self.erased_by(),
            "events": events,
            "given": self.given(),
        });
        self.add_beyond(&mut copy);
        copy
    }

    /// Until when something of it is kept: by the law, or by the site's rules.
    fn kept_at_most(&self) -> Timestamp {
        let by_rule = || self.kept_until(retention::Kind::Facts);
        self.beyond.kept_by_law.as_ref().map_or_else(by_rule, |kept| kept.until)
    }

    /// When each kind of data goes by the site's rules; nothing where something else holds.
    fn erased_by(&self) -> Option<BTreeMap<&'static str, Timestamp>> {
        let by_rule = self.conversation.is_kept && self.beyond.kept_by_law.is_none();
        let kinds = retention::Kind::set_by(Scope::Site);
        by_rule.then(|| kinds.map(|kind| (kind.as_str(), self.kept_until(kind))).collect())
    }

    /// Where in the JSON what the person gave stands (Art. 20(1) GDPR), as JSON pointers (RFC 6901).
    fn given(&self) -> Vec<String> {
        let contact = self.contact();
        let fields = [
            ("/name", self.name().is_some()),
            ("/contact/mail", contact.mail.is_some()),
            ("/contact/phone", contact.phone.is_some()),
        ];
        let fields = fields.into_iter().filter(|(_, is_there)| *is_there);
        let said = self.events.iter().enumerate().filter(|(_, one)| {
            let is_theirs = one.kind == Kind::Message && one.author == Author::Visitor;
            is_theirs && self.reason(&one.seq.to_string()).is_none()
        });
        let chosen = self.beyond.consents.iter().enumerate();
        let chosen = chosen.filter(|(_, one)| self.reason(&one.id.to_string()).is_none());
        let fields = fields.map(|(pointer, _)| pointer.to_owned());
        let said = said.map(|(place, _)| format!("/events/{place}"));
        fields.chain(said).chain(chosen.map(|(place, _)| format!("/consents/{place}"))).collect()
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

    fn add_beyond(&self, copy: &mut Value) {
        let (c, beyond) = (&self.conversation, &self.beyond);
        let consents: Vec<_> = beyond.consents.iter().map(|one| self.consent_json(one)).collect();
        copy["consents"] = consents.into();
        copy["read_by"] = beyond.reads_json();
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
        copy["restricted"] = beyond.restricted_json();
        copy["kept_by_law"] = beyond.law_json();
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
