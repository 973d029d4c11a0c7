//! The real program as a child process, with its data in a fresh folder and its limits raised.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

/// A demo that has not said within this time that it is there is given up.
const START_WITHIN: Duration = Duration::from_secs(20);
/// Limits protect from abuse, and a load generator is nothing else.
const RAISED: [&str; 5] = [
    "PLAUSCH_LIMITS_CONVERSATIONS_PER_MINUTE",
    "PLAUSCH_LIMITS_CONSENTS_PER_MINUTE",
    "PLAUSCH_LIMITS_MESSAGES_PER_SECOND",
    "PLAUSCH_LIMITS_MESSAGES_AT_ONCE",
    "PLAUSCH_LIMITS_SIGN_INS_PER_MINUTE",
];

/// The release binary beside this one; built first when this was started from a checkout.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name("plausch");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    // Does nothing when it is up to date, so that an old build is never measured.
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--bin", "plausch", "--manifest-path", manifest])
        .status();
    if !built.is_ok_and(|status| status.success()) {
        bail!("`cargo build --release` failed");
    }
    if !program.exists() {
        bail!("{} is missing: run this with `cargo run --release`", program.display());
    }
    Ok(program)
}

/// A child process; it ends with this value.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) const fn new(child: Child) -> Self {
        Self(child)
    }

    pub(crate) const fn output(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    /// Its memory that is in RAM, in bytes.
    pub(crate) fn resident(&self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/statm", self.0.id());
        let statm = std::fs::read_to_string(path).context("the server has ended")?;
        let pages = statm.split(' ').nth(1).context("no resident pages")?;
        Ok(pages.parse::<u64>()? * 4096)
    }

    /// Processor time that it has used, in seconds.
    pub(crate) fn processor_seconds(&self) -> anyhow::Result<f64> {
        let path = format!("/proc/{}/stat", self.0.id());
        let stat = std::fs::read_to_string(path).context("the server has ended")?;
        // The name in parentheses may hold blanks; user and system time are 14th and 15th.
        let (_, rest) = stat.rsplit_once(')').context("no name")?;
        let ticks: u32 = rest
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|word| word.parse::<u32>().unwrap_or_default())
            .sum();
        Ok(f64::from(ticks) / 100.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `plausch demo`, up and ready.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) address: SocketAddr,
    /// What it said about itself.
    pub(crate) demo: Value,
    folder: tempfile::TempDir,
}

impl Server {
    /// Starts it on a database: `sqlite`, or a PostgreSQL address.
    pub(crate) fn start(program: &Path, database: &str) -> anyhow::Result<Self> {
        Self::on(program, database, tempfile::tempdir()?)
    }

    /// Ends it and starts it on the same data.
    pub(crate) fn again(self, program: &Path) -> anyhow::Result<Self> {
        let Self { running, folder, .. } = self;
        drop(running);
        Self::on(program, "sqlite", folder)
    }

    fn on(program: &Path, database: &str, folder: tempfile::TempDir) -> anyhow::Result<Self> {
        let (chat, shop) = (free_port()?, free_port()?);
        let mut command = command(program, &folder.path().join("data"), chat);
        command
            .args(["demo", "--json", "--shop", &format!("localhost:{shop}")])
            .env("PLAUSCH_DATABASE", database)
            // The most it allows: two heartbeats are soon over.
            .env("PLAUSCH_HEARTBEAT_SECONDS", "4");
        let mut running = Running::new(command.spawn().context("the server does not start")?);
        let output = running.output().context("no output")?;
        let line = first_line(output)?;
        let demo: Value = serde_json::from_str(&line).context("the demo says where it is")?;
        Ok(Self { running, address: loopback(chat), demo, folder })
    }

    /// Where its SQLite database is.
    pub(crate) fn database_file(&self) -> PathBuf {
        self.folder.path().join("data/plausch.db")
    }
}

/// The program with its global flags and raised limits; what it says on standard output is piped.
pub(crate) fn command(program: &Path, data: &Path, port: u16) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--log", "error", "--listen", &loopback(port).to_string()])
        .arg("--data")
        .arg(data)
        .envs(RAISED.map(|name| (name, "1000000000")))
        .stdout(Stdio::piped());
    command
}

pub(crate) const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port)
}

pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(loopback(0))?.local_addr()?.port())
}

fn first_line(output: ChildStdout) -> anyhow::Result<String> {
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        let _ = said.send(read.map(|_| line));
    });
    Ok(heard.recv_timeout(START_WITHIN).context("the server does not come up")??)
}
