//! Texts tried out before an agent sees them.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use minijinja::Value;

use super::{
    Context, ScriptError,
    render::{LANGUAGE, explain, short, text},
};
use crate::domain::{Locale, Script, StepId, TicketTemplate, Words};

/// Everything wrong with the texts of a script, each with its step; empty if nothing is.
pub fn check(script: &Script) -> Vec<(StepId, ScriptError)> {
    let check_step = |step: &crate::domain::ScriptStep| {
        let place = format!("script {}, step {}", script.id, step.id);
        let errors = check_words(&step.text, Some(script), &place);
        errors.map(|error| (step.id.clone(), error)).collect::<Vec<_>>()
    };
    script.steps.iter().flat_map(check_step).collect()
}

/// Everything wrong with the texts of a ticket template.
pub fn check_template(template: &TicketTemplate) -> Vec<ScriptError> {
    let fields = [
        ("subject", Some(&template.subject)),
        ("description", Some(&template.description)),
        ("wish", template.wish.as_ref()),
    ];
    let given = fields.into_iter().filter_map(|(name, words)| Some((name, words?)));
    given
        .flat_map(|(name, words)| {
            check_words(words, None, &format!("template {}, {name}", template.id)).collect::<Vec<_>>()
        })
        .collect()
}

/// The first trouble of a text in each language: unknown names on any branch, then what fails when it is rendered with much and with little known.
fn check_words(words: &Words, script: Option<&Script>, place: &str) -> impl Iterator<Item = ScriptError> {
    [Locale::ZhCn, Locale::En].into_iter().filter_map(move |locale| {
        let full = Context::sample(NaiveDateTime::default());
        let variables = full.variables(script, locale);
        let names = names_known(words, &variables, locale, place);
        let both = [variables, full.sparse().variables(script, locale)];
        let rendered =
            || both.iter().find_map(|variables| text(words, variables, locale, || place.to_owned()).err());
        names.err().or_else(rendered)
    })
}

fn names_known(words: &Words, variables: &Value, locale: Locale, place: &str) -> Result<(), ScriptError> {
    let source = words.text(locale);
    let trouble = |line, what| ScriptError { place: place.to_owned(), locale: short(locale), line, what };
    let template = LANGUAGE
        .template_from_str(source)
        .map_err(|error| trouble(error.line().unwrap_or(1), explain(&error)))?;
    let mut known = names(variables);
    known.extend(LANGUAGE.globals().map(|(name, _)| name.to_owned()));
    let used: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
    match used.into_iter().find(|name| !known.contains(name)) {
        Some(unknown) => Err(trouble(line_with(source, &unknown), advice(&unknown, &known))),
        None => Ok(()),
    }
}

/// All variables, as `room` and `room.name`.
fn names(variables: &Value) -> BTreeSet<String> {
    let keys = |value: &Value| value.try_iter().into_iter().flatten().collect::<Vec<_>>();
    let inner = |room: &Value| {
        let values = variables.get_item(room).unwrap_or_default();
        keys(&values).into_iter().map(|key| format!("{room}.{key}")).collect::<Vec<_>>()
    };
    keys(variables).iter().flat_map(|room| inner(room).into_iter().chain([room.to_string()])).collect()
}

fn advice(unknown: &str, known: &BTreeSet<String>) -> String {
    let likeness = |name: &&String| (strsim::jaro_winkler(unknown, name) * 1000.0) as u32;
    let of_its_kind = known.iter().filter(|name| name.contains('.') == unknown.contains('.'));
    match of_its_kind.max_by_key(likeness).filter(|name| likeness(name) >= 850) {
        Some(name) => format!("unknown name `{unknown}`: did you mean `{name}`?"),
        None => format!(
            "unknown name `{unknown}`: a script knows hotline, call, caller, agent, ticket, clock and its own blanks"
        ),
    }
}

fn line_with(source: &str, name: &str) -> usize {
    source.lines().position(|line| line.contains(name)).map_or(1, |index| index + 1)
}
