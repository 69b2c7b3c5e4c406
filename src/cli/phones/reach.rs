//! Tells whoever has started the server when its phone switch is out of reach, and when it is back: a line each, however often it is tried.

use tokio::sync::watch;

use crate::{cli::output, switch::asterisk::Reach};

/// Tells it until the switch is stopped. That it was in reach at the start is nothing new.
pub async fn tell(mut reach: watch::Receiver<Reach>) {
    let mut away = false;
    while reach.changed().await.is_ok() {
        match &*reach.borrow_and_update() {
            Reach::Away(why) if !away => {
                output::complain(&format!(
                    "the phone switch is out of reach: {why}; it is tried again and again"
                ));
                away = true;
            }
            Reach::Up if away => {
                output::complain("the phone switch is in reach again");
                away = false;
            }
            _ => {}
        }
    }
}
