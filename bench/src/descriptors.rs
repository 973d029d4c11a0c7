//! Open files: every stream is a socket here and one in the server.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, bail};

/// Enough for the streams of the memory row and everything else.
const NEEDED: u64 = 16_000;

/// Goes on only if this process may open enough sockets; starts itself again through a shell that
/// raises the limit when the system allows more.
pub(crate) fn raise() -> anyhow::Result<()> {
    let (soft, hard) = limits()?;
    if soft >= NEEDED {
        return Ok(());
    }
    if hard < NEEDED {
        bail!("{NEEDED} open files are needed and the system allows {hard}: raise `ulimit -Hn`");
    }
    let error = Command::new("sh")
        .args(["-c", &format!("ulimit -n {NEEDED} && exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe()?)
        .args(std::env::args().skip(1))
        .exec();
    Err(error).context("cannot start again with more open files")
}

fn limits() -> anyhow::Result<(u64, u64)> {
    let text = std::fs::read_to_string("/proc/self/limits").context("this needs Linux")?;
    let line = text.lines().find(|line| line.starts_with("Max open files")).context("no limit")?;
    let mut numbers = line.split_whitespace().skip(3).map(|word| word.parse().unwrap_or(u64::MAX));
    numbers.next().zip(numbers.next()).context("no numbers")
}
