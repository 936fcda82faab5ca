//! The one table of columns: what the event list, filters, groups and exports know by name.

/// A physical column of a segment: one code for each event.
///
/// Several fields can read one column: all that `userIdentity` says is one column of identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Identity,
    EventSource,
    EventName,
    Region,
    SourceIp,
    UserAgent,
    Result,
    Target,
    Account,
    EventType,
    Category,
    ReadOnly,
    Access,
    MadeBy,
    VpcEndpoint,
    Console,
    File,
}

impl Column {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::File as usize + 1;
}

/// A part of a `userIdentity`, in the order of an identity's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Type,
    Actor,
    Session,
    AccessKey,
    Arn,
    PrincipalId,
    Account,
    InvokedBy,
    Credential,
    SessionStart,
    Mfa,
    SourceIdentity,
    Issuer,
    RoleDelivery,
    Provider,
}

impl Part {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Provider as usize + 1;
}

/// Where a field's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the column of times.
    Time,
    /// In the column of event ids.
    EventId,
    /// In a column of codes.
    Column(Column),
    /// In the identity that the identity column names.
    Part(Part),
    /// In what is derived from the distinct values of a column.
    Derived(Derivation),
    /// The result, as far as it is an error code.
    ErrorCode,
}

/// What is a function of a column's distinct value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derivation {
    Service,
    AgentFamily,
    AgentVersion,
    AgentSdk,
    AgentLanguage,
    AgentSystem,
    AgentCommand,
    AddressKind,
    Network,
    Country,
    City,
    Asn,
    AsOrganization,
}

impl Derivation {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::AsOrganization as usize + 1;

    /// The column that is read.
    pub(crate) fn column(self) -> Column {
        match self {
            Self::Service => Column::EventSource,
            Self::AgentFamily
            | Self::AgentVersion
            | Self::AgentSdk
            | Self::AgentLanguage
            | Self::AgentSystem
            | Self::AgentCommand => Column::UserAgent,
            _ => Column::SourceIp,
        }
    }
}

/// A field of an event, by its position in [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// `eventTime`.
    Time,
    /// The principal's name.
    Actor,
    /// The service's short name, `iam`.
    Service,
    /// `eventName`.
    EventName,
    /// `sourceIPAddress`.
    SourceIp,
    /// `ok`, the error code, or `Failure`.
    Result,
    /// What the call acted on.
    Target,
    /// `awsRegion`.
    Region,
    /// `recipientAccountId`.
    Account,
    /// `userIdentity.type`.
    IdentityType,
    /// Name of the role or federation session.
    Session,
    /// Kind of credential: long-term key, temporary of a role, of a federated user, …
    Credential,
    /// Principal, AWS service, or service event.
    MadeBy,
    /// `write` or `read`.
    Access,
    /// `errorCode`.
    ErrorCode,
    /// `userIdentity.accessKeyId`.
    AccessKey,
    /// `userAgent`.
    UserAgent,
    /// `userIdentity.arn`.
    Arn,
    /// `userIdentity.principalId`.
    PrincipalId,
    /// `userIdentity.accountId`.
    IdentityAccount,
    /// `userIdentity.invokedBy`.
    InvokedBy,
    /// When the temporary credentials were issued.
    SessionStart,
    /// `mfaAuthenticated` of the session.
    Mfa,
    /// `sessionCredentialFromConsole`.
    Console,
    /// `sourceIdentity` of the session.
    SourceIdentity,
    /// ARN of the role or user that the session belongs to.
    Issuer,
    /// `ec2RoleDelivery` of the session.
    RoleDelivery,
    /// The identity provider of a federated principal.
    Provider,
    /// `eventSource`.
    EventSource,
    /// `eventType`.
    EventType,
    /// `eventCategory`.
    Category,
    /// `readOnly` as written.
    ReadOnly,
    /// `vpcEndpointId`.
    VpcEndpoint,
    /// `eventID`.
    EventId,
    /// Path of the file that the event was read from.
    File,
    /// The program that made the request, without its version.
    AgentFamily,
    /// The program's version.
    AgentVersion,
    /// The AWS SDK that it was built with.
    AgentSdk,
    /// The language that it runs in, with its version.
    AgentLanguage,
    /// The system that it runs on.
    AgentSystem,
    /// The command of `aws-cli`.
    AgentCommand,
    /// Private, public, of an AWS service, …
    AddressKind,
    /// The /24 or /48 of the address.
    Network,
    /// The country of the address, by a database of the user's.
    Country,
    /// The city of the address, by a database of the user's.
    City,
    /// Number of the autonomous system of the address, by a database of the user's.
    Asn,
    /// Who runs this system, by a database of the user's.
    AsOrganization,
}

/// A row of [`FIELDS`].
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in queries, in output and on the command line; CloudTrail's own where it has one.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// Column header in tables.
    pub title: &'static str,
    /// Usual width in a table, terminal columns.
    pub width: u16,
    /// Whether a bare word of a search looks at its values.
    pub is_searched: bool,
    /// One sentence for pickers and help.
    pub help: &'static str,
    pub(crate) place: Place,
}

macro_rules! fields {
    ($($field:ident, $name:literal, $aliases:expr, $title:literal, $width:literal,
       $searched:literal, $place:expr, $help:literal;)*) => {
        /// Every field, in the order of [`Field`].
        pub const FIELDS: &[FieldSpec] = &[$(FieldSpec {
            field: Field::$field,
            name: $name,
            aliases: &$aliases,
            title: $title,
            width: $width,
            is_searched: $searched,
            help: $help,
            place: $place,
        }),*];
    };
}

fields! {
    Time, "eventTime", ["time"], "TIME", 8, false, Place::Time,
        "When the request completed, UTC";
    Actor, "actor", ["who", "userName", "user", "userIdentity.userName"], "ACTOR", 22, true,
        Place::Part(Part::Actor), "The principal: user, role, account or service";
    Service, "service", ["svc"], "SERVICE", 9, true, Place::Derived(Derivation::Service),
        "The service asked, without .amazonaws.com";
    EventName, "eventName", ["name", "event", "api"], "EVENT", 26, true,
        Place::Column(Column::EventName), "The API action or kind of event";
    SourceIp, "sourceIPAddress", ["ip", "sourceIP", "address", "sourceIPs"], "SOURCE IP", 15, true,
        Place::Column(Column::SourceIp), "Where the request came from: address or AWS service";
    Result, "result", ["res", "outcome"], "RES", 12, true, Place::Column(Column::Result),
        "ok, the error code, or Failure";
    Target, "target", ["resource", "on"], "TARGET", 30, true, Place::Column(Column::Target),
        "What the call acted on";
    Region, "awsRegion", ["region"], "REGION", 12, true, Place::Column(Column::Region),
        "The region that was asked";
    Account, "recipientAccountId", ["account", "acct"], "ACCOUNT", 12, true,
        Place::Column(Column::Account), "The account that logged the event";
    IdentityType, "userIdentity.type", ["identityType", "type"], "IDENTITY", 12, false,
        Place::Part(Part::Type), "Root, IAMUser, AssumedRole, AWSService, …";
    Session, "session", ["sessionName"], "SESSION", 20, true, Place::Part(Part::Session),
        "Name of the role or federation session";
    Credential, "credential", ["cred"], "CREDENTIAL", 18, false, Place::Part(Part::Credential),
        "Long-term key, or temporary: of a role, of a federated user, …";
    MadeBy, "madeBy", ["by"], "MADE BY", 13, false, Place::Column(Column::MadeBy),
        "The principal itself, an AWS service, or a service event";
    Access, "access", ["rw"], "R/W", 5, false, Place::Column(Column::Access),
        "Whether the call writes or only reads";
    ErrorCode, "errorCode", ["error", "err"], "ERROR", 22, true, Place::ErrorCode,
        "Error code of a failed call";
    AccessKey, "userIdentity.accessKeyId", ["accessKeyId", "key", "accessKey"], "ACCESS KEY", 20,
        true, Place::Part(Part::AccessKey), "The key that signed the request";
    UserAgent, "userAgent", ["ua", "agent"], "USER AGENT", 30, true,
        Place::Column(Column::UserAgent), "The program that made the request, by its own word";
    Arn, "userIdentity.arn", ["arn"], "ARN", 40, false, Place::Part(Part::Arn),
        "ARN of the principal";
    PrincipalId, "userIdentity.principalId", ["principalId", "principal"], "PRINCIPAL ID", 24,
        false, Place::Part(Part::PrincipalId), "Unique id of the principal";
    IdentityAccount, "userIdentity.accountId", ["callerAccount", "identityAccount"],
        "CALLER ACCT", 12, false, Place::Part(Part::Account), "The account of the principal";
    InvokedBy, "userIdentity.invokedBy", ["invokedBy"], "INVOKED BY", 24, false,
        Place::Part(Part::InvokedBy), "The AWS service that made the call";
    SessionStart, "sessionStart", ["creationDate",
        "userIdentity.sessionContext.attributes.creationDate"], "SESSION START", 20, false,
        Place::Part(Part::SessionStart), "When the temporary credentials were issued, UTC";
    Mfa, "mfa", ["mfaAuthenticated", "userIdentity.sessionContext.attributes.mfaAuthenticated"],
        "MFA", 5, false, Place::Part(Part::Mfa), "Whether the session was opened with MFA";
    Console, "sessionCredentialFromConsole", ["console"], "CONSOLE", 7, false,
        Place::Column(Column::Console), "true where the credentials are of a console session";
    SourceIdentity, "sourceIdentity", ["userIdentity.sessionContext.sourceIdentity"],
        "SOURCE IDENTITY", 20, true, Place::Part(Part::SourceIdentity),
        "Who took the first role of a chain; it never changes down the chain";
    Issuer, "issuer", ["userIdentity.sessionContext.sessionIssuer.arn"], "ISSUER", 40, false,
        Place::Part(Part::Issuer), "ARN of the role or user that the session belongs to";
    RoleDelivery, "ec2RoleDelivery", ["roleDelivery",
        "userIdentity.sessionContext.ec2RoleDelivery"], "DELIVERY", 8, false,
        Place::Part(Part::RoleDelivery), "Metadata service that gave the credentials: 1.0 or 2.0";
    Provider, "identityProvider", ["provider", "userIdentity.identityProvider",
        "userIdentity.sessionContext.webIdFederationData.federatedProvider"], "PROVIDER", 30,
        false, Place::Part(Part::Provider), "The provider that vouched for a federated principal";
    EventSource, "eventSource", ["source"], "EVENT SOURCE", 24, false,
        Place::Column(Column::EventSource), "The service asked, as CloudTrail writes it";
    EventType, "eventType", [], "EVENT TYPE", 16, false, Place::Column(Column::EventType),
        "AwsApiCall, AwsServiceEvent, AwsConsoleSignIn, …";
    Category, "eventCategory", ["category"], "CATEGORY", 10, false,
        Place::Column(Column::Category), "Management, Data, Insight, NetworkActivity";
    ReadOnly, "readOnly", [], "READ ONLY", 9, false, Place::Column(Column::ReadOnly),
        "readOnly as the record has it";
    VpcEndpoint, "vpcEndpointId", ["vpce"], "VPC ENDPOINT", 22, false,
        Place::Column(Column::VpcEndpoint), "The VPC endpoint that the request took";
    EventId, "eventID", ["id"], "EVENT ID", 36, false, Place::EventId,
        "Unique id of the event";
    File, "file", ["path", "sourceFile"], "FILE", 40, false, Place::Column(Column::File),
        "The file that the event was read from";
    AgentFamily, "agentFamily", ["tool", "uaFamily"], "AGENT", 18, false,
        Place::Derived(Derivation::AgentFamily),
        "The program by its user agent: aws-cli, Terraform, Firefox, AWS service, …";
    AgentVersion, "agentVersion", ["uaVersion"], "AGENT VERSION", 13, false,
        Place::Derived(Derivation::AgentVersion), "The program's version";
    AgentSdk, "agentSdk", ["sdk"], "SDK", 14, false, Place::Derived(Derivation::AgentSdk),
        "The AWS SDK that the program uses";
    AgentLanguage, "agentLanguage", ["lang"], "LANGUAGE", 16, false,
        Place::Derived(Derivation::AgentLanguage),
        "The program's language with its version";
    AgentSystem, "agentOs", ["os", "uaOs"], "SYSTEM", 14, false,
        Place::Derived(Derivation::AgentSystem),
        "The caller's system by its user agent: Kali Linux, Windows, AWS CloudShell, …";
    AgentCommand, "agentCommand", ["command"], "COMMAND", 24, false,
        Place::Derived(Derivation::AgentCommand), "The command of aws-cli, s3.cp";
    AddressKind, "addressKind", ["ipKind"], "ADDRESS KIND", 13, false,
        Place::Derived(Derivation::AddressKind),
        "public, private, shared, loopback, documentation, aws-service, …";
    Network, "network", ["net", "subnet"], "NETWORK", 18, false,
        Place::Derived(Derivation::Network), "The /24 of an IPv4 address, the /48 of an IPv6 one";
    Country, "country", [], "COUNTRY", 14, true, Place::Derived(Derivation::Country),
        "The country of the address, from --geoip; by name or code";
    City, "city", [], "CITY", 16, true, Place::Derived(Derivation::City),
        "The city of the address, from --geoip";
    Asn, "asn", ["as"], "ASN", 10, false, Place::Derived(Derivation::Asn),
        "The autonomous system of the address, AS64496, from --geoip";
    AsOrganization, "asOrg", ["org"], "AS ORGANIZATION", 24, true,
        Place::Derived(Derivation::AsOrganization),
        "Who runs the address's autonomous system, from --geoip";
}

impl Field {
    /// The row of [`FIELDS`] that describes the field.
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }

    /// Whether it is a part of what `userIdentity` says.
    pub fn is_of_identity(self) -> bool {
        matches!(self.spec().place, Place::Part(_))
    }

    /// The field called `name`, by name or alias, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let is_called = |spec: &FieldSpec| {
            spec.name.eq_ignore_ascii_case(name)
                || spec.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        };
        FIELDS.iter().find(|spec| is_called(spec)).map(|spec| spec.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (position, spec) in FIELDS.iter().enumerate() {
            assert_eq!(spec.field as usize, position, "{}", spec.name);
        }
    }

    #[test]
    fn no_name_means_two_fields() {
        let mut names: Vec<String> = FIELDS
            .iter()
            .flat_map(|spec| spec.aliases.iter().chain([&spec.name]))
            .map(|name| name.to_lowercase())
            .collect();
        let n_names = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n_names);
    }

    #[test]
    fn a_field_is_found_by_alias_in_any_case() {
        assert_eq!(Field::named("IP"), Some(Field::SourceIp));
        assert_eq!(Field::named("useridentity.type"), Some(Field::IdentityType));
        assert_eq!(Field::named("nonsense"), None);
    }
}
