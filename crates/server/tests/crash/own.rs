//! A visitor's own page of the program that is killed and restored.

use serde_json::json;

use crate::drill::token;
use crate::site::Site;

const PAGE: &str = "/s/blumenladen/de/my";

/// The page as it stands in front of her.
pub(crate) struct Own {
    pub(crate) page: String,
}

/// From the chat.
pub(crate) fn opens(site: &Site, number: u8, conversation: &str) -> Own {
    let path = format!("/v1/conversations/{conversation}/ticket");
    let (status, answer) = site.post(&path, &token(number), &json!({})).expect("an answer");
    assert!(status < 300, "{status} {answer}");
    let ticket = answer["ticket"].as_str().expect("a ticket");
    let mut own = Own { page: String::new() };
    own.send(site, PAGE, &[("ticket", ticket)]);
    own
}

impl Own {
    fn send(&mut self, site: &Site, path: &str, fields: &[(&str, &str)]) {
        let sent = ureq::post(site.address(path)).header("Accept", "text/html");
        let answer = sent.send_form(fields.iter().copied()).expect("the page");
        self.page = answer.into_body().read_to_string().expect("text");
    }

    fn pass(&self) -> String {
        let (_, rest) = self.page.split_once("name=\"pass\" value=\"").expect("a form");
        rest.split('"').next().expect("a pass").to_owned()
    }

    pub(crate) fn corrects(&mut self, site: &Site, name: &str) {
        let pass = self.pass();
        let right = [("pass", pass.as_str()), ("name", name), ("mail", ""), ("phone", "")];
        self.send(site, &format!("{PAGE}/contact"), &right);
        assert!(self.page.contains(name), "{}", self.page);
    }

    pub(crate) fn objects(&mut self, site: &Site) {
        let pass = self.pass();
        self.send(site, &format!("{PAGE}/objection"), &[("pass", &pass)]);
        assert!(self.has_objected(), "{}", self.page);
    }

    /// Does it offer to take the objection back?
    pub(crate) fn has_objected(&self) -> bool {
        self.page.contains("name=\"back\" value=\"yes\"")
    }
}
