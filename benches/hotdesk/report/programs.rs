//! The programs that are compared, and how each is started.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::process;

const HOTDESK: &str = env!("CARGO_BIN_EXE_hotdesk");
const OURS: [&str; 13] = [
    "report",
    "queues",
    "--interval",
    "30m",
    "--service-level",
    "20s",
    "--tz",
    "UTC",
    "--format",
    "csv",
    "--log-format",
    "queue-log",
    "--log",
];
/// The program that only counts lines.
pub const LINES: &str = "wc -l";

/// A program that reads a log, whose path is the last of its arguments.
pub struct Program {
    pub name: String,
    /// Whether it gives the whole report.
    pub is_whole: bool,
    command: Vec<PathBuf>,
}

/// What this machine has.
pub struct Found {
    pub ours: Program,
    /// They give the same report.
    pub peers: Vec<Program>,
    /// They do less.
    pub floors: Vec<Program>,
}

impl Found {
    /// Looks which of them are there; their scripts go to this folder.
    pub fn look(folder: &Path) -> Self {
        let ours = [HOTDESK].iter().chain(&OURS).map(PathBuf::from).collect();
        let python = env::var("HOTDESK_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let peers = [
            library(&python, "duckdb", include_str!("references/queues_duckdb.py"), folder),
            library(&python, "polars", include_str!("references/queues_polars.py"), folder),
            mawk(folder),
        ];
        let lines = version("wc", &["--version"]).map(|_| Program::new(LINES, false, &["wc", "-l"]));
        let floors = [pass(folder), lines];
        Self {
            ours: Program { name: "hotdesk".to_owned(), is_whole: true, command: ours },
            peers: peers.into_iter().flatten().collect(),
            floors: floors.into_iter().flatten().collect(),
        }
    }

    /// Ours first.
    pub fn all(&self) -> Vec<&Program> {
        [&self.ours].into_iter().chain(&self.peers).chain(&self.floors).collect()
    }
}

impl Program {
    fn new(name: &str, is_whole: bool, command: &[&str]) -> Self {
        Self { name: name.to_owned(), is_whole, command: command.iter().map(PathBuf::from).collect() }
    }

    /// How long it takes, from its start to its end.
    pub fn time(&self, log: &Path) -> Duration {
        let begin = Instant::now();
        let status = self.on(log).stdout(Stdio::null()).status().expect("it starts");
        assert!(status.success(), "{} fails", self.name);
        begin.elapsed()
    }

    /// What it prints, and its peak of resident memory, MB.
    pub fn watch(&self, log: &Path) -> (String, f64) {
        process::watch(&mut self.on(log))
    }

    fn on(&self, log: &Path) -> Command {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).arg(log);
        command
    }
}

/// A library of Python's, if it is there.
fn library(python: &str, name: &str, script: &str, folder: &Path) -> Option<Program> {
    let Some(version) = version(python, &["-c", &format!("import {name}; print({name}.__version__)")]) else {
        eprintln!("{name} is left out: {python} has it not (pip install duckdb polars)");
        return None;
    };
    let path = folder.join(format!("queues_{name}.py"));
    fs::write(&path, script).expect("a script");
    let command = vec![python.into(), path];
    Some(Program { name: format!("{name} {version}"), is_whole: true, command })
}

fn mawk(folder: &Path) -> Option<Program> {
    let Some(version) = version("mawk", &["-W", "version"]) else {
        eprintln!("mawk is left out: it is not installed");
        return None;
    };
    let path = folder.join("queues.awk");
    fs::write(&path, include_str!("references/queues.awk")).expect("a script");
    let name = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let command = vec!["mawk".into(), "-F|".into(), "-f".into(), path];
    Some(Program { name, is_whole: true, command })
}

/// The bare pass in C, compiled here.
fn pass(folder: &Path) -> Option<Program> {
    let (source, program) = (folder.join("pass.c"), folder.join("pass"));
    fs::write(&source, include_str!("references/pass.c")).expect("a source");
    let compiled = Command::new("cc").arg("-O2").arg("-o").args([&program, &source]).status();
    if !compiled.is_ok_and(|status| status.success()) {
        eprintln!("the bare pass in C is left out: there is no C compiler");
        return None;
    }
    let name = "a bare pass in C (cc -O2) that only sums waits".to_owned();
    Some(Program { name, is_whole: false, command: vec![program] })
}

/// The first line that a program prints of itself; none if it is not there.
fn version(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    text.lines().next().map(str::to_owned)
}
