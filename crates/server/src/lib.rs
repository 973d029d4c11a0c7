//! How people reach Plausch: the server behind the binary `plausch`.

pub mod config;
pub mod live;

/// What is spoken over HTTP.
pub mod http {
    pub mod connection;
}
