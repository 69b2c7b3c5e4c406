//! A session as a file: every input with its moment, so that the same screen can be played again.
//!
//! JSON lines: first a [`Header`], then one [`Entry`] a line. It must not know any screen; the message type is a parameter.

mod file;
mod player;

pub use file::{Entry, Header, ReadError, Recorder, Recording};
pub use player::Player;
