//! `plausch demo`: the flower shop Blumenladen on one origin, its chat and inbox on another,
//! with two agents. Under `/kaufhaus/` a second shop, which asks for consent with a banner. Everything is the real program; only the shop's pages are for show.

mod kaufhaus;
mod shop;

use std::net::SocketAddr;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::id::SiteId;
use plausch_core::role::BuiltIn;
use plausch_core::site::{Lang, Lifetime, Mode, Origin, Settings, Site};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{App, Error, agent, second_factor, site};
use crate::http::connection;

/// Who answers in the demo.
const AGENTS: [(&str, &str, BuiltIn); 2] = [
    ("Ada", "ada@blumenladen.example.org", BuiltIn::Administrator),
    ("Ben", "ben@blumenladen.example.org", BuiltIn::Agent),
];

/// The demo, ready to be used.
pub struct Demo {
    /// The chat's origin.
    pub chat: String,
    /// The shop's origin.
    pub shop: String,
    agents: Vec<(&'static str, &'static str, String)>,
}

/// Adds the sites and the two agents, unless they are there from the last time.
pub async fn prepare(app: &App, chat: SocketAddr, shop: SocketAddr) -> Result<Demo, Error> {
    let (chat, shop) = (format!("http://{chat}"), format!("http://localhost:{}", shop.port()));
    for (id, mode) in [("blumenladen", Mode::Consent), ("auf-wunsch", Mode::OnRequest)] {
        let id = SiteId::parse(id).map_err(|_| Error::Invalid("site"))?;
        site::put_at_start(app, Site { id, settings: settings(&shop, mode) }).await?;
    }
    kaufhaus::prepare(app, &shop).await?;
    // Whoever tries it has no app at hand. Everywhere else each role needs a second factor.
    for role in BuiltIn::ALL {
        second_factor::waive_at_start(app, role).await?;
    }
    let mut agents = Vec::new();
    for (name, mail, role) in AGENTS {
        // Nobody else knows it: it comes from this installation's key.
        let password: String = app
            .keys
            .lookup("demo password", name)
            .iter()
            .take(9)
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let is_new = !app.directory.agents().iter().any(|agent| agent.mail.reveal() == mail);
        if is_new {
            let password = Personal::new(password.clone());
            agent::add_at_start(app, name, mail, role, &password).await?;
        }
        agents.push((name, mail, password));
    }
    Ok(Demo { chat, shop, agents })
}

fn settings(shop: &str, mode: Mode) -> Settings {
    Settings {
        name: "Blumenladen".into(),
        address: shop.to_owned(),
        origins: Origin::parse(shop).into_iter().collect(),
        languages: vec![Lang::De, Lang::En],
        mode,
        lifetime: Lifetime::Session,
        remember_days: 30,
        idle_hours: 4,
        retention: plausch_core::retention::Rules::default(),
        controller: "Blumenladen, Musterstraße 1, 12345 Musterstadt".into(),
        data_protection_officer: Some("dana@blumenladen.example.org".into()),
        mail: Some("laden@blumenladen.example.org".into()),
        phone: Some("030 555 01 00".into()),
        privacy_url: format!("{shop}/datenschutz"),
        imprint_url: format!("{shop}/impressum"),
        counts_refusals: false,
        reaches_children: false,
        privacy: plausch_core::site::Privacy::default(),
    }
}

impl Demo {
    /// One line for scripts.
    pub fn to_json(&self) -> Value {
        let agents: Vec<_> = self
            .agents
            .iter()
            .map(|(name, mail, password)| json!({ "name": name, "email": mail, "password": password }))
            .collect();
        json!({
            "chat": self.chat,
            "shop": self.shop,
            "inbox": format!("{}/inbox", self.chat),
            "site": "blumenladen",
            "kaufhaus": format!("{}/kaufhaus/", self.shop),
            "agents": agents,
        })
    }

    /// A few lines for people.
    pub fn to_text(&self) -> String {
        let agents: String =
            self.agents.iter().fold(String::new(), |lines, (name, mail, password)| {
                format!("{lines}    {name:<4} {mail}   {password}\n")
            });
        format!(
            "\n  The shop, for visitors:   {shop}/\n  One with a banner:        {shop}/kaufhaus/\n  The inbox, for agents:    {chat}/inbox\n\n\
             \x20 Sign in as:\n{agents}\n  Stop with Ctrl+C.\n",
            shop = self.shop,
            chat = self.chat,
        )
    }

    /// Serves the shop's pages until `shutdown` says true.
    pub async fn serve_shop(
        &self,
        app: &Arc<App>,
        listener: TcpListener,
        shutdown: watch::Receiver<bool>,
    ) {
        let router = shop::router(&self.chat, &self.shop);
        let settings = connection::Settings::default();
        connection::serve(listener, router, Arc::clone(&app.hub), settings, shutdown).await;
    }
}
