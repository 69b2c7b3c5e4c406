//! What is asked for a verb, in the order of the screen: what it needs, and words in any case.

use crate::{
    domain::{
        FormField,
        lifecycle::{Contacted, Need, Tells, Verb},
    },
    tui::agent::wording,
};

/// Something that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The unit that is to handle it.
    Unit,
    /// Units that help.
    Joint,
    /// A reason of the verb's list.
    Reason,
    /// Until when.
    Until,
    /// How much more time.
    More,
    /// The ticket that it follows.
    Mother,
    /// Whether somebody was reached.
    Reached,
    /// Whether the matter is solved.
    Solved,
    /// Whether the caller is satisfied.
    Satisfied,
    /// Words.
    Text,
    /// Files that prove it.
    Evidence,
    /// The folder into which a file is saved.
    Folder,
    /// A field of the ticket's form.
    Form(FormField),
}

impl Field {
    /// What a verb asks. Words can be said with any.
    pub fn of_verb(verb: &Verb) -> Vec<Self> {
        let of_need = |need: &Need| -> &'static [Self] {
            match need {
                Need::Unit => &[Self::Unit, Self::Joint],
                Need::Reason => &[Self::Reason],
                Need::Until => &[Self::Until],
                Need::More => &[Self::More],
                Need::Mother => &[Self::Mother],
                Need::Contact => &[Self::Reached, Self::Solved, Self::Satisfied],
                Need::Text | Need::Evidence => &[],
            }
        };
        // What is answered is proved by files, where there are any.
        let proves = verb.needs.contains(&Need::Evidence) || verb.tells == Some(Tells::Answer);
        let rest = [Self::Text].into_iter().chain(proves.then_some(Self::Evidence));
        verb.needs.iter().flat_map(of_need).copied().chain(rest).collect()
    }

    /// Key of its name.
    pub fn words_key(self) -> &'static str {
        match self {
            Self::Unit => "tickets.field.unit",
            Self::Joint => "tickets.field.joint",
            Self::Reason => "tickets.field.reason",
            Self::Until => "tickets.field.until",
            Self::More => "tickets.field.more",
            Self::Mother => "tickets.field.mother",
            Self::Reached => "tickets.field.reached",
            Self::Solved => "tickets.field.solved",
            Self::Satisfied => "tickets.field.satisfied",
            Self::Text => "tickets.field.text",
            Self::Evidence => "tickets.field.files",
            Self::Folder => "tickets.field.folder",
            Self::Form(field) => wording::field(field),
        }
    }

    /// Key of what stands in it while it is empty.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Unit | Self::Reason | Self::Mother | Self::Form(FormField::Category) => {
                "tickets.field.choose"
            }
            Self::Joint => "tickets.field.none",
            Self::Until => "tickets.field.until-hint",
            Self::More => "tickets.field.more-hint",
            Self::Reached | Self::Solved | Self::Satisfied => "tickets.field.unsaid",
            Self::Text | Self::Form(_) => "tickets.field.text-hint",
            Self::Evidence => "tickets.field.files-hint",
            Self::Folder => "tickets.field.folder-hint",
        }
    }
}

/// The place so many further on, round and round; none chosen yet begins at an end.
pub(super) fn turned(at: Option<usize>, steps: isize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    Some(match at {
        None if steps < 0 => count - 1,
        None => 0,
        Some(at) => (at as isize + steps).rem_euclid(count as isize) as usize,
    })
}

/// What came of a call to the caller, with one answer turned; none where the field is another. Who was not reached said nothing.
pub(super) fn turn_contact(field: Field, contacted: Option<Contacted>, steps: isize) -> Option<Contacted> {
    let nothing = Contacted { reached: false, solved: None, satisfied: None };
    let said = contacted.unwrap_or(nothing);
    match field {
        Field::Reached if contacted.is_none() => Some(Contacted { reached: steps > 0, ..nothing }),
        Field::Reached if said.reached => Some(nothing),
        Field::Reached => Some(Contacted { reached: true, ..nothing }),
        Field::Solved => Some(Contacted { reached: true, solved: turned_answer(said.solved, steps), ..said }),
        Field::Satisfied => {
            Some(Contacted { reached: true, satisfied: turned_answer(said.satisfied, steps), ..said })
        }
        _ => None,
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactAnswer {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// What came of a call to the caller, with one answer given; none where the field asks no such thing. Who was not reached said nothing.
pub(super) fn answer_contact(
    field: Field,
    contacted: Option<Contacted>,
    answer: ContactAnswer,
) -> Option<Contacted> {
    let is_yes = answer == ContactAnswer::Yes;
    let said = contacted.unwrap_or(Contacted { reached: false, solved: None, satisfied: None });
    match field {
        Field::Reached if is_yes => Some(Contacted { reached: true, ..said }),
        Field::Reached => Some(Contacted { reached: false, solved: None, satisfied: None }),
        Field::Solved => Some(Contacted { reached: true, solved: Some(is_yes), ..said }),
        Field::Satisfied => Some(Contacted { reached: true, satisfied: Some(is_yes), ..said }),
        _ => None,
    }
}

/// Yes, no, not said.
fn turned_answer(answer: Option<bool>, steps: isize) -> Option<bool> {
    const ANSWERS: [Option<bool>; 3] = [None, Some(true), Some(false)];
    let at = ANSWERS.iter().position(|known| *known == answer);
    turned(at, steps, ANSWERS.len()).and_then(|at| ANSWERS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_says_that_it_is_solved_was_reached() {
        let said = turn_contact(Field::Solved, None, 1);
        assert_eq!(said, Some(Contacted { reached: true, solved: Some(true), satisfied: None }));
        let not_reached = turn_contact(Field::Reached, said, 1);
        assert_eq!(not_reached, Some(Contacted { reached: false, solved: None, satisfied: None }));
        assert_eq!(turn_contact(Field::Text, said, 1), None);
    }
}
