//! What happens to the reviewer's model on each input.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Asked, CALLS, Frame, Offered, Over, QaScreen, Shown,
    calls::{self, Filter, Standing},
    review::{Review, Source},
};
use crate::{
    domain::Recording,
    tui::{
        desk::{Answer, Failure, Msg, News, RequestId, Say, Weight},
        effect::{Effect, Request},
        keymap::Action,
        layers::{Outcome, Overlay},
        runtime::{Input, Spot},
        widgets::{Choice, Help, Palette, Picker, TextField},
    },
};

/// Longest time that one tick lets pass: a program that was asleep does not skip what it slept through.
const LONGEST_TICK: TimeDelta = TimeDelta::seconds(1);

/// Columns and rows that a key moves what is seen of a session's screen.
const PAN: (i16, i16) = (8, 4);

impl QaScreen {
    /// Gives an input to what lies on top, else to the panes.
    pub(super) fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        self.pass_time(now);
        match self.layers.input(&input) {
            Outcome::Passed => self.pass(input, now),
            Outcome::Run(action) => self.act(action, now),
            Outcome::Chosen(over, choice) => self.choose(over, choice, now),
            Outcome::Taken | Outcome::Sought(_) | Outcome::Answered(..) | Outcome::Closed(_) => Vec::new(),
        }
    }

    /// Lets the time since the last input pass for what is played. The scene may run faster than the wall.
    fn pass_time(&mut self, now: DateTime<Utc>) {
        let scene = now - self.ticked.replace(now).unwrap_or(now);
        let real = scene.num_microseconds().unwrap_or_default() as f64 / self.desk.speed().max(0.01);
        let real = TimeDelta::microseconds(real as i64).min(LONGEST_TICK);
        if let Some(review) = self.review_mut() {
            review.pass(real);
        }
    }

    fn pass(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        match (input, self.entry.is_some()) {
            (Input::App(msg), _) => return self.hear(msg, now),
            (Input::Tick, _) => self.desk.toasts.expire(now),
            (Input::Interrupt, _) => self.desk.interrupted(now),
            (Input::Stop, _) => return self.course.leave(),
            (input @ (Input::Key(_) | Input::Paste(_) | Input::Act(_)), true) => {
                return self.type_in(input, now);
            }
            (Input::Act(action), false) => return self.act(action, now),
            (input @ (Input::Click(_) | Input::Scroll { .. }), _) => return self.point(&input, now),
            _ => {}
        }
        Vec::new()
    }

    fn hear(&mut self, msg: Msg, now: DateTime<Utc>) -> Vec<Effect> {
        match msg {
            Msg::Desk(news) => {
                let first = matches!(news, News::Snapshot(_)) && self.calls.standing == Standing::Unasked;
                self.calls.freshness.note(&news);
                let mut effects = self.desk.take(news, now);
                if first {
                    effects.extend(self.list_calls(now));
                }
                effects
            }
            Msg::Answer { request, answer } => {
                self.answered(request, answer, now);
                Vec::new()
            }
            // Drafts and outbox are the agent's.
            Msg::Drafts(_) | Msg::Outbox(_) => Vec::new(),
        }
    }

    fn answered(&mut self, request: RequestId, answer: Result<Answer, Failure>, now: DateTime<Utc>) {
        let Some(asked) = self.asked.take(request) else { return };
        match (asked, answer) {
            (Asked::Calls, Ok(Answer::Calls(page))) => self.calls.begin(page, now),
            (Asked::NewCalls, Ok(Answer::Calls(page))) => {
                self.calls.renew(page, now);
                self.renew_summary();
            }
            (Asked::NewCalls | Asked::MoreCalls, Err(failure)) => {
                // What is listed is still true.
                self.calls.standing = Standing::Here;
                self.say(Say::failure(&failure), now);
            }
            (Asked::MoreCalls, Ok(Answer::Calls(page))) => self.calls.more(page),
            (Asked::Calls, Err(failure)) => self.calls.standing = Standing::Failed(failure),
            (Asked::Events(summary), Ok(Answer::Events(events))) => match Source::of_call(summary, events) {
                Some(source) => {
                    self.call = Some(Review::new(source));
                    self.shown = Shown::Call;
                }
                None => self.say(Say::plain("qa.no-events"), now),
            },
            (Asked::NewEvents(summary), Ok(Answer::Events(events))) => {
                if let (Some(source), Some(review)) = (Source::of_call(summary, events), &mut self.call) {
                    review.renew(source);
                    self.renew_summary();
                }
            }
            (Asked::Recording, Ok(Answer::Recording { file, as_recorded })) => {
                let (weight, words) = match as_recorded {
                    true => (Weight::Good, "qa.recording-saved"),
                    false => (Weight::Bad, "qa.recording-differs"),
                };
                self.desk.toast(weight, Say::plain(words).with("file", file), now);
            }
            (Asked::Events(_) | Asked::NewEvents(_) | Asked::Recording, Err(failure)) => {
                self.say(Say::failure(&failure), now)
            }
            // An answer of another kind tells nothing.
            (_, Ok(_)) => {}
        }
    }

    fn act(&mut self, action: Action, now: DateTime<Utc>) -> Vec<Effect> {
        match action {
            Action::QaOpenCall
            | Action::QaFilterAgent
            | Action::QaFilterQueue
            | Action::QaFilterTime
            | Action::QaRefresh
            | Action::ListFilter
                if self.is_alone() =>
            {
                self.say(Say::plain("qa.alone"), now);
            }
            Action::QaOpenCall => {
                self.shown = Shown::Calls;
                return self.renew_calls(now);
            }
            Action::QaRefresh => return self.refresh(now),
            Action::QaSaveRecording => return self.save_recordings(now),
            Action::QaSession if self.session.is_some() => self.shown = Shown::Session,
            Action::QaSession => self.say(Say::plain("qa.no-session"), now),
            Action::QaFilterAgent | Action::ListFilter => self.open_agents(),
            Action::QaFilterQueue => self.open_queues(),
            Action::QaFilterTime => self.entry = Some(TextField::with_limit(19)),
            Action::QaFullScreen if self.shown == Shown::Session => self.frame = self.frame.other(),
            Action::QaFullScreen => self.say(Say::plain("qa.only-sessions"), now),
            Action::QaPanLeft => self.pan_by(-PAN.0, 0, now),
            Action::QaPanRight => self.pan_by(PAN.0, 0, now),
            Action::QaPanUp => self.pan_by(0, -PAN.1, now),
            Action::QaPanDown => self.pan_by(0, PAN.1, now),
            Action::ListOpen => return self.open(now),
            Action::Close => return self.close(now),
            Action::Help => self.layers.open(Over::Help, Overlay::Help(Help::new(self.panes()))),
            Action::Palette => {
                let palette = Palette::new(&self.words, Self::ACTIONS, self.panes());
                self.layers.open(Over::Palette, Overlay::Palette(palette));
            }
            Action::Quit => return self.course.leave(),
            action => return self.move_about(&Input::Act(action), now),
        }
        Vec::new()
    }

    /// Moves the part that is seen of a session's screen, at most to its last cell.
    fn pan_by(&mut self, columns: i16, rows: i16, now: DateTime<Utc>) {
        let Some(Review { source: Source::Session(session), .. }) = self.review() else {
            return self.say(Say::plain("qa.only-sessions"), now);
        };
        let (width, height) = session.size();
        let (x, y) = self.pan;
        let moved = |at: u16, by: i16, most: u16| at.saturating_add_signed(by).min(most.saturating_sub(1));
        self.pan = (moved(x, columns, width), moved(y, rows, height));
    }

    /// Saves all recordings of the open call.
    fn save_recordings(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let recordings = self.review().map_or_else(Vec::new, |review| review.recordings().cloned().collect());
        let Some(call) = self.call.as_ref().and_then(Review::call).filter(|_| !recordings.is_empty()) else {
            self.say(Say::plain("qa.no-recording"), now);
            return Vec::new();
        };
        let requests = recordings.into_iter().map(|Recording { nth, name, sha256, .. }| {
            let file = name.rsplit('/').next().unwrap_or(&name).to_owned();
            Request::SaveRecording { call, nth, sha256, file }
        });
        requests.flat_map(|request| self.ask(Asked::Recording, request, now)).collect()
    }

    /// The open call as the list knows it now.
    fn renew_summary(&mut self) {
        let Some(Review { source: Source::Call { summary, .. }, .. }) = &mut self.call else { return };
        let listed = self.calls.items.iter().find(|call| call.record.call == summary.record.call);
        if let Some(listed) = listed {
            **summary = listed.clone();
        }
    }

    /// Brings what is seen up to date: the list, or the open call, which may still go on.
    fn refresh(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        match (self.shown, self.call.as_ref().map(|review| &review.source)) {
            (Shown::Calls, _) => self.renew_calls(now),
            (Shown::Call, Some(Source::Call { summary, .. })) => {
                let (request, summary) = (Request::CallEvents(summary.record.call), summary.clone());
                let mut effects = self.ask(Asked::NewEvents(summary), request, now);
                effects.extend(self.renew_calls(now));
                effects
            }
            _ => {
                self.say(Say::plain("qa.session-stays"), now);
                Vec::new()
            }
        }
    }

    /// Moves in the list, or in time.
    fn move_about(&mut self, input: &Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        match self.review_mut() {
            Some(review) => {
                review.input(input);
                Vec::new()
            }
            None => {
                self.calls.input(input);
                self.list_more(now)
            }
        }
    }

    /// A click on the selected call opens it.
    fn point(&mut self, input: &Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let before = self.calls.selection.row(self.calls.items.len());
        match input {
            Input::Click(Spot::Row(CALLS, row)) if self.shown == Shown::Calls && before == Some(*row) => {
                self.open(now)
            }
            input => self.move_about(input, now),
        }
    }

    fn open(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(summary) = self.calls.selected().filter(|_| self.shown == Shown::Calls).cloned() else {
            return Vec::new();
        };
        let request = Request::CallEvents(summary.record.call);
        self.asked.forget(|asked| matches!(asked, Asked::Events(_) | Asked::NewEvents(_)));
        self.ask(Asked::Events(Box::new(summary)), request, now)
    }

    /// Goes one step back: out of the full screen, out of the review, out of the filters.
    fn close(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        match (self.shown, self.frame) {
            (Shown::Session, Frame::Full) => self.frame = Frame::Inside,
            (Shown::Session, _) if self.is_alone() => self.say(Say::plain("qa.alone"), now),
            (Shown::Call | Shown::Session, _) => self.shown = Shown::Calls,
            (Shown::Calls, _) if self.calls.filter != Filter::default() => {
                self.calls.filter = Filter::default();
                return self.list_calls(now);
            }
            (Shown::Calls, _) => {}
        }
        Vec::new()
    }

    fn open_agents(&mut self) {
        let agents = || self.desk.floor.agents.values();
        let choices = agents().map(|agent| Choice {
            label: agent.name.clone(),
            detail: agent.id.to_string(),
            also: agent.id.to_string(),
        });
        let (offered, choices) = (agents().map(|agent| agent.id.clone()).collect(), choices.collect());
        self.open_picker(Over::Filter, "qa.filter.agent", choices);
        self.offered = Offered::Agents(offered);
    }

    fn open_queues(&mut self) {
        let queues = || self.desk.floor.queues.values().map(|queue| &queue.settings);
        let choices = queues().map(|queue| Choice {
            label: queue.label.text(self.desk.locale).to_string(),
            detail: String::new(),
            also: queue.id.to_string(),
        });
        let (offered, choices) = (queues().map(|queue| queue.id.clone()).collect(), choices.collect());
        self.open_picker(Over::Filter, "qa.filter.queue", choices);
        self.offered = Offered::Queues(offered);
    }

    /// The first choice lists all.
    fn open_picker(&mut self, over: Over, title: &str, choices: Vec<Choice>) {
        self.shown = Shown::Calls;
        let all = Choice { label: self.words.text("qa.filter.all").to_string(), ..Choice::default() };
        let choices: Vec<Choice> = std::iter::once(all).chain(choices).collect();
        self.layers.open(over, Overlay::Picker(Picker::new(self.words.text(title), choices)));
    }

    fn choose(&mut self, over: Over, choice: usize, now: DateTime<Utc>) -> Vec<Effect> {
        if over != Over::Filter {
            return Vec::new();
        }
        let nth = choice.checked_sub(1);
        let filter = &mut self.calls.filter;
        match std::mem::take(&mut self.offered) {
            Offered::Agents(agents) => filter.agent = nth.and_then(|nth| agents.get(nth)).cloned(),
            Offered::Queues(queues) => filter.queue = nth.and_then(|nth| queues.get(nth)).cloned(),
            Offered::Nothing => return Vec::new(),
        }
        self.list_calls(now)
    }

    fn type_in(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        let Some(field) = &mut self.entry else { return Vec::new() };
        match input {
            Input::Key(key) => drop(field.key(key)),
            Input::Paste(text) => drop(field.paste(&text)),
            Input::Act(Action::Choose) => return self.finish_entry(now),
            Input::Act(Action::Close) => self.entry = None,
            _ => {}
        }
        Vec::new()
    }

    /// An empty line takes the time out of the filter; one that cannot be read stays to be mended.
    fn finish_entry(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let text = self.entry.as_ref().map_or("", TextField::value).trim().to_string();
        let zone = self.desk.clock.map_or(chrono_tz::UTC, |clock| clock.zone);
        let before = calls::moment(&text, zone, now);
        if before.is_none() && !text.is_empty() {
            self.say(Say::plain("qa.filter.unreadable"), now);
            return Vec::new();
        }
        self.entry = None;
        self.shown = Shown::Calls;
        self.calls.filter.before = before;
        self.list_calls(now)
    }

    fn say(&mut self, say: Say, now: DateTime<Utc>) {
        self.desk.toast(Weight::Bad, say, now);
    }

    /// Asks the server and remembers what for.
    pub(super) fn ask(&mut self, asked: Asked, request: Request, now: DateTime<Utc>) -> Vec<Effect> {
        vec![self.asked.ask(&mut self.desk, asked, request, now)]
    }
}

impl Frame {
    fn other(self) -> Self {
        match self {
            Self::Inside => Self::Full,
            Self::Full => Self::Inside,
        }
    }
}
