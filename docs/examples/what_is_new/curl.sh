#!/bin/sh
# What has the register learned since a revision? As an argument: the number of the last revision that you know.
set -eu
SITE=${IOM_REFERENCE:-http://127.0.0.1:8000}
SINCE=${1:-0}

get() { curl --silent --show-error --fail "$SITE/api/v1/$1"; }

revisions=$(get "revisions.csv?since=$SINCE&page_size=10&fields=number,made_at,reason")

printf '%s\n' "$revisions" | tail -n +2 |
while IFS=, read -r number made_at reason; do
  changes=$(get "revisions/$number.ndjson?fields=rows")
  rows=$(printf '%s\n' "$changes" | grep -o '"change":' | wc -l | tr -d ' ')
  reason=$(printf '%s\n' "$reason" | sed 's/^"\(.*\)"$/\1/; s/""/"/g')
  echo "Revision $number of ${made_at%T*} (rows: $rows): $reason"
done
