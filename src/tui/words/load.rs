//! Reads locale files, whose nested tables become dotted keys, and fills placeholders.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{source, tag};
use crate::{
    domain::Locale,
    tui::data_file::{DataError, DataFile},
};

pub(super) fn texts(locale: Locale) -> Result<BTreeMap<String, String>, DataError> {
    let name = format!("config/locales/{}.toml (built in)", tag(locale));
    let file = DataFile { name: &name, text: source(locale) };
    let mut texts = BTreeMap::new();
    flatten(file, "", file.parse::<Table>()?, &mut texts)?;
    Ok(texts)
}

fn flatten(
    file: DataFile<'_>,
    path: &str,
    table: Table,
    texts: &mut BTreeMap<String, String>,
) -> Result<(), DataError> {
    for (name, value) in table {
        let key = if path.is_empty() { name } else { format!("{path}.{name}") };
        match value {
            Value::Table(inner) => flatten(file, &key, inner, texts)?,
            Value::String(text) => drop(texts.insert(key, text)),
            _ => return Err(file.error(0..0, format!("\"{key}\" is no text: write it in quotes"))),
        }
    }
    Ok(())
}

/// Replaces `{name}`; a name without a value stays as it is, so that the gap is seen.
pub(super) fn fill<V: AsRef<str>>(text: &str, values: &[(&str, V)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value.as_ref()),
            None => filled.extend(["{", name, "}"]),
        }
        rest = tail;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn placeholders_are_filled_once_and_gaps_stay_visible() {
        let values = [("a", "{b}"), ("b", "2")];
        assert_eq!(fill("{a}-{b}-{c}", &values), "{b}-2-{c}");
        assert_eq!(fill("open { and 开始", &values), "open { and 开始");
        assert_eq!(fill("", &values), "");
    }
}
