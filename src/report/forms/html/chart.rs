//! Charts as inline SVG. Pure drawing: colours are classes of the page's style sheet, and every colour has a pattern of its own, so
//! that a chart is read in grey as well. Each says in words what is most to be seen in it.

mod intervals;
mod parts;
mod waits;
mod week;

use std::fmt::Display;

use maud::{Markup, html};

use crate::{
    domain::is_ideograph,
    report::{Chart, Series, Wording, forms::shown::one_line},
};

/// Width of every drawing; the page scales it to the room that there is.
const WIDTH: f64 = 760.0;

/// The drawing; `id` is the chart's number on the page, by which its patterns are told from others.
pub(super) fn chart(chart: &Chart, id: usize, wording: &Wording<'_>) -> Markup {
    match chart {
        Chart::Intervals(chart) => intervals::draw(chart, id, wording),
        Chart::Parts(chart) => parts::draw(chart, id, wording),
        Chart::Week(chart) => week::draw(chart, id, wording),
        Chart::Waits(chart) => waits::draw(chart, id, wording),
    }
}

/// What surrounds all drawings.
struct Drawing<'a> {
    id: usize,
    title: &'a str,
    /// What is most to be seen, for those who see nothing.
    told: String,
    height: f64,
    /// How many fills it uses.
    fills: usize,
}

impl Drawing<'_> {
    fn around(&self, body: &Markup) -> Markup {
        let id = self.id;
        let (title, told) = (format!("t{id}"), format!("d{id}"));
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {}", px(self.height))) role="img" aria-labelledby=(format!("{title} {told}")) {
                title id=(title) { (one_line(self.title)) }
                desc id=(told) { (one_line(&self.told)) }
                defs { @for n in 0..self.fills { (pattern(id, n)) } }
                (body)
            }
        }
    }
}

/// The fill of the nth series: a colour with a pattern on it, which are the same together only after 24 series.
fn pattern(id: usize, n: usize) -> Markup {
    let marks = match n % 6 {
        0 => "",
        1 => "M-2 2L2 -2M0 8L8 0M6 10L10 6",
        2 => "M2 2h.1M6 6h.1",
        3 => "M0 4H8",
        4 => "M4 0V8",
        _ => "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    };
    html! {
        pattern id=(format!("p{id}-{n}")) width="8" height="8" patternUnits="userSpaceOnUse" {
            rect class=(format!("c{}", n % 8)) width="8" height="8" {}
            path class="mark" d=(marks) {}
        }
    }
}

fn fill(id: usize, n: usize) -> String {
    format!("url(#p{id}-{n})")
}

/// A bar of the nth series that says what it is when pointed at.
fn bar(id: usize, n: usize, [x, y, width, height]: [f64; 4], said: &str) -> Markup {
    html! {
        rect x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) fill=(fill(id, n)) {
            title { (one_line(said)) }
        }
    }
}

/// Text with its anchor: `start`, `middle` or `end`.
fn label(x: f64, y: f64, anchor: &str, text: impl Display) -> Markup {
    html! { text x=(px(x)) y=(px(y)) text-anchor=(anchor) { (one_line(&text.to_string())) } }
}

fn rule(class: &str, [from_x, from_y, to_x, to_y]: [f64; 4]) -> Markup {
    html! { line class=(class) x1=(px(from_x)) y1=(px(from_y)) x2=(px(to_x)) y2=(px(to_y)) {} }
}

/// The names of the fills and of the line, left to right and on as many lines as they need, and the height of that.
fn legend(id: usize, fills: &[Series], line: Option<&str>) -> (Markup, f64) {
    let (mut x, mut y) = (0.0, 6.0);
    let mut place = |name: &str| {
        let wide = 34.0 + text_width(name);
        if x + wide > WIDTH {
            (x, y) = (0.0, y + 20.0);
        }
        x += wide;
        (x - wide, y)
    };
    let swatches = fills.iter().map(|series| place(&series.name)).collect::<Vec<_>>();
    let of_line = line.map(|name| (name, place(name)));
    let drawn = html! {
        @for (n, (series, (x, y))) in fills.iter().zip(swatches).enumerate() {
            rect x=(px(x)) y=(px(y)) width="14" height="12" fill=(fill(id, n)) {}
            (label(x + 19.0, y + 10.0, "start", &series.name))
        }
        @if let Some((name, (x, y))) = of_line {
            (rule("line", [x, y + 6.0, x + 14.0, y + 6.0]))
            circle class="point" cx=(px(x + 7.0)) cy=(px(y + 6.0)) r="3" {}
            (label(x + 19.0, y + 10.0, "start", name))
        }
    };
    (drawn, y + 28.0)
}

/// Round steps from 0 to the first that reaches the most, five at most: an axis of whole numbers.
fn steps(most: f64) -> Vec<f64> {
    let round = (0..18).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
    let step = round.into_iter().find(|step| most / step <= 5.0).unwrap_or(most);
    let count = (most / step).ceil().max(1.0) as u32;
    (0..=count).map(|n| f64::from(n) * step).collect()
}

/// About how wide a text of 12 px is drawn.
fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if is_ideograph(c) { 12.0 } else { 6.6 }).sum()
}

/// As much of a text as there is room for.
fn fitted(text: &str, room: f64) -> String {
    if text_width(text) <= room {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while !kept.is_empty() && text_width(&kept) > room - 12.0 {
        kept.pop();
    }
    kept + "…"
}

/// A length with no more digits than are seen.
fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// The place of the most, and how much it is.
fn most(values: impl IntoIterator<Item = f64>) -> Option<(usize, f64)> {
    values.into_iter().enumerate().max_by(|(_, left), (_, right)| left.total_cmp(right))
}

fn told(key: &str, name: &str, value: impl Display, at: &str, wording: &Wording<'_>) -> String {
    wording.fill(key, &[("name", name), ("value", &value.to_string()), ("at", at)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_steps() {
        assert_eq!(steps(0.0), [0.0, 1.0]);
        assert_eq!(steps(3.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(steps(7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(steps(24.0), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert_eq!(steps(1_700.0).last(), Some(&2_000.0));
    }

    #[test]
    fn names_are_cut_to_their_room() {
        assert_eq!(fitted("投诉举报", 48.0), "投诉举报");
        assert_eq!(fitted("投诉举报热线", 48.0), "投诉举…");
        assert_eq!((px(12.0), px(0.25), px(7.16)), ("12".into(), "0.2".into(), "7.2".into()));
    }
}
