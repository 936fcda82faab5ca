//! What is known of API names and parameters: which parameter names the thing acted on, which
//! calls only read.

/// How well a request parameter names the resource that the call acts on; lower is better.
///
/// `None` for a parameter that names nothing. The list holds the parameters of the APIs that
/// investigators watch most; others are found by their ending.
pub fn target_rank(parameter: &str) -> Option<u8> {
    Some(match parameter {
        "userName"
        | "roleName"
        | "groupName"
        | "bucketName"
        | "functionName"
        | "secretId"
        | "instanceId"
        | "keyId"
        | "tableName"
        | "trailName"
        | "dBInstanceIdentifier"
        | "dBSnapshotIdentifier"
        | "dBClusterIdentifier"
        | "dBClusterSnapshotIdentifier"
        | "trainingJobName"
        | "hyperParameterTuningJobName"
        | "endpointName"
        | "modelName"
        | "notebookInstanceName"
        | "notebookInstanceLifecycleConfigName"
        | "queueUrl"
        | "topicArn"
        | "repositoryName"
        | "clusterName"
        | "detectorId"
        | "roleArn"
        | "imageId"
        | "snapshotId"
        | "volumeId"
        | "logGroupName"
        | "documentName"
        | "stackName"
        | "domainName"
        | "streamName"
        | "stateMachineArn"
        | "instanceProfileName" => 0,
        "endpointConfigName" | "policyArn" | "policyName" | "groupId" | "vpcId" | "subnetId"
        | "networkInterfaceId" | "allocationId" | "parameterName" | "alarmName" | "ruleName"
        | "flowLogId" | "launchTemplateName" | "keyName" | "dBSubnetGroupName" | "aliasName"
        | "accountId" | "organizationId" | "hostedZoneId" | "certificateArn"
        | "processingJobName" | "transformJobName" | "pipelineName" | "userProfileName" => 1,
        "name" | "resourceArn" | "resourceId" | "resource" | "arn" | "id" | "encryptionContext" => {
            2
        }
        // Names that say how, not what.
        "clientToken" | "clientRequestToken" | "nextToken" | "roleSessionName"
        | "sourceIdentity" | "accessKeyId" | "x-id" | "Host" | "availabilityZone"
        | "regionName" | "serialNumber" | "versionId" | "requestId" | "callerReference" => {
            return None;
        }
        _ if ends_with_word(parameter, "Arn") || ends_with_word(parameter, "ARN") => 3,
        _ if ends_with_word(parameter, "Name") || ends_with_word(parameter, "Identifier") => 3,
        _ if ends_with_word(parameter, "Id") => 4,
        _ => return None,
    })
}

fn ends_with_word(parameter: &str, word: &str) -> bool {
    parameter.len() > word.len() && parameter.ends_with(word)
}

/// Whether the name of an API says that it only reads.
///
/// For records without `readOnly` (before version 1.06, Event history CSV).
pub fn is_read_only_name(event_name: &str) -> bool {
    ["Get", "List", "Describe", "Head", "Lookup", "BatchGet", "Query", "Scan", "Search"]
        .iter()
        .any(|verb| event_name.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_thing_ranks_before_ids_and_tokens() {
        assert!(target_rank("bucketName") < target_rank("vpcId"));
        assert!(target_rank("vpcId") < target_rank("someOtherId"));
        assert_eq!(target_rank("clientToken"), None);
        assert_eq!(target_rank("maxResults"), None);
    }

    #[test]
    fn reading_names_are_told_from_writing_ones() {
        assert!(is_read_only_name("DescribeInstances"));
        assert!(!is_read_only_name("CreateUser"));
    }
}
