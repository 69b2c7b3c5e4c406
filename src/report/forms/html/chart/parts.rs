//! One bar a row, as long as all others; its parts show what the whole is made of, its end how much that is.

use maud::{Markup, html};

use super::{Drawing, WIDTH, bar, fitted, label, legend, told};
use crate::report::{Parts, Wording};

const LEFT: f64 = 150.0;
const RIGHT: f64 = 60.0;
const ROW: f64 = 30.0;
const BAR: f64 = 20.0;
/// A part narrower than this has no room for its share.
const ROOM_FOR_SHARE: f64 = 40.0;

pub(super) fn draw(chart: &Parts, id: usize, wording: &Wording<'_>) -> Markup {
    let (legend, top) = legend(id, &chart.parts, None);
    let drawing = Drawing {
        id,
        title: &chart.title,
        told: in_words(chart, wording),
        height: top + ROW * chart.rows.len() as f64,
        fills: chart.parts.len(),
    };
    drawing.around(&html! {
        (legend)
        @for (at, name) in chart.rows.iter().enumerate() {
            @let y = top + ROW * at as f64;
            (label(LEFT - 8.0, y + 15.0, "end", fitted(name, LEFT - 12.0)))
            (row(chart, at, y, id))
            (label(WIDTH - RIGHT + 8.0, y + 15.0, "start", total(chart, at)))
        }
    })
}

fn total(chart: &Parts, at: usize) -> f64 {
    chart.parts.iter().filter_map(|part| part.values.get(at)).sum()
}

fn row(chart: &Parts, at: usize, y: f64, id: usize) -> Markup {
    let total = total(chart, at);
    let mut x = LEFT;
    let parts = chart.parts.iter().enumerate().filter_map(|(n, part)| {
        let value = *part.values.get(at)?;
        let wide = (WIDTH - LEFT - RIGHT) * value / total;
        let (from, share) = (x, format!("{:.1}%", value / total * 100.0));
        let said = format!("{} · {}: {value} ({share})", chart.rows[at], part.name);
        (value > 0.0).then(|| {
            x += wide;
            html! {
                (bar(id, n, [from, y, wide, BAR], &said))
                @if wide > ROOM_FOR_SHARE {
                    g class="halo" { (label(from + wide / 2.0, y + 15.0, "middle", &share)) }
                }
            }
        })
    });
    html! { @for part in parts { (part) } }
}

fn in_words(chart: &Parts, wording: &Wording<'_>) -> String {
    let most = chart.rows.iter().enumerate().filter_map(|(at, row)| {
        let values = chart.parts.iter().map(|part| part.values.get(at).copied().unwrap_or(0.0));
        let (part, value) = super::most(values)?;
        Some(told("report.chart.most", &chart.parts[part].name, value, row, wording))
    });
    most.collect::<Vec<_>>().join("; ")
}
