//! Text of all kinds that hotlines see.

use proptest::prelude::*;

use super::*;

const FAMILY: &str = "👨‍👩‍👧";
const ACCENT: &str = "e\u{301}";

#[test]
fn width_counts_cells_not_letters() {
    for (text, cells) in [
        ("", 0),
        ("abc", 3),
        ("投诉举报", 8),
        ("a投b", 4),
        (FAMILY, 2),
        (ACCENT, 1),
        ("ｶﾞ", 2),
        ("\u{1b}[31m", 4),
        ("…", 1),
    ] {
        assert_eq!(width(text), cells, "{text:?}");
    }
}

#[test]
fn pasted_colours_go_whole() {
    for (text, left) in [
        ("a\u{1b}[1;31mred\u{1b}[0m b", "ared b"),
        ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
        ("[31m 投诉\r\n\t第二行", "[31m 投诉\n 第二行"),
    ] {
        assert_eq!(pasted(text), left);
    }
}

#[test]
fn fit_end_keeps_the_end_and_never_cuts_a_grapheme() {
    for (text, columns, fitted) in [
        ("投诉举报", 8, "投诉举报"),
        ("投诉举报", 7, "…诉举报"),
        ("投诉举报", 6, "…举报"),
        ("投诉", 1, "…"),
        ("投诉", 0, ""),
        ("abcdef", 4, "…def"),
        ("ab👨‍👩‍👧c", 3, "…c"),
    ] {
        assert_eq!(fit_end(text, columns), fitted, "{text:?} in {columns}");
        assert!(width(&fit_end(text, columns)) <= columns);
    }
}

#[test]
fn fit_never_cuts_a_grapheme() {
    for (text, columns, fitted) in [
        ("投诉举报", 8, "投诉举报"),
        ("投诉举报", 7, "投诉举…"),
        ("投诉举报", 6, "投诉…"),
        ("投诉", 1, "…"),
        ("投诉", 0, ""),
        ("abcdef", 4, "abc…"),
        ("a👨‍👩‍👧bc", 3, "a…"),
    ] {
        assert_eq!(fit(text, columns), fitted, "{text:?} in {columns}");
    }
}

#[test]
fn pad_is_exact() {
    assert_eq!(pad("投诉", 5), "投诉 ");
    assert_eq!(pad("投诉举报", 5), "投诉…");
    assert_eq!(pad_left("7", 3), "  7");
}

#[test]
fn wrap_breaks_where_readers_expect() {
    assert_eq!(wrap("hello big world", 9), ["hello big", "world"]);
    assert_eq!(wrap("您好，这里是热线。", 10), ["您好，这里", "是热线。"]);
    assert_eq!(wrap("请您稍等，马上", 8), ["请您稍", "等，马上"]);
    assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    assert_eq!(wrap("one\n\ntwo", 9), ["one", "", "two"]);
    assert_eq!(wrap("", 9), [""]);
    assert_eq!(wrap("访问 hotdesk 官网", 9), ["访问", "hotdesk", "官网"]);
}

#[test]
fn clean_leaves_no_escape_and_no_direction_mark() {
    assert_eq!(clean("a\u{1b}[31mb\u{7}\tc\nd"), "a[31mb c d");
    assert_eq!(clean("x\u{202e}y\u{9b}z"), "xyz");
    assert_eq!(clean(FAMILY), FAMILY);
    assert_eq!(clean_lines("a\r\nb\rc\td\u{1b}"), "a\nb\nc d");
    assert!(matches!(clean_lines("plain\ntext"), Cow::Borrowed(_)));
}

proptest! {
    #[test]
    fn fitted_text_is_never_too_wide(text in "\\PC{0,40}", columns in 0usize..30) {
        prop_assert!(width(&fit(&text, columns)) <= columns);
        prop_assert_eq!(width(&pad(&text, columns)), columns);
    }

    #[test]
    fn wrapping_loses_nothing_but_blanks(text in "[a-z投诉举报， 。\\n👨]{0,60}", columns in 2usize..20) {
        let lines = wrap(&text, columns);
        for line in &lines {
            prop_assert!(width(line) <= columns, "{:?}", line);
        }
        let letters = |text: &str| text.chars().filter(|letter| !matches!(letter, ' ' | '\n')).collect::<String>();
        prop_assert_eq!(letters(&lines.concat()), letters(&text));
    }

    #[test]
    fn cleaned_text_has_no_control_characters(text in any::<String>()) {
        prop_assert!(!clean(&text).contains(char::is_control));
        prop_assert!(!clean_lines(&text).contains(|letter: char| letter.is_control() && letter != '\n'));
        prop_assert_eq!(clean(&clean(&text)).into_owned(), clean(&text).into_owned());
    }
}
