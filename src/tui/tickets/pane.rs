//! A ticket looked at closely, and what is done to it: for any screen that shows tickets.
//!
//! ```text
//! show(ticket) ─▶ requests ─▶ answered ─▶ the ticket as lines ── one key ─▶ its verbs ─▶ Deed ─▶ sent ─▶ done, asked for, or refused
//! ```
//!
//! What somebody may do comes from the ticket's lifecycle and the duties of who is signed in. A screen gives it its inputs first
//! ([`TicketPane::input`]), its answers ([`TicketPane::answered`]) and news ([`TicketPane::note`]), asks it once after each input what it
//! wants ([`TicketPane::settle`]), and draws it last. Pure.

mod amend;
mod answers;
mod choose;
mod deeds;
mod drafts;
mod evidence;
mod keys;
mod mother;
mod redo;
mod verbs;
mod view;

pub use answers::Heard;
pub use verbs::{duties, possible};

use chrono::{DateTime, Utc};

use super::{
    deed::{Deed, Source},
    open_ticket::{OpenTicket, Part},
};
use crate::{
    domain::{
        Attachment, CategoryCode, DeedKind, Draft, DraftId, ReasonCode, Ticket, TicketId, UnitId, VerbId,
    },
    tui::{
        deadlines::Lines,
        desk::{Awaited, Desk, Msg, News, Say, Weight},
        effect::{Effect, Request},
        keymap::{Action, Layer},
        layers::{Layers, Outcome, Overlay},
        runtime::{Input, Spot, Zone},
        text,
        tickets::{deed, sheet},
        widgets::{Reader, scrolled},
        words::Words,
    },
};

/// The zone of the ticket.
pub const TICKET_ZONE: Zone = Zone(60_011);

/// A ticket looked at closely.
#[derive(Clone, Debug, Default)]
pub struct TicketPane {
    open: Option<OpenTicket>,
    /// What is being said.
    deed: Option<Deed>,
    /// What is done as soon as the ticket is here.
    then: Option<Action>,
    /// What is gone on with as soon as the ticket is here.
    resume: Option<(DeedKind, VerbId)>,
    /// What was said before and is not done.
    kept: Vec<Draft>,
    /// What the choices of the open list stand for.
    offers: Vec<Offer>,
    layers: Layers<Over>,
    asked: Awaited<Asked>,
    /// The folder into which a file was saved last.
    folder: String,
    /// Columns of the terminal, as far as they are known.
    columns: u16,
    /// Columns and rows that the ticket has, as far as they are known.
    room: (u16, u16),
}

/// What lies over the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// Something to choose; what its choices stand for is in `offers`.
    List,
    /// Something to read.
    Reading,
}

/// What a choice stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Offer {
    Verb(VerbId),
    Unit(UnitId),
    Reason(ReasonCode),
    Mother(TicketId, String),
    Show(TicketId),
    Draft(usize),
    /// Files are added.
    Attach,
    /// The form is changed.
    Amend,
    Category(CategoryCode),
    /// A file is saved on this machine.
    File(Box<Attachment>),
}

/// What an answer is for; where that is something that was said, which. Something else may be said by the time it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Part(TicketId, Part),
    /// Something that was done, or asked for.
    Deed(TicketId, DraftId),
    /// What a path stands for: one that is typed, or one that was pasted.
    Path(DraftId, Source),
    /// A file that is added.
    Attach(DraftId),
    /// A file that is saved.
    Save(DraftId),
    /// What happened to a ticket whose form others have changed meanwhile.
    ConflictEvents(TicketId, DraftId),
    /// That ticket.
    Conflict(DraftId),
    /// An approval that was given.
    Approval(TicketId),
    /// Tickets that one can follow.
    Mothers(TicketId),
    /// Those of them that were looked for.
    SoughtMothers(TicketId),
}

/// Whether an input was for the ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// It was.
    Taken,
    /// It is the screen's.
    Passed(Input<Msg>),
}

/// What the pane works with: the screen's own.
pub struct Around<'a> {
    /// What every screen knows.
    pub desk: &'a mut Desk,
    /// The words in which it asks.
    pub words: &'a Words,
    /// What it wants done.
    pub out: &'a mut Vec<Effect>,
}

impl Around<'_> {
    pub(super) fn say(&mut self, weight: Weight, say: Say, now: DateTime<Utc>) {
        self.desk.toast(weight, say, now);
    }
}

impl TicketPane {
    /// Whose keys count on a ticket, topmost first; a screen adds its own and the global ones.
    pub const LAYERS: &'static [Layer] = &[Layer::Work, Layer::List];

    /// What can be done with the ticket that is shown, for palettes and footers.
    pub const ACTIONS: &'static [Action] = &[
        Action::WorkAct,
        Action::WorkApprove,
        Action::WorkRefuse,
        Action::TicketWhy,
        Action::WorkFamily,
        Action::WorkFiles,
        Action::TicketDrafts,
    ];

    /// Shows a ticket; `then` is done as soon as it is here. What is being said of another one is put aside.
    pub fn show(&mut self, id: TicketId, then: Option<Action>) {
        if self.open.as_ref().is_none_or(|open| open.id != id) {
            self.close();
            self.open = Some(OpenTicket::new(id));
            self.asked.forget(|asked| {
                matches!(asked, Asked::Part(..) | Asked::Mothers(_) | Asked::SoughtMothers(_))
            });
        }
        self.then = then;
    }

    /// Shows no ticket any more. What was being said of it is put aside.
    pub fn close(&mut self) {
        self.put_aside();
        self.layers.close_all();
        self.open = None;
        (self.then, self.resume) = (None, None);
    }

    /// The ticket that is shown.
    pub fn open(&self) -> Option<&OpenTicket> {
        self.open.as_ref()
    }

    /// What is being said.
    pub fn deed(&self) -> Option<&Deed> {
        self.deed.as_ref()
    }

    /// Whether keys go to something that lies over the panes.
    pub fn is_over_panes(&self) -> bool {
        self.deed.is_some() || self.layers.top().is_some()
    }

    /// Gives it an input before the screen.
    pub fn input(&mut self, input: Input<Msg>, around: &mut Around<'_>, now: DateTime<Utc>) -> Reach {
        if let Input::Resize { columns, .. } = input {
            self.columns = columns;
            self.set_columns();
        }
        match self.layers.input(&input) {
            Outcome::Passed => {}
            Outcome::Chosen(_, place) => {
                self.chosen(place, around, now);
                return Reach::Taken;
            }
            Outcome::Sought(_) => {
                self.seek_mother(around, now);
                return Reach::Taken;
            }
            _ => return Reach::Taken,
        }
        match self.deed.is_some() {
            true => self.say(input, around, now),
            false => self.look(input, around, now),
        }
    }

    /// The ticket's own keys, where no deed lies over it.
    fn look(&mut self, input: Input<Msg>, around: &mut Around<'_>, now: DateTime<Utc>) -> Reach {
        let Some(open) = &mut self.open else { return Reach::Passed(input) };
        match &input {
            Input::Act(action) if Self::ACTIONS.contains(action) => self.act(*action, around, now),
            Input::Act(Action::Close) => self.close(),
            input if is_scroll(input) => {
                let (columns, rows) = self.room;
                let most = || {
                    let ticket = open.ticket.as_ref();
                    let lines =
                        ticket.map(|ticket| sheet::lines(open, ticket, around.desk, around.words, now));
                    lines.map_or(0, |lines| view::rows(&lines, columns).1.len()).saturating_sub(rows.into())
                };
                open.top = scrolled(open.top, input, most).unwrap_or(open.top);
            }
            _ => return Reach::Passed(input),
        }
        Reach::Taken
    }

    /// Does what a key or a command means for the ticket that is shown; later, if it is not here yet.
    pub fn act(&mut self, action: Action, around: &mut Around<'_>, now: DateTime<Utc>) {
        if action == Action::TicketDrafts {
            return self.offer_drafts(around, now);
        }
        let Some(open) = &self.open else { return };
        let Some(ticket) = open.ticket.clone() else {
            self.then = Some(action);
            return;
        };
        match action {
            Action::WorkAct => self.offer_verbs(&ticket, around, now),
            Action::WorkApprove => self.approve(&ticket, around, now),
            Action::WorkRefuse => self.refuse(&ticket, around, now),
            Action::WorkFamily => self.offer_family(around, now),
            Action::WorkFiles => self.offer_files(around, now),
            Action::TicketWhy => {
                let title = around.words.text("tickets.why.title").to_owned();
                let lines = sheet::clock_reasons(&ticket, around.desk, around.words, now);
                self.read(title, lines);
            }
            _ => {}
        }
    }

    /// Notes what is not shown yet.
    pub fn note(&mut self, news: &News) {
        if let Some(open) = &mut self.open {
            open.note(news);
        }
    }

    /// The place that the screen gives the ticket, frame included: to be told when the layout changes.
    pub fn set_room(&mut self, columns: u16, rows: u16) {
        self.room = (columns.saturating_sub(2), rows.saturating_sub(2));
    }

    /// What follows from any input: what is to be read again is asked for.
    pub fn settle(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let speed = around.desk.speed();
        let Some(open) = self.open.as_mut().filter(|_| around.desk.is_started() && around.desk.is_current())
        else {
            return;
        };
        let id = open.id;
        for (part, request) in open.wants(now, speed) {
            self.ask(Asked::Part(id, part), request, around, now);
        }
    }

    fn ask(&mut self, asked: Asked, request: Request, around: &mut Around<'_>, now: DateTime<Utc>) {
        self.asked.forget(|known| *known == asked && !matches!(asked, Asked::Deed(..)));
        let effect = self.asked.ask(around.desk, asked, request, now);
        around.out.push(effect);
    }

    fn read(&mut self, title: String, lines: Lines) {
        let lines = lines.into_iter().map(|(name, line)| (name, text::clean_lines(&line).into_owned()));
        let reader = Reader::new(title, lines.collect());
        self.layers.open(Over::Reading, Overlay::Reader(reader));
    }

    fn open_list(&mut self, offers: Vec<Offer>, overlay: Overlay) {
        self.offers = offers;
        self.layers.open(Over::List, overlay);
    }

    fn set_columns(&mut self) {
        if let Some(deed) = self.deed.as_mut().filter(|_| self.columns > 0) {
            deed.set_columns(self.columns);
        }
    }

    /// What is being said, if it is this.
    fn deed_of(&mut self, id: DraftId) -> Option<&mut Deed> {
        self.deed.as_mut().filter(|deed| deed.id == id)
    }

    fn ticket(&self) -> Option<&Ticket> {
        self.open.as_ref()?.ticket.as_deref()
    }
}

/// Whether an input moves along the ticket.
fn is_scroll(input: &Input<Msg>) -> bool {
    match input {
        Input::Act(
            Action::ListUp
            | Action::ListDown
            | Action::ListPageUp
            | Action::ListPageDown
            | Action::ListFirst
            | Action::ListLast,
        ) => true,
        Input::Scroll { over: Some(Spot::Zone(zone) | Spot::Row(zone, _)), .. } => {
            *zone == TICKET_ZONE || *zone == deed::DEED_ZONE
        }
        _ => false,
    }
}
