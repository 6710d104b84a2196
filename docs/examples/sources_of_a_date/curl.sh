#!/bin/sh
# When was a State a member, which sources say so, and which say otherwise? As an argument: the State.
set -eu
SITE=${IOM_REFERENCE:-http://127.0.0.1:8000}
STATE=${1:-france}

get() { curl --silent --show-error --fail "$SITE/api/v1/$1"; }

spells=$(get "memberships.csv?state=$STATE&status=member&fields=id,start,end")

printf '%s\n' "$spells" | tail -n +2 |
while IFS=, read -r id start _ _ end _; do
  echo "Member from $start to ${end:-now}"
  # One line of JSON a citation: its stance, what it says instead, the title of its source.
  citations=$(get "citations.ndjson?kind=membership&record=$id&fields=source,stance,other_value&page_size=1000")
  printf '%s\n' "$citations" |
    sed -E 's/.*"title":"(.*)","url".*"stance":"([a-z]+)","other_value":"(.*)".*/  \2 (\3): \1/; s/ \(\)//; s/\\"/"/g' |
    LC_ALL=C sort -u
done
