//! An agent: somebody who signs in, mostly to answer. What they may do is `role`.

use std::collections::BTreeSet;

use crate::id::{AgentId, RoleId, SiteId, TeamId};
use crate::personal::Personal;

/// The shortest password, in characters (NIST SP 800-63B asks for length, not for patterns).
pub const MIN_PASSWORD_CHARACTERS: usize = 12;
/// The longest password, in characters: hashing more would only cost time.
pub const MAX_PASSWORD_CHARACTERS: usize = 200;

/// An agent's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Its id.
    pub id: AgentId,
    /// The name that visitors and colleagues read; a pseudonym is fine (R-EMP-04).
    pub name: Personal<String>,
    /// The address to sign in with.
    pub mail: Personal<String>,
    /// What they may do.
    pub role: RoleId,
    /// The sites on which they may do it; `None`: all.
    pub sites: Option<BTreeSet<SiteId>>,
    /// May they sign in?
    pub is_enabled: bool,
}

/// Agents who share what waits on some sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// Who is in it.
    pub members: BTreeSet<AgentId>,
    /// The sites whose waiting conversations are theirs. A site without a team is everybody's.
    pub sites: BTreeSet<SiteId>,
}

/// A mail address in the form in which it is compared: trimmed and in lower case.
pub fn normalised_mail(mail: &str) -> String {
    mail.trim().to_lowercase()
}

/// Does this look like a mail address? One `@`, something on both sides, no white space.
/// Whether it exists only a mail can tell.
pub fn is_mail(mail: &str) -> bool {
    let mail = mail.trim();
    mail.len() <= 254
        && !mail.chars().any(|c| c.is_whitespace() || c.is_control())
        && mail.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

/// Is the password long enough to be one, and short enough to be hashed?
pub fn is_acceptable_password(password: &Personal<String>) -> bool {
    (MIN_PASSWORD_CHARACTERS..=MAX_PASSWORD_CHARACTERS).contains(&password.reveal().chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_sec_03_short_passwords_are_refused() {
        let accepts = |text: &str| is_acceptable_password(&Personal::new(text.to_owned()));
        assert!(!accepts("kurz") && accepts("zwölf zeichen"));
    }

    #[test]
    fn mail_addresses_are_told_from_other_texts() {
        assert!(is_mail("ada@blumenladen.example"));
        for bad in ["", "ada", "@x", "a@", "a b@c", "a@b@c"] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
