//! Makes text one line, or lines, of what may reach a terminal; what may not is decided in the domain.

use std::borrow::Cow;

use crate::domain::clean_text;

/// One line: line ends and tabs become a blank, control and direction marks go.
pub fn clean(text: &str) -> Cow<'_, str> {
    const BLANKS: [char; 3] = ['\n', '\r', '\t'];
    match text.contains(BLANKS) {
        true => Cow::Owned(clean_text(&text.replace(BLANKS, " ")).into_owned()),
        false => clean_text(text),
    }
}

/// What is pasted, as [`clean_lines`]; of what was copied with its colours only the text is left.
pub fn pasted(text: &str) -> String {
    clean_lines(&anstream::adapter::strip_str(text).to_string()).into_owned()
}

/// Several lines: line ends become `\n`, tabs a blank, control and direction marks go.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    match text.contains(['\r', '\t']) {
        true => {
            let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
            Cow::Owned(clean_text(&lines).into_owned())
        }
        false => clean_text(text),
    }
}
