//! Erasing from the own page: a question first, afterwards what is gone and what stays for how long.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use plausch_core::site::Site;
use serde::Deserialize;

use super::view::Said;
use super::{Address, Place, by_pass};
use crate::app::conversation::own::{self, Guest, pass};
use crate::app::{App, Error};
use crate::http::page::{Failure, FromHere, asset};
use crate::texts::Speaker;

#[derive(Deserialize)]
pub(super) struct Erasing {
    #[serde(default)]
    pass: String,
    /// The question has been answered.
    sure: Option<String>,
}

#[derive(Template)]
#[template(path = "own/erasure.html")]
struct ErasurePage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    path: String,
    /// To go back with; `None`: it is done.
    pass: Option<String>,
    has_record: bool,
    keys: u32,
    days: u32,
}

impl ErasurePage<'_> {
    #[expect(clippy::unused_self, reason = "templates ask the page")]
    fn asset(&self, name: &str) -> String {
        asset(name)
    }

    fn backups(&self) -> String {
        let values = [("keys", self.keys.into()), ("days", self.days.into())];
        self.t.say_with_all("own-erased-backups", values)
    }
}

pub(super) async fn erase(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Erasing>,
) -> Result<Response, Failure> {
    by_pass(app, address, &form.pass, |place: Place, guest: Guest| async move {
        let own = own::view(&place.app, &guest, place.lang).await?;
        if own.archived_until.is_some() {
            // The page says until when the law wants it.
            return place.page(&guest, Said::default()).await;
        }
        let pass = form.sure.is_none().then(|| pass::pass(&place.app, &guest));
        if pass.is_none() {
            own::erase(&place.app, &guest).await?;
        }
        let backups = &place.app.config.backups;
        let page = ErasurePage {
            t: place.t(),
            site: &place.site,
            path: place.path(),
            pass,
            has_record: own.consent.is_some(),
            keys: backups.key_days.get(),
            days: backups.days.get(),
        };
        let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Html(html).into_response())
    })
    .await
}
