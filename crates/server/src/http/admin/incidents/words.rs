//! What breaches are called on pages and in notifications.

use plausch_core::Timestamp;
use plausch_core::incident::{Clock, Counts, Data, Duty, Missing, Nature, Report, Risk, Scope};
use plausch_core::time::HOUR;

use crate::texts::Speaker;

/// How much time there is, for the menu.
pub(super) fn short(t: Speaker<'_>, clock: Clock) -> String {
    match clock {
        Clock::Late(_) => t.say("incident-late-short").into_owned(),
        Clock::Left(_) => t.say_with("incident-left-short", "hours", clock.hours()),
    }
}

/// What has to be done, and by when.
pub(super) fn duty(t: Speaker<'_>, duty: Duty, report: &Report, now: Timestamp) -> String {
    match duty {
        Duty::Judge => t.say("duty-judge").into_owned(),
        Duty::Controller => t.say("duty-controller").into_owned(),
        Duty::Persons => t.say("duty-persons").into_owned(),
        Duty::Authority => match Clock::at(report.due_at(), now) {
            Clock::Left(left) if left < HOUR => t.say("duty-authority-minutes").into_owned(),
            clock @ Clock::Left(_) => t.say_with("duty-authority", "hours", clock.hours()),
            clock @ Clock::Late(_) => t.say_with("duty-authority-late", "hours", clock.hours()),
        },
    }
}

/// What a judgement is called.
pub(super) fn risk(t: Speaker<'_>, risk: Option<Risk>) -> String {
    match risk {
        None => t.say("risk-open"),
        Some(Risk::None) => t.say("risk-none"),
        Some(Risk::Risk) => t.say("risk-risk"),
        Some(Risk::High) => t.say("risk-high"),
    }
    .into_owned()
}

/// What a nature is called.
pub(super) fn nature(t: Speaker<'_>, nature: Nature) -> String {
    match nature {
        Nature::Confidentiality => t.say("nature-confidentiality"),
        Nature::Integrity => t.say("nature-integrity"),
        Nature::Availability => t.say("nature-availability"),
    }
    .into_owned()
}

/// What a kind of data is called.
pub(super) fn data(t: Speaker<'_>, data: Data) -> String {
    match data {
        Data::Messages => t.say("data-messages"),
        Data::Contact => t.say("data-contact"),
        Data::Consents => t.say("data-consents"),
        Data::Accounts => t.say("data-accounts"),
    }
    .into_owned()
}

/// What is missing in a notification.
pub(super) fn missing(t: Speaker<'_>, missing: Missing) -> String {
    match missing {
        Missing::What => t.say("missing-what"),
        Missing::Nature => t.say("missing-nature"),
        Missing::Counts => t.say("missing-counts"),
        Missing::Contact => t.say("missing-contact"),
        Missing::Consequences => t.say("missing-consequences"),
        Missing::Measures => t.say("missing-measures"),
        Missing::LateReason => t.say("missing-late-reason"),
    }
    .into_owned()
}

/// What was counted, in one sentence.
pub(super) fn counted(t: Speaker<'_>, counts: &Counts, scope: &Scope) -> String {
    let has = |data| scope.data.contains(&data);
    let mut parts = Vec::new();
    if has(Data::Contact) {
        parts.push(t.say_with("counted-persons", "count", counts.persons));
    }
    if has(Data::Messages) || has(Data::Contact) {
        parts.push(t.say_with("counted-conversations", "count", counts.conversations));
    }
    if has(Data::Messages) {
        parts.push(t.say_with("counted-messages", "count", counts.messages));
    }
    if has(Data::Consents) {
        parts.push(t.say_with("counted-consents", "count", counts.consents));
    }
    if has(Data::Accounts) {
        parts.push(t.say_with("counted-accounts", "count", counts.accounts));
    }
    parts.join(" · ")
}

/// What a field of a report is called; those of whom was told by what they say of it.
pub(super) fn field(t: Speaker<'_>, name: &str) -> String {
    t.say(&format!("incident-{}", name.replace('_', "-"))).into_owned()
}

/// What explains a field, where something does.
pub(super) fn help(t: Speaker<'_>, name: &str) -> Option<String> {
    let help = match name {
        "title" => t.say("incident-title-help"),
        "noticed_at" => t.say("incident-noticed-at-help"),
        "consequences" => t.say("incident-consequences-help"),
        "risk" => t.say("incident-risk-help"),
        "contact" => t.say("incident-contact-help"),
        "authority-reason" => t.say("incident-authority-reason-help"),
        "persons-reason" => t.say("incident-persons-reason-help"),
        _ => return None,
    };
    Some(help.into_owned())
}
