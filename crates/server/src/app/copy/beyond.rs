//! What a copy tells beyond what was said in the conversation: choices of consent, who has it and which
//! roles have read it, and what holds of it (Art. 15 GDPR; R-DSR-02).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::Timestamp;
use plausch_core::consent;
use plausch_core::conversation::Conversation;
use plausch_core::id::{AgentId, RequestId, RoleId};
use plausch_core::retention::Class;
use plausch_core::role::Role;
use plausch_core::site::Lang;
use plausch_core::time::HOUR;
use plausch_store::{Read, Tx};
use serde_json::{Value, json};

use crate::app::{App, Directory};

/// Rows of the reading log that are told: each hour of each agent in two weeks, and more.
const READS: i64 = 10_000;

/// What is given beyond what was said.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// The choices by which the conversation rests on a consent.
    pub consents: Vec<consent::Event>,
    /// Which role read it, and when, to the hour; to its visitor no hours are told (R-EMP-02).
    pub reads: Vec<(String, Option<Timestamp>)>,
    /// Who has it, as displayed.
    pub answered_by: String,
    /// Why the law wants it kept, and until when.
    pub kept_by_law: Option<KeptByLaw>,
    /// By which request it is restricted, since when, and who did it.
    pub restricted: Option<(RequestId, Timestamp, String)>,
    /// When contact data were put right.
    pub rectified_at: Option<Timestamp>,
    /// Something sealed did not open.
    pub is_damaged: bool,
    /// What was said is gone by its rule.
    pub is_emptied: bool,
}

/// That the law wants a conversation kept.
#[derive(Debug, Clone)]
pub struct KeptByLaw {
    /// By which rule.
    pub class: Class,
    /// Why; empty: not told.
    pub ground: String,
    /// Who has said so, as displayed; empty: not told.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What agents and roles are called, in every language.
pub(in crate::app) struct Names {
    pub(in crate::app) directory: Arc<Directory>,
    roles: BTreeMap<(Lang, RoleId), String>,
}

impl Names {
    pub(in crate::app) fn of(app: &App) -> Self {
        let in_languages = |role: Role| {
            Lang::ALL.map(|lang| {
                let name = match role.name.as_str() {
                    "" => app.texts.speaker(lang).say(&format!("role-{}", role.id)).into_owned(),
                    own => own.to_owned(),
                };
                ((lang, role.id.clone()), name)
            })
        };
        let roles = app.directory.roles().into_iter().flat_map(in_languages).collect();
        Self { directory: Arc::clone(&app.directory), roles }
    }

    fn role(&self, lang: Lang, read: &Read) -> String {
        let agent = self.directory.agent(&read.agent);
        let role = agent.and_then(|agent| self.roles.get(&(lang, agent.role.clone())).cloned());
        role.unwrap_or_default()
    }
}

impl Beyond {
    /// Everything of a conversation. Whoever read it opens it, so only they know whether it opened.
    pub(in crate::app) fn read(
        tx: &mut Tx<'_>,
        names: &Names,
        c: &Conversation,
        lang: Lang,
    ) -> Result<Self, plausch_store::Error> {
        let name = |agent: &AgentId| names.directory.agent_name(agent);
        let mut consents = Vec::new();
        let records = [&c.consent, &c.remembered_by];
        for record in records.into_iter().flatten().collect::<BTreeSet<_>>() {
            consents.extend(tx.consent_events(record)?.into_iter().map(|kept| kept.event));
        }
        let reads = tx.reads(Some(&c.id), None, READS)?;
        let hour = |read: &Read| Some(Timestamp::from_millis(read.hour * HOUR));
        let kept_by_law = tx.archived_one(&c.id)?.map(|one| KeptByLaw {
            class: one.class,
            ground: one.ground.map(Personal::into_revealed).unwrap_or_default(),
            by: name(&one.by),
            at: one.at,
            until: one.until,
        });
        let restricted = tx.restriction(&c.id)?.map(|one| {
            let by = one.by.as_ref().map(name).unwrap_or_default();
            (one.request, one.at, by)
        });
        Ok(Self {
            consents,
            reads: reads.iter().map(|read| (names.role(lang, read), hour(read))).collect(),
            answered_by: c.assignee.as_ref().map(name).unwrap_or_default(),
            kept_by_law,
            restricted,
            rectified_at: tx.rectified_at(&c.id)?,
            ..Self::default()
        })
    }

    /// Without what goes to a person only after somebody has looked whom else it concerns (Art. 15(4)
    /// GDPR): when the team has read, who restricted or archived it, and why. Roles stand in the order of
    /// their names, which tells nothing about who came when.
    pub(super) fn for_its_visitor(mut self) -> Self {
        let roles: BTreeSet<_> = self.reads.into_iter().map(|(role, _)| role).collect();
        let roles = roles.into_iter().filter(|role| !role.is_empty());
        self.reads = roles.map(|role| (role, None)).collect();
        if let Some(kept) = &mut self.kept_by_law {
            (kept.ground, kept.by) = (String::new(), String::new());
        }
        if let Some((_, _, by)) = &mut self.restricted {
            by.clear();
        }
        self
    }

    pub(super) fn reads_json(&self) -> Value {
        let read = |(role, hour): &(String, Option<Timestamp>)| match hour {
            Some(hour) => json!({ "role": role, "hour": hour }),
            None => json!({ "role": role }),
        };
        self.reads.iter().map(read).collect()
    }

    pub(super) fn restricted_json(&self) -> Value {
        json!(self.restricted.as_ref().map(|(request, since, by)| {
            json!({ "request": request, "since": since, "by": told(by) })
        }))
    }

    pub(super) fn law_json(&self) -> Value {
        json!(self.kept_by_law.as_ref().map(|kept| {
            json!({ "class": kept.class.as_str(), "ground": told(&kept.ground),
                    "by": told(&kept.by), "at": kept.at, "until": kept.until })
        }))
    }
}

fn told(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
