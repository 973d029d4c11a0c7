-- Times are Unix milliseconds UTC; ids are text; sealed columns hold nonce + AES-256-GCM.
-- What each column is for, how long it is kept and how it is erased: src/inventory.rs.

create table site (
    id text not null primary key,
    settings text not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table agent (
    id text not null primary key,
    name bytea not null,
    mail bytea not null,
    mail_hash bytea not null unique,
    role text not null,
    sites text,
    password_hash text,
    is_enabled boolean not null,
    created_at bigint not null
);

create table agent_session (
    token_hash bytea not null primary key,
    agent_id text not null references agent (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint not null,
    password_at bigint not null
);
create index agent_session_agent on agent_session (agent_id);

create table invitation (
    token_hash bytea not null primary key,
    agent_id text references agent (id),
    created_at bigint not null,
    expires_at bigint not null
);

create table conversation (
    id text not null primary key,
    site_id text not null references site (id),
    lang text not null,
    state text not null check (state in ('waiting', 'open', 'closed')),
    shelf text not null check (shelf in ('inbox', 'emptied', 'archive', 'restricted')),
    assignee text references agent (id),
    visitor_name bytea,
    contact_mail bytea,
    contact_phone bytea,
    consent_id text,
    token_hash bytea not null unique,
    token_expires_at bigint not null,
    remembered_by text,
    is_ended_by_visitor boolean not null,
    is_withdrawn boolean not null,
    started_at bigint not null,
    last_message_at bigint not null,
    last_message_seq bigint not null,
    last_seq bigint not null,
    last_visible bigint not null,
    agents_seen bigint not null,
    visitor_seen bigint not null,
    unread bigint not null,
    told text not null
);
create index conversation_by_state on conversation (shelf, state, last_message_at, id);
create index conversation_by_assignee on conversation (assignee, state, last_message_at, id)
    where assignee is not null and shelf = 'inbox';
create index conversation_by_nobody on conversation (shelf, state, last_message_at, id)
    where assignee is null;
create index conversation_by_consent on conversation (consent_id) where consent_id is not null;
create index conversation_by_remembering on conversation (remembered_by)
    where remembered_by is not null;

create table conversation_key (
    conversation_id text not null primary key references conversation (id),
    -- Null: the key is in memory only, and nothing of the conversation is kept.
    wrapped bytea
);
create index conversation_key_in_memory on conversation_key (conversation_id)
    where wrapped is null;

create table conversation_event (
    conversation_id text not null references conversation (id),
    seq bigint not null,
    previous_visible bigint not null,
    is_visible boolean not null,
    at bigint not null,
    kind text not null check (kind in ('message', 'note', 'assigned', 'closed', 'reopened',
        'notice_changed', 'stays_kept', 'stays_unkept')),
    agent_id text references agent (id),
    assignee text references agent (id),
    message_id text,
    body bytea,
    primary key (conversation_id, seq),
    unique (conversation_id, message_id)
);

create table registry (
    site_id text not null primary key references site (id),
    draft text not null,
    published text not null,
    published_at bigint
);

create table notice_version (
    id text not null primary key,
    site_id text not null references site (id),
    lang text not null,
    content text not null,
    created_at bigint not null,
    -- null: shown now
    replaced_at bigint
);

create table consent_event (
    record_id text not null,
    number bigint not null,
    site_id text not null references site (id),
    kind text not null check (kind in ('granted', 'withdrawn')),
    granted text not null,
    since text not null,
    notice_version text not null references notice_version (id),
    lang text not null,
    ui text not null,
    at bigint not null,
    salt bytea not null,
    position bigint,
    primary key (record_id, number)
);
-- Also for what is still to be sealed, oldest first.
create index consent_event_by_position on consent_event (position, at);

create table consent_block (
    number bigint not null primary key,
    first bigint not null,
    at bigint not null,
    root bytea not null,
    previous bytea not null,
    hash bytea not null,
    leaves bytea not null
);
create index consent_block_by_first on consent_block (first, number);
create index consent_block_by_time on consent_block (at, number);

create table refusal_count (
    site_id text not null references site (id),
    day bigint not null,
    count bigint not null,
    primary key (site_id, day)
);

create table journal (
    id text not null primary key,
    at bigint not null,
    kind text not null check (
        kind in ('erasure', 'withdrawal', 'retention', 'objection', 'restriction', 'lifting')
    ),
    subject text not null,
    reason text not null,
    counts text not null,
    cutoff bigint,
    checksum bytea
);
create index journal_by_subject on journal (subject, at, id) where kind = 'retention';

create table audit_entry (
    id text not null primary key,
    at bigint not null,
    agent_id text,
    deed text not null,
    subject text not null,
    number bigint not null unique,
    previous bytea not null,
    hash bytea not null
);
create index audit_entry_by_time on audit_entry (at, id);
create index audit_entry_by_subject on audit_entry (subject, at, id);

create table audit_head (
    place bigint not null primary key check (place = 0),
    number bigint not null,
    hash bytea not null
);

create table retention_rule (
    kind text not null primary key,
    days bigint not null,
    reason text not null
);

create table archive (
    conversation_id text not null primary key references conversation (id),
    class text not null check (class in ('letters', 'vouchers', 'books')),
    ground bytea not null,
    agent_id text not null references agent (id),
    at bigint not null,
    until bigint not null
);
create index archive_by_end on archive (until, conversation_id);

create table role (
    id text not null primary key,
    name text not null,
    rights text not null,
    created_at bigint not null
);

create table team (
    id text not null primary key,
    name text not null,
    members text not null,
    group_since bigint not null,
    sites text not null,
    created_at bigint not null
);

create table conversation_read (
    conversation_id text not null references conversation (id),
    agent_id text not null references agent (id),
    hour bigint not null,
    primary key (conversation_id, agent_id, hour)
);
create index conversation_read_by_hour on conversation_read (hour, conversation_id, agent_id);

create table data_request (
    id text not null primary key,
    site_id text not null references site (id),
    lang text not null,
    kind text not null,
    state text not null,
    source text not null,
    received_on text not null,
    due_on text not null,
    is_extended boolean not null,
    agent_id text references agent (id),
    at bigint not null,
    closed_at bigint,
    dossier bytea not null
);
create index data_request_by_end on data_request (closed_at, due_on, id);

create table request_conversation (
    request_id text not null references data_request (id),
    conversation_id text not null,
    primary key (request_id, conversation_id)
);

create table notification (
    id text not null primary key,
    request_id text not null references data_request (id),
    what text not null,
    details bytea not null,
    at bigint not null,
    told_at bigint
);
create index notification_by_request on notification (request_id, id);

create table restriction (
    conversation_id text not null primary key references conversation (id),
    request_id text not null,
    shelf text not null check (shelf in ('inbox', 'emptied', 'archive')),
    agent_id text references agent (id),
    at bigint not null
);

create table rectification (
    conversation_id text not null primary key references conversation (id),
    at bigint not null,
    visitor_name bytea,
    contact_mail bytea,
    contact_phone bytea
);

create table own_access (
    conversation_id text not null primary key references conversation (id),
    code text not null unique,
    secret_hash bytea not null,
    created_at bigint not null
);

create table objection (
    conversation_id text not null primary key references conversation (id),
    at bigint not null
);

create table second_factor (
    agent_id text not null primary key references agent (id),
    secret bytea not null,
    is_confirmed boolean not null,
    last_step bigint not null,
    created_at bigint not null
);

create table recovery_code (
    agent_id text not null references agent (id),
    hash bytea not null,
    primary key (agent_id, hash)
);

create table second_factor_waiver (
    role_id text not null primary key,
    at bigint not null
);

create table incident (
    id text not null primary key,
    noticed_at bigint not null,
    is_open boolean not null,
    due_at bigint,
    changed_at bigint not null
);
create index incident_by_change on incident (changed_at, id);

create table incident_version (
    incident_id text not null references incident (id),
    number bigint not null,
    at bigint not null,
    agent_id text not null references agent (id),
    content bytea not null,
    primary key (incident_id, number)
);

create table figures_unlocking (
    id text not null primary key,
    ground text not null check (ground in ('agreement', 'no_council')),
    reference text not null,
    agreed_on text not null,
    reason text not null,
    agent_id text not null references agent (id),
    at bigint not null,
    ended_by text references agent (id),
    ended_at bigint
);

create table chat_change (
    site_id text not null references site (id),
    at bigint not null,
    facts_before text not null,
    facts_after text not null,
    primary key (site_id, at)
);

create table annotation (
    conversation_id text not null references conversation (id),
    number bigint not null,
    seq bigint not null,
    request_id text not null,
    at bigint not null,
    body bytea not null,
    primary key (conversation_id, number)
);
