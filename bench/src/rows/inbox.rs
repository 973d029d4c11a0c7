//! The agent's side: the list with 10,000 open conversations, a long one, and looking for words.
//! Every name and every message in them is sealed.

use std::time::Instant;

use crate::agent::Agent;
use crate::http::Connection;
use crate::latencies::Latencies;
use crate::report::{Amount, Budget, Report};
use crate::rows::search;
use crate::server::Server;
use crate::site::{Conversation, Site};

const OPEN: u64 = 10_000;
const VISITS: usize = 101;
/// A long conversation, as a thread shows it at once.
const MESSAGES: u64 = 90;
/// Numbers of messages that the conversations' own don't reach.
const FROM: u64 = 1_000_000;

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let what = "inbox page with 10,000 open conversations";
    let Some(agent) = Agent::sign_in(server).await? else {
        report.not_measured(what, "there is no inbox yet");
        return Ok(());
    };
    let site = Site::of(server).await?;
    let begun = site.begin(0, OPEN).await?;
    let mut connection = Connection::open(server.address).await?;
    let (times, bytes) = visits(&mut connection, &agent.get("/inbox")).await?;
    report.add(
        &format!("{what}, server time (median)"),
        Amount::Millis(times.median()),
        Budget::AtMost(Amount::Millis(30.0)),
        &format!("p99 {}; {VISITS} visits", Amount::Millis(times.p99())),
    );
    let parts = parts(&agent, &mut connection).await?;
    report.add(
        &format!("{what}, transferred"),
        size(bytes + parts),
        Budget::AtMost(Amount::Bytes(60_000.0)),
        &format!("{} the page with its head, {} its styles and scripts", size(bytes), size(parts)),
    );
    if let Some(conversation) = begun.first() {
        thread(&site, &agent, conversation, &mut connection, report).await?;
    }
    search::measure(&agent, OPEN, &mut connection, report).await
}

/// Asks again and again for a page: how long each answer took, and the bytes of the last.
async fn visits(connection: &mut Connection, page: &[u8]) -> anyhow::Result<(Latencies, usize)> {
    let mut times = Latencies::default();
    let mut bytes = 0;
    for _ in 0..VISITS {
        let begin = Instant::now();
        let answer = connection.insist(page, 200).await?;
        times.add(begin.elapsed());
        bytes = answer.end;
    }
    Ok((times, bytes))
}

/// Opening a conversation in which much was written.
async fn thread(
    site: &Site,
    agent: &Agent,
    conversation: &Conversation,
    connection: &mut Connection,
    report: &mut Report,
) -> anyhow::Result<()> {
    for number in 1..MESSAGES {
        let message = site.message(conversation, FROM + number);
        connection.insist(&message, 201).await?;
    }
    let page = agent.get(&format!("/inbox/conversations/{}", conversation.id));
    let (times, bytes) = visits(connection, &page).await?;
    report.add(
        &format!(
            "inbox page of a conversation with {MESSAGES} sealed messages, server time (median)"
        ),
        Amount::Millis(times.median()),
        Budget::None,
        &format!(
            "p99 {}; {} transferred; {VISITS} visits",
            Amount::Millis(times.p99()),
            size(bytes)
        ),
    );
    Ok(())
}

/// The page's styles and scripts on a first visit, with what they import, in bytes on the wire.
async fn parts(agent: &Agent, connection: &mut Connection) -> anyhow::Result<usize> {
    let answer = connection.insist(&agent.plain("/inbox"), 200).await?;
    let page = connection.text(answer);
    let mut addresses: Vec<String> =
        page.split('"').filter(|text| is_part(text)).map(str::to_owned).collect();
    let (mut bytes, mut next) = (0, 0);
    while let Some(address) = addresses.get(next).cloned() {
        next += 1;
        let answer = connection.insist(&agent.get(&address), 200).await?;
        bytes += answer.end;
        let answer = connection.insist(&agent.plain(&address), 200).await?;
        let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
        for module in connection.text(answer).split('\'').filter_map(|text| text.strip_prefix("./"))
        {
            let module = format!("{folder}/{module}");
            if is_part(&module) && !addresses.contains(&module) {
                addresses.push(module);
            }
        }
    }
    Ok(bytes)
}

fn is_part(text: &str) -> bool {
    let file = text.split('?').next().unwrap_or_default();
    let kind = file.rsplit('.').next().unwrap_or_default();
    file.starts_with('/') && matches!(kind, "css" | "js" | "svg")
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn size(bytes: usize) -> Amount {
    Amount::Bytes(bytes as f64)
}
