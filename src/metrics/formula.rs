//! Every number with its formula: the value and the text that explains it come from the same terms.

use super::{Measure, Tally};

/// A number that can be read off a [`Tally`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// 接通率 of a queue: answered / offered.
    AnswerRate,
    /// 接通率 of the centre: (answered by agent + completed in self-service) / calls that entered the centre.
    CentreAnswerRate,
    /// 服务水平: answered within the target / offered.
    ServiceLevel,
    /// Service level of answered calls only.
    ServiceLevelOfAnswered,
    /// Service level with abandons within the target left out.
    ServiceLevelAbandonsOut,
    /// Service level with abandons within the target counted as met.
    ServiceLevelAbandonsMet,
    /// Abandoned / offered.
    AbandonRate,
    /// Abandonment rate without short ones, above and below the line.
    AbandonRateWithoutShort,
    /// Average speed of answer: Σ wait of answered / answered.
    Asa,
    /// Average patience: Σ wait of abandoned / abandoned.
    Patience,
    /// 平均处理时长: talk, hold and wrap-up of handled calls / handled.
    Aht,
    /// (talk + hold + wrap-up) / (talk + hold + wrap-up + ready).
    Occupancy,
    /// 工时利用率: (talk + hold) / signed-in time.
    Utilisation,
    /// Time away / signed-in time.
    PauseShare,
    /// Rings not answered / rings.
    RnaRate,
    /// Calls handed on / handled. A talk at a phone without a screen is answered, and neither handled nor handed on.
    TransferRate,
    /// 一次解决率 of known callers: calls after which they did not call again in time, and whose matter was not dispatched / their calls.
    Fcr,
    /// The same of all calls handled: callers who are not known count as settled.
    FcrOfHandled,
    /// 外呼接通率: calls that we began and somebody answered / those whose number was called.
    PlacedAnswerRate,
    /// Dialling, talk, hold and wrap-up of calls that we began / those whose work is finished.
    PlacedAht,
}

/// How a number is made: the sum of `over`, divided by the sum of `under`.
#[derive(Clone, Copy, Debug)]
pub struct Formula {
    /// Name, as locales know it.
    pub key: &'static str,
    /// Above the line.
    pub over: &'static [Term],
    /// Below the line.
    pub under: &'static [Term],
    /// What the number depends on beside events.
    pub parameters: &'static [Parameter],
    /// What it is measured in.
    pub unit: Unit,
}

/// A count added or taken away.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    /// Added.
    Plus(Count),
    /// Taken away.
    Minus(Count),
}

/// A count or a time (ms) of a tally, with its name as locales know it.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// Name, as locales know it.
    pub key: &'static str,
    /// A count, or a time (ms).
    pub measure: Measure,
    /// Its value.
    pub of: fn(&Tally) -> u64,
}

/// A setting of the queue that a number depends on; a change of it holds from then on and rewrites nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Answer-time target, s. "Within" means wait ≤ target.
    Target,
    /// Short-abandon limit, s.
    ShortAbandon,
}

/// What a number is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, usually between 0 and 1.
    Share,
    /// Seconds.
    Seconds,
}

impl Metric {
    /// All, in the order of DOMAIN.
    pub const ALL: [Self; 20] = [
        Self::AnswerRate,
        Self::CentreAnswerRate,
        Self::ServiceLevel,
        Self::ServiceLevelOfAnswered,
        Self::ServiceLevelAbandonsOut,
        Self::ServiceLevelAbandonsMet,
        Self::AbandonRate,
        Self::AbandonRateWithoutShort,
        Self::Asa,
        Self::Patience,
        Self::Aht,
        Self::Occupancy,
        Self::Utilisation,
        Self::PauseShare,
        Self::RnaRate,
        Self::TransferRate,
        Self::Fcr,
        Self::FcrOfHandled,
        Self::PlacedAnswerRate,
        Self::PlacedAht,
    ];

    /// Its value; none where there is nothing to divide by, or where nothing is known of the time signed in, or of callers, that it wants.
    pub fn of(self, tally: &Tally) -> Option<f64> {
        let is_known = match self {
            Self::Occupancy => tally.signed_in_ms > 0,
            Self::FcrOfHandled => tally.known > 0,
            _ => true,
        };
        if !is_known {
            return None;
        }
        let formula = self.formula();
        let (over, under) = (sum(formula.over, tally), sum(formula.under, tally));
        let scale = match formula.unit {
            Unit::Share => 1.0,
            Unit::Seconds => 1_000.0,
        };
        (under > 0).then(|| over as f64 / under as f64 / scale)
    }

    /// How it is made.
    pub fn formula(self) -> Formula {
        match self {
            Self::AnswerRate => share("answer_rate", &[Plus(ANSWERED)], &[Plus(OFFERED)]),
            Self::CentreAnswerRate => {
                share("centre_answer_rate", &[Plus(ANSWERED), Plus(SELF_SERVED)], &[Plus(ENTERED)])
            }
            Self::ServiceLevel => on_target("service_level", &[Plus(IN_TARGET)], &[Plus(OFFERED)]),
            Self::ServiceLevelOfAnswered => {
                on_target("service_level_of_answered", &[Plus(IN_TARGET)], &[Plus(ANSWERED)])
            }
            Self::ServiceLevelAbandonsOut => on_target(
                "service_level_abandons_out",
                &[Plus(IN_TARGET)],
                &[Plus(OFFERED), Minus(ABANDONED_IN_TARGET)],
            ),
            Self::ServiceLevelAbandonsMet => on_target(
                "service_level_abandons_met",
                &[Plus(IN_TARGET), Plus(ABANDONED_IN_TARGET)],
                &[Plus(OFFERED)],
            ),
            Self::AbandonRate => share("abandon_rate", &[Plus(ABANDONED)], &[Plus(OFFERED)]),
            Self::AbandonRateWithoutShort => Formula {
                parameters: &[Parameter::ShortAbandon],
                ..share(
                    "abandon_rate_without_short",
                    &[Plus(ABANDONED), Minus(ABANDONED_SHORT)],
                    &[Plus(OFFERED), Minus(ABANDONED_SHORT)],
                )
            },
            Self::Asa => seconds("asa", &[Plus(WAIT_ANSWERED)], &[Plus(ANSWERED)]),
            Self::Patience => seconds("patience", &[Plus(WAIT_ABANDONED)], &[Plus(ABANDONED)]),
            Self::Aht => seconds("aht", &[Plus(HANDLED_TIME)], &[Plus(HANDLED)]),
            Self::Occupancy => share(
                "occupancy",
                &[Plus(TALK), Plus(HOLD), Plus(WRAP_UP)],
                &[Plus(TALK), Plus(HOLD), Plus(WRAP_UP), Plus(READY)],
            ),
            Self::Utilisation => share("utilisation", &[Plus(TALK), Plus(HOLD)], &[Plus(SIGNED_IN)]),
            Self::PauseShare => share("pause_share", &[Plus(PAUSED)], &[Plus(SIGNED_IN)]),
            Self::RnaRate => share("rna_rate", &[Plus(MISSED)], &[Plus(RINGS)]),
            Self::TransferRate => share("transfer_rate", &[Plus(TRANSFERRED)], &[Plus(HANDLED)]),
            Self::Fcr => share("fcr", &[Plus(KNOWN), Minus(CAME_BACK)], &[Plus(KNOWN)]),
            Self::FcrOfHandled => {
                share("fcr_of_handled", &[Plus(HANDLED), Minus(CAME_BACK)], &[Plus(HANDLED)])
            }
            Self::PlacedAnswerRate => share("placed_answer_rate", &[Plus(PLACED_CONNECTED)], &[Plus(PLACED)]),
            Self::PlacedAht => seconds("placed_aht", &[Plus(PLACED_TIME)], &[Plus(PLACED_HANDLED)]),
        }
    }
}

impl Formula {
    /// The formula as a line, each count called what `word` calls its key: `answered / offered`.
    pub fn text(&self, word: impl Fn(&'static str) -> String) -> String {
        format!("{} / {}", side(self.over, &word), side(self.under, &word))
    }
}

use Term::{Minus, Plus};

const ENTERED: Count = Count { key: "entered", measure: Measure::Count, of: |tally| tally.entered };
const SELF_SERVED: Count =
    Count { key: "self_served", measure: Measure::Count, of: |tally| tally.self_served };
const OFFERED: Count = Count { key: "offered", measure: Measure::Count, of: |tally| tally.offered };
const ANSWERED: Count = Count { key: "answered", measure: Measure::Count, of: |tally| tally.answered };
const IN_TARGET: Count =
    Count { key: "answered_in_target", measure: Measure::Count, of: |tally| tally.answered_in_target };
const ABANDONED: Count = Count { key: "abandoned", measure: Measure::Count, of: |tally| tally.abandoned };
const ABANDONED_SHORT: Count =
    Count { key: "abandoned_short", measure: Measure::Count, of: |tally| tally.abandoned_short };
const ABANDONED_IN_TARGET: Count =
    Count { key: "abandoned_in_target", measure: Measure::Count, of: |tally| tally.abandoned_in_target };
const WAIT_ANSWERED: Count =
    Count { key: "wait_answered", measure: Measure::Seconds, of: |tally| tally.wait_answered_ms };
const WAIT_ABANDONED: Count =
    Count { key: "wait_abandoned", measure: Measure::Seconds, of: |tally| tally.wait_abandoned_ms };
const HANDLED: Count = Count { key: "handled", measure: Measure::Count, of: |tally| tally.handled };
const HANDLED_TIME: Count =
    Count { key: "handled_time", measure: Measure::Seconds, of: |tally| tally.handled_ms };
const TALK: Count = Count { key: "talk", measure: Measure::Seconds, of: |tally| tally.talk_ms };
const HOLD: Count = Count { key: "hold", measure: Measure::Seconds, of: |tally| tally.hold_ms };
const WRAP_UP: Count = Count { key: "wrap_up", measure: Measure::Seconds, of: |tally| tally.wrap_up_ms };
const READY: Count = Count { key: "ready", measure: Measure::Seconds, of: Tally::ready_ms };
const PAUSED: Count = Count { key: "paused", measure: Measure::Seconds, of: Tally::paused_total_ms };
const SIGNED_IN: Count =
    Count { key: "signed_in", measure: Measure::Seconds, of: |tally| tally.signed_in_ms };
const RINGS: Count = Count { key: "rings", measure: Measure::Count, of: |tally| tally.rings };
const MISSED: Count = Count { key: "missed", measure: Measure::Count, of: |tally| tally.missed };
const TRANSFERRED: Count =
    Count { key: "transferred", measure: Measure::Count, of: |tally| tally.transferred };
const KNOWN: Count = Count { key: "known", measure: Measure::Count, of: |tally| tally.known };
const CAME_BACK: Count = Count { key: "came_back", measure: Measure::Count, of: |tally| tally.came_back };
const PLACED: Count = Count { key: "placed", measure: Measure::Count, of: |tally| tally.placed };
const PLACED_CONNECTED: Count =
    Count { key: "placed_connected", measure: Measure::Count, of: |tally| tally.placed_connected };
const PLACED_HANDLED: Count =
    Count { key: "placed_handled", measure: Measure::Count, of: |tally| tally.placed_handled };
const PLACED_TIME: Count =
    Count { key: "placed_handled_time", measure: Measure::Seconds, of: |tally| tally.placed_handled_ms };

const fn share(key: &'static str, over: &'static [Term], under: &'static [Term]) -> Formula {
    Formula { key, over, under, parameters: &[], unit: Unit::Share }
}

const fn on_target(key: &'static str, over: &'static [Term], under: &'static [Term]) -> Formula {
    Formula { key, over, under, parameters: &[Parameter::Target], unit: Unit::Share }
}

const fn seconds(key: &'static str, over: &'static [Term], under: &'static [Term]) -> Formula {
    Formula { key, over, under, parameters: &[], unit: Unit::Seconds }
}

fn sum(terms: &[Term], tally: &Tally) -> i128 {
    let signed = |term: &Term| match term {
        Plus(count) => i128::from((count.of)(tally)),
        Minus(count) => -i128::from((count.of)(tally)),
    };
    terms.iter().map(signed).sum()
}

fn side(terms: &[Term], word: &impl Fn(&'static str) -> String) -> String {
    let mut text = String::new();
    for (at, term) in terms.iter().enumerate() {
        match (at, term) {
            (0, Plus(count)) => text += &word(count.key),
            (_, Plus(count)) => text += &format!(" + {}", word(count.key)),
            (_, Minus(count)) => text += &format!(" − {}", word(count.key)),
        }
    }
    if terms.len() > 1 { format!("({text})") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(metric: Metric, tally: &Tally, value: Option<f64>, text: &str) {
        assert_eq!(metric.of(tally), value, "{metric:?}");
        assert_eq!(metric.formula().text(str::to_owned), text);
    }

    #[test]
    fn values_follow_the_formulas_that_they_show() {
        let tally = Tally {
            entered: 20,
            self_served: 5,
            offered: 10,
            answered: 6,
            answered_in_target: 4,
            abandoned: 3,
            abandoned_short: 1,
            abandoned_in_target: 2,
            wait_answered_ms: 90_000,
            handled: 4,
            handled_ms: 600_000,
            talk_ms: 500,
            hold_ms: 100,
            wrap_up_ms: 150,
            signed_in_ms: 1_000,
            ..Tally::default()
        };
        check(Metric::AnswerRate, &tally, Some(0.6), "answered / offered");
        check(Metric::CentreAnswerRate, &tally, Some(0.55), "(answered + self_served) / entered");
        check(Metric::ServiceLevel, &tally, Some(0.4), "answered_in_target / offered");
        let out = "answered_in_target / (offered − abandoned_in_target)";
        check(Metric::ServiceLevelAbandonsOut, &tally, Some(0.5), out);
        let without_short = "(abandoned − abandoned_short) / (offered − abandoned_short)";
        check(Metric::AbandonRateWithoutShort, &tally, Some(2.0 / 9.0), without_short);
        check(Metric::Asa, &tally, Some(15.0), "wait_answered / answered");
        check(Metric::Aht, &tally, Some(150.0), "handled_time / handled");
        let occupancy = "(talk + hold + wrap_up) / (talk + hold + wrap_up + ready)";
        check(Metric::Occupancy, &tally, Some(0.75), occupancy);
    }

    #[test]
    fn nothing_to_divide_by_is_no_number() {
        let undefined = |metric: &Metric| metric.of(&Tally::default()).is_none();
        assert!(Metric::ALL.iter().all(undefined));
    }
}
