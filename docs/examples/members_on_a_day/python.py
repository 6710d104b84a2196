"""Which States were members on a day? As an argument: the day."""

import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

SITE = os.environ.get("IOM_REFERENCE", "http://127.0.0.1:8000")
day = sys.argv[1] if len(sys.argv) > 1 else "2013-06-14"

asked = {"as_of": day, "status": "member", "fields": "name_en,certainty", "page_size": 1000}
with urlopen(f"{SITE}/api/v1/states/?{urlencode(asked)}") as answer:
    states = json.load(answer)

possible = [state["name_en"] for state in states["results"] if state["certainty"] == "possible"]
print(f"{states['certain']} States were certainly members on {day}.")
print(f"{len(possible)} more may have been:")
for name in possible:
    print(name)
