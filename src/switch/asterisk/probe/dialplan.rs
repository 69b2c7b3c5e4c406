//! What is worth knowing of a dialplan: which queues it leads to, and whether a caller who was taken out of one goes on. Pure.

use std::collections::BTreeSet;

use crate::switch::asterisk::block::Block;

/// The variable that says where a caller goes on who was taken out of a queue.
const WITHDRAWN: &str = "${QUEUE_WITHDRAW_INFO}";

/// What is worth knowing of a dialplan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialplan {
    /// Queues that a line of it names. Others may be reached by a variable.
    pub leads_to: BTreeSet<String>,
    /// Callers who are taken out of a queue go on somewhere.
    pub takes_withdrawn: bool,
}

impl Dialplan {
    /// From the rows of `ShowDialPlan`.
    pub fn of(rows: &[Block]) -> Self {
        let mut dialplan = Self::default();
        for row in rows.iter().filter(|row| row.event() == Some("ListDialplan")) {
            let data = row.get("AppData").unwrap_or_default();
            dialplan.takes_withdrawn |= data.contains(WITHDRAWN);
            if row.get("Application") == Some("Queue") {
                let name = data.split(',').next().unwrap_or_default();
                dialplan.leads_to.insert(name.to_owned());
            }
        }
        dialplan
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_and_the_way_out_of_them_are_found() {
        let row = |application: &str, data: &str| {
            let lines = [("Event", "ListDialplan"), ("Application", application), ("AppData", data)];
            Block::from_iter(lines)
        };
        let answer = row("Answer", "");
        let dialplan = Dialplan::of(&[answer.clone(), row("Queue", "trade,tT,,,2"), row("Queue", "600")]);
        assert_eq!(dialplan.leads_to, ["600", "trade"].map(str::to_owned).into());
        assert!(!dialplan.takes_withdrawn);
        let goes_on = row("GotoIf", r#"$["${QUEUESTATUS}"="WITHDRAW"]?desk,${QUEUE_WITHDRAW_INFO},1"#);
        assert!(Dialplan::of(&[answer, goes_on]).takes_withdrawn);
    }
}
