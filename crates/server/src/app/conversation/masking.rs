//! What was written becomes what may be kept: here, before the store and before any stream (R-MIN-03).

use plausch_core::Personal;
use plausch_core::conversation::Contact;
use plausch_core::masking::{Kind, mask};
use plausch_core::message::Body;
use plausch_core::site::{Lang, Site};
use plausch_core::visitor::{self, mails, phones};
use serde::Deserialize;

use super::messages::Message;
use crate::app::Error;

/// What shall become of a mail address or phone number in a visitor's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactWish {
    /// Kept with the conversation, for agents to see; not in the message.
    Keep,
    /// Not kept.
    Mask,
}

/// A text as it may be kept.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) body: Body,
    /// What was masked in it.
    pub(super) kinds: Vec<Kind>,
    /// What is to be kept as contact data.
    pub(super) contact: Contact,
}

/// A visitor's message as it may be kept; [`Error::ContactData`] when the visitor has to be asked.
pub(super) fn visitors(site: &Site, lang: Lang, message: &Message) -> Result<Fit, Error> {
    let Some(policy) = site.settings.masking() else {
        return Ok(Fit {
            body: message.body.clone(),
            kinds: Vec::new(),
            contact: Contact::default(),
        });
    };
    let (body, masked) = message.body.masked(&policy, lang);
    let found = |kind: Kind| {
        let found = masked.contacts.iter().filter(|(one, _)| *one == kind);
        let all: Vec<_> = found.map(|(_, value)| value.reveal().as_str()).collect();
        (!all.is_empty()).then(|| Personal::new(all.join(", ")))
    };
    let contact = match message.contact {
        None if !masked.contacts.is_empty() => {
            let kinds = masked.kinds.iter().copied().filter(|kind| kind.is_contact());
            return Err(Error::ContactData(kinds.collect()));
        }
        Some(ContactWish::Keep) => Contact { mail: found(Kind::Mail), phone: found(Kind::Phone) },
        Some(ContactWish::Mask) | None => Contact::default(),
    };
    Ok(Fit { body, kinds: masked.kinds.into_iter().collect(), contact })
}

/// An agent's answer or note as it may be kept. The site's own contacts pass; nobody is asked.
pub(super) fn agents(site: &Site, lang: Lang, body: &Body) -> Body {
    match site.settings.masking() {
        Some(policy) => body.masked(&policy, lang).0,
        None => body.clone(),
    }
}

/// Name, mail addresses and phone numbers as they were put right, by the visitor or for them: as they may be
/// kept. [`Error::Invalid`] names the field that holds something else than it is for.
pub(in crate::app) fn corrected(
    site: &Site,
    lang: Lang,
    [name, mail, phone]: [&Personal<String>; 3],
) -> Result<(Option<Personal<String>>, Contact), Error> {
    let contact = Contact {
        mail: mails(mail).map_err(|_| Error::Invalid("mail"))?,
        phone: phones(phone).map_err(|_| Error::Invalid("phone"))?,
    };
    // A card number is no phone number, and what comes before the @ no bank account (R-MIN-03).
    let policy = site.settings.masking();
    for (field, value) in [("mail", &contact.mail), ("phone", &contact.phone)] {
        let (Some(policy), Some(value)) = (&policy, value) else { continue };
        let is_other =
            |part: &str| mask(part, policy, lang).kinds.iter().any(|kind| !kind.is_contact());
        if is_other(value.reveal()) || value.reveal().split(['@', ',']).any(is_other) {
            return Err(Error::Invalid(field));
        }
    }
    let name = visitor::name(name).map(|one| self::name(site, lang, one));
    Ok((name, contact))
}

/// A visitor's name as it may be kept.
pub(super) fn name(site: &Site, lang: Lang, name: Personal<String>) -> Personal<String> {
    match site.settings.masking() {
        Some(policy) => mask(name.reveal(), &policy, lang).text,
        None => name,
    }
}
