//! A consent event in the terms of ISO/IEC TS 27560 (as the W3C's DPV guide lists them): what the
//! event itself says, and what the kept notice version says of services, controller and withdrawal.
//! The JSON schema is docs/consent-record.schema.json.

use plausch_core::Timestamp;
use plausch_core::consent::{self, Event, EventKind};
use plausch_core::id::{Revision, ServiceId};
use plausch_store::KeptNotice;
use serde_json::{Value, json};
use time::macros::format_description;

use crate::app::Error;

/// Names the form of a record; it changes with the form.
const SCHEMA: &str = "plausch-consent-record-1";

/// A notice version, read for the facts that it tells.
#[derive(Debug)]
pub(super) struct Terms {
    content: Value,
}

impl Terms {
    pub(super) fn read(notice: &KeptNotice) -> Result<Self, Error> {
        let content = serde_json::from_str(&notice.content)
            .map_err(|error| Error::Internal(format!("a kept notice is no JSON: {error}")))?;
        Ok(Self { content })
    }

    /// The record of an event. `before` is the event before it in its record, if that is kept:
    /// what it held and this one does not was taken back.
    pub(super) fn record(&self, event: &Event, before: Option<&Event>, now: Timestamp) -> Value {
        let granted = event.granted.iter();
        let services: Vec<_> = granted
            .map(|(id, state)| {
                let mut told = self.service(id, state);
                let given = event.since.get(id).copied().unwrap_or(event.at);
                told["given"] = minute(given).into();
                told["valid_until"] = minute(consent::valid_until(given)).into();
                told
            })
            .collect();
        json!({
            "schema": SCHEMA,
            "record_id": event.id.record,
            "pii_principal_id": event.id.record,
            "event": {
                "id": event.id.to_string(),
                "time": minute(event.at),
                "type": "expressed",
                "state": state(event, now),
                "validity": format!("P{}D", consent::VALIDITY_DAYS),
                "valid_until": minute(consent::valid_until(event.at)),
                "entity_id": event.id.record,
                "place": event.ui,
                "taken_back": taken_back(event, before),
            },
            "site": event.site,
            "notice": {
                "version": event.notice,
                "language": event.lang,
                "address": format!("/s/{}/{}/notice/{}", event.site, event.lang.as_str(), event.notice),
                "layout": self.content["layout"],
            },
            "controller": self.controller(),
            "services": services,
            "withdrawal": {
                "method": self.content["withdrawal"],
                "address": format!("/v1/sites/{}/withdrawals", event.site),
            },
        })
    }

    fn controller(&self) -> Value {
        let fact = |name: &str| self.content[name].clone();
        json!({
            "type": "controller",
            "name_and_address": fact("controller"),
            "contact": { "mail": fact("mail"), "phone": fact("phone"), "imprint": fact("imprint") },
            "data_protection_officer": fact("dpo"),
            "privacy_notice": fact("privacy"),
        })
    }

    fn service(&self, id: &ServiceId, state: &Revision) -> Value {
        let mut details = self.content["details"].as_array().into_iter().flatten();
        match details.find(|service| service["id"] == *id.as_str()) {
            Some(service) => {
                let mut told = self.registered(service);
                told["state"] = state.as_str().into();
                told
            }
            None => self.own(id, state),
        }
    }

    /// A service of the site's registry.
    fn registered(&self, service: &Value) -> Value {
        let keys: Vec<_> = service["keys"].as_array().into_iter().flatten().collect();
        let retention: Vec<_> = keys
            .iter()
            .map(|key| json!({ "key": key[0], "place": key[1], "lifetime": key[2], "party": key[3] }))
            .collect();
        json!({
            "id": service["id"],
            "name": service["name"],
            "purpose": self.purpose(&service["purpose"]),
            "aim": service["aim"],
            "legal_basis": service["basis"],
            "pii_information": service["data"],
            "provider": {
                "name": service["provider"]["name"],
                "address": service["provider"]["address"],
            },
            "recipients": service["recipients"],
            "retention": retention,
            "jurisdiction": service["provider"]["country"],
            "transfer": service["provider"]["transfer"],
            "privacy_notice": service["privacy"],
        })
    }

    /// What runs without consent, by which right and why it may (R-BAN-04): told beside what was
    /// agreed to.
    pub(super) fn exempt(&self) -> Vec<Value> {
        let details = self.content["details"].as_array().into_iter().flatten();
        let exempt = details.filter(|service| service["basis"] != "consent");
        let told = exempt.map(|service| {
            let mut told = self.registered(service);
            told["reason"] = service["reason"].clone();
            told
        });
        told.collect()
    }

    fn purpose(&self, id: &Value) -> Value {
        let purposes = |of: &str| self.content[of]["purposes"].as_array().into_iter().flatten();
        let mut told = purposes("banner").chain(purposes("exempt"));
        let shown = told.find(|purpose| &purpose[0] == id);
        let fact = |place: usize| shown.map_or(Value::Null, |shown| shown[place].clone());
        json!({ "id": id, "name": fact(1), "description": fact(2) })
    }

    /// The chat, and being remembered by it: the controller's own, told by the dialog's sentences.
    fn own(&self, id: &ServiceId, state: &Revision) -> Value {
        let content = &self.content;
        let is_remember = *id == ServiceId::remember();
        let (aim, data) = if is_remember {
            (content["remember"][0].clone(), content["remember"][1].clone())
        } else {
            (self.said("why"), self.said("choice"))
        };
        let lifetime = content["lifetime"].as_str().unwrap_or_default();
        let retention = if is_remember {
            json!([{ "place": "device", "days": content["remember_days"] }])
        } else {
            json!([
                { "place": "device", "lifetime": self.said(lifetime), "hours": content["idle_hours"] },
                { "place": "server", "lifetime": self.said("kept"), "days": content["retention_days"], "days_by_kind": content["kept_days"] },
            ])
        };
        json!({
            "id": id,
            "state": state,
            "name": if is_remember { aim.clone() } else { self.said("title") },
            "purpose": { "id": "chat", "name": self.said("title"), "description": self.said("why") },
            "aim": aim,
            "legal_basis": "consent",
            "pii_information": data,
            "provider": { "name": content["controller"], "address": content["controller"] },
            "recipients": content["controller"],
            "retention": retention,
            // No `jurisdiction`: where the server stands, no setting says. It is the controller's
            // to tell, and nothing is said here that was not told then.
            "transfer": Value::Null,
            "privacy_notice": content["privacy"],
        })
    }

    fn said(&self, id: &str) -> Value {
        self.content["texts"][id].clone()
    }
}

/// What the record says of the choice now. That it has run out is never written, only told.
pub(super) fn state(event: &Event, now: Timestamp) -> &'static str {
    match event.kind {
        EventKind::Withdrawn => "withdrawn",
        EventKind::Granted if now >= consent::valid_until(event.at) => "expired",
        EventKind::Granted => "given",
    }
}

pub(super) fn taken_back(event: &Event, before: Option<&Event>) -> Vec<ServiceId> {
    if event.kind == EventKind::Withdrawn {
        return event.granted.keys().cloned().collect();
    }
    let before = before.into_iter().flat_map(|before| before.granted.keys());
    before.filter(|service| !event.granted.contains_key(service)).cloned().collect()
}

/// A moment to the minute, in UTC: finer is not needed to tell when a choice was made.
pub(super) fn minute(at: Timestamp) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]Z");
    at.to_utc().format(&form).unwrap_or_default()
}
