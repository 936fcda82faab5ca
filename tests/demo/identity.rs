//! `userIdentity`, for each kind of caller that CloudTrail knows.

use serde_json::{Value, json};

use crate::demo::cast::{Role, User};
use crate::demo::clock::Moment;

/// A caller: an identity, and where it calls from.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) identity: Identity,
    /// The service that made the call on the caller's behalf.
    pub(crate) invoked_by: Option<&'static str>,
    pub(crate) address: &'static str,
    pub(crate) agent: String,
    pub(crate) is_console: bool,
}

#[derive(Clone)]
pub(crate) enum Identity {
    /// `key` is empty during the sign-in itself.
    Root {
        account: &'static str,
        key: String,
        since: Option<Moment>,
    },
    User {
        user: User,
        key: String,
        session: Option<Sitting>,
    },
    RoleSession(RoleSession),
    Federated {
        user: User,
        name: &'static str,
        key: String,
        since: Moment,
    },
    /// The `AssumeRoleWithWebIdentity` call itself.
    Web {
        provider: &'static str,
        subject: &'static str,
    },
    /// The `AssumeRoleWithSAML` call itself.
    Saml {
        qualifier: &'static str,
        subject: &'static str,
    },
    Center {
        account: &'static str,
        user_id: String,
    },
    Service(&'static str),
    /// A service event: an account and a service, and no `type`.
    ServiceEvent {
        account: &'static str,
        service: &'static str,
    },
    /// How the owner of a resource sees a caller from elsewhere.
    Outside {
        account: &'static str,
        principal: String,
    },
}

/// A session of an IAM user: since when, and whether with MFA.
#[derive(Clone, Copy)]
pub(crate) struct Sitting {
    pub(crate) since: Moment,
    pub(crate) mfa: bool,
}

#[derive(Clone)]
pub(crate) struct RoleSession {
    pub(crate) role: Role,
    pub(crate) name: String,
    /// Absent in records of service-linked roles.
    pub(crate) key: Option<String>,
    pub(crate) since: Moment,
    pub(crate) origin: Origin,
}

/// What a role session's `sessionContext` tells of its beginning.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Origin {
    Plain,
    /// Handed to an instance by the metadata service, version 2.
    Instance,
    /// The identity provider of a web identity.
    Web(&'static str),
}

type Members = Vec<(&'static str, Value)>;

impl Actor {
    pub(crate) fn new(identity: Identity, address: &'static str, agent: &str) -> Self {
        Self { identity, invoked_by: None, address, agent: agent.into(), is_console: false }
    }

    /// An IAM user with a long-term `key`.
    pub(crate) fn user(user: User, key: String, address: &'static str, agent: &str) -> Self {
        Self::new(Identity::User { user, key, session: None }, address, agent)
    }

    /// An AWS service in its own name.
    pub(crate) fn service(name: &'static str) -> Self {
        Self::new(Identity::Service(name), name, name)
    }

    /// A service at work for `account`, without an API call.
    pub(crate) fn service_event(account: &'static str, service: &'static str) -> Self {
        Self::new(Identity::ServiceEvent { account, service }, service, service)
    }

    /// The same caller, with the call forwarded by `service` under a `key` of its own.
    pub(crate) fn forwarded(&self, service: &'static str, key: String, since: Moment) -> Self {
        let mut identity = self.identity.clone();
        match &mut identity {
            Identity::User { key: own, session, .. } => {
                *own = key;
                session.get_or_insert(Sitting { since, mfa: false });
            }
            Identity::RoleSession(session) => session.key = Some(key),
            _ => unreachable!("only users and roles have calls forwarded"),
        }
        Self { invoked_by: Some(service), ..Self::new(identity, service, service) }
    }

    /// Whether a service speaks, so that no TLS connection of a caller exists.
    pub(crate) fn is_machine(&self) -> bool {
        self.address.ends_with(".amazonaws.com") || self.address == "AWS Internal"
    }

    /// The members of `userIdentity` in CloudTrail's order.
    pub(crate) fn members(&self) -> Members {
        let mut members = self.identity.members();
        members.extend(self.invoked_by.map(|service| ("invokedBy", json!(service))));
        members
    }
}

impl Identity {
    /// The account that the caller belongs to, if it has one.
    pub(crate) fn account(&self) -> Option<&'static str> {
        match self {
            Self::User { user, .. } | Self::Federated { user, .. } => Some(user.account),
            Self::RoleSession(session) => Some(session.role.account),
            Self::Root { account, .. }
            | Self::ServiceEvent { account, .. }
            | Self::Center { account, .. } => Some(account),
            _ => None,
        }
    }

    /// The instance that holds the role session, if one does.
    pub(crate) fn instance(&self) -> Option<&str> {
        match self {
            Self::RoleSession(session) if session.origin == Origin::Instance => Some(&session.name),
            _ => None,
        }
    }

    pub(crate) fn principal(&self) -> String {
        match self {
            Self::Root { account, .. } => (*account).into(),
            Self::User { user, .. } => user.id(),
            Self::RoleSession(session) => session.role.session_id(&session.name),
            Self::Federated { user, name, .. } => format!("{}:{name}", user.account),
            _ => unreachable!("no principal id is shown for this caller"),
        }
    }

    pub(crate) fn arn(&self) -> String {
        match self {
            Self::Root { account, .. } => format!("arn:aws:iam::{account}:root"),
            Self::User { user, .. } => user.arn(),
            Self::RoleSession(session) => session.role.session_arn(&session.name),
            Self::Federated { user, name, .. } => {
                format!("arn:aws:sts::{}:federated-user/{name}", user.account)
            }
            _ => unreachable!("no ARN is shown for this caller"),
        }
    }

    fn members(&self) -> Members {
        match self {
            Self::Root { key, since, .. } => {
                let context = since.map(|since| context(&json!({}), since, true));
                self.principal_members("Root", Some(key), context)
            }
            Self::User { user, key, session } => {
                let mut members = self.principal_members("IAMUser", Some(key), None);
                members.push(("userName", json!(user.name)));
                let context =
                    session.map(|sitting| context(&json!({}), sitting.since, sitting.mfa));
                members.extend(context.map(|context| ("sessionContext", context)));
                members
            }
            Self::RoleSession(session) => {
                let context = session.context();
                self.principal_members("AssumedRole", session.key.as_ref(), Some(context))
            }
            Self::Federated { user, key, since, .. } => {
                let issuer = json!({"type": "IAMUser", "principalId": user.id(), "arn": user.arn(),
                                    "accountId": user.account, "userName": user.name});
                self.principal_members(
                    "FederatedUser",
                    Some(key),
                    Some(context(&issuer, *since, false)),
                )
            }
            Self::Web { provider, subject } => {
                outside_identity("WebIdentityUser", provider, subject)
            }
            Self::Saml { qualifier, subject } => outside_identity("SAMLUser", qualifier, subject),
            Self::Center { account, user_id } => portal_user(account, user_id),
            Self::Service(name) => vec![("type", json!("AWSService")), ("invokedBy", json!(name))],
            Self::ServiceEvent { account, service } => {
                vec![("accountId", json!(account)), ("invokedBy", json!(service))]
            }
            Self::Outside { account, principal } => vec![
                ("type", json!("AWSAccount")),
                ("principalId", json!(principal)),
                ("accountId", json!(account)),
            ],
        }
    }

    fn principal_members(
        &self,
        kind: &'static str,
        key: Option<&String>,
        context: Option<Value>,
    ) -> Members {
        let mut members = vec![
            ("type", json!(kind)),
            ("principalId", json!(self.principal())),
            ("arn", json!(self.arn())),
            ("accountId", json!(self.account())),
        ];
        members.extend(key.map(|key| ("accessKeyId", json!(key))));
        members.extend(context.map(|context| ("sessionContext", context)));
        members
    }
}

impl RoleSession {
    fn context(&self) -> Value {
        let role = self.role;
        let issuer = json!({"type": "Role", "principalId": role.id(), "arn": role.arn(),
                            "accountId": role.account, "userName": role.name});
        let mut context = context(&issuer, self.since, false);
        match self.origin {
            Origin::Plain => {}
            Origin::Instance => context["ec2RoleDelivery"] = json!("2.0"),
            Origin::Web(provider) => {
                let provider = format!("arn:aws:iam::{}:oidc-provider/{provider}", role.account);
                context["webIdFederationData"] =
                    json!({"federatedProvider": provider, "attributes": {}});
            }
        }
        context
    }
}

fn context(issuer: &Value, since: Moment, mfa: bool) -> Value {
    json!({"sessionIssuer": issuer, "webIdFederationData": {}, "attributes":
           {"creationDate": since.iso(), "mfaAuthenticated": mfa.to_string()}})
}

/// A person known to IAM Identity Center, before any role.
fn portal_user(account: &str, user_id: &str) -> Members {
    let store = format!("arn:aws:identitystore::{account}:identitystore/d-93670a1b2c");
    vec![
        ("type", json!("IdentityCenterUser")),
        ("accountId", json!(account)),
        ("onBehalfOf", json!({"userId": user_id, "identityStoreArn": store})),
        ("credentialId", json!("b7d1c0aa-4e53-4b0f-8f0e-2a6f6c1d9e35")),
    ]
}

fn outside_identity(kind: &'static str, provider: &str, subject: &str) -> Members {
    vec![
        ("type", json!(kind)),
        ("principalId", json!(format!("{provider}:{subject}"))),
        ("userName", json!(subject)),
        ("identityProvider", json!(provider)),
    ]
}
