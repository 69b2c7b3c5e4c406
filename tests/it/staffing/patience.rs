//! How patient callers are: an example worked by hand, and a month of the bank counted in the plainest way.

use hotdesk::{import::bank, metrics::staffing::Waits};
use proptest::prelude::*;

use crate::shared;

/// Waits in seconds; those that the caller ended are marked.
fn waits(all: &[(u32, bool)]) -> Waits {
    let mut waits = Waits::default();
    for (wait_s, abandoned) in all {
        if *abandoned { waits.abandoned(*wait_s) } else { waits.answered(*wait_s) }
    }
    waits
}

fn close(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() < 1e-12, "{ours} and not {theirs}");
}

#[test]
fn an_example_worked_by_hand() {
    let waits = waits(&[(2, true), (3, false), (5, true), (5, false), (8, true)]);
    let survival = waits.survival();
    // Five are there at 2 s and one goes; three at 5 s and one goes (the other is answered); one at 8 s, who goes.
    for (at, share) in [
        (0, 1.0),
        (1, 1.0),
        (2, 0.8),
        (4, 0.8),
        (5, 0.8 * 2.0 / 3.0),
        (7, 0.8 * 2.0 / 3.0),
        (8, 0.0),
        (99, 0.0),
    ] {
        close(survival.at(at).unwrap(), share);
    }
    assert_eq!(survival.median_s(), Some(8));
    let (mean, longest) = survival.restricted_mean_s().unwrap();
    close(mean, 2.0 + 3.0 * 0.8 + 3.0 * 0.8 * 2.0 / 3.0);
    assert_eq!(longest, 8);
    close(waits.mean_patience_s().unwrap(), 23.0 / 3.0);
    assert_eq!(waits.counts(), (5, 3));
}

#[test]
fn what_nobody_can_know_is_not_told() {
    let none = Waits::default();
    assert_eq!(
        (none.survival().at(10), none.survival().median_s(), none.mean_patience_s()),
        (None, None, None)
    );
    assert_eq!(none.survival().restricted_mean_s(), None);
    let answered = waits(&[(3, false), (30, false)]);
    assert_eq!((answered.survival().at(30), answered.survival().at(31)), (Some(1.0), None));
    assert_eq!((answered.survival().median_s(), answered.mean_patience_s()), (None, None));
}

#[test]
fn a_month_of_the_bank_counted_one_by_one() {
    let Some(record) = shared::text("data/bank1999/1999-01.tsv.gz") else { return };
    let offered: Vec<_> = bank::read(record.as_bytes())
        .calls
        .iter()
        .filter_map(|call| call.record())
        .filter(|record| record.queue.is_some())
        .map(|record| (record.wait_s, record.exit.is_some()))
        .collect();
    let waits = waits(&offered);
    // The counts of the reference: 30161 offered, 3101 abandoned, 947857 s and 188305 s waited.
    assert_eq!(waits.counts(), (30_161, 3_101));
    close(waits.mean_patience_s().unwrap(), (947_857.0 + 188_305.0) / 3_101.0);
    let mut share = 1.0;
    for second in 0..=180 {
        let still = offered.iter().filter(|(wait_s, _)| *wait_s >= second).count();
        let gone = offered.iter().filter(|(wait_s, abandoned)| *abandoned && *wait_s == second).count();
        share *= 1.0 - gone as f64 / still as f64;
        close(waits.survival().at(second).unwrap(), share);
    }
}

proptest! {
    #[test]
    fn survival_falls_and_two_halves_make_the_whole(
        all in proptest::collection::vec((0..400_u32, any::<bool>()), 1..200), cut in 0..200_usize,
    ) {
        let whole = waits(&all);
        let (one, other) = all.split_at(cut.min(all.len()));
        let mut merged = waits(one);
        merged.merge(&waits(other));
        prop_assert_eq!(&merged, &whole);
        let survival = whole.survival();
        let shares: Vec<f64> = (0..400).map_while(|at| survival.at(at)).collect();
        prop_assert!(shares.is_sorted_by(|one, next| one >= next));
        prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        let (mean, longest) = survival.restricted_mean_s().unwrap();
        prop_assert!((0.0..=f64::from(longest)).contains(&mean));
    }

    #[test]
    fn where_everybody_hangs_up_patience_is_the_mean_wait(all in proptest::collection::vec(0..400_u32, 1..200)) {
        let waits = waits(&all.iter().map(|wait_s| (*wait_s, true)).collect::<Vec<_>>());
        let mean = all.iter().map(|wait_s| f64::from(*wait_s)).sum::<f64>() / all.len() as f64;
        let (restricted, _) = waits.survival().restricted_mean_s().unwrap();
        prop_assert!((restricted - mean).abs() < 1e-9 && (waits.mean_patience_s().unwrap() - mean).abs() < 1e-9);
    }
}
