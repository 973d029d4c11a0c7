//! What publishing would change, field by field, in the reader's language.

use plausch_core::registry::{Colour, Design, Purpose, Registry, Service, Translated};
use plausch_core::site::Lang;

use super::service_form::embed_line;
use super::words;
use crate::texts::Speaker;

/// A service, a purpose or the banner that is not as it was published.
pub(super) struct Difference {
    pub(super) name: String,
    kind: Kind,
    pub(super) fields: Vec<Change>,
}

impl Difference {
    pub(super) fn is_added(&self) -> bool {
        self.kind == Kind::Added
    }

    pub(super) fn is_removed(&self) -> bool {
        self.kind == Kind::Removed
    }
}

/// What has become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Some fields say something else.
    Changed,
}

/// A field before and after; empty when there was or is nothing.
pub(super) struct Change {
    pub(super) label: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// A field with its value as people read it.
type Said = (String, String);

/// Everything that publishing would change. Of what is new every field is shown; of what is gone,
/// that it is.
pub(super) fn differences(t: Speaker<'_>, before: &Registry, after: &Registry) -> Vec<Difference> {
    let mut found = Vec::new();
    for new in &after.purposes {
        let old = before.purposes.iter().find(|old| old.id == new.id);
        let name = words::purpose_name(t, new);
        found.extend(compare(name, old.map(|old| purpose(t, old)), purpose(t, new)));
    }
    for new in &after.services {
        let old = before.service(&new.id).map(|old| service(t, before, old));
        found.extend(compare(new.name.clone(), old, service(t, after, new)));
    }
    let gone = |name: String| Difference { name, kind: Kind::Removed, fields: Vec::new() };
    for old in &before.services {
        if after.service(&old.id).is_none() {
            found.push(gone(old.name.clone()));
        }
    }
    for old in &before.purposes {
        if !after.purposes.iter().any(|new| new.id == old.id) {
            found.push(gone(words::purpose_name(t, old)));
        }
    }
    let banner = t.say("banner").into_owned();
    let look = |registry: &Registry| {
        let mut said = design(t, &registry.design);
        if registry.adapter {
            said.push((t.say("adapter").into_owned(), t.say("adapter-on").into_owned()));
        }
        said
    };
    found.extend(compare(banner, Some(look(before)), look(after)));
    found
}

fn compare(name: String, before: Option<Vec<Said>>, after: Vec<Said>) -> Option<Difference> {
    let kind = if before.is_some() { Kind::Changed } else { Kind::Added };
    let before = before.unwrap_or_default();
    let value = |of: &[Said], label: &str| {
        of.iter()
            .find(|(known, _)| known == label)
            .map_or_else(String::new, |(_, text)| text.clone())
    };
    let mut labels: Vec<&String> = after.iter().map(|(label, _)| label).collect();
    labels.extend(
        before.iter().map(|(label, _)| label).filter(|label| value(&after, label).is_empty()),
    );
    labels.dedup();
    let change = |label: &String| {
        let (before, after) = (value(&before, label), value(&after, label));
        (before != after).then(|| Change { label: label.clone(), before, after })
    };
    let fields: Vec<_> = labels.into_iter().filter_map(change).collect();
    (kind == Kind::Added || !fields.is_empty()).then_some(Difference { name, kind, fields })
}

fn translated(t: Speaker<'_>, field: &str, text: &Translated) -> Vec<Said> {
    let said =
        |(&lang, text): (&Lang, &String)| (words::field_in(t, field, Some(lang)), text.clone());
    text.iter().map(said).collect()
}

fn purpose(t: Speaker<'_>, purpose: &Purpose) -> Vec<Said> {
    [translated(t, "name", &purpose.name), translated(t, "description", &purpose.description)]
        .concat()
}

fn service(t: Speaker<'_>, registry: &Registry, service: &Service) -> Vec<Said> {
    let plain = |field: &str, text: String| (words::field_name(t, field), text);
    let (provider, origins) = (&service.provider, &service.origins);
    let origins: Vec<_> = origins.iter().map(ToString::to_string).collect();
    let mut said = vec![
        plain("name", service.name.clone()),
        plain("purpose", words::name_of_purpose(t, registry, &service.purpose)),
        plain("provider.name", provider.name.clone()),
        plain("provider.address", provider.address.clone()),
        plain("provider.country", provider.country.clone()),
        plain("provider.transfer", words::transfer(t, provider.transfer)),
    ];
    said.extend(translated(t, "aim", &service.aim));
    said.extend(translated(t, "data", &service.data));
    said.extend(translated(t, "recipients", &service.recipients));
    said.push((t.say("keys-of-service").into_owned(), keys(t, service)));
    said.push(plain("basis", words::basis(t, service.basis)));
    said.extend(translated(t, "reason", &service.reason));
    said.push(plain("privacy_url", service.privacy_url.clone()));
    said.push(plain("origins", origins.join("\n")));
    let embeds: Vec<_> = service.embeds.iter().map(embed_line).collect();
    said.push(plain("embeds", embeds.join("\n")));
    said.push(plain("signal", words::signal(t, service.signal)));
    said.retain(|(_, text)| !text.is_empty());
    said
}

/// What a service keeps on the device, one a line.
pub(super) fn keys(t: Speaker<'_>, service: &Service) -> String {
    let key = |key: &plausch_core::registry::Key| {
        let lifetimes: Vec<_> = key.lifetime.values().map(String::as_str).collect();
        let (place, party) = (words::key_place(t, key.place), words::party(t, key.party));
        format!("{} · {place} · {party} · {}", key.name, lifetimes.join(" / "))
    };
    service.keys.iter().map(key).collect::<Vec<_>>().join("\n")
}

fn design(t: Speaker<'_>, design: &Design) -> Vec<Said> {
    let ours = || t.say("design-ours").into_owned();
    let key = design.key.as_ref().map_or_else(ours, Colour::to_string);
    let mut said = vec![
        (t.say("design-key").into_owned(), key),
        (t.say("design-corners").into_owned(), words::corners(t, design.corners)),
        (t.say("design-position").into_owned(), words::position(t, design.position)),
    ];
    if !design.logo.is_empty() {
        said.push((t.say("design-logo").into_owned(), design.logo.clone()));
    }
    said.extend(translated(t, "headline", &design.headline));
    said.extend(translated(t, "intro", &design.intro));
    said
}
