//! What Asterisk is asked for a command of the desk. Pure.

use super::{block::Block, mapper::Mapper, names::Names};
use crate::{
    domain::{AgentId, CallId, Ender, RingEnd, TransferTarget},
    switch::{CommandRefused, Service, SwitchCommand},
};

/// Causes of Q.850 that a hang-up is given.
const NORMAL: &str = "16";
const REJECTED: &str = "21";

/// One action, and what a no may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The action.
    pub action: Block,
    /// The call that is over if the channel is not there any more.
    pub call: Option<CallId>,
    /// Whether it ends that call.
    pub ends: bool,
    /// A no with these words in it is none.
    pub otherwise: Vec<(&'static str, Otherwise)>,
}

/// What a no comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It was so already.
    Done,
    /// This does it.
    Instead(Block),
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Done,
    /// To be asked another way.
    Again(Order),
    /// Not taken.
    Refused(CommandRefused),
}

impl Order {
    /// What an answer to it means.
    pub fn outcome(self, answer: &Block) -> Outcome {
        let says = answer.get("Message").unwrap_or("no reason is given");
        if answer.response() == Some("Success") {
            return Outcome::Done;
        }
        let otherwise = self.otherwise.into_iter().find(|(words, _)| says.contains(words));
        match (otherwise, self.call) {
            (Some((_, Otherwise::Done)), _) => Outcome::Done,
            (Some((_, Otherwise::Instead(action))), call) => {
                Outcome::Again(Self { action, call, ends: self.ends, otherwise: Vec::new() })
            }
            (None, Some(call)) if says.contains("No such channel") => {
                Outcome::Refused(CommandRefused::NoCall(call))
            }
            (None, _) => Outcome::Refused(CommandRefused::Refused(says.to_owned())),
        }
    }
}

/// What to ask of Asterisk; nothing if it is so already. The fold is told what we are about to do, so that it knows whose doing it is.
///
/// # Errors
/// When the call is not there, or this is the phone's to do.
pub fn orders(
    mapper: &mut Mapper,
    names: &Names,
    command: SwitchCommand,
) -> Result<Vec<Order>, CommandRefused> {
    match command {
        SwitchCommand::Ring { .. }
        | SwitchCommand::Answer { .. }
        | SwitchCommand::Hold { .. }
        | SwitchCommand::Resume { .. }
        | SwitchCommand::Consult { .. }
        | SwitchCommand::CompleteConsult { .. }
        | SwitchCommand::CancelConsult { .. }
        | SwitchCommand::Record { .. }
        | SwitchCommand::Monitor { .. }
        | SwitchCommand::StopMonitor { .. }
        | SwitchCommand::Prioritise { .. }
        | SwitchCommand::Take { .. }
        | SwitchCommand::Originate { .. }
        | SwitchCommand::Note { .. } => Err(CommandRefused::NotAble),
        SwitchCommand::StopRing { call, agent, why } => Ok(stop_ring(mapper, call, &agent, why)),
        SwitchCommand::Transfer { call, to, .. } => transfer(mapper, names, call, &to),
        SwitchCommand::HangUp { call, by } => hang_up(mapper, call, by),
        SwitchCommand::Release { call } => hang_up(mapper, call, Ender::System),
        SwitchCommand::Serve { agent, name, queues, how } => {
            let ours = queues.iter().filter_map(|queue| names.queue(queue));
            Ok(ours.map(|queue| serve(names, &agent, &name, queue, &how)).collect())
        }
    }
}

/// Hangs up the ringing phone; the queue goes on with the next one. A ring that is over needs no stopping.
fn stop_ring(mapper: &mut Mapper, call: CallId, agent: &AgentId, why: RingEnd) -> Vec<Order> {
    let channel = mapper.ringing_channel(call, agent).map(str::to_owned);
    mapper.will_stop_ring(call, agent, why);
    let hang_up = |channel: String| Order {
        action: action("Hangup", &[("Channel", &channel), ("Cause", REJECTED)]),
        call: None,
        ends: false,
        otherwise: vec![("No such channel", Otherwise::Done)],
    };
    channel.map(hang_up).into_iter().collect()
}

/// By the agent's own channel: with the caller's, the agent would be sent away and the caller hung up.
fn transfer(
    mapper: &Mapper,
    names: &Names,
    call: CallId,
    to: &TransferTarget,
) -> Result<Vec<Order>, CommandRefused> {
    let channel = mapper.talking_channel(call).ok_or(CommandRefused::NoCall(call))?;
    let Some(extension) = names.extension(to) else {
        return Err(CommandRefused::Refused(
            "this queue has no name on the switch; see [switch.asterisk] queues".into(),
        ));
    };
    let fields = [("Channel", channel), ("Context", names.context.as_str()), ("Exten", extension.as_str())];
    Ok(vec![Order {
        action: action("BlindTransfer", &fields),
        call: Some(call),
        ends: false,
        otherwise: Vec::new(),
    }])
}

/// The agent's phone where one speaks, so that the dialplan may go on with the caller; else the caller's channel.
fn hang_up(mapper: &mut Mapper, call: CallId, by: Ender) -> Result<Vec<Order>, CommandRefused> {
    let channel = mapper.talking_channel(call).or_else(|| mapper.caller_channel(call));
    let channel = channel.ok_or(CommandRefused::NoCall(call))?.to_owned();
    mapper.will_hang_up(call, by);
    let action = action("Hangup", &[("Channel", &channel), ("Cause", NORMAL)]);
    Ok(vec![Order { action, call: Some(call), ends: true, otherwise: Vec::new() }])
}

/// A member that is not there yet is added; one of queues.conf cannot be removed, and is paused for good.
fn serve(names: &Names, agent: &AgentId, name: &str, queue: &str, service: &Service) -> Order {
    let interface = names.interface(agent);
    let member = [("Queue", queue), ("Interface", interface.as_str())];
    let (paused, reason) = match service {
        Service::Open => ("false", ""),
        Service::Paused(reason) => ("true", reason.as_str()),
        Service::Out => ("true", "signed out"),
    };
    let pause = action("QueuePause", &[&member[..], &[("Paused", paused), ("Reason", reason)]].concat());
    if *service == Service::Out {
        let otherwise = vec![("Not there", Otherwise::Done), ("not dynamic", Otherwise::Instead(pause))];
        return Order { action: action("QueueRemove", &member), call: None, ends: false, otherwise };
    }
    let rest = [("MemberName", name), ("StateInterface", &interface), ("Paused", paused), ("Reason", reason)];
    let add = action("QueueAdd", &[&member[..], &rest].concat());
    Order { action: pause, call: None, ends: false, otherwise: vec![("not found", Otherwise::Instead(add))] }
}

fn action(name: &str, fields: &[(&str, &str)]) -> Block {
    [("Action", name)].into_iter().chain(fields.iter().copied()).collect()
}
