//! What is asked of Asterisk beside ringing, handing on and hanging up: steering the phone, asking somebody first, recording, listening,
//! calls out of turn. Each ends as done or with a reason why not; whether a phone obeys is told by its own events.

use super::{Awaited, Expects, Order, Otherwise, extension, refused, talking};
use crate::{
    domain::{AgentId, CallId, Monitor, PhoneNumber, RecordingState, TransferTarget},
    switch::{
        CommandRefused, Happened,
        asterisk::{
            action::{Action, Then},
            mapper::{Logged, Mapper, placed_channel},
            names::Names,
        },
    },
};

type Ordered = Result<Order, CommandRefused>;

/// How long a phone rings that we bring into something, ms.
const RING_MS: u32 = 30_000;

/// The phone is told to lift itself.
pub fn answer(mapper: &Mapper, call: CallId, agent: &AgentId) -> Ordered {
    let channel = mapper.ringing_channel(call, agent).map(str::to_owned);
    let channel = channel.ok_or_else(|| refused("it does not ring there any more"))?;
    let awaits = Some(Awaited::Answered(call, agent.clone()));
    Ok(Order { awaits, ..Order::of(Action::Notify { channel, event: "talk" }) })
}

/// The phone of the agent who speaks is told to hold, or to go on.
pub fn notify(mapper: &Mapper, call: CallId, event: &'static str, awaits: Awaited) -> Ordered {
    let order = Order::on(call, Action::Notify { channel: talking(mapper, call)?, event });
    Ok(Order { awaits: Some(awaits), ..order })
}

pub fn consult(mapper: &Mapper, names: &Names, call: CallId, to: &TransferTarget) -> Ordered {
    let channel = talking(mapper, call)?;
    if mapper.is_consulting(call) {
        return Err(refused("somebody is asked already; go back to the caller first"));
    }
    let (context, extension) = (names.context.clone(), extension(names, to)?);
    let order = Order::on(call, Action::Atxfer { channel, context, extension });
    Ok(Order { awaits: Some(Awaited::Asked(call)), ..order })
}

/// The agent's phone is hung up, and leaves the caller with whoever was asked.
pub fn complete(mapper: &Mapper, call: CallId) -> Ordered {
    Ok(Order::on(call, Action::Hangup { channel: consulting(mapper, call)?, cause: super::NORMAL }))
}

pub fn cancel(mapper: &Mapper, call: CallId) -> Ordered {
    let order = Order::on(call, Action::CancelAtxfer { channel: consulting(mapper, call)? });
    Ok(Order { awaits: Some(Awaited::Back(call)), ..order })
}

fn consulting(mapper: &Mapper, call: CallId) -> Result<String, CommandRefused> {
    let channel = talking(mapper, call)?;
    mapper.is_consulting(call).then_some(channel).ok_or_else(|| refused("nobody is asked"))
}

/// The caller's channel is recorded: it stays when the call is handed on. One file a call: what is recorded later is added to it.
pub fn record(mapper: &mut Mapper, call: CallId, want: RecordingState) -> Ordered {
    let channel = mapper.caller_channel(call).ok_or(CommandRefused::NoCall(call))?.to_owned();
    let mute = |is_muted| Action::MixMonitorMute { channel: channel.clone(), is_muted };
    let order = match (want, mapper.is_recorded(call)) {
        (RecordingState::Stopped, _) => Order::on(call, Action::StopMixMonitor { channel }),
        (RecordingState::Muted, _) => Order::on(call, mute(true)),
        (RecordingState::Running, Some(true)) => Order::on(call, mute(false)),
        (RecordingState::Running, is_recorded) => {
            let file = format!("hotdesk-{call}.wav");
            mapper.will_record(call, &file);
            let begin = Action::MixMonitor { channel: channel.clone(), file };
            let order = match is_recorded {
                Some(_) => Order::on(call, begin),
                // One may run that began before we looked: a second one would write into the same file.
                None => Order {
                    otherwise: vec![("Cannot set mute flag", Otherwise::Instead(begin))],
                    ..Order::on(call, mute(false))
                },
            };
            Order { expects: Some(Expects::Recorded(call)), ..order }
        }
    };
    Ok(order)
}

/// Rings the listener's phone, and brings it in once it is answered. One that is in already takes part in another way from now on.
pub fn monitor(mapper: &mut Mapper, names: &Names, call: CallId, by: &AgentId, how: Monitor) -> Ordered {
    if let Some(channel) = mapper.spying_channel(call, by).map(str::to_owned) {
        return Ok(take_part(channel, call, by, how));
    }
    if mapper.rings_to_monitor(call, by) {
        return Err(refused("this phone rings for it already; lift it first"));
    }
    let spied = talking(mapper, call)?;
    // q: no tone; E: over with the talk; S: over if there is nobody to hear; d: keys change the way (of
    // those that the listener presses Asterisk tells nobody). w, B: who hears the listener.
    let options = match how {
        Monitor::Listen => "qESd",
        Monitor::Whisper => "qESdw",
        Monitor::Barge => "qESdB",
    };
    mapper.will_monitor(call, by, how);
    let then = Then::Application { name: "ChanSpy", data: format!("{spied},{options}") };
    let action = Action::Originate { channel: names.interface(by), then, ring_ms: RING_MS, id: None };
    Ok(Order { expects: Some(Expects::Monitored(call, by.clone())), ..Order::of(action) })
}

/// `ChanSpy` hears a key that is pressed at the listener's phone, and has no event for it.
fn take_part(channel: String, call: CallId, by: &AgentId, how: Monitor) -> Order {
    let key = match how {
        Monitor::Listen => '4',
        Monitor::Whisper => '5',
        Monitor::Barge => '6',
    };
    let tells = Some(Happened::MonitorBegan { call, by: by.clone(), how });
    Order { tells, ..Order::of(Action::PressKey { channel, key }) }
}

pub fn stop_monitor(mapper: &Mapper, call: CallId, by: &AgentId) -> Ordered {
    let channel = mapper.spying_channel(call, by).map(str::to_owned);
    let channel = channel.ok_or_else(|| refused("this phone is not in the talk"))?;
    let otherwise = vec![("No such channel", Otherwise::Done)];
    Ok(Order { otherwise, ..Order::of(Action::Hangup { channel, cause: super::NORMAL }) })
}

/// Asterisk has no event for it.
pub fn prioritise(mapper: &Mapper, call: CallId, priority: u8) -> Ordered {
    let (queue, channel) = waiting(mapper, call)?;
    let tells = Some(Happened::Prioritised { call, priority });
    Ok(Order { tells, ..Order::of(Action::QueuePriority { queue, channel, priority }) })
}

/// The caller goes on in the dialplan, which has to send whoever was withdrawn to the extension that it is told.
pub fn take(mapper: &mut Mapper, names: &Names, call: CallId, agent: AgentId) -> Ordered {
    let (queue, channel) = waiting(mapper, call)?;
    let extension = extension(names, &TransferTarget::Agent { agent })?;
    mapper.will_take(call);
    let action = Action::QueueWithdraw { queue, channel, extension };
    Ok(Order { expects: Some(Expects::Taken(call)), ..Order::of(action) })
}

/// Rings the agent's phone; answered, it dials the number where calls are handed on. The agent's channel has an id by which the call is known.
pub fn originate(
    mapper: &mut Mapper,
    names: &Names,
    call: CallId,
    agent: &AgentId,
    number: &PhoneNumber,
) -> Ordered {
    let extension = number.reveal();
    let is_dialled = |sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '*' | '#');
    if extension.is_empty() || !extension.chars().all(is_dialled) {
        return Err(refused("this number cannot be dialled; write digits only"));
    }
    let then = Then::Dialplan { context: names.context.clone(), extension: extension.to_owned() };
    let id = Some(placed_channel(call));
    mapper.will_place(call, agent);
    let action = Action::Originate { channel: names.interface(agent), then, ring_ms: RING_MS, id };
    Ok(Order { expects: Some(Expects::Placed(call)), ..Order::of(action) })
}

/// A line of the log ends at a line break, and a bar ends a column.
pub fn note(mapper: &Mapper, names: &Names, call: CallId, agent: &AgentId, text: String) -> Ordered {
    let forgotten = || refused("the call is over for too long");
    let Logged { queue, uniqueid } = mapper.logged(call).ok_or_else(forgotten)?;
    let message = text.replace(|sign: char| sign == '|' || sign.is_control(), " ");
    Ok(Order::of(Action::QueueLog { queue, uniqueid, interface: names.interface(agent), message }))
}

fn waiting(mapper: &Mapper, call: CallId) -> Result<(String, String), CommandRefused> {
    match (mapper.waiting_channel(call), mapper.caller_channel(call)) {
        (Some((queue, channel)), _) => Ok((queue.to_owned(), channel.to_owned())),
        (None, Some(_)) => Err(refused("the caller does not wait any more")),
        (None, None) => Err(CommandRefused::NoCall(call)),
    }
}
