"""The three jobs of compare.sh with DuckDB: a table of the same fields, then three queries."""

import sys

import duckdb

root, key = sys.argv[1:]
con = duckdb.connect()
con.execute("SET threads = 2")
con.execute(
    """
    CREATE TABLE events AS
    SELECT r.* FROM (
        SELECT unnest(Records) AS r FROM read_json(?, format = 'unstructured',
            maximum_object_size = 268435456, columns = {Records: 'STRUCT(
                eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR,
                sourceIPAddress VARCHAR, userAgent VARCHAR, errorCode VARCHAR, eventID VARCHAR,
                eventType VARCHAR, readOnly BOOLEAN, recipientAccountId VARCHAR,
                userIdentity STRUCT(type VARCHAR, arn VARCHAR, principalId VARCHAR,
                    accessKeyId VARCHAR))[]'}))
    """,
    [f"{root}/**/*.json.gz"],
)


def number(query, *values):
    return (con.execute(query, values).fetchone() or [0])[0]


name = number("SELECT count(*) n FROM events GROUP BY eventName ORDER BY n DESC")
failures = number(
    """SELECT count(*) n FROM events WHERE errorCode IS NOT NULL AND userIdentity.arn IS NOT NULL
    GROUP BY userIdentity.arn ORDER BY n DESC"""
)
rows = con.execute(
    "SELECT eventTime, eventName FROM events WHERE userIdentity.accessKeyId = ? ORDER BY eventTime", [key]
).fetchall()
print(name, failures, len(rows))
