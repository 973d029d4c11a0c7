//! A service as a form: what was typed, and back. What a service needs is `Registry::problems`;
//! here only what could not be kept as typed is refused.

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::id::{PurposeId, ServiceId};
use plausch_core::registry::{Basis, Embed, Key, Party, Place, Provider, Service, Translated};
use plausch_core::site::Origin;

use super::Typed;
use super::typed::word_of;
use crate::app::Error;

/// Fields in every language of the site.
pub(super) const TRANSLATED: [&str; 4] = ["aim", "data", "recipients", "reason"];

/// The facts that can be checked, as the catalogue names them.
const FACTS: [&str; 11] = [
    "provider.name",
    "provider.address",
    "provider.country",
    "provider.transfer",
    "data",
    "recipients",
    "keys.name",
    "keys.lifetime",
    "privacy_url",
    "origins",
    "signal",
];

/// A field that can't be kept as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// The name in the markup.
    Id,
    /// A line is no origin.
    Origins,
    /// A line is not two addresses.
    Embeds,
}

/// A new service, as it comes.
pub(super) fn blank(purpose: &str) -> Typed {
    let mut typed = Typed::default();
    typed.put("purpose", purpose);
    typed.put_word("basis", Basis::Consent);
    typed.put("provider-country", "DE");
    add_key(&mut typed);
    typed
}

/// A service as it is.
pub(super) fn typed(service: &Service) -> Typed {
    let mut typed = Typed::default();
    let provider = &service.provider;
    let origins: Vec<_> = service.origins.iter().map(Origin::as_str).collect();
    let embeds: Vec<_> = service.embeds.iter().map(embed_line).collect();
    for (name, text) in [
        ("id", service.id.as_str()),
        ("name", &service.name),
        ("purpose", service.purpose.as_str()),
        ("provider-name", &provider.name),
        ("provider-address", &provider.address),
        ("provider-country", &provider.country),
        ("privacy_url", &service.privacy_url),
        ("origins", &origins.join("\n")),
        ("embeds", &embeds.join("\n")),
    ] {
        typed.put(name, text);
    }
    typed.put_word("basis", service.basis);
    typed.put("provider-transfer", provider.transfer.map(word_of).unwrap_or_default());
    typed.put("signal", service.signal.map(word_of).unwrap_or_default());
    let texts = [&service.aim, &service.data, &service.recipients, &service.reason];
    for (name, text) in TRANSLATED.into_iter().zip(texts) {
        typed.put_translated(name, text);
    }
    for (row, key) in service.keys.iter().enumerate() {
        put_key(&mut typed, row, key);
    }
    typed
}

fn put_key(typed: &mut Typed, row: usize, key: &Key) {
    typed.put(format!("keys-{row}-name"), key.name.as_str());
    typed.put_word(format!("keys-{row}-place"), key.place);
    typed.put_word(format!("keys-{row}-party"), key.party);
    typed.put_translated(&format!("keys-{row}-lifetime"), &key.lifetime);
}

/// One more row for a key.
pub(super) fn add_key(typed: &mut Typed) {
    let lifetime = Translated::new();
    let key = Key { name: String::new(), place: Place::Cookie, lifetime, party: Party::First };
    put_key(typed, typed.rows("keys", "name"), &key);
}

/// What was typed as a service, with the fields that can't be kept. `before`: the service that is
/// changed; its name stays, and so do the words in languages that the form did not offer. `today`:
/// the day on which what was ticked has been checked.
pub(super) fn read(
    typed: &Typed,
    before: Option<&Service>,
    today: &str,
) -> Result<(Service, Vec<Unreadable>), Error> {
    let mut unreadable = Vec::new();
    let id = before.map_or_else(|| ServiceId::parse(typed.text("id")), |old| Ok(old.id.clone()));
    let id = id.unwrap_or_else(|_| {
        unreadable.push(Unreadable::Id);
        ServiceId::chat()
    });
    let none = Translated::new();
    let said = |name: &str, old: fn(&Service) -> &Translated| {
        typed.translated(name, before.map_or(&none, old))
    };
    let service = Service {
        id,
        purpose: PurposeId::parse(typed.text("purpose")).map_err(|_| Error::Invalid("purpose"))?,
        name: typed.text("name").to_owned(),
        provider: Provider {
            name: typed.text("provider-name").to_owned(),
            address: typed.text("provider-address").replace("\r\n", "\n"),
            country: typed.text("provider-country").to_uppercase(),
            transfer: typed.word("provider-transfer"),
        },
        aim: said("aim", |old| &old.aim),
        data: said("data", |old| &old.data),
        recipients: said("recipients", |old| &old.recipients),
        keys: keys(typed, before)?,
        basis: typed.word("basis").ok_or(Error::Invalid("basis"))?,
        reason: said("reason", |old| &old.reason),
        privacy_url: typed.text("privacy_url").to_owned(),
        origins: lines(typed, "origins", Origin::parse).unwrap_or_else(|| {
            unreadable.push(Unreadable::Origins);
            BTreeSet::new()
        }),
        embeds: lines(typed, "embeds", Embed::parse).unwrap_or_else(|| {
            unreadable.push(Unreadable::Embeds);
            Vec::new()
        }),
        signal: typed.word("signal"),
        round: before.map_or(0, |old| old.round),
        checked: checked(typed, before, today),
    };
    Ok((service, unreadable))
}

/// What was checked before, and what was ticked now.
fn checked(typed: &Typed, before: Option<&Service>, today: &str) -> BTreeMap<String, String> {
    let mut checked = before.map(|old| old.checked.clone()).unwrap_or_default();
    for fact in typed.ticked("checked-").filter(|fact| FACTS.contains(fact)) {
        checked.insert(fact.to_owned(), today.to_owned());
        // The rows of keys have one box.
        if fact == "keys.name" {
            checked.insert("keys.lifetime".to_owned(), today.to_owned());
        }
    }
    checked
}

/// The rows in which something was typed.
fn keys(typed: &Typed, before: Option<&Service>) -> Result<Vec<Key>, Error> {
    let none = Translated::new();
    let key = |row: usize| {
        let name = typed.text(&format!("keys-{row}-name")).to_owned();
        let old = before.and_then(|old| old.keys.iter().find(|key| key.name == name));
        let lifetime = typed
            .translated(&format!("keys-{row}-lifetime"), old.map_or(&none, |key| &key.lifetime));
        if name.is_empty() && lifetime.is_empty() {
            return Ok(None);
        }
        let place = typed.word(&format!("keys-{row}-place")).ok_or(Error::Invalid("place"))?;
        let party = typed.word(&format!("keys-{row}-party")).ok_or(Error::Invalid("party"))?;
        Ok(Some(Key { name, place, lifetime, party }))
    };
    (0..typed.rows("keys", "name")).map(key).filter_map(Result::transpose).collect()
}

/// One a line; `None`: a line is none.
fn lines<One, All: FromIterator<One>>(
    typed: &Typed,
    name: &str,
    read: fn(&str) -> Option<One>,
) -> Option<All> {
    typed.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

/// A link and its frame, as they are typed.
pub(super) fn embed_line(embed: &Embed) -> String {
    format!("{} {}", embed.link, embed.frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::catalogue::catalogue;

    const TODAY: &str = "2026-11-22";

    #[test]
    fn every_service_of_the_catalogue_comes_back_as_it_went_into_the_form() {
        for entry in catalogue() {
            let form = typed(&entry.service);
            let (service, unreadable) = read(&form, Some(&entry.service), TODAY).expect("readable");
            assert_eq!((&service, unreadable), (&entry.service, vec![]), "{}", entry.service.id);
            let (copy, _) = read(&form, None, TODAY).expect("readable");
            assert_eq!(copy, entry.service, "without the one before, too");
        }
    }

    #[test]
    fn what_can_not_be_kept_is_told_and_an_empty_row_is_none() {
        let mut form = blank("statistics");
        form.put("id", "Zähler!");
        form.put("origins", "https://zaehler.example\nnirgends");
        form.put("embeds", "https://zaehler.example/{id}");
        let (service, unreadable) = read(&form, None, TODAY).expect("readable");
        assert_eq!(unreadable, [Unreadable::Id, Unreadable::Origins, Unreadable::Embeds]);
        assert_eq!(service.keys, []);
        form.put("basis", "legitimate_interest");
        assert_eq!(read(&form, None, TODAY).err(), Some(Error::Invalid("basis")), "R-CONS-10");
    }

    #[test]
    fn what_is_ticked_is_checked_today_and_what_was_checked_stays() {
        let entry = &catalogue()[0].service;
        let before = ("data".to_owned(), "2026-01-01".to_owned());
        let service = Service { checked: [before].into(), ..entry.clone() };
        let mut form = typed(&service);
        for name in ["checked-origins", "checked-nonsense"] {
            form.put(name, "on");
        }
        let (after, _) = read(&form, Some(&service), TODAY).expect("readable");
        let days: Vec<_> = after.checked.iter().map(|(fact, day)| (&**fact, &**day)).collect();
        assert_eq!(days, [("data", "2026-01-01"), ("origins", TODAY)]);
    }
}
