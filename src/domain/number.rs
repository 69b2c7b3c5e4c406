//! One number in all the ways in which it is written: international (E.164), national, local, with an extension.
//!
//! A number is compared by what it stands for, and shown as it was seen. What a hotline takes for granted (its country and area) is its
//! [`DialPlan`]; the rules:
//!
//! | seen | stands for (country 86, area 10) |
//! |---|---|
//! | `+86 10 8888 8888`, `0086-10-88888888`, `+86 (0)10 8888 8888` | `+861088888888` |
//! | `861088888888` (the country and nine digits more at least) | the same |
//! | `010-88888888` (a trunk 0) | the same |
//! | `1088888888` (nine digits at least, no trunk 0) | the same |
//! | `88888888` (seven or eight digits), only if the area is known | the same |
//! | `010-88888888-801`, `010-88888888 转 801`, `… ext. 801`, `… x801`, `…;ext=801` | the same, extension 801 |
//! | `95588`, `12345`, a line inside the house | itself: too short to be anything else |
//! | `anonymous`, `138******00` | nothing: it is not known |

use super::PhoneNumber;

/// What precedes a national number within a country, and an international one.
const TRUNK: &str = "0";
const EXIT: &str = "00";
/// Digits of a number within an area.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;
/// Digits of a national number at least, without the trunk prefix.
const NATIONAL: usize = 9;

/// What people leave out who write a number here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialPlan {
    country: String,
    area: String,
}

/// What a number stands for. Numbers are the same if this is equal, whatever their extensions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormalNumber(Box<str>);

impl NormalNumber {
    /// `+` and digits (E.164), or digits alone where nothing more could be told: a secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl DialPlan {
    /// A plan of this country and area, in digits; either may be empty. A plus or a trunk prefix in front is left out.
    pub fn new(country: &str, area: &str) -> Self {
        let plain = |code: &str| digits_of(code).trim_start_matches('0').to_owned();
        Self { country: plain(country), area: plain(area) }
    }

    /// What a number stands for; none if it is withheld or masked.
    pub fn normal(&self, number: &PhoneNumber) -> Option<NormalNumber> {
        let seen = number.reveal();
        if seen.contains('*') {
            return None;
        }
        let (main, _) = parts(seen);
        let digits = digits_of(main);
        if digits.is_empty() {
            return None;
        }
        let normal = match international(main, &digits) {
            Some(international) => format!("+{}", self.without_inner_trunk(international)),
            None => self.completed(&digits),
        };
        Some(NormalNumber(normal.into()))
    }

    /// Whether both are the same number, whatever their extensions. A number that is not known is like no other.
    pub fn is_same(&self, one: &PhoneNumber, other: &PhoneNumber) -> bool {
        self.normal(one).is_some_and(|one| self.normal(other) == Some(one))
    }

    /// The digits ([`PhoneNumber::main_digits`]) in which the same number may have been written, and some others' perhaps: what is found by
    /// them is to be held against [`DialPlan::is_same`].
    pub fn written(&self, number: &PhoneNumber) -> Vec<String> {
        let Some(normal) = self.normal(number) else { return Vec::new() };
        let Some(whole) = normal.reveal().strip_prefix('+') else { return vec![normal.reveal().to_owned()] };
        let mut forms = vec![whole.to_owned(), format!("{EXIT}{whole}")];
        let national = whole.strip_prefix(&self.country).filter(|_| !self.country.is_empty());
        if let Some(national) = national {
            let country = &self.country;
            forms.extend([national.to_owned(), format!("{TRUNK}{national}")]);
            forms
                .extend([format!("{country}{TRUNK}{national}"), format!("{EXIT}{country}{TRUNK}{national}")]);
            let local = national.strip_prefix(&self.area).filter(|_| !self.area.is_empty());
            forms.extend(local.filter(|local| LOCAL.contains(&local.len())).map(str::to_owned));
        }
        forms
    }

    /// `+86 (0)10 …` is written by many, and dialled by nobody.
    fn without_inner_trunk(&self, international: &str) -> String {
        let inner = international.strip_prefix(&self.country).filter(|_| !self.country.is_empty());
        match inner {
            Some(national) => format!("{}{}", self.country, national.trim_start_matches(TRUNK)),
            None => international.to_owned(),
        }
    }

    fn completed(&self, digits: &str) -> String {
        let Self { country, area } = self;
        if country.is_empty() {
            return digits.to_owned();
        }
        let with_country = digits.strip_prefix(country.as_str()).filter(|rest| rest.len() >= NATIONAL);
        match digits.strip_prefix(TRUNK).filter(|rest| rest.len() > *LOCAL.start()) {
            Some(national) => format!("+{country}{national}"),
            None if with_country.is_some() => format!("+{}", self.without_inner_trunk(digits)),
            None if digits.len() >= NATIONAL => format!("+{country}{digits}"),
            None if LOCAL.contains(&digits.len()) && !area.is_empty() => format!("+{country}{area}{digits}"),
            None => digits.to_owned(),
        }
    }
}

impl PhoneNumber {
    /// The digits before the extension: a secret.
    pub fn main_digits(&self) -> String {
        digits_of(parts(self.reveal()).0)
    }

    /// The extension (分机), in digits.
    pub fn extension(&self) -> Option<String> {
        parts(self.reveal()).1.map(digits_of).filter(|digits| !digits.is_empty())
    }

    /// The number to dial: digits, and a plus in front if there was one, without the extension; none if it is withheld or masked.
    pub fn dialled(&self) -> Option<Self> {
        let digits = self.main_digits();
        let plus = if starts_with_plus(self.reveal()) { "+" } else { "" };
        (!digits.is_empty() && !self.reveal().contains('*')).then(|| Self::new(format!("{plus}{digits}")))
    }
}

/// The digits after `+` or the exit prefix; none if the number is not written as an international one.
fn international<'a>(main: &str, digits: &'a str) -> Option<&'a str> {
    if starts_with_plus(main) {
        return Some(digits);
    }
    digits.strip_prefix(EXIT).filter(|rest| rest.len() >= *LOCAL.start())
}

fn starts_with_plus(seen: &str) -> bool {
    seen.trim_start().trim_start_matches(['(', '（']).starts_with(['+', '＋'])
}

/// The number, and its extension if one is written.
fn parts(seen: &str) -> (&str, Option<&str>) {
    let first_digit = seen.find(|c| digit(c).is_some()).unwrap_or(seen.len());
    let marks = |c: char| matches!(c, 'x' | 'X' | 'e' | 'E' | '#' | '转' | '轉' | '分' | ',' | ';');
    if let Some(at) = seen[first_digit..].find(marks) {
        let (main, extension) = seen.split_at(first_digit + at);
        return (main, Some(extension));
    }
    match seen.trim_end().rsplit_once(['-', '－']) {
        Some((main, extension)) if is_whole(main) && is_extension(extension) => (main, Some(extension)),
        _ => (seen, None),
    }
}

/// Whether what stands before a last group is a number by itself, so that the group is an extension: it is long enough with its country or
/// area, or it is a local number in one piece.
fn is_whole(main: &str) -> bool {
    let digits = digits_of(main);
    let least = match (starts_with_plus(main), digits.starts_with(EXIT)) {
        (true, _) => 11,
        (false, true) => 13,
        (false, false) => 10,
    };
    let in_one_piece = main.trim().chars().all(|c| digit(c).is_some()) && !digits.starts_with(TRUNK);
    digits.len() >= least || (in_one_piece && LOCAL.contains(&digits.len()))
}

fn is_extension(group: &str) -> bool {
    (1..=5).contains(&digits_of(group).len())
}

fn digits_of(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

/// A digit, also one of the width of a Chinese character.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn beijing() -> DialPlan {
        DialPlan::new("+86", "010")
    }

    fn check(plan: &DialPlan, seen: &str, stands_for: Option<&str>) {
        let normal = plan.normal(&PhoneNumber::new(seen));
        assert_eq!(normal.as_ref().map(NormalNumber::reveal), stands_for, "{seen}");
    }

    #[test]
    fn a_number_is_the_same_in_all_its_forms() {
        let plan = beijing();
        for seen in [
            "+86 10 8888 8888",
            "+86-10-8888-8888",
            "0086 10 88888888",
            "+86 (0)10 8888 8888",
            "+86 010 88888888",
            "861088888888",
            "8610 8888 8888",
            "8601088888888",
            "010-88888888",
            "(010) 8888-8888",
            "010 8888 8888",
            "1088888888",
            "88888888",
            "8888-8888",
            "＋８６ １０ ８８８８ ８８８８",
            "（010）88888888",
        ] {
            check(&plan, seen, Some("+861088888888"));
        }
        for seen in [
            "13800138000",
            "138-0013-8000",
            "013800138000",
            "+8613800138000",
            "86 138 0013 8000",
            "+86-138-0013-8000",
        ] {
            check(&plan, seen, Some("+8613800138000"));
        }
    }

    #[test]
    fn extensions_are_told_apart_from_the_last_group_of_a_number() {
        let cases = [
            ("010-88888888-801", Some("801")),
            ("88888888-8001", Some("8001")),
            ("+86-10-88888888-8", Some("8")),
            ("010 8888 8888 转 801", Some("801")),
            ("010-88888888分机801", Some("801")),
            ("010-88888888 ext. 801", Some("801")),
            ("010-88888888x801", Some("801")),
            ("tel:+861088888888;ext=801", Some("801")),
            ("010-8888-8888", None),
            ("8888-8888", None),
            ("+86-10-8888-8888", None),
        ];
        for (seen, extension) in cases {
            assert_eq!(PhoneNumber::new(seen).extension().as_deref(), extension, "{seen}");
            check(&beijing(), seen, Some("+861088888888"));
        }
        for seen in
            ["+972-54-555-0123", "0571-8888-0001", "138-0013-8000", "400-810-8888", "0086-571-8888-0001"]
        {
            assert_eq!(PhoneNumber::new(seen).extension(), None, "{seen}");
        }
    }

    #[test]
    fn what_is_too_short_or_hidden_is_not_guessed_at() {
        let plan = beijing();
        check(&plan, "95588", Some("95588"));
        check(&plan, "12345", Some("12345"));
        check(&plan, "anonymous", None);
        check(&plan, "138******00", None);
        check(&plan, "", None);
        check(&DialPlan::new("86", ""), "88888888", Some("88888888"));
        check(&DialPlan::default(), "010-88888888", Some("01088888888"));
        check(&DialPlan::default(), "+86 10 88888888", Some("+861088888888"));
    }

    #[test]
    fn other_countries_keep_their_own() {
        check(&beijing(), "+1 212 555 0123", Some("+12125550123"));
        check(&beijing(), "00972-54-555-0123", Some("+972545550123"));
        check(&DialPlan::new("972", ""), "054-555-0123", Some("+972545550123"));
        check(&DialPlan::new("1", "212"), "1 212 555 0123", Some("+12125550123"));
        check(&DialPlan::new("1", "212"), "555-0123", Some("+12125550123"));
    }

    #[test]
    fn what_is_dialled_has_no_extension() {
        let dialled = |seen: &str| PhoneNumber::new(seen).dialled().map(|number| number.reveal().to_owned());
        assert_eq!(dialled("+86 10 8888 8888 转 801").as_deref(), Some("+861088888888"));
        assert_eq!(dialled("138 0013 8000").as_deref(), Some("13800138000"));
        assert_eq!(dialled("138******00"), None);
    }

    fn check_laws(plan: &DialPlan, seen: String) -> Result<(), TestCaseError> {
        let number = PhoneNumber::new(seen);
        let Some(normal) = plan.normal(&number) else { return Ok(()) };
        prop_assert_eq!(plan.normal(&PhoneNumber::new(normal.reveal())), Some(normal));
        Ok(())
    }

    fn check_forms(plan: &DialPlan, national: &str) -> Result<(), TestCaseError> {
        let whole = PhoneNumber::new(format!("+86{national}"));
        for seen in ["+86", "0086-", "86 ", "0", "", "+86 0"].map(|before| format!("{before}{national}")) {
            let number = PhoneNumber::new(seen);
            prop_assert!(plan.is_same(&number, &whole), "{:?}", number.reveal());
            prop_assert!(plan.written(&whole).contains(&number.main_digits()), "{:?}", number.reveal());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_normal_number_is_normal(seen in "[+0-9 ()-]{0,20}") {
            check_laws(&beijing(), seen)?;
        }

        #[test]
        fn a_number_is_found_by_any_of_its_forms(national in "(1[3-9][0-9]{9}|10[1-9][0-9]{7}|[2-7][0-9]{9})") {
            check_forms(&beijing(), &national)?;
        }
    }
}
