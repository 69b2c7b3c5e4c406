//! The demo as a newcomer meets it: the program itself in a terminal, from the first frame to the shell again.

use std::{fs::File, path::Path};

use crate::pty::{Restored, Terminal, signal, wait_for_the_end_of};

const F2: &str = "\x1bOQ";
const F5: &str = "\x1b[15~";
const F8: &str = "\x1b[19~";
const F9: &str = "\x1b[20~";
const ALT_C: &str = "\x1bc";
const CTRL_N: &str = "\x0e";
const CTRL_S: &str = "\x13";
const CTRL_Q: &str = "\x11";

#[test]
fn a_newcomer_answers_a_call_and_files_a_ticket() {
    let home = tempfile::tempdir().expect("a folder");
    let mut desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("F2 Ready");
    desk.type_keys(F2);
    desk.wait_for_text("F5 Answer");
    desk.type_keys(F5);
    desk.wait_for_text("Talking");

    desk.type_keys(ALT_C);
    desk.wait_for_text("Category");
    desk.type_keys("lost");
    desk.wait_for_text("B201");
    desk.type_keys("\r");
    // Without a subject the form is not taken, and the cursor goes to what is missing.
    desk.type_keys(CTRL_S);
    desk.wait_for_text("Subject!");
    desk.type_keys("card swallowed by the machine");
    desk.wait_for_text("saved here");
    desk.type_keys(CTRL_S);
    desk.wait_for_text("19990121-00");

    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    desk.wait_for("the ticket in the caller's history", |screen| {
        screen.lines().any(|line| line.contains("Ticket") && line.contains("19990121-00"))
    });
    desk.type_keys(F9);
    desk.wait_for_text("Ready");
    leave(desk);
}

#[test]
fn what_was_typed_is_there_again_after_the_screen_was_killed() {
    let home = tempfile::tempdir().expect("a folder");
    let mut desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("F2 Ready");
    desk.type_keys(CTRL_N);
    desk.wait_for_text("nothing typed yet");
    desk.type_keys(ALT_C);
    desk.wait_for_text("Category");
    desk.type_keys("lost");
    desk.wait_for_text("B201");
    desk.type_keys("\r");
    desk.wait_for_text("saved here");
    desk.kill();

    let mut desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("Drafts from before: 1");
    desk.type_keys(CTRL_Q);
    let (status, _) = desk.wait_for_end();
    assert!(status.success(), "{status:?}");
}

#[test]
fn a_killed_server_is_started_again_under_the_same_screen() {
    let home = tempfile::tempdir().expect("a folder");
    let mut desk = talking(home.path());
    desk.type_keys(ALT_C);
    desk.wait_for_text("Category");
    desk.type_keys("lost");
    desk.wait_for_text("B201");
    desk.type_keys("\r");
    desk.wait_for_text("saved here");
    // Whoever comes next finds the folder taken, until the banner has been seen.
    let lock = take_over(home.path());
    let [server] = desk.children()[..] else { panic!("one server: {:?}", desk.children()) };
    signal(server, "-KILL");
    desk.wait_for_text("Server away");
    desk.type_keys("card swallowed by the machine");
    drop(lock);
    let screen = desk.wait_for("the floor again", |screen| !screen.contains("Server away"));
    for kept in ["Talking", "Lost or stole", "card swallowed by the machine"] {
        assert!(screen.contains(kept), "{kept} is gone:\n{screen}");
    }
    desk.type_keys(CTRL_S);
    desk.wait_for_text("19990121-00");
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    leave(desk);
}

#[test]
fn a_server_that_cannot_be_started_again_is_given_up_and_said_to_be() {
    let home = tempfile::tempdir().expect("a folder");
    let mut desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("F2 Ready");
    let [server] = desk.children()[..] else { panic!("one server: {:?}", desk.children()) };
    std::fs::write(home.path().join("hotdesk.db"), "no database").expect("a file");
    // It may hold the whole database still.
    std::fs::remove_file(home.path().join("hotdesk.db-wal")).expect("there is one while it is open");
    signal(server, "-KILL");
    desk.wait_for_text("died for good");
    desk.type_keys(CTRL_Q);
    desk.wait_for("the reason", |screen| {
        screen.contains("the demo's server died") && screen.contains("hotdesk.db")
    });
    let (status, restored) = desk.wait_for_end();
    assert!(!status.success());
    assert_eq!(restored, Restored::ALL);
}

#[test]
fn a_signal_leaves_neither_a_changed_terminal_nor_a_server() {
    let home = tempfile::tempdir().expect("a folder");
    for name in ["-TERM", "-HUP", "-INT"] {
        let desk = demo(home.path(), &["--locale", "en"]);
        desk.wait_for_text("F2 Ready");
        let [server] = desk.children()[..] else { panic!("one server: {:?}", desk.children()) };
        desk.signal(name);
        let (status, restored) = desk.wait_for_end();
        assert!(status.success(), "{name}: {status:?}");
        assert_eq!(restored, Restored::ALL, "{name}");
        wait_for_the_end_of(server);
    }
}

#[test]
fn a_closed_terminal_ends_it_in_good_order() {
    let home = tempfile::tempdir().expect("a folder");
    let desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("F2 Ready");
    let [server] = desk.children()[..] else { panic!("one server: {:?}", desk.children()) };
    let status = desk.close();
    assert_eq!(status.signal(), None, "{status:?}");
    wait_for_the_end_of(server);
}

#[test]
fn a_day_is_played_once_at_a_time() {
    let home = tempfile::tempdir().expect("a folder");
    let first = demo(home.path(), &["--locale", "en"]);
    first.wait_for_text("F2 Ready");
    let second = demo(home.path(), &["--locale", "en"]);
    second.wait_for("a sentence with a remedy", |screen| {
        screen.contains("another server works in") && screen.contains("name another folder")
    });
    assert!(!second.wait_for_end().0.success());
    leave(first);
}

#[test]
fn a_day_begun_earlier_goes_on_with_its_calls() {
    let home = tempfile::tempdir().expect("a folder");
    let desk = talking(home.path());
    let [server] = desk.children()[..] else { panic!("one server: {:?}", desk.children()) };
    desk.kill();
    wait_for_the_end_of(server);

    let mut desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for_text("F8 Hang up");
    desk.type_keys(F8);
    desk.wait_for_text("Wrap-up");
    leave(desk);

    // The recorded agents are at their work, and nobody was thrown out.
    let desk = demo(home.path(), &["--locale", "en", "--as", "lead"]);
    desk.wait_for("agents at work", |screen| {
        let talking = screen.lines().filter(|line| line.contains("AG") && line.contains("Talking"));
        talking.count() > 3
    });
    leave(desk);
}

#[test]
fn a_recorded_session_is_played_again_without_a_server() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("a.session");
    let file = file.to_str().expect("a plain path");
    let mut desk = demo(home.path(), &["--locale", "en", "--record", file]);
    desk.wait_for_text("F2 Ready");
    desk.type_keys(F2);
    desk.wait_for_text("F5 Answer");
    desk.type_keys(F5);
    desk.wait_for_text("Talking");
    desk.wait_for_text("must be said");
    desk.kill();

    let folder = home.path().to_str().expect("a plain path");
    let mut review =
        Terminal::run((120, 40), &["agent", "--play", file, "--locale", "en"], &[("HOME", folder)]);
    // From mark to mark up to the answer: the greeting is on the agent's screen again.
    for _ in 0..20 {
        review.type_keys("]");
    }
    review.wait_for_text("must be said");
    leave(review);
}

#[test]
fn the_lead_and_the_reviewer_open_on_the_same_day() {
    let home = tempfile::tempdir().expect("a folder");
    for seat in ["lead", "qa"] {
        let desk = demo(home.path(), &["--locale", "zh-CN", "--as", seat]);
        desk.wait_for("the floor", |screen| screen.contains("AG43") || screen.contains("个人业务"));
        leave(desk);
    }
}

#[test]
fn a_day_that_cannot_be_kept_is_refused_in_a_sentence() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("hotdesk.db"), "no database").expect("a file");
    let desk = demo(home.path(), &["--locale", "en"]);
    desk.wait_for("a sentence that names the file", |screen| {
        screen.contains("hotdesk: ") && screen.contains("hotdesk.db")
    });
    let (status, _) = desk.wait_for_end();
    assert!(!status.success());
}

/// The demo with a call in hand.
fn talking(home: &Path) -> Terminal {
    let mut desk = demo(home, &["--locale", "en"]);
    desk.wait_for_text("F2 Ready");
    desk.type_keys(F2);
    desk.wait_for_text("F5 Answer");
    desk.type_keys(F5);
    desk.wait_for_text("F8 Hang up");
    desk
}

/// Quits; the program must end well.
fn leave(mut desk: Terminal) {
    desk.type_keys(CTRL_Q);
    let (status, restored) = desk.wait_for_end();
    assert!(status.success(), "{status:?}");
    assert_eq!(restored, Restored::ALL);
}

/// Holds the day's folder against the server that comes after the one that runs.
fn take_over(home: &Path) -> File {
    let path = home.join("server.lock");
    std::fs::remove_file(&path).expect("a server runs there");
    let lock = File::create(path).expect("a file");
    lock.lock().expect("nobody else knows it");
    lock
}

/// The demo with a home and a day of its own.
fn demo(home: &Path, more: &[&str]) -> Terminal {
    let folder = home.to_str().expect("a plain path");
    let args = [&["demo", "--data-dir", folder], more].concat();
    Terminal::run((120, 40), &args, &[("HOME", folder)])
}
