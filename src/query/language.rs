//! The language of filters as a table: help, manual page and completion read it.

/// A part of the language.
#[derive(Debug)]
pub struct Topic {
    /// What it is about.
    pub title: &'static str,
    /// How it is written, an example, and what that means.
    pub rows: &'static [(&'static str, &'static str)],
}

/// Everything that can be written; every example parses.
pub const LANGUAGE: &[Topic] = &[
    Topic {
        title: "Words: an event passes when one of its values does",
        rows: &[
            ("crtacckey", "fuzzy: the letters in this order, close together"),
            ("'secret", "holds exactly this, in any case"),
            ("\"two words\"", "the same with spaces"),
            ("^Create", "begins so"),
            ("Policy$", "ends so"),
            ("Create*Key", "the whole value; * is any text, ? one character"),
            ("/^(Get|List)/", "regular expression, in any case; \\/ is a slash"),
            ("*bucket-name", "text anywhere in the record's JSON; a capital makes case count"),
        ],
    },
    Topic {
        title: "Joining",
        rows: &[
            ("iam create", "both; `and` may be written"),
            ("decrypt or encrypt", "one of them; binds looser than `and`"),
            ("!decrypt", "not; also `not decrypt`"),
            ("access:write (alice or bob)", "parentheses group"),
            ("iam && !decrypt || kms", "`&&` and `||` are `and` and `or`"),
        ],
    },
    Topic {
        title: "Fields: AWS names or short ones (ip, key, actor, name, error, account, ...)",
        rows: &[
            ("name:CreateUser", "is this, in any case; = is the same as :"),
            ("name:\"CreateUser\"", "is this, letter by letter"),
            ("name!=CreateUser", "is not; also name:!CreateUser. Events without a value pass"),
            (
                "name:(CreateUser,Create*Key)",
                "one of a list; also name in (CreateUser, CreateRole)",
            ),
            ("name:^Create", "all marks of words work: ^ $ ' ~ (fuzzy) / / * ?"),
            ("error:*", "has a value; also error is not null"),
            ("error:!*", "has none; also error is null"),
            ("eventName == \"CreateUser\"", "spaces may stand around : = == != < <= > >="),
            ("ip:192.0.2.0/24", "addresses of a network"),
            ("ip:192.0.2.1..192.0.2.9", "a range of addresses"),
            ("addressKind:public os:kali*", "fields told from the address and the user agent"),
            ("account>100000000000", "compares numbers: < <= > >="),
            ("readOnly:false", "booleans and the same words as text are alike"),
        ],
    },
    Topic {
        title: "Flags: what is conspicuous; the detail of an event gives the reasons",
        rows: &[
            (
                "flag:*",
                "events with a flag, !flag:* without; facet `flag` and completion name them",
            ),
            ("flag:(root,off-instance)", "one of a list"),
            ("flag:new-*", "first times, against the time that --baseline names"),
        ],
    },
    Topic {
        title: "Time: UTC without an offset; distances count back from the last event",
        rows: &[
            ("time:2025-03-11", "a day; time:2025-03-11T12 an hour, T12:05 a minute"),
            (
                "time:2025-03-11T23:00..2025-03-12T01:00",
                "from, up to and without; either may be left out",
            ),
            ("time>=2025-03-12T00:30", "from a moment on; a space may stand for the T"),
            ("time:-2h..", "the last two hours of the data; s, m, h, d, w"),
        ],
    },
    Topic {
        title: "Paths: any value of the record's JSON",
        rows: &[
            (
                "requestParameters.userName:bob",
                "arrays are looked through, and strings that hold JSON",
            ),
            ("resources[0].ARN:*", "one element; [*] is any"),
            ("requestParameters.\"x-amz-acl\":*", "odd names in quotes"),
            ("requestParameters.**:'bob", "any value below, at any depth"),
            ("any:'bob", "any value of the whole record"),
            ("any.userName:bob", "a member of that name at any depth"),
            (".madeUp.member:1", "a member that CloudTrail does not document begins with a dot"),
            ("additionalEventData.bytesTransferredOut>1e6", "numbers compare"),
        ],
    },
    Topic {
        title: "Two places of one event",
        rows: &[
            ("callerAccount:@account", "both have the same text"),
            (
                "callerAccount:* callerAccount!=@account",
                "they differ, and there is a caller's account",
            ),
            (
                "requestParameters.roleArn:@userIdentity.sessionContext.sessionIssuer.arn",
                "paths too",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn every_example_parses_and_prints_back() {
        for (example, _) in LANGUAGE.iter().flat_map(|topic| topic.rows) {
            let expr = parse(example).unwrap();
            assert_eq!(parse(&expr.to_string()), Ok(expr), "{example}");
        }
    }
}
