//! Which addresses a webhook may reach. A name is looked up once for a connection and what it stands for is looked at before it is
//! connected to: a name that stands for something else the next time opens no way into this network, nor to this server itself.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses a webhook may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Where this server listens.
    pub own: SocketAddr,
    /// Whether this network and this machine may be reached.
    pub private: Private,
    /// The port that is connected to.
    pub port: u16,
}

/// Whether this network and this machine may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Private {
    Allowed,
    Refused,
}

/// An address that is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfReach {
    #[error("{0} is this server itself; name the address of the other system")]
    Own(SocketAddr),
    #[error(
        "{0} is an address of this machine or network; name a public one, or set allow_private if it is meant"
    )]
    Private(IpAddr),
    #[error("{0} is no address of one machine; name another one")]
    Nobody(IpAddr),
}

impl Reach {
    /// Whether this address may be connected to.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, ip: IpAddr) -> Result<(), OutOfReach> {
        let ip = plain(ip);
        if ip.is_multicast() || ip == IpAddr::V4(Ipv4Addr::BROADCAST) {
            return Err(OutOfReach::Nobody(ip));
        }
        if self.port == self.own.port() && self.is_own(ip) {
            return Err(OutOfReach::Own(SocketAddr::new(ip, self.port)));
        }
        if self.private == Private::Refused && is_private(ip) {
            return Err(OutOfReach::Private(ip));
        }
        Ok(())
    }

    fn is_own(&self, ip: IpAddr) -> bool {
        let listening = plain(self.own.ip());
        // Whoever connects to no address in particular comes to this machine.
        ip == listening || ip.is_unspecified() || listening.is_unspecified() && is_of_this_machine(ip)
    }
}

/// Only its own addresses can be bound to.
fn is_of_this_machine(ip: IpAddr) -> bool {
    ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok()
}

/// An IPv4 address behind all that IPv6 wraps around it.
fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match v6.segments() {
        // Mapped and translated ones (RFC 4291 2.5.5.2, RFC 6052), and those of 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        _ => ip,
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

/// All that the registry of special addresses (RFC 6890) does not call global.
fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    let benchmarks = a == 198 && (b == 18 || b == 19);
    let nobodys = a == 0 || a >= 240;
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || protocols
        || benchmarks
        || nobodys
}

/// Global addresses of IPv6 begin with 2 or 3 (RFC 4291 2.4); what they do not contain is documentation and tunnels.
fn is_private_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    first & 0xe000 != 0x2000 || first == 0x2001 && (second == 0 || second == 0xdb8)
}

/// Looks names up, and gives only what may be connected to.
impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), reach.port)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name stands for no address").into());
            }
            // One that is refused spoils the others: a name with both is no honest one.
            found.iter().try_for_each(|address| reach.check(address.ip()))?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(private: Private) -> Reach {
        Reach { own: ([10, 0, 0, 5], 8470).into(), private, port: 443 }
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_public_addresses_are_reached() {
        for public in ["9.9.9.9", "2620:fe::9", "2002:909:909::1", "::ffff:9.9.9.9", "64:ff9b::9.9.9.9"] {
            assert_eq!(reach(Private::Refused).check(ip(public)), Ok(()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "203.0.113.1",
            "255.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::10.1.2.3",
            "2002:7f00:1::",
        ] {
            let refused = reach(Private::Refused).check(ip(private)).expect_err(private);
            assert!(matches!(refused, OutOfReach::Private(_)), "{private}: {refused}");
            assert_eq!(reach(Private::Allowed).check(ip(private)), Ok(()), "{private}");
        }
        for nobody in ["224.0.0.1", "255.255.255.255", "ff02::1"] {
            let refused = reach(Private::Allowed).check(ip(nobody));
            assert!(matches!(refused, Err(OutOfReach::Nobody(_))), "{nobody}");
        }
    }

    #[test]
    fn the_server_itself_is_reached_by_none_of_its_addresses() {
        let check = |own: &str, target: &str, port: u16, is_own: bool| {
            let reach = Reach { own: own.parse().expect("an address"), private: Private::Allowed, port };
            let refused = matches!(reach.check(ip(target)), Err(OutOfReach::Own(_)));
            assert_eq!(refused, is_own, "{own} {target} {port}");
        };
        check("127.0.0.1:8470", "127.0.0.1", 8470, true);
        check("127.0.0.1:8470", "::ffff:127.0.0.1", 8470, true);
        check("127.0.0.1:8470", "0.0.0.0", 8470, true);
        check("127.0.0.1:8470", "127.0.0.1", 8471, false);
        check("127.0.0.1:8470", "127.0.0.2", 8470, false);
        check("0.0.0.0:8470", "127.0.0.2", 8470, true);
        check("[::]:8470", "127.0.0.1", 8470, true);
        check("0.0.0.0:8470", "9.9.9.9", 8470, false);
    }
}
