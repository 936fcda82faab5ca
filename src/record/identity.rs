//! Who made a request: `userIdentity` and the rules that give each principal one stable name.
//!
//! Rules: CloudTrail user guide, "userIdentity element"; IAM user guide, "IAM identifiers".

use super::node::Node;
use crate::time::Timestamp;

/// Shown as identity type when a service event has none, as most of automatic model tuning.
pub const SERVICE_EVENT: &str = "AwsServiceEvent";

/// Shown as identity type when a record that is no service event has none.
pub const NO_TYPE: &str = "(no type)";

/// Shown as actor when a record that is no service event has no `userIdentity`, as insights.
pub const NO_IDENTITY: &str = "(no identity)";

/// A `userIdentity` read once and named.
///
/// Empty text means that the record does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserIdentity {
    /// `type`; [`SERVICE_EVENT`] or [`NO_TYPE`] when missing.
    pub identity_type: String,
    /// What makes the principal distinct: a unique id where there is one, since names are reused.
    pub actor_key: String,
    /// The principal's name as shown.
    pub actor: String,
    /// Name of the role or federation session.
    pub session: String,
    /// `principalId`.
    pub principal_id: String,
    /// `arn`.
    pub arn: String,
    /// `accountId` of the principal, which need not be the account that logged the event.
    pub account: String,
    /// `accessKeyId`.
    pub access_key_id: String,
    /// `invokedBy`: the service that made the call.
    pub invoked_by: String,
    /// What kind of credential signed the request.
    pub credential: Credential,
    /// When the temporary credentials were issued, `2023-07-10T11:42:18Z`; `creationDate` as it
    /// stands where that is no time.
    pub session_start: String,
    /// `mfaAuthenticated`, `true` or `false`.
    pub mfa: String,
    /// `sourceIdentity`, which stays the same down a chain of roles.
    pub source_identity: String,
    /// ARN of the role or user that the temporary credentials belong to.
    pub issuer: String,
    /// `ec2RoleDelivery`: version of the metadata service that handed the credentials out.
    pub role_delivery: String,
    /// The identity provider that vouched for a federated principal.
    pub provider: String,
}

/// The kind of credential, which answers the first two identity questions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Credential {
    /// The root user's own credentials.
    Root,
    /// Temporary credentials of the root user.
    RootSession,
    /// Temporary credentials of the root user of a member account, by `AssumeRoot`.
    AssumedRoot,
    /// The long-term key of an IAM user.
    LongTermKey,
    /// Password sign-in of an IAM user.
    Password,
    /// Temporary credentials of an IAM user.
    UserSession,
    /// Temporary credentials of a role.
    RoleSession,
    /// Temporary credentials of a role, assumed by a federated (web identity or SAML) user.
    FederatedRoleSession,
    /// Temporary credentials of a federated user.
    FederatedUserSession,
    /// The token of an identity provider, exchanged in this very call.
    IdentityProviderToken,
    /// An AWS service's own.
    Service,
    /// Another account's, which does not show.
    OtherAccount,
    /// No credentials (anonymous request).
    Anonymous,
    /// Not known.
    #[default]
    Unknown,
}

impl Credential {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Root,
        Self::RootSession,
        Self::AssumedRoot,
        Self::LongTermKey,
        Self::Password,
        Self::UserSession,
        Self::RoleSession,
        Self::FederatedRoleSession,
        Self::FederatedUserSession,
        Self::IdentityProviderToken,
        Self::Service,
        Self::OtherAccount,
        Self::Anonymous,
        Self::Unknown,
    ];

    /// The kind that is shown as `text`.
    pub fn from_text(text: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.text() == text).unwrap_or_default()
    }

    /// As shown in the `credential` column.
    pub fn text(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::RootSession => "temporary, root",
            Self::AssumedRoot => "temporary, assumed root",
            Self::LongTermKey => "long-term key",
            Self::Password => "password",
            Self::UserSession => "temporary, IAM user",
            Self::RoleSession => "temporary, role",
            Self::FederatedRoleSession => "temporary, role by federation",
            Self::FederatedUserSession => "temporary, federated user",
            Self::IdentityProviderToken => "identity provider token",
            Self::Service => "AWS service",
            Self::OtherAccount => "other account",
            Self::Anonymous => "anonymous",
            Self::Unknown => "unknown",
        }
    }
}

impl UserIdentity {
    /// Reads the raw JSON of a `userIdentity`, `None` when the record has none.
    ///
    /// Never fails: what cannot be read is an identity that does not say who it is.
    pub fn from_json(raw: Option<&str>, is_service_event: bool) -> Self {
        let value = raw.and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or(Node::Other);
        let identity = Raw(&value);
        let context = identity.below(CONTEXT);
        let attributes = context.below(ATTRIBUTES);
        let own_type = identity.text(&["type"]);
        let identity_type = match own_type.as_str() {
            "" if is_service_event => SERVICE_EVENT,
            "" => NO_TYPE,
            own => own,
        };
        let (actor_key, actor) = if matches!(value, Node::Other) && !is_service_event {
            (NO_IDENTITY.to_owned(), NO_IDENTITY.to_owned())
        } else {
            name(&own_type, identity)
        };
        Self {
            identity_type: identity_type.to_owned(),
            actor_key,
            actor,
            session: session(&own_type, identity),
            principal_id: identity.text(&["principalId"]),
            arn: identity.text(&["arn"]),
            account: identity.text(&["accountId"]),
            access_key_id: identity.text(&["accessKeyId"]),
            invoked_by: identity.text(&["invokedBy"]),
            credential: credential(&own_type, identity),
            session_start: session_start(attributes),
            mfa: attributes.text(&["mfaAuthenticated"]),
            source_identity: first([
                context.text(&["sourceIdentity"]),
                attributes.text(&["sourceIdentity"]),
            ]),
            issuer: context.text(&[ISSUER, "arn"]),
            role_delivery: context.text(&["ec2RoleDelivery"]),
            provider: first([
                identity.text(&["identityProvider"]),
                context.text(&["webIdFederationData", "federatedProvider"]),
            ]),
        }
    }

    /// Whether the identity is a service's own, not a principal's.
    pub fn is_service(&self) -> bool {
        self.identity_type == "AWSService"
    }
}

/// The JSON of an identity; any missing member reads as `""`.
#[derive(Clone, Copy)]
struct Raw<'v>(&'v Node<'v>);

impl Raw<'_> {
    fn text(self, path: &[&str]) -> String {
        match self.0.at(path) {
            Some(Node::Text(text)) => text.clone().into_owned(),
            _ => String::new(),
        }
    }

    fn below(self, name: &str) -> Self {
        Self(self.0.at(&[name]).unwrap_or(&Node::Other))
    }

    fn has_members(self, path: &[&str]) -> bool {
        matches!(self.0.at(path), Some(Node::Object(members)) if !members.is_empty())
    }
}

const ISSUER: &str = "sessionIssuer";
const CONTEXT: &str = "sessionContext";
const ATTRIBUTES: &str = "attributes";

/// The first text that says something.
fn first<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Key and label of the principal.
fn name(own_type: &str, identity: Raw<'_>) -> (String, String) {
    let principal_id = identity.text(&["principalId"]);
    let account = identity.text(&["accountId"]);
    let user_name = identity.text(&["userName"]);
    match own_type {
        "Root" => {
            let account = first([account, principal_id]);
            (format!("root:{account}"), format!("root@{account}"))
        }
        "IAMUser" => {
            let label = first([user_name, after_last(&identity.text(&["arn"]), '/')]);
            let fallback = format!("{account}/{label}");
            (first([principal_id.clone(), fallback]), first([label, principal_id, account]))
        }
        "AssumedRole" | "Role" => role_name(identity, &principal_id),
        "FederatedUser" => federated_user_name(identity, &principal_id),
        "SAMLUser" | "WebIdentityUser" => {
            let provider = identity.text(&["identityProvider"]);
            (format!("{provider}|{user_name}"), first([user_name, principal_id, provider]))
        }
        // Event history's CSV has no more than a name, and what it cannot name.
        "" if !user_name.is_empty() => (first([principal_id, user_name.clone()]), user_name),
        "AWSService" | "" => {
            let service = first([identity.text(&["invokedBy"]), "AWS service".to_owned()]);
            (service.clone(), service)
        }
        "AWSAccount" => account_name(&principal_id, &account),
        "IdentityCenterUser" => {
            let user = identity.text(&["onBehalfOf", "userId"]);
            let store = identity.text(&["onBehalfOf", "identityStoreArn"]);
            (format!("{store}|{user}"), first([user, user_name, principal_id, account]))
        }
        _ => {
            let key = first([principal_id, user_name.clone(), account, "unknown".to_owned()]);
            (key.clone(), first([user_name, key]))
        }
    }
}

fn role_name(identity: Raw<'_>, principal_id: &str) -> (String, String) {
    let role_id = before_first(principal_id, ':');
    let key = first([identity.text(&[CONTEXT, ISSUER, "principalId"]), role_id]);
    let arn = identity.text(&["arn"]);
    let from_arn = arn.split_once(":assumed-role/").map_or("", |(_, rest)| rest);
    let from_arn = from_arn.rsplit_once('/').map_or(from_arn, |(role, _)| role).to_owned();
    let label = first([identity.text(&[CONTEXT, ISSUER, "userName"]), from_arn, key.clone()]);
    (first([key, arn, label.clone()]), label)
}

fn federated_user_name(identity: Raw<'_>, principal_id: &str) -> (String, String) {
    let issuer_id = identity.text(&[CONTEXT, ISSUER, "principalId"]);
    let issuer_name = identity.text(&[CONTEXT, ISSUER, "userName"]);
    let issuer_name = match identity.text(&[CONTEXT, ISSUER, "type"]).as_str() {
        "Root" => format!("root@{}", identity.text(&["accountId"])),
        _ => issuer_name,
    };
    let label = first([issuer_name, after_first(principal_id, ':'), principal_id.to_owned()]);
    (first([issuer_id, principal_id.to_owned(), label.clone()]), label)
}

fn account_name(principal_id: &str, account: &str) -> (String, String) {
    let is_anonymous = matches!(account, "anonymous" | "ANONYMOUS_PRINCIPAL");
    let key = first([principal_id.to_owned(), account.to_owned(), "anonymous".to_owned()]);
    let label = if is_anonymous || (account.is_empty() && principal_id.is_empty()) {
        "anonymous".to_owned()
    } else if account.is_empty() {
        principal_id.to_owned()
    } else {
        format!("acct {account}")
    };
    (key, label)
}

/// Role session names hold neither `:` nor `/`.
fn session(own_type: &str, identity: Raw<'_>) -> String {
    match own_type {
        "AssumedRole" => {
            let from_id = after_first(&identity.text(&["principalId"]), ':');
            first([from_id, after_last(&identity.text(&["arn"]), '/')])
        }
        "FederatedUser" => after_first(&identity.text(&["principalId"]), ':'),
        _ => String::new(),
    }
}

/// In one spelling of the two that occur, so that one session has one start.
fn session_start(attributes: Raw<'_>) -> String {
    let written = attributes.text(&["creationDate"]);
    // To print a time takes longer than to read the rest of an identity.
    let is_usual = written.len() == 20 && written.as_bytes()[10] == b'T';
    match Timestamp::parse(&written).filter(|_| !is_usual) {
        Some(time) => time.to_string(),
        None => written,
    }
}

fn credential(own_type: &str, identity: Raw<'_>) -> Credential {
    let key = identity.text(&["accessKeyId"]);
    let is_temporary =
        key.starts_with("ASIA") || (!key.starts_with("AKIA") && identity.has_members(&[CONTEXT]));
    match own_type {
        "Root" if identity.text(&[CONTEXT, "assumedRoot"]) == "true" => Credential::AssumedRoot,
        "Root" if is_temporary => Credential::RootSession,
        "Root" => Credential::Root,
        "IAMUser" if key.starts_with("AKIA") => Credential::LongTermKey,
        "IAMUser" if is_temporary => Credential::UserSession,
        "IAMUser" if key.is_empty() => Credential::Password,
        "IAMUser" => Credential::LongTermKey,
        "AssumedRole" | "Role" if identity.has_members(&[CONTEXT, "webIdFederationData"]) => {
            Credential::FederatedRoleSession
        }
        "AssumedRole" | "Role" => Credential::RoleSession,
        "FederatedUser" => Credential::FederatedUserSession,
        "SAMLUser" | "WebIdentityUser" | "IdentityCenterUser" => Credential::IdentityProviderToken,
        "AWSService" => Credential::Service,
        "AWSAccount" if identity.text(&["accountId"]) == "anonymous" => Credential::Anonymous,
        "AWSAccount" => Credential::OtherAccount,
        "" if !identity.text(&["invokedBy"]).is_empty() => Credential::Service,
        _ => Credential::Unknown,
    }
}

fn before_first(text: &str, separator: char) -> String {
    text.split(separator).next().unwrap_or_default().to_owned()
}

fn after_first(text: &str, separator: char) -> String {
    text.split_once(separator).map_or("", |(_, after)| after).to_owned()
}

fn after_last(text: &str, separator: char) -> String {
    text.rsplit_once(separator).map_or("", |(_, after)| after).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Type, key, label, session and credential of an identity.
    fn check(json: &str, expected: [&str; 5]) {
        let identity = UserIdentity::from_json(Some(json), false);
        let found = [
            &identity.identity_type,
            &identity.actor_key,
            &identity.actor,
            &identity.session,
            identity.credential.text(),
        ];
        assert_eq!(found, expected, "{json}");
    }

    #[test]
    fn root_is_named_by_its_account() {
        check(
            r#"{"type":"Root","principalId":"111122223333","accountId":"111122223333","accessKeyId":""}"#,
            ["Root", "root:111122223333", "root@111122223333", "", "root"],
        );
    }

    #[test]
    fn an_iam_user_keeps_one_key_for_all_credentials() {
        check(
            r#"{"type":"IAMUser","principalId":"AIDA1","userName":"bob","accessKeyId":"AKIA1","sessionContext":{"attributes":{}}}"#,
            ["IAMUser", "AIDA1", "bob", "", "long-term key"],
        );
        check(
            r#"{"type":"IAMUser","principalId":"AIDA1","userName":"bob","accessKeyId":"ASIA1","sessionContext":{"attributes":{}}}"#,
            ["IAMUser", "AIDA1", "bob", "", "temporary, IAM user"],
        );
        check(
            r#"{"type":"IAMUser","principalId":"AIDA1","userName":"bob","accessKeyId":""}"#,
            ["IAMUser", "AIDA1", "bob", "", "password"],
        );
        check(
            r#"{"type":"IAMUser","accountId":"111122223333","arn":"arn:aws:iam::111122223333:user/path/bob","accessKeyId":"AKIA1"}"#,
            ["IAMUser", "111122223333/bob", "bob", "", "long-term key"],
        );
    }

    #[test]
    fn a_role_is_told_from_its_session() {
        check(
            r#"{"type":"AssumedRole","principalId":"AROA1:ann@example.com","arn":"arn:aws:sts::111122223333:assumed-role/Admin/ann@example.com","sessionContext":{"sessionIssuer":{"principalId":"AROA1","userName":"Admin"},"webIdFederationData":{}}}"#,
            ["AssumedRole", "AROA1", "Admin", "ann@example.com", "temporary, role"],
        );
        check(
            r#"{"type":"AssumedRole","principalId":"AROA1:s","arn":"arn:aws:sts::1:assumed-role/Admin/s","sessionContext":{"sessionIssuer":{},"webIdFederationData":{"federatedProvider":"p"}}}"#,
            ["AssumedRole", "AROA1", "Admin", "s", "temporary, role by federation"],
        );
    }

    #[test]
    fn a_federated_user_belongs_to_its_issuer() {
        check(
            r#"{"type":"FederatedUser","principalId":"111122223333:guest","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"IAMUser","principalId":"AIDA1","userName":"bob"}}}"#,
            ["FederatedUser", "AIDA1", "bob", "guest", "temporary, federated user"],
        );
        check(
            r#"{"type":"FederatedUser","principalId":"1:guest","accountId":"1","sessionContext":{"sessionIssuer":{"type":"Root","principalId":"1"}}}"#,
            ["FederatedUser", "1", "root@1", "guest", "temporary, federated user"],
        );
    }

    #[test]
    fn providers_services_and_accounts_have_names() {
        check(
            r#"{"type":"WebIdentityUser","principalId":"p:app:7","userName":"7","identityProvider":"p"}"#,
            ["WebIdentityUser", "p|7", "7", "", "identity provider token"],
        );
        check(
            r#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#,
            ["AWSService", "ec2.amazonaws.com", "ec2.amazonaws.com", "", "AWS service"],
        );
        check(
            r#"{"type":"AWSAccount","principalId":"AIDA9","accountId":"444455556666"}"#,
            ["AWSAccount", "AIDA9", "acct 444455556666", "", "other account"],
        );
        check(
            r#"{"type":"AWSAccount","principalId":"","accountId":"anonymous"}"#,
            ["AWSAccount", "anonymous", "anonymous", "", "anonymous"],
        );
        check(
            r#"{"type":"IdentityCenterUser","accountId":"1","onBehalfOf":{"userId":"u","identityStoreArn":"a"}}"#,
            ["IdentityCenterUser", "a|u", "u", "", "identity provider token"],
        );
        check(r#"{"type":"Unknown"}"#, ["Unknown", "unknown", "unknown", "", "unknown"]);
        check(r#"{"type":"NewKind","principalId":"x"}"#, ["NewKind", "x", "x", "", "unknown"]);
    }

    #[test]
    fn a_session_context_is_read_whatever_it_leaves_out() {
        let check = |context: &str, expected: [&str; 6]| {
            let json = format!(r#"{{"type":"AssumedRole","sessionContext":{context}}}"#);
            let identity = UserIdentity::from_json(Some(&json), false);
            let found = [
                &identity.session_start,
                &identity.mfa,
                &identity.source_identity,
                &identity.issuer,
                &identity.role_delivery,
                &identity.provider,
            ];
            assert_eq!(found, expected, "{json}");
        };
        check("{}", [""; 6]);
        check(r#"{"sessionIssuer":{},"webIdFederationData":{},"attributes":{}}"#, [""; 6]);
        check(
            r#"{"attributes":{"creationDate":"20131102T010628Z","mfaAuthenticated":true},
                "sourceIdentity":"ann","ec2RoleDelivery":"1.0"}"#,
            ["2013-11-02T01:06:28Z", "true", "ann", "", "1.0", ""],
        );
        check(
            r#"{"attributes":{"creationDate":"soon","mfaAuthenticated":"false"},
                "sessionIssuer":{"arn":"arn:r"},"webIdFederationData":{"federatedProvider":"p"}}"#,
            ["soon", "false", "", "arn:r", "", "p"],
        );
    }

    #[test]
    fn a_root_session_of_assume_root_is_told_from_the_owner() {
        check(
            r#"{"type":"Root","principalId":"111122223333","accountId":"111122223333","accessKeyId":"ASIA1","sessionContext":{"assumedRoot":"true","attributes":{}}}"#,
            ["Root", "root:111122223333", "root@111122223333", "", "temporary, assumed root"],
        );
    }

    #[test]
    fn an_identity_without_type_says_what_it_is() {
        let named = |raw, is_service_event| {
            let identity = UserIdentity::from_json(raw, is_service_event);
            (identity.identity_type, identity.actor)
        };
        let service = Some(r#"{"accountId":"111122223333","invokedBy":"AWS Internal"}"#);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(named(service, true), pair("AwsServiceEvent", "AWS Internal"));
        assert_eq!(named(Some("{}"), false), pair("(no type)", "AWS service"));
        assert_eq!(named(None, false), pair("(no type)", "(no identity)"));
        assert_eq!(named(Some(r#"{"userName":"bob"}"#), false), pair("(no type)", "bob"));
        assert_eq!(named(Some("[1]"), true), pair("AwsServiceEvent", "AWS service"));
    }
}
