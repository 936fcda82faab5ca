"""The three jobs of compare.sh with chdb: a table of the same fields, then three queries."""

import sys

from chdb import session

root, key = sys.argv[1:]
db = session.Session()
db.query("CREATE DATABASE d ENGINE = Atomic")
fields = [
    "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
    "eventID", "eventType", "recipientAccountId",
]
identity = ["type", "arn", "principalId", "accessKeyId"]
columns = [f"JSONExtractString(r, '{f}') AS {f}" for f in fields]
columns += [f"JSONExtractString(r, 'userIdentity', '{f}') AS {f}" for f in identity]
columns += ["JSONExtractBool(r, 'readOnly') AS readOnly"]
db.query(
    f"""CREATE TABLE d.events ENGINE = Memory AS SELECT {", ".join(columns)}
    FROM (SELECT arrayJoin(JSONExtractArrayRaw(json, 'Records')) AS r
        FROM file('{root}/**/*.json.gz', 'JSONAsString'))
    SETTINGS max_threads = 2"""
)


def lines(query):
    return str(db.query(query, "TSV")).splitlines()


def number(query):
    return (lines(query) or ["0"])[0]


name = number("SELECT count() n FROM d.events GROUP BY eventName ORDER BY n DESC LIMIT 1")
failures = number(
    "SELECT count() n FROM d.events WHERE errorCode != '' AND arn != '' GROUP BY arn ORDER BY n DESC LIMIT 1"
)
rows = lines(f"SELECT eventTime, eventName FROM d.events WHERE accessKeyId = '{key}' ORDER BY eventTime")
print(name, failures, len(rows))
