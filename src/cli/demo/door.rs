//! What the demo's server and its screen say to each other, a line of JSON each.

use std::net::SocketAddr;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::domain::Redacted;

/// What a server is told that belongs to a screen. It comes through a pipe: others may read arguments and variables.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Everybody's password.
    pub password: Redacted<String>,
}

/// What a screen or a script needs to sign in.
#[derive(Serialize, Deserialize)]
pub struct Door {
    /// The server's address.
    pub url: String,
    /// User name.
    pub user: String,
    /// Password of this run.
    pub password: String,
}

impl Door {
    /// Where the server listens.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        let address = self.url.trim_start_matches("http://");
        address.parse().with_context(|| format!("{} is no address of a server", self.url))
    }
}
