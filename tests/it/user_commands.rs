//! The commands for users: whom they let in at once, what they list, and what they refuse.

use hotdesk::{
    api::{Code, Role, SignIn},
    client::{Client, Pace},
    domain::Redacted,
};

use crate::{
    commands::{done, program, refused},
    crash::Process,
};

#[tokio::test(flavor = "multi_thread")]
async fn passwords_and_switches_of_users_hold_at_once() {
    let home = tempfile::tempdir().expect("a folder");
    let user = |args: &[&str], password: &str| {
        done(home.path(), &[&["user"], args].concat(), &format!("{password}\n"));
    };
    user(&["add", "li", "--role", "agent", "--agent", "8001", "--password-stdin"], "first words");
    let mut server = Process::start(program(home.path(), &["server", "--listen", "127.0.0.1:0"]));
    let line = server.line().expect("it listens");
    let address = line.rsplit(' ').next().expect("an address").to_owned();
    let sign_in = async |password: &str| {
        let client = Client::new(&address, Pace::default()).expect("a client");
        let sign_in =
            SignIn { user: "li".into(), password: Redacted(password.into()), roles: vec![Role::Agent] };
        let answer = client.sign_in(&sign_in).await.map(drop);
        answer.map_err(|error| error.code().expect("the server says why"))
    };
    assert_eq!(sign_in("first words").await, Ok(()));

    user(&["passwd", "li", "--password-stdin"], "other words");
    assert_eq!(sign_in("first words").await, Err(Code::WrongPassword));
    assert_eq!(sign_in("other words").await, Ok(()));

    user(&["disable", "li"], "");
    assert_eq!(sign_in("other words").await, Err(Code::UserDisabled));
    let list = done(home.path(), &["user", "list"], "");
    let [_, li] = list.lines().collect::<Vec<_>>()[..] else { panic!("one user: {list}") };
    assert_eq!(li.split_whitespace().collect::<Vec<_>>(), ["li", "8001", "-", "agent", "no", "li"]);
    assert!(!list.contains("argon2") && !list.contains('$'), "{list}");

    user(&["enable", "li"], "");
    assert_eq!(sign_in("other words").await, Ok(()));
    server.kill();
}

#[test]
fn users_of_units_are_listed_with_them() {
    let home = tempfile::tempdir().expect("a folder");
    let add = |args: &[&str]| {
        done(home.path(), &[&["user", "add"], args, &["--password-stdin"]].concat(), "first words\n");
    };
    add(&["shui", "--role", "unit", "--unit", "water", "--display", "水务"]);
    add(&["pan", "--role", "clerk"]);
    let list = done(home.path(), &["user", "list"], "");
    let rows: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        rows,
        [vec!["pan", "-", "-", "clerk", "yes", "pan"], vec!["shui", "-", "water", "unit", "yes", "水务"]]
    );
}

#[test]
fn keys_of_programs_are_shown_once_listed_without_their_secret_and_ended() {
    let home = tempfile::tempdir().expect("a folder");
    done(home.path(), &["user", "add", "web", "--role", "intake", "--no-password"], "");
    let key = done(home.path(), &["user", "key", "web"], "");
    let [beginning, id, secret] = key.trim().split('_').collect::<Vec<_>>()[..] else { panic!("{key}") };
    assert_eq!((beginning, id.len(), secret.len()), ("hdk", 8, 64));
    let rows = || {
        let list = done(home.path(), &["user", "keys"], "");
        assert!(!list.contains(secret), "{list}");
        list.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let [row] = &rows()[..] else { panic!("one key") };
    let [listed, user, made, seen] = row.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{row}") };
    assert_eq!((listed, user, seen), (id, "web", "never"));
    assert!(made.ends_with('Z'), "{made}");
    for file in ["hotdesk.db", "hotdesk.db-wal"] {
        let file = home.path().join(".local/share/hotdesk").join(file);
        let bytes = std::fs::read(file).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "it is kept nowhere");
    }
    done(home.path(), &["user", "revoke", id], "");
    assert!(rows().is_empty());
    refused(home.path(), &["user", "revoke", id], &["there is no key", "hotdesk user keys"]);
    done(home.path(), &["user", "add", "li", "--password-stdin"], "first words");
    refused(home.path(), &["user", "key", "li"], &["li has not the role intake", "--role intake"]);
    refused(home.path(), &["user", "key", "nobody"], &["there is no user nobody"]);
}

#[test]
fn users_that_cannot_be_are_refused_with_a_remedy() {
    let home = tempfile::tempdir().expect("a folder");
    let check = |args: &[&str], parts: &[&str]| refused(home.path(), &[&["user"], args].concat(), parts);
    check(&["list"], &["there is no database at", "--data-dir"]);
    done(home.path(), &["user", "add", "li", "--password-stdin"], "first words");
    check(&["add", "li", "--password-stdin"], &["user li is there already", "choose another name"]);
    check(&["add", "two words"], &["letters, digits and -_.@"]);
    check(&["add", &"x".repeat(65)], &["64 characters at most", "choose a shorter one"]);
    check(&["add", "wu", "--queue", "nowhere"], &["there is no queue nowhere", "the site has"]);
    check(&["add", "wu"], &["without a terminal", "--password-stdin"]);
    check(&["add", "wu", "--role", "boss"], &["agent, lead, qa, clerk, unit"]);
    let unit = |unit: &[&str], parts: &[&str]| {
        check(&[&["add", "wu", "--password-stdin"], unit].concat(), parts);
    };
    unit(&["--role", "unit"], &["the role unit needs a unit", "--unit", "water"]);
    unit(&["--role", "unit", "--unit", "nobody"], &["there is no unit nobody", "the site has", "water"]);
    unit(&["--role", "clerk", "--unit", "water"], &["only a user of the role unit", "--role unit"]);
    for verb in ["passwd", "disable", "enable"] {
        check(&[verb, "nobody"], &["there is no user nobody", "hotdesk user list"]);
    }
}
