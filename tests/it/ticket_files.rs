//! Files on the screen of tickets: chosen by path, added with an answer or by themselves, and saved.

use hotdesk::{
    api::Code,
    domain::{Draft, Locale},
    tui::{
        desk::{DraftReport, Msg},
        effect::{Effect, Request},
        runtime::Input,
        tickets::TicketSeat::Unit,
    },
};

use crate::{ticket_floor::Office, ticket_morning::morning};

const SMALL: (u16, u16) = (80, 24);

/// A unit that is about to answer a ticket in hand.
fn answering(locale: Locale) -> Office {
    let mut office = Office::open(Unit, locale, morning());
    office.disk = vec![
        ("/home/shui/leak before.jpg", 1_200_000, "image/jpeg"),
        ("/home/shui/leak after.jpg", 800_000, "image/jpeg"),
        ("/home/shui/plan.pdf", 40_000, "application/pdf"),
        ("/home/shui/film.mov", 900_000, "video/quicktime"),
        ("/home/shui/scan.pdf", 30_000_000, "application/pdf"),
    ];
    office.press(&["1", "space", "s", "esc", "2"]);
    office.waits(3);
    office
}

fn replying() -> Office {
    let mut office = answering(Locale::En);
    office.press(&["down", "space", "l", "mended", "tab"]);
    assert!(office.screen.pane().deed().is_some());
    office
}

fn paste(office: &mut Office, text: &str) {
    let effects =
        hotdesk::tui::runtime::Screen::update(&mut office.screen, Input::Paste(text.into()), office.now);
    office.perform(effects);
}

fn chosen(office: &Office) -> Vec<String> {
    let deed = office.screen.pane().deed().expect("something is said");
    deed.proofs.iter().map(|proof| proof.path.clone()).collect()
}

#[test]
fn a_path_is_completed_by_tab_added_by_enter_and_sent_before_the_answer() {
    let mut office = replying();
    office.press(&["/home/shui/pl", "tab", "enter", "ctrl-s"]);
    let written = office.written();
    let sent: Vec<&Request> = written.iter().map(|(_, request)| request).skip(1).collect();
    let [Request::Attach { path, .. }, Request::Move { wanted, .. }] = sent[..] else { panic!("{sent:?}") };
    assert_eq!(path, "/home/shui/plan.pdf");
    assert_eq!(wanted.asked.evidence, [office.files[0].id], "the answer names the file");
    assert_eq!(office.files[0].id.0, written[1].0.0, "whose id is the key of the write");
}

#[test]
fn what_a_terminal_drops_is_a_file() {
    let mut office = replying();
    paste(&mut office, "'/home/shui/leak before.jpg' /home/shui/leak\\ after.jpg ");
    assert_eq!(chosen(&office), ["/home/shui/leak before.jpg", "/home/shui/leak after.jpg"]);
    paste(&mut office, "file:///home/shui/plan.pdf");
    assert_eq!(chosen(&office).len(), 3);
    let frame = office.frame((120, 40));
    assert!(frame.contains("Take last file away"), "{frame}");
    office.press(&["backspace"]);
    assert_eq!(chosen(&office).len(), 2, "the last one is taken away");
}

#[test]
fn what_is_not_taken_is_said_before_anything_is_sent() {
    let check = |path: &str, why: &str| {
        let mut office = replying();
        paste(&mut office, path);
        office.press(&["enter"]);
        assert!(office.frame(SMALL).contains(why), "{}", office.frame(SMALL));
        assert_eq!(chosen(&office), [""; 0]);
        office.press(&["ctrl-s"]);
        assert_eq!(office.written().len(), 1, "only the signing before");
    };
    check("/home/shui/scan.pdf", "30.0 MB is too large");
    check("/home/shui/film.mov", "video/quicktime is not taken");
    check("/home/shui/nothing.pdf", "There is no /home/shui/nothing.pdf");
}

#[test]
fn every_dropped_file_that_is_not_added_is_named_beside_those_that_are() {
    let mut office = replying();
    for dropped in ["/home/shui/scan.pdf", "/home/shui/plan.pdf", "/home/shui/", "/home/shui/leak"] {
        paste(&mut office, dropped);
    }
    assert_eq!(chosen(&office), ["/home/shui/plan.pdf"]);
    let frame = office.frame(SMALL);
    for why in ["scan.pdf: 30.0 MB", "/home/shui/ is a folder", "There is no /home/shui/leak"] {
        assert!(frame.contains(why), "{why}\n{frame}");
    }
    office.press(&["ctrl-s"]);
    assert_eq!(office.written().len(), 1, "what stands in the line is to be mended first");
}

#[test]
fn a_pasted_name_goes_on_with_the_path_that_is_typed() {
    let mut office = replying();
    office.press(&["/home/shui/.pdf", "left", "left", "left", "left"]);
    paste(&mut office, "plan\n");
    assert_eq!(office.screen.pane().deed().map(|deed| deed.path()), Some("/home/shui/plan.pdf"));
    paste(&mut office, "/home/shui/leak before.jpg");
    assert_eq!(chosen(&office), ["/home/shui/leak before.jpg"]);
    assert_eq!(office.screen.pane().deed().map(|deed| deed.path()), Some("/home/shui/plan.pdf"));
}

#[test]
fn files_that_are_dropped_before_the_disk_answers_are_all_added() {
    let mut office = replying();
    office.is_slow = true;
    office.effects.clear();
    paste(&mut office, "/home/shui/plan.pdf");
    paste(&mut office, "/home/shui/leak after.jpg");
    for (id, request) in office.asked() {
        office.answer(id, request);
    }
    assert_eq!(chosen(&office), ["/home/shui/plan.pdf", "/home/shui/leak after.jpg"]);
}

#[test]
fn a_ticket_takes_so_many_files_and_no_more() {
    let mut office = replying();
    let three = "'/home/shui/leak before.jpg' '/home/shui/leak after.jpg' '/home/shui/plan.pdf'";
    paste(&mut office, three);
    office.disk.push(("/home/shui/more.pdf", 10, "application/pdf"));
    paste(&mut office, "/home/shui/more.pdf");
    assert!(office.frame(SMALL).contains("a ticket takes 3 files"), "{}", office.frame(SMALL));
}

#[test]
fn a_file_that_is_refused_leaves_the_answer_unsaid_and_the_words_typed() {
    let mut office = replying();
    paste(&mut office, "/home/shui/plan.pdf");
    office.refuses = Some(Code::UnfitFile);
    office.press(&["ctrl-s"]);
    let frame = office.frame(SMALL);
    assert!(frame.contains("plan.pdf: ") && frame.contains("mended"), "{frame}");
    let first = office.written().pop().expect("it was sent").0;
    office.refuses = None;
    office.press(&["ctrl-s"]);
    let written = office.written();
    assert_ne!(written[2].0, first, "what was refused is another file now");
    assert!(matches!(written[3].1, Request::Move { .. }), "{written:?}");
}

#[test]
fn a_lost_server_sends_no_file_twice() {
    let mut office = replying();
    paste(&mut office, "/home/shui/plan.pdf");
    office.is_away = true;
    office.press(&["ctrl-s"]);
    office.is_away = false;
    office.press(&["ctrl-s"]);
    let written = office.written();
    assert_eq!(written[1], written[2], "the same file under the same key");
    assert!(office.screen.pane().deed().is_none());
}

#[test]
fn files_that_were_chosen_survive_a_crash() {
    let mut office = replying();
    paste(&mut office, "/home/shui/plan.pdf");
    office.press(&["/home/sh"]);
    let kept = office.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveDraft { draft, .. } => Some((**draft).clone()),
        _ => None,
    });
    let kept: Draft = kept.expect("it is on disk");
    let mut later = answering(Locale::En);
    later.hear(Msg::Drafts(DraftReport::Found(vec![kept])));
    later.press(&["ctrl-d", "enter"]);
    assert_eq!(chosen(&later), ["/home/shui/plan.pdf"]);
    assert_eq!(later.screen.pane().deed().map(|deed| deed.path()), Some("/home/sh"));
}

#[test]
fn files_are_added_by_themselves_and_saved_again() {
    let mut office = answering(Locale::En);
    office.press(&["enter", "space", "1"]);
    paste(&mut office, "/home/shui/plan.pdf");
    office.press(&["ctrl-s"]);
    office.waits(3);
    assert!(office.frame((120, 40)).contains("plan.pdf · pdf · 40 kB"), "{}", office.frame((120, 40)));
    office.press(&["o", "enter", "ctrl-u", "/tmp/", "ctrl-s"]);
    assert!(office.frame(SMALL).contains("Saved as /tmp/plan.pdf"), "{}", office.frame(SMALL));
}

#[test]
fn frames_of_files() {
    for (tag, locale) in [("en", Locale::En), ("zh", Locale::ZhCn)] {
        for size in [(80, 24), (120, 40)] {
            let frame = |name: &str, office: &Office| {
                insta::assert_snapshot!(format!("{name}_{}_{tag}", size.0), office.frame(size));
            };
            let mut office = answering(locale);
            office.resize(size);
            office.press(&["down", "space", "l", "已更换管道", "tab"]);
            paste(&mut office, "/home/shui/plan.pdf");
            office.press(&["/home/shui/leak", "tab"]);
            frame("choosing", &office);
            office.is_slow = true;
            office.press(&["ctrl-u", "ctrl-s"]);
            frame("sending", &office);
            let mut office = answering(locale);
            office.resize(size);
            office.press(&["enter", "space"]);
            frame("menu", &office);
            office.press(&["1"]);
            paste(&mut office, "/home/shui/film.mov");
            frame("unfit", &office);
            office.press(&["ctrl-u"]);
            paste(&mut office, "/home/shui/plan.pdf");
            office.press(&["ctrl-s"]);
            office.waits(3);
            office.press(&["o"]);
            frame("files", &office);
            office.press(&["enter"]);
            frame("saving", &office);
        }
    }
}
