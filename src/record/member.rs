//! Which member of a record is kept where: the one table for both readers of records.

use super::event::{EventRecord, Seen};
use super::target::Target;
use super::text::Text;

/// A member of a record by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    EventTime,
    EventSource,
    EventName,
    AwsRegion,
    SourceIpAddress,
    UserAgent,
    ErrorCode,
    ErrorMessage,
    EventId,
    EventType,
    EventCategory,
    ReadOnly,
    ManagementEvent,
    RecipientAccountId,
    VpcEndpointId,
    UserIdentity,
    RequestParameters,
    ResponseElements,
    ServiceEventDetails,
    Resources,
    InsightDetails,
    TimeWindow,
    Addendum,
    SharedEventId,
    SessionCredentialFromConsole,
    Other,
}

impl Member {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "eventTime" => Self::EventTime,
            "eventSource" | "EventSource" => Self::EventSource,
            "eventName" => Self::EventName,
            "awsRegion" => Self::AwsRegion,
            "sourceIPAddress" => Self::SourceIpAddress,
            "userAgent" => Self::UserAgent,
            "errorCode" => Self::ErrorCode,
            "errorMessage" => Self::ErrorMessage,
            "eventID" | "eventId" => Self::EventId,
            "eventType" => Self::EventType,
            "eventCategory" => Self::EventCategory,
            "readOnly" => Self::ReadOnly,
            "managementEvent" => Self::ManagementEvent,
            "recipientAccountId" | "accountId" => Self::RecipientAccountId,
            "vpcEndpointId" => Self::VpcEndpointId,
            "userIdentity" => Self::UserIdentity,
            "requestParameters" => Self::RequestParameters,
            "responseElements" => Self::ResponseElements,
            "serviceEventDetails" => Self::ServiceEventDetails,
            "resources" => Self::Resources,
            "insightDetails" => Self::InsightDetails,
            "timeWindow" => Self::TimeWindow,
            "addendum" => Self::Addendum,
            "sharedEventID" => Self::SharedEventId,
            "sessionCredentialFromConsole" => Self::SessionCredentialFromConsole,
            _ => Self::Other,
        }
    }
}

/// Where a member's value goes, which says how it is read.
pub(crate) enum Slot<'r, 'a> {
    Text(&'r mut Text<'a>),
    /// As raw JSON; `None` for `null`.
    Raw(&'r mut Option<&'a str>),
    Target(&'r mut Target<'a>, &'r mut Seen<'a>),
    /// The value is not kept.
    Skipped,
}

impl<'a> EventRecord<'a> {
    /// The place of a member's value.
    pub(crate) fn slot(&mut self, member: Member) -> Slot<'_, 'a> {
        match member {
            Member::EventTime => Slot::Text(&mut self.event_time),
            Member::EventSource => Slot::Text(&mut self.event_source),
            Member::EventName => Slot::Text(&mut self.event_name),
            Member::AwsRegion => Slot::Text(&mut self.aws_region),
            Member::SourceIpAddress => Slot::Text(&mut self.source_ip_address),
            Member::UserAgent => Slot::Text(&mut self.user_agent),
            Member::ErrorCode => Slot::Text(&mut self.error_code),
            Member::ErrorMessage => Slot::Text(&mut self.error_message),
            Member::EventId => Slot::Text(&mut self.event_id),
            Member::EventType => Slot::Text(&mut self.event_type),
            Member::EventCategory => Slot::Text(&mut self.event_category),
            Member::ReadOnly => Slot::Text(&mut self.read_only),
            Member::ManagementEvent => Slot::Text(&mut self.management_event),
            Member::RecipientAccountId => Slot::Text(&mut self.recipient_account_id),
            Member::VpcEndpointId => Slot::Text(&mut self.vpc_endpoint_id),
            Member::UserIdentity => Slot::Raw(&mut self.user_identity),
            Member::RequestParameters => {
                Slot::Target(&mut self.request_target, &mut self.request_parameters)
            }
            Member::ResponseElements => Slot::Raw(&mut self.response_elements),
            Member::ServiceEventDetails => Slot::Raw(&mut self.service_event_details),
            Member::Resources => Slot::Raw(&mut self.resources),
            Member::InsightDetails => Slot::Raw(&mut self.insight_details),
            Member::TimeWindow => Slot::Raw(&mut self.time_window),
            Member::Addendum => Slot::Raw(&mut self.addendum),
            Member::SharedEventId => Slot::Text(&mut self.shared_event_id),
            Member::SessionCredentialFromConsole => Slot::Text(&mut self.from_console),
            Member::Other => Slot::Skipped,
        }
    }
}
