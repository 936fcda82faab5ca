//! The calls of ordinary work, one list for each kind of worker.

use crate::demo::call::{BUCKET, Call, KMS_KEY, read, write};

const DECRYPT: Call = read(
    "kms",
    "Decrypt",
    r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"SecretARN":"arn:aws:secretsmanager:<region>:<account>:secret:<secret>"}}"#,
)
.on(&[KMS_KEY]);
const GET_SECRET: Call = read(
    "secretsmanager",
    "GetSecretValue",
    r#"{"secretId":"arn:aws:secretsmanager:<region>:<account>:secret:<secret>"}"#,
);
const DESCRIBE_TABLE: Call = read("dynamodb", "DescribeTable", r#"{"tableName":"<table>"}"#)
    .version("2012-08-10")
    .on(&[("AWS::DynamoDB::Table", "arn:aws:dynamodb:<region>:<account>:table/<table>")]);
const TARGET_HEALTH: Call = read(
    "elasticloadbalancing",
    "DescribeTargetHealth",
    r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:<region>:<account>:<target_group>"}"#,
)
.version("2015-12-01");
const LOG_STREAM: Call = write(
    "logs",
    "CreateLogStream",
    r#"{"logGroupName":"<log_group>","logStreamName":"2025/03/[$LATEST]<hex>"}"#,
)
.version("20140328");
const ECR_TOKEN: Call = read("ecr", "GetAuthorizationToken", "");
const DESCRIBE_INSTANCES: Call =
    read("ec2", "DescribeInstances", r#"{"filterSet":{},"instancesSet":{}}"#);
const DESCRIBE_STACKS: Call =
    read("cloudformation", "DescribeStacks", r#"{"stackName":"<stack>"}"#);

/// Web servers, which mostly look after themselves.
pub(crate) const FLEET: &[Call] = &[
    write(
        "ssm",
        "UpdateInstanceInformation",
        r#"{"instanceId":"<instance>","agentName":"amazon-ssm-agent","agentStatus":"Active","agentVersion":"3.3.1802.0","platformType":"Linux"}"#,
    ),
    TARGET_HEALTH,
    GET_SECRET,
    read(
        "ec2",
        "DescribeTags",
        r#"{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"<instance>"}]}}]}}"#,
    ),
    read("ssm", "ListInstanceAssociations", r#"{"instanceId":"<instance>","maxResults":20}"#),
    LOG_STREAM,
    read("ssm", "GetParameter", r#"{"name":"<parameter>","withDecryption":false}"#),
    TARGET_HEALTH,
    DESCRIBE_TABLE,
    ECR_TOKEN,
    write(
        "autoscaling",
        "RecordLifecycleActionHeartbeat",
        r#"{"autoScalingGroupName":"shop-web","lifecycleHookName":"drain","instanceId":"<instance>"}"#,
    ),
    read("dynamodb", "DescribeTable", r#"{"tableName":"baskets-old"}"#)
        .version("2012-08-10")
        .fails(
            "ResourceNotFoundException",
            "Requested resource not found: Table: baskets-old not found",
        ),
];

/// The monitoring round.
pub(crate) const COLLECTOR: &[Call] = &[
    DESCRIBE_INSTANCES,
    read(
        "ec2",
        "DescribeInstanceStatus",
        r#"{"filterSet":{},"includeAllInstances":false,"instancesSet":{}}"#,
    ),
    read(
        "ec2",
        "DescribeVolumes",
        r#"{"filterSet":{},"volumeSet":{"items":[{"volumeId":"<volume>"}]}}"#,
    ),
    read("rds", "DescribeDBInstances", r#"{"maxRecords":100}"#),
    read("elasticloadbalancing", "DescribeLoadBalancers", r#"{"pageSize":400}"#)
        .version("2015-12-01"),
    TARGET_HEALTH,
    read("monitoring", "DescribeAlarms", r#"{"maxRecords":100,"stateValue":"ALARM"}"#),
    read("autoscaling", "DescribeAutoScalingGroups", r#"{"maxRecords":100}"#),
    read("lambda", "ListFunctions20150331", r#"{"maxItems":50}"#).version("2015-03-31"),
    DESCRIBE_TABLE,
    read(
        "s3",
        "GetBucketLocation",
        r#"{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","location":""}"#,
    )
    .on(&[BUCKET]),
    read(
        "s3",
        "GetBucketPolicy",
        r#"{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","policy":""}"#,
    )
    .on(&[BUCKET])
    .fails("NoSuchBucketPolicy", "The bucket policy does not exist"),
    read("cloudtrail", "GetTrailStatus", r#"{"name":"audit"}"#),
    read("ssm", "DescribeParameters", r#"{"maxResults":50}"#)
        .fails("ThrottlingException", "Rate exceeded"),
    read("sqs", "ListQueues", r#"{"maxResults":100}"#),
    read(
        "ec2",
        "DescribeSecurityGroups",
        r#"{"filterSet":{},"securityGroupIdSet":{},"securityGroupSet":{}}"#,
    ),
];

pub(crate) const FUNCTION: &[Call] = &[
    LOG_STREAM,
    GET_SECRET,
    DESCRIBE_TABLE,
    read("ssm", "GetParameter", r#"{"name":"<parameter>","withDecryption":true}"#),
    read("sts", "GetCallerIdentity", ""),
    read("lambda", "GetFunctionConfiguration20150331v2", r#"{"functionName":"<function>"}"#)
        .version("2015-03-31"),
];

/// What services decrypt for a caller, under the caller's name.
pub(crate) const FORWARDED: &[Call] = &[DECRYPT];

pub(crate) const DEPLOY: &[Call] = &[
    read("sts", "GetCallerIdentity", ""),
    ECR_TOKEN,
    write("ecr", "InitiateLayerUpload", r#"{"registryId":"<account>","repositoryName":"<repository>"}"#),
    write("ecr", "CompleteLayerUpload", r#"{"registryId":"<account>","repositoryName":"<repository>","uploadId":"<uuid>"}"#),
    write("ecr", "PutImage", r#"{"registryId":"<account>","repositoryName":"<repository>","imageTag":"<hex>"}"#)
        .on(&[("AWS::ECR::Repository", "arn:aws:ecr:<region>:<account>:repository/<repository>")]),
    DESCRIBE_STACKS,
    write("cloudformation", "CreateChangeSet", r#"{"stackName":"<stack>","changeSetName":"release-<hex>","changeSetType":"UPDATE","capabilities":["CAPABILITY_IAM"]}"#)
        .responds(r#"{"id":"arn:aws:cloudformation:<region>:<account>:changeSet/release-<hex>/<uuid>"}"#),
    read("cloudformation", "DescribeChangeSet", r#"{"changeSetName":"release-<hex>","stackName":"<stack>"}"#),
    write("cloudformation", "ExecuteChangeSet", r#"{"changeSetName":"release-<hex>","stackName":"<stack>"}"#),
    read("cloudformation", "DescribeStackEvents", r#"{"stackName":"<stack>"}"#),
    DESCRIBE_STACKS,
    write("lambda", "UpdateFunctionCode20150331v2", r#"{"functionName":"<function>","s3Bucket":"shop-build-artifacts","s3Key":"<artifact>","publish":true}"#)
        .version("2015-03-31")
        .responds(r#"{"functionName":"<function>","runtime":"nodejs20.x","lastUpdateStatus":"InProgress"}"#),
    write("ecs", "RegisterTaskDefinition", r#"{"family":"shop-web","cpu":"512","memory":"1024","networkMode":"awsvpc"}"#),
    write("ecs", "UpdateService", r#"{"cluster":"shop","service":"web","forceNewDeployment":true}"#),
    read("ecs", "DescribeServices", r#"{"cluster":"shop","services":["web"]}"#),
    write("cloudformation", "CreateChangeSet", r#"{"stackName":"<stack>","changeSetName":"drift-<hex>"}"#)
        .fails("ValidationError", "No updates are to be performed."),
];

pub(crate) const BUILD: &[Call] = &[
    read("sts", "GetCallerIdentity", ""),
    read("codeartifact", "GetAuthorizationToken", r#"{"domain":"shop","duration":3600}"#),
    ECR_TOKEN,
    read("ecr", "DescribeImages", r#"{"repositoryName":"<repository>","maxResults":100}"#),
    read("ecr", "BatchGetImage", r#"{"repositoryName":"<repository>","imageIds":[{"imageTag":"base"}]}"#),
    write("s3", "PutObject", r#"{"bucketName":"shop-build-artifacts","Host":"shop-build-artifacts.s3.<region>.amazonaws.com","key":"<artifact>"}"#)
        .data()
        .on(&[("AWS::S3::Object", "arn:aws:s3:::shop-build-artifacts/<artifact>"), ("AWS::S3::Bucket", "arn:aws:s3:::shop-build-artifacts")]),
];

/// AWS Config, looking at what exists.
pub(crate) const CONFIG: &[Call] = &[
    read(
        "s3",
        "GetBucketAcl",
        r#"{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","acl":""}"#,
    )
    .on(&[BUCKET]),
    read(
        "ec2",
        "DescribeSecurityGroups",
        r#"{"securityGroupIdSet":{"items":[{"groupId":"<security_group>"}]}}"#,
    ),
    read("s3", "GetBucketPolicyStatus", r#"{"bucketName":"<bucket>","policyStatus":""}"#)
        .on(&[BUCKET])
        .fails("NoSuchBucketPolicy", "The bucket policy does not exist"),
    read("lambda", "GetPolicy20150331v2", r#"{"functionName":"<function>"}"#)
        .version("2015-03-31")
        .fails("ResourceNotFoundException", "The resource you requested does not exist."),
];

/// CloudTrail, looking at its own bucket.
pub(crate) const TRAIL: &[Call] = &[
    read("s3", "GetBucketAcl", r#"{"bucketName":"audit-logs-111122223333","acl":""}"#)
        .on(&[("AWS::S3::Bucket", "arn:aws:s3:::audit-logs-111122223333")]),
    read("s3", "GetBucketLocation", r#"{"bucketName":"audit-logs-111122223333","location":""}"#)
        .on(&[("AWS::S3::Bucket", "arn:aws:s3:::audit-logs-111122223333")]),
];

/// Keys that services use in their own name.
pub(crate) const SERVICE_KEYS: &[Call] = &[
    read("kms", "Decrypt", r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:dynamodb:tableName":"<table>"}}"#).on(&[KMS_KEY]),
    read("kms", "GenerateDataKey", r#"{"keySpec":"AES_256","encryptionContext":{"aws:dynamodb:tableName":"<table>"}}"#).on(&[KMS_KEY]),
    read("kms", "DescribeKey", r#"{"keyId":"<kms_key>"}"#).on(&[KMS_KEY]),
];

/// The reconciliation job of the payments account.
pub(crate) const RECONCILE: &[Call] = &[
    read("sts", "GetCallerIdentity", ""),
    read(
        "s3",
        "GetBucketLocation",
        r#"{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","location":""}"#,
    )
    .on(&[("AWS::S3::Bucket", "arn:aws:s3:::<bucket>")]),
    read("rds", "DescribeDBInstances", r#"{"dBInstanceIdentifier":"ledger"}"#),
    read("secretsmanager", "DescribeSecret", r#"{"secretId":"payments/ledger-db"}"#),
    read(
        "ssm",
        "GetParametersByPath",
        r#"{"path":"/payments/reconcile","recursive":true,"withDecryption":true}"#,
    ),
];

pub(crate) const LEDGER_WORK: &[Call] = &[
    LOG_STREAM,
    read("secretsmanager", "GetSecretValue", r#"{"secretId":"payments/ledger-db"}"#),
    read("rds", "DescribeDBClusters", r#"{"dBClusterIdentifier":"ledger"}"#),
    read(
        "sqs",
        "GetQueueAttributes",
        r#"{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/ledger","attributeNames":["All"]}"#,
    ),
    write("events", "PutRule", r#"{"name":"ledger-retry","scheduleExpression":"rate(1 hour)"}"#),
];

/// A stranger's browser at the public bucket.
pub(crate) const PUBLIC: &[Call] = &[
    read("s3", "GetObject", r#"{"bucketName":"shop-assets-111122223333","Host":"shop-assets-111122223333.s3.<region>.amazonaws.com","key":"img/logo.svg"}"#)
        .data()
        .on(&[("AWS::S3::Object", "arn:aws:s3:::shop-assets-111122223333/img/logo.svg")]),
    read("s3", "GetObject", r#"{"bucketName":"shop-assets-111122223333","Host":"shop-assets-111122223333.s3.<region>.amazonaws.com","key":".env"}"#)
        .data()
        .fails("AccessDenied", "Access Denied"),
];

/// An administrator clicking through the console.
pub(crate) const ADMIN_CONSOLE: &[Call] = &[
    DESCRIBE_INSTANCES,
    read("iam", "GetAccountSummary", ""),
    read("iam", "ListUsers", r#"{"maxItems":100}"#),
    read("ec2", "DescribeRegions", r#"{"regionSet":{},"allRegions":true}"#),
    read("iam", "ListRoles", r#"{"maxItems":100}"#),
    read("s3", "ListBuckets", r#"{"Host":"s3.<region>.amazonaws.com"}"#),
    read("health", "DescribeEventAggregates", r#"{"aggregateField":"eventTypeCategory"}"#),
    read("cloudtrail", "LookupEvents", r#"{"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}"#),
    write("ec2", "CreateTags", r#"{"resourcesSet":{"items":[{"resourceId":"<instance>"}]},"tagSet":{"items":[{"key":"owner","value":"web"}]}}"#)
        .responds(r#"{"requestId":"<uuid>","_return":true}"#),
    read("monitoring", "DescribeAlarms", r#"{"maxRecords":100}"#),
];

/// Somebody who may look and not touch.
pub(crate) const READER_CONSOLE: &[Call] = &[
    DESCRIBE_STACKS,
    read("logs", "DescribeLogGroups", r#"{"limit":50}"#).version("20140328"),
    DESCRIBE_INSTANCES,
    write(
        "logs",
        "StartQuery",
        r#"{"logGroupNames":["<log_group>"],"queryString":"fields @message | limit 20"}"#,
    )
    .version("20140328"),
    read("ec2", "DescribeVpcs", r#"{"filterSet":{},"vpcSet":{}}"#),
    read("secretsmanager", "ListSecrets", r#"{"maxResults":100}"#).fails(
        "AccessDeniedException",
        "User is not authorized to perform: secretsmanager:ListSecrets",
    ),
];

pub(crate) const BILLING: &[Call] = &[
    read(
        "ce",
        "GetCostAndUsage",
        r#"{"Granularity":"MONTHLY","Metrics":["UnblendedCost"],"TimePeriod":{"End":"2025-04-01","Start":"2025-03-01"}}"#,
    ),
    read("ce", "GetCostForecast", r#"{"Granularity":"MONTHLY","Metric":"UNBLENDED_COST"}"#),
    read("budgets", "DescribeBudgets", r#"{"accountId":"<account>","maxResults":100}"#),
    read("payments", "ListPaymentPreferences", ""),
];
