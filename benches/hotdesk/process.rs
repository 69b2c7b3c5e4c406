//! What Linux says of a process.

use std::{fs, time::Duration};

/// Linux counts CPU time in hundredths of a second, whatever its own clock.
const TICK: Duration = Duration::from_millis(10);

/// Whether this system says anything.
pub fn is_known() -> bool {
    fs::exists("/proc/self/status").is_ok_and(|exists| exists)
}

/// Resident memory, MB.
pub fn resident_mb(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has memory");
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
    kilobytes / 1_024.0
}

/// CPU time used so far, of all its threads.
pub fn cpu(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("the process runs");
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th word after it.
    let (_, after) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks = after.split_whitespace().skip(11).take(2);
    TICK * ticks.map(|ticks| ticks.parse::<u32>().expect("a number of ticks")).sum::<u32>()
}

/// The first process that this one started.
pub fn child_of(id: u32) -> u32 {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).expect("the process runs");
    children.split_whitespace().next().and_then(|child| child.parse().ok()).expect("it has a child")
}
