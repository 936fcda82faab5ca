//! Reading an event record with serde.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::event::{EventRecord, NotAnEvent};
use super::member::{Member, Slot};
use super::scan;

impl<'a> EventRecord<'a> {
    /// Reads a record from the text of one JSON value.
    pub fn from_json(text: &'a str) -> Result<Self, NotAnEvent> {
        let mut record: Self = serde_json::from_str(text).map_err(|error| NotAnEvent::Syntax {
            byte: byte_of(text, error.line(), error.column()),
            reason: reason_of(&error),
        })?;
        record.json = text;
        record.check()?;
        Ok(record)
    }

    /// Reads a record from the front of `text`; the answer's number is the length of its JSON.
    ///
    /// The error's number is that length too when the value is JSON but no event, else `None`.
    pub fn from_front(text: &'a str) -> Result<(Self, usize), (NotAnEvent, Option<usize>)> {
        let mut record = Self::default();
        let n_bytes = record.read_front(text, |_| None)?;
        Ok((record, n_bytes))
    }

    /// Reads a record from the front of `text` into this one, which is empty: a record is large, and
    /// handing it from function to function cost 4 % of a load.
    ///
    /// `identity` is asked whether a text begins with the JSON of a `userIdentity` that was read
    /// before. It answers with the length of that JSON and a number of its own, which the record
    /// then has as [`known_identity`](Self::known_identity).
    pub fn read_front(
        &mut self,
        text: &'a str,
        identity: impl FnMut(&str) -> Option<(usize, u32)>,
    ) -> Result<usize, (NotAnEvent, Option<usize>)> {
        let n_bytes = match scan::scan(self, text, identity) {
            Some(n_bytes) => n_bytes,
            None => {
                let (record, n_bytes) =
                    Self::front_by_serde(text).map_err(|reason| (reason, None))?;
                *self = record;
                n_bytes
            }
        };
        self.json = &text[..n_bytes];
        match self.check() {
            Ok(()) => Ok(n_bytes),
            Err(reason) => Err((reason, Some(n_bytes))),
        }
    }

    /// The record at the front and the place behind it, unchecked.
    pub(crate) fn front_by_serde(text: &'a str) -> Result<(Self, usize), NotAnEvent> {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Self>();
        match stream.next() {
            Some(Ok(record)) => Ok((record, stream.byte_offset())),
            Some(Err(error)) => Err(NotAnEvent::Syntax {
                byte: byte_of(text, error.line(), error.column()),
                reason: reason_of(&error),
            }),
            None => {
                Err(NotAnEvent::Syntax { byte: text.len(), reason: "nothing there".to_owned() })
            }
        }
    }
}

/// The byte of a `serde_json` position; lines count from 1 and columns are bytes.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let Some(newline) = memchr::memchr(b'\n', &text.as_bytes()[start..]) else { break };
        start += newline + 1;
    }
    (start + column.saturating_sub(1)).min(text.len())
}

/// The parser's words without its position, which is said in bytes of the file instead.
fn reason_of(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.split(" at line ").next().unwrap_or_default().to_owned()
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Member, E> {
                Ok(Member::named(name))
            }
        }
        deserializer.deserialize_identifier(Name)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for EventRecord<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RecordVisitor)
    }
}

/// Accepts any JSON value, so that what is no record can be told from what is no JSON.
struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = EventRecord<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = EventRecord { is_object: true, ..EventRecord::default() };
        while let Some(member) = map.next_key::<Member>()? {
            read_member(&mut record, member, &mut map)?;
        }
        Ok(record)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(EventRecord::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(EventRecord::default())
    }
}

fn read_member<'de, A: MapAccess<'de>>(
    record: &mut EventRecord<'de>,
    member: Member,
    map: &mut A,
) -> Result<(), A::Error> {
    match record.slot(member) {
        Slot::Text(text) => *text = map.next_value()?,
        Slot::Raw(raw) => *raw = map.next_value::<Option<&RawValue>>()?.map(RawValue::get),
        Slot::Target(target, _) => *target = map.next_value()?,
        Slot::Skipped => {
            map.next_value::<IgnoredAny>()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_at_the_front_ends_where_its_json_ends() {
        let text = r#"{"eventName":"A"} , {"eventName":"B"}"#;
        let (record, n_bytes) = EventRecord::from_front(text).unwrap();
        assert_eq!((record.event_name(), n_bytes), (Some("A"), 17));
    }

    #[test]
    fn a_member_of_another_type_does_not_lose_the_record() {
        let json = r#"{"eventName":"A","userAgent":{"x":1},"readOnly":"false","errorCode":404,
            "userIdentity":"HIDDEN","requestParameters":7,"resources":{},"eventTime":["x"]}"#;
        let record = EventRecord::from_json(json).unwrap();
        assert_eq!(record.user_agent(), Some("{…}"));
        assert_eq!(record.is_write(), Some(true));
        assert_eq!(record.time(), None);
        assert_eq!(record.user_identity(), Some(r#""HIDDEN""#));
    }

    #[test]
    fn of_a_repeated_member_the_last_counts() {
        let record = EventRecord::from_json(r#"{"eventName":"A","eventName":"B"}"#).unwrap();
        assert_eq!(record.event_name(), Some("B"));
    }

    #[test]
    fn an_escaped_member_name_is_the_same_name() {
        let record = EventRecord::from_json(r#"{"event\u004eame":"A"}"#).unwrap();
        assert_eq!(record.event_name(), Some("A"));
    }

    #[test]
    fn the_byte_of_an_error_counts_across_lines() {
        let (error, n_bytes) =
            EventRecord::from_front("{\n \"eventName\": \"A\",\n x}").unwrap_err();
        assert_eq!(n_bytes, None);
        let NotAnEvent::Syntax { byte, .. } = error else { panic!("{error}") };
        assert_eq!(byte, 22);
    }
}
