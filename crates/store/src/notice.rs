//! Notice versions: the exact texts that were shown, named by their content. Never changed, but for since
//! when another one is shown.

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
    /// Since when another one is shown in its place; `None`: it is shown now.
    pub replaced_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// Keeps a text that is about to be shown, perhaps once more.
    pub fn keep_notice(
        &mut self,
        id: &NoticeVersion,
        site: &SiteId,
        lang: Lang,
        content: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = "insert into notice_version (id, site_id, lang, content, created_at) \
             values ($1, $2, $3, $4, $5) on conflict (id) do update set replaced_at = null \
             where notice_version.replaced_at is not null";
        self.execute(sql, values![id, site, lang.as_str(), content, now]).map(drop)
    }

    /// Notes of all texts but these that they are shown no more.
    pub fn replace_notices(
        &mut self,
        shown: &[NoticeVersion],
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = "select id from notice_version where replaced_at is null order by id";
        for row in self.rows(sql, &[])? {
            let id = row.text(0)?;
            if shown.iter().all(|one| one.as_str() != id) {
                let sql = "update notice_version set replaced_at = $2 where id = $1";
                self.execute(sql, values![id, now])?;
            }
        }
        Ok(())
    }

    /// A notice version. One that is no longer what its name says, its hash, is nobody's.
    pub fn notice(&mut self, id: &NoticeVersion) -> Result<Option<KeptNotice>, Error> {
        let sql = "select site_id, lang, content, created_at, replaced_at from notice_version \
             where id = $1";
        let kept = |row: Row| {
            Ok::<_, Error>(KeptNotice {
                version: id.clone(),
                site: SiteId::parse(row.text(0)?)?,
                lang: Lang::parse(row.text(1)?)
                    .ok_or_else(|| Error::Database("unknown language".into()))?,
                content: row.text(2)?.to_owned(),
                since: row.time(3)?,
                replaced_at: row.optional_int(4)?.map(Timestamp::from_millis),
            })
        };
        let kept = self.row(sql, values![id])?.map(kept).transpose()?;
        Ok(kept.filter(|kept: &KeptNotice| NoticeVersion::of(&kept.content) == *id))
    }

    /// Texts and their names, in the order of these, at most `limit` of them. A name that is none
    /// fits no text, and ends the list.
    pub(crate) fn notices_after(
        &mut self,
        after: Option<&NoticeVersion>,
        limit: i64,
    ) -> Result<Vec<(NoticeVersion, String)>, Error> {
        let sql = "select id, content from notice_version where id > $1 order by id limit $2";
        let after = after.map_or("", |after| after.as_str());
        let rows = self.rows(sql, values![after, limit])?;
        rows.iter()
            .map(|row| Ok((NoticeVersion::parse(row.text(0)?)?, row.text(1)?.to_owned())))
            .collect()
    }

    /// Events whose text is not there.
    pub(crate) fn consents_without_notice(&mut self) -> Result<i64, Error> {
        let sql = "select count(*) from consent_event e where not exists \
             (select 1 from notice_version n where n.id = e.notice_version \
             and n.site_id = e.site_id and n.lang = e.lang)";
        self.row(sql, &[])?.map_or(Ok(0), |row| row.int(0))
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
