use super::*;
use proptest::prelude::*;

fn masked(text: &str) -> String {
    mask(text, &Policy::default(), Lang::De).text.into_revealed()
}

#[test]
fn r_min_03_what_was_masked_is_said_in_the_language_of_the_conversation() {
    let text = "IBAN DE89 3704 0044 0532 0130 00, Tel. 0171 1234567";
    assert_eq!(masked(text), "IBAN [IBAN entfernt], Tel. [Telefonnummer entfernt]");
    let english = mask(text, &Policy::default(), Lang::En);
    assert_eq!(english.text.reveal(), "IBAN [IBAN removed], Tel. [phone number removed]");
    assert_eq!(english.kinds, [Kind::Phone, Kind::Iban].into());
    assert_eq!(english.contacts, [(Kind::Phone, Personal::new("0171 1234567".into()))]);
    assert_eq!(masked_in(english.text.reveal()), [Kind::Phone, Kind::Iban]);
}

#[test]
fn r_min_03_each_kind_can_be_switched_off() {
    let policy = Policy::new([Kind::Mail].into(), []);
    let text = "vera@web.de, 203.0.113.42";
    assert_eq!(mask(text, &policy, Lang::De).text.reveal(), "vera@web.de, [IP-Adresse entfernt]");
}

#[test]
fn r_min_03_the_sites_own_contacts_stay() {
    let policy =
        Policy::new(BTreeSet::new(), ["Hallo@Blumenladen.example", "Tel. +49 (0)30 1234567"]);
    for own in ["hallo@blumenladen.example", "030 / 123 45 67", "0049 30 1234567", "+49301234567"] {
        assert_eq!(mask(own, &policy, Lang::De).text.reveal(), own);
    }
    assert_eq!(mask("030 7654321", &policy, Lang::De).text.reveal(), "[Telefonnummer entfernt]");
}

#[test]
fn a_changed_check_digit_is_no_number_of_anybodys() {
    for text in [
        "DE88 3704 0044 0532 0130 00",
        "4111 1111 1111 1112",
        "86 095 742 718",
        "15 070649 C 104",
        "756.9217.0769.86",
        "1238 010180",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn what_stands_around_a_number_stays() {
    assert_eq!(
        masked("Am 12.05.2025 unter 0171 1234567 oder vera@web.de. Danke"),
        "Am 12.05.2025 unter [Telefonnummer entfernt] oder [E-Mail-Adresse entfernt]. Danke"
    );
    assert_eq!(
        masked("https://x.example/a?b=1&token=abcdef123#c"),
        "https://x.example/a?b=1&token=[entfernt]#c"
    );
    assert_eq!(masked("(030) 123 45 67!"), "[Telefonnummer entfernt]!");
}

#[test]
fn r_min_03_the_whole_stretch_goes_with_what_is_not_seen_in_it() {
    for (text, kept) in [
        (
            "a \u{202d}0171\u{ad} 23\u{200b}45678\u{202c} b",
            "a \u{202d}[Telefonnummer entfernt]\u{202c} b",
        ),
        ("４１１１ 1111 1111 111１。", "[Kartennummer entfernt]。"),
        ("4\u{fe0f}\u{20e3}111 1111 1111 1111\u{fe0f}\u{20e3}!", "[Kartennummer entfernt]!"),
        ("ju\u{308}rgen@web.de u\u{308}", "[E-Mail-Adresse entfernt] u\u{308}"),
        ("IBANDE89\n3704\n0044\n0532\n0130\n00\nDanke", "IBAN[IBAN entfernt]\nDanke"),
    ] {
        assert_eq!(masked(text), kept);
    }
}

#[test]
fn r_min_03_contact_data_is_kept_as_it_reads() {
    let text = "vera.blum\u{200b} @\nweb.de oder ０１７１\n2345678";
    let contacts = mask(text, &Policy::default(), Lang::De).contacts;
    let read = [(Kind::Mail, "vera.blum@web.de"), (Kind::Phone, "0171 2345678")];
    assert_eq!(contacts, read.map(|(kind, value)| (kind, Personal::new(value.to_owned()))));
    let policy = Policy::new(BTreeSet::new(), ["Hallo@Blumenladen.example"]);
    let own = "hallo @ blumenladen.example";
    assert_eq!(mask(own, &policy, Lang::De).text.reveal(), own);
}

/// Pieces from which texts are made that are near to something.
const PIECES: [&str; 43] = [
    "0171 1234567",
    "vera@web.de",
    "DE89370400440532013000",
    "4111 1111 1111 1111",
    " ",
    "-",
    ".",
    "/",
    "1",
    "0",
    "+49",
    "(",
    ")",
    "https://",
    "?token=abcdef123",
    "Tel. ",
    "Bestellung ",
    "Ausweisnummer ",
    "L01X00T47",
    "203.0.113.42",
    "15070649C103",
    "[",
    "]",
    ":",
    "@",
    "ä",
    "\n",
    "\t",
    "  ",
    "\u{ad}",
    "\u{200b}",
    "\u{3000}",
    "１",
    "＠",
    "%40",
    "www.",
    "u\u{308}",
    "Bestellnummern:\n",
    "https://x.de/?tel=",
    "https://wa.me/",
    "x.de?iban=",
    "&",
    "+",
];

proptest! {
    #[test]
    fn r_min_03_masking_twice_is_masking_once(
        text in prop_oneof![
            "(?s).{0,120}",
            prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14).prop_map(|pieces| pieces.concat()),
        ],
    ) {
        let once = masked(&text);
        prop_assert_eq!(masked(&once), once);
    }

    #[test]
    fn r_min_03_a_text_of_words_stays_as_it_was_written(
        text in "[a-zA-ZäöüßéÀ ,.!?;\n\t…–€🙂\u{ad}\u{200b}\u{a0}\u{301}-]{0,200}",
    ) {
        prop_assert_eq!(masked(&text), text);
    }

    #[test]
    fn findings_lie_in_order_and_on_characters(
        text in prop_oneof!["[ -~äß€\u{a0}–\u{ad}\u{200b}\u{301}０-９＠\n]{0,80}", "(?s).{0,120}"],
    ) {
        let mut free = 0;
        for Finding { start, end, .. } in find(&text) {
            prop_assert!(free <= start && start < end && end <= text.len());
            prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
            free = end;
        }
    }
}
