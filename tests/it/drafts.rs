//! Drafts on disk: what is saved is there again, whole, whatever happened in between.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hotdesk::{
    client::{DiskError, Drawer, DrawerNews, OpenDrawer},
    domain::{Draft, DraftId, TicketForm},
};
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

use crate::make;

/// A draft with this subject.
pub fn draft(number: u128, subject: &str) -> Draft {
    Draft {
        id: DraftId(Uuid::from_u128(number)),
        begun: make::at(number as i64),
        call: None,
        contact: None,
        caller: None,
        form: TicketForm { subject: subject.into(), ..TicketForm::default() },
        marks: None,
        amends: None,
        follows: None,
        deed: None,
    }
}

pub fn open(root: &Path) -> OpenDrawer {
    Drawer::open(root).expect("a drawer")
}

/// The subjects of the drafts that a new screen finds.
fn found(root: &Path) -> Vec<String> {
    open(root).drafts.into_iter().map(|draft| draft.form.subject).collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The only file in the drafts of the first slot with this ending.
fn file(root: &Path, ending: &str) -> PathBuf {
    let entries = fs::read_dir(root.join("slot-0/drafts")).expect("the folder");
    let mut paths = entries.map(|entry| entry.expect("an entry").path());
    paths.find(|path| path.extension().is_some_and(|found| found == ending)).expect("a file")
}

/// Keeps a draft and waits until it is saved for good.
pub fn save_now(drawer: &Drawer, draft: &Draft, change: u64) {
    drawer.save(draft, change).expect("saved");
    drawer.flush();
}

#[test]
fn the_last_version_saved_is_there_again_and_each_is_reported() {
    let root = folder();
    let OpenDrawer { drawer, mut news, drafts } = open(root.path());
    assert_eq!(drafts, []);
    for change in 1..=50 {
        drawer.save(&draft(1, &format!("version {change}")), change).expect("saved");
    }
    save_now(&drawer, &draft(2, "另一张"), 1);
    let mut last = 0;
    while let Ok(report) = news.try_recv() {
        let DrawerNews::SavedHere { draft: id, change } = report else { panic!("{report:?}") };
        if id == draft(1, "").id {
            assert!(change > last, "reports go forward");
            last = change;
        }
    }
    assert_eq!(last, 50);
    drop(drawer);
    assert_eq!(found(root.path()), ["version 50", "另一张"]);
}

#[test]
fn what_is_discarded_does_not_come_back() {
    let root = folder();
    let drawer = open(root.path()).drawer;
    drawer.save(&draft(1, "first"), 1).expect("saved");
    save_now(&drawer, &draft(2, "second"), 1);
    drawer.discard(draft(1, "").id);
    drawer.save(&draft(2, "second, longer"), 2).expect("saved");
    drawer.discard(draft(2, "").id);
    drawer.save(&draft(2, "second, again"), 3).expect("saved");
    drop(drawer);
    assert_eq!(found(root.path()), ["second, again"]);
}

#[test]
fn two_screens_of_a_user_do_not_write_over_each_other() {
    let root = folder();
    let (first, second) = (open(root.path()), open(root.path()));
    save_now(&first.drawer, &draft(1, "mine"), 1);
    save_now(&second.drawer, &draft(1, "yours"), 1);
    assert_eq!(second.drawer.adopt().expect("looked"), [], "living screens keep what is theirs");
    drop(first);
    assert_eq!(second.drawer.adopt().expect("looked"), [], "what is here is not written over");
    drop(second);
    assert_eq!(found(root.path()), ["mine"]);
    let third = open(root.path());
    third.drawer.discard(draft(1, "").id);
    third.drawer.flush();
    assert_eq!(third.drawer.adopt().expect("taken over"), [draft(1, "yours")], "nor lost");
}

#[test]
fn drafts_of_a_screen_that_is_gone_are_taken_over_once() {
    let root = folder();
    let [first, second, third] = [(); 3].map(|()| open(root.path()));
    save_now(&first.drawer, &draft(1, "one"), 1);
    save_now(&third.drawer, &draft(3, "three"), 1);
    drop(third);
    assert_eq!(second.drawer.adopt().expect("taken over"), [draft(3, "three")]);
    assert_eq!(second.drawer.adopt().expect("looked"), []);
    save_now(&second.drawer, &draft(3, "three, longer"), 1);
    drop((first, second));
    assert_eq!(found(root.path()), ["one", "three, longer"]);
}

#[test]
fn a_folder_that_cannot_be_written_says_so_and_the_version_before_stays() {
    let root = folder();
    let drawer = open(root.path()).drawer;
    save_now(&drawer, &draft(1, "kept"), 1);
    let drafts = root.path().join("slot-0/drafts");
    fs::rename(&drafts, root.path().join("away")).expect("moved");
    let error = drawer.save(&draft(1, "typed on"), 2).expect_err("nowhere to write");
    assert!(matches!(error, DiskError::Io { what: "write", .. }));
    assert!(error.to_string().contains("check that the folder is there"), "{error}");
    fs::rename(root.path().join("away"), &drafts).expect("moved back");
    save_now(&drawer, &draft(1, "typed on still"), 3);
    drop(drawer);
    assert_eq!(found(root.path()), ["typed on still"]);
    let file = root.path().join("slot-0/lock");
    assert!(Drawer::open(&file).is_err(), "a file is no folder");
}

#[test]
fn a_file_changed_by_others_is_set_aside_and_not_believed() {
    let root = folder();
    save_now(&open(root.path()).drawer, &draft(1, "true"), 1);
    let path = file(root.path(), "draft");
    let changed = fs::read_to_string(&path).expect("text").replace("true", "fals");
    fs::write(&path, changed).expect("changed");
    assert_eq!(found(root.path()), Vec::<String>::new());
    assert!(file(root.path(), "damaged").exists(), "it is not thrown away");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The end of the program at any byte of a write: the version before or this one, never anything else.
    #[test]
    fn a_torn_write_leaves_the_version_before(cut in any::<prop::sample::Index>(), stamp in 2..u64::MAX) {
        let root = folder();
        let other = folder();
        save_now(&open(root.path()).drawer, &draft(1, "before"), 1);
        // The next version, as the program would write it, with its own stamp.
        save_now(&open(other.path()).drawer, &draft(1, "after"), 1);
        let next = fs::read(file(other.path(), "draft")).expect("bytes");
        let kept = cut.index(next.len());
        let torn = file(root.path(), "draft").with_extension(format!("{stamp:016x}.new"));
        fs::write(torn, &next[..kept]).expect("torn");
        prop_assert_eq!(found(root.path()), ["before"]);
        prop_assert_eq!(found(root.path()), ["before"], "tidying changes nothing");
    }
}
