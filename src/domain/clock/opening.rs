//! Openings: the parts of a day in which a place is open.

use std::{fmt, str::FromStr};

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// One opening of a day, local time. Written `09:00-12:00`; `24:00` is midnight at the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Opening {
    /// First instant that is open.
    pub from: NaiveTime,
    /// First instant that is not; none for midnight at the end of the day (24:00).
    pub to: Option<NaiveTime>,
}

impl Opening {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self { from: NaiveTime::MIN, to: None };

    fn ends_after_it_begins(&self) -> bool {
        self.to.is_none_or(|to| self.from < to)
    }

    fn ends_before(&self, later: &Self) -> bool {
        self.to.is_some_and(|to| to <= later.from)
    }
}

impl FromStr for Opening {
    type Err = OpeningError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trouble = || OpeningError::Unreadable(text.to_owned());
        let time = |part: &str| NaiveTime::parse_from_str(part.trim(), "%H:%M").map_err(|_| trouble());
        let (from, to) = text.split_once('-').ok_or_else(trouble)?;
        let to = if to.trim() == "24:00" { None } else { Some(time(to)?) };
        let opening = Self { from: time(from)?, to };
        if opening.ends_after_it_begins() { Ok(opening) } else { Err(OpeningError::Backwards(opening)) }
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.from.format("%H:%M"))?;
        match self.to {
            Some(to) => write!(f, "{}", to.format("%H:%M")),
            None => f.write_str("24:00"),
        }
    }
}

impl TryFrom<String> for Opening {
    type Error = OpeningError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Opening> for String {
    fn from(opening: Opening) -> Self {
        opening.to_string()
    }
}

/// The openings of one day: in order, none touching back into the one before. A day off has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Opening>", into = "Vec<Opening>")]
pub struct Openings(Vec<Opening>);

impl Openings {
    /// Open from midnight to midnight.
    pub fn whole_day() -> Self {
        Self(vec![Opening::WHOLE_DAY])
    }

    /// The openings, the earliest first.
    pub fn as_slice(&self) -> &[Opening] {
        &self.0
    }

    /// The place is closed all day.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Opening>> for Openings {
    type Error = OpeningError;

    fn try_from(mut openings: Vec<Opening>) -> Result<Self, Self::Error> {
        if let Some(wrong) = openings.iter().find(|opening| !opening.ends_after_it_begins()) {
            return Err(OpeningError::Backwards(*wrong));
        }
        openings.sort_by_key(|opening| opening.from);
        match openings.windows(2).find(|pair| !pair[0].ends_before(&pair[1])) {
            Some(pair) => Err(OpeningError::Overlap(pair[0], pair[1])),
            None => Ok(Self(openings)),
        }
    }
}

impl From<Openings> for Vec<Opening> {
    fn from(openings: Openings) -> Self {
        openings.0
    }
}

/// What is wrong with the openings of a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// Not of the form.
    #[error("cannot read the opening {0:?}: write it as 09:00-12:00, at the latest until 24:00")]
    Unreadable(String),
    /// It ends before it begins.
    #[error("the opening {0} ends before it begins: split a night shift at 24:00 into two days")]
    Backwards(Opening),
    /// Two of a day share time.
    #[error("the openings {0} and {1} of one day overlap: make one of them, or move one")]
    Overlap(Opening, Opening),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(texts: &[&str]) -> Result<Openings, OpeningError> {
        texts.iter().map(|text| text.parse()).collect::<Result<Vec<Opening>, _>>()?.try_into()
    }

    #[test]
    fn openings_print_as_they_are_written() {
        for text in ["09:00-12:00", "00:00-24:00", "13:30-18:00"] {
            assert_eq!(text.parse::<Opening>().map(|opening| opening.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("00:00-24:00".parse(), Ok(Opening::WHOLE_DAY));
    }

    #[test]
    fn wrong_openings_are_refused() {
        for text in ["", "9", "09:00", "09:00-25:00", "24:00-24:00", "09:60-10:00", "09:00–12:00"] {
            assert!(matches!(text.parse::<Opening>(), Err(OpeningError::Unreadable(_))), "{text:?}");
        }
        assert!(matches!(day(&["12:00-12:00"]), Err(OpeningError::Backwards(_))));
        assert!(matches!(day(&["22:00-06:00"]), Err(OpeningError::Backwards(_))));
        assert!(matches!(day(&["09:00-12:00", "11:59-18:00"]), Err(OpeningError::Overlap(..))));
        assert!(matches!(day(&["09:00-24:00", "10:00-11:00"]), Err(OpeningError::Overlap(..))));
    }

    #[test]
    fn openings_of_a_day_are_put_in_order_and_may_touch() {
        let openings = day(&["13:30-18:00", "09:00-12:00", "12:00-13:30"]).expect("they do not overlap");
        assert!(openings.as_slice().is_sorted_by_key(|opening| opening.from));
    }
}
