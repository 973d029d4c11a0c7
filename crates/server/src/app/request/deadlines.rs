//! The deadlines of what is still to be answered, in memory: every page of the office tells whoever
//! answers requests which of them press (R-DSR-01).

use parking_lot::RwLock;
use plausch_core::id::SiteId;
use plausch_core::request::{Day, Deadline, Urgency, today};
use plausch_core::role::{Level, Permission, Reach};

use crate::app::{App, Error};

/// All of them; read again after every change.
#[derive(Debug, Default)]
pub(in crate::app) struct Deadlines(RwLock<Vec<(SiteId, Day)>>);

/// How many press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pressing {
    /// Their time is over.
    pub overdue: usize,
    /// They are due within a few days.
    pub soon: usize,
}

/// Reads them again; other programs on the same database change them, too.
pub async fn read(app: &App) -> Result<(), Error> {
    let all = app.store.read(|tx| tx.deadlines()).await?;
    *app.deadlines.0.write() = all;
    Ok(())
}

/// How many requests press, for somebody who may see them.
pub fn pressing(app: &App, reach: &Reach) -> Pressing {
    let mut pressing = Pressing::default();
    if !reach.rights.may(Permission::Requests, Level::Read) {
        return pressing;
    }
    let today = today(app.now());
    for (_, due_on) in app.deadlines.0.read().iter().filter(|line| reach.has_site(&line.0)) {
        match (Deadline { due_on: *due_on }).urgency(today) {
            Urgency::Overdue => pressing.overdue += 1,
            Urgency::Soon => pressing.soon += 1,
            Urgency::Calm => {}
        }
    }
    pressing
}
