//! Callers for a record that has none: names and numbers, invented, fixed for each customer, and marked as fictitious.
//! It must not know when or how often anybody called.
//!
//! Numbers come from the ranges that Ofcom keeps free for radio and television drama
//! ("Telephone numbers for drama use", a thousand numbers each), so none of them is anybody's.

use serde::Deserialize;

use super::bank::Customer;
use crate::domain::{Contact, Flag, PhoneNumber, Tier};

/// Beginnings of the ranges from which customers have their numbers: a town each, three digits follow.
const TOWNS: [&str; 15] = [
    "+442079460",
    "+441134960",
    "+441144960",
    "+441154960",
    "+441164960",
    "+441174960",
    "+441184960",
    "+441214960",
    "+441314960",
    "+441414960",
    "+441514960",
    "+441614960",
    "+441914980",
    "+442896496",
    "+442920180",
];

/// Beginnings of the ranges for callers whom nobody knows: mobile telephones, and no town at all.
const ELSEWHERE: [&str; 2] = ["+447700900", "+441632960"];

/// What invented callers are made of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Callers {
    surnames: Vec<[String; 2]>,
    given: Vec<[String; 2]>,
    tags: Vec<String>,
}

impl Callers {
    /// Those of the recorded day.
    pub fn shipped() -> Self {
        toml::from_str(include_str!("../../config/demo/callers.toml")).expect("built in, and read by a test")
    }

    /// The contact that stands for a customer: the same one whenever it is asked for.
    pub fn contact(&self, customer: Customer, tier: Tier) -> Contact {
        let mut draw = Draw(customer.contact().0.as_u128());
        let name = self.name(&mut draw);
        let tag = draw.below(2 * self.tags.len());
        Contact {
            id: customer.contact(),
            name,
            numbers: vec![number(customer)],
            tier,
            tags: self.tags.get(tag).cloned().into_iter().collect(),
            flags: flag(&mut draw).into_iter().collect(),
            fictitious: true,
        }
    }

    /// A surname and one or two given names, as written and in Latin letters.
    fn name(&self, draw: &mut Draw) -> String {
        let [surname, surname_latin] = draw.pick(&self.surnames);
        let given: Vec<&[String; 2]> = (0..=draw.below(4).min(1)).map(|_| draw.pick(&self.given)).collect();
        let written: String = given.iter().map(|[written, _]| written.as_str()).collect();
        let latin: String = given.iter().map(|[_, latin]| latin.as_str()).collect();
        let (first, rest) = latin.split_at(latin.len().min(1));
        format!("{surname}{written} {surname_latin} {}{rest}", first.to_uppercase())
    }
}

/// The number of a customer: one's own among the first 15,000.
pub fn number(customer: Customer) -> PhoneNumber {
    in_range(&TOWNS, customer.0 as usize)
}

/// The number of the `nth` caller of a day whom nobody knows: no other's among 2,000. Every fifth withholds it.
pub fn unknown_number(nth: usize) -> PhoneNumber {
    if nth % 5 == 4 { PhoneNumber::new("") } else { in_range(&ELSEWHERE, nth) }
}

fn in_range(ranges: &[&str], nth: usize) -> PhoneNumber {
    let range = ranges[nth / 1000 % ranges.len()];
    PhoneNumber::new(format!("{range}{:03}", nth % 1000))
}

fn flag(draw: &mut Draw) -> Option<Flag> {
    match draw.below(64) {
        0 => Some(Flag::Abusive),
        1 => Some(Flag::Secrecy),
        2 | 3 => Some(Flag::SharedPhone),
        _ => None,
    }
}

/// Draws that depend on nothing but who is drawn for: an identity's digits, used up one after the other.
struct Draw(u128);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u128;
        let drawn = self.0 % limit;
        self.0 /= limit;
        usize::try_from(drawn).unwrap_or_default()
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_customer_has_a_number_and_keeps_the_name() {
        let callers = Callers::shipped();
        let numbers: BTreeSet<_> = (0..15_000).map(|nth| number(Customer(nth))).collect();
        assert_eq!(numbers.len(), 15_000);
        let unknown = (0..2_000).map(unknown_number).filter(PhoneNumber::is_known);
        let unknown: BTreeSet<_> = unknown.collect();
        assert_eq!(unknown.len(), 1_600);
        assert!(numbers.is_disjoint(&unknown));
        let contact = callers.contact(Customer(6796), Tier::Key);
        assert_eq!(contact, callers.contact(Customer(6796), Tier::Key));
        assert_eq!(contact.numbers[0].reveal(), "+441184960796");
        assert!(contact.fictitious);
    }

    #[test]
    fn some_callers_are_tagged_and_few_are_flagged() {
        let callers = Callers::shipped();
        let contacts: Vec<_> = (1..=4000).map(|nth| callers.contact(Customer(nth), Tier::Ordinary)).collect();
        let tagged = contacts.iter().filter(|contact| !contact.tags.is_empty()).count();
        let flagged = contacts.iter().filter(|contact| !contact.flags.is_empty()).count();
        assert!((1800..2200).contains(&tagged), "{tagged}");
        assert!((150..350).contains(&flagged), "{flagged}");
        let names: BTreeSet<_> = contacts.iter().map(|contact| &contact.name).collect();
        assert!(names.len() > 3000, "{}", names.len());
    }
}
