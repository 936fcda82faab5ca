//! Minting credentials: the calls that begin a session, and the session that follows from each.

use serde_json::{Value, json};

use crate::demo::call::{Call, Place, place, read};
use crate::demo::cast::{Role, User, VIRGINIA};
use crate::demo::clock::{HOUR, Moment};
use crate::demo::identity::{Actor, Identity, Origin, RoleSession};
use crate::demo::record::Script;

pub(crate) const ASSUME_ROLE: Call = read("sts", "AssumeRole", "");
const BY_WEB_IDENTITY: Call = read("sts", "AssumeRoleWithWebIdentity", "");
const BY_SAML: Call = read("sts", "AssumeRoleWithSAML", "");
const FEDERATION: Call = read("sts", "GetFederationToken", "");

impl Script {
    /// `caller` becomes `role`; across accounts the role's owner gets a record of its own.
    pub(crate) fn assume_role(
        &mut self,
        caller: &Actor,
        role: Role,
        session: &str,
        time: Moment,
    ) -> RoleSession {
        let minted = self.session(role, session, time);
        let caller_account = caller.identity.account();
        let crosses = caller_account.is_some_and(|account| account != role.account);
        let account = if crosses { caller_account.unwrap() } else { role.account };
        let shared = self.random.uuid();
        let event = self.record(caller, &ASSUME_ROLE, time, place(account, VIRGINIA));
        event
            .set("requestParameters", request(role, session))
            .set("responseElements", response(&minted, HOUR))
            .set("resources", role_resource(role));
        if crosses || caller.is_machine() {
            event.set("sharedEventID", shared.as_str());
        }
        if crosses {
            let request_id = event.request_id();
            self.owner_copy(caller, &minted, &shared, &request_id);
        }
        minted
    }

    /// The same `AssumeRole` as the role's owner sees it: the caller is only an account.
    fn owner_copy(&mut self, caller: &Actor, minted: &RoleSession, shared: &str, request: &str) {
        let account = caller.identity.account().unwrap();
        let principal = caller.identity.principal();
        let outside =
            Actor { identity: Identity::Outside { account, principal }, ..caller.clone() };
        let role = minted.role;
        let seen_from = place(role.account, VIRGINIA);
        let event = self.record(&outside, &ASSUME_ROLE, minted.since, seen_from);
        event
            .set("requestParameters", self::request(role, &minted.name))
            .set("responseElements", response(minted, HOUR))
            .set("resources", role_resource(role))
            .set("requestID", request)
            .set("sharedEventID", shared);
    }

    /// A build job trades its identity token for `role`.
    pub(crate) fn assume_by_web_identity(
        &mut self,
        caller: &Actor,
        role: Role,
        session: &str,
        at: (Moment, Place),
    ) -> RoleSession {
        let Identity::Web { provider, subject } = caller.identity else {
            unreachable!("a web identity is needed")
        };
        let minted =
            RoleSession { origin: Origin::Web(provider), ..self.session(role, session, at.0) };
        let mut response = response(&minted, HOUR);
        response["provider"] =
            json!(format!("arn:aws:iam::{}:oidc-provider/{provider}", role.account));
        response["subjectFromWebIdentityToken"] = json!(subject);
        response["audience"] = json!("sts.amazonaws.com");
        self.record(caller, &BY_WEB_IDENTITY, at.0, at.1)
            .set("requestParameters", request(role, session))
            .set("responseElements", response)
            .set("resources", role_resource(role));
        minted
    }

    /// IAM Identity Center hands `role` to a person.
    pub(crate) fn assume_by_saml(
        &mut self,
        caller: &Actor,
        role: Role,
        session: &str,
        at: (Moment, Place),
    ) -> RoleSession {
        let minted = self.session(role, session, at.0);
        let mut request = request(role, session);
        request["principalArn"] = json!(format!(
            "arn:aws:iam::{}:saml-provider/AWSSSO_2b7e151628aed2a6_DO_NOT_DELETE",
            role.account
        ));
        self.record(caller, &BY_SAML, at.0, at.1)
            .set("requestParameters", request)
            .set("responseElements", response(&minted, HOUR))
            .set("resources", role_resource(role));
        minted
    }

    /// `caller`, who acts for `user`, gets a session in somebody's `name`; returns its key.
    pub(crate) fn federate(
        &mut self,
        caller: &Actor,
        user: User,
        name: &str,
        at: (Moment, Place),
    ) -> String {
        let key = self.random.temporary_key();
        let federated = json!({
            "federatedUserId": format!("{}:{name}", user.account),
            "arn": format!("arn:aws:sts::{}:federated-user/{name}", user.account)});
        let request = json!({"name": name, "durationSeconds": 8 * HOUR,
            "policyArns": [{"arn": "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"}]});
        self.record(caller, &FEDERATION, at.0, at.1).set("requestParameters", request).set(
            "responseElements",
            json!({"credentials": credentials(&key, at.0 + 8 * HOUR),
                "federatedUser": federated, "packedPolicySize": 4}),
        );
        key
    }

    /// A session of `role` with a new key, not yet recorded anywhere.
    pub(crate) fn session(&mut self, role: Role, name: &str, since: Moment) -> RoleSession {
        let key = Some(self.random.temporary_key());
        RoleSession { role, name: name.into(), key, since, origin: Origin::Plain }
    }
}

impl RoleSession {
    /// The session calling from `address`.
    pub(crate) fn calling_from(self, address: &'static str, agent: &str) -> Actor {
        Actor::new(Identity::RoleSession(self), address, agent)
    }
}

fn request(role: Role, session: &str) -> Value {
    json!({"roleArn": role.arn(), "roleSessionName": session, "durationSeconds": HOUR})
}

fn response(minted: &RoleSession, lifetime: i64) -> Value {
    let key = minted.key.as_deref().unwrap();
    json!({"credentials": credentials(key, minted.since + lifetime), "assumedRoleUser":
        {"assumedRoleId": minted.role.session_id(&minted.name),
         "arn": minted.role.session_arn(&minted.name)}})
}

fn credentials(key: &str, expiration: Moment) -> Value {
    json!({"accessKeyId": key, "sessionToken": "***", "expiration": expiration.prose()})
}

fn role_resource(role: Role) -> Value {
    json!([{"ARN": role.arn(), "accountId": role.account, "type": "AWS::IAM::Role"}])
}
