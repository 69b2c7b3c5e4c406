//! Two people change one form at the same time: what only one of them changed is taken from that one.

use std::collections::{BTreeMap, BTreeSet};

use super::{FormField, TicketForm};
use crate::domain::BlankId;

impl TicketForm {
    /// This form, a change made from `base`, on top of what the form has become meanwhile.
    ///
    /// # Errors
    /// With the fields that both have changed, each to something else.
    pub fn merged(&self, base: &Self, now: &Self) -> Result<Self, Vec<FormField>> {
        let mut merged = now.clone();
        let mut both = Vec::new();
        macro_rules! merge {
            ($($part:ident = $field:ident),* $(,)?) => {$(
                if self.$part != base.$part && self.$part != now.$part {
                    if now.$part != base.$part {
                        both.push(FormField::$field);
                    }
                    merged.$part = self.$part.clone();
                }
            )*};
        }
        merge! {
            kind = Kind,
            category = Category,
            subject = Subject,
            description = Description,
            place = Place,
            occurred = Occurred,
            wish = Wish,
            contact_name = ContactName,
            contact_number = ContactNumber,
            channel = Channel,
            secrecy = Secrecy,
            reply_wanted = ReplyWanted,
            urgency = Urgency,
            impact = Impact,
            answer = Answer,
        }
        match merged_blanks(&self.blanks, &base.blanks, &now.blanks) {
            Some(blanks) => merged.blanks = blanks,
            None => both.push(FormField::Blanks),
        }
        if both.is_empty() { Ok(merged) } else { Err(both) }
    }
}

type Blanks = BTreeMap<BlankId, String>;

/// Blank by blank; none if both have changed the same one, each to something else.
fn merged_blanks(own: &Blanks, base: &Blanks, now: &Blanks) -> Option<Blanks> {
    let mut merged = now.clone();
    let ids: BTreeSet<_> = own.keys().chain(base.keys()).collect();
    for id in ids {
        let (mine, before, theirs) = (own.get(id), base.get(id), now.get(id));
        if mine == before || mine == theirs {
            continue;
        }
        if theirs != before {
            return None;
        }
        match mine {
            Some(text) => merged.insert(id.clone(), text.clone()),
            None => merged.remove(id),
        };
    }
    Some(merged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Urgency;

    fn form() -> impl Strategy<Value = TicketForm> {
        let texts = ("[ab]", "[ab]", "[ab]", any::<bool>());
        let blanks = prop::collection::btree_map("[xyz]", "[ab]", 0..3);
        (texts, blanks).prop_map(|((subject, place, answer, secrecy), blanks)| TicketForm {
            subject,
            place,
            answer,
            secrecy,
            blanks: blanks.into_iter().map(|(id, text)| (id.into(), text)).collect(),
            ..Default::default()
        })
    }

    #[test]
    fn what_only_one_has_changed_is_taken_from_that_one() {
        let base = TicketForm { subject: "a".into(), place: "b".into(), ..Default::default() };
        let mine = TicketForm { subject: "mine".into(), ..base.clone() };
        let theirs = TicketForm { place: "theirs".into(), urgency: Urgency::High, ..base.clone() };
        let both = TicketForm { subject: "mine".into(), ..theirs.clone() };
        assert_eq!(mine.merged(&base, &theirs), Ok(both));
        let rival = TicketForm { subject: "rival".into(), ..base.clone() };
        assert_eq!(mine.merged(&base, &rival), Err(vec![FormField::Subject]));
    }

    proptest! {
        #[test]
        fn it_is_the_same_whoever_comes_first(base in form(), one in form(), other in form()) {
            prop_assert_eq!(one.merged(&base, &other).ok(), other.merged(&base, &one).ok());
        }

        #[test]
        fn who_has_changed_nothing_takes_nothing_back(base in form(), other in form()) {
            prop_assert_eq!(base.merged(&base, &other), Ok(other.clone()));
            prop_assert_eq!(other.merged(&base, &base), Ok(other));
        }
    }
}
