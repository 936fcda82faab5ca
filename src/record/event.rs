//! What an event record says, and the rules that derive more from it.

use std::borrow::Cow;

use serde_json::Value;

use super::catalog::is_read_only_name;
use super::target::Target;
use super::text::Text;
use crate::time::Timestamp;

/// The members of a record that become columns, borrowed from the record's text where possible.
///
/// Members that a record lacks are `None`. Source: CloudTrail user guide, "record contents".
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EventRecord<'a> {
    pub(super) event_time: Text<'a>,
    pub(super) event_source: Text<'a>,
    pub(super) event_name: Text<'a>,
    pub(super) aws_region: Text<'a>,
    pub(super) source_ip_address: Text<'a>,
    pub(super) user_agent: Text<'a>,
    pub(super) error_code: Text<'a>,
    pub(super) error_message: Text<'a>,
    pub(super) event_id: Text<'a>,
    pub(super) event_type: Text<'a>,
    pub(super) event_category: Text<'a>,
    pub(super) read_only: Text<'a>,
    pub(super) management_event: Text<'a>,
    pub(super) recipient_account_id: Text<'a>,
    pub(super) vpc_endpoint_id: Text<'a>,
    pub(super) user_identity: Option<&'a str>,
    pub(super) known_identity: Option<u32>,
    pub(super) request_target: Target<'a>,
    pub(super) request_parameters: Seen<'a>,
    pub(super) response_elements: Option<&'a str>,
    pub(super) service_event_details: Option<&'a str>,
    pub(super) resources: Option<&'a str>,
    pub(super) insight_details: Option<&'a str>,
    pub(super) time_window: Option<&'a str>,
    pub(super) addendum: Option<&'a str>,
    pub(super) shared_event_id: Text<'a>,
    pub(super) from_console: Text<'a>,
    /// The whole record, for the few members that only few events are asked for.
    pub(super) json: &'a str,
    pub(super) is_object: bool,
    /// Whether it was put together from columns: what it lacks, the event may well have.
    pub(crate) is_partial: bool,
}

/// The JSON of a member where the reader happened to see it; what it says is in the record's JSON
/// anyhow, so that records which differ in it are the same.
#[derive(Debug, Default)]
pub(crate) struct Seen<'a>(pub(super) Option<&'a str>);

impl PartialEq for Seen<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Seen<'_> {}

/// Why a JSON value is no CloudTrail record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// The text is not JSON; `byte` counts from the start of the value.
    #[error("not valid JSON: {reason}")]
    Syntax {
        /// Offset of the error in the value.
        byte: usize,
        /// What the JSON parser found.
        reason: String,
    },
    /// JSON, but not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// An S3, SNS or SQS notification, whose `Records` look like a trail's.
    #[error("{0} notification, not a CloudTrail record")]
    Notification(&'static str),
    /// An object without any of the members that make an event.
    #[error("no `eventName`, `eventSource`, `eventTime` or `eventID`")]
    NoEventMembers,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'r> {
    /// No sign of failure.
    Succeeded,
    /// Failed with this `errorCode`.
    Failed(&'r str),
    /// Failed without a code, as console sign-ins do.
    FailedWithoutCode,
    /// The record was put together from columns that do not say it.
    Unknown,
}

/// Whether an AWS service made the call: the third of the identity questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// The principal itself.
    Principal,
    /// A service with its own identity.
    Service,
    /// A service on behalf of the principal (forward access session).
    ServiceForPrincipal,
    /// A service, with no API call behind the event (`AwsServiceEvent`).
    ServiceEvent,
}

impl MadeBy {
    /// As shown in the `madeBy` column.
    pub fn text(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Service => "AWS service",
            Self::ServiceForPrincipal => "AWS service for principal",
            Self::ServiceEvent => "service event",
        }
    }
}

impl<'a> EventRecord<'a> {
    /// Accepts the record or says why it is none; fills what insights and aggregated records keep
    /// elsewhere.
    pub(super) fn check(&mut self) -> Result<(), NotAnEvent> {
        if !self.is_object {
            return Err(NotAnEvent::NotAnObject);
        }
        match self.event_source.0.as_deref() {
            Some("aws:s3") => return Err(NotAnEvent::Notification("S3")),
            Some("aws:sns") => return Err(NotAnEvent::Notification("SNS")),
            Some("aws:sqs") => return Err(NotAnEvent::Notification("SQS")),
            _ => {}
        }
        if self.event_name.0.is_none() {
            self.event_name = member(self.insight_details, "eventName");
        }
        if self.event_source.0.is_none() {
            self.event_source = member(self.insight_details, "eventSource");
        }
        if self.event_time.0.is_none() {
            self.event_time = member(self.time_window, "windowStart");
        }
        let members = [&self.event_name, &self.event_source, &self.event_id, &self.event_time];
        if members.iter().any(|text| text.0.is_some()) {
            Ok(())
        } else {
            Err(NotAnEvent::NoEventMembers)
        }
    }

    /// `eventTime`, or the start of the window of an aggregated record.
    ///
    /// `None` when there is none or it is no time.
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::parse(self.event_time.0.as_deref()?)
    }

    /// The id of the event that this record corrects: `addendum.originalEventID` where the reason is
    /// `UPDATED_DATA`. Source: CloudTrail user guide, "record contents", `addendum`.
    pub fn corrects(&self) -> Option<Cow<'a, str>> {
        let reason = member(self.addendum, "reason");
        let original = member(self.addendum, "originalEventID");
        original.0.filter(|_| reason.0.as_deref() == Some("UPDATED_DATA"))
    }

    /// `eventSource`; an insight's source when the record is an insight.
    pub fn event_source(&self) -> Option<&str> {
        self.event_source.0.as_deref()
    }

    /// `eventName`; an insight's when the record is an insight.
    pub fn event_name(&self) -> Option<&str> {
        self.event_name.0.as_deref()
    }

    /// `awsRegion`.
    pub fn region(&self) -> Option<&str> {
        self.aws_region.0.as_deref()
    }

    /// `sourceIPAddress`: an address, a service's DNS name, or `AWS Internal`.
    pub fn source_ip_address(&self) -> Option<&str> {
        self.source_ip_address.0.as_deref()
    }

    /// `userAgent`.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.0.as_deref()
    }

    /// `eventID`, unique for each receiving account.
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.0.as_deref()
    }

    /// `eventType`.
    pub fn event_type(&self) -> Option<&str> {
        self.event_type.0.as_deref()
    }

    /// `recipientAccountId`.
    pub fn account(&self) -> Option<&str> {
        self.recipient_account_id.0.as_deref()
    }

    /// `vpcEndpointId`.
    pub fn vpc_endpoint_id(&self) -> Option<&str> {
        self.vpc_endpoint_id.0.as_deref()
    }

    /// `sharedEventID`, which the records of one action in several accounts have in common.
    pub fn shared_event_id(&self) -> Option<&str> {
        self.shared_event_id.0.as_deref()
    }

    /// `sessionCredentialFromConsole` as written; `true` where a record has it.
    pub fn from_console(&self) -> Option<&str> {
        self.from_console.0.as_deref()
    }

    /// `readOnly` as written, `true` or `false`.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.0.as_deref()
    }

    /// `userIdentity` as raw JSON; `None` when missing or `null`.
    pub fn user_identity(&self) -> Option<&'a str> {
        self.user_identity
    }

    /// The number of the identity, when the reader of the record was told one.
    pub fn known_identity(&self) -> Option<u32> {
        self.known_identity
    }

    /// `eventCategory`; for records older than 1.07 derived from what they have.
    ///
    /// `None` for a record put together from columns without it.
    pub fn category(&self) -> Option<&str> {
        match self.event_category.0.as_deref() {
            Some(category) => Some(category),
            None if self.management_event.0.as_deref() == Some("false") => Some("Data"),
            None if self.insight_details.is_some() => Some("Insight"),
            None if self.is_partial => None,
            None => Some("Management"),
        }
    }

    /// Whether the call changes something; by its name where `readOnly` is missing.
    ///
    /// `None` for a record put together from columns without both.
    pub fn is_write(&self) -> Option<bool> {
        match (self.read_only(), self.event_name()) {
            (Some(read_only), _) => Some(read_only.eq_ignore_ascii_case("false")),
            (None, Some(name)) => Some(!is_read_only_name(name)),
            (None, None) => (!self.is_partial).then_some(false),
        }
    }

    /// How the call ended.
    ///
    /// Rules: user guide, "console sign-in events" for failures that carry no code.
    pub fn outcome(&self) -> Outcome<'_> {
        if let Some(code) = self.error_code.0.as_deref().filter(|code| !code.is_empty()) {
            return Outcome::Failed(code);
        }
        let has_message = self.error_message.0.as_deref().is_some_and(|text| !text.is_empty());
        if has_message || self.has_failed_step() {
            Outcome::FailedWithoutCode
        } else if self.is_partial && !self.says_no_error() {
            Outcome::Unknown
        } else {
            Outcome::Succeeded
        }
    }

    /// Whether an empty column of error codes means success: sign-ins fail without a code.
    fn says_no_error(&self) -> bool {
        let is_sign_in =
            self.event_type().is_some_and(|kind| kind.eq_ignore_ascii_case("AwsConsoleSignIn"));
        self.error_code.0.is_some() && !is_sign_in
    }

    /// `responseElements.ConsoleLogin: "Failure"` and its like in `serviceEventDetails`.
    fn has_failed_step(&self) -> bool {
        let Some(name) = self.event_name() else { return false };
        [self.response_elements, self.service_event_details].into_iter().flatten().any(|raw| {
            // Parsing every response cost 20 % of a load; the word is rare.
            memchr::memmem::find(raw.as_bytes(), b"\"Failure\"").is_some()
                && member(Some(raw), name).0.as_deref() == Some("Failure")
        })
    }

    /// Whether a service made the call; `invoked_by` and `is_service_type` come from its identity.
    ///
    /// `None` for a record put together from columns, unless something shows that a service did.
    pub fn made_by(&self, invoked_by: Option<&str>, is_service_type: bool) -> Option<MadeBy> {
        let is_service_event =
            self.event_type().is_some_and(|kind| kind.eq_ignore_ascii_case("AwsServiceEvent"));
        let from = self.source_ip_address().unwrap_or("");
        if is_service_event {
            Some(MadeBy::ServiceEvent)
        } else if is_service_type {
            Some(MadeBy::Service)
        } else if invoked_by.is_some()
            || from.ends_with(".amazonaws.com")
            || from.starts_with("AWS Internal")
        {
            Some(MadeBy::ServiceForPrincipal)
        } else {
            (!self.is_partial).then_some(MadeBy::Principal)
        }
    }

    /// Takes the name of what was acted on: a request parameter, else the first of `resources`.
    pub fn take_target(&mut self) -> Option<Cow<'a, str>> {
        let named = std::mem::take(&mut self.request_target).into_text();
        named.or_else(|| first_arn(self.resources?))
    }
}

/// A member of a small object that is rarely wanted.
fn member<'a>(object: Option<&str>, name: &str) -> Text<'a> {
    let value = object.and_then(|raw| serde_json::from_str::<Value>(raw).ok());
    match value.as_ref().and_then(|value| value.get(name)) {
        Some(Value::String(text)) => Text(Some(Cow::Owned(text.clone()))),
        _ => Text(None),
    }
}

fn first_arn<'a>(resources: &str) -> Option<Cow<'a, str>> {
    let value: Value = serde_json::from_str(resources).ok()?;
    let first = value.get(0)?;
    // Event history's CSV has `resourceName` instead.
    let arn = ["ARN", "ARNPrefix", "arn", "resourceName"]
        .iter()
        .find_map(|key| first.get(key)?.as_str())?;
    Some(Cow::Owned(arn.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> EventRecord<'_> {
        EventRecord::from_json(json).unwrap()
    }

    #[test]
    fn an_outcome_needs_no_error_code() {
        let check = |json: &str, expected| assert_eq!(read(json).outcome(), expected, "{json}");
        check(r#"{"eventName":"A"}"#, Outcome::Succeeded);
        check(r#"{"eventName":"A","errorCode":"AccessDenied"}"#, Outcome::Failed("AccessDenied"));
        check(r#"{"eventName":"A","errorMessage":"no"}"#, Outcome::FailedWithoutCode);
        check(
            r#"{"eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Failure"}}"#,
            Outcome::FailedWithoutCode,
        );
        check(
            r#"{"responseElements":{"ConsoleLogin":"Success"},"eventName":"ConsoleLogin"}"#,
            Outcome::Succeeded,
        );
    }

    #[test]
    fn a_record_of_columns_says_no_more_than_they_do() {
        let partial = |json| EventRecord { is_partial: true, ..read(json) };
        let bare = partial(r#"{"eventTime":"2025-03-11T07:00:04Z"}"#);
        assert_eq!(bare.outcome(), Outcome::Unknown);
        assert_eq!(
            (bare.category(), bare.is_write(), bare.made_by(None, false)),
            (None, None, None)
        );
        let no_error = partial(r#"{"eventName":"GetUser","errorCode":""}"#);
        assert_eq!((no_error.outcome(), no_error.is_write()), (Outcome::Succeeded, Some(false)));
        let sign_in = partial(
            r#"{"eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","errorCode":""}"#,
        );
        assert_eq!(sign_in.outcome(), Outcome::Unknown);
    }

    #[test]
    fn a_service_is_told_from_a_principal() {
        let check = |json: &str, expected| {
            assert_eq!(read(json).made_by(None, false), Some(expected), "{json}");
        };
        check(r#"{"eventName":"A","sourceIPAddress":"192.0.2.1"}"#, MadeBy::Principal);
        check(
            r#"{"eventName":"A","sourceIPAddress":"ec2.amazonaws.com"}"#,
            MadeBy::ServiceForPrincipal,
        );
        check(
            r#"{"eventName":"A","sourceIPAddress":"AWS Internal/3"}"#,
            MadeBy::ServiceForPrincipal,
        );
        check(r#"{"eventName":"A","eventType":"AwsServiceEvent"}"#, MadeBy::ServiceEvent);
        assert_eq!(read(r#"{"eventName":"A"}"#).made_by(Some("x"), true), Some(MadeBy::Service));
    }

    #[test]
    fn insights_and_aggregated_records_have_name_and_time() {
        let insight = read(
            r#"{"insightDetails":{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances"}}"#,
        );
        assert_eq!(insight.event_name(), Some("RunInstances"));
        assert_eq!(insight.category(), Some("Insight"));
        let aggregated = read(
            r#"{"eventId":"1","accountId":"111122223333","timeWindow":{"windowStart":"2025-11-20T10:00:00Z"}}"#,
        );
        assert_eq!(aggregated.time().unwrap().to_string(), "2025-11-20T10:00:00Z");
        assert_eq!(aggregated.account(), Some("111122223333"));
    }

    #[test]
    fn the_target_falls_back_to_the_resources() {
        let json = r#"{"eventName":"A","requestParameters":null,"resources":[{"ARN":"arn:aws:kms:::key/1"}]}"#;
        assert_eq!(read(json).take_target().as_deref(), Some("arn:aws:kms:::key/1"));
    }

    #[test]
    fn what_is_no_event_is_refused_with_the_reason() {
        let check = |json: &str, expected: &str| {
            assert_eq!(EventRecord::from_json(json).unwrap_err().to_string(), expected, "{json}");
        };
        check("3", "not a JSON object");
        check(r#"["eventName"]"#, "not a JSON object");
        check(r#"{"a":1}"#, "no `eventName`, `eventSource`, `eventTime` or `eventID`");
        check(r#"{"eventSource":"aws:s3"}"#, "S3 notification, not a CloudTrail record");
        check(r#"{"eventName":}"#, "not valid JSON: expected value");
    }
}
