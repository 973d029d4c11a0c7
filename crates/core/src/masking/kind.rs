//! What can be masked, and what stands in its place.

use serde::{Deserialize, Serialize};

use crate::site::Lang;

/// What can be masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mail address.
    Mail,
    /// A phone number: German, Austrian, Swiss, or with a country code.
    Phone,
    /// An account number, by its length and check digits (ISO 13616).
    Iban,
    /// A payment card's number, by issuer and check digit (ISO/IEC 7812).
    Card,
    /// An address on the internet, v4 or v6.
    Ip,
    /// A German tax id (§ 139b AO), by its check digit.
    TaxId,
    /// A German pension insurance number (§ 147 SGB VI), by its check digit.
    Pension,
    /// A Swiss AHV number, by its check digit.
    Ahv,
    /// An Austrian social insurance number (§ 460d ASVG), by its check digit.
    Svnr,
    /// The number of an identity document, where a word before it says so.
    Document,
    /// What gives access in a link: passwords, tokens, signatures.
    Link,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Mail,
        Self::Phone,
        Self::Iban,
        Self::Card,
        Self::Ip,
        Self::TaxId,
        Self::Pension,
        Self::Ahv,
        Self::Svnr,
        Self::Document,
        Self::Link,
    ];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::Card => "card",
            Self::Ip => "ip",
            Self::TaxId => "tax_id",
            Self::Pension => "pension",
            Self::Ahv => "ahv",
            Self::Svnr => "svnr",
            Self::Document => "document",
            Self::Link => "link",
        }
    }

    /// May the visitor decide to have it kept as contact data?
    pub const fn is_contact(self) -> bool {
        matches!(self, Self::Mail | Self::Phone)
    }

    /// What stands in its place: plain text, in which nothing is found again.
    pub const fn placeholder(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Mail, Lang::De) => "[E-Mail-Adresse entfernt]",
            (Self::Mail, Lang::En) => "[email address removed]",
            (Self::Phone, Lang::De) => "[Telefonnummer entfernt]",
            (Self::Phone, Lang::En) => "[phone number removed]",
            (Self::Iban, Lang::De) => "[IBAN entfernt]",
            (Self::Iban, Lang::En) => "[IBAN removed]",
            (Self::Card, Lang::De) => "[Kartennummer entfernt]",
            (Self::Card, Lang::En) => "[card number removed]",
            (Self::Ip, Lang::De) => "[IP-Adresse entfernt]",
            (Self::Ip, Lang::En) => "[IP address removed]",
            (Self::TaxId, Lang::De) => "[Steuer-ID entfernt]",
            (Self::TaxId, Lang::En) => "[tax ID removed]",
            (Self::Pension, Lang::De) => "[Rentenversicherungsnummer entfernt]",
            (Self::Pension, Lang::En) => "[pension insurance number removed]",
            (Self::Ahv, Lang::De) => "[AHV-Nummer entfernt]",
            (Self::Ahv, Lang::En) => "[AHV number removed]",
            (Self::Svnr, Lang::De) => "[Sozialversicherungsnummer entfernt]",
            (Self::Svnr, Lang::En) => "[social insurance number removed]",
            (Self::Document, Lang::De) => "[Ausweisnummer entfernt]",
            (Self::Document, Lang::En) => "[document number removed]",
            // No space: a link stays one piece.
            (Self::Link, Lang::De) => "[entfernt]",
            (Self::Link, Lang::En) => "[removed]",
        }
    }
}

/// Kinds whose placeholders stand in a text.
pub fn masked_in(text: &str) -> Vec<Kind> {
    let stands = |kind: &Kind| Lang::ALL.iter().any(|lang| text.contains(kind.placeholder(*lang)));
    if text.contains('[') { Kind::ALL.into_iter().filter(stands).collect() } else { Vec::new() }
}
