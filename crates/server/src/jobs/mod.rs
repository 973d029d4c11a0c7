//! The table of all recurring work. Each job asks `app`; none opens a transaction.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::conversation::{agents, told, unkept};
use crate::app::{App, Error, proof, reading, request, retention, rotation, session};
use crate::live::keep_beating;

type Work = fn(Arc<App>) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A job: its name in the log, how often it runs, and what it does.
struct Job(&'static str, Duration, Work);

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

const JOBS: &[Job] = &[
    // Retention first: what the notice promises (R-RET-01).
    Job("erase what its time has run out for", MINUTE.saturating_mul(10), |app| {
        Box::pin(async move {
            let erased = retention::erase_due(&app).await?;
            if erased > 0 {
                tracing::info!(conversations = erased, "retention erased what its time is up for");
            }
            Ok(())
        })
    }),
    // What is not kept is erased where it ends; this is for what ends by itself (R-MIN-03).
    Job("erase what is not kept and is over", MINUTE, |app| {
        Box::pin(async move { unkept::erase_over(&app).await.map(drop) })
    }),
    Job("delete proof of consent that nobody needs any more", HOUR.saturating_mul(12), |app| {
        Box::pin(async move {
            let deleted = retention::erase_due_proof(&app).await?;
            if deleted > 0 {
                tracing::info!(choices = deleted, "retention deleted proof of consent");
            }
            Ok(())
        })
    }),
    Job("forget who read what", HOUR, |app| Box::pin(async move { reading::forget(&app).await })),
    Job("tell visitors of a changed notice", SECOND, |app| {
        Box::pin(async move { told::tell_due(&app).await })
    }),
    // Those that other programs on the same database have changed.
    Job("read until when data requests are due", MINUTE.saturating_mul(10), |app| {
        Box::pin(async move { request::deadlines::read(&app).await })
    }),
    // Once a second: within that time a receipt can prove its events.
    Job("seal consent events", SECOND, |app| {
        Box::pin(async move { proof::seal(&app).await.map(drop) })
    }),
    Job("rotate the master key, when there is a new one", SECOND.saturating_mul(10), |app| {
        Box::pin(async move {
            if rotation::go_on(&app).await? {
                tracing::info!("everything is wrapped by the new master key");
            }
            Ok(())
        })
    }),
    // Often, because an inbox listens on until then.
    Job("forget sessions and invitations that ran out", MINUTE, |app| {
        Box::pin(async move { session::forget_expired(&app).await })
    }),
    Job("forget who was slowed down", MINUTE.saturating_mul(10), |app| {
        Box::pin(async move {
            app.limiters.forget_idle(app.now());
            Ok(())
        })
    }),
    Job("notice who looks no more", SECOND.saturating_mul(10), |app| {
        Box::pin(async move { agents::notice_who_left(&app).await })
    }),
];

/// How soon a job runs again that did not finish.
const SOON: Duration = SECOND.saturating_mul(10);

/// Starts all jobs; they end when `shutdown` says true.
pub fn start(app: &Arc<App>, shutdown: &watch::Receiver<bool>) {
    for job in JOBS {
        tokio::spawn(run(job, Arc::clone(app), shutdown.clone()));
    }
    let every = app.config.heartbeat_seconds.duration();
    tokio::spawn(keep_beating(Arc::clone(&app.hub), every, shutdown.clone()));
}

async fn run(Job(name, every, work): &Job, app: Arc<App>, mut shutdown: watch::Receiver<bool>) {
    let mut ticks = interval(*every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = shutdown.wait_for(|is_down| *is_down) => return,
        }
        if let Err(error) = work(Arc::clone(&app)).await {
            tracing::warn!(job = name, %error, "a job did not finish; it runs again");
            // What erases must not wait for its turn because the database was away for a moment.
            ticks.reset_after(SOON.min(*every));
        }
    }
}
