//! Tickets as work orders over HTTP: every verb of the lifecycle, who may, approvals, families, and what comes by itself.

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use hotdesk::{
    api::Code,
    config::{SiteFiles, lifecycles},
    domain::{FormField, Ticket, TicketForm, lifecycle::Duty},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::server::{Answer, TestServer, form, submission};

mod families;

/// A server with somebody of each duty signed in.
struct Office {
    server: TestServer,
    agent: String,
    clerk: String,
    unit: String,
    /// Of the unit a level up.
    centre: String,
    lead: String,
}

impl Office {
    async fn open() -> Self {
        let server = TestServer::start().await;
        let (agent, clerk) = (server.sign_in("li").await, server.sign_in("pan").await);
        let (unit, lead) = (server.sign_in("shui").await, server.sign_in("ban").await);
        let centre = server.sign_in("zhong").await;
        Self { server, agent, clerk, unit, centre, lead }
    }

    async fn ticket(&self) -> Ticket {
        let draft = Uuid::now_v7();
        let body = submission(draft, &form());
        read(&self.server.write_as(Method::POST, &self.agent, "/tickets", body, draft).await)
    }

    async fn load(&self, ticket: &Ticket) -> Ticket {
        read(&self.server.get(&self.clerk, &format!("/tickets/{}", ticket.id)).await)
    }

    fn token(&self, duty: Duty) -> &str {
        match duty {
            Duty::Agent => &self.agent,
            Duty::Clerk => &self.clerk,
            Duty::Unit => &self.unit,
            Duty::Joint => &self.centre,
            Duty::Lead | Duty::System => &self.lead,
        }
    }

    /// Asks for a move of the ticket as it is known here.
    async fn ask(&self, duty: Duty, ticket: &Ticket, verb: &str, said: Value) -> Answer {
        let mut body = said;
        body["version"] = ticket.version.into();
        body["verb"] = verb.into();
        self.server.post(self.token(duty), &format!("/tickets/{}/moves", ticket.id), body).await
    }

    /// Does something, and gives the ticket after it.
    async fn does(&self, duty: Duty, ticket: &mut Ticket, verb: &str, said: Value) {
        let answer = self.ask(duty, ticket, verb, said).await;
        assert!(answer.status.is_success(), "{verb}: {}", answer.body);
        *ticket = read(&answer);
    }

    async fn decide(&self, duty: Duty, ticket: &Ticket, granted: bool, text: &str) -> Answer {
        let body = json!({ "version": ticket.version, "granted": granted, "text": text });
        self.server.post(self.token(duty), &format!("/tickets/{}/approval", ticket.id), body).await
    }
}

fn read(answer: &Answer) -> Ticket {
    serde_json::from_value(answer.done().clone()).expect("a ticket")
}

fn state(ticket: &Ticket) -> &str {
    ticket.state().as_str()
}

const AGENT: Duty = Duty::Agent;
const CLERK: Duty = Duty::Clerk;
const UNIT: Duty = Duty::Unit;
const LEAD: Duty = Duty::Lead;

#[tokio::test]
async fn a_ticket_walks_every_verb() {
    let mut office = Office::open().await;
    let mut ticket = office.ticket().await;
    assert_eq!((state(&ticket), ticket.version), ("submitted", 1));
    comes_to_a_unit(&office, &mut ticket).await;
    takes_longer(&office, &mut ticket).await;
    goes_up_and_is_answered(&mut office, &mut ticket).await;
    is_told_to_the_caller_and_ends(&office, &mut ticket).await;
    has_walked_every_verb(&office, &ticket).await;
}

async fn comes_to_a_unit(office: &Office, ticket: &mut Ticket) {
    office.does(CLERK, ticket, "dispatch", json!({ "unit": "water" })).await;
    assert_eq!(state(ticket), "dispatched");
    assert!(ticket.work.clocks["sign"].deadline.is_some(), "the unit has to sign for it");
    office.does(UNIT, ticket, "return", json!({ "reason": "unclear", "text": "哪条街？" })).await;
    assert_eq!(state(ticket), "submitted");
    office.does(CLERK, ticket, "dispatch", json!({ "unit": "water", "joint": ["centre"] })).await;
    office.does(UNIT, ticket, "sign", json!({})).await;
    let due = handling_due(ticket);
    office.does(Duty::Joint, ticket, "contribute", json!({ "text": "阀门在我方井内" })).await;

    // More time: asked for by the unit, granted by a clerk, told to the caller by an agent.
    let more = json!({ "reason": "works", "more": "2wd", "text": "需要开挖" });
    office.does(UNIT, ticket, "extend", more).await;
    assert_eq!(handling_due(ticket), due, "it is asked for, not granted");
    *ticket = read(&office.decide(CLERK, ticket, true, "").await);
    assert!(handling_due(ticket) > due);
    assert_eq!(ticket.work.clocks["handle"].earlier, [due], "the old one is kept");
    assert!(ticket.work.owed.is_some());
    office.does(AGENT, ticket, "inform", json!({})).await;
    assert!(ticket.work.owed.is_none());
}

async fn takes_longer(office: &Office, ticket: &mut Ticket) {
    let soon = Utc::now() + TimeDelta::days(3);
    office.does(UNIT, ticket, "suspend", json!({ "reason": "season", "until": soon })).await;
    *ticket = read(&office.decide(CLERK, ticket, true, "").await);
    assert_eq!((state(ticket), ticket.work.until), ("suspended", Some(soon)));
    assert!(ticket.work.clocks["handle"].clock.paused_since().is_some());
    office.does(UNIT, ticket, "resume", json!({})).await;
    office.does(AGENT, ticket, "urge", json!({ "text": "来电人又打来了" })).await;
    office.does(LEAD, ticket, "supervise", json!({ "text": "请说明进展" })).await;
    office.does(UNIT, ticket, "explain", json!({ "text": "明天完工" })).await;
}

/// A level up, not beside it, and not anew to itself.
async fn goes_up_and_is_answered(office: &mut Office, ticket: &mut Ticket) {
    for other in ["water", "power"] {
        let beside = json!({ "unit": other, "reason": "several_units" });
        office.ask(UNIT, ticket, "escalate", beside).await.refused(Code::IllegalMove);
    }
    let up = json!({ "unit": "centre", "reason": "several_units" });
    office.does(UNIT, ticket, "escalate", up).await;
    office.ask(UNIT, ticket, "sign", json!({})).await.refused(Code::NotFound);
    office.unit.clone_from(&office.centre);
    office.does(UNIT, ticket, "sign", json!({})).await;
    office.does(UNIT, ticket, "reply", json!({ "text": "已修好" })).await;
    assert_eq!((state(ticket), ticket.work.answer.as_deref()), ("replied", Some("已修好")));
}

async fn is_told_to_the_caller_and_ends(office: &Office, ticket: &mut Ticket) {
    let refused = office.ask(AGENT, ticket, "close", json!({})).await.refused(Code::IllegalMove);
    assert!(refused.detail.contains("call back first"), "{}", refused.detail);
    let nobody = json!({ "contacted": { "reached": false } });
    office.does(AGENT, ticket, "callback", nobody).await;
    let unhappy = json!({ "contacted": { "reached": true, "solved": false, "satisfied": false } });
    office.does(AGENT, ticket, "callback", unhappy).await;
    assert_eq!(state(ticket), "called_back");
    office.does(AGENT, ticket, "redo", json!({ "reason": "not_solved" })).await;
    assert_eq!((state(ticket), ticket.work.redone), ("submitted", 1));

    office.does(CLERK, ticket, "answer", json!({ "text": "今天再次上门" })).await;
    let content = json!({ "contacted": { "reached": true, "solved": true, "satisfied": true } });
    office.does(AGENT, ticket, "callback", content).await;
    assert_eq!(state(ticket), "closed", "who is content needs no second click");
    office.does(LEAD, ticket, "reopen", json!({ "reason": "new_facts" })).await;
    office.does(CLERK, ticket, "void", json!({ "reason": "duplicate", "text": "同一件事" })).await;
    *ticket = read(&office.decide(LEAD, ticket, true, "").await);
    assert_eq!(state(ticket), "void");
    assert_eq!(office.load(ticket).await.work, ticket.work, "what was answered is what is stored");
}

async fn has_walked_every_verb(office: &Office, ticket: &Ticket) {
    let events = office.server.get(&office.clerk, &format!("/tickets/{}/events", ticket.id)).await;
    let events = events.done().as_array().expect("a list");
    assert_eq!(events.len() as u32, ticket.version, "each change is an event, and nothing else happened");
    let walked = events.iter().filter_map(|recorded| recorded["event"]["moved"]["verb"].as_str());
    let walked: BTreeSet<_> = walked.map(str::to_owned).collect();
    let lifecycles = lifecycles(&SiteFiles::default()).expect("proved");
    let all = lifecycles.iter().find(|one| one.id == ticket.work.lifecycle).expect("it is shipped");
    // Those of a family are walked by one: see `families`.
    let of_families = ["merge", "follow", "unmerge"];
    let alone =
        all.verbs.iter().map(|verb| verb.id.to_string()).filter(|verb| !of_families.contains(&verb.as_str()));
    assert_eq!(walked, alone.collect());
}

fn handling_due(ticket: &Ticket) -> DateTime<Utc> {
    ticket.work.clocks["handle"].deadline.as_ref().expect("it runs").due
}

#[tokio::test]
async fn what_is_done_shows_nobody_more_of_the_caller_than_reading_does() {
    let office = Office::open().await;
    let draft = Uuid::now_v7();
    let mut told = form();
    told["contact_name"] = "欧阳海".into();
    told["contact_number"] = "13800138000".into();
    let body = submission(draft, &told);
    let mut ticket: Ticket =
        read(&office.server.write_as(Method::POST, &office.agent, "/tickets", body, draft).await);
    office.does(Duty::Clerk, &mut ticket, "dispatch", json!({ "unit": "water" })).await;
    assert_eq!(ticket.form, office.load(&ticket).await.form);
    assert!(!ticket.form.contact_number.contains("13800138"), "{}", ticket.form.contact_number);
    office.does(Duty::Unit, &mut ticket, "return", json!({ "reason": "unclear", "text": "?" })).await;
    assert!(!ticket.form.contact_number.contains("13800138"), "{}", ticket.form.contact_number);
}

#[tokio::test]
async fn who_asks_does_not_approve() {
    let office = Office::open().await;
    let mut ticket = office.ticket().await;
    let reason = json!({ "reason": "test", "text": "测试" });
    office.does(Duty::Clerk, &mut ticket, "void", reason.clone()).await;
    assert_eq!(state(&ticket), "submitted");
    let waits = office.ask(Duty::Clerk, &ticket, "void", reason).await.refused(Code::IllegalMove);
    assert!(waits.detail.contains("waits for approval"), "{}", waits.detail);
    office.decide(Duty::Clerk, &ticket, true, "").await.refused(Code::Forbidden);
    office.decide(Duty::Unit, &ticket, true, "").await.refused(Code::NotFound);
    office.decide(Duty::Lead, &ticket, false, " ").await.refused(Code::BadRequest);
    let stale = json!({ "version": 1, "granted": true });
    let path = format!("/tickets/{}/approval", ticket.id);
    office.server.post(&office.lead, &path, stale).await.refused(Code::StaleVersion);
    ticket = read(&office.decide(Duty::Lead, &ticket, false, "不是测试").await);
    assert_eq!((state(&ticket), &ticket.work.pending), ("submitted", &None));
    office.decide(Duty::Lead, &ticket, true, "").await.refused(Code::IllegalMove);
}

#[tokio::test]
async fn what_may_not_be_done_changes_nothing() {
    let office = Office::open().await;
    let mut ticket = office.ticket().await;
    let refused = async |duty, ticket: &Ticket, verb: &str, said: Value, code| {
        office.ask(duty, ticket, verb, said).await.refused(code);
        assert_eq!(&office.load(ticket).await, ticket, "{verb}");
    };
    refused(Duty::Clerk, &ticket, "fly", json!({}), Code::NotFound).await;
    refused(Duty::Clerk, &ticket, "dispatch", json!({}), Code::BadRequest).await;
    refused(Duty::Clerk, &ticket, "dispatch", json!({ "unit": "nobody" }), Code::NotFound).await;
    let twice = json!({ "unit": "water", "joint": ["water"] });
    refused(Duty::Clerk, &ticket, "dispatch", twice, Code::BadRequest).await;
    refused(Duty::Agent, &ticket, "dispatch", json!({ "unit": "water" }), Code::Forbidden).await;
    refused(Duty::Clerk, &ticket, "reply", json!({ "text": "x" }), Code::IllegalMove).await;
    // A unit does not even see what it does not handle.
    office.ask(Duty::Unit, &ticket, "sign", json!({})).await.refused(Code::NotFound);
    office.does(Duty::Clerk, &mut ticket, "dispatch", json!({ "unit": "water" })).await;
    refused(Duty::Unit, &ticket, "return", json!({ "text": "x" }), Code::BadRequest).await;
    let whim = json!({ "reason": "whim", "text": "x" });
    refused(Duty::Unit, &ticket, "return", whim, Code::BadRequest).await;
}

#[tokio::test]
async fn of_two_verbs_at_once_the_second_is_told() {
    let office = Office::open().await;
    let ticket = office.ticket().await;
    let (one, other) = tokio::join!(
        office.ask(Duty::Clerk, &ticket, "dispatch", json!({ "unit": "water" })),
        office.ask(Duty::Clerk, &ticket, "dispatch", json!({ "unit": "power" })),
    );
    let (done, late) = if one.status.is_success() { (one, other) } else { (other, one) };
    let done = read(&done);
    assert_eq!((state(&done), done.version), ("dispatched", 2));
    late.refused(Code::StaleVersion);
    // What changes neither state nor time is done whatever was done since.
    let urged = read(&office.ask(Duty::Agent, &ticket, "urge", json!({})).await);
    assert_eq!(urged.version, 3);
}

#[tokio::test]
async fn what_is_said_has_an_end() {
    let office = Office::open().await;
    let ticket = office.ticket().await;
    let long = json!({ "text": "长".repeat(TicketForm::TEXT_MAX + 1) });
    office.ask(Duty::Agent, &ticket, "urge", long).await.refused(Code::BadRequest);
    let long = json!({ "text": "长".repeat(TicketForm::TEXT_MAX) });
    assert!(office.ask(Duty::Agent, &ticket, "urge", long).await.status.is_success());
}

#[tokio::test]
async fn programs_that_take_matters_in_do_not_see_the_floor() {
    let server = TestServer::start().await;
    let web = server.sign_in("web").await;
    server.get(&web, "/floor").await.refused(Code::Forbidden);
    server.get(&web, "/live?from=0").await.refused(Code::Forbidden);
}

#[tokio::test]
async fn a_wait_ends_by_itself_also_when_the_server_was_down() {
    let office = Office::open().await;
    let mut ticket = office.ticket().await;
    office.does(Duty::Clerk, &mut ticket, "dispatch", json!({ "unit": "water" })).await;
    office.does(Duty::Unit, &mut ticket, "sign", json!({})).await;
    let until = Utc::now() + TimeDelta::milliseconds(1_500);
    office.does(Duty::Unit, &mut ticket, "suspend", json!({ "reason": "season", "until": until })).await;
    ticket = read(&office.decide(Duty::Clerk, &ticket, true, "").await);
    assert_eq!(state(&ticket), "suspended");
    let mut live = office.server.server.store().head().await.expect("a head").seq;
    let Office { server, clerk, .. } = office;
    let server = server.restart().await;
    // The log grows by what comes by itself.
    let moved = loop {
        let news = server.server.store().read_after(live, 10).await.expect("the log");
        if let Some(moved) = news.iter().find(|news| news.event.ticket() == Some(ticket.id)) {
            break moved.at;
        }
        live = news.last().map_or(live, |last| last.seq);
        tokio::task::yield_now().await;
    };
    assert!(moved >= until && moved - until < TimeDelta::seconds(30), "{until} {moved}");
    let ticket: Ticket = read(&server.get(&clerk, &format!("/tickets/{}", ticket.id)).await);
    assert_eq!((state(&ticket), ticket.work.until), ("in_progress", None));
}

#[tokio::test]
async fn lists_begin_with_what_is_due_first() {
    let office = Office::open().await;
    let mut tickets = Vec::new();
    for _ in 0..5 {
        tickets.push(office.ticket().await);
    }
    office.does(Duty::Clerk, &mut tickets[0], "dispatch", json!({ "unit": "water" })).await;
    let listed = async |token: &str, query: &str| {
        let page = office.server.get(token, &format!("/tickets?{query}")).await.done().clone();
        let ids = page["items"].as_array().expect("a list").iter();
        let ids: Vec<_> = ids.map(|item| item["id"].as_str().expect("an id").to_owned()).collect();
        (ids, page["next"].as_str().map(str::to_owned))
    };
    let id = |nth: usize| tickets[nth].id.to_string();
    // What waits for dispatch is due in half an hour, what is dispatched in hours.
    assert_eq!(listed(&office.clerk, "").await.0, [id(1), id(2), id(3), id(4), id(0)]);
    assert_eq!(listed(&office.unit, "").await.0, [id(0)]);
    assert_eq!(listed(&office.clerk, "state=dispatched").await.0, [id(0)]);
    let (first, next) = listed(&office.agent, "mine=true&limit=3").await;
    assert_eq!(first, [id(1), id(2), id(3)]);
    let after = next.expect("there is more");
    assert_eq!(
        listed(&office.agent, &format!("mine=true&limit=3&after={after}")).await,
        (vec![id(4), id(0)], None)
    );
    office.server.get(&office.unit, "/tickets?unit=power").await.refused(Code::Forbidden);
    office.server.get(&office.clerk, "/tickets?after=rubbish").await.refused(Code::BadRequest);
}

#[tokio::test]
async fn two_who_edit_at_once_keep_what_both_wrote() {
    let office = Office::open().await;
    let ticket = office.ticket().await;
    let path = format!("/tickets/{}", ticket.id);
    let seen = office.load(&ticket).await;
    let amend = async |token: &str, base: &TicketForm, change: &dyn Fn(&mut TicketForm)| {
        let mut form = base.clone();
        change(&mut form);
        office
            .server
            .put(token, &path, json!({ "version": ticket.version, "form": form, "base": base }))
            .await
    };
    amend(&office.agent, &ticket.form, &|form| form.contact_name = "王小明".into()).await.done();
    // The clerk saw it before that, and changes something else.
    let place = |form: &mut TicketForm| form.place = "柳堤街道".into();
    amend(&office.clerk, &seen.form, &place).await.done();
    let both: Ticket = read(&office.server.get(&office.agent, &path).await);
    assert_eq!((both.form.contact_name.as_str(), both.form.place.as_str()), ("王小明", "柳堤街道"));
    let refused = amend(&office.agent, &ticket.form, &|form| form.place = "钟楼街道".into()).await;
    let refused = refused.refused(Code::StaleVersion);
    assert_eq!(refused.fields.len(), 1);
    assert_eq!(refused.fields[0].field, FormField::Place);
    // A clerk sees the caller masked, and does not write the mask down.
    let masked = office.load(&both).await;
    assert_ne!(masked.form.contact_name, "王小明");
    amend(&office.clerk, &masked.form, &|form| form.subject = "水压低".into()).await.done();
    let both: Ticket = read(&office.server.get(&office.agent, &path).await);
    assert_eq!((both.form.contact_name.as_str(), both.form.subject.as_str()), ("王小明", "水压低"));
    let bare = json!({ "version": both.version, "form": both.form });
    office.server.put(&office.clerk, &path, bare).await.refused(Code::BadRequest);
    office
        .server
        .put(&office.lead, &path, json!({ "version": 1, "form": both.form }))
        .await
        .refused(Code::Forbidden);
}

#[tokio::test]
async fn who_looks_at_a_ticket_sees_who_else_does() {
    let office = Office::open().await;
    let ticket = office.ticket().await;
    let path = format!("/tickets/{}/looks", ticket.id);
    office.server.post(&office.clerk, &path, Value::Null).await.ok(json!([]));
    office.server.post(&office.lead, &path, Value::Null).await.ok(json!([{ "user": "pan", "name": "PAN" }]));
    office.server.post(&office.clerk, &path, Value::Null).await.ok(json!([{ "user": "ban", "name": "BAN" }]));
    office.server.post(&office.unit, &path, Value::Null).await.refused(Code::NotFound);
}
