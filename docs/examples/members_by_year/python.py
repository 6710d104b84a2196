"""How many members were there at the end of each year? As arguments: the first and the last year."""

import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

SITE = os.environ.get("IOM_REFERENCE", "http://127.0.0.1:8000")
first, last = sys.argv[1:] or ("1951", "2025")

asked = {"from": f"{first}-12-31", "to": f"{last}-12-31", "step": "year"}
with urlopen(f"{SITE}/api/v1/counts/?{urlencode(asked)}") as answer:
    counts = json.load(answer)["results"]

print("year certain possible")
for count in counts:
    print(count["day"][:4], count["certain"], count["possible"])
