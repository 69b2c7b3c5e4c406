//! Files of this machine: what a typed path stands for, and where a file of a ticket is saved.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    client::{Client, ClientError, WriteKey},
    domain::{Attachment, TicketId, clean_text},
    tui::desk::{Answer, PathIs, PathSeen},
};

/// Names of a folder that are told.
const TOLD: usize = 12;
/// Names of a folder that are looked through.
const READ: usize = 20_000;
/// First bytes by which a file's kind is known.
const HEAD: usize = 8 << 10;
/// Longest name under which a file is saved, bytes: file systems take 255.
const NAME_MAX: usize = 200;

/// What a typed path stands for. It waits for the disk.
pub(super) fn look(typed: &str) -> PathSeen {
    let (folder, begun) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, _)| (&typed[..=folder.len()], &typed[folder.len() + 1..]));
    let names = names_in(&place(folder), begun);
    let completed = match shared(&names) {
        Some(shared) => format!("{folder}{shared}"),
        None if typed == "~" => "~/".to_owned(),
        None => typed.to_owned(),
    };
    let is = what_is(&place(typed));
    PathSeen { typed: typed.to_owned(), completed, among: names.into_iter().take(TOLD).collect(), is }
}

/// A typed path, with the home of who typed it.
fn place(typed: &str) -> PathBuf {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    match typed.strip_prefix('~') {
        Some("") => home().unwrap_or_else(|| PathBuf::from(typed)),
        Some(rest) if rest.starts_with('/') => {
            home().map_or_else(|| PathBuf::from(typed), |home| home.join(rest.trim_start_matches('/')))
        }
        _ if typed.is_empty() => PathBuf::from("."),
        _ => PathBuf::from(typed),
    }
}

/// The names in a folder that begin so, in order; a folder's ends in `/`. Hidden ones only for who begins them with a dot.
fn names_in(folder: &Path, begun: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .take(READ)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_meant = name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
            let is_folder = || entry.path().is_dir();
            is_meant.then(|| if is_folder() { format!("{name}/") } else { name })
        })
        .collect();
    names.sort_unstable();
    names
}

/// What all names begin with; none of none.
fn shared(names: &[String]) -> Option<String> {
    let (first, rest) = names.split_first()?;
    let begins = |name: &String| {
        let same = first.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        same.map(|(letter, _)| letter.len_utf8()).sum::<usize>()
    };
    let length = rest.iter().map(begins).min().unwrap_or(first.len());
    Some(first[..length].to_owned())
}

fn what_is(path: &Path) -> PathIs {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => PathIs::Nothing,
        Err(_) => PathIs::Closed,
        Ok(seen) if seen.is_dir() => PathIs::Folder,
        // What is read from a device or a pipe has no end.
        Ok(seen) if !seen.is_file() => PathIs::Closed,
        Ok(seen) => match head(path) {
            Ok(head) => PathIs::File {
                bytes: seen.len(),
                kind: infer::get(&head).map(|kind| kind.mime_type().to_owned()),
            },
            Err(_) => PathIs::Closed,
        },
    }
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, HEAD as u64), &mut head)?;
    Ok(head)
}

/// Adds a file to a ticket.
pub(super) async fn attach(
    client: &Client,
    key: WriteKey,
    ticket: TicketId,
    path: &str,
) -> Result<Answer, ClientError> {
    Ok(Answer::Attached(Box::new(client.attach(key, ticket, &place(path)).await?)))
}

/// Saves a file of a ticket into a folder that is there, under its own name or one beside it: nothing is ever written over.
pub(super) async fn save(
    client: &Client,
    key: WriteKey,
    file: Box<Attachment>,
    folder: &str,
) -> Result<Answer, ClientError> {
    let folder = place(folder);
    let failed = |why: io::Error| ClientError::Save { path: folder.clone(), why };
    let wanted = folder.clone();
    if !on_disk(move || Ok(wanted.is_dir())).await.map_err(failed)? {
        return Err(failed(io::ErrorKind::NotADirectory.into()));
    }
    // Under a name that no other save has, of this file or of another.
    let arriving = folder.join(format!(".hotdesk-{}", key.0));
    let sha256 = client.save_attachment(file.id, &arriving).await?;
    let as_added = sha256 == file.sha256;
    let into = folder.clone();
    let placed = on_disk(move || settle(&arriving, &into, &file.name)).await.map_err(failed)?;
    Ok(Answer::Saved { file: placed.display().to_string(), as_added })
}

/// Does what may wait for a disk, away from the screen.
async fn on_disk<T: Send + 'static>(what: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(what).await.unwrap_or_else(|broken| Err(io::Error::other(broken)))
}

/// Gives a file that has arrived its name in a folder; where that fails, nothing of it stays there.
fn settle(arriving: &Path, folder: &Path, name: &str) -> io::Result<PathBuf> {
    let placed = free_place(folder, name).and_then(|place| match fs::rename(arriving, &place) {
        Ok(()) => Ok(place),
        Err(why) => {
            // Whether the empty place can be taken away or not: the first trouble is told.
            let _ = fs::remove_file(&place);
            Err(why)
        }
    });
    if placed.is_err() {
        // It is of no use under this name; if it stays, that is no new trouble.
        let _ = fs::remove_file(arriving);
    }
    placed
}

/// A name in a folder that is free, and taken from now on.
fn free_place(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let name = safe(name);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name.as_str(), String::new()),
    };
    let names = std::iter::once(name.clone()).chain((1..1000).map(|n| format!("{stem} ({n}){ending}")));
    for name in names {
        let place = folder.join(name);
        match fs::File::create_new(&place) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|_| place),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A name that is only a name, whatever somebody called the file: no path, nothing hidden, nothing that a terminal obeys.
fn safe(name: &str) -> String {
    let clean = clean_text(name);
    let plain = clean.replace(['/', '\\', ':', '\n', '\t'], "_");
    let plain = plain.trim().trim_start_matches(['.', '-']);
    let end =
        plain.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= NAME_MAX);
    let plain = &plain[..end.last().unwrap_or_default()];
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_completed_as_far_as_it_is_clear() {
        let home = tempfile::tempdir().expect("a folder");
        let at = |name: &str| format!("{}/{name}", home.path().display());
        for name in ["photo of the leak.png", "photos.txt", ".hidden"] {
            fs::write(at(name), b"\x89PNG\r\n\x1a\n0000").expect("written");
        }
        fs::create_dir(at("plans")).expect("a folder");
        let check = |typed: &str, completed: &str, among: &[&str]| {
            let seen = look(&at(typed));
            assert_eq!(
                (seen.completed, seen.among),
                (at(completed), among.iter().map(|name| (*name).to_owned()).collect())
            );
            seen.is
        };
        let all = ["photo of the leak.png", "photos.txt", "plans/"];
        assert_eq!(check("", "p", &all), PathIs::Folder);
        assert_eq!(check("ph", "photo", &all[..2]), PathIs::Nothing);
        let png = PathIs::File { bytes: 12, kind: Some("image/png".into()) };
        assert_eq!(check("photo of the leak.png", "photo of the leak.png", &all[..1]), png);
        assert_eq!(check("pl", "plans/", &["plans/"]), PathIs::Nothing);
        assert_eq!(check(".h", ".hidden", &[".hidden"]), PathIs::Nothing);
        assert_eq!(check("x", "x", &[]), PathIs::Nothing);
    }

    #[test]
    fn what_cannot_be_placed_leaves_nothing_behind() {
        let home = tempfile::tempdir().expect("a folder");
        assert!(settle(&home.path().join(".never came"), home.path(), "plan.pdf").is_err());
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn what_is_saved_lands_in_its_folder_beside_what_is_there() {
        let home = tempfile::tempdir().expect("a folder");
        let check = |name: &str, place: &str| {
            assert_eq!(free_place(home.path(), name).expect("a place"), home.path().join(place), "{name}");
        };
        check("plan.pdf", "plan.pdf");
        check("plan.pdf", "plan (1).pdf");
        check("plan.pdf", "plan (2).pdf");
        check("../../.ssh/id", "_.._.ssh_id");
        check("a/b\\c:d", "a_b_c_d");
        check("...", "file");
        check("\u{1b}[2Jx\u{202e}gpj.exe", &safe("\u{1b}[2Jx\u{202e}gpj.exe"));
        check(&"长".repeat(300), &"长".repeat(66));
        assert!(!safe("\u{1b}[2Jx").contains('\u{1b}'));
    }
}
