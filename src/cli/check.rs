//! `hotdesk check`: proves lifecycles before they are used, and that all files of a site fit together: also what it is measured by.

use std::{path::PathBuf, process::ExitCode};

use super::{finding::Finding, output, staff::roster_of_site};
use crate::{
    config::{
        DeskSettings, Measures, Settings, Site, SiteFiles, Sources, Troubles, lifecycle_at, lifecycles,
    },
    domain::{Catalogue, TicketForm, clean_text, lifecycle::Lifecycle},
};

/// Prove lifecycles: every state reached and left, every clock stopped, every approver there; and, where no file is named, that units,
/// categories, rates, scorecards, services and all else of the site fit together.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Lifecycle files; those of the settings' site, or the built-in ones, if none is named.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the subcommand: success if nothing is wrong.
///
/// # Errors
/// When the settings cannot be read.
pub fn run(args: &Args, config: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let findings: Vec<_> = if args.files.is_empty() {
        let settings = Settings::load(&Sources::of_process(config, Vec::new()))?;
        whole(&settings.desk)
    } else {
        let proved = args.files.iter().map(|path| lifecycle_at(path).map(|lifecycle| vec![lifecycle]));
        proved.flat_map(findings).collect()
    };
    findings.iter().try_for_each(output::say)?;
    let wrong = findings.iter().any(Finding::is_wrong);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The lifecycles, and the rest of the site once they are right.
fn whole(settings: &DeskSettings) -> Vec<Finding> {
    let mut found = findings(lifecycles(&SiteFiles::new(&settings.site)));
    if !found.iter().any(Finding::is_wrong) {
        found.extend(match Site::load(settings) {
            Ok(site) => std::iter::once(handling(&site.catalogue))
                .chain(measures(Measures::load(settings, &site.catalogue)))
                .collect(),
            Err(troubles) => wrong("site", &troubles),
        });
        found.extend(roster(settings));
    }
    found
}

/// Who handles what.
fn handling(catalogue: &Catalogue) -> Finding {
    let units = &catalogue.units;
    let levels = units.iter().map(|unit| units.path(&unit.id).len()).max().unwrap_or(0);
    let proposes = |code| catalogue.propose(&TicketForm { category: Some(code), ..TicketForm::default() });
    let of_nobody = catalogue.categories.iter().filter(|one| proposes(one.code.clone()).is_none()).count();
    let count = units.len();
    Finding::good(
        "units",
        format!("{count} on {levels} levels; categories that none of them handles: {of_nobody}"),
    )
}

/// Who works when, if the site has a roster.
fn roster(settings: &DeskSettings) -> Option<Finding> {
    match roster_of_site(settings) {
        Ok(None) => None,
        Ok(Some(roster)) => Some(match roster.strangers().as_slice() {
            [] => Finding::good("roster", format!("{} agents", roster.agents().len())),
            [stranger, ..] => {
                Finding::wrong("roster", format!("{stranger} is away, but in no shift: correct the number"))
            }
        }),
        Err(trouble) => Some(Finding::wrong("roster", clean_text(&trouble.to_string()))),
    }
}

/// What the site is measured by.
fn measures(read: Result<Measures, Troubles>) -> Vec<Finding> {
    let Measures { rates, scorecards, services, .. } = match read {
        Ok(measures) => measures,
        Err(troubles) => return wrong("measures", &troubles),
    };
    let rates = rates.iter().map(|rule| {
        Finding::good("rates", format!("{} from {}: {} rates", rule.id, rule.from, rule.rates.len()))
    });
    let cards = scorecards.iter().map(|card| {
        Finding::good("scorecard", format!("{} from {}: {} items", card.id, card.from, card.items.len()))
    });
    let services = Finding::good("services", format!("{} in the catalogue", services.len()));
    rates.chain(cards).chain([services]).collect()
}

fn findings(proved: Result<Vec<Lifecycle>, Troubles>) -> Vec<Finding> {
    match proved {
        Ok(lifecycles) => lifecycles.iter().flat_map(about).collect(),
        Err(troubles) => wrong("lifecycle", &troubles),
    }
}

fn wrong(what: &'static str, Troubles(found): &Troubles) -> Vec<Finding> {
    found.iter().map(|trouble| Finding::wrong(what, clean_text(&trouble.to_string()))).collect()
}

/// Its size, and what reports miss in it.
fn about(lifecycle: &Lifecycle) -> Vec<Finding> {
    let missing = lifecycle.uncounted();
    let notes = missing.into_iter().map(|what| Finding::note("lifecycle", what));
    std::iter::once(Finding::good("lifecycle", size(lifecycle))).chain(notes).collect()
}

fn size(lifecycle: &Lifecycle) -> String {
    let Lifecycle { id, states, verbs, clocks, .. } = lifecycle;
    format!("{id}: {} states, {} verbs, {} clocks", states.len(), verbs.len(), clocks.len())
}
