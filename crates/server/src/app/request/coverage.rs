//! Where each column with a person's data stands in the copy for them, or why it is not given
//! (R-DSR-02). A column of the inventory that is missing here fails the tests, and another test looks
//! for every place in a copy of a conversation that has everything.

/// A table's column, and where it stands: a JSON pointer (RFC 6901).
pub const GIVEN: &[(&str, &str, &str)] = &[
    ("conversation", "id", "/conversations/0/conversation"),
    ("conversation", "site_id", "/conversations/0/site/id"),
    ("conversation", "lang", "/conversations/0/lang"),
    ("conversation", "state", "/conversations/0/state"),
    ("conversation", "assignee", "/conversations/0/answered_by"),
    ("conversation", "visitor_name", "/conversations/0/name"),
    ("conversation", "contact_mail", "/conversations/0/contact/mail"),
    ("conversation", "contact_phone", "/conversations/0/contact/phone"),
    ("conversation", "consent_id", "/conversations/0/consent_record"),
    ("conversation", "token_expires_at", "/conversations/0/access_until"),
    ("conversation", "remembered_by", "/conversations/0/remembered_by"),
    ("conversation", "is_ended_by_visitor", "/conversations/0/is_ended_by_visitor"),
    ("conversation", "is_withdrawn", "/conversations/0/is_withdrawn"),
    ("conversation", "started_at", "/conversations/0/started_at"),
    ("conversation", "last_message_at", "/conversations/0/last_message_at"),
    ("conversation", "agents_seen", "/conversations/0/seen/by_agents"),
    ("conversation", "visitor_seen", "/conversations/0/seen/by_visitor"),
    ("conversation_key", "conversation_id", "/conversations/0/conversation"),
    ("conversation_event", "conversation_id", "/conversations/0/conversation"),
    ("conversation_event", "at", "/conversations/0/events/0/at"),
    ("conversation_event", "kind", "/conversations/0/events/0/kind"),
    ("conversation_event", "agent_id", "/conversations/0/events/1/name"),
    ("conversation_event", "assignee", "/conversations/0/events/1/name"),
    ("conversation_event", "message_id", "/conversations/0/events/0/id"),
    ("conversation_event", "body", "/conversations/0/events/0/body"),
    ("consent_event", "record_id", "/conversations/0/consents/0/record"),
    ("consent_event", "site_id", "/conversations/0/consents/0/site"),
    ("consent_event", "kind", "/conversations/0/consents/0/kind"),
    ("consent_event", "granted", "/conversations/0/consents/0/granted"),
    ("consent_event", "since", "/conversations/0/consents/0/since"),
    ("consent_event", "notice_version", "/conversations/0/consents/0/notice"),
    ("consent_event", "lang", "/conversations/0/consents/0/lang"),
    ("consent_event", "ui", "/conversations/0/consents/0/ui"),
    ("consent_event", "at", "/conversations/0/consents/0/at"),
    ("archive", "conversation_id", "/conversations/0/conversation"),
    ("archive", "class", "/conversations/0/kept_by_law/class"),
    ("archive", "ground", "/conversations/0/kept_by_law/ground"),
    ("archive", "agent_id", "/conversations/0/kept_by_law/by"),
    ("archive", "at", "/conversations/0/kept_by_law/at"),
    ("archive", "until", "/conversations/0/kept_by_law/until"),
    ("conversation_read", "conversation_id", "/conversations/0/conversation"),
    ("conversation_read", "agent_id", "/conversations/0/read_by/0/role"),
    ("conversation_read", "hour", "/conversations/0/read_by/0/hour"),
    ("own_access", "conversation_id", "/conversations/0/conversation"),
    ("objection", "conversation_id", "/conversations/0/conversation"),
    ("objection", "at", "/conversations/0/objected_at"),
    ("data_request", "id", "/request/id"),
    ("data_request", "lang", "/request/lang"),
    ("data_request", "kind", "/request/kind"),
    ("data_request", "state", "/request/state"),
    ("data_request", "source", "/request/source"),
    ("data_request", "received_on", "/request/received_on"),
    ("data_request", "due_on", "/request/due_on"),
    ("data_request", "is_extended", "/request/is_extended"),
    ("data_request", "dossier", "/request/asked"),
    ("request_conversation", "request_id", "/request/id"),
    ("request_conversation", "conversation_id", "/conversations/0/conversation"),
    ("notification", "request_id", "/request/id"),
    ("notification", "what", "/told/0/what"),
    ("notification", "details", "/told/0/recipient"),
    ("notification", "at", "/told/0/since"),
    ("notification", "told_at", "/told/0/told_at"),
    ("restriction", "conversation_id", "/conversations/0/conversation"),
    ("restriction", "request_id", "/conversations/0/restricted/request"),
    ("restriction", "agent_id", "/conversations/0/restricted/by"),
    ("restriction", "at", "/conversations/0/restricted/since"),
    ("annotation", "conversation_id", "/conversations/0/conversation"),
    ("annotation", "seq", "/conversations/0/events/0/seq"),
    ("annotation", "request_id", "/conversations/0/events/0/annotations/0/request"),
    ("annotation", "at", "/conversations/0/events/0/annotations/0/at"),
    ("annotation", "body", "/conversations/0/events/0/annotations/0/body"),
    ("rectification", "conversation_id", "/conversations/0/conversation"),
    ("rectification", "at", "/conversations/0/rectified_at"),
    ("rectification", "visitor_name", "/conversations/0/name"),
    ("rectification", "contact_mail", "/conversations/0/contact/mail"),
    ("rectification", "contact_phone", "/conversations/0/contact/phone"),
];

/// What of this the copy that visitors make by themselves has not, and why: nobody has looked through it
/// (Art. 15(4) GDPR). Everything else of a conversation stands there at the same place.
pub const NOT_IN_OWN: &[(&str, &str)] = &[
    ("/conversations/0/kept_by_law/ground", "words of the team, which may concern others"),
    ("/conversations/0/kept_by_law/by", "who in the team; the visitor knows those who answered"),
    ("/conversations/0/read_by/0/hour", "when somebody of the team read it (R-EMP-02)"),
    ("/conversations/0/restricted/by", "who in the team; the visitor knows those who answered"),
];

/// A table's column that is not given, and why.
pub const NOT_GIVEN: &[(&str, &str, &str)] = &[
    ("conversation", "token_hash", "the door to the conversation; says nothing about the person"),
    ("conversation", "last_message_seq", "which of the messages in the copy is the newest"),
    ("conversation_key", "wrapped", "a key; what it opens is in the copy"),
    ("own_access", "code", "a door to the person's own page, which shows it to them alone"),
    ("own_access", "secret_hash", "the lock of that door; says nothing about the person"),
    ("own_access", "created_at", "since when that lock counts; the own page shows it"),
    ("data_request", "closed_at", "the copy goes before the request is closed"),
    ("notification", "id", "names a line of the ledger; says nothing about the person"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use plausch_store::inventory::{TABLES, Whose};

    use super::*;

    #[test]
    fn r_dsr_02_every_column_with_a_persons_data_is_in_the_copy_or_named_with_a_reason() {
        let of_persons = TABLES.iter().flat_map(|table| {
            let belongs = table.erased_with_conversation.is_some();
            let columns = table.columns.iter().filter(move |column| match column.whose {
                Whose::Visitor { .. } | Whose::Requester => true,
                // Who did something in their conversation is theirs to know, as displayed.
                Whose::Agent { .. } => belongs,
                Whose::Operator | Whose::Nobody => false,
            });
            columns.map(|column| (table.name, column.name))
        });
        let wanted: BTreeSet<_> = of_persons.collect();
        assert!(wanted.len() > 60, "need columns for this to mean anything: {}", wanted.len());
        let named = GIVEN.iter().chain(NOT_GIVEN).map(|line| (line.0, line.1));
        let known: BTreeSet<_> = named.clone().collect();
        assert_eq!(named.count(), known.len(), "each once");
        let difference: Vec<_> = wanted.symmetric_difference(&known).collect();
        assert!(difference.is_empty(), "in the inventory or in the copy only: {difference:?}");
        assert!(NOT_GIVEN.iter().all(|line| line.2.len() > 10), "a reason is a sentence");
    }
}
