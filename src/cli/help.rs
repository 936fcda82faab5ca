//! The longer texts of `--help` and of mistakes.

use crate::store::FIELDS;

/// Below `-h`.
pub(crate) const SHORT: &str = "\
Examples:
  trailglass --demo            a built-in case, nothing to download
  trailglass ./logs            a directory of CloudTrail logs, any depth
  trailglass events ./logs -f 'crtacckey' --format jsonl

`--help` says more.";

/// Below `--help`.
pub(crate) const LONG: &str = "\
Examples:
  trailglass --demo
      Opens a built-in case, nothing to download.
  trailglass ./logs
      Opens a directory of any depth, as `aws s3 sync` leaves it.
  trailglass ./logs -f 'result:AccessDenied' --sort time:desc
      Opens it with a filter and an order.
  trailglass events ./logs -f 'crtacckey' --columns time,actor,target --format csv
      Prints what the filter finds.
  trailglass groups ./logs --by actor,eventName --format json
      Counts by any fields.
  trailglass ./logs --view night
      Opens it with a view that was saved under this name.
  gunzip -c log.json.gz | trailglass sources -
      Tells what was read from standard input.

A directory called like a command is given as ./events.

Exit codes:
  0  everything was read; files that hold no events by their nature (digest files, empty files,
     texts without records) count as read, and a closed pipe is no failure
  1  something could not be read, or the output not be written; standard error says what
  2  usage: bad arguments, a bad query";

/// Below `groups --help`.
pub(crate) const GROUPS: &str = "\
A row without a value in a field has the empty text there. `json` and `csv` have one entry for each
full key, most events first. In csv, cells that begin with = + - @, a tab or a return get a leading
' so that no spreadsheet takes them for formulas.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `sessions --help`.
pub(crate) const SESSIONS: &str = "\
A session is one credential and the events that it signed: a long-term key, the sign-ins of a user,
temporary credentials (principal and time of issue, whatever the keys: one console sign-in mints
many), an AWS service, a principal of another account. BEGAN tells the call that issued it and the
evidence: key id, session id and time, user or role id; what is only known by name and time says
`perhaps`. `issued outside the data` means that no event here issued it. In json each session has the
filter that finds its events.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `lineage --help`.
pub(crate) const LINEAGE: &str = "\
Each tree begins with a credential that nothing in the data issued. Below it hangs what its calls
issued: AssumeRole and its kin, GetSessionToken, GetFederationToken, AssumeRoot, console sign-ins,
SwitchRole, CreateAccessKey, CreateUser, CreateLoginProfile, CreateRole, RunInstances. HOW tells the
call and the evidence; `perhaps` stands before what names and times alone say, and a session that
several calls may have issued is shown below each of them as `one of several`.
Without --of and --filter all trees are printed, but no credential that stands alone.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `actor --help`.
pub(crate) const ACTOR: &str = "\
An identity is what the field `actor` holds: a user, a role, an account, a service. Addresses, keys,
tools, user agents, regions, services, API calls and errors are counted; sessions say how they began.
`issued` are keys, users, roles, sessions and instances; `created` are other successful Create calls.
With --from, what the actor did not have before then is marked as new.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `resource --help`.
pub(crate) const RESOURCE: &str = "\
All records that hold the name are read. Each link says by which value it holds: an ARN or a unique
id is certain, a name can be another resource's too, and the name of a training job is made from its
tuning job's (NAME-001-0a1b2c3d). Service events are what AWS tells, not calls. A name that several
resources have is told, with their ARNs: give the one that is meant.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `sources --help`.
pub(crate) const SOURCES: &str = "\
Events, duplicates and rejected records add up to the records found, for each file and in total.
A duplicate is a further copy of an event (same eventID and account) that was read elsewhere.
Files that failed come first, with reasons; many ordinary files are summed up unless --all is given.

Exit codes: 0 all read; 1 something could not be read; 2 usage.";

/// Below `events --help`.
pub(crate) fn events() -> String {
    let mut text = String::from(
        "\
jsonl prints each record as its file has it, with only the white space between tokens taken out.
In csv, cells that begin with = + - @, a tab or a return get a leading ' so that no spreadsheet
takes them for formulas; tsv has them as they are. --provenance adds the columns file, member
and record to table, csv and tsv, and makes each line of jsonl an object with file, member, record,
byte, copies and event. Records are counted from 1 in the file or member, those that could not be read
or were left out included; the member is that of a container. Whatever the format, a terminal gets control and
bidi characters written out; a pipe or a file gets csv, tsv and jsonl raw.

A column can also be a JSON path, such as requestParameters.userName or .a.\"b c\"[0]: a string comes out
as it is, an object or an array as JSON, several values as an array, nothing as nothing.

Exit codes: 0 all read; 1 something could not be read; 2 usage.

Fields, and other names for them:
",
    );
    for spec in FIELDS {
        let names = match spec.aliases {
            [] => String::new(),
            aliases => format!(" ({})", aliases.join(", ")),
        };
        let line = format!("  {:26} {}{names}\n", spec.name, spec.help);
        text.push_str(&line);
    }
    text
}

/// What to do when no input was named; `command` is what was called.
pub(crate) fn nothing_to_read(command: &str) -> String {
    format!(
        "\
nothing to read; name a directory or a file:

  {command} --demo      a built-in case, nothing to download
  {command} ./logs      a directory of CloudTrail logs, any depth
  {command} -           standard input

`{command} --help` says more"
    )
}
