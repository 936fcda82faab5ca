//! What kind of credential a session is, in more detail than one identity says.

use crate::record::identity::Credential;

/// What kind of credential a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionKind {
    /// The long-term key of a user or of root.
    LongTermKey,
    /// The password of a user or of root: the sign-ins themselves.
    Password,
    /// A user or root in the console.
    Console,
    /// Temporary credentials of a user or of root, by `GetSessionToken`.
    UserSession,
    /// Root of a member account, by `AssumeRoot`.
    AssumedRoot,
    /// A role.
    Role,
    /// A role, for a user whom an identity provider vouched for.
    FederatedRole,
    /// A role that IAM Identity Center hands out.
    IdentityCenterRole,
    /// The role of an instance.
    InstanceRole,
    /// A role linked to a service, which only that service can assume.
    ServiceLinkedRole,
    /// A federated user, by `GetFederationToken`.
    FederatedUser,
    /// Calls that services made for a user, with keys of their own (forward access sessions).
    Forwarded,
    /// The token of an identity provider, exchanged in the call itself.
    ProviderToken,
    /// An AWS service.
    Service,
    /// A principal of another account, of which little shows.
    OtherAccount,
    /// Nobody signed.
    Anonymous,
    /// Not known.
    Unknown,
}

/// What decides the kind, of all the identities of a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits<'s> {
    pub(crate) credential: Credential,
    pub(crate) role: &'s str,
    pub(crate) issuer: &'s str,
    pub(crate) session: &'s str,
    pub(crate) is_delivered: bool,
    pub(crate) is_forwarded: bool,
    pub(crate) is_console: bool,
}

impl SessionKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::LongTermKey,
        Self::Password,
        Self::Console,
        Self::UserSession,
        Self::AssumedRoot,
        Self::Role,
        Self::FederatedRole,
        Self::IdentityCenterRole,
        Self::InstanceRole,
        Self::ServiceLinkedRole,
        Self::FederatedUser,
        Self::Forwarded,
        Self::ProviderToken,
        Self::Service,
        Self::OtherAccount,
        Self::Anonymous,
        Self::Unknown,
    ];

    /// As shown.
    pub fn text(self) -> &'static str {
        match self {
            Self::LongTermKey => "long-term key",
            Self::Password => "password",
            Self::Console => "console session",
            Self::UserSession => "user session",
            Self::AssumedRoot => "assumed root",
            Self::Role => "role session",
            Self::FederatedRole => "role by federation",
            Self::IdentityCenterRole => "role by Identity Center",
            Self::InstanceRole => "instance role",
            Self::ServiceLinkedRole => "service-linked role",
            Self::FederatedUser => "federated user",
            Self::Forwarded => "calls by services",
            Self::ProviderToken => "identity provider token",
            Self::Service => "AWS service",
            Self::OtherAccount => "other account",
            Self::Anonymous => "anonymous",
            Self::Unknown => "unknown",
        }
    }

    /// Whether some event must have issued it, be it in the data or outside.
    pub fn is_issued(self) -> bool {
        !matches!(
            self,
            Self::ProviderToken
                | Self::Service
                | Self::OtherAccount
                | Self::Anonymous
                | Self::Unknown
        )
    }

    pub(crate) fn of(traits: &Traits<'_>) -> Self {
        match traits.credential {
            Credential::LongTermKey => Self::LongTermKey,
            Credential::Root | Credential::Password => Self::Password,
            Credential::RootSession | Credential::UserSession if traits.is_console => Self::Console,
            Credential::RootSession | Credential::UserSession if traits.is_forwarded => {
                Self::Forwarded
            }
            Credential::RootSession | Credential::UserSession => Self::UserSession,
            Credential::AssumedRoot => Self::AssumedRoot,
            Credential::RoleSession | Credential::FederatedRoleSession => Self::of_role(traits),
            Credential::FederatedUserSession => Self::FederatedUser,
            Credential::IdentityProviderToken => Self::ProviderToken,
            Credential::Service => Self::Service,
            Credential::OtherAccount => Self::OtherAccount,
            Credential::Anonymous => Self::Anonymous,
            Credential::Unknown => Self::Unknown,
        }
    }

    /// Source: IAM user guide, "service-linked roles" and "IAM identifiers".
    fn of_role(traits: &Traits<'_>) -> Self {
        if traits.is_delivered || is_instance(traits.session) {
            Self::InstanceRole
        } else if traits.role.starts_with("AWSServiceRoleFor")
            || traits.issuer.contains(":role/aws-service-role/")
        {
            Self::ServiceLinkedRole
        } else if traits.role.starts_with("AWSReservedSSO_") {
            Self::IdentityCenterRole
        } else if traits.credential == Credential::FederatedRoleSession {
            Self::FederatedRole
        } else {
            Self::Role
        }
    }
}

/// Whether the name of a role session is the id of an instance.
pub(crate) fn is_instance(session: &str) -> bool {
    session.strip_prefix("i-").is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(session: &str, role: &str) -> SessionKind {
        SessionKind::of(&Traits {
            credential: Credential::RoleSession,
            role,
            issuer: "",
            session,
            is_delivered: false,
            is_forwarded: false,
            is_console: false,
        })
    }

    #[test]
    fn roles_are_told_apart_by_their_names_and_sessions() {
        assert_eq!(role("i-0123456789abcdef0", "web"), SessionKind::InstanceRole);
        assert_eq!(role("i-am-bob", "web"), SessionKind::Role);
        assert_eq!(role("x", "AWSServiceRoleForRDS"), SessionKind::ServiceLinkedRole);
        assert_eq!(role("ann", "AWSReservedSSO_Admin_0123"), SessionKind::IdentityCenterRole);
    }

    #[test]
    fn no_two_kinds_are_shown_alike() {
        let mut texts: Vec<&str> = SessionKind::ALL.iter().map(|kind| kind.text()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), SessionKind::ALL.len());
    }
}
