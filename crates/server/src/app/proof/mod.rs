//! The proof of consent: sealing what was recorded, and telling it to those who may know it: the
//! visitor (receipts), administrators and authorities (exports, the text that was shown).

mod dialog;
mod event;
mod export;
mod receipt;
mod terms;

use std::collections::HashMap;
use std::sync::Arc;

use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;
use serde_json::Value;

pub use dialog::{Layout, Part, layout, shown, told};
pub use event::{Kept, event, newest, record};
pub use export::{Export, Format, export};
pub use plausch_store::KeptNotice;
pub use receipt::{Receipt, receipt};

use super::{App, Error};

/// Events of one block: other deeds wait for the writer no longer than sealing these takes.
const BLOCK: i64 = 256;

/// Seals every event that is not sealed yet (R-PROOF-04); gives how many. Events that come while
/// it works may be left to the next run.
pub async fn seal(app: &App) -> Result<usize, Error> {
    let mut sealed = 0;
    while app.store.read(|tx| tx.has_unsealed_consents()).await? {
        let now = app.now();
        let done = app.store.write(move |tx| tx.seal_consents(BLOCK, now)).await?;
        sealed += done;
        if done < usize::try_from(BLOCK).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(sealed)
}

/// A notice version that a site has shown in a language: for everybody, as it was for everybody.
pub async fn notice(
    app: &App,
    site: &SiteId,
    lang: Lang,
    version: NoticeVersion,
) -> Result<KeptNotice, Error> {
    let kept = app.store.read(move |tx| Ok::<_, Error>(tx.notice(&version)?)).await?;
    kept.filter(|kept| &kept.site == site && kept.lang == lang).ok_or(Error::NotFound)
}

/// The notice version that a site shows in a language now.
pub async fn current_notice(app: &App, site: &SiteId, lang: Lang) -> Result<KeptNotice, Error> {
    let version = app.directory.notice(site, lang)?.version.clone();
    notice(app, site, lang, version).await
}

/// The texts under which some events were recorded.
type Notices = HashMap<NoticeVersion, Arc<terms::Terms>>;

/// Texts that are held in memory at once.
const TEXTS: usize = 64;

/// Reads the texts of these events that are not known yet. One that is gone, or is not what its name
/// says any more, is not among them.
fn read_notices<'e>(
    tx: &mut plausch_store::Tx<'_>,
    of: impl IntoIterator<Item = &'e plausch_store::KeptEvent>,
    known: &mut Notices,
) -> Result<(), Error> {
    if known.len() > TEXTS {
        known.clear();
    }
    for kept in of {
        let version = &kept.event.notice;
        if !known.contains_key(version)
            && let Some(notice) = tx.notice(version)?
            && let Ok(terms) = terms::Terms::read(&notice)
        {
            known.insert(version.clone(), Arc::new(terms));
        }
    }
    Ok(())
}

/// A text that is told part by part, so that any length of it fits.
pub trait Parts: Send + 'static {
    /// What it is, for the log.
    const WHAT: &str;

    /// The next part; `None`: that was all.
    fn next(&mut self) -> impl Future<Output = Result<Option<String>, Error>> + Send;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Records,
    Done,
}

/// A JSON object that goes on: its records follow, then [`end_of`].
fn head_of(object: &Value, list: &str) -> String {
    let object = object.to_string();
    format!("{},\"{list}\":[\n", object.strip_suffix('}').unwrap_or(&object))
}

/// Ends what [`head_of`] has begun, with a few fields more.
fn end_of(fields: &Value) -> String {
    let fields = fields.to_string();
    format!("\n],{}\n", fields.strip_prefix('{').unwrap_or(&fields))
}
