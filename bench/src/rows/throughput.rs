//! As many durable messages and consent events as one engine takes through HTTP.

use std::sync::Arc;

use crate::report::{Amount, Budget, Report};
use crate::saturate::{Saturated, saturate};
use crate::server::Server;
use crate::site::Site;
use crate::wal::Commits;

/// Conversations and connections; each has one request under way.
const CONNECTIONS: usize = 256;
const SECONDS: u8 = 12;
/// Numbers of the consents that this row records begin here.
const CONSENTS: u64 = 1 << 40;

/// An engine and what it must take per second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Engine {
    name: &'static str,
    messages: f64,
    consents: f64,
    is_sqlite: bool,
}

pub(crate) const SQLITE: Engine =
    Engine { name: "SQLite", messages: 10_000.0, consents: 30_000.0, is_sqlite: true };
pub(crate) const POSTGRES: Engine =
    Engine { name: "PostgreSQL", messages: 2_500.0, consents: 6_000.0, is_sqlite: false };

pub(crate) async fn measure(
    server: &Server,
    engine: Engine,
    report: &mut Report,
) -> anyhow::Result<()> {
    let site = Arc::new(Site::of(server).await?);
    let conversations = site.begin(0, CONNECTIONS as u64).await?;

    let visitors = Arc::clone(&site);
    let watch = Watch::begin(server, engine)?;
    let done =
        saturate(server.address, CONNECTIONS, SECONDS.into(), 201, move |connection, turn| {
            let number = turn * CONNECTIONS as u64 + connection as u64;
            visitors.message(&conversations[connection], number)
        })
        .await?;
    let beside = watch.beside(server, &done, "messages")?;
    let what = format!("durable messages through HTTP, saturated, {}", engine.name);
    let budget = Budget::AtLeast(Amount::PerSecond(engine.messages));
    report.add(&what, Amount::PerSecond(done.per_second()), budget, &beside);

    let watch = Watch::begin(server, engine)?;
    let done =
        saturate(server.address, CONNECTIONS, SECONDS.into(), 201, move |connection, turn| {
            site.consent(CONSENTS + turn * CONNECTIONS as u64 + connection as u64)
        })
        .await?;
    let beside = watch.beside(server, &done, "events")?;
    let what = format!("durable consent events through HTTP, saturated, {}", engine.name);
    let budget = Budget::AtLeast(Amount::PerSecond(engine.consents));
    report.add(&what, Amount::PerSecond(done.per_second()), budget, &beside);
    Ok(())
}

/// What else is looked at while the server is busy.
struct Watch {
    commits: Option<Commits>,
    processor_before: f64,
}

impl Watch {
    fn begin(server: &Server, engine: Engine) -> anyhow::Result<Self> {
        let commits = engine.is_sqlite.then(|| Commits::watch(&server.database_file()));
        Ok(Self { commits, processor_before: server.running.processor_seconds()? })
    }

    fn beside(self, server: &Server, done: &Saturated, things: &str) -> anyhow::Result<String> {
        let processor = server.running.processor_seconds()? - self.processor_before;
        let commits = self.commits.and_then(Commits::per_second);
        let together = commits.map_or_else(String::new, |commits| {
            format!("; about {:.0} {things} per commit", done.per_second() / commits)
        });
        // Two more seconds of warming up, at the same speed.
        let all = done.per_second() * f64::from(SECONDS + 2);
        Ok(format!(
            "{CONNECTIONS} connections; p50 {}, p99 {}; slowest second {}{together}; the server's \
             processor time for one is {}",
            Amount::Millis(done.latencies.median()),
            Amount::Millis(done.latencies.p99()),
            done.slowest_second(),
            Amount::Micros(processor / all * 1e6),
        ))
    }
}
