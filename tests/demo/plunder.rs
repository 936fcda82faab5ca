//! What the intruder tried: the calls of each act, in order, and which were refused.

use crate::demo::call::{Call, read, write};
use crate::demo::cast::{FRANKFURT, IRELAND, OREGON, VIRGINIA};

pub(crate) struct Step {
    pub(crate) call: Call,
    pub(crate) region: &'static str,
    pub(crate) is_denied: bool,
}

const fn allowed(call: Call) -> Step {
    Step { call, region: VIRGINIA, is_denied: false }
}

const fn denied(source: &'static str, name: &'static str) -> Step {
    Step { call: read(source, name, ""), region: VIRGINIA, is_denied: true }
}

const fn denied_write(source: &'static str, name: &'static str) -> Step {
    Step { call: write(source, name, ""), region: VIRGINIA, is_denied: true }
}

/// EC2 refuses, but keeps the parameters.
const fn instances(region: &'static str) -> Step {
    let call = read("ec2", "DescribeInstances", r#"{"filterSet":{},"instancesSet":{}}"#);
    Step { call, region, is_denied: true }
}

const WHO_AM_I: Call = read("sts", "GetCallerIdentity", "");
const LIST_BUCKETS: Call = read("s3", "ListBuckets", r#"{"Host":"s3.us-east-1.amazonaws.com"}"#);

/// With the leaked key: what is this, and what may it do?
pub(crate) const PROBE: &[Step] = &[
    allowed(WHO_AM_I),
    allowed(read("iam", "GetUser", "")),
    denied("iam", "ListUsers"),
    denied("iam", "ListRoles"),
    denied("iam", "ListGroups"),
    denied("iam", "ListPolicies"),
    denied("iam", "GetAccountSummary"),
    denied("iam", "GetAccountAuthorizationDetails"),
    denied("iam", "ListAccountAliases"),
    denied("iam", "GetAccountPasswordPolicy"),
    denied("s3", "ListBuckets"),
    instances(VIRGINIA),
    instances(IRELAND),
    instances(FRANKFURT),
    instances(OREGON),
    denied("ec2", "DescribeRegions"),
    denied("ec2", "DescribeSecurityGroups"),
    denied("ec2", "DescribeSnapshots"),
    denied("ec2", "DescribeVpcs"),
    denied("ec2", "DescribeKeyPairs"),
    denied("secretsmanager", "ListSecrets"),
    denied("ssm", "DescribeParameters"),
    denied("ssm", "DescribeInstanceInformation"),
    denied("lambda", "ListFunctions20150331"),
    denied("rds", "DescribeDBInstances"),
    denied("rds", "DescribeDBSnapshots"),
    denied("dynamodb", "ListTables"),
    denied("kms", "ListKeys"),
    denied("kms", "ListAliases"),
    denied("logs", "DescribeLogGroups"),
    denied("cloudtrail", "DescribeTrails"),
    denied("guardduty", "ListDetectors"),
    denied("organizations", "DescribeOrganization"),
    denied("organizations", "ListAccounts"),
    denied("ses", "GetSendQuota"),
    denied("bedrock", "ListFoundationModels"),
    denied("servicequotas", "ListServiceQuotas"),
    denied("eks", "ListClusters"),
    denied("ecs", "ListClusters"),
    allowed(read("ecr", "DescribeRepositories", r#"{"maxResults":1000}"#)),
    allowed(read("iam", "ListAttachedUserPolicies", r#"{"userName":"build-agent"}"#)),
    allowed(read("iam", "ListUserPolicies", r#"{"userName":"build-agent"}"#)),
    allowed(read("iam", "GetUserPolicy", r#"{"userName":"build-agent","policyName":"publish"}"#)),
];

/// Roles guessed in vain, and how many seconds before the right one.
pub(crate) const DENIED_ROLES: &[(&str, i64)] =
    &[("OrganizationAccountAccessRole", -71), ("ci-deploy", -38)];

/// As `artifact-publisher`.
pub(crate) const PUBLISHER: &[Step] = &[
    allowed(WHO_AM_I),
    allowed(LIST_BUCKETS),
    denied("secretsmanager", "ListSecrets"),
    allowed(read("iam", "ListRoles", r#"{"maxItems":1000}"#)),
    allowed(read("iam", "ListRolePolicies", r#"{"roleName":"artifact-publisher"}"#)),
    allowed(read(
        "iam",
        "GetRolePolicy",
        r#"{"roleName":"artifact-publisher","policyName":"publish-to-payments"}"#,
    )),
    denied_write("iam", "CreateUser"),
    denied_write("iam", "CreateAccessKey"),
    denied("organizations", "ListAccounts"),
];

/// As `payments-deploy`, in the other account.
pub(crate) const LOOK_AROUND: &[Step] = &[
    allowed(WHO_AM_I),
    allowed(read("iam", "GetAccountSummary", "")),
    allowed(read("iam", "ListUsers", r#"{"maxItems":1000}"#)),
    allowed(read("iam", "ListAttachedRolePolicies", r#"{"roleName":"payments-deploy"}"#)),
    allowed(read("cloudtrail", "DescribeTrails", r#"{"includeShadowTrails":true}"#)),
    allowed(read("cloudtrail", "GetTrailStatus", r#"{"name":"audit"}"#)),
    allowed(LIST_BUCKETS),
    denied("secretsmanager", "GetSecretValue"),
    denied("guardduty", "ListDetectors"),
];

const fn secret(parameters: &'static str) -> Step {
    allowed(read("secretsmanager", "GetSecretValue", parameters))
}

const fn exports(name: &'static str, parameters: &'static str) -> Step {
    allowed(read("s3", name, parameters).on(CARD_EXPORTS_BUCKET))
}

const CARD_EXPORTS_BUCKET: &[(&str, &str)] =
    &[("AWS::S3::Bucket", "arn:aws:s3:::payments-card-exports-444455556666")];

/// With the new user's key.
pub(crate) const PLUNDER: &[Step] = &[
    allowed(WHO_AM_I),
    allowed(read("secretsmanager", "ListSecrets", r#"{"maxResults":100}"#)),
    secret(r#"{"secretId":"payments/ledger-db"}"#),
    secret(r#"{"secretId":"payments/card-vault-api"}"#),
    secret(r#"{"secretId":"payments/acquirer-sftp"}"#),
    allowed(LIST_BUCKETS),
    exports(
        "GetBucketLocation",
        r#"{"bucketName":"payments-card-exports-444455556666","location":""}"#,
    ),
    exports(
        "GetBucketVersioning",
        r#"{"bucketName":"payments-card-exports-444455556666","versioning":""}"#,
    ),
    allowed(read("cloudtrail", "DescribeTrails", r#"{"includeShadowTrails":false}"#)),
];

/// Logging on again, key away.
pub(crate) const FAREWELL: &[Call; 2] = &[
    write(
        "cloudtrail",
        "StartLogging",
        r#"{"name":"arn:aws:cloudtrail:us-east-1:444455556666:trail/audit"}"#,
    ),
    write("iam", "DeleteAccessKey", ""),
];
