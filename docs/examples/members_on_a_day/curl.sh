#!/bin/sh
# Which States were members on a day? As an argument: the day.
set -eu
SITE=${IOM_REFERENCE:-http://127.0.0.1:8000}
DAY=${1:-2013-06-14}

rows=$(curl --silent --show-error --fail \
  "$SITE/api/v1/states.csv?as_of=$DAY&status=member&fields=name_en,certainty&page_size=1000")

echo "$(printf '%s\n' "$rows" | grep -c ',certain$') States were certainly members on $DAY."
echo "$(printf '%s\n' "$rows" | grep -c ',possible$') more may have been:"
printf '%s\n' "$rows" | sed -n 's/,possible$//p'
