//! HTTP/1.1 as cheaply as it can be spoken: requests are made by hand, of answers only the status,
//! the length and the body are read. The server answers to loopback and is ours; nothing here is
//! meant for anybody else's.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as bytes. `headers` are whole lines, each with its `\r\n`.
pub(crate) fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = if body.is_empty() && method == "GET" {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    format!("{method} {path} HTTP/1.1\r\nhost: chat.example\r\n{headers}{length}\r\n{body}")
        .into_bytes()
}

/// The headers of a request that brings JSON from a page of the shop.
pub(crate) fn json_headers(origin: &str, token: &str) -> String {
    let authorization =
        if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("origin: {origin}\r\n{authorization}content-type: application/json\r\n")
}

/// Where the first answer in a buffer ends, and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where the body begins.
    pub(crate) head: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

const LENGTH: &[u8] = b"\r\ncontent-length: ";

/// Reads an answer's head; `None` when it is not whole yet.
pub(crate) fn parse(bytes: &[u8]) -> Option<Answer> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let digits = bytes.get(9..12)?;
    let status = digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit.wrapping_sub(b'0')));
    let length = bytes[..head]
        .windows(LENGTH.len())
        .position(|line| line.eq_ignore_ascii_case(LENGTH))
        .map_or(0, |at| {
            let digits = bytes[at + LENGTH.len()..].iter().take_while(|byte| byte.is_ascii_digit());
            digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
        });
    Some(Answer { status, head, end: head + length })
}

/// A connection that is kept alive.
pub(crate) struct Connection {
    pub(crate) socket: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let socket = TcpStream::connect(address).await.context("cannot connect")?;
        socket.set_nodelay(true)?;
        Ok(Self { socket, buffer: Vec::with_capacity(2048) })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.buffer.clear();
        self.socket.write_all(request).await?;
        loop {
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            let answer = parse(&self.buffer);
            if let Some(answer) = answer.filter(|answer| self.buffer.len() >= answer.end) {
                return Ok(answer);
            }
        }
    }

    /// Sends a request; anything but the status that is wanted is an error that quotes the answer.
    pub(crate) async fn insist(&mut self, request: &[u8], wanted: u16) -> anyhow::Result<Answer> {
        let answer = self.ask(request).await?;
        if answer.status != wanted {
            bail!("{} instead of {wanted}: {}", answer.status, self.text(answer));
        }
        Ok(answer)
    }

    /// The head of the last answer.
    pub(crate) fn head(&self, answer: Answer) -> String {
        String::from_utf8_lossy(&self.buffer[..answer.head]).into_owned()
    }

    /// The body of the last answer.
    pub(crate) fn body(&self, answer: Answer) -> &[u8] {
        &self.buffer[answer.head..answer.end]
    }

    /// The body of the last answer as text.
    pub(crate) fn text(&self, answer: Answer) -> String {
        String::from_utf8_lossy(self.body(answer)).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_it_says() {
        let bytes =
            b"HTTP/1.1 201 Created\r\nvary: origin\r\ncontent-length: 12\r\n\r\n{\"seq\":1234}x";
        let answer = parse(bytes);
        assert_eq!(answer, Some(Answer { status: 201, head: 58, end: 70 }));
        assert_eq!(parse(&bytes[..40]), None, "the head is not whole");
        let empty = parse(b"HTTP/1.1 204 No Content\r\n\r\n");
        assert_eq!(empty.map(|answer| (answer.status, answer.end - answer.head)), Some((204, 0)));
    }
}
