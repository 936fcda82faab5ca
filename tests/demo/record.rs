//! One event: its members, in the order in which CloudTrail writes them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::demo::call::{Call, Filling, Place};
use crate::demo::cast::VIRGINIA;
use crate::demo::clock::Moment;
use crate::demo::identity::Actor;
use crate::demo::random::Random;

/// The members after `userIdentity`.
const ORDER: &[&str] = &[
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "apiVersion",
    "managementEvent",
    "recipientAccountId",
    "serviceEventDetails",
    "sharedEventID",
    "eventCategory",
    "tlsDetails",
    "sessionCredentialFromConsole",
];

/// Newer services write newer records.
const VERSIONS: &[(&str, &str)] = &[
    ("s3", "1.11"),
    ("kms", "1.11"),
    ("monitoring", "1.11"),
    ("sagemaker", "1.09"),
    ("ec2", "1.10"),
];

/// Services with one endpoint, which log in Virginia whatever region is asked.
const GLOBAL: &[&str] = &["iam", "organizations", "ce", "budgets", "payments", "support"];

/// Services that answer a denied call with `AccessDenied`, not `AccessDeniedException`.
const PLAIN_DENIALS: &[&str] = &["iam", "s3", "sts", "rds", "ses", "cloudformation"];

#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) place: Place,
    pub(crate) time: Moment,
    pub(crate) is_data: bool,
    identity: Vec<(&'static str, Value)>,
    members: BTreeMap<&'static str, Value>,
}

/// Events in the making, with the random stream that they draw from.
pub(crate) struct Script {
    pub(crate) random: Random,
    pub(crate) events: Vec<Event>,
}

impl Script {
    pub(crate) fn named(name: &str) -> Self {
        Self { random: Random::named(name), events: Vec::new() }
    }

    /// Adds the event of `actor` making `call`, and hands it out for finer points.
    pub(crate) fn record(
        &mut self,
        actor: &Actor,
        call: &Call,
        time: Moment,
        place: Place,
    ) -> &mut Event {
        self.events.push(Event::new(actor, call, time, place, &mut self.random));
        self.events.last_mut().unwrap()
    }
}

impl Event {
    fn new(actor: &Actor, call: &Call, time: Moment, place: Place, random: &mut Random) -> Self {
        let region = if GLOBAL.contains(&call.source) { VIRGINIA } else { place.region };
        let place = Place { region, ..place };
        let mut filling = Filling::new(place);
        if let Some(instance) = actor.identity.instance() {
            filling.know("instance", instance);
        }
        let parameters = filling.json(call.parameters, random);
        let mut event = Self {
            place,
            time,
            is_data: call.is_data,
            identity: actor.members(),
            members: BTreeMap::new(),
        };
        event.describe(call, random);
        event.set("responseElements", filling.json(call.response, random));
        if let Some(resources) = filling.resources(call, random) {
            event.set("resources", resources);
        }
        event.connect(actor, call, &parameters, random);
        event.set("requestParameters", parameters);
        if let Some((code, message)) = call.error {
            event.fail(code, &filling.fill(message, random));
        }
        event
    }

    fn describe(&mut self, call: &Call, random: &mut Random) {
        let version = VERSIONS.iter().find(|(source, _)| *source == call.source);
        let is_s3 = call.source == "s3";
        self.set("eventVersion", version.map_or("1.08", |(_, version)| version));
        self.set("eventTime", self.time.iso());
        self.set("eventSource", format!("{}.amazonaws.com", call.source));
        self.set("eventName", call.name);
        self.set("awsRegion", self.place.region);
        self.set("requestID", if is_s3 { random.s3_request() } else { random.uuid() });
        self.set("eventID", random.uuid());
        self.set("readOnly", call.is_read);
        self.set("eventType", "AwsApiCall");
        self.set("managementEvent", !call.is_data);
        self.set("recipientAccountId", self.place.account);
        self.set("eventCategory", if call.is_data { "Data" } else { "Management" });
        if let Some(version) = call.api_version {
            self.set("apiVersion", version);
        }
    }

    /// Where the call came from, and how it travelled.
    fn connect(&mut self, actor: &Actor, call: &Call, parameters: &Value, random: &mut Random) {
        let is_s3 = call.source == "s3";
        let agent = actor.agent.replace("<command>", &call.command());
        self.set("sourceIPAddress", actor.address);
        self.set(
            "userAgent",
            if is_s3 && !actor.is_machine() { format!("[{agent}]") } else { agent },
        );
        if is_s3 {
            let is_signed = actor.identity.account().is_some() || actor.is_machine();
            self.set("additionalEventData", s3_transfer(call, is_signed, random));
        }
        if actor.is_console {
            self.set("sessionCredentialFromConsole", "true");
        } else if !actor.is_machine() {
            let host = host(call, self.place.region, &parameters["bucketName"]);
            self.set("tlsDetails", tls(&host));
        }
    }

    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<Value>) -> &mut Self {
        self.members.insert(name, value.into());
        self
    }

    /// Logs the event in another region.
    pub(crate) fn move_to(&mut self, region: &'static str) -> &mut Self {
        self.place.region = region;
        self.set("awsRegion", region)
    }

    pub(crate) fn unset(&mut self, name: &str) -> &mut Self {
        self.members.remove(name);
        self
    }

    /// The size of the object that S3 sent.
    pub(crate) fn sent(&mut self, n_bytes: i64) -> &mut Self {
        self.members.get_mut("additionalEventData").unwrap()["bytesTransferredOut"] =
            json!(n_bytes);
        self
    }

    /// A sign-in that has not succeeded yet shows no ARN.
    pub(crate) fn hide_arn(&mut self) -> &mut Self {
        self.identity.retain(|(name, _)| *name != "arn");
        self
    }

    pub(crate) fn request_id(&self) -> String {
        self.members["requestID"].as_str().unwrap().to_owned()
    }

    pub(crate) fn fail(&mut self, code: &str, message: &str) -> &mut Self {
        self.set("errorCode", code).set("errorMessage", message).set("responseElements", ())
    }

    /// Turns the event into a refusal in the words of its service.
    pub(crate) fn deny(&mut self, actor: &Actor, call: &Call, resource: &str) -> &mut Self {
        let action = call.action();
        let arn = actor.identity.arn();
        let because = format!("because no identity-based policy allows the {action} action");
        if call.source == "ec2" {
            let message = format!(
                "You are not authorized to perform this operation. User: {arn} is not authorized to \
                 perform: {action} {because}"
            );
            return self.fail("Client.UnauthorizedOperation", &message);
        }
        let is_plain = PLAIN_DENIALS.contains(&call.source);
        let code = if is_plain { "AccessDenied" } else { "AccessDeniedException" };
        let message = format!(
            "User: {arn} is not authorized to perform: {action} on resource: {resource} {because}"
        );
        self.fail(code, &message).set("requestParameters", ())
    }

    pub(crate) fn to_json(&self) -> String {
        let order = ORDER.iter().filter_map(|name| Some((*name, self.members.get(name)?)));
        let identity = object(self.identity.iter().map(|(name, value)| (*name, value)));
        let rest = object(order);
        let version = &self.members["eventVersion"];
        format!("{{\"eventVersion\":{version},\"userIdentity\":{identity},{}", &rest[1..])
    }
}

/// An object whose members stand in the order given.
fn object<'a>(members: impl Iterator<Item = (&'static str, &'a Value)>) -> String {
    let members: Vec<_> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn s3_transfer(call: &Call, is_signed: bool, random: &mut Random) -> Value {
    let out = if call.is_data { random.between(4_000, 90_000) } else { random.between(300, 700) };
    let mut transfer = json!({"CipherSuite": "TLS_AES_128_GCM_SHA256", "bytesTransferredIn": 0,
                              "bytesTransferredOut": out,
                              "x-amz-id-2": format!("{}=", random.letters(27))});
    if is_signed {
        transfer["SignatureVersion"] = json!("SigV4");
        transfer["AuthenticationMethod"] = json!("AuthHeader");
    }
    transfer
}

fn host(call: &Call, region: &str, bucket: &Value) -> String {
    match (call.source, bucket.as_str()) {
        ("iam" | "organizations" | "budgets" | "ce", _) => format!("{}.amazonaws.com", call.source),
        ("s3", Some(bucket)) => format!("{bucket}.s3.{region}.amazonaws.com"),
        (source, _) => format!("{source}.{region}.amazonaws.com"),
    }
}

pub(crate) fn tls(host: &str) -> Value {
    json!({"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
           "clientProvidedHostHeader": host})
}
