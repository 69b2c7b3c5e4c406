//! Settings: defaults < file < environment < flags, and what is said about wrong ones.

use std::{collections::BTreeMap, fs, path::PathBuf};

use chrono_tz::Tz;
use hotdesk::{
    config::{DEFAULT_SETTINGS, Flag, ScreenLocale, Settings, Sources},
    domain::Locale,
};
use toml::Table;

#[test]
fn the_default_file_is_the_built_in_defaults() {
    let file: Settings = toml::from_str(DEFAULT_SETTINGS).expect("the default file can be read");
    assert_eq!(file, Settings::default());
    let written: Table = toml::from_str(DEFAULT_SETTINGS).expect("it is TOML");
    assert_eq!(
        written,
        Table::try_from(Settings::default()).expect("settings serialize"),
        "a key is missing"
    );
}

#[test]
fn the_webhook_of_the_default_file_can_be_copied_out_of_it() {
    let part = DEFAULT_SETTINGS.split_once("# [[webhook]]").expect("it is there").1;
    let lines = part.lines().filter_map(|line| match line.strip_prefix("# [") {
        Some(section) => Some(format!("[{section}")),
        None => line.strip_prefix('#').filter(|line| !line.starts_with(' ')).map(str::to_owned),
    });
    let text: Vec<String> = std::iter::once("[[webhook]]".to_owned()).chain(lines).collect();
    let written: Settings = toml::from_str(&text.join("\n")).expect("it is right");
    let [webhook] = &written.webhook[..] else { panic!("one webhook") };
    let least = "[[webhook]]\nid = \"crm\"\nurl = \"https://crm.example/hotdesk\"\nsecret_file = \"/etc/hotdesk/crm-secret\"";
    let mut least: Settings = toml::from_str(least).expect("it is right");
    least.webhook[0].tickets = webhook.tickets.clone();
    assert_eq!(*webhook, least.webhook[0], "what is said to be built in is");
    assert_eq!(webhook.tickets.states.len(), 4);
}

#[test]
fn every_default_has_its_comment() {
    let lines: Vec<&str> = DEFAULT_SETTINGS.lines().collect();
    let is_setting = |line: &str| line.starts_with(|c: char| c.is_ascii_lowercase());
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_setting(line)) {
        assert!(lines[index - 1].starts_with("# "), "line {}: {line} has no comment above", index + 1);
    }
}

#[test]
fn later_sources_win_key_by_key() {
    let settings = load(
        "[server]\nlisten = \"0.0.0.0:1\"\npage_max = 50\n[desk]\nzone = \"Europe/Berlin\"",
        &[("HOTDESK_SERVER_LISTEN", "0.0.0.0:2"), ("HOTDESK_DESK_GRACE_S", "7")],
        &[("server.listen", "0.0.0.0:3"), ("screen.bell", "false"), ("server.listen", "0.0.0.0:4")],
    )
    .expect("all of it is right");
    assert_eq!(settings.server.listen, "0.0.0.0:4".parse().expect("well-formed test data"));
    assert_eq!(settings.server.page_max.get(), 50);
    assert_eq!(settings.desk.zone, Tz::Europe__Berlin);
    assert_eq!(settings.desk.grace_s.get(), 7);
    assert!(!settings.screen.bell && settings.screen.mouse);
    assert_eq!(settings.server.request_s, Settings::default().server.request_s);
}

#[test]
fn texts_stay_texts_and_tables_are_read() {
    let changes =
        [("HOTDESK_DESK_CALENDAR", "1999"), ("HOTDESK_DESK_HOTLINE", r#"{ zh = "热线", en = "Line" }"#)];
    let settings = load("", &changes, &[]).expect("both are right");
    assert_eq!(settings.desk.calendar, "1999");
    assert_eq!(settings.desk.hotline.zh, "热线");
}

#[test]
fn variables_of_other_things_are_left_alone() {
    assert!(load("", &[("HOTDESK_SHARED", "/data"), ("HOTDESK", "1"), ("PATH", "/bin")], &[]).is_ok());
}

#[test]
fn empty_paths_become_the_users_folders() {
    let settings = load("", &[("XDG_STATE_HOME", "/state")], &[]).expect("HOME is set");
    assert_eq!(settings.server.data_dir, PathBuf::from("/home/me/.local/share/hotdesk"));
    assert_eq!(settings.client.drafts_dir, PathBuf::from("/state/hotdesk"));
    assert_eq!(settings.log.dir, PathBuf::from("/state/hotdesk/log"));
    let nowhere = Settings::load(&Sources::default()).expect_err("no HOME").to_string();
    assert_eq!(nowhere, "environment: HOME is not set: set it, or `server.data_dir`");
}

#[test]
fn wrong_settings_name_file_line_key_and_remedy() {
    let check = |text: &str, said: &str| {
        let error = load(text, &[], &[]).expect_err(text).to_string();
        let (place, rest) = error.split_once(".toml").expect("it names the file");
        assert!(place.ends_with("hotdesk"), "{error}");
        assert_eq!(rest, said);
    };
    check(
        "[server]\n\nlissten = \"x\"",
        ":3: `server.lissten`: unknown word `lissten`: did you mean `listen`?",
    );
    check("[sever]", ":1: `sever`: unknown word `sever`: did you mean `server`?");
    check("[log]\nxyzzy = 1", ":2: `log.xyzzy`: unknown word `xyzzy`: write one of level, dir");
    check("[screen]\nlocale = \"zh-cn\"", ":2: `screen.locale`: unknown word `zh-cn`: did you mean `zh-CN`?");
    check("[desk]\ngrace_s = 0", ":2: `desk.grace_s`: invalid value: integer `0`, expected a nonzero u32");
    check("[screen]\nbell = \"yes\"", ":2: `screen.bell`: invalid type: string \"yes\", expected a boolean");
    check("[desk]\nzone = \"Asia/Beijing\"", ":2: `desk.zone`: failed to parse timezone: 'Asia/Beijing'");
    check(
        "[switch.simulation]\nreached_percent = 101",
        ":2: `switch.simulation.reached_percent`: more than a hundred of a hundred: write 0 to 100",
    );
    check("[server]\nlisten = ", ":2: string values must be quoted, expected literal string");
}

#[test]
fn every_theme_can_be_chosen_and_is_there() {
    use hotdesk::{config::ScreenTheme, tui::theme::Variant};
    for name in ["dark", "light", "sixteen", "none"] {
        let settings = load("", &[("HOTDESK_SCREEN_THEME", name)], &[]).expect(name);
        assert_eq!(settings.screen.theme.name(), Some(name));
        assert!(Variant::from_name(name).is_some(), "the screens have no theme {name}");
    }
    assert_eq!(ScreenTheme::Auto.name(), None);
}

#[test]
fn wrong_variables_and_flags_name_themselves() {
    let check = |environment: &[(&str, &str)], flags: &[(&'static str, &str)], said: &str| {
        assert_eq!(load("", environment, flags).expect_err(said).to_string(), said);
    };
    check(
        &[("HOTDESK_SERVER_LISTN", "x")],
        &[],
        "HOTDESK_SERVER_LISTN: `server.listn`: unknown word `listn`: did you mean `listen`?",
    );
    check(
        &[("HOTDESK_SERVER_PAGE_MAX", "many")],
        &[],
        "HOTDESK_SERVER_PAGE_MAX: `server.page_max`: invalid type: string \"many\", expected a nonzero u32",
    );
    check(
        &[],
        &[("screen.locale", "english")],
        "--locale: `screen.locale`: unknown word `english`: did you mean `en`?",
    );
}

#[test]
fn a_settings_file_that_is_not_there_is_said_to_be() {
    let sources = Sources { file: Some("/nowhere/hotdesk.toml".into()), ..Sources::default() };
    let error = Settings::load(&sources).expect_err("it is missing").to_string();
    assert!(error.starts_with("/nowhere/hotdesk.toml: cannot read the settings file:"), "{error}");
}

#[test]
fn the_language_is_the_environments_where_none_is_chosen() {
    assert_eq!(ScreenLocale::Auto.resolve(Some("zh_CN.UTF-8")), Locale::ZhCn);
    assert_eq!(ScreenLocale::Auto.resolve(Some("de_DE.UTF-8")), Locale::En);
    assert_eq!(ScreenLocale::Auto.resolve(None), Locale::En);
    assert_eq!(ScreenLocale::ZhCn.resolve(Some("en_GB")), Locale::ZhCn);
}

/// The door: a settings file, an environment and flags become settings, or one sentence.
fn load(
    file: &str,
    environment: &[(&str, &str)],
    flags: &[(&'static str, &str)],
) -> Result<Settings, impl std::error::Error> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("hotdesk.toml");
    fs::write(&path, file).expect("it can be written");
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut environment: BTreeMap<String, String> = environment.iter().map(owned).collect();
    environment.insert("HOME".to_owned(), "/home/me".to_owned());
    let flag = |(setting, text): &(&'static str, &str)| {
        let (section, key) = setting.split_once('.').expect("a section and a key");
        let name = if key == "locale" { "--locale" } else { "--other" };
        Flag { name, section, key, text: (*text).to_owned() }
    };
    Settings::load(&Sources { file: Some(path), environment, flags: flags.iter().map(flag).collect() })
}
