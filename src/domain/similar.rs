//! Whether two tickets may be of one event, and what speaks for it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CategoryCode, ContactId, Ticket, common_street};

/// What is known of a matter before it is a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matter {
    /// Who tells of it.
    pub contact: Option<ContactId>,
    /// What it is.
    pub category: Option<CategoryCode>,
    /// Where, in the caller's words.
    pub place: String,
}

/// In what a ticket is like a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alike {
    /// The words that both places have in common, if those name a street or a landmark.
    pub street: Option<String>,
    /// They are of the same category.
    pub category: bool,
    /// They come from the same contact.
    pub contact: bool,
}

impl Alike {
    /// In what a ticket is like a matter: in street and category, or in who told of it; none if in neither.
    pub fn of(matter: &Matter, ticket: &Ticket) -> Option<Self> {
        let alike = Self {
            street: common_street(&matter.place, &ticket.form.place),
            category: matter.category.is_some() && matter.category == ticket.form.category,
            contact: matter.contact.is_some() && matter.contact == ticket.contact,
        };
        (alike.is_of_one_event() || alike.contact).then_some(alike)
    }

    /// The same thing at the same place, whoever tells of it.
    pub fn is_of_one_event(&self) -> bool {
        self.street.is_some() && self.category
    }
}
