//! The screens. Everything is update(model, msg) -> effects and view(model); only the effect runner touches the world.

pub mod desk;
pub mod effect;
