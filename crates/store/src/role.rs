//! The operator's own roles, and teams.

use plausch_core::Timestamp;
use plausch_core::agent::Team;
use plausch_core::figures::{Group, begun_anew};
use plausch_core::id::{RoleId, TeamId};
use plausch_core::role::Role;

use crate::value::{Row, values};
use crate::{Error, Tx};

impl Tx<'_> {
    /// The operator's own roles, oldest first.
    pub fn roles(&mut self) -> Result<Vec<Role>, Error> {
        let sql = "select id, name, rights from role order by created_at, id";
        self.rows(sql, &[])?.iter().map(role).collect()
    }

    /// Adds a role.
    pub fn insert_role(&mut self, role: &Role, now: Timestamp) -> Result<(), Error> {
        let sql = "insert into role (id, name, rights, created_at) values ($1, $2, $3, $4)";
        let rights = serde_json::to_string(&role.rights)?;
        self.execute(sql, values![&role.id, role.name.as_str(), rights, now]).map(drop)
    }

    /// Changes a role's name and rights. `false`: there is no such role.
    pub fn update_role(&mut self, role: &Role) -> Result<bool, Error> {
        let sql = "update role set name = $2, rights = $3 where id = $1";
        let rights = serde_json::to_string(&role.rights)?;
        Ok(self.execute(sql, values![&role.id, role.name.as_str(), rights])? > 0)
    }

    /// Deletes a role. `false`: there is no such role.
    pub fn delete_role(&mut self, id: &RoleId) -> Result<bool, Error> {
        self.execute("delete from second_factor_waiver where role_id = $1", values![id])?;
        Ok(self.execute("delete from role where id = $1", values![id])? > 0)
    }

    /// All teams, oldest first.
    pub fn teams(&mut self) -> Result<Vec<Team>, Error> {
        let sql = "select id, name, members, sites from team order by created_at, id";
        self.rows(sql, &[])?.iter().map(team).collect()
    }

    /// Adds a team.
    pub fn insert_team(&mut self, team: &Team, now: Timestamp) -> Result<(), Error> {
        let sql = "insert into team (id, name, members, group_since, sites, created_at) \
             values ($1, $2, $3, $5, $4, $5)";
        let (members, sites) =
            (serde_json::to_string(&team.members)?, serde_json::to_string(&team.sites)?);
        let values = values![&team.id, team.name.as_str(), members, sites, now];
        self.regrouped(now, |tx| tx.execute(sql, values)).map(drop)
    }

    /// Changes a team. `false`: there is no such team.
    pub fn update_team(&mut self, team: &Team, now: Timestamp) -> Result<bool, Error> {
        let (members, sites) =
            (serde_json::to_string(&team.members)?, serde_json::to_string(&team.sites)?);
        let sql = "update team set name = $2, members = $3, sites = $4 where id = $1";
        let values = values![&team.id, team.name.as_str(), members, sites];
        Ok(self.regrouped(now, |tx| tx.execute(sql, values))? > 0)
    }

    /// Deletes a team. `false`: there is no such team.
    pub fn delete_team(&mut self, id: &TeamId, now: Timestamp) -> Result<bool, Error> {
        let sql = "delete from team where id = $1";
        Ok(self.regrouped(now, |tx| tx.execute(sql, values![id]))? > 0)
    }

    /// The teams as groups, oldest first.
    pub fn groups(&mut self) -> Result<Vec<Group>, Error> {
        let sql = "select id, members, group_since from team order by created_at, id";
        self.rows(sql, &[])?.iter().map(group).collect()
    }

    /// Does something to teams; those that are other groups by it begin anew (R-EMP-01).
    fn regrouped<T>(
        &mut self,
        now: Timestamp,
        deed: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // Two changes at the same time would each judge by what the other has changed.
        self.lock_agents()?;
        let before = self.groups()?;
        let done = deed(self)?;
        for team in begun_anew(&before, &self.groups()?) {
            let sql = "update team set group_since = $2 where id = $1";
            self.execute(sql, values![&team, now])?;
        }
        Ok(done)
    }

    /// Lets every team begin anew: after a restore nobody knows what has been told meanwhile.
    pub(crate) fn regroup_all(&mut self, now: Timestamp) -> Result<(), Error> {
        self.execute("update team set group_since = $1", values![now]).map(drop)
    }
}

fn role(row: &Row) -> Result<Role, Error> {
    Ok(Role {
        id: RoleId::parse(row.text(0)?)?,
        name: row.text(1)?.to_owned(),
        rights: serde_json::from_str(row.text(2)?)?,
    })
}

fn team(row: &Row) -> Result<Team, Error> {
    Ok(Team {
        id: TeamId::parse(row.text(0)?)?,
        name: row.text(1)?.to_owned(),
        members: serde_json::from_str(row.text(2)?)?,
        sites: serde_json::from_str(row.text(3)?)?,
    })
}

fn group(row: &Row) -> Result<Group, Error> {
    Ok(Group {
        team: TeamId::parse(row.text(0)?)?,
        members: serde_json::from_str(row.text(1)?)?,
        since: row.time(2)?,
    })
}
