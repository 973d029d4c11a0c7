//! The demo's first agent at work: signing in, looking, answering.

use anyhow::Context;

use crate::http::{Connection, request};
use crate::server::Server;
use crate::site::{Kind, TEXT, id};

/// An agent who has signed in.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    cookie: String,
    csrf: String,
}

impl Agent {
    /// Signs the demo's first agent in; `None` when the program has no inbox.
    pub(crate) async fn sign_in(server: &Server) -> anyhow::Result<Option<Self>> {
        let mut connection = Connection::open(server.address).await?;
        if connection.ask(&request("GET", "/sign-in", "", "")).await?.status != 200 {
            return Ok(None);
        }
        let agent = &server.demo["agents"][0];
        let say = |field: &str| agent[field].as_str().context("no agent");
        let form =
            format!("mail={}&password={}", say("email")?.replace('@', "%40"), say("password")?);
        let headers = "content-type: application/x-www-form-urlencoded\r\n";
        let answer = connection.insist(&request("POST", "/sign-in", headers, &form), 303).await?;
        let head = connection.head(answer);
        let (_, cookie) = head.split_once("set-cookie: ").context("no cookie")?;
        let cookie = cookie.split(';').next().context("no cookie")?.to_owned();
        let mut agent = Self { cookie, csrf: String::new() };
        let answer = connection.insist(&agent.get("/inbox"), 200).await?;
        agent.csrf = csrf(&connection.text(answer)).context("no CSRF token on the page")?;
        Ok(Some(agent))
    }

    /// Asks for a page, as a browser does.
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        let cookie = &self.cookie;
        let headers =
            format!("cookie: {cookie}\r\naccept-encoding: gzip, br\r\naccept: text/html\r\n");
        request("GET", path, &headers, "")
    }

    /// Asks for a file as it is, to be read here.
    pub(crate) fn plain(&self, path: &str) -> Vec<u8> {
        request("GET", path, &format!("cookie: {}\r\n", self.cookie), "")
    }

    /// Sends a form, as the inbox's script does.
    pub(crate) fn post(&self, path: &str, fields: &str) -> Vec<u8> {
        let body = format!("csrf={}&{fields}", self.csrf);
        let headers = format!(
            "cookie: {}\r\nhx-request: true\r\nx-requested-with: plausch\r\n\
             content-type: application/x-www-form-urlencoded\r\n",
            self.cookie
        );
        request("POST", path, &headers, &body)
    }

    /// Answers in a conversation.
    pub(crate) fn answer(&self, conversation: &str, number: u64) -> Vec<u8> {
        let body = TEXT.replace(' ', "+").replace(',', "%2C").replace('?', "%3F");
        let fields = format!("id={}&body={body}", id(Kind::Message, number));
        self.post(&format!("/inbox/conversations/{conversation}/messages"), &fields)
    }
}

/// The token that every form of a session carries.
fn csrf(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"")?;
    rest.split_once('"').map(|(token, _)| token.to_owned())
}
