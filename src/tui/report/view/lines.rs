//! Calls along the time: above, the service level as a line with its goal; below, how many calls, and how many hung up.
//!
//! ```text
//!  100%│⠉⠉⠒⠒⠤⠤⣀⡠⠔⠊⠉        a line of dots; the goal is a row of ·
//!   80%│····························
//!    0%└────────────────────
//!  Offered, most 31 (10:30)
//!       ▁▃▅▇█▆▃▂
//! ```

use ratatui::{
    layout::{Constraint, Layout, Rect},
    style::Style,
    symbols::Marker,
    text::Span,
    widgets::{Axis, Chart, Dataset, GraphType, Sparkline},
};

use crate::{
    report::Intervals,
    tui::{
        runtime::{Canvas, Look},
        text,
    },
};

/// Columns of what stands left of a chart.
const GUTTER: u16 = 6;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, look: &Look, chart: &Intervals) {
    let rows = [
        Constraint::Length(1),
        Constraint::Fill(3),
        Constraint::Length(1),
        Constraint::Fill(2),
        Constraint::Length(1),
        Constraint::Fill(1),
    ];
    let [caption, level, offered_caption, offered, lost_caption, lost] = area.layout(&Layout::vertical(rows));
    draw_caption(canvas, caption, look, chart);
    draw_level(canvas, level, look, chart);
    let all: Vec<f64> = (0..chart.at.len())
        .map(|at| chart.bars.iter().filter_map(|series| series.values.get(at)).sum())
        .collect();
    let name = look.words.text("report.column.offered");
    draw_bars(canvas, (offered_caption, offered), look, (name, &all, &chart.at), look.theme.accent);
    if let Some(series) = chart.bars.get(1) {
        let numbers = (series.name.as_str(), series.values.as_slice(), chart.at.as_slice());
        draw_bars(canvas, (lost_caption, lost), look, numbers, look.theme.warn);
    }
}

fn draw_caption(canvas: &mut Canvas<'_>, area: Rect, look: &Look, chart: &Intervals) {
    let x = canvas.print(area.x + GUTTER, area.y, "⠤⠒ ", 3, look.theme.accent);
    let x = canvas.print(x, area.y, &chart.line, area.right().saturating_sub(x), look.theme.text) + 2;
    let Some(goal) = chart.target else { return };
    let value = look.words.percent(Some(goal));
    let goal = look.words.fill("report.screen.goal", &[("value", &value)]);
    let x = canvas.print(x, area.y, "··· ", 4, look.theme.good);
    canvas.print(x, area.y, &goal, area.right().saturating_sub(x), look.theme.text);
}

fn draw_level(canvas: &mut Canvas<'_>, area: Rect, look: &Look, chart: &Intervals) {
    let runs = runs(&chart.shares);
    let last = chart.at.len().saturating_sub(1).max(1) as f64;
    let goal = chart.target.map(|goal| {
        let steps = u32::from(area.width.max(2));
        (0..steps)
            .map(|step| (last * f64::from(step) / f64::from(steps - 1), goal * 100.0))
            .collect::<Vec<_>>()
    });
    let set = |points| Dataset::default().data(points);
    let mut sets = Vec::new();
    if let Some(goal) = &goal {
        sets.push(set(goal).marker(Marker::Dot).graph_type(GraphType::Scatter).style(look.theme.good));
    }
    for run in &runs {
        let kind = if run.len() > 1 { GraphType::Line } else { GraphType::Scatter };
        sets.push(set(run).marker(Marker::Braille).graph_type(kind).style(look.theme.accent));
    }
    let label = |text: String| Span::styled(text, look.theme.dim);
    let percent = |share: f64| label(text::pad_left(&look.words.percent(Some(share)), 5));
    let times = [0, chart.at.len() / 2, chart.at.len().saturating_sub(1)];
    let times = times.map(|at| label(chart.at.get(at).cloned().unwrap_or_default()));
    let y = Axis::default().bounds([0.0, 100.0]).labels([percent(0.0), percent(0.5), percent(1.0)]);
    let x = Axis::default().bounds([0.0, last]).labels(times);
    let widget = Chart::new(sets)
        .x_axis(x.style(look.theme.border))
        .y_axis(y.style(look.theme.border))
        .legend_position(None)
        .style(look.theme.text);
    canvas.render(widget, area);
}

/// Points of the line: it is broken where nothing was to be shared.
fn runs(shares: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (at, share) in shares.iter().enumerate() {
        match (share, runs.last_mut()) {
            (Some(share), Some(run)) => run.push((at as f64, share * 100.0)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn draw_bars(
    canvas: &mut Canvas<'_>,
    (caption, area): (Rect, Rect),
    look: &Look,
    (name, values, at): (&str, &[f64], &[String]),
    style: Style,
) {
    let most = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(0);
    let peak = values.get(most).copied().unwrap_or(0.0);
    let value = format!("{peak:.0}");
    let filled = [("name", name), ("value", value.as_str()), ("at", at.get(most).map_or("", String::as_str))];
    let sentence = look.words.fill("report.screen.most", &filled);
    canvas.print(caption.x + GUTTER, caption.y, &sentence, caption.width, look.theme.dim);
    let area = Rect { x: area.x + GUTTER, width: area.width.saturating_sub(GUTTER), ..area };
    let bars = Sparkline::default().data(spread(values, usize::from(area.width))).style(style);
    canvas.render(bars, area);
}

/// As many bars as there are columns: each value takes several, or several values share one, whose bar is the highest of them.
fn spread(values: &[f64], columns: usize) -> Vec<u64> {
    let of = |column: usize| {
        let from = column * values.len() / columns.max(1);
        let to = ((column + 1) * values.len()).div_ceil(columns.max(1)).max(from + 1).min(values.len());
        values[from..to].iter().copied().fold(0.0, f64::max).round() as u64
    };
    if values.is_empty() { Vec::new() } else { (0..columns).map(of).collect() }
}
