//! What is kept about an agent, for that agent (Art. 15, 20 GDPR; R-EMP-04): every column that the
//! inventory calls an agent's is given here, or named with the reason why not. A test holds that.

use plausch_core::id::AgentId;
use plausch_core::time::HOUR;
use plausch_core::{Personal, Timestamp};

use crate::inventory::{TABLES, Table};
use crate::value::{Row, values};
use crate::{Error, Tx};

/// Why a column is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// Whoever knows it could sign in, or try passwords out.
    Secret,
    /// It is only worked out from another value that is given.
    Derived,
}

/// How a column is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// As text.
    Text,
    /// As text that is sealed with the installation's key.
    Sealed,
    /// As a truth.
    Truth,
    /// As a moment.
    Time,
    /// As an hour.
    Hour,
    /// An agent's id: given where it is the own one; who a colleague is, is not told (Art. 15(4)).
    Agent,
    /// A list of agents: given as the own id, for the same reason.
    Members,
    /// Not at all.
    Not(Withheld),
}

/// What is given of a table.
#[derive(Debug)]
pub struct Part {
    /// The table.
    pub table: &'static str,
    /// The columns by which a row is the agent's; none: a list of agents tells.
    by: &'static [&'static str],
    /// Its columns: those about the agent, and those that say what a row is about.
    pub columns: &'static [(&'static str, Given)],
}

use Given::{Agent, Hour, Members, Not, Sealed, Text, Time, Truth};
const SECRET: Given = Not(Withheld::Secret);

/// Everything that is about agents.
pub const PARTS: &[Part] = &[
    Part {
        table: "agent",
        by: &["id"],
        columns: &[
            ("id", Agent),
            ("name", Sealed),
            ("mail", Sealed),
            ("mail_hash", Not(Withheld::Derived)),
            ("role", Text),
            ("sites", Text),
            ("password_hash", SECRET),
            ("is_enabled", Truth),
            ("created_at", Time),
        ],
    },
    Part {
        table: "agent_session",
        by: &["agent_id"],
        columns: &[
            ("agent_id", Agent),
            ("token_hash", SECRET),
            ("created_at", Time),
            ("expires_at", Time),
            ("used_at", Time),
            ("password_at", Time),
        ],
    },
    Part {
        table: "second_factor",
        by: &["agent_id"],
        columns: &[
            ("agent_id", Agent),
            ("secret", SECRET),
            ("is_confirmed", Truth),
            ("last_step", SECRET),
            ("created_at", Time),
        ],
    },
    Part {
        table: "recovery_code",
        by: &["agent_id"],
        columns: &[("agent_id", Agent), ("hash", SECRET)],
    },
    Part {
        table: "invitation",
        by: &["agent_id"],
        columns: &[
            ("agent_id", Agent),
            ("token_hash", SECRET),
            ("created_at", Time),
            ("expires_at", Time),
        ],
    },
    Part { table: "team", by: &[], columns: &[("name", Text), ("members", Members)] },
    Part {
        table: "conversation",
        by: &["assignee"],
        columns: &[("id", Text), ("assignee", Agent)],
    },
    Part {
        table: "conversation_event",
        by: &["agent_id", "assignee"],
        columns: &[
            ("conversation_id", Text),
            ("at", Time),
            ("kind", Text),
            ("agent_id", Agent),
            ("assignee", Agent),
        ],
    },
    Part {
        table: "conversation_read",
        by: &["agent_id"],
        columns: &[("conversation_id", Text), ("agent_id", Agent), ("hour", Hour)],
    },
    Part {
        table: "audit_entry",
        by: &["agent_id", "subject"],
        columns: &[("at", Time), ("agent_id", Agent), ("deed", Text), ("subject", Text)],
    },
    Part {
        table: "archive",
        by: &["agent_id"],
        columns: &[("conversation_id", Text), ("agent_id", Agent), ("at", Time)],
    },
    Part {
        table: "incident_version",
        by: &["agent_id"],
        columns: &[("incident_id", Text), ("agent_id", Agent), ("at", Time)],
    },
    Part {
        table: "data_request",
        by: &["agent_id"],
        columns: &[("id", Text), ("agent_id", Agent), ("at", Time)],
    },
    Part {
        table: "restriction",
        by: &["agent_id"],
        columns: &[("conversation_id", Text), ("agent_id", Agent)],
    },
    Part {
        table: "figures_unlocking",
        by: &["agent_id", "ended_by"],
        columns: &[
            ("id", Text),
            ("agent_id", Agent),
            ("at", Time),
            ("ended_by", Agent),
            ("ended_at", Time),
        ],
    },
];

impl Part {
    /// Its table in the inventory; a test holds that there is one.
    pub fn inventory(&self) -> Option<&'static Table> {
        TABLES.iter().find(|table| table.name == self.table)
    }

    /// The columns that are given, in their order.
    pub fn given(&self) -> impl Iterator<Item = &'static (&'static str, Given)> {
        self.columns.iter().filter(|(_, given)| !matches!(given, Not(_)))
    }

    /// The columns that aren't, and why.
    pub fn withheld(&self) -> impl Iterator<Item = (&'static str, Withheld)> {
        self.columns.iter().filter_map(|(name, given)| match given {
            Not(why) => Some((*name, *why)),
            _ => None,
        })
    }
}

/// A value of the agent's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnValue {
    /// A text.
    Text(Personal<String>),
    /// A truth.
    Truth(bool),
    /// A moment.
    Time(Timestamp),
    /// Nothing, or a colleague.
    Nothing,
}

/// The rows of a part, with the values of [`Part::given`] in their order.
pub type OwnRows = Vec<Vec<OwnValue>>;

impl Tx<'_> {
    /// All that is kept about an agent, part by part as in [`PARTS`].
    pub fn agent_data(&mut self, agent: &AgentId) -> Result<Vec<(&'static Part, OwnRows)>, Error> {
        PARTS.iter().map(|part| Ok((part, self.own_rows(part, agent)?))).collect()
    }

    fn own_rows(&mut self, part: &'static Part, agent: &AgentId) -> Result<OwnRows, Error> {
        let names: Vec<_> = part.given().map(|(name, _)| *name).collect();
        let columns = names.join(", ");
        // By all of them: rows of an answer have an order, and not all tables have an id.
        let select = format!("select {columns} from {}", part.table);
        let rows = if part.by.is_empty() {
            self.rows(&format!("{select} order by {columns}"), &[])?
        } else {
            let is_theirs: Vec<_> = part.by.iter().map(|column| format!("{column} = $1")).collect();
            let sql = format!("{select} where {} order by {columns}", is_theirs.join(" or "));
            self.rows(&sql, values![agent])?
        };
        let mut own = Vec::with_capacity(rows.len());
        for row in &rows {
            let given = part.given().enumerate();
            let values = given.map(|(place, (_, given))| self.own_value(*given, row, place, agent));
            let values: Vec<_> = values.collect::<Result<_, Error>>()?;
            let is_member = |(_, given): &(&str, Given)| *given == Members;
            let of_list = part.given().position(is_member);
            if of_list.is_none_or(|place| values[place] != OwnValue::Nothing) {
                own.push(values);
            }
        }
        Ok(own)
    }

    fn own_value(
        &self,
        given: Given,
        row: &Row,
        place: usize,
        agent: &AgentId,
    ) -> Result<OwnValue, Error> {
        let text = |text: &str| OwnValue::Text(Personal::new(text.to_owned()));
        let own = |is_own: bool| if is_own { text(agent.as_str()) } else { OwnValue::Nothing };
        Ok(match given {
            Text => row.optional_text(place)?.map_or(OwnValue::Nothing, text),
            Sealed => OwnValue::Text(self.keys.open_entry(agent.as_str(), row.bytes(place)?)?),
            Truth => OwnValue::Truth(row.bool(place)?),
            Time => row
                .optional_int(place)?
                .map_or(OwnValue::Nothing, |at| OwnValue::Time(Timestamp::from_millis(at))),
            Hour => OwnValue::Time(Timestamp::from_millis(row.int(place)? * HOUR)),
            Agent => own(row.optional_text(place)? == Some(agent.as_str())),
            Members => {
                let members: Vec<AgentId> = serde_json::from_str(row.text(place)?)?;
                own(members.contains(agent))
            }
            Not(_) => OwnValue::Nothing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Whose;

    /// Every agent's column of the inventory, as `table.column`.
    fn of_agents() -> Vec<String> {
        let is_agents = |whose| matches!(whose, Whose::Agent { .. });
        let named = |table: &'static Table| {
            let columns = table.columns.iter().filter(move |column| is_agents(column.whose));
            columns.map(|column| format!("{}.{}", table.name, column.name))
        };
        TABLES.iter().flat_map(named).collect()
    }

    #[test]
    fn r_emp_04_every_column_about_an_agent_is_given_or_named_as_withheld() {
        let all = of_agents();
        assert!(all.len() > 25, "need columns for this to mean anything");
        let told: Vec<_> = PARTS
            .iter()
            .flat_map(|part| part.columns.iter().map(|(name, _)| format!("{}.{name}", part.table)))
            .collect();
        let left: Vec<_> = all.iter().filter(|column| !told.contains(column)).collect();
        assert!(
            left.is_empty(),
            "about agents, and neither given nor withheld in agent_data.rs: {left:?}"
        );
        for part in PARTS {
            let table = part.inventory().expect("a table of the inventory");
            for (name, _) in part.columns {
                let is_known = table.columns.iter().any(|column| column.name == *name);
                assert!(is_known, "{}.{name} is in agent_data.rs only", part.table);
            }
        }
    }

    #[test]
    fn r_emp_04_only_what_opens_an_account_or_says_the_same_again_is_withheld() {
        let withheld: Vec<_> = PARTS
            .iter()
            .flat_map(|part| part.withheld().map(|(name, why)| (part.table, name, why)))
            .collect();
        assert_eq!(
            withheld,
            [
                ("agent", "mail_hash", Withheld::Derived),
                ("agent", "password_hash", Withheld::Secret),
                ("agent_session", "token_hash", Withheld::Secret),
                ("second_factor", "secret", Withheld::Secret),
                ("second_factor", "last_step", Withheld::Secret),
                ("recovery_code", "hash", Withheld::Secret),
                ("invitation", "token_hash", Withheld::Secret),
            ]
        );
    }

    /// A new moment about agents has to be argued for here: each is another step of their work that
    /// is captured.
    #[test]
    fn r_emp_02_every_moment_that_is_kept_about_an_agent_is_known() {
        let is_moment = |given: &Given| matches!(given, Time | Hour);
        let moments: Vec<_> = PARTS
            .iter()
            .flat_map(|part| {
                let moments = part.columns.iter().filter(|(_, given)| is_moment(given));
                moments.map(|(name, _)| format!("{}.{name}", part.table))
            })
            .collect();
        assert_eq!(
            moments,
            [
                "agent.created_at",
                "agent_session.created_at",
                "agent_session.expires_at",
                "agent_session.used_at",
                "agent_session.password_at",
                "second_factor.created_at",
                "invitation.created_at",
                "invitation.expires_at",
                "conversation_event.at",
                "conversation_read.hour",
                "audit_entry.at",
                "archive.at",
                "incident_version.at",
                "data_request.at",
                "figures_unlocking.at",
                "figures_unlocking.ended_at",
            ]
        );
    }
}
