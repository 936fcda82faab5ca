//! Digest files of both accounts for the night: what was delivered in each hour, and its hashes.
//!
//! Hashes are true, signatures are invented: nobody has the private key. A trail that was stopped
//! starts its chain anew, without a previous digest.

use serde_json::{Value, json};

use crate::demo::cast::{PAYMENTS, SHOP, TRAIL_BUCKET, VIRGINIA};
use crate::demo::clock::Moment;
use crate::demo::layout::LogFile;
use crate::demo::random::Random;
use crate::demo::sha256::sha256;

const TRAIL: &str = "audit";

/// Chains: an account, where the first period begins, and where each period ends.
const CHAINS: &[(&str, &str, &[&str])] = &[
    (
        SHOP,
        "2025-03-11T22:12:05Z",
        &[
            "2025-03-11T23:12:05Z",
            "2025-03-12T00:12:05Z",
            "2025-03-12T01:12:05Z",
            "2025-03-12T02:12:05Z",
        ],
    ),
    (
        PAYMENTS,
        "2025-03-11T22:07:41Z",
        &["2025-03-11T23:07:41Z", "2025-03-12T00:07:41Z", "2025-03-12T01:07:41Z"],
    ),
    (
        PAYMENTS,
        crate::demo::story::LOGGING_STARTED,
        &["2025-03-12T02:07:41Z", "2025-03-12T03:07:41Z"],
    ),
];

/// Paths and contents of all digest files.
pub(crate) fn digests(logs: &[LogFile]) -> Vec<(String, String)> {
    let mut digests = Vec::new();
    for (account, begin, ends) in CHAINS {
        let mut random = Random::named(&format!("digests of {account} from {begin}"));
        let mut start = Moment::at(begin);
        let mut previous = None;
        for end in ends.iter().map(|end| Moment::at(end)) {
            let path = path(account, end);
            let mut digest = header(account, (start, end), &path);
            link(&mut digest, previous.as_ref());
            list(&mut digest, logs.iter().filter(|log| log.is_in(account, (start, end))));
            let content = digest.to_string();
            previous = Some((path.clone(), sha256(content.as_bytes()), random.hex(512)));
            digests.push((path, content));
            start = end;
        }
    }
    digests
}

impl LogFile {
    fn is_in(&self, account: &str, (start, end): (Moment, Moment)) -> bool {
        let stream = (self.stream.account, self.stream.region, self.stream.is_data);
        stream == (account, VIRGINIA, false) && start <= self.delivered && self.delivered < end
    }
}

fn path(account: &str, end: Moment) -> String {
    let (folder, stamp) = (end.format("%Y/%m/%d"), end.format("%Y%m%dT%H%M%SZ"));
    format!(
        "AWSLogs/{account}/CloudTrail-Digest/{VIRGINIA}/{folder}/\
         {account}_CloudTrail-Digest_{VIRGINIA}_{TRAIL}_{VIRGINIA}_{stamp}.json.gz"
    )
}

fn header(account: &str, (start, end): (Moment, Moment), path: &str) -> Value {
    json!({
        "awsAccountId": account,
        "digestStartTime": start.iso(),
        "digestEndTime": end.iso(),
        "digestS3Bucket": TRAIL_BUCKET,
        "digestS3Object": path,
        "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
        "digestSignatureAlgorithm": "SHA256withRSA",
    })
}

/// Names the previous digest, or says that this is the first.
fn link(digest: &mut Value, previous: Option<&(String, String, String)>) {
    digest["previousDigestS3Bucket"] = json!(previous.map(|_| TRAIL_BUCKET));
    digest["previousDigestS3Object"] = json!(previous.map(|(path, _, _)| path));
    digest["previousDigestHashValue"] = json!(previous.map(|(_, hash, _)| hash));
    digest["previousDigestHashAlgorithm"] = json!(previous.map(|_| "SHA-256"));
    digest["previousDigestSignature"] = json!(previous.map(|(_, _, signature)| signature));
}

fn list<'a>(digest: &mut Value, logs: impl Iterator<Item = &'a LogFile>) {
    let logs: Vec<_> = logs.collect();
    digest["newestEventTime"] = json!(logs.iter().map(|log| log.newest.iso()).max());
    digest["oldestEventTime"] = json!(logs.iter().map(|log| log.oldest.iso()).min());
    let entry = |log: &&LogFile| {
        json!({"s3Bucket": TRAIL_BUCKET, "s3Object": log.path, "hashAlgorithm": "SHA-256",
               "hashValue": sha256(log.content.as_bytes()),
               "newestEventTime": log.newest.iso(), "oldestEventTime": log.oldest.iso()})
    };
    digest["logFiles"] = logs.iter().map(entry).collect();
}
