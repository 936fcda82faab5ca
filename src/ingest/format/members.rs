//! Names of a record's members as CloudTrail has them; engines and people write them otherwise.

use super::scan;

/// What a member's value is, as far as a column must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Says something even when it is empty: that the call did not fail.
    ErrorCode,
    /// `true` or `false`, in any case.
    Truth,
    /// A moment, which engines print in their own ways.
    Time,
    /// An account number, which spreadsheets take for a quantity.
    Account,
    /// An object or list, as JSON or as engines print it.
    Structure,
}

/// Members of a record. Source: CloudTrail user guide, "record contents".
const MEMBERS: &[(&str, Kind)] = &[
    ("eventVersion", Kind::Text),
    ("userIdentity", Kind::Structure),
    ("eventTime", Kind::Time),
    ("eventSource", Kind::Text),
    ("eventName", Kind::Text),
    ("awsRegion", Kind::Text),
    ("sourceIPAddress", Kind::Text),
    ("userAgent", Kind::Text),
    ("errorCode", Kind::ErrorCode),
    ("errorMessage", Kind::Text),
    ("requestParameters", Kind::Structure),
    ("responseElements", Kind::Structure),
    ("additionalEventData", Kind::Structure),
    ("requestID", Kind::Text),
    ("eventID", Kind::Text),
    ("eventType", Kind::Text),
    ("apiVersion", Kind::Text),
    ("managementEvent", Kind::Truth),
    ("readOnly", Kind::Truth),
    ("resources", Kind::Structure),
    ("recipientAccountId", Kind::Account),
    ("serviceEventDetails", Kind::Structure),
    ("sharedEventID", Kind::Text),
    ("vpcEndpointId", Kind::Text),
    ("vpcEndpointAccountId", Kind::Text),
    ("eventCategory", Kind::Text),
    ("addendum", Kind::Structure),
    ("sessionCredentialFromConsole", Kind::Text),
    ("eventContext", Kind::Structure),
    ("edgeDeviceDetails", Kind::Structure),
    ("tlsDetails", Kind::Structure),
    ("insightDetails", Kind::Structure),
    ("annotation", Kind::Text),
];

/// Members below `userIdentity`, `tlsDetails` and `resources`.
const INNER: &[&str] = &[
    "type",
    "principalId",
    "arn",
    "accountId",
    "accessKeyId",
    "userName",
    "sessionContext",
    "attributes",
    "creationDate",
    "mfaAuthenticated",
    "sessionIssuer",
    "webIdFederationData",
    "federatedProvider",
    "sourceIdentity",
    "ec2RoleDelivery",
    "ec2IssuedInVpc",
    "onBehalfOf",
    "userId",
    "identityStoreArn",
    "inScopeOf",
    "invokedBy",
    "identityProvider",
    "tlsVersion",
    "cipherSuite",
    "clientProvidedHostHeader",
    "keyExchange",
    "reason",
    "updatedFields",
    "originalRequestID",
    "originalEventID",
];

/// The member that is called so in any case, with its kind.
pub(crate) fn member(plain: &str) -> Option<(&'static str, Kind)> {
    MEMBERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(plain)).copied()
}

/// The member below `userIdentity` and its like that is called so in any case.
pub(crate) fn inner(name: &str) -> Option<&'static str> {
    INNER.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// Writes the valid JSON at `at` with CloudTrail's names for members that are called so in any case.
pub(crate) fn write_known(text: &str, at: usize, json: &mut String) {
    match text.as_bytes().get(at) {
        Some(b'{') => {
            json.push('{');
            for member in scan::members(text, at) {
                if !json.ends_with('{') {
                    json.push(',');
                }
                write_text(inner(&member.name).unwrap_or(&member.name), json);
                json.push(':');
                write_known(text, member.value, json);
            }
            json.push('}');
        }
        Some(b'[') => {
            json.push('[');
            for element in scan::elements(text, at) {
                if !json.ends_with('[') {
                    json.push(',');
                }
                write_known(text, element, json);
            }
            json.push(']');
        }
        _ => json.push_str(&text[at..scan::skip_value(text, at).unwrap_or(text.len())]),
    }
}

/// Writes a text as JSON.
pub(crate) fn write_text(text: &str, json: &mut String) {
    let quoted = serde_json::to_string(text);
    json.push_str(&quoted.unwrap_or_else(|error| unreachable!("a text is JSON: {error}")));
}
