//! A small site: one category, one script, three pause reasons, a day of 24 hours for every ticket.

use std::collections::BTreeMap;

use hotdesk::domain::{
    Blank, BlankKind, Catalogue, Category, PauseReason, Priority, Script, ScriptStep,
    clock::{Allowance, Calendar},
};

use crate::make::{pause, words};

pub fn catalogue() -> Catalogue {
    Catalogue {
        hotline: words("hotline"),
        categories: vec![Category {
            code: "card".into(),
            parent: None,
            label: words("card"),
            also: None,
            allowance: None,
            lifecycle: None,
            unit: None,
            places: Vec::new(),
        }],
        templates: Vec::new(),
        scripts: vec![script()],
        pauses: vec![reason("lunch", false), reason("training", true), reason("missed", false)],
        units: Default::default(),
        lifecycles: Vec::new(),
        allowances: BTreeMap::from([
            (Priority::P1, Allowance::ClockMinutes(120)),
            (Priority::P4, Allowance::ClockMinutes(24 * 60)),
        ]),
        calendar: Calendar::always(chrono_tz::Asia::Shanghai),
        callback_s: 1800,
        attachments: None,
    }
}

fn reason(code: &str, lead_only: bool) -> PauseReason {
    PauseReason {
        code: pause(code),
        label: words(code),
        limit_s: Some(600),
        paid: true,
        lead_only,
        desk_only: false,
    }
}

fn script() -> Script {
    let demand = Blank { id: "demand".into(), label: words("demand"), kind: BlankKind::Text, required: true };
    let step = |id: &str, blanks| ScriptStep {
        id: id.into(),
        title: words(id),
        text: words("hello"),
        must_say: true,
        blanks,
        branches: Vec::new(),
        ends: true,
    };
    let steps = vec![step("greet", Vec::new()), step("complaint", vec![demand])];
    Script { id: "main".into(), version: 3, label: words("main"), services: Vec::new(), steps }
}
