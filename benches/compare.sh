#!/usr/bin/env bash
# Times trailglass beside other tools that can read CloudTrail logs: the same files, the same three
# jobs, in turn, and prints a table in Markdown.
#
#   benches/compare.sh DIR [ROUNDS]      DIR holds log files, *.json.gz; 5 rounds unless given
#
# Jobs, all in one go: count events by name; count failures by principal; print one access key's events
# in time order. Every tool prints one line, and the lines must be the same:
#
#   EVENTS OF THE COMMONEST NAME  FAILURES OF THE PRINCIPAL WITH MOST  EVENTS OF THE KEY
#
# Tools that are not installed are left out: jq; python3 with the modules duckdb and chdb (set PYTHON to
# use another interpreter). PROCESSORS (2) is how many processors jq and zcat may use.
set -euo pipefail

usage="usage: benches/compare.sh DIR [ROUNDS]"
root=$(realpath "${1:?$usage}")
rounds=${2:-5}
cd "$(dirname "$0")/.."
processors=${PROCESSORS:-2}
python=${PYTHON:-python3}
here=benches/compare

cargo build --release --quiet --locked
cargo bench --quiet --locked --bench jobs --no-run
program=target/release/trailglass
jobs=$(find target/release/deps -name 'jobs-*' -type f -perm -u+x -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
# The key with most events: its events are what job three prints.
key=$("$program" groups --by accessKeyId --format csv "$root" |
    awk -F, '$1 ~ /^(AKIA|ASIA)/ && $2 > most { most = $2; key = $1 } END { print key }')
files() { find "$root" -name '*.json.gz' -print0; }

# The largest number of events; a key before it may hold commas.
most() { awk -F, 'NR > 1 && $(NF - 6) > n { n = $(NF - 6) } END { print n + 0 }'; }

trailglass_once() { "$jobs" "$root" "$key"; }
trailglass_thrice() {
    local name failures events
    name=$("$program" groups --by eventName --format csv "$root" | most)
    failures=$("$program" groups --by userIdentity.arn -f 'errorCode:* userIdentity.arn:*' --format csv "$root" | most)
    events=$("$program" events -f "accessKeyId:$key" --format tsv --columns eventTime,eventName "$root" | tail -n +2 | wc -l)
    echo "$name $failures $events"
}
inflate_zcat() { files | xargs -0 -P "$processors" -n 64 zcat >/dev/null; }
with_jq() {
    # One pass: what the jobs need, as TSV; awk counts. Processes that share a pipe would mix their lines.
    local parts
    parts=$(mktemp -d)
    files | xargs -0 -P "$processors" -n 64 sh -c 'zcat "$@" | jq -rf '"$here/fields.jq"' >"$0/$$"' "$parts"
    find "$parts" -type f -exec cat {} + |
        awk -F'\t' -v key="$key" '
            { if (++names[$1] > name) name = names[$1] }
            $2 != "" && $3 != "" { if (++failed[$3] > failures) failures = failed[$3] }
            $4 == key { print $5 "\t" $1 | "sort >/dev/null"; events++ }
            END { print name + 0, failures + 0, events + 0 }'
    rm -r "$parts"
}
with_duckdb() { "$python" "$here/with_duckdb.py" "$root" "$key"; }
with_chdb() { "$python" "$here/with_chdb.py" "$root" "$key"; }

tools=(trailglass_once trailglass_thrice inflate_zcat)
command -v jq >/dev/null && tools+=(with_jq)
for module in duckdb chdb; do
    "$python" -c "import $module" 2>/dev/null && tools+=("with_$module")
done

times=$(mktemp -d)
trap 'rm -rf "$times"' EXIT
expected=$(trailglass_once)
for ((round = 0; round <= rounds; round++)); do
    for tool in "${tools[@]}"; do
        start=$(date +%s%N)
        answer=$("$tool")
        end=$(date +%s%N)
        if [ "$tool" != inflate_zcat ] && [ "$answer" != "$expected" ]; then
            echo "$tool answers \`$answer\`, trailglass \`$expected\`" >&2
            exit 1
        fi
        # The first round only warms the files up.
        [ "$round" -eq 0 ] || echo $((end - start)) >>"$times/$tool"
    done
done

median() { sort -n "$1" | awk '{ t[NR] = $1 } END { print (t[int((NR + 1) / 2)] + t[int((NR + 2) / 2)]) / 2 }'; }
label() {
    case $1 in
        trailglass_once) echo "trailglass, loaded once (\`cargo bench --bench jobs\`)" ;;
        trailglass_thrice) echo "trailglass, three commands, each loads" ;;
        inflate_zcat) echo "\`xargs -P$processors zcat >/dev/null\`: no job at all" ;;
        with_jq) echo "$(jq --version), $processors processes, and awk" ;;
        with_duckdb) echo "DuckDB $("$python" -c 'import duckdb; print(duckdb.__version__)')" ;;
        with_chdb) echo "chdb $("$python" -c 'import chdb; print(chdb.__version__)')" ;;
    esac
}
own=$(median "$times/trailglass_once")
bytes=$(files | xargs -0 stat -c %s | awk '{ n += $1 } END { printf "%.0f MB", n / 1e6 }')
cpu=$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo 2>/dev/null || uname -m)
echo "$(date +%F), $(nproc) cores, ${cpu:-$(uname -m)}; $(files | tr -cd '\0' | wc -c) files, $bytes; medians of $rounds rounds"
echo
echo "| the three jobs with | seconds | times trailglass |"
echo "|---|---|---|"
for tool in "${tools[@]}"; do
    median "$times/$tool" | awk -v own="$own" -v label="$(label "$tool")" \
        '{ printf "| %s | %.2f | %.1f |\n", label, $1 / 1e9, $1 / own }'
done
