//! Files that are added with a deed: chosen by path, checked before anything is sent, sent one after the other. Pure.

use chrono::{DateTime, Utc};

use super::{Deed, Field, What};
use crate::{
    domain::{Attachment, AttachmentId, AttachmentRules, DraftId, Proof, Ticket, lifecycle::Asked},
    tui::{
        desk::{PathIs, PathSeen},
        widgets::Edit,
        words::Words,
    },
};

/// Longest path, characters.
pub(super) const PATH: usize = 1000;

/// Where a path comes from, and what was meant by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is typed, and to be completed.
    Typed,
    /// It is typed, and meant as it is if there is such a thing.
    Meant,
    /// It was pasted, or dropped on the terminal; what is typed meanwhile is something else.
    Pasted,
}

/// What came of looking at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// A file was added to the deed.
    Added,
    /// The folder that is typed is there.
    Folder,
    /// The line goes on, or says how it can.
    GoesOn,
    /// It cannot be added: why.
    Unfit(String),
}

impl Deed {
    /// Files that are added to a ticket, and nothing else.
    pub fn files(id: DraftId, now: DateTime<Utc>, ticket: &Ticket) -> Self {
        Self::new(id, now, ticket, What::Files, Asked::plain("".into()), vec![Field::Evidence])
    }

    /// A file of a ticket that is saved into a folder of this machine.
    pub fn saving(id: DraftId, now: DateTime<Utc>, ticket: &Ticket, file: Attachment, folder: &str) -> Self {
        let what = What::Save(Box::new(file));
        let mut deed = Self::new(id, now, ticket, what, Asked::plain("".into()), vec![Field::Folder]);
        deed.path.set(folder);
        deed
    }

    /// The path that is typed.
    pub fn path(&self) -> &str {
        self.path.value()
    }

    /// Types a path, in place of what was typed.
    pub fn set_path(&mut self, path: &str) {
        self.path.set(path);
        self.among.clear();
        self.changed();
    }

    /// Takes away the file that was chosen last, unless it is sent.
    pub fn remove_file(&mut self) {
        let edit = self.take_back_file();
        self.edited(edit);
    }

    fn take_back_file(&mut self) -> Edit {
        self.proofs.pop_if(|proof| !proof.is_sent).map_or(Edit::Ignored, |_| Edit::Changed)
    }

    /// Takes a key into the path; where nothing is typed, Backspace, which no field lets the keymap have, takes away a file.
    pub(super) fn type_path(&mut self, key: crossterm::event::KeyEvent) -> Edit {
        let is_back = key.code == crossterm::event::KeyCode::Backspace;
        if is_back && self.path.value().is_empty() && self.field() == Some(Field::Evidence) {
            return self.take_back_file();
        }
        let edit = self.path.key(key);
        if edit == Edit::Changed {
            self.among.clear();
        }
        edit
    }

    /// Takes a pasted part of a path where the cursor is, or all of it in place of what is typed.
    pub(super) fn paste_path(&mut self, pasted: &str) -> Edit {
        self.among.clear();
        if is_whole(pasted) {
            self.path.set("");
        }
        self.path.paste(pasted)
    }

    /// What was dropped is not added: it is said as long as nothing is typed; the first one stands in the line, to be mended.
    pub fn leave_out(&mut self, path: &str, why: String) {
        if self.path.value().is_empty() {
            self.set_path(path);
        }
        if !self.unfit.contains(&why) {
            self.unfit.push(why);
        }
    }

    /// Takes what stands at a path: a file is added under this id if the site takes it; else the line goes on as far as it is clear.
    pub fn take_path(
        &mut self,
        seen: PathSeen,
        source: Source,
        id: AttachmentId,
        held: usize,
        rules: Option<&AttachmentRules>,
        words: &Words,
    ) -> Looked {
        let is_typed = self.path.value() == seen.typed;
        let is_there = match self.what {
            What::Save(_) => seen.is == PathIs::Folder,
            _ => matches!(seen.is, PathIs::File { .. }),
        };
        let is_pasted = source == Source::Pasted;
        let is_complete = seen.completed == seen.typed || (source == Source::Meant && is_there);
        if is_typed && !is_complete && !is_pasted {
            self.set_path(&seen.completed);
            self.among = if seen.among.len() > 1 { seen.among } else { Vec::new() };
            return Looked::GoesOn;
        }
        let unfit = |key: &str| Looked::Unfit(words.fill(key, &[("file", seen.typed.as_str())]));
        match seen.is {
            PathIs::File { bytes, kind } if self.fields.contains(&Field::Evidence) => {
                let held = held + self.proofs.iter().filter(|proof| !proof.is_sent).count();
                if let Some(why) =
                    rules.and_then(|rules| unfitting(rules, bytes, kind.as_deref(), held, words))
                {
                    return Looked::Unfit(format!("{}: {why}", base(&seen.typed)));
                }
                if is_typed {
                    self.path.set("");
                }
                self.among.clear();
                if self.proofs.iter().all(|proof| proof.path != seen.typed) {
                    self.proofs.push(Proof { id, path: seen.typed, bytes, is_sent: false });
                }
                self.changed();
                Looked::Added
            }
            PathIs::Folder if is_pasted => unfit("tickets.file.folder"),
            PathIs::Nothing if is_pasted => unfit("tickets.file.nothing"),
            PathIs::Folder if seen.among.is_empty() => Looked::Folder,
            PathIs::Folder => {
                self.among = seen.among;
                Looked::Folder
            }
            PathIs::Nothing if !seen.among.is_empty() => {
                self.among = seen.among;
                Looked::GoesOn
            }
            PathIs::Nothing => unfit("tickets.file.nothing"),
            PathIs::File { .. } => unfit("tickets.file.no-folder"),
            PathIs::Closed => unfit("tickets.file.closed"),
        }
    }

    /// The file that is to be sent next, and which of how many it is.
    pub fn next_file(&self) -> Option<(&Proof, usize, usize)> {
        let place = self.proofs.iter().position(|proof| !proof.is_sent)?;
        Some((&self.proofs[place], place + 1, self.proofs.len()))
    }

    /// The server has a file; whether it is one of these.
    pub fn sent_file(&mut self, id: AttachmentId) -> bool {
        let Some(proof) = self.proofs.iter_mut().find(|proof| proof.id == id) else { return false };
        proof.is_sent = true;
        self.changes += 1;
        true
    }

    /// The server refused the file that was sent last: sent again, it is another one.
    pub fn renew_file(&mut self, id: AttachmentId) {
        if let Some(proof) = self.proofs.iter_mut().find(|proof| !proof.is_sent) {
            proof.id = id;
        }
    }
}

/// Why the site does not take a file; what it is exactly, the server sees.
fn unfitting(
    rules: &AttachmentRules,
    bytes: u64,
    kind: Option<&str>,
    held: usize,
    words: &Words,
) -> Option<String> {
    if bytes > rules.max_bytes {
        let values = [("size", size(bytes)), ("most", size(rules.max_bytes))];
        return Some(words.fill("tickets.file.too-large", &values));
    }
    if let Some(kind) = kind.filter(|kind| rules.kinds.iter().all(|known| known != kind)) {
        let values = [("kind", kind.to_owned()), ("kinds", kinds(rules))];
        return Some(words.fill("tickets.file.kind", &values));
    }
    let most = rules.per_ticket;
    (held >= most as usize).then(|| words.fill("tickets.file.too-many", &[("n", &most.to_string())]))
}

/// The kinds that a site takes, short.
pub fn kinds(rules: &AttachmentRules) -> String {
    let short = rules.kinds.iter().map(|kind| short_kind(kind));
    short.collect::<Vec<_>>().join(", ")
}

/// A media type as people call it: `jpeg`, `pdf`, `docx`.
pub fn short_kind(kind: &str) -> &str {
    let name = kind.rsplit_once('/').map_or(kind, |(_, name)| name);
    match name {
        "plain" => "txt",
        "mpeg" => "mp3",
        "x-wav" => "wav",
        name if name.ends_with("wordprocessingml.document") => "docx",
        name if name.ends_with("spreadsheetml.sheet") => "xlsx",
        name => name,
    }
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..999_500 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Whether a path says by itself where it is, and is no part of another one.
pub fn is_whole(path: &str) -> bool {
    path.starts_with(['/', '~'])
}

/// The last part of a path.
pub fn base(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}
