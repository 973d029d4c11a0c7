//! An agent: somebody who answers. Roles decide who may do what.

use serde::{Deserialize, Serialize};

use crate::id::AgentId;
use crate::personal::Personal;

/// The shortest password, in characters (NIST SP 800-63B asks for length, not for patterns).
pub const MIN_PASSWORD_CHARACTERS: usize = 12;
/// The longest password, in characters: hashing more would only cost time.
pub const MAX_PASSWORD_CHARACTERS: usize = 200;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets up sites and agents, erases conversations; answers as well.
    Administrator,
    /// Answers.
    Agent,
}

impl Role {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Agent => "agent",
        }
    }

    /// Reads a role's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Administrator, Self::Agent].into_iter().find(|role| role.as_str() == text)
    }

    /// May this role do that? The one table of rights.
    pub const fn may(self, deed: Deed) -> bool {
        match deed {
            Deed::Answer => true,
            Deed::EraseConversation | Deed::ManageSites | Deed::ManageAgents => {
                matches!(self, Self::Administrator)
            }
        }
    }
}

/// What a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Read and answer conversations.
    Answer,
    /// Erase a conversation for good.
    EraseConversation,
    /// Create and change sites.
    ManageSites,
    /// Invite agents, change roles, disable accounts.
    ManageAgents,
}

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
    pub role: Role,
    /// May they sign in?
    pub is_enabled: bool,
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
    fn r_sec_02_an_agent_answers_and_only_an_administrator_sets_up_and_erases() {
        for deed in [Deed::EraseConversation, Deed::ManageSites, Deed::ManageAgents] {
            assert!(Role::Administrator.may(deed) && !Role::Agent.may(deed), "{deed:?}");
        }
        assert!(Role::Agent.may(Deed::Answer));
    }

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
