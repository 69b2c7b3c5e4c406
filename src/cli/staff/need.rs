//! `hotdesk staff`: one interval.

use serde_json::{Value, json};

use super::{
    form::{self, Format, percent, plain, seconds},
    given::{GoalArgs, Length},
};
use crate::metrics::staffing::{Demand, Goal, Patience, Service, Shrinkage, needed, service};

/// How many fewer and how many more agents are shown beside the answer.
const FEWER: u32 = 2;
const MORE: u32 = 3;

#[derive(Clone, Debug, clap::Args)]
pub struct IntervalArgs {
    /// Calls offered in the interval.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    calls: f64,
    /// How long the interval is.
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    interval: Length,
    /// Average handling time: talk, hold and wrap-up.
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    aht: Length,
    /// Say what so many agents give, and not how many are needed.
    #[arg(long, value_name = "K")]
    agents: Option<u32>,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Format,
}

/// What was asked, and what came out.
struct Answer {
    demand: Demand,
    patience: Patience,
    goal: Goal,
    shrinkage: Shrinkage,
    found: Service,
    /// What a few agents fewer and more give.
    around: Vec<Service>,
}

pub fn run(args: &IntervalArgs, goal: &GoalArgs) -> anyhow::Result<()> {
    let demand = Demand::new(args.calls, args.interval.0, args.aht.0)?;
    let (patience, goal, shrinkage) = (goal.patience()?, goal.goal()?, goal.shrinkage()?);
    let with = |agents| service(demand, patience, agents, goal.within_s());
    let found = args.agents.map_or_else(|| needed(demand, patience, goal), |agents| Ok(with(agents)))?;
    let around = found.agents.saturating_sub(FEWER)..=found.agents.saturating_add(MORE);
    let answer = Answer { demand, patience, goal, shrinkage, found, around: around.map(with).collect() };
    args.format.answer(|| answer.table(args.agents.is_some()), || answer.json())
}

impl Answer {
    fn json(&self) -> Value {
        let mut json = self.service(&self.found);
        let asked = json!({
            "model": if self.patience == Patience::Endless { "erlang_c" } else { "erlang_a" },
            "calls": self.demand.calls(),
            "interval_s": self.demand.interval_s(),
            "aht_s": self.demand.aht_s(),
            "load_erlang": self.demand.erlangs(),
            "target": self.goal.share(),
            "target_s": self.goal.within_s(),
            "patience_s": match self.patience { Patience::Endless => None, Patience::Mean(mean_s) => Some(mean_s) },
            "shrinkage": self.shrinkage.share(),
            "max_occupancy": self.goal.max_occupancy(),
            "max_abandonment": self.goal.max_abandonment(),
            "around": self.around.iter().map(|service| self.service(service)).collect::<Vec<_>>(),
        });
        if let (Value::Object(json), Value::Object(asked)) = (&mut json, asked) {
            json.extend(asked);
        }
        json
    }

    fn service(&self, service: &Service) -> Value {
        json!({
            "agents": service.agents,
            "agents_with_shrinkage": self.shrinkage.on_roster(service.agents),
            "stable": service.stable,
            "keeps_goal": service.keeps(self.goal),
            "service_level": service.service_level,
            "asa_s": service.asa_s,
            "occupancy": service.occupancy,
            "p_wait": service.p_wait,
            "abandon_rate": service.abandon_rate,
        })
    }

    fn table(&self, given: bool) -> String {
        let mut lines = vec![self.asked(), String::new(), self.verdict(given), String::new()];
        let within = format!("in {} s", plain(self.goal.within_s(), 3));
        let heads = ["", "agents", &within, "ASA", "occupancy", "have to wait", "abandoned", ""];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        rows.extend(self.around.iter().map(|service| self.row(service)));
        lines.push(form::rows(&rows));
        lines.join("\n")
    }

    fn asked(&self) -> String {
        let callers = match self.patience {
            Patience::Endless => "who wait for ever (Erlang C)".to_owned(),
            Patience::Mean(mean_s) => format!("whose mean patience is {} s (Erlang A)", plain(mean_s, 1)),
        };
        format!(
            "{} calls in {} s, {} s each: {} erlang\ncallers {callers}",
            plain(self.demand.calls(), 2),
            plain(self.demand.interval_s(), 2),
            plain(self.demand.aht_s(), 2),
            plain(self.demand.erlangs(), 2),
        )
    }

    fn verdict(&self, given: bool) -> String {
        let Service { agents, stable, .. } = self.found;
        let goal = promise(self.goal);
        let verdict = match (given, stable, self.found.keeps(self.goal)) {
            (_, false, _) => format!("{agents} agents cannot take so much: the queue grows for ever"),
            (true, true, true) => format!("{agents} agents keep the goal of {goal}"),
            (true, true, false) => format!("{agents} agents do not keep the goal of {goal}"),
            (false, ..) => format!("{agents} agents are needed for {goal}"),
        };
        match self.shrinkage.share() {
            0.0 => verdict,
            share => format!(
                "{verdict}\n{} of the time away from the phones: {} on the roster",
                percent(Some(share)),
                self.shrinkage.on_roster(agents)
            ),
        }
    }

    fn row(&self, service: &Service) -> Vec<String> {
        let mark = if service.agents == self.found.agents { ">" } else { "" };
        let waits = if service.stable { "" } else { "grows for ever" };
        vec![
            mark.to_owned(),
            service.agents.to_string(),
            percent(service.service_level),
            seconds(service.asa_s),
            percent(service.occupancy),
            percent(service.p_wait),
            percent(service.abandon_rate),
            waits.to_owned(),
        ]
    }
}

/// `80 % within 20 s and at most 85 % busy`.
fn promise(goal: Goal) -> String {
    let percent = |share: f64| plain(share * 100.0, 3);
    let mut promise = format!("{} % within {} s", percent(goal.share()), plain(goal.within_s(), 3));
    for (share, what) in [(goal.max_occupancy(), "busy"), (goal.max_abandonment(), "abandoned")] {
        if share < 1.0 {
            promise += &format!(" and at most {} % {what}", percent(share));
        }
    }
    promise
}
