//! The integration tests: one binary, one module a topic.

mod architecture;
mod bank;
mod catalogue;
mod client;
mod clock;
mod config;
mod desk;
mod drafts;
mod floor;
mod lead_board;
mod lead_floor;
mod make;
mod metrics;
mod outbox;
mod replay;
mod routing;
mod script;
mod shared;
mod storage;
mod tui_data;
mod tui_picture;
mod tui_record;
mod tui_runtime;
mod tui_support;
mod tui_terminal;
mod tui_widgets;
