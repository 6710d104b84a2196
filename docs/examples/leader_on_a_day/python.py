"""Who was Director General on a day, and which sources say so? As an argument: the day."""

import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

SITE = os.environ.get("IOM_REFERENCE", "http://127.0.0.1:8000")
day = sys.argv[1] if len(sys.argv) > 1 else "2008-09-30"

with urlopen(f"{SITE}/api/v1/terms/?{urlencode({'as_of': day, 'post': 'post-director-general'})}") as answer:
    terms = json.load(answer)["results"]

for term in terms:
    end = term["end"]["text"] if term["end"] else "now"
    print(f"{term['person']['name']}, {term['start']['text']} to {end}: {term['certainty']} on {day}")
    cited = {f"  {citation['stance']}: {citation['source']['title']}" for citation in term["citations"]}
    print(*sorted(cited), sep="\n")
