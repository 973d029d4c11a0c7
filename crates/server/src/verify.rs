//! `plausch verify`: what can be said of the log of consent events, and what can't (R-PROOF-04).
//! It reads only, beside a server that runs. docs/proof.md explains the verdicts.

use plausch_core::Timestamp;
use plausch_core::audit;
use plausch_core::consent::proof_needed_since;
use plausch_core::merkle::Hash;
use plausch_core::proof::{Checked, Finding, Verdict};
use plausch_store::Reader;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::clock::{Clock, SystemClock};
use crate::config::{Config, StartError};
use crate::serve;

/// Something is not as it was sealed.
const BROKEN: u8 = 3;
/// The head that was given is not in the log.
const HEAD_UNKNOWN: u8 = 4;

/// Reads a head from the command line.
pub fn head(text: &str) -> Result<Hash, String> {
    let head = Hash::parse(&text.trim().to_lowercase());
    head.ok_or_else(|| "a head has 64 hexadecimal digits".to_owned())
}

/// What there is to check: the log of consent events, and the audit.
#[derive(Debug)]
pub struct Outcome {
    /// The log of consent events.
    pub log: Checked,
    /// Who changed what.
    pub audit: audit::Checked,
}

/// Checks the log of consent events and the audit of the configured database, both whole.
pub async fn check(config: &Config, head: Option<Hash>) -> Result<Outcome, StartError> {
    let problem = |error: plausch_store::Error| match error {
        plausch_store::Error::Newer { found, known } => StartError::DatabaseNewer { found, known },
        other => StartError::Database { problem: other.to_string() },
    };
    let database = serve::database(config);
    let reader = tokio::task::spawn_blocking(move || Reader::open(&database))
        .await
        .map_err(|error| StartError::Database { problem: error.to_string() })?
        .map_err(problem)?;
    let audit = reader.check_audit(head).await.map_err(problem)?;
    // A head is one of the two's.
    let head = head.filter(|_| audit.known.is_none());
    let log = reader.check_log(head, proof_needed_since(SystemClock.now())).await;
    Ok(Outcome { log: log.map_err(problem)?, audit })
}

/// 0: nothing speaks against log and audit. 1 is for what could not be checked.
pub const fn exit_code(outcome: &Outcome) -> u8 {
    if !outcome.audit.findings.is_empty() {
        return BROKEN;
    }
    match outcome.log.verdict() {
        Verdict::Consistent | Verdict::UnchangedSince(_) => 0,
        Verdict::Broken => BROKEN,
        Verdict::HeadUnknown => HEAD_UNKNOWN,
    }
}

/// The outcome for programs.
pub fn to_json(outcome: &Outcome) -> Value {
    let (checked, audit) = (&outcome.log, &outcome.audit);
    let verdict = match checked.verdict() {
        Verdict::Broken => "broken",
        Verdict::HeadUnknown => "head_unknown",
        Verdict::Consistent => "consistent",
        Verdict::UnchangedSince(_) => "unchanged",
    };
    let last = checked.last.as_ref();
    json!({
        "verdict": verdict,
        "unchanged_since": checked.head.as_ref().map(|block| block.at),
        "blocks": last.map_or(0, |(block, _)| block.number.saturating_add(1)),
        "kept": checked.kept,
        "gone": checked.gone,
        "waiting": checked.waiting,
        "misdated": checked.misdated,
        "head": last.map(|(_, hash)| hash),
        "sealed_at": last.map(|(block, _)| block.at),
        "found": checked.found,
        "findings": checked.findings,
        "audit": {
            "kept": audit.kept,
            "gone": audit.gone,
            "unchanged_up_to": audit.known,
            "last": audit.head.map(|(number, _)| number),
            "head": audit.head.map(|(_, hash)| hash),
            "findings": audit.findings,
        },
    })
}

/// The outcome for people.
pub fn to_text(outcome: &Outcome) -> String {
    // The head last: it is what somebody keeps.
    [of_the_audit(&outcome.audit), of_the_log(&outcome.log)].concat().join("\n")
}

fn of_the_audit(checked: &audit::Checked) -> Vec<String> {
    let Some((number, hash)) = checked.head else {
        return vec!["The audit holds nothing yet.".to_owned()];
    };
    let mut lines = vec![if checked.findings.is_empty() {
        format!("The audit: {} entries are kept and fit, up to number {number}.", checked.kept)
    } else {
        "The audit is NOT as it was written; found:".to_owned()
    }];
    if let Some(number) = checked.known {
        lines.push(format!("The head that you gave is its entry {number}: it was not made anew."));
    }
    if checked.gone > 0 {
        lines.push(format!("Numbers 1 to {} had their time; an entry says so.", checked.gone));
    }
    lines.extend(checked.findings.iter().map(|finding| match finding {
        audit::Finding::EntryChanged { number } => {
            format!("- entry {number} does not fit its hash, or the entry before it")
        }
        audit::Finding::EntriesMissing { from, to } => {
            format!("- entries {from} to {to} are gone, and no rule has deleted them")
        }
    }));
    lines.push(format!("Its end: {hash}"));
    lines
}

fn of_the_log(checked: &Checked) -> Vec<String> {
    let mut lines = vec![match &checked.last {
        None => "The log of consent events holds nothing yet.".to_owned(),
        Some((block, _)) => format!(
            "The log of consent events: {} blocks; {} events are kept and fit, of {} only the leaf \
             is left (their time was up).",
            block.number.saturating_add(1),
            checked.kept,
            checked.gone
        ),
    }];
    if checked.waiting > 0 {
        lines.push(format!(
            "{} events are not sealed yet: nothing can be said of them.",
            checked.waiting
        ));
    }
    if checked.misdated > 0 {
        lines.push(format!(
            "{} events bear a time that is not the one when they were sealed: the clock was set, the \
             program stood still, or they were put in later.",
            checked.misdated
        ));
    }
    lines.extend(verdict(checked));
    if let Some((block, hash)) = &checked.last {
        lines.push(format!("Head: {hash} (block {}, sealed {})", block.number, moment(block.at)));
    }
    lines
}

fn verdict(checked: &Checked) -> Vec<String> {
    match checked.verdict() {
        Verdict::Broken => {
            let head = format!("The log is NOT as it was sealed; found: {}.", checked.found);
            let more = checked.found - checked.findings.len();
            let more = (more > 0).then(|| format!("- and {more} more"));
            let each = checked.findings.iter().map(|finding| format!("- {}", sentence(finding)));
            std::iter::once(head).chain(each).chain(more).collect()
        }
        Verdict::HeadUnknown => vec![
            "The log is consistent in itself, but the head that you gave is NOT in it, nor in the audit: its end was \
             cut off (as when a backup is restored), all of it was made anew, or the head is that \
             of another installation."
                .to_owned(),
        ],
        Verdict::Consistent => vec![
            "The log is consistent in itself: every event that is kept fits its leaf, every block \
             its leaves, and the chain has no gap."
                .to_owned(),
            "What can't be seen without a head from outside: whether its end was cut off, or all of \
             it was made anew. Give one from a receipt or from an earlier run: --head <HASH>"
                .to_owned(),
        ],
        Verdict::UnchangedSince(at) => vec![format!(
            "The log is consistent in itself, and unchanged since {}: the block of the head that \
             you gave is in it. Of what was sealed later, it can be said that it is consistent.",
            moment(at)
        )],
    }
}

fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::BlockMissing { number } => format!("block {number} is missing"),
        Finding::BlockChanged { number } => {
            format!("block {number} does not fit its hash or its leaves")
        }
        Finding::ChainBroken { number } => {
            format!("block {number} does not follow the block before it")
        }
        Finding::EventChanged { position } => {
            format!("the event at position {position} does not fit its leaf")
        }
        Finding::EventMissing { position } => {
            format!("the event at position {position} is gone before its time was up")
        }
        Finding::EventAdded { position } => {
            format!("a second event claims position {position}")
        }
        Finding::NoticeChanged { version } => {
            format!("the text {version} is not the one that was shown under that name")
        }
        Finding::NoticeMissing { events } => {
            format!("the text under which {events} events were recorded is gone")
        }
        Finding::BlocksCut { events } => {
            format!("{events} events were sealed in blocks that are gone")
        }
    }
}

fn moment(at: Timestamp) -> String {
    at.to_utc().format(&Rfc3339).unwrap_or_else(|_| at.millis().to_string())
}
