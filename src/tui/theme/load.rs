//! Reads theme files: a table per variant, a style per meaning.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use toml::Spanned;

use super::{Depth, Theme, Variant};
use crate::tui::data_file::{DataError, DataFile};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    dark: Styles,
    #[serde(default)]
    light: Styles,
    #[serde(default)]
    sixteen: Styles,
    #[serde(default)]
    none: Styles,
}

type Styles = BTreeMap<Spanned<String>, Entry>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fg: Option<Spanned<String>>,
    bg: Option<Spanned<String>>,
    #[serde(default)]
    mods: Vec<Mod>,
}

/// Weight and shape of letters.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Mod {
    Bold,
    Dim,
    Italic,
    Underlined,
    Reversed,
}

pub(super) fn theme(
    built_in: DataFile<'_>,
    user: Option<DataFile<'_>>,
    variant: Variant,
    depth: Depth,
) -> Result<Theme, DataError> {
    let mut theme = Theme::default();
    for file in std::iter::once(built_in).chain(user) {
        let styles = variant_of(file.parse::<File>()?, variant);
        for (name, entry) in &styles {
            let slot = slot(&mut theme, name.get_ref()).ok_or_else(|| unknown_style(file, name))?;
            *slot = depth.reduce(style(file, entry)?);
        }
    }
    Ok(theme)
}

fn variant_of(file: File, variant: Variant) -> Styles {
    match variant {
        Variant::Dark => file.dark,
        Variant::Light => file.light,
        Variant::Sixteen => file.sixteen,
        Variant::None => file.none,
    }
}

fn style(file: DataFile<'_>, entry: &Entry) -> Result<Style, DataError> {
    let colour = |name: &Option<Spanned<String>>| name.as_ref().map(|name| colour(file, name)).transpose();
    let mods = entry.mods.iter().fold(Modifier::empty(), |all, one| all | modifier(*one));
    Ok(Style { fg: colour(&entry.fg)?, bg: colour(&entry.bg)?, ..Style::new() }.add_modifier(mods))
}

fn colour(file: DataFile<'_>, name: &Spanned<String>) -> Result<Color, DataError> {
    name.get_ref().parse().map_err(|_| {
        let problem = format!(
            "colour \"{}\" cannot be read: write \"#rrggbb\", a number from 0 to 255, or a name like \"light-red\"",
            name.get_ref()
        );
        file.error(name.span(), problem)
    })
}

fn modifier(wanted: Mod) -> Modifier {
    match wanted {
        Mod::Bold => Modifier::BOLD,
        Mod::Dim => Modifier::DIM,
        Mod::Italic => Modifier::ITALIC,
        Mod::Underlined => Modifier::UNDERLINED,
        Mod::Reversed => Modifier::REVERSED,
    }
}

fn unknown_style(file: DataFile<'_>, name: &Spanned<String>) -> DataError {
    let known = NAMES.join(", ");
    file.error(name.span(), format!("unknown style \"{}\": use one of {known}", name.get_ref()))
}

macro_rules! slots {
    ($($field:ident),+ $(,)?) => {
        const NAMES: &[&str] = &[$(stringify!($field)),+];

        fn slot<'a>(theme: &'a mut Theme, name: &str) -> Option<&'a mut Style> {
            match name {
                $(stringify!($field) => Some(&mut theme.$field),)+
                _ => None,
            }
        }
    };
}

slots!(
    text,
    dim,
    accent,
    good,
    warn,
    bad,
    urgent,
    selected,
    selected_dim,
    found,
    border,
    focus_border,
    title,
    focus_title,
    key,
    input,
    focus_input,
    placeholder,
    banner,
    head,
    gauge,
);

#[cfg(test)]
mod tests {
    use super::*;

    const VARIANTS: [Variant; 4] = [Variant::Dark, Variant::Light, Variant::Sixteen, Variant::None];

    fn load(user: &str) -> Result<Theme, String> {
        let user = DataFile { name: "mine.toml", text: user };
        Theme::load(Some(user), Variant::Dark, Depth::True).map_err(|error| error.to_string())
    }

    #[test]
    fn every_variant_keeps_selection_focus_and_urgency_visible() {
        for variant in VARIANTS {
            let theme = Theme::load(None, variant, Depth::True).unwrap();
            assert_ne!(theme.selected, theme.text, "{variant:?}");
            assert_ne!(theme.focus_border, theme.border, "{variant:?}");
            assert_ne!(theme.urgent, theme.text, "{variant:?}");
        }
    }

    #[test]
    fn without_colour_no_colour_is_set() {
        let theme = Theme::load(None, Variant::None, Depth::None).unwrap();
        for name in NAMES {
            let style = *slot(&mut { theme }, name).unwrap();
            assert_eq!((style.fg, style.bg), (None, None), "{name}");
        }
        assert!(theme.selected.add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn every_variant_sets_every_style() {
        let file: File = super::super::BUILT_IN.parse().unwrap();
        for styles in [file.dark, file.light, file.sixteen, file.none] {
            for name in NAMES {
                assert!(styles.keys().any(|key| key.get_ref() == name), "{name}");
            }
        }
    }

    #[test]
    fn a_user_changes_single_styles() {
        let theme = load("[dark]\ngood = { fg = \"#010203\", mods = [\"bold\"] }").unwrap();
        assert_eq!(theme.good, Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD));
    }

    #[test]
    fn faults_are_named_with_file_and_line() {
        let colour = load("[dark]\n\ngood = { fg = \"blurple\" }").unwrap_err();
        assert!(colour.starts_with("mine.toml:3: colour \"blurple\" cannot be read"), "{colour}");
        let style = load("[dark]\nbetter = {}").unwrap_err();
        assert!(style.starts_with("mine.toml:2: unknown style \"better\""), "{style}");
        let variant = load("[drak]\n").unwrap_err();
        assert!(variant.starts_with("mine.toml:1: unknown field `drak`"), "{variant}");
    }
}
