//! The program `plausch`: reads the command line, starts what it names, and says in one line what
//! is wrong if it can't.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use plausch::app::{invitation, retention};
use plausch::config::start::listen;
use plausch::config::{Config, Flags};
use plausch::{agents, backup, demo, keys, serve, verify};
use plausch_core::Personal;
use plausch_core::merkle::Hash;

/// Gives memory back: with the system's allocator, every sign-in (19 MiB of Argon2 on a changing
/// thread) left its traces, hundreds of MB in all.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A self-hosted live chat for websites with consent management built in.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the chat and the inbox
    Serve,
    /// Show it: a flower shop with a chat, an inbox and two agents
    Demo {
        /// Where the shop's pages are served
        #[arg(long, default_value = "localhost:8090", value_name = "ADDRESS:PORT")]
        shop: String,
        /// Print addresses and sign-ins as one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a backup into a folder, also while the server runs (docs/backups.md)
    Backup {
        /// An existing folder; what it holds of older backups goes when its days have run out
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Restore a backup into an empty database (docs/backups.md)
    Restore {
        /// The file with the data, ending in .data
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The file with the keys [default: the newest one ending in .keys beside the data]
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
    },
    /// Change the master key, also while the server runs (docs/backups.md)
    Keys {
        #[command(subcommand)]
        deed: KeyDeed,
    },
    /// Help somebody who can't sign in any more, also while the server runs
    Agents {
        #[command(subcommand)]
        deed: AgentDeed,
    },
    /// Check the log of consent events, also while the server runs (docs/proof.md)
    Verify {
        /// A head that somebody has kept: from a receipt, or from this command
        #[arg(long, value_name = "HASH", value_parser = verify::head)]
        head: Option<Hash>,
        /// Print the outcome as one line of JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum KeyDeed {
    /// Make a new master key; what the old one has wrapped is wrapped anew
    Rotate,
    /// How far that is
    Status,
    /// Take older keys out of the key file, once nothing in the database needs them
    Forget,
}

#[derive(Subcommand)]
enum AgentDeed {
    /// Take the second factor of an agent away, when app and recovery codes are lost
    ResetSecondFactor {
        /// The mail address that they sign in with
        #[arg(value_name = "MAIL")]
        mail: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Serve => run(cli.flags).await.map(|()| ExitCode::SUCCESS),
        Command::Demo { shop, json } => {
            run_demo(cli.flags, &shop, json).await.map(|()| ExitCode::SUCCESS)
        }
        Command::Backup { folder } => run_backup(&cli.flags, folder).await,
        Command::Restore { file, keys } => run_restore(&cli.flags, file, keys).await,
        Command::Keys { deed } => run_keys(&cli.flags, deed).await,
        Command::Agents { deed } => run_agents(&cli.flags, deed).await,
        Command::Verify { head, json } => run_verify(&cli.flags, head, json).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            say(&format!("plausch: {error}"), false);
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> anyhow::Result<()> {
    let mut config = Config::read(&flags)?;
    log(&config);
    let shutdown = serve::stop_signal()?;
    // The port first: a second start by mistake must not touch the database.
    let listener = listen(config.listen).await?;
    // With port 0 the system chooses; links name what it chose.
    config.listen = listener.local_addr()?;
    let app = serve::open(config).await?;
    say(&format!("Plausch listens on {}", app.config.public_url()), true);
    if let Some(link) = invitation::first_administrator_link(&app).await? {
        say(&format!("Set up the first administrator (once, within 24 hours):\n{link}"), true);
    }
    serve::serve(app, listener, shutdown).await;
    Ok(())
}

async fn run_demo(mut flags: Flags, shop: &str, json: bool) -> anyhow::Result<()> {
    // Gone when the demo ends, unless a folder was asked for.
    let fresh = tempfile::tempdir()?;
    if flags.data.is_none() {
        flags.data = Some(fresh.path().display().to_string());
    }
    if flags.log.is_none() {
        flags.log = Some("warn".to_owned());
    }
    let mut config = Config::read(&flags)?;
    log(&config);
    let shutdown = serve::stop_signal()?;
    let listener = listen(config.listen).await?;
    config.listen = listener.local_addr()?;
    let at_shop = listen(shop_address(shop).await?).await?;
    let (chat, shop) = (listener.local_addr()?, at_shop.local_addr()?);
    let app = serve::open(config).await?;
    let demo = demo::prepare(&app, chat, shop).await?;
    say(&if json { demo.to_json().to_string() } else { demo.to_text() }, true);
    tokio::join!(
        demo.serve_shop(&app, at_shop, shutdown.clone()),
        serve::serve(Arc::clone(&app), listener, shutdown),
    );
    Ok(())
}

async fn run_verify(flags: &Flags, head: Option<Hash>, json: bool) -> anyhow::Result<ExitCode> {
    let config = Config::read(flags)?;
    let checked = verify::check(&config, head).await?;
    let text = if json { verify::to_json(&checked).to_string() } else { verify::to_text(&checked) };
    say(&text, true);
    Ok(verify::exit_code(&checked).into())
}

async fn run_backup(flags: &Flags, folder: PathBuf) -> anyhow::Result<ExitCode> {
    let config = Config::read(flags)?;
    let made = backup::make(config, folder).await?;
    say(&backup::told(&made), true);
    Ok(ExitCode::SUCCESS)
}

async fn run_restore(
    flags: &Flags,
    data: PathBuf,
    keys: Option<PathBuf>,
) -> anyhow::Result<ExitCode> {
    let config = Config::read(flags)?;
    let at = config.clone();
    let work = move || backup::restore(&at, &data, keys.as_deref());
    let restored = tokio::task::spawn_blocking(work).await??;
    say(&backup::told_restored(&restored), true);
    // Before anybody is served, what its time has run out for goes again (R-RET-05).
    let app = serve::open(config).await?;
    retention::erase_due(&app).await?;
    drop(app);
    // Whoever restores wants to know at once what can be said of the log.
    run_verify(flags, None, false).await
}

async fn run_keys(flags: &Flags, deed: KeyDeed) -> anyhow::Result<ExitCode> {
    let config = Config::read(flags)?;
    let work = move || match deed {
        KeyDeed::Rotate => keys::rotate(&config),
        KeyDeed::Status => keys::status(&config),
        KeyDeed::Forget => keys::forget(&config),
    };
    say(&tokio::task::spawn_blocking(work).await??, true);
    Ok(ExitCode::SUCCESS)
}

async fn run_agents(flags: &Flags, deed: AgentDeed) -> anyhow::Result<ExitCode> {
    let config = Config::read(flags)?;
    let AgentDeed::ResetSecondFactor { mail } = deed;
    say(&agents::reset_second_factor(&config, Personal::new(mail)).await?, true);
    Ok(ExitCode::SUCCESS)
}

/// `localhost` is the shop's name in the browser; it listens on its IPv4 address.
async fn shop_address(shop: &str) -> anyhow::Result<SocketAddr> {
    let mut found = tokio::net::lookup_host(shop).await?;
    found
        .find(SocketAddr::is_ipv4)
        .ok_or_else(|| anyhow::anyhow!("--shop must be an address and a port, like localhost:8090"))
}

fn log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// What the program says to whoever started it.
fn say(text: &str, is_answer: bool) {
    use std::io::Write;
    // Whoever reads only the beginning (`| head -1`) has closed the line: nobody is left to be told.
    let _ = if is_answer {
        writeln!(std::io::stdout(), "{text}")
    } else {
        writeln!(std::io::stderr(), "{text}")
    };
}
