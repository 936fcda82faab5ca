//! The story: a leaked key, and what was done with it in one night.
//!
//! Acts follow each other in time. In an act, somebody makes the calls of a table a few seconds
//! apart; the turning points have exact times of their own.

use serde_json::json;

use crate::demo::call::{Call, Place, place, read, write};
use crate::demo::cast::{
    ARTIFACT_PUBLISHER, BACKUP_SYNC, BUILD_AGENT, CARD_EXPORTS, COLLECTOR_BOX, PAYMENTS,
    PAYMENTS_DEPLOY, SHOP, SHOP_ADMIN, STRANGER, User, VIRGINIA,
};
use crate::demo::catalog::ADMIN_CONSOLE;
use crate::demo::clock::Moment;
use crate::demo::identity::Actor;
use crate::demo::plunder::{DENIED_ROLES, FAREWELL, LOOK_AROUND, PLUNDER, PROBE, PUBLISHER, Step};
use crate::demo::record::{Event, Script};
use crate::demo::signin::Visit;
use crate::demo::sts::ASSUME_ROLE;

pub(crate) const FIRST_USE: &str = "2025-03-11T22:47:12Z";
pub(crate) const ROLE_TAKEN: &str = "2025-03-11T23:09:31Z";
pub(crate) const CHAINED: &str = "2025-03-11T23:26:05Z";
pub(crate) const USER_MADE: &str = "2025-03-11T23:44:10Z";
pub(crate) const NEW_KEY_USED: &str = "2025-03-12T00:31:52Z";
pub(crate) const LOGGING_STOPPED: &str = "2025-03-12T00:38:20Z";
pub(crate) const FIRST_OBJECT: &str = "2025-03-12T00:40:02Z";
pub(crate) const LOGGING_STARTED: &str = "2025-03-12T01:17:44Z";
pub(crate) const LAST_CALL: &str = "2025-03-12T01:18:03Z";
pub(crate) const KEY_DISABLED: &str = "2025-03-12T10:03:26Z";
pub(crate) const KEY_REPLACED: &str = "2025-03-12T10:04:50Z";

pub(crate) const N_OBJECTS: usize = 64;

const KALI: &str = "aws-cli/2.24.5 Python/3.12.9 Linux/6.11.2-amd64 source/x86_64.kali.2024 \
                    prompt/off command/<command>";
const RCLONE: &str = "rclone/v1.69.1";
const HOME: Place = place(SHOP, VIRGINIA);
const AWAY: Place = place(PAYMENTS, VIRGINIA);

const CREATE_USER: Call = write("iam", "CreateUser", r#"{"userName":"svc-backup-sync"}"#);
const ATTACH_POLICY: Call = write(
    "iam",
    "AttachUserPolicy",
    r#"{"userName":"svc-backup-sync","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
);
const CREATE_KEY: Call = write("iam", "CreateAccessKey", "");
const STOP_LOGGING: Call = write(
    "cloudtrail",
    "StopLogging",
    r#"{"name":"arn:aws:cloudtrail:us-east-1:444455556666:trail/audit"}"#,
);
const DISABLE_KEY: Call = write("iam", "UpdateAccessKey", "");
const LIST_OBJECTS: Call = read(
    "s3",
    "ListObjects",
    r#"{"bucketName":"payments-card-exports-444455556666","Host":"payments-card-exports-444455556666.s3.us-east-1.amazonaws.com","list-type":"2","prefix":"exports/"}"#,
)
.data();
const GET_OBJECT: Call = read(
    "s3",
    "GetObject",
    r#"{"bucketName":"payments-card-exports-444455556666","Host":"payments-card-exports-444455556666.s3.us-east-1.amazonaws.com","key":"exports/2025-03-<day>/cards-<hex>.csv.gz"}"#,
)
.data()
.on(&[
    (
        "AWS::S3::Object",
        "arn:aws:s3:::payments-card-exports-444455556666/exports/2025-03-<day>/cards-<hex>.csv.gz",
    ),
    ("AWS::S3::Bucket", "arn:aws:s3:::payments-card-exports-444455556666"),
]);

pub(crate) fn events() -> Vec<Event> {
    let mut script = Script::named("story");
    let leaked = Actor::user(BUILD_AGENT, BUILD_AGENT.key(), STRANGER, KALI);
    act(&mut script, &leaked, FIRST_USE, PROBE, HOME);
    let publisher = take_role(&mut script, &leaked);
    act(&mut script, &publisher, "2025-03-11T23:10:04Z", PUBLISHER, HOME);
    let deployer = script
        .assume_role(&publisher, PAYMENTS_DEPLOY, "release-sync", Moment::at(CHAINED))
        .calling_from(STRANGER, KALI);
    act(&mut script, &deployer, "2025-03-11T23:26:38Z", LOOK_AROUND, AWAY);
    let key = settle_in(&mut script, &deployer);
    let thief = Actor::user(BACKUP_SYNC, key.clone(), COLLECTOR_BOX, KALI);
    act(&mut script, &thief, NEW_KEY_USED, PLUNDER, AWAY);
    script.record(&thief, &STOP_LOGGING, Moment::at(LOGGING_STOPPED), AWAY);
    carry_off(&mut script, &Actor::user(BACKUP_SYNC, key.clone(), COLLECTOR_BOX, RCLONE));
    leave(&mut script, &thief, &key);
    morning(&mut script);
    script.events
}

/// Makes the calls of `steps` one after the other, from `begin` on.
fn act(script: &mut Script, actor: &Actor, begin: &str, steps: &[Step], place: Place) {
    let mut time = Moment::at(begin);
    for step in steps {
        let place = Place { region: step.region, ..place };
        let event = script.record(actor, &step.call, time, place);
        if step.is_denied {
            event.deny(actor, &step.call, "*");
        }
        time = time + script.random.between(4, 16);
    }
}

/// Two guesses fail, the third role opens.
fn take_role(script: &mut Script, leaked: &Actor) -> Actor {
    let time = Moment::at(ROLE_TAKEN);
    for (role, seconds) in DENIED_ROLES {
        let arn = format!("arn:aws:iam::{SHOP}:role/{role}");
        script.record(leaked, &ASSUME_ROLE, time + *seconds, HOME).deny(leaked, &ASSUME_ROLE, &arn);
    }
    let session =
        script.assume_role(leaked, ARTIFACT_PUBLISHER, "botocore-session-1741734571", time);
    session.calling_from(STRANGER, KALI)
}

/// A user, all rights for it, and a key, which is returned.
fn settle_in(script: &mut Script, deployer: &Actor) -> String {
    let made = Moment::at(USER_MADE);
    let user = json!({"path": "/", "userName": BACKUP_SYNC.name, "userId": BACKUP_SYNC.id(),
                      "arn": BACKUP_SYNC.arn(), "createDate": made.prose()});
    script
        .record(deployer, &CREATE_USER, made, AWAY)
        .set("responseElements", json!({"user": user}));
    script.record(deployer, &ATTACH_POLICY, made + 3, AWAY);
    let key = BACKUP_SYNC.key();
    create_key(script, deployer, (BACKUP_SYNC, &key), (made + 7, AWAY));
    key
}

fn create_key(
    script: &mut Script,
    actor: &Actor,
    (user, key): (User, &str),
    (time, place): (Moment, Place),
) {
    let minted = json!({"accessKeyId": key, "status": "Active", "userName": user.name,
                        "createDate": time.prose()});
    script
        .record(actor, &CREATE_KEY, time, place)
        .set("requestParameters", json!({"userName": user.name}))
        .set("responseElements", json!({"accessKey": minted}));
}

/// Copies the card exports, which the second trail still sees.
fn carry_off(script: &mut Script, thief: &Actor) {
    let mut time = Moment::at(FIRST_OBJECT);
    let bucket = json!({"ARN": format!("arn:aws:s3:::{CARD_EXPORTS}"), "accountId": PAYMENTS,
                        "type": "AWS::S3::Bucket"});
    let listed = json!({"ARNPrefix": format!("arn:aws:s3:::{CARD_EXPORTS}/exports/"),
                        "type": "AWS::S3::Object"});
    for seconds in [-6, -3] {
        script
            .record(thief, &LIST_OBJECTS, time + seconds, AWAY)
            .set("resources", json!([listed, bucket]));
    }
    for _ in 0..N_OBJECTS {
        let size = script.random.between(2_000_000, 9_000_000);
        script.record(thief, &GET_OBJECT, time, AWAY).sent(size);
        time = time + script.random.between(9, 26);
    }
}

/// Switches the trail on again and throws the key away.
fn leave(script: &mut Script, thief: &Actor, key: &str) {
    let [start, delete] = FAREWELL;
    script.record(thief, start, Moment::at(LOGGING_STARTED), AWAY);
    script
        .record(thief, delete, Moment::at(LAST_CALL), AWAY)
        .set("requestParameters", json!({"userName": BACKUP_SYNC.name, "accessKeyId": key}));
}

/// Alice notices, disables the leaked key and makes another.
fn morning(script: &mut Script) {
    let visit = Visit {
        role: SHOP_ADMIN,
        person: "alice@example.com",
        place: HOME,
        since: "2025-03-12T09:00:00Z",
        n_beats: 2,
        calls: ADMIN_CONSOLE,
    };
    let alice = visit.happen(script);
    let disabled = Moment::at(KEY_DISABLED);
    script.record(&alice, &DISABLE_KEY, disabled, HOME).set(
        "requestParameters",
        json!({"userName": BUILD_AGENT.name, "accessKeyId": BUILD_AGENT.key(), "status": "Inactive"}),
    );
    let new = BUILD_AGENT.second_key();
    create_key(script, &alice, (BUILD_AGENT, &new), (Moment::at(KEY_REPLACED), HOME));
}
