"""When was a State a member, which sources say so, and which say otherwise? As an argument: the State."""

import json
import os
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

SITE = os.environ.get("IOM_REFERENCE", "http://127.0.0.1:8000")
state = sys.argv[1] if len(sys.argv) > 1 else "france"

with urlopen(f"{SITE}/api/v1/memberships/?{urlencode({'state': state, 'status': 'member'})}") as answer:
    spells = json.load(answer)["results"]

for spell in spells:
    end = spell["end"]["text"] if spell["end"] else "now"
    print(f"Member from {spell['start']['text']} to {end}")
    said = set()  # a source may be cited for several fields
    for citation in spell["citations"]:
        instead = f" ({citation['other_value']})" if citation["other_value"] else ""
        said.add(f"  {citation['stance']}{instead}: {citation['source']['title']}")
    print(*sorted(said), sep="\n")
