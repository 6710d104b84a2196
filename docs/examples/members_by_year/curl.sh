#!/bin/sh
# How many members were there at the end of each year? As arguments: the first and the last year.
set -eu
SITE=${IOM_REFERENCE:-http://127.0.0.1:8000}
FROM=${1:-1951}
TO=${2:-2025}

counts=$(curl --silent --show-error --fail "$SITE/api/v1/counts.csv?from=$FROM-12-31&to=$TO-12-31&step=year")

printf '%s\n' "$counts" |
  awk -F, 'NR == 1 { print "year certain possible" } NR > 1 { print substr($1, 1, 4), $3, $4 }'
