//! The storage registry: every key that a browser may hold because of Plausch, with its one purpose
//! and its lifetime (R-TERM-02, R-TERM-04). A browser test compares it with what is really there.
//!
//! Not here: what services of the operator's own registry keep (`registry.rs`).

use crate::consent::VALIDITY_DAYS;
use crate::site::{Lifetime, Mode, Settings};

/// Where in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `localStorage` of the website.
    Local,
    /// `sessionStorage` of the website: this tab only.
    Session,
    /// A cookie of the inbox.
    Cookie,
}

impl Place {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "localStorage",
            Self::Session => "sessionStorage",
            Self::Cookie => "cookie",
        }
    }
}

/// What a key is for; exactly one thing (R-TERM-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Knowing the visitor's own choice again.
    Choice,
    /// The running chat.
    Chat,
    /// Knowing the visitor again on this device.
    Remember,
    /// Not showing the banner again that was closed without a decision.
    Hidden,
    /// An agent is signed in.
    SignIn,
    /// The language of the inbox.
    Language,
    /// The inbox makes a sound.
    Sound,
    /// The inbox shows notifications.
    Notifications,
    /// A banner that is being tried out.
    Trial,
    /// Going back and forth in the inbox.
    History,
}

/// How long a key lies there at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// With these settings it is never written.
    Never,
    /// Until the tab is closed.
    Tab,
    /// Until the browser is closed.
    Browser,
    /// So many days.
    Days(i64),
    /// Until it is changed there.
    Changed,
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name; `{site}` is the site's own name.
    pub name: &'static str,
    /// Where it lies.
    pub place: Place,
    /// What it is for.
    pub purpose: Purpose,
}

const fn key(name: &'static str, place: Place, purpose: Purpose) -> Key {
    Key { name, place, purpose }
}

/// Everything that a visitor's browser may hold.
pub const VISITORS: [Key; 4] = [
    key("plausch:{site}", Place::Local, Purpose::Choice),
    key("plausch.chat:{site}", Place::Session, Purpose::Chat),
    key("plausch.remember:{site}", Place::Local, Purpose::Remember),
    key("plausch.hidden:{site}", Place::Session, Purpose::Hidden),
];

/// Everything that an agent's browser may hold. A name that ends in `*` is a beginning.
pub const AGENTS: [Key; 6] = [
    key("__Host-plausch", Place::Cookie, Purpose::SignIn),
    key("plausch-lang", Place::Cookie, Purpose::Language),
    key("plausch-inbox-sound", Place::Local, Purpose::Sound),
    key("plausch-inbox-notify", Place::Local, Purpose::Notifications),
    key("plausch.trial*", Place::Session, Purpose::Trial),
    key("htmx-current-path-for-history", Place::Session, Purpose::History),
];

impl Key {
    /// How long it lies there, with a site's settings; `has_banner`: the site asks for services.
    pub const fn lasts(&self, settings: &Settings, has_banner: bool) -> Lasts {
        let asks = matches!(settings.mode, Mode::Consent);
        match self.purpose {
            // A choice without a banner is one for the chat, or for being remembered.
            Purpose::Choice if asks || has_banner || settings.remember_days > 0 => {
                Lasts::Days(VALIDITY_DAYS)
            }
            Purpose::Chat if matches!(settings.lifetime, Lifetime::Session) => Lasts::Tab,
            Purpose::Remember if settings.remember_days > 0 => Lasts::Days(settings.remember_days),
            Purpose::Hidden if has_banner => Lasts::Tab,
            Purpose::Choice | Purpose::Chat | Purpose::Remember | Purpose::Hidden => Lasts::Never,
            Purpose::SignIn | Purpose::Language => Lasts::Browser,
            Purpose::Sound | Purpose::Notifications => Lasts::Changed,
            Purpose::Trial | Purpose::History => Lasts::Tab,
        }
    }

    /// Its name on this site.
    pub fn name_on(&self, site: &str) -> String {
        self.name.replace("{site}", site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tests::blumenladen;

    fn lasts(purpose: Purpose, settings: &Settings, has_banner: bool) -> Lasts {
        let key = VISITORS.iter().find(|key| key.purpose == purpose).expect("a key");
        key.lasts(settings, has_banner)
    }

    #[test]
    fn r_term_04_each_key_has_one_purpose_and_each_purpose_one_key() {
        let all: Vec<_> = VISITORS.iter().chain(&AGENTS).collect();
        for key in &all {
            assert_eq!(all.iter().filter(|other| other.name == key.name).count(), 1);
            assert_eq!(all.iter().filter(|other| other.purpose == key.purpose).count(), 1);
        }
    }

    #[test]
    fn r_term_06_nobody_is_remembered_unless_the_site_offers_it() {
        let settings = blumenladen();
        assert_eq!(lasts(Purpose::Remember, &settings, true), Lasts::Never);
        let offers = Settings { remember_days: 14, ..settings };
        assert_eq!(lasts(Purpose::Remember, &offers, false), Lasts::Days(14));
    }

    #[test]
    fn r_term_05_the_chat_lasts_as_long_as_its_tab_or_leaves_nothing() {
        let settings = blumenladen();
        assert_eq!(lasts(Purpose::Chat, &settings, false), Lasts::Tab);
        let memory = Settings { lifetime: Lifetime::Memory, ..settings };
        assert_eq!(lasts(Purpose::Chat, &memory, false), Lasts::Never);
    }

    #[test]
    fn r_term_07_a_site_that_asks_for_nothing_keeps_no_choice() {
        let settings = Settings { mode: Mode::OnRequest, ..blumenladen() };
        assert_eq!(lasts(Purpose::Choice, &settings, false), Lasts::Never);
        assert_eq!(lasts(Purpose::Choice, &settings, true), Lasts::Days(180));
        assert_eq!(lasts(Purpose::Hidden, &settings, false), Lasts::Never);
    }
}
