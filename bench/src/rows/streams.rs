//! What an idle stream costs in memory, with 15,000 of them, each on a conversation of its own.

use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::http::Connection;
use crate::report::{Amount, Budget, Report};
use crate::server::Server;
use crate::site::{Conversation, Site};

const STREAMS: usize = 15_000;
/// As after a restart of the server, when everybody comes back at once.
const AT_ONCE: usize = 500;
const HEARTBEATS: usize = 2;
const WITHIN: Duration = Duration::from_mins(1);

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let site = Site::of(server).await?;
    let conversations = site.begin(0, STREAMS as u64).await?;
    // What the database keeps in memory of them is no part of a stream's price.
    let mut connection = Connection::open(server.address).await?;
    for conversation in &conversations {
        connection.insist(&site.view(conversation), 200).await?;
    }
    drop(connection);
    sleep(Duration::from_secs(1)).await;

    let (before, kernel_before) = (server.running.resident()?, kernel()?);
    let mut streams = Vec::with_capacity(STREAMS);
    for some in conversations.chunks(AT_ONCE) {
        timeout(WITHIN, open(&site, some, &mut streams)).await.context("streams do not open")??;
    }
    let opened = server.running.resident()?;
    let mut first = Vec::new();
    for stream in [0, STREAMS / 2, STREAMS - 1] {
        first.push(timeout(WITHIN, heartbeats(&mut streams[stream])).await);
    }
    if first.iter().any(|heard| !matches!(heard, Ok(Ok(())))) {
        bail!("the heartbeats do not come: {first:?}");
    }
    // A beat is spread over a quarter of its time.
    sleep(Duration::from_secs(1)).await;
    let (after, kernel_after) = (server.running.resident()?, kernel()?);
    report.add(
        "resident memory per idle stream, 15,000 streams",
        each(after, before),
        Budget::AtMost(Amount::Bytes(2_048.0)),
        &format!(
            "after {HEARTBEATS} heartbeats; {} before the first; the server grew from {:.1} to \
             {:.1} MiB; kernel memory (slab) for both ends of a connection {}",
            each(opened, before),
            mebibytes(before),
            mebibytes(after),
            each(kernel_after, kernel_before),
        ),
    );
    Ok(())
}

async fn open(
    site: &Site,
    conversations: &[Conversation],
    streams: &mut Vec<TcpStream>,
) -> anyhow::Result<()> {
    let first = streams.len();
    for conversation in conversations {
        let mut socket = TcpStream::connect(site.address).await.context("raise `ulimit -n`?")?;
        socket.write_all(&site.stream(conversation)).await?;
        streams.push(socket);
    }
    for socket in &mut streams[first..] {
        let mut answer = [0; 1024];
        let mut length = 0;
        while !answer[..length].windows(12).any(|word| word == b"event: hello") {
            let read = socket.read(&mut answer[length..]).await?;
            if read == 0 {
                bail!("no stream: {}", String::from_utf8_lossy(&answer[..length]));
            }
            length += read;
        }
    }
    Ok(())
}

async fn heartbeats(socket: &mut TcpStream) -> anyhow::Result<()> {
    let mut heard = Vec::new();
    let count = |heard: &[u8]| heard.windows(16).filter(|word| word == b"event: heartbeat").count();
    while count(&heard) < HEARTBEATS {
        if socket.read_buf(&mut heard).await? == 0 {
            bail!("a stream was closed");
        }
    }
    Ok(())
}

/// The kernel's own memory, in bytes. Other programs' doings are in it too.
fn kernel() -> anyhow::Result<u64> {
    let text = std::fs::read_to_string("/proc/meminfo")?;
    let line = text.lines().find(|line| line.starts_with("Slab:")).context("no slab")?;
    let number = line.split_whitespace().nth(1).context("no number")?;
    Ok(number.parse::<u64>()? * 1024)
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn each(after: u64, before: u64) -> Amount {
    Amount::Bytes(after.saturating_sub(before) as f64 / STREAMS as f64)
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
