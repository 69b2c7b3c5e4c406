//! `--play FILE`: a recorded session in the reviewer's frame, without a server.

use std::{future::Future, path::Path, process::ExitCode};

use anyhow::ensure;

use super::{
    database,
    stage::{self, Seat},
};
use crate::{
    config::Settings,
    tui::{
        agent::agent_screen,
        desk::Msg,
        effect::Effect,
        lead::lead_screen,
        qa::{Session, qa_screen},
        record::Recording,
        runtime::{Look, Runner, Sender, channel},
        tickets::ticket_screen,
        words::Words,
    },
};

/// There is nobody to ask while a session is played.
struct Nobody;

impl Runner for Nobody {
    type Effect = Effect;
    type Msg = Msg;

    fn run(&mut self, _: Effect, _: &Sender<Msg>) {}

    fn finish(&mut self) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

/// Plays a session file of any screen but the reviewer's.
///
/// # Errors
/// When the file is not a session of that screen, or the terminal cannot be used.
pub fn run(seat: Seat, file: &Path, settings: &Settings, look: Look) -> anyhow::Result<ExitCode> {
    // The reviewer's own command plays what agents record.
    let recorded = if seat == Seat::Qa { Seat::Agent } else { seat };
    let recording = Recording::read(file, recorded.name())?;
    ensure!(!recording.entries.is_empty(), "{} holds no input; nothing can be played", file.display());
    let words = Words::load(recording.header.locale)?;
    let own = words.clone();
    let session = match recorded {
        Seat::Lead => Session::new(recording, words, move || lead_screen(own.clone())),
        Seat::Agent | Seat::Qa => Session::new(recording, words, move || agent_screen(own.clone())),
        Seat::Clerk | Seat::Unit => {
            Session::new(recording, words, move || ticket_screen(recorded.of_tickets(), own.clone()))
        }
    };
    stage::start_log(Seat::Qa.name(), settings)?;
    database::runtime()?.block_on(async {
        let mut screen = qa_screen(look.words.clone(), Some(session));
        stage::show(&mut screen, &mut Nobody, channel(), settings, look, None).await
    })
}
