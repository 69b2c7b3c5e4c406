//! The reviewer's list of calls: filters, pages, and how it is brought up to date.

use hotdesk::{
    api::{LiveMessage, Page},
    domain::{Direction, Locale},
    storage::Place,
    tui::{
        desk::{Answer, Failure, LinkNews, Msg, News},
        effect::Request,
        runtime::{Input, Pace, Screen},
    },
};

use crate::{
    lead_floor::{call, time},
    qa_review::{Bench, events, reviewed, summaries},
};

/// The last request that keys lead to.
fn request(keys: &[&str]) -> Option<Request> {
    let mut bench = Bench::new(Locale::En);
    bench.press(keys);
    bench.asked.pop().map(|(_, request)| request)
}

#[test]
fn calls_are_filtered_by_agent_queue_and_time_and_go_on_at_the_end() {
    let calls = |before: Option<&str>, agent: Option<&str>, queue: Option<&str>| {
        let (before, agent, queue) = (before.map(Into::into), agent.map(Into::into), queue.map(Into::into));
        Some(Request::Calls { before, limit: 100, agent, queue })
    };
    assert_eq!(request(&["a", "ln", "enter"]), calls(None, Some("7001"), None));
    assert_eq!(request(&["u", "stock", "enter"]), calls(None, None, Some("stocks")));
    assert_eq!(request(&["t", "10:30", "enter"]), calls(Some("1999-01-21T08:30:00Z"), None, None));
    assert_eq!(
        request(&["t", "10:30", "enter", "u", "stock", "enter"]),
        calls(Some("1999-01-21T08:30:00Z"), None, Some("stocks"))
    );
    assert_eq!(request(&["u", "stock", "enter", "esc"]), calls(None, None, None), "Esc clears");
    assert_eq!(request(&["t", "soon", "enter"]), None, "stays to be mended");
    assert_eq!(request(&["end"]), calls(Some("more"), None, None));
    assert_eq!(request(&["down", "enter"]), Some(Request::CallEvents(call(2))));
}

/// The calls of the story with one more, the newest.
fn renewed() -> Answer {
    let mut items = summaries();
    let mut newest = items[1].clone();
    newest.record.call = call(7);
    items.insert(0, newest);
    Answer::Calls(Page { items, next: Some("other".into()) })
}

fn newest() -> Request {
    Request::Calls { before: None, limit: 100, agent: None, queue: None }
}

#[test]
fn the_list_is_renewed_by_a_key_and_the_selection_stays_with_its_call() {
    for key in ["r", "f5"] {
        let mut bench = Bench::new(Locale::En);
        bench.press(&["down", key]);
        assert_eq!(bench.asked.last().map(|(_, request)| request), Some(&newest()));
        bench.answer(renewed());
        assert!(bench.text((120, 40)).contains("4+ · as of 12:05:00"), "{}", bench.text((120, 40)));
        bench.press(&["enter"]);
        assert_eq!(bench.asked.pop().map(|(_, request)| request), Some(Request::CallEvents(call(2))));
    }
}

#[test]
fn older_pages_stay_when_the_list_is_renewed_unless_there_is_a_gap() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["end"]);
    let mut older = summaries().remove(2);
    older.record.call = call(91);
    bench.answer(Answer::Calls(Page { items: vec![older], next: None }));
    bench.press(&["r"]);
    bench.answer(renewed());
    assert!(bench.text((120, 40)).contains("5 · as of"), "all that were listed, and the new one");
    bench.press(&["r"]);
    let mut foreign = summaries().remove(0);
    foreign.record.call = call(99);
    bench.answer(Answer::Calls(Page { items: vec![foreign], next: Some("more".into()) }));
    assert!(bench.text((120, 40)).contains("1+ · as of"), "between them calls are missing");
}

#[test]
fn calls_that_end_renew_the_list_after_a_while_and_only_where_it_is_seen() {
    let mut story = reviewed();
    let heard = story.log.len();
    story.leaves("12:05:01", 7);
    let ended = story.log.remove(heard);
    let news = || Input::App(Msg::Desk(News::Live(vec![LiveMessage::Event { recorded: ended.clone() }])));
    let mut bench = Bench::new(Locale::En);
    assert_eq!(bench.screen.pace(), Pace::Idle);
    bench.give(news());
    assert!(bench.asked.is_empty(), "the list has only just come");
    assert_eq!(bench.screen.pace(), Pace::EverySecond);
    bench.wait(4);
    assert_eq!(bench.asked.pop().map(|(_, request)| request), Some(newest()));
    let mut bench = Bench::open(Locale::En);
    bench.give(news());
    bench.wait(4);
    assert_eq!((bench.asked.len(), bench.screen.pace()), (0, Pace::Idle), "a call is being reviewed");
}

#[test]
fn a_list_that_could_not_be_had_comes_by_itself_when_the_server_is_back() {
    let link = |link| Input::App(Msg::Desk(News::Link(link)));
    for (keys, asked) in [(["r"].as_slice(), newest()), (&["u", "stock", "enter"], of_stocks())] {
        let mut bench = Bench::new(Locale::En);
        bench.give(link(LinkNews::Away { silent_s: 0 }));
        bench.press(keys);
        bench.fail(Failure::Away);
        bench.wait(4);
        assert_eq!(bench.asked, [], "nobody is there to ask");
        bench.give(link(LinkNews::Up));
        bench.wait(4);
        assert_eq!(bench.asked.last().map(|(_, request)| request), Some(&asked), "{keys:?}");
        bench.answer(renewed());
        assert!(bench.text((120, 40)).contains("4+ · as of"), "{}", bench.text((120, 40)));
    }
}

fn of_stocks() -> Request {
    Request::Calls { before: None, limit: 100, agent: None, queue: Some("stocks".into()) }
}

#[test]
fn older_pages_that_do_not_come_leave_what_is_listed() {
    let mut bench = Bench::new(Locale::En);
    bench.press(&["end"]);
    bench.fail(Failure::Away);
    let text = bench.text((120, 40));
    assert!(text.contains("abandoned") && text.contains("cannot be reached"), "{text}");
}

#[test]
fn an_empty_list_says_whether_a_filter_makes_it_so() {
    let empty = || Answer::Calls(Page { items: vec![], next: None });
    let mut bench = Bench::new(Locale::En);
    bench.press(&["u", "stock", "enter"]);
    bench.answer(empty());
    assert!(bench.text((80, 24)).contains("No calls pass the filter; Esc clears it."));
    bench.press(&["esc"]);
    bench.answer(empty());
    assert!(bench.text((80, 24)).contains("No calls yet."), "{}", bench.text((80, 24)));
}

#[test]
fn a_call_that_we_began_is_told_from_one_that_came() {
    let mut items = summaries();
    items[1].record.direction = Direction::Outbound;
    let mut bench = Bench::new(Locale::En);
    bench.press(&["r"]);
    bench.answer(Answer::Calls(Page { items, next: None }));
    let text = bench.text((80, 24));
    let ways = text
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|word| ["in", "out"].contains(word));
    assert_eq!(ways.collect::<Vec<_>>(), ["in", "out", "in"], "{text}");
}

#[test]
fn an_open_call_that_goes_on_is_brought_up_to_date_in_its_place() {
    let mut under_way = summaries();
    under_way[0].record.under_way = true;
    let mut bench = Bench::new(Locale::En);
    bench.press(&["r"]);
    bench.answer(Answer::Calls(Page { items: under_way, next: None }));
    bench.press(&["enter"]);
    let all = events();
    bench.answer(Answer::Events(all[..5].to_vec()));
    bench.press(&["end"]);
    let before = bench.text((120, 40));
    assert!(before.contains("F5 Refresh") && before.contains("7001 李娜 · under way"), "{before}");
    let position = bench.position();
    bench.press(&["f5"]);
    bench.answer(Answer::Calls(Page { items: summaries(), next: None }));
    bench.answer(Answer::Events(all));
    assert_eq!(bench.position(), position);
    let after = bench.text((120, 40));
    assert!(after.contains("finished the work") && after.contains("7001 李娜 · answered"), "{after}");
    assert!(!after.contains("F5 Refresh"), "it is over");
}

#[test]
fn a_time_is_the_place_of_all_that_is_older() {
    let place: Place = "1999-01-21T08:30:00Z".parse().unwrap();
    assert!(place < Place { at: time("10:30:00"), id: call(1).0 });
    assert!(place > Place { at: time("10:29:59"), id: call(1).0 });
    assert_eq!(place.to_string().parse(), Ok(place));
    assert!("soon".parse::<Place>().is_err());
}
