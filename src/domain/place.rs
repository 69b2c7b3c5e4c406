//! Places as callers name them, and what two of them have in common: enough for a hint, not for a map.

use super::text::{folded, is_ideograph};

/// The longest run of words that two places share, if it names a street or a landmark: districts and house numbers alone do not.
/// It is written in lower case, without what stands above the street.
pub fn common_street(one: &str, other: &str) -> Option<String> {
    let (one, other) = (words(one), words(other));
    let starts = (0..one.len()).flat_map(|a| (0..other.len()).map(move |b| (a, b)));
    let runs = starts.map(|(a, b)| run(&one[a..], &other[b..]));
    let longest = runs.filter(|run| names_a_street(run)).max_by_key(|run| letters(run))?;
    Some(written(&longest))
}

/// Most words of a place that are compared.
const WORDS: usize = 32;

/// A word of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A street or a landmark in Chinese: 柳树街, 人民公园.
    Street,
    /// A part of a name in letters: Willow.
    Name,
    /// What stands beside names in letters: Street, the.
    Beside,
    /// A house, a building, a flat: 88, 号院.
    House,
}

/// Common words from the start of both, each as the shorter form says it.
fn run<'a>(one: &'a [Word], other: &'a [Word]) -> Vec<&'a Word> {
    one.iter().zip(other).map_while(|(one, other)| common(one, other)).collect()
}

/// A street may be said with what stands before it and without: 朝阳建国路 and 建国路.
fn common<'a>(one: &'a Word, other: &'a Word) -> Option<&'a Word> {
    let (short, long) = if one.text.len() <= other.text.len() { (one, other) } else { (other, one) };
    let is_street = short.kind == Kind::Street && short.text.ends_with(STREETS) && letters(&[short]) >= 3;
    let is_same = short.text == long.text || is_street && long.text.ends_with(&short.text);
    is_same.then_some(short)
}

fn names_a_street(run: &[&Word]) -> bool {
    let named: Vec<_> = run.iter().copied().filter(|word| word.kind == Kind::Name).collect();
    let beside = run.iter().any(|word| word.kind == Kind::Beside);
    run.iter().any(|word| word.kind == Kind::Street)
        || letters(&named) >= 4
        || !named.is_empty() && beside && letters(&named) >= 3
}

fn letters(run: &[&Word]) -> usize {
    run.iter().map(|word| word.text.chars().count()).sum()
}

fn written(run: &[&Word]) -> String {
    // A house number comes before a name by chance only.
    let named = run.iter().skip_while(|word| word.kind == Kind::House);
    named.fold(String::new(), |mut text, word| {
        let joins = |c: Option<char>| c.is_none_or(is_ideograph);
        if !joins(text.chars().last()) && !joins(word.text.chars().next()) {
            text.push(' ');
        }
        text + &word.text
    })
}

/// Where the name of a street ends.
const STREETS: [char; 6] = ['路', '街', '道', '巷', '弄', '村'];
/// Where the name of what stands above streets ends.
const WIDE: [char; 8] = ['省', '市', '区', '县', '旗', '镇', '乡', '盟'];
/// What follows the number of a house.
const HOUSES: [char; 12] = ['号', '院', '栋', '幢', '楼', '单', '元', '室', '层', '弄', '座', '门'];

/// The words of a place without provinces, cities and districts.
fn words(place: &str) -> Vec<Word> {
    let chars: Vec<char> = folded(place).chars().collect();
    let mut words = Vec::new();
    for piece in chars.chunk_by(|a, b| Sort::of(*a) == Sort::of(*b)) {
        match Sort::of(piece[0]) {
            Sort::Ideographs => ideographs(piece, &mut words),
            Sort::Letters => lettered(piece.iter().collect(), &mut words),
            Sort::Between => {}
        }
    }
    words.truncate(WORDS);
    words
}

/// Sorts of characters: a word is of one sort.
#[derive(PartialEq, Eq)]
enum Sort {
    Ideographs,
    Letters,
    Between,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            c if is_ideograph(c) => Self::Ideographs,
            c if c.is_alphanumeric() => Self::Letters,
            _ => Self::Between,
        }
    }
}

/// Cuts Chinese text after each name of a street or of what stands above it.
fn ideographs(piece: &[char], words: &mut Vec<Word>) {
    let after_number = words.last().is_some_and(|word| word.kind == Kind::House);
    let house = if after_number { piece.iter().take_while(|c| HOUSES.contains(c)).count() } else { 0 };
    if house > 0 {
        words.push(Word { text: piece[..house].iter().collect(), kind: Kind::House });
    }
    let mut rest = &piece[house..];
    while !rest.is_empty() {
        let end = (1..rest.len()).find(|&at| ends_name(rest, at)).map_or(rest.len(), |at| at + 1);
        let (name, after) = rest.split_at(end);
        if name.len() > 1 && !is_wide(name) {
            words.push(Word { text: name.iter().collect(), kind: Kind::Street });
        }
        rest = after;
    }
}

/// Whether a name ends with the character at this place, which is not its first.
fn ends_name(text: &[char], at: usize) -> bool {
    let is_mark = |c: &char| STREETS.contains(c) || WIDE.contains(c);
    // 市场 is a market; 街道 and 城镇路 are longer words.
    let goes_on =
        text.get(at + 1).is_some_and(|next| STREETS.contains(next) || text[at] == '市' && *next == '场');
    is_mark(&text[at]) && !goes_on
}

/// A district and the like; a housing estate (小区) and a street of its own are not. A 街道 is an office above streets.
fn is_wide(name: &[char]) -> bool {
    match name {
        [.., '街', '道'] => true,
        [.., '小' | '社' | '园' | '校' | '厂' | '景' | '山' | '库', '区'] => false,
        [.., last] => WIDE.contains(last),
        [] => true,
    }
}

/// A word in letters and digits. One that says that a district was named takes its name away.
fn lettered(text: String, words: &mut Vec<Word>) {
    let kind = match text.as_str() {
        "district" | "city" | "county" | "province" | "town" | "township" => {
            while words.pop_if(|word| word.kind == Kind::Name).is_some() {}
            return;
        }
        "street" | "road" | "avenue" | "lane" | "drive" | "st" | "rd" | "ave" | "square" | "the" | "of"
        | "at" | "in" | "on" | "near" | "no" | "and" => Kind::Beside,
        text if text.chars().all(char::is_numeric) => Kind::House,
        _ => Kind::Name,
    };
    let text = match text.as_str() {
        "st" => "street".to_owned(),
        "rd" => "road".to_owned(),
        "ave" => "avenue".to_owned(),
        _ => text,
    };
    words.push(Word { text, kind });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_one_street_are_told_from_places_in_one_district() {
        let check = |one: &str, other: &str, expected: Option<&str>| {
            assert_eq!(common_street(one, other).as_deref(), expected, "{one} / {other}");
            assert_eq!(common_street(other, one).as_deref(), expected, "{other} / {one}");
        };
        check("湖城区柳树街12号", "柳树街40号院3号楼", Some("柳树街"));
        check("北京市朝阳区建国路８８号", "朝阳建国路88号", Some("建国路88号"));
        check("湖城区柳树街12号", "湖城区塔前路12号", None);
        check("建国路88号阳光小区", "建国路90号阳光小区", Some("阳光小区"));
        check("农贸市场门口", "东门农贸市场门口", None);
        check("农贸市场", "农贸市场 3 号摊", Some("农贸市场"));
        check("建外街道", "建外街道办", None);
        check("人民公园", "人民公园", Some("人民公园"));
        check("望京SOHO", "望京 soho 塔2", Some("望京soho"));
        check("12 Willow Street", "willow st, no 40", Some("willow street"));
        check("12 Willow Street", "12 Main Street", None);
        check("5th Ave", "5th avenue 12", Some("5th avenue"));
        check("Chaoyang District", "Chaoyang District", None);
        check("12", "12", None);
        check("", "柳树街", None);
    }
}
