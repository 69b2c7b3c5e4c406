//! What the server says, and what it means for the call in hand.

use chrono::{DateTime, Utc};

use super::{AgentScreen, Case, Pane, queue::Queue};
use crate::{
    api::LiveMessage,
    domain::{AgentState, CallId, Event, Recorded, TransferTarget},
    tui::{
        calls::not_reached_key,
        desk::{Link, LinkNews, News, Say, Weight},
        effect::Effect,
    },
};

/// Sentences about what a call left undone; in the next one they would be taken for its own.
const OF_A_CALL: [&str; 3] = ["agent.toast.missing", "agent.toast.unfilled", "agent.toast.unsaid"];

/// What the agent at the screen does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InHand {
    Nothing,
    Rings(CallId),
    Speaks(CallId),
    Finishes(CallId),
}

impl AgentScreen {
    pub(super) fn news(&mut self, news: News, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let before = self.in_hand();
        let handed_on = self.handed_on(&news);
        let refusals = self.refusals(&news);
        let not_reached = self.not_reached(&news);
        let was_up = self.desk.link == Link::Up;
        self.look_at(&news);
        let changed = self.follow_identity(&news, out);
        let back = matches!(news, News::Link(LinkNews::Up)) && !was_up;
        let whole = matches!(news, News::Snapshot(_));
        self.browser.note(&news);
        self.with_browser(out, |browser, around| browser.tell_news(&news, around, now));
        out.extend(self.desk.take(news, now));
        if back {
            self.send_marks_again(out);
        }
        if back || whole || changed {
            (0..self.cases.len()).for_each(|place| self.fetch_caller(place, now, out));
        }
        self.follow_call(before, now, out);
        refusals.into_iter().for_each(|say| self.say(Weight::Bad, say, now));
        if let Some(why) = not_reached {
            self.say(Weight::Note, Say::plain(why), now);
        }
        if let Some(target) = handed_on {
            self.say(Weight::Good, Say::plain("agent.toast.transferred").with("target", target), now);
        }
    }

    /// Where the news say that the agent handed a call on to.
    fn handed_on(&self, news: &News) -> Option<String> {
        let News::Live(messages) = news else { return None };
        messages.iter().find_map(|message| match message {
            LiveMessage::Event { recorded } => match &recorded.event {
                Event::CallTransferred { agent, to, .. } if Some(agent) == self.desk.my_id() => {
                    Some(self.target_name(to))
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// Why the news say that the agent's call has reached nobody.
    fn not_reached(&self, news: &News) -> Option<&'static str> {
        let News::Live(messages) = news else { return None };
        messages.iter().find_map(|message| match message {
            LiveMessage::Event { recorded } => match &recorded.event {
                Event::CallNotReached { agent, why, .. } if Some(agent) == self.desk.my_id() => {
                    Some(not_reached_key(why))
                }
                _ => None,
            },
            _ => None,
        })
    }

    pub(super) fn target_name(&self, target: &TransferTarget) -> String {
        match target {
            TransferTarget::Queue { queue } => self.desk.queue_label(queue, self.desk.locale).to_owned(),
            TransferTarget::Agent { agent } => {
                let name = self.desk.floor.agents.get(agent).map_or("", |agent| agent.name.as_str());
                format!("{agent} {name}").trim_end().to_owned()
            }
        }
    }

    /// What must be seen before the desk takes it in.
    fn look_at(&mut self, news: &News) {
        match news {
            News::Snapshot(_) => self.queue_changed = true,
            News::Live(messages) => messages.iter().for_each(|message| self.look_at_live(message)),
            _ => {}
        }
    }

    fn look_at_live(&mut self, message: &LiveMessage) {
        let LiveMessage::Event { recorded } = message else { return };
        self.queue_changed |= Queue::is_changed_by(&recorded.event);
        self.follow_shift(recorded);
        self.follow_amendment(recorded);
        let concerns_callers = matches!(
            recorded.event,
            Event::ContactRecorded { .. }
                | Event::TicketSubmitted { .. }
                | Event::CallbackPromised { .. }
                | Event::CallbackAttempted { .. }
                | Event::CallbackDone { .. }
        );
        if concerns_callers {
            self.cases.iter_mut().for_each(|case| case.caller.follow(recorded));
        }
    }

    fn follow_shift(&mut self, recorded: &Recorded) {
        let call = recorded.event.call().and_then(|call| self.desk.floor.calls.get(&call));
        let number = call.map(|call| call.number.masked());
        if let Some(me) = self.desk.me.as_ref().and_then(|me| me.agent.as_ref()) {
            self.shift.follow(me, recorded, number);
        }
    }

    fn in_hand(&self) -> InHand {
        match self.desk.my_agent().map(|agent| &agent.state) {
            Some(AgentState::Ringing { call }) => InHand::Rings(*call),
            Some(AgentState::Talking { call } | AgentState::Holding { call }) => InHand::Speaks(*call),
            Some(AgentState::WrapUp { call }) => InHand::Finishes(*call),
            _ => InHand::Nothing,
        }
    }

    fn follow_call(&mut self, before: InHand, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let after = self.in_hand();
        if after == before {
            return;
        }
        if matches!(before, InHand::Finishes(_)) {
            self.desk.toasts.retract(&["agent.toast.unsent"]);
        }
        match after {
            InHand::Rings(call) => self.rings(call, now, out),
            InHand::Speaks(call) => self.speaks(call, now, out),
            InHand::Finishes(call) => {
                if self.at.is_none() {
                    self.at = Some(self.case_for_call(call, now, out));
                }
                if matches!(before, InHand::Speaks(_)) {
                    self.say_skipped(call, now);
                }
            }
            InHand::Nothing => self.is_free(before),
        }
    }

    /// What is being typed stays where it is; the caller is fetched before the answer.
    fn rings(&mut self, call: CallId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        let shown = self.case().map(|case| case.id());
        self.case_for_call(call, now, out);
        self.at = shown.and_then(|id| self.cases.iter().position(|case| case.id() == id));
        let queue = self.desk.floor.calls.get(&call).and_then(|call| call.queue.as_ref());
        let queue = queue.map(|queue| self.desk.queue_label(queue, self.desk.locale).to_owned());
        out.push(Effect::Notify {
            title: Say::plain("agent.notice.ring"),
            body: Say::plain("agent.notice.queue").with("queue", queue.unwrap_or_default()),
        });
    }

    /// The call's own case comes up, and nothing lies over it. The focus goes to the script, where a key still in flight
    /// writes into no form.
    fn speaks(&mut self, call: CallId, now: DateTime<Utc>, out: &mut Vec<Effect>) {
        self.layers.close_all();
        self.is_browsing = false;
        self.desk.toasts.retract(&OF_A_CALL);
        let place = self.case_for_call(call, now, out);
        self.show_case(place);
        self.begin_script(now, out);
        self.pane = Pane::Script;
    }

    /// After the call only what is worth keeping stays; a draft half typed stays where it is. Whom the agent has not reached stays as well, to be
    /// called again.
    fn is_free(&mut self, before: InHand) {
        let unreached = |case: &Case| matches!(before, InHand::Speaks(call) if case.draft.call == Some(call));
        let kept = self.case().filter(|case| case.is_worth_keeping() || unreached(case));
        let keep = kept.map(|case| case.id());
        if kept.is_some_and(|case| !case.is_worth_keeping()) {
            self.pane = Pane::Call;
        }
        self.tidy(keep);
        if self.at.is_none() && before != InHand::Nothing && self.pane != Pane::Me {
            self.pane = Pane::Queue;
        }
    }
}
