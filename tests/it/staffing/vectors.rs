//! The staffing formulas against numbers of another program (pyworkforce), recomputed by somebody who is not of this project.
//!
//! Where the two differ the recomputed number is taken: theirs is rounded to the decimals that the vector names. What they refuse is
//! refused here too, with one exception: a call answered "within 0 s" is one that does not wait, which has an answer.

use hotdesk::metrics::staffing::{
    Demand, Goal, Patience, Service, Shrinkage, StaffingError, needed, service,
};
use serde_json::Value;

use crate::shared;

/// The recomputed numbers are written with six digits or more.
const TOLERANCE: f64 = 1e-6;

fn vectors() -> Vec<Value> {
    let Some(file) = shared::json("vectors/erlang.json") else { return Vec::new() };
    let vectors = file["vectors"].as_array().expect("a list").clone();
    assert_eq!(vectors.len(), 18, "another file than these tests were written for");
    vectors
}

/// What a vector asks, read as the command line reads it.
struct Asked {
    demand: Demand,
    patience: Patience,
    goal: Option<Goal>,
    within_s: f64,
    agents: Option<u32>,
    shrinkage: Shrinkage,
}

fn asked(input: &Value) -> Result<Asked, StaffingError> {
    let number = |key: &str| input[key].as_f64();
    let demand = match number("traffic_erlang") {
        Some(erlangs) => Demand::new(erlangs, 1.0, 1.0)?,
        None => Demand::new(
            number("calls").expect("calls"),
            number("interval_s").expect("an interval"),
            number("aht_s").expect("a handling time"),
        )?,
    };
    let patience = match (number("mean_patience_s"), number("traffic_erlang")) {
        (Some(mean_s), _) => Patience::mean(mean_s)?,
        // Erlang B is the centre whose callers have no patience.
        (None, Some(_)) => Patience::mean(0.0)?,
        (None, None) => Patience::Endless,
    };
    let within_s = number("answer_within_s").unwrap_or(0.0);
    let share = number("target_service_level").or(number("max_blocking").map(|blocked| 1.0 - blocked));
    let goal = share.map(|share| {
        Goal::new(share, within_s)?
            .with_max_occupancy(number("max_occupancy").unwrap_or(1.0))?
            .with_max_abandonment(number("max_abandonment").unwrap_or(1.0))
    });
    Ok(Asked {
        demand,
        patience,
        goal: goal.transpose()?,
        within_s,
        agents: ["agents", "servers"].iter().find_map(|key| input[*key].as_u64()).map(|n| n as u32),
        shrinkage: Shrinkage::new(number("shrinkage").unwrap_or(0.0))?,
    })
}

fn answer(asked: &Asked) -> Service {
    match (asked.agents, asked.goal) {
        (Some(agents), _) => service(asked.demand, asked.patience, agents, asked.within_s),
        (None, Some(goal)) => needed(asked.demand, asked.patience, goal).expect("it can be kept"),
        (None, None) => panic!("neither agents nor a goal"),
    }
}

fn check(vector: &Value, key: &str, ours: Option<f64>) {
    let Some(theirs) = vector["recomputed"][key].as_f64() else { return };
    let ours = ours.unwrap_or_else(|| panic!("{key} is not defined: {vector}"));
    assert!((ours - theirs).abs() < TOLERANCE, "{key}: {ours} and not {theirs}: {vector}");
}

/// A number of which only the first digits were published: `"0.858..."`.
fn check_digits(vector: &Value, key: &str, ours: Option<f64>) {
    let Some(digits) = vector["expect"][key].as_str().map(|text| text.trim_end_matches('.')) else { return };
    let ours = ours.expect("it is defined").to_string();
    assert!(ours.starts_with(digits), "{key}: {ours} and not {digits}: {vector}");
}

#[test]
fn every_number_of_the_vectors_comes_out() {
    for vector in vectors().iter().filter(|vector| vector["expect"].is_object()) {
        let asked = asked(&vector["input"]).unwrap_or_else(|error| panic!("{error}: {vector}"));
        let found = answer(&asked);
        check(vector, "service_level", found.service_level);
        check(vector, "occupancy", found.occupancy);
        check(vector, "p_wait", found.p_wait);
        check(vector, "p_abandon", found.abandon_rate);
        check(vector, "p_block", found.abandon_rate);
        // Callers leave the queue at a rate of one a mean patience each, so all of them wait abandoned × patience on average.
        let wait_min = vector["input"]["mean_patience_s"].as_f64().map(|mean_s| mean_s / 60.0);
        check(
            vector,
            "mean_wait_min_all_callers",
            wait_min.zip(found.abandon_rate).map(|(mean, rate)| mean * rate),
        );
        check_digits(vector, "service_level", found.service_level);
        for key in ["agents", "servers"] {
            if let Some(agents) = vector["expect"][key].as_u64() {
                assert_eq!(u64::from(found.agents), agents, "{vector}");
            }
        }
        for key in ["agents_with_shrinkage", "servers_with_shrinkage"] {
            if let Some(agents) = vector["expect"][key].as_u64() {
                assert_eq!(asked.shrinkage.on_roster(found.agents), agents, "{vector}");
            }
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused_and_a_target_of_no_wait_is_answered() {
    for vector in vectors().iter().filter(|vector| vector["expect"] == "rejected") {
        let no_wait = vector["input"]["answer_within_s"] == 0;
        let asked = asked(&vector["input"]);
        assert_eq!(asked.is_ok(), no_wait, "{vector}");
        let Ok(asked) = asked else { continue };
        let found = answer(&asked);
        assert!((found.service_level.unwrap() - (1.0 - found.p_wait.unwrap())).abs() < 1e-12);
    }
}

#[test]
fn a_queue_that_grows_for_ever_is_told() {
    for vector in vectors()
        .iter()
        .filter(|vector| vector["expect"].as_str().is_some_and(|text| text.starts_with("unstable")))
    {
        let found = answer(&asked(&vector["input"]).expect("it can be asked"));
        assert!(!found.stable, "{vector}");
        assert_eq!(
            (found.service_level, found.asa_s, found.occupancy, found.p_wait),
            (Some(0.0), None, Some(1.0), Some(1.0))
        );
    }
}
