//! How rows differ: the first of them, and how far apart all are. Variation between agents counts as much as the mean.

use super::{Cell, Column, Measure, Sheet};

/// How far apart numbers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// How many there are.
    pub count: usize,
    /// The smallest.
    pub least: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// Σ values / count.
    pub mean: f64,
    /// The largest.
    pub most: f64,
    /// Standard deviation of all that there are (not of a sample): √(Σ (value − mean)² / count).
    pub deviation: f64,
}

impl Spread {
    /// None of no numbers.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values = values.into_iter().collect::<Vec<_>>();
        values.sort_by(f64::total_cmp);
        let (count, middle) = (values.len(), values.len() / 2);
        let (least, most) = (*values.first()?, *values.last()?);
        let median =
            if count % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) };
        let mean = values.iter().sum::<f64>() / count as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count as f64;
        Some(Self { count, least, median, mean, most, deviation: variance.sqrt() })
    }
}

impl Sheet {
    /// The rows with the largest numbers of a column, at most so many, the largest first. Rows without a number are left out.
    #[must_use]
    pub fn top(mut self, key: &str, most: usize) -> Self {
        let Some(at) = self.column(key) else { return Self { rows: Vec::new(), ..self } };
        let number = |row: &Vec<Cell>| row.get(at).and_then(Cell::value);
        self.rows.retain(|row| number(row).is_some());
        self.rows.sort_by(|left, right| number(right).unwrap_or(0.0).total_cmp(&number(left).unwrap_or(0.0)));
        self.rows.truncate(most);
        self
    }

    /// How far apart the rows of a column are.
    pub fn spread(&self, key: &str) -> Option<Spread> {
        let at = self.column(key)?;
        Spread::of(self.rows.iter().filter_map(|row| row.get(at)?.value()))
    }

    /// The same as a sheet called `spread`: a row for each of `least, median, mean, most, deviation`, under the columns as they are.
    pub fn spreads(&self, keys: &[&str]) -> Self {
        let spreads =
            keys.iter().filter_map(|key| Some((self.column(key)?, self.spread(key)?))).collect::<Vec<_>>();
        let column = |(at, _): &(usize, Spread)| Column {
            key: self.columns[*at].key.clone(),
            measure: match self.columns[*at].measure {
                Measure::Count => Measure::Number,
                measure => measure,
            },
        };
        let mut sheet = Self::new("spread", &[("statistic", Measure::Text)]);
        sheet.columns.extend(spreads.iter().map(column));
        let row = |(name, of): &Statistic| {
            let numbers = spreads.iter().map(|(_, spread)| Cell::number(Some(of(spread))));
            [Cell::Text((*name).to_owned())].into_iter().chain(numbers).collect()
        };
        sheet.rows = if spreads.is_empty() { Vec::new() } else { STATISTICS.iter().map(row).collect() };
        sheet
    }
}

/// A statistic's name for programs, and where it stands.
type Statistic = (&'static str, fn(&Spread) -> f64);

const STATISTICS: [Statistic; 5] = [
    ("least", |spread| spread.least),
    ("median", |spread| spread.median),
    ("mean", |spread| spread.mean),
    ("most", |spread| spread.most),
    ("deviation", |spread| spread.deviation),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn agents() -> Sheet {
        let mut sheet = Sheet::new(
            "agents",
            &[("agent", Measure::Text), ("answered", Measure::Count), ("aht_s", Measure::Seconds)],
        );
        let row = |(agent, answered, aht): (&str, u64, Option<f64>)| {
            vec![Cell::Text(agent.to_owned()), Cell::Count(answered), Cell::number(aht)]
        };
        sheet.rows = [("a", 2, Some(100.0)), ("b", 9, Some(300.0)), ("c", 4, None), ("d", 5, Some(200.0))]
            .map(row)
            .into();
        sheet
    }

    #[test]
    fn numbers_are_as_far_apart_as_the_book_says() {
        let spread = Spread::of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        let expected = Spread { count: 8, least: 2.0, median: 4.5, mean: 5.0, most: 9.0, deviation: 2.0 };
        assert_eq!((spread, Spread::of([])), (expected, None));
        assert_eq!(Spread::of([3.0]).unwrap().deviation, 0.0);
    }

    #[test]
    fn the_first_rows_come_largest_first() {
        let names = |sheet: Sheet| sheet.rows.into_iter().map(|mut row| row.remove(0)).collect::<Vec<_>>();
        let text = |name: &str| Cell::Text(name.to_owned());
        assert_eq!(names(agents().top("answered", 2)), ["b", "d"].map(text));
        assert_eq!(names(agents().top("aht_s", 9)), ["b", "d", "a"].map(text));
        assert_eq!(names(agents().top("moon", 9)), []);
    }

    #[test]
    fn a_sheet_tells_the_spread_of_each_column() {
        let spreads = agents().spreads(&["answered", "aht_s", "moon"]);
        assert_eq!(spreads.columns.len(), 3);
        assert_eq!(spreads.cell(1, "answered").and_then(Cell::value), Some(4.5));
        assert_eq!(spreads.cell(3, "aht_s").and_then(Cell::value), Some(300.0));
        assert!(Sheet::new("agents", &[]).spreads(&["answered"]).rows.is_empty());
    }
}
