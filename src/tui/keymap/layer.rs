//! Where a key counts: one closed list of places, each with a stable name.

macro_rules! layers {
    ($($variant:ident = $name:literal,)+) => {
        /// A place with keys of its own. A screen names the layers that count now, topmost first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Layer {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
        }

        impl Layer {
            /// All layers, in the order of help.
            pub const ALL: &'static [Layer] = &[$(Layer::$variant,)+];

            /// The stable name, such as `ticket`.
            pub const fn name(self) -> &'static str {
                match self { $(Layer::$variant => $name,)+ }
            }

            /// Key of the words that name the layer in help.
            pub const fn words_key(self) -> &'static str {
                match self { $(Layer::$variant => concat!("layer.", $name),)+ }
            }
        }
    };
}

layers! {
    Desk = "desk",
    Queue = "queue",
    Call = "call",
    Script = "script",
    Ticket = "ticket",
    Me = "me",
    Consult = "consult",
    Lead = "lead",
    Clerk = "clerk",
    Unit = "unit",
    AgentTickets = "agent-tickets",
    LeadTickets = "lead-tickets",
    Work = "work",
    Search = "search",
    ViewName = "view-name",
    Deed = "deed",
    Evidence = "evidence",
    Folder = "folder",
    Chosen = "chosen",
    Qa = "qa",
    Player = "player",
    Report = "report",
    List = "list",
    Picker = "picker",
    Menu = "menu",
    Palette = "palette",
    Help = "help",
    Dialog = "dialog",
    Global = "global",
}

impl Layer {
    /// The layer of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|layer| layer.name() == name)
    }
}
