//! What fields and their values are called, and what is wrong with them, in the reader's language.

use plausch_core::id::PurposeId;
use plausch_core::registry::{
    Basis, Corners, Party, Place, Position, Problem, Purpose, Reason, Registry, Signal, Transfer,
};
use plausch_core::site::Lang;

use crate::texts::Speaker;

/// The name of a problem's field in its form.
pub(in crate::http::admin) fn place(problem: &Problem) -> String {
    let field = match problem.row {
        Some(row) => problem.field.replacen("keys.", &format!("keys.{row}."), 1),
        None => problem.field.to_owned(),
    };
    let lang = problem.lang.map(|lang| format!("-{}", lang.as_str())).unwrap_or_default();
    field.replace('.', "-") + &lang
}

/// What a field is called, as in [`Problem`].
pub(super) fn field_name(t: Speaker<'_>, field: &str) -> String {
    match field {
        "id" => t.say("field-id"),
        "purpose" => t.say("field-purpose"),
        "name" => t.say("field-name"),
        "description" => t.say("field-description"),
        "provider.name" => t.say("field-provider-name"),
        "provider.address" => t.say("field-provider-address"),
        "provider.country" => t.say("field-provider-country"),
        "provider.transfer" => t.say("field-provider-transfer"),
        "aim" => t.say("field-aim"),
        "data" => t.say("field-data"),
        "recipients" => t.say("field-recipients"),
        "keys.name" => t.say("field-keys-name"),
        "keys.lifetime" => t.say("field-keys-lifetime"),
        "basis" => t.say("field-basis"),
        "reason" => t.say("field-reason"),
        "privacy_url" => t.say("field-privacy-url"),
        "origins" => t.say("field-origins"),
        "embeds" => t.say("field-embeds"),
        "signal" => t.say("field-signal"),
        "logo" => t.say("design-logo"),
        "headline" => t.say("field-headline"),
        "intro" => t.say("field-intro"),
        _ => field.to_owned().into(),
    }
    .into_owned()
}

/// A field's name with its language, if it has one.
pub(in crate::http::admin) fn field_in(t: Speaker<'_>, field: &str, lang: Option<Lang>) -> String {
    let name = field_name(t, field);
    match lang {
        Some(Lang::De) => format!("{name} · {}", t.say("language-de")),
        Some(Lang::En) => format!("{name} · {}", t.say("language-en")),
        None => name,
    }
}

/// What is wrong with a field, and what to do.
pub(in crate::http::admin) fn sentence(t: Speaker<'_>, problem: &Problem) -> String {
    match (problem.reason, problem.field) {
        (Reason::Missing, "purpose") => t.say("wrong-purpose").into_owned(),
        (Reason::Missing, "reason") => t.say("wrong-reason").into_owned(),
        (Reason::Missing, "provider.transfer") => t.say("wrong-transfer").into_owned(),
        (Reason::Missing, _) => t.say("wrong-missing").into_owned(),
        (Reason::Malformed, "provider.country") => t.say("wrong-country").into_owned(),
        (Reason::Malformed, "keys.name") => t.say("wrong-key").into_owned(),
        (Reason::Malformed, "embeds") => t.say("wrong-embeds").into_owned(),
        (Reason::Malformed, _) => t.say("wrong-address").into_owned(),
        (Reason::Elsewhere, _) => t.say("wrong-elsewhere").into_owned(),
        (Reason::TooLong(longest), _) => {
            t.say_with("wrong-long", "longest", i64::try_from(longest).unwrap_or(i64::MAX))
        }
        (Reason::Double, _) => t.say("wrong-double").into_owned(),
        (Reason::Euphemism(phrase), _) => t.say_with("wrong-euphemism", "phrase", phrase),
    }
}

pub(super) fn basis(t: Speaker<'_>, basis: Basis) -> String {
    match basis {
        Basis::Consent => t.say("basis-consent"),
        Basis::Carriage => t.say("basis-carriage"),
        Basis::Requested => t.say("basis-requested"),
    }
    .into_owned()
}

pub(super) fn transfer(t: Speaker<'_>, transfer: Option<Transfer>) -> String {
    match transfer {
        None => t.say("transfer-none"),
        Some(Transfer::Adequacy) => t.say("transfer-adequacy"),
        Some(Transfer::DataPrivacyFramework) => t.say("transfer-framework"),
        Some(Transfer::StandardClauses) => t.say("transfer-clauses"),
        Some(Transfer::CorporateRules) => t.say("transfer-rules"),
    }
    .into_owned()
}

pub(super) fn key_place(t: Speaker<'_>, place: Place) -> String {
    match place {
        Place::Cookie => t.say("place-cookie"),
        Place::LocalStorage => t.say("place-local"),
        Place::SessionStorage => t.say("place-session"),
        Place::IndexedDb => t.say("place-database"),
    }
    .into_owned()
}

pub(super) fn party(t: Speaker<'_>, party: Party) -> String {
    match party {
        Party::First => t.say("party-first"),
        Party::Third => t.say("party-third"),
    }
    .into_owned()
}

pub(super) fn signal(t: Speaker<'_>, signal: Option<Signal>) -> String {
    match signal {
        None => t.say("signal-none"),
        Some(Signal::Google) => t.say("signal-google"),
        Some(Signal::Matomo) => t.say("signal-matomo"),
        Some(Signal::Uet) => t.say("signal-uet"),
    }
    .into_owned()
}

pub(in crate::http::admin) fn corners(t: Speaker<'_>, corners: Corners) -> String {
    match corners {
        Corners::Square => t.say("corners-square"),
        Corners::Slight => t.say("corners-slight"),
        Corners::Round => t.say("corners-round"),
    }
    .into_owned()
}

pub(in crate::http::admin) fn position(t: Speaker<'_>, position: Position) -> String {
    match position {
        Position::Bottom => t.say("position-bottom"),
        Position::Start => t.say("position-start"),
        Position::End => t.say("position-end"),
    }
    .into_owned()
}

/// A purpose's name in the reader's language, else in any, else in the markup.
pub(super) fn purpose_name(t: Speaker<'_>, purpose: &Purpose) -> String {
    let name = purpose.name.get(&t.lang).or_else(|| purpose.name.values().next());
    name.cloned().unwrap_or_else(|| purpose.id.to_string())
}

/// The same for a purpose that may be gone.
pub(super) fn name_of_purpose(t: Speaker<'_>, registry: &Registry, id: &PurposeId) -> String {
    let purpose = registry.purposes.iter().find(|purpose| &purpose.id == id);
    purpose.map_or_else(|| id.to_string(), |purpose| purpose_name(t, purpose))
}
