//! What the loop waits for: posts of the runner, the console, the next second.

use std::{future::pending, task::Poll};

use futures_util::{pin_mut, poll};
use tokio::time::{Instant, sleep_until};

use super::{
    console::{Console, ConsoleEvent},
    sender::{Post, Posts},
};

/// One thing that woke the loop.
pub(super) enum Happening<M> {
    Post(Post<M>),
    Console(ConsoleEvent),
    Second,
}

/// Waits for the next thing. It may be dropped at any time without losing anything.
pub(super) async fn next<M, C: Console>(
    posts: &mut Posts<M>,
    console: &mut C,
    second: Option<Instant>,
) -> Happening<M> {
    tokio::select! {
        biased;
        Some(post) = posts.recv() => Happening::Post(post),
        event = console.next() => Happening::Console(event),
        () = until(second) => Happening::Second,
    }
}

/// The next thing if it is already there. It is polled with the loop's own waker, which crossterm's stream remembers.
pub(super) async fn waiting<M, C: Console>(
    posts: &mut Posts<M>,
    console: &mut C,
    second: Option<Instant>,
) -> Option<Happening<M>> {
    let next = next(posts, console, second);
    pin_mut!(next);
    match poll!(next) {
        Poll::Ready(happening) => Some(happening),
        Poll::Pending => None,
    }
}

async fn until(second: Option<Instant>) {
    match second {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}
