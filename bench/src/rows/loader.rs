//! The one request of every page view.

use crate::http::request;
use crate::report::{Amount, Budget, Report};
use crate::saturate::saturate;
use crate::server::Server;

const CONNECTIONS: usize = 64;
const SECONDS: usize = 5;

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let ask = request("GET", "/s/blumenladen/de/plausch.js", "accept-encoding: gzip, br\r\n", "");
    let done = saturate(server.address, CONNECTIONS, SECONDS, 200, move |_, _| ask.clone()).await?;
    report.add(
        "loader requests, saturated",
        Amount::PerSecond(done.per_second()),
        Budget::None,
        &format!(
            "{CONNECTIONS} connections; p50 {}, p99 {}",
            Amount::Millis(done.latencies.median()),
            Amount::Millis(done.latencies.p99()),
        ),
    );
    Ok(())
}
