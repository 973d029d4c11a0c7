//! A conversation: who has it, what state it is in, and how an event changes that.

use crate::event::{Author, Kind};
use crate::id::{AgentId, ConsentId, ConversationId, SiteId};
use crate::personal::Personal;
use crate::role::Place;
use crate::site::{Lang, Settings};
use crate::time::Timestamp;

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has it yet.
    Waiting,
    /// An agent has it.
    Open,
    /// It is over, until somebody writes again.
    Closed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Open, Self::Closed];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// How the visitor wants to be reached, where they chose that it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// A mail address.
    pub mail: Option<Personal<String>>,
    /// A phone number.
    pub phone: Option<Personal<String>>,
}

/// A conversation without its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts of their own, of which any two may hold")]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// On which site.
    pub site: SiteId,
    /// In which language the visitor began it.
    pub lang: Lang,
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub assignee: Option<AgentId>,
    /// The visitor's name, if they gave one.
    pub visitor_name: Option<Personal<String>>,
    /// How the visitor wants to be reached (R-MIN-03).
    pub contact: Contact,
    /// The consent record it rests on (mode `consent`).
    pub consent: Option<ConsentId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When something was last written.
    pub last_message_at: Timestamp,
    /// Number of the newest event.
    pub last_seq: i64,
    /// Number of the newest event that the visitor may see.
    pub last_visible: i64,
    /// Agents have seen up to here.
    pub agents_seen: i64,
    /// The visitor has seen up to here.
    pub visitor_seen: i64,
    /// Messages of the visitor that no agent has seen.
    pub unread: i64,
    /// Until when the visitor's token counts.
    pub token_expires_at: Timestamp,
    /// The consent record by which the visitor is remembered, if they chose that.
    pub remembered_by: Option<ConsentId>,
    /// Did the visitor end it? Then only they could begin a new one.
    pub is_ended_by_visitor: bool,
    /// Was the consent withdrawn? Then the token is good for download and erasure only.
    pub is_withdrawn: bool,
    /// `false`: delivered, not kept. Its key is in memory only, and it is gone when it ends (R-MIN-03).
    pub is_kept: bool,
    /// Is it in the archive, because the law wants it kept? Then nothing happens to it any more
    /// (R-RET-03).
    pub is_archived: bool,
    /// Is it restricted, because somebody asked for that by right? Then it is kept, and nothing else
    /// (Art. 18 GDPR, R-DSR-04).
    pub is_restricted: bool,
}

/// A conversation that has grown to so many events takes no more messages of the visitor, who may
/// begin a new one: it can still be read, taken along and erased in one piece.
pub const MAX_EVENTS: i64 = 5_000;

/// Why something can't happen to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The visitor ended it, or took the consent back.
    #[error("the conversation was ended by the visitor")]
    Ended,
    /// It is kept and used for nothing, because its visitor asked for that (Art. 18 GDPR).
    #[error("the conversation is restricted")]
    Restricted,
    /// It is closed already, or it is not closed: nothing to change.
    #[error("the conversation is in that state already")]
    Unchanged,
}

impl Conversation {
    /// Where it is, and who has it.
    pub fn place(&self) -> Place {
        Place::new(self.site.clone(), self.assignee.clone())
    }

    /// How an event changes state and assignee; what would change nothing is refused.
    pub fn after(
        &self,
        kind: Kind,
        author: &Author,
        assignee: Option<&AgentId>,
    ) -> Result<(State, Option<AgentId>), Refusal> {
        let held = |assignee: Option<&AgentId>| {
            if assignee.is_some() { State::Open } else { State::Waiting }
        };
        match (kind, author) {
            _ if self.is_restricted => Err(Refusal::Restricted),
            _ if self.is_archived => Err(Refusal::Ended),
            (Kind::Note, _) => Ok((self.state, self.assignee.clone())),
            // Whoever has ended it hasn't got it open any more.
            (kind, _) if kind.is_told() && self.is_ended_by_visitor => Err(Refusal::Ended),
            (Kind::NoticeChanged | Kind::StaysKept | Kind::StaysUnkept, _) => {
                Ok((self.state, self.assignee.clone()))
            }
            // Nobody could read an answer any more, or wants one.
            (Kind::Message | Kind::Reopened | Kind::Assigned, _)
                if self.is_ended_by_visitor || self.is_withdrawn =>
            {
                Err(Refusal::Ended)
            }
            (Kind::Message, Author::Visitor) if self.last_seq >= MAX_EVENTS => Err(Refusal::Ended),
            // Whoever answers first has it; a visitor who writes again reopens it.
            (Kind::Message, Author::Agent(agent)) => {
                Ok((State::Open, Some(self.assignee.clone().unwrap_or_else(|| agent.clone()))))
            }
            (Kind::Message, Author::Visitor | Author::Site) => {
                Ok((held(self.assignee.as_ref()), self.assignee.clone()))
            }
            (Kind::Assigned, _)
                if self.assignee.as_ref() == assignee && self.state != State::Closed =>
            {
                Err(Refusal::Unchanged)
            }
            (Kind::Assigned, _) => Ok((held(assignee), assignee.cloned())),
            // A visitor may end for good what an agent has only closed.
            (Kind::Closed, Author::Visitor) if self.is_ended_by_visitor => Err(Refusal::Unchanged),
            (Kind::Closed, Author::Agent(_)) if self.state == State::Closed => {
                Err(Refusal::Unchanged)
            }
            (Kind::Closed, _) => Ok((State::Closed, self.assignee.clone())),
            (Kind::Reopened, _) if self.state != State::Closed => Err(Refusal::Unchanged),
            (Kind::Reopened, _) => Ok((held(self.assignee.as_ref()), self.assignee.clone())),
        }
    }

    /// Until when the token counts after something happened now (R-TERM-05, R-TERM-06).
    pub const fn token_expiry(
        is_remembered: bool,
        settings: &Settings,
        now: Timestamp,
    ) -> Timestamp {
        now.plus(if is_remembered { settings.remember_limit() } else { settings.idle_limit() })
    }

    /// Until when the token counts after an agent did something. A message is there to be read, so
    /// the idle time begins anew; but what has expired stays expired (R-TERM-05).
    pub fn token_expiry_after(&self, kind: Kind, settings: &Settings, now: Timestamp) -> Timestamp {
        if kind == Kind::Message && now < self.token_expires_at {
            Self::token_expiry(self.remembered_by.is_some(), settings, now)
                .max(self.token_expires_at)
        } else {
            self.token_expires_at
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation() -> Conversation {
        let start = Timestamp::from_millis(0);
        Conversation {
            id: ConversationId::new(start, [0; 10]),
            site: SiteId::parse("blumenladen").expect("a site"),
            lang: Lang::De,
            state: State::Waiting,
            assignee: None,
            visitor_name: None,
            contact: Contact::default(),
            consent: None,
            started_at: start,
            last_message_at: start,
            last_seq: 1,
            last_visible: 1,
            agents_seen: 0,
            visitor_seen: 1,
            unread: 1,
            token_expires_at: start,
            remembered_by: None,
            is_ended_by_visitor: false,
            is_withdrawn: false,
            is_kept: true,
            is_archived: false,
            is_restricted: false,
        }
    }

    fn ada() -> AgentId {
        AgentId::new(Timestamp::from_millis(1), [1; 10])
    }

    fn ben() -> AgentId {
        AgentId::new(Timestamp::from_millis(1), [2; 10])
    }

    #[test]
    fn whoever_answers_first_has_the_conversation() {
        let answered = conversation().after(Kind::Message, &Author::Agent(ada()), None);
        assert_eq!(answered, Ok((State::Open, Some(ada()))));
        let adas = Conversation { state: State::Open, assignee: Some(ada()), ..conversation() };
        assert_eq!(
            adas.after(Kind::Message, &Author::Agent(ben()), None),
            Ok((State::Open, Some(ada())))
        );
    }

    #[test]
    fn a_closed_conversation_reopens_when_the_visitor_writes() {
        let closed = Conversation { state: State::Closed, assignee: Some(ada()), ..conversation() };
        assert_eq!(
            closed.after(Kind::Message, &Author::Visitor, None),
            Ok((State::Open, Some(ada())))
        );
        let unheld = Conversation { state: State::Closed, ..conversation() };
        assert_eq!(unheld.after(Kind::Message, &Author::Visitor, None), Ok((State::Waiting, None)));
    }

    #[test]
    fn what_the_visitor_ended_or_withdrew_stays_ended_but_takes_notes() {
        let closed = Conversation { state: State::Closed, ..conversation() };
        for over in [
            Conversation { is_ended_by_visitor: true, ..closed.clone() },
            Conversation { is_withdrawn: true, ..closed },
        ] {
            for kind in [Kind::Message, Kind::Reopened] {
                assert_eq!(over.after(kind, &Author::Agent(ada()), None), Err(Refusal::Ended));
            }
            assert!(over.after(Kind::Note, &Author::Agent(ada()), None).is_ok());
        }
    }

    #[test]
    fn r_ret_03_nothing_happens_to_what_is_in_the_archive() {
        let archived = Conversation { state: State::Closed, is_archived: true, ..conversation() };
        for (kind, author) in [
            (Kind::Message, Author::Visitor),
            (Kind::Closed, Author::Visitor),
            (Kind::Note, Author::Agent(ada())),
            (Kind::Reopened, Author::Agent(ada())),
        ] {
            assert_eq!(archived.after(kind, &author, None), Err(Refusal::Ended), "{kind:?}");
        }
    }

    #[test]
    fn r_dsr_04_nothing_happens_to_what_is_restricted() {
        let kept = Conversation { is_restricted: true, ..conversation() };
        for (kind, author) in [
            (Kind::Message, Author::Visitor),
            (Kind::Message, Author::Agent(ada())),
            (Kind::Note, Author::Agent(ada())),
            (Kind::Assigned, Author::Agent(ada())),
        ] {
            assert_eq!(kept.after(kind, &author, None), Err(Refusal::Restricted), "{kind:?}");
        }
    }

    #[test]
    fn r_info_05_that_the_notice_has_changed_changes_nothing_else_and_is_told_to_who_is_there() {
        let open = Conversation { state: State::Open, assignee: Some(ada()), ..conversation() };
        let told = |conversation: &Conversation| {
            conversation.after(Kind::NoticeChanged, &Author::Site, None)
        };
        assert_eq!(told(&open), Ok((State::Open, Some(ada()))));
        let closed = Conversation { state: State::Closed, ..conversation() };
        assert_eq!(told(&closed), Ok((State::Closed, None)), "writing would open it again");
        let ended = Conversation { is_ended_by_visitor: true, ..closed };
        assert_eq!(told(&ended), Err(Refusal::Ended));
        for (is_kept, keeps_nothing, kind) in [
            (true, false, Kind::NoticeChanged),
            (true, true, Kind::StaysKept),
            (false, false, Kind::StaysUnkept),
            (false, true, Kind::NoticeChanged),
        ] {
            assert_eq!(Kind::of_change(is_kept, keeps_nothing), kind);
        }
    }

    #[test]
    fn a_conversation_stays_small_enough_to_be_taken_along_in_one_piece() {
        let full = Conversation { last_seq: MAX_EVENTS, ..conversation() };
        assert_eq!(full.after(Kind::Message, &Author::Visitor, None), Err(Refusal::Ended));
        assert!(
            full.after(Kind::Message, &Author::Agent(ada()), None).is_ok(),
            "agents may finish"
        );
    }

    #[test]
    fn r_term_05_an_answer_keeps_a_living_token_alive_and_wakes_no_dead_one() {
        let settings = crate::site::tests::blumenladen();
        let token = |expires_at| Conversation {
            token_expires_at: Timestamp::from_millis(expires_at),
            ..conversation()
        };
        let (now, idle) = (Timestamp::from_millis(1_000), settings.idle_limit());
        let after =
            |expires_at, kind| token(expires_at).token_expiry_after(kind, &settings, now).millis();
        assert_eq!(after(1_001, Kind::Message), 1_000 + idle);
        assert_eq!(after(1_001, Kind::Note), 1_001);
        assert_eq!(after(1_000, Kind::Message), 1_000);
    }

    #[test]
    fn handing_over_changes_who_has_it_and_doing_it_twice_is_refused() {
        let adas = Conversation { state: State::Open, assignee: Some(ada()), ..conversation() };
        let by_ada = Author::Agent(ada());
        assert_eq!(
            adas.after(Kind::Assigned, &by_ada, Some(&ben())),
            Ok((State::Open, Some(ben())))
        );
        assert_eq!(adas.after(Kind::Assigned, &by_ada, Some(&ada())), Err(Refusal::Unchanged));
        assert_eq!(adas.after(Kind::Assigned, &by_ada, None), Ok((State::Waiting, None)));
    }
}
