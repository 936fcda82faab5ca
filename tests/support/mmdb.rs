//! MaxMind databases of a few invented networks, written by the format's specification (2.0).

use std::net::IpAddr;

use serde_json::{Value, json};

/// Where a record of the search tree leads.
#[derive(Clone, Copy)]
enum Child {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A database of `kind` with a record for each network, `192.0.2.0/24` or `2001:db8::/32`.
pub(crate) fn database(kind: &str, networks: &[(&str, Value)]) -> Vec<u8> {
    let mut nodes = vec![[Child::Nothing; 2]];
    let mut data = Vec::new();
    for (network, record) in networks {
        let at = data.len();
        encode(record, &mut data);
        insert(&mut nodes, &bits(network), at);
    }
    let mut bytes = Vec::new();
    for child in nodes.iter().flatten() {
        let number = match child {
            Child::Nothing => nodes.len(),
            Child::Node(node) => *node,
            Child::Data(at) => nodes.len() + 16 + at,
        };
        bytes.extend(&u32::try_from(number).unwrap().to_be_bytes()[1..]);
    }
    bytes.extend([0; 16]);
    bytes.extend(data);
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    let metadata = json!({
        "node_count": nodes.len(), "record_size": 24, "ip_version": 6, "database_type": kind,
        "languages": ["en"], "binary_format_major_version": 2, "binary_format_minor_version": 0,
        "build_epoch": 1_741_651_200, "description": { "en": "invented" },
    });
    encode(&metadata, &mut bytes);
    bytes
}

/// The first bits of the network's addresses, as IPv6.
fn bits(network: &str) -> Vec<bool> {
    let (address, length) = network.split_once('/').unwrap();
    let length: usize = length.parse().unwrap();
    let (number, length) = match address.parse().unwrap() {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 96 + length),
        IpAddr::V6(address) => (u128::from(address), length),
    };
    (0..length).map(|bit| number >> (127 - bit) & 1 == 1).collect()
}

fn insert(nodes: &mut Vec<[Child; 2]>, bits: &[bool], data: usize) {
    let (last, path) = bits.split_last().unwrap();
    let mut node = 0;
    for &bit in path {
        node = match nodes[node][usize::from(bit)] {
            Child::Node(next) => next,
            _ => {
                nodes.push([Child::Nothing; 2]);
                let next = nodes.len() - 1;
                nodes[node][usize::from(bit)] = Child::Node(next);
                next
            }
        };
    }
    nodes[node][usize::from(*last)] = Child::Data(data);
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            head(2, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::Number(number) => {
            let bytes = u32::try_from(number.as_u64().unwrap()).unwrap().to_be_bytes();
            head(6, 4, out);
            out.extend(bytes);
        }
        Value::Object(members) => {
            head(7, members.len(), out);
            for (name, value) in members {
                encode(&Value::String(name.clone()), out);
                match (name.as_str(), value.as_u64().map(u64::to_be_bytes)) {
                    // The metadata's own types: 16 bits, and 64.
                    (
                        "record_size"
                        | "ip_version"
                        | "binary_format_major_version"
                        | "binary_format_minor_version",
                        Some(bytes),
                    ) => {
                        head(5, 2, out);
                        out.extend(&bytes[6..]);
                    }
                    ("build_epoch", Some(bytes)) => {
                        head(9, 8, out);
                        out.extend(bytes);
                    }
                    _ => encode(value, out),
                }
            }
        }
        Value::Array(values) => {
            head(11, values.len(), out);
            for value in values {
                encode(value, out);
            }
        }
        Value::Null | Value::Bool(_) => unreachable!("no invented record has one"),
    }
}

/// The control byte of a value, with what does not fit into it behind.
fn head(kind: u8, size: usize, out: &mut Vec<u8>) {
    let (first, kind) = if kind < 8 { (kind << 5, None) } else { (0, Some(kind - 7)) };
    let (size, more) = if size < 29 { (size, None) } else { (29, Some(size - 29)) };
    out.push(first | u8::try_from(size).unwrap());
    out.extend(kind);
    out.extend(more.map(|more| u8::try_from(more).unwrap()));
}
