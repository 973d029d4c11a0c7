//! The program that is killed: the same ports and data in each of its lives.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;

use crate::support::TestDatabase;

/// Where the demo runs: the same ports and data in each of its lives.
pub(crate) struct Site {
    chat: u16,
    shop: u16,
    folder: String,
    database: String,
    /// Who may do everything: mail address and password, as the demo says them.
    pub(crate) ada: Mutex<(String, String)>,
    /// The notice version in the loader, once it is known.
    pub(crate) notice: Mutex<Option<String>>,
}

/// What a command of the program answered.
pub(crate) struct Said {
    pub(crate) is_fine: bool,
    pub(crate) text: String,
}

pub(crate) struct Server(pub(crate) Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Site {
    pub(crate) fn new(database: &TestDatabase) -> Self {
        let free = || {
            let probe = TcpListener::bind("127.0.0.1:0").expect("a free port");
            probe.local_addr().expect("its address").port()
        };
        Self {
            chat: free(),
            shop: free(),
            folder: database.folder.path().join("data").display().to_string(),
            database: match &database.database {
                plausch_store::Database::Sqlite(_) => "sqlite".to_owned(),
                plausch_store::Database::Postgres(address) => address.clone(),
            },
            ada: Mutex::new((String::new(), String::new())),
            notice: Mutex::new(None),
        }
    }

    /// Starts the program and waits until it says that it is there.
    pub(crate) fn start(&self) -> Server {
        self.start_with(|_| {})
    }

    /// The same, with something else besides.
    pub(crate) fn start_with(&self, change: impl FnOnce(&mut Command)) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plausch"));
        command
            .args(["demo", "--json", "--data", &self.folder])
            .args(["--listen", &format!("127.0.0.1:{}", self.chat)])
            .args(["--shop", &format!("localhost:{}", self.shop)])
            .env("PLAUSCH_DATABASE", &self.database)
            .env("PLAUSCH_LIMITS_MESSAGES_PER_SECOND", "1000")
            .env("PLAUSCH_LIMITS_MESSAGES_AT_ONCE", "1000")
            .env("PLAUSCH_LIMITS_CONSENTS_PER_MINUTE", "100000")
            .stdout(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let server = Server(child);
        assert!(line.starts_with('{'), "the demo says where it is, not «{line}»");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        if let Some(ada) = said["agents"].as_array().and_then(|agents| agents.first()) {
            let text = |name: &str| ada[name].as_str().unwrap_or_default().to_owned();
            *self.ada.lock().expect("no panic") = (text("email"), text("password"));
        }
        let mut notice = self.notice.lock().expect("no panic");
        if notice.is_none() {
            let address = self.address("/s/blumenladen/de/plausch.js");
            let loader = ureq::get(address).call().expect("the loader");
            let loader = loader.into_body().read_to_string().expect("text");
            let (_, rest) = loader.split_once("\"notice\":\"").expect("a notice version");
            *notice = Some(rest[..22].to_owned());
        }
        server
    }

    /// The same place in the network, with other data.
    pub(crate) fn moved_to(&self, database: &TestDatabase) -> Self {
        Self { chat: self.chat, shop: self.shop, ..Self::new(database) }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        PathBuf::from(&self.folder)
    }

    /// Runs another command of the program on the same data.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let ran = Command::new(env!("CARGO_BIN_EXE_plausch"))
            .args(arguments)
            .args(["--data", &self.folder])
            .env("PLAUSCH_DATABASE", &self.database)
            .output()
            .expect("it runs");
        let text = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
        Said { is_fine: ran.status.success(), text: text.concat() }
    }

    /// What `plausch verify` says while the server runs.
    pub(crate) fn verify(&self) -> Value {
        serde_json::from_str(&self.run(&["verify", "--json"]).text).expect("JSON")
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.chat)
    }

    /// Where it listens.
    pub(crate) const fn socket(&self) -> (&'static str, u16) {
        ("127.0.0.1", self.chat)
    }

    /// The shop's, as browsers send it.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.shop)
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let sent = ureq::get(self.address(path))
            .config()
            .http_status_as_error(false)
            .build()
            .header("Authorization", format!("Bearer {token}"))
            .call();
        let response = sent.expect("an answer");
        let status = response.status().as_u16();
        (status, response.into_body().read_json().expect("JSON"))
    }

    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
        let sent = ureq::post(self.address(path))
            .config()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .header("Origin", self.origin())
            .header("Authorization", format!("Bearer {token}"))
            .send_json(body);
        // No answer, or half of one: the server was killed. Then nothing was acknowledged.
        let response = sent.ok()?;
        let status = response.status().as_u16();
        Some((status, response.into_body().read_json().ok()?))
    }
}
