//! Who and what exists in the case: two accounts, their users, roles, machines and places.
//!
//! Unique ids and long-term keys follow from the names, so they never change by accident. Every
//! address is from RFC 5737.

use crate::demo::random::{long_term_key, unique_id};

/// The shop: machines, functions, builds, data science.
pub(crate) const SHOP: &str = "111122223333";
/// Payments, kept apart from the shop.
pub(crate) const PAYMENTS: &str = "444455556666";

pub(crate) const VIRGINIA: &str = "us-east-1";
pub(crate) const IRELAND: &str = "eu-west-1";
pub(crate) const FRANKFURT: &str = "eu-central-1";
pub(crate) const OREGON: &str = "us-west-2";

pub(crate) const OFFICE: &str = "198.51.100.17";
pub(crate) const LAB: &str = "198.51.100.23";
pub(crate) const BUILD_HALL: &str = "198.51.100.40";
pub(crate) const GATEWAY: &str = "203.0.113.10";
/// Seen for the first time at night.
pub(crate) const STRANGER: &str = "192.0.2.66";
/// Where the objects went.
pub(crate) const COLLECTOR_BOX: &str = "192.0.2.143";

pub(crate) const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 \
                                  Firefox/136.0";

/// An IAM user.
#[derive(Clone, Copy)]
pub(crate) struct User {
    pub(crate) account: &'static str,
    pub(crate) name: &'static str,
}

impl User {
    pub(crate) fn id(self) -> String {
        unique_id("AIDA", &self.arn())
    }

    pub(crate) fn arn(self) -> String {
        format!("arn:aws:iam::{}:user/{}", self.account, self.name)
    }

    /// The user's first long-term key.
    pub(crate) fn key(self) -> String {
        long_term_key(&self.arn())
    }

    /// The key that replaces the first one.
    pub(crate) fn second_key(self) -> String {
        long_term_key(&format!("{} second", self.arn()))
    }
}

/// A role, with the path that its assumed-role ARN drops.
#[derive(Clone, Copy)]
pub(crate) struct Role {
    pub(crate) account: &'static str,
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
}

impl Role {
    pub(crate) fn id(self) -> String {
        unique_id("AROA", &self.arn())
    }

    pub(crate) fn arn(self) -> String {
        format!("arn:aws:iam::{}:role{}{}", self.account, self.path, self.name)
    }

    pub(crate) fn session_arn(self, session: &str) -> String {
        format!("arn:aws:sts::{}:assumed-role/{}/{session}", self.account, self.name)
    }

    pub(crate) fn session_id(self, session: &str) -> String {
        format!("{}:{session}", self.id())
    }
}

const fn user(account: &'static str, name: &'static str) -> User {
    User { account, name }
}

const fn role(account: &'static str, path: &'static str, name: &'static str) -> Role {
    Role { account, path, name }
}

pub(crate) const BUILD_AGENT: User = user(SHOP, "build-agent");
pub(crate) const NADIA: User = user(SHOP, "nadia");
pub(crate) const TOMAS: User = user(SHOP, "tomas");
pub(crate) const RESEARCH_PORTAL: User = user(SHOP, "research-portal");
pub(crate) const RECONCILER: User = user(PAYMENTS, "reconciler");
/// Made by the intruder.
pub(crate) const BACKUP_SYNC: User = user(PAYMENTS, "svc-backup-sync");

const SSO_PATH: &str = "/aws-reserved/sso.amazonaws.com/eu-west-1/";

pub(crate) const CI_DEPLOY: Role = role(SHOP, "/", "ci-deploy");
pub(crate) const WEB_FLEET: Role = role(SHOP, "/", "web-fleet");
pub(crate) const ORDER_EVENTS: Role = role(SHOP, "/service-role/", "order-events");
pub(crate) const METRICS_COLLECTOR: Role = role(SHOP, "/", "metrics-collector");
pub(crate) const SAGEMAKER_EXECUTION: Role = role(SHOP, "/service-role/", "sagemaker-execution");
pub(crate) const SHOP_CONFIG: Role =
    role(SHOP, "/aws-service-role/config.amazonaws.com/", "AWSServiceRoleForConfig");
pub(crate) const SHOP_ADMIN: Role =
    role(SHOP, SSO_PATH, "AWSReservedSSO_AdministratorAccess_1f2e3d4c5b6a7980");
pub(crate) const SHOP_READER: Role =
    role(SHOP, SSO_PATH, "AWSReservedSSO_ViewOnlyAccess_0a1b2c3d4e5f6071");
/// What the leaked key may become.
pub(crate) const ARTIFACT_PUBLISHER: Role = role(SHOP, "/", "artifact-publisher");

pub(crate) const MONITORING_READER: Role = role(PAYMENTS, "/", "monitoring-reader");
pub(crate) const LEDGER: Role = role(PAYMENTS, "/service-role/", "ledger");
pub(crate) const PAYMENTS_ADMIN: Role =
    role(PAYMENTS, SSO_PATH, "AWSReservedSSO_AdministratorAccess_9e8d7c6b5a493827");
/// The far end of the intruder's chain.
pub(crate) const PAYMENTS_DEPLOY: Role = role(PAYMENTS, "/", "payments-deploy");

/// The bucket that the intruder empties.
pub(crate) const CARD_EXPORTS: &str = "payments-card-exports-444455556666";
/// Where both trails deliver.
pub(crate) const TRAIL_BUCKET: &str = "audit-logs-111122223333";

/// Values for the `<placeholders>` of calls: a name, what the shop has, and what payments has.
pub(crate) const POOLS: &[(&str, &[&str], &[&str])] = &[
    ("instance", &["i-0a4f19c27e6b3d581", "i-07d2b96ef0a1c4835"], &["i-09b3c75d1e8f2a460"]),
    ("volume", &["vol-03bd41c6a97f2e508", "vol-0f6c7a915be0d3842"], &["vol-0a2e9d47c1f5b8360"]),
    ("security_group", &["sg-0d41b7fa2c6e98350", "sg-05e9c13fb7a820d64"], &[]),
    ("function", &["order-events", "cart-expiry", "invoice-mailer"], &["ledger"]),
    ("table", &["orders", "carts", "sessions"], &["ledger-entries", "settlements"]),
    ("stack", &["shop-web", "shop-orders"], &[]),
    ("repository", &["shop/web", "shop/orders"], &[]),
    ("secret", &["shop/mail-relay-p4XkQd", "shop/search-token-Zt8mWv"], &[]),
    ("parameter", &["/shop/feature-flags", "/shop/web/max-connections"], &[]),
    (
        "bucket",
        &["shop-assets-111122223333", "shop-exports-111122223333", TRAIL_BUCKET],
        PAYMENTS_BUCKETS,
    ),
    (
        "kms_key",
        &["6c1f0e8a-52d7-4b39-9e04-b7a3d8f12c65", "e07b4d93-1a6c-4f58-8d2e-93c5a0f7b614"],
        &[],
    ),
    (
        "target_group",
        &["targetgroup/shop-web/73e2d6bc24d8a067"],
        &["targetgroup/gate/2ad90c5b71f3e648"],
    ),
    ("log_group", &["/shop/web", "/aws/lambda/order-events"], &["/aws/lambda/ledger"]),
    ("day", &[], &["07", "08", "09", "10", "11"]),
    ("artifact", &["web/release-418.tgz", "web/release-419.tgz", "orders/release-77.tgz"], &[]),
];

const PAYMENTS_BUCKETS: &[&str] = &["payments-ledger-444455556666", CARD_EXPORTS];
