//! Why the system does not do something, in kinds that HTTP turns into answers.

use plausch_core::consent::NotAllowed;
use plausch_core::conversation::Refusal;
use plausch_core::masking::Kind;
use plausch_core::message::InvalidBody;
use plausch_core::site::Field;

/// Why a deed was not done. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for whoever asks.
    #[error("there is no such thing")]
    NotFound,
    /// Whoever asks may not do this.
    #[error("this is not allowed")]
    Forbidden,
    /// Figures of single agents are off: nobody has recorded by which right they would be on
    /// (R-EMP-01).
    #[error("figures of single agents are locked")]
    FiguresLocked,
    /// There were too many wrong passwords and codes in the agent's session: it is over.
    #[error("the session was ended")]
    SessionEnded,
    /// The visitor's token is unknown, expired or revoked.
    #[error("the token does not count")]
    TokenInvalid,
    /// The page's origin is not registered for the site.
    #[error("the origin is not registered for the site")]
    OriginNotRegistered,
    /// Chat data without a consent that covers the chat.
    #[error("consent is required")]
    ConsentRequired,
    /// The consent was given to another text than the current one.
    #[error("the consent was given to an earlier text")]
    ConsentStale,
    /// The visitor ended the conversation.
    #[error("the conversation was ended")]
    ConversationClosed,
    /// The conversation is kept and used for nothing: its visitor reads it, nobody writes (R-DSR-04).
    #[error("the conversation is restricted")]
    Restricted,
    /// The conversation is in the archive: the law wants it kept for now.
    #[error("the law wants the conversation kept")]
    KeptByLaw,
    /// Something was added to a copy since somebody looked it through (R-DSR-02).
    #[error("something was added since it was looked through")]
    NotReviewed,
    /// The same message id with another text.
    #[error("the message id was used for another text")]
    MessageIdReused,
    /// A text is too long.
    #[error("the text is too long")]
    TooLarge,
    /// A field can't stay as it is.
    #[error("{0} is not valid")]
    Invalid(&'static str),
    /// Settings that can't stay as they are.
    #[error("some settings are missing or out of bounds")]
    InvalidSettings(Vec<Field>),
    /// The message holds a mail address or phone number, and nobody has said what shall become of it.
    #[error("the message holds contact data")]
    ContactData(Vec<Kind>),
    /// It collides with what is there.
    #[error("there is one of that name already")]
    Conflict,
    /// The thing is in that state already.
    #[error("there is nothing to change")]
    Unchanged,
    /// Too often; try again after so many seconds.
    #[error("too many requests")]
    TooMany {
        /// When to try again, in seconds.
        retry_after: u64,
    },
    /// The database can't take it now.
    #[error("the database is not available")]
    Unavailable,
    /// A mistake of ours; the text is for the log.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<plausch_store::Error> for Error {
    fn from(error: plausch_store::Error) -> Self {
        match error {
            plausch_store::Error::Conflict => Self::Conflict,
            plausch_store::Error::Unavailable(reason) => {
                tracing::warn!(%reason, "the database is not available");
                Self::Unavailable
            }
            plausch_store::Error::Contention => Self::Unavailable,
            plausch_store::Error::Nul => Self::Invalid("text"),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<NotAllowed> for Error {
    fn from(reason: NotAllowed) -> Self {
        match reason {
            NotAllowed::Required => Self::ConsentRequired,
            NotAllowed::Stale => Self::ConsentStale,
        }
    }
}

impl From<Refusal> for Error {
    fn from(reason: Refusal) -> Self {
        match reason {
            Refusal::Ended => Self::ConversationClosed,
            Refusal::Restricted => Self::Restricted,
            Refusal::Unchanged => Self::Unchanged,
        }
    }
}

impl From<InvalidBody> for Error {
    fn from(reason: InvalidBody) -> Self {
        match reason {
            InvalidBody::Empty => Self::Invalid("body"),
            InvalidBody::TooLong => Self::TooLarge,
        }
    }
}
