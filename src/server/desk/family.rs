//! A ticket and its kin, as they are looked up before the desk decides.

use crate::domain::Ticket;

/// A ticket as it is stored, and those that it has to do with.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The ticket.
    pub ticket: Ticket,
    /// The one that it is to follow.
    pub mother: Option<Ticket>,
    /// Those that follow it.
    pub children: Vec<Ticket>,
}
