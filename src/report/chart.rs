//! Charts as data: what is to be seen, read off sheets and worded. How it is drawn is the business of the forms.

mod read;

/// A picture of numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Stacked bars along the time, and a share as a line above them.
    Intervals(Intervals),
    /// One bar a row, whose parts make up the whole.
    Parts(Parts),
    /// Weekdays by hours, the darker the more.
    Week(Week),
    /// How many waited how long.
    Waits(Waits),
}

impl Chart {
    /// What it shows.
    pub fn title(&self) -> &str {
        match self {
            Self::Intervals(chart) => &chart.title,
            Self::Parts(chart) => &chart.title,
            Self::Week(chart) => &chart.title,
            Self::Waits(chart) => &chart.title,
        }
    }
}

/// Numbers of one name, one for each place along the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What they are.
    pub name: String,
    /// How much, place by place.
    pub values: Vec<f64>,
}

/// Calls along the time.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// What it shows.
    pub title: String,
    /// The beginnings of the intervals, as people read them.
    pub at: Vec<String>,
    /// From the bottom up; together they are all calls of the interval.
    pub bars: Vec<Series>,
    /// What the line is.
    pub line: String,
    /// Shares between 0 and 1; none where nothing is to be shared.
    pub shares: Vec<Option<f64>>,
    /// What the share should be.
    pub target: Option<f64>,
}

/// What a whole is made up of.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// What it shows.
    pub title: String,
    /// The wholes.
    pub rows: Vec<String>,
    /// The parts, each with a value for each row.
    pub parts: Vec<Series>,
}

/// A week's hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// What it shows.
    pub title: String,
    /// Monday to Sunday.
    pub days: Vec<String>,
    /// The hours that are shown, 0–23; nothing happened in any other.
    pub hours: Vec<u32>,
    /// By day and hour.
    pub values: Vec<Vec<f64>>,
}

/// A distribution of waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    /// What it shows.
    pub title: String,
    /// What is counted.
    pub name: String,
    /// Each bin's upper end as people read it, and how many are in it.
    pub bins: Vec<(String, f64)>,
    /// How many bins lie within the target, and what the target is called.
    pub target: Option<(usize, String)>,
}
