//! The integration tests: one binary, one module a topic.

mod architecture;
mod bank;
mod clock;
mod metrics;
mod shared;
mod tui_runtime;
