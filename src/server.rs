//! The one writer of the floor, and its HTTP face. It must not know client or screens.

pub mod desk;
