"""Records the examples in the API's schema."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rest_framework.response import Response
from rest_framework.test import APIClient

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

    def handle(self, **options: Any) -> None:
        examples = {}
        for number, (path, item) in enumerate(openapi()["paths"].items()):
            # Each address is asked for by another client, so that no limit is met.
            client = APIClient(SERVER_NAME="localhost", REMOTE_ADDR=f"127.0.1.{number}")
            examples[path] = examples_of(client, path, item["get"])
        text = json.dumps(examples, ensure_ascii=False, indent=1, sort_keys=True)
        RECORDED.write_text(f"{text}\n", encoding="utf-8")
        self.stdout.write(f"{RECORDED}: answers at {len(examples)} addresses")


def examples_of(client: APIClient, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Return {media type: an answer} of an operation of the schema, shortened."""
    address = address_of(path, operation, "as_of" if path in OF_A_DAY else "")
    is_list = any(parameter["name"] == "page_size" for parameter in operation["parameters"])
    query = {"page_size": 1} if is_list and "?" not in address else None
    examples = {}
    for media_type in operation["responses"]["200"]["content"]:
        response = client.get(address, query, HTTP_ACCEPT=media_type)
        if response.status_code != 200:
            raise ValueError(f"{address} {query}: {response.content[:300]!r}")
        examples[media_type] = example_of_answer(response, media_type)
    return examples


def example_of_answer(response: Response, media_type: str) -> Any:
    """Return an answer as the schema shows it: shortened, and at an address that is nobody's."""
    context = vars(response)["renderer_context"]
    written = response.accepted_renderer.render(shortened(response.data), media_type, context)
    text = written.decode() if isinstance(written, bytes) else written
    text = text.replace("http://localhost", PLACE).replace(settings.SITE_URL, PLACE)
    if media_type not in JSON:
        return text
    answer = json.loads(text)
    if media_type == LINKED:
        answer["@context"] = f"{PLACE}{ADDRESS}"  # whole, it would be most of the example
    return answer


def shortened(value: Any) -> Any:
    """Return a value with the first items of its lists alone."""
    if isinstance(value, dict):
        return {name: shortened(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shortened(item) for item in value[:MOST_ITEMS]]
    return value
