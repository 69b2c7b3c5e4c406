//! What is done to tickets, by the rules of their lifecycle: by people, by two of them, and by itself.

use super::{
    Answer, Refusal, Turn,
    records::{ITEMS_MAX, text},
};
use crate::{
    api::{Code, DecideApproval, Me, MoveTicket},
    domain::{
        Actor, CallbackOutcome, Event, Ticket, TicketForm, TicketId, UnitId,
        lifecycle::{Asked, Duty, End, Forbidden, Lifecycle, Moved, Occasion, Pending, Tells, Wake},
    },
    server::desk::Family,
};

mod duties;

/// Who does something to a ticket.
struct Doer {
    actor: Actor,
    duty: Duty,
    unit: Option<UnitId>,
    /// Who had asked for it, where a second person approved it.
    asked_by: Option<String>,
}

impl Doer {
    fn desk() -> Self {
        Self { actor: Actor::Desk, duty: Duty::System, unit: None, asked_by: None }
    }
}

impl Turn<'_> {
    /// Does something to a ticket, or asks a second person for it where the lifecycle wants one.
    pub fn move_ticket(
        &mut self,
        actor: &Actor,
        me: &Me,
        family: Family,
        wanted: MoveTicket,
    ) -> Result<Answer, Refusal> {
        let MoveTicket { version, asked } = wanted;
        let ticket = &family.ticket;
        self.check_seen(ticket, version, &asked)?;
        let duty = self.duty(me, ticket, &asked)?;
        let doer = Doer { actor: actor.clone(), duty, unit: me.unit.clone(), asked_by: None };
        let asked = cleaned(asked)?;
        let lifecycle = self.lifecycle(ticket)?;
        let moved = lifecycle.step(&ticket.work, &asked, duty, self.now, self.reckoner(&ticket.form));
        let moved = moved.map_err(refusal)?;
        self.check_units(ticket, &asked, &moved)?;
        self.check_family(&family, &moved)?;
        match lifecycle.approver(&ticket.work, &asked.verb) {
            Some(approver) => self.ask_approval(doer, family.ticket, asked, approver),
            None => self.done(doer, family, moved),
        }
    }

    /// A second person grants or refuses what waits for approval.
    pub fn decide_approval(
        &mut self,
        actor: &Actor,
        me: &Me,
        family: Family,
        decided: &DecideApproval,
    ) -> Result<Answer, Refusal> {
        let ticket = &family.ticket;
        let Some(pending) = ticket.work.pending.as_deref().cloned() else {
            let detail = format!("nothing of ticket {} waits for approval; load it again", ticket.number);
            return Err(Refusal::new(Code::IllegalMove, detail));
        };
        self.check_version(ticket, decided.version)?;
        self.check_approver(me, ticket, &pending)?;
        if !decided.granted {
            return self.refuse_approval(actor, family.ticket, &pending, &decided.text);
        }
        let lifecycle = self.lifecycle(ticket)?;
        let moved = lifecycle.approved(&ticket.work, &pending, self.now, self.reckoner(&ticket.form));
        let moved = moved.map_err(refusal)?;
        self.check_family(&family, &moved)?;
        let Pending { by, duty, unit, .. } = pending;
        self.done(Doer { actor: actor.clone(), duty, unit, asked_by: Some(by) }, family, moved)
    }

    /// What has come for a ticket by itself: those who are responsible are told, and a wait ends.
    pub fn ticket_woken(&mut self, mut ticket: Ticket) {
        for wake in ticket.work.wakes(self.now) {
            match wake {
                Wake::Mark { clock, mark } => {
                    let (percent, due) = (mark.percent, mark.at);
                    self.decide(Event::TicketClockTold { ticket: ticket.id, clock, percent, due });
                }
                Wake::Until { .. } => {
                    self.by_itself(&mut ticket, Occasion::Until, "");
                    if ticket.work.until.is_some() {
                        self.decide(Event::TicketWaitOver { ticket: ticket.id });
                    }
                }
            }
        }
    }

    /// Counts the deadlines of a ticket anew on the calendar as it is now.
    pub fn ticket_reckoned(&mut self, ticket: Ticket) {
        let Ok(lifecycle) = self.lifecycle(&ticket) else { return };
        if ticket.work.has_no_lifecycle() && ticket.work.is_untouched() {
            let is_answered = ticket.form.is_answered();
            let work = lifecycle.begin(is_answered, ticket.at, self.reckoner(&ticket.form));
            return self.decide(Event::TicketBegun { ticket: ticket.id, work: Box::new(work) });
        }
        let clocks = lifecycle.reckoned(&ticket.work, self.now, &self.desk.settings.catalogue.calendar);
        if !clocks.is_empty() {
            self.decide(Event::TicketReckoned { ticket: ticket.id, clocks });
        }
    }

    /// Puts down what was done, and all that follows from it by itself.
    fn done(&mut self, doer: Doer, family: Family, moved: Moved) -> Result<Answer, Refusal> {
        let Family { mut ticket, children, mother } = family;
        let (tells, contacted) = (moved.tells, moved.contacted);
        let mother = mother.filter(|_| moved.mother.is_some());
        self.put_down(doer, &mut ticket, moved)?;
        if let Some(answer) = mother.and_then(|mother| mother.work.answer) {
            // The mother was answered before it came to follow.
            self.by_itself(&mut ticket, Occasion::Mother, &answer);
        }
        if tells == Some(Tells::Answer) {
            let answer = ticket.work.answer.clone().unwrap_or_default();
            for mut child in children {
                self.by_itself(&mut child, Occasion::Mother, &answer);
            }
        }
        if tells == Some(Tells::Contact) && contacted.is_some_and(|contacted| contacted.is_content()) {
            self.by_itself(&mut ticket, Occasion::Content, "");
        }
        Ok(Answer::Ticket(Box::new(ticket)))
    }

    /// Does what the lifecycle has done by hotdesk itself on an occasion, if it has anything done and the ticket allows it: what it does
    /// not allow is left to people.
    fn by_itself(&mut self, ticket: &mut Ticket, on: Occasion, text: &str) {
        let moved = self.lifecycle(ticket).ok().and_then(|lifecycle| {
            let verb = lifecycle.of_itself(&ticket.work.state, on)?.id.clone();
            let asked = Asked { text: text.to_owned(), ..Asked::plain(verb) };
            lifecycle.step(&ticket.work, &asked, Duty::System, self.now, self.reckoner(&ticket.form)).ok()
        });
        if let Some(moved) = moved {
            let told = self.put_down(Doer::desk(), ticket, moved);
            debug_assert!(told.is_ok(), "events of tickets fit any floor");
        }
    }

    fn put_down(&mut self, doer: Doer, ticket: &mut Ticket, moved: Moved) -> Result<(), Refusal> {
        let Doer { actor, duty, unit, asked_by } = doer;
        let (id, version) = (ticket.id, ticket.version + 1);
        let told = told(&moved);
        let event = Event::TicketMoved { ticket: id, version, duty, unit, asked_by, moved: Box::new(moved) };
        self.tell(actor.clone(), ticket, event)?;
        told.map_or(Ok(()), |outcome| self.finish_callbacks_about(&actor, id, outcome))
    }

    /// What was promised to a caller about a ticket is done with it.
    fn finish_callbacks_about(
        &mut self,
        actor: &Actor,
        ticket: TicketId,
        outcome: CallbackOutcome,
    ) -> Result<(), Refusal> {
        let about = self.desk.book.callbacks.values().filter(|callback| callback.ticket == Some(ticket));
        let about: Vec<_> = about.map(|callback| (callback.id, callback.contact)).collect();
        for (callback, contact) in about {
            self.record(self.now, actor.clone(), Event::CallbackDone { callback, contact, outcome })?;
        }
        Ok(())
    }

    fn ask_approval(
        &mut self,
        doer: Doer,
        mut ticket: Ticket,
        asked: Asked,
        approver: Duty,
    ) -> Result<Answer, Refusal> {
        if ticket.work.pending.is_some() {
            return Err(refusal(Forbidden::Waits { verb: asked.verb }));
        }
        let Actor::User { name } = &doer.actor else { return Ok(Answer::Ticket(Box::new(ticket))) };
        let (by, duty, unit, at) = (name.clone(), doer.duty, doer.unit, self.now);
        let pending = Box::new(Pending { asked, by, duty, unit, at, approver });
        let event = Event::ApprovalAsked { ticket: ticket.id, version: ticket.version + 1, pending };
        self.tell(doer.actor, &mut ticket, event)?;
        Ok(Answer::Ticket(Box::new(ticket)))
    }

    fn refuse_approval(
        &mut self,
        actor: &Actor,
        mut ticket: Ticket,
        pending: &Pending,
        text: &str,
    ) -> Result<Answer, Refusal> {
        let text = text_said(text.trim())?;
        if text.is_empty() {
            let detail = format!("say why {} is not approved: the asker has to know", pending.asked.verb);
            return Err(Refusal::new(Code::BadRequest, detail));
        }
        let (verb, version) = (pending.asked.verb.clone(), ticket.version + 1);
        let event = Event::ApprovalRefused { ticket: ticket.id, version, verb, text };
        self.tell(actor.clone(), &mut ticket, event)?;
        Ok(Answer::Ticket(Box::new(ticket)))
    }

    fn tell(&mut self, actor: Actor, ticket: &mut Ticket, event: Event) -> Result<(), Refusal> {
        self.record(self.now, actor, event.clone())?;
        ticket.apply(self.now, &event);
        Ok(())
    }

    fn lifecycle(&self, ticket: &Ticket) -> Result<&Lifecycle, Refusal> {
        let id = &ticket.work.lifecycle;
        self.desk.settings.catalogue.lifecycle_for(&ticket.work).ok_or_else(|| {
            let detail = format!("ticket {} follows lifecycle {id}, which this site has not", ticket.number);
            Refusal::new(Code::NotFound, detail)
        })
    }

    /// What changes where a ticket stands, or its time, is done to what the asker has seen.
    fn check_seen(&self, ticket: &Ticket, version: u32, asked: &Asked) -> Result<(), Refusal> {
        let verb = self.lifecycle(ticket)?.verb(&asked.verb);
        match verb.is_some_and(|verb| verb.to.is_none() && verb.extends.is_none()) {
            true => Ok(()),
            false => self.check_version(ticket, version),
        }
    }

    fn check_version(&self, ticket: &Ticket, seen: u32) -> Result<(), Refusal> {
        let (at, number) = (ticket.version, &ticket.number);
        if seen == at {
            return Ok(());
        }
        let detail = format!("ticket {number} is at version {at}, this was made from {seen}; load it again");
        Err(Refusal::new(Code::StaleVersion, detail))
    }

    /// The units that a ticket goes to are the site's, each in one part; one that it is passed up to stands above.
    fn check_units(&self, ticket: &Ticket, asked: &Asked, moved: &Moved) -> Result<(), Refusal> {
        let Some(involved) = &moved.involved else { return Ok(()) };
        self.check_upwards(ticket, asked)?;
        let units = &self.desk.settings.catalogue.units;
        for unit in involved.lead.iter().chain(&involved.joint) {
            if units.get(unit).is_none() {
                let detail = format!("there is no unit {unit}; take one of the catalogue's");
                return Err(Refusal::new(Code::NotFound, detail));
            }
        }
        let twice = asked.joint.iter().enumerate().find(|(place, unit)| {
            involved.lead.as_ref() == Some(unit) || asked.joint[..*place].contains(unit)
        });
        twice.map_or(Ok(()), |(_, unit)| {
            let detail = format!("unit {unit} is named twice; each unit has one part");
            Err(Refusal::new(Code::BadRequest, detail))
        })
    }

    fn check_upwards(&self, ticket: &Ticket, asked: &Asked) -> Result<(), Refusal> {
        let is_upwards = self.lifecycle(ticket)?.verb(&asked.verb).is_some_and(|verb| verb.upwards);
        let (Some(unit), Some(lead)) = (&asked.unit, &ticket.work.involved.lead) else { return Ok(()) };
        let units = &self.desk.settings.catalogue.units;
        if !is_upwards || (unit != lead && units.is_within(lead, unit)) {
            return Ok(());
        }
        let above = units.above(lead).map_or("nobody", |above| above.id.as_str());
        let detail = format!("unit {unit} does not stand above {lead}; {above} does");
        Err(Refusal::new(Code::IllegalMove, detail))
    }

    /// A family has two generations: a mother follows nobody, and who is followed does not follow, nor is it made void.
    fn check_family(&self, family: &Family, moved: &Moved) -> Result<(), Refusal> {
        let (child, families) = (&family.ticket, &self.desk.book.families);
        let refuse = |detail: String| Err(Refusal::new(Code::IllegalMove, detail));
        if moved.end == Some(End::Void) && !families.children(child.id).is_empty() {
            return refuse(format!("other tickets follow {}: take them apart first", child.number));
        }
        let Some(mother) = family.mother.as_ref().filter(|_| moved.mother.is_some()) else { return Ok(()) };
        if mother.id == child.id {
            return Err(refusal(Forbidden::OwnMother));
        }
        if mother.is_over() {
            return refuse(format!("ticket {} is over: nothing can follow it", mother.number));
        }
        if let Some(grandmother) = families.mother(mother.id) {
            return refuse(format!("ticket {} follows {grandmother} itself: name that one", mother.number));
        }
        if !families.children(child.id).is_empty() {
            return refuse(format!("other tickets follow {}: take them apart first", child.number));
        }
        Ok(())
    }
}

/// What comes of promises to call about a ticket: its caller was reached, or it is over and there is nothing to call about any more.
fn told(moved: &Moved) -> Option<CallbackOutcome> {
    let contacted = moved.contacted.as_ref().filter(|_| moved.tells == Some(Tells::Contact));
    match contacted.is_some_and(|contacted| contacted.reached) {
        true => Some(CallbackOutcome::Reached),
        false => moved.end.map(|_| CallbackOutcome::NotReached),
    }
}

/// Why a lifecycle does not let something be done, as a refusal.
fn refusal(forbidden: Forbidden) -> Refusal {
    let code = match forbidden {
        Forbidden::NotYours { .. } => Code::Forbidden,
        Forbidden::NoVerb { .. } => Code::NotFound,
        Forbidden::Needs { .. } | Forbidden::NoReason { .. } | Forbidden::Past { .. } => Code::BadRequest,
        _ => Code::IllegalMove,
    };
    Refusal::new(code, forbidden.to_string())
}

/// What is said with a verb, cleaned and within bounds.
fn cleaned(asked: Asked) -> Result<Asked, Refusal> {
    if asked.joint.len() > ITEMS_MAX || asked.evidence.len() > ITEMS_MAX {
        let detail = format!("more than {ITEMS_MAX} joint units or files; leave some out");
        return Err(Refusal::new(Code::BadRequest, detail));
    }
    Ok(Asked { text: text_said(&asked.text)?, ..asked })
}

fn text_said(said: &str) -> Result<String, Refusal> {
    text("what is said", said, TicketForm::TEXT_MAX)
}
