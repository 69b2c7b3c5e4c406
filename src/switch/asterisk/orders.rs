//! What Asterisk is asked for a command of the desk. Pure.

use std::collections::BTreeSet;

use super::{
    action::{Action, MemberOf},
    block::Block,
    event::Originated,
    mapper::Mapper,
    names::Names,
};
use crate::{
    domain::{AgentId, CallId, Ender, RingEnd, TransferTarget},
    switch::{CommandRefused, Happened, Service, SwitchCommand},
};

mod awaited;
mod steering;

pub use awaited::Awaited;

/// Causes of Q.850 that a hang-up is given.
const NORMAL: &str = "16";
const REJECTED: &str = "21";
/// What Asterisk says of a channel that is not there any more, by what it is asked.
const GONE: [&str; 3] = ["No such channel", "Channel specified does not exist", "Channel not found"];

/// One action, and what its answer may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The action.
    pub action: Action,
    /// The call that is over if the channel is not there any more.
    pub call: Option<CallId>,
    /// What was expected of the order and does not come if it is refused.
    pub expects: Option<Expects>,
    /// A no with these words in it is none.
    pub otherwise: Vec<(&'static str, Otherwise)>,
    /// What it does, where Asterisk has no event for it.
    pub tells: Option<Happened>,
    /// What shows that it was obeyed, where a yes of Asterisk's does not.
    pub awaits: Option<Awaited>,
}

/// What an order is expected to lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expects {
    /// The call ends, by us.
    End(CallId),
    /// The caller leaves the queue for an agent.
    Taken(CallId),
    /// A call begins, of which events tell from then on.
    Placed(CallId),
    /// A recording begins, into a file of ours.
    Recorded(CallId),
    /// A phone of this agent's is brought into the talk.
    Monitored(CallId, AgentId),
}

/// What a no comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It was so already.
    Done,
    /// This does it.
    Instead(Action),
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Done,
    /// A phone rings; what comes of it is told by an event with the same id.
    Rings,
    /// To be asked another way.
    Again(Box<Order>),
    /// Not taken.
    Refused(CommandRefused),
}

impl Expects {
    /// It was refused, or nobody has answered: nothing of it comes.
    pub fn undo(&self, mapper: &mut Mapper) {
        match self {
            Self::End(call) => mapper.did_not_hang_up(*call),
            Self::Taken(call) => mapper.did_not_take(*call),
            Self::Placed(call) => mapper.did_not_place(*call),
            Self::Recorded(call) => mapper.did_not_record(*call),
            Self::Monitored(call, by) => mapper.did_not_monitor(*call, by),
        }
    }

    /// The phone that was rung for it is lifted.
    pub fn lifted(&self, mapper: &mut Mapper) {
        if let Self::Monitored(call, by) = self {
            mapper.has_lifted(*call, by);
        }
    }
}

impl Order {
    /// An action with nothing special about it.
    fn of(action: Action) -> Self {
        Self { action, call: None, expects: None, otherwise: Vec::new(), tells: None, awaits: None }
    }

    /// One about a channel of this call.
    fn on(call: CallId, action: Action) -> Self {
        Self { call: Some(call), ..Self::of(action) }
    }

    /// What an answer to it means.
    pub fn outcome(self, answer: &Block) -> Outcome {
        let says = answer.get("Message").unwrap_or("no reason is given");
        if answer.response() == Some("Success") {
            let rings = matches!(&self.action, Action::Originate { id: None, .. });
            return if rings { Outcome::Rings } else { Outcome::Done };
        }
        let otherwise = self.otherwise.iter().find(|(words, _)| says.contains(words)).cloned();
        match (otherwise, self.call) {
            (Some((_, Otherwise::Done)), _) => Outcome::Done,
            (Some((_, Otherwise::Instead(action))), _) => {
                Outcome::Again(Box::new(Self { action, otherwise: Vec::new(), ..self }))
            }
            (None, Some(call)) if GONE.iter().any(|gone| says.contains(gone)) => {
                Outcome::Refused(CommandRefused::NoCall(call))
            }
            (None, _) => Outcome::Refused(CommandRefused::Refused(says.to_owned())),
        }
    }

    /// What came of the phone that it rang.
    pub fn rang(how: Originated) -> Result<(), CommandRefused> {
        let says = match how {
            Originated::Answered => return Ok(()),
            Originated::NoAnswer => "the phone was not answered",
            Originated::Failed => "the phone is busy, rejected the call, or cannot be reached",
        };
        Err(CommandRefused::Refused(says.into()))
    }
}

/// What to ask of Asterisk; nothing if it is so already. The fold is told what we are about to do, so that it knows whose doing it is.
///
/// # Errors
/// When the call is not there or not where it would have to be, or this is the phone's to do.
pub fn orders(
    mapper: &mut Mapper,
    names: &Names,
    command: SwitchCommand,
) -> Result<Vec<Order>, CommandRefused> {
    let order = match command {
        SwitchCommand::Ring { .. } => Err(CommandRefused::NotAble),
        SwitchCommand::StopRing { call, agent, why } => return Ok(stop_ring(mapper, call, &agent, why)),
        SwitchCommand::Serve { agent, name, queues, how } => {
            mapper.will_serve(&agent, &queues, &how);
            let mut queues: BTreeSet<_> = queues.into_iter().collect();
            if how == Service::Out {
                queues.extend(mapper.queues_of(&agent).cloned());
            }
            let ours = queues.iter().filter_map(|queue| names.queue(queue));
            return Ok(ours.map(|queue| serve(names, &agent, &name, queue, &how)).collect());
        }
        SwitchCommand::Transfer { call, to, .. } => transfer(mapper, names, call, &to),
        SwitchCommand::HangUp { call, by } => hang_up(mapper, call, by),
        SwitchCommand::Release { call } => hang_up(mapper, call, Ender::System),
        SwitchCommand::Answer { call, agent } => steering::answer(mapper, call, &agent),
        SwitchCommand::Hold { call } => steering::notify(mapper, call, "hold", Awaited::Held(call)),
        SwitchCommand::Resume { call } => steering::notify(mapper, call, "talk", Awaited::Resumed(call)),
        SwitchCommand::Consult { call, to, .. } => steering::consult(mapper, names, call, &to),
        SwitchCommand::CompleteConsult { call, .. } => steering::complete(mapper, call),
        SwitchCommand::CancelConsult { call, .. } => steering::cancel(mapper, call),
        SwitchCommand::Record { call, want } => steering::record(mapper, call, want),
        SwitchCommand::Monitor { call, by, how } => steering::monitor(mapper, names, call, &by, how),
        SwitchCommand::StopMonitor { call, by } => steering::stop_monitor(mapper, call, &by),
        SwitchCommand::Prioritise { call, priority } => steering::prioritise(mapper, call, priority),
        SwitchCommand::Take { call, agent } => steering::take(mapper, names, call, agent),
        SwitchCommand::Originate { call, agent, number } => {
            steering::originate(mapper, names, call, &agent, &number)
        }
        SwitchCommand::Note { call, agent, text } => steering::note(mapper, names, call, &agent, text),
    };
    order.map(|order| vec![order])
}

/// Hangs up the ringing phone; the queue goes on with the next one. A ring that is over needs no stopping.
fn stop_ring(mapper: &mut Mapper, call: CallId, agent: &AgentId, why: RingEnd) -> Vec<Order> {
    let channel = mapper.ringing_channel(call, agent).map(str::to_owned);
    mapper.will_stop_ring(call, agent, why);
    let hang_up = |channel| {
        let otherwise = vec![("No such channel", Otherwise::Done)];
        Order { otherwise, ..Order::of(Action::Hangup { channel, cause: REJECTED }) }
    };
    channel.map(hang_up).into_iter().collect()
}

/// By the agent's own channel: with the caller's, the agent would be sent away and the caller hung up.
fn transfer(
    mapper: &Mapper,
    names: &Names,
    call: CallId,
    to: &TransferTarget,
) -> Result<Order, CommandRefused> {
    let channel = talking(mapper, call)?;
    let (context, extension) = (names.context.clone(), extension(names, to)?);
    Ok(Order::on(call, Action::BlindTransfer { channel, context, extension }))
}

/// The agent's phone where one speaks, so that the dialplan may go on with the caller. While the agent asks somebody else, or nobody
/// speaks, the caller's channel: the end of the agent's would leave the caller with whoever is asked.
fn hang_up(mapper: &mut Mapper, call: CallId, by: Ender) -> Result<Order, CommandRefused> {
    let talks = mapper.talking_channel(call).filter(|_| !mapper.is_consulting(call));
    let channel = talks.or_else(|| mapper.caller_channel(call)).ok_or(CommandRefused::NoCall(call))?;
    let action = Action::Hangup { channel: channel.to_owned(), cause: NORMAL };
    mapper.will_hang_up(call, by);
    // A channel that is only being made is no sign that the call is over.
    let order = if mapper.is_placed(call) { Order::of(action) } else { Order::on(call, action) };
    Ok(Order { expects: Some(Expects::End(call)), ..order })
}

/// A member that is not there yet is added; one of queues.conf cannot be removed, and is paused for good.
fn serve(names: &Names, agent: &AgentId, name: &str, queue: &str, service: &Service) -> Order {
    let member = MemberOf { queue: queue.to_owned(), interface: names.interface(agent) };
    let reason = match service {
        Service::Open => None,
        Service::Paused(reason) => Some(reason.as_str().to_owned()),
        Service::Out => Some("signed out".to_owned()),
    };
    let pause = Action::QueuePause { member: member.clone(), pause: reason.clone() };
    if *service == Service::Out {
        let otherwise = vec![("Not there", Otherwise::Done), ("not dynamic", Otherwise::Instead(pause))];
        return Order { otherwise, ..Order::of(Action::QueueRemove(member)) };
    }
    let add = Action::QueueAdd { member, name: name.to_owned(), pause: reason };
    Order { otherwise: vec![("not found", Otherwise::Instead(add))], ..Order::of(pause) }
}

/// The channel of the agent who speaks with the caller.
fn talking(mapper: &Mapper, call: CallId) -> Result<String, CommandRefused> {
    match (mapper.talking_channel(call), mapper.caller_channel(call)) {
        (Some(channel), _) => Ok(channel.to_owned()),
        (None, Some(_)) => Err(refused("nobody speaks with the caller any more")),
        (None, None) => Err(CommandRefused::NoCall(call)),
    }
}

fn extension(names: &Names, to: &TransferTarget) -> Result<String, CommandRefused> {
    let missing = || refused("this queue has no name on the switch; see [switch.asterisk] queues");
    names.extension(to).ok_or_else(missing)
}

fn refused(says: &str) -> CommandRefused {
    CommandRefused::Refused(says.into())
}

#[cfg(test)]
mod tests;
