//! A page as one html file: style and drawings are in it, nothing is fetched, no script runs. It prints on A4.
//!
//! All text is escaped by the templates; control characters are gone before.

mod chart;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::shown::{self, one_line};
use crate::{
    domain::Locale,
    metrics::Sheet,
    report::{FormulaLine, Page, Section, Wording},
};

/// Columns of numbers beside each other; a sheet that has more is shown in several tables, as paper has an edge.
const COLUMNS: usize = 12;

/// The whole file. Its content security policy lets a browser fetch nothing at all.
pub fn html(page: &Page, wording: &Wording<'_>) -> String {
    let whole = markup! {
        (DOCTYPE)
        html lang=(language(wording.locale)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (one_line(&page.title)) }
                style { (PreEscaped(include_str!("html/page.css"))) }
            }
            body {
                header {
                    h1 { (one_line(&page.title)) }
                    p { (one_line(&page.subtitle)) }
                }
                (parameters(&page.parameters, wording))
                main { @for (at, section) in page.sections.iter().enumerate() { (part(section, at, wording)) } }
                (formulas(&page.formulas, wording))
                footer { (one_line(&page.credit)) }
            }
        }
    };
    whole.into_string()
}

const fn language(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::ZhCn => "zh-CN",
    }
}

fn parameters(parameters: &[(String, String)], wording: &Wording<'_>) -> Markup {
    markup! {
        @if !parameters.is_empty() {
            section.parameters {
                h2 { (wording.text("report.page.parameters")) }
                dl { @for (name, value) in parameters { div { dt { (one_line(name)) } dd { (one_line(value)) } } } }
            }
        }
    }
}

fn part(section: &Section, at: usize, wording: &Wording<'_>) -> Markup {
    markup! {
        section {
            h2 { (one_line(&section.title)) }
            @if !section.remarks.is_empty() {
                ul { @for remark in &section.remarks { li { (one_line(remark)) } } }
            }
            @if let Some(chart) = &section.chart {
                figure {
                    figcaption { (one_line(chart.title())) }
                    (chart::chart(chart, at, wording))
                }
            }
            (numbers(&section.sheet, wording))
        }
    }
}

fn numbers(sheet: &Sheet, wording: &Wording<'_>) -> Markup {
    if sheet.columns.is_empty() {
        return Markup::default();
    }
    if sheet.rows.is_empty() {
        return markup! { p.note { (wording.text("report.note.empty")) } };
    }
    let (kept, empty) = shown::kept(sheet);
    let keys = kept.iter().take_while(|at| shown::is_key(sheet.columns[**at].measure)).count();
    let (keys, numbers) = kept.split_at(keys);
    let blocks = if numbers.is_empty() { vec![numbers] } else { numbers.chunks(COLUMNS).collect() };
    markup! {
        @for block in blocks { (table(sheet, &[keys, block].concat(), wording)) }
        @if let Some(note) = shown::left_out(sheet, &empty, wording) { p.note { (note) } }
    }
}

fn table(sheet: &Sheet, columns: &[usize], wording: &Wording<'_>) -> Markup {
    let cells = columns.iter().map(|at| shown::column(sheet, *at, wording)).collect::<Vec<_>>();
    let class = |at: usize| shown::is_number(sheet.columns[at].measure).then_some("number");
    markup! {
        div.scroll {
            table {
                thead { tr {
                    @for at in columns {
                        th scope="col" class=[class(*at)] { (one_line(&wording.column(&sheet.columns[*at].key))) }
                    }
                } }
                tbody { @for row in 0..sheet.rows.len() { tr {
                    @for (at, cells) in columns.iter().zip(&cells) { td class=[class(*at)] { (cells[row]) } }
                } } }
            }
        }
    }
}

fn formulas(formulas: &[FormulaLine], wording: &Wording<'_>) -> Markup {
    markup! {
        @if !formulas.is_empty() {
            section.formulas {
                h2 { (wording.text("report.page.formulas")) }
                table {
                    thead { tr { @for head in super::FORMULA_HEADS { th scope="col" { (wording.text(head)) } } } }
                    tbody { @for FormulaLine { name, text, source } in formulas { tr {
                        @for cell in [name, text, source] { td { (one_line(cell)) } }
                    } } }
                }
            }
        }
    }
}
