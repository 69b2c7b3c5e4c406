//! What of the screens' actions a phone switch makes possible: what it cannot do is offered nowhere, not in footers, palette or help.

use super::keymap::Action;
use crate::domain::Abilities;

/// Whether the switch can do what the action asks of it.
pub fn can(abilities: Abilities, action: Action) -> bool {
    use Action::*;
    match action {
        CallConsult | CallConsultDone | CallConsultBack => abilities.consult,
        CallRecord | CallRecordMute => abilities.record,
        CallTake | LeadGive => abilities.take,
        LeadMonitor => abilities.monitor,
        LeadPrioritise => abilities.prioritise,
        _ => true,
    }
}

/// All that the switch cannot do.
pub fn beyond(abilities: Abilities) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| !can(abilities, *action)).collect()
}
