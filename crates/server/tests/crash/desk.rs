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
    fn post(&self, site: &Site, path: &str, fields: &[(&str, &str)]) -> String {
        let form = fields.iter().copied().chain([("csrf", self.csrf.as_str())]);
        let sent = agent().post(site.address(path)).header("Cookie", &self.cookie).send_form(form);
        let answer = sent.expect("an answer");
        let location = answer.headers().get("location").and_then(|to| to.to_str().ok());
        location.unwrap_or_default().to_owned()
    }
}

/// Enters a request and restricts the conversation by it. `true`: it is out of the inbox.
pub(crate) fn restricts(site: &Site, ada: &Desk, conversation: &str) -> bool {
    let path = ada.post(
        site,
        "/admin/requests/new",
        &[
            ("site", "blumenladen"),
            ("kind", "restriction"),
            ("source", "letter"),
            ("received_on", "2026-01-15"),
            ("lang", "de"),
            ("person", "Vera"),
            ("asked", "Bitte nichts löschen"),
        ],
    );
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
