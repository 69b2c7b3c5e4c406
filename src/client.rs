//! The way to the server, and what is kept on this machine until the server has it. It must not know the server or the screens.
//!
//! ```text
//!            ┌─ Client ────── typed requests, one method a line of the table in [`crate::api`]
//!   runner ──┼─ Live ──────── snapshot, then every event once, through any number of lost connections
//!            └─ Drawer ────── drafts and outbox of one screen, as files in a slot of its own
//! ```
//!
//! [`Drawer`] says what is promised when; [`Live`] says how a stream resumes.

mod attachment;
mod disk;
mod drafts;
mod drawer;
mod error;
mod http;
mod live;
mod outbox;
mod pace;
mod recording;
mod requests;
mod skew;
mod slot;
mod sse;

pub use disk::DiskError;
pub use drawer::{Drawer, DrawerNews, OpenDrawer};
pub use error::{ClientError, GarbledWhy, OfflineWhy};
pub use http::{Client, WriteKey};
pub use live::{Live, LiveUpdate, Resync};
pub use outbox::{Acknowledged, Parcel, ParcelKind, Refused, Sending};
pub use pace::{Backoff, Jitter, Pace};
pub use requests::CallQuery;
pub use skew::clock_skew;
pub use sse::{SseError, SseEvent, SseParser};
