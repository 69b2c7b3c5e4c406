//! Whether calls find their way: the queues on both sides, their members, our agents' phones, and the dialplan between them.

use std::collections::BTreeSet;

use crate::{
    cli::finding::Finding,
    domain::AgentId,
    switch::asterisk::{Dialplan, Names, Probed},
};

const CONFIG: &str = "`hotdesk asterisk config` prints what to put into";

/// Queues, members, phones and dialplan.
pub fn examine(names: &Names, agents: &[AgentId], probed: &Probed) -> Vec<Finding> {
    let mut findings = vec![queues(names, probed)];
    findings.extend(members(names, agents, probed));
    findings.push(phones(names, agents, probed.phoneless.as_deref()));
    findings.extend(dialplan(names, probed));
    findings.push(extensions(names, probed.no_extension.as_deref()));
    findings
}

/// A site may have queues that its switch does not: only if it has none of them, nothing can be served.
fn queues(names: &Names, probed: &Probed) -> Finding {
    let (there, missing): (Vec<_>, Vec<_>) =
        names.queues.keys().map(String::as_str).partition(|name| probed.queues.contains(*name));
    let mut says = there.join(", ");
    if !missing.is_empty() {
        says += &format!("; not there: {}: {CONFIG} queues.conf", missing.join(", "));
    }
    let others: Vec<_> =
        probed.queues.iter().filter(|name| !names.queues.contains_key(*name)).cloned().collect();
    if !others.is_empty() {
        says += &format!(
            "\nonly there and not followed: {}; `queues` in [switch.asterisk] may name what they are here",
            others.join(", ")
        );
    }
    match (there.is_empty(), missing.is_empty()) {
        (true, _) => Finding::wrong("queues", format!("none{says}")),
        (false, true) if others.is_empty() => Finding::good("queues", says),
        (false, _) => Finding::note("queues", says),
    }
}

/// Who is a member by configuration and no user here is rung, and nobody sees the calls.
fn members(names: &Names, agents: &[AgentId], probed: &Probed) -> Option<Finding> {
    let ours = probed.members.iter().filter(|(queue, _)| names.queues.contains_key(queue));
    let strangers: BTreeSet<String> = ours
        .filter(|(_, interface)| !agents.contains(&names.agent(interface)))
        .map(|(queue, interface)| format!("{interface} in {queue}"))
        .collect();
    let strangers: Vec<_> = strangers.into_iter().collect();
    (!strangers.is_empty()).then(|| {
        Finding::note(
            "members",
            format!(
                "nobody here has the agent number of {}: `hotdesk user add NAME --agent NUMBER` makes a user; \
                 see `members` in [switch.asterisk] if the numbers are right",
                strangers.join(", ")
            ),
        )
    })
}

fn phones(names: &Names, agents: &[AgentId], phoneless: Option<&[AgentId]>) -> Finding {
    let line = |agent: &AgentId| names.interface(agent);
    match phoneless {
        _ if agents.is_empty() => {
            Finding::note("phones", "no user has an agent number yet: `hotdesk user add NAME --agent NUMBER`")
        }
        None => Finding::note(
            "phones",
            "could not be looked at: put load => func_devstate.so into modules.conf if you wish to know",
        ),
        Some([]) => Finding::good("phones", format!("{} of {} agents", agents.len(), agents.len())),
        Some(phoneless) => {
            let lines: Vec<_> = phoneless.iter().map(line).collect();
            let says = format!(
                "the switch knows no {}: give it an endpoint of that name in pjsip.conf, or see `members` in [switch.asterisk]",
                lines.join(", ")
            );
            // Somebody may be a user here before the phone is there.
            if phoneless.len() < agents.len() {
                Finding::note("phones", says)
            } else {
                Finding::wrong("phones", says)
            }
        }
    }
}

fn dialplan(names: &Names, probed: &Probed) -> Vec<Finding> {
    let Some(Dialplan { leads_to, takes_withdrawn }) = &probed.dialplan else {
        return vec![Finding::note("dialplan", "could not be looked at: that needs write = reporting")];
    };
    let there: Vec<_> = names.queues.keys().filter(|name| probed.queues.contains(*name)).collect();
    if there.is_empty() {
        return Vec::new();
    }
    let dry = there.into_iter().filter(|name| !leads_to.contains(*name));
    let dry: Vec<_> = dry.map(|name| format!("Queue({name})")).collect();
    let mut findings = vec![match dry.is_empty() {
        true => Finding::good("dialplan", "callers can come to every queue"),
        false => Finding::note(
            "dialplan",
            format!(
                "no line of it says {}: {CONFIG} extensions.conf, unless a variable leads there",
                dry.join(", ")
            ),
        ),
    }];
    if !takes_withdrawn {
        findings.push(Finding::note(
            "dialplan",
            format!(
                "a caller who is taken out of a queue goes nowhere: {CONFIG} extensions.conf, below Queue()"
            ),
        ));
    }
    findings
}

fn extensions(names: &Names, missing: Option<&[String]>) -> Finding {
    let context = &names.context;
    match missing {
        None => Finding::note(
            "handing on",
            "could not be looked at: put load => func_dialplan.so into modules.conf if you wish to know",
        ),
        Some([]) => Finding::good("handing on", format!("all extensions are in [{context}]")),
        Some(missing) => Finding::note(
            "handing on",
            format!("[{context}] has no extension {}: {CONFIG} extensions.conf", missing.join(", ")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::phones, config::AsteriskSettings, domain::QueueId};

    const AGENTS: [&str; 2] = ["8001", "8002"];

    fn found(probed: &Probed) -> Vec<String> {
        let queues = ["hotline", "trade"].map(|queue| (queue.to_owned(), QueueId::from(queue)));
        let names = phones::names(&AsteriskSettings::default(), &[]).expect("the built-in settings");
        let names = Names { queues: queues.into(), ..names };
        let agents = AGENTS.map(AgentId::from);
        examine(&names, &agents, probed).iter().map(Finding::to_string).collect()
    }

    fn all_is_well() -> Probed {
        let names = || ["hotline", "trade"].map(str::to_owned).into();
        Probed {
            queues: names(),
            phoneless: Some(vec![]),
            dialplan: Some(Dialplan { leads_to: names(), takes_withdrawn: true }),
            no_extension: Some(vec![]),
            ..Probed::default()
        }
    }

    fn check(probed: Probed, expected: &[&str]) {
        let found = found(&probed);
        for expected in expected {
            assert!(found.iter().any(|found| found == expected), "{expected} is not in {found:#?}");
        }
    }

    #[test]
    fn where_all_is_well_nothing_is_noted() {
        let well = [
            "ok     queues     hotline, trade",
            "ok     phones     2 of 2 agents",
            "ok     dialplan   callers can come to every queue",
            "ok     handing on all extensions are in [from-internal]",
        ];
        assert_eq!(found(&all_is_well()), well);
    }

    #[test]
    fn queues_of_one_side_only_are_named_with_what_to_do() {
        let mut probed = all_is_well();
        probed.queues = ["hotline", "other"].map(str::to_owned).into();
        check(
            probed.clone(),
            &[
                "note   queues     hotline; not there: trade: `hotdesk asterisk config` prints what to put into queues.conf\n                  \
               only there and not followed: other; `queues` in [switch.asterisk] may name what they are here",
            ],
        );
        probed.queues.clear();
        check(
            probed,
            &[
                "wrong  queues     none; not there: hotline, trade: `hotdesk asterisk config` prints what to put into queues.conf",
            ],
        );
    }

    #[test]
    fn members_and_phones_of_one_side_only_are_named_with_what_to_do() {
        let mut probed = all_is_well();
        let member = |queue: &str, interface: &str| (queue.to_owned(), interface.to_owned());
        probed.members =
            [member("hotline", "PJSIP/8001"), member("trade", "SIP/7"), member("other", "SIP/8")].into();
        probed.phoneless = Some(vec!["8002".into()]);
        check(
            probed.clone(),
            &[
                "note   members    nobody here has the agent number of SIP/7 in trade: `hotdesk user add NAME --agent NUMBER` makes a \
                 user; see `members` in [switch.asterisk] if the numbers are right",
                "note   phones     the switch knows no PJSIP/8002: give it an endpoint of that name in pjsip.conf, or see `members` in \
                 [switch.asterisk]",
            ],
        );
        probed.phoneless = Some(AGENTS.map(AgentId::from).into());
        assert!(
            found(&probed)
                .iter()
                .any(|found| found.starts_with("wrong  phones     the switch knows no PJSIP/8001"))
        );
    }

    #[test]
    fn a_dialplan_that_leads_nowhere_is_told() {
        let mut probed = all_is_well();
        let leads_to = BTreeSet::from(["hotline".to_owned()]);
        probed.dialplan = Some(Dialplan { leads_to, takes_withdrawn: false });
        probed.no_extension = Some(vec!["8001".into()]);
        check(
            probed,
            &[
                "note   dialplan   no line of it says Queue(trade): `hotdesk asterisk config` prints what to put into extensions.conf, \
                 unless a variable leads there",
                "note   dialplan   a caller who is taken out of a queue goes nowhere: `hotdesk asterisk config` prints what to put into \
                 extensions.conf, below Queue()",
                "note   handing on [from-internal] has no extension 8001: `hotdesk asterisk config` prints what to put into \
                 extensions.conf",
            ],
        );
    }

    #[test]
    fn what_could_not_be_looked_at_is_not_said_to_be_well() {
        check(
            Probed { queues: all_is_well().queues, ..Probed::default() },
            &[
                "note   phones     could not be looked at: put load => func_devstate.so into modules.conf if you wish to know",
                "note   dialplan   could not be looked at: that needs write = reporting",
                "note   handing on could not be looked at: put load => func_dialplan.so into modules.conf if you wish to know",
            ],
        );
    }
}
