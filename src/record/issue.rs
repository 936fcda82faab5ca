//! What a call issued: credentials, and the principals and instances that credentials are for.
//!
//! Only events of a few names are asked. What they issued is in `responseElements`, which names the
//! key (`credentials.accessKeyId`) or the unique id of what was made; where it does not say enough,
//! `requestParameters` and `additionalEventData` are looked at. Source: CloudTrail user guide,
//! "userIdentity element" and "console sign-in events"; the STS and IAM service models.

use std::borrow::Cow;

use super::event::EventRecord;
use super::texts::{Path, texts};

/// What kind of thing a call issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueKind {
    /// Temporary credentials.
    Token,
    /// A console session, by signing in.
    SignIn,
    /// A console session, by switching the role.
    Switch,
    /// A long-term access key.
    Key,
    /// A password for the console.
    Password,
    /// An IAM user.
    User,
    /// A role.
    Role,
    /// An instance, which gets credentials of its role.
    Instance,
}

/// One thing that a call issued; text is empty where the record does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue<'r> {
    /// What kind of thing.
    pub kind: IssueKind,
    /// The id of the access key.
    pub key: Cow<'r, str>,
    /// The unique id of the principal: of a user, of a role, of a role's session.
    pub principal: Cow<'r, str>,
    /// Its name: of a user, a role, a session; an instance's id; for [`IssueKind::SignIn`] the
    /// `MFAUsed` of the sign-in, for [`IssueKind::Switch`] the ARN switched from.
    pub name: Cow<'r, str>,
}

const KEY: Path = &["credentials", "accessKeyId"];
const ROLE_SESSION: Path = &["assumedRoleUser", "assumedRoleId"];
const FEDERATED_USER: Path = &["federatedUser", "federatedUserId"];

const SESSION_NAME: Path = &["requestParameters", "roleSessionName"];
const TARGET_ROOT: Path = &["requestParameters", "targetPrincipal"];

/// More instances than one call starts.
const MOST_INSTANCES: usize = 5000;

impl EventRecord<'_> {
    /// Shows `give` each thing that the call issued, which did not fail.
    pub fn each_issue(&self, mut give: impl FnMut(Issue<'_>)) {
        let Some(kind) = self.issue_kind() else { return };
        let response = self.response_elements.unwrap_or("null");
        let nothing = Cow::Borrowed("");
        match kind {
            IssueKind::Token => give(self.token(response)),
            IssueKind::SignIn => {
                let [name] = texts(self.json, [&["additionalEventData", "MFAUsed"]]);
                give(Issue { kind, key: nothing.clone(), principal: nothing, name });
            }
            IssueKind::Switch => {
                let [name] = texts(self.json, [&["additionalEventData", "SwitchFrom"]]);
                give(Issue { kind, key: nothing.clone(), principal: nothing, name });
            }
            IssueKind::Key => {
                let [key, name] =
                    texts(response, [&["accessKey", "accessKeyId"], &["accessKey", "userName"]]);
                give(Issue { kind, key, principal: nothing, name });
            }
            IssueKind::Password => {
                let [name] = texts(self.json, [&["requestParameters", "userName"]]);
                give(Issue { kind, key: nothing.clone(), principal: nothing, name });
            }
            IssueKind::User => {
                let [principal, name] =
                    texts(response, [&["user", "userId"], &["user", "userName"]]);
                give(Issue { kind, key: nothing, principal, name });
            }
            IssueKind::Role => {
                let [principal, name] =
                    texts(response, [&["role", "roleId"], &["role", "roleName"]]);
                give(Issue { kind, key: nothing, principal, name });
            }
            IssueKind::Instance => each_instance(response, |id| {
                let name = Cow::Borrowed(id);
                give(Issue { kind, key: nothing.clone(), principal: nothing.clone(), name });
            }),
        }
    }

    /// A name alone does not say it: other services have a `CreateUser` too.
    fn issue_kind(&self) -> Option<IssueKind> {
        let kind = match self.event_name()? {
            "AssumeRole"
            | "AssumeRoleWithSAML"
            | "AssumeRoleWithWebIdentity"
            | "AssumeRoot"
            | "GetSessionToken"
            | "GetFederationToken"
            | "GetDelegatedAccessToken"
            | "GetSigninToken"
            | "GetCredentialsForIdentity"
            | "GetRoleCredentials"
            | "AssumeRoleForPodIdentity" => IssueKind::Token,
            "ConsoleLogin" => IssueKind::SignIn,
            "SwitchRole" => IssueKind::Switch,
            "CreateAccessKey" => IssueKind::Key,
            "CreateLoginProfile" | "UpdateLoginProfile" => IssueKind::Password,
            "CreateUser" => IssueKind::User,
            "CreateRole" => IssueKind::Role,
            "RunInstances" => IssueKind::Instance,
            _ => return None,
        };
        let source = self.event_source()?;
        let service = source.strip_suffix(".amazonaws.com").unwrap_or(source);
        let is_it = match kind {
            IssueKind::Token => {
                matches!(service, "sts" | "signin" | "cognito-identity" | "sso" | "eks-auth")
            }
            IssueKind::SignIn | IssueKind::Switch => service == "signin",
            IssueKind::Instance => service == "ec2",
            IssueKind::Key | IssueKind::Password | IssueKind::User | IssueKind::Role => {
                service == "iam"
            }
        };
        is_it.then_some(kind)
    }

    fn token<'r>(&'r self, response: &'r str) -> Issue<'r> {
        let [key, role, federated] = texts(response, [KEY, ROLE_SESSION, FEDERATED_USER]);
        let mut issue = Issue { kind: IssueKind::Token, key, principal: role, name: "".into() };
        if issue.principal.is_empty() {
            issue.principal = federated;
        }
        if issue.principal.is_empty() {
            let [session, root] = match self.request_parameters.0 {
                Some(request) => texts(request, [&["roleSessionName"], &["targetPrincipal"]]),
                None => texts(self.json, [SESSION_NAME, TARGET_ROOT]),
            };
            issue.name = session;
            issue.principal = account_of(root);
        }
        issue
    }
}

/// The root user's principal id is its account; it can be named by an ARN.
fn account_of(principal: Cow<'_, str>) -> Cow<'_, str> {
    match principal.split(':').nth(4) {
        Some(account) => Cow::Owned(account.to_owned()),
        None => principal,
    }
}

/// The ids in `instancesSet.items`.
fn each_instance(response: &str, mut give: impl FnMut(&str)) {
    let value: serde_json::Value = serde_json::from_str(response).unwrap_or_default();
    let items = value["instancesSet"]["items"].as_array();
    let ids = items.into_iter().flatten().filter_map(|item| item["instanceId"].as_str());
    ids.take(MOST_INSTANCES).for_each(&mut give);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;

    /// Kind, key, principal and name of all that a record issued.
    fn check(json: &str, expected: &[(IssueKind, &str, &str, &str)]) {
        let record = EventRecord::from_json(json).unwrap();
        let mut found = Vec::new();
        if record.outcome() != Outcome::Succeeded {
            return assert!(expected.is_empty(), "{json}");
        }
        record.each_issue(|issue| {
            found.push((issue.kind, issue.key.into(), issue.principal.into(), issue.name.into()));
        });
        let expected: Vec<(IssueKind, String, String, String)> = expected
            .iter()
            .map(|(kind, a, b, c)| (*kind, (*a).to_owned(), (*b).to_owned(), (*c).to_owned()))
            .collect();
        assert_eq!(found, expected, "{json}");
    }

    #[test]
    fn tokens_name_their_key_and_their_principal() {
        let sts = |name: &str, rest: &str| {
            format!(r#"{{"eventSource":"sts.amazonaws.com","eventName":"{name}",{rest}}}"#)
        };
        check(
            &sts(
                "AssumeRole",
                r#""responseElements":{"credentials":{"sessionToken":"t","accessKeyId":"ASIA1"},"assumedRoleUser":{"assumedRoleId":"AROA1:s","arn":"a"}}"#,
            ),
            &[(IssueKind::Token, "ASIA1", "AROA1:s", "")],
        );
        check(
            &sts(
                "AssumeRole",
                r#""requestParameters":{"roleSessionName":"i-1"},"responseElements":{"credentials":{"accessKeyId":"ASIA2"}}"#,
            ),
            &[(IssueKind::Token, "ASIA2", "", "i-1")],
        );
        check(
            &sts(
                "GetFederationToken",
                r#""responseElements":{"credentials":{"accessKeyId":"ASIA3"},"federatedUser":{"federatedUserId":"1:g"}}"#,
            ),
            &[(IssueKind::Token, "ASIA3", "1:g", "")],
        );
        check(
            &sts(
                "AssumeRoot",
                r#""requestParameters":{"targetPrincipal":"arn:aws:iam::444455556666:root"},"responseElements":{"credentials":{"accessKeyId":"ASIA4"}}"#,
            ),
            &[(IssueKind::Token, "ASIA4", "444455556666", "")],
        );
        check(&sts("AssumeRole", r#""errorCode":"AccessDenied""#), &[]);
        check(
            &sts("AssumeRole", r#""responseElements":"HIDDEN_DUE_TO_SECURITY_REASONS""#),
            &[(IssueKind::Token, "", "", "")],
        );
    }

    #[test]
    fn sign_ins_say_whether_mfa_was_used_and_switches_from_where() {
        check(
            r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"Yes"}}"#,
            &[(IssueKind::SignIn, "", "", "Yes")],
        );
        check(
            r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Failure"},"additionalEventData":{"MFAUsed":"Yes"}}"#,
            &[],
        );
        check(
            r#"{"eventSource":"signin.amazonaws.com","eventName":"SwitchRole","additionalEventData":{"SwitchFrom":"arn:x"}}"#,
            &[(IssueKind::Switch, "", "", "arn:x")],
        );
    }

    #[test]
    fn iam_makes_keys_users_passwords_and_roles() {
        let iam = |name: &str, rest: &str| {
            format!(r#"{{"eventSource":"iam.amazonaws.com","eventName":"{name}",{rest}}}"#)
        };
        check(
            &iam(
                "CreateAccessKey",
                r#""requestParameters":null,"responseElements":{"accessKey":{"accessKeyId":"AKIA1","userName":"bob"}}"#,
            ),
            &[(IssueKind::Key, "AKIA1", "", "bob")],
        );
        check(
            &iam(
                "CreateUser",
                r#""responseElements":{"user":{"userId":"AIDA1","userName":"bob"}}"#,
            ),
            &[(IssueKind::User, "", "AIDA1", "bob")],
        );
        check(
            &iam("UpdateLoginProfile", r#""requestParameters":{"userName":"bob"}"#),
            &[(IssueKind::Password, "", "", "bob")],
        );
        check(
            &iam("CreateRole", r#""responseElements":{"role":{"roleId":"AROA1","roleName":"r"}}"#),
            &[(IssueKind::Role, "", "AROA1", "r")],
        );
        check(
            r#"{"eventSource":"transfer.amazonaws.com","eventName":"CreateUser","responseElements":{"user":{"userId":"u"}}}"#,
            &[],
        );
    }

    #[test]
    fn every_instance_of_a_launch_is_one() {
        check(
            r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"},{},{"instanceId":"i-2"}]}}}"#,
            &[(IssueKind::Instance, "", "", "i-1"), (IssueKind::Instance, "", "", "i-2")],
        );
        check(
            r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","responseElements":{"omitted":"true"}}"#,
            &[],
        );
    }
}
