//! A sorted list of things known by an id: the selection stays with the thing when the order changes. Pure.

use std::cmp::Ordering;

use crate::tui::{
    runtime::{Input, Spot, Zone},
    widgets::Selection,
};

/// A list in an order, with a thing selected.
#[derive(Debug, Clone)]
pub(super) struct Board<K, C> {
    /// What is listed, in order.
    pub order: Vec<K>,
    /// How it is ordered.
    pub sort: Sort<C>,
    selected: Option<K>,
    selection: Selection,
}

/// By which column a board is ordered, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort<C> {
    pub column: C,
    pub direction: Direction,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Ascending,
    Descending,
}

/// A column that a board can be ordered by.
pub(super) trait SortColumn: Copy + PartialEq + 'static {
    /// All columns, from the left.
    const ALL: &'static [Self];

    /// The end that a lead wants to see first.
    fn natural(self) -> Direction;
}

/// What a row is ordered by. Nothing comes last, whichever way the order goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SortKey {
    Number(f64),
    Text(String),
    Nothing,
}

impl<K: Clone + PartialEq, C: SortColumn> Board<K, C> {
    /// An empty board ordered by a column.
    pub fn by(column: C) -> Self {
        let sort = Sort { column, direction: column.natural() };
        Self { order: Vec::new(), sort, selected: None, selection: Selection::default() }
    }

    /// The selected row.
    pub fn row(&self) -> Option<usize> {
        self.selection.row(self.order.len())
    }

    /// The selected thing.
    pub fn selected(&self) -> Option<&K> {
        self.row().and_then(|row| self.order.get(row))
    }

    /// Takes a new list, ordered by `key`; equals keep the order that they come in. The selection follows its thing; where
    /// it has gone, the row that takes its place is selected.
    pub fn arrange(&mut self, things: Vec<K>, key: impl Fn(&K, C) -> SortKey) {
        let Sort { column, direction } = self.sort;
        let mut keyed: Vec<(SortKey, K)> =
            things.into_iter().map(|thing| (key(&thing, column), thing)).collect();
        keyed.sort_by(|(a, _), (b, _)| a.compare(b, direction));
        self.order = keyed.into_iter().map(|(_, thing)| thing).collect();
        let found =
            self.selected.as_ref().and_then(|thing| self.order.iter().position(|other| other == thing));
        if let Some(row) = found {
            self.selection.select(row);
        }
        self.remember();
    }

    /// Moves the selection by keys, wheel and clicks; a click on a head (`heads`) orders by its column. Returns whether the
    /// input was for the board.
    pub fn input<M>(&mut self, input: &Input<M>, rows: Zone, heads: Zone) -> bool {
        if let Input::Click(Spot::Row(zone, column)) = input
            && *zone == heads
            && let Some(column) = C::ALL.get(*column)
        {
            self.choose(*column);
            return true;
        }
        let moved = self.selection.input(input, rows, self.order.len());
        if moved {
            self.remember();
        }
        moved
    }

    /// Orders by the next column, from its natural end.
    pub fn sort_by_next(&mut self) {
        let at = C::ALL.iter().position(|column| *column == self.sort.column).unwrap_or_default();
        let column = C::ALL[(at + 1) % C::ALL.len()];
        self.sort = Sort { column, direction: column.natural() };
    }

    /// Turns the order round.
    pub fn reverse(&mut self) {
        self.sort.direction = self.sort.direction.turned();
    }

    /// Orders by a column; the one that already orders is turned round.
    fn choose(&mut self, column: C) {
        if self.sort.column == column {
            self.reverse();
        } else {
            self.sort = Sort { column, direction: column.natural() };
        }
    }

    fn remember(&mut self) {
        self.selected = self.selected().cloned();
    }
}

impl Direction {
    /// The other way.
    pub fn turned(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

impl SortKey {
    /// A number that may be missing.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }

    fn compare(&self, other: &Self, direction: Direction) -> Ordering {
        let rising = match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        match direction {
            Direction::Ascending => rising,
            Direction::Descending => rising.reverse(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Action;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Column {
        Name,
        Wait,
    }

    impl SortColumn for Column {
        const ALL: &'static [Self] = &[Self::Name, Self::Wait];

        fn natural(self) -> Direction {
            match self {
                Self::Name => Direction::Ascending,
                Self::Wait => Direction::Descending,
            }
        }
    }

    const WAITS: [(&str, Option<f64>); 4] =
        [("a", Some(5.0)), ("b", None), ("c", Some(9.0)), ("d", Some(5.0))];

    fn arrange(board: &mut Board<&'static str, Column>) {
        let wait = |name: &str| WAITS.iter().find(|(known, _)| *known == name).and_then(|(_, wait)| *wait);
        board.arrange(WAITS.map(|(name, _)| name).to_vec(), |name, column| match column {
            Column::Name => SortKey::Text(name.to_string()),
            Column::Wait => SortKey::number(wait(name)),
        });
    }

    #[test]
    fn what_is_missing_comes_last_either_way_and_equals_keep_their_order() {
        let mut board = Board::by(Column::Wait);
        arrange(&mut board);
        assert_eq!(board.order, ["c", "a", "d", "b"]);
        board.reverse();
        arrange(&mut board);
        assert_eq!(board.order, ["a", "d", "c", "b"]);
    }

    #[test]
    fn the_selection_stays_with_its_thing() {
        let mut board = Board::by(Column::Name);
        arrange(&mut board);
        board.input(&Input::<()>::Act(Action::ListDown), Zone(1), Zone(2));
        assert_eq!(board.selected(), Some(&"b"));
        board.sort_by_next();
        arrange(&mut board);
        assert_eq!((board.selected(), board.row()), (Some(&"b"), Some(3)));
        board.arrange(vec!["c", "a"], |_, _| SortKey::Nothing);
        assert_eq!(board.selected(), Some(&"a"), "the row that took its place");
    }

    #[test]
    fn a_click_on_a_head_orders_and_a_second_one_turns_round() {
        let mut board: Board<&str, Column> = Board::by(Column::Name);
        let click = Input::<()>::Click(Spot::Row(Zone(2), 1));
        board.input(&click, Zone(1), Zone(2));
        assert_eq!(board.sort, Sort { column: Column::Wait, direction: Direction::Descending });
        board.input(&click, Zone(1), Zone(2));
        assert_eq!(board.sort, Sort { column: Column::Wait, direction: Direction::Ascending });
    }
}
