//! The thing a call acted on, found in its request parameters in one pass.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::de::{DeserializeSeed, Error};

use super::catalog::target_rank;

/// Deeper parameters than this describe the resource; they do not name it.
const DEEPEST: u8 = 4;

/// The best name found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    name: Option<(u8, Cow<'a, str>)>,
    object_key: Option<Cow<'a, str>>,
    is_bucket: bool,
}

impl<'a> Target<'a> {
    /// The name as shown: an S3 object as `bucket/key`.
    pub(crate) fn into_text(self) -> Option<Cow<'a, str>> {
        let (_, name) = self.name?;
        match self.object_key {
            Some(key) if self.is_bucket && !key.is_empty() => Some(format!("{name}/{key}").into()),
            _ => Some(name),
        }
    }

    fn offer(&mut self, rank: u8, parameter: Parameter, text: Cow<'a, str>) {
        let is_better = self.name.as_ref().is_none_or(|(held, _)| rank < *held);
        if is_better && !text.is_empty() {
            self.is_bucket = parameter == Parameter::Bucket;
            self.name = Some((rank, text));
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Target<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut target = Self::default();
        deserializer.deserialize_any(Search::new(&mut target))?;
        Ok(target)
    }
}

/// What a parameter's name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    Bucket,
    ObjectKey,
    Ranked(u8),
    Other,
}

impl Parameter {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "bucketName" => Self::Bucket,
            "key" => Self::ObjectKey,
            _ => target_rank(name).map_or(Self::Other, Self::Ranked),
        }
    }

    fn rank(self) -> Option<u8> {
        match self {
            Self::Bucket | Self::ObjectKey => Some(0),
            Self::Ranked(rank) => Some(rank),
            Self::Other => None,
        }
    }
}

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Parameter;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a parameter name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Parameter, E> {
                Ok(Parameter::named(name))
            }
        }
        deserializer.deserialize_identifier(Name)
    }
}

/// Walks a value; `here` is the parameter that holds it when that parameter can name a thing.
pub(crate) struct Search<'t, 'a> {
    found: &'t mut Target<'a>,
    here: Option<(u8, Parameter)>,
    depth: u8,
}

impl<'t, 'a> Search<'t, 'a> {
    /// A search that begins with all request parameters.
    pub(crate) fn new(found: &'t mut Target<'a>) -> Self {
        Self { found, here: None, depth: 0 }
    }

    /// The search in the value of `parameter`; `None` when that is too deep to be looked at.
    pub(crate) fn below(&mut self, parameter: Parameter) -> Option<Search<'_, 'a>> {
        if self.depth >= DEEPEST {
            return None;
        }
        // A name at the top is meant before the same name further down.
        let here = parameter.rank().map(|rank| (rank * 8 + self.depth, parameter));
        Some(Search { found: self.found, here, depth: self.depth + 1 })
    }

    /// Whether a text here can name something.
    pub(crate) fn is_wanted(&self) -> bool {
        self.here.is_some()
    }

    /// Takes the text of the value.
    pub(crate) fn text(&mut self, text: Cow<'a, str>) {
        match self.here {
            Some((_, Parameter::ObjectKey)) => {
                self.found.object_key.get_or_insert(text);
            }
            Some((rank, parameter)) => self.found.offer(rank, parameter, text),
            None => {}
        }
    }
}

impl<'de: 'a, 'a> DeserializeSeed<'de> for Search<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Search<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(mut self, text: &'de str) -> Result<(), E> {
        self.text(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        self.text(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(mut self, value: i64) -> Result<(), E> {
        self.text(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<(), E> {
        self.text(Cow::Owned(value.to_string()));
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(parameter) = map.next_key::<Parameter>()? {
            match self.below(parameter) {
                Some(below) => map.next_value_seed(below)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        // The first of several things stands for all: `instancesSet.items[0].instanceId`.
        let first = Search { found: self.found, here: self.here, depth: self.depth };
        if seq.next_element_seed(first)?.is_some() {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parameters: &str, expected: Option<&str>) {
        let target: Target<'_> = serde_json::from_str(parameters).unwrap();
        assert_eq!(target.into_text().as_deref(), expected, "{parameters}");
    }

    #[test]
    fn the_best_parameter_names_the_target() {
        check(
            r#"{"clientToken":"x","userName":"bob","policyArn":"arn:aws:iam::aws:policy/P"}"#,
            Some("bob"),
        );
        check(
            r#"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#,
            Some("i-1"),
        );
        check(r#"{"attributeType":"x","maxResults":5}"#, None);
        check("null", None);
        check(r#""HIDDEN_DUE_TO_SECURITY_REASONS""#, None);
    }

    #[test]
    fn an_object_in_a_bucket_is_bucket_and_key() {
        check(
            r#"{"key":"a/b.csv","bucketName":"hr","Host":"hr.s3.amazonaws.com"}"#,
            Some("hr/a/b.csv"),
        );
        check(r#"{"bucketName":"hr","Host":"x"}"#, Some("hr"));
    }

    #[test]
    fn a_name_at_the_top_wins_over_one_below() {
        check(r#"{"filter":{"roleName":"deep"},"roleName":"top"}"#, Some("top"));
    }
}
