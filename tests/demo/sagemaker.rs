//! Data science: endpoints by an IAM user and by a federated one, and a tuning job that `SageMaker`
//! works through by itself.
//!
//! Starts and stops of a tuning job's training jobs are service events: nobody called an API. Their
//! names are not documented; these are a careful guess.

use serde_json::{Value, json};

use crate::demo::call::{Call, KMS_KEY, Place, place, read, write};
use crate::demo::cast::{
    GATEWAY, IRELAND, LAB, NADIA, ORDER_EVENTS, RESEARCH_PORTAL, SAGEMAKER_EXECUTION, SHOP,
};
use crate::demo::clock::{MINUTE, Moment};
use crate::demo::identity::{Actor, Identity};
use crate::demo::noise::{beats, burst};
use crate::demo::record::{Event, Script};

const EU: Place = place(SHOP, IRELAND);
const SERVICE: &str = "sagemaker.amazonaws.com";
const SDK: &str = "Boto3/1.37.8 md/Botocore#1.37.8 lang/python#3.11.11 AWS-SageMaker-SDK/2.240.0";

/// The tuning job, whose name begins the names of its training jobs.
pub(crate) const TUNING_JOB: &str = "churn-xgb-250311";
pub(crate) const N_TRAINING_JOBS: usize = 8;
/// Training jobs stopped early because others did better.
pub(crate) const STOPPED: &[usize] = &[3, 5, 6];

const CREATE_TUNING_JOB: Call = write("sagemaker", "CreateHyperParameterTuningJob", "");
const WATCH_TUNING_JOB: Call = read(
    "sagemaker",
    "DescribeHyperParameterTuningJob",
    r#"{"hyperParameterTuningJobName":"churn-xgb-250311"}"#,
);
const CREATE_MODEL: Call = write("sagemaker", "CreateModel", "");
const CREATE_ENDPOINT_CONFIG: Call = write("sagemaker", "CreateEndpointConfig", "");
const CREATE_ENDPOINT: Call = write("sagemaker", "CreateEndpoint", "");
const WATCH_ENDPOINT: Call = read("sagemaker", "DescribeEndpoint", "");
const START_JOB: Call = write("sagemaker", "CreateTrainingJob", "");
const STOP_JOB: Call = write("sagemaker", "StopTrainingJob", "");
const CREATE_GRANT: Call = write(
    "kms",
    "CreateGrant",
    r#"{"keyId":"<kms_key>","operations":["Decrypt","GenerateDataKey"]}"#,
)
.on(&[KMS_KEY]);
const INVOKE: Call = read("sagemaker", "InvokeEndpoint", "").data().on(&[(
    "AWS::SageMaker::Endpoint",
    "arn:aws:sagemaker:<region>:<account>:endpoint/recommend-v7",
)]);

/// What the execution role does when a container starts.
const CONTAINER: &[Call] = &[
    read("ecr", "GetAuthorizationToken", ""),
    read(
        "ecr",
        "BatchGetImage",
        r#"{"repositoryName":"shop/churn","imageIds":[{"imageTag":"1.7"}]}"#,
    ),
    write(
        "logs",
        "CreateLogStream",
        r#"{"logGroupName":"/aws/sagemaker/TrainingJobs","logStreamName":"algo-1-<hex>"}"#,
    )
    .version("20140328"),
    read("s3", "GetObject", r#"{"bucketName":"shop-ml-data","key":"churn/train-<hex>.parquet"}"#)
        .data()
        .on(&[("AWS::S3::Object", "arn:aws:s3:::shop-ml-data/churn/train-<hex>.parquet")]),
];

pub(crate) fn events() -> Vec<Event> {
    let mut script = Script::named("sagemaker");
    let beats = beats(EU);
    let nadia = Actor::user(NADIA, NADIA.key(), LAB, SDK);
    go_live(&mut script, &nadia, "recommend-v7", beats[2]);
    let forwarded = nadia.forwarded(SERVICE, script.random.temporary_key(), beats[2]);
    script.record(&forwarded, &CREATE_GRANT, beats[2] + 42, EU);
    start_container(&mut script, beats[2] + 50);
    serve(&mut script, beats[4]);

    let mika = federate(&mut script, beats[3]);
    tune(&mut script, &mika, &beats[3..7]);
    go_live(&mut script, &mika, "churn-v3", beats[7]);
    start_container(&mut script, beats[7] + 50);
    script.events
}

/// A model, a configuration and an endpoint, and the wait for it.
fn go_live(script: &mut Script, actor: &Actor, name: &str, beat: Moment) {
    let container = json!({
        "image": format!("{SHOP}.dkr.ecr.{IRELAND}.amazonaws.com/{name}:2.4"),
        "modelDataUrl": format!("s3://shop-ml-models/{name}/model.tar.gz")});
    let variant = json!({"variantName": "AllTraffic", "modelName": name, "initialInstanceCount": 1,
                         "instanceType": "ml.m5.large", "initialVariantWeight": 1});
    let steps = [
        (
            &CREATE_MODEL,
            11,
            json!({"modelName": name, "primaryContainer": container,
            "executionRoleArn": SAGEMAKER_EXECUTION.arn()}),
            made("modelArn", "model", name),
        ),
        (
            &CREATE_ENDPOINT_CONFIG,
            24,
            json!({"endpointConfigName": name, "productionVariants": [variant]}),
            made("endpointConfigArn", "endpoint-config", name),
        ),
        (
            &CREATE_ENDPOINT,
            39,
            json!({"endpointName": name, "endpointConfigName": name}),
            made("endpointArn", "endpoint", name),
        ),
    ];
    for (call, seconds, request, response) in steps {
        script
            .record(actor, call, beat + seconds, EU)
            .set("requestParameters", request)
            .set("responseElements", response);
    }
    for time in burst(script, beat + MINUTE, 6) {
        let request = json!({"endpointName": name});
        script.record(actor, &WATCH_ENDPOINT, time, EU).set("requestParameters", request);
    }
}

fn made(member: &str, kind: &str, name: &str) -> Value {
    let mut response = json!({});
    response[member] = json!(arn(kind, name));
    response
}

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:sagemaker:{IRELAND}:{SHOP}:{kind}/{name}")
}

/// The research portal lends Mika a session of its own user.
fn federate(script: &mut Script, beat: Moment) -> Actor {
    let portal = Actor::user(RESEARCH_PORTAL, RESEARCH_PORTAL.key(), GATEWAY, SDK);
    let key = script.federate(&portal, RESEARCH_PORTAL, "mika", (beat + 6, EU));
    let identity =
        Identity::Federated { user: RESEARCH_PORTAL, name: "mika", key, since: beat + 6 };
    Actor::new(identity, LAB, SDK)
}

/// One call starts the tuning job; `SageMaker` does the rest, a pair of training jobs a beat.
fn tune(script: &mut Script, mika: &Actor, beats: &[Moment]) {
    let limits = json!({"maxNumberOfTrainingJobs": N_TRAINING_JOBS, "maxParallelTrainingJobs": 2});
    let request = json!({"hyperParameterTuningJobName": TUNING_JOB,
        "hyperParameterTuningJobConfig": {"strategy": "Bayesian", "resourceLimits": limits,
            "trainingJobEarlyStoppingType": "Auto"},
        "trainingJobDefinition": {"roleArn": SAGEMAKER_EXECUTION.arn()}});
    let tuning_arn = made("hyperParameterTuningJobArn", "hyper-parameter-tuning-job", TUNING_JOB);
    script
        .record(mika, &CREATE_TUNING_JOB, beats[0] + 33, EU)
        .set("requestParameters", request)
        .set("responseElements", tuning_arn);
    for number in 1..=N_TRAINING_JOBS {
        let beat = beats[(number - 1) / 2];
        let started = beat + if number % 2 == 1 { 52 } else { 71 } + script.random.between(0, 15);
        let job = format!("{TUNING_JOB}-{number:03}-{}", script.random.hex(8));
        announce(script, &START_JOB, &job, started);
        start_container(script, started + 9);
        if STOPPED.contains(&number) {
            let minutes = script.random.between(1, 3);
            announce(script, &STOP_JOB, &job, started + minutes * MINUTE + 7);
        }
    }
    for beat in beats {
        script.record(mika, &WATCH_TUNING_JOB, *beat + 4 * MINUTE, EU);
    }
}

/// A service event about one training job.
fn announce(script: &mut Script, call: &Call, job: &str, time: Moment) {
    let details = json!({"hyperParameterTuningJobName": TUNING_JOB, "trainingJobName": job,
                         "trainingJobArn": arn("training-job", job)});
    script
        .record(&Actor::service_event(SHOP, SERVICE), call, time, EU)
        .set("eventType", "AwsServiceEvent")
        .set("serviceEventDetails", details)
        .unset("requestID");
}

/// `SageMaker` assumes the execution role and fetches what the container needs.
fn start_container(script: &mut Script, time: Moment) {
    let service = Actor::service(SERVICE);
    let session = script.assume_role(&service, SAGEMAKER_EXECUTION, "SageMaker", time);
    script.events.last_mut().unwrap().move_to(IRELAND);
    let container = session.calling_from(GATEWAY, SDK);
    for (call, seconds) in CONTAINER.iter().zip(2_i64..) {
        script.record(&container, call, time + seconds, EU);
    }
}

/// The shop asks the endpoint, which only a trail with data events sees.
fn serve(script: &mut Script, beat: Moment) {
    let session = script.assume_role(
        &Actor::service("lambda.amazonaws.com"),
        ORDER_EVENTS,
        "recommendations",
        beat + 3,
    );
    script.events.last_mut().unwrap().move_to(IRELAND);
    let function = session.calling_from("203.0.113.77", SDK);
    for time in burst(script, beat, 6) {
        script.record(&function, &INVOKE, time, EU);
    }
}
