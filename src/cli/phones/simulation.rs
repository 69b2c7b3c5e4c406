//! Made-up callers as the settings wish them.

use anyhow::ensure;
use uuid::Uuid;

use crate::{
    config::{SimulationSettings, SpreadSettings},
    domain::{AgentId, QueueSettings},
    server::Clock,
    switch::{Begin, Crowd, Plan, Simulation, Spread},
};

/// The number of the first agent who serves by itself.
const FIRST_AGENT: u32 = 9_001;

/// Callers from now on; none if the settings wish none.
///
/// # Errors
/// When a queue is none of the site's.
pub fn simulation(
    settings: &SimulationSettings,
    queues: &[QueueSettings],
    clock: Clock,
) -> anyhow::Result<Option<Simulation>> {
    if settings.calls_per_hour.is_empty() {
        return Ok(None);
    }
    for queue in settings.calls_per_hour.keys() {
        let known = queues.iter().any(|settings| settings.id == *queue);
        ensure!(known, "[switch.simulation] calls_per_hour: {queue} is not in queues.toml");
    }
    let crowd = Crowd::new(plan(settings), settings.seed.into(), clock.now(), Uuid::now_v7());
    Ok(Some(Simulation::new(crowd, move || clock.now(), 1.0, Begin::Anew)))
}

fn plan(settings: &SimulationSettings) -> Plan {
    let rates = settings.calls_per_hour.iter().map(|(queue, rate)| (queue.clone(), rate.get()));
    let agents = (FIRST_AGENT..).take(settings.agents as usize);
    Plan {
        calls_per_hour: rates.collect(),
        callers: settings.callers.get(),
        greeting: spread(settings.greeting_s),
        patience: spread(settings.patience_s),
        talk: spread(settings.talk_s),
        hold: spread(settings.hold_s),
        agents: agents.map(|number| AgentId::from(number.to_string().as_str())).collect(),
    }
}

fn spread(settings: SpreadSettings) -> Spread {
    match settings {
        SpreadSettings::Fixed(seconds) => Spread::Fixed(seconds),
        SpreadSettings::Exponential(mean) => Spread::Exponential(mean),
        SpreadSettings::Lognormal { mean, deviation } => Spread::Lognormal { mean, deviation },
    }
}
