//! The formulas against what they are about: chains of states and paths of single callers, reckoned out step by step; and their laws.

use hotdesk::metrics::staffing::{Demand, Goal, Patience, Service, StaffingError, needed, service};
use proptest::prelude::*;

/// An hour whose calls make this load, with a handling time of three minutes.
fn demand(erlangs: f64) -> Demand {
    Demand::new(erlangs * 20.0, 3600.0, 180.0).expect("a demand")
}

fn close(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{what}: {ours} and not {theirs}");
}

/// The shares of time in which so many callers are there (in service and waiting), handling times having mean 1: up is at rate a, down
/// at min(k, n) + θ for each who waits.
fn states(erlangs: f64, agents: u32, theta: f64) -> Vec<f64> {
    let down = |k: u32| f64::from(k.min(agents)) + theta * f64::from(k.saturating_sub(agents));
    let mut shares = vec![1.0];
    for k in 1..20_000 {
        let next = shares[k - 1] * erlangs / down(k as u32);
        shares.push(next);
        if next < 1e-30 && k > agents as usize {
            break;
        }
    }
    let sum: f64 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}

/// Probability to be served within t for callers with k others before them in the queue, for each k: dp/dt of the callers' own chain,
/// by the fourth-order rule of Runge and Kutta.
fn served_within(agents: u32, theta: f64, queue: usize, t: f64) -> Vec<f64> {
    let n = f64::from(agents);
    let slope = |p: &[f64]| -> Vec<f64> {
        let of = |k: usize| {
            let (next, before) = (n + theta * k as f64, if k == 0 { 1.0 } else { p[k - 1] });
            // One place forward; or served by the next free agent, or gone oneself.
            let forward = if k == 0 { n * (1.0 - p[0]) } else { next * (before - p[k]) };
            forward - theta * p[k]
        };
        (0..p.len()).map(of).collect()
    };
    let steps = 4_000;
    let h = t / f64::from(steps);
    let along =
        |p: &[f64], by: &[f64], h: f64| p.iter().zip(by).map(|(p, by)| p + h * by).collect::<Vec<_>>();
    let mut p = vec![0.0; queue];
    for _ in 0..steps {
        let one = slope(&p);
        let two = slope(&along(&p, &one, h / 2.0));
        let three = slope(&along(&p, &two, h / 2.0));
        let four = slope(&along(&p, &three, h));
        let mean = |k: usize| (one[k] + 2.0 * two[k] + 2.0 * three[k] + four[k]) / 6.0;
        p = along(&p, &(0..queue).map(mean).collect::<Vec<_>>(), h);
    }
    p
}

/// Erlang A against its chain: `within_s` and `patience_s` in seconds, handling times of 180 s.
fn check_chain(erlangs: f64, agents: u32, patience_s: f64, within_s: f64) {
    let theta = 180.0 / patience_s;
    let shares = states(erlangs, agents, theta);
    let (free, waiting) = shares.split_at(agents as usize);
    let queue: f64 = waiting.iter().enumerate().map(|(k, share)| k as f64 * share).sum();
    let abandoned = theta * queue / erlangs;
    let within = served_within(agents, theta, waiting.len(), within_s / 180.0);
    let in_time: f64 =
        free.iter().sum::<f64>() + waiting.iter().zip(within).map(|(share, p)| share * p).sum::<f64>();
    let found = service(demand(erlangs), Patience::Mean(patience_s), agents, within_s);
    let case = format!("{erlangs} erlang, {agents} agents, patience {patience_s} s, within {within_s} s");
    close(&format!("p_wait of {case}"), found.p_wait.unwrap(), waiting.iter().sum(), 1e-9);
    close(&format!("abandon_rate of {case}"), found.abandon_rate.unwrap(), abandoned, 1e-9);
    close(
        &format!("occupancy of {case}"),
        found.occupancy.unwrap(),
        erlangs * (1.0 - abandoned) / f64::from(agents),
        1e-9,
    );
    close(&format!("service_level of {case}"), found.service_level.unwrap(), in_time, 1e-6);
}

#[test]
fn erlang_a_is_what_its_chain_of_states_does() {
    check_chain(10.0, 14, 300.0, 20.0);
    check_chain(10.0, 10, 60.0, 20.0);
    check_chain(10.0, 7, 60.0, 45.0);
    check_chain(3.0, 1, 90.0, 120.0);
    check_chain(0.2, 1, 30.0, 5.0);
    check_chain(80.0, 78, 600.0, 30.0);
    check_chain(40.0, 42, 10.0, 3.0);
    check_chain(25.0, 20, 3600.0, 600.0);
}

/// Erlang C by its sum over states, and the mean wait by integrating how long callers wait: ∫ P(wait > t) dt.
fn check_sum(erlangs: f64, agents: u32) {
    let n = f64::from(agents);
    let mut term = 1.0;
    let mut free = 1.0;
    for k in 1..agents {
        term *= erlangs / f64::from(k);
        free += term;
    }
    let all_busy = term * erlangs / n * n / (n - erlangs);
    let p_wait = all_busy / (free + all_busy);
    let late = |within_s: f64| {
        1.0 - service(demand(erlangs), Patience::Endless, agents, within_s).service_level.unwrap()
    };
    let found = service(demand(erlangs), Patience::Endless, agents, 20.0);
    close("p_wait", found.p_wait.unwrap(), p_wait, 1e-12);
    close("late at once", late(0.0), p_wait, 1e-12);
    let step = 0.05;
    let middles = (0..200_000).map(|k| (f64::from(k) + 0.5) * step);
    close("asa", found.asa_s.unwrap(), middles.map(|t| late(t) * step).sum(), 1e-6);
}

#[test]
fn erlang_c_is_the_sum_over_its_states_and_its_mean_wait_the_integral_of_the_waits() {
    check_sum(10.0, 14);
    check_sum(0.5, 1);
    check_sum(30.0, 33);
}

/// The mean wait of those who are answered, integrated from how many are answered within t: E[W; answered] = ∫ (answered − within t) dt.
fn check_asa(erlangs: f64, agents: u32, patience_s: f64) {
    let within = |within_s: f64| service(demand(erlangs), Patience::Mean(patience_s), agents, within_s);
    let found = within(0.0);
    let answered = 1.0 - found.abandon_rate.unwrap();
    let step = 0.5;
    let middles = (0..4_000).map(|k| (f64::from(k) + 0.5) * step);
    let waited: f64 = middles.map(|t| (answered - within(t).service_level.unwrap()) * step).sum();
    close("asa", found.asa_s.unwrap(), waited / answered, 1e-4);
    // All who wait hang up at a rate of one a mean patience: mean wait of all = abandoned × patience, the answered's and the others'.
    assert!(answered * found.asa_s.unwrap() <= found.abandon_rate.unwrap() * patience_s + 1e-9);
}

#[test]
fn the_mean_wait_of_the_answered_is_the_integral_of_their_waits() {
    check_asa(10.0, 10, 60.0);
    check_asa(10.0, 14, 300.0);
    check_asa(12.0, 8, 45.0);
}

fn is_a_service(found: &Service) {
    for share in
        [found.service_level, found.occupancy, found.p_wait, found.abandon_rate].into_iter().flatten()
    {
        assert!((0.0..=1.0).contains(&share), "{found:?}");
    }
    assert!(found.asa_s.is_none_or(|asa_s| asa_s.is_finite() && asa_s >= 0.0), "{found:?}");
}

#[test]
fn loads_of_any_size_have_numbers() {
    for erlangs in [1e-9_f64, 1.0, 1e3, 1e4, 1e5, 1e6] {
        for spare in [-0.5, -0.01, 0.0, 1e-4, 0.01, 0.5] {
            let agents = (erlangs * (1.0 + spare)).ceil() as u32;
            is_a_service(&service(demand(erlangs), Patience::Endless, agents, 20.0));
            for patience_s in [0.0, 1e-12, 1e-6, 1.0, 60.0, 1e6, 1e12, f64::MAX] {
                let found = service(demand(erlangs), Patience::Mean(patience_s), agents, 20.0);
                is_a_service(&found);
                // What does not hang up is answered, and agents can do no more than that.
                let answered = erlangs * (1.0 - found.abandon_rate.unwrap());
                assert!(answered <= f64::from(agents) * (1.0 + 1e-9), "{erlangs} {patience_s} {found:?}");
            }
        }
    }
}

#[test]
fn a_large_centre_follows_the_square_root_law() {
    // S. Halfin, W. Whitt 1981: with n = a + β √a agents, P(wait) nears 1 / (1 + β Φ(β) / φ(β)); at β = 1 that is 0.2234.
    let found = service(demand(1e6), Patience::Endless, 1_001_000, 20.0);
    close("p_wait", found.p_wait.unwrap(), 0.223_4, 1e-3);
    // Garnett, Mandelbaum, Reiman 2002: with n = a and patience as long as handling, half of all wait.
    let found = service(demand(1e6), Patience::Mean(180.0), 1_000_000, 20.0);
    close("p_wait with patience", found.p_wait.unwrap(), 0.5, 1e-3);
}

fn goal(percent: f64, within_s: f64) -> Goal {
    Goal::new(percent / 100.0, within_s).expect("a goal")
}

#[test]
fn ends_of_the_scale_are_defined() {
    let nobody = Demand::new(0.0, 1800.0, 180.0).expect("a demand");
    let found = needed(nobody, Patience::Endless, goal(100.0, 20.0)).expect("an answer");
    assert_eq!((found.agents, found.service_level, found.occupancy, found.asa_s), (0, None, None, None));
    assert_eq!(service(nobody, Patience::Mean(60.0), 3, 20.0).occupancy, Some(0.0));
    let no_time = Demand::new(100.0, 1800.0, 0.0).expect("a demand");
    for patience in [Patience::Endless, Patience::Mean(60.0), Patience::Mean(0.0)] {
        let found = needed(no_time, patience, goal(80.0, 0.0)).expect("an answer");
        assert_eq!((found.agents, found.service_level, found.asa_s), (1, Some(1.0), Some(0.0)));
        assert_eq!(needed(demand(10.0), patience, goal(100.0, 20.0)), Err(StaffingError::Never));
    }
    let alone = service(demand(10.0), Patience::Mean(60.0), 0, 20.0);
    assert_eq!(
        (alone.service_level, alone.abandon_rate, alone.asa_s, alone.occupancy),
        (Some(0.0), Some(1.0), None, None)
    );
    let few = goal(80.0, 20.0).with_max_occupancy(1e-300).expect("a goal");
    assert!(matches!(needed(demand(10.0), Patience::Endless, few), Err(StaffingError::TooMany { .. })));
    assert!(matches!(Demand::new(1e300, 1.0, 1e300), Err(StaffingError::Load { .. })));
    assert!(Demand::new(f64::NAN, 1.0, 1.0).is_err() && Patience::mean(f64::INFINITY).is_err());
}

proptest! {
    #[test]
    fn one_more_agent_never_makes_it_worse(
        erlangs in 0.01..300.0_f64,
        spare in -20..30_i32,
        within_s in 0.0..300.0_f64,
        patience in prop_oneof![Just(Patience::Endless), (0.0..1e4_f64).prop_map(Patience::Mean)],
    ) {
        let agents = (erlangs as i32 + spare).max(0) as u32;
        let [one, more] = [agents, agents + 1].map(|agents| service(demand(erlangs), patience, agents, within_s));
        is_a_service(&one);
        let trifle = 1e-9;
        prop_assert!(more.service_level.unwrap() >= one.service_level.unwrap() - trifle);
        prop_assert!(more.p_wait.unwrap() <= one.p_wait.unwrap() + trifle);
        prop_assert!(more.occupancy.unwrap() <= one.occupancy.unwrap_or(1.0) + trifle);
        if one.stable {
            prop_assert!(more.abandon_rate.unwrap() <= one.abandon_rate.unwrap() + trifle);
        }
    }

    #[test]
    fn callers_of_great_patience_are_those_of_erlang_c(
        erlangs in 0.01..300.0_f64, spare in 0.02..0.5_f64, within_s in 0.0..300.0_f64,
    ) {
        let agents = (erlangs * (1.0 + spare)).ceil() as u32;
        let c = service(demand(erlangs), Patience::Endless, agents, within_s);
        let a = service(demand(erlangs), Patience::Mean(1e12), agents, within_s);
        for (a, c) in [
            (a.service_level, c.service_level), (a.p_wait, c.p_wait), (a.occupancy, c.occupancy),
            (a.abandon_rate, c.abandon_rate), (a.asa_s, c.asa_s),
        ] {
            let (a, c) = (a.unwrap(), c.unwrap());
            prop_assert!((a - c).abs() <= 1e-6 * c.max(1.0), "{} and not {}", a, c);
        }
    }

    #[test]
    fn the_number_needed_is_the_least_that_keeps_the_goal(
        erlangs in 0.01..500.0_f64,
        percent in 1.0..99.99_f64,
        within_s in 0.0..120.0_f64,
        max_occupancy in 0.3..1.0_f64,
        patience in prop_oneof![Just(Patience::Endless), (0.0..1e4_f64).prop_map(Patience::Mean)],
    ) {
        let goal = goal(percent, within_s).with_max_occupancy(max_occupancy).unwrap();
        let found = needed(demand(erlangs), patience, goal).unwrap();
        prop_assert!(found.keeps(goal));
        let fewer = service(demand(erlangs), patience, found.agents - 1, within_s);
        prop_assert!(!fewer.keeps(goal), "{:?} would do", fewer);
    }
}
