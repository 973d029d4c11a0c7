//! A PostgreSQL server for this run, in a temporary folder; gone when dropped.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

const SCRIPT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/store/tests/support/postgres.sh");

pub(crate) struct Postgres {
    script: Child,
    /// Of its first database.
    pub(crate) address: String,
}

impl Postgres {
    /// Starts it with the script of the store's tests: durable as in production.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut script = Command::new("bash")
            .arg(SCRIPT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("bash does not start")?;
        let mut line = String::new();
        let output = script.stdout.take().context("no output")?;
        // The script gives up by itself after ten seconds.
        BufReader::new(output).read_line(&mut line)?;
        let postgres = Self { script, address: format!("{}/postgres", line.trim()) };
        if !line.starts_with("postgres://") {
            bail!("PostgreSQL did not start; install it with: apt-get install postgresql");
        }
        Ok(postgres)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The script ends the server when its input ends.
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}
