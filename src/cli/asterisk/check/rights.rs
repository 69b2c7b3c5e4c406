//! What the user may do there, and what is loaded for it: each thing that is missing with the very line that brings it.

use std::collections::BTreeSet;

use crate::{
    cli::finding::Finding,
    switch::asterisk::{Missing, NEEDS, NOBODY, Need, Reads, Serves, Why},
};

/// What a session needs, in the order of the lines that we print.
const CLASSES: [&str; 5] = ["call", "agent", "reporting", "originate", "system"];

/// What is missing: what nothing goes without first.
pub fn examine(user: &str, missing: &[Missing]) -> Vec<Finding> {
    let of = |why: Why| missing.iter().filter(move |missing| missing.why == why).map(|missing| missing.need);
    let mut findings = vec![rights(user, &of(Why::NotAllowed).collect::<Vec<_>>())];
    findings.extend(wishes(user, &of(Why::NotAllowed).collect::<Vec<_>>()));
    findings.extend(modules(missing, &of(Why::NotLoaded).collect::<Vec<_>>()));
    findings
}

fn rights(user: &str, not_allowed: &[&Need]) -> Finding {
    match names(not_allowed, |need| need.serves == Serves::Everything) {
        actions if actions.is_empty() => {
            Finding::good("rights", format!("user {user} may use every action that is needed"))
        }
        actions => Finding::wrong(
            "rights",
            format!("user {user} may not use {actions}\n{}", write_line(user, not_allowed, Need::is_needed)),
        ),
    }
}

/// Whether the events that are used come: of a class that is not sent, nothing is ever heard.
pub fn events(user: &str, reads: &Reads) -> Finding {
    let (unproven, held_back) =
        (reads.unproven().join(", "), Vec::from_iter(reads.held_back.iter().cloned()));
    if !held_back.is_empty() {
        let says = format!(
            "those of the class {} are not sent\nput into [{user}] of manager.conf: read = system,call,agent,dialplan, with the lines \
             `eventfilter` that `hotdesk asterisk config` prints, or none",
            held_back.join(", ")
        );
        return Finding::wrong("events", says);
    }
    if unproven.is_empty() {
        return Finding::good("events", "those of calls, agents and the dialplan are sent");
    }
    let says = format!(
        "not proven that those of the class {unproven} are sent\nring a queue and see the call on a screen; or let [{user}] of manager.conf \
         have write = originate or command, and run hotdesk asterisk check"
    );
    Finding::note("events", says)
}

/// The member that was to come and go, and has not gone.
pub fn left_behind(reads: &Reads) -> Option<Finding> {
    let queue = reads.left_in.as_ref()?;
    let says = format!(
        "{NOBODY} was put into the queue {queue} to see whether its events come, paused, and could not be taken away\n\
         type there: asterisk -rx 'queue remove member {NOBODY} from {queue}'"
    );
    Some(Finding::wrong("events", says))
}

/// What could be had with more rights. Whoever does not want it is right not to grant it.
fn wishes(user: &str, not_allowed: &[&'static Need]) -> Option<Finding> {
    let wishes: BTreeSet<String> = not_allowed
        .iter()
        .filter_map(|need| need.wish().map(|wish| format!("{wish} ({})", need.class)))
        .collect();
    let wishes: Vec<_> = wishes.into_iter().collect();
    (!wishes.is_empty()).then(|| {
        let line = write_line(user, not_allowed, |_| true);
        Finding::note(
            "rights",
            format!("not without more of them: {}; for all of it\n{line}", wishes.join("; ")),
        )
    })
}

/// The line of `manager.conf` that grants what is needed and, of what is missing, what is wanted.
fn write_line(user: &str, not_allowed: &[&Need], wanted: fn(&Need) -> bool) -> String {
    let needed = NEEDS.iter().filter(|need| need.is_needed());
    let classes: BTreeSet<&str> = needed
        .chain(not_allowed.iter().copied().filter(|need| wanted(need)))
        .map(|need| need.class)
        .collect();
    let classes: Vec<_> = CLASSES.into_iter().filter(|class| classes.contains(class)).collect();
    format!("put into [{user}] of manager.conf: write = {}", classes.join(","))
}

fn modules(missing: &[Missing], not_loaded: &[&'static Need]) -> Option<Finding> {
    let actions = names(not_loaded, |_| true);
    if actions.is_empty() {
        return None;
    }
    let is_there = |need: &Need| {
        let others = NEEDS.iter().filter(|other| other.module == need.module);
        need.module.is_empty() || others.into_iter().any(|other| is_known(missing, other))
    };
    let (too_old, not_there): (Vec<&Need>, Vec<&Need>) = not_loaded.iter().partition(|need| is_there(need));
    let mut says = format!("not there: {actions}");
    let lost: BTreeSet<_> = not_loaded.iter().filter_map(|need| need.wish()).collect();
    if !lost.is_empty() {
        says += &format!("; without: {}", Vec::from_iter(lost).join(", "));
    }
    let loads: BTreeSet<_> = not_there.iter().map(|need| format!("load => {}.so", need.module)).collect();
    if !loads.is_empty() {
        says += &format!("\nput into modules.conf: {}", Vec::from_iter(loads).join(" and "));
    }
    if not_there.iter().any(|need| need.module == "res_pjsip_notify") {
        says += "; it wants a file pjsip_notify.conf beside it, which may be empty";
    }
    if !too_old.is_empty() {
        says += &format!("\nthis Asterisk is too old for {}", names(&too_old, |_| true));
    }
    let needed = not_loaded.iter().any(|need| need.is_needed());
    Some(if needed { Finding::wrong("modules", says) } else { Finding::note("modules", says) })
}

/// Whether Asterisk knows an action, granted or not.
fn is_known(missing: &[Missing], need: &Need) -> bool {
    !missing.iter().any(|missing| missing.need == need && missing.why == Why::NotLoaded)
}

fn names(needs: &[&Need], wanted: fn(&Need) -> bool) -> String {
    let names = needs.iter().filter(|need| wanted(need)).map(|need| need.action);
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(not_allowed: &[&str], not_loaded: &[&str], expected: &[&str]) {
        let missing = |names: &[&str], why| {
            let needs = NEEDS.iter().filter(|need| names.contains(&need.action));
            needs.map(|need| Missing { need, why }).collect::<Vec<_>>()
        };
        let missing = [missing(not_allowed, Why::NotAllowed), missing(not_loaded, Why::NotLoaded)].concat();
        assert_eq!(missing.len(), not_allowed.len() + not_loaded.len(), "a name is wrong");
        let found: Vec<String> = examine("hotdesk", &missing).iter().map(Finding::to_string).collect();
        assert_eq!(found, expected);
    }

    const ALL: &str = "ok     rights     user hotdesk may use every action that is needed";

    #[test]
    fn events_are_said_to_come_where_that_is_proven() {
        let said = |sent: &[&str], held_back: &[&str]| {
            let set = |classes: &[&str]| classes.iter().map(|class| (*class).to_owned()).collect();
            events("hotdesk", &Reads { sent: set(sent), held_back: set(held_back), left_in: None })
                .to_string()
        };
        let all = said(&["system", "call", "agent", "dialplan"], &[]);
        assert_eq!(all, "ok     events     those of calls, agents and the dialplan are sent");
        let some = said(&["system", "agent", "dialplan"], &[]);
        assert!(
            some.starts_with("note   events     not proven that those of the class call are sent\n"),
            "{some}"
        );
        let none = said(&["system", "call"], &["agent"]);
        assert!(none.starts_with("wrong  events     those of the class agent are not sent\n"), "{none}");
        assert!(none.contains("read = system,call,agent,dialplan"), "{none}");
    }

    #[test]
    fn rights_are_told_with_the_line_that_grants_them() {
        check(&[], &[], &[ALL]);
        check(
            &["QueueAdd", "Status"],
            &[],
            &["wrong  rights     user hotdesk may not use Status, QueueAdd\n                  \
               put into [hotdesk] of manager.conf: write = call,agent,reporting"],
        );
        check(
            &["Originate", "MixMonitor"],
            &[],
            &[
                ALL,
                "note   rights     not without more of them: callbacks and listening in (originate); recording, muting and ending a \
                 recording (system); for all of it\n                  \
                 put into [hotdesk] of manager.conf: write = call,agent,reporting,originate,system",
            ],
        );
    }

    #[test]
    fn modules_are_told_with_the_line_that_loads_them() {
        check(
            &[],
            &["MixMonitor", "MixMonitorMute", "StopMixMonitor", "QueueWithdrawCaller"],
            &[
                ALL,
                "note   modules    not there: QueueWithdrawCaller, MixMonitor, MixMonitorMute, StopMixMonitor; without: recording, muting \
                 and ending a recording, taking a waiting call\n                  \
                 put into modules.conf: load => app_mixmonitor.so\n                  \
                 this Asterisk is too old for QueueWithdrawCaller",
            ],
        );
        let queue: Vec<_> =
            NEEDS.iter().filter(|need| need.module == "app_queue").map(|need| need.action).collect();
        let missing: Vec<_> = NEEDS
            .iter()
            .filter(|need| queue.contains(&need.action))
            .map(|need| Missing { need, why: Why::NotLoaded })
            .collect();
        let found = examine("hotdesk", &missing);
        assert!(
            found[1].is_wrong()
                && found[1].to_string().ends_with("put into modules.conf: load => app_queue.so")
        );
    }
}
