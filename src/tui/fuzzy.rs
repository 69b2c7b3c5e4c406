//! Search as people type: fuzzy letters, Chinese characters, pinyin in full or by initials, in one index.
//!
//! `tsjb`, `tousujubao`, `tousjb` and `投诉` all find 投诉举报. An index is made once for a list; each key searches it anew.

mod pinyin;

use nucleo_matcher::{
    Config, Matcher, Utf32String,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use pinyin::Spelling;

/// What a match in the name that is not shown counts less: one letter.
const UNSEEN: u32 = 16;

/// A list prepared for searching.
#[derive(Debug, Clone, Default)]
pub struct Index {
    items: Vec<Item>,
}

#[derive(Debug, Clone)]
struct Item {
    text: Utf32String,
    also: Option<Utf32String>,
    spelling: Option<Spelling>,
    also_spelling: Option<Spelling>,
}

/// One item that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its place in the list.
    pub item: usize,
    /// Higher is better.
    pub score: u32,
    /// The graphemes of its text that were matched, rising, for highlighting.
    pub positions: Vec<usize>,
}

impl Index {
    /// Prepares a list of texts, each with another name it is also found by (a code, the other language), which may be empty.
    pub fn new<'a>(items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let item = |(text, also): (&str, &str)| Item {
            text: Utf32String::from(text),
            also: Some(also).filter(|also| !also.is_empty()).map(Utf32String::from),
            spelling: Spelling::of(text),
            also_spelling: Spelling::of(also),
        };
        Self { items: items.into_iter().map(item).collect() }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What the query finds, best first, equals in the order of the list. An empty query finds all, in order.
    pub fn search(&self, query: &str) -> Vec<Found> {
        let query = query.trim();
        if query.is_empty() {
            let all = 0..self.items.len();
            return all.map(|item| Found { item, score: 0, positions: Vec::new() }).collect();
        }
        let mut search = Search::new(query);
        let found =
            self.items.iter().enumerate().filter_map(|(item, candidate)| search.find(item, candidate));
        let mut found = found.collect::<Vec<_>>();
        found.sort_by_key(|found| (std::cmp::Reverse(found.score), found.item));
        without_far_fetched(found)
    }
}

/// Where something matches well, letters scattered over other items are not what was meant; letters that stand together are.
fn without_far_fetched(mut found: Vec<Found>) -> Vec<Found> {
    let best = found.first().map_or(0, |found| found.score);
    let unseen = |found: &Found| if found.positions.is_empty() { UNSEEN } else { 0 };
    let together = |found: &Found| found.positions.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let seen_together = |found: &Found| !found.positions.is_empty() && together(found);
    found.retain(|found| seen_together(found) || (found.score + unseen(found)) * 4 >= best * 3);
    found
}

/// A query prepared for many items.
struct Search {
    matcher: Matcher,
    pattern: Pattern,
    letters: Option<String>,
    positions: Vec<u32>,
}

impl Search {
    fn new(query: &str) -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            pattern: Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy),
            letters: pinyin::letters(query),
            positions: Vec::new(),
        }
    }

    fn find(&mut self, item: usize, candidate: &Item) -> Option<Found> {
        let by_text = self.by_text(item, candidate);
        let by_sound = self.by_sound(item, candidate);
        let by_name = self.by_name(item, candidate);
        [by_text, by_sound, by_name].into_iter().flatten().max_by_key(|found| found.score)
    }

    fn by_text(&mut self, item: usize, candidate: &Item) -> Option<Found> {
        self.positions.clear();
        let score = self.pattern.indices(candidate.text.slice(..), &mut self.matcher, &mut self.positions)?;
        self.positions.sort_unstable();
        self.positions.dedup();
        Some(Found { item, score, positions: self.positions.iter().map(|at| *at as usize).collect() })
    }

    fn by_sound(&self, item: usize, candidate: &Item) -> Option<Found> {
        let (score, positions) = candidate.spelling.as_ref()?.find(self.letters.as_deref()?)?;
        Some(Found { item, score, positions })
    }

    /// The other name is not shown, so nothing is highlighted, and as good a match in the text itself goes before; letters scattered over
    /// the text do not.
    fn by_name(&mut self, item: usize, candidate: &Item) -> Option<Found> {
        let by_text = self.pattern.score(candidate.also.as_ref()?.slice(..), &mut self.matcher);
        let spelling = candidate.also_spelling.as_ref().zip(self.letters.as_deref());
        let by_sound =
            spelling.and_then(|(spelling, letters)| spelling.find(letters)).map(|(score, _)| score);
        let score = by_text.max(by_sound)?;
        Some(Found { item, score: score.saturating_sub(UNSEEN), positions: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATTERS: [&str; 6] =
        ["投诉举报", "咨询 / 银行业务", "音乐重放", "突发事件", "ETC 业务", "tools just built"];

    #[track_caller]
    fn check(query: &str, best: &str, positions: &[usize]) {
        let index = Index::new(MATTERS.map(|text| (text, "")));
        let found = index.search(query);
        let first = found.first().unwrap_or_else(|| panic!("{query} finds nothing"));
        assert_eq!((MATTERS[first.item], first.positions.as_slice()), (best, positions), "{query}");
    }

    #[test]
    fn characters_syllables_initials_and_mixtures_find_the_same() {
        for query in ["投诉举报", "tsjb", "tousujubao", "tousjb", "tou su ju bao", "TSJB"] {
            check(query, "投诉举报", &[0, 1, 2, 3]);
        }
        check("投诉", "投诉举报", &[0, 1]);
        check("jubao", "投诉举报", &[2, 3]);
    }

    #[test]
    fn characters_with_several_readings_are_found_by_each() {
        check("yinhang", "咨询 / 银行业务", &[5, 6]);
        check("yinyue", "音乐重放", &[0, 1]);
        check("chongfang", "音乐重放", &[2, 3]);
    }

    #[test]
    fn latin_and_chinese_mix() {
        check("etcyw", "ETC 业务", &[0, 1, 2, 4, 5]);
        check("just", "tools just built", &[6, 7, 8, 9]);
    }

    #[test]
    fn an_empty_query_finds_all_in_order_and_nonsense_nothing() {
        let index = Index::new(MATTERS.map(|text| (text, "")));
        let all = index.search("  ").iter().map(|found| found.item).collect::<Vec<_>>();
        assert_eq!(all, (0..MATTERS.len()).collect::<Vec<_>>());
        assert_eq!(index.search("qqqq"), []);
    }

    /// Each part of a path is found, by full syllables and by initials, wherever it stands in it.
    #[test]
    fn every_path_that_holds_a_word_is_found_by_its_sound() {
        let paths = [
            "投诉举报 / 占道经营",
            "银行业务 / 服务评价 / 投诉处理",
            "市民服务 / 投诉",
            "银行业务 / 银行卡 / 吞卡",
            "信访投诉与建议 / 其他",
        ];
        let index = Index::new(paths.map(|path| (path, "")));
        for query in ["tousu", "ts", "投诉", "tou su", "tsu"] {
            let mut found: Vec<_> = index.search(query).iter().map(|found| found.item).collect();
            let with_word = |item: &usize| paths[*item].contains("投诉");
            let best = found.iter().take_while(|item| with_word(item)).count();
            assert_eq!(best, 4, "{query}: those with the word come first, and all of them: {found:?}");
            found.retain(with_word);
            assert_eq!(found.len(), 4, "{query}");
        }
    }

    /// Letters of one syllable are not spread over the characters of a path.
    #[test]
    fn a_syllable_is_found_whole_or_by_its_first_sound() {
        let index = Index::new(
            ["银行业务 / 银行卡 / 盗刷与可疑交易", "市民服务 / 社会保障 / 公积金提取"].map(|path| (path, "")),
        );
        assert_eq!(index.search("tousu"), []);
        let found = |query: &str| index.search(query).iter().map(|found| found.item).collect::<Vec<_>>();
        for query in ["dao", "daosh", "dshua", "yhk", "yinhangka", "kyjy"] {
            assert_eq!(found(query), [0], "{query}");
        }
    }

    #[test]
    fn the_name_in_the_other_language_is_found_by_its_sound_too() {
        let index =
            Index::new([("Cards / Lost card", "0101 银行卡 / 挂失"), ("Accounts / Balance", "0201 账户")]);
        for query in ["guashi", "gs", "挂失", "0101"] {
            let found: Vec<_> = index.search(query).iter().map(|found| found.item).collect();
            assert_eq!(found.first(), Some(&0), "{query}");
        }
    }

    #[test]
    fn scattered_letters_are_found_where_nothing_matches_better() {
        let labels = ["Replacement card", "Cards", "Charged twice", "Change of personal details"];
        let index = Index::new(labels.map(|label| (label, "")));
        let found = |query: &str| {
            let mut found: Vec<_> = index.search(query).iter().map(|found| found.item).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(found("card"), [0, 1]);
        assert_eq!(found("crgd"), [2]);
        assert_eq!(found("chpd"), [3]);
    }

    #[test]
    fn another_name_is_found_after_the_text_itself() {
        let index = Index::new([("挂断", "call.hang-up"), ("hang on", "")]);
        let found = index.search("hang").iter().map(|found| found.item).collect::<Vec<_>>();
        assert_eq!(found, [1, 0]);
    }
}
