//! Who is looking at which ticket now. Nothing of it is kept: a screen says it again every few seconds as long as it shows the ticket.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    api::{Looker, Me},
    domain::TicketId,
};

/// Who has said nothing for this time looks no more.
const GONE: Duration = Duration::from_secs(15);
/// With so many tickets looked at, those that nobody looks at any more are forgotten.
const MANY: usize = 1_024;

/// Who is looking at which ticket now.
#[derive(Clone, Default)]
pub struct Looks(Arc<Mutex<HashMap<TicketId, BTreeMap<String, Look>>>>);

struct Look {
    name: String,
    last: Instant,
}

impl Looks {
    /// A user looks at a ticket; gives the others who do.
    pub fn look(&self, ticket: TicketId, me: &Me) -> Vec<Looker> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > MANY {
            all.retain(|_, looks| looks.values().any(Look::is_here));
        }
        let looks = all.entry(ticket).or_default();
        looks.retain(|_, look| look.is_here());
        looks.insert(me.user.clone(), Look { name: me.name.clone(), last: Instant::now() });
        let others = looks.iter().filter(|(user, _)| **user != me.user);
        others.map(|(user, look)| Looker { user: user.clone(), name: look.name.clone() }).collect()
    }
}

impl Look {
    fn is_here(&self) -> bool {
        self.last.elapsed() < GONE
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn me(user: &str) -> Me {
        let (agent, line, unit) = (None, None, None);
        let (roles, queues) = (Vec::new(), Vec::new());
        Me { user: user.into(), name: user.to_uppercase(), agent, line, roles, queues, unit }
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_any_more_is_gone() {
        let looks = Looks::default();
        let ticket = TicketId(Uuid::nil());
        let seen =
            |user: &str| looks.look(ticket, &me(user)).into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert!(seen("a").is_empty());
        assert_eq!(seen("b"), ["A"]);
        tokio::time::advance(GONE / 2).await;
        assert_eq!(seen("a"), ["B"]);
        tokio::time::advance(GONE / 2).await;
        assert_eq!(seen("b"), ["A"], "a has said so again");
        tokio::time::advance(GONE).await;
        assert!(seen("b").is_empty());
    }
}
