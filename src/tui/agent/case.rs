//! One matter in hand: the form being typed, the caller it is for, the script that is read, and where all that is safe by now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{fields, fields::FieldKind, history::Caller, kin::Kin};
use crate::{
    domain::{
        BlankId, Call, Catalogue, ContactId, Draft, DraftId, FormField, FormTrouble, ScriptMarks, Ticket,
        TicketForm, clock::Deadline,
    },
    tui::{
        desk::DiskTrouble,
        effect::Effect,
        runtime::{Canvas, Look, Typing},
        widgets::{Edit, HasFocus, Notes, TextField},
    },
};

/// One matter in hand.
#[derive(Clone, Debug)]
pub struct Case {
    /// All that must survive.
    pub draft: Draft,
    /// Who it is for.
    pub caller: Caller,
    /// Where the form is safe.
    pub kept: Kept,
    /// How far it has come.
    pub standing: Standing,
    /// The field that has the cursor.
    pub field: FormField,
    /// The editor of that field.
    pub editor: Editor,
    /// What refused the last submission and is not mended yet.
    pub troubles: Vec<FormTrouble>,
    /// When the ticket would be due if it were submitted now.
    pub deadline: Option<Deadline>,
    /// The blank of the present step that has the cursor, with its editor.
    pub blank: Option<(BlankId, TextField)>,
    /// The ticket that was submitted of it, while it is being amended beside its call.
    pub reopened: Option<Box<Ticket>>,
    /// Who last changed the ticket that it amends, while it was being typed.
    pub amended_by: Option<String>,
    /// It was asked for and is to be looked at: it came while the agent was busy with something else.
    pub is_unseen: bool,
    /// Tickets of the same matter.
    pub kin: Kin,
}

/// Where a form is safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Changes so far.
    pub changes: u64,
    /// The change up to which it is on disk here.
    pub saved: u64,
    /// Why the disk did not take the last one.
    pub trouble: Option<DiskTrouble>,
}

/// How far a form has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It is being typed.
    Typing,
    /// It was submitted and is on its way; nothing can be changed.
    Sending,
    /// The server has numbered it.
    Taken(Box<Ticket>),
}

/// The editor of the field that has the cursor.
#[derive(Clone, Debug)]
pub enum Editor {
    /// The field is chosen, not typed.
    None,
    /// One line.
    Line(TextField),
    /// Several lines.
    Lines(Box<Notes>),
}

impl Case {
    /// A new matter.
    pub fn new(id: DraftId, begun: DateTime<Utc>, call: Option<&Call>) -> Self {
        let draft = Draft {
            id,
            begun,
            call: call.map(|call| call.id),
            contact: call.and_then(|call| call.contact),
            caller: call.map(|call| call.number.masked()),
            form: TicketForm::default(),
            marks: None,
            amends: None,
            follows: None,
            deed: None,
        };
        Self::of(draft)
    }

    /// A draft found on disk.
    pub fn found(draft: Draft) -> Self {
        let mut case = Self::of(draft);
        case.kept = Kept { changes: 1, saved: 1, trouble: None };
        case
    }

    /// A matter as its draft says.
    pub fn of(draft: Draft) -> Self {
        let mut case = Self {
            caller: Caller::new(draft.contact),
            draft,
            kept: Kept::default(),
            standing: Standing::Typing,
            field: FormField::Subject,
            editor: Editor::None,
            troubles: Vec::new(),
            kin: Kin::default(),
            deadline: None,
            blank: None,
            reopened: None,
            amended_by: None,
            is_unseen: false,
        };
        case.go_to(FormField::Subject);
        case
    }

    /// Identity.
    pub fn id(&self) -> DraftId {
        self.draft.id
    }

    /// Whether its fields can be changed.
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Typing
    }

    /// Whether something would be lost if it were thrown away.
    pub fn is_worth_keeping(&self) -> bool {
        match self.standing {
            Standing::Typing => !self.draft.is_untouched(),
            Standing::Sending => true,
            Standing::Taken(_) => false,
        }
    }

    /// The ticket that was made of it.
    pub fn ticket(&self) -> Option<&Ticket> {
        match &self.standing {
            Standing::Taken(ticket) => Some(ticket),
            _ => None,
        }
    }

    /// Puts the cursor into a field.
    pub fn go_to(&mut self, field: FormField) {
        let text = fields::text(&self.draft.form, field).unwrap_or_default();
        self.editor = match fields::kind_of(field) {
            FieldKind::Line => {
                let mut editor = TextField::with_limit(fields::limit(field));
                editor.set(text);
                Editor::Line(editor)
            }
            FieldKind::Lines => {
                let mut editor = Notes::with_limit(fields::limit(field));
                editor.set(text);
                Editor::Lines(Box::new(editor))
            }
            _ => Editor::None,
        };
        self.field = field;
    }

    /// The width that the screen gives to text of several lines.
    pub fn set_columns(&mut self, columns: u16) {
        if let Editor::Lines(lines) = &mut self.editor {
            lines.set_columns(columns);
        }
    }

    /// What the field that has the cursor takes before the keymap is asked.
    pub fn typing(&self) -> Typing {
        match (&self.editor, self.is_open()) {
            (Editor::Line(_), true) => Typing::Line,
            (Editor::Lines(_), true) => Typing::Lines,
            _ => Typing::Nothing,
        }
    }

    /// Takes a key into the field.
    pub fn key(&mut self, key: KeyEvent) -> Edit {
        self.edit(|editor| match editor {
            Editor::Line(line) => line.key(key),
            Editor::Lines(lines) => lines.key(key),
            Editor::None => Edit::Ignored,
        })
    }

    /// Takes pasted text into the field.
    pub fn paste(&mut self, text: &str) -> Edit {
        self.edit(|editor| match editor {
            Editor::Line(line) => line.paste(text),
            Editor::Lines(lines) => lines.paste(text),
            Editor::None => Edit::Ignored,
        })
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Editor) -> Edit) -> Edit {
        if !self.is_open() {
            return Edit::Ignored;
        }
        let edited = edit(&mut self.editor);
        if edited == Edit::Changed
            && let Some(text) = fields::text_mut(&mut self.draft.form, self.field)
        {
            *text = self.editor.value();
        }
        edited
    }

    /// Takes a changed form: mended troubles go, the change is counted, and the draft goes to disk. What is submitted is no draft any more.
    pub fn changed(&mut self, catalogue: Option<&Catalogue>, out: &mut Vec<Effect>) {
        if !self.is_open() {
            return;
        }
        if let Some(catalogue) = catalogue {
            let still = self.draft.form.troubles(catalogue);
            self.troubles.retain(|trouble| trouble.field == FormField::Blanks || still.contains(trouble));
        }
        self.kept.changes += 1;
        out.push(Effect::SaveDraft { draft: Box::new(self.draft.clone()), change: self.kept.changes });
    }

    /// Takes values over that come from elsewhere (a template, a revealed number), and shows them in the editor.
    pub fn refill(&mut self, fill: impl FnOnce(&mut TicketForm)) {
        fill(&mut self.draft.form);
        self.go_to(self.field);
    }

    /// What is asked in the script is not typed twice: the form's field of the same meaning follows the blank,
    /// until something else is typed there.
    pub fn follow_blank(&mut self, blank: &str, before: &str, value: &str) {
        let Some(field) = fields::of_blank(blank) else { return };
        let follows = fields::text(&self.draft.form, field).is_some_and(|text| text == before);
        if follows {
            self.refill(|form| {
                if let Some(text) = fields::text_mut(form, field) {
                    value.trim().clone_into(text);
                }
            });
        }
    }

    /// The first trouble of a field.
    pub fn trouble(&self, field: FormField) -> Option<&FormTrouble> {
        self.troubles.iter().find(|trouble| trouble.field == field)
    }

    /// Where the agent stands in the script.
    pub fn marks(&self) -> Option<&ScriptMarks> {
        self.draft.marks.as_ref()
    }

    /// Whether the present step was marked as said.
    pub fn is_said(&self) -> bool {
        self.marks().is_some_and(|marks| marks.said.contains_key(&marks.at))
    }

    /// What was filled into the script's blanks.
    pub fn blanks(&self) -> BTreeMap<BlankId, String> {
        self.marks().map(|marks| marks.blanks.clone()).unwrap_or_default()
    }

    /// Whether it is still to be said who it is for: a ticket without a call says it by hand.
    pub fn lacks_caller(&self) -> bool {
        self.is_open() && self.contact().is_none() && self.draft.amends.is_none()
    }

    /// The contact it is for.
    pub fn contact(&self) -> Option<ContactId> {
        self.draft.contact
    }
}

impl Editor {
    /// Draws the open editor, with the cursor.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, look: &Look) {
        match self {
            Self::None => {}
            Self::Line(line) => line.draw(canvas, area, look, "", HasFocus::Yes),
            Self::Lines(lines) => lines.draw(canvas, area, look, "", HasFocus::Yes),
        }
    }

    /// What is in it.
    pub fn value(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Line(line) => line.value().to_owned(),
            Self::Lines(lines) => lines.value(),
        }
    }
}
