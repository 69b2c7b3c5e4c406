//! Bars of calls along the time, with the service level as a line on its own axis.
//!
//! ```text
//!  ■ answered ▨ abandoned ─●─ service level
//! 20│        ●───●                │100%
//!   │ ●──●  ▨▨   ▨▨  - - - - - - -│ 80%  target
//!   │ ■■ ■■ ■■   ■■               │
//!   └─09:00──────10:00────────────┘
//! ```

use maud::{Markup, html};

use super::{Drawing, WIDTH, bar, label, legend, most, px, rule, steps, text_width, told};
use crate::report::{Intervals, Wording};

const LEFT: f64 = 44.0;
const RIGHT: f64 = 48.0;
const PLOT: f64 = 200.0;

pub(super) fn draw(chart: &Intervals, id: usize, wording: &Wording<'_>) -> Markup {
    let (legend, top) = legend(id, &chart.bars, Some(&chart.line));
    let area = Area::of(chart, top);
    let drawing = Drawing {
        id,
        title: &chart.title,
        told: in_words(chart, wording),
        height: top + PLOT + 26.0,
        fills: chart.bars.len(),
    };
    drawing.around(&html! {
        (legend)
        (axes(chart, &area))
        @for at in 0..chart.at.len() { (stack(chart, at, &area, id)) }
        (target(chart, &area, wording))
        (line(chart, &area))
    })
}

/// Where things are.
struct Area {
    top: f64,
    slot: f64,
    steps: Vec<f64>,
    most: f64,
}

impl Area {
    fn of(chart: &Intervals, top: f64) -> Self {
        let most = (0..chart.at.len()).map(|at| total(chart, at)).fold(0.0, f64::max);
        let steps = steps(most);
        let most = steps.last().copied().unwrap_or(1.0);
        Self { top, slot: (WIDTH - LEFT - RIGHT) / chart.at.len().max(1) as f64, steps, most }
    }

    fn x(&self, at: usize) -> f64 {
        LEFT + (at as f64 + 0.5) * self.slot
    }

    /// The height of a share of the axis.
    fn y(&self, share: f64) -> f64 {
        self.top + PLOT * (1.0 - share.clamp(0.0, 1.0))
    }
}

fn total(chart: &Intervals, at: usize) -> f64 {
    chart.bars.iter().filter_map(|series| series.values.get(at)).sum()
}

fn axes(chart: &Intervals, area: &Area) -> Markup {
    let widest = chart.at.iter().map(|at| text_width(at)).fold(0.0, f64::max) + 12.0;
    let every = (widest / area.slot).ceil().max(1.0) as usize;
    html! {
        @for step in &area.steps {
            @let y = area.y(step / area.most);
            (rule("grid", [LEFT, y, WIDTH - RIGHT, y]))
            (label(LEFT - 6.0, y + 4.0, "end", step))
        }
        @for share in [0.0, 0.5, 1.0] {
            (label(WIDTH - RIGHT + 6.0, area.y(share) + 4.0, "start", format!("{}%", share * 100.0)))
        }
        @for (at, name) in chart.at.iter().enumerate().step_by(every) {
            (label(area.x(at), area.top + PLOT + 18.0, "middle", name))
        }
    }
}

fn stack(chart: &Intervals, at: usize, area: &Area, id: usize) -> Markup {
    let mut below = 0.0;
    let bars = chart.bars.iter().enumerate().filter_map(|(n, series)| {
        let value = *series.values.get(at)?;
        below += value;
        let (y, height) = (area.y(below / area.most), PLOT * value / area.most);
        let said = format!("{} · {}: {value}", chart.at[at], series.name);
        let place = [area.x(at) - area.slot * 0.36, y, area.slot * 0.72, height];
        (value > 0.0).then(|| bar(id, n, place, &said))
    });
    html! { @for bar in bars { (bar) } }
}

fn target(chart: &Intervals, area: &Area, wording: &Wording<'_>) -> Markup {
    let said = |target: f64| {
        wording.fill("report.chart.target", &[("value", &format!("{}%", (target * 1_000.0).round() / 10.0))])
    };
    html! {
        @if let Some(target) = chart.target {
            @let y = area.y(target);
            (rule("target", [LEFT, y, WIDTH - RIGHT, y]))
            g class="halo" { (label(WIDTH - RIGHT - 4.0, y - 5.0, "end", said(target))) }
        }
    }
}

fn line(chart: &Intervals, area: &Area) -> Markup {
    let mut path = String::new();
    let mut is_broken = true;
    for (at, share) in chart.shares.iter().enumerate() {
        if let Some(share) = share {
            let stroke = if is_broken { 'M' } else { 'L' };
            path += &format!("{stroke}{} {}", px(area.x(at)), px(area.y(*share)));
        }
        is_broken = share.is_none();
    }
    let points = chart.shares.iter().enumerate().filter_map(|(at, share)| Some((at, (*share)?)));
    html! {
        path class="edge" d=(path) {}
        path class="line" d=(path) {}
        @for (at, share) in points {
            circle class="point" cx=(px(area.x(at))) cy=(px(area.y(share))) r=(if area.slot > 9.0 { "3" } else { "1.5" }) {
                title { (format!("{} · {}: {:.1}%", chart.at[at], super::one_line(&chart.line), share * 100.0)) }
            }
        }
    }
}

fn in_words(chart: &Intervals, wording: &Wording<'_>) -> String {
    let busiest = chart.bars.iter().filter_map(|series| {
        let (at, value) = most(series.values.iter().copied()).filter(|(_, value)| *value > 0.0)?;
        Some(told("report.chart.most", &series.name, value, chart.at.get(at)?, wording))
    });
    let shares = chart.shares.iter().enumerate().filter_map(|(at, share)| Some((at, (*share)?)));
    let least = shares.min_by(|(_, left), (_, right)| left.total_cmp(right)).and_then(|(at, share)| {
        let value = format!("{:.1}%", share * 100.0);
        Some(told("report.chart.least", &chart.line, value, chart.at.get(at)?, wording))
    });
    busiest.chain(least).collect::<Vec<_>>().join("; ")
}
