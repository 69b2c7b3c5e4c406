//! In which parts a user does things to a ticket. Server and screens go by the same rule.

use super::{Me, Role};
use crate::domain::{
    Units,
    lifecycle::{Duty, Involved},
};

impl Me {
    /// The duties of the user for a ticket of these units; those last that are the user's whatever the ticket.
    pub fn duties(&self, involved: &Involved, units: &Units) -> Vec<Duty> {
        let has = |role| self.roles.contains(&role);
        let mut held = Vec::new();
        if let Some(unit) = self.unit.as_ref().filter(|_| has(Role::Unit)) {
            let is_lead = involved.lead.as_ref().is_some_and(|lead| units.stands_for(unit, lead));
            let is_joint = involved.joint.iter().any(|joint| units.stands_for(unit, joint));
            held.extend(is_lead.then_some(Duty::Unit));
            held.extend(is_joint.then_some(Duty::Joint));
        }
        held.extend(has(Role::Clerk).then_some(Duty::Clerk));
        held.extend((has(Role::Agent) && self.agent.is_some()).then_some(Duty::Agent));
        held.extend(has(Role::Lead).then_some(Duty::Lead));
        held
    }
}
