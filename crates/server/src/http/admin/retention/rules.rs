//! The rules on the page: what each kind is called, what was typed, and what will go by it.

use std::borrow::Cow;
use std::collections::HashMap;

use plausch_core::retention::{
    KINDS, Kind, Problem, Rule, Rules, Scope, Since, WITHOUT_REASON_DAYS,
};
use plausch_core::time::HOUR;

use crate::app::App;
use crate::app::retention::{AHEAD, Ahead};
use crate::app::session::SESSION_LIMIT;
use crate::http::admin::field::TextField;
use crate::http::admin::material::Material;
use crate::texts::Speaker;

/// A rule with what it will erase.
pub(super) struct RuleCard {
    pub(super) word: &'static str,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) since: String,
    /// Where it can't be set: what holds.
    pub(super) fixed: Option<String>,
    pub(super) fields: Vec<TextField>,
    /// Does it hold for all sites?
    pub(super) is_for_all: bool,
    pub(super) ahead: Vec<AheadLine>,
}

/// What will go within some days.
pub(super) struct AheadLine {
    pub(super) days: String,
    pub(super) count: String,
    pub(super) examples: Vec<String>,
}

/// What was typed, or what holds: days and reason of each kind.
pub(super) struct Typed(pub(super) HashMap<String, String>);

impl Typed {
    pub(super) fn of(rules: &Rules) -> Self {
        let typed = KINDS.into_iter().flat_map(|(kind, word, ..)| {
            let Rule { days, reason } = rules.of(kind);
            [(format!("days-{word}"), days.to_string()), (format!("reason-{word}"), reason)]
        });
        Self(typed.collect())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The state of the chat that was shown before saving, if one was.
    pub(super) fn confirmed(&self) -> &str {
        self.text(Material::FIELD)
    }

    fn days(&self, kind: Kind) -> Option<i64> {
        self.text(&format!("days-{}", kind.as_str())).parse().ok()
    }

    pub(super) fn rules(&self) -> Rules {
        let mut rules = Rules::default();
        for (kind, word, scope, ..) in KINDS {
            if scope.is_set_in_office() {
                // What is no number is out of bounds.
                let days = self.days(kind).unwrap_or(-1);
                let reason = self.text(&format!("reason-{word}")).replace("\r\n", "\n");
                rules.set(kind, Rule { days, reason });
            }
        }
        rules
    }
}

pub(super) fn rule_card(
    app: &App,
    t: Speaker<'_>,
    ahead: &Ahead,
    typed: &Typed,
    problems: &[(Kind, Problem)],
) -> RuleCard {
    let kind = ahead.kind.unwrap_or(Kind::Messages);
    let word = kind.as_str();
    let [name, what] = names(t, kind);
    RuleCard {
        word,
        name,
        what,
        since: match kind.since() {
            Since::LastMessage => t.say("since-last-message"),
            Since::EndOfValidity => t.say("since-end-of-validity"),
            Since::Entry => t.say("since-entry"),
            Since::Closing => t.say("since-closing"),
            Since::Writing => t.say("since-writing"),
        }
        .into_owned(),
        fixed: fixed(app, t, kind),
        fields: if kind.scope().is_set_in_office() {
            fields(t, kind, typed, problems)
        } else {
            Vec::new()
        },
        is_for_all: kind.scope() != Scope::Site,
        ahead: ahead_lines(t, ahead),
    }
}

/// Sign-ins of the team: no rule erases them, each ends by itself.
pub(super) fn sign_ins(t: Speaker<'_>) -> RuleCard {
    RuleCard {
        word: "sign-ins",
        name: t.say("kind-sign-ins").into_owned(),
        what: t.say("kind-sign-ins-what").into_owned(),
        since: t.say("since-sign-in").into_owned(),
        fixed: Some(t.say_with("rule-sign-ins", "hours", SESSION_LIMIT / HOUR)),
        fields: Vec::new(),
        is_for_all: true,
        ahead: Vec::new(),
    }
}

/// What holds where nobody sets it here.
fn fixed(app: &App, t: Speaker<'_>, kind: Kind) -> Option<String> {
    match kind.scope() {
        Scope::Site | Scope::Installation => None,
        Scope::Fixed => Some(t.say("rule-fixed").into_owned()),
        Scope::Always => Some(t.say_with("rule-always", "days", kind.default_days())),
        Scope::Configuration => {
            let (data, keys) = (app.config.backups.days.get(), app.config.backups.key_days.get());
            let days = [("data", i64::from(data).into()), ("keys", i64::from(keys).into())];
            Some(t.say_with_all("rule-backups", days))
        }
    }
}

fn fields(
    t: Speaker<'_>,
    kind: Kind,
    typed: &Typed,
    problems: &[(Kind, Problem)],
) -> Vec<TextField> {
    let word = kind.as_str();
    let problem = problems.iter().find(|(of, _)| *of == kind).map(|(_, problem)| *problem);
    let said = |problem| match problem {
        Problem::Days => t.say("problem-days").into_owned(),
        Problem::ReasonMissing => t.say("problem-reason").into_owned(),
        Problem::ReasonTooLong => t.say("problem-reason-long").into_owned(),
        Problem::BeforeContent => t.say("problem-facts").into_owned(),
    };
    let is_of_reason =
        |problem: &Problem| matches!(problem, Problem::ReasonMissing | Problem::ReasonTooLong);
    let (days, reason) = (format!("days-{word}"), format!("reason-{word}"));
    vec![
        TextField {
            kind: "number",
            problem: problem.filter(|problem| !is_of_reason(problem)).map(said),
            help: Some(t.say_with("days-help", "days", kind.default_days())),
            ..TextField::new(days.clone(), &t.say("days-kept"), typed.text(&days))
        },
        TextField {
            is_long: true,
            problem: problem.filter(is_of_reason).map(said),
            help: (kind.scope() == Scope::Site).then(|| t.say("reason-help").into_owned()),
            // For so long it has to be said (R-RET-02).
            is_optional: kind.since() != Since::LastMessage
                || typed.days(kind).is_none_or(|days| days <= WITHOUT_REASON_DAYS),
            ..TextField::new(reason.clone(), &t.say("reason-kept"), typed.text(&reason))
        },
    ]
}

/// What a kind is called, and what belongs to it.
pub(super) fn names(t: Speaker<'_>, kind: Kind) -> [String; 2] {
    match kind {
        Kind::Messages => [t.say("kind-messages"), t.say("kind-messages-what")],
        Kind::Contact => [t.say("kind-contact"), t.say("kind-contact-what")],
        Kind::Facts => [t.say("kind-facts"), t.say("kind-facts-what")],
        Kind::ConsentProof => [t.say("kind-consent-proof"), t.say("kind-consent-proof-what")],
        Kind::Audit => [t.say("kind-audit"), t.say("kind-audit-what")],
        Kind::Reads => [t.say("kind-reads"), t.say("kind-reads-what")],
        Kind::Incidents => [t.say("kind-incidents"), t.say("kind-incidents-what")],
        Kind::Requests => [t.say("kind-requests"), t.say("kind-requests-what")],
        Kind::Backups => [t.say("kind-backups"), t.say("kind-backups-what")],
    }
    .map(Cow::into_owned)
}

pub(super) fn ahead_lines(t: Speaker<'_>, ahead: &Ahead) -> Vec<AheadLine> {
    let count = |count| match ahead.kind {
        Some(Kind::ConsentProof) => t.say_with("count-choices", "count", count),
        Some(Kind::Audit | Kind::Incidents | Kind::Requests) => {
            t.say_with("count-entries", "count", count)
        }
        _ => t.say_with("count-conversations", "count", count),
    };
    AHEAD
        .iter()
        .zip(&ahead.previews)
        .map(|(days, preview)| AheadLine {
            days: t.say_with("within-days", "days", *days),
            count: count(preview.count),
            examples: preview.examples.clone(),
        })
        .collect()
}
