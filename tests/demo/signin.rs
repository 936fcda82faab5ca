//! People at the console: Identity Center users, one IAM user, and root paying the bills.

use serde_json::{Value, json};

use crate::demo::call::{Call, Place, place, read, write};
use crate::demo::cast::{
    BROWSER, IRELAND, LAB, OFFICE, PAYMENTS, PAYMENTS_ADMIN, Role, SHOP, SHOP_ADMIN, SHOP_READER,
    TOMAS, VIRGINIA,
};
use crate::demo::catalog::{ADMIN_CONSOLE, BILLING, READER_CONSOLE};
use crate::demo::clock::Moment;
use crate::demo::identity::{Actor, Identity, Sitting};
use crate::demo::noise::{beats, burst};
use crate::demo::random::Random;
use crate::demo::record::{Event, Script, tls};

const LOGIN: Call = write("signin", "ConsoleLogin", "");
const CHECK_MFA: Call = write("signin", "CheckMfa", "");
const CHALLENGE: Call = write("signin", "CredentialChallenge", "");
const AUTHENTICATION: Call = write("signin", "UserAuthentication", "");
const LIST_ALIASES: Call = read("iam", "ListAccountAliases", "");

/// A person's stay at the console, from Identity Center's portal on.
pub(crate) struct Visit {
    pub(crate) role: Role,
    pub(crate) person: &'static str,
    pub(crate) place: Place,
    pub(crate) since: &'static str,
    pub(crate) n_beats: usize,
    pub(crate) calls: &'static [Call],
}

const SHOP_US: Place = place(SHOP, VIRGINIA);

const VISITS: &[Visit] = &[
    Visit {
        role: SHOP_ADMIN,
        person: "alice@example.com",
        place: SHOP_US,
        since: "2025-03-11T08:00:00Z",
        n_beats: 4,
        calls: ADMIN_CONSOLE,
    },
    Visit {
        role: SHOP_READER,
        person: "bruno@example.com",
        place: place(SHOP, IRELAND),
        since: "2025-03-11T13:00:00Z",
        n_beats: 3,
        calls: READER_CONSOLE,
    },
    Visit {
        role: PAYMENTS_ADMIN,
        person: "chen@example.com",
        place: place(PAYMENTS, VIRGINIA),
        since: "2025-03-11T15:00:00Z",
        n_beats: 3,
        calls: ADMIN_CONSOLE,
    },
];

pub(crate) fn events() -> Vec<Event> {
    let mut script = Script::named("sign-in");
    for visit in VISITS {
        visit.happen(&mut script);
    }
    sign_in_of_tomas(&mut script);
    root_pays(&mut script);
    script.events
}

impl Visit {
    /// Signs in, works through the beats, and hands out the console session.
    pub(crate) fn happen(&self, script: &mut Script) -> Actor {
        let since = Moment::at(self.since);
        let mut beats = beats(self.place);
        beats.retain(|beat| *beat >= since);
        let login = beats[0] + 20;
        let actor = self.sign_in(script, login);
        for beat in beats.into_iter().take(self.n_beats) {
            let length = script.random.between(8, 14);
            for time in burst(script, beat + 25, length) {
                let caller = with_fresh_key(script, &actor);
                let call = script.random.pick(self.calls);
                script.record(&caller, call, time, self.place);
            }
        }
        actor
    }

    fn sign_in(&self, script: &mut Script, login: Moment) -> Actor {
        let workflow = json!(script.random.uuid());
        for (call, seconds) in [(&CHALLENGE, -14), (&AUTHENTICATION, -9)] {
            let identity = Identity::Center {
                account: self.role.account,
                user_id: Random::named(self.person).uuid(),
            };
            let person = Actor::new(identity, OFFICE, BROWSER);
            let mut outcome = json!({});
            outcome[call.name] = json!("Success");
            script
                .record(&person, call, login + seconds, self.place)
                .set("eventType", "AwsServiceEvent")
                .set(
                    "additionalEventData",
                    json!({"AuthWorkflowID": workflow,
                    "CredentialType": "EXTERNAL_IDP", "UserName": self.person}),
                )
                .set("serviceEventDetails", outcome)
                .unset("requestID")
                .unset("tlsDetails");
        }
        let identity = Identity::Saml { qualifier: "AWSSSO=", subject: self.person };
        let portal = Actor::new(identity, OFFICE, BROWSER);
        let session =
            script.assume_by_saml(&portal, self.role, self.person, (login + -2, self.place));
        let mut actor = session.calling_from(OFFICE, BROWSER);
        if let Identity::RoleSession(session) = &mut actor.identity {
            session.since = login;
        }
        enter(script, &actor, (login, self.place), false);
        Actor { is_console: true, ..actor }
    }
}

/// The console takes a new key for the same session every few calls.
fn with_fresh_key(script: &mut Script, actor: &Actor) -> Actor {
    let mut actor = actor.clone();
    let fresh = script.random.temporary_key();
    if script.random.below(4) == 0 {
        match &mut actor.identity {
            Identity::RoleSession(session) => session.key = Some(fresh),
            Identity::User { key, .. } | Identity::Root { key, .. } => *key = fresh,
            _ => {}
        }
    }
    actor
}

/// A successful `ConsoleLogin`.
fn enter<'a>(
    script: &'a mut Script,
    actor: &Actor,
    at: (Moment, Place),
    mfa: bool,
) -> &'a mut Event {
    let event = sign_in(script, actor, &LOGIN, at);
    event
        .set("responseElements", json!({"ConsoleLogin": "Success"}))
        .set("additionalEventData", login_data(at.1.region, mfa))
}

/// An event of the sign-in service: no request id, and the sign-in host.
fn sign_in<'a>(
    script: &'a mut Script,
    actor: &Actor,
    call: &Call,
    (time, place): (Moment, Place),
) -> &'a mut Event {
    let host = format!("{}.signin.aws.amazon.com", place.region);
    let event = script.record(actor, call, time, place);
    event.set("eventType", "AwsConsoleSignIn").set("tlsDetails", tls(&host)).unset("requestID")
}

fn login_data(region: &str, mfa: bool) -> Value {
    let target = format!("https://{region}.console.aws.amazon.com/console/home?region={region}");
    json!({"LoginTo": target, "MobileVersion": "No", "MFAUsed": if mfa { "Yes" } else { "No" }})
}

/// Tomas mistypes his password once, then passes MFA.
fn sign_in_of_tomas(script: &mut Script) {
    let user = |key: &str, session| {
        let identity = Identity::User { user: TOMAS, key: key.into(), session };
        Actor::new(identity, LAB, BROWSER)
    };
    let outside = user("", None);
    let beat = beats(SHOP_US)[7];
    sign_in(script, &outside, &LOGIN, (beat + 31, SHOP_US))
        .hide_arn()
        .set("errorMessage", "Failed authentication")
        .set("responseElements", json!({"ConsoleLogin": "Failure"}))
        .set("additionalEventData", login_data(VIRGINIA, true));
    sign_in(script, &outside, &CHECK_MFA, (beat + 52, SHOP_US))
        .hide_arn()
        .set("responseElements", json!({"CheckMfa": "Success"}))
        .set("additionalEventData", json!({"MfaType": "Virtual MFA"}));
    let login = beat + 64;
    enter(script, &outside, (login, SHOP_US), true);
    let key = script.random.temporary_key();
    let inside = user(&key, Some(Sitting { since: login, mfa: true }));
    let inside = Actor { is_console: true, ..inside };
    for time in burst(script, beat + 70, 9) {
        let caller = with_fresh_key(script, &inside);
        let call = script.random.pick(READER_CONSOLE);
        script.record(&caller, call, time, SHOP_US);
    }
}

/// Root signs in with MFA from the office, looks at the bills, and leaves.
fn root_pays(script: &mut Script) {
    let root = |key: String, since| {
        Actor::new(Identity::Root { account: SHOP, key, since }, OFFICE, BROWSER)
    };
    let beat = beats(SHOP_US)[4];
    let login = beat + 44;
    let outside = root(String::new(), None);
    sign_in(script, &outside, &CHECK_MFA, (login + -12, SHOP_US))
        .hide_arn()
        .set("responseElements", json!({"CheckMfa": "Success"}))
        .set("additionalEventData", json!({"MfaType": "U2F MFA"}));
    enter(script, &outside, (login, SHOP_US), true);
    let key = script.random.temporary_key();
    let inside = Actor { is_console: true, ..root(key, Some(login)) };
    for time in burst(script, beat + 60, 11) {
        let call = script.random.pick(BILLING);
        script.record(&inside, call, time, SHOP_US);
    }
    script.record(&inside, &LIST_ALIASES, beat + 380, SHOP_US);
}
