//! Text that is not ours: cleaned before it is shown, redacted before it is logged.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Text without control characters, escape sequences' introducers and direction marks; line breaks and tabs stay.
///
/// Everything that callers, switches or other people's clients supply goes through here before it is stored or shown.
pub fn clean_text(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_clean) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| is_clean(c)).collect())
}

fn is_clean(c: char) -> bool {
    let overrides_or_isolates = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let marks = matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}');
    matches!(c, '\n' | '\t') || !(c.is_control() || overrides_or_isolates || marks)
}

/// Text in lower case, with full-width letters, digits and signs as their plain forms: `Ａ１` and `a1` are looked for as one.
pub fn folded(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// A character of a script that is written without spaces between words: Chinese, and Japanese and Korean syllables.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A secret whose `Debug` says nothing; the value itself is one field away, on purpose.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Redacted<T>(pub T);

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_teeth() {
        assert_eq!(clean_text("a\u{1b}[2Jb\u{9b}c\r\u{7}\u{202e}d"), "a[2Jbcd");
        assert!(matches!(clean_text("投诉\n第二行"), Cow::Borrowed(_)));
    }

    #[test]
    fn direction_marks_go_and_joiners_stay() {
        assert_eq!(clean_text("a\u{200e}b\u{200f}c\u{61c}d\u{2066}e"), "abcde");
        assert!(matches!(clean_text("👩\u{200d}💻"), Cow::Borrowed(_)));
    }

    #[test]
    fn width_and_case_do_not_matter_once_folded() {
        assert_eq!(folded("Ａ１－柳树街　Straße"), "a1-柳树街 straße");
    }

    #[test]
    fn redacted_values_do_not_print() {
        assert_eq!(format!("{:?}", Redacted("13800138000")), "[redacted]");
    }
}
