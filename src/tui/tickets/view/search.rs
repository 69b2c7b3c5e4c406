//! The line of words in the place of the lists' names, the filters beside it, and what is said where nothing was found.
//!
//! ```text
//!  Search  water pipe█                      Waterworks · since 11-20 · only open ones
//! ```

use ratatui::layout::Rect;

use super::browser::Scene;
use crate::tui::{
    keymap::{Action, Layer},
    runtime::{Canvas, Spot},
    text,
    tickets::{
        WORDS,
        search::{Cursor, Search, chips},
    },
    widgets::{HasFocus, TextField},
};

/// Fewest columns for the words.
const FIELD: u16 = 24;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, scene: Scene<'_>, search: &Search) {
    let Scene { browser, desk, now, look } = scene;
    let words = &look.words;
    let (label, field, placeholder) = field(search);
    let style = if browser.own_focus().is_some() { look.theme.focus_title } else { look.theme.dim };
    let x = canvas.print(area.x + 1, area.y, words.text(label), area.width, style) + 2;
    let room = area.right().saturating_sub(x);
    let beside = chips(&search.filter, desk, words, now).join(" · ");
    let beside = text::fit(&beside, usize::from(room.saturating_sub(FIELD + 2)));
    let beside_width = text::width(&beside) as u16;
    let width = room.saturating_sub(beside_width + 3);
    let focus = if browser.typed_in().is_some() { HasFocus::Yes } else { HasFocus::No };
    let place = Rect { x, width, ..area };
    canvas.spot(place, Spot::Zone(WORDS));
    field.draw(canvas, place, look, words.text(placeholder), focus);
    let x = area.right().saturating_sub(beside_width + 1);
    canvas.print(x, area.y, &beside, beside_width, look.theme.accent);
}

/// The field that is shown: its name, itself, and what stands in it while it is empty.
fn field(search: &Search) -> (&'static str, &TextField, &'static str) {
    match &search.cursor {
        Cursor::Name(name, _) => ("tickets.view.name", name, "tickets.view.name-hint"),
        Cursor::Words | Cursor::Found => ("tickets.search.name", &search.line, "tickets.search.hint"),
    }
}

/// What the list is called.
pub(super) fn title(scene: Scene<'_>) -> String {
    let Scene { browser, look, .. } = scene;
    let tab = browser.lists[browser.at].0.words_key();
    let Some(search) = browser.search().filter(|search| search.found.is_some()) else {
        return look.words.text(tab).to_owned();
    };
    let view = search.view.as_ref().filter(|view| view.filter == search.filter);
    view.map_or_else(|| look.words.text("tickets.search.found").to_owned(), |view| view.name.clone())
}

/// Where nothing was found: that, and how to look further.
pub(super) fn nothing(scene: Scene<'_>) -> Option<String> {
    let Scene { browser, look, .. } = scene;
    let search = browser.search()?;
    let found = search.found.as_ref().filter(|found| found.has_come && found.failure.is_none())?;
    debug_assert!(found.items.is_empty());
    let key = |action| look.keymap.hint(Layer::Work, action).unwrap_or_default();
    let values = [("filter", key(Action::WorkFilter)), ("search", key(Action::WorkSearch))];
    let narrow = !search.filter.over || !chips(&search.filter, scene.desk, &look.words, scene.now).is_empty();
    let wider = if narrow { "tickets.search.none-filtered" } else { "tickets.search.none" };
    Some(look.words.fill(wider, &values))
}

/// A text cut into what was looked for and what lies between. Letters count as the same in both cases.
pub(super) fn pieces<'a>(text: &'a str, sought: &str) -> Vec<(&'a str, bool)> {
    let terms = sought.split(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”'));
    let terms: Vec<&str> = terms.filter(|term| !term.is_empty()).collect();
    let mut pieces = Vec::new();
    let (mut rest, mut at) = (text, 0);
    while let Some(letter) = rest.get(at..).and_then(|rest| rest.chars().next()) {
        let longest = terms.iter().filter_map(|term| begins(&rest[at..], term)).max();
        match longest {
            Some(length) => {
                let (before, from) = rest.split_at(at);
                pieces.extend((!before.is_empty()).then_some((before, false)));
                pieces.push((&from[..length], true));
                (rest, at) = (&from[length..], 0);
            }
            None => at += letter.len_utf8(),
        }
    }
    pieces.extend((!rest.is_empty()).then_some((rest, false)));
    pieces
}

/// How many bytes of a text are a term, if it begins with it.
fn begins(text: &str, term: &str) -> Option<usize> {
    let mut letters = text.chars();
    for letter in term.chars() {
        let same = letters.next().is_some_and(|known| known.to_lowercase().eq(letter.to_lowercase()));
        if !same {
            return None;
        }
    }
    Some(text.len() - letters.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_seen_where_it_stands() {
        let check = |text: &str, sought: &str, expected: &[(&str, bool)]| {
            assert_eq!(pieces(text, sought), expected, "{sought}");
        };
        check("晨光里停水两天", "停水", &[("晨光里", false), ("停水", true), ("两天", false)]);
        check(
            "Water at WATER st",
            "water",
            &[("Water", true), (" at ", false), ("WATER", true), (" st", false)],
        );
        check("20260304-0004", "\"0004\"", &[("20260304-", false), ("0004", true)]);
        check("plain", "", &[("plain", false)]);
        check("", "water", &[]);
    }
}
