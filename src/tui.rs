//! The screens. Everything is `update(model, input, now) -> effects` and `view(model)`; only an effect runner touches the world.
//!
//! Write a screen by [`runtime`]'s guide, draw with [`widgets`], open overlays with [`layers`], measure text with [`text`].
//! Colours come from [`theme`], words from [`words`], keys from [`keymap`]; nothing else of the program knows any of them.

mod able;
pub mod agent;
pub mod calls;
mod data_file;
pub mod deadlines;
pub mod desk;
pub mod fuzzy;
pub mod keymap;
pub mod layers;
pub mod lead;
pub mod numbers;
pub mod picture;
pub mod qa;
pub mod record;
mod refusal;
pub mod report;
pub mod runner;
pub mod runtime;
pub mod shell;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod tickets;
pub mod widgets;
pub mod words;

pub use data_file::{DataError, DataFile};
pub use desk::effect;
