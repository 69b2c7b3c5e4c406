//! How a key is written for people: `F5`, `Ctrl-S`, `Shift-Tab`, `PgUp`, `↑`.

use crokey::{KeyCombination, KeyCombinationFormat, OneToThree};
use crossterm::event::{KeyCode, KeyModifiers};

/// The written form of a key, short enough for a footer.
pub(super) fn label(key: KeyCombination) -> String {
    let OneToThree::One(code) = key.codes else {
        return key.to_string();
    };
    match short_name(code) {
        Some(name) => format!("{}{name}", prefix(key.modifiers, code)),
        None => upper_chord(key),
    }
}

fn short_name(code: KeyCode) -> Option<&'static str> {
    Some(match code {
        KeyCode::Up => "↑",
        KeyCode::Down => "↓",
        KeyCode::Left => "←",
        KeyCode::Right => "→",
        KeyCode::PageUp => "PgUp",
        KeyCode::PageDown => "PgDn",
        KeyCode::BackTab => "Shift-Tab",
        KeyCode::Delete => "Del",
        KeyCode::Char('-') => "-",
        _ => return None,
    })
}

fn prefix(modifiers: KeyModifiers, code: KeyCode) -> String {
    let shift = modifiers.contains(KeyModifiers::SHIFT) && code != KeyCode::BackTab;
    let parts = [
        (modifiers.contains(KeyModifiers::CONTROL), "Ctrl-"),
        (modifiers.contains(KeyModifiers::ALT), "Alt-"),
        (shift, "Shift-"),
    ];
    parts.iter().filter(|(held, _)| *held).map(|(_, name)| *name).collect()
}

/// A letter held with Ctrl or Alt reads better in upper case; a letter alone must stay as it is typed.
fn upper_chord(key: KeyCombination) -> String {
    let format = KeyCombinationFormat::default().with_implicit_shift();
    let text = format.to_string(key);
    let chord = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match (chord, text.rsplit_once('-')) {
        (true, Some((held, last))) if last.chars().count() == 1 => format!("{held}-{}", last.to_uppercase()),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn keys_are_written_as_people_say_them() {
        let cases = [
            ("f5", "F5"),
            ("ctrl-s", "Ctrl-S"),
            ("alt-1", "Alt-1"),
            ("backtab", "Shift-Tab"),
            ("ctrl-left", "Ctrl-←"),
            ("pageup", "PgUp"),
            ("esc", "Esc"),
            ("space", "Space"),
            ("/", "/"),
            ("-", "-"),
            ("shift-s", "S"),
            ("s", "s"),
        ];
        for (typed, written) in cases {
            assert_eq!(label(typed.parse().unwrap()), written, "{typed}");
        }
    }
}
