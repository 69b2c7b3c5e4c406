//! Keys and words as data: what is built in is complete, what a user writes is merged or refused with its line.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hotdesk::{
    domain::Locale,
    tui::{
        DataFile,
        keymap::{Action, Keymap, Layer},
        runtime::{Focus, Input, Typing, resolve},
        words::{LOCALES, Words, choose_locale, locale_from_tag},
    },
};

fn keymap(user: &str) -> Result<Keymap, String> {
    let file = DataFile { name: "mine.toml", text: user };
    Keymap::load(Some(file)).map_err(|error| error.to_string())
}

#[track_caller]
fn check_refused(user: &str, expected: &str) {
    let error = keymap(user).expect_err("the keymap must be refused");
    assert_eq!(error, expected);
}

#[test]
fn a_user_s_entry_replaces_the_keys_of_its_action_alone() {
    let mine = keymap("desk = [{ on = [\"ctrl-a\", \"f5\"], run = \"call.answer\" }]").unwrap();
    assert_eq!(mine.hint(Layer::Desk, Action::CallAnswer), Some("Ctrl-A"));
    assert_eq!(mine.hint(Layer::Desk, Action::CallHangUp), Some("F8"));
    let none = keymap("desk = [{ on = [], run = \"call.reject\" }]").unwrap();
    assert_eq!(none.hint(Layer::Desk, Action::CallReject), None);
}

#[test]
fn keys_may_change_places() {
    let swapped =
        keymap("desk = [{ on = [\"f6\"], run = \"call.answer\" }, { on = [\"f5\"], run = \"call.hold\" }]");
    assert_eq!(swapped.unwrap().hint(Layer::Desk, Action::CallHold), Some("F5"));
}

#[test]
fn faults_are_named_with_file_line_and_remedy() {
    check_refused(
        "\ndesk = [\n  { on = [\"f6\"], run = \"call.answer\" },\n]",
        "mine.toml:3: key F6 of \"call.answer\" already runs \"call.hold\" in layer \"desk\": give one of them another key",
    );
    check_refused(
        "desk = [{ on = [\"f13x\"], run = \"call.answer\" }]",
        "mine.toml:1: key \"f13x\" cannot be read: write it like \"f5\", \"ctrl-s\", \"alt-1\", \"shift-f2\", \"enter\" or \"x\"",
    );
    check_refused(
        "desk = [\n{ on = [\"f5\"], run = \"call.anser\" }]",
        "mine.toml:2: unknown action \"call.anser\": did you mean \"call.answer\"?",
    );
    check_refused(
        "desk = [{ on = [\"f5\"], run = \"help\" }, { on = [\"f6\"], run = \"help\" }]",
        "mine.toml:1: \"help\" stands twice in layer \"desk\": keep one entry",
    );
    let layer = keymap("disk = []").unwrap_err();
    assert!(
        layer.starts_with("mine.toml:1: unknown layer \"disk\": use one of desk, queue, call"),
        "{layer}"
    );
    let field = keymap("desk = [\n{ on = [\"f5\"], run = \"help\", desc = \"x\" }]").unwrap_err();
    assert!(field.starts_with("mine.toml:2: unknown field `desc`"), "{field}");
    let syntax = keymap("desk = [\n{ on = [\"f5\" }]").unwrap_err();
    assert!(syntax.starts_with("mine.toml:2: "), "{syntax}");
}

#[test]
fn a_key_means_what_the_topmost_layer_says() {
    let keymap = Keymap::load(None).unwrap();
    let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE);
    let in_form = [Layer::Ticket, Layer::Desk, Layer::Global];
    assert_eq!(keymap.action(&in_form, tab), Some(Action::FieldNext));
    assert_eq!(keymap.action(&[Layer::Desk, Layer::Global], tab), Some(Action::PaneNext));
    assert_eq!(keymap.action(&[Layer::Dialog], tab), Some(Action::ListDown));
}

#[test]
fn every_key_that_counts_while_typing_is_no_letter() {
    let keymap = Keymap::load(None).unwrap();
    let focus = Focus { layers: vec![Layer::Ticket, Layer::Desk, Layer::Global], typing: Typing::Line };
    for letter in ('a'..='z').chain("?/ 1投".chars()) {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
        assert_eq!(resolve::<()>(key, &focus, &keymap), Input::Key(key), "{letter}");
    }
    let submit = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    assert_eq!(resolve::<()>(submit, &focus, &keymap), Input::Act(Action::TicketSubmit));
    let down = KeyEvent::new(KeyCode::Down, KeyModifiers::NONE);
    assert_eq!(resolve::<()>(down, &focus, &keymap), Input::Act(Action::FieldNext));
    let notes = Focus { typing: Typing::Lines, ..focus };
    assert_eq!(resolve::<()>(down, &notes, &keymap), Input::Key(down));
}

/// Ctrl-I is Tab, Ctrl-M Enter, Ctrl-J a line end, Ctrl-[ Esc, Ctrl-H Backspace on most terminals; Ctrl-C and Ctrl-Z are habits.
#[test]
fn built_in_keys_can_be_typed_in_any_terminal() {
    let keymap = Keymap::load(None).unwrap();
    let unusable = ["Ctrl-I", "Ctrl-M", "Ctrl-J", "Ctrl-[", "Ctrl-H", "Ctrl-C", "Ctrl-Z", "F10", "F11"];
    for layer in Layer::ALL {
        for binding in keymap.bindings(*layer) {
            for label in binding.labels() {
                assert!(!unusable.contains(&label.as_str()), "{} {label}", binding.action);
                assert!(!label.starts_with("Ctrl-Shift") && !label.starts_with("Ctrl-Alt"), "{label}");
            }
        }
    }
}

#[test]
fn actions_have_names_that_are_read_back() {
    for action in Action::ALL {
        let json = serde_json::to_string(action).unwrap();
        assert_eq!(serde_json::from_str::<Action>(&json).unwrap(), *action);
    }
    assert!(serde_json::from_str::<Action>("\"call.dance\"").is_err());
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let starts = text.split('{').skip(1);
    starts.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_string()).collect()
}

#[test]
fn both_locales_have_the_same_keys_and_placeholders() {
    let [en, zh] = LOCALES.map(|locale| Words::load(locale).unwrap());
    let keys = |words: &Words| words.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
    let differing = keys(&en).symmetric_difference(&keys(&zh)).cloned().collect::<Vec<_>>();
    assert!(differing.is_empty(), "only in one locale: {differing:?}");
    for key in en.keys() {
        assert_eq!(placeholders(en.text(key)), placeholders(zh.text(key)), "{key}");
        assert!(!en.text(key).is_empty() && !zh.text(key).is_empty(), "{key} has no words");
    }
}

/// Every string of the sources that is the key of some words, and every key asked for.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// String literals that look like keys, outside comments.
fn literals(source: &str) -> BTreeSet<&str> {
    let is_key = |text: &&str| {
        let letters = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c));
        letters && text.contains('.') && !text.starts_with('.') && !text.ends_with('.')
    };
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"')).filter(is_key).collect()
}

#[test]
fn every_key_asked_for_exists_and_none_is_unused() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let words = Words::load(Locale::En).unwrap();
    let known = words.keys().collect::<BTreeSet<_>>();
    let sections = known.iter().filter_map(|key| key.split('.').next()).collect::<BTreeSet<_>>();
    let is_asked = |key: &&str| {
        key.split('.').next().is_some_and(|section| sections.contains(section))
            && Action::from_name(key).is_none()
    };
    let made = Action::ALL.iter().map(|action| action.words_key());
    let mut used = made.chain(Layer::ALL.iter().map(|layer| layer.words_key())).collect::<BTreeSet<_>>();
    for (_, source) in &files {
        used.extend(literals(source));
    }
    let screens = files.iter().filter(|(path, _)| path.contains("tui"));
    let asked = screens.flat_map(|(path, source)| literals(source).into_iter().map(move |key| (key, path)));
    let missing = asked.filter(|(key, _)| is_asked(key) && !known.contains(key)).collect::<BTreeMap<_, _>>();
    assert!(missing.is_empty(), "no words for {missing:#?}");
    let unused = known.difference(&used).collect::<Vec<_>>();
    assert!(unused.is_empty(), "words that nobody says: {unused:#?}");
}

#[test]
fn the_language_comes_from_the_wish_then_from_the_environment() {
    let env = |value: &'static str| move |name: &str| (name == "LANG").then(|| value.to_string());
    assert_eq!(choose_locale(Some(Locale::En), env("zh_CN.UTF-8")), Locale::En);
    assert_eq!(choose_locale(None, env("zh_CN.UTF-8")), Locale::ZhCn);
    assert_eq!(choose_locale(None, env("de_DE.UTF-8")), Locale::En);
    assert_eq!(choose_locale(None, |_: &str| None), Locale::En);
    assert_eq!(locale_from_tag("zh-Hans-CN"), Some(Locale::ZhCn));
    assert_eq!(locale_from_tag("fr"), None);
}
