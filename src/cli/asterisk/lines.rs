//! The lines that an Asterisk needs for our queues, with why. They grant as little as goes.

use std::{
    collections::BTreeSet,
    fmt::{self, Display, Formatter},
};

use crate::{
    config::AsteriskSettings,
    domain::{AgentId, QueueSettings, TransferTarget},
    switch::asterisk::{Event, GREETING, NEEDS, Names},
};

/// What the lines are made of.
pub struct Lines<'a> {
    pub settings: &'a AsteriskSettings,
    pub names: &'a Names,
    pub queues: &'a [QueueSettings],
    /// Those who have a number already; none for an example.
    pub agents: &'a [AgentId],
}

/// Where the Manager Interface is usually, as Asterisk is told to offer it.
const USUAL: (&str, &str) = ("127.0.0.1", "5038");
/// Modules that are used without an action of theirs.
const FUNCTIONS: [&str; 3] = ["app_chanspy", "func_devstate", "func_dialplan"];

impl Display for Lines<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.manager(f)?;
        self.queues(f)?;
        self.dialplan(f)?;
        modules(f)
    }
}

impl Lines<'_> {
    fn manager(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (host, port) = self.settings.address.rsplit_once(':').unwrap_or(USUAL);
        let permit = match host {
            "127.0.0.1" => "permit = 127.0.0.1/255.255.255.255",
            _ => "permit = 127.0.0.1/255.255.255.255   ; the machine of `hotdesk server` instead",
        };
        let listen = match self.settings.tls {
            false => format!("bindaddr = {host}\nport = {port}\n"),
            // The way that is not encrypted stays on that machine.
            true => format!(
                "bindaddr = 127.0.0.1\n\
                 tlsenable = yes\n\
                 tlsbindaddr = {host}:{port}\n\
                 ; Certificate and key in one file; ast_tls_cert of Asterisk's sources makes it, and the ca.crt for ca_file.\n\
                 tlscertfile = /etc/asterisk/keys/asterisk.pem\n"
            ),
        };
        let filters: String =
            Event::filters().iter().map(|filter| format!("eventfilter = {filter}\n")).collect();
        write!(
            f,
            "; ===== manager.conf =====\n\
             [general]\n\
             enabled = yes\n\
             {listen}\
             ; Times are Asterisk's own, not those of their arrival.\n\
             timestampevents = yes\n\n\
             [{}]\n\
             ; The same as in the file that secret_file of [switch.asterisk] names; `openssl rand -hex 24` makes one.\n\
             secret = a-long-random-one\n\
             deny = 0.0.0.0/0.0.0.0\n\
             {permit}\n\
             ; system: when it has started. call, agent: what calls and queue members do. dialplan: when a greeting begins or a\n\
             ; queue is come to, how it was left, and what a recording is called. The filters hold back all else.\n\
             read = system,call,agent,dialplan\n\
             {filters}\
             ; call: hang up, hand on, know a call again. agent: sign in, pause, notes in the queue_log. reporting: ask which calls\n\
             ; there are.\n\
             write = call,agent,reporting\n\
             {}\n",
            self.settings.user,
            wishes("write = call,agent,reporting"),
        )
    }

    fn queues(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(
            "; ===== queues.conf ===== hotdesk adds and removes the members itself, pauses and unpauses them.\n\
             [hotdesk](!)\n\
             ; With ringall the screen of the first agent rung shows the ring, the others only hear it.\n\
             strategy = rrmemory\n\
             retry = 1\n\
             ; The net below hotdesk's own wrap-up, which pauses the member.\n\
             wrapuptime = 3\n\
             ringinuse = no\n\
             ; hotdesk pauses who misses too many rings.\n\
             autopause = no\n\
             joinempty = yes\n\n",
        )?;
        for (name, queue) in &self.names.queues {
            let ring_s =
                self.queues.iter().find(|settings| settings.id == *queue).map_or(15, |queue| queue.ring_s);
            write!(f, "[{name}](hotdesk)\ntimeout = {ring_s}\n\n")?;
        }
        Ok(())
    }

    /// The queues are entered where calls are handed on too: a trunk's own context may go to these lines.
    fn dialplan(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let context = &self.names.context;
        write!(
            f,
            "; ===== extensions.conf ===== calls are handed on here; a trunk's own context may lead here too, such as\n\
             ; exten => 12345,1,Goto({context},QUEUE,1)\n\
             ; t lets agents transfer; with T as well callers could.\n\
             [{context}]\n"
        )?;
        let example = [AgentId::from("8001")];
        let agents = if self.agents.is_empty() { &example } else { self.agents };
        for agent in agents {
            let extension = self.names.extension(&TransferTarget::Agent { agent: agent.clone() });
            let interface = self.names.interface(agent);
            write!(
                f,
                "exten => {},1,Dial({interface},20,t)\n \
                 same => n,GotoIf($[\"${{HOTDESK_BACK}}\" != \"\"]?{context},${{HOTDESK_BACK}},back)\n",
                extension.unwrap_or_default()
            )?;
        }
        for (name, queue) in &self.names.queues {
            let extension = self.names.extension(&TransferTarget::Queue { queue: queue.clone() });
            write!(
                f,
                "exten => {},1,Answer()\n\
                 ; Before a greeting, if there is one: whoever hangs up in it is counted. Set it to nothing where callers go on to no queue.\n \
                 same => n,Set({GREETING}={name})\n \
                 same => n(wait),Queue({name},t)\n\
                 ; Whom an agent takes out of the queue goes on to that agent, and comes back as the first one if nobody answers.\n \
                 same => n,Set(HOTDESK_BACK=${{EXTEN}})\n \
                 same => n,GotoIf($[\"${{QUEUESTATUS}}\" = \"WITHDRAW\"]?{context},${{QUEUE_WITHDRAW_INFO}},1)\n \
                 same => n,Hangup()\n \
                 same => n(back),Set(HOTDESK_BACK=)\n \
                 same => n,Set(QUEUE_PRIO=100)\n \
                 same => n,Goto(wait)\n",
                extension.unwrap_or_default()
            )?;
        }
        f.write_str(
            "; Callbacks: how a number is dialled, through your own trunk. Here the agent is the one who calls.\n\
             ;exten => _[+0-9]X.,1,Dial(PJSIP/${EXTEN}@TRUNK,45,T)\n\n",
        )
    }
}

/// What more rights would bring, as comments: a line for each class, on top of those that are granted.
fn wishes(granted: &str) -> String {
    let classes: BTreeSet<&str> = NEEDS
        .iter()
        .map(|need| need.class)
        .filter(|class| !class.is_empty() && !granted.contains(class))
        .collect();
    let line = |class: &str| {
        let wishes = NEEDS.iter().filter(|need| need.class == class).filter_map(|need| need.wish());
        let wishes: BTreeSet<&str> = wishes.collect();
        format!("; add {class} for {}\n", Vec::from_iter(wishes).join(", "))
    };
    classes.into_iter().map(line).collect()
}

fn modules(f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(
        "; ===== features.conf ===== what is pressed for an agent who asks somebody first\n\
         [featuremap]\n\
         atxfer => *2\n\n\
         ; ===== pjsip_notify.conf ===== res_pjsip_notify does not load without this file\n\
         [talk]\n\
         Event => talk\n\
         [hold]\n\
         Event => hold\n\n\
         ; ===== modules.conf ===== only where it says autoload = no\n",
    )?;
    let used: BTreeSet<&str> = NEEDS.iter().map(|need| need.module).chain(FUNCTIONS).collect();
    for module in used.into_iter().filter(|module| !module.is_empty()) {
        writeln!(f, "load => {module}.so")?;
    }
    Ok(())
}
