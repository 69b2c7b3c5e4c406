//! Tickets that follow a mother: one answer for all.

use super::*;

#[tokio::test]
async fn what_a_mother_is_answered_goes_to_all_that_follow_it() {
    let office = Office::open().await;
    let mut mother = office.ticket().await;
    let mut children = vec![office.ticket().await, office.ticket().await, office.ticket().await];
    for child in &mut children {
        office.does(Duty::Clerk, child, "merge", json!({ "mother": mother.id })).await;
        assert_eq!((state(child), child.work.mother), ("merged", Some(mother.id)));
    }
    let refused = async |ticket: &Ticket, mother: &Ticket| {
        office
            .ask(Duty::Clerk, ticket, "merge", json!({ "mother": mother.id }))
            .await
            .refused(Code::IllegalMove);
    };
    let other = office.ticket().await;
    refused(&other, &other).await;
    refused(&other, &children[0]).await;
    refused(&mother, &other).await;

    let apart = &mut children.pop().expect("three");
    office.does(Duty::Clerk, apart, "unmerge", json!({})).await;
    office.does(Duty::Clerk, &mut mother, "answer", json!({ "text": "今晚八点恢复供水" })).await;
    for child in &children {
        let child = office.load(child).await;
        assert_eq!((state(&child), child.work.answer.as_deref()), ("replied", Some("今晚八点恢复供水")));
    }
    let apart = office.load(apart).await;
    assert_eq!((state(&apart), apart.work.mother), ("submitted", None));
    // Who comes to follow a mother that was answered is answered at once.
    let mut late = office.ticket().await;
    office.does(Duty::Clerk, &mut late, "merge", json!({ "mother": mother.id })).await;
    assert_eq!((state(&late), late.work.answer.as_deref()), ("replied", Some("今晚八点恢复供水")));
}

#[tokio::test]
async fn a_ticket_that_others_follow_is_not_made_void() {
    let office = Office::open().await;
    let (mother, mut child) = (office.ticket().await, office.ticket().await);
    office.does(Duty::Clerk, &mut child, "merge", json!({ "mother": mother.id })).await;
    let reason = json!({ "reason": "test", "text": "测试" });
    let refused = office.ask(Duty::Clerk, &mother, "void", reason.clone()).await.refused(Code::IllegalMove);
    assert!(refused.detail.contains("take them apart first"), "{}", refused.detail);
    office.does(Duty::Clerk, &mut child, "unmerge", json!({})).await;
    assert!(office.ask(Duty::Clerk, &mother, "void", reason).await.status.is_success());
}

#[tokio::test]
async fn a_form_follows_a_ticket_in_the_step_in_which_it_is_submitted() {
    let office = Office::open().await;
    let mother = office.ticket().await;
    let submit = async |draft: Uuid, mother: Uuid| {
        let mut body = submission(draft, &form());
        body["then"] = json!({ "verb": "merge", "mother": mother });
        read(&office.server.write_as(Method::POST, &office.agent, "/tickets", body, draft).await)
    };
    let draft = Uuid::now_v7();
    let follows = submit(draft, mother.id.0).await;
    assert_eq!((state(&follows), follows.work.mother), ("merged", Some(mother.id)));
    // What is sent again, because the answer was lost, is done once; and what a clerk took apart since stays apart.
    assert_eq!(submit(draft, mother.id.0).await.version, follows.version);
    let mut apart = follows;
    office.does(Duty::Clerk, &mut apart, "unmerge", json!({})).await;
    assert_eq!(submit(draft, mother.id.0).await.work.mother, None);
    // Where it cannot follow, it is a ticket all the same.
    let alone = submit(Uuid::now_v7(), Uuid::now_v7()).await;
    assert_eq!((state(&alone), alone.work.mother), ("submitted", None));
}
