//! Bell and notification sequences, as far as the terminal is known to have them.

use crate::tui::{runtime::Notice, text::clean};

/// How a user is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notifier {
    /// Whether the bell rings.
    pub bell: bool,
    /// What goes to the desktop.
    pub sequence: Sequence,
}

/// How the terminal can be made to notify its user beside the bell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// Not at all.
    None,
    /// `OSC 9 ; text`: iTerm2, Windows Terminal, WezTerm, Ghostty, mintty, kitty.
    Osc9,
    /// `OSC 777 ; notify ; title ; text`: urxvt, foot, VTE terminals.
    Osc777,
}

impl Sequence {
    /// Guesses from `TERM_PROGRAM`, `TERM`, `VTE_VERSION`, `WT_SESSION`. Inside tmux and screen none passes.
    pub fn detect(env: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let term = env("TERM").unwrap_or_default();
        if is_set("TMUX") || is_set("STY") || term.starts_with("screen") {
            return Self::None;
        }
        match env("TERM_PROGRAM").unwrap_or_default().as_str() {
            "iTerm.app" | "WezTerm" | "ghostty" | "mintty" => return Self::Osc9,
            _ if is_set("WT_SESSION") || term == "xterm-kitty" => return Self::Osc9,
            _ => (),
        }
        match term.starts_with("rxvt-unicode") || term.starts_with("foot") || is_set("VTE_VERSION") {
            true => Self::Osc777,
            false => Self::None,
        }
    }
}

impl Notifier {
    /// The bytes of a notification. A semicolon would end a field, so it becomes a comma.
    pub(super) fn bytes(self, notice: &Notice) -> Vec<u8> {
        let [title, body] = [&notice.title, &notice.body].map(|text| clean(text).replace(';', ","));
        let bell = if self.bell { "\x07" } else { "" };
        let sequence = match self.sequence {
            Sequence::None => String::new(),
            Sequence::Osc9 => format!("\x1b]9;{title}: {body}\x1b\\"),
            Sequence::Osc777 => format!("\x1b]777;notify;{title};{body}\x1b\\"),
        };
        format!("{bell}{sequence}").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(env: &[(&str, &str)]) -> Sequence {
        Sequence::detect(|name| env.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
    }

    #[test]
    fn only_known_terminals_get_a_sequence() {
        assert_eq!(detect(&[("TERM", "foot")]), Sequence::Osc777);
        assert_eq!(detect(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]), Sequence::Osc777);
        assert_eq!(detect(&[("TERM", "xterm-kitty")]), Sequence::Osc9);
        assert_eq!(detect(&[("TERM", "xterm-256color")]), Sequence::None);
        assert_eq!(detect(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x")]), Sequence::None);
    }

    #[test]
    fn text_cannot_break_out_of_the_sequence() {
        let notice = Notice { title: "来电;".into(), body: "a\x1b\\b\x07".into() };
        let bytes = Notifier { bell: true, sequence: Sequence::Osc777 }.bytes(&notice);
        assert_eq!(Notifier { bell: false, sequence: Sequence::None }.bytes(&notice), b"");
        assert_eq!(bytes, "\x07\x1b]777;notify;来电,;a\\b\x1b\\".as_bytes());
    }
}
