//! The pages of administration: sites, what they ask consent for, agents, roles and teams. Which
//! rights open which of them is in `rights`.

mod agents;
mod audit;
mod banner;
mod consents;
mod employees;
mod field;
mod incidents;
mod material;
mod numbers;
mod reads;
mod requests;
mod retention;
mod roles;
mod services;
mod site_form;
mod site_page;
pub(in crate::http) mod site_privacy;
mod sites;
mod snippets;
mod teams;
mod trial;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(in crate::http) use self::incidents::due as incidents_due;
pub(in crate::http) use self::numbers::service_name;
pub(in crate::http) use self::requests::due as requests_due;
pub(in crate::http) use self::retention::{class_name, last_day};
use crate::app::App;

/// Everything but answering.
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
        .merge(retention::routes())
        .merge(employees::routes())
        .merge(incidents::routes())
        .merge(requests::routes())
        .route("/admin/agents", get(agents::list).post(agents::invite))
        .route("/admin/agents/{id}", post(agents::change))
        .route("/admin/agents/{id}/link", post(agents::invite_again))
        .route("/admin/agents/{id}/second-factor", post(agents::reset_second_factor))
        .route("/admin/audit", get(audit::list))
        .route("/admin/reads", get(reads::list))
        .route("/admin/roles", get(roles::list))
        .route("/admin/roles/new", get(roles::blank).post(roles::create))
        .route("/admin/roles/{role}", get(roles::one).post(roles::change))
        .route("/admin/roles/{role}/removal", post(roles::remove))
        .route("/admin/roles/{role}/second-factor", post(roles::need_second_factor))
        .route("/admin/agents/teams", get(teams::list).post(teams::create))
        .route("/admin/agents/teams/{team}", post(teams::change))
        .route("/admin/agents/teams/{team}/removal", post(teams::remove))
}
