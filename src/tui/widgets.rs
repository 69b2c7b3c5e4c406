//! What screens are made of. Each widget draws itself on a [`Canvas`](crate::tui::runtime::Canvas) and marks what can be clicked.
//!
//! Widgets with a state of their own (fields, picker, dialog) are plain values in a screen's model; those
//! without are built in `view` and drawn at once. They must not know any screen.

mod bars;
mod dialog;
mod footer;
mod help;
mod menu;
mod notes;
mod palette;
mod pane;
mod picker;
mod reader;
mod scroll;
mod table;
mod text_field;
mod toasts;

pub use bars::{Timer, banner, gauge};
pub use dialog::{Answer, Dialog};
pub use footer::Footer;
pub use help::Help;
pub(in crate::tui) use help::Helped;
pub use menu::{Menu, MenuItem, letters};
pub use notes::Notes;
pub use palette::Palette;
pub use pane::{HasFocus, Pane};
pub(in crate::tui) use picker::Picked;
pub use picker::{Choice, Extent, Picker};
pub use reader::Reader;
pub use scroll::{Selection, first_visible, scrolled};
pub use table::{Column, RowCell, Table, Width};
pub use text_field::{Edit, TextField};
pub use toasts::{Tone, toasts};
