//! Real calls through a real Asterisk: what happens is told, what is asked is done, and its own records say the same.

/// These tests, once through the newest Asterisk and once through the oldest that is supported.
macro_rules! through_each_release {
    ($($test:ident),* $(,)?) => {
        mod newest {
            use crate::asterisk::exchange::Release;
            $(#[tokio::test] async fn $test() { super::$test(Release::Newest).await; })*
        }
        mod oldest {
            use crate::asterisk::exchange::Release;
            $(#[tokio::test] async fn $test() { super::$test(Release::Oldest).await; })*
        }
    };
}

mod calls;
mod consults;
mod crowd;
mod exits;
mod greetings;
mod listening;
mod phone_control;
mod phones;
mod recordings;
mod restarts;
mod service;
mod steering;
mod transfers;
