//! Reading beside a program that serves: nothing is written, migrated or scrubbed, and nothing that
//! is sealed can be opened.

use plausch_core::Timestamp;
use plausch_core::audit;
use plausch_core::merkle::Hash;
use plausch_core::proof::{Check, Checked};

use crate::worker::Readers;
use crate::{Database, Error, Tx, migration};

/// Blocks that are read at once: each page is one state of the database.
const PAGE: i64 = 64;

/// The database, open for reading only.
#[derive(Clone)]
pub struct Reader {
    readers: Readers,
}

impl Reader {
    /// Opens the database as it is. Blocks, like [`crate::Store::open`].
    pub fn open(database: &Database) -> Result<Self, Error> {
        migration::refuse_others(database)?;
        Ok(Self { readers: Readers::start(database)? })
    }

    /// Runs a deed that only reads, on one consistent state of the database.
    pub async fn read<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.readers.read(deed).await
    }

    /// Checks the whole log of consent events (R-PROOF-04), page by page, so that a program that
    /// serves meanwhile goes on sealing. `head` and `needed_since`: see [`Check::new`].
    pub async fn check_log(
        &self,
        head: Option<Hash>,
        needed_since: Timestamp,
    ) -> Result<Checked, Error> {
        let mut check = Check::new(head, needed_since);
        // Also what stands before the first block: no number of ours is negative.
        let mut from = i64::MIN;
        loop {
            let page = self.read(move |tx| tx.log_page(from, PAGE)).await?;
            for (sealed, events) in &page.blocks {
                check.block(sealed, events);
            }
            if let Some((beyond, waiting)) = page.end {
                self.check_notices(&mut check).await?;
                return Ok(check.finish(beyond, waiting));
            }
            from = check.next();
        }
    }

    /// Checks the whole audit, page by page. `known`: the hash of an entry that somebody kept.
    pub async fn check_audit(&self, known: Option<Hash>) -> Result<audit::Checked, Error> {
        let mut check = audit::Check::new(known);
        let mut last = i64::MIN;
        loop {
            // One state of both: somebody may do something meanwhile.
            let deed = move |tx: &mut Tx<'_>| {
                Ok::<_, Error>((tx.audit_after(last, PAGE)?, tx.audit_end()?))
            };
            let (page, head) = self.read(deed).await?;
            for (entry, previous, hash) in &page {
                check.entry(entry, previous, hash);
                last = entry.number;
            }
            if page.is_empty() {
                return Ok(check.finish(head));
            }
        }
    }

    /// The texts that were shown are half of the proof (R-PROOF-01).
    async fn check_notices(&self, check: &mut Check) -> Result<(), Error> {
        let mut after = None;
        loop {
            let from = after.take();
            let page = self.read(move |tx| tx.notices_after(from.as_ref(), PAGE)).await?;
            for (version, content) in &page {
                check.notice(version, content);
            }
            let Some((last, _)) = page.into_iter().next_back() else { break };
            after = Some(last);
        }
        check.without_notice(self.read(|tx| tx.consents_without_notice()).await?);
        Ok(())
    }
}
