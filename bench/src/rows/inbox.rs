//! The agent's side: signing in, answering, and the list with 10,000 open conversations.

use std::time::Instant;

use anyhow::Context;

use crate::http::{Connection, request};
use crate::latencies::Latencies;
use crate::report::{Amount, Budget, Report};
use crate::server::Server;
use crate::site::{Kind, Site, TEXT, id};

const OPEN: u64 = 10_000;
const VISITS: usize = 101;

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
    fn plain(&self, path: &str) -> Vec<u8> {
        request("GET", path, &format!("cookie: {}\r\n", self.cookie), "")
    }

    /// Answers in a conversation, as the inbox's script does.
    pub(crate) fn answer(&self, conversation: &str, number: u64) -> Vec<u8> {
        let body = format!(
            "csrf={}&id={}&body={}",
            self.csrf,
            id(Kind::Message, number),
            TEXT.replace(' ', "+").replace(',', "%2C").replace('?', "%3F")
        );
        let headers = format!(
            "cookie: {}\r\nhx-request: true\r\nx-requested-with: plausch\r\n\
             content-type: application/x-www-form-urlencoded\r\n",
            self.cookie
        );
        request("POST", &format!("/inbox/conversations/{conversation}/messages"), &headers, &body)
    }
}

/// The token that every form of a session carries.
fn csrf(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"")?;
    rest.split_once('"').map(|(token, _)| token.to_owned())
}

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let what = "inbox page with 10,000 open conversations";
    let Some(agent) = Agent::sign_in(server).await? else {
        report.not_measured(what, "there is no inbox yet");
        return Ok(());
    };
    Site::of(server).await?.begin(0, OPEN).await?;
    let mut connection = Connection::open(server.address).await?;
    let page = agent.get("/inbox");
    let mut times = Latencies::default();
    let mut bytes = 0;
    for _ in 0..VISITS {
        let begin = Instant::now();
        let answer = connection.insist(&page, 200).await?;
        times.add(begin.elapsed());
        bytes = answer.end;
    }
    report.add(
        &format!("{what}, server time (median)"),
        Amount::Millis(times.median()),
        Budget::AtMost(Amount::Millis(30.0)),
        &format!("p99 {}; {VISITS} visits", Amount::Millis(times.p99())),
    );
    let parts = parts(&agent, &mut connection).await?;
    report.add(
        &format!("{what}, transferred"),
        size(bytes + parts),
        Budget::AtMost(Amount::Bytes(60_000.0)),
        &format!("{} the page with its head, {} its styles and scripts", size(bytes), size(parts)),
    );
    Ok(())
}

/// The page's styles and scripts on a first visit, with what they import, in bytes on the wire.
async fn parts(agent: &Agent, connection: &mut Connection) -> anyhow::Result<usize> {
    let answer = connection.insist(&agent.plain("/inbox"), 200).await?;
    let page = connection.text(answer);
    let mut addresses: Vec<String> =
        page.split('"').filter(|text| is_part(text)).map(str::to_owned).collect();
    let (mut bytes, mut next) = (0, 0);
    while let Some(address) = addresses.get(next).cloned() {
        next += 1;
        let answer = connection.insist(&agent.get(&address), 200).await?;
        bytes += answer.end;
        let answer = connection.insist(&agent.plain(&address), 200).await?;
        let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
        for module in connection.text(answer).split('\'').filter_map(|text| text.strip_prefix("./"))
        {
            let module = format!("{folder}/{module}");
            if is_part(&module) && !addresses.contains(&module) {
                addresses.push(module);
            }
        }
    }
    Ok(bytes)
}

fn is_part(text: &str) -> bool {
    let file = text.split('?').next().unwrap_or_default();
    let kind = file.rsplit('.').next().unwrap_or_default();
    file.starts_with('/') && matches!(kind, "css" | "js" | "svg")
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn size(bytes: usize) -> Amount {
    Amount::Bytes(bytes as f64)
}
