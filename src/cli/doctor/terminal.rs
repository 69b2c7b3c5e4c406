//! The terminal: size, colours, characters, mouse.

use std::io::IsTerminal;

use super::Finding;
use crate::tui::theme::{Depth, detect_depth};

/// Where the agent screen begins to be usable, columns × rows.
const LEAST: (u16, u16) = (80, 24);
/// Where it is comfortable.
const COMFORTABLE: (u16, u16) = (120, 40);

/// Columns and rows of the terminal; none if standard output is none.
pub(super) fn size() -> Option<(u16, u16)> {
    if std::io::stdout().is_terminal() { crossterm::terminal::size().ok() } else { None }
}

/// What a terminal of this size in this environment can do.
pub(super) fn examine(
    size: Option<(u16, u16)>,
    env: impl Fn(&str) -> Option<String>,
    mouse: bool,
) -> Vec<Finding> {
    vec![room(size), colours(&env), characters(&env), pointer(&env, mouse)]
}

fn room(size: Option<(u16, u16)>) -> Finding {
    let Some((columns, rows)) = size else {
        return Finding::note(
            "terminal",
            "standard output is no terminal: screens need one, the server does not",
        );
    };
    let fits = |(least_columns, least_rows)| columns >= least_columns && rows >= least_rows;
    let shown = format!("{columns} × {rows}");
    if fits(COMFORTABLE) {
        Finding::good("terminal", shown)
    } else if fits(LEAST) {
        Finding::note("terminal", format!("{shown} is enough; 120 × 40 is comfortable"))
    } else {
        Finding::wrong(
            "terminal",
            format!("{shown} is too small: enlarge it to 80 × 24 at least, or use a smaller font"),
        )
    }
}

fn colours(env: &impl Fn(&str) -> Option<String>) -> Finding {
    match detect_depth(env) {
        Depth::True => Finding::good("colours", "16 million"),
        Depth::Indexed => {
            Finding::good("colours", "256; set COLORTERM=truecolor if the terminal can show more")
        }
        Depth::Sixteen => {
            Finding::note("colours", "16; set TERM=xterm-256color if the terminal can show more")
        }
        Depth::None => Finding::note(
            "colours",
            "none, because NO_COLOR is set or TERM is dumb; all is said by marks and words too",
        ),
    }
}

/// The locale in force, by the rules of POSIX: the first of these that is set and not empty.
fn characters(env: &impl Fn(&str) -> Option<String>) -> Finding {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let plain = locale.to_uppercase().replace('-', "");
    if plain.contains("UTF8") {
        return Finding::good("characters", locale);
    }
    let now =
        if locale.is_empty() { "no locale is set".to_owned() } else { format!("the locale is {locale}") };
    Finding::wrong(
        "characters",
        format!("{now}, so Chinese text may be garbled: set LANG=zh_CN.UTF-8 or LANG=C.UTF-8"),
    )
}

fn pointer(env: &impl Fn(&str) -> Option<String>, wanted: bool) -> Finding {
    let term = env("TERM").unwrap_or_default();
    match (wanted, term.as_str()) {
        (false, _) => Finding::good("mouse", "off in the settings (screen.mouse)"),
        (true, "" | "dumb" | "linux") => {
            Finding::note("mouse", "this terminal reports none; every action has a key")
        }
        (true, _) => Finding::good("mouse", "on; hold Shift to select text with it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_judged_by_size_and_environment() {
        let check = |size, variables: &[(&str, &str)], said: [&str; 4]| {
            let env = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            let found: Vec<String> = examine(size, env, true).iter().map(Finding::to_string).collect();
            let starts = |(found, said): (&String, &str)| found.starts_with(said);
            assert!(found.iter().zip(said).all(starts), "{found:#?}");
        };
        check(
            Some((200, 60)),
            &[("COLORTERM", "truecolor"), ("LANG", "zh_CN.UTF-8"), ("TERM", "xterm-256color")],
            [
                "ok     terminal   200 × 60",
                "ok     colours",
                "ok     characters zh_CN.UTF-8",
                "ok     mouse      on",
            ],
        );
        check(
            Some((80, 24)),
            &[("NO_COLOR", "1"), ("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8"), ("TERM", "linux")],
            [
                "note   terminal   80 × 24",
                "note   colours",
                "wrong  characters the locale is C",
                "note   mouse",
            ],
        );
        check(
            Some((79, 24)),
            &[("TERM", "xterm"), ("LC_CTYPE", "en_US.utf8")],
            ["wrong  terminal", "note   colours    16", "ok     characters", "ok     mouse"],
        );
        check(
            None,
            &[],
            ["note   terminal", "note   colours", "wrong  characters no locale", "note   mouse"],
        );
    }
}
