//! What lies over the panes: picker, palette, help, question, text. Input goes to the topmost, drawing from the bottom up.
//!
//! ```text
//! update: match self.layers.input(&input) { Outcome::Passed => panes, Outcome::Chosen(tag, index) => …, … }
//! focus:  self.layers.focus().unwrap_or_else(|| panes' focus)
//! view:   draw panes, then self.layers.draw(canvas, look)
//! ```

use ratatui::layout::{Constraint, Rect};

use crate::tui::{
    keymap::{Action, Layer},
    runtime::{Canvas, Focus, Input, Look, Typing},
    widgets::{Answer, Dialog, Help, Helped, Menu, Palette, Picked, Picker, Reader},
};

/// Something that lies over the panes.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A list to choose from.
    Picker(Picker),
    /// A list in which each thing has its letter.
    Menu(Menu),
    /// The commands.
    Palette(Palette),
    /// The keys.
    Help(Help),
    /// A question.
    Dialog(Dialog),
    /// Something to read.
    Reader(Reader),
}

/// What came of an input. `T` is the screen's own mark for what an overlay was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<T> {
    /// Nothing is open, or the input is for all (a message, a tick, a new size): the screen goes on with it.
    Passed,
    /// An overlay took it.
    Taken,
    /// A choice was made; the overlay is closed.
    Chosen(T, usize),
    /// A question was answered; it is closed.
    Answered(T, Answer),
    /// A command was chosen in the palette, which is closed: treat it as [`Input::Act`].
    Run(Action),
    /// An overlay was closed without a choice.
    Closed(T),
    /// What stands in the search line of [`Layers::picker_mut`] is to be looked up elsewhere; the list stays open.
    Sought(T),
}

/// The open overlays, the last on top.
#[derive(Debug, Clone)]
pub struct Layers<T> {
    open: Vec<(T, Overlay)>,
    /// The terminal, as far as it is known.
    whole: Rect,
}

impl<T> Default for Layers<T> {
    fn default() -> Self {
        Self { open: Vec::new(), whole: Rect::default() }
    }
}

impl<T: Copy> Layers<T> {
    /// Opens an overlay on top.
    pub fn open(&mut self, tag: T, overlay: Overlay) {
        self.open.push((tag, overlay));
    }

    /// Closes the topmost.
    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Closes all of them.
    pub fn close_all(&mut self) {
        self.open.clear();
    }

    /// The list on top, if it is one.
    pub fn picker_mut(&mut self) -> Option<&mut Picker> {
        match self.open.last_mut() {
            Some((_, Overlay::Picker(picker))) => Some(picker),
            _ => None,
        }
    }

    /// What the topmost was opened for.
    pub fn top(&self) -> Option<T> {
        self.open.last().map(|(tag, _)| *tag)
    }

    /// The keys that count while something is open. A key that an overlay does not know does not reach the panes.
    pub fn focus(&self) -> Option<Focus> {
        let (layer, typing) = match self.open.last()?.1 {
            Overlay::Picker(_) => (Layer::Picker, Typing::Line),
            Overlay::Menu(_) => (Layer::Menu, Typing::Nothing),
            Overlay::Palette(_) => (Layer::Palette, Typing::Line),
            Overlay::Help(_) => (Layer::Help, Typing::Nothing),
            Overlay::Dialog(_) => (Layer::Dialog, Typing::Nothing),
            Overlay::Reader(_) => (Layer::Help, Typing::Nothing),
        };
        Some(Focus { layers: vec![layer], typing })
    }

    /// What the keys of the topmost do, the most important first; none where nothing is open.
    pub fn hints(&self) -> Option<&'static [Action]> {
        Some(match self.open.last()?.1 {
            Overlay::Picker(_) | Overlay::Menu(_) | Overlay::Palette(_) => &[Action::Choose, Action::Close],
            Overlay::Help(_) | Overlay::Reader(_) => &[Action::Close],
            Overlay::Dialog(_) => &[Action::No, Action::Yes],
        })
    }

    /// Gives the topmost an input.
    pub fn input<M>(&mut self, input: &Input<M>) -> Outcome<T> {
        if let Input::Resize { columns, rows } = input {
            self.whole = Rect::new(0, 0, *columns, *rows);
        }
        if !is_for_one(input) {
            return Outcome::Passed;
        }
        let Some((tag, overlay)) = self.open.last_mut() else {
            return Outcome::Passed;
        };
        let outcome = overlay.input(*tag, input, self.whole);
        if !matches!(outcome, Outcome::Taken | Outcome::Sought(_)) {
            self.open.pop();
        }
        outcome
    }

    /// Draws all of them over the panes.
    pub fn draw(&self, canvas: &mut Canvas<'_>, look: &Look) {
        for (_, overlay) in &self.open {
            overlay.draw(canvas, look);
        }
    }
}

impl Overlay {
    /// Anything but [`Outcome::Taken`] and [`Outcome::Sought`] closes it.
    fn input<T, M>(&mut self, tag: T, input: &Input<M>, whole: Rect) -> Outcome<T> {
        let area = self.place(whole);
        match self {
            Self::Picker(picker) => picked(tag, picker.input(input)),
            Self::Menu(menu) => picked(tag, menu.input(input)),
            Self::Palette(palette) => match palette.input(input) {
                Ok(action) => Outcome::Run(action),
                Err(Picked::Closed) => Outcome::Closed(tag),
                Err(_) => Outcome::Taken,
            },
            Self::Help(help) => match help.input(input, area) {
                Helped::Open => Outcome::Taken,
                Helped::Closed => Outcome::Closed(tag),
                Helped::Run(action) => Outcome::Run(action),
            },
            Self::Dialog(dialog) => match dialog.input(input) {
                Some(answer) => Outcome::Answered(tag, answer),
                None => Outcome::Taken,
            },
            Self::Reader(reader) => match reader.input(input, area) {
                true => Outcome::Taken,
                false => Outcome::Closed(tag),
            },
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, look: &Look) {
        let area = self.place(canvas.area());
        canvas.cover();
        canvas.clear(area);
        canvas.buffer.set_style(area, look.theme.text);
        match self {
            Self::Picker(picker) => {
                let placeholder = look.words.text("shell.picker-placeholder");
                picker.draw(canvas, area, look, placeholder, |_| None);
            }
            Self::Menu(menu) => menu.draw(canvas, area, look),
            Self::Palette(palette) => palette.draw(canvas, area, look),
            Self::Help(help) => help.draw(canvas, area, look),
            Self::Dialog(dialog) => dialog.draw(canvas, area, look),
            Self::Reader(reader) => reader.draw(canvas, area, look),
        }
    }

    /// In the middle, leaving an edge of the panes to be seen.
    fn place(&self, whole: Rect) -> Rect {
        let wide = |columns: u16| Constraint::Length(columns.min(whole.width.saturating_sub(4)));
        let high = |rows: u16| Constraint::Length(rows.min(whole.height.saturating_sub(2)));
        match self {
            Self::Dialog(dialog) => {
                let width = whole.width.saturating_sub(4).min(56);
                whole.centered(wide(56), high(dialog.height(width)))
            }
            Self::Reader(reader) => {
                let width = whole.width.saturating_sub(4).min(76);
                whole.centered(wide(76), high(reader.height(width)))
            }
            Self::Help(_) => whole.centered(wide(76), high(40)),
            Self::Picker(picker) => whole.centered(wide(72), high(picker.height())),
            Self::Menu(menu) => {
                let width = whole.width.saturating_sub(4).min(104);
                whole.centered(wide(104), high(menu.height(width)))
            }
            Self::Palette(palette) => whole.centered(wide(72), high(palette.height())),
        }
    }
}

fn picked<T>(tag: T, picked: Picked) -> Outcome<T> {
    match picked {
        Picked::Chosen(choice) => Outcome::Chosen(tag, choice),
        Picked::Closed => Outcome::Closed(tag),
        Picked::Open => Outcome::Taken,
        Picked::Sought => Outcome::Sought(tag),
    }
}

/// Keys, the mouse and pasted text are for the topmost alone; everything else is for all.
fn is_for_one<M>(input: &Input<M>) -> bool {
    matches!(input, Input::Act(_) | Input::Key(_) | Input::Paste(_) | Input::Click(_) | Input::Scroll { .. })
}
