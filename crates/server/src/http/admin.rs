//! The administrator's pages: sites, what they ask consent for, and agents.

mod agents;
mod banner;
mod consents;
mod field;
mod numbers;
mod services;
mod site_form;
mod site_page;
pub(in crate::http) mod site_privacy;
mod sites;
mod snippets;
mod trial;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Everything only administrators do, but erasing, which happens in the inbox.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites", get(sites::list))
        .route("/admin/sites/new", get(sites::blank).post(sites::create))
        .route("/admin/sites/{id}", get(sites::one).post(sites::change))
        .merge(services::routes())
        .merge(banner::routes())
        .merge(numbers::routes())
        .merge(consents::routes())
        .merge(trial::routes())
        .route("/admin/agents", get(agents::list).post(agents::invite))
        .route("/admin/agents/{id}", post(agents::change))
        .route("/admin/agents/{id}/link", post(agents::invite_again))
}
