//! What a site decides: typed settings, and its catalogue of words, as files. It must not know server or screens.
//!
//! Settings: built-in defaults < the settings file < environment (`HOTDESK_SERVER_LISTEN`) < flags. The built-in defaults are `config/default.toml`,
//! where every setting has its comment. The catalogue's files are built in too; a site's folder replaces them file by file.

mod calendar;
mod files;
mod layers;
mod lifecycle;
mod load;
mod measures;
mod settings;
mod site;
mod trouble;

pub use calendar::{calendar, calendar_at};
pub use files::{DEFAULT_SETTINGS, SiteFiles, toml_at};
pub use lifecycle::{lifecycle_at, lifecycles};
pub use load::{Flag, Sources};
pub use measures::Measures;
pub use settings::{
    AsteriskSettings, AttachmentSettings, ClientSettings, DeskSettings, LogSettings, MappingSettings,
    Percent, ScreenLocale, ScreenSettings, ScreenTheme, ServerSettings, Settings, SimulationSettings,
    SpreadSettings, SwitchSettings, WebhookForm, WebhookSettings,
};
pub use site::Site;
pub use trouble::{Trouble, Troubles};
