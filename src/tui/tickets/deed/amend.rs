//! A ticket's form that is changed: made from the form that was seen, so that what others change meanwhile stays. Pure.

use chrono::{DateTime, Utc};

use super::{Deed, Field, What};
use crate::{
    domain::{Amended, CategoryCode, DraftId, FormField, Ticket, TicketForm, lifecycle::Asked},
    tui::{
        agent::fields::{self, FieldKind},
        runtime::Typing,
        widgets::Edit,
    },
};

/// What can be changed, in the order of the screen. Who the caller is stays with those who spoke to them.
const FIELDS: [Field; 8] = [
    Field::Form(FormField::Subject),
    Field::Form(FormField::Place),
    Field::Form(FormField::Category),
    Field::Form(FormField::Kind),
    Field::Form(FormField::Urgency),
    Field::Form(FormField::Impact),
    Field::Form(FormField::Description),
    Field::Form(FormField::Wish),
];

/// What others changed in a field that is changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The field.
    pub field: FormField,
    /// It was changed here too, to something else, which stays.
    pub is_both: bool,
}

impl Deed {
    /// The form of a ticket that is about to be changed.
    pub fn amending(id: DraftId, now: DateTime<Utc>, ticket: &Ticket) -> Self {
        let amended = Amended {
            ticket: ticket.id,
            number: ticket.number.clone(),
            version: ticket.version,
            form: ticket.form.clone(),
        };
        let what = What::Amend(Box::new(amended));
        let mut deed = Self::new(id, now, ticket, what, Asked::plain("".into()), FIELDS.to_vec());
        *deed.form = ticket.form.clone();
        deed.open_field();
        deed
    }

    /// The ticket as it was when its form began to be changed.
    pub fn base(&self) -> Option<&Amended> {
        match &self.what {
            What::Amend(amended) => Some(amended),
            _ => None,
        }
    }

    /// The form as it is typed.
    pub fn form(&self) -> &TicketForm {
        &self.form
    }

    /// Whether anything of the form is another now.
    pub fn is_amended(&self) -> bool {
        self.base().is_some_and(|base| base.form != *self.form)
    }

    /// The form that was typed before, made from what it was made from.
    pub(super) fn restore_form(&mut self, amended: Amended, form: TicketForm) {
        self.what = What::Amend(Box::new(amended));
        *self.form = form;
        self.open_field();
    }

    /// The field that has the cursor can be typed in.
    pub(super) fn open_field(&mut self) {
        let Some(Field::Form(field)) = self.field() else { return };
        let value = fields::text(&self.form, field).unwrap_or_default().to_owned();
        match fields::kind_of(field) {
            FieldKind::Line => self.line.set(&value),
            FieldKind::Lines => self.text.set(&value),
            _ => {}
        }
    }

    /// What a field of the form takes.
    pub(super) fn typing_of(field: FormField) -> Typing {
        match fields::kind_of(field) {
            FieldKind::Line => Typing::Line,
            FieldKind::Lines => Typing::Lines,
            _ => Typing::Nothing,
        }
    }

    /// Changes the text of a field of the form.
    pub(super) fn edit_form(&mut self, field: FormField, edit: impl FnOnce(&mut Self) -> Edit) -> Edit {
        let edit = edit(self);
        let value = match fields::kind_of(field) {
            FieldKind::Line => self.line.value().to_owned(),
            FieldKind::Lines => self.text.value(),
            _ => return Edit::Ignored,
        };
        if let Some(text) = fields::text_mut(&mut self.form, field).filter(|text| **text != value) {
            *text = value;
            return Edit::Changed;
        }
        edit
    }

    /// Turns a field of the form that is chosen.
    pub(super) fn turn_form(&mut self, field: FormField, steps: isize) {
        let count = fields::choices(field);
        if count > 0 {
            let at = fields::chosen(&self.form, field) as isize;
            fields::choose(&mut self.form, field, (at + steps).rem_euclid(count as isize) as usize);
            self.changed();
        }
    }

    /// Takes a category.
    pub fn choose_category(&mut self, category: CategoryCode) {
        self.form.category = Some(category);
        self.changed();
    }

    /// Others have changed the ticket: what they alone changed is taken over, what was typed here stays. Gives what they changed.
    pub fn take_theirs(&mut self, ticket: &Ticket) -> Vec<Changed> {
        let Some(base) = self.base().cloned() else { return Vec::new() };
        let mut changed = Vec::new();
        for field in fields::ALL {
            if fields::is_same(&base.form, &ticket.form, field) {
                continue;
            }
            let is_mine = !fields::is_same(&base.form, &self.form, field);
            if !is_mine {
                fields::copy(&mut self.form, &ticket.form, field);
            }
            if !fields::is_same(&self.form, &ticket.form, field) || !is_mine {
                changed.push(Changed { field, is_both: is_mine });
            }
        }
        let (version, form) = (ticket.version, ticket.form.clone());
        self.what = What::Amend(Box::new(Amended { version, form, ..base }));
        self.open_field();
        self.changed();
        changed
    }
}
