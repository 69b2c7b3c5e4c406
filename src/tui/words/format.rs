//! Durations, times, shares, numbers: short, of steady width, the same everywhere.

use chrono::{DateTime, Datelike, TimeDelta, TimeZone};

use super::Words;
use crate::domain::PhoneNumber;

impl Words {
    /// A running timer: `0:42`, `12:07`, `1:05:09`. Less than nothing counts as nothing.
    pub fn timer(&self, duration: TimeDelta) -> String {
        let seconds = duration.num_seconds().max(0);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match hours {
            0 => format!("{minutes}:{seconds:02}"),
            _ => format!("{hours}:{minutes:02}:{seconds:02}"),
        }
    }

    /// A span for reading, two units at most: `42s`, `12m`, `1h05`, `3d`.
    pub fn span(&self, duration: TimeDelta) -> String {
        let seconds = duration.num_seconds().max(0);
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
        if days > 0 {
            self.fill("unit.days", &[("n", &days.to_string())])
        } else if hours > 0 {
            self.fill("unit.hours", &[("h", &hours.to_string()), ("m", &format!("{:02}", minutes % 60))])
        } else if minutes > 0 {
            self.fill("unit.minutes", &[("n", &minutes.to_string())])
        } else {
            self.fill("unit.seconds", &[("n", &seconds.to_string())])
        }
    }

    /// A caller's number as it is shown: masked, or that there is none to show.
    pub fn number(&self, number: &PhoneNumber) -> String {
        match number.is_known() {
            true => number.masked().reveal().to_owned(),
            false => self.text("agent.call.withheld").to_owned(),
        }
    }

    /// How long ago something was, for history: `3d ago`, `3天前`.
    pub fn ago(&self, duration: TimeDelta) -> String {
        self.fill("unit.ago", &[("span", &self.span(duration))])
    }

    /// That this machine's clock differs from the server's, which is so many seconds ahead; none if it does not.
    pub fn clock_skew(&self, seconds: i64) -> Option<String> {
        let key = match seconds {
            0 => return None,
            1.. => "link.clock-slow",
            _ => "link.clock-fast",
        };
        Some(self.fill(key, &[("by", &self.timer(TimeDelta::seconds(seconds.saturating_abs())))]))
    }

    /// A time of day: `14:05`.
    pub fn time<Z: TimeZone>(&self, at: &DateTime<Z>) -> String {
        let at = at.naive_local();
        at.format("%H:%M").to_string()
    }

    /// A date, with the year only if it is not that of `now`: `01-21`, `1998-12-30`.
    pub fn date<Z: TimeZone>(&self, at: &DateTime<Z>, now: &DateTime<Z>) -> String {
        let local = at.naive_local();
        match local.year() == now.naive_local().year() {
            true => local.format("%m-%d").to_string(),
            false => local.format("%Y-%m-%d").to_string(),
        }
    }

    /// A share in whole per cent; `–` where there is nothing to share.
    pub fn percent(&self, share: Option<f64>) -> String {
        share.map_or_else(|| "–".to_string(), |share| format!("{:.0}%", share * 100.0))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use crate::{
        domain::Locale,
        tui::words::{LOCALES, Words},
    };

    #[test]
    fn timers_keep_their_shape() {
        let words = Words::load(Locale::En).unwrap();
        for (seconds, shown) in [(-5, "0:00"), (0, "0:00"), (42, "0:42"), (727, "12:07"), (3909, "1:05:09")] {
            assert_eq!(words.timer(TimeDelta::seconds(seconds)), shown);
        }
    }

    #[test]
    fn spans_are_said_in_both_languages() {
        let [en, zh] = LOCALES.map(|locale| Words::load(locale).unwrap());
        for (seconds, in_en, in_zh) in
            [(42, "42s", "42秒"), (727, "12m", "12分"), (3909, "1h05", "1时05分"), (260_000, "3d", "3天")]
        {
            let span = TimeDelta::seconds(seconds);
            assert_eq!((en.span(span).as_str(), zh.span(span).as_str()), (in_en, in_zh));
        }
        assert_eq!(zh.ago(TimeDelta::days(3)), "3天前");
    }

    #[test]
    fn dates_show_the_year_only_when_it_differs() {
        let words = Words::load(Locale::En).unwrap();
        let day = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = day("1999-01-21T14:05:09Z");
        assert_eq!(words.date(&day("1999-01-04T00:00:00Z"), &now), "01-04");
        assert_eq!(words.date(&day("1998-12-30T00:00:00Z"), &now), "1998-12-30");
        assert_eq!(words.time(&now), "14:05");
        assert_eq!((words.percent(Some(0.846)), words.percent(None)), ("85%".into(), "–".into()));
    }
}
