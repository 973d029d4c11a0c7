//! The choices of a site's visitors: found one by one with the dialog in which they were made, or all
//! of them as a file.

mod event;
mod export;
mod search;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use plausch_core::consent::{Event, EventKind, Ui};

use crate::app::App;
use crate::texts::Speaker;

/// The pages and the files.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/consents", get(search::search))
        .route("/admin/sites/{id}/consents/{event}", get(event::one))
        .route("/admin/sites/{id}/consents.csv", get(export::csv))
        .route("/admin/sites/{id}/consents.json", get(export::json))
}

/// Given or taken back.
fn kind(t: Speaker<'_>, event: &Event) -> String {
    match event.kind {
        EventKind::Granted => t.say("event-granted"),
        EventKind::Withdrawn => t.say("event-withdrawn"),
    }
    .into_owned()
}

/// Where on the page.
fn place(t: Speaker<'_>, ui: Ui) -> String {
    match ui {
        Ui::Dialog => t.say("ui-dialog"),
        Ui::Landing => t.say("ui-landing"),
        Ui::Page => t.say("ui-page"),
        Ui::Menu => t.say("ui-menu"),
        Ui::Banner => t.say("ui-banner"),
        Ui::Settings => t.say("ui-settings"),
        Ui::Placeholder => t.say("ui-placeholder"),
        Ui::Message => t.say("ui-message"),
        Ui::Ask => t.say("ui-ask"),
        Ui::Own => t.say("ui-own"),
        Ui::Request => t.say("ui-request"),
        Ui::Adapter => t.say("ui-adapter"),
        Ui::Unknown => t.say("ui-unknown"),
    }
    .into_owned()
}
