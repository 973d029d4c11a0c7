//! The office of the program that is killed: Ada signs in and restricts a conversation.

use crate::site::Site;

/// Ada's browser.
pub(crate) struct Desk {
    cookie: String,
    csrf: String,
}

pub(crate) fn signs_in(site: &Site) -> Desk {
    let (mail, password) = site.ada.lock().expect("no panic").clone();
    let form = [("mail", mail.as_str()), ("password", password.as_str())];
    let answer = agent().post(site.address("/sign-in")).send_form(form).expect("an answer");
    let cookie = answer.headers().get("set-cookie").expect("a session").to_str().expect("text");
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let mut desk = Desk { cookie, csrf: String::new() };
    let (_, account) = desk.get(site, "/account");
    let (_, rest) = account.split_once("name=\"csrf\" content=\"").expect("a page of hers");
    rest.split('"').next().unwrap_or_default().clone_into(&mut desk.csrf);
    desk
}

/// Redirections are answers, too.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder();
    config.http_status_as_error(false).max_redirects(0).build().into()
}

impl Desk {
    pub(crate) fn get(&self, site: &Site, path: &str) -> (u16, String) {
        let sent = agent().get(site.address(path)).header("Cookie", &self.cookie).call();
        let answer = sent.expect("an answer");
        (answer.status().as_u16(), answer.into_body().read_to_string().expect("text"))
    }

    /// Gives where it leads.
    pub(crate) fn post(&self, site: &Site, path: &str, fields: &[(&str, &str)]) -> String {
        let form = fields.iter().copied().chain([("csrf", self.csrf.as_str())]);
        let sent = agent().post(site.address(path)).header("Cookie", &self.cookie).send_form(form);
        let answer = sent.expect("an answer");
        let location = answer.headers().get("location").and_then(|to| to.to_str().ok());
        location.unwrap_or_default().to_owned()
    }
}

/// Enters a request; gives its page.
pub(crate) fn enters(site: &Site, ada: &Desk, person: &str) -> String {
    let path = ada.post(
        site,
        "/admin/requests/new",
        &[
            ("site", "blumenladen"),
            ("kind", "restriction"),
            ("source", "letter"),
            ("received_on", "2026-01-15"),
            ("lang", "de"),
            ("person", person),
            ("asked", "Bitte nichts löschen"),
        ],
    );
    assert!(path.starts_with("/admin/requests/0"), "entering led to «{path}»");
    path
}

/// Writes down a breach; gives its page.
pub(crate) fn records(site: &Site, ada: &Desk, title: &str) -> String {
    let noticed = [("title", title), ("noticed_at", "2026-01-15T08:00")];
    let path = ada.post(site, "/admin/incidents/new", &noticed);
    assert!(path.starts_with("/admin/incidents/0"), "recording led to «{path}»");
    path.split('?').next().unwrap_or_default().to_owned()
}

/// What is restricted by a request that the restored data doesn't hold is lifted by another one.
pub(crate) fn lifts(site: &Site, ada: &Desk, conversation: &str) -> bool {
    let path = enters(site, ada, "Vera");
    for (deed, fields) in [
        ("identity", &[("text", "Kennt die Nummer")][..]),
        ("conversations", &[("conversation", conversation), ("belongs", "true")]),
    ] {
        let led = ada.post(site, &format!("{path}/{deed}"), fields);
        assert!(led.starts_with(&path), "{deed} led to «{led}»");
    }
    let (_, page) = ada.get(site, &path);
    assert!(page.contains(&format!("action=\"{path}/lifting\"")), "it is offered: {page}");
    let told = [("conversation", conversation), ("text", "Weiß Bescheid, per Brief")];
    ada.post(site, &format!("{path}/lifting"), &told).starts_with(&path)
        && ada.get(site, &format!("/inbox/conversations/{conversation}")).0 == 200
}

/// Enters a request and restricts the conversation by it. `true`: it is out of the inbox.
pub(crate) fn restricts(site: &Site, ada: &Desk, conversation: &str) -> bool {
    let path = enters(site, ada, "Vera");
    let inbox = format!("/inbox/conversations/{conversation}");
    let before = ada.get(site, &inbox).0;
    for (deed, fields) in [
        ("identity", &[("text", "Kennt die Nummer")][..]),
        ("conversations", &[("conversation", conversation), ("belongs", "true")]),
        ("restriction", &[("conversation", conversation)]),
    ] {
        let led = ada.post(site, &format!("{path}/{deed}"), fields);
        assert!(led.starts_with(&path), "{deed} led to «{led}»");
    }
    before == 200 && ada.get(site, &inbox).0 == 404
}
