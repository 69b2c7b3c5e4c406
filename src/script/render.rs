//! Texts rendered.

use std::sync::LazyLock;

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

use super::Context;
use crate::domain::{Locale, Script, ScriptStep, TicketTemplate, Words, clean_text};

/// What one text may do, in the template language's own units: a few hundred times what a long text needs.
const FUEL: u64 = 50_000;

/// The language of texts: strict about unknown names, without files, and with an end to everything.
pub(super) static LANGUAGE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut language = Environment::new();
    language.set_undefined_behavior(UndefinedBehavior::Strict);
    language.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    language.set_fuel(Some(FUEL));
    language.set_recursion_limit(50);
    language
});

/// A text that cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} ({locale}), line {line}: {what}")]
pub struct ScriptError {
    /// `script complaint, step apology`, or `template lost-card, subject`.
    pub place: String,
    /// `zh` or `en`.
    pub locale: &'static str,
    /// Line of the text, from 1.
    pub line: usize,
    /// What is wrong, and what to do about it.
    pub what: String,
}

/// The texts of a ticket template, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateTexts {
    /// Subject.
    pub subject: String,
    /// Description.
    pub description: String,
    /// What the caller wants, where the template says so.
    pub wish: Option<String>,
}

/// What to say at a step: clean text, line breaks kept.
pub fn render(
    script: &Script,
    step: &ScriptStep,
    context: &Context,
    locale: Locale,
) -> Result<String, ScriptError> {
    let place = || format!("script {}, step {}", script.id, step.id);
    text(&step.text, &context.variables(Some(script), locale), locale, place)
}

/// The texts of a ticket template.
pub fn render_template(
    template: &TicketTemplate,
    context: &Context,
    locale: Locale,
) -> Result<TemplateTexts, ScriptError> {
    let variables = context.variables(None, locale);
    let field =
        |words: &Words, name| text(words, &variables, locale, || format!("template {}, {name}", template.id));
    Ok(TemplateTexts {
        subject: field(&template.subject, "subject")?,
        description: field(&template.description, "description")?,
        wish: template.wish.as_ref().map(|wish| field(wish, "wish")).transpose()?,
    })
}

/// One text with these variables; `place` says where it stands, if it has to be said.
pub(super) fn text(
    words: &Words,
    variables: &Value,
    locale: Locale,
    place: impl Fn() -> String,
) -> Result<String, ScriptError> {
    let rendered = LANGUAGE.render_str(words.text(locale), variables.clone());
    match rendered {
        Ok(text) => Ok(clean_text(text.trim_end()).into_owned()),
        Err(error) => Err(ScriptError {
            place: place(),
            locale: short(locale),
            line: error.line().unwrap_or(1),
            what: explain(&error),
        }),
    }
}

/// The locale as the files write it.
pub(super) fn short(locale: Locale) -> &'static str {
    match locale {
        Locale::ZhCn => "zh",
        Locale::En => "en",
    }
}

pub(super) fn explain(error: &minijinja::Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::OutOfFuel => "it never ends: shorten its loops".to_owned(),
        ErrorKind::UndefinedError => {
            format!("a name in it has no value: correct the name {detail}").trim_end().to_owned()
        }
        ErrorKind::SyntaxError => format!("it cannot be read: {detail}"),
        kind if detail.is_empty() => kind.to_string(),
        kind => format!("{kind}: {detail}"),
    }
}
