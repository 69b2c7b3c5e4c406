//! Which row of a list is selected, and which rows are seen. Pure: what is seen follows from selection, height and length.

use crate::tui::{
    keymap::Action,
    runtime::{Input, Spot, Zone},
};

/// Rows that a page key moves, whatever the height of the list, so that a replay moves the same.
const PAGE: usize = 10;

/// The selected row of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    row: usize,
}

impl Selection {
    /// The selected row; `None` in an empty list.
    pub fn row(self, rows: usize) -> Option<usize> {
        rows.checked_sub(1).map(|last| self.row.min(last))
    }

    /// Selects a row.
    pub fn select(&mut self, row: usize) {
        self.row = row;
    }

    /// Moves on the list actions, the wheel and clicks on rows of `zone`; returns whether the input was for the list.
    pub fn input<M>(&mut self, input: &Input<M>, zone: Zone, rows: usize) -> bool {
        let last = rows.saturating_sub(1);
        let row = self.row.min(last);
        self.row = match input {
            Input::Act(Action::ListUp) => row.saturating_sub(1),
            Input::Act(Action::ListDown) => (row + 1).min(last),
            Input::Act(Action::ListPageUp) => row.saturating_sub(PAGE),
            Input::Act(Action::ListPageDown) => (row + PAGE).min(last),
            Input::Act(Action::ListFirst) => 0,
            Input::Act(Action::ListLast) => last,
            Input::Click(Spot::Row(at, clicked)) if *at == zone => (*clicked).min(last),
            Input::Scroll { over: Some(Spot::Row(at, _) | Spot::Zone(at)), lines } if *at == zone => {
                row.saturating_add_signed(isize::from(*lines)).min(last)
            }
            _ => return false,
        };
        true
    }
}

/// The first line seen of a text that is only read, moved by an input: `most` lines can lie above. None where the input is not for it.
pub fn scrolled<M>(top: usize, input: &Input<M>, most: impl FnOnce() -> usize) -> Option<usize> {
    let by = match input {
        Input::Act(Action::ListUp) => -1,
        Input::Act(Action::ListDown) => 1,
        Input::Act(Action::ListPageUp) => -(PAGE as isize),
        Input::Act(Action::ListPageDown) => PAGE as isize,
        Input::Act(Action::ListFirst) => isize::MIN,
        Input::Act(Action::ListLast) => isize::MAX,
        Input::Scroll { lines, .. } => isize::from(*lines),
        _ => return None,
    };
    let most = most();
    // The window may have become larger since.
    Some(top.min(most).saturating_add_signed(by).min(most))
}

/// The first row seen, so that the selected one stays in the middle where the list is long enough.
pub fn first_visible(selected: usize, height: usize, rows: usize) -> usize {
    selected.saturating_sub(height / 2).min(rows.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_is_always_seen() {
        for rows in 0..40 {
            for height in 1..20 {
                for selected in 0..rows {
                    let first = first_visible(selected, height, rows);
                    assert!((first..first + height).contains(&selected));
                    assert!(first + height <= rows.max(height));
                }
            }
        }
    }

    #[test]
    fn moves_stay_in_the_list() {
        let mut selection = Selection::default();
        let zone = Zone(1);
        for (input, row) in [
            (Input::<()>::Act(Action::ListUp), 0),
            (Input::Act(Action::ListPageDown), 10),
            (Input::Act(Action::ListPageDown), 11),
            (Input::Act(Action::ListFirst), 0),
            (Input::Click(Spot::Row(zone, 5)), 5),
            (Input::Scroll { over: Some(Spot::Zone(zone)), lines: -3 }, 2),
            (Input::Act(Action::ListLast), 11),
        ] {
            assert!(selection.input(&input, zone, 12));
            assert_eq!(selection.row(12), Some(row), "{input:?}");
        }
        assert!(!selection.input(&Input::<()>::Click(Spot::Row(Zone(2), 5)), zone, 12));
        assert_eq!((selection.row(3), selection.row(0)), (Some(2), None));
    }
}
