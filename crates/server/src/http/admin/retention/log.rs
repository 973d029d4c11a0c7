//! The deletion log: what each run of a rule has erased, on the page and as a file.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use plausch_core::Timestamp;
use plausch_core::retention::Kind;

use super::rules::names;
use crate::app::App;
use crate::app::retention::{self, Gone};
use crate::http::admin::services::site_id;
use crate::http::page::{Failure, Moment, Reader};
use crate::texts::Speaker;

/// What a run has erased.
pub(super) struct LogLine {
    pub(super) at: Moment,
    pub(super) rule: String,
    pub(super) before: Moment,
    pub(super) counts: String,
    pub(super) checksum: String,
    pub(super) is_for_all: bool,
}

/// `GET /admin/sites/{id}/retention.csv`: the whole deletion log, a line for each run of a rule.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let gone = retention::whole_log(&app, &reader.who, &id).await?;
    let mut text = String::from("entry,at,rule,for,from_before,rows,checksum\r\n");
    for one in &gone {
        let rows: Vec<_> =
            one.counts.iter().map(|(table, rows)| format!("{table}={rows}")).collect();
        let scope = if one.is_for_all { "all" } else { id.as_str() };
        let (at, before) = (iso(one.at), iso(one.cutoff));
        let (entry, rule, rows) = (&one.entry, &one.rule, rows.join(" "));
        write!(text, "{entry},{at},{rule},{scope},{before},{rows},{}\r\n", one.checksum)
            .map_err(|error| Failure::internal(&error))?;
    }
    let name = format!("attachment; filename=\"{id}-retention-{}.csv\"", app.today());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

fn iso(at: Timestamp) -> String {
    Moment::new(at, plausch_core::site::Lang::En).iso
}

pub(super) fn log_line(t: Speaker<'_>, gone: &Gone) -> LogLine {
    let rule = match Kind::parse(&gone.rule) {
        Some(kind) => names(t, kind)[0].clone(),
        None => t.say("archive").into_owned(),
    };
    LogLine {
        at: Moment::new(gone.at, t.lang),
        rule,
        before: Moment::new(gone.cutoff, t.lang),
        counts: if gone.counts.is_empty() {
            // Of readings it is not counted how many there were.
            t.say("log-not-counted").into_owned()
        } else {
            counts(t, &gone.counts)
        },
        checksum: gone.checksum.to_string(),
        is_for_all: gone.is_for_all,
    }
}

fn counts(t: Speaker<'_>, counts: &BTreeMap<String, u64>) -> String {
    let said = |(table, rows): (&String, &u64)| {
        let rows = i64::try_from(*rows).unwrap_or(i64::MAX);
        match table.as_str() {
            "conversation" => t.say_with("count-conversations", "count", rows),
            "conversation_event" => t.say_with("count-events", "count", rows),
            "conversation_key" => t.say_with("count-keys", "count", rows),
            "consent_event" => t.say_with("count-choices", "count", rows),
            "audit_entry" | "incident" | "data_request" => {
                t.say_with("count-entries", "count", rows)
            }
            "backup_data" => t.say_with("count-backup-data", "count", rows),
            "backup_keys" => t.say_with("count-backup-keys", "count", rows),
            "backup_part" => t.say_with("count-backup-parts", "count", rows),
            table => format!("{table}: {rows}"),
        }
    };
    counts.iter().map(said).collect::<Vec<_>>().join(", ")
}
