//! Erasing a million messages whose time is up, and what those who write meanwhile notice of it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rusqlite::Connection;

use crate::report::{Amount, Budget, Report};
use crate::rows::delivery::{self, Delivered};
use crate::server::Server;

const CONVERSATIONS: i64 = 100_000;
const EVENTS: i64 = 10;
const RATE: u64 = 1_000;
/// For all of them.
const GONE_WITHIN: Duration = Duration::from_mins(4);

pub(crate) async fn measure(program: &Path, report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start(program, "sqlite")?;
    let database = Connection::open(server.database_file())?;
    plant(&database).context("the messages could not be put there")?;
    // On the same data, of which nothing is due yet: what is slow by size is slow in both.
    let server = server.again(program)?;
    let without = delivery::of_visitors(&server, RATE, 0).await?;
    database.execute_batch(
        "update conversation set last_message_at = last_message_at - 8640000000 \
         where started_at = last_message_at and last_seq = 10",
    )?;
    drop(database);
    let began = Instant::now();
    let server = server.again(program)?;
    let with = delivery::of_visitors(&server, RATE, 1_000_000).await?;
    let (left, took) = gone(&server, began).await?;
    if left > 0 {
        bail!("{left} conversations are still there");
    }
    let messages = f64::from(i32::try_from(CONVERSATIONS * EVENTS)?);
    report.add(
        "retention of 1,000,000 due messages in 100,000 conversations, SQLite",
        Amount::PerSecond(messages / took.as_secs_f64()),
        Budget::None,
        &format!(
            "all gone after {:.1} s; {RATE} messages/s are written meanwhile",
            took.as_secs_f64()
        ),
    );
    add(report, "while nothing is erased", &without);
    add(report, "while retention erases", &with);
    Ok(())
}

fn add(report: &mut Report, when: &str, done: &Delivered) {
    report.add(
        &format!("the sender's answer {when}, {RATE} messages/s, p99"),
        Amount::Millis(done.answered.p99()),
        Budget::AtMost(Amount::Millis(10.0)),
        &format!(
            "p50 {}; slowest {}; {} messages",
            Amount::Millis(done.answered.median()),
            Amount::Millis(done.answered.per_mille(1000)),
            done.answered.count(),
        ),
    );
}

/// Puts conversations of today there, as large as real ones; nothing in them would open.
fn plant(database: &Connection) -> anyhow::Result<()> {
    database.execute_batch(&format!(
        "pragma busy_timeout = 20000; begin immediate;
         create temp table planted as
         with recursive n(i) as (select 1 union all select i + 1 from n where i < {CONVERSATIONS})
         select i, printf('01990000-0000-7000-8000-%012x', i) as id,
             cast(strftime('%s', 'now') as integer) * 1000 as at from n;
         insert into conversation (id, site_id, lang, state, shelf, token_hash, token_expires_at,
             is_ended_by_visitor, is_withdrawn, started_at, last_message_at, last_message_seq,
             last_seq, last_visible, agents_seen, visitor_seen, unread, told)
         select id, 'blumenladen', 'de', 'closed', 'inbox', randomblob(32), at, 0, 0, at, at,
             {EVENTS}, {EVENTS}, {EVENTS}, {EVENTS}, {EVENTS}, 0, '' from planted;
         insert into conversation_key (conversation_id, wrapped) select id, randomblob(60) from planted;
         with recursive n(i) as (select 1 union all select i + 1 from n where i < {EVENTS})
         insert into conversation_event (conversation_id, seq, previous_visible, is_visible, at, kind,
             message_id, body)
         select id, n.i, n.i - 1, 1, at, 'message', lower(hex(randomblob(11))), randomblob(125)
             from planted, n order by id, n.i;
         commit;"
    ))?;
    Ok(())
}

/// Waits until nothing is left that was put there; gives what is, and how long it took.
async fn gone(server: &Server, began: Instant) -> anyhow::Result<(i64, Duration)> {
    let database = Connection::open(server.database_file())?;
    let sql = "select count(*) from conversation where id < '01990000-0000-7000-9'";
    loop {
        let left: i64 = database.query_row(sql, [], |row| row.get(0))?;
        if left == 0 || began.elapsed() > GONE_WITHIN {
            return Ok((left, began.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
