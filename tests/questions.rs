//! Questions that investigators ask of CloudTrail, each typed as one query, with the number of
//! events that it finds.
//!
//! The numbers were counted from the raw JSON by a program of its own, with plain comparisons. The
//! built-in case is always asked; the public data set of Invictus, some thirty attack techniques run
//! in one account, when it lies beside the repository.
#![allow(clippy::unwrap_used, reason = "a case that cannot be read has failed")]

use std::path::Path;
use std::sync::Arc;

use trailglass::ingest::{self, Input, Pace, Progress};
use trailglass::query::{Cancel, Query, parse, run};
use trailglass::store::Snapshot;

/// A question, how it is typed, and how many events of the public and the built-in case it finds.
///
/// Words in braces stand for what each case asks about.
type Question = (&'static str, &'static str, usize, usize);

const QUESTIONS: &[Question] = &[
    (
        "1 the root user, not by a service",
        "type:Root invokedBy:!* eventType!=AwsServiceEvent",
        0,
        14,
    ),
    (
        "2 console logins without MFA",
        "name:ConsoleLogin additionalEventData.MFAUsed:No responseElements.ConsoleLogin:Success",
        1,
        4,
    ),
    ("3 failed console logins", "name:ConsoleLogin responseElements.ConsoleLogin:Failure", 0, 1),
    ("6 federation tokens", "name:(GetFederationToken,GetSessionToken)", 0, 1),
    ("7 everything by a key", "key:{key}", 2104, 162),
    ("8 who owns a key", "key:{made} or responseElements.accessKey.accessKeyId:{made}", 1, 79),
    ("9 activity of a network", "ip:{network}", 372, 147),
    ("12 credentials from IMDSv1", "userIdentity.sessionContext.ec2RoleDelivery:\"1.0\"", 2, 0),
    ("14 callers of other accounts", "callerAccount:* account:* callerAccount!=@account", 0, 21),
    (
        "15 role chaining, a role that assumes itself, AssumeRoot",
        "(name:AssumeRole (type:AssumedRole or \
         requestParameters.roleArn:@userIdentity.sessionContext.sessionIssuer.arn)) or name:AssumeRoot",
        0,
        15,
    ),
    ("16 who assumed a role", "name:AssumeRole requestParameters.roleArn:{role}", 10, 2),
    (
        "17 roles assumed by web identity or SAML",
        "name:(AssumeRoleWithWebIdentity,AssumeRoleWithSAML)",
        0,
        20,
    ),
    (
        "20 everything denied",
        "error:(AccessDenied,AccessDeniedException,UnauthorizedOperation,Client.UnauthorizedOperation)",
        60,
        52,
    ),
    (
        "22 first looks around",
        "name:(ListBuckets,GetAccountAuthorizationDetails,GetSendQuota,ListIdentities)",
        4,
        14,
    ),
    (
        "23 user data read",
        "name:DescribeInstanceAttribute requestParameters.attribute:userData",
        19,
        0,
    ),
    ("24 all that an actor changed", "actor:{actor} readOnly:false", 508, 3),
    ("25 changes of IAM", "eventSource:iam.amazonaws.com readOnly:false", 88, 8),
    (
        "26 credentials made",
        "name:(CreateAccessKey,CreateLoginProfile,UpdateLoginProfile,UpdateAccessKey,\
         CreateServiceSpecificCredential,UploadSigningCertificate,UploadSSHPublicKey) error:!*",
        4,
        3,
    ),
    ("27 users and roles made", "name:(CreateUser,CreateRole)", 17, 2),
    (
        "28 escalation by policy",
        "name:/^(Attach|Put)(User|Role|Group)Policy$|^SetDefaultPolicyVersion$|^AddUserToGroup$|PermissionsBoundary$/ \
         or (name:CreatePolicyVersion requestParameters.setAsDefault:true)",
        12,
        1,
    ),
    (
        "29 changes of trust",
        "name:/^(UpdateAssumeRolePolicy|(Create|Update|Delete)(SAMLProvider|OpenIDConnectProvider))$/ \
         or (service:rolesanywhere name:(CreateTrustAnchor,CreateProfile))",
        4,
        0,
    ),
    (
        "30 MFA devices",
        "name:(DeactivateMFADevice,DeleteVirtualMFADevice,CreateVirtualMFADevice,EnableMFADevice)",
        0,
        0,
    ),
    (
        "31 keys that AWS quarantined",
        "name:AttachUserPolicy requestParameters.policyArn:'AWSCompromisedKeyQuarantine",
        0,
        0,
    ),
    (
        "36 CloudTrail disturbed",
        "name:(StopLogging,DeleteTrail,UpdateTrail,PutEventSelectors,PutInsightSelectors,\
         DeleteEventDataStore,PutBucketLifecycle)",
        9,
        1,
    ),
    (
        "37 other controls disturbed",
        "name:(DeleteDetector,UpdateDetector,CreateFilter,DisassociateFromMasterAccount,\
         StopConfigurationRecorder,DeleteDeliveryChannel,DisableSecurityHub,DeleteAnalyzer,\
         DeleteFlowLogs,DeleteLogGroup,DeleteLogStream,DeleteResolverQueryLogConfig,DeleteWebACL,\
         LeaveOrganization)",
        3,
        0,
    ),
    (
        "38 secrets read",
        "name:(GetSecretValue,BatchGetSecretValue,Decrypt) or \
         (name:(GetParameter,GetParameters) requestParameters.withDecryption:true)",
        325,
        206,
    ),
    (
        "39 data carried off",
        "name:CopyObject or additionalEventData.bytesTransferredOut>1000",
        4,
        103,
    ),
    (
        "40 buckets exposed",
        "name:(PutBucketPolicy,PutBucketAcl,PutObjectAcl,*PublicAccessBlock,PutBucketReplication,\
         PutBucketWebsite) !name:Get*",
        3,
        0,
    ),
    (
        "41 snapshots and images shared",
        "name:(ModifySnapshotAttribute,ModifyImageAttribute,ModifyDBSnapshotAttribute,\
         ModifyDBClusterSnapshotAttribute,CopySnapshot,CreateStoreImageTask,StartExportTask)",
        6,
        0,
    ),
    (
        "44 ports opened to the world",
        "name:AuthorizeSecurityGroupIngress requestParameters.**:(0.0.0.0/0,\"::/0\")",
        2,
        0,
    ),
    ("47 old TLS", "tlsDetails.tlsVersion:(TLSv1,TLSv1.1)", 0, 0),
    (
        "48 all that touches a resource",
        "requestParameters.**:'{resource} or responseElements.**:'{resource} or resources.**:'{resource}",
        7,
        4,
    ),
    ("50 changes made in the console", "sessionCredentialFromConsole:true readOnly:false", 2, 16),
];

const INVICTUS: &[(&str, &str)] = &[
    ("{key}", "AKIATFQR7NSC8Q4X20BJ"),
    ("{made}", "AKIATFQR7NSCQLA2F4OD"),
    ("{network}", "10.0.0.0/8"),
    (
        "{role}",
        "\"arn:aws:iam::123837392027:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS\"",
    ),
    ("{actor}", "bert-jan"),
    ("{resource}", "malicious-iam-user"),
];

const DEMO: &[(&str, &str)] = &[
    ("{key}", "AKIAZO4MAVOEMEXAMPLE"),
    ("{made}", "AKIAYIGYJUHHVEXAMPLE"),
    ("{network}", "192.0.2.0/24"),
    ("{role}", "\"arn:aws:iam::444455556666:role/payments-deploy\""),
    ("{actor}", "svc-backup-sync"),
    ("{resource}", "svc-backup-sync"),
];

fn load(input: Input) -> Arc<Snapshot> {
    let load = ingest::spawn(vec![input], Pace::Batch);
    let snapshots = load.progress.iter().filter_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    });
    snapshots.last().unwrap()
}

fn ask(case: &Snapshot, words: &[(&str, &str)], expected: impl Fn(&Question) -> usize) {
    let mut wrong = Vec::new();
    for question in QUESTIONS {
        let fill = |text: String, (word, value): &(&str, &str)| text.replace(word, value);
        let text = words.iter().fold(question.1.to_owned(), fill);
        let filter = parse(&text).unwrap_or_else(|error| panic!("{}: {error}", question.0));
        assert_eq!(parse(&filter.to_string()).as_ref(), Ok(&filter), "{text}");
        let query = Query { filter, sort: Vec::new() };
        let n_found = run(case, &query, &Cancel::new()).unwrap().rows.len();
        let expected = expected(question);
        if n_found != expected {
            wrong.push(format!("{}: {n_found} events, expected {expected}: {text}", question.0));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn questions_to_the_built_in_case_find_what_was_counted() {
    ask(&load(Input::Demo), DEMO, |question| question.3);
}

#[test]
fn questions_to_a_public_case_find_what_was_counted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/invictus");
    if folder.is_dir() {
        ask(&load(Input::Path(folder)), INVICTUS, |question| question.2);
    }
}
