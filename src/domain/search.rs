//! Looking for words: how texts are cut into words before they are kept, and what a query looks for.
//!
//! Chinese is written without spaces, so each two neighbours are a word there, and the last character of a run is one by itself: a run of
//! characters is found wherever it stands, and a single one as the beginning of a word. All other words are runs of letters and digits.
//! Numbers are found by any four neighbouring digits and more.

use super::text::{folded, is_ideograph};

/// Fewest digits by which a part of a number is found.
pub const FEWEST_DIGITS: usize = 4;

/// What is looked for: all of its terms must occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought(Vec<Term>);

/// Words that stand one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words, of letters and digits only.
    pub words: Vec<String>,
    /// What the last of them may be.
    pub ending: Ending,
    /// The parts of a number, if it looks like one: where they follow each other, the number holds it.
    pub digits: Option<Vec<String>>,
}

/// What the last word of a term may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// That word.
    Whole,
    /// Any word that begins with it.
    Begun,
}

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSought {
    /// It has too many characters.
    #[error("`q` is longer than {} characters; shorten it", Sought::LONGEST)]
    TooLong,
    /// It has neither letters nor digits.
    #[error("`q` holds no word to look for; write letters or digits")]
    NoWord,
}

impl Sought {
    /// Longest query, characters.
    pub const LONGEST: usize = 200;

    /// Reads a query: terms parted by spaces, in quotes with spaces in them. Words in letters are found by how they begin, in quotes as
    /// they are. Nothing else has a meaning.
    ///
    /// # Errors
    /// When it is too long or holds no word.
    pub fn parse(query: &str) -> Result<Self, NotSought> {
        if query.chars().nth(Self::LONGEST).is_some() {
            return Err(NotSought::TooLong);
        }
        let query = folded(query).replace(['“', '”', '„'], "\"");
        let mut terms: Vec<Term> = Vec::new();
        for term in terms_of(&query).filter(|term| !term.words.is_empty()) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        if terms.is_empty() { Err(NotSought::NoWord) } else { Ok(Self(terms)) }
    }

    /// What must occur.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }
}

fn terms_of(query: &str) -> impl Iterator<Item = Term> {
    // A number that is written in groups is one number.
    let parts: Vec<_> = match digits_of(query) {
        Some(_) => vec![(query, Ending::Begun)],
        None => query.split('"').enumerate().flat_map(|(nth, part)| parts_of(nth, part)).collect(),
    };
    parts.into_iter().map(|(text, ending)| Term::of(text, ending)).collect::<Vec<_>>().into_iter()
}

/// Every second part stands in quotes.
fn parts_of(nth: usize, part: &str) -> Vec<(&str, Ending)> {
    match nth % 2 {
        0 => part.split_whitespace().map(|word| (word, Ending::Begun)).collect(),
        _ => vec![(part, Ending::Whole)],
    }
}

impl Term {
    fn of(text: &str, ending: Ending) -> Self {
        let mut runs: Vec<Run> = runs(text).collect();
        let last = runs.pop();
        let mut words: Vec<String> = runs.iter().flat_map(Run::words).map(str::to_owned).collect();
        words.extend(last.iter().flat_map(Run::words_if_it_goes_on).map(str::to_owned));
        let ending = match last {
            Some(Run::Ideographs(run)) if is_one_character(run) => Ending::Begun,
            Some(Run::Ideographs(_)) => Ending::Whole,
            _ => ending,
        };
        Self { words, ending, digits: digits_of(text).map(|digits| parts(&digits)) }
    }
}

/// The words of a text as they are kept, each with a space behind it.
pub fn words_of(text: &str) -> String {
    let folded = folded(text);
    // Two characters of Chinese and a space for each of the text.
    let mut words = String::with_capacity(folded.len() * 7 / 3);
    for word in runs(&folded).flat_map(|run| run.words()) {
        words.push_str(word);
        words.push(' ');
    }
    words
}

/// The parts by which the digits of a number are found.
pub fn number_parts(number: &str) -> Vec<String> {
    parts(&folded(number).chars().filter(char::is_ascii_digit).collect::<Vec<_>>())
}

fn parts(digits: &[char]) -> Vec<String> {
    digits.windows(FEWEST_DIGITS).map(|part| part.iter().collect()).collect()
}

/// The digits of a text that is a number or a part of one, however it is grouped.
fn digits_of(text: &str) -> Option<Vec<char>> {
    let groups =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/');
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    (text.chars().all(groups) && digits.len() >= FEWEST_DIGITS).then_some(digits)
}

/// A run of characters of one sort.
enum Run<'a> {
    Ideographs(&'a str),
    Letters(&'a str),
}

impl<'a> Run<'a> {
    /// Its words.
    fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (letters, run) = match *self {
            Self::Letters(word) => (Some(word), ""),
            Self::Ideographs(run) => (None, run),
        };
        // From each character to the end of the next, if there is one.
        let two = run.char_indices().map(move |(from, _)| {
            let rest = &run[from..];
            rest.char_indices().nth(2).map_or(rest, |(end, _)| &rest[..end])
        });
        letters.into_iter().chain(two)
    }

    /// Its words where it stands at the end of a query: it may go on there, and its last character is no word by itself.
    fn words_if_it_goes_on(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let one_alone = matches!(*self, Self::Ideographs(run) if !is_one_character(run));
        let words: Vec<_> = self.words().collect();
        let kept = words.len() - usize::from(one_alone);
        words.into_iter().take(kept)
    }
}

fn is_one_character(run: &str) -> bool {
    run.chars().nth(1).is_none()
}

fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let sort = |c: char| match c {
        c if is_ideograph(c) => Some(true),
        c if c.is_alphanumeric() => Some(false),
        _ => None,
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| sort(c).is_none());
        let of = sort(rest.chars().next()?);
        let end = rest.find(|c| sort(c) != of).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(if of == Some(true) { Run::Ideographs(run) } else { Run::Letters(run) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_words() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(words_of(text).split_whitespace().collect::<Vec<_>>(), expected, "{text}")
        };
        check("账单错误", &["账单", "单错", "错误", "误"]);
        check("多收了 ２0 元 (Visa-Card)", &["多收", "收了", "了", "20", "元", "visa", "card"]);
        check("误", &["误"]);
        check("\0\"'…", &[]);
    }

    #[test]
    fn queries_are_read_in_terms() {
        let check = |query: &str, expected: &[(&[&str], Ending)]| {
            let sought = Sought::parse(query).expect("there are words");
            let terms: Vec<_> = sought.terms().iter().map(|term| (term.words.clone(), term.ending)).collect();
            let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            let expected: Vec<_> = expected.iter().map(|(words, ending)| (owned(words), *ending)).collect();
            assert_eq!(terms, expected, "{query}");
        };
        check("账单 Ref", &[(&["账单"], Ending::Whole), (&["ref"], Ending::Begun)]);
        check("账", &[(&["账"], Ending::Begun)]);
        check("\"bill of May\" \"", &[(&["bill", "of", "may"], Ending::Whole)]);
        check("soho塔", &[(&["soho", "塔"], Ending::Begun)]);
        check("塔soho塔楼", &[(&["塔", "soho", "塔楼"], Ending::Whole)]);
        check("a AND a", &[(&["a"], Ending::Begun), (&["and"], Ending::Begun)]);
    }

    #[test]
    fn numbers_are_found_by_their_parts() {
        let digits = |query: &str| Sought::parse(query).expect("there are digits").terms()[0].digits.clone();
        assert_eq!(
            digits("138-00 13"),
            Some(vec!["1380".into(), "3800".into(), "8001".into(), "0013".into()])
        );
        assert_eq!(digits("138"), None);
        assert_eq!(digits("1380a"), None);
        assert_eq!(number_parts("12-345"), ["1234", "2345"]);
    }

    #[test]
    fn what_cannot_be_looked_for_is_told() {
        assert_eq!(Sought::parse("\0 \"*\""), Err(NotSought::NoWord));
        assert_eq!(Sought::parse(&"长".repeat(10_000)), Err(NotSought::TooLong));
    }
}
