//! The people behind the desk of the demo: what they do fits the lifecycle, and a morning of theirs has something of everything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use hotdesk::{
    cli::demo::{Office, Prepared},
    config::{DeskSettings as SiteSettings, Site},
    domain::{Event, Floor, Locale, Ticket, TicketId},
    import::RecordedDay,
    server::desk::DeskSettings,
};
use uuid::Uuid;

#[test]
fn a_morning_of_the_office_has_something_of_everything() {
    let site = Site::load(&SiteSettings::default()).expect("the built-in site");
    let recorded = RecordedDay::shipped();
    let noon = recorded.at(NaiveTime::from_hms_opt(14, 0, 0).expect("a time"));
    let office = Office::new(site.catalogue.clone(), Locale::ZhCn);
    let desk = DeskSettings::new(site.catalogue);
    let day = Prepared::at(noon, &recorded, desk, site.queues, Uuid::nil(), Some(office));
    let log = day.expect("the past fits").log;

    let (mut floor, mut tickets) = (Floor::default(), BTreeMap::<TicketId, Ticket>::new());
    let (mut verbs, mut approvals) = (BTreeSet::new(), 0);
    for (at, _, event) in &log {
        floor.apply(*at, event).unwrap_or_else(|illegal| panic!("{at} {event:?}: {illegal}"));
        match event {
            Event::TicketSubmitted { ticket } => drop(tickets.insert(ticket.id, (**ticket).clone())),
            Event::TicketMoved { moved, .. } => drop(verbs.insert(moved.verb.to_string())),
            Event::ApprovalAsked { .. } => approvals += 1,
            _ => {}
        }
        if let Some(ticket) = event.ticket().and_then(|id| tickets.get_mut(&id)) {
            ticket.apply(*at, event);
        }
    }
    assert!(tickets.len() > 20, "{} tickets", tickets.len());
    let all = ["callback", "close", "dispatch", "extend", "redo", "reply", "return", "sign"];
    assert_eq!(verbs.iter().map(String::as_str).collect::<Vec<_>>(), all);
    assert!(approvals > 0);
    let states: BTreeSet<_> = tickets.values().map(|ticket| ticket.state().as_str()).collect();
    for state in ["in_progress", "dispatched", "replied", "closed"] {
        assert!(states.contains(state), "{states:?}");
    }
}
