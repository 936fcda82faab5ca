//! Invented log files for benches: the same ones on every machine and in every run.
//!
//! Records have the shape, length and repetition of a busy account's: few identities, some hundred
//! API names, many targets. Accounts and addresses are those set aside for documentation.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use trailglass::ingest::{self, Input, Pace, Progress};
use trailglass::store::Snapshot;
use trailglass::store::inflate::Inflater;

/// Loads everything below `root`.
pub(crate) fn load(root: &Path) -> Arc<Snapshot> {
    let load = ingest::spawn(vec![Input::Path(root.to_owned())], Pace::Batch);
    let snapshots = load.progress.iter().filter_map(|progress| match progress {
        Progress::Snapshot(snapshot) => Some(snapshot),
        _ => None,
    });
    snapshots.last().unwrap_or_default()
}

/// The events of `TRAILGLASS_CORPUS`, else of invented files; few of them when only tested.
#[allow(dead_code, reason = "not every bench that includes this file asks a snapshot")]
pub(crate) fn snapshot() -> Arc<Snapshot> {
    if let Some(root) = std::env::var_os("TRAILGLASS_CORPUS") {
        return load(Path::new(&root));
    }
    let is_test = std::env::args().any(|argument| argument == "--test");
    let root = tempfile::tempdir().unwrap_or_else(|error| panic!("no room for a corpus: {error}"));
    let written = write_log_files(root.path(), if is_test { 8 } else { 500 }, 400);
    written.unwrap_or_else(|error| panic!("cannot write a corpus: {error}"));
    load(root.path())
}

/// Inflates each of `files` once, on all processors; the answer is the size in bytes.
#[allow(dead_code, reason = "not every bench that includes this file inflates")]
pub(crate) fn inflate_all<T: Sync>(
    files: &[T],
    inflate: impl Fn(&T, &mut Inflater) -> Vec<u8> + Sync,
) -> usize {
    let next = AtomicUsize::new(0);
    let worker = || {
        let (mut inflater, mut n_bytes) = (Inflater::default(), 0);
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = inflate(file, &mut inflater);
            n_bytes += text.len();
            inflater.recycle(text);
        }
        n_bytes
    };
    thread::scope(|scope| {
        let n_workers = thread::available_parallelism().map_or(2, usize::from);
        let workers: Vec<_> = (0..n_workers).map(|_| scope.spawn(worker)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, usize>| {
            worker.join().unwrap_or_else(|_| panic!("a file could not be inflated"))
        };
        workers.into_iter().map(join).sum()
    })
}

/// Writes `n_files` log files of `n_records` records each under `root`, as a trail names them.
pub(crate) fn write_log_files(root: &Path, n_files: u64, n_records: u64) -> io::Result<()> {
    let mut dice = Dice(0x7261_696c);
    for file in 0..n_files {
        let folder = root.join(format!("AWSLogs/{ACCOUNT}/CloudTrail/{:02}", file % 28 + 1));
        fs::create_dir_all(&folder)?;
        let records: Vec<String> =
            (0..n_records).map(|index| record(&mut dice, file * n_records + index)).collect();
        let file =
            fs::File::create(folder.join(format!("{ACCOUNT}_CloudTrail_{file:05}.json.gz")))?;
        let mut gzip = GzEncoder::new(file, Compression::default());
        write!(gzip, r#"{{"Records":[{}]}}"#, records.join(","))?;
        gzip.finish()?;
    }
    Ok(())
}

/// The JSON of an event that happened `second` seconds into March 2025.
fn record(dice: &mut Dice, second: u64) -> String {
    let (service, verb) = (dice.of(&SERVICES), dice.of(&VERBS));
    let (thing, target) = (dice.of(&THINGS), dice.below(4000));
    let (day, hour, minute) = (second / 86_400 % 28 + 1, second / 3600 % 24, second / 60 % 60);
    let is_read = matches!(verb, "Get" | "List" | "Describe");
    let failure = match dice.below(8) {
        0 => r#""errorCode":"AccessDenied","errorMessage":"not authorized to perform \"this\"","#,
        _ => "",
    };
    let identity = identity(dice);
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{identity},"eventTime":"2025-03-{day:02}T{hour:02}:{minute:02}:{:02}Z","eventSource":"{service}.amazonaws.com","eventName":"{verb}{thing}","awsRegion":"eu-central-1","sourceIPAddress":"{}{}","userAgent":"{}",{failure}"requestParameters":{{"{thing}Name":"{thing}-{target:04}","maxResults":{},"filterSet":{{"items":[{{"name":"state","valueSet":[{{"value":"running"}}]}}]}}}},"responseElements":{},"additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredOut":{}}},"requestID":"{}","eventID":"{}","readOnly":{is_read},"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"{ACCOUNT}","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{service}.eu-central-1.amazonaws.com"}}}}"#,
        second % 60,
        dice.of(&["192.0.2.", "198.51.100.", "203.0.113."]),
        dice.below(256),
        dice.of(&USER_AGENTS),
        dice.below(1000),
        dice.of(&["null", r#"{"_return":true}"#]),
        dice.below(100_000),
        dice.uuid(),
        dice.uuid(),
    )
}

fn identity(dice: &mut Dice) -> String {
    let person = dice.below(200);
    match dice.below(10) {
        0 => r#"{"type":"AWSService","invokedBy":"config.amazonaws.com"}"#.to_owned(),
        1..4 => format!(
            r#"{{"type":"IAMUser","principalId":"AIDAEXAMPLE{person:04}","arn":"arn:aws:iam::{ACCOUNT}:user/user-{person}","accountId":"{ACCOUNT}","accessKeyId":"AKIAEXAMPLE{person:04}","userName":"user-{person}"}}"#
        ),
        _ => {
            let role = person % 20;
            format!(
                r#"{{"type":"AssumedRole","principalId":"AROAEXAMPLE{role:04}:person-{person}","arn":"arn:aws:sts::{ACCOUNT}:assumed-role/role-{role}/person-{person}","accountId":"{ACCOUNT}","accessKeyId":"ASIAEXAMPLE{:04}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLE{role:04}","arn":"arn:aws:iam::{ACCOUNT}:role/role-{role}","accountId":"{ACCOUNT}","userName":"role-{role}"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"2025-03-01T08:00:00Z","mfaAuthenticated":"false"}}}}}}"#,
                dice.below(2000)
            )
        }
    }
}

/// Numbers that look thrown and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let index = self.below(texts.len() as u64);
        usize::try_from(index).ok().and_then(|index| texts.get(index)).copied().unwrap_or_default()
    }

    fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }
}

const ACCOUNT: &str = "111122223333";

const SERVICES: [&str; 12] =
    ["ec2", "iam", "s3", "sts", "kms", "lambda", "rds", "dynamodb", "logs", "sqs", "sns", "ecr"];

const VERBS: [&str; 8] = ["Get", "List", "Describe", "Create", "Delete", "Put", "Update", "Tag"];

const THINGS: [&str; 12] = [
    "bucket",
    "role",
    "user",
    "function",
    "instance",
    "volume",
    "snapshot",
    "key",
    "table",
    "queue",
    "stack",
    "repository",
];

const USER_AGENTS: [&str; 6] = [
    "aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0-1014-aws exe/x86_64.ubuntu.22 prompt/off",
    "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.210 md/arch#x86_64 lang/python#3.12.2",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Safari/537.36",
    "APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.39.1",
    "config.amazonaws.com",
    "aws-sdk-java/2.25.3 Linux/5.10.210 OpenJDK_64-Bit_Server_VM/17.0.10+7 Java/17.0.10 io/sync",
];
