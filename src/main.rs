//! The `hotdesk` program: parse, dispatch; nothing else.

fn main() -> std::process::ExitCode {
    hotdesk::cli::main()
}
