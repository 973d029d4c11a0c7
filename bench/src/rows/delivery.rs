//! How long a message takes until the other side's stream has it, and until its sender is told
//! that it is kept.
//!
//! Open loop: a message is due at a fixed time, whether or not the ones before it have arrived, and
//! its time counts from when it was due. So a server that stalls pays for everything it delayed.

use std::io::Write;
use std::net::TcpStream as Socket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::agent::Agent;
use crate::http::parse;
use crate::latencies::Latencies;
use crate::report::{Amount, Budget, Report};
use crate::server::Server;
use crate::site::{Conversation, Site, number};

const CONVERSATIONS: usize = 250;
/// Not counted.
const WARM_UP_SECONDS: u64 = 2;
const SECONDS: u64 = 12;
/// After the last message was due.
const ARRIVE_WITHIN: Duration = Duration::from_secs(10);

/// Makes the request for a message: in which conversation, and its number.
type Make = Arc<dyn Fn(&Conversation, u64) -> Vec<u8> + Send + Sync>;

pub(crate) async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let site = Arc::new(Site::of(server).await?);
    let conversations = site.begin(0, CONVERSATIONS as u64).await?;
    let visitor = Arc::clone(&site);
    let by_visitor: Make =
        Arc::new(move |conversation, number| visitor.message(conversation, number));
    let mut load = Load { site: &site, conversations: &conversations, next: 0 };
    for rate in [100, 1_000] {
        let done = load.run(rate, 201, &by_visitor).await?;
        add(report, "visitor → visitor's other tab", rate, &done);
    }
    if let Some(agent) = Agent::sign_in(server).await? {
        let by_agent: Make =
            Arc::new(move |conversation, number| agent.answer(&conversation.id, number));
        for rate in [100, 1_000] {
            let done = load.run(rate, 204, &by_agent).await?;
            add(report, "agent → visitor", rate, &done);
        }
    } else {
        report.not_measured("message, agent → visitor", "there is no inbox yet");
    }
    Ok(())
}

/// The load of visitors alone, so many messages a second: what the retention job must not disturb.
/// Conversations and messages are numbered from `first` on.
pub(crate) async fn of_visitors(
    server: &Server,
    rate: u64,
    first: u64,
) -> anyhow::Result<Delivered> {
    let site = Arc::new(Site::of(server).await?);
    let conversations = site.begin(first, CONVERSATIONS as u64).await?;
    let visitor = Arc::clone(&site);
    let make: Make = Arc::new(move |conversation, number| visitor.message(conversation, number));
    let mut load = Load { site: &site, conversations: &conversations, next: first };
    load.run(rate, 201, &make).await
}

fn add(report: &mut Report, what: &str, rate: u64, done: &Delivered) {
    let budget = |millis| match rate {
        1_000 => Budget::AtMost(Amount::Millis(millis)),
        _ => Budget::None,
    };
    let what = format!("message POST → stream, {what}, {rate} durable messages/s");
    let beside = format!(
        "the sender's answer: p50 {}, p99 {}; {} conversations, {} messages",
        Amount::Millis(done.answered.median()),
        Amount::Millis(done.answered.p99()),
        CONVERSATIONS,
        done.arrived.count(),
    );
    let (median, p99) = (Amount::Millis(done.arrived.median()), Amount::Millis(done.arrived.p99()));
    report.add(&format!("{what}, p50"), median, budget(3.0), &beside);
    let slowest = format!("slowest {}", Amount::Millis(done.arrived.per_mille(1000)));
    report.add(&format!("{what}, p99"), p99, budget(10.0), &slowest);
}

/// Messages to so many conversations, each with a stream that listens.
struct Load<'a> {
    site: &'a Site,
    conversations: &'a [Conversation],
    /// The number of the next message; no number is used twice.
    next: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Delivered {
    /// On the stream.
    arrived: Latencies,
    /// At the sender.
    pub(crate) answered: Latencies,
}

/// When which message is due.
#[derive(Debug, Clone, Copy)]
struct Schedule {
    begin: Instant,
    first: u64,
    rate: u64,
    /// All of them.
    count: u64,
}

impl Schedule {
    fn due(&self, number: u64) -> Instant {
        self.begin + Duration::from_nanos((number - self.first) * 1_000_000_000 / self.rate)
    }

    /// How late is it now? `None` while warming up.
    fn late(&self, number: u64) -> Option<Duration> {
        let counts = number - self.first >= WARM_UP_SECONDS * self.rate;
        counts.then(|| Instant::now().saturating_duration_since(self.due(number)))
    }

    /// How many messages a conversation gets.
    const fn share(&self, conversation: usize) -> u64 {
        let (all, place) = (CONVERSATIONS as u64, conversation as u64);
        self.count / all + if place < self.count % all { 1 } else { 0 }
    }
}

impl Load<'_> {
    async fn run(&mut self, rate: u64, wanted: u16, make: &Make) -> anyhow::Result<Delivered> {
        let mut streams = Vec::new();
        let mut posts = Vec::new();
        for conversation in self.conversations {
            streams.push(self.listen(conversation).await?);
            let socket = TcpStream::connect(self.site.address).await?;
            socket.set_nodelay(true)?;
            posts.push(socket.into_std()?);
        }
        let begin = Instant::now() + Duration::from_millis(300);
        let count = (WARM_UP_SECONDS + SECONDS) * rate;
        let schedule = Schedule { begin, first: self.next, rate, count };
        self.next += count;
        let mut readers = Vec::new();
        for (place, stream) in streams.into_iter().enumerate() {
            readers.push(tokio::spawn(read_frames(stream, schedule, schedule.share(place))));
            let answers = TcpStream::from_std(posts[place].try_clone()?)?;
            let (arrive, share) = (place as u64 + schedule.first, schedule.share(place));
            readers.push(tokio::spawn(read_answers(answers, schedule, arrive, share, wanted)));
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let sending = self.send(posts, schedule, make, Arc::clone(&is_over));
        let last = schedule.due(schedule.first + count) + ARRIVE_WITHIN;
        let all = timeout(last - Instant::now(), join(readers)).await;
        is_over.store(true, Ordering::Relaxed);
        sending.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        all.context("not every message arrived")?
    }

    /// Opens a stream and reads up to its first frame.
    async fn listen(&self, conversation: &Conversation) -> anyhow::Result<TcpStream> {
        let mut socket = TcpStream::connect(self.site.address).await?;
        let after = if self.next == 0 { 1 } else { i64::MAX };
        let ask = String::from_utf8(self.site.stream(conversation))?;
        let ask = ask.replace("after=1 ", &format!("after={after} "));
        socket.write_all(ask.as_bytes()).await?;
        let mut answer = Vec::new();
        while !answer.windows(12).any(|word| word == b"event: hello") {
            if socket.read_buf(&mut answer).await? == 0 {
                bail!("no stream: {}", String::from_utf8_lossy(&answer));
            }
        }
        Ok(socket)
    }

    /// Sends in a thread of its own, whose sleep is more exact than an event loop's.
    fn send(
        &self,
        mut posts: Vec<Socket>,
        schedule: Schedule,
        make: &Make,
        is_over: Arc<AtomicBool>,
    ) -> thread::JoinHandle<anyhow::Result<()>> {
        let (make, conversations) = (Arc::clone(make), self.conversations.to_vec());
        thread::spawn(move || {
            for number in schedule.first..schedule.first + schedule.count {
                let place = usize::try_from(number - schedule.first)? % CONVERSATIONS;
                let request = make(&conversations[place], number);
                thread::sleep(schedule.due(number).saturating_duration_since(Instant::now()));
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                // It does not wait: what does not fit into the socket's buffer is an error.
                posts[place].write_all(&request).context("the server does not read")?;
            }
            Ok(())
        })
    }
}

async fn join(
    readers: Vec<tokio::task::JoinHandle<anyhow::Result<Delivered>>>,
) -> anyhow::Result<Delivered> {
    let mut all = Delivered::default();
    for reader in readers {
        let done = reader.await??;
        all.arrived.join(done.arrived);
        all.answered.join(done.answered);
    }
    Ok(all)
}

async fn read_frames(
    mut stream: TcpStream,
    schedule: Schedule,
    mut missing: u64,
) -> anyhow::Result<Delivered> {
    const ID: &[u8] = b"\"id\":\"";
    let mut done = Delivered::default();
    let mut bytes = Vec::with_capacity(4096);
    while missing > 0 {
        if stream.read_buf(&mut bytes).await? == 0 {
            bail!("a stream was closed");
        }
        let mut read = 0;
        while let Some(end) = bytes[read..].windows(2).position(|two| two == b"\n\n") {
            let frame = &bytes[read..read + end];
            read += end + 2;
            let Some(at) = frame.windows(ID.len()).position(|name| name == ID) else { continue };
            let id = frame.get(at + ID.len()..at + ID.len() + 22).context("an id is cut off")?;
            let number = number(id).context("an id is unknown")?;
            if number >= schedule.first {
                schedule.late(number).into_iter().for_each(|late| done.arrived.add(late));
                missing -= 1;
            }
        }
        bytes.drain(..read);
    }
    Ok(done)
}

async fn read_answers(
    mut socket: TcpStream,
    schedule: Schedule,
    first: u64,
    share: u64,
    wanted: u16,
) -> anyhow::Result<Delivered> {
    let mut done = Delivered::default();
    let mut bytes = Vec::with_capacity(2048);
    let mut turn = 0;
    while turn < share {
        if socket.read_buf(&mut bytes).await? == 0 {
            bail!("a connection was closed");
        }
        while let Some(answer) = parse(&bytes).filter(|answer| answer.end <= bytes.len()) {
            if answer.status != wanted {
                bail!("not {wanted}: {}", String::from_utf8_lossy(&bytes[..answer.end]));
            }
            let number = first + turn * CONVERSATIONS as u64;
            schedule.late(number).into_iter().for_each(|late| done.answered.add(late));
            turn += 1;
            bytes.drain(..answer.end);
        }
    }
    Ok(done)
}
