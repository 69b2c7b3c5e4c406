//! What the phone switch did not do of what was asked for, in words: what, why, and what to do instead.

use super::{desk::Say, words::Words};
use crate::domain::{Request, RequestRefused};

/// That it was not done; that a call is gone needs no more.
pub fn not_done(request: Request, why: &RequestRefused, words: &Words) -> Say {
    named(name(request), request, why, words)
}

/// The same of a lead's request: who asks for a waiting call gives it to somebody.
pub fn not_done_for_lead(request: Request, why: &RequestRefused, words: &Words) -> Say {
    let name = if request == Request::Take { "refusal.of.give" } else { name(request) };
    named(name, request, why, words)
}

fn named(name: &str, request: Request, why: &RequestRefused, words: &Words) -> Say {
    let what = words.text(name);
    let why_not = words.text(reason(why));
    match why {
        RequestRefused::NoCall => Say::plain("refusal.was").with("what", what).with("why", why_not),
        _ => {
            let say = Say::plain("refusal.said").with("what", what).with("why", why_not);
            say.with("remedy", words.text(remedy(request, why)))
        }
    }
}

/// The same as what happened once, without what to do.
pub fn what_and_why(request: Request, why: &RequestRefused, words: &Words) -> String {
    let values = [("what", words.text(name(request))), ("why", words.text(reason(why)))];
    words.fill("refusal.was", &values)
}

/// Why it was not done, with what the switch itself says, which is in its own language.
pub fn why(why: &RequestRefused, words: &Words) -> String {
    let reason = words.text(reason(why));
    match why {
        RequestRefused::Refused { says } if !says.is_empty() => {
            words.fill("refusal.saying", &[("why", reason), ("says", says)])
        }
        _ => reason.to_owned(),
    }
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

fn reason(why: &RequestRefused) -> &'static str {
    match why {
        RequestRefused::NoCall => "refusal.over",
        RequestRefused::NotAble => "refusal.not-able",
        RequestRefused::Away => "refusal.away",
        RequestRefused::Refused { .. } => "refusal.no",
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
