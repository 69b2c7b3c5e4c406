//! A switch that makes up its callers, for training and for load: they come by chance, at a rate for each queue, and behave as drawn.
//! The desk routes, and phones answer by command. [`Crowd`] decides what happens; the same seed gives the same callers.

use super::clocked::Clocked;

mod callees;
mod crowd;
mod spread;

pub use crowd::{Crowd, Plan};
pub use spread::Spread;

/// Made-up callers on a clock.
pub type Simulation = Clocked<Crowd>;
