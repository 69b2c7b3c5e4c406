//! The fields of the form, in the order of the screen: what kind each is, and how its value is read and changed.

use crate::domain::{Channel, FormField, Impact, TicketForm, TicketKind, Urgency};

/// How a field is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Line,
    /// Text of several lines.
    Lines,
    /// One of a few values.
    Choice,
    /// Yes or no.
    Flag,
    /// A node of the category tree.
    Category,
}

/// All fields of the form; the script's blanks are filled beside the script.
pub const ORDER: [FormField; 15] = [
    FormField::Kind,
    FormField::Category,
    FormField::Subject,
    FormField::Description,
    FormField::Place,
    FormField::Occurred,
    FormField::Wish,
    FormField::ContactName,
    FormField::ContactNumber,
    FormField::Channel,
    FormField::Secrecy,
    FormField::ReplyWanted,
    FormField::Urgency,
    FormField::Impact,
    FormField::Answer,
];

/// All fields of the form, and the script's blanks as one.
pub const ALL: [FormField; 16] = {
    let mut all = [FormField::Blanks; 16];
    let mut at = 0;
    while at < ORDER.len() {
        all[at] = ORDER[at];
        at += 1;
    }
    all
};

/// How the field is filled.
pub fn kind_of(field: FormField) -> FieldKind {
    match field {
        FormField::Category => FieldKind::Category,
        FormField::Kind | FormField::Channel | FormField::Urgency | FormField::Impact => FieldKind::Choice,
        FormField::Secrecy | FormField::ReplyWanted => FieldKind::Flag,
        FormField::Description | FormField::Wish | FormField::Answer => FieldKind::Lines,
        _ => FieldKind::Line,
    }
}

/// The field so many places further on, around the ends.
pub fn neighbour(field: FormField, steps: isize) -> FormField {
    let at = ORDER.iter().position(|known| *known == field).unwrap_or_default() as isize;
    ORDER[(at + steps).rem_euclid(ORDER.len() as isize) as usize]
}

/// Longest text of a field, characters.
pub fn limit(field: FormField) -> usize {
    match kind_of(field) {
        FieldKind::Lines => TicketForm::TEXT_MAX,
        _ => TicketForm::LINE_MAX,
    }
}

/// The text of a text field.
pub fn text(form: &TicketForm, field: FormField) -> Option<&str> {
    Some(match field {
        FormField::Subject => &form.subject,
        FormField::Description => &form.description,
        FormField::Place => &form.place,
        FormField::Occurred => &form.occurred,
        FormField::Wish => &form.wish,
        FormField::ContactName => &form.contact_name,
        FormField::ContactNumber => &form.contact_number,
        FormField::Answer => &form.answer,
        _ => return None,
    })
}

/// The text of a text field, to be changed.
pub fn text_mut(form: &mut TicketForm, field: FormField) -> Option<&mut String> {
    Some(match field {
        FormField::Subject => &mut form.subject,
        FormField::Description => &mut form.description,
        FormField::Place => &mut form.place,
        FormField::Occurred => &mut form.occurred,
        FormField::Wish => &mut form.wish,
        FormField::ContactName => &mut form.contact_name,
        FormField::ContactNumber => &mut form.contact_number,
        FormField::Answer => &mut form.answer,
        _ => return None,
    })
}

/// The field that means the same as a script's blank.
pub fn of_blank(blank: &str) -> Option<FormField> {
    Some(match blank {
        "caller_name" => FormField::ContactName,
        "reply_number" => FormField::ContactNumber,
        "matter" => FormField::Subject,
        "place" | "fault_address" => FormField::Place,
        "demand" => FormField::Wish,
        _ => return None,
    })
}

/// How many values a choice has; 0 for other fields.
pub fn choices(field: FormField) -> usize {
    match field {
        FormField::Kind => TicketKind::ALL.len(),
        FormField::Channel => Channel::ALL.len(),
        FormField::Urgency => Urgency::ALL.len(),
        FormField::Impact => Impact::ALL.len(),
        _ => 0,
    }
}

/// Which value of a choice is chosen.
pub fn chosen(form: &TicketForm, field: FormField) -> usize {
    let at = match field {
        FormField::Kind => TicketKind::ALL.iter().position(|value| *value == form.kind),
        FormField::Channel => Channel::ALL.iter().position(|value| *value == form.channel),
        FormField::Urgency => Urgency::ALL.iter().position(|value| *value == form.urgency),
        FormField::Impact => Impact::ALL.iter().position(|value| *value == form.impact),
        _ => None,
    };
    at.unwrap_or_default()
}

/// Chooses a value by its place; a place that is none changes nothing.
pub fn choose(form: &mut TicketForm, field: FormField, place: usize) {
    match field {
        FormField::Kind => put(&mut form.kind, &TicketKind::ALL, place),
        FormField::Channel => put(&mut form.channel, &Channel::ALL, place),
        FormField::Urgency => put(&mut form.urgency, &Urgency::ALL, place),
        FormField::Impact => put(&mut form.impact, &Impact::ALL, place),
        _ => {}
    }
}

/// Turns a yes into a no and back.
pub fn flip(form: &mut TicketForm, field: FormField) {
    match field {
        FormField::Secrecy => form.secrecy = !form.secrecy,
        FormField::ReplyWanted => form.reply_wanted = !form.reply_wanted,
        _ => {}
    }
}

/// Takes a field over from another form.
pub fn copy(form: &mut TicketForm, from: &TicketForm, field: FormField) {
    if let Some((to, text)) = text_mut(form, field).zip(text(from, field)) {
        return text.clone_into(to);
    }
    match field {
        FormField::Category => form.category.clone_from(&from.category),
        FormField::Secrecy => form.secrecy = from.secrecy,
        FormField::ReplyWanted => form.reply_wanted = from.reply_wanted,
        FormField::Blanks => form.blanks.clone_from(&from.blanks),
        _ => choose(form, field, chosen(from, field)),
    }
}

/// Whether a field has the same value in both forms.
pub fn is_same(a: &TicketForm, b: &TicketForm, field: FormField) -> bool {
    let mut copied = b.clone();
    copy(&mut copied, a, field);
    copied == *b
}

fn put<T: Copy>(value: &mut T, all: &[T], place: usize) {
    if let Some(chosen) = all.get(place) {
        *value = *chosen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_on_visits_every_field_and_comes_back() {
        let mut field = FormField::Kind;
        for expected in ORDER {
            assert_eq!(field, expected);
            field = neighbour(field, 1);
        }
        assert_eq!(field, FormField::Kind);
        assert_eq!(neighbour(FormField::Kind, -1), FormField::Answer);
    }

    #[test]
    fn every_choice_can_be_chosen_and_read_back() {
        let mut form = TicketForm::default();
        for field in ORDER {
            for place in 0..choices(field) {
                choose(&mut form, field, place);
                assert_eq!(chosen(&form, field), place, "{field:?}");
            }
            choose(&mut form, field, 99);
        }
        assert_eq!(form.impact, Impact::One);
    }
}
