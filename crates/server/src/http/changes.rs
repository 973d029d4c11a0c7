//! What has changed about a site's chat, in words: for visitors who are told of it, and for whoever is
//! about to change it (R-INFO-05).

use plausch_core::retention::Kind;
use plausch_core::site::{ChatFacts, Fact, Lifetime, Mode};

use crate::texts::Speaker;

/// A fact that is another one: what it is about, as it was, as it is.
pub(super) struct ChangeLine {
    pub(super) label: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// Everything that is another one afterwards.
pub(super) fn lines(t: Speaker<'_>, before: &ChatFacts, after: &ChatFacts) -> Vec<ChangeLine> {
    let line = |(was, is): (Fact<'_>, Fact<'_>)| ChangeLine {
        label: label(t, is),
        before: said(t, was),
        after: said(t, is),
    };
    before.changed(after).into_iter().map(line).collect()
}

fn label(t: Speaker<'_>, fact: Fact<'_>) -> String {
    let label = match fact {
        Fact::Controller(_) => t.say("changes-controller"),
        Fact::Mode(_) => t.say("changes-mode"),
        Fact::Lifetime(_) => t.say("changes-lifetime"),
        Fact::IdleHours(_) => t.say("changes-idle"),
        Fact::RememberDays(_) => t.say("changes-remember"),
        Fact::Days(Kind::Messages, _) => t.say("changes-messages"),
        Fact::Days(Kind::Contact, _) => t.say("changes-contact"),
        Fact::Days(..) => t.say("changes-facts"),
    };
    label.into_owned()
}

fn said(t: Speaker<'_>, fact: Fact<'_>) -> String {
    let said = match fact {
        Fact::Controller(name) => return name.to_owned(),
        Fact::Mode(Mode::Consent) => t.say("changes-mode-consent"),
        Fact::Mode(Mode::OnRequest) => t.say("changes-mode-on-request"),
        Fact::Lifetime(Lifetime::Session) => t.say("changes-lifetime-session"),
        Fact::Lifetime(Lifetime::Memory) => t.say("changes-lifetime-memory"),
        Fact::RememberDays(0) => t.say("changes-remember-not"),
        Fact::Days(_, 0) => t.say("changes-not-kept"),
        Fact::IdleHours(hours) => return t.say_with("changes-hours", "hours", hours),
        Fact::RememberDays(days) => return t.say_with("changes-days", "days", days),
        Fact::Days(_, days) => return t.say_with("changes-days-after", "days", days),
    };
    said.into_owned()
}
