//! What the source of a request is, from its text alone: no network is asked.
//!
//! `sourceIPAddress` holds an IPv4 or IPv6 address, the name of an AWS service, or `AWS Internal`.
//! Kinds follow the IANA registries of special-purpose addresses. An IPv4 address within IPv6 is
//! what it is as IPv4.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Kinds of sources, as they are called in the field `addressKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// Of nobody's special use: the internet.
    Public,
    /// RFC 1918 and unique local IPv6 (RFC 4193).
    Private,
    /// The host itself.
    Loopback,
    /// RFC 3927 and `fe80::/10`.
    LinkLocal,
    /// Behind a carrier's NAT (RFC 6598).
    Shared,
    /// Of examples (RFC 5737, 3849, 9637).
    Documentation,
    /// Many receivers.
    Multicast,
    /// Of no use as a source on the internet.
    Reserved,
    /// The name of an AWS service.
    Service,
    /// `AWS Internal`.
    Internal,
    /// Anything else.
    NoAddress,
}

impl AddressKind {
    /// The kind of a `sourceIPAddress`.
    pub fn of(text: &str) -> Self {
        match parse(text) {
            Some(IpAddr::V4(address)) => Self::of_v4(address),
            Some(IpAddr::V6(address)) => Self::of_v6(address),
            None if text == "AWS Internal" || text.starts_with("AWS Internal/") => Self::Internal,
            None if is_service(text) => Self::Service,
            None => Self::NoAddress,
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Self::Private,
            [127, ..] => Self::Loopback,
            [169, 254, ..] => Self::LinkLocal,
            [100, 64..=127, ..] => Self::Shared,
            [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Self::Documentation,
            [224..=239, ..] => Self::Multicast,
            [0 | 240..=255, ..] | [192, 0, 0, _] | [198, 18 | 19, ..] => Self::Reserved,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 1] => Self::Loopback,
            [0xfc00..=0xfdff, ..] => Self::Private,
            [0xfe80..=0xfebf, ..] => Self::LinkLocal,
            [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Self::Documentation,
            [0xff00..=0xffff, ..] => Self::Multicast,
            // The well-known prefix of NAT64 is reached from the internet.
            [0x0064, 0xff9b, 0, 0, 0, 0, ..] | [0x2000..=0x3fff, ..] => Self::Public,
            _ => Self::Reserved,
        }
    }

    /// As the field says it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Shared => "shared",
            Self::Documentation => "documentation",
            Self::Multicast => "multicast",
            Self::Reserved => "reserved",
            Self::Service => "aws-service",
            Self::Internal => "aws-internal",
            Self::NoAddress => "no-address",
        }
    }
}

/// An address; IPv4 within IPv6 becomes IPv4.
pub fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// The /24 of an IPv4 address, the /48 of an IPv6 address: `192.0.2.0/24`; `None` for what is no
/// address.
///
/// A /24 is the smallest that the internet routes, a /48 what a site is given.
pub fn network(text: &str) -> Option<String> {
    Some(match parse(text)? {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    })
}

fn is_service(text: &str) -> bool {
    let ends = |end: &str| {
        let start = text.len().checked_sub(end.len()).filter(|&start| start > 0);
        start.and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    [".amazonaws.com", ".amazonaws.com.cn"].into_iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_a_kind_and_addresses_have_a_network() {
        let check = |text: &str, kind: &str, expected: &str| {
            assert_eq!(AddressKind::of(text).text(), kind, "{text}");
            assert_eq!(network(text).unwrap_or_default(), expected, "{text}");
        };
        check("192.0.2.7", "documentation", "192.0.2.0/24");
        check("198.51.100.255", "documentation", "198.51.100.0/24");
        check("8.8.8.8", "public", "8.8.8.0/24");
        check("10.1.2.3", "private", "10.1.2.0/24");
        check("172.15.255.255", "public", "172.15.255.0/24");
        check("172.16.0.0", "private", "172.16.0.0/24");
        check("172.31.255.255", "private", "172.31.255.0/24");
        check("172.32.0.0", "public", "172.32.0.0/24");
        check("192.168.0.1", "private", "192.168.0.0/24");
        check("127.0.0.1", "loopback", "127.0.0.0/24");
        check("169.254.169.254", "link-local", "169.254.169.0/24");
        check("100.63.255.255", "public", "100.63.255.0/24");
        check("100.64.0.1", "shared", "100.64.0.0/24");
        check("100.128.0.1", "public", "100.128.0.0/24");
        check("224.0.0.1", "multicast", "224.0.0.0/24");
        check("255.255.255.255", "reserved", "255.255.255.0/24");
        check("0.0.0.0", "reserved", "0.0.0.0/24");
        check("2001:db8:1:2::3", "documentation", "2001:db8:1::/48");
        check("2600:1f18::1", "public", "2600:1f18::/48");
        check("::ffff:10.0.0.1", "private", "10.0.0.0/24");
        check("::1", "loopback", "::/48");
        check("::", "reserved", "::/48");
        check("fd12:3456:789a::1", "private", "fd12:3456:789a::/48");
        check("fe80::1", "link-local", "fe80::/48");
        check("ff02::1", "multicast", "ff02::/48");
        check("64:ff9b::c000:207", "public", "64:ff9b::/48");
        check("ec2.amazonaws.com", "aws-service", "");
        check("S3.AmazonAWS.com.cn", "aws-service", "");
        check(".amazonaws.com", "no-address", "");
        check("AWS Internal", "aws-internal", "");
        check("AWS Internal/3", "aws-internal", "");
        check("255.090.254.5", "no-address", "");
        check("bar", "no-address", "");
        check("é.amazonaws.com", "aws-service", "");
    }
}
