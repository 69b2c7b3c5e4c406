//! The integration tests: one binary, one module a topic.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it must be")]

mod agent_call;
mod agent_floor;
mod agent_form;
mod agent_frames;
mod agent_server;
mod architecture;
mod bank;
mod catalogue;
mod client;
mod clock;
mod clock_skew;
mod config;
mod crash;
mod demo;
mod desk;
mod drafts;
mod floor;
mod http_floor;
mod http_limits;
mod http_live;
mod http_records;
mod http_sessions;
mod lead_board;
mod lead_floor;
mod lead_live;
mod make;
mod metrics;
mod outbox;
mod pty;
mod qa_review;
mod qa_session;
mod replay;
mod routing;
mod script;
mod server;
mod shared;
mod storage;
mod tui_data;
mod tui_picture;
mod tui_record;
mod tui_runtime;
mod tui_support;
mod tui_terminal;
mod tui_widgets;
