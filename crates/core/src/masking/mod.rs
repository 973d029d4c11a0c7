//! Personal data that has no place in a chat is taken out before anything is kept (R-MIN-03):
//! account and card numbers, official ids, addresses of machines, secrets in links, and, unless it
//! is to be kept as contact data, mail addresses and phone numbers.
//!
//! Pure and in one pass over candidate characters: no pattern engine, so nothing backtracks. What
//! has a check digit is masked for it; what has none (phone, documents) by its form and the words
//! before it, so that order numbers, prices, dates and postal codes stay. `phonenumber` would read
//! one number well, but finds none in a sentence and is far from the 20 µs that a message may take;
//! crates for cards bring a pattern engine for what is a check digit and a table of ten ranges.

mod card;
mod document;
mod fold;
mod iban;
mod ip;
mod kind;
mod label;
mod link;
mod mail;
mod number;
mod official;
mod phone;
mod reader;
mod words;

use std::collections::BTreeSet;

use self::fold::View;
pub use self::kind::{Kind, masked_in};
use self::reader::read;
use crate::personal::Personal;
use crate::site::Lang;

/// What is masked on a site.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Kinds that stay as they are.
    pub kept: BTreeSet<Kind>,
    mails: Vec<String>,
    phones: Vec<String>,
    ibans: Vec<String>,
}

impl Policy {
    /// Masks everything but `kept`, and lets pass the mail addresses, phone numbers and account numbers
    /// that stand in `own`: the site's.
    pub fn new<'t>(kept: BTreeSet<Kind>, own: impl IntoIterator<Item = &'t str>) -> Self {
        let mut policy = Self { kept, ..Self::default() };
        for text in own {
            let view = View::of(text);
            for Finding { kind, start, end } in read(view.text()) {
                let value = &view.text()[start..end];
                match kind {
                    Kind::Mail => policy.mails.push(mail::plain(value).to_lowercase()),
                    Kind::Phone => policy.phones.push(phone::significant(value)),
                    Kind::Iban => policy.ibans.push(iban::plain(value)),
                    _ => {}
                }
            }
        }
        policy
    }

    /// Does a text hold something that a site may name as its own? Nothing else can be recognised again.
    pub fn knows_own(text: &str) -> bool {
        let own = Self::new(BTreeSet::new(), [text]);
        !(own.mails.is_empty() && own.phones.is_empty() && own.ibans.is_empty())
    }

    fn masks(&self, kind: Kind, value: &str) -> bool {
        !self.kept.contains(&kind)
            && match kind {
                Kind::Mail => {
                    self.mails.is_empty()
                        || !self.mails.contains(&mail::plain(value).to_lowercase())
                }
                Kind::Phone => {
                    let value = phone::significant(value);
                    !self.phones.iter().any(|own| phone::is_same(own, &value))
                }
                Kind::Iban => self.ibans.is_empty() || !self.ibans.contains(&iban::plain(value)),
                _ => true,
            }
    }
}

/// Where something was found; bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
}

/// A text in which personal data was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text that may be kept.
    pub text: Personal<String>,
    /// What was masked.
    pub kinds: BTreeSet<Kind>,
    /// Mail addresses and phone numbers that were masked, as they read on one line.
    pub contacts: Vec<(Kind, Personal<String>)>,
}

/// Puts placeholders in the place of what the policy masks. Doing it again changes nothing.
pub fn mask(text: &str, policy: &Policy, lang: Lang) -> Masked {
    let mut masked = Masked {
        text: Personal::new(text.to_owned()),
        kinds: BTreeSet::new(),
        contacts: Vec::new(),
    };
    // A placeholder parts what stood together, so something new may show: each round takes away
    // letters and digits, so there is a last one.
    loop {
        let text = masked.text.reveal();
        let view = View::of(text);
        let mut findings = read(view.text());
        let value = |found: &Finding| &view.text()[found.start..found.end];
        findings.retain(|found| policy.masks(found.kind, value(found)));
        if findings.is_empty() {
            return masked;
        }
        let (mut made, mut done) = (String::with_capacity(text.len()), 0);
        for found in findings {
            let (start, end) = view.stretch(found.start, found.end);
            made.push_str(&text[done..start]);
            made.push_str(found.kind.placeholder(lang));
            done = end;
            masked.kinds.insert(found.kind);
            if found.kind.is_contact() {
                masked.contacts.push((found.kind, Personal::new(mail::plain(value(&found)))));
            }
        }
        made.push_str(&text[done..]);
        masked.text = Personal::new(made);
    }
}

/// Everything that is found in a text, in order and without overlaps.
pub fn find(text: &str) -> Vec<Finding> {
    let view = View::of(text);
    let mut findings = read(view.text());
    for found in &mut findings {
        (found.start, found.end) = view.stretch(found.start, found.end);
    }
    findings
}

#[cfg(test)]
mod tests;
