//! The address of a Manager Interface as people write it, and what is wrong with it.

use anyhow::{bail, ensure};

/// The usual port, and the usual one of an encrypted way.
const PORTS: [u16; 2] = [5038, 5039];

/// The address as it was written, if a connection can be tried to it.
///
/// # Errors
/// When it is not `host:port`: which mistake it is, and the right form.
pub fn checked(address: &str, encrypted: bool) -> anyhow::Result<String> {
    let place = "[switch.asterisk] address";
    let port = PORTS[usize::from(encrypted)];
    if let Some((scheme, rest)) = address.split_once("://") {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        bail!("{place}: leave out `{scheme}://`, the Manager Interface is no web page; write {host}:{port}");
    }
    let bare = address.matches(':').count() > 1 && !address.contains(']');
    ensure!(!bare, "{place}: an IPv6 address stands in brackets; write [{address}]:{port}");
    let (host, given) = match address.rsplit_once(':') {
        Some((host, given)) if !given.ends_with(']') => (host, given),
        _ => bail!("{place}: {address} has no port; write {address}:{port}"),
    };
    ensure!(!host.is_empty(), "{place}: {address} names no host; write 127.0.0.1{address} for this machine");
    let good = given.parse::<u16>().is_ok_and(|given| given > 0);
    ensure!(good, "{place}: `{given}` is no port, which is a number up to 65535; write {host}:{port}");
    Ok(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn each_mistake_is_named_with_the_right_form() {
        let check = |address: &str, parts: &[&str]| {
            let error = checked(address, false).expect_err(address).to_string();
            for part in parts {
                assert!(error.contains(part), "{part} is not in {error}");
            }
        };
        check("127.0.0.1", &["has no port", "write 127.0.0.1:5038"]);
        check("[::1]", &["has no port", "write [::1]:5038"]);
        check("::1", &["brackets", "write [::1]:5038"]);
        check("http://pbx:8088/ws", &["leave out `http://`", "write pbx:5038"]);
        check(":5038", &["names no host", "write 127.0.0.1:5038"]);
        check("pbx:ami", &["`ami` is no port", "write pbx:5038"]);
        check("pbx:70000", &["`70000` is no port"]);
        check("pbx:5038/", &["`5038/` is no port", "write pbx:5038"]);
        let error = checked("pbx", true).expect_err("no port").to_string();
        assert!(error.contains("write pbx:5039"), "{error}");
        for right in ["127.0.0.1:5038", "pbx.example:5039", "[::1]:5038"] {
            assert_eq!(checked(right, false).expect("it is right"), right);
        }
    }
}
