//! Times and lengths as records write them. It must not know which record.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant that was written by a clock of this zone. What comes twice in autumn is the first of both; what the clocks leave out in
/// spring is an hour later.
pub fn local(zone: Tz, time: NaiveDateTime) -> Option<DateTime<Utc>> {
    let at = |time: &NaiveDateTime| zone.from_local_datetime(time).earliest();
    at(&time).or_else(|| at(&(time + TimeDelta::hours(1)))).map(|at| at.to_utc())
}

/// `2026-11-22 03:17:12`, with a fraction or without.
pub fn stamp(zone: Tz, text: &str) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f");
    local(zone, time.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")).ok()?)
}

/// A number since 1970 of which so many make a second.
pub fn epoch(text: &str, per_second: u32) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micros = micros.fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let per_unit = 1_000_000 / i64::from(per_second.clamp(1, 1_000_000));
    let whole = whole.parse::<i64>().ok()?.checked_mul(per_unit)?;
    DateTime::from_timestamp_micros(whole.checked_add(micros * per_unit / 1_000_000)?)
}

/// A length in ms: seconds (`109`, `12.5`), `m:ss` or `h:mm:ss`. Less than nothing is nothing: a clock was set back.
pub fn length_ms(text: &str) -> Option<u64> {
    let (is_back, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let mut seconds = 0.0;
    for part in text.split(':') {
        let part: f64 = part.trim().parse().ok().filter(|part: &f64| part.is_finite() && *part >= 0.0)?;
        seconds = seconds * 60.0 + part;
    }
    let ms = seconds * 1_000.0;
    let ms = if is_back { 0.0 } else { ms.round() };
    (ms < 1e15).then_some(ms as u64)
}

/// From one instant to another, ms; none if they are the wrong way round.
pub fn between_ms(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from((to - from).num_milliseconds()).unwrap_or(0)
}
