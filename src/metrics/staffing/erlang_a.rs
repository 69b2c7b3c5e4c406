//! Erlang A: callers who hang up when their patience, exponentially distributed, is used up.
//!
//! Who calls at a moment would wait V if endlessly patient. With handling times of mean 1, a load of a, n agents, and callers who hang up
//! at a rate of θ, V has the density c·a·B·e^φ(x) for x > 0, and is 0 with probability c, where
//!
//! φ(x) = a (1 − e^(−θx)) / θ − n x, B is Erlang B of n − 1 agents, and c = 1 / (1 + a B ∫ e^φ)
//!
//! (F. Baccelli, G. Hebuterne 1981; S. Zeltyn, A. Mandelbaum, *Call centers with impatient customers*, 2005, § 2). Who would wait x is
//! still there with probability e^(−θx). All that is asked are integrals of e^φ. Under overload e^φ is beyond any number, so everything
//! is counted from the peak of φ.

use super::{erlang_c::blocking, integral::integrate, need::Odds};

/// Where e^φ has fallen by e^−50 nothing is left that a number could hold.
const NOTHING: f64 = -50.0;
/// Less patience than a nanosecond is none; more than thirty million years is endless, s.
const PATIENCE_S: std::ops::Range<f64> = 1e-9..1e15;

/// What callers find with so much patience. It is stable under any load.
pub fn odds(erlangs: f64, agents: u32, aht_s: f64, within_s: f64, patience_s: f64) -> Odds {
    match agents {
        0 => Odds { in_time: 0.0, asa_s: None, p_wait: 1.0, abandoned: 1.0 },
        _ if erlangs == 0.0 => Odds { in_time: 1.0, asa_s: Some(0.0), p_wait: 0.0, abandoned: 0.0 },
        _ if patience_s < PATIENCE_S.start => lost_at_once(blocking(erlangs, agents)),
        _ => {
            let theta = (aht_s / patience_s.min(PATIENCE_S.end)).max(f64::MIN_POSITIVE);
            waiting(&Wait::new(erlangs, agents, theta), aht_s, within_s)
        }
    }
}

/// Erlang B: nobody waits.
fn lost_at_once(blocked: f64) -> Odds {
    Odds { in_time: 1.0 - blocked, asa_s: Some(0.0), p_wait: blocked, abandoned: blocked }
}

fn waiting(wait: &Wait, aht_s: f64, within_s: f64) -> Odds {
    let until = wait.gone.min(within_s / aht_s - wait.peak);
    let stays = |x: f64| (-wait.theta * x).exp();
    let busy = wait.sum(|_| 1.0, wait.right);
    let lost = wait.sum(|x| -(-wait.theta * x).exp_m1(), wait.right);
    let answered = wait.sum(stays, wait.gone);
    let in_time = wait.sum(stays, until);
    let waited = wait.sum(|x| x * stays(x), wait.gone);
    let all = wait.at_once + busy;
    let answered = wait.at_once + answered;
    Odds {
        in_time: (wait.at_once + in_time) / all,
        asa_s: (answered > 0.0).then(|| aht_s * waited / answered),
        p_wait: busy / all,
        abandoned: lost / all,
    }
}

/// The weights of V, in mean handling times, all divided by e^φ(peak).
struct Wait {
    theta: f64,
    /// Where φ is highest: 0 unless more comes in than agents can take.
    peak: f64,
    /// φ(peak + d) = φ(peak) + slope d − bend h(θ d), with h(z) = e^−z − 1 + z.
    slope: f64,
    bend: f64,
    /// The weight of V = 0.
    at_once: f64,
    /// a B: what e^φ is multiplied by.
    scale: f64,
    /// How far from the peak anything is left, to both sides.
    left: f64,
    right: f64,
    /// How far from the peak anybody is left: callers of hardly any patience are gone long before φ has moved.
    gone: f64,
}

impl Wait {
    fn new(erlangs: f64, agents: u32, theta: f64) -> Self {
        let n = f64::from(agents);
        let over = ((erlangs - n) / n).max(0.0).ln_1p();
        let (slope, bend) = ((erlangs - n).min(0.0), erlangs.min(n) / theta);
        let mut wait = Self {
            theta,
            peak: over / theta,
            slope,
            bend,
            at_once: (-bend * bent(-over)).exp(),
            scale: erlangs * blocking(erlangs, agents - 1),
            left: 0.0,
            right: 0.0,
            gone: 0.0,
        };
        wait.left = -wait.reach(1.0 / n, -1.0, wait.peak);
        wait.right = wait.reach(1.0 / n, 1.0, f64::INFINITY);
        wait.gone = (-NOTHING / theta).min(wait.right);
        wait
    }

    /// φ so far beside its peak, from there.
    fn phi(&self, beside: f64) -> f64 {
        self.slope * beside - self.bend * bent(self.theta * beside)
    }

    /// How far to go to one side until nothing is left, or the limit is reached. φ never falls by more than 1 in the first step of 1/n.
    fn reach(&self, first: f64, side: f64, limit: f64) -> f64 {
        let mut far = first;
        while far < limit && self.phi(side * far) > NOTHING {
            far *= 2.0;
        }
        far.min(limit)
    }

    /// a B ∫ weigh(x) e^φ(x) dx, up to so far beside the peak.
    fn sum(&self, weigh: impl Fn(f64) -> f64, until: f64) -> f64 {
        let weight = |beside: f64| weigh(self.peak + beside) * self.phi(beside).exp();
        let gone = self.gone.min(until);
        self.scale * (integrate(&weight, self.left, gone) + integrate(&weight, gone, until))
    }
}

/// e^−z − 1 + z, exact also where it is small.
fn bent(z: f64) -> f64 {
    if z.abs() > 1.0 {
        return (-z).exp_m1() + z;
    }
    let mut term = z * z / 2.0;
    let mut sum = term;
    for k in 3..24 {
        term *= -z / f64::from(k);
        sum += term;
    }
    sum
}
