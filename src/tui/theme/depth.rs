//! How many colours the terminal has, and the nearest colour that it can show.

use ratatui::style::{Color, Style};

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or none wanted.
    None,
    /// The sixteen of the oldest terminals.
    Sixteen,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits.
    True,
}

/// Reads `NO_COLOR`, `COLORTERM` and `TERM` (see no-color.org; `COLORTERM` is `truecolor` or `24bit` where it is known).
pub fn detect_depth(env: &impl Fn(&str) -> Option<String>) -> Depth {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    if set("NO_COLOR").is_some() || term == "dumb" {
        return Depth::None;
    }
    match set("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Depth::True,
        _ if term.contains("direct") => Depth::True,
        _ if term.contains("256") => Depth::Indexed,
        _ => Depth::Sixteen,
    }
}

impl Depth {
    /// The style with its colours brought down to what the terminal shows.
    pub(super) fn reduce(self, style: Style) -> Style {
        Style {
            fg: style.fg.and_then(|colour| self.colour(colour)),
            bg: style.bg.and_then(|colour| self.colour(colour)),
            ..style
        }
    }

    fn colour(self, colour: Color) -> Option<Color> {
        match (self, colour) {
            (Self::None, _) => None,
            (Self::Indexed, Color::Rgb(r, g, b)) => Some(Color::Indexed(nearest_256(r, g, b))),
            (Self::Sixteen, Color::Rgb(..) | Color::Indexed(_)) => None,
            (_, colour) => Some(colour),
        }
    }
}

/// The nearest of xterm's 6×6×6 cube (16–231) and its grey ramp (232–255).
fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    let wanted = [r, g, b];
    (16..=255u8).min_by_key(|index| square_distance(wanted, xterm_rgb(*index))).unwrap_or(16)
}

fn square_distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

pub(in crate::tui) fn xterm_rgb(index: u8) -> [u8; 3] {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match index {
        232.. => [8 + 10 * (index - 232); 3],
        16.. => {
            let cube = usize::from(index - 16);
            [STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]]
        }
        _ => [0; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth_of(env: &[(&str, &str)]) -> Depth {
        detect_depth(&|name: &str| {
            env.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn the_environment_tells_how_many_colours_there_are() {
        assert_eq!(depth_of(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth_of(&[("TERM", "tmux-256color")]), Depth::Indexed);
        assert_eq!(depth_of(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(depth_of(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(depth_of(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]), Depth::Indexed);
        assert_eq!(depth_of(&[("TERM", "dumb")]), Depth::None);
    }

    #[test]
    fn colours_come_down_to_the_nearest_the_terminal_has() {
        assert_eq!(nearest_256(255, 0, 0), 196);
        assert_eq!(nearest_256(128, 128, 128), 244);
        let style = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Red);
        assert_eq!(Depth::None.reduce(style), Style::new());
        assert_eq!(Depth::True.reduce(style), style);
        assert_eq!(Depth::Sixteen.reduce(style), Style::new().bg(Color::Red));
    }
}
