//! How many waited how long: a bar a bin, and a line where the target lies.

use maud::{Markup, html};

use super::{Drawing, WIDTH, bar, label, most, rule, steps, told};
use crate::report::{Waits, Wording};

const LEFT: f64 = 44.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 160.0;

pub(super) fn draw(chart: &Waits, id: usize, wording: &Wording<'_>) -> Markup {
    let steps = steps(chart.bins.iter().map(|(_, value)| *value).fold(0.0, f64::max));
    let highest = steps.last().copied().unwrap_or(1.0);
    let slot = (WIDTH - LEFT) / chart.bins.len().max(1) as f64;
    let drawing = Drawing {
        id,
        title: &chart.title,
        told: in_words(chart, wording),
        height: TOP + PLOT + 26.0,
        fills: 2,
    };
    drawing.around(&html! {
        @for step in &steps {
            @let y = TOP + PLOT * (1.0 - step / highest);
            (rule("grid", [LEFT, y, WIDTH, y]))
            (label(LEFT - 6.0, y + 4.0, "end", step))
        }
        @for (at, (name, value)) in chart.bins.iter().enumerate() {
            @let (x, height) = (LEFT + at as f64 * slot, PLOT * value / highest);
            @let late = chart.target.as_ref().is_some_and(|(within, _)| at >= *within);
            (bar(id, usize::from(late), [x + slot * 0.1, TOP + PLOT - height, slot * 0.8, height], &format!("{name}: {value}")))
            (label(x + slot / 2.0, TOP + PLOT + 18.0, "middle", name))
            g class="halo" { (label(x + slot / 2.0, TOP + PLOT - height - 5.0, "middle", value)) }
        }
        @if let Some((within, name)) = &chart.target {
            @let x = LEFT + *within as f64 * slot;
            (rule("target", [x, TOP - 8.0, x, TOP + PLOT]))
            (label(x + 6.0, TOP - 10.0, if *within * 2 > chart.bins.len() { "end" } else { "start" }, name))
        }
    })
}

fn in_words(chart: &Waits, wording: &Wording<'_>) -> String {
    let busiest = most(chart.bins.iter().map(|(_, value)| *value)).and_then(|(at, value)| {
        Some(told("report.chart.most", &chart.name, value, &chart.bins.get(at)?.0, wording))
    });
    busiest.unwrap_or_default()
}
