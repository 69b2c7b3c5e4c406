//! One request, and its answer as a message.

use std::path::{Path, PathBuf};

use tokio::{sync::mpsc, task::JoinSet};

use super::files;
use crate::{
    api::{SaveView, SendBroadcast, WantState},
    client::{CallQuery, Client, ClientError, WriteKey},
    domain::{AgentId, CallId},
    tui::{
        desk::{Answer, Failure, Msg, PathIs, PathSeen, RequestId},
        effect::Request,
        runtime::Sender,
    },
};

/// What came of a request.
type Told = Result<Answer, ClientError>;

/// Asks the server and sends what it answers.
pub(super) async fn answer(
    client: &Client,
    id: RequestId,
    request: Request,
    heard: &Path,
    sender: &Sender<Msg>,
) {
    let answer = perform(client, WriteKey(id.0), request, heard).await.map_err(|error| failure(&error));
    sender.send(Msg::Answer { request: id, answer });
}

/// A lane in which requests are sent one after the other.
pub(super) fn in_order(
    tasks: &mut JoinSet<()>,
    client: &Client,
    sender: &Sender<Msg>,
) -> mpsc::UnboundedSender<(RequestId, Request)> {
    let (lane, mut requests) = mpsc::unbounded_channel();
    let (client, sender) = (client.clone(), sender.clone());
    tasks.spawn(async move {
        while let Some((id, request)) = requests.recv().await {
            // Marks save no recording.
            answer(&client, id, request, Path::new("."), &sender).await;
        }
    });
    lane
}

async fn perform(client: &Client, key: WriteKey, request: Request, heard: &Path) -> Told {
    let ticket = |ticket| Answer::Ticket(Box::new(ticket));
    Ok(match request {
        Request::SetState { agent, want } => set_state(client, key, agent, &want).await?,
        Request::Act { call, action } => Answer::Done(client.act(key, call, &action).await?),
        Request::Steer { call, steer } => Answer::Done(client.steer(key, call, &steer).await?),
        Request::Settle(settle) => Answer::Done(client.settle(key, &settle).await?),
        Request::Mark { call, mark } => Answer::Done(client.mark(key, call, &mark).await?),
        Request::Contact(contact) => Answer::Contact(Box::new(client.contact(contact).await?)),
        Request::Contacts { search, limit } => Answer::Contacts(client.contacts(&search, Some(limit)).await?),
        Request::History { contact, before, limit } => {
            Answer::History(client.history(contact, before.as_deref(), Some(limit)).await?)
        }
        Request::Candidates { call, name, place } => {
            Answer::Candidates(client.candidates(call, &name, &place).await?)
        }
        Request::Identify { call, who } => Answer::Done(client.identify(key, call, &who).await?),
        Request::MarkContact { contact, mark } => {
            Answer::Done(client.mark_contact(key, contact, &mark).await?)
        }
        Request::Merge { kept, merge } => Answer::Done(client.merge(key, kept, &merge).await?),
        Request::Split { from, split } => Answer::Done(client.split(key, from, &split).await?),
        Request::UndoChange { change, undo } => Answer::Done(client.undo_change(key, change, &undo).await?),
        Request::Reveal { contact, reveal } => Answer::Revealed(client.reveal(key, contact, &reveal).await?),
        Request::Calls { before, limit, agent, queue } => {
            Answer::Calls(client.calls(&CallQuery { before, limit: Some(limit), agent, queue }).await?)
        }
        Request::CallEvents(call) => Answer::Events(client.call_events(call).await?),
        Request::SaveRecording { call, nth, sha256, file } => {
            save_recording(client, call, nth, heard.join(file), &sha256).await?
        }
        Request::Ticket(id) => ticket(client.ticket(id).await?),
        Request::Similar(matter) => Answer::Similar(client.similar(&matter).await?),
        Request::Tickets(which) => Answer::Tickets(client.tickets(&which).await?),
        Request::Callbacks { after, limit } => {
            Answer::Callbacks(client.callbacks(after.as_deref(), Some(limit)).await?)
        }
        Request::Look(ticket) => Answer::Lookers(client.look(ticket).await?),
        Request::Path(typed) => Answer::Path(look(typed).await),
        Request::Attachments(ticket) => Answer::Attachments(client.attachments(ticket).await?),
        Request::Attach { ticket, path } => files::attach(client, key, ticket, &path).await?,
        Request::SaveAttachment { file, folder } => files::save(client, key, file, &folder).await?,
        Request::Views => Answer::Views(client.views().await?),
        Request::SaveView { name, view, instead_of } => {
            save_view(client, key, name, &view, instead_of).await?
        }
        Request::ForgetView(name) => forget_view(client, Some(name)).await?,
        Request::TicketEvents(ticket) => Answer::Events(client.ticket_events(ticket).await?),
        Request::Move { ticket: id, wanted } => ticket(client.move_ticket(key, id, &wanted).await?),
        Request::Decide { ticket: id, decided } => ticket(client.decide(key, id, &decided).await?),
        Request::Amend { ticket: id, amend } => ticket(client.amend(key, id, &amend).await?),
        Request::CallBack { callback, call } => Answer::Done(client.call_back(key, callback, &call).await?),
        Request::Finish { callback, finish } => Answer::Done(client.finish(key, callback, &finish).await?),
        Request::Broadcast { text } => Answer::Done(client.broadcast(key, &SendBroadcast { text }).await?),
    })
}

/// Says of an agent, or of who is signed in, what they do now.
async fn set_state(client: &Client, key: WriteKey, agent: Option<AgentId>, want: &WantState) -> Told {
    Ok(Answer::State(match agent {
        None => client.set_my_state(key, want).await?,
        Some(agent) => client.set_state(key, &agent, want).await?,
    }))
}

/// Saves a recording; gives where it is, and whether it came as it was recorded.
async fn save_recording(client: &Client, call: CallId, nth: u32, file: PathBuf, sha256: &str) -> Told {
    let saved = client.save_recording(call, nth, &file).await?;
    Ok(Answer::Recording { file: file.display().to_string(), as_recorded: saved == sha256 })
}

/// Saves a view, and deletes the one in whose place it comes; gives all that there are then.
async fn save_view(
    client: &Client,
    key: WriteKey,
    name: String,
    view: &SaveView,
    instead_of: Option<String>,
) -> Told {
    client.save_view(key, &name, view).await?;
    forget_view(client, instead_of.filter(|old| *old != name)).await
}

/// Deletes a view, if one is to be deleted; gives all that there are then.
async fn forget_view(client: &Client, name: Option<String>) -> Told {
    if let Some(name) = name {
        client.forget_view(&name).await?;
    }
    Ok(Answer::Views(client.views().await?))
}

/// What a path stands for; a disk may take its time.
async fn look(typed: String) -> PathSeen {
    let nothing =
        PathSeen { typed: typed.clone(), completed: typed.clone(), among: Vec::new(), is: PathIs::Closed };
    tokio::task::spawn_blocking(move || files::look(&typed)).await.unwrap_or(nothing)
}

fn failure(error: &ClientError) -> Failure {
    match error.problem() {
        Some(problem) => Failure::Refused(problem.clone()),
        None if matches!(error, ClientError::Save { .. } | ClientError::Read { .. }) => {
            tracing::warn!(%error, "a file was not saved or read");
            Failure::Disk
        }
        None => {
            tracing::warn!(%error, "a request was not answered");
            Failure::Away
        }
    }
}
