//! What a site is measured by, as files: rules of rates, scorecards, the service catalogue. Read, and checked against the site.

use std::collections::BTreeMap;

use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use toml::Spanned;

use super::{
    DeskSettings, SiteFiles, Trouble, Troubles, calendar,
    files::SiteFile,
    trouble::{line_of, read_toml},
};
use crate::domain::{
    CalendarId, Catalogue,
    clock::Calendar,
    rates::RateRule,
    scorecards::{Part, Scorecard},
    services::Service,
};

/// What a site is measured by.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// All versions of the rules of rates: `rates/*.toml`.
    pub rates: Vec<RateRule>,
    /// All versions of the scorecards: `scorecards/*.toml`.
    pub scorecards: Vec<Scorecard>,
    /// The service catalogue: `services.toml`; empty if there is none.
    pub services: Vec<Service>,
    /// The calendars of the services' hours.
    pub calendars: BTreeMap<CalendarId, Calendar>,
}

impl Measures {
    /// Reads and checks the files of a site that has this catalogue.
    ///
    /// # Errors
    /// With all that is wrong in any of them.
    pub fn load(settings: &DeskSettings, catalogue: &Catalogue) -> Result<Self, Troubles> {
        let files = SiteFiles::new(&settings.site);
        let mut troubles = Vec::new();
        let rates = rules(&files, catalogue, &mut troubles)?;
        let scorecards = scorecards(&files, &mut troubles)?;
        let (services, calendars) = services(&files, &mut troubles)?;
        if troubles.is_empty() {
            Ok(Self { rates, scorecards, services, calendars })
        } else {
            Err(Troubles(troubles))
        }
    }
}

fn rules(
    files: &SiteFiles,
    catalogue: &Catalogue,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<RateRule>, Troubles> {
    let read = folder::<RateRule>(files, "rates", troubles)?;
    for (file, rule) in &read {
        let lines = lines(file);
        for (nth, what) in rule.faults(&catalogue.categories, &catalogue.units) {
            troubles.push(told(file, nth.and_then(|nth| lines.get(nth)), what));
        }
    }
    Ok(once(read, |rule| format!("{} from {}", rule.id, rule.from), troubles))
}

fn scorecards(files: &SiteFiles, troubles: &mut Vec<Trouble>) -> Result<Vec<Scorecard>, Troubles> {
    let read = folder::<Scorecard>(files, "scorecards", troubles)?;
    for (file, card) in &read {
        let lines = lines(file);
        for (part, what) in card.faults() {
            let line = match part {
                Part::Item(nth) => lines.get(nth),
                Part::Card => None,
            };
            troubles.push(told(file, line, what));
        }
    }
    Ok(once(read, |card| format!("{} from {}", card.id, card.from), troubles))
}

/// The catalogue's entries as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceFile {
    #[serde(default)]
    service: Vec<Spanned<Service>>,
}

type ServicesRead = (Vec<Service>, BTreeMap<CalendarId, Calendar>);

fn services(files: &SiteFiles, troubles: &mut Vec<Trouble>) -> Result<ServicesRead, Troubles> {
    let (mut services, mut calendars) = (Vec::<Service>::new(), BTreeMap::new());
    let Some(file) = files.read("services.toml")? else { return Ok((services, calendars)) };
    let read: ServiceFile = match read_toml(&file.place, &file.text) {
        Ok(read) => read,
        Err(trouble) => {
            troubles.push(trouble);
            return Ok((services, calendars));
        }
    };
    for entry in read.service {
        let line = line_of(&file.text, entry.span().start);
        let service = entry.into_inner();
        let mut found = service.faults();
        if services.iter().any(|other| other.id == service.id) {
            found.push(format!("another service has the name {} too: rename one", service.id));
        }
        if calendar::is_there(files, service.hours.as_str())? {
            calendars.insert(service.hours.clone(), calendar(files, service.hours.as_str())?);
        } else {
            found.push(format!(
                "service {}: there is no calendar {}: correct `hours`",
                service.id, service.hours
            ));
        }
        troubles.extend(found.into_iter().map(|what| told(&file, Some(&line), what)));
        services.push(service);
    }
    Ok((services, calendars))
}

/// The files of a folder that can be read; what is wrong with the others is told.
fn folder<T: DeserializeOwned>(
    files: &SiteFiles,
    name: &str,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<(SiteFile, T)>, Troubles> {
    let mut found = Vec::new();
    for name in files.names_in(name)? {
        // A file that has gone since its folder was listed is none.
        let Some(file) = files.read(&name)? else { continue };
        match read_toml(&file.place, &file.text) {
            Ok(read) => found.push((file, read)),
            Err(trouble) => troubles.push(trouble),
        }
    }
    Ok(found)
}

/// What was read, if no two have the same name.
fn once<T>(read: Vec<(SiteFile, T)>, name: impl Fn(&T) -> String, troubles: &mut Vec<Trouble>) -> Vec<T> {
    let mut names = Vec::new();
    for (file, one) in &read {
        let name = name(one);
        if names.contains(&name) {
            troubles.push(told(
                file,
                None,
                format!("there is {name} already: give this one another `id` or `from`"),
            ));
        }
        names.push(name);
    }
    read.into_iter().map(|(_, one)| one).collect()
}

/// On which lines the entries of a file stand: its rates, or its items.
fn lines(file: &SiteFile) -> Vec<usize> {
    #[derive(Deserialize)]
    struct Lists {
        #[serde(alias = "rate", alias = "item")]
        entries: Vec<Spanned<IgnoredAny>>,
    }
    let lists = read_toml::<Lists>(&file.place, &file.text);
    let entries = lists.map(|lists| lists.entries).unwrap_or_default();
    entries.iter().map(|entry| line_of(&file.text, entry.span().start)).collect()
}

fn told(file: &SiteFile, line: Option<&usize>, what: String) -> Trouble {
    Trouble { line: line.copied(), ..Trouble::new(&file.place, what) }
}
