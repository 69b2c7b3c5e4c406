//! hotdesk: the terminal desk of a hotline.
//!
//! # The house
//!
//! A phone switch tells the **server** what happens; the server appends it to the **log**; everything that anybody
//! sees (the floor, tickets, numbers) is a fold of that log, the same code on the server, in the screens, in reports and in a review.
//!
//! | room | what it is | it must not know |
//! |---|---|---|
//! | [`domain`] | events and what they mean: calls, agents, queues, floor, tickets, deadlines, scripts | anybody; clock, randomness, I/O |
//! | [`routing`] | who takes the next call | clock, randomness, I/O |
//! | [`metrics`] | numbers as folds over events, each with its formula | clock, randomness, I/O |
//! | [`script`] | what the agent says: templates rendered, blanks checked | clock, randomness, I/O |
//! | [`api`] | the words on the wire between server and client | storage, screens |
//! | [`import`] | records of other systems read into our events, and the recorded day | server, screens |
//! | [`report`] | what a report is asked for, where its facts come from, and the forms that it is written in | server, screens |
//! | [`switch`] | phone switches: commands in, events out; recorded days and a switch's own record come by [`import`] | server, screens |
//! | [`storage`] | the only SQL | server, screens |
//! | [`server`] | the one writer of the floor, and its HTTP face | client, screens |
//! | [`client`] | typed HTTP, live stream, outbox, drafts | server, screens |
//! | [`tui`] | the screens: `update(model, msg) -> effects`, `view(model)` | sockets and files, but for its effect runner |
//! | [`config`] | typed settings, words, keys, colours; defaults < file < environment < flags | server, screens |
//! | [`observe`] | log files, redaction, crash file | everybody else |
//! | [`cli`] | one file a subcommand: wires the rooms and runs them | |
//!
//! # Invariants
//!
//! 1. State is `fold(events)`. Nobody changes a floor but by an event, and an event that does not fit is refused, not ignored.
//! 2. One writer decides for a floor; sequence numbers are gapless in commit order, and each event carries the hash of the one before.
//! 3. `now` is a parameter in every pure room. Event time orders meaning, sequence orders the log; the two never mix.
//! 4. A draft is on disk before the next key is read. A submission has a key made when its draft began and is applied once.
//! 5. Text from outside reaches the terminal only through [`domain::clean_text`]: no control characters, ever.
//! 6. Secrets (numbers, names, notes, tokens) do not reach a log line, and leave the server masked unless revealed on record.
//!
//! # Vocabulary
//!
//! *Call*: one caller's conversation, from entering the centre to its last leg. *Exit*: a way out of a queue that is not an answer.
//! *Ring*: one offer of a call to one agent. *RNA*: a ring not answered. *Wrap-up*: the work after a talk. *Pause*: away with a reason.
//! *Head start*: seconds of waiting granted for priority. *Floor*: all live calls, agents and queues. *Form*: what an agent types of a ticket;
//! *draft*: a form not yet submitted; *ticket*: a form that the server has taken and numbered. *Recorded event*: an event with its place in the log.
//! *Amendment*: a change of a ticket's form, from one version to the next. *Way*: the steps of a script that an agent went through; it decides
//! which blanks are required. *Seat*: a screen of one kind, and the roles that its session is for. *Skew*: how far two clocks are apart.
//! *Placed call*: one that we begin. *Attempt*: one of those that reached nobody to whom a callback was promised.
//! *Crew*: the agents who serve a queue. *Record* of a switch: its own log of its queues; what nobody watched is *recovered* from it.
//! *Survey*: what is on a phone switch at a moment. *Desk*: the server's one writer. *Difference*: what switch and desk disagree on, until they
//! agree or a lead has settled it. *Ability*: something that the phone switch can do; screens offer nothing else. *Consultation*: an agent asks
//! somebody else while the caller waits. *Monitoring*: a lead's phone in the talk of others: it listens, whispers or barges in.
//! *Recording*: what a switch recorded of a call; *kept* once it is fetched and hashed.
//! *Allowance*: how much time a matter may take. *Clock*: one that runs on a matter; it *pauses*, is extended, is stopped. *Deadline*: when
//! it runs out, and why then. *Lifecycle*: the states, verbs and clocks of a kind of tickets, as data. *Verb*: what somebody does to a ticket;
//! *move*: a verb that was done, with all that it changed. *Work*: how far a ticket has come. *Duty*: in which part somebody does things to
//! tickets. *Unit*: who handles a matter (承办单位).
//! *Story*: what is known of a ticket without its words. *Milestone*: what was done to it, as reports count it; *truth*: what a rule may ask of it.
//! *Rate*: a share of tickets by a rule. *Scorecard*: a tree of *items* that make points of numbers; a *rater* gives points by hand. *Service*: what
//! is promised to be there; *interruption*: a time in which it was not.
//! *Webhook*: another system's address that is told of events. *Topic*: what it is told of. *Delivery*: one event on its way there; *dead letter*:
//! one that was given up, until it is replayed. *Form*, of a webhook: the words that the other system takes.
//! *Intake*: matters that did not come by phone, brought by programs.
//! *Load*: calls × handling time / interval, in erlang. *Patience*: how long a caller waits before hanging up. *Shrinkage*: the share of paid
//! time away from the phones. *Roster*: who is to be there when.
//! *Report*: numbers of a time, as a *sheet* of rows; *behind* a number are the calls that it is made of. *Topic* of the help: a number that has a page.
//! *Catalogue*: the site's categories, scripts, templates and reasons. *Words*: visible text by locale.

pub mod api;
pub mod cli;
pub mod client;
pub mod config;
pub mod domain;
pub mod import;
pub mod metrics;
pub mod observe;
pub mod report;
pub mod routing;
pub mod script;
pub mod server;
pub mod storage;
pub mod switch;
pub mod tui;
