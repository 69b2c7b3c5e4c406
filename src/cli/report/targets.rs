//! Targets of queues with the dates from which they hold, as a file.

use std::{fs, path::Path};

use anyhow::Context;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::{
    cli::reckoning,
    metrics::{Promise, Promises},
};

/// What queues promise from a date on.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// What all queues promise of which nothing else is said.
    pub everywhere: Promises,
    /// What single queues promise.
    pub queues: Vec<(String, DateTime<Utc>, Promise)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    target: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    /// All queues, if left out.
    queue: Option<String>,
    /// Always, if left out.
    from: Option<String>,
    target_s: Option<u32>,
    short_abandon_s: Option<u32>,
}

impl Targets {
    /// Reads a file; what a target leaves out is that of `otherwise`.
    pub fn read(file: &Path, otherwise: Promise, zone: Tz) -> anyhow::Result<Self> {
        let name = file.display();
        let text = fs::read_to_string(file)
            .with_context(|| format!("cannot read {name}; check that it is there"))?;
        let given: Given = toml::from_str(&text).with_context(|| format!("{name} has a fault"))?;
        let mut targets = Self { everywhere: otherwise.into(), queues: Vec::new() };
        for target in given.target {
            let from = target.from.as_deref().map(|text| reckoning::instant_in(text, zone)).transpose()?;
            let from = from.unwrap_or(DateTime::<Utc>::MIN_UTC);
            let promise = Promise {
                target_s: target.target_s.unwrap_or(otherwise.target_s),
                short_abandon_s: target.short_abandon_s.unwrap_or(otherwise.short_abandon_s),
            };
            match target.queue {
                Some(queue) => targets.queues.push((queue, from, promise)),
                None => targets.everywhere.add(from, promise),
            }
        }
        Ok(targets)
    }
}
