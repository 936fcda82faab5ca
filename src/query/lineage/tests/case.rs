//! Invented cases: credentials that make calls and issue others, written down as trails do.

use serde_json::{Value, json};

use crate::time::Timestamp;

pub(crate) const HOME: &str = "111122223333";
const AWAY: &str = "444455556666";

/// Somebody who can make calls.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Value,
    address: &'static str,
}

impl Caller {
    /// Somebody with this identity.
    pub(crate) fn of(identity: Value) -> Self {
        Self { identity, address: "192.0.2.7" }
    }
}

/// A case that is being made up, second by second.
pub(crate) struct Case {
    pub(crate) records: Vec<Value>,
    pub(crate) callers: Vec<Caller>,
    seconds: i64,
    n_ids: u32,
}

impl Case {
    /// A case with the leaked key of one user, and a service.
    pub(crate) fn new() -> Self {
        let mut case = Self { records: Vec::new(), callers: Vec::new(), seconds: 0, n_ids: 0 };
        case.callers.push(user("ann", "AKIALEAKEDKEY0000001"));
        case
    }

    pub(crate) fn wait(&mut self, seconds: i64) {
        self.seconds += seconds;
    }

    /// The moment, as records write it.
    pub(crate) fn now(&self) -> String {
        Timestamp::from_seconds(1_741_687_200 + self.seconds).unwrap().to_string()
    }

    pub(crate) fn id(&mut self, prefix: &str) -> String {
        self.n_ids += 1;
        format!("{prefix}{:016}", self.n_ids)
    }

    /// A record of a call, to which the caller may add.
    pub(crate) fn call(&mut self, caller: &Caller, service: &str, name: &str) -> &mut Value {
        let id = self.id("e-");
        let record = json!({
            "eventTime": self.now(), "eventID": id, "eventName": name,
            "eventSource": format!("{service}.amazonaws.com"),
            "sourceIPAddress": caller.address, "recipientAccountId": HOME,
            "userIdentity": caller.identity,
        });
        self.records.push(record);
        let last = self.records.len() - 1;
        &mut self.records[last]
    }

    /// The caller takes a role; across accounts the owner has a record of its own.
    pub(crate) fn assume(
        &mut self,
        caller: &Caller,
        role: &str,
        session: &str,
        across: bool,
    ) -> Caller {
        let (key, shared) = (self.id("ASIA"), self.id("s-"));
        let account = if across { AWAY } else { HOME };
        let minted = role_session(account, role, session, &key, &self.now());
        let principal = minted.identity["principalId"].clone();
        let arn = format!("arn:aws:iam::{account}:role/{role}");
        let request = json!({"roleArn": arn, "roleSessionName": session});
        let response = json!({"credentials": {"accessKeyId": key, "sessionToken": "t"},
                              "assumedRoleUser": {"assumedRoleId": principal}});
        let record = self.call(caller, "sts", "AssumeRole");
        record["requestParameters"] = request.clone();
        record["responseElements"] = response.clone();
        if across {
            record["sharedEventID"] = json!(shared);
            let outside = Caller {
                identity: json!({"type": "AWSAccount", "accountId": HOME,
                                 "principalId": caller.identity["principalId"]}),
                ..caller.clone()
            };
            let record = self.call(&outside, "sts", "AssumeRole");
            record["requestParameters"] = request;
            record["responseElements"] = response;
            record["sharedEventID"] = json!(shared);
            record["recipientAccountId"] = json!(AWAY);
        }
        minted
    }

    /// A call of STS whose answer holds the key of `minted`.
    pub(crate) fn token(&mut self, caller: &Caller, name: &str, minted: &Caller) {
        let key = minted.identity["accessKeyId"].clone();
        self.call(caller, "sts", name)["responseElements"] =
            json!({"credentials": {"accessKeyId": key}});
    }

    pub(crate) fn create_key(&mut self, caller: &Caller, name: &str) -> Caller {
        let key = self.id("AKIA");
        self.call(caller, "iam", "CreateAccessKey")["responseElements"] =
            json!({"accessKey": {"accessKeyId": key, "userName": name}});
        user(name, &key)
    }

    pub(crate) fn create_user(&mut self, caller: &Caller, name: &str) {
        let record = self.call(caller, "iam", "CreateUser");
        record["responseElements"] = json!({"user": {"userId": user_id(name), "userName": name}});
    }

    pub(crate) fn set_password(&mut self, caller: &Caller, name: &str) {
        self.call(caller, "iam", "CreateLoginProfile")["requestParameters"] =
            json!({"userName": name});
    }

    pub(crate) fn create_role(&mut self, caller: &Caller, role: &str) {
        self.call(caller, "iam", "CreateRole")["responseElements"] =
            json!({"role": {"roleId": role_id(role), "roleName": role}});
    }

    /// Signs in; the console then uses several keys.
    pub(crate) fn sign_in(&mut self, name: &str) -> Vec<Caller> {
        let mut signing = user(name, "");
        signing.identity.as_object_mut().unwrap().remove("accessKeyId");
        let record = self.call(&signing, "signin", "ConsoleLogin");
        record["eventType"] = json!("AwsConsoleSignIn");
        record["responseElements"] = json!({"ConsoleLogin": "Success"});
        record["additionalEventData"] = json!({"MFAUsed": "Yes"});
        let now = self.now();
        let keys = [self.id("ASIA"), self.id("ASIA")];
        keys.iter().map(|key| user_session(name, key, &now)).collect()
    }

    /// Starts an instance, which gets its role's credentials from the service.
    pub(crate) fn launch(&mut self, caller: &Caller, role: &str) -> Caller {
        self.n_ids += 1;
        let instance = format!("i-{:017x}", self.n_ids);
        self.call(caller, "ec2", "RunInstances")["responseElements"] =
            json!({"instancesSet": {"items": [{"instanceId": instance}]}});
        self.wait(1);
        let key = self.id("ASIA");
        let record = self.call(&service("ec2.amazonaws.com"), "sts", "AssumeRole");
        record["requestParameters"] = json!({
            "roleArn": format!("arn:aws:iam::{HOME}:role/{role}"), "roleSessionName": instance});
        record["responseElements"] = json!({"credentials": {"accessKeyId": key}});
        let mut minted = role_session(HOME, role, &instance, &key, &self.now());
        minted.identity["sessionContext"]["ec2RoleDelivery"] = json!("2.0");
        minted
    }

    /// A service calls for the caller, with a key of its own.
    pub(crate) fn forward(&mut self, name: &str) {
        let key = self.id("ASIA");
        let mut forwarded = user_session(name, &key, &self.now());
        forwarded.identity["invokedBy"] = json!("secretsmanager.amazonaws.com");
        forwarded.address = "secretsmanager.amazonaws.com";
        self.call(&forwarded, "kms", "Decrypt");
    }

    /// Takes a role in the console.
    pub(crate) fn switch(&mut self, caller: &Caller, role: &str) -> Caller {
        let key = self.id("ASIA");
        let minted = role_session(AWAY, role, "ann", &key, &self.now());
        let record = self.call(&minted, "signin", "SwitchRole");
        record["additionalEventData"] = json!({"SwitchFrom": caller.identity["arn"]});
        record["responseElements"] = json!({"SwitchRole": "Success"});
        minted
    }

    /// Takes the root of another account.
    pub(crate) fn assume_root(&mut self, caller: &Caller) -> Caller {
        let key = self.id("ASIA");
        let record = self.call(caller, "sts", "AssumeRoot");
        record["requestParameters"] = json!({"targetPrincipal": AWAY});
        record["responseElements"] = json!({"credentials": {"accessKeyId": key}});
        Caller {
            identity: json!({"type": "Root", "principalId": AWAY, "accountId": AWAY,
                "arn": format!("arn:aws:iam::{AWAY}:root"), "accessKeyId": key,
                "sessionContext": {"assumedRoot": "true",
                    "attributes": {"creationDate": self.now(), "mfaAuthenticated": "false"}}}),
            address: "192.0.2.7",
        }
    }

    /// The records as text, in the order of the calls.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.records.iter().map(ToString::to_string).collect()
    }

    /// A case of `steps`: what is done, by whom, and how many seconds later.
    pub(crate) fn of_steps(steps: &[(u8, u8, u8)]) -> Self {
        let mut case = Self::new();
        for &(what, who, later) in steps {
            case.wait(i64::from(later));
            let caller = case.callers[usize::from(who) % case.callers.len()].clone();
            let name = ["ann", "bob", "cid"][usize::from(who) % 3];
            let role = ["admin", "web"][usize::from(who) % 2];
            let made = case.step(what, &caller, name, role);
            case.callers.extend(made);
        }
        case
    }

    fn step(&mut self, what: u8, caller: &Caller, name: &str, role: &str) -> Vec<Caller> {
        match what % 16 {
            0 => vec![self.assume(caller, role, name, false)],
            1 => vec![self.assume(caller, role, name, true)],
            2 => {
                let minted = user_session(name, &self.id("ASIA"), &self.now());
                self.token(caller, "GetSessionToken", &minted);
                vec![minted]
            }
            3 => {
                let minted = federated(name, &self.id("ASIA"), &self.now());
                self.token(caller, "GetFederationToken", &minted);
                vec![minted]
            }
            4 => vec![self.create_key(caller, name)],
            5 => {
                self.create_user(caller, name);
                Vec::new()
            }
            6 => {
                self.set_password(caller, name);
                Vec::new()
            }
            7 => self.sign_in(name),
            8 => vec![self.launch(caller, role)],
            9 => {
                self.forward(name);
                Vec::new()
            }
            10 => vec![self.assume_root(caller)],
            11 => {
                self.create_role(caller, role);
                Vec::new()
            }
            12 => vec![self.switch(caller, role)],
            13 => {
                let token = Caller {
                    identity: json!({"type": "WebIdentityUser", "userName": name,
                        "principalId": format!("idp:app:{name}"), "identityProvider": "idp"}),
                    address: "198.51.100.4",
                };
                let key = self.id("ASIA");
                let mut minted = role_session(HOME, role, name, &key, &self.now());
                minted.identity["sessionContext"]["webIdFederationData"] =
                    json!({"federatedProvider": "idp"});
                self.token(&token, "AssumeRoleWithWebIdentity", &minted);
                vec![minted]
            }
            _ => {
                self.call(caller, "s3", "GetObject");
                Vec::new()
            }
        }
    }
}

fn user_id(name: &str) -> String {
    format!("AIDA{}", name.to_uppercase())
}

fn role_id(role: &str) -> String {
    format!("AROA{}", role.to_uppercase())
}

/// A user with a long-term key.
pub(crate) fn user(name: &str, key: &str) -> Caller {
    Caller {
        identity: json!({"type": "IAMUser", "principalId": user_id(name), "accountId": HOME,
            "arn": format!("arn:aws:iam::{HOME}:user/{name}"), "userName": name,
            "accessKeyId": key}),
        address: "192.0.2.7",
    }
}

/// A user with temporary credentials.
pub(crate) fn user_session(name: &str, key: &str, since: &str) -> Caller {
    let mut caller = user(name, key);
    caller.identity["sessionContext"] =
        json!({"attributes": {"creationDate": since, "mfaAuthenticated": "true"}});
    caller
}

pub(crate) fn role_session(
    account: &str,
    role: &str,
    session: &str,
    key: &str,
    since: &str,
) -> Caller {
    Caller {
        identity: json!({"type": "AssumedRole", "accountId": account, "accessKeyId": key,
            "principalId": format!("{}:{session}", role_id(role)),
            "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "principalId": role_id(role), "userName": role,
                    "arn": format!("arn:aws:iam::{account}:role/{role}")},
                "attributes": {"creationDate": since, "mfaAuthenticated": "false"}}}),
        address: "198.51.100.9",
    }
}

fn federated(name: &str, key: &str, since: &str) -> Caller {
    Caller {
        identity: json!({"type": "FederatedUser", "principalId": format!("{HOME}:{name}"),
            "arn": format!("arn:aws:sts::{HOME}:federated-user/{name}"), "accountId": HOME,
            "accessKeyId": key, "sessionContext": {
                "sessionIssuer": {"type": "IAMUser", "principalId": user_id(name), "userName": name},
                "attributes": {"creationDate": since}}}),
        address: "192.0.2.7",
    }
}

/// An AWS service in its own name.
pub(crate) fn service(name: &'static str) -> Caller {
    Caller { identity: json!({"type": "AWSService", "invokedBy": name}), address: name }
}
