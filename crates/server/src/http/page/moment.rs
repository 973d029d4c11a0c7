//! Moments on pages. The server does not know the reader's time zone, so it says UTC;
//! `web/inbox/times.js` says it in the reader's own.

use plausch_core::Timestamp;
use plausch_core::site::Lang;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

const GERMAN: &[BorrowedFormatItem<'_>] =
    format_description!("[day].[month].[year], [hour]:[minute] UTC");
const ENGLISH: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");

/// A moment for a `<time>` element.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// For programs.
    pub iso: String,
    /// For people.
    pub text: String,
}

impl Moment {
    /// The day alone: what stands before the comma.
    pub fn day(&self) -> String {
        self.text.split(',').next().unwrap_or_default().to_owned()
    }

    /// A moment in the words of a language.
    pub fn new(at: Timestamp, lang: Lang) -> Self {
        let at = at.to_utc();
        let format = match lang {
            Lang::De => GERMAN,
            Lang::En => ENGLISH,
        };
        // Both can only fail for years beyond 9999.
        Self {
            iso: at.format(&Rfc3339).unwrap_or_default(),
            text: at.format(format).unwrap_or_default(),
        }
    }
}
