"""What has the register learned since a revision? As an argument: the number of the last revision that you know."""

import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

SITE = os.environ.get("IOM_REFERENCE", "http://127.0.0.1:8000")
since = sys.argv[1] if len(sys.argv) > 1 else "0"

asked = {"since": since, "page_size": 10, "fields": "number,made_at,reason,rows"}
with urlopen(f"{SITE}/api/v1/revisions/?{urlencode(asked)}") as answer:
    revisions = json.load(answer)["results"]

for revision in revisions:
    number, day, rows = revision["number"], revision["made_at"][:10], revision["rows"]
    print(f"Revision {number} of {day} (rows: {len(rows)}): {revision['reason']}")
