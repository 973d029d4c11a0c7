//! How often consent was given, taken back and, where that is counted, refused: charts with their
//! tables, a file, and the switch for counting refusals.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plausch_core::Timestamp;
use plausch_core::id::ServiceId;
use plausch_core::registry::Service;
use plausch_core::time::DAY;
use serde::Deserialize;
use time::Date;

use super::services::{Desk, go, site_id};
use crate::app::numbers::{self, ConsentCount, Numbers};
use crate::app::{App, Error};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

/// The periods that there are to choose from, in days.
const PERIODS: [i64; 3] = [7, 30, 90];
/// A day's place in the chart.
const STEP: i64 = 10;
/// The highest bar, either way.
const HIGHEST: i64 = 48;

/// The page and the file.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/numbers", get(show).post(switch))
        .route("/admin/sites/{id}/numbers.csv", get(file))
}

#[derive(Template)]
#[template(path = "admin/numbers.html")]
struct NumbersPage<'a> {
    page: Page<'a>,
    desk: Desk,
    days: i64,
    charts: Vec<Chart>,
}

/// The counts of a service, or those of refusals, drawn.
struct Chart {
    name: String,
    sum: String,
    /// Refusals only go up.
    is_of_refusals: bool,
    first: String,
    last: String,
    width: i64,
    bars: Vec<Bar>,
    /// The days on which there was anything.
    rows: Vec<(String, i64, i64)>,
}

/// A day's bars, in the chart's own unit.
struct Bar {
    x: i64,
    granted: i64,
    withdrawn: i64,
}

impl NumbersPage<'_> {
    fn periods(&self) -> [(i64, String); 3] {
        PERIODS.map(|days| (days, self.page.t.say_with("last-days", "days", days)))
    }
}

#[derive(Deserialize)]
struct Period {
    days: Option<i64>,
}

impl Period {
    fn days(&self) -> Result<i64, Failure> {
        let days = self.days.unwrap_or(30);
        if PERIODS.contains(&days) { Ok(days) } else { Err(Error::Invalid("days").into()) }
    }
}

/// `GET /admin/sites/{id}/numbers`
async fn show(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(period): Query<Period>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let days = period.days()?;
    let numbers = numbers::of_site(&app, &reader.who, &desk.site.id, days).await?;
    let page = Page::for_agent(&app, &reader, desk.path("numbers"));
    let refusals = (!numbers.refusals.is_empty()).then(|| refusals(&page, &numbers));
    let services = numbers.counts.keys().map(|id| chart(&page, &desk, &numbers, id));
    let charts = refusals.into_iter().chain(services).collect();
    show_as(StatusCode::OK, &NumbersPage { page, desk, days, charts })
}

#[derive(Deserialize)]
struct Switch {
    #[serde(default)]
    refusals: String,
}

/// `POST /admin/sites/{id}/numbers`: counts refusals from now on, or no more.
async fn switch(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Switch>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    numbers::count_refusals(&app, &reader.who, &id, form.refusals == "on").await?;
    Ok(go(&format!("/admin/sites/{id}/numbers")))
}

/// `GET /admin/sites/{id}/numbers.csv`: a line for each service and day on which there was anything,
/// and for each day with refusals, which are of no service.
async fn file(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(period): Query<Period>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let numbers = numbers::of_site(&app, &reader.who, &id, period.days()?).await?;
    let line = |error: std::fmt::Error| Failure::internal(&error);
    let mut text = String::from("day,service,granted,withdrawn,refused\r\n");
    for (service, days) in &numbers.counts {
        for (&number, count) in days {
            let (granted, withdrawn) = (count.granted, count.withdrawn);
            write!(text, "{},{service},{granted},{withdrawn},\r\n", day(number)).map_err(line)?;
        }
    }
    for (&number, refused) in &numbers.refusals {
        write!(text, "{},,,,{refused}\r\n", day(number)).map_err(line)?;
    }
    let name = format!("attachment; filename=\"{id}-{}.csv\"", day(numbers.last));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

/// `2026-11-22`, as the standard writes it.
fn day(number: i64) -> Date {
    Timestamp::from_millis(number * DAY).to_utc().date()
}

fn chart(page: &Page<'_>, desk: &Desk, numbers: &Numbers, id: &ServiceId) -> Chart {
    let days = &numbers.counts[id];
    let sum = |of: fn(&ConsentCount) -> i64| days.values().map(of).sum::<i64>();
    let (granted, withdrawn) = (sum(|one| one.granted), sum(|one| one.withdrawn));
    let values = [("granted", granted.into()), ("withdrawn", withdrawn.into())];
    let sum = page.t.say_with_all("sum-of-days", values);
    drawn(name(page, desk, id.as_str()), sum, numbers, days)
}

fn refusals(page: &Page<'_>, numbers: &Numbers) -> Chart {
    let count = |(&day, &granted): (&i64, &i64)| (day, ConsentCount { granted, withdrawn: 0 });
    let days = numbers.refusals.iter().map(count).collect();
    let sum = page.t.say_with("sum-of-refusals", "count", numbers.refusals.values().sum::<i64>());
    let name = page.t.say("refusals").into_owned();
    Chart { is_of_refusals: true, ..drawn(name, sum, numbers, &days) }
}

fn drawn(
    name: String,
    sum: String,
    numbers: &Numbers,
    days: &BTreeMap<i64, ConsentCount>,
) -> Chart {
    let most = days.values().map(|count| count.granted.max(count.withdrawn)).max().unwrap_or(1);
    // What there is can be seen: at least a line.
    let height = |count: i64| if count == 0 { 0 } else { (count * HIGHEST / most).max(1) };
    let bar = |number: i64| {
        let ConsentCount { granted, withdrawn } = days.get(&number).copied().unwrap_or_default();
        let x = (number - numbers.first) * STEP + 1;
        Bar { x, granted: height(granted), withdrawn: height(withdrawn) }
    };
    Chart {
        name,
        sum,
        is_of_refusals: false,
        first: day(numbers.first).to_string(),
        last: day(numbers.last).to_string(),
        width: (numbers.last - numbers.first + 1) * STEP,
        bars: (numbers.first..=numbers.last).map(bar).collect(),
        rows: (days.iter())
            .map(|(&number, count)| (day(number).to_string(), count.granted, count.withdrawn))
            .collect(),
    }
}

/// What a service is called now, or was when it was published; else its name in the markup.
pub(super) fn name(page: &Page<'_>, desk: &Desk, id: &str) -> String {
    let kept = &desk.kept;
    let known = kept.published.services.iter().chain(&kept.draft.services);
    service_name(page.t, known, id)
}

/// What somebody may agree to in words, as far as it is known.
pub(in crate::http) fn service_name<'s>(
    t: Speaker<'_>,
    known: impl IntoIterator<Item = &'s Service>,
    id: &str,
) -> String {
    match id {
        "chat" => t.say("service-chat").into_owned(),
        "remember" => t.say("service-remember").into_owned(),
        word => {
            let service = known.into_iter().find(|service| service.id.as_str() == word);
            service.map_or_else(|| word.to_owned(), |service| service.name.clone())
        }
    }
}
