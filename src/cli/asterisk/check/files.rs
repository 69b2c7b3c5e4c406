//! Whether what Asterisk writes can be read from here: its record of the queues, and the recordings.

use std::fs::{self, File};

use crate::{cli::finding::Finding, config::AsteriskSettings};

/// Both, where the settings name them.
pub fn examine(settings: &AsteriskSettings) -> Vec<Finding> {
    let AsteriskSettings { queue_log, recordings, .. } = settings;
    let log = match File::open(queue_log) {
        _ if queue_log.as_os_str().is_empty() => Finding::note(
            "queue_log",
            "not read, so nothing is recovered after a broken link; set `queue_log` in [switch.asterisk] if this machine can read it",
        ),
        Ok(_) => Finding::good("queue_log", queue_log.display().to_string()),
        Err(error) => Finding::wrong(
            "queue_log",
            format!(
                "{} cannot be read ({error}); check `queue_log` in [switch.asterisk], and let the user of hotdesk read it (usermod -aG asterisk)",
                queue_log.display()
            ),
        ),
    };
    let folder = (!recordings.as_os_str().is_empty()).then(|| match fs::read_dir(recordings) {
        Ok(_) => Finding::good("recordings", recordings.display().to_string()),
        Err(error) => Finding::wrong(
            "recordings",
            format!(
                "{} cannot be read ({error}); check `recordings` in [switch.asterisk]",
                recordings.display()
            ),
        ),
    });
    [log].into_iter().chain(folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told() {
        let home = tempfile::tempdir().expect("a folder");
        let mut settings = AsteriskSettings::default();
        let check = |settings: &AsteriskSettings, expected: &[&str]| {
            let found: Vec<String> = examine(settings).iter().map(Finding::to_string).collect();
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found}");
            }
        };
        check(&settings, &["note   queue_log  not read, so nothing is recovered"]);
        settings.queue_log = home.path().join("queue_log");
        settings.recordings = home.path().join("monitor");
        let shown = home.path().display();
        let log = format!("wrong  queue_log  {shown}/queue_log cannot be read (No such file");
        check(&settings, &[&log, &format!("wrong  recordings {shown}/monitor cannot be read (No such file")]);
        fs::write(&settings.queue_log, "").expect("a file");
        fs::create_dir(&settings.recordings).expect("a folder");
        let log = format!("ok     queue_log  {shown}/queue_log");
        check(&settings, &[&log, &format!("ok     recordings {shown}/monitor")]);
    }
}
