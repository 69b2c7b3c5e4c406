//! Bell and notification sequences, as far as the terminal is known to have them.

use crate::tui::{runtime::Notice, text::clean};

/// How the terminal can be made to notify its user beside the bell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notifier {
    /// Not at all.
    Silent,
    /// The bell only.
    Bell,
    /// `OSC 9 ; text`: iTerm2, Windows Terminal, WezTerm, Ghostty, mintty, kitty.
    Osc9,
    /// `OSC 777 ; notify ; title ; text`: urxvt, foot, VTE terminals.
    Osc777,
}

impl Notifier {
    /// Guesses from `TERM_PROGRAM`, `TERM`, `VTE_VERSION`, `WT_SESSION`. Inside tmux and screen only the bell passes.
    pub fn detect(env: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let term = env("TERM").unwrap_or_default();
        if is_set("TMUX") || is_set("STY") || term.starts_with("screen") {
            return Self::Bell;
        }
        match env("TERM_PROGRAM").unwrap_or_default().as_str() {
            "iTerm.app" | "WezTerm" | "ghostty" | "mintty" => return Self::Osc9,
            _ if is_set("WT_SESSION") || term == "xterm-kitty" => return Self::Osc9,
            _ => (),
        }
        match term.starts_with("rxvt-unicode") || term.starts_with("foot") || is_set("VTE_VERSION") {
            true => Self::Osc777,
            false => Self::Bell,
        }
    }

    /// The bytes of a notification. A semicolon would end a field, so it becomes a comma.
    pub(super) fn bytes(self, notice: &Notice) -> Vec<u8> {
        let [title, body] = [&notice.title, &notice.body].map(|text| clean(text).replace(';', ","));
        match self {
            Self::Silent => Vec::new(),
            Self::Bell => b"\x07".to_vec(),
            Self::Osc9 => format!("\x07\x1b]9;{title}: {body}\x1b\\").into_bytes(),
            Self::Osc777 => format!("\x07\x1b]777;notify;{title};{body}\x1b\\").into_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(env: &[(&str, &str)]) -> Notifier {
        Notifier::detect(|name| env.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
    }

    #[test]
    fn only_known_terminals_get_a_sequence() {
        assert_eq!(detect(&[("TERM", "foot")]), Notifier::Osc777);
        assert_eq!(detect(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]), Notifier::Osc777);
        assert_eq!(detect(&[("TERM", "xterm-kitty")]), Notifier::Osc9);
        assert_eq!(detect(&[("TERM", "xterm-256color")]), Notifier::Bell);
        assert_eq!(detect(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x")]), Notifier::Bell);
    }

    #[test]
    fn text_cannot_break_out_of_the_sequence() {
        let notice = Notice { title: "来电;".into(), body: "a\x1b\\b\x07".into() };
        let bytes = Notifier::Osc777.bytes(&notice);
        assert_eq!(bytes, "\x07\x1b]777;notify;来电,;a\\b\x1b\\".as_bytes());
    }
}
