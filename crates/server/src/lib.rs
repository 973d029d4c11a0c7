//! How people reach Plausch: the server behind the binary `plausch`.

pub mod agents;
pub mod app;
pub mod assets;
pub mod backup;
pub mod clock;
pub mod config;
pub mod demo;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod live;
pub mod serve;
pub mod texts;
pub mod verify;
