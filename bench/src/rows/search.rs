//! Looking for words in conversations: every message is opened and looked through.

use std::time::Instant;

use anyhow::Context;

use crate::agent::Agent;
use crate::http::Connection;
use crate::latencies::Latencies;
use crate::report::{Amount, Budget, Report};

/// Stands in no message, so that everything is looked through.
const WORDS: &str = "kornblumenblau";

/// `conversations`: so many there are.
pub(super) async fn measure(
    agent: &Agent,
    conversations: u64,
    connection: &mut Connection,
    report: &mut Report,
) -> anyhow::Result<()> {
    let begin = Instant::now();
    let mut parts = Latencies::default();
    let mut next = String::new();
    loop {
        let part = Instant::now();
        let search = agent.post("/inbox/search", &format!("words={WORDS}{next}"));
        let answer = connection.insist(&search, 200).await?;
        parts.add(part.elapsed());
        let page = connection.text(answer);
        anyhow::ensure!(!page.contains("<mark>"), "something was found");
        let Some(at) = field(&page, "at") else { break };
        let id = field(&page, "id").context("a search goes on behind no conversation")?;
        next = format!("&at={at}&id={id}");
    }
    let took = begin.elapsed().as_secs_f64();
    let count = f64::from(u32::try_from(conversations)?);
    report.add(
        "search through 10,000 conversations, each opened and read",
        Amount::PerSecond(count / took),
        Budget::None,
        &format!(
            "all of them in {}, {} parts; the slowest is shown after {}",
            Amount::Millis(took * 1e3),
            parts.count(),
            Amount::Millis(parts.per_mille(1000)),
        ),
    );
    Ok(())
}

/// The value of a hidden field.
fn field<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
