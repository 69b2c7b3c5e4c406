//! What the subcommands of `hotdesk staff` are given: lengths, targets, goals.

use std::str::FromStr;

use crate::metrics::staffing::{Goal, Patience, Shrinkage, StaffingError};

/// What is promised, and to whom.
#[derive(Clone, Debug, clap::Args)]
pub struct GoalArgs {
    /// How many are answered within which wait, in percent of all offered.
    #[arg(long, value_name = "PERCENT/LENGTH", default_value = "80/20s")]
    pub target: Target,
    /// Mean time after which a waiting caller hangs up. For ever if left out.
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    pub patience: Option<Length>,
    /// Share of paid time away from the phones.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, allow_negative_numbers = true)]
    pub shrinkage: f64,
    /// Highest share of their time for which agents are busy.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, allow_negative_numbers = true)]
    pub max_occupancy: f64,
    /// Highest share of calls that are abandoned; needs --patience.
    #[arg(long, value_name = "SHARE", requires = "patience", allow_negative_numbers = true)]
    pub max_abandonment: Option<f64>,
}

impl GoalArgs {
    pub fn goal(&self) -> Result<Goal, StaffingError> {
        Goal::new(self.target.percent / 100.0, self.target.within.0)?
            .with_max_occupancy(self.max_occupancy)?
            .with_max_abandonment(self.max_abandonment.unwrap_or(1.0))
    }

    pub fn patience(&self) -> Result<Patience, StaffingError> {
        self.patience.map_or(Ok(Patience::Endless), |mean| Patience::mean(mean.0))
    }

    pub fn shrinkage(&self) -> Result<Shrinkage, StaffingError> {
        Shrinkage::new(self.shrinkage)
    }
}

/// A length of time, s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length(pub f64);

/// `30m`, `1h30m`, `19.8s`; a number alone is seconds.
impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trouble = || format!("no length {text:?}: write 30m, 1h30m, 180s or 19.8s");
        if let Some(seconds) = number(text) {
            return Ok(Self(seconds));
        }
        let (mut rest, mut seconds) = (text, 0.0);
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(trouble)?;
            let (digits, after) = rest.split_at(digits);
            let unit = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            let (unit, after) = after.split_at(unit);
            seconds += number(digits).ok_or_else(trouble)? * seconds_of(unit).ok_or_else(trouble)?;
            rest = after;
        }
        if text.is_empty() { Err(trouble()) } else { Ok(Self(seconds)) }
    }
}

fn seconds_of(unit: &str) -> Option<f64> {
    match unit {
        "ms" => Some(0.001),
        "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3_600.0),
        "d" => Some(86_400.0),
        _ => None,
    }
}

/// A plain decimal number; words like `inf` are none.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain { text.parse().ok() } else { None }
}

/// What share of calls is answered within which wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    percent: f64,
    within: Length,
}

/// `80/20s`: 80 % within 20 s.
impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trouble = || format!("no target {text:?}: write 80/20s for 80 % within 20 s");
        let (percent, within) = text.split_once('/').ok_or_else(trouble)?;
        let percent = number(percent.trim_end_matches('%').trim()).ok_or_else(trouble)?;
        if !(1.0..=100.0).contains(&percent) {
            return Err(format!(
                "{percent} % is no target: write it in percent from 1 to 100, such as 80/20s"
            ));
        }
        Ok(Self { percent, within: within.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<f64>) {
        assert_eq!(text.parse::<Length>().ok().map(|length| length.0), want, "{text}");
    }

    #[test]
    fn lengths_as_people_write_them() {
        check("30m", Some(1_800.0));
        check("180s", Some(180.0));
        check("1h", Some(3_600.0));
        check("90", Some(90.0));
        check("19.8s", Some(19.8));
        check("1h30m", Some(5_400.0));
        check("0", Some(0.0));
        check("500ms", Some(0.5));
        for wrong in ["", "m", "30x", "-5s", "1h30", "1.2.3s", "inf", "NaN", "1e9", " 5s", "分"] {
            check(wrong, None);
        }
    }

    #[test]
    fn targets_as_people_write_them() {
        let target = |text: &str| text.parse::<Target>().ok().map(|target| (target.percent, target.within.0));
        assert_eq!(target("80/20s"), Some((80.0, 20.0)));
        assert_eq!(target("99.5%/20"), Some((99.5, 20.0)));
        assert_eq!(target("100/0s"), Some((100.0, 0.0)));
        for wrong in ["80", "0.8/20s", "0/20s", "180/20s", "80/", "/20s", "80/20x"] {
            assert_eq!(target(wrong), None, "{wrong}");
        }
    }
}
