use std::collections::BTreeSet;

use super::*;
use crate::id::{AgentId, SiteId};
use crate::time::Timestamp;

fn site(name: &str) -> SiteId {
    SiteId::parse(name).unwrap()
}

fn agent(number: u8) -> AgentId {
    AgentId::new(Timestamp::from_millis(1), [number; 10])
}

fn reach(role: BuiltIn) -> Reach {
    Reach { agent: agent(1), rights: role.rights(), sites: None, others: BTreeSet::new() }
}

#[test]
fn r_sec_02_the_built_in_roles_permit_what_they_are_for() {
    use Level::{Off, Read, Write};
    use Permission as P;
    let level = |role: BuiltIn, permission| role.rights().level(permission);
    for content in [P::Conversations, P::Colleagues, P::Contact, P::Attachments] {
        assert_eq!(level(BuiltIn::Officer, content), Off, "{content:?}");
        assert_eq!(level(BuiltIn::Auditor, content), Off, "{content:?}");
        assert_eq!(level(BuiltIn::Administrator, content), Write, "{content:?}");
    }
    assert!(P::ALL.into_iter().all(|one| level(BuiltIn::Auditor, one) <= Read));
    assert_eq!(level(BuiltIn::Agent, P::Colleagues), Off, "the own queue");
    assert_eq!(level(BuiltIn::Lead, P::Colleagues), Write);
    for permission in [P::Sites, P::Team, P::Roles, P::Proof, P::Erasure, P::Audit] {
        assert_eq!(level(BuiltIn::Agent, permission), Off, "{permission:?}");
    }
    for role in BuiltIn::ALL {
        assert_eq!(level(role, P::Reads) == Read, role == BuiltIn::Officer, "R-EMP-02");
        assert_eq!(level(role, P::Archive) == Read, role == BuiltIn::Administrator, "R-RET-03");
        let of_incidents = match role {
            BuiltIn::Administrator | BuiltIn::Officer => Write,
            BuiltIn::Auditor => Read,
            BuiltIn::Lead | BuiltIn::Agent => Off,
        };
        assert_eq!(level(role, P::Incidents), of_incidents, "R-SEC-04");
        for permission in P::ALL {
            assert!(permission.levels().contains(&level(role, permission)), "{permission:?}");
        }
        assert_eq!(BuiltIn::of(&role.id()), Some(role));
    }
}

#[test]
fn rights_read_back_and_what_is_unknown_is_off() {
    for role in BuiltIn::ALL {
        let text = serde_json::to_string(&role.rights()).unwrap();
        assert_eq!(serde_json::from_str::<Rights>(&text).unwrap(), role.rights(), "{text}");
    }
    let rights: Rights = serde_json::from_str(r#"{"sites":"read","moon":"write"}"#).unwrap();
    assert_eq!(rights, Rights::NONE.with(Permission::Sites, Level::Read));
    assert!(rights.is_within(&BuiltIn::Auditor.rights()));
    assert!(!BuiltIn::Auditor.rights().is_within(&rights));
}

#[test]
fn r_sec_02_an_agent_has_the_own_queue_a_lead_the_sites() {
    let (shop, other, ben) = (site("blumenladen"), site("kaufhaus"), agent(2));
    let mine = Reach { sites: Some([shop.clone()].into()), ..reach(BuiltIn::Agent) };
    for (site, assignee, level) in [
        (&shop, None, Level::Write),
        (&shop, Some(&mine.agent), Level::Write),
        (&shop, Some(&ben), Level::Off),
        (&other, None, Level::Off),
        (&other, Some(&mine.agent), Level::Off),
    ] {
        assert_eq!(mine.conversation(site, assignee), level, "{site} {assignee:?}");
    }
    let lead = Reach { sites: mine.sites.clone(), ..reach(BuiltIn::Lead) };
    assert_eq!(lead.conversation(&shop, Some(&ben)), Level::Write);
    assert_eq!(lead.conversation(&other, Some(&ben)), Level::Off);
    let officer = reach(BuiltIn::Officer);
    assert_eq!(officer.conversation(&shop, None), Level::Off);
    // Colleagues without conversations is nothing: one reads through the other.
    let odd = Rights::NONE.with(Permission::Colleagues, Level::Write);
    assert_eq!(Reach { rights: odd, ..officer }.conversation(&shop, Some(&ben)), Level::Off);
}

#[test]
fn what_waits_for_another_team_is_theirs_until_it_is_handed_over() {
    let shop = site("blumenladen");
    let ben = Reach { others: [shop.clone()].into(), ..reach(BuiltIn::Agent) };
    assert_eq!(ben.conversation(&shop, None), Level::Off);
    assert_eq!(ben.conversation(&shop, Some(&ben.agent)), Level::Write);
    let place = |held_by| Place { site: shop.clone(), held_by };
    assert!(!ben.hears(&place([None, Some(agent(9))])));
    assert!(ben.hears(&place([Some(agent(9)), Some(ben.agent.clone())])), "it was theirs");
}

#[test]
fn r_sec_02_nobody_gets_more_by_an_exchange_of_sites_or_rights() {
    let shop = [site("blumenladen")].into();
    let limited = Reach { sites: Some(shop), ..reach(BuiltIn::Agent) };
    let all = reach(BuiltIn::Agent);
    assert!(
        limited.is_within(&all.rights, None)
            && limited.is_within(&limited.rights, limited.sites.as_ref())
    );
    assert!(!all.is_within(&limited.rights, limited.sites.as_ref()));
    assert!(!reach(BuiltIn::Officer).is_within(&BuiltIn::Administrator.rights(), None));
}
