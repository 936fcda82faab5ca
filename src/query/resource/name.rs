//! What a resource is called: a name, an id, or an ARN.

/// A resource as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResourceName {
    text: String,
    /// Where the name begins and ends in the text.
    name: (usize, usize),
}

/// The parts of an ARN after `arn:partition:service:region:account:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArnPath<'a> {
    /// `training-job`, `role`; `""` where ARNs of the service have none.
    pub(crate) kind: &'a str,
    /// The name.
    pub(crate) name: &'a str,
    /// All after the account.
    pub(crate) path: &'a str,
}

impl<'a> ArnPath<'a> {
    /// Of a text that is an ARN.
    ///
    /// Source: IAM user guide, "Amazon Resource Names": the resource follows the account, with its
    /// kind before a slash or a colon, or without one. Of paths, such as those of roles, the name
    /// comes last; in S3 the path of an object is its name.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if !parts.next()?.eq_ignore_ascii_case("arn") {
            return None;
        }
        let service = parts.nth(1)?;
        let path = parts.nth(2)?.trim_end_matches(":*");
        let (kind, name) = match path.find(['/', ':']) {
            _ if service.eq_ignore_ascii_case("s3") => ("", path),
            Some(at) if path.as_bytes()[at] == b':' => (&path[..at], &path[at + 1..]),
            Some(at) => (&path[..at], path.rsplit('/').next().unwrap_or(path)),
            None => ("", path),
        };
        (!name.is_empty()).then_some(Self { kind, name, path })
    }
}

impl ResourceName {
    /// Of a name or an ARN; `None` when it says nothing.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let name = ArnPath::of(text).map_or(text, |arn| arn.name);
        // An ARN's name stands near its end.
        let start = text.rfind(name)?;
        (!name.is_empty())
            .then(|| Self { text: text.to_owned(), name: (start, start + name.len()) })
    }

    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name without what stands around it in an ARN.
    pub fn name(&self) -> &str {
        &self.text[self.name.0..self.name.1]
    }

    /// The ARN, when one was given.
    pub fn arn(&self) -> Option<&str> {
        ArnPath::of(&self.text).map(|_| self.text.as_str())
    }

    /// What kind of resource the ARN says it is; `""` when that is not known.
    pub(crate) fn kind(&self) -> &str {
        ArnPath::of(&self.text).map_or("", |arn| arn.kind)
    }
}

/// The tuning job that started a training job, by the pattern of its name: the name of the tuning
/// job, a number of three digits or more, eight hexadecimal digits.
///
/// Source: names as SageMaker makes them for automatic model tuning and Autopilot; a tuning job's own
/// name has at most 32 letters, digits and single hyphens.
pub(crate) fn parent_of_job(name: &str) -> Option<&str> {
    let (rest, hash) = name.rsplit_once('-')?;
    let (parent, number) = rest.rsplit_once('-')?;
    let is_hash = hash.len() == 8 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_number = number.len() >= 3 && number.bytes().all(|b| b.is_ascii_digit());
    let is_name = (1..=32).contains(&parent.len())
        && parent.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !parent.starts_with('-')
        && !parent.ends_with('-');
    (is_hash && is_number && is_name).then_some(parent)
}

/// Whether an id is given to one thing only, ever: of a principal, a key, a part of a network.
///
/// Source: IAM user guide, "unique identifiers"; EC2 user guide, "resource IDs".
pub(crate) fn is_unique_id(text: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_principal = || {
        let prefixes =
            ["AKIA", "ASIA", "AIDA", "AROA", "AGPA", "AIPA", "ANPA", "APKA", "ASCA", "ABIA"];
        let is_upper = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        text.len() >= 16 && is_upper && prefixes.iter().any(|prefix| text.starts_with(prefix))
    };
    let is_of_network = || {
        let parts = text.rsplit_once('-');
        parts.is_some_and(|(kind, id)| {
            matches!(id.len(), 8 | 17)
                && is_hex(id)
                && (1..=12).contains(&kind.len())
                && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        })
    };
    let is_uuid = || {
        let lengths = text.split('-').map(|part| if is_hex(part) { part.len() } else { 0 });
        lengths.eq([8, 4, 4, 4, 12])
    };
    is_principal() || is_of_network() || is_uuid()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_found_in_every_form_of_arn() {
        let check = |text: &str, name: &str, kind: &str| {
            let found = ResourceName::new(text).unwrap();
            assert_eq!((found.name(), found.kind()), (name, kind), "{text}");
        };
        check("bob", "bob", "");
        check("arn:aws:iam::111122223333:user/team/bob", "bob", "user");
        check("arn:aws:s3:::bucket", "bucket", "");
        check("arn:aws:s3:::bucket/a/b.csv", "bucket/a/b.csv", "");
        check("arn:aws:lambda:eu-west-1:111122223333:function:f", "f", "function");
        check("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/x:*", "/aws/x", "log-group");
        check("arn:aws:sns:eu-west-1:111122223333:topic", "topic", "");
        check("arn:aws-cn:sagemaker:cn-north-1:111122223333:training-job/t", "t", "training-job");
        check("arn:aws:iam::1:", "arn:aws:iam::1:", "");
        assert_eq!(ResourceName::new("  "), None);
    }

    #[test]
    fn a_training_job_names_its_tuning_job() {
        let check = |name, expected| assert_eq!(parent_of_job(name), expected, "{name}");
        check(
            "xgboostha92f5e3cf07b11e9bf6c06d6-009-4c7a3059",
            Some("xgboostha92f5e3cf07b11e9bf6c06d6"),
        );
        check("test-job1E9-244-7490a1c0", Some("test-job1E9"));
        check("a-b-1000-00000000", Some("a-b"));
        check("a-09-4c7a3059", None);
        check("a-009-4C7A3059", None);
        check("-009-4c7a3059", None);
        check("abcdefghijklmnopqrstuvwxyz1234567-009-4c7a3059", None);
        check("i-0123456789abcdef0", None);
    }

    #[test]
    fn unique_ids_are_told_from_names() {
        for id in [
            "AKIAIOSFODNN7EXAMPLE",
            "i-0123456789abcdef0",
            "sg-0a1b2c3d",
            "a1b2c3d4-0000-4abc-8def-00112233445f",
        ] {
            assert!(is_unique_id(id), "{id}");
        }
        for name in ["bob", "prod-database", "AKIA", "team-cafe", "x-009-4c7a3059"] {
            assert!(!is_unique_id(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_name_that_it_holds(text in ".{0,40}|arn(:[a-z*/]{0,5}){0,8}") {
            if let Some(name) = ResourceName::new(&text) {
                prop_assert!(!name.name().is_empty() && text.contains(name.name()));
            }
        }
    }
}
