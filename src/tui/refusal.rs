//! What the phone switch did not do of what was asked for, in words: what, why, and what to do instead.

use super::{desk::Say, words::Words};
use crate::domain::{Request, RequestRefused};

/// That it was not done; that a call is gone needs no more.
pub fn not_done(request: Request, why: &RequestRefused, words: &Words) -> Say {
    let what = words.text(name(request));
    let Some(reason) = reason(why) else { return Say::plain("refusal.gone").with("what", what) };
    let say = Say::plain("refusal.said").with("what", what).with("why", words.text(reason));
    say.with("remedy", words.text(remedy(request, why)))
}

fn name(request: Request) -> &'static str {
    match request {
        Request::Ring => "refusal.of.ring",
        Request::StopRing => "refusal.of.reject",
        Request::Answer => "refusal.of.answer",
        Request::Hold => "refusal.of.hold",
        Request::Resume => "refusal.of.resume",
        Request::Transfer => "refusal.of.transfer",
        Request::Consult => "refusal.of.consult",
        Request::HangUp => "refusal.of.hang-up",
        Request::Release => "refusal.of.release",
        Request::Record => "refusal.of.record",
        Request::Monitor => "refusal.of.monitor",
        Request::Prioritise => "refusal.of.prioritise",
        Request::Take => "refusal.of.take",
        Request::Originate => "refusal.of.originate",
        Request::Note => "refusal.of.note",
        Request::Serve => "refusal.of.serve",
    }
}

fn reason(why: &RequestRefused) -> Option<&'static str> {
    match why {
        RequestRefused::NoCall => None,
        RequestRefused::NotAble => Some("refusal.not-able"),
        RequestRefused::Away => Some("refusal.away"),
        RequestRefused::Refused { .. } => Some("refusal.no"),
    }
}

/// What is done with a call in hand, a phone can do too.
fn remedy(request: Request, why: &RequestRefused) -> &'static str {
    use Request::*;
    let at_phone = matches!(request, Answer | StopRing | Hold | Resume | Transfer | Consult | HangUp);
    match why {
        RequestRefused::Refused { .. } if at_phone => "refusal.again-or-phone",
        RequestRefused::Refused { .. } => "refusal.again",
        _ if at_phone => "refusal.phone",
        RequestRefused::Away => "refusal.later",
        _ => "refusal.tell",
    }
}
