//! The storage registry in words: what lies on a visitor's device with a site's settings, and on an
//! agent's. Shown on the page of the notice and in the office (R-TERM-02).

use plausch_core::device::{AGENTS, Key, Lasts, Purpose, VISITORS};
use plausch_core::site::{Mode, Site};

use crate::app::{App, Error};
use crate::texts::Speaker;

/// A key as people read it.
pub(super) struct KeyLine {
    pub(super) name: String,
    pub(super) place: &'static str,
    pub(super) purpose: String,
    pub(super) content: String,
    pub(super) written: String,
    pub(super) ground: String,
    pub(super) lasts: String,
    /// Never written with these settings.
    pub(super) is_unused: bool,
    /// For programs: `never`, `tab`, `browser`, `changed`, or a number of days.
    pub(super) lifetime: String,
}

/// What may lie on a visitor's device.
pub(super) fn visitors(app: &App, t: Speaker<'_>, site: &Site) -> Result<Vec<KeyLine>, Error> {
    let has_banner = app.directory.registry(&site.id)?.asked().next().is_some();
    Ok(VISITORS.iter().map(|key| line(t, site, key, has_banner)).collect())
}

/// What may lie on an agent's device.
pub(super) fn agents(t: Speaker<'_>, site: &Site) -> Vec<KeyLine> {
    AGENTS.iter().map(|key| line(t, site, key, false)).collect()
}

fn line(t: Speaker<'_>, site: &Site, key: &Key, has_banner: bool) -> KeyLine {
    let lasts = key.lasts(&site.settings, has_banner);
    let [purpose, content, written, ground] = words(t, key.purpose, site.settings.mode);
    KeyLine {
        name: key.name_on(site.id.as_str()),
        place: key.place.as_str(),
        purpose,
        content,
        written,
        ground,
        lasts: said(t, key, lasts, site),
        is_unused: lasts == Lasts::Never,
        lifetime: match lasts {
            Lasts::Never => "never".into(),
            Lasts::Tab => "tab".into(),
            Lasts::Browser => "browser".into(),
            Lasts::Changed => "changed".into(),
            Lasts::Days(days) => days.to_string(),
        },
    }
}

fn said(t: Speaker<'_>, key: &Key, lasts: Lasts, site: &Site) -> String {
    let hours = site.settings.idle_hours;
    match (lasts, key.purpose) {
        (Lasts::Never, _) => t.say("lasts-never").into_owned(),
        (Lasts::Tab, Purpose::Chat) => t.say_with("lasts-chat", "hours", hours),
        (Lasts::Tab, _) => t.say("lasts-tab").into_owned(),
        (Lasts::Browser, Purpose::SignIn) => t.say("lasts-sign-in").into_owned(),
        (Lasts::Browser, _) => t.say("lasts-browser").into_owned(),
        (Lasts::Changed, _) => t.say("lasts-changed").into_owned(),
        (Lasts::Days(days), Purpose::Choice) => t.say_with("lasts-choice", "days", days),
        (Lasts::Days(days), _) => t.say_with("lasts-days", "days", days),
    }
}

/// What it is for, what it holds, when it is written, and by which right.
fn words(t: Speaker<'_>, purpose: Purpose, mode: Mode) -> [String; 4] {
    let ids = match purpose {
        Purpose::Choice => {
            [t.say("device-choice"), t.say("device-choice-holds"), t.say("device-choice-when")]
        }
        Purpose::Chat => {
            [t.say("device-chat"), t.say("device-chat-holds"), t.say("device-chat-when")]
        }
        Purpose::Remember => [
            t.say("device-remember"),
            t.say("device-remember-holds"),
            t.say("device-remember-when"),
        ],
        Purpose::Hidden => {
            [t.say("device-hidden"), t.say("device-hidden-holds"), t.say("device-hidden-when")]
        }
        Purpose::SignIn => {
            [t.say("device-sign-in"), t.say("device-sign-in-holds"), t.say("device-sign-in-when")]
        }
        Purpose::Language => [
            t.say("device-language"),
            t.say("device-language-holds"),
            t.say("device-language-when"),
        ],
        Purpose::Sound => {
            [t.say("device-sound"), t.say("device-switch-holds"), t.say("device-switch-when")]
        }
        Purpose::Notifications => {
            [t.say("device-notify"), t.say("device-switch-holds"), t.say("device-switch-when")]
        }
        Purpose::Trial => {
            [t.say("device-trial"), t.say("device-trial-holds"), t.say("device-trial-when")]
        }
        Purpose::History => {
            [t.say("device-history"), t.say("device-history-holds"), t.say("device-history-when")]
        }
    };
    // The chat's own key rests on what the chat rests on.
    let ground = match (purpose, mode) {
        (Purpose::Remember, _) | (Purpose::Chat, Mode::Consent) => t.say("device-consent"),
        _ => t.say("device-wished"),
    };
    let [purpose, content, written] = ids;
    [purpose, content, written, ground].map(std::borrow::Cow::into_owned)
}
