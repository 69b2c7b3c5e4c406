//! What becomes of one caller.

use rand::RngExt;

use super::{Log, QUEUES, staff::Staff};

/// The last of [`QUEUES`].
const OVERFLOW: usize = QUEUES.len() - 1;
/// The longest wait, s.
const LONGEST: u64 = 300;

/// A caller in a queue.
struct Caller {
    channel: String,
    number: String,
    queue: usize,
    /// Came to the queue then, at this position.
    at: u64,
    position: u32,
}

impl Caller {
    fn plan(&self, at: u64, agent: &str, event: &str, log: &mut Log) {
        log.plan(at, &self.channel, QUEUES[self.queue], agent, event);
    }
}

/// Plans the lines of a call that comes now.
pub fn plan(at: u64, staff: &mut Staff, log: &mut Log) {
    // The first queues have more calls.
    let queue = log.random.random_range(0..OVERFLOW).min(log.random.random_range(0..OVERFLOW));
    let channel = log.channel(at);
    let number = format!("1380{:07}", log.random.random_range(0..400_000));
    queue_up(Caller { channel, number, queue, at, position: 1 }, staff, log);
}

fn queue_up(mut caller: Caller, staff: &mut Staff, log: &mut Log) {
    caller.position = log.random.random_range(1..6);
    let entered = format!("ENTERQUEUE||{0}|{1}|{0}", caller.number, caller.position);
    caller.plan(caller.at, "NONE", &entered, log);
    match log.random.random_range(0..1_000) {
        0..70 => gives_up(&caller, log),
        70..85 => presses_a_key(&caller, log),
        85..100 => waits_too_long(caller, staff, log),
        _ => is_served(&caller, staff, log),
    }
}

fn gives_up(caller: &Caller, log: &mut Log) {
    let wait = (1 + log.around(25.0)).min(LONGEST);
    caller.plan(caller.at + wait, "NONE", &format!("ABANDON|1|{}|{wait}", caller.position), log);
}

fn presses_a_key(caller: &Caller, log: &mut Log) {
    let wait = 10 + log.around(40.0).min(LONGEST - 10);
    caller.plan(caller.at + wait, "NONE", &format!("EXITWITHKEY|1|1|{}|{wait}", caller.position), log);
}

fn waits_too_long(caller: Caller, staff: &mut Staff, log: &mut Log) {
    let at = caller.at + LONGEST;
    caller.plan(at, "NONE", &format!("EXITWITHTIMEOUT|1|{}|{LONGEST}", caller.position), log);
    if caller.queue != OVERFLOW {
        queue_up(Caller { queue: OVERFLOW, at, ..caller }, staff, log);
    }
}

fn is_served(caller: &Caller, staff: &mut Staff, log: &mut Log) {
    let mut wait = 2 + log.around(14.0);
    while log.happens(38) {
        let ring = log.random.random_range(3..16);
        wait += ring;
        if let Some(agent) = staff.ring(caller.queue, caller.at + wait - ring, log) {
            caller.plan(caller.at + wait, agent, &format!("RINGNOANSWER|{}", ring * 1_000), log);
        }
    }
    let ring = log.random.random_range(1..7).min(wait);
    let talk = 15 + log.around(165.0);
    let at = caller.at + wait;
    let Some(agent) = staff.take(caller.queue, at - ring, at + talk, log).map(str::to_owned) else {
        return gives_up(caller, log);
    };
    let channel = log.channel(at - ring);
    caller.plan(at, &agent, &format!("CONNECT|{wait}|{channel}|{ring}"), log);
    let times = format!("{wait}|{talk}|{}", caller.position);
    let end = match log.random.random_range(0..100) {
        0..40 => format!("COMPLETEAGENT|{times}"),
        40..92 => format!("COMPLETECALLER|{times}"),
        92..97 => format!("BLINDTRANSFER|{}|from-agents|{times}", log.random.random_range(2_000..2_050)),
        _ => format!("ATTENDEDTRANSFER|BRIDGE|{}|{times}", uuid::Uuid::from_u128(log.random.random())),
    };
    caller.plan(at + talk, &agent, &end, log);
}
