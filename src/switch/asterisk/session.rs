//! A connection from dialling to being let in: greeting, challenge, login, and Asterisk fully booted.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use md5::{Digest, Md5};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_util::codec::Framed;

use super::{
    Access,
    action::Action,
    block::Block,
    codec::{Codec, CodecError, Frame},
    mapper::VARIABLES,
    tls::{self, TlsError},
};

/// A connection.
pub type Wire = Framed<Box<dyn Socket>, Codec>;

/// The way that bytes take: as they are, or encrypted.
pub trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// What is asked after each login, and the events that end the answers.
pub const LISTS: [(&str, Action, &str); 2] = [
    ("QueueStatus", Action::QueueStatus, "QueueStatusComplete"),
    ("Status", Action::Status { variables: VARIABLES }, "StatusComplete"),
];

/// Longest time for each step of a login.
pub const STEP: Duration = Duration::from_secs(5);
/// Longest time for an Asterisk that starts to load its modules.
const BOOT: Duration = Duration::from_secs(60);
/// The classes of events that are used, as a literal of which others can be made.
macro_rules! classes {
    () => {
        "system,call,agent,dialplan"
    };
}

/// The classes of events that are used; all others stay on the other side.
pub const CLASSES: &str = classes!();
/// What is waited for after the login. A user who may not read the class `system` is never told.
const BOOTED: &str =
    concat!("FullyBooted; it is still loading, or the user lacks read = ", classes!(), " in manager.conf");

/// Why there is no connection, or none any more.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nobody listens there.
    #[error(
        "cannot connect to {address}: {why}; check [switch.asterisk] address, and `enabled` and `bindaddr` in manager.conf"
    )]
    Connect {
        /// Where.
        address: String,
        /// What the system says.
        why: io::Error,
    },
    /// Its name leads nowhere.
    #[error(
        "no machine is known by the name in {address} ({why}); check [switch.asterisk] address, or write the IP address there"
    )]
    Unknown {
        /// As it is written.
        address: String,
        /// What the system says.
        why: io::Error,
    },
    /// The way is not safe.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The other side says nothing.
    #[error("no answer from Asterisk within {} s ({what}); is it overloaded, or another program?", .limit.as_secs())]
    Silent {
        /// To what.
        what: &'static str,
        /// How long it was waited for.
        limit: Duration,
    },
    /// The bytes make no sense.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The other side hung up.
    #[error("Asterisk closed the connection; look into its log, it may be stopping or have lost patience")]
    Closed,
    /// Asterisk does not let us in.
    #[error(
        "Asterisk does not let user {user} in ({says}); check [switch.asterisk] user and secret, and `secret` and `permit` in manager.conf"
    )]
    NotLetIn {
        /// As whom.
        user: String,
        /// What it says.
        says: String,
    },
    /// The user may not ask what is needed.
    #[error(
        "Asterisk refuses {what} ({says}); the user needs read = {CLASSES} and write = call,agent,reporting in manager.conf"
    )]
    Refused {
        /// What was asked.
        what: &'static str,
        /// What it says.
        says: String,
    },
}

/// Connects and logs in; gives the version of the interface as well. Only the hash of the secret travels.
pub async fn open(access: &Access) -> Result<(Wire, String), LinkError> {
    let socket = connect(&access.address).await?;
    let socket: Box<dyn Socket> = match &access.tls {
        None => Box::new(socket),
        Some(trust) => {
            let secured = within(STEP, "a TLS handshake", async {
                Ok(tls::secure(socket, &access.address, trust).await?)
            });
            Box::new(secured.await?)
        }
    };
    let mut wire = Framed::new(socket, Codec::default());
    let version = within(STEP, "the greeting", greeting(&mut wire)).await?;
    within(STEP, "the login", log_in(&mut wire, access)).await?;
    within(BOOT, BOOTED, booted(&mut wire)).await?;
    tracing::info!(version, address = access.address, "connected to Asterisk");
    Ok((wire, version))
}

/// A name is looked up by itself: that there is no such machine is another mistake than that nobody listens there.
async fn connect(address: &str) -> Result<TcpStream, LinkError> {
    let found = within(STEP, "the look-up of its name", async { Ok(lookup_host(address).await) }).await?;
    let unknown = |why| LinkError::Unknown { address: address.to_owned(), why };
    let found: Vec<SocketAddr> = found.map_err(unknown)?.collect();
    let connected = within(STEP, "a connection", async { Ok(TcpStream::connect(&found[..]).await) }).await?;
    connected.map_err(|why| LinkError::Connect { address: address.to_owned(), why })
}

/// Whether a list was granted.
pub fn allowed(what: &'static str, answer: &Block) -> Result<(), LinkError> {
    match answer.response() {
        Some("Success") => Ok(()),
        _ => {
            let says = answer.get("Message").unwrap_or("no reason is given").to_owned();
            Err(LinkError::Refused { what, says })
        }
    }
}

/// The next that Asterisk says.
pub async fn next(wire: &mut Wire) -> Result<Frame, LinkError> {
    wire.next().await.ok_or(LinkError::Closed)?.map_err(LinkError::from)
}

/// A step that must not take longer.
pub async fn within<T>(
    limit: Duration,
    what: &'static str,
    step: impl Future<Output = Result<T, LinkError>>,
) -> Result<T, LinkError> {
    timeout(limit, step).await.unwrap_or(Err(LinkError::Silent { what, limit }))
}

async fn greeting(wire: &mut Wire) -> Result<String, LinkError> {
    loop {
        if let Frame::Greeting(version) = next(wire).await? {
            return Ok(version);
        }
    }
}

async fn log_in(wire: &mut Wire, access: &Access) -> Result<(), LinkError> {
    wire.send(Action::Challenge.into()).await?;
    let answer = accepted(wire, access).await?;
    let challenge = answer.get("Challenge").unwrap_or_default();
    let key = hex::encode(Md5::digest(format!("{challenge}{}", access.secret.0)));
    let login = Action::Login { user: access.user.clone(), key, classes: CLASSES };
    wire.send(login.into()).await?;
    accepted(wire, access).await.map(drop)
}

/// The next answer, if it is a yes.
async fn accepted(wire: &mut Wire, access: &Access) -> Result<Block, LinkError> {
    let answer = answer(wire).await?;
    if answer.response() == Some("Success") {
        return Ok(answer);
    }
    let says = answer.get("Message").unwrap_or("no reason is given").to_owned();
    Err(LinkError::NotLetIn { user: access.user.clone(), says })
}

/// The next answer; events before it are left out.
pub async fn answer(wire: &mut Wire) -> Result<Block, LinkError> {
    loop {
        match next(wire).await? {
            Frame::Block(block) if block.response().is_some() => return Ok(block),
            _ => {}
        }
    }
}

async fn booted(wire: &mut Wire) -> Result<(), LinkError> {
    loop {
        if matches!(next(wire).await?, Frame::Block(block) if block.event() == Some("FullyBooted")) {
            return Ok(());
        }
    }
}
