//! Notice versions: the exact texts that were shown, named by their content. Never changed.

use plausch_core::Timestamp;
use plausch_core::id::{NoticeVersion, SiteId};
use plausch_core::site::Lang;

use crate::value::values;
use crate::{Error, Tx};

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

    /// The text of a notice version.
    pub fn notice(&mut self, id: &NoticeVersion) -> Result<Option<String>, Error> {
        let row = self.row("select content from notice_version where id = $1", values![id])?;
        row.map(|row| row.text(0).map(str::to_owned)).transpose()
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
