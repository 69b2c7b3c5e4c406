//! Who takes the calls of the log, and when.

use rand::{RngExt, seq::IndexedRandom};

use super::{HOUR, Log, QUEUES};

const AGENTS: usize = 300;
/// Hours at which shifts begin; they last eight.
const SHIFTS: [u64; 6] = [0, 7, 8, 9, 13, 16];
const SHIFT: u64 = 8 * HOUR;
const PAUSES: u64 = 3;
const REASONS: [&str; 5] = ["lunch", "break", "training", "meeting", "backoffice"];
/// Agents that are asked whether they are free.
const ASKED: usize = 100;

/// All agents.
pub struct Staff {
    agents: Vec<Agent>,
}

struct Agent {
    name: String,
    /// Two of [`QUEUES`].
    queues: [usize; 2],
    /// Times of today at which calls are taken.
    works: Vec<(u64, u64)>,
    free_from: u64,
}

impl Staff {
    pub fn hired() -> Self {
        let agent = |nth: usize| Agent {
            name: format!("PJSIP/{}", 7_001 + nth),
            queues: [nth % QUEUES.len(), (nth + 1 + nth / 100) % QUEUES.len()],
            works: Vec::new(),
            free_from: 0,
        };
        Self { agents: (0..AGENTS).map(agent).collect() }
    }

    /// Plans what the agents do who work on the day that begins then.
    pub fn plan_day(&mut self, midnight: u64, log: &mut Log) {
        log.plan(midnight, "NONE", "NONE", "NONE", "CONFIGRELOAD|");
        for agent in &mut self.agents {
            agent.works.clear();
            if log.happens(85) {
                let shift = SHIFTS.choose(&mut log.random).expect("a shift");
                agent.plan_shift(midnight + shift * HOUR + log.random.random_range(0..600), log);
            }
        }
    }

    /// Somebody who is free to take a call of this queue then, and is busy until the other time.
    pub fn take(&mut self, queue: usize, at: u64, until: u64, log: &mut Log) -> Option<&str> {
        let first = log.random.random_range(0..AGENTS);
        let mut asked = (0..AGENTS).map(|nth| (first + nth) % AGENTS);
        let free = asked.find(|nth| self.agents[*nth].can_take(queue, at))?;
        let agent = &mut self.agents[free];
        agent.free_from = until;
        Some(&agent.name)
    }

    /// Somebody whose phone rings and who does not answer.
    pub fn ring(&self, queue: usize, at: u64, log: &mut Log) -> Option<&str> {
        let mut asked = (0..ASKED).map(|_| log.random.random_range(0..AGENTS));
        asked.find(|nth| self.agents[*nth].can_take(queue, at)).map(|nth| self.agents[nth].name.as_str())
    }
}

impl Agent {
    fn can_take(&self, queue: usize, at: u64) -> bool {
        self.queues.contains(&queue)
            && self.free_from <= at
            && self.works.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    fn plan_shift(&mut self, from: u64, log: &mut Log) {
        let to = from + SHIFT - log.random.random_range(0..900);
        self.tell(from, "ADDMEMBER|", log);
        let mut working_from = from;
        for nth in 1..=PAUSES {
            let away = from + nth * SHIFT / (PAUSES + 1) - log.random.random_range(0..1_800);
            let back = away + log.random.random_range(300..2_400);
            let reason = REASONS.choose(&mut log.random).expect("a reason");
            log.plan(away, "NONE", "NONE", &self.name, &format!("PAUSEALL|{reason}"));
            self.tell(away, &format!("PAUSE|{reason}"), log);
            log.plan(back, "NONE", "NONE", &self.name, "UNPAUSEALL|");
            self.tell(back, "UNPAUSE|", log);
            self.works.push((working_from, away));
            working_from = back;
        }
        self.works.push((working_from, to));
        self.tell(to, "REMOVEMEMBER|", log);
    }

    /// A line for each queue.
    fn tell(&self, at: u64, event: &str, log: &mut Log) {
        for queue in self.queues {
            log.plan(at, "MANAGER", QUEUES[queue], &self.name, event);
        }
    }
}
