//! Data requests: what a person asks for by right, until when it has to be answered, and what may
//! follow what (R-DSR-01, R-DSR-04; Arts. 12 and 15 to 21 GDPR).
//!
//! Not here: how requests are kept (store), and what they do to conversations (`app/request`).

mod deadline;
mod dossier;

pub use deadline::{Deadline, SOON, Urgency, day_of, kept_since, today};
pub use dossier::{Dossier, Reviewed};
/// A day of the calendar.
pub use time::Date as Day;

/// The longest text in a request, in characters.
pub const MAX_CHARACTERS: usize = 2_000;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$one])* $variant),+ }

        impl $name {
            /// All of them, in the order in which people read them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the stored word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words!(
    /// What a person asks for.
    Kind {
        /// To learn what is kept, and to get a copy (Art. 15).
        Access = "access",
        /// To get what they gave, in a form for machines (Art. 20).
        Portability = "portability",
        /// To have something put right (Art. 16).
        Rectification = "rectification",
        /// To have it erased (Art. 17).
        Erasure = "erasure",
        /// To have it kept, and used for nothing (Art. 18).
        Restriction = "restriction",
        /// To object to a use (Art. 21).
        Objection = "objection",
        /// To take a consent back (Art. 7(3)).
        Withdrawal = "withdrawal",
    }
);

words!(
    /// Where a request stands.
    State {
        /// Somebody works on it.
        Open = "open",
        /// It has to be made sure who asks.
        WaitingForIdentity = "waiting_for_identity",
        /// Everything has been collected; somebody looks it through.
        ReadyForReview = "ready_for_review",
        /// The copy may go to the person.
        Released = "released",
        /// It was refused, with a reason.
        Refused = "refused",
        /// The person has the answer.
        Done = "done",
    }
);

words!(
    /// How a request came in.
    Source {
        /// By mail.
        Mail = "mail",
        /// By letter.
        Letter = "letter",
        /// By phone.
        Phone = "phone",
        /// In person.
        Person = "person",
        /// In the chat.
        Chat = "chat",
        /// From the visitor's own page.
        Page = "page",
    }
);

words!(
    /// What recipients are to be told of (Art. 19; of objection and withdrawal, so that they stop, too).
    Telling {
        /// Something was put right.
        Rectification = "rectification",
        /// It was erased.
        Erasure = "erasure",
        /// It may be used for nothing for now.
        Restriction = "restriction",
        /// The person objects to other uses than the answer (Art. 21).
        Objection = "objection",
        /// A consent was taken back (Art. 7(3)).
        Withdrawal = "withdrawal",
    }
);

impl Kind {
    /// Its article of the GDPR.
    pub const fn article(self) -> &'static str {
        match self {
            Self::Access => "15",
            Self::Portability => "20",
            Self::Rectification => "16",
            Self::Erasure => "17",
            Self::Restriction => "18",
            Self::Objection => "21",
            Self::Withdrawal => "7(3)",
        }
    }

    /// Does the answer hold only what the person gave (Art. 20(1), R-DSR-05)?
    pub const fn is_of_what_was_given(self) -> bool {
        matches!(self, Self::Portability)
    }
}

impl State {
    /// Is there nothing left to be done within a deadline?
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Refused | Self::Done)
    }
}

/// Something that somebody does to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The person is asked who they are.
    AskIdentity,
    /// It is noted how somebody made sure who asks.
    NoteIdentity,
    /// Everything is collected, to be looked through.
    Collect,
    /// What was looked through may go.
    Release,
    /// Something is changed: other conversations belong to it, a line is kept back.
    Change,
    /// Something is carried out: erased, put right, restricted, objected to, taken back.
    CarryOut,
    /// More time is taken (Art. 12(3)).
    Extend,
    /// It is refused (Art. 12(5)).
    Refuse,
    /// The person has the answer.
    Finish,
    /// It was closed by mistake, or the person comes back to it.
    Reopen,
}

/// Why a deed can't be done to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is refused or done.
    #[error("the request is closed")]
    Closed,
    /// It is worked on.
    #[error("the request is not closed")]
    NotClosed,
    /// Nobody has noted how they made sure who asks (Art. 12(6)).
    #[error("it has not been made sure who asks")]
    IdentityOpen,
    /// It was not looked through yet (Art. 15(4)).
    #[error("nobody has looked it through")]
    NotReviewed,
}

impl State {
    /// Where the request stands after a deed. `is_known`: it has been noted how somebody made sure who
    /// asks; without it nothing goes out and nothing is changed.
    pub const fn after(self, deed: Deed, is_known: bool) -> Result<Self, Refusal> {
        match deed {
            Deed::Reopen if self.is_closed() => Ok(Self::Open),
            _ if self.is_closed() => Err(Refusal::Closed),
            Deed::Reopen => Err(Refusal::NotClosed),
            Deed::AskIdentity => Ok(Self::WaitingForIdentity),
            Deed::NoteIdentity if matches!(self, Self::WaitingForIdentity) => Ok(Self::Open),
            Deed::NoteIdentity | Deed::Extend => Ok(self),
            Deed::Refuse => Ok(Self::Refused),
            _ if !is_known => Err(Refusal::IdentityOpen),
            Deed::Collect => Ok(Self::ReadyForReview),
            // What was released is looked through again when something of it has changed.
            Deed::Change if matches!(self, Self::Released) => Ok(Self::ReadyForReview),
            Deed::Release if !matches!(self, Self::ReadyForReview) => Err(Refusal::NotReviewed),
            Deed::Release => Ok(Self::Released),
            Deed::Change | Deed::CarryOut => Ok(self),
            Deed::Finish => Ok(Self::Done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(*state));
        }
        for source in Source::ALL {
            assert_eq!(Source::parse(source.as_str()), Some(*source));
        }
        assert_eq!(Telling::parse("erasure"), Some(Telling::Erasure));
        assert_eq!(Kind::parse("wishes"), None);
    }

    #[test]
    fn r_dsr_01_nothing_goes_out_and_nothing_is_changed_before_it_is_sure_who_asks() {
        for deed in [Deed::Collect, Deed::Change, Deed::Release, Deed::CarryOut, Deed::Finish] {
            for state in [State::Open, State::WaitingForIdentity, State::ReadyForReview] {
                assert_eq!(state.after(deed, false), Err(Refusal::IdentityOpen), "{deed:?}");
            }
        }
        assert_eq!(State::Open.after(Deed::AskIdentity, false), Ok(State::WaitingForIdentity));
        let noted = State::WaitingForIdentity.after(Deed::NoteIdentity, false);
        assert_eq!(noted, Ok(State::Open));
        assert_eq!(State::Open.after(Deed::Refuse, false), Ok(State::Refused));
    }

    #[test]
    fn r_dsr_02_a_copy_is_looked_through_before_it_goes_and_again_when_it_has_changed() {
        assert_eq!(State::Open.after(Deed::Release, true), Err(Refusal::NotReviewed));
        let review = State::Open.after(Deed::Collect, true);
        assert_eq!(review, Ok(State::ReadyForReview));
        assert_eq!(State::ReadyForReview.after(Deed::Release, true), Ok(State::Released));
        assert_eq!(State::Released.after(Deed::Change, true), Ok(State::ReadyForReview));
        assert_eq!(State::Released.after(Deed::Finish, true), Ok(State::Done));
    }

    #[test]
    fn r_dsr_01_what_is_closed_stays_closed_unless_somebody_opens_it_again() {
        let deeds = [Deed::NoteIdentity, Deed::Collect, Deed::Extend, Deed::Refuse, Deed::Finish];
        for state in [State::Refused, State::Done] {
            for deed in deeds {
                assert_eq!(state.after(deed, true), Err(Refusal::Closed), "{state:?} {deed:?}");
            }
            assert_eq!(state.after(Deed::Reopen, true), Ok(State::Open));
        }
        assert_eq!(State::Released.after(Deed::Reopen, true), Err(Refusal::NotClosed));
    }
}
