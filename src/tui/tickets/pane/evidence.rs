//! Files: added with a deed or by themselves, and saved from a ticket. All are checked here before the first is sent.

use chrono::{DateTime, Utc};

use super::{Around, Asked, Offer, TicketPane};
use crate::{
    domain::{Attachment, AttachmentId, DraftId, Ticket},
    tui::{
        desk::{Answer, Failure, PathSeen, RequestId, Say, Weight},
        effect::{Effect, Request},
        layers::Overlay,
        tickets::deed::{Deed, Field, Looked, Source, What, evidence, paths_of},
        widgets::{Choice, Picker},
    },
};

/// Where files are saved if nothing else was said.
const FOLDER: &str = "~/";

impl TicketPane {
    /// Begins to add files to the ticket that is shown.
    pub(super) fn attach(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        if let Some(ticket) = self.ticket().cloned() {
            self.begin_files(&ticket, around, now);
        }
    }

    /// Begins to add files, or goes on with it.
    pub(super) fn begin_files(&mut self, ticket: &Ticket, around: &mut Around<'_>, now: DateTime<Utc>) {
        let id = DraftId(around.desk.ids.uuid(now));
        self.set_deed(Deed::files(id, now, ticket));
    }

    /// Opens the list of the ticket's files.
    pub(super) fn offer_files(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let files = self.open.as_ref().map_or(&[][..], |open| &open.files);
        if files.is_empty() {
            return around.say(Weight::Note, Say::plain("tickets.toast.no-files"), now);
        }
        let choice = |file: &Attachment| Choice {
            label: file.name.clone(),
            detail: format!("{} {}", evidence::short_kind(&file.kind), evidence::size(file.bytes)),
            also: String::new(),
        };
        let choices: Vec<Choice> = files.iter().map(choice).collect();
        let offers = files.iter().map(|file| Offer::File(Box::new(file.clone()))).collect();
        let title = around.words.text("tickets.files");
        self.open_list(offers, Overlay::Picker(Picker::new(title, choices)));
    }

    /// Asks into which folder a file is saved.
    pub(super) fn save_file(&mut self, file: Attachment, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(ticket) = self.ticket().cloned() else { return };
        let folder = if self.folder.is_empty() { FOLDER } else { &self.folder };
        let id = DraftId(around.desk.ids.uuid(now));
        let deed = Deed::saving(id, now, &ticket, file, folder);
        self.set_deed(deed);
    }

    /// Whether a path is asked for where the cursor is.
    pub(super) fn is_at_path(&self) -> bool {
        let field = self.deed.as_ref().and_then(Deed::field);
        matches!(field, Some(Field::Evidence | Field::Folder))
    }

    /// Whether something of a path is typed there.
    pub(super) fn types_path(&self) -> bool {
        self.is_at_path() && self.deed.as_ref().is_some_and(|deed| !deed.path().is_empty())
    }

    /// Whether a file is about to be saved.
    pub(super) fn saves(&self) -> bool {
        self.deed.as_ref().is_some_and(|deed| matches!(deed.what, What::Save(_)))
    }

    /// Asks what stands at the path that is typed; goes on where none is.
    pub(super) fn look_at_path(&mut self, source: Source, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(deed) = &mut self.deed else { return };
        let (id, path) = (deed.id, deed.path().trim().to_owned());
        if path.is_empty() {
            return deed.step(1);
        }
        if path != deed.path() {
            deed.set_path(&path);
        }
        self.ask(Asked::Path(id, source), Request::Path(path), around, now);
    }

    /// Takes what was pasted, or dropped on the terminal: each path is looked at, but a part of one goes on with what is typed.
    pub(super) fn paste_paths(&mut self, pasted: &str, around: &mut Around<'_>, now: DateTime<Utc>) {
        let paths = paths_of(pasted);
        let Some(deed) = &mut self.deed else { return };
        let id = deed.id;
        let is_part = |path: &str| !deed.path().is_empty() && !evidence::is_whole(path);
        if let [path, ..] = &paths[..]
            && (matches!(deed.what, What::Save(_)) || (paths.len() == 1 && is_part(path)))
        {
            deed.paste(path);
            return self.keep(around);
        }
        for path in paths {
            let asked = Asked::Path(id, Source::Pasted);
            let effect = self.asked.ask(around.desk, asked, Request::Path(path), now);
            around.out.push(effect);
        }
    }

    /// Sends the next file of the deed; whether there was one.
    pub(super) fn send_file(&mut self, around: &mut Around<'_>) -> bool {
        let Some(deed) = &self.deed else { return false };
        let Some((proof, ..)) = deed.next_file() else { return false };
        let request = Request::Attach { ticket: deed.ticket, path: proof.path.clone() };
        let effect = self.asked.ask_again(RequestId(proof.id.0), Asked::Attach(deed.id), request);
        around.out.push(effect);
        // What is on its way must be known after a crash by the same key.
        self.keep(around);
        true
    }

    /// All files were added, and nothing else was to be done.
    pub(super) fn files_are_there(&mut self, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(deed) = self.deed.take() else { return };
        around.out.push(Effect::DropDraft(deed.id));
        if let Some(open) = self.open.as_mut().filter(|open| open.id == deed.ticket) {
            open.stale();
        }
        let say = Say::plain("tickets.toast.attached").with("n", deed.proofs.len().to_string());
        around.say(Weight::Good, say.with("number", deed.number), now);
    }

    /// An answer about paths and files.
    pub(super) fn take_file_answer(
        &mut self,
        asked: Asked,
        answer: Result<Answer, Failure>,
        around: &mut Around<'_>,
        now: DateTime<Utc>,
    ) {
        match (asked, answer) {
            (Asked::Path(id, source), Ok(Answer::Path(seen)))
                if self.deed_of(id).is_some_and(|deed| !deed.is_sending) =>
            {
                self.take_path(seen, source, around, now);
            }
            (Asked::Attach(id), Ok(Answer::Attached(file))) => {
                let Some(deed) = self.deed_of(id) else { return };
                let goes_on = deed.sent_file(file.id) && deed.is_sending;
                self.keep(around);
                if goes_on {
                    self.send(around, now);
                }
            }
            (Asked::Attach(id), Err(failure)) => self.not_attached(id, &failure, around, now),
            (Asked::Save(id), Ok(Answer::Saved { file, as_added })) => {
                self.deed.take_if(|deed| deed.id == id);
                let (weight, key) = match as_added {
                    true => (Weight::Good, "tickets.toast.saved"),
                    false => (Weight::Bad, "tickets.toast.saved-other"),
                };
                around.say(weight, Say::plain(key).with("file", file), now);
            }
            (Asked::Save(id), Err(Failure::Disk)) => match self.deed_of(id) {
                Some(deed) => {
                    deed.cannot_be_sent(around.words.text("tickets.file.not-saved").to_owned(), None);
                }
                None => around.say(Weight::Bad, Say::plain("tickets.file.not-saved"), now),
            },
            (Asked::Save(id), Err(failure)) => self.not_done(id, &failure, around, now),
            _ => {}
        }
    }

    /// A file was not taken: nothing else is done, and what was said stays.
    fn not_attached(&mut self, id: DraftId, failure: &Failure, around: &mut Around<'_>, now: DateTime<Utc>) {
        self.not_done(id, failure, around, now);
        let renewed = AttachmentId(around.desk.ids.uuid(now));
        if let Some(deed) = self.deed_of(id) {
            let name = deed.next_file().map(|(proof, ..)| evidence::base(&proof.path).to_owned());
            let why = deed.trouble.take().unwrap_or_default();
            deed.trouble = Some(format!("{}: {why}", name.unwrap_or_default()));
            if matches!(failure, Failure::Refused(_)) {
                deed.renew_file(renewed);
            }
            deed.go_to(Field::Evidence);
        }
        self.keep(around);
    }

    /// What stands at a path came: a file is chosen, a folder is saved into, or the line goes on.
    fn take_path(&mut self, seen: PathSeen, source: Source, around: &mut Around<'_>, now: DateTime<Utc>) {
        let held = self.open.as_ref().map_or(0, |open| open.files.len());
        let id = AttachmentId(around.desk.ids.uuid(now));
        let catalogue = around.desk.catalogue.as_deref();
        let rules = catalogue.and_then(|catalogue| catalogue.attachments.as_ref());
        let Some(deed) = &mut self.deed else { return };
        if source != Source::Pasted && deed.path() != seen.typed {
            // Something else is typed by now.
            return;
        }
        let typed = seen.typed.clone();
        match deed.take_path(seen, source, id, held, rules, around.words) {
            Looked::Unfit(why) if source == Source::Pasted => deed.leave_out(&typed, why),
            Looked::Unfit(why) => deed.trouble = Some(why),
            Looked::Folder if source == Source::Meant => self.save_into(typed, around, now),
            Looked::Folder | Looked::Added | Looked::GoesOn => {}
        }
        self.keep(around);
    }

    /// Saves the file into a folder that is there.
    fn save_into(&mut self, folder: String, around: &mut Around<'_>, now: DateTime<Utc>) {
        let Some(deed) = &mut self.deed else { return };
        let What::Save(file) = &deed.what else { return };
        let (id, file) = (deed.id, file.clone());
        deed.is_sending = true;
        self.folder.clone_from(&folder);
        self.ask(Asked::Save(id), Request::SaveAttachment { file, folder }, around, now);
    }
}
