//! Matches letters against how a text is spoken: each character takes a syllable of its own, or the sound that it begins with; only
//! the last one may be cut short anywhere, as somebody is still typing it.

use pinyin::ToPinyinMulti;
use unicode_segmentation::UnicodeSegmentation;

/// Points, in the scale of nucleo (16 a letter).
const LETTER: i32 = 16;
/// The character follows the one matched before.
const FOLLOWS: i32 = 12;
/// The match begins with the text.
const BEGINS: i32 = 8;
/// The syllable is typed in full.
const FULL: i32 = 6;

/// How a text with Chinese characters is spoken, grapheme by grapheme.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    graphemes: Vec<Vec<&'static str>>,
    latin: Vec<Option<u8>>,
}

/// A query as letters for spellings: lower case, blanks left out; `None` if it holds anything but letters and digits.
pub(super) fn letters(query: &str) -> Option<String> {
    let letters =
        query.chars().filter(|letter| !letter.is_whitespace() && *letter != '\'').collect::<String>();
    let plain = letters.chars().all(|letter| letter.is_ascii_alphanumeric());
    (plain && !letters.is_empty()).then(|| letters.to_ascii_lowercase())
}

impl Spelling {
    /// `None` if the text has no character with a reading.
    pub(super) fn of(text: &str) -> Option<Self> {
        let first = |grapheme: &str| grapheme.chars().next().unwrap_or_default();
        let graphemes = text.graphemes(true).map(|grapheme| readings(first(grapheme))).collect::<Vec<_>>();
        let latin = |letter: char| letter.is_ascii_alphanumeric().then(|| letter.to_ascii_lowercase() as u8);
        let latin = text.graphemes(true).map(|grapheme| latin(first(grapheme))).collect();
        graphemes.iter().any(|readings| !readings.is_empty()).then_some(Self { graphemes, latin })
    }

    /// The best way to read the letters in this text: points and matched graphemes.
    pub(super) fn find(&self, letters: &str) -> Option<(u32, Vec<usize>)> {
        let ways = Ways::of(self, letters.as_bytes());
        let (score, _) = ways.best(0, 0, After::Gap)?;
        Some((score.max(0) as u32, ways.positions()))
    }

    /// How many letters of `rest` the grapheme can take, with the points for it.
    fn takes<'a>(&'a self, at: usize, rest: &'a [u8]) -> impl Iterator<Item = (usize, i32)> + 'a {
        let by_sound = self.graphemes[at].iter().flat_map(move |syllable| {
            let common = syllable.bytes().zip(rest).take_while(|(a, b)| a == *b).count();
            let is_whole = move |taken: usize| {
                taken == 1 || taken == syllable.len() || taken == rest.len() || is_initial(&syllable[..taken])
            };
            let taken = (1..=common).filter(move |taken| is_whole(*taken));
            taken.map(move |taken| (taken, if taken == syllable.len() { FULL } else { 0 }))
        });
        let by_letter = self.latin[at].filter(|letter| rest.first() == Some(letter)).map(|_| (1, 0));
        by_sound.chain(by_letter)
    }
}

/// The sounds of two letters that a syllable can begin with.
fn is_initial(letters: &str) -> bool {
    matches!(letters, "zh" | "ch" | "sh")
}

/// All readings without tones; `ü` is typed `v`.
fn readings(letter: char) -> Vec<&'static str> {
    let Some(multi) = letter.to_pinyin_multi() else {
        return Vec::new();
    };
    let mut readings = multi.into_iter().map(|reading| reading.plain()).collect::<Vec<_>>();
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// Whether the grapheme before was matched.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Match,
    Gap,
}

/// The best continuation from each (grapheme, letter): points and how many letters the grapheme takes (0 skips it).
struct Ways {
    columns: usize,
    letters: usize,
    table: Vec<[Option<(i32, usize)>; 2]>,
}

impl Ways {
    fn of(spelling: &Spelling, letters: &[u8]) -> Self {
        let columns = letters.len() + 1;
        let rows = spelling.graphemes.len() + 1;
        let mut ways = Self { columns, letters: letters.len(), table: vec![[None; 2]; rows * columns] };
        for at in (0..spelling.graphemes.len()).rev() {
            for from in (0..letters.len()).rev() {
                for after in [After::Match, After::Gap] {
                    let best = ways.choose(spelling, letters, at, from, after);
                    ways.table[at * columns + from][after as usize] = best;
                }
            }
        }
        ways
    }

    fn choose(
        &self,
        spelling: &Spelling,
        letters: &[u8],
        at: usize,
        from: usize,
        after: After,
    ) -> Option<(i32, usize)> {
        let skip = self.best(at + 1, from, After::Gap).map(|(score, _)| (score, 0));
        let bonus = match (after, at) {
            (After::Match, _) if from > 0 => FOLLOWS,
            (_, 0) => BEGINS,
            _ => 0,
        };
        let take = spelling.takes(at, &letters[from..]).filter_map(|(taken, full)| {
            let (rest, _) = self.best(at + 1, from + taken, After::Match)?;
            Some((rest + LETTER * taken as i32 + full + bonus, taken))
        });
        take.chain(skip).max()
    }

    fn best(&self, at: usize, from: usize, after: After) -> Option<(i32, usize)> {
        if from == self.letters {
            return Some((0, 0));
        }
        self.table.get(at * self.columns + from).and_then(|ways| ways[after as usize])
    }

    fn positions(&self) -> Vec<usize> {
        let (mut at, mut from, mut after) = (0, 0, After::Gap);
        let mut positions = Vec::new();
        while from < self.letters {
            let Some((_, taken)) = self.best(at, from, after) else { break };
            if taken > 0 {
                positions.push(at);
            }
            after = if taken > 0 { After::Match } else { After::Gap };
            from += taken;
            at += 1;
        }
        positions
    }
}
