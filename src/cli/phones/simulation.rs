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

/// Callers from now on.
pub fn simulation(plan: Plan, seed: u32, clock: Clock) -> Simulation {
    let crowd = Crowd::new(plan, seed.into(), clock.now(), Uuid::now_v7());
    Simulation::new(crowd, move || clock.now(), 1.0, Begin::Anew)
}

/// The callers that the settings wish; none if they wish none.
///
/// # Errors
/// When a queue is none of the site's.
pub fn plan(settings: &SimulationSettings, queues: &[QueueSettings]) -> anyhow::Result<Option<Plan>> {
    if settings.calls_per_hour.is_empty() {
        return Ok(None);
    }
    for queue in settings.calls_per_hour.keys() {
        let known = queues.iter().any(|settings| settings.id == *queue);
        ensure!(known, "[switch.simulation] calls_per_hour: {queue} is not in queues.toml");
    }
    Ok(Some(wished(settings)))
}

fn wished(settings: &SimulationSettings) -> Plan {
    let rates = settings.calls_per_hour.iter().map(|(queue, rate)| (queue.clone(), rate.get()));
    let agents = (FIRST_AGENT..).take(settings.agents as usize);
    Plan {
        calls_per_hour: rates.collect(),
        callers: settings.callers.get(),
        greeting: spread(settings.greeting_s),
        patience: spread(settings.patience_s),
        talk: spread(settings.talk_s),
        hold: spread(settings.hold_s),
        reached_percent: settings.reached_percent.get().into(),
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
