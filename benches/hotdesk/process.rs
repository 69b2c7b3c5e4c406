//! What Linux says of a process.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// Linux counts CPU time in hundredths of a second, whatever its own clock.
const TICK: Duration = Duration::from_millis(10);

/// Whether this system says anything.
pub fn is_known() -> bool {
    fs::exists("/proc/self/status").is_ok_and(|exists| exists)
}

/// A process is looked at this often.
const LOOK: Duration = Duration::from_millis(1);

/// Resident memory, MB.
pub fn resident_mb(id: u32) -> f64 {
    memory_mb(id, "VmRSS:").expect("the process runs")
}

/// Runs a program to its end: what it prints, and the most memory that it had resident, MB. The kernel's own account (`ru_maxrss`) would
/// count the memory of this process too, which its children begin with.
pub fn watch(command: &mut Command) -> (String, f64) {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = child.stdout.take().expect("it prints");
    let (tell, told) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut printed = String::new();
        out.read_to_string(&mut printed).expect("it prints text");
        drop(tell);
        printed
    });
    let mut peak = 0.0;
    while told.recv_timeout(LOOK) == Err::<(), _>(mpsc::RecvTimeoutError::Timeout) {
        peak = memory_mb(child.id(), "VmHWM:").unwrap_or(peak);
    }
    assert!(child.wait().expect("it ends").success(), "{command:?} fails");
    (reader.join().expect("it printed"), peak)
}

/// What the kernel says of a process's memory, MB; nothing once it has ended.
fn memory_mb(id: u32, which: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(which))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
    Some(kilobytes / 1_024.0)
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
