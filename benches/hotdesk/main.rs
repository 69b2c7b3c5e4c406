//! `cargo bench`: every figure beside its reference, taken in the same run. Nothing here passes or fails.
//! `cargo bench -- submit live` takes only those parts.
//!
//! | figure | reference |
//! |---|---|
//! | a full frame of the agent's screen, drawn into memory ([`frame`]) | ratatui's own `Table` with as many cells, same size, same backend |
//! | bytes that one second changes on a full queue ([`frame`]) | the bytes of the whole frame |
//! | live events through the agent's screen ([`update`]) | the same events applied to a bare floor, without screen |
//! | keys through keymap and screen ([`update`]) | the same letters in a bare `tui-input` field |
//! | fold of a million events ([`fold`]) | decoding them from JSON |
//! | report of queues over the `queue_log` of a million calls ([`report`]) | DuckDB, polars and mawk; a bare pass in C that only sums, `wc -l` |
//! | facts through the fold of all numbers ([`numbers`]) | the same facts, only summed |
//! | live numbers with 1,000 agents, an event ([`numbers`]) | the same events applied to a bare floor |
//! | durable ticket submissions ([`submit`]) | one-row transactions of bare SQLite at the same durability |
//! | durable verbs on tickets ([`verbs`]) | the same |
//! | deadlines on a calendar ([`deadlines`]) | a walk minute by minute |
//! | words looked for in a million tickets ([`find`]) | LIKE over what was written |
//! | the most urgent of an agent's out of a million ([`find`]) | the same question without our index |
//! | an event to a thousand screens ([`live`]) | the same bytes to as many bare sockets |
//! | bytes of the Manager Interface into blocks ([`ami`]) | a bare line splitter on the same bytes |
//! | CPU of our server under 20 calls a second, 300 waiting ([`calls`]) | Asterisk's own, at the same time |
//! | an event of the phone switch to the frame that shows it ([`switch`]) | a letter through a pty and `cat` |
//! | the program in a pty: bytes, CPU, start, keys, memory ([`terminal`]) | `htop` in a pty of the same size; for a typed letter `cat`, which is the pty alone |
//!
//! Whoever has no `htop` gets `cat` in its place where that means something, and no reference elsewhere.

#[allow(dead_code, reason = "the seat of the tests; a bench needs a part of it")]
#[path = "../../tests/it/agent_floor.rs"]
mod agent_floor;
#[path = "../../tests/it/agent_site.rs"]
mod agent_site;
mod ami;
#[allow(dead_code, reason = "the Asterisk of the tests; a bench needs a part of it")]
#[path = "../../tests/it/asterisk"]
mod asterisk {
    pub mod agreement;
    pub mod exchange;
}
mod calls;
mod crowd;
mod deadlines;
mod find;
mod fold;
mod frame;
mod http;
mod live;
mod measure;
mod numbers;
mod process;
mod pty;
mod report;
#[allow(dead_code, reason = "the data of the tests; a bench needs a part of it")]
#[path = "../../tests/it/shared.rs"]
mod shared;
mod stub;
mod submit;
mod switch;
mod terminal;
mod update;
mod verbs;

fn main() {
    // `cargo test --all-targets` runs benches too, without `--bench`: then nothing is measured.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (system, chip) = (std::env::consts::OS, std::env::consts::ARCH);
    println!(
        "| what, on {cores} cores ({system}, {chip}) | measured | reference | ratio |\n|---|---|---|---|"
    );
    let parts: [(&str, fn()); 14] = [
        ("frame", frame::run),
        ("update", update::run),
        ("fold", fold::run),
        ("numbers", numbers::run),
        ("report", report::run),
        ("submit", submit::run),
        ("verbs", verbs::run),
        ("deadlines", deadlines::run),
        ("find", find::run),
        ("live", live::run),
        ("ami", ami::run),
        ("switch", switch::run),
        ("calls", calls::run),
        ("terminal", terminal::run),
    ];
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    for (_, run) in
        parts.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|part| part == name))
    {
        run();
    }
}
