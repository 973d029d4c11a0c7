//! Measures the budgets of the design against the real program, over real sockets, and writes
//! `bench/results.md`. What each row does and how to read it: `README.md` in this folder.
//!
//! `plausch-bench` runs every row; `plausch-bench delivery start` runs these two and writes nothing.

mod agent;
mod descriptors;
mod http;
mod latencies;
mod machine;
mod postgres;
mod report;
mod rows;
mod saturate;
mod server;
mod site;
mod wal;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::report::Report;

/// The run is given up after this time.
const IN_ALL: Duration = Duration::from_mins(12);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("plausch-bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    descriptors::raise()?;
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| !rows::NAMES.contains(&name.as_str())) {
        bail!("there is no «{unknown}»; there are: {}", rows::NAMES.join(", "));
    }
    let mut report = Report::new(machine::describe());
    // One thread: the generator takes as little of the machine from the server as it can.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let program = server::program()?;
    runtime.block_on(async {
        tokio::time::timeout(IN_ALL, rows::measure(&program, &wanted, &mut report))
            .await
            .context("the run took more than twelve minutes")?
    })?;
    let page = report.page();
    say(&page);
    if wanted.is_empty() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/results.md");
        std::fs::write(path, page).with_context(|| format!("cannot write {path}"))?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program for people at a terminal")]
fn say(text: &str) {
    println!("{text}");
}
