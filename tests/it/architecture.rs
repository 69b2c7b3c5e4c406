//! The house rules that a reader of `src/lib.rs` relies on, read off the sources themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Which rooms a room may know, beside itself.
const ARROWS: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("routing", &["domain"]),
    ("metrics", &["domain"]),
    ("script", &["domain"]),
    ("import", &["domain"]),
    ("observe", &["domain"]),
    ("storage", &["domain", "api"]),
    ("api", &["domain", "metrics"]),
    ("switch", &["domain", "import"]),
    ("report", &["domain", "import", "metrics"]),
    ("config", &["domain", "script"]),
    ("client", &["api", "domain", "metrics"]),
    (
        "server",
        &[
            "api", "config", "domain", "import", "metrics", "observe", "report", "routing", "script",
            "storage", "switch",
        ],
    ),
    ("tui", &["api", "config", "domain", "metrics", "observe", "report", "script"]),
    (
        "cli",
        &[
            "api", "client", "config", "domain", "import", "metrics", "observe", "report", "routing",
            "script", "server", "storage", "switch", "tui",
        ],
    ),
];

/// The one file of the screens that may know the client: it performs their effects.
const RUNNER: &str = "tui/runner";

/// Rooms without clock, randomness and I/O; a trailing `/` names a folder inside a room.
const PURE: [&str; 10] = [
    "domain",
    "routing",
    "metrics",
    "script",
    "server/desk",
    "tui/agent",
    "tui/lead",
    "tui/qa",
    "tui/report",
    "tui/tickets",
];

/// What a pure room never says.
const IMPURE: [&str; 12] = [
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "now_v7",
    "new_v4",
    "rand::",
    "std::fs",
    "std::net",
    "tokio::",
    "std::env",
    "println!",
];

/// Words that only a statement of SQL begins with.
const SQL: [&str; 7] =
    ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"CREATE TABLE", "\"PRAGMA ", "sqlx::"];

struct Source {
    /// Path below `src`, with `/` and without `.rs`.
    name: String,
    /// The code without comments and without its unit tests.
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        self.name.split('/').next().unwrap_or(&self.name)
    }

    fn is_in(&self, place: &str) -> bool {
        self.name == place || self.name.strip_prefix(place).is_some_and(|rest| rest.starts_with(['/', '_']))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &mut found);
    assert!(found.len() > 20, "the sources were not found in {}", root.display());
    let source = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").with_extension("");
        let text = fs::read_to_string(&path).expect("sources are text");
        Source { name: name.to_string_lossy().replace('\\', "/"), code: code_only(&text) }
    };
    found.into_iter().map(source).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("src can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Drops comment lines, and everything from the unit tests on.
fn code_only(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// The rooms that a piece of code names after `crate::`, also inside braces.
fn rooms_named(code: &str) -> BTreeSet<String> {
    code.match_indices("crate::").flat_map(|(at, word)| names_after(&code[at + word.len()..])).collect()
}

fn names_after(rest: &str) -> Vec<String> {
    let ident =
        |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![ident(rest)] };
    let mut depth = 0;
    let mut names = vec![ident(group.trim_start())];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(ident(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn nothing(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn arrows_between_rooms_are_those_of_the_design() {
    let arrows = BTreeMap::from(ARROWS);
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.name.as_str(), "lib" | "main")) {
        let allowed = arrows
            .get(source.room())
            .unwrap_or_else(|| panic!("{} is in no room of the design", source.name));
        for named in rooms_named(&source.code).iter().filter(|named| arrows.contains_key(named.as_str())) {
            let runner = source.is_in(RUNNER) && named == "client";
            if named != source.room() && !allowed.contains(&named.as_str()) && !runner {
                wrong.push(format!("{} knows {named}", source.name));
            }
        }
    }
    nothing(wrong, "these arrows are not in the design");
}

#[test]
fn pure_rooms_know_no_clock_no_chance_and_no_world() {
    let pure = |source: &&Source| PURE.iter().any(|place| source.is_in(place));
    let mut wrong = Vec::new();
    for source in sources().iter().filter(pure) {
        wrong.extend(
            IMPURE
                .iter()
                .filter(|word| source.code.contains(**word))
                .map(|word| format!("{}: {word}", source.name)),
        );
    }
    nothing(wrong, "`now`, chance and the world are parameters in a pure room");
}

#[test]
fn sql_is_spoken_in_storage_only() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() != "storage") {
        wrong.extend(
            SQL.iter()
                .filter(|word| source.code.contains(**word))
                .map(|word| format!("{}: {word}", source.name)),
        );
    }
    nothing(wrong, "only storage speaks SQL");
}

#[test]
fn screens_are_the_only_ones_who_draw_and_the_theme_alone_names_colours() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.code.contains("ratatui") && source.room() != "tui" {
            wrong.push(format!("{}: ratatui", source.name));
        }
        let colours = source.code.contains("Color::");
        if colours && !source.is_in("tui/theme") && !source.is_in("tui/picture") {
            wrong.push(format!("{}: Color::", source.name));
        }
    }
    nothing(wrong, "ratatui stays in the screens, colours in the theme");
}

#[test]
fn visible_words_stay_in_the_locales() {
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room() == "tui") {
        let lines =
            source.code.lines().enumerate().filter(|(_, line)| line.contains(chinese) && line.contains('"'));
        wrong.extend(
            lines.map(|(at, line)| format!("{} (code line {}): {}", source.name, at + 1, line.trim())),
        );
    }
    nothing(wrong, "words that users see live in config/locales");
}

#[test]
fn nothing_unwraps_outside_tests() {
    let unwraps = |source: &&Source| source.code.contains(".unwrap()");
    nothing(
        sources().iter().filter(unwraps).map(|source| source.name.clone()).collect(),
        "errors are told, not unwrapped",
    );
}

#[test]
fn files_stay_short_enough_to_be_read_in_one_go() {
    let lines = |source: &Source| source.code.lines().count();
    let long = sources().into_iter().filter(|source| lines(source) > 400);
    nothing(
        long.map(|source| format!("{}: {} lines of code", source.name, lines(&source))).collect(),
        "over 400 lines",
    );
}

#[test]
fn the_reader_of_this_test_reads_groups_rightly() {
    let named = rooms_named(
        "use crate::{\n    domain::{self, Call},\n    metrics::Today,\n};\nlet x = crate::api::Page { };",
    );
    assert_eq!(named, ["api", "domain", "metrics"].map(str::to_owned).into());
}
