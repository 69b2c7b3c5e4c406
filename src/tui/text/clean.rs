//! Takes out of a text what must not reach a terminal: control characters and marks that reorder what is read.

use std::borrow::Cow;

/// One line: line ends and tabs become a blank, other control and direction marks go.
pub fn clean(text: &str) -> Cow<'_, str> {
    replace(text, |letter| match letter {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => None,
    })
}

/// Several lines: line ends become `\n`, tabs a blank, other control and direction marks go.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    };
    let keep = |letter| match letter {
        '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        _ => None,
    };
    match text {
        Cow::Borrowed(text) => replace_if(text, |letter| letter != '\n' && is_harmful(letter), keep),
        Cow::Owned(text) => Cow::Owned(replace(&text, keep).into_owned()),
    }
}

fn replace(text: &str, keep: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    replace_if(text, is_harmful, keep)
}

fn replace_if(
    text: &str,
    needed: impl Fn(char) -> bool,
    keep: impl Fn(char) -> Option<char>,
) -> Cow<'_, str> {
    if !text.contains(needed) {
        return Cow::Borrowed(text);
    }
    let kept = |letter| if is_harmful(letter) { keep(letter) } else { Some(letter) };
    Cow::Owned(text.chars().filter_map(kept).collect())
}

/// C0, C1, line separators, and the marks that change direction (Unicode TR 36, 3.3).
fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
}
