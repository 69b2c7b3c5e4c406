//! Erlang B and C: callers who are lost at once, and callers who wait for ever.

use super::need::Odds;

/// Erlang B: the share of time in which so many agents are all busy if callers who find them so go away.
///
/// B(0) = 1, B(n) = a B(n−1) / (n + a B(n−1)) with a load of a erlang. Each step keeps B between 0 and 1, so nothing overflows; once B is
/// too small for a number it is 0.
pub fn blocking(erlangs: f64, agents: u32) -> f64 {
    let mut blocked = 1.0;
    for n in 1..=agents {
        blocked = erlangs * blocked / (f64::from(n) + erlangs * blocked);
        if blocked < f64::MIN_POSITIVE {
            return 0.0;
        }
    }
    blocked
}

/// Erlang C: what callers find who wait for ever; none if there are not more agents than erlang, as the queue grows for ever then.
///
/// With B of [`blocking`] and a load of a on n agents, all are busy for C = n B / (n − a (1 − B)) of the time; a wait is longer than t
/// with probability C e^(−(n − a) t / aht).
pub fn odds(erlangs: f64, agents: u32, aht_s: f64, within_s: f64) -> Option<Odds> {
    let n = f64::from(agents);
    if n <= erlangs {
        return None;
    }
    let blocked = blocking(erlangs, agents);
    let p_wait = n * blocked / (n - erlangs * (1.0 - blocked));
    let late = if p_wait > 0.0 { p_wait * (-(n - erlangs) * within_s / aht_s).exp() } else { 0.0 };
    Some(Odds { in_time: 1.0 - late, asa_s: Some(p_wait * aht_s / (n - erlangs)), p_wait, abandoned: 0.0 })
}
