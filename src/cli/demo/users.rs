//! The people of the demo: one for each seat, all with the password of this run.

use rand::{RngExt, distr::Alphanumeric};

use crate::{
    api::Role,
    cli::stage::Seat,
    domain::{QueueId, Redacted},
    server::hash_password,
    storage::{Store, StoredUser},
};

/// The agent number of whoever sits at the demo.
const AGENT_NUMBER: &str = "8009";
/// The unit that the demo's handling unit is.
const UNIT: &str = "accounts";

impl Seat {
    /// User name of this seat.
    pub fn user(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Qa => "qa",
            Self::Clerk => "clerk",
            Self::Unit => "unit",
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Agent => Role::Agent,
            Self::Lead => Role::Lead,
            Self::Qa => Role::Qa,
            Self::Clerk => Role::Clerk,
            Self::Unit => Role::Unit,
        }
    }
}

/// A password for one run.
pub fn password() -> Redacted<String> {
    Redacted(rand::rng().sample_iter(Alphanumeric).take(20).map(char::from).collect())
}

/// Writes the users down, all with this password.
pub async fn seat_everybody(
    store: &Store,
    queues: &[QueueId],
    password: &Redacted<String>,
) -> anyhow::Result<()> {
    let hash = hash_password(password)?;
    for seat in [Seat::Agent, Seat::Lead, Seat::Qa, Seat::Clerk, Seat::Unit] {
        let agent = (seat == Seat::Agent).then(|| AGENT_NUMBER.into());
        let user = StoredUser {
            name: seat.user().to_owned(),
            display: seat.user().to_owned(),
            password: hash.clone(),
            agent,
            roles: vec![seat.role()],
            queues: queues.to_vec(),
            unit: (seat == Seat::Unit).then(|| UNIT.into()),
            disabled: false,
        };
        store.save_user(&user).await?;
    }
    Ok(())
}
