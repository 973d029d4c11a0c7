use super::*;

fn both(de: &str, en: &str) -> Translated {
    [(Lang::De, de.to_owned()), (Lang::En, en.to_owned())].into()
}

fn statistics() -> Purpose {
    Purpose {
        id: PurposeId::parse("statistics").expect("a purpose"),
        name: both("Statistik", "Statistics"),
        description: both(
            "Wir zählen, welche Seiten gelesen werden.",
            "We count which pages are read.",
        ),
    }
}

fn counter() -> Service {
    Service {
        id: ServiceId::parse("counter").expect("a service"),
        purpose: statistics().id,
        name: "Zähler".into(),
        provider: Provider {
            name: "Zähler GmbH".into(),
            address: "Musterstraße 1, 12345 Musterstadt".into(),
            country: "DE".into(),
            transfer: None,
        },
        aim: both("Zählt Besuche.", "Counts visits."),
        data: both("Seite und Zeit", "Page and time"),
        recipients: both("Niemand sonst", "Nobody else"),
        keys: vec![Key {
            name: "counter_*".into(),
            place: Place::Cookie,
            lifetime: both("30 Tage", "30 days"),
            party: Party::First,
        }],
        basis: Basis::Consent,
        reason: Translated::new(),
        privacy_url: "https://counter.example/privacy".into(),
        origins: Origin::parse("https://counter.example").into_iter().collect(),
        embeds: Vec::new(),
        signal: None,
        round: 0,
        checked: BTreeMap::new(),
    }
}

fn registry(services: Vec<Service>) -> Registry {
    Registry { purposes: vec![statistics()], services, ..Registry::default() }
}

fn fields(registry: &Registry) -> Vec<(&'static str, Reason)> {
    registry.problems(&Lang::ALL).into_iter().map(|one| (one.field, one.reason)).collect()
}

/// Empties a field.
type Clear = fn(&mut Service);

#[test]
fn r_cons_04_every_field_has_to_be_filled_in_every_language() {
    assert_eq!(fields(&registry(vec![counter()])), []);
    let empty: [(&str, Clear); 9] = [
        ("name", |service| service.name.clear()),
        ("provider.name", |service| service.provider.name = " ".into()),
        ("provider.address", |service| service.provider.address.clear()),
        ("aim", |service| drop(service.aim.remove(&Lang::En))),
        ("data", |service| drop(service.data.remove(&Lang::De))),
        ("recipients", |service| service.recipients = both("", "Nobody")),
        ("keys.name", |service| service.keys[0].name.clear()),
        ("keys.lifetime", |service| service.keys[0].lifetime.clear()),
        ("purpose", |service| service.purpose = PurposeId::parse("other").expect("a purpose")),
    ];
    for (field, clear) in empty {
        let mut service = counter();
        clear(&mut service);
        let found = fields(&registry(vec![service]));
        assert!(found.contains(&(field, Reason::Missing)), "{field}: {found:?}");
    }
    let mut service = counter();
    service.privacy_url = "javascript:alert(1)".into();
    assert_eq!(fields(&registry(vec![service])), [("privacy_url", Reason::Malformed)]);
    let mut service = counter();
    service.embeds.extend(Embed::parse("https://a.example/{id} https://elsewhere.example/{id}"));
    assert_eq!(fields(&registry(vec![service])), [("embeds", Reason::Malformed)]);
}

#[test]
fn r_cons_04_a_purpose_needs_its_words_too() {
    let mut all = registry(vec![counter()]);
    all.purposes[0].description.clear();
    assert_eq!(fields(&all), [("description", Reason::Missing); 2]);
}

#[test]
fn r_ban_04_what_needs_no_consent_says_why() {
    let exempt = Service { basis: Basis::Requested, ..counter() };
    assert_eq!(fields(&registry(vec![exempt.clone()])), [("reason", Reason::Missing); 2]);
    let reason = both("Ohne ihn gäbe es keinen Warenkorb.", "There would be no basket.");
    assert_eq!(fields(&registry(vec![Service { reason, ..exempt }])), []);
}

#[test]
fn r_cons_10_there_is_no_other_basis() {
    for word in ["consent", "25-2-1", "25-2-2"] {
        assert!(serde_json::from_value::<Basis>(word.into()).is_ok(), "{word}");
    }
    for word in ["legitimate_interest", "6-1-f", "", "Consent"] {
        assert!(serde_json::from_value::<Basis>(word.into()).is_err(), "{word}");
    }
}

#[test]
fn r_ban_06_words_that_say_nothing_are_refused() {
    let mut service = counter();
    service.aim = both("Für ein optimales\n Nutzungserlebnis.", "Counts visits.");
    let found = fields(&registry(vec![service]));
    assert_eq!(found, [("aim", Reason::Euphemism("optimales nutzungserlebnis"))], "told once");
}

#[test]
fn r_cons_04_a_transfer_to_a_third_country_says_on_what_it_rests() {
    let mut service = counter();
    service.provider.country = "US".into();
    assert_eq!(fields(&registry(vec![service.clone()])), [("provider.transfer", Reason::Missing)]);
    service.provider.transfer = Some(Transfer::DataPrivacyFramework);
    assert_eq!(fields(&registry(vec![service.clone()])), []);
    service.provider.country = "usa".into();
    assert_eq!(fields(&registry(vec![service])), [("provider.country", Reason::Malformed)]);
}

#[test]
fn a_key_that_would_remove_every_other_is_refused() {
    let mut service = counter();
    service.keys[0].name = "*".into();
    assert_eq!(fields(&registry(vec![service])), [("keys.name", Reason::Malformed)]);
}

#[test]
fn a_name_is_used_once_and_never_for_the_chat() {
    assert_eq!(fields(&registry(vec![counter(), counter()])), [("id", Reason::Double)]);
    let chat = Service { id: ServiceId::parse("chat").expect("a service"), ..counter() };
    assert_eq!(fields(&registry(vec![chat])), [("id", Reason::Double)]);
}

#[test]
fn r_cons_04_a_problem_of_a_key_says_of_which() {
    let mut service = counter();
    service.keys.push(Key { name: String::new(), ..service.keys[0].clone() });
    service.privacy_url.clear();
    let found = registry(vec![service]).problems(&Lang::ALL);
    let rows: Vec<_> = found.iter().map(|one| (one.field, one.row)).collect();
    assert_eq!(
        rows,
        [("keys.name", Some(1)), ("keys.name", Some(1)), ("privacy_url", None)],
        "missing and malformed, in the second row"
    );
}

#[test]
fn r_ban_06_the_operators_own_headline_is_read_too() {
    let mut all = registry(vec![counter()]);
    all.design.headline = both("Ihre Privatsphäre ist uns wichtig", "");
    let phrase = Reason::Euphemism("ihre privatsphäre ist uns wichtig");
    assert_eq!(fields(&all), [("headline", phrase)]);
    all.design.headline = both("Wir fragen Sie", &"x".repeat(51));
    all.design.intro = both("", &"x".repeat(100));
    assert_eq!(fields(&all), [("headline", Reason::TooLong(50))]);
}

#[test]
fn r_cons_07_another_look_asks_nobody_again() {
    let before = registry(vec![counter()]);
    let mut after = before.clone();
    after.design = Design { key: Colour::parse("#8a1c5b"), ..Design::default() };
    assert_eq!(asked_again(&before, after, false), 0);
}

fn asked_again(before: &Registry, after: Registry, is_editorial: bool) -> usize {
    after.published_after(before, is_editorial).material_after(before).len()
}

#[test]
fn r_cons_07_new_words_ask_again_unless_they_are_editorial() {
    let before = registry(vec![counter()]);
    let changes: [fn(&mut Service); 3] = [
        |service| service.aim = both("Zählt die Besuche.", "Counts the visits."),
        |service| service.name = "Zähler 2".into(),
        |service| service.privacy_url = "https://counter.example/new".into(),
    ];
    for change in changes {
        let mut after = before.clone();
        change(&mut after.services[0]);
        assert_eq!(asked_again(&before, after.clone(), false), 1);
        assert_eq!(asked_again(&before, after, true), 0);
    }
    let mut after = before.clone();
    after.purposes[0].description = both("Wir werten aus.", "We evaluate.");
    assert_eq!(asked_again(&before, after, false), 1);
    assert_eq!(asked_again(&before, before.clone(), false), 0);
}

#[test]
fn r_cons_07_new_facts_ask_again_whatever_the_operator_says() {
    let before = registry(vec![counter()]);
    let changes: [fn(&mut Service); 8] = [
        |service| service.data = both("Seite, Zeit und Browser", "Page, time and browser"),
        |service| service.recipients = both("Werbenetze", "Advertising networks"),
        |service| service.keys[0].lifetime = both("50 Jahre", "50 years"),
        |service| service.signal = Some(Signal::Google),
        |service| service.provider.name = "Andere GmbH".into(),
        |service| service.keys[0].party = Party::Third,
        |service| service.keys.clear(),
        |service| service.origins.clear(),
    ];
    for change in changes {
        let mut after = before.clone();
        change(&mut after.services[0]);
        assert_eq!(asked_again(&before, after, true), 1);
    }
    let mut more = before.clone();
    more.services.push(Service { id: ServiceId::parse("second").expect("a service"), ..counter() });
    assert_eq!(asked_again(&before, more.clone(), true), 1, "only the new one");
    assert_eq!(asked_again(&more, before, true), 0, "what is gone asks nobody");
}

#[test]
fn r_cons_07_another_language_is_no_other_fact() {
    let mut before = registry(vec![counter()]);
    before.services[0].data.remove(&Lang::En);
    let after = registry(vec![counter()]);
    assert_eq!(asked_again(&before, after, true), 0);
}

#[test]
fn r_cons_07_a_round_counts_on_from_the_last() {
    let first = registry(vec![counter()]);
    let mut second = first.clone();
    second.services[0].aim = both("Zählt.", "Counts.");
    let second = second.published_after(&first, false);
    // An editor who starts from an old draft doesn't bring the old state back.
    let third = first.clone().published_after(&second, false);
    assert_eq!(third.services[0].round, 2);
    assert_ne!(third.services[0].revision(), first.services[0].revision());
}

#[test]
fn r_cons_07_a_service_that_is_put_back_is_asked_for_anew() {
    let before = registry(vec![counter()]);
    let gone = registry(Vec::new()).published_after(&before, true);
    let in_between = registry(Vec::new()).published_after(&gone, true);
    let mut again = registry(vec![counter()]);
    again.services[0].data = both("Jede Taste", "Every key");
    let again = again.published_after(&in_between, true);
    assert_ne!(again.services[0].revision(), before.services[0].revision());
    assert_eq!((again.services[0].round, again.retired.len()), (1, 0));
}

#[test]
fn r_cons_04_a_transfer_has_to_fit_the_country() {
    let with = |country: &str, transfer: Transfer| {
        let mut service = counter();
        service.provider.country = country.into();
        service.provider.transfer = Some(transfer);
        fields(&registry(vec![service]))
    };
    let wrong = [("provider.transfer", Reason::Malformed)];
    assert_eq!(with("CN", Transfer::DataPrivacyFramework), wrong);
    assert_eq!(with("US", Transfer::Adequacy), wrong);
    assert_eq!(with("US", Transfer::DataPrivacyFramework), []);
    assert_eq!(with("CH", Transfer::Adequacy), []);
}

#[test]
fn r_wdr_02_no_service_can_claim_the_keys_that_hold_the_choice() {
    for name in ["plausch:blumenladen", "plausch.chat:x", "plausch*", "pl*", "*"] {
        let mut service = counter();
        service.keys[0].name = name.into();
        assert_eq!(fields(&registry(vec![service])), [("keys.name", Reason::Malformed)], "{name}");
    }
    for name in ["_pk_*", "pl", "playback*"] {
        let mut service = counter();
        service.keys[0].name = name.into();
        assert_eq!(fields(&registry(vec![service])), [], "{name}");
    }
}

#[test]
fn a_site_that_asks_for_nothing_has_no_banner() {
    assert_eq!(Registry::default().revision(), None);
    let exempt = Service { basis: Basis::Carriage, ..counter() };
    assert_eq!(registry(vec![exempt]).revision(), None);
    assert!(registry(vec![counter()]).revision().is_some());
}

#[test]
fn r_cons_07_what_the_operator_has_checked_is_told_to_nobody_and_asks_nobody_again() {
    let before = registry(vec![counter()]);
    let checked = [("data".to_owned(), "2026-11-22".to_owned())].into();
    let after = registry(vec![Service { checked, ..counter() }]);
    assert_ne!(before, after, "need a difference for this to mean anything");
    assert!(after.tells_the_same_as(&before));
    assert_eq!(after.services[0].revision(), before.services[0].revision());
    let renamed = registry(vec![Service { name: "Anders".into(), ..counter() }]);
    assert!(!renamed.tells_the_same_as(&before));
}

#[test]
fn r_wdr_02_keys_of_earlier_states_are_remembered_until_they_are_kept_again() {
    let before = registry(vec![counter()]);
    let keys = |registry: &Registry| {
        registry.former.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>()
    };
    let old = before.services[0].keys[0].name.clone();
    let mut after = before.clone();
    after.services[0].keys[0].name = "_new".into();
    let after = after.published_after(&before, true);
    assert_eq!(keys(&after), [old.as_str()]);
    let gone = registry(Vec::new()).published_after(&after, true);
    assert_eq!(keys(&gone), ["_new", old.as_str()]);
    let again = before.clone().published_after(&gone, true);
    assert_eq!(keys(&again), ["_new"], "what is kept again is no former key");
    assert_eq!(after.material_after(&again).len(), 1);
    let without = Registry { former: Registry::default().former, ..again.clone() };
    assert_eq!(again.revision(), without.revision(), "they are no part of what is asked");
}
