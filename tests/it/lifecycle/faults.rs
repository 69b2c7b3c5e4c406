//! What is wrong with a lifecycle is found before it is used.

use super::*;

/// The government's lifecycle, changed so, has these faults in this order.
#[track_caller]
fn check(change: &dyn Fn(&mut Lifecycle), wanted: &[&str]) {
    let mut lifecycle = government();
    change(&mut lifecycle);
    let faults: Vec<_> = lifecycle.faults().iter().map(ToString::to_string).collect();
    assert!(faults.len() == wanted.len(), "{faults:?}");
    wanted.iter().zip(&faults).for_each(|(part, fault)| assert!(fault.contains(part), "{faults:?}"));
}

fn verb<'a>(lifecycle: &'a mut Lifecycle, id: &str) -> &'a mut Verb {
    lifecycle.verbs.iter_mut().find(|verb| verb.id.as_str() == id).expect("it is there")
}

#[test]
fn what_is_not_there_and_ways_that_lead_nowhere_are_found() {
    check(&|_| {}, &[]);
    check(&|rules| verb(rules, "sign").to = Some("gone".into()), &["verb sign: there is no state gone"]);
    check(&|rules| verb(rules, "sign").stops = vec!["gone".into()], &["verb sign: there is no clock gone"]);
    check(
        &|rules| verb(rules, "redo").reasons = Some("gone".into()),
        &["verb redo: there is no list of reasons gone"],
    );
    check(
        &|rules| verb(rules, "suspend").to = None,
        &["state suspended is never reached", "verb suspend: it waits until an instant"],
    );
    check(
        &|rules| verb(rules, "resume").from.clear(),
        &[
            "from state suspended no verb leads to an end",
            "verb suspend: it waits until an instant",
            "verb resume: it is possible in no state",
        ],
    );
    check(&|rules| verb(rules, "sign").by.clear(), &["verb sign: nobody may use it"]);
    check(
        &|rules| verb(rules, "close").stops.clear(),
        &[
            "clock supervision, started by supervise, can still run in the end closed",
            "clock callback, started by answer, can still run in the end closed",
            "clock callback, started by reply",
            "clock callback, started by follow",
        ],
    );
}

#[test]
fn what_contradicts_itself_is_found() {
    check(&|rules| verb(rules, "close").on = None, &["verb close: `on` says when hotdesk itself does it"]);
    check(&|rules| verb(rules, "follow").on = Some(Occasion::Until), &[]);
    check(
        &|rules| {
            let twin = Verb { id: "again".into(), ..verb(rules, "resume").clone() };
            rules.verbs.push(twin);
        },
        &["verb again: another verb is done on the same occasion"],
    );
    check(&|rules| rules.attempts = 0, &["verb close: it would close without the caller"]);
    check(
        &|rules| verb(rules, "extend").needs.clear(),
        &["verb extend: `extends` and the need `more` belong together"],
    );
    check(
        &|rules| verb(rules, "void").approval.as_mut().expect("it has one").by = Duty::System,
        &["verb void: hotdesk itself cannot approve"],
    );
    check(
        &|rules| verb(rules, "resume").on = None,
        &["verb suspend: it waits until an instant, and nothing happens then", "verb resume: `on` says when"],
    );
    check(&|rules| verb(rules, "redo").starts.clear(), &["verb redo: it leads back to the start"]);
    check(&|rules| rules.begins.push("gone".into()), &["begins: there is no clock gone"]);
    check(&|rules| rules.states.push(rules.states[0].clone()), &["state submitted is there twice"]);
    check(
        &|rules| {
            rules.reasons.insert("void".into(), Vec::new());
        },
        &["verb void: its list of reasons is empty"],
    );
}
