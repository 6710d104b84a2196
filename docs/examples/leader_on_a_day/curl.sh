#!/bin/sh
# Who was Director General on a day, and which sources say so? As an argument: the day.
set -eu
SITE=${IOM_REFERENCE:-http://127.0.0.1:8000}
DAY=${1:-2008-09-30}

get() { curl --silent --show-error --fail "$SITE/api/v1/$1"; }

terms=$(get "terms.csv?as_of=$DAY&post=post-director-general&fields=id,person,start,end,certainty")

printf '%s\n' "$terms" | tail -n +2 |
while IFS=, read -r id _ name start _ _ end _ _ certainty; do
  echo "$name, $start to ${end:-now}: $certainty on $DAY"
  # One line of JSON a citation: its stance and the title of its source.
  citations=$(get "citations.ndjson?kind=term&record=$id&fields=source,stance&page_size=1000")
  printf '%s\n' "$citations" |
    sed -E 's/.*"title":"(.*)","url".*"stance":"([a-z]+)".*/  \2: \1/; s/\\"/"/g' | LC_ALL=C sort -u
done
