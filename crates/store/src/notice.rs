//! Notice versions: the exact texts that were shown, named by their content. Never changed.

use plausch_core::Timestamp;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;

use crate::value::{Row, values};
use crate::{Error, Tx};

/// A text as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNotice {
    /// The name of its content.
    pub version: NoticeVersion,
    /// On which site.
    pub site: SiteId,
    /// In which language.
    pub lang: Lang,
    /// Everything that was shown, word for word.
    pub content: String,
    /// Since when it has been kept.
    pub since: Timestamp,
}

impl Tx<'_> {
    /// Keeps a text that is about to be shown. Keeping it again changes nothing.
    pub fn keep_notice(
        &mut self,
        id: &NoticeVersion,
        site: &SiteId,
        lang: Lang,
        content: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into notice_version (id, site_id, lang, content, created_at) \
             values ($1, $2, $3, $4, $5) on conflict (id) do nothing";
        self.execute(sql, values![id, site, lang.as_str(), content, now]).map(drop)
    }

    /// A notice version.
    pub fn notice(&mut self, id: &NoticeVersion) -> Result<Option<KeptNotice>, Error> {
        let sql = "select site_id, lang, content, created_at from notice_version where id = $1";
        let kept = |row: Row| {
            Ok(KeptNotice {
                version: id.clone(),
                site: SiteId::parse(row.text(0)?)?,
                lang: Lang::parse(row.text(1)?)
                    .ok_or_else(|| Error::Database("unknown language".into()))?,
                content: row.text(2)?.to_owned(),
                since: row.time(3)?,
            })
        };
        self.row(sql, values![id])?.map(kept).transpose()
    }

    /// Texts from before this moment under which no choice is kept any more.
    pub fn notices_without_consent(
        &mut self,
        before: Timestamp,
    ) -> Result<Vec<NoticeVersion>, Error> {
        let sql = "select id from notice_version n where created_at < $1 and not exists \
             (select 1 from consent_event e where e.notice_version = n.id) order by id";
        let rows = self.rows(sql, values![before])?;
        rows.iter().map(|row| Ok(NoticeVersion::parse(row.text(0)?)?)).collect()
    }

    /// Deletes a text. [`Error::Conflict`] when a choice was recorded under it.
    pub fn delete_notice(&mut self, id: &NoticeVersion) -> Result<(), Error> {
        self.execute("delete from notice_version where id = $1", values![id]).map(drop)
    }
}
