//! What keys, clicks and the palette can do: one closed list with a stable name each.
//!
//! Screen authors add variants here (the order is the order of help and palette), a key in `config/keymap.toml` where
//! one is wanted, and the sentence `action."<name>"` in both locales; a test holds the three together.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::Layer;

macro_rules! actions {
    ($($variant:ident = $name:literal,)+) => {
        /// Something that a user can do. The text name is stable: it stands in keymap files and in recorded sessions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
        }

        impl Action {
            /// All actions, in the order of help and palette.
            pub const ALL: &'static [Action] = &[$(Action::$variant,)+];

            /// The stable name, such as `call.answer`.
            pub const fn name(self) -> &'static str {
                match self { $(Action::$variant => $name,)+ }
            }

            /// Key of the words that describe the action.
            pub const fn words_key(self) -> &'static str {
                match self { $(Action::$variant => concat!("action.", $name),)+ }
            }
        }
    };
}

actions! {
    // The agent's state and calls.
    AgentReady = "agent.ready",
    AgentPause = "agent.pause",
    CallAnswer = "call.answer",
    CallReject = "call.reject",
    CallHold = "call.hold",
    CallTransfer = "call.transfer",
    CallHangUp = "call.hang-up",
    CallWrapUpDone = "call.wrap-up-done",
    CallConsult = "call.consult",
    CallConsultDone = "call.consult-done",
    CallConsultBack = "call.consult-back",
    CallRecordMute = "call.record-mute",
    CallRecord = "call.record",
    CallTake = "call.take",
    CallerReveal = "caller.reveal",
    CallbackPromise = "callback.promise",
    CallerFind = "caller.find",
    CallerIdentify = "caller.identify",
    CallerMark = "caller.mark",
    // The ticket.
    TicketSubmit = "ticket.submit",
    TicketNew = "ticket.new",
    TicketCategory = "ticket.category",
    TicketTemplate = "ticket.template",
    TicketDrafts = "ticket.drafts",
    TicketWhy = "ticket.why",
    TicketDiscard = "ticket.discard",
    TicketAmend = "ticket.amend",
    FieldNext = "field.next",
    FieldPrevious = "field.previous",
    FieldChoose = "field.choose",
    ValueNext = "value.next",
    ValuePrevious = "value.previous",
    // The script.
    ScriptNext = "script.next",
    ScriptBack = "script.back",
    ScriptSaid = "script.said",
    ScriptBranch = "script.branch",
    // Moving about.
    PaneOne = "pane.1",
    PaneTwo = "pane.2",
    PaneThree = "pane.3",
    PaneFour = "pane.4",
    PaneFive = "pane.5",
    PaneNext = "pane.next",
    PanePrevious = "pane.previous",
    ListUp = "list.up",
    ListDown = "list.down",
    ListPageUp = "list.page-up",
    ListPageDown = "list.page-down",
    ListFirst = "list.first",
    ListLast = "list.last",
    ListOpen = "list.open",
    ListFilter = "list.filter",
    ListSort = "list.sort",
    ListSortReverse = "list.sort-reverse",
    // Tickets as work.
    WorkMine = "work.mine",
    WorkCall = "work.call",
    WorkUrge = "work.urge",
    WorkOfCaller = "work.of-caller",
    WorkAttach = "work.attach",
    WorkLater = "work.later",
    WorkDecide = "work.decide",
    WorkWatch = "work.watch",
    WorkSearch = "work.search",
    WorkFilter = "work.filter",
    WorkViews = "work.views",
    SearchRun = "search.run",
    ViewSave = "view.save",
    WorkAct = "work.act",
    WorkApprove = "work.approve",
    WorkRefuse = "work.refuse",
    WorkFamily = "work.family",
    WorkFiles = "work.files",
    WorkSend = "work.send",
    FileRemove = "file.remove",
    // The lead's board.
    LeadForceState = "lead.force-state",
    LeadBroadcast = "lead.broadcast",
    LeadFilterState = "lead.filter-state",
    LeadMonitor = "lead.monitor",
    LeadPrioritise = "lead.prioritise",
    LeadGive = "lead.give",
    LeadSettle = "lead.settle",
    // The review.
    QaOpenCall = "qa.open-call",
    QaSession = "qa.session",
    QaFilterAgent = "qa.filter-agent",
    QaFilterQueue = "qa.filter-queue",
    QaFilterTime = "qa.filter-time",
    QaRefresh = "qa.refresh",
    QaSaveRecording = "qa.save-recording",
    QaFullScreen = "qa.full-screen",
    QaPanLeft = "qa.pan-left",
    QaPanRight = "qa.pan-right",
    QaPanUp = "qa.pan-up",
    QaPanDown = "qa.pan-down",
    PlayPause = "play.pause",
    PlayFaster = "play.faster",
    PlaySlower = "play.slower",
    PlayForward = "play.forward",
    PlayBackward = "play.backward",
    PlayNextMark = "play.next-mark",
    PlayPreviousMark = "play.previous-mark",
    // Reports.
    ReportChoose = "report.choose",
    ReportDay = "report.day",
    ReportWeek = "report.week",
    ReportMonth = "report.month",
    ReportAll = "report.all",
    ReportEarlier = "report.earlier",
    ReportLater = "report.later",
    ReportInterval = "report.interval",
    ReportLeft = "report.left",
    ReportRight = "report.right",
    ReportChart = "report.chart",
    ReportHeat = "report.heat",
    ReportFormula = "report.formula",
    ReportRefresh = "report.refresh",
    // Everywhere.
    Choose = "choose",
    Close = "close",
    Yes = "yes",
    No = "no",
    Palette = "palette",
    Help = "help",
    Redraw = "redraw",
    Quit = "quit",
}

impl Action {
    /// Key of the words that describe the action in a layer: a pane is called there by what it shows.
    pub const fn words_key_in(self, layer: Layer) -> &'static str {
        match (layer, self) {
            (Layer::Desk, Self::PaneOne) => "layer.queue",
            (Layer::Desk, Self::PaneTwo) => "layer.call",
            (Layer::Desk, Self::PaneThree) => "layer.script",
            (Layer::Desk, Self::PaneFour) => "layer.ticket",
            (Layer::Desk, Self::PaneFive) => "layer.me",
            (Layer::Clerk, Self::PaneOne) => "tickets.tab.dispatch",
            (Layer::Clerk, Self::PaneTwo) => "tickets.tab.approve",
            (Layer::Clerk, Self::PaneThree) => "tickets.tab.open",
            (Layer::Unit, Self::PaneOne) => "tickets.tab.sign",
            (Layer::Unit, Self::PaneTwo) => "tickets.tab.hand",
            (Layer::Unit, Self::PaneThree) => "tickets.tab.open",
            (Layer::Unit, Self::PaneFour) => "tickets.tab.helped",
            (Layer::AgentTickets, Self::PaneOne) => "tickets.tab.mine",
            (Layer::AgentTickets, Self::PaneTwo) => "tickets.tab.callbacks",
            (Layer::LeadTickets, Self::PaneOne) => "tickets.tab.approve",
            (Layer::LeadTickets, Self::PaneTwo) => "tickets.tab.open",
            (Layer::Clerk | Layer::Unit | Layer::AgentTickets | Layer::LeadTickets, Self::PaneNext) => {
                "tickets.tab.next"
            }
            (Layer::Clerk | Layer::Unit | Layer::AgentTickets | Layer::LeadTickets, Self::PanePrevious) => {
                "tickets.tab.previous"
            }
            (Layer::Evidence, Self::FieldChoose) => "tickets.file.add",
            (Layer::Folder, Self::FieldChoose) => "tickets.file.save",
            (Layer::Evidence | Layer::Folder, Self::FieldNext) => "tickets.file.complete",
            (Layer::Report, Self::ListOpen) => "report.screen.calls",
            (Layer::Report, Self::Close) => "report.screen.back",
            (Layer::Lead, Self::PaneOne) => "lead.pane.queues",
            (Layer::Lead, Self::PaneTwo) => "lead.pane.agents",
            (Layer::Lead, Self::PaneThree) => "lead.pane.waiting",
            (Layer::Lead, Self::PaneFour) => "lead.pane.differences",
            _ => self.words_key(),
        }
    }

    /// The action of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| D::Error::custom(format!("unknown action \"{name}\"")))
    }
}
