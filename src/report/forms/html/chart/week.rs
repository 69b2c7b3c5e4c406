//! A week as a grid of hours: the darker the more, with the number in each field.

use maud::{Markup, html};

use super::{Drawing, WIDTH, label, most, px, told};
use crate::report::{Week, Wording, forms::shown::one_line};

const LEFT: f64 = 44.0;
const TOP: f64 = 22.0;
const ROW: f64 = 26.0;
/// From here on the field is so dark that its number is written in light.
const DARK: f64 = 0.7;

pub(super) fn draw(chart: &Week, id: usize, wording: &Wording<'_>) -> Markup {
    let wide = (WIDTH - LEFT) / chart.hours.len().max(1) as f64;
    let most = chart.values.iter().flatten().copied().fold(0.0, f64::max);
    let drawing = Drawing {
        id,
        title: &chart.title,
        told: in_words(chart, wording),
        height: TOP + ROW * chart.days.len() as f64,
        fills: 0,
    };
    drawing.around(&html! {
        @for (at, hour) in chart.hours.iter().enumerate() {
            (label(LEFT + (at as f64 + 0.5) * wide, TOP - 8.0, "middle", hour))
        }
        @for (day, (name, values)) in chart.days.iter().zip(&chart.values).enumerate() {
            @let y = TOP + ROW * day as f64;
            (label(LEFT - 8.0, y + 17.0, "end", name))
            @for (at, value) in values.iter().enumerate() {
                (field([LEFT + at as f64 * wide, y, wide], *value, value / most.max(1.0)))
            }
        }
    })
}

fn field([x, y, wide]: [f64; 3], value: f64, share: f64) -> Markup {
    html! {
        rect class="field" x=(px(x + 1.0)) y=(px(y + 1.0)) width=(px(wide - 2.0)) height=(px(ROW - 2.0)) {}
        @if value > 0.0 {
            rect class="heat" x=(px(x + 1.0)) y=(px(y + 1.0)) width=(px(wide - 2.0)) height=(px(ROW - 2.0))
                fill-opacity=(format!("{:.2}", 0.08 + 0.92 * share)) {}
            g class=(if share > DARK { "small light" } else { "small" }) {
                (label(x + wide / 2.0, y + 17.0, "middle", short(value)))
            }
        }
    }
}

/// A number that fits into a field.
fn short(value: f64) -> String {
    if value < 9_999.5 { format!("{value:.0}") } else { format!("{:.0}k", value / 1_000.0) }
}

fn in_words(chart: &Week, wording: &Wording<'_>) -> String {
    let hours = chart.hours.len().max(1);
    let at = |at: usize| Some(format!("{} {}:00", chart.days.get(at / hours)?, chart.hours.get(at % hours)?));
    let busiest = most(chart.values.iter().flatten().copied()).and_then(|(place, value)| {
        Some(told("report.chart.most", &one_line(&chart.title), short(value), &at(place)?, wording))
    });
    busiest.unwrap_or_default()
}
