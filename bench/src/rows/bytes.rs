//! What a visitor's browser loads, in bytes on the wire, as the running server sends it.

use anyhow::Context;

use crate::http::{Connection, request};
use crate::report::{Amount, Budget, Report};
use crate::server::Server;

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let mut connection = Connection::open(server.address).await?;
    for lang in ["de", "en"] {
        let loader = format!("/s/blumenladen/{lang}/plausch.js");
        let plain = fetch(&mut connection, &loader, "").await?;
        let script = String::from_utf8_lossy(&plain.0).into_owned();
        let (_, rest) = script.split_once("\"chat\":\"").context("no address of the panel")?;
        let (panel, _) = rest.split_once('"').context("no address of the panel")?;
        for (what, path, budget) in
            [("loader", loader.as_str(), 4000.0), ("chat panel", panel, 15_000.0)]
        {
            let plain = fetch(&mut connection, path, "").await?;
            let small = fetch(&mut connection, path, "accept-encoding: br\r\n").await?;
            report.add(
                &format!("{what}, {lang}, brotli"),
                length(small.0.len()),
                Budget::AtMost(Amount::Bytes(budget)),
                &format!("{} decoded; head {}", length(plain.0.len()), length(small.1)),
            );
        }
    }
    Ok(())
}

/// A file's body and the length of the head before it.
async fn fetch(
    connection: &mut Connection,
    path: &str,
    headers: &str,
) -> anyhow::Result<(Vec<u8>, usize)> {
    let answer = connection.insist(&request("GET", path, headers, ""), 200).await?;
    Ok((connection.body(answer).to_vec(), answer.head))
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn length(bytes: usize) -> Amount {
    Amount::Bytes(bytes as f64)
}
