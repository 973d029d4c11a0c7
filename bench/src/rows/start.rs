//! The idle server: how fast it is there, how much memory it takes, how large the program is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::latencies::Latencies;
use crate::report::{Amount, Budget, Report};
use crate::server::{Running, command, free_port, loopback};

const STARTS: usize = 15;
const WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_micros(500);
/// Until what the start needed has been given back.
const SETTLE: Duration = Duration::from_secs(1);

/// One start of `plausch serve`.
struct Start {
    is_healthy: Duration,
    says_so: Duration,
    running: Running,
}

pub(crate) fn measure(program: &Path, report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let first = start(program, &data)?;
    drop(first.running);
    let (mut healthy, mut said) = (Latencies::default(), Latencies::default());
    let mut resident = 0;
    for number in 1..=STARTS {
        let start = start(program, &data)?;
        healthy.add(start.is_healthy);
        said.add(start.says_so);
        if number == STARTS {
            thread::sleep(SETTLE);
            resident = start.running.resident()?;
        }
    }
    report.add(
        "start, from exec to a healthy answer (median)",
        Amount::Millis(healthy.median()),
        Budget::AtMost(Amount::Millis(150.0)),
        &format!(
            "of {STARTS}; slowest {}; until it says so {}; the very first, with a new database, {}",
            Amount::Millis(healthy.per_mille(1000)),
            Amount::Millis(said.median()),
            Amount::Millis(first.is_healthy.as_secs_f64() * 1000.0),
        ),
    );
    let budget = Budget::AtMost(Amount::Mebibytes(25.0));
    report.add("resident memory of an idle server", mebibytes(resident), budget, "");
    let size = std::fs::metadata(program)?.len();
    report.add("the program", mebibytes(size), Budget::AtMost(Amount::Mebibytes(30.0)), "");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn mebibytes(bytes: u64) -> Amount {
    Amount::Mebibytes(bytes as f64 / 1_048_576.0)
}

fn start(program: &Path, data: &Path) -> anyhow::Result<Start> {
    let port = free_port()?;
    let mut command = command(program, data, port);
    command.arg("serve");
    let begin = Instant::now();
    let mut running = Running::new(command.spawn().context("the server does not start")?);
    let output = running.output().context("no output")?;
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        // All of it: a program whose output nobody reads any more may end.
        for _ in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = tell.send(Instant::now());
        }
    });
    while !is_healthy(loopback(port)) {
        if begin.elapsed() > WITHIN {
            bail!("the server is not healthy after {WITHIN:?}");
        }
        thread::sleep(LOOK_EVERY);
    }
    let is_healthy = begin.elapsed();
    let said = told.recv_timeout(WITHIN).context("the server says nothing")?;
    Ok(Start { is_healthy, says_so: said - begin, running })
}

fn is_healthy(address: SocketAddr) -> bool {
    let ask = |mut socket: TcpStream| -> std::io::Result<bool> {
        socket.set_read_timeout(Some(WITHIN))?;
        socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: chat.example\r\n\r\n")?;
        let mut answer = [0; 512];
        let length = socket.read(&mut answer)?;
        Ok(answer[..length].starts_with(b"HTTP/1.1 200"))
    };
    TcpStream::connect(address).and_then(ask).unwrap_or(false)
}
