//! Who changed what, for those who have to account for it. Entries are written by the deeds
//! themselves, in their own unit of work; `plausch verify` checks their chain.

use plausch_core::audit::Entry;
use plausch_core::merkle::Hash;
use plausch_core::role::{Level, Permission};
pub use plausch_store::AuditSearch;

use super::{App, Error, SignedIn};

/// Entries on one page.
const PAGE: i64 = 50;

/// What is written into the audit and has a name; a test looks for each in the sources. What is
/// missing here is shown in its own words. What follows a colon there is a reason that somebody gave.
pub const DEEDS: [&str; 76] = [
    "signed in",
    "failed to sign in",
    "took up an invitation",
    "invited an agent",
    "made a one-time link",
    "changed an agent",
    "changed the own password",
    "created a role",
    "changed a role",
    "deleted a role",
    "created a team",
    "changed a team",
    "deleted a team",
    "created a site",
    "changed a site",
    "changed a registry",
    "published a registry",
    "changed retention for all sites",
    "exported consents",
    "exported the deletion log",
    "erased a conversation",
    "archived a conversation",
    "took a conversation out of the archive",
    "read a conversation of the archive",
    "took a conversation of the archive along",
    plausch_core::audit::DELETED,
    "rotated the master key",
    "switched the second factor on",
    "switched the second factor off",
    "reset a second factor",
    "made new recovery codes",
    "used a recovery code",
    "ended a session",
    "ended all other sessions",
    "ended a session in which somebody guessed",
    "locked the sign-in for a while",
    "made a role need a second factor",
    "let a role sign in without a second factor",
    "visitor came by code and secret",
    "visitor made a secret",
    "visitor took a copy",
    "visitor corrected contact data",
    "visitor objected",
    "visitor took an objection back",
    "visitor withdrew the consent to the chat",
    "visitor erased the conversation",
    "unlocked figures of single agents",
    "looked at figures of single agents",
    "locked figures of single agents",
    "exported own data",
    "recorded a breach",
    "changed a breach",
    "counted whom a breach concerns",
    "exported whom a breach concerns",
    "exported the register of breaches",
    "entered a data request",
    "asked who makes a data request",
    "noted who makes a data request",
    "added a conversation to a data request",
    "took a conversation from a data request",
    "collected for a data request",
    "chose what a data request keeps back",
    "downloaded the copy of a data request",
    "released a data request",
    "answered a data request",
    "refused a data request",
    "reopened a data request",
    "extended the deadline of a data request",
    "added a recipient to a data request",
    "told a recipient of a data request",
    "restricted a conversation",
    "lifted the restriction of a conversation",
    "put contact data right",
    "annotated a message",
    "took up an objection",
    "took back a consent",
];

/// A part of what was found, newest first, and below which number the next part begins.
#[derive(Debug)]
pub struct Found {
    /// The entries, each with its hash.
    pub entries: Vec<(Entry, Hash)>,
    /// Where it goes on, when it does.
    pub next: Option<i64>,
}

/// Entries that fit. Only for those who aren't limited to some sites: an entry may be of any.
pub async fn list(
    app: &App,
    who: &SignedIn,
    search: AuditSearch,
    before: Option<i64>,
) -> Result<Found, Error> {
    who.may(Permission::Audit, Level::Read)?;
    if who.reach.sites.is_some() {
        return Err(Error::Forbidden);
    }
    let deed = move |tx: &mut plausch_store::Tx<'_>| tx.audit_entries(&search, before, PAGE + 1);
    let mut entries = app.store.read(deed).await?;
    let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| is_more).map(|(last, _)| last.number);
    Ok(Found { entries, next })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Every text in quotation marks that the sources have.
    fn texts(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                texts(&path, found);
            } else if !path.ends_with("app/audit.rs") {
                let source = std::fs::read_to_string(path).unwrap();
                found.extend(
                    source
                        .split('"')
                        .map(|text| text.split(": {").next().unwrap_or_default().to_owned()),
                );
            }
        }
    }

    #[test]
    fn every_deed_of_the_audit_is_done_somewhere_and_has_a_name_in_both_languages() {
        let mut found = BTreeSet::new();
        for sources in ["src", "../core/src"] {
            texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(sources), &mut found);
        }
        let all = crate::texts::Texts::built_in();
        for deed in DEEDS {
            assert!(found.contains(deed), "nobody does this: {deed}");
            for lang in plausch_core::site::Lang::ALL {
                let key = format!("deed-{}", deed.replace(' ', "-"));
                assert_ne!(all.speaker(lang).say(&key), key, "no name: {key}");
            }
        }
    }
}
