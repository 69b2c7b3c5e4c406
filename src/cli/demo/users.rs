//! The people of the demo: one for each seat, all with the password of this run.

use rand::{RngExt, distr::Alphanumeric};

use super::office::Person;
use crate::{
    api::Role,
    cli::stage::Seat,
    domain::{QueueId, Redacted, Units},
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

/// The user name of a simulated person; none for agents, who have no screen of their own.
pub fn user_of(person: &Person) -> Option<String> {
    match person {
        Person::Agent(_) => None,
        Person::Clerk => Some(Seat::Clerk.user().to_owned()),
        Person::Lead => Some(Seat::Lead.user().to_owned()),
        Person::Unit(unit) if unit.as_str() == UNIT => Some(Seat::Unit.user().to_owned()),
        Person::Unit(unit) => Some(format!("unit-{unit}")),
    }
}

/// The user name of the program that takes in what comes from the web.
pub const INTAKE: &str = "web";

fn intake(hash: &Redacted<String>) -> StoredUser {
    StoredUser {
        name: INTAKE.to_owned(),
        display: INTAKE.to_owned(),
        password: hash.clone(),
        agent: None,
        roles: vec![Role::Intake],
        queues: Vec::new(),
        unit: None,
        disabled: false,
    }
}

/// Writes the users down, all with this password: one for each seat, and one for each of the other units.
pub async fn seat_everybody(
    store: &Store,
    queues: &[QueueId],
    units: &Units,
    password: &Redacted<String>,
) -> anyhow::Result<()> {
    let hash = hash_password(password)?;
    store.save_user(&intake(&hash)).await?;
    for unit in units.iter().filter(|unit| unit.id.as_str() != UNIT) {
        let Some(name) = user_of(&Person::Unit(unit.id.clone())) else { continue };
        let user = StoredUser {
            name,
            display: unit.label.zh.clone(),
            password: hash.clone(),
            agent: None,
            roles: vec![Role::Unit],
            queues: Vec::new(),
            unit: Some(unit.id.clone()),
            disabled: false,
        };
        store.save_user(&user).await?;
    }
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
