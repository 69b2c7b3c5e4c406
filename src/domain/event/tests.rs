use super::*;

fn split(said: String) -> Event {
    let numbers = vec![PhoneNumber::new(said.clone())];
    let new = Contact {
        id: ContactId(uuid::Uuid::nil()),
        name: said.clone(),
        numbers: numbers.clone(),
        tier: Tier::Ordinary,
        tags: Vec::new(),
        flags: Vec::new(),
        fictitious: false,
    };
    Event::ContactSplit {
        change: ChangeId(new.id.0),
        from: new.id,
        new: Box::new(new),
        goes: Box::new(Share { numbers, ..Share::default() }),
        reason: said,
    }
}

#[test]
fn what_is_said_in_somebodys_own_words_is_masked() {
    let said = || "13800138000".to_owned();
    let call = CallId(uuid::Uuid::nil());
    let (contact, change) = (ContactId(call.0), ChangeId(call.0));
    let events = [
        Event::CallLeft { call, exit: Exit::KeyExit { key: said() } },
        Event::CallLeft { call, exit: Exit::Failed { what: said() } },
        Event::CallNotReached { call, agent: "1".into(), why: NotReached::Failed { what: said() } },
        Event::CallDialled { call, agent: "1".into(), switch_ref: said() },
        Event::CallConnected { call, agent: "1".into(), switch_ref: said() },
        Event::DifferenceSeen { about: said(), switch_says: said(), desk_says: said() },
        Event::DifferenceOpened {
            difference: Difference {
                about: About::Call { call },
                switch_says: said().into(),
                desk_says: said().into(),
                since: DateTime::UNIX_EPOCH,
            },
        },
        Event::RecordingMissing { call, nth: 1, why: said() },
        Event::AttachmentAdded {
            ticket: TicketId(call.0),
            attachment: Box::new(Attachment {
                id: crate::domain::AttachmentId(call.0),
                name: said(),
                kind: "image/jpeg".to_owned(),
                bytes: 1,
                sha256: said(),
                at: DateTime::UNIX_EPOCH,
            }),
        },
        Event::ContactMarked { contact, tier: Tier::Key, flags: Vec::new(), reason: said() },
        Event::ContactsMerged { change, kept: contact, gone: contact, reason: said() },
        Event::IdentityUndone { change, contacts: [contact, contact], reason: said() },
        split(said()),
        Event::SwitchRefused {
            call: None,
            agent: None,
            request: Request::Hold,
            why: RequestRefused::Refused { says: said() },
        },
        Event::CallRecording { call, state: RecordingState::Running, name: Some(said()) },
    ];
    for event in events {
        let shown = serde_json::to_string(&event.masked()).expect("events serialize");
        assert!(!shown.contains(&said()), "{shown}");
    }
}
#[test]
fn a_reviewer_reads_why_a_contact_was_split_and_not_whose_number_it_is() {
    let Event::ContactSplit { new, goes, reason, .. } = split("13800138000".into()).masked_callers() else {
        panic!("a split stays one")
    };
    assert_eq!(
        (new.numbers[0].reveal(), goes.numbers[0].reveal(), &*new.name),
        ("138******00", "138******00", "1**")
    );
    assert_eq!(reason, "13800138000");
}
