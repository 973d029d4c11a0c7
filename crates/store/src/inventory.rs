//! The inventory: every table and column, whose data it is, what for, how long it is kept and how
//! it is erased. Erasure and retention read it, the record of processing will; a column missing
//! here fails the tests (R-DSR-02, R-RET-05).

use plausch_core::retention::Kind;

/// Whose data a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A visitor's; `sealed` = readable only with the conversation's key.
    Visitor {
        /// Readable only with the conversation's key.
        sealed: bool,
    },
    /// An agent's; `sealed` = readable only with the installation's key.
    Agent {
        /// Readable only with the installation's key.
        sealed: bool,
    },
    /// Of a person who asks for something by right; sealed with the installation's key, because it
    /// belongs to no single conversation.
    Requester,
    /// The operator's own settings and texts.
    Operator,
    /// Nobody's: numbers and states of the machine.
    Nobody,
}

/// How long a table's rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As long as the rule of this kind of data says (R-RET-01).
    Rule(Kind),
    /// Fourteen days (R-EMP-02).
    Reads,
    /// Until its own time of expiry.
    UntilExpiry,
    /// As long as the account or site exists.
    WithAccount,
    /// As long as the installation: ids and counts only.
    Installation,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Whose data it holds.
    pub whose: Whose,
    /// What for.
    pub what_for: &'static str,
    /// Its kind, where that is not its table's: when the kind's time has run out it is emptied, and
    /// the row stays.
    pub kind: Option<Kind>,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How long rows are kept.
    pub kept: Kept,
    /// The column by which rows go when their conversation is erased.
    pub erased_with_conversation: Option<&'static str>,
    /// Where a conversation can have many rows: the column that numbers them, so that they can go
    /// a few at a time.
    pub taken_by: Option<&'static str>,
    /// All its columns.
    pub columns: &'static [Column],
}

const fn column(name: &'static str, whose: Whose, what_for: &'static str) -> Column {
    Column { name, whose, what_for, kind: None }
}

const fn column_of(kind: Kind, name: &'static str, whose: Whose, what_for: &'static str) -> Column {
    Column { name, whose, what_for, kind: Some(kind) }
}

const SEALED: Whose = Whose::Visitor { sealed: true };
const VISITOR: Whose = Whose::Visitor { sealed: false };
const AGENT: Whose = Whose::Agent { sealed: false };
const AGENT_SEALED: Whose = Whose::Agent { sealed: true };
use Whose::{Nobody, Operator, Requester};

/// Every table; one that refers to others comes after them.
pub const TABLES: &[Table] = &[
    Table {
        name: "migration",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[column("version", Nobody, "which schema this is")],
    },
    Table {
        name: "site",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Operator, "its name in addresses"),
            column("settings", Operator, "what the administrator has set"),
            column("created_at", Nobody, "order"),
            column("updated_at", Nobody, "which settings are newer"),
        ],
    },
    Table {
        name: "agent",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", AGENT, "naming the account"),
            column("name", AGENT_SEALED, "shown to visitors and colleagues"),
            column("mail", AGENT_SEALED, "signing in"),
            column("mail_hash", AGENT, "finding the account at sign-in, by keyed hash"),
            column("role", AGENT, "deciding what the agent may do"),
            column("sites", AGENT, "on which sites; none: on all"),
            column("password_hash", AGENT, "checking the password (Argon2id)"),
            column("is_enabled", AGENT, "whether the agent may sign in"),
            column("created_at", AGENT, "order"),
        ],
    },
    Table {
        name: "agent_session",
        kept: Kept::UntilExpiry,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("token_hash", AGENT, "knowing the browser again"),
            column("agent_id", AGENT, "whose session it is"),
            column("created_at", AGENT, "when it began"),
            column("expires_at", AGENT, "when it ends"),
            column("used_at", AGENT, "in which hour it was used last; no address, no browser"),
            column("password_at", AGENT, "when the password was given in it last"),
        ],
    },
    Table {
        name: "invitation",
        kept: Kept::UntilExpiry,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("token_hash", AGENT, "knowing the one-time link"),
            column("agent_id", AGENT, "whom it is for"),
            column("created_at", AGENT, "when it was made"),
            column("expires_at", AGENT, "when it ends"),
        ],
    },
    Table {
        name: "conversation",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("id"),
        taken_by: None,
        columns: &[
            column("id", VISITOR, "naming the conversation"),
            column("site_id", VISITOR, "on which site"),
            column("lang", VISITOR, "in which language to answer"),
            column("state", VISITOR, "whether somebody has to answer"),
            column(
                "shelf",
                Nobody,
                "in the inbox, emptied of what was said, in the archive, or restricted",
            ),
            column("assignee", AGENT, "who answers"),
            column_of(Kind::Contact, "visitor_name", SEALED, "addressing the visitor; optional"),
            column_of(
                Kind::Contact,
                "contact_mail",
                SEALED,
                "answering by mail; only if the visitor chose to have it kept",
            ),
            column_of(
                Kind::Contact,
                "contact_phone",
                SEALED,
                "calling back; only if the visitor chose to have it kept",
            ),
            column_of(Kind::Messages, "consent_id", VISITOR, "the consent it rests on"),
            column("token_hash", VISITOR, "knowing the visitor's browser again"),
            column("token_expires_at", VISITOR, "when the browser is forgotten"),
            column_of(
                Kind::Messages,
                "remembered_by",
                VISITOR,
                "the consent by which the visitor is remembered",
            ),
            column("is_ended_by_visitor", VISITOR, "whether the visitor ended it"),
            column("is_withdrawn", VISITOR, "whether the consent was withdrawn"),
            column("started_at", VISITOR, "when it began"),
            column("last_message_at", VISITOR, "order, and from when retention counts"),
            column("last_message_seq", VISITOR, "what the list shows"),
            column("last_seq", Nobody, "numbering events without gaps"),
            column("last_visible", Nobody, "noticing a lost frame"),
            column("agents_seen", VISITOR, "showing the visitor what was seen"),
            column("visitor_seen", VISITOR, "showing the agents what was seen"),
            column("unread", Nobody, "showing the agents what is new"),
        ],
    },
    Table {
        name: "conversation_key",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "whose key it is"),
            column(
                "wrapped",
                SEALED,
                "opening names and bodies; empty where the key is in memory only",
            ),
        ],
    },
    Table {
        name: "conversation_event",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: Some("seq"),
        columns: &[
            column("conversation_id", VISITOR, "to which conversation it belongs"),
            column("seq", Nobody, "order without gaps"),
            column("previous_visible", Nobody, "noticing a lost frame"),
            column("is_visible", Nobody, "whether the visitor may see it"),
            column("at", VISITOR, "when it happened"),
            column("kind", VISITOR, "what happened"),
            column("agent_id", AGENT, "which agent did it"),
            column("assignee", AGENT, "who got the conversation"),
            column_of(Kind::Messages, "message_id", VISITOR, "sending again without sending twice"),
            column_of(Kind::Messages, "body", SEALED, "what was said"),
        ],
    },
    Table {
        name: "registry",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("site_id", Operator, "whose registry it is"),
            column("draft", Operator, "what is worked on"),
            column("published", Operator, "what visitors are asked"),
            column("published_at", Nobody, "since when"),
        ],
    },
    Table {
        name: "notice_version",
        kept: Kept::Rule(Kind::ConsentProof),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Operator, "naming the text by its content"),
            column("site_id", Operator, "on which site it was shown"),
            column("lang", Operator, "in which language"),
            column("content", Operator, "the exact text"),
            column("created_at", Nobody, "since when"),
        ],
    },
    Table {
        name: "consent_event",
        kept: Kept::Rule(Kind::ConsentProof),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("record_id", VISITOR, "the record, known to the visitor's browser"),
            column("number", Nobody, "order within the record"),
            column("site_id", VISITOR, "on which site"),
            column("kind", VISITOR, "granted or withdrawn"),
            column("granted", VISITOR, "which services, in which state"),
            column("since", VISITOR, "which of them were agreed to earlier, and when"),
            column("notice_version", VISITOR, "under which text"),
            column("lang", VISITOR, "in which language"),
            column("ui", VISITOR, "where in the pages"),
            column("at", VISITOR, "when"),
            column("salt", Nobody, "without it nobody can try out what the leaf stands for"),
            column("position", Nobody, "its place in the log, once it is sealed"),
        ],
    },
    Table {
        name: "refusal_count",
        kept: Kept::Rule(Kind::ConsentProof),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("site_id", Operator, "on which site"),
            column("day", Nobody, "on which day"),
            column("count", Nobody, "how many refused; whoever it was leaves nothing else"),
        ],
    },
    Table {
        name: "consent_block",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("number", Nobody, "its place in the chain"),
            column("first", Nobody, "the position of its first event"),
            column("at", Nobody, "when its events were sealed"),
            column("root", Nobody, "of the tree over the leaves"),
            column("previous", Nobody, "the hash of the block before it"),
            column("hash", Nobody, "what the next block names, and receipts"),
            column("leaves", Nobody, "salted hashes; without event and salt they tell nothing"),
        ],
    },
    Table {
        name: "journal",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Nobody, "naming the entry"),
            column("at", Nobody, "when"),
            column(
                "kind",
                Nobody,
                "erasure, withdrawal, objection, restriction, its lifting, or retention",
            ),
            column(
                "subject",
                Nobody,
                "the id of what is gone or was objected to, or of the site whose rule it was",
            ),
            column("reason", Nobody, "by whom or which rule"),
            column("counts", Nobody, "how many rows of which table"),
            column("cutoff", Nobody, "from before which moment it was, where a rule erased it"),
            column("checksum", Nobody, "of the ids that a rule erased, in their order"),
        ],
    },
    Table {
        name: "audit_entry",
        kept: Kept::Rule(Kind::Audit),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Nobody, "naming the entry"),
            column("at", AGENT, "when"),
            column("agent_id", AGENT, "who"),
            column("deed", AGENT, "what was done"),
            column("subject", AGENT, "to which id"),
            column("number", Nobody, "its place in the chain"),
            column("previous", Nobody, "the hash of the entry before it"),
            column("hash", Nobody, "what the next entry names"),
        ],
    },
    Table {
        name: "audit_head",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("place", Nobody, "there is one"),
            column("number", Nobody, "of the last entry of the audit"),
            column("hash", Nobody, "of the last entry of the audit"),
        ],
    },
    Table {
        name: "retention_rule",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("kind", Operator, "which kind of data, for all sites"),
            column("days", Operator, "for how many days it is kept"),
            column("reason", Operator, "why so long"),
        ],
    },
    Table {
        name: "archive",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "which conversation the law wants kept"),
            column("class", VISITOR, "by which rule of law"),
            column("ground", SEALED, "why it is of that class"),
            column("agent_id", AGENT, "who has said so"),
            column("at", AGENT, "when"),
            column("until", VISITOR, "when it has to go"),
        ],
    },
    Table {
        name: "role",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Operator, "naming the role"),
            column("name", Operator, "what people call it"),
            column("rights", Operator, "what it permits"),
            column("created_at", Nobody, "order"),
        ],
    },
    Table {
        name: "team",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Operator, "naming the team"),
            column("name", Operator, "what people call it"),
            column("members", AGENT, "who is in it"),
            column("members_since", Nobody, "weeks from before are of another group (R-EMP-01)"),
            column("sites", Operator, "whose waiting conversations are theirs"),
            column("created_at", Nobody, "order"),
        ],
    },
    Table {
        name: "conversation_read",
        kept: Kept::Reads,
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "what was read"),
            column("agent_id", AGENT, "who read it"),
            column("hour", AGENT, "in which hour; no minute, no number of times"),
        ],
    },
    Table {
        name: "data_request",
        kept: Kept::Rule(Kind::Requests),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Requester, "naming the request"),
            column("site_id", Operator, "whose controller was asked"),
            column("lang", Requester, "in which language to answer"),
            column("kind", Requester, "which right it is"),
            column("state", Requester, "what is still to be done"),
            column("source", Requester, "how it came in"),
            column("received_on", Requester, "from when the deadline counts"),
            column("due_on", Requester, "until when it has to be answered"),
            column("is_extended", Requester, "whether more time was taken"),
            column("agent_id", AGENT, "who has entered it"),
            column("at", AGENT, "when it was entered"),
            column("closed_at", Requester, "when it was answered, and from when its rule counts"),
            column("dossier", Requester, "who asks, what for, and the reasons; sealed"),
        ],
    },
    Table {
        name: "request_conversation",
        kept: Kept::Rule(Kind::Requests),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("request_id", Requester, "to which request it belongs"),
            column("conversation_id", Requester, "which conversation, also when it is gone"),
        ],
    },
    Table {
        name: "notification",
        kept: Kept::Rule(Kind::Requests),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Requester, "naming the line"),
            column("request_id", Requester, "to which request it belongs"),
            column("what", Requester, "what the recipient has to know"),
            column("details", Requester, "who that is, and how they were told; sealed"),
            column("at", Requester, "since when it has to be told"),
            column("told_at", Requester, "when they were told"),
        ],
    },
    Table {
        name: "restriction",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "what is kept and used for nothing"),
            column("request_id", VISITOR, "by which request"),
            column("shelf", Nobody, "where it was, and returns to"),
            column("agent_id", AGENT, "who has restricted it"),
            column("at", VISITOR, "since when"),
        ],
    },
    Table {
        name: "rectification",
        kept: Kept::Rule(Kind::Contact),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "whose contact data were put right"),
            column("at", VISITOR, "when: a restore puts right only older data"),
            column("visitor_name", SEALED, "what it is to be after a restore, too"),
            column("contact_mail", SEALED, "what it is to be after a restore, too"),
            column("contact_phone", SEALED, "what it is to be after a restore, too"),
        ],
    },
    Table {
        name: "own_access",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "whose page it opens"),
            column("code", VISITOR, "naming the conversation when the visitor comes back"),
            column("secret_hash", VISITOR, "knowing that it is the visitor who comes back"),
            column("created_at", VISITOR, "showing the visitor since when the secret counts"),
        ],
    },
    Table {
        name: "objection",
        kept: Kept::Rule(Kind::Facts),
        erased_with_conversation: Some("conversation_id"),
        taken_by: None,
        columns: &[
            column("conversation_id", VISITOR, "what the visitor objected to being used"),
            column("at", VISITOR, "since when it is kept apart from numbers and longer periods"),
        ],
    },
    Table {
        name: "second_factor",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("agent_id", AGENT, "whose app makes the codes"),
            column("secret", AGENT_SEALED, "checking codes at sign-in"),
            column("is_confirmed", AGENT, "whether a code has come from the app already"),
            column("last_step", AGENT, "taking each code once"),
            column("created_at", AGENT, "since when"),
        ],
    },
    Table {
        name: "recovery_code",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("agent_id", AGENT, "whose code it is"),
            column("hash", AGENT, "knowing a code that was not used yet"),
        ],
    },
    Table {
        name: "second_factor_waiver",
        kept: Kept::WithAccount,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("role_id", Operator, "the role that needs no second factor"),
            column("at", Nobody, "since when"),
        ],
    },
    Table {
        name: "incident",
        kept: Kept::Rule(Kind::Incidents),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Operator, "naming the breach"),
            column("noticed_at", Operator, "from when the clock runs"),
            column("is_open", Operator, "whether something has to be done"),
            column("due_at", Operator, "by when the authority has to be told"),
            column("changed_at", Operator, "from when retention counts"),
        ],
    },
    Table {
        name: "incident_version",
        kept: Kept::Rule(Kind::Incidents),
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("incident_id", Operator, "which breach"),
            column("number", Nobody, "order of what was written down"),
            column("at", AGENT, "when it was written down"),
            column("agent_id", AGENT, "who wrote it down"),
            column("content", Operator, "what is known, sealed with the installation's key"),
        ],
    },
    Table {
        name: "figures_unlocking",
        kept: Kept::Installation,
        erased_with_conversation: None,
        taken_by: None,
        columns: &[
            column("id", Nobody, "naming the entry"),
            column("ground", Operator, "works agreement, or none because there is no council"),
            column("reference", Operator, "the agreement's title, or the legal basis"),
            column("agreed_on", Operator, "the agreement's day"),
            column("reason", Operator, "why figures of single agents are needed"),
            column("agent_id", AGENT, "who unlocked them"),
            column("at", AGENT, "when"),
            column("ended_by", AGENT, "who took it back"),
            column("ended_at", AGENT, "when it was taken back"),
        ],
    },
    Table {
        name: "annotation",
        kept: Kept::Rule(Kind::Messages),
        erased_with_conversation: Some("conversation_id"),
        taken_by: Some("number"),
        columns: &[
            column("conversation_id", VISITOR, "whose message it is about"),
            column("number", Nobody, "order within the conversation"),
            column("seq", VISITOR, "which message was put right"),
            column("request_id", VISITOR, "by which data request"),
            column("at", VISITOR, "when"),
            column("body", SEALED, "what is right; the message stays as it was said"),
        ],
    },
];
