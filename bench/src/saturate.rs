//! As much as the server takes: so many connections, each with one request under way all the time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::http::Connection;
use crate::latencies::Latencies;

/// Not counted: caches fill, the first checkpoints come.
const WARM_UP: Duration = Duration::from_secs(2);

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Saturated {
    /// Answers in each whole second.
    pub(crate) seconds: Vec<u64>,
    /// From the first byte sent to the last received.
    pub(crate) latencies: Latencies,
}

impl Saturated {
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(crate) fn per_second(&self) -> f64 {
        self.seconds.iter().sum::<u64>() as f64 / self.seconds.len().max(1) as f64
    }

    pub(crate) fn slowest_second(&self) -> u64 {
        self.seconds.iter().min().copied().unwrap_or_default()
    }
}

/// Asks on `connections` connections for `seconds` seconds; `make` gives the request for a
/// connection and how many it has made before. Any other status than `wanted` is an error.
pub(crate) async fn saturate(
    address: SocketAddr,
    connections: usize,
    seconds: usize,
    wanted: u16,
    make: impl Fn(usize, u64) -> Vec<u8> + Send + Sync + 'static,
) -> anyhow::Result<Saturated> {
    let make = Arc::new(make);
    let begin = Instant::now() + WARM_UP;
    let workers: Vec<_> = (0..connections)
        .map(|number| {
            let make = Arc::clone(&make);
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut done =
                    Saturated { seconds: vec![0; seconds], latencies: Latencies::default() };
                for turn in 0.. {
                    let request = make(number, turn);
                    let asked = Instant::now();
                    connection.insist(&request, wanted).await?;
                    let answered = Instant::now();
                    let Some(since) = answered.checked_duration_since(begin) else { continue };
                    let Some(count) = done.seconds.get_mut(whole_seconds(since)) else { break };
                    *count += 1;
                    done.latencies.add(answered - asked);
                }
                anyhow::Ok(done)
            })
        })
        .collect();
    let mut all = Saturated { seconds: vec![0; seconds], latencies: Latencies::default() };
    for worker in workers {
        let done = worker.await??;
        all.seconds.iter_mut().zip(&done.seconds).for_each(|(sum, count)| *sum += count);
        all.latencies.join(done.latencies);
    }
    Ok(all)
}

fn whole_seconds(time: Duration) -> usize {
    usize::try_from(time.as_secs()).unwrap_or(usize::MAX)
}
