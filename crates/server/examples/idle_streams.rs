//! What does an idle stream cost? Opens many streams from a child process and prints how much this
//! process, the server, has grown. Linux only (it reads `/proc`).
//!
//! `ulimit -n 20000; cargo run --release --example idle_streams -- 15000`
//!
//! Every stream has a conversation of its own, so a topic is part of the price. It measures again
//! after two heartbeats have left their frames in the rings.

#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plausch::http::connection::{Settings, serve};
use plausch::live::{Hub, Limits, Page, Source};
use plausch_core::Timestamp;
use plausch_core::id::ConversationId;
use tokio::sync::watch;

/// How many streams are opened at the same time.
const AT_A_TIME: usize = 500;
/// All must be open within this time, or the measurement is given up.
const IN_TIME: Duration = Duration::from_mins(1);

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, role, address, streams] = arguments.as_slice()
        && role == "client"
    {
        return open_streams(address.parse()?, streams.parse()?);
    }
    let streams = arguments.get(1).map_or(Ok(15_000), |number| number.parse())?;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(measure(streams))
}

async fn measure(streams: usize) -> anyhow::Result<()> {
    let source = Source::new(
        |_, _| async { Ok(Page { last: 3, ..Page::default() }) },
        |ids| async { Ok(ids.into_iter().map(|id| (id, 3)).collect()) },
    );
    let hub = Hub::new(source, Limits { in_all: streams, ..Limits::default() });
    let router =
        axum::Router::new().route("/stream/{number}", get(stream)).with_state(Arc::clone(&hub));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, shutdown) = watch::channel(false);
    let server = tokio::spawn(serve(
        listener,
        router,
        Arc::clone(&hub),
        Settings { connections: u32::try_from(streams)? + 100, ..Settings::default() },
        shutdown,
    ));

    let before = resident_kilobytes()?;
    let mut child = Command::new(std::env::current_exe()?)
        .args(["client", &address.to_string(), &streams.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut says = BufReader::new(child.stdout.take().context("no pipe")?);
    let (failed, opened) = (
        tokio::time::sleep(IN_TIME),
        tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            says.read_line(&mut line).map(|_| (line, says))
        }),
    );
    let (line, _says) = tokio::select! {
        opened = opened => opened??,
        () = failed => { child.kill()?; bail!("not all streams were open in time") }
    };
    if hub.streams() != streams {
        bail!("{} of {streams} streams are open; {line}", hub.streams());
    }
    report("idle", before, streams)?;
    for _ in 0..2 {
        hub.beat(Duration::ZERO).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    report("after two heartbeats", before, streams)?;
    drop(child.stdin.take());
    child.wait()?;
    stop.send(true)?;
    server.await?;
    Ok(())
}

fn report(when: &str, before: u64, streams: usize) -> anyhow::Result<()> {
    let after = resident_kilobytes()?;
    let each = (after.saturating_sub(before)) * 1024 / streams as u64;
    println!("{streams} streams, {when}: {before} kB -> {after} kB, {each} bytes per stream");
    Ok(())
}

async fn stream(State(hub): State<Arc<Hub>>, Path(number): Path<u32>) -> Response {
    let mut bytes = [0; 10];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    let conversation = ConversationId::new(Timestamp::from_millis(1), bytes);
    match hub.open_visitor(&conversation, 3, true).await {
        Ok(take_over) => axum::Extension(take_over).into_response(),
        Err(error) => {
            (axum::http::StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response()
        }
    }
}

/// The child: opens the streams, says so, and keeps them open until its standard input ends. Opens
/// many at a time, as after a restart of the server: that leaves more holes in its memory than one
/// after the other would.
fn open_streams(address: SocketAddr, streams: usize) -> anyhow::Result<()> {
    let mut open = Vec::with_capacity(streams);
    while open.len() < streams {
        let first = open.len();
        for number in first..streams.min(first + AT_A_TIME) {
            let mut socket = TcpStream::connect(address).context("raise `ulimit -n`?")?;
            write!(
                socket,
                "GET /stream/{number} HTTP/1.1\r\nhost: chat.example\r\n\
                 authorization: Bearer {number:0>43}\r\n\
                 origin: https://blumenladen.example\r\n\r\n"
            )?;
            open.push(socket);
        }
        for socket in &mut open[first..] {
            let mut answer = [0; 512];
            let length = socket.read(&mut answer)?;
            if !answer[..length].starts_with(b"HTTP/1.1 200") {
                bail!("{}", String::from_utf8_lossy(&answer[..length]));
            }
        }
    }
    println!("all open");
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn resident_kilobytes() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
}
