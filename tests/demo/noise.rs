//! Ordinary work: routines that wake at fixed beats, do a burst of calls, and sleep again.
//!
//! All routines of one account and region share its beat, so that their events share log files and
//! the case stays small.

use crate::demo::call::{Call, Place, place};
use crate::demo::cast::{
    BUILD_AGENT, BUILD_HALL, CI_DEPLOY, FRANKFURT, GATEWAY, IRELAND, LEDGER, METRICS_COLLECTOR,
    MONITORING_READER, ORDER_EVENTS, OREGON, PAYMENTS, RECONCILER, Role, SHOP, SHOP_CONFIG, User,
    VIRGINIA, WEB_FLEET,
};
use crate::demo::catalog::{
    BUILD, COLLECTOR, CONFIG, DEPLOY, FLEET, FORWARDED, FUNCTION, LEDGER_WORK, PUBLIC, RECONCILE,
    SERVICE_KEYS, TRAIL,
};
use crate::demo::clock::{HOUR, MINUTE, Moment};
use crate::demo::identity::{Actor, Identity, Origin, RoleSession};
use crate::demo::random::Random;
use crate::demo::record::{Event, Script};

pub(crate) const BEGIN: &str = "2025-03-11T07:00:00Z";
pub(crate) const END: &str = "2025-03-12T11:00:00Z";

/// How long the calls of one beat take at most; a log file spans a little more.
pub(crate) const BEAT: i64 = 5 * MINUTE;

const CI_AGENT: &str = "aws-sdk-go-v2/1.36.1 os/linux lang/go#1.24.0 md/GOOS#linux md/GOARCH#amd64";
const SSM_AGENT: &str = "aws-sdk-go/1.55.5 (go1.23.6; linux; amd64) amazon-ssm-agent/3.3.1802.0";
const BOTO: &str = "Boto3/1.37.8 md/Botocore#1.37.8 ua/2.0 os/linux#6.1.128 lang/python#3.12.9";
const NODE: &str = "aws-sdk-js/3.758.0 ua/2.1 os/linux#5.10.234 lang/js md/nodejs#20.18.3 \
                    exec-env/AWS_Lambda_nodejs20.x";
const GO_BUILD: &str = "aws-sdk-go-v2/1.36.3 os/linux lang/go#1.24.1 md/GOOS#linux m/E";
const BROWSER_OF_A_GUEST: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X)";

#[derive(Clone, Copy)]
enum Who {
    Instance(Role, &'static str),
    Function(Role, &'static str),
    /// A function whose call a service passes on: forward access.
    Forwarded(Role, &'static str),
    /// A service-linked role.
    Linked(Role, &'static str, &'static str),
    Service(&'static str),
    User(User),
    Job(Role),
    /// The collector, gone over to the other account.
    Envoy,
    Guest,
}

/// One row: who does what, where, at which hours of the day, and how many calls a beat.
struct Routine {
    who: Who,
    place: Place,
    hours: (i64, i64),
    calls: &'static [Call],
    burst: (i64, i64),
}

const fn routine(
    who: Who,
    place: Place,
    hours: (i64, i64),
    calls: &'static [Call],
    burst: (i64, i64),
) -> Routine {
    Routine { who, place, hours, calls, burst }
}

const ALWAYS: (i64, i64) = (0, 24);
const BY_DAY: (i64, i64) = (7, 19);

const SHOP_US: Place = place(SHOP, VIRGINIA);
const SHOP_EU: Place = place(SHOP, IRELAND);
const SHOP_DE: Place = place(SHOP, FRANKFURT);
const SHOP_WEST: Place = place(SHOP, OREGON);
const PAY_US: Place = place(PAYMENTS, VIRGINIA);
const PAY_EU: Place = place(PAYMENTS, IRELAND);

const FIRST: Who = Who::Instance(WEB_FLEET, "i-0a4f19c27e6b3d581");
const SECOND: Who = Who::Instance(WEB_FLEET, "i-0c83e5b7714fa2069");
const THIRD: Who = Who::Instance(WEB_FLEET, "i-07d2b96ef0a1c4835");
const WATCH: Who = Who::Instance(METRICS_COLLECTOR, "i-0e51a8cd93b7f2046");
const ORDERS: Who = Who::Function(ORDER_EVENTS, "order-events");
const MAILER: Who = Who::Forwarded(ORDER_EVENTS, "invoice-mailer");
const CONFIG_ROLE: Who = Who::Linked(SHOP_CONFIG, "AWSConfig-Describe", "config.amazonaws.com");

const ROUTINES: &[Routine] = &[
    routine(FIRST, SHOP_US, ALWAYS, FLEET, (5, 8)),
    routine(SECOND, SHOP_US, ALWAYS, FLEET, (5, 7)),
    routine(WATCH, SHOP_US, ALWAYS, COLLECTOR, (8, 12)),
    routine(ORDERS, SHOP_US, ALWAYS, FUNCTION, (4, 7)),
    routine(MAILER, SHOP_US, BY_DAY, FORWARDED, (2, 4)),
    routine(CONFIG_ROLE, SHOP_US, ALWAYS, CONFIG, (1, 3)),
    routine(Who::Service("cloudtrail.amazonaws.com"), SHOP_US, ALWAYS, TRAIL, (1, 2)),
    routine(Who::Service("dynamodb.amazonaws.com"), SHOP_US, ALWAYS, SERVICE_KEYS, (1, 3)),
    routine(Who::Guest, SHOP_US, BY_DAY, PUBLIC, (0, 1)),
    routine(THIRD, SHOP_EU, ALWAYS, FLEET, (5, 8)),
    routine(WATCH, SHOP_EU, ALWAYS, COLLECTOR, (5, 8)),
    routine(ORDERS, SHOP_EU, ALWAYS, FUNCTION, (2, 4)),
    routine(Who::Job(CI_DEPLOY), SHOP_EU, BY_DAY, DEPLOY, (14, 20)),
    routine(Who::User(BUILD_AGENT), SHOP_EU, BY_DAY, BUILD, (6, 10)),
    routine(Who::Service("dynamodb.amazonaws.com"), SHOP_EU, ALWAYS, SERVICE_KEYS, (1, 3)),
    routine(WATCH, SHOP_DE, ALWAYS, COLLECTOR, (6, 9)),
    routine(ORDERS, SHOP_DE, ALWAYS, FUNCTION, (3, 5)),
    routine(WATCH, SHOP_WEST, ALWAYS, COLLECTOR, (6, 9)),
    routine(Who::Envoy, PAY_US, ALWAYS, COLLECTOR, (5, 8)),
    routine(Who::Function(LEDGER, "ledger"), PAY_US, ALWAYS, LEDGER_WORK, (6, 10)),
    routine(Who::Service("cloudtrail.amazonaws.com"), PAY_US, ALWAYS, TRAIL, (1, 1)),
    routine(Who::User(RECONCILER), PAY_US, BY_DAY, RECONCILE, (6, 10)),
    routine(Who::Function(LEDGER, "ledger"), PAY_EU, ALWAYS, LEDGER_WORK, (4, 6)),
];

/// Beats by day and by night in minutes, and the minute of the first one.
const RHYTHMS: &[(Place, i64, i64, i64)] = &[
    (SHOP_US, 60, 120, 0),
    (SHOP_EU, 60, 120, 15),
    (SHOP_DE, 240, 240, 110),
    (SHOP_WEST, 480, 480, 185),
    (PAY_US, 120, 120, 0),
    (PAY_EU, 360, 360, 325),
];

pub(crate) fn events() -> Vec<Event> {
    let mut script = Script::named("noise");
    for (number, routine) in ROUTINES.iter().enumerate() {
        // A stream of its own, so that a change to one routine leaves the others alone.
        script.random = Random::named(&format!("noise {number}"));
        let mut held = None;
        for beat in beats(routine.place) {
            if (routine.hours.0..routine.hours.1).contains(&beat.hour()) {
                routine.wake(&mut script, &mut held, beat);
            }
        }
    }
    script.events
}

/// The beats of an account and region, in order.
pub(crate) fn beats(place: Place) -> Vec<Moment> {
    let same = |row: &&(Place, i64, i64, i64)| {
        (row.0.account, row.0.region) == (place.account, place.region)
    };
    let (_, by_day, by_night, first) = *RHYTHMS.iter().find(same).unwrap();
    let (mut beat, end) = (Moment::at(BEGIN) + first * MINUTE, Moment::at(END));
    let mut beats = Vec::new();
    while beat < end {
        beats.push(beat);
        let is_day = (BY_DAY.0..BY_DAY.1).contains(&beat.hour());
        beat = beat + MINUTE * if is_day { by_day } else { by_night };
    }
    beats
}

impl Routine {
    fn wake(&self, script: &mut Script, held: &mut Option<(Actor, Moment)>, beat: Moment) {
        let length = script.random.between(self.burst.0, self.burst.1);
        if length == 0 {
            return;
        }
        let beat = beat + script.random.between(0, 50);
        let actor = match held.take() {
            Some((actor, until)) if beat + BEAT < until => {
                *held = Some((actor.clone(), until));
                actor
            }
            _ => {
                let actor = self.who.appear(script, self.place, beat);
                *held = self.who.keeps_for().map(|lifetime| (actor.clone(), beat + lifetime));
                actor
            }
        };
        let mut calls = self.calls.iter().cycle().skip(script.random.below(self.calls.len()));
        for time in burst(script, beat, length) {
            script.record(&actor, calls.next().unwrap(), time, self.place);
        }
    }
}

/// The times of `length` calls within a beat, in order.
pub(crate) fn burst(script: &mut Script, beat: Moment, length: i64) -> Vec<Moment> {
    let mut times: Vec<_> = (0..length).map(|_| beat + script.random.between(5, BEAT)).collect();
    times.sort_unstable();
    times
}

impl Who {
    /// How long credentials are kept, if they outlive a beat.
    fn keeps_for(self) -> Option<i64> {
        match self {
            Self::Instance(..) | Self::Function(..) => Some(6 * HOUR),
            _ => None,
        }
    }

    /// Gets credentials at `time` where they are needed, on the record.
    fn appear(self, script: &mut Script, place: Place, time: Moment) -> Actor {
        match self {
            Self::Instance(role, name) => {
                let session = mint(script, "ec2.amazonaws.com", (role, name), time, place);
                RoleSession { origin: Origin::Instance, ..session }
                    .calling_from(GATEWAY, agent(role))
            }
            Self::Function(role, name) => {
                let session = mint(script, "lambda.amazonaws.com", (role, name), time, place);
                session.calling_from("203.0.113.77", NODE)
            }
            Self::Forwarded(role, name) => {
                let session = mint(script, "lambda.amazonaws.com", (role, name), time, place);
                let key = script.random.temporary_key();
                let actor = session.calling_from("203.0.113.77", NODE);
                actor.forwarded("secretsmanager.amazonaws.com", key, time)
            }
            Self::Linked(role, name, service) => {
                let session = mint(script, service, (role, name), time, place);
                let actor = RoleSession { key: None, ..session }.calling_from(service, service);
                Actor { invoked_by: Some(service), ..actor }
            }
            Self::Service(name) => Actor::service(name),
            Self::User(user) => Actor::user(user, key_at(user, time), BUILD_HALL, GO_BUILD),
            Self::Job(role) => deploy_job(script, role, (time, place)),
            Self::Envoy => {
                let host = (METRICS_COLLECTOR, "i-0e51a8cd93b7f2046");
                let home = mint(script, "ec2.amazonaws.com", host, time, SHOP_US);
                let home = RoleSession { origin: Origin::Instance, ..home };
                let caller = home.calling_from(GATEWAY, BOTO);
                let session = script.assume_role(&caller, MONITORING_READER, "collector", time);
                session.calling_from(GATEWAY, BOTO)
            }
            Self::Guest => {
                let anonymous =
                    Identity::Outside { account: "anonymous", principal: String::new() };
                Actor::new(anonymous, "198.51.100.201", BROWSER_OF_A_GUEST)
            }
        }
    }
}

fn mint(
    script: &mut Script,
    service: &'static str,
    (role, name): (Role, &str),
    time: Moment,
    place: Place,
) -> RoleSession {
    let session = script.assume_role(&Actor::service(service), role, name, time);
    script.events.last_mut().unwrap().move_to(place.region);
    session
}

fn deploy_job(script: &mut Script, role: Role, at: (Moment, Place)) -> Actor {
    let identity = Identity::Web {
        provider: "token.actions.githubusercontent.com",
        subject: "repo:example/shop:ref:refs/heads/main",
    };
    let caller = Actor::new(identity, BUILD_HALL, CI_AGENT);
    let name = format!("deploy-{}", at.0.format("%d%H"));
    script.assume_by_web_identity(&caller, role, &name, at).calling_from(BUILD_HALL, CI_AGENT)
}

fn agent(role: Role) -> &'static str {
    if role.name == METRICS_COLLECTOR.name { BOTO } else { SSM_AGENT }
}

/// The build agent's key was replaced when the leak was noticed.
fn key_at(user: User, time: Moment) -> String {
    let replaced = Moment::at(crate::demo::story::KEY_REPLACED);
    let is_new = user.name == BUILD_AGENT.name && time >= replaced;
    if is_new { user.second_key() } else { user.key() }
}
