//! The catalogue and the queues of a site, read from its files and checked against each other.

mod check;
mod entries;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use self::entries::{Entries, Listed};
use super::{DeskSettings, SiteFiles, Trouble, Troubles, calendar, lifecycles};
use crate::domain::{
    CalendarId, Catalogue, Category, PauseReason, Priority, QueueSettings, Script, TicketTemplate, Unit,
    Units,
    clock::{Allowance, Calendar},
    lifecycle::Lifecycle,
};

/// What a site has written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// What an agent's screen needs.
    pub catalogue: Catalogue,
    /// The queues, in the order of screens.
    pub queues: Vec<QueueSettings>,
    /// The calendars of the queues' service hours.
    pub calendars: BTreeMap<CalendarId, Calendar>,
}

impl Site {
    /// Reads and checks the files of a site. All troubles of the cross checks are told at once.
    pub fn load(settings: &DeskSettings) -> Result<Self, Troubles> {
        let files = SiteFiles::new(&settings.site);
        files.check_folder()?;
        let read = Read::of(&files)?;
        let found = check::all(&read);
        if !found.is_empty() {
            return Err(Troubles(found));
        }
        let catalogue = Catalogue {
            hotline: settings.hotline.clone(),
            categories: read.categories.into_values(),
            templates: read.templates.into_values(),
            scripts: read.scripts.into_iter().map(|listed| listed.value).collect(),
            pauses: read.pauses.into_values(),
            units: Units(read.units.into_values()),
            lifecycles: read.lifecycles,
            allowances: read.allowances,
            calendar: calendar(&files, &settings.calendar)?,
            callback_s: settings.callback_s.get(),
            attachments: None,
        };
        Ok(Self { catalogue, queues: read.queues.into_values(), calendars: read.calendars })
    }
}

/// The files as read, each entry with its place.
struct Read {
    queues: Entries<QueueSettings>,
    /// Those of the calendars named by queues that are there.
    calendars: BTreeMap<CalendarId, Calendar>,
    pauses: Entries<PauseReason>,
    categories: Entries<Category>,
    units: Entries<Unit>,
    lifecycles: Vec<Lifecycle>,
    allowances: BTreeMap<Priority, Allowance>,
    templates: Entries<TicketTemplate>,
    /// Scripts with the lines of their steps.
    scripts: Vec<Listed<Script>>,
}

impl Read {
    fn of(files: &SiteFiles) -> Result<Self, Troubles> {
        let queues = entries::read(files, "queues.toml", |file: QueueFile| (file.queue, ()))?;
        let pauses = entries::read(files, "pauses.toml", |file: PauseFile| (file.pause, ()))?;
        let categories =
            entries::read(files, "categories.toml", |file: CategoryFile| (file.category, file.allowances))?;
        let templates = entries::read(files, "templates.toml", |file: TemplateFile| (file.template, ()))?;
        let units = entries::read(files, "units.toml", |file: UnitFile| (file.unit, ()))?;
        Ok(Self {
            calendars: calendars(files, &queues.0.list)?,
            queues: queues.0,
            pauses: pauses.0,
            categories: categories.0,
            allowances: categories.1,
            templates: templates.0,
            units: units.0,
            lifecycles: lifecycles(files)?,
            scripts: entries::scripts(files)?,
        })
    }
}

fn calendars(
    files: &SiteFiles,
    queues: &[Listed<QueueSettings>],
) -> Result<BTreeMap<CalendarId, Calendar>, Trouble> {
    let mut calendars = BTreeMap::new();
    for name in queues.iter().filter_map(|queue| queue.value.hours.as_ref()) {
        if calendar::is_there(files, name.as_str())? {
            calendars.insert(name.clone(), calendar(files, name.as_str())?);
        }
    }
    Ok(calendars)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueueFile {
    queue: Vec<Spanned<QueueSettings>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PauseFile {
    pause: Vec<Spanned<PauseReason>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    allowances: BTreeMap<Priority, Allowance>,
    category: Vec<Spanned<Category>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateFile {
    #[serde(default)]
    template: Vec<Spanned<TicketTemplate>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    #[serde(default)]
    unit: Vec<Spanned<Unit>>,
}
