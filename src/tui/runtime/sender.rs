//! The way back from the runner to the loop.

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

/// What the runner can tell the loop.
#[derive(Debug, Clone, PartialEq)]
pub enum Post<M> {
    /// A message for the screen.
    App(M),
    /// The scene's time is `scene` now and runs `speed` seconds a second: a recorded day began, or jumped.
    Rebase {
        /// The scene's time now.
        scene: DateTime<Utc>,
        /// Seconds of the scene in a second of the wall; 0 stands still.
        speed: f64,
    },
    /// Ring the bell and show a notification if the terminal can.
    Notify(Notice),
}

/// Something that a user must notice while looking elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A few words.
    pub title: String,
    /// One sentence. It may leave the terminal for the desktop: no names, no numbers.
    pub body: String,
}

/// The loop's end of the channel.
pub type Posts<M> = mpsc::UnboundedReceiver<Post<M>>;

/// The runner's end of the channel; it can be cloned into tasks.
#[derive(Debug)]
pub struct Sender<M>(mpsc::UnboundedSender<Post<M>>);

/// A channel from a runner to the loop. It holds what the loop has not yet read; whoever sends much merges it first.
pub fn channel<M>() -> (Sender<M>, Posts<M>) {
    let (sender, posts) = mpsc::unbounded_channel();
    (Sender(sender), posts)
}

impl<M> Clone for Sender<M> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<M> Sender<M> {
    /// Sends a message to the screen; without effect when the loop has ended.
    pub fn send(&self, msg: M) {
        self.post(Post::App(msg));
    }

    /// Sets the scene's time, for a recorded day.
    pub fn rebase(&self, scene: DateTime<Utc>, speed: f64) {
        self.post(Post::Rebase { scene, speed });
    }

    /// Rings the bell and shows a notification where the terminal can.
    pub fn notify(&self, notice: Notice) {
        self.post(Post::Notify(notice));
    }

    /// A loop that has ended needs no more news.
    fn post(&self, post: Post<M>) {
        let _ = self.0.send(post);
    }
}
