import json

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client

from ...docs.reference import address_of
from ...forms.vocabulary import ADDRESS
from ...schema.document import openapi
from ...schema.openapi import LINKED, RECORDED

JSON = ("application/json", LINKED)
PLACE = "https://reference.example"
MOST_ITEMS = 2  # of a list within an example
OF_A_DAY = ("/api/v1/organization/", "/api/v1/counts/")  # documents that are asked for with as_of


class Command(BaseCommand):
    help = "Record the examples of answers that the API's schema shows, from the register in the database."

    def handle(self, **options):
        client, found = Client(SERVER_NAME="localhost"), {}
        for number, (path, item) in enumerate(openapi()["paths"].items()):
            operation = item["get"]
            address, found[path] = address_of(path, operation, "as_of" if path in OF_A_DAY else ""), {}
            of_list = any(parameter["name"] == "page_size" for parameter in operation["parameters"])
            query = {"page_size": 1} if of_list and "?" not in address else None
            for media_type in operation["responses"]["200"]["content"]:
                # Each address is asked for by another client, so that no limit is met.
                response = client.get(address, query, HTTP_ACCEPT=media_type, REMOTE_ADDR=f"127.0.1.{number}")
                if response.status_code != 200:
                    raise ValueError(f"{address} {query}: {response.content[:300]}")
                renderer, context = response.accepted_renderer, response.renderer_context
                text = renderer.render(shortened(response.data), media_type, context).decode()
                text = text.replace("http://localhost", PLACE).replace(settings.SITE_URL, PLACE)
                answer = json.loads(text) if media_type in JSON else text
                if media_type == LINKED:
                    answer["@context"] = f"{PLACE}{ADDRESS}"  # whole, it would be most of the example
                found[path][media_type] = answer
        RECORDED.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        self.stdout.write(f"{RECORDED}: answers at {len(found)} addresses")


def shortened(value):
    """A value with the first items of its lists alone."""
    if isinstance(value, dict):
        return {name: shortened(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(one) for one in value[:MOST_ITEMS]]
    return value
