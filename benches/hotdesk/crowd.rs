//! An agent's screen on a floor as full as one likes: in a talk, a form half typed, callers waiting in two queues.

use hotdesk::domain::Locale;

use crate::agent_floor::Seat;

/// The first caller of the crowd; the call in hand is number 1.
pub const FIRST: u128 = 2;

/// A seat in front of a crowd. The queue has the focus, so that it is seen at any size.
pub fn seat(size: (u16, u16), callers: u128) -> Seat {
    let mut seat = Seat::new(Locale::En);
    seat.resize(size);
    seat.talks().press(&["alt-4", "card swallowed", "tab", "The machine kept the card on Sunday.", "alt-1"]);
    for n in FIRST..FIRST + callers {
        seat.queues(n, if n % 3 == 0 { "stocks" } else { "retail" }, None).waits(1);
    }
    seat
}
