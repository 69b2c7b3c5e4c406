//! Recordings, compared as sound: what is said while a recording is muted is not in it, all else is.

use chrono::{DateTime, Utc};
use hotdesk::{
    domain::{CallId, RecordingState},
    switch::{Happened, Service, SwitchCommand},
};

use crate::asterisk::{
    exchange::Release,
    line::Line,
    phone::Phone,
    sound::{Heard, Voice, goes_on},
};

through_each_release!(a_recording_has_all_but_what_is_said_while_it_is_muted);

const AGENT: Voice = 440;
const CALLER: Voice = 1_000;
/// Tenths of a second that pass between an order and its effect on the sound, at most.
const LATE: usize = 5;

async fn a_recording_has_all_but_what_is_said_while_it_is_muted(release: Release) {
    let Some(mut line) = Line::up_to(release).await else { return };
    let Some(mut phone) = Phone::register_speaking(&line.exchange, "8004", AGENT).await else { return };
    let Some(mut caller) = Phone::of_caller(&line.exchange, "07700900001", CALLER).await else { return };
    line.serve("8004", Service::Open).await;
    caller.dials(&line.exchange, "hotline").await;
    let call = line.enters().await;
    phone.answers().await;
    line.answered().await;
    let file = line.exchange.recording(call);
    let mut times = Vec::new();
    // What is recorded after a stop is added at the end.
    for want in [
        RecordingState::Running,
        RecordingState::Muted,
        RecordingState::Running,
        RecordingState::Stopped,
        RecordingState::Running,
        RecordingState::Stopped,
    ] {
        times.push(record(&mut line, call, want).await);
        if want != RecordingState::Stopped {
            goes_on(&file).await;
        }
    }
    caller.does("hangup", "").await;
    line.over().await;
    let tenths = |from: usize| ((times[from + 1] - times[from]).num_milliseconds() / 100) as usize;
    let heard = Heard::read(&file);
    check(&heard, &[(tenths(0), true), (tenths(1), false), (tenths(2) + tenths(4), true)]);
    let named = format!("hotdesk-{call}.wav");
    let is_named = |name: &&String| name.ends_with(&named);
    let names = line.told.iter().filter_map(|event| match &event.what {
        Happened::Recording { name, .. } => name.as_ref(),
        _ => None,
    });
    assert_eq!(names.filter(is_named).count(), 2, "each beginning names the file: {:?}", line.told);
    line.records_agree().await;
}

/// Asks for this state; gives when it was told.
async fn record(line: &mut Line, call: CallId, want: RecordingState) -> DateTime<Utc> {
    line.asks(SwitchCommand::Record { call, want }).await;
    line.until(|happened| matches!(happened, Happened::Recording { state, .. } if *state == want)).await;
    line.told.last().expect("it was told").at
}

/// Both are heard in these parts of the sound, each so many tenths of a second long, and nothing at all is in the others.
fn check(heard: &Heard, parts: &[(usize, bool)]) {
    let long: usize = parts.iter().map(|(tenths, _)| tenths).sum();
    assert!(heard.tenths().abs_diff(long) <= 10, "it lasts {}, told was {long}", heard.tenths());
    let both = heard.of(AGENT).into_iter().zip(heard.of(CALLER)).map(|(agent, caller)| agent && caller);
    let (both, silent): (Vec<_>, _) = (both.collect(), heard.silent());
    let mut from = 0;
    for (tenths, is_heard) in parts {
        let sure = from + LATE..(from + tenths - LATE).min(both.len());
        let as_wanted = if *is_heard { &both } else { &silent };
        let wrong: Vec<_> = sure.clone().filter(|tenth| !as_wanted[*tenth]).collect();
        assert!(wrong.is_empty(), "heard shall be {is_heard} in {sure:?}, and is not in {wrong:?}: {both:?}");
        from += tenths;
    }
}
