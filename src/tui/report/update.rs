//! What happens to the browser's model on each input.

use chrono::{DateTime, Utc};

use super::{
    Answer, Behind, Effect, Msg, Over, PANES, Question, ROWS, ReportScreen, Shown,
    asked::{INTERVALS, interval_text},
    board::Board,
    chart::{ChartKind, Drawn},
};
use crate::{
    api::WhichNumber,
    metrics::{Every, Report, Sheet},
    report::{Topic, Wording},
    tui::{
        keymap::Action,
        layers::{Outcome, Overlay},
        runtime::Input,
        shell::Course,
        widgets::{Help, Menu, MenuItem, Palette, Reader, letters},
    },
};

impl ReportScreen {
    /// Gives an input to what lies on top, else to the panes.
    pub(super) fn take(&mut self, input: Input<Msg>, now: DateTime<Utc>) -> Vec<Effect> {
        self.asked.begin_at(now);
        let mut effects = match self.layers.input(&input) {
            Outcome::Passed => self.pass(input),
            Outcome::Run(action) => self.act(action),
            Outcome::Chosen(over, choice) => self.choose(over, choice),
            Outcome::Taken | Outcome::Sought(_) | Outcome::Answered(..) | Outcome::Closed(_) => Vec::new(),
        };
        if matches!(self.numbers.answer, Answer::Unasked) {
            effects.extend(self.ask_all());
        }
        effects
    }

    fn pass(&mut self, input: Input<Msg>) -> Vec<Effect> {
        match input {
            Input::App(Msg::Told(number, answer)) => self.told(number, answer),
            Input::Stop | Input::Interrupt => self.course = Course::Done,
            Input::Act(action) => return self.act(action),
            input => self.walk(&input),
        }
        Vec::new()
    }

    /// Moves in the rows of the table.
    fn walk(&mut self, input: &Input<Msg>) {
        let table = self.table_mut();
        let rows = table.answer.here().map_or(0, Board::rows);
        table.row.input(input, ROWS, rows);
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::ReportLeft => self.sideways(-1),
            Action::ReportRight => self.sideways(1),
            Action::ReportHeat => self.heat_of = self.heat_of.other(),
            Action::ReportChoose => self.open_reports(),
            Action::ReportInterval => self.open_intervals(),
            Action::ReportFormula => self.open_formula(),
            Action::ReportDay => return self.look_at(Every::Day),
            Action::ReportWeek => return self.look_at(Every::Week),
            Action::ReportMonth => return self.look_at(Every::Month),
            Action::ReportAll => return self.look_at(Every::All),
            Action::ReportEarlier if self.asked.earlier() => return self.ask_all(),
            Action::ReportLater if self.asked.later() => return self.ask_all(),
            Action::ReportRefresh => return self.ask_all(),
            Action::ReportChart => return self.next_chart(),
            Action::ListOpen if self.drawn.is_none() && self.behind.is_none() => return self.open_calls(),
            Action::Close => self.go_back(),
            Action::Help => self.layers.open(Over::Help, Overlay::Help(Help::new(&PANES))),
            Action::Palette => {
                self.layers
                    .open(Over::Palette, Overlay::Palette(Palette::new(&self.words, Self::ACTIONS, &PANES)));
            }
            Action::Quit => self.course = Course::Done,
            action => self.walk(&Input::Act(action)),
        }
        Vec::new()
    }

    fn go_back(&mut self) {
        if self.behind.take().is_none() {
            self.drawn = None;
        }
    }

    fn sideways(&mut self, by: isize) {
        let table = self.table_mut();
        let last = table.answer.here().map_or(0, |board| board.numbers.len().saturating_sub(1));
        table.column = table.column.min(last).saturating_add_signed(by).min(last);
    }

    /// A stretch of time around the selected row.
    fn look_at(&mut self, span: Every) -> Vec<Effect> {
        let shown = &self.numbers;
        let board = shown.answer.here();
        let at = board.and_then(|board| board.time(shown.row.row(board.rows())?));
        self.asked.look_at(span, at);
        self.ask_all()
    }

    /// Asks for what is shown anew; the calls behind a number are of what was shown before.
    fn ask_all(&mut self) -> Vec<Effect> {
        self.behind = None;
        let (report, which) = (self.asked.report, self.asked.which());
        let (number, effect) = self.ask(Question::Report(report, which));
        self.numbers.answer = Answer::Asked(number);
        let mut effects = vec![effect];
        if let Some((kind, _)) = self.drawn {
            effects.extend(self.ask_chart(kind));
        }
        effects
    }

    fn ask(&mut self, question: Question) -> (u64, Effect) {
        self.questions += 1;
        (self.questions, Effect::Ask(self.questions, Box::new(question)))
    }

    fn told(&mut self, number: u64, answer: Result<Sheet, String>) {
        let words = &self.words;
        let board = |sheet| Board::new(sheet, words);
        self.numbers.hear(number, &answer, board);
        if let Some(behind) = &mut self.behind {
            behind.shown.hear(number, &answer, board);
        }
        if let Some((kind, shown)) = &mut self.drawn {
            shown.hear(number, &answer, |sheet| kind.read(&sheet, words));
        }
    }

    /// The next chart, and after the last one the table again.
    fn next_chart(&mut self) -> Vec<Effect> {
        self.behind = None;
        let next = match self.drawn.take() {
            None => Some(ChartKind::ALL[0]),
            Some((kind, _)) => kind.next(),
        };
        next.map_or(Vec::new(), |kind| self.ask_chart(kind))
    }

    fn ask_chart(&mut self, kind: ChartKind) -> Vec<Effect> {
        let report = match self.asked.report {
            Report::Intervals => Report::Intervals,
            Report::Services => Report::Services,
            _ => Report::Queues,
        };
        let question = match kind {
            ChartKind::Lines => Question::Report(report, self.asked.which()),
            ChartKind::Week => Question::Report(report, self.asked.which_by(Every::Minutes(60))),
            ChartKind::Waits => self.waits(),
        };
        let (number, effect) = self.ask(question);
        let answer = Answer::Asked(number);
        self.drawn = Some((kind, Shown { answer, ..Shown::default() }));
        vec![effect]
    }

    /// How long those waited who were answered: the calls behind the ASA of the selected row, or of the centre.
    fn waits(&self) -> Question {
        let shown = &self.numbers;
        let board = shown.answer.here();
        let row = board.and_then(|board| shown.row.row(board.rows()));
        let number = board.zip(row).and_then(|(board, row)| meant(self.asked.report, board, row, "asa_s"));
        let (report, number) = match number {
            Some((report @ (Report::Queues | Report::Services | Report::Intervals), number)) => {
                (report, number)
            }
            _ => (Report::Intervals, WhichNumber { column: "asa_s".to_owned(), ..WhichNumber::default() }),
        };
        let every = if number.start.is_some() { self.asked.every } else { Every::All };
        Question::Calls(report, self.asked.which_by(every), number)
    }

    /// The calls behind the selected number.
    fn open_calls(&mut self) -> Vec<Effect> {
        let shown = &self.numbers;
        let Some(board) = shown.answer.here() else { return Vec::new() };
        let Some(row) = shown.row.row(board.rows()) else { return Vec::new() };
        let Some((column, value)) = board.number(row, shown.column) else { return Vec::new() };
        let Some((report, number)) = meant(self.asked.report, board, row, column) else {
            return Vec::new();
        };
        let title = format!("{} · {} {value}", board.name(row), self.column_name(&number.column));
        let question = Question::Calls(report, self.asked.which(), number);
        let (number, effect) = self.ask(question);
        let answer = Answer::Asked(number);
        self.behind = Some(Behind { title, shown: Shown { answer, ..Shown::default() } });
        vec![effect]
    }

    fn column_name(&self, key: &str) -> String {
        let fill = |key: &str, values: &[(&str, &str)]| self.words.fill(key, values);
        Wording { locale: self.words.locale, fill: &fill }.column(key)
    }

    /// How the selected number is made. In a list of calls it is still the number that they are behind.
    fn open_formula(&mut self) {
        let shown = &self.numbers;
        let Some(board) = shown.answer.here() else { return };
        let row = shown.row.row(board.rows()).unwrap_or(0);
        let Some((column, _)) = board.number(row, shown.column) else { return };
        let column = match self.drawn {
            Some((ChartKind::Waits, _)) => "asa_s",
            Some(_) => "service_level",
            None => column,
        };
        let Some(topic) = Topic::named(column) else { return };
        let fill = |key: &str, values: &[(&str, &str)]| self.words.fill(key, values);
        let wording = Wording { locale: self.words.locale, fill: &fill };
        let page = topic.page(&wording);
        let reader = Reader::new(format!("{} ({})", page.name, topic.key), page.lines(&wording));
        self.layers.open(Over::Formula, Overlay::Reader(reader));
    }

    fn open_reports(&mut self) {
        let names: Vec<&str> = Report::ALL.iter().map(|report| report.name()).collect();
        let items = letters(names).into_iter().zip(Report::ALL).map(|(letter, report)| MenuItem {
            letter,
            label: self.words.text(title_key(report)).to_owned(),
            about: self.words.text(about_key(report)).to_owned(),
            detail: String::new(),
        });
        let menu = Menu::new(self.words.text("report.screen.reports"), items.collect());
        self.layers.open(Over::Report, Overlay::Menu(menu));
    }

    fn open_intervals(&mut self) {
        let items = INTERVALS.into_iter().map(|(letter, every)| MenuItem {
            letter,
            label: interval_text(every, &self.words),
            about: String::new(),
            detail: String::new(),
        });
        let menu = Menu::new(self.words.text("report.screen.intervals"), items.collect());
        self.layers.open(Over::Interval, Overlay::Menu(menu));
    }

    fn choose(&mut self, over: Over, choice: usize) -> Vec<Effect> {
        match over {
            Over::Report => {
                let Some(report) = Report::ALL.get(choice) else { return Vec::new() };
                self.asked.report = *report;
                self.numbers = Shown::default();
                self.drawn = None;
            }
            Over::Interval => {
                let Some((_, every)) = INTERVALS.get(choice) else { return Vec::new() };
                self.asked.every = *every;
            }
            Over::Help | Over::Palette | Over::Formula => return Vec::new(),
        }
        self.ask_all()
    }
}

impl<T> Shown<T> {
    /// Takes the answer if it is to the question that was asked last.
    fn hear(&mut self, number: u64, answer: &Result<Sheet, String>, read: impl Fn(Sheet) -> T) {
        if !matches!(self.answer, Answer::Asked(asked) if asked == number) {
            return;
        }
        self.answer = match answer {
            Ok(sheet) => Answer::Here(Box::new(read(sheet.clone()))),
            Err(why) => Answer::Failed(why.clone()),
        };
    }
}

/// Which number a cell of a report is: ways out and states are read off the same tallies as the columns of queues and agents.
fn meant(report: Report, board: &Board, row: usize, column: &str) -> Option<(Report, WhichNumber)> {
    let (of, column) = match (report, board.text(row, "exit"), board.text(row, "state")) {
        (Report::Exits, Some(exit), _) => (Report::Queues, exit),
        (Report::States, _, Some(state)) => (Report::Agents, state_column(state)),
        _ => (report, column),
    };
    of.field(column)?;
    let name = of.subject().and_then(|subject| board.text(row, subject)).unwrap_or_default();
    let number = WhichNumber { row: name.to_owned(), start: board.time(row), column: column.to_owned() };
    Some((of, number))
}

fn state_column(state: &str) -> &str {
    match state {
        "ready" => "ready_s",
        "ringing" => "ringing_s",
        "talking" => "talk_s",
        "holding" => "hold_s",
        "wrap_up" => "wrap_s",
        "paused" => "paused_s",
        other => other,
    }
}

pub(super) const fn title_key(report: Report) -> &'static str {
    match report {
        Report::Queues => "report.title.queues",
        Report::Services => "report.screen.services",
        Report::Agents => "report.title.agents",
        Report::Intervals => "report.title.intervals",
        Report::Exits => "report.title.exits",
        Report::States => "report.title.states",
    }
}

const fn about_key(report: Report) -> &'static str {
    match report {
        Report::Queues => "report.screen.about.queues",
        Report::Services => "report.screen.about.services",
        Report::Agents => "report.screen.about.agents",
        Report::Intervals => "report.screen.about.intervals",
        Report::Exits => "report.screen.about.exits",
        Report::States => "report.screen.about.states",
    }
}

impl Drawn {
    /// Whether there is anything to draw.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Lines(chart) => chart.is_none(),
            Self::Week(week) => week.hours().is_empty(),
            Self::Waits(waits) => waits.calls() == 0,
        }
    }
}
