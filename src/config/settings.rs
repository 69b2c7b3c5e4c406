//! The settings and their built-in values. `config/default.toml` says what each is for; a test keeps the two equal.

use std::{collections::BTreeMap, net::SocketAddr, num::NonZeroU32, path::PathBuf};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::{Locale, QueueId, Words};

mod attachments;
mod simulation;
mod webhook;

pub use attachments::AttachmentSettings;
pub use simulation::{Percent, SimulationSettings, SpreadSettings};
pub use webhook::{MappingSettings, WebhookForm, WebhookSettings};

/// All settings. A path left empty is filled in by [`Settings::load`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The backend.
    pub server: ServerSettings,
    /// The floor and its catalogue.
    pub desk: DeskSettings,
    /// Files of tickets.
    pub attachments: AttachmentSettings,
    /// The phone switch.
    pub switch: SwitchSettings,
    /// How screens reach the server.
    pub client: ClientSettings,
    /// How screens look and sound.
    pub screen: ScreenSettings,
    /// Log files.
    pub log: LogSettings,
    /// Other systems that are told of what happens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<WebhookSettings>,
}

/// The backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Folder of the database.
    pub data_dir: PathBuf,
    /// Largest request body, bytes.
    pub body_max_bytes: NonZeroU32,
    /// Most items on one page of a list.
    pub page_max: NonZeroU32,
    /// Longest time that one request may take, s.
    pub request_s: NonZeroU32,
    /// Most live streams open at once.
    pub streams_max: NonZeroU32,
    /// A session ends after this time without use, s.
    pub session_idle_s: NonZeroU32,
    /// A session ends at this age at the latest, s.
    pub session_max_s: NonZeroU32,
    /// Wrong passwords in a row before the user has to wait.
    pub lockout_after: NonZeroU32,
    /// The first wait, s; it doubles with every further wrong password.
    pub lockout_s: NonZeroU32,
    /// The longest wait, s.
    pub lockout_max_s: NonZeroU32,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            data_dir: PathBuf::new(),
            body_max_bytes: at_least_one(262_144),
            page_max: at_least_one(200),
            request_s: at_least_one(10),
            streams_max: at_least_one(2_000),
            session_idle_s: at_least_one(28_800),
            session_max_s: at_least_one(57_600),
            lockout_after: at_least_one(5),
            lockout_s: at_least_one(2),
            lockout_max_s: at_least_one(300),
        }
    }
}

/// The floor and its catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeskSettings {
    /// Name of the hotline, as said in the greeting.
    pub hotline: Words,
    /// Folder with the site's own catalogue files; empty for the built-in ones only.
    pub site: PathBuf,
    /// Zone in which people here read times.
    pub zone: Tz,
    /// Calendar that deadlines are counted on: the name of a file in `calendars/`.
    pub calendar: String,
    /// An agent whose client is silent for this time counts as lost, s.
    pub grace_s: NonZeroU32,
    /// A promised callback is due after this time, s.
    pub callback_s: NonZeroU32,
    /// The country that numbers are of without one: the digits of its E.164 code.
    pub country_code: String,
    /// The area that numbers are of without one, in digits; empty: they are left as they are.
    pub area_code: String,
    /// Open tickets of this age, of the same street and category, may be of one event with a new one, s.
    pub same_event_s: NonZeroU32,
    /// Open tickets of this age may be what their caller calls about again, s.
    pub same_caller_s: NonZeroU32,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            hotline: Words { zh: "安民热线".to_owned(), en: "Anmin Hotline".to_owned() },
            site: PathBuf::new(),
            zone: Tz::Asia__Shanghai,
            calendar: "government".to_owned(),
            grace_s: at_least_one(20),
            callback_s: at_least_one(1_800),
            country_code: "86".to_owned(),
            area_code: String::new(),
            same_event_s: at_least_one(7_200),
            same_caller_s: at_least_one(2_592_000),
        }
    }
}

/// The phone switch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SwitchSettings {
    /// An Asterisk by its Manager Interface.
    pub asterisk: AsteriskSettings,
    /// Made-up callers.
    pub simulation: SimulationSettings,
}

/// An Asterisk by its Manager Interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AsteriskSettings {
    /// Host and port; empty for none.
    pub address: String,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// File with the certificate, as PEM, of who has signed Asterisk's; empty: whom this machine trusts.
    pub ca_file: PathBuf,
    /// The name of our section in `manager.conf`.
    pub user: String,
    /// File that holds the secret of that section and nothing else.
    pub secret_file: PathBuf,
    /// An agent's line as a queue member, with `{agent}` for the number.
    pub members: String,
    /// Our queues by Asterisk's names of them; empty where all have the same name.
    pub queues: BTreeMap<String, QueueId>,
    /// The dialplan context that calls are handed on into.
    pub context: String,
    /// What is dialled there for an agent, with `{agent}` for the number.
    pub agent_extension: String,
    /// What is dialled there for a queue, with `{queue}` for Asterisk's name of it.
    pub queue_extension: String,
    /// Its `queue_log`, if this machine can read it: calls that were missed are recovered from it, and counts are checked. Empty for none.
    pub queue_log: PathBuf,
    /// Whether the phones answer, hold and go on when they are told so by SIP (`Event: talk`, `Event: hold`).
    pub phone_control: bool,
    /// Asterisk's folder of recordings, as it is reached from here; empty: recordings are left where they are.
    pub recordings: PathBuf,
    /// The same folder as Asterisk calls it.
    pub recordings_there: PathBuf,
}

impl Default for AsteriskSettings {
    fn default() -> Self {
        Self {
            address: String::new(),
            tls: false,
            ca_file: PathBuf::new(),
            user: "hotdesk".to_owned(),
            secret_file: PathBuf::new(),
            members: "PJSIP/{agent}".to_owned(),
            queues: BTreeMap::new(),
            context: "from-internal".to_owned(),
            agent_extension: "{agent}".to_owned(),
            queue_extension: "{queue}".to_owned(),
            queue_log: PathBuf::new(),
            phone_control: false,
            recordings: PathBuf::new(),
            recordings_there: "/var/spool/asterisk/monitor".into(),
        }
    }
}

/// How screens reach the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientSettings {
    /// The server's address, with `http://` or `https://`.
    pub server: String,
    /// Folder of drafts and of the outbox.
    pub drafts_dir: PathBuf,
    /// Folder into which reviewers save recordings.
    pub recordings_dir: PathBuf,
    /// Wait before the first new attempt to reach the server, ms; it doubles with every further one.
    pub retry_first_ms: NonZeroU32,
    /// The longest wait between two attempts, ms.
    pub retry_max_ms: NonZeroU32,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            server: "http://127.0.0.1:8470".to_owned(),
            drafts_dir: PathBuf::new(),
            recordings_dir: PathBuf::new(),
            retry_first_ms: at_least_one(250),
            retry_max_ms: at_least_one(15_000),
        }
    }
}

/// How screens look and sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScreenSettings {
    /// Language.
    pub locale: ScreenLocale,
    /// Colours.
    pub theme: ScreenTheme,
    /// Ring the terminal's bell when a call rings.
    pub bell: bool,
    /// Send the terminal's notification sequence when a call rings.
    pub notification: bool,
    /// Take clicks and the wheel.
    pub mouse: bool,
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self {
            locale: ScreenLocale::Auto,
            theme: ScreenTheme::Auto,
            bell: true,
            notification: true,
            mouse: true,
        }
    }
}

/// Language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScreenLocale {
    /// By `LC_ALL`, `LC_MESSAGES`, `LANG`.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl ScreenLocale {
    /// The language, with `lang` as the environment names it (`zh_CN.UTF-8`) where none was chosen. Whoever has none set reads English.
    pub fn resolve(self, lang: Option<&str>) -> Locale {
        match self {
            Self::ZhCn => Locale::ZhCn,
            Self::En => Locale::En,
            Self::Auto if lang.is_some_and(|lang| lang.starts_with("zh")) => Locale::ZhCn,
            Self::Auto => Locale::En,
        }
    }
}

/// Colours of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenTheme {
    /// What fits the terminal.
    #[default]
    Auto,
    /// Many colours on a dark ground.
    Dark,
    /// Many colours on a light ground.
    Light,
    /// The sixteen colours that the terminal's owner chose.
    Sixteen,
    /// No colour at all.
    None,
}

impl ScreenTheme {
    /// The name of the theme that was chosen; none if the terminal decides.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Dark => Some("dark"),
            Self::Light => Some("light"),
            Self::Sixteen => Some("sixteen"),
            Self::None => Some("none"),
        }
    }
}

/// Log files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// Level, or a filter such as `info,hotdesk::server=debug`.
    pub level: String,
    /// Folder of the log files.
    pub dir: PathBuf,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { level: "info".to_owned(), dir: PathBuf::new() }
    }
}

const fn at_least_one(value: u32) -> NonZeroU32 {
    match NonZeroU32::new(value) {
        Some(value) => value,
        None => NonZeroU32::MIN,
    }
}
