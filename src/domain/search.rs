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
        let runs: Vec<Run> = runs(text).collect();
        let mut words = Vec::new();
        for (nth, run) in runs.iter().enumerate() {
            run.cut(nth + 1 == runs.len(), &mut words);
        }
        let ending = match runs.last() {
            Some(Run::Ideographs(chars)) if chars.len() == 1 => Ending::Begun,
            Some(Run::Ideographs(_)) => Ending::Whole,
            _ => ending,
        };
        Self { words, ending, digits: digits_of(text).map(|digits| parts(&digits)) }
    }
}

/// The words of a text, as they are kept.
pub fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    runs(&folded(text)).for_each(|run| run.cut(false, &mut words));
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
enum Run {
    Ideographs(Vec<char>),
    Letters(String),
}

impl Run {
    /// Its words. At the end of a query a run may go on, and its last character is no word by itself.
    fn cut(&self, may_go_on: bool, words: &mut Vec<String>) {
        match self {
            Self::Letters(word) => words.push(word.clone()),
            Self::Ideographs(chars) => {
                words.extend(chars.windows(2).map(|two| two.iter().collect()));
                let is_word = !may_go_on || chars.len() == 1;
                words.extend(chars.last().filter(|_| is_word).map(char::to_string));
            }
        }
    }
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let chars: Vec<char> = text.chars().collect();
    let sort = |c: char| match c {
        c if is_ideograph(c) => Some(true),
        c if c.is_alphanumeric() => Some(false),
        _ => None,
    };
    let run = |run: &[char]| match sort(run[0])? {
        true => Some(Run::Ideographs(run.to_vec())),
        false => Some(Run::Letters(run.iter().collect())),
    };
    let runs: Vec<_> = chars.chunk_by(|a, b| sort(*a) == sort(*b)).filter_map(run).collect();
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words_of(text), expected, "{text}");
        check("账单错误", &["账单", "单错", "错误", "误"]);
        check("多收了 ２0 元 (Visa-Card)", &["多收", "收了", "了", "20", "元", "visa", "card"]);
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
