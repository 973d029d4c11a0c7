//! Choosing from the catalogue: which tools does the website use?

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::ServiceId;
use plausch_core::registry::Service;

use super::super::field::Hint;
use super::steps::{Step, Steps};
use super::{Desk, REFUSED, go, words};
use crate::app::catalogue::{Entry, Source, catalogue, purposes};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/catalogue.html")]
struct CataloguePage<'a> {
    page: Page<'a>,
    desk: Desk,
    steps: Steps,
    query: String,
    groups: Vec<Group>,
    /// Ticked before the search, and not among what it found.
    chosen: BTreeSet<String>,
    has_chosen_none: bool,
}

struct Group {
    name: String,
    entries: Vec<Choice>,
}

struct Choice {
    id: String,
    is_chosen: bool,
    name: String,
    provider: String,
    aim: String,
    is_taken: bool,
    unread: Vec<String>,
    sources: Vec<Fact>,
}

/// Facts that were read in the same page on the same day.
struct Fact {
    fields: String,
    url: String,
    day: String,
}

fn page_of<'a>(
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
    asked: &[(String, String)],
    has_chosen_none: bool,
) -> Result<Response, Failure> {
    let page = Page::for_agent(app, reader, desk.path("catalogue"));
    let of = |field: &'static str| {
        asked.iter().filter(move |(name, _)| name == field).map(|(_, said)| said)
    };
    let query = of("q").next().cloned().unwrap_or_default();
    let mut chosen: BTreeSet<_> = of("services").cloned().collect();
    let groups = groups(&page, &desk, &query.trim().to_lowercase(), &chosen);
    for entry in groups.iter().flat_map(|group| &group.entries) {
        chosen.remove(&entry.id);
    }
    let status = if has_chosen_none { REFUSED } else { StatusCode::OK };
    let steps = Steps::at(page.t, &desk, Step::Tools);
    show_as(status, &CataloguePage { page, desk, steps, query, groups, chosen, has_chosen_none })
}

/// `GET /admin/sites/{id}/catalogue`; what was ticked before (`services`) stays so.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    page_of(&app, &reader, desk, &asked, false)
}

/// `POST /admin/sites/{id}/catalogue`: takes what was ticked.
pub(super) async fn take(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let ticked = form.iter().filter(|(name, _)| name == "services");
    let chosen: Result<BTreeSet<_>, _> = ticked.map(|(_, id)| ServiceId::parse(id)).collect();
    let chosen = chosen.map_err(|_| Error::Invalid("services"))?;
    if chosen.is_empty() {
        return page_of(&app, &reader, desk, &form, true);
    }
    registry::take_from_catalogue(&app, &reader.who, &desk.site.id, chosen).await?;
    Ok(go(&desk.path("gaps?saved=true")))
}

fn groups(page: &Page<'_>, desk: &Desk, query: &str, chosen: &BTreeSet<String>) -> Vec<Group> {
    let group = |purpose: &plausch_core::registry::Purpose| Group {
        name: words::purpose_name(page.t, purpose),
        entries: catalogue()
            .iter()
            .filter(|entry| entry.service.purpose == purpose.id && matches(entry, query))
            .map(|entry| choice(page, desk, entry, chosen))
            .collect(),
    };
    purposes().iter().map(group).filter(|group| !group.entries.is_empty()).collect()
}

/// Every word has to stand somewhere: in the name, with the provider, in what it does, in a key.
fn matches(entry: &Entry, query: &str) -> bool {
    let service = &entry.service;
    let mut all = format!("{} {} {}", service.id, service.name, service.provider.name);
    let keys = service.keys.iter().map(|key| &key.name);
    for text in service.aim.values().chain(keys).map(String::as_str) {
        all.push(' ');
        all.push_str(text);
    }
    let all = all.to_lowercase();
    query.split_whitespace().all(|word| all.contains(word))
}

fn choice(page: &Page<'_>, desk: &Desk, entry: &Entry, chosen: &BTreeSet<String>) -> Choice {
    let service = &entry.service;
    let name = |field: &&str| words::field_name(page.t, field);
    Choice {
        id: service.id.to_string(),
        is_chosen: chosen.contains(service.id.as_str()),
        name: service.name.clone(),
        provider: entry.of(&desk.site.settings).provider.name,
        aim: service.aim.get(&page.t.lang).cloned().unwrap_or_default(),
        is_taken: desk.kept.draft.service(&service.id).is_some(),
        unread: entry.unread().iter().map(name).collect(),
        sources: sources(page, entry),
    }
}

fn sources(page: &Page<'_>, entry: &Entry) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for field in entry.facts() {
        let Some(Source::Read(read)) = entry.sources.get(field) else { continue };
        let name = words::field_name(page.t, field);
        let known = facts.iter_mut().find(|fact| fact.url == read.url && fact.day == read.read);
        if let Some(fact) = known {
            fact.fields = format!("{}, {name}", fact.fields);
        } else {
            let (url, day) = (read.url.clone(), read.read.clone());
            facts.push(Fact { fields: name, url, day });
        }
    }
    facts
}

fn entry_of(service: &Service) -> Option<&'static Entry> {
    catalogue().iter().find(|entry| entry.service.id == service.id)
}

/// The facts of a service that still are as the catalogue has them, and that nobody has looked up:
/// neither we nor the operator.
pub(super) fn unread(service: &Service) -> Vec<&'static str> {
    let Some(entry) = entry_of(service) else { return Vec::new() };
    let mut facts = entry.unread();
    facts.retain(|fact| {
        is_as_in(&entry.service, service, fact) && !service.checked.contains_key(*fact)
    });
    facts
}

/// Where a field's value comes from; `None`: it is the operator's own.
pub(super) fn hint(service: &Service, field: &str) -> Option<Hint> {
    let entry = entry_of(service)?;
    let is_fact = entry.facts().contains(&field) && is_as_in(&entry.service, service, field);
    let source = match entry.sources.get(field) {
        Some(Source::Read(read)) => Some((read.url.clone(), read.read.clone())),
        _ => None,
    };
    let checked = service.checked.get(field).cloned();
    let tick = (source.is_none() && checked.is_none()).then(|| tick(field));
    is_fact.then_some(Hint { source, checked, tick })
}

/// The box by which the operator says that a fact is right.
pub(super) fn tick(field: &str) -> String {
    format!("checked-{field}")
}

fn is_as_in(ready: &Service, now: &Service, field: &str) -> bool {
    match field {
        "provider.name" => ready.provider.name == now.provider.name,
        "provider.address" => ready.provider.address == now.provider.address,
        "provider.country" => ready.provider.country == now.provider.country,
        "provider.transfer" => ready.provider.transfer == now.provider.transfer,
        "data" => ready.data == now.data,
        "recipients" => ready.recipients == now.recipients,
        "keys.name" | "keys.lifetime" => ready.keys == now.keys,
        "privacy_url" => ready.privacy_url == now.privacy_url,
        "origins" => ready.origins == now.origins,
        "embeds" => ready.embeds == now.embeds,
        "signal" => ready.signal == now.signal,
        _ => false,
    }
}
