//! Handling units (承办单位): who handles what cannot be answered at once. They stand in trees, as centre, districts and their streets.

use std::{collections::BTreeSet, ops::Deref};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{UnitId, Words};

/// A handling unit. Its level is how many stand above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Short name.
    pub id: UnitId,
    /// Name on screens.
    pub label: Words,
    /// The unit a level up; none at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// Who stands in for it (B角).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<UnitId>,
}

/// The units of a site, in the order of menus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Units(pub Vec<Unit>);

impl Deref for Units {
    type Target = [Unit];

    fn deref(&self) -> &[Unit] {
        &self.0
    }
}

impl Units {
    /// The unit of this id.
    pub fn get(&self, id: &UnitId) -> Option<&Unit> {
        self.iter().find(|unit| unit.id == *id)
    }

    /// The unit a level up.
    pub fn above(&self, id: &UnitId) -> Option<&Unit> {
        self.get(self.get(id)?.parent.as_ref()?)
    }

    /// The units a level down.
    pub fn below<'a>(&'a self, id: &'a UnitId) -> impl Iterator<Item = &'a Unit> {
        self.iter().filter(move |unit| unit.parent.as_ref() == Some(id))
    }

    /// The units from the top down to this one; empty for one that is not known.
    pub fn path(&self, id: &UnitId) -> Vec<&Unit> {
        let mut path: Vec<&Unit> = self.upwards(id).collect();
        path.reverse();
        path
    }

    /// Whether a unit is this one or stands somewhere below it.
    pub fn is_within(&self, id: &UnitId, ancestor: &UnitId) -> bool {
        self.upwards(id).any(|unit| unit.id == *ancestor)
    }

    /// Whether a unit acts for another: it is the same, or its backup (A/B 角).
    pub fn stands_for(&self, unit: &UnitId, other: &UnitId) -> bool {
        unit == other || self.get(other).and_then(|other| other.backup.as_ref()) == Some(unit)
    }

    /// Everything that is wrong with them, each with the place in the list of the unit it is about.
    pub fn faults(&self) -> Vec<(usize, UnitFault)> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (nth, unit) in self.iter().enumerate() {
            if !seen.insert(&unit.id) {
                found.push((nth, UnitFault::Twice { unit: unit.id.clone() }));
            }
            found.extend(self.faults_of(unit).map(|fault| (nth, fault)));
        }
        found
    }

    fn faults_of(&self, unit: &Unit) -> impl Iterator<Item = UnitFault> {
        let id = || unit.id.clone();
        let unknown = |other: &Option<UnitId>| other.clone().filter(|other| self.get(other).is_none());
        let is_nameless = unit.id.as_str().trim().is_empty();
        let is_above_itself = self.upwards(&unit.id).skip(1).any(|above| above.id == unit.id);
        let is_own_backup = unit.backup.as_ref() == Some(&unit.id);
        [
            is_nameless.then_some(UnitFault::Nameless),
            unknown(&unit.parent).map(|parent| UnitFault::NoParent { unit: id(), parent }),
            is_above_itself.then(|| UnitFault::Circle { unit: id() }),
            unknown(&unit.backup).map(|backup| UnitFault::NoBackup { unit: id(), backup }),
            is_own_backup.then(|| UnitFault::OwnBackup { unit: id() }),
        ]
        .into_iter()
        .flatten()
    }

    /// The unit and those above it, nearest first.
    fn upwards(&self, id: &UnitId) -> impl Iterator<Item = &Unit> {
        let above = |unit: &&Unit| self.above(&unit.id);
        // In a circle everybody has been met after so many; the one more comes back to where it began.
        std::iter::successors(self.get(id), above).take(self.len() + 1)
    }
}

/// What is wrong with a list of units.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is in its message")]
pub enum UnitFault {
    #[error("a unit has an empty id: write one")]
    Nameless,
    #[error("another unit has the id {unit} too: rename one")]
    Twice { unit: UnitId },
    #[error("unit {unit}: there is no unit {parent} above it: correct `parent`")]
    NoParent { unit: UnitId, parent: UnitId },
    #[error("unit {unit} stands above itself: correct `parent`")]
    Circle { unit: UnitId },
    #[error("unit {unit}: there is no unit {backup} to stand in for it: correct `backup`")]
    NoBackup { unit: UnitId, backup: UnitId },
    #[error("unit {unit} cannot stand in for itself: name another `backup`")]
    OwnBackup { unit: UnitId },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(list: &[(&str, Option<&str>, Option<&str>)]) -> Units {
        let unit = |&(id, parent, backup): &(&str, Option<&str>, Option<&str>)| Unit {
            id: id.into(),
            label: Words { zh: id.to_owned(), en: id.to_owned() },
            parent: parent.map(Into::into),
            backup: backup.map(Into::into),
        };
        Units(list.iter().map(unit).collect())
    }

    fn ids<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Vec<&'a str> {
        units.into_iter().map(|unit| unit.id.as_str()).collect()
    }

    #[test]
    fn a_tree_is_walked_up_and_down() {
        let units = units(&[
            ("centre", None, None),
            ("lake", Some("centre"), Some("hill")),
            ("hill", Some("centre"), None),
            ("willow", Some("lake"), None),
            ("tower", Some("lake"), None),
        ]);
        assert_eq!(units.faults(), []);
        assert_eq!(ids(units.path(&"willow".into())), ["centre", "lake", "willow"]);
        assert_eq!(ids(units.path(&"nobody".into())), [""; 0]);
        assert_eq!(ids(units.above(&"willow".into())), ["lake"]);
        assert_eq!(ids(units.above(&"centre".into())), [""; 0]);
        assert_eq!(ids(units.below(&"lake".into())), ["willow", "tower"]);
        let check = |unit: &str, ancestor: &str, is_within| {
            assert_eq!(units.is_within(&unit.into(), &ancestor.into()), is_within, "{unit} in {ancestor}");
        };
        check("willow", "centre", true);
        check("willow", "lake", true);
        check("willow", "willow", true);
        check("willow", "hill", false);
        check("lake", "willow", false);
        check("nobody", "centre", false);
    }

    #[test]
    fn what_is_wrong_is_told_with_the_unit_it_is_about() {
        let check = |list: &[(&str, Option<&str>, Option<&str>)], expected: &[(usize, &str)]| {
            let faults = units(list).faults();
            let told: Vec<_> = faults.iter().map(|(nth, fault)| (*nth, fault.to_string())).collect();
            let told: Vec<_> = told.iter().map(|(nth, fault)| (*nth, fault.as_str())).collect();
            assert_eq!(told, expected);
        };
        check(&[("a", Some("x"), None)], &[(0, "unit a: there is no unit x above it: correct `parent`")]);
        check(
            &[("a", None, None), ("b", None, Some("x"))],
            &[(1, "unit b: there is no unit x to stand in for it: correct `backup`")],
        );
        check(&[("a", None, Some("a"))], &[(0, "unit a cannot stand in for itself: name another `backup`")]);
        check(&[("a", None, None), ("a", None, None)], &[(1, "another unit has the id a too: rename one")]);
        check(&[("a", Some("a"), None)], &[(0, "unit a stands above itself: correct `parent`")]);
        // Whoever stands below a circle is not in it.
        check(
            &[("a", Some("b"), None), ("b", Some("a"), None), ("c", Some("b"), None)],
            &[
                (0, "unit a stands above itself: correct `parent`"),
                (1, "unit b stands above itself: correct `parent`"),
            ],
        );
        check(&[(" ", None, None)], &[(0, "a unit has an empty id: write one")]);
    }
}
