//! API calls as rows of tables: service, name, parameters, and what else a record shows of them.
//!
//! Texts are JSON with `<placeholders>`: `<account>`, `<region>`, `<uuid>`, `<hex>`, or the name of a
//! pool in `cast::POOLS`. Within one event a placeholder has one value.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::demo::cast::{PAYMENTS, POOLS};
use crate::demo::random::Random;

/// Which account's log records an event, and for which region.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) account: &'static str,
    pub(crate) region: &'static str,
}

pub(crate) const fn place(account: &'static str, region: &'static str) -> Place {
    Place { account, region }
}

#[derive(Clone, Copy)]
pub(crate) struct Call {
    /// `eventSource` without `.amazonaws.com`.
    pub(crate) source: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_read: bool,
    pub(crate) is_data: bool,
    /// JSON, or empty for null.
    pub(crate) parameters: &'static str,
    pub(crate) response: &'static str,
    /// Pairs of type and ARN.
    pub(crate) resources: &'static [(&'static str, &'static str)],
    pub(crate) error: Option<(&'static str, &'static str)>,
    pub(crate) api_version: Option<&'static str>,
}

pub(crate) const BUCKET: (&str, &str) = ("AWS::S3::Bucket", "arn:aws:s3:::<bucket>");
pub(crate) const KMS_KEY: (&str, &str) =
    ("AWS::KMS::Key", "arn:aws:kms:<region>:<account>:key/<kms_key>");

pub(crate) const fn read(
    source: &'static str,
    name: &'static str,
    parameters: &'static str,
) -> Call {
    let (response, resources) = ("", [].as_slice());
    let (error, api_version) = (None, None);
    Call {
        source,
        name,
        is_read: true,
        is_data: false,
        parameters,
        response,
        resources,
        error,
        api_version,
    }
}

pub(crate) const fn write(
    source: &'static str,
    name: &'static str,
    parameters: &'static str,
) -> Call {
    Call { is_read: false, ..read(source, name, parameters) }
}

impl Call {
    pub(crate) const fn responds(self, response: &'static str) -> Self {
        Self { response, ..self }
    }

    pub(crate) const fn on(self, resources: &'static [(&'static str, &'static str)]) -> Self {
        Self { resources, ..self }
    }

    pub(crate) const fn fails(self, code: &'static str, message: &'static str) -> Self {
        Self { error: Some((code, message)), ..self }
    }

    pub(crate) const fn version(self, api_version: &'static str) -> Self {
        Self { api_version: Some(api_version), ..self }
    }

    /// Makes it a data event, which only a trail that asks for them records.
    pub(crate) const fn data(self) -> Self {
        Self { is_data: true, ..self }
    }

    /// The IAM action that allows the call: `lambda:ListFunctions`.
    pub(crate) fn action(&self) -> String {
        let service = match self.source {
            "monitoring" => "cloudwatch",
            other => other,
        };
        match self.name {
            "ListBuckets" => "s3:ListAllMyBuckets".into(),
            name => {
                format!("{service}:{}", name.trim_end_matches(|sign: char| sign.is_ascii_digit()))
            }
        }
    }

    /// The call as an AWS CLI command: `iam.list-users`.
    pub(crate) fn command(&self) -> String {
        let mut command = match self.source {
            "s3" => "s3api.".to_owned(),
            source => format!("{source}."),
        };
        let name = self.name.trim_end_matches(|sign: char| sign.is_ascii_digit());
        for (index, sign) in name.char_indices() {
            let after_small = name[..index].ends_with(|sign: char| sign.is_ascii_lowercase());
            let before_small =
                name[index + 1..].starts_with(|sign: char| sign.is_ascii_lowercase());
            if sign.is_ascii_uppercase() && index > 0 && (after_small || before_small) {
                command.push('-');
            }
            command.push(sign.to_ascii_lowercase());
        }
        command
    }
}

/// The values of one event's placeholders.
pub(crate) struct Filling {
    values: BTreeMap<String, String>,
}

impl Filling {
    pub(crate) fn new(place: Place) -> Self {
        let known = [("account", place.account), ("region", place.region)];
        Self { values: known.map(|(name, value)| (name.into(), value.into())).into() }
    }

    /// Fixes the value of a placeholder.
    pub(crate) fn know(&mut self, name: &str, value: &str) {
        self.values.insert(name.into(), value.into());
    }

    pub(crate) fn fill(&mut self, template: &str, random: &mut Random) -> String {
        let mut parts = template.split('<');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('>').unwrap();
            if !self.values.contains_key(name) {
                self.know(name, &invent(name, &self.values["account"], random));
            }
            let value = &self.values[name];
            text.push_str(value);
            text.push_str(rest);
        }
        text
    }

    /// Fills and parses `template`; an empty one is null.
    pub(crate) fn json(&mut self, template: &str, random: &mut Random) -> Value {
        if template.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.fill(template, random)).unwrap()
    }

    pub(crate) fn resources(&mut self, call: &Call, random: &mut Random) -> Option<Value> {
        let account = self.values["account"].clone();
        let row = |(kind, arn): &(&str, &str)| json!({"ARN": self.fill(arn, random), "accountId": account, "type": kind});
        let rows: Vec<_> = call.resources.iter().map(row).collect();
        (!rows.is_empty()).then(|| json!(rows))
    }
}

fn invent(name: &str, account: &str, random: &mut Random) -> String {
    match name {
        "uuid" => random.uuid(),
        "hex" => random.hex(8),
        _ => {
            let pool = POOLS.iter().find(|(pool, ..)| *pool == name);
            let (_, shop, payments) = pool.unwrap_or_else(|| panic!("no pool is named {name}"));
            (*random.pick(if account == PAYMENTS { payments } else { shop })).to_owned()
        }
    }
}
