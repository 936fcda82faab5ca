# eventName, errorCode, the principal's ARN, access key, time: one event a line.
.Records[] | [.eventName, .errorCode, .userIdentity.arn, .userIdentity.accessKeyId, .eventTime] | @tsv
