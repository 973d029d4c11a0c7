//! The rows of the table, one file each, and which server serves which.

mod bytes;
mod delivery;
mod inbox;
mod loader;
mod masking;
mod retention;
mod sealing;
mod search;
mod start;
mod streams;
mod throughput;

use std::path::Path;

use crate::postgres::Postgres;
use crate::report::Report;
use crate::server::Server;

/// What can be asked for, in this order.
pub(crate) const NAMES: [&str; 11] = [
    "start",
    "bytes",
    "sealing",
    "masking",
    "loader",
    "delivery",
    "sqlite",
    "postgres",
    "inbox",
    "streams",
    "retention",
];

/// Measures what is wanted; nothing means everything.
pub(crate) async fn measure(
    program: &Path,
    wanted: &[String],
    report: &mut Report,
) -> anyhow::Result<()> {
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    if wants("start") {
        start::measure(program, report)?;
    }
    if wants("bytes") || wants("loader") {
        let server = Server::start(program, "sqlite")?;
        if wants("bytes") {
            bytes::measure(&server, report).await?;
        }
        if wants("loader") {
            loader::measure(&server, report).await?;
        }
    }
    if wants("sealing") {
        sealing::measure(report);
    }
    if wants("masking") {
        masking::measure(report);
    }
    if wants("delivery") {
        delivery::measure(&Server::start(program, "sqlite")?, report).await?;
    }
    if wants("sqlite") {
        throughput::measure(&Server::start(program, "sqlite")?, throughput::SQLITE, report).await?;
    }
    if wants("postgres") {
        let postgres = Postgres::start()?;
        let server = Server::start(program, &postgres.address)?;
        throughput::measure(&server, throughput::POSTGRES, report).await?;
    }
    if wants("inbox") {
        inbox::measure(&Server::start(program, "sqlite")?, report).await?;
    }
    if wants("streams") {
        streams::measure(&Server::start(program, "sqlite")?, report).await?;
    }
    if wants("retention") {
        retention::measure(program, report).await?;
    }
    Ok(())
}
