//! A disk without room: it is said, what was kept before stays, and what was typed stays on the screen.
//!
//! The disk is a limit on the size of files (`ulimit -f`), under which the test binary runs itself: that needs no rights and no device.

use std::{env, path::Path, process::Command};

use hotdesk::{
    api::SubmitTicket,
    client::{DiskError, DrawerNews, OpenDrawer, Parcel},
    domain::{Draft, Locale},
    tui::desk::{DiskTrouble, DraftReport, Msg, OutboxReport},
};

use crate::{
    agent_floor::Seat,
    drafts::{draft, open, save_now},
};

/// Tells the process with little room where to write.
const ROOT: &str = "FULL_DISK_ROOT";
/// A write beyond the limit is an error and not the end of the process.
const LITTLE_ROOM: &str = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";

#[test]
fn what_was_kept_before_stays_and_what_fits_is_kept_again() {
    let root = tempfile::tempdir().expect("a folder");
    let mut shell = Command::new("sh");
    shell.args(["-c", LITTLE_ROOM, "sh"]).arg(env::current_exe().expect("this program"));
    shell.args(["full_disk::types_with_little_room", "--exact", "--ignored", "--nocapture"]);
    let typed = shell.env(ROOT, root.path()).output().expect("a shell");
    let said = [typed.stdout, typed.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(typed.status.success() && said[0].contains("1 passed"), "{}\n{}", said[0], said[1]);
    let found = open(root.path()).drafts.into_iter().map(|draft| draft.form.subject);
    assert_eq!(found.collect::<Vec<_>>(), ["before", "after"]);
}

#[test]
#[ignore = "runs in a process of its own, with little room"]
fn types_with_little_room() {
    let Ok(root) = env::var(ROOT) else { return };
    let OpenDrawer { drawer, mut news, .. } = open(Path::new(&root));
    save_now(&drawer, &draft(1, "before"), 1);
    for number in [1, 2] {
        let refused = drawer.save(&long(number), 2).expect_err("there is no room");
        assert!(matches!(refused, DiskError::Full { .. }), "{refused}");
        assert!(refused.to_string().contains("what is on the screen is not lost"), "{refused}");
    }
    let refused = drawer.put(Parcel::ticket(&submission(long(3))).expect("it encodes"));
    assert!(matches!(refused, Err(DiskError::Full { .. })), "{refused:?}");
    assert_eq!(drawer.waiting(), [], "what is not on the disk is not called submitted");
    save_now(&drawer, &draft(2, "after"), 3);
    for (number, kept) in [(1, 1), (2, 3)] {
        let news = news.try_recv().expect("it is told");
        let DrawerNews::SavedHere { draft: id, change } = news else { panic!("{news:?}") };
        assert_eq!((id, change), (draft(number, "").id, kept));
    }
}

fn long(number: u128) -> Draft {
    let mut long = draft(number, "too long");
    long.form.description = "长".repeat(10_000);
    long
}

fn submission(draft: Draft) -> SubmitTicket {
    let Draft { id, call, contact, form, .. } = draft;
    SubmitTicket { draft: id, call, contact, script: None, priority: form.priority(), form, then: None }
}

#[test]
fn the_screen_says_so_and_holds_what_was_typed() {
    for (locale, said) in [(Locale::En, "The disk is full"), (Locale::ZhCn, "磁盘已满")] {
        let mut seat = Seat::new(locale);
        seat.talks().press(&["alt-4", "swallowed"]);
        let draft = seat.screen.case().expect("a form").id();
        let why = DiskTrouble::Full;
        let mut check = |msg: Msg, full: bool, more: &str| {
            let frame = seat.takes(msg).press(&[more]).waits(60).frame((120, 40));
            assert_eq!(frame.contains(said), full, "as long as it lasts: {frame}");
            assert!(frame.contains("swallowed") && frame.contains(more), "it can be typed on: {frame}");
        };
        check(Msg::Drafts(DraftReport::Failed { draft, why }), true, " Sun");
        check(Msg::Drafts(DraftReport::Saved { draft, change: 2 }), false, " noon");
        check(Msg::Outbox(OutboxReport::Failed { draft, why }), true, " bank");
    }
}
